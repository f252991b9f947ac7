"""Hostile RDF ends no process but the one made for it, and is refused with its place."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, QueryResultsFormat, QuerySolutions, RdfFormat, parse

from kg.errors import CertregError, DataError, EnvironmentFault, LimitError, Where
from kg.rdf import foreign

GRAPH = "https://w3id.org/certreg/source/x"
NESTED = "<urn:a> <urn:b> " + "<<( <urn:a> <urn:b> " * 20_000 + '"1"' + " )>>" * 20_000
RDF_XML = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="urn:e:">'
    '<rdf:Description rdf:about="urn:s"><e:p>{}</e:p></rdf:Description></rdf:RDF>'
)
BOMB = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "lol"}">' for n in range(10))
CONTEXT = (
    '{"@context": {"p": "http://e.example/'
    + "x" * 100_000
    + '/"}, "@graph": ['
    + ",".join(f'{{"@id": "urn:{n}", "p:q": {{"@id": "p:{n}"}}}}' for n in range(50_000))
    + "]}"
)

ENTITY = f'<!DOCTYPE r [<!ENTITY a "{"a" * 100_000}">]>'
PREFIX = f"@prefix p: <urn:{'x' * 100_000}/> ."
NINE_LEVELS = "<urn:a> <urn:b> " + "<<( <urn:a> <urn:b> " * 9 + '"1"' + " )>>" * 9 + " ."

HOSTILE = {
    "n-quads": (f"<urn:a> <urn:b> <urn:c> <{GRAPH}> .\n{NESTED} <{GRAPH}> .\n", RdfFormat.N_QUADS, 2, "levels deep"),
    "n-triples": (f"{NESTED} .\n", RdfFormat.N_TRIPLES, 1, "levels deep"),
    "trig": (f"<{GRAPH}> {{\n\n{NESTED} }}", RdfFormat.TRIG, 3, "levels deep"),
    "json-ld": ('{"@id":"urn:s","urn:p":\n' * 4000 + "1" + "}" * 4000, RdfFormat.JSON_LD, 4000, "levels deep"),
    "entities": (f"<!DOCTYPE r [{BOMB}]>\n{RDF_XML.format('&l9;')}", RdfFormat.RDF_XML, 1, "expands|a text of"),
    "one entity": (f"{ENTITY}\n{RDF_XML.format('&a;' * 5000)}", RdfFormat.RDF_XML, 1, "a text of more than|expands"),
    "a long prefix": (f"{PREFIX}\n" + "p:a p:b p:c .\n" * 100_000, RdfFormat.TURTLE, 1, "expands"),
    "a long context": (CONTEXT, RdfFormat.JSON_LD, 1, "expands"),
    "a few levels too many": (f"{NINE_LEVELS}\n", RdfFormat.N_TRIPLES, 1, "deeper than 8 levels"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_rdf_is_refused_with_file_and_line(name: str, tmp_path: Path) -> None:
    content, form, line, said = HOSTILE[name]
    file = tmp_path / "hostile"
    file.write_text(content, "utf-8")
    for attempt in (lambda: foreign.read(file, form), lambda: list(foreign.quads(file, form))):
        with pytest.raises(DataError, match=said) as fault:
            attempt()
        (problem,) = fault.value.problems
        assert problem.where == Where(str(file), line)


@pytest.mark.parametrize(
    ("content", "form"),
    [
        ("<urn:a> <urn:b> " + "[ <urn:b> " * 60_000 + "1" + " ]" * 60_000 + " .", RdfFormat.TURTLE),
        ('<urn:a> <urn:b> "<<( <<( <<( <<( <<( <<( <<( <<( <<( <<(", 1 .', RdfFormat.TURTLE),
        ('<!DOCTYPE r [<!ENTITY e "urn:e:">]>' + RDF_XML.format("&e;x"), RdfFormat.RDF_XML),
        ("<urn:a> <urn:b> <<( <urn:a> <urn:b> <<( <urn:a> <urn:b> 1 )>> )>> .", RdfFormat.TURTLE),
        ("_:x <urn:b> \"\\uFFFD \\\\ \\n\"@zh-Hans .\n", RdfFormat.N_TRIPLES),
        ("", RdfFormat.N_QUADS),
    ],
    ids=["deep but flat", "marks in a text", "a few entities", "triple terms", "escapes", "nothing"],
)  # fmt: skip
def test_what_only_looks_hostile_is_read_as_the_parser_reads_it(content: str, form: RdfFormat, tmp_path: Path) -> None:
    file = tmp_path / "odd"
    file.write_text(content, "utf-8")
    found = foreign.read(file, form)
    assert len(found) == len(list(parse(content, format=form)))
    assert [quad.predicate for quad in found] == [quad.predicate for quad in parse(content, format=form)]


def test_a_syntax_error_has_its_line(tmp_path: Path) -> None:
    file = tmp_path / "bad.ttl"
    file.write_text("<urn:a> <urn:b> <urn:c> .\n<urn:a> nope .\n")
    with pytest.raises(DataError, match=r"bad\.ttl:2: not readable as Turtle: nope") as fault:
        foreign.read(file, RdfFormat.TURTLE)
    assert "Parser error" not in str(fault.value)


def test_files_that_are_none(tmp_path: Path) -> None:
    attempts: list[tuple[Path, type[CertregError]]] = [
        (tmp_path / "none", EnvironmentFault),
        (tmp_path, EnvironmentFault),
    ]
    for path, error in attempts:
        with pytest.raises(error):
            foreign.read(path, RdfFormat.TURTLE)
    (tmp_path / "large.ttl").write_text("<urn:a> <urn:b> <urn:c> .")
    with pytest.raises(LimitError, match="the limit is 10"):
        foreign.read(tmp_path / "large.ttl", RdfFormat.TURTLE, max_bytes=10)


def test_results_are_read_and_nested_ones_refused() -> None:
    plain = b'{"head":{"vars":["s"]},"results":{"bindings":[{"s":{"type":"uri","value":"urn:a"}}]}}'
    found = foreign.results(plain, QueryResultsFormat.JSON, Where("x"))
    assert isinstance(found, QuerySolutions)
    assert [row[0] for row in found] == [NamedNode("urn:a")]
    step = (
        b'{"type":"triple","value":{"subject":{"type":"uri","value":"urn:a"},'
        b'"predicate":{"type":"uri","value":"urn:b"},"object":'
    )
    deep = plain.replace(
        b'{"type":"uri","value":"urn:a"}', step * 50_000 + b'{"type":"uri","value":"urn:a"}' + b"}}" * 50_000
    )
    with pytest.raises(DataError, match="nested"):
        foreign.results(deep, QueryResultsFormat.JSON, Where("x"))


def test_lines_for_the_parser_hold_no_triple_terms() -> None:
    line = b'<urn:a> <urn:b> "<<( <<(" <urn:g> .\n'
    found = list(parse(foreign.SafeLines(io.BytesIO(line * 3 + b"# end"), Where("x")), format=RdfFormat.N_QUADS))
    assert found == [Quad(NamedNode("urn:a"), NamedNode("urn:b"), Literal("<<( <<("), NamedNode("urn:g"))] * 3
    with pytest.raises(DataError, match="x:2: a triple term"):
        list(
            parse(foreign.SafeLines(io.BytesIO(line + NESTED.encode() + b" .\n"), Where("x")), format=RdfFormat.N_QUADS)
        )
    with pytest.raises(LimitError, match="x:2: a line over 50 bytes"):
        list(parse(foreign.SafeLines(io.BytesIO(line + b"a" * 60), Where("x"), 50), format=RdfFormat.N_QUADS))
