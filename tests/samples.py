"""The samples of docs/examples as quads: what `kg import` makes of them, and the links between them and the graph;
and a small register of certificates."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, parse

from kg import names, shipped
from kg.rdf import vocabulary
from kg.registers import importer, mapping
from kg.registers.rejected import Rejected

EXAMPLES = Path(__file__).parents[1] / "docs" / "examples"
REGISTERS = ("notified-bodies", "accredited-laboratories")
#: Of which no link leads to the graph: its rows are joined by country.
ENTITIES = "lei-records"
CERTIFICATES = Path(__file__).parent / "certificates.trig"
LINKS = EXAMPLES / "registers.sssom.tsv"


def quads() -> Iterator[Quad]:
    """Both samples, the links, and the certificates."""
    terms = vocabulary.read(shipped.ONTOLOGY)
    for name in REGISTERS:
        read = mapping.read(shipped.DATA / "mappings" / f"{name}.yaml", terms)
        text = b"".join(importer.quads(read, [str(EXAMPLES / f"{name}.csv")], terms, Rejected(None, strict=True)))
        yield from parse(text, format=RdfFormat.N_QUADS)
    for row in links():
        subject, predicate, value = (names.node(row[f"{part}_id"]) for part in ("subject", "predicate", "object"))
        yield Quad(subject, predicate, value, names.passage("links-registers"))
    yield from certificates()


def certificates() -> Iterator[Quad]:
    """The register of certificates."""
    text = f"{names.prefix_lines()}\n{CERTIFICATES.read_text('utf-8')}"
    yield from parse(text, format=RdfFormat.TRIG)


def links() -> list[dict[str, str]]:
    """The rows of the SSSOM file."""
    lines = LINKS.read_text("utf-8").splitlines()
    return list(csv.DictReader([line for line in lines if not line.startswith("#")], delimiter="\t"))
