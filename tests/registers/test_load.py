"""Loading: what is taken, what is refused in words, and that an earlier store stays whole whatever happens."""

from __future__ import annotations

import gzip
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
import warnings
from pathlib import Path

import processes
import pyoxigraph
import pytest

import kg
from kg import names
from kg.errors import DataError, EnvironmentFault, LimitError, NotFound, Notice, UsageError
from kg.registers import inputs, load, verify
from kg.store.disk import layout

GRAPH = f"<{names.SOURCE}certificates>"
NUMBERS = "SELECT ?number { ?c a cr:Certificate ; cr:certificateNumber ?number } ORDER BY ?number"


def certificates(store: Path) -> int:
    return len(kg.load(store=store).query(NUMBERS))


@pytest.fixture(scope="module")
def of_one(tmp_path_factory: pytest.TempPathFactory, register: Path) -> Path:
    """A store with one certificate only."""
    folder = tmp_path_factory.mktemp("one")
    one = folder / "one.nq"
    lines = [
        line for line in register.read_text("utf-8").splitlines(keepends=True) if "/id/certificates-2>" not in line
    ]
    one.write_text("".join(line for line in lines if "/id/certificates-" not in line or "certificates-1>" in line))
    load.load(folder / "china", [one])
    assert certificates(folder / "china") == 1
    return folder / "china"


