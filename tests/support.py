"""Names that tests import; fixtures are in conftest.py."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import rdflib
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, parse
from rich.cells import cell_len

from kg import names
from kg.ask.render import Screen, render
from kg.records.interpret import Checked
from kg.store import Table, Term
from kg.store.oxigraph import OxigraphGraph

#: Write files (name -> content) where the test runs, and say which of them are records.
Write = Callable[[Mapping[str, str | bytes]], list[Path]]
#: Check the records of one file.
Check = Callable[..., Checked]


def reported(checked: Checked) -> list[str]:
    """The problems as a curator reads them, in file order."""
    return [str(problem) for problem in sorted(checked.problems)]


def trig(text: str) -> OxigraphGraph:
    """A small graph, written as TriG with our prefixes."""
    return OxigraphGraph(parse(f"{names.prefix_lines()}\n{text}", format=RdfFormat.TRIG))


def rdflib_quads(quads: Iterable[Quad]) -> set[tuple[rdflib.term.Node, ...]]:
    """The same quads in rdflib's terms, literals as rdflib's parsers write them."""
    return {
        tuple(_rdflib_term(term) for term in (quad.subject, quad.predicate, quad.object, quad.graph_name))
        for quad in quads
    }


def _rdflib_term(term: Term | DefaultGraph) -> rdflib.term.Node:
    if isinstance(term, Literal):
        kind = None if term.language else rdflib.URIRef(term.datatype.value)
        return rdflib.Literal(term.value, term.language, None if kind == rdflib.XSD.string else kind)
    assert isinstance(term, NamedNode), "a blank node has no name to compare"
    return rdflib.URIRef(term.value)


def assert_fits(table: Table, width: int) -> None:
    """No line is wider than the screen, and each number, date and key is whole, or in a column that -v shows."""
    wide = render(table, "table", Screen(keys=False)).splitlines()
    printed = render(table, "table", Screen(width, keys=False, whole=False))
    assert max(map(cell_len, printed.splitlines())) <= width
    whole = render(table, "table", Screen(width, keys=False, whole=True))
    assert max(map(cell_len, whole.splitlines())) <= width
    words = {word for text in wide[2:-1] for word in text.split() if cell_len(word) <= width - 20}
    exact = {word for word in words if word.isascii() and "://" not in word and _EXACT.search(word)}
    for text in (whole, *([printed] if "-v shows" not in printed else [])):
        assert {part for word in exact for part in _parts(word)} <= {
            part for word in text.split() for part in _parts(word)
        }


_EXACT = re.compile(r"[0-9]|[a-z]-[a-z]")


def _parts(word: str) -> list[str]:
    """A word, but an interval of two dates as these two."""
    return [part for part in word.split("/") if part] if re.fullmatch(r"[0-9-]+/[0-9-]*", word) else [word]
