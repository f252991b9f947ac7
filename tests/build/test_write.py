"""A build holds the graph in four formats, describes itself, is the same every time, and replaces only builds."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import Quad, RdfFormat, parse
from rdflib import DCAT, DCTERMS, FOAF, PROV, RDF, VOID, XSD, Namespace, URIRef
from support import rdflib_quads

from kg import names, shipped
from kg.build import manifest
from kg.build.write import build
from kg.errors import DataError, EnvironmentFault
from kg.records import assemble
from kg.records.assemble import Selection

FORMATS = {
    "certreg.ttl": ("turtle", RdfFormat.TURTLE),
    "certreg.nq": ("nquads", RdfFormat.N_QUADS),
    "certreg.trig": ("trig", RdfFormat.TRIG),
    "certreg.jsonld": ("json-ld", RdfFormat.JSON_LD),
}
FILES = {*FORMATS, "void.ttl", "manifest.json"}
DATASET = URIRef(names.DATASET)
SPDX = Namespace("http://spdx.org/rdf/terms#")
REPORT = Selection(sources=("cnca-2021",))
#: A source of a few records, where what is built does not matter.
PAGE = Selection(sources=("mfds-website",))
RECORDS = {
    "one/sources.yaml": "sources: [{id: gazette, type: Source, label: {en: G}, publisherName: P, issuedOn: 2027-01}]",
    "one/one.yaml": "source: gazette\nrecords:\n- {id: freeport, type: Place, label: {en: Freeport}}\n",
    "two/two.yaml": "source: cnca-2021\nrecords:\n- {id: gull, type: Event, label: {en: Gull}, place: freeport}\n",
    "two/three.yaml": "source: gazette\nrecords:\n- {about: gull, description: {en: Deep}, place: china}\n",
}


@pytest.fixture(scope="module")
def made(own_cache, tmp_path_factory):
    """A build of the shipped records: its folder and its manifest."""
    target = tmp_path_factory.mktemp("built") / "build"
    return target, build(target)


@pytest.fixture(scope="module")
def small(own_cache, tmp_path_factory):
    """A build of what the report says: its folder and its manifest."""
    target = tmp_path_factory.mktemp("small") / "build"
    return target, build(target, REPORT)


@pytest.fixture(scope="module")
def page(own_cache, tmp_path_factory):
    """A build of one page."""
    target = tmp_path_factory.mktemp("page") / "build"
    return target, build(target, PAGE)


def copy_of(made, tmp_path):
    """The same build, for a test that changes it."""
    return Path(shutil.copytree(made[0], tmp_path / "build"))


def start(target, *arguments, seed="0"):
    return subprocess.Popen(
        [sys.executable, "-m", "kg", "build", "-o", str(target), *map(str, arguments)],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONHASHSEED": seed},
    )


def run(target, *arguments, seed="0"):
    process = start(target, *arguments, seed=seed)
    said = process.communicate()[1]
    return process.returncode, said


def bytes_of(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def assert_whole(folder):
    """Every file is there and is what the manifest says."""
    said = manifest.read(folder)
    assert said is not None
    assert set(bytes_of(folder)) == FILES
    for name, file in said.files.items():
        content = (folder / name).read_bytes()
        assert (hashlib.sha256(content).hexdigest(), len(content)) == (file.sha256, file.bytes)


def test_a_build_is_whole(made):
    target, said = made
    assert_whole(target)
    assert said == manifest.read(target)
    assert [path.name for path in target.parent.iterdir()] == ["build"]


def test_every_format_holds_the_same_quads(made):
    target, said = made
    quads = set(assemble.assemble().quads())
    for name, (_, form) in FORMATS.items():
        read = list(parse(path=target / name, format=form))
        expected = quads if name != "certreg.ttl" else {Quad(q.subject, q.predicate, q.object) for q in quads}
        assert set(read) == expected
        assert len(read) == len(expected) == said.files[name].statements, f"{name} says something twice"


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
@pytest.mark.parametrize("name", FORMATS)
def test_rdflib_reads_the_same_from_every_format(page, name, monkeypatch):
    monkeypatch.setattr("socket.socket.connect", lambda *_: pytest.fail("reading a build needs no network"))
    target, said = page
    quads = rdflib_quads(assemble.assemble(PAGE).quads())
    if name == "certreg.ttl":
        read = set(rdflib.Graph().parse(target / name))
        assert read == {quad[:3] for quad in quads}
        assert len(read) == said.counts["triples"]
    else:
        dataset = rdflib.Dataset()
        dataset.parse(target / name, format=FORMATS[name][0])
        assert set(dataset.quads()) == quads
        assert (len(quads), len({quad[3] for quad in quads})) == (said.counts["quads"], said.counts["graphs"])


def test_turtle_is_for_reading(made):
    """A block a subject, what it is and is called first, our prefixes."""
    text = (made[0] / "certreg.ttl").read_text("utf-8")
    assert text.count("\nid:mou-haccp-2021 a ") == 1
    block = text[text.index("\nid:mou-haccp-2021 a ") + 1 :].splitlines()
    assert "cr:Memorandum" in block[0]
    assert block[1].startswith("\trdfs:label ")
    assert "@zh-Hans" in text
    assert "@zh-hans" not in text


def test_json_is_for_json_tools(made):
    said = json.loads((made[0] / "certreg.jsonld").read_text("utf-8"))
    assert said["@context"]["cr"] == names.NS
    passage = next(graph for graph in said["@graph"] if graph["@id"] == "source:cnca-2021/2.5.3")
    memorandum = next(node for node in passage["@graph"] if node["@id"] == "id:mou-haccp-2021")
    assert memorandum["cr:party"] == [{"@id": "id:cnca"}, {"@id": "id:mfds"}]
    assert list(memorandum)[:3] == ["@id", "@type", "rdfs:label"]


def test_the_description_counts_what_is_there(small):
    target, said = small
    void = rdflib.Graph().parse(target / "void.ttl")
    union = rdflib.Graph().parse(target / "certreg.ttl")
    assert int(void.value(DATASET, VOID.triples)) == len(union)
    assert int(void.value(DATASET, VOID.distinctSubjects)) == len(set(union.subjects()))
    assert int(void.value(DATASET, VOID.distinctObjects)) == len(set(union.objects()))
    assert int(void.value(DATASET, VOID.properties)) == len(set(union.predicates()))
    assert int(void.value(DATASET, VOID.classes)) == len(set(union.objects(None, RDF.type)))
    parts = {
        void.value(part, VOID["class"]): int(void.value(part, VOID.entities))
        for part in void.objects(DATASET, VOID.classPartition)
    }
    assert parts[URIRef(names.expand("cr:Memorandum"))] == 2
    assert parts.keys() == set(union.objects(None, RDF.type))
    assert all(len(set(union.subjects(RDF.type, kind))) == count for kind, count in parts.items())
    assert len(set(void.objects(DATASET, VOID.propertyPartition))) == len(set(union.predicates()))
    subsets = set(void.objects(DATASET, VOID.subset))
    assert all(str(subset).startswith(f"{names.DATASET}/") for subset in subsets), "a passage is no data set"
    quads = rdflib.Dataset().parse(target / "certreg.nq")
    assert sum(int(void.value(subset, VOID.triples)) for subset in subsets) == sum(map(len, quads.graphs()))
    report = [graph for graph in quads.graphs() if f"{graph.identifier}/".startswith(f"{names.SOURCE}cnca-2021/")]
    assert int(void.value(DATASET + "/cnca-2021", VOID.triples)) == sum(map(len, report))
    sizes = {
        str(void.value(d, DCTERMS.title)): int(void.value(d, DCAT.byteSize))
        for d in void.subjects(RDF.type, DCAT.Distribution)
    }
    assert sizes == {name: said.files[name].bytes for name in FORMATS}


def test_the_description_gives_licence_date_and_sources(made):
    target, said = made
    void = rdflib.Graph().parse(target / "void.ttl")
    assert str(void.value(DATASET, DCTERMS.license)) == "https://creativecommons.org/licenses/by/4.0/"
    sources = set(void.objects(DATASET, PROV.wasDerivedFrom))
    dates = {str(date) for source in sources for date in void.objects(source, DCTERMS.issued)}
    assert "2022-01-21" in dates
    assert said.issued == max(dates)
    assert len(sources) == said.counts["sources"]


def test_the_description_keeps_what_dcat_ap_demands(made):
    """The mandatory part of DCAT-AP 3.0.1 for data sets and distributions, in our words."""
    target, said = made
    void = rdflib.Graph().parse(target / "void.ttl")
    for curie in ("title", "description"):
        assert [text.language for text in void.objects(DATASET, DCTERMS[curie])] == ["en"]
    (publisher,) = void.objects(DATASET, DCTERMS.publisher)
    assert (publisher, RDF.type, FOAF.Agent) in void
    assert str(void.value(publisher, FOAF.name)) == "certreg maintainers"
    (issued,), (modified,) = void.objects(DATASET, DCTERMS.issued), void.objects(DATASET, DCTERMS.modified)
    assert issued < modified, "dates of the data set, not of its newest source"
    languages = set(void.objects(DATASET, DCTERMS.language))
    assert URIRef("http://publications.europa.eu/resource/authority/language/ENG") in languages
    assert all((language, RDF.type, DCTERMS.LinguisticSystem) in void for language in languages)
    distributions = set(void.subjects(RDF.type, DCAT.Distribution))
    assert distributions == set(void.objects(DATASET, DCAT.distribution))
    for file in distributions:
        assert isinstance(void.value(file, DCAT.accessURL), URIRef)
        assert void.value(file, DCAT.downloadURL) == file
        assert (void.value(file, DCAT.mediaType), RDF.type, DCTERMS.MediaType) in void
        checksum = void.value(file, SPDX.checksum)
        assert void.value(checksum, SPDX.algorithm) == SPDX.checksumAlgorithm_sha256
        name = str(file).removeprefix(f"{names.DATASET}/")
        value = void.value(checksum, SPDX.checksumValue)
        assert (value.datatype, str(value).casefold()) == (XSD.hexBinary, said.files[name].sha256)
    (licence,) = set(void.objects(None, DCTERMS.license)) & set(void.objects(DATASET, DCTERMS.license))
    assert (licence, RDF.type, DCTERMS.LicenseDocument) in void


def test_the_same_records_give_the_same_bytes_in_every_process(small, tmp_path):
    assert run(tmp_path / "again", "--source", *REPORT.sources, seed="1")[0] == 0
    assert bytes_of(tmp_path / "again") == bytes_of(small[0])


def test_neither_place_nor_order_of_the_files_matters(write, tmp_path):
    write({name: text.replace("cnca-2021", "mfds-website") for name, text in RECORDS.items()})
    shutil.copytree(tmp_path / "one", tmp_path / "elsewhere")
    part = ("--source", "mfds-website", "--source", "gazette")
    assert run(tmp_path / "a", *part, "--data", tmp_path / "one", "--data", tmp_path / "two", seed="1")[0] == 0
    assert run(tmp_path / "b", *part, "--data", tmp_path / "two", "--data", tmp_path / "elsewhere", seed="2")[0] == 0
    assert bytes_of(tmp_path / "a") == bytes_of(tmp_path / "b")
    assert manifest.read(tmp_path / "a").issued == "2027-01"


def test_wrong_records_leave_the_build_as_it_was(page, write, tmp_path):
    target = copy_of(page, tmp_path)
    before = bytes_of(target)
    pact = "- {id: pact, type: Memorandum, label: {en: P}, party: mfds}\n"
    write({"more/one.yaml": f"source: mfds-website\nrecords:\n{pact}"})
    with pytest.raises(DataError) as caught:
        build(target, replace(PAGE, extra=(tmp_path / "more",)))
    assert {problem.where.file for problem in caught.value.problems} == {"more/one.yaml"}
    with pytest.raises(DataError, match="Memorandun"):
        write({"more/one.yaml": "source: mfds-website\nrecords:\n- {id: pact, type: Memorandun}\n"})
        build(target, replace(PAGE, extra=(tmp_path / "more",)))
    assert bytes_of(target) == before
    assert {path.name for path in tmp_path.iterdir()} == {"build", "more"}


def test_a_new_build_replaces_the_old_one(page, write, tmp_path):
    target = copy_of(page, tmp_path)
    write(RECORDS)
    said = build(target, replace(PAGE, extra=(tmp_path / "one", tmp_path / "two")))
    assert_whole(target)
    assert bytes_of(target) != bytes_of(page[0])
    assert said.input["sha256"] != page[1].input["sha256"]
    assert said.input["files"] == page[1].input["files"] + len(RECORDS)


def test_a_narrowed_build_says_so(small, tmp_path):
    target, said = small
    assert_whole(target)
    assert said.counts["sources"] == 1
    assert said.issued == "2022-01-21"
    assert said.input["sources"] == ["cnca-2021"]
    assert "Only what was taken from cnca-2021." in (target / "void.ttl").read_text("utf-8")
    assert build(tmp_path / "then", Selection(as_of=assemble.date(1900, 1, 1))).input["as_of"] == "1900-01-01"


@pytest.mark.parametrize(
    ("there", "message"),
    [
        ({"thesis.doc": "mine"}, "not empty and no build"),
        ({"manifest.json": "{}", "thesis.doc": "mine"}, "not empty and no build"),
        ({"manifest.json": "[" * 100_000}, "not empty and no build"),
        ({"manifest.json": '{"format": "certreg build", "files": []}'}, "not empty and no build"),
        ({"manifest.json": " " * 2**21}, "not empty and no build"),
    ],
)
def test_a_folder_that_is_no_build_is_left_alone(there, message, write, tmp_path):
    write({f"out/{name}": content for name, content in there.items()})
    with pytest.raises(EnvironmentFault, match=message):
        build(tmp_path / "out")
    assert {path.name: path.read_text() for path in (tmp_path / "out").iterdir()} == there


def test_a_build_with_a_strangers_file_in_it_is_left_alone(page, tmp_path):
    target = copy_of(page, tmp_path)
    (target / ".DS_Store").write_text("")
    manifest.may_be_replaced(target)
    (target / "notes.txt").write_text("mine")
    with pytest.raises(EnvironmentFault, match=r"holds notes\.txt"):
        build(target)
    assert (target / "notes.txt").read_text() == "mine"


def test_a_changed_file_is_noticed(page, tmp_path):
    target = copy_of(page, tmp_path)
    assert manifest.verify(target, "certreg.nq") == target / "certreg.nq"
    (target / "certreg.nq").write_text("")
    with pytest.raises(DataError, match="changed since it was built"):
        manifest.verify(target, "certreg.nq")
    (target / "certreg.nq").unlink()
    with pytest.raises(DataError, match="cannot be read"):
        manifest.verify(target, "certreg.nq")
    with pytest.raises(EnvironmentFault, match="no build"):
        manifest.verify(tmp_path, "certreg.nq")


def test_of_two_builders_one_wins_and_the_other_leaves_at_once(small, tmp_path):
    target = copy_of(small, tmp_path)
    first = start(target, "--source", *REPORT.sources)
    while not (tmp_path / ".build.building" / "new").exists():
        assert first.poll() is None
    second_code, said = run(target)
    assert (second_code, first.communicate()[1] and first.returncode) == (2, 0)
    assert f"process {first.pid} is writing here" in said
    assert_whole(target)


@pytest.mark.ci
def test_a_build_killed_at_any_moment_leaves_the_old_one_whole(made, write, tmp_path):
    """Twenty moments, spread over the time that a build takes; old and new differ, and each is whole."""
    target = copy_of(made, tmp_path)
    write(RECORDS)
    more = ("--data", tmp_path / "one", "--data", tmp_path / "two")
    began = time.monotonic()
    assert run(tmp_path / "new", *more)[0] == 0
    takes = time.monotonic() - began
    old, new = bytes_of(target), bytes_of(tmp_path / "new")
    assert old != new
    for moment in range(20):
        process = start(target, *more)
        time.sleep(takes * moment / 18)
        process.kill()
        process.communicate()
        assert bytes_of(target) in (old, new)
        assert {path.name for path in tmp_path.iterdir()} <= {"build", "new", "one", "two", ".build.building"}
        if moment % 5 == 4:
            assert run(target, *more)[0] == 0
            assert bytes_of(target) == new
            assert {path.name for path in tmp_path.iterdir()} == {"build", "new", "one", "two"}
            shutil.rmtree(target)
            copy_of(made, tmp_path)


def test_the_manifest_counts_the_files_that_were_read(made):
    read = *Selection().record_files(), *Selection().link_files()
    ontology = *shipped.ONTOLOGY.rglob("*.ttl"), *shipped.ONTOLOGY.rglob("*.rq")
    assert made[1].input["files"] == len([*ontology, *read])


def test_what_was_built_need_not_be_read_again(tmp_path, monkeypatch):
    monkeypatch.setenv("KG_CACHE", str(tmp_path / "cache"))
    said = build(tmp_path / "build", PAGE)
    kept = {path: path.stat().st_ino for path in (tmp_path / "cache").iterdir()}
    assert sorted(path.suffixes for path in kept) == [[".nq"], [".shapes", ".json"]]
    monkeypatch.setattr(assemble, "derived", lambda *_: pytest.fail("the graph was made anew"))
    assert len(assemble.assemble(PAGE)) == said.counts["quads"]
    assert {path: path.stat().st_ino for path in (tmp_path / "cache").iterdir()} == kept
