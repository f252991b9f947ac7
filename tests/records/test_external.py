"""Files of quads laid beside the records: what others say is found, traced, narrowed and built, and changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from kg import names
from kg.build import validation, write
from kg.errors import DataError, NotFound
from kg.records import assemble, external
from kg.records.assemble import Selection
from kg.store.oxigraph import OxigraphGraph

HEAD = "".join(
    f"PREFIX {prefix}: <{names.PREFIXES[prefix]}>\n" for prefix in ("id", "cr", "source", "skos", "org", "prov")
)
HEAD += "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\nPREFIX owl: <http://www.w3.org/2002/07/owl#>\n"
HEAD += "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\nPREFIX ex: <http://e.example/>\n"
SOURCE = """
  id:gazetteer a cr:Source ; skos:prefLabel "Gazetteer"@en ; cr:publisherName "G" ;
    cr:issuedOn "2026-01-05"^^xsd:date ."""
SAID = """
  source:gazetteer prov:wasDerivedFrom <http://e.example/sparql> .
  ex:q1 a org:Organization ; rdfs:label "Gull Authority"@en, "갈매기"@ko ; ex:at ex:q2 ."""


def trig(*said: str, graph: str = "source:gazetteer") -> str:
    return f"{HEAD}GRAPH {graph} {{{''.join(said)}\n}}\n"


@pytest.fixture
def cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_CACHE", str(tmp_path_factory.mktemp("cache")))


@pytest.fixture
def gazetteer(tmp_path: Path) -> Path:
    path = tmp_path / "gazetteer.trig"
    path.write_text(trig(SOURCE, SAID), "utf-8")
    return path


def labels(graph: OxigraphGraph) -> set[tuple[str, str]]:
    answer = graph.query("SELECT ?g ?n { GRAPH ?g { <http://e.example/q1> rdfs:label ?n } }")
    return {(row["g"], row["n"]) for row in answer}


#: Records that the files speak of, in a folder that stands alone: reading all records takes a second.
ALONE = {
    "sources.yaml": "sources:\n"
    "- {id: cnca-2021, type: Report, label: {en: Own}, issuedOn: 2022-01-21, publisherName: Own}\n",
    "own.yaml": "source: cnca-2021\nrecords:\n"
    + "".join(f"- {{id: {key}, type: StandardsBody, label: {{en: {key}}}}}\n" for key in ("cnca", "mou-haccp-2021")),
}


def problems(path: Path) -> list[str]:
    for name, text in ALONE.items():
        (path.parent / name).write_text(text, "utf-8")
    with pytest.raises(DataError) as fault:
        assemble.checked(Selection(files=(*(path.parent / name for name in ALONE), path)))
    return [str(problem).removeprefix(str(path)) for problem in fault.value.problems]


def test_what_others_say_is_found_and_traced(gazetteer: Path) -> None:
    said = assemble.assemble(Selection(extra=(gazetteer,)))
    assert labels(said) == {("gazetteer", "Gull Authority"), ("gazetteer", "갈매기")}
    trace = """SELECT ?published ?endpoint { GRAPH ?g { <http://e.example/q1> ?p ?o }
      ?g cr:inSource ?source ; prov:wasDerivedFrom ?endpoint . ?source cr:issuedOn ?published }"""
    assert {tuple(row.values()) for row in said.query(trace)} == {("2026-01-05", "http://e.example/sparql")}


def test_the_second_time_it_comes_from_the_cache_until_the_file_changes(gazetteer: Path, cache, monkeypatch) -> None:
    made: list[int] = []
    original = assemble.derived
    monkeypatch.setattr(assemble, "derived", lambda *given: made.append(1) or original(*given))
    selection = Selection(extra=(gazetteer,))
    first = assemble.assemble(selection)
    assert set(assemble.assemble(selection).quads()) == set(first.quads())
    assert len(made) == 1
    gazetteer.write_text(trig(SOURCE, SAID.replace("Gull", "Tern")), "utf-8")
    assert ("gazetteer", "Tern Authority") in labels(assemble.assemble(selection))


def test_what_the_records_say_stays_as_it_was(gazetteer: Path, graph: OxigraphGraph) -> None:
    """Every graph of the records, the rules and the ontology, statement by statement."""
    said = assemble.assemble(Selection(extra=(gazetteer,)))
    added = {quad for quad in said.quads() if quad.graph_name == NamedNode(names.SOURCE + "gazetteer")}
    assert set(said.quads()) - added == set(graph.quads())
    assert len(added) > 10


def test_it_is_narrowed_by_the_date_and_the_key_of_its_source(gazetteer: Path) -> None:
    def narrowed(**by: object) -> OxigraphGraph:
        return assemble.assemble(Selection(extra=(gazetteer,), **by))  # type: ignore[arg-type]

    assert labels(narrowed(as_of=date(2026, 1, 4))) == set()
    assert labels(narrowed(as_of=date(2026, 1, 5))) != set()
    assert labels(narrowed(sources=("cnca-2021",))) == set()
    alone = narrowed(sources=("gazetteer",))
    assert labels(alone) != set()
    assert alone.query("ASK { id:mou-haccp-2021 ?p ?o }") is False
    with pytest.raises(NotFound, match='did you mean "gazetteer"'):
        narrowed(sources=("gazeteer",))


def test_a_build_holds_it_and_names_its_source(gazetteer: Path, tmp_path: Path) -> None:
    selection = Selection(extra=(gazetteer,), sources=("cnca-2021", "gazetteer"))
    for folder in ("one", "two"):
        made = write.build(tmp_path / folder, selection)
    assert made.issued == "2026-01-05"
    assert (tmp_path / "one/manifest.json").read_bytes() == (tmp_path / "two/manifest.json").read_bytes()
    for name, form in (("certreg.nq", RdfFormat.N_QUADS), ("certreg.trig", RdfFormat.TRIG)):
        quads = OxigraphGraph(parse((tmp_path / "one" / name).read_bytes(), format=form))
        assert labels(quads) == {("gazetteer", "Gull Authority"), ("gazetteer", "갈매기")}
    assert 'id:gazetteer rdfs:label "Gazetteer"@en' in (tmp_path / "one/void.ttl").read_text("utf-8")
    assert "Gull Authority" in (tmp_path / "one/certreg.jsonld").read_text("utf-8")


def test_checks_and_shapes_look_at_our_records_only(gazetteer: Path) -> None:
    """An organisation of ours without a source of its own would be a mistake; one of theirs is none."""
    assert validation.validate([gazetteer]).problems == ()


def test_but_its_source_has_to_be_as_sources_are(tmp_path: Path) -> None:
    path = tmp_path / "x.trig"
    path.write_text(trig(SOURCE.replace('cr:publisherName "G" ;', ""), SAID), "utf-8")
    reported = [problem.message for problem in validation.validate([path]).problems]
    assert any("Who published the source?" in message for message in reported), reported


def test_quads_of_two_sources_in_one_file(tmp_path: Path) -> None:
    path = tmp_path / "x.trig"
    other = SOURCE.replace("gazetteer", "almanac").replace("2026", "2025")
    path.write_text(trig(SOURCE, SAID) + trig(other, graph="source:almanac").removeprefix(HEAD), "utf-8")
    read, _ = assemble.checked(Selection(extra=(path,), as_of=date(2025, 12, 31)))
    assert set(read.external) == {"almanac"}


@pytest.mark.parametrize(
    ("said", "reported"),
    [
        (
            "id:ccc rdfs:label 'Evil'@en .",
            "id:ccc rdfs:label …: an address of this graph; external files may describe only things elsewhere",
        ),
        ("id:ccc cr:obligation <https://w3id.org/certreg/code/obligation/voluntary> .", "id:ccc cr:obligation "),
        ("ex:x cr:partnerOf ex:y .", "http://e.example/x cr:partnerOf http://e.example/y: an address of this graph"),
        ("ex:x a cr:Reform .", "http://e.example/x rdf:type cr:Reform: an address of this graph"),
        ("ex:x skos:exactMatch id:cnca .", "skos:exactMatch id:cnca: an address of this graph"),
        ("source:cnca-2021 rdfs:label 'Evil'@en .", "an address of this graph"),
        ("<https://w3id.org/certreg/derived/partner-by-agreement> rdfs:label 'Evil' .", "an address of this graph"),
        ("org:Organization rdfs:label 'Evil'@en .", "org:Organization rdfs:label …: about a term of the ontology"),
        ("ex:x rdfs:subClassOf ex:y .", "would change what terms mean"),
        ("ex:x owl:sameAs ex:y .", "would change what terms mean, or merge things"),
        ("ex:x ex:p [] .", "a blank node"),
        ("_:x ex:p 1 .", "a blank node"),
        ("ex:x ex:p <<( ex:a ex:b ex:c )>> .", "a blank node or a quoted triple"),
        (r"ex:r ex:s 'red \u001B[31m' .", "a text with a control character"),
    ],
)
def test_what_could_change_what_the_records_say_is_refused(tmp_path: Path, said: str, reported: str) -> None:
    path = tmp_path / "x.trig"
    path.write_text(trig(SOURCE, SAID, f"\n  {said}"), "utf-8")
    (problem,) = problems(path)
    assert reported in problem
    if said != "_:x ex:p 1 .":  # nothing of it has a name
        assert problem.startswith(f":{len(HEAD.splitlines()) + len(SOURCE.splitlines()) + len(SAID.splitlines())}: ")


@pytest.mark.parametrize(
    "graph",
    [
        "<https://w3id.org/certreg/ns>",
        "<https://w3id.org/certreg/code>",
        "<https://w3id.org/certreg/derived/partner-by-agreement>",
        "<https://w3id.org/certreg/source/cnca-2021/2.5.3>",
        "<https://w3id.org/certreg/source/>",
        "<http://e.example/graph>",
    ],
)
def test_only_graphs_that_a_source_may_have(tmp_path: Path, graph: str) -> None:
    path = tmp_path / "x.trig"
    path.write_text(trig(SOURCE, graph=graph), "utf-8")
    (problem,) = problems(path)
    assert problem.startswith(f":{len(HEAD.splitlines()) + 1}: ")
    assert "is not a valid name for an external graph; name it https://w3id.org/certreg/source/KEY" in problem


def test_a_source_or_entity_of_the_records_lends_its_name_to_nobody(tmp_path: Path) -> None:
    path = tmp_path / "x.trig"
    path.write_text(trig(SOURCE.replace("gazetteer", "cnca-2021"), graph="source:cnca-2021"), "utf-8")
    assert [problem for problem in problems(path) if '"cnca-2021" is a source already' in problem]
    path.write_text(trig(SOURCE.replace("gazetteer", "cnca"), graph="source:cnca"), "utf-8")
    assert [problem for problem in problems(path) if '"cnca" is defined here and at ' in problem]


def test_nor_does_one_among_all_records(tmp_path: Path) -> None:
    path = tmp_path / "x.trig"
    path.write_text(trig(SOURCE.replace("gazetteer", "cnca-2021"), graph="source:cnca-2021"), "utf-8")
    with pytest.raises(DataError, match='"cnca-2021" is a source already'):
        assemble.checked(Selection(extra=(path,)))


def test_one_source_in_two_files_is_reported(gazetteer: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.trig"
    again.write_bytes(gazetteer.read_bytes())
    with pytest.raises(DataError, match=r'again\.trig:.* "gazetteer" is a source already'):
        assemble.checked(Selection(extra=(gazetteer, again)))


@pytest.mark.parametrize(
    ("content", "reported"),
    [
        ("<urn:a> <urn:b> <urn:c> .\n", ":1: a statement in the default graph; its graph has to be named"),
        ("<urn:a> <urn:b> <urn:c> _:g .\n", ":1: a statement in a blank node; its graph has to be named"),
        ("# nothing\n<urn:a> <urn:b> .\n", ":2: not readable as N-Quads: "),
        ("\n<urn:a b> <urn:b> <urn:c> <urn:g> .\n", ":2: not readable as N-Quads: "),
        ("", ": an empty file"),
        (
            "<urn:a> <urn:b> <urn:c> <https://w3id.org/certreg/source/x> .\n",
            ':1: nothing says what "x" is; its graph needs <https://w3id.org/certreg/id/x> of class Source',
        ),
    ],
)
def test_a_file_that_is_none_is_reported_with_its_line(tmp_path: Path, content: str, reported: str) -> None:
    path = tmp_path / "x.nq"
    path.write_text(content, "utf-8")
    (problem,) = problems(path)
    assert problem.startswith(reported)


@pytest.mark.parametrize(
    ("wrong", "reported"),
    [
        ("cr:issuedOn '5 January'", 'issuedOn: "5 January" is not a year'),
        ("cr:dated '2026-01-05'", 'no property "cr:dated"'),
        ("cr:obligation <https://w3id.org/certreg/code/obligation/voluntary>", "obligation is for"),
        ("cr:issuedBy id:nobody", 'issuedBy: no record "nobody"'),
        ("skos:prefLabel 'Another'@en", "label of gazetteer has one value in each language"),
        ("a cr:Event", '"gazetteer" is of several classes'),
    ],
)
def test_the_description_of_a_source_is_checked_as_a_record(tmp_path: Path, wrong: str, reported: str) -> None:
    path = tmp_path / "x.trig"
    path.write_text(trig(SOURCE, SAID, f"\n  id:gazetteer {wrong} ."), "utf-8")
    assert any(reported in problem for problem in problems(path)), problems(path)


def test_a_file_too_large_is_not_read(gazetteer: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(external, "MAX_BYTES", 100)
    assert problems(gazetteer) == [": no ordinary file of at most 100 bytes; ask for less, or split it by source"]


def test_many_of_a_kind_are_reported_once(tmp_path: Path) -> None:
    path = tmp_path / "x.trig"
    path.write_text(trig(SOURCE, *(f"\n  id:x{number} ex:p 1 ." for number in range(1000))), "utf-8")
    (problem,) = problems(path)
    assert problem.endswith("external files may describe only things elsewhere (999 more statements of this kind)")


def test_other_files_are_taken_for_records(tmp_path: Path) -> None:
    paths = [tmp_path / "a.nq", tmp_path / "b.yaml", tmp_path / "c.trig"]
    assert external.parted(iter(paths)) == ([paths[0], paths[2]], [paths[1]])


def test_what_is_written_is_what_is_read(gazetteer: Path, tmp_path: Path) -> None:
    """A build's own graph of the source, cut out of it, is a file of quads again."""

    def of_source(quads: object) -> Iterator[Quad]:
        assert isinstance(quads, OxigraphGraph)
        yield from (quad for quad in quads.quads() if quad.graph_name == NamedNode(names.SOURCE + "gazetteer"))

    first = assemble.assemble(Selection(extra=(gazetteer,)))
    again = tmp_path / "again.nq"
    again.write_text("".join(f"{quad} .\n" for quad in of_source(first)), "utf-8")
    assert set(assemble.assemble(Selection(extra=(again,))).quads()) == set(first.quads())


def test_a_register_speaks_of_its_own_entries_in_the_words_of_the_ontology(tmp_path: Path) -> None:
    path = tmp_path / "register.trig"
    entry = "id:gazetteer-7 a cr:TestingLaboratory ; cr:accreditationNumber '7' ; cr:grantedBy id:cnas ."
    path.write_text(trig(SOURCE, f"\n  {entry}"), "utf-8")
    graph = assemble.assemble(Selection(extra=(path,)))
    assert graph.query(f"ASK {{ GRAPH source:gazetteer {{ {entry} }} }}") is True


@pytest.mark.parametrize("entry", ["id:gazetteers-7", "id:cnca", "id:gazetteer7"])
def test_but_of_nothing_else_here(tmp_path: Path, entry: str) -> None:
    path = tmp_path / "register.trig"
    path.write_text(trig(SOURCE, f"\n  {entry} cr:accreditationNumber '7' ."), "utf-8")
    (problem,) = problems(path)
    assert "an address of this graph" in problem


def test_a_register_whose_entries_would_be_called_as_things_of_the_records_has_none(tmp_path: Path) -> None:
    path = tmp_path / "register.trig"
    source = SOURCE.replace("id:gazetteer", "id:mou-haccp")  # there is a record mou-haccp-2021
    path.write_text(trig(source, "\n  id:mou-haccp-7 cr:accreditationNumber '7' .", graph="source:mou-haccp"), "utf-8")
    (problem,) = problems(path)
    assert "an address of this graph" in problem
