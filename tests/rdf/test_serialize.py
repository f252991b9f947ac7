"""RDF text: the same bytes from every process, tags as BCP 47 has them, nothing lost."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, parse

from kg import names
from kg.rdf.serialize import serialize

THING = names.entity("thing")
LABEL = names.node("rdfs:label")
TEXTS = ["plain", 'a "quoted" part', "ends in a backslash \\", '"@zh-hans .', "line\nbreak", "认监委", 'x"@de-at , y']
TRIPLES = sorted(
    [Triple(THING, LABEL, Literal(text, language=tag)) for text in TEXTS for tag in ("zh-Hans", "en", "de-AT")], key=str
)
QUADS = [Quad(t.subject, t.predicate, t.object, names.passage("source", "1.2")) for t in TRIPLES]
GRAPHS = (RdfFormat.TRIG, RdfFormat.N_QUADS, RdfFormat.JSON_LD)


@pytest.mark.parametrize("form", [RdfFormat.TURTLE, RdfFormat.N_TRIPLES, RdfFormat.RDF_XML, *GRAPHS], ids=str)
def test_reading_back_gives_the_same_statements(form):
    written = serialize(QUADS if form in GRAPHS else TRIPLES, form)
    read = {(q.object.value, q.object.language) for q in parse(written, format=form)}
    assert read == {(t.object.value, t.object.language) for t in TRIPLES}


@pytest.mark.parametrize("form", [RdfFormat.TURTLE, RdfFormat.N_TRIPLES, RdfFormat.RDF_XML, *GRAPHS], ids=str)
def test_language_tags_keep_the_case_of_bcp_47(form):
    statements = [Triple(THING, LABEL, Literal("认监委", language="zh-Hans"))]
    if form in GRAPHS:
        statements = [Quad(THING, LABEL, Literal("认监委", language="zh-Hans"), NamedNode("http://e.example/g"))]
    written = serialize(statements, form)
    assert b"zh-Hans" in written
    assert b"zh-hans" not in written


def test_text_that_looks_like_a_tag_is_left_alone():
    text = 'say "@zh-hans .'
    assert (
        next(
            iter(parse(serialize([Triple(THING, LABEL, Literal(text))], RdfFormat.TURTLE), format=RdfFormat.TURTLE))
        ).object.value
        == text
    )


def test_every_process_writes_the_same_bytes():
    code = (
        "import sys, hashlib; from pyoxigraph import *; from kg import names; from kg.rdf.serialize import serialize\n"
        "t = [Triple(names.entity('x'), names.node(c), names.node(c)) for c in "
        "('cr:covers', 'skos:note', 'dct:date', 'prov:used', 'org:unitOf', 'eli:cites')]\n"
        "print(hashlib.sha256(serialize(t, RdfFormat.TURTLE)).hexdigest())"
    )
    outcomes = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": str(seed)},
        ).stdout
        for seed in range(4)
    }
    assert len(outcomes) == 1
