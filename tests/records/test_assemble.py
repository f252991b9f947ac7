"""The graph of a selection, and the cache: kept whole, made again when anything it depends on changed or broke."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from kg.errors import DataError, Notice
from kg.files import cache as cache_module
from kg.files.cache import KEPT
from kg.records import assemble
from kg.records.assemble import Selection

SOURCES = "sources: [{id: gazette, type: Source, label: {en: Gazette}, publisherName: P, issuedOn: 2026-01-05}]\n"
GULL = "source: gazette\nrecords:\n- {id: gull, type: Place, label: {en: Gull}}\n"


@pytest.fixture
def cache(tmp_path_factory, monkeypatch) -> Path:
    folder = tmp_path_factory.mktemp("cache") / "below"
    monkeypatch.setenv("KG_CACHE", str(folder))
    return folder


@pytest.fixture
def gazette(write, tmp_path):
    write({"own/sources.yaml": SOURCES, "own/gull.yaml": GULL})
    return Selection(files=tuple(sorted((tmp_path / "own").iterdir())))


def kept(cache):
    return sorted(cache.iterdir()) if cache.exists() else []


@pytest.fixture
def making(monkeypatch):
    """How often a graph was made rather than read from the cache."""
    made, original = [], assemble.derived
    monkeypatch.setattr(assemble, "derived", lambda *given: made.append(1) or original(*given))
    return made


def gulls(graph):
    return graph.query("SELECT ?n { id:gull rdfs:label ?n }").column("n")


def test_the_second_time_the_graph_is_read(cache, gazette, making):
    first, second = assemble.assemble(gazette), assemble.assemble(gazette)
    assert len(making) == 1
    assert set(first.quads()) == set(second.quads())
    assert gulls(second) == ["Gull"]
    assert [path.suffix for path in kept(cache)] == [".nq"]


@pytest.mark.parametrize(
    "damage",
    [
        lambda raw: b"",
        lambda raw: raw[:-1],
        lambda raw: raw[: len(raw) // 2],
        lambda raw: raw.replace(b"Gull", b"Hawk"),
        lambda raw: raw + b"\n",
        lambda raw: b"\0" * 100,
        lambda raw: raw[raw.index(b"\n") + 1 :],
    ],
    ids=["empty", "a byte short", "half", "another word", "a line more", "zeros", "a line less"],
)
def test_what_is_damaged_is_made_again_and_kept_whole(cache, gazette, making, damage):
    assemble.assemble(gazette)
    (file,) = kept(cache)
    whole = file.read_bytes()
    file.write_bytes(damage(whole))
    assert gulls(assemble.assemble(gazette)) == ["Gull"]
    assert gulls(assemble.assemble(gazette)) == ["Gull"]
    assert len(making) == 2


def test_a_changed_record_is_seen(cache, gazette, write, tmp_path):
    assemble.assemble(gazette)
    write({"own/gull.yaml": GULL.replace("Gull}", "Tern}")})
    assert gulls(assemble.assemble(gazette)) == ["Tern"]
    assert len(kept(cache)) == 2


def test_a_broken_record_is_reported_although_its_sound_form_is_kept(cache, gazette, write):
    assemble.assemble(gazette)
    before = {path: path.read_bytes() for path in kept(cache)}
    write({"own/gull.yaml": GULL.replace("Place", "Plaice")})
    with pytest.raises(DataError, match='no class "Plaice"'):
        assemble.assemble(gazette)
    assert {path: path.read_bytes() for path in kept(cache)} == before


def test_each_narrowing_is_kept_apart(cache, gazette, making):
    before = Selection(files=gazette.files, as_of=date(2026, 1, 4))
    alone = Selection(files=gazette.files, sources=("gazette",))
    assert [gulls(assemble.assemble(each)) for each in (gazette, before, alone)] == [["Gull"], [], ["Gull"]]
    assert len(making) == len(kept(cache)) == 3


def test_the_ontology_counts_as_well(cache, gazette, making, monkeypatch, tmp_path):
    """Another version of the engine or of this package makes its own graph."""
    assemble.assemble(gazette)
    monkeypatch.setattr(assemble, "__version__", "99")
    assert gulls(assemble.assemble(gazette)) == ["Gull"]
    assert len(making) == 2


def test_no_more_than_a_few_are_kept_and_the_oldest_goes(cache, gazette):
    days = [Selection(files=gazette.files, as_of=date(2026, 2, day)) for day in range(1, KEPT + 3)]
    for age, selection in enumerate(days):
        assemble.assemble(selection)
        newest = max(kept(cache), key=lambda path: path.stat().st_mtime_ns)
        os.utime(newest, (1_700_000_000 + age, 1_700_000_000 + age))
        if age == 0:
            first = newest
    assert len(kept(cache)) == KEPT
    assert first not in kept(cache)


def test_what_is_used_stays_longer_than_what_is_older(cache, gazette, making):
    """The shipped records went as soon as eight other selections had been looked at, however often they were used."""
    assemble.assemble(gazette)
    (often,) = kept(cache)
    os.utime(often, (1_700_000_000, 1_700_000_000))
    for day in range(1, KEPT + 3):
        assemble.assemble(gazette)
        assemble.assemble(Selection(files=gazette.files, as_of=date(2026, 2, day)))
    assert often in kept(cache)
    assert len(making) == 1 + KEPT + 2


@pytest.mark.parametrize("place", ["a file", "below a file", "no leave to write"])
def test_without_a_cache_all_works(gazette, monkeypatch, tmp_path, place):
    (tmp_path / "file").write_text("in the way")
    chosen = {
        "a file": tmp_path / "file",
        "below a file": tmp_path / "file" / "x",
        "no leave to write": Path("/proc/x"),
    }
    monkeypatch.setenv("KG_CACHE", str(chosen[place]))
    assert gulls(assemble.assemble(gazette)) == ["Gull"]
    assert (tmp_path / "file").read_text() == "in the way"


def test_a_folder_in_the_place_of_the_kept_file_does_no_harm(cache, gazette):
    assemble.assemble(gazette)
    (file,) = kept(cache)
    file.unlink()
    file.mkdir()
    assert gulls(assemble.assemble(gazette)) == ["Gull"]
    assert [path.name for path in kept(cache)] == [file.name], "nothing half written stays"


def test_the_cache_is_where_the_variable_says(cache, monkeypatch):
    assert cache_module.cache_folder() == cache
    monkeypatch.delenv("KG_CACHE")
    assert cache_module.cache_folder().name == "certreg"


def test_a_notice_of_the_reading_is_repeated_when_the_graph_comes_from_the_cache(cache, tmp_path, making):
    quads = tmp_path / "gx.nq"
    source, entity = "<https://w3id.org/certreg/source/gx>", "<https://w3id.org/certreg/id/gx>"
    own, xsd = "https://w3id.org/certreg/ns#", "http://www.w3.org/2001/XMLSchema#"
    quads.write_text(
        f"{entity} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{own}Source> {source} .\n"
        f'{entity} <http://www.w3.org/2004/02/skos/core#prefLabel> "GX"@en {source} .\n'
        f'{entity} <{own}publisherName> "P" {source} .\n'
        f'{entity} <{own}issuedOn> "2021-01-01"^^<{xsd}date> {source} .\n'
        f'<http://e.example/s> <http://e.example/p> "01"^^<{xsd}integer> {source} .\n'
    )
    for _ in range(2):
        with pytest.warns(Notice, match=r'gx\.nq: in 1 statement .*"01" \(xsd:integer\) becomes "1"'):
            graph = assemble.assemble(Selection(files=(quads,)))
    assert len(making) == 1
    assert graph.query("ASK { <http://e.example/s> <http://e.example/p> 1 }") is True