@pytest.fixture(scope="module")
def few(own_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build of one source, in the place of all records."""
    folder = tmp_path_factory.mktemp("few") / "build"
    done = processes.kg(["build", "-o", str(folder), "--source", "cnca-website"])
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def small(tmp_path: Path, of_one: Path) -> Path:
    """A copy of it, to be replaced."""
    return Path(shutil.copytree(of_one, tmp_path / "china"))


def test_a_store_holds_the_records_and_the_files(store: Path) -> None:
    graph = kg.load(store=store)
    assert certificates(store) == 8
    assert [row["partner"] for row in graph.ask("partners", agency="cnca")] == [
        row["partner"] for row in kg.load().ask("partners", agency="cnca")
    ]
    held = graph.query("SELECT ?s ?p ?o { GRAPH source:certificates { ?s ?p ?o } }")
    assert layout.read(store).graphs[f"{names.SOURCE}certificates"] == len(held)


def test_literals_that_the_engine_writes_otherwise_are_counted(tmp_path: Path) -> None:
    xsd = names.PREFIXES["xsd"]
    odd = ['"01"^^<{}integer>', '"1.10"^^<{}decimal>', '"2024-01-01T24:00:00"^^<{}dateTime>', '"01"^^<{}integer>']
    kept = [
        '"1"^^<{}integer>',
        '"2024-01-01"^^<{}date>',
        '"a \\"01\\"^^<{}integer>"',
        '"01"^^<http://e.example/integer>',
    ]
    file = tmp_path / "odd.nq"
    terms = [term.format(xsd) for term in (*odd, *kept)]
    file.write_text("".join(f"<urn:s{place}> <urn:p> {term} {GRAPH} .\n" for place, term in enumerate(terms)))
    with pytest.warns(Notice, match=r'odd\.nq: in 4 statements .*, as ".*" \(xsd:\w+\) becomes'):
        inputs.load(pyoxigraph.Store(), file)
    file.write_text("".join(f"<urn:s> <urn:p> {term.format(xsd)} {GRAPH} .\n" for term in kept))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        inputs.load(pyoxigraph.Store(), file)


def test_a_line_that_the_parser_cannot_hold_is_refused_with_its_number(tmp_path: Path) -> None:
    file = tmp_path / "long.nq"
    with file.open("wb") as lines:
        lines.write(f"<urn:s> <urn:p> 1 {GRAPH} .\n".replace(" 1 ", ' "1" ').encode())
        lines.write(b'<urn:s> <urn:p> "' + b"x" * (16 * 1024 * 1024) + f'" {GRAPH} .\n'.encode())
    with pytest.raises(LimitError, match=r"long\.nq:2: a line over 15,728,640 bytes"):
        inputs.load(pyoxigraph.Store(), file)


def test_packed_files_and_folders_of_parts_give_the_same(tmp_path: Path, register: Path, store: Path) -> None:
    lines = register.read_bytes().splitlines(keepends=True)
    parts = tmp_path / "parts"
    parts.mkdir()
    (parts / "part-0.nq").write_bytes(b"".join(lines[:40]))
    (parts / "part-1.nq.gz").write_bytes(gzip.compress(b"".join(lines[40:])))
    (parts / "_SUCCESS").write_bytes(b"")
    assert load.load(tmp_path / "china", [parts]).graphs == layout.read(store).graphs


def test_a_build_stands_in_the_records_place(tmp_path: Path, register: Path, few: Path) -> None:
    made = load.load(tmp_path / "china", [few, register])
    assert f"{names.SOURCE}cnca-website" in made.graphs
    assert f"{names.SOURCE}cnca-2021/2.5.3" not in made.graphs


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (f"<x:a> <x:b> <x:c> {GRAPH} .\n<x:a> zz", r"bad\.nq:2: not N-Quads"),
        ("# 1\n<x:a> <x:b> " + "<<( <x:a> <x:b> " * 20_000 + "1" + " )>>" * 20_000, r"bad\.nq:2: a triple term"),
        ("<x:a> <x:b> <x:c> .", "default graph"),
        (f"<x:a> <x:b> <x:c> <{names.SOURCE}other> .", 'nothing says what "other" is'),
        ("<x:a> <x:b> <x:c> <x:g> .", "is not a valid name for an external graph"),
        (f'{names.entity("cnca")} <x:b> "closed" {GRAPH} .', "the records describe it"),
        (f"<x:a> {names.node('owl:sameAs')} <x:c> {GRAPH} .", "would change what terms mean"),
        (f"<x:a> {names.node('owl:equivalentClass')} <x:c> {GRAPH} .", "would change what terms mean"),
        (f"<x:a> {names.node('owl:disjointWith')} <x:c> {GRAPH} .", "would change what terms mean"),
        (f"<x:a> {names.node('cr:partnerOf')} {names.entity('cnca')} {GRAPH} .", "an address of this graph"),
        (f'_:b <x:b> "1" {GRAPH} .', "a blank node or a quoted triple"),
        (f'{names.node("cr:Reform")} <x:b> "1" {GRAPH} .', "an address of this graph"),
    ],
    ids=[
        *("syntax", "triple terms", "default graph", "no source", "name of graph", "about the records", "same"),
        *("same class", "axiom", "partnership", "blank node", "term of the ontology"),
    ],
)
def test_what_cannot_stand_there_is_refused(tmp_path: Path, register: Path, few: Path, content: str, said: str) -> None:
    wrong = tmp_path / "bad.nq"
    wrong.write_text(content)
    with pytest.raises(DataError, match=said):
        load.load(tmp_path / "china", [few, register, wrong])
    assert not (tmp_path / "china").exists()


def test_a_cut_or_damaged_gz_is_refused_and_the_earlier_store_stays(
    tmp_path: Path, register: Path, small: Path
) -> None:
    packed = gzip.compress(register.read_bytes())
    cut = tmp_path / "cut.nq.gz"
    cut.write_bytes(packed[: len(packed) // 2])
    with pytest.raises(DataError, match="cut short"):
        load.load(small, [cut])
    cut.write_bytes(b"no gzip at all")
    with pytest.raises(DataError, match="damaged as a gzip file"):
        load.load(small, [cut])
    assert certificates(small) == 1
    verify.check(small)


def test_other_files_and_folders_are_refused(tmp_path: Path, register: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text("a,b")
    with pytest.raises(UsageError, match="for a table, name its --mapping"):
        load.load(tmp_path / "china", [table])
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("all I have")
    with pytest.raises(EnvironmentFault, match="no store"):
        load.load(tmp_path / "mine", [register])
    assert (tmp_path / "mine" / "thesis.txt").read_text() == "all I have"


def loader(store: Path, *files: Path, **more: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "kg", "load", str(store), *map(str, files)]
    return subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, **more)  # type: ignore[call-overload, no-any-return]


def test_of_two_loaders_one_is_refused(register: Path, small: Path) -> None:
    both = [loader(small, register), loader(small, register)]
    said = [each.communicate(timeout=300)[1] for each in both]
    refused = [text for each, text in zip(both, said, strict=True) if each.returncode]
    assert len(refused) == 1, said
    assert "process" in refused[0] and "try again when it has ended" in refused[0]
    assert certificates(small) == 8


def test_a_full_disk_leaves_the_earlier_store(register: Path, small: Path) -> None:
    def no_room() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    bare = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}  # Python would keep a module that it compiled, cut off
    process = loader(small, register, preexec_fn=no_room, env=bare)
    said = process.communicate(timeout=300)[1]
    assert process.returncode == 2, said
    assert len(said.splitlines()) == 1 and str(small) in said
    assert certificates(small) == 1
    verify.check(small)


@pytest.mark.ci
def test_killed_at_any_moment_a_load_leaves_the_earlier_store_or_the_new_one(register: Path, small: Path) -> None:
    start = time.perf_counter()
    assert loader(small, register).wait(300) == 0
    whole = time.perf_counter() - start
    moments = random.Random(6)
    for _ in range(20):
        process = loader(small, register)
        time.sleep(moments.uniform(0.1, 1.1) * whole)
        process.kill()
        process.communicate()
        verify.check(small)
        assert certificates(small) == 8
    assert loader(small, register).wait(300) == 0
    assert [path.name for path in small.parent.iterdir()] == ["china"]


def test_questions_about_the_records_do_not_go_through_the_register(store: Path) -> None:
    """They give what they give without it; those about certificates, and SPARQL, see everything."""
    stored, alone = kg.load(store=store), kg.load()
    for name in ("organisations", "where-said", "names", "product-schemes", "documents-by-kind"):
        assert stored.ask(name).rows == alone.ask(name).rows
    assert len(stored.ask("top-issuers")) > 0
    assert len(stored.query("SELECT ?c { ?c a cr:Certificate }")) == 8
    stored.engine.__dict__["_store"] = None  # who went to the register would notice
    assert stored.ask("organisations").rows == alone.ask("organisations").rows


def test_a_damaged_file_of_the_records_is_found(tmp_path: Path, register: Path) -> None:
    load.load(tmp_path / "china", [register])
    records = tmp_path / "china" / layout.read(tmp_path / "china").records
    records.write_bytes(records.read_bytes().replace(b"Korea", b"Norea"))
    with pytest.raises(DataError, match="checksum"):
        verify.check(tmp_path / "china")


@pytest.mark.parametrize("text", ["certificates-enterprise-3", "LAMPS of Ningbo", "id:certificates-enterprise-3"])
def test_things_of_a_register_are_found_by_key_and_by_name(store: Path, text: str) -> None:
    found = kg.load(store=store).show(text)
    assert "9100000003" in found.column("value")


def test_keys_of_a_register_may_have_capitals(tmp_path: Path, register: Path) -> None:
    odd = tmp_path / "odd.nq"
    odd.write_text(register.read_text("utf-8").replace("certificates-enterprise-3", "certificates-E%203.x"), "utf-8")
    load.load(tmp_path / "china", [odd])
    assert "9100000003" in kg.load(store=tmp_path / "china").show("certificates-E%203.x").column("value")


def test_a_name_that_several_things_of_a_register_bear_is_not_guessed(tmp_path: Path, register: Path) -> None:
    twins = tmp_path / "twins.nq"
    twins.write_text(register.read_text("utf-8").replace("LAMPS of Ningbo", "Jinhua Lamp Works"), "utf-8")
    load.load(tmp_path / "china", [twins])
    with pytest.raises(NotFound, match=r"certificates-enterprise-1.*certificates-enterprise-3"):
        kg.load(store=tmp_path / "china").show("Jinhua Lamp Works")


def test_what_neither_knows_is_reported_with_the_nearest_of_the_records(store: Path) -> None:
    with pytest.raises(NotFound, match="haccp"):
        kg.load(store=store).show("hacpc")


def test_a_file_may_not_write_into_the_graphs_of_the_records(tmp_path: Path, register: Path) -> None:
    forged = tmp_path / "forged.nq"
    line = f'<{names.ID}cnca> <http://www.w3.org/2000/01/rdf-schema#label> "forged"@en <{names.SOURCE}cnca-website> .\n'
    forged.write_text(register.read_text("utf-8") + line, "utf-8")
    with pytest.raises(DataError, match="cnca-website: is a graph of the records"):
        load.load(tmp_path / "china", [forged])
