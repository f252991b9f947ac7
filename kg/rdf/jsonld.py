"""Quads as JSON-LD 1.1: our prefixes as the context, a named graph a passage, a line a subject.

The engine writes JSON-LD without a context, on one line; this form suits people and JSON tools. Numbers and dates stay
text with a datatype, so that no reader rounds them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from kg import names
from kg.errors import CertregError
from kg.rdf.serialize import language_tag
from kg.rdf.terms import RDF_TYPE, XSD_STRING

_LONGEST_FIRST = sorted(((iri, prefix) for prefix, iri in names.PREFIXES.items()), key=lambda pair: -len(pair[0]))


def jsonld(quads: Sequence[Quad]) -> Iterator[str]:
    """A JSON-LD document, in pieces; `quads` are sorted by graph and subject, and none is in the default graph."""
    terms = _Terms()
    yield f'{{"@context": {json.dumps(names.PREFIXES, indent=1)},\n"@graph": ['
    between = "\n"
    for graph, members in groupby(quads, key=lambda quad: quad.graph_name):
        yield f'{between}{{"@id": {json.dumps(terms.iri(graph))}, "@graph": ['
        yield ",".join(f"\n {node}" for node in _nodes(members, terms))
        yield "\n]}"
        between = ",\n"
    yield "\n]}\n"


def _nodes(quads: Iterable[Quad], terms: _Terms) -> Iterator[str]:
    for subject, group in groupby(quads, key=lambda quad: quad.subject):
        node: dict[str, list[Any]] = {}
        for quad in group:
            if quad.predicate.value == RDF_TYPE:
                node.setdefault("@type", []).append(terms.iri(quad.object))
            else:
                node.setdefault(terms.iri(quad.predicate), []).append(terms[quad.object])
        properties = {key: node[key][0] if len(node[key]) == 1 else node[key] for key in sorted(node, key=_rank)}
        yield json.dumps({"@id": terms.iri(subject), **properties}, ensure_ascii=False)


def _rank(key: str) -> tuple[bool, bool, str]:
    """Types and labels come first."""
    return key != "@type", key != "rdfs:label", key


class _Terms(dict[NamedNode | Literal | BlankNode | Triple, Any]):
    """Term -> its JSON value; each is computed once."""

    def __missing__(self, term: NamedNode | Literal | BlankNode | Triple) -> Any:
        made = self[term] = self._literal(term) if isinstance(term, Literal) else {"@id": self.iri(term)}
        return made

    def iri(self, term: object) -> str:
        if not isinstance(term, NamedNode):
            raise CertregError(f"no JSON-LD form for {term}")
        for start, prefix in _LONGEST_FIRST:
            if term.value.startswith(start):
                rest = term.value[len(start) :]
                return f"{prefix}:{rest}" if rest and not rest.startswith("//") else term.value
        return term.value

    def _literal(self, term: Literal) -> Any:
        if term.language:
            return {"@value": term.value, "@language": language_tag(term.language)}
        if term.datatype.value == XSD_STRING:
            return term.value
        return {"@value": term.value, "@type": self.iri(term.datatype)}
