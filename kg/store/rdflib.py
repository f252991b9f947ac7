"""Terms of the engine as terms of rdflib."""

from __future__ import annotations

import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode

from kg.store import Term


def to_rdflib(term: Term | None) -> rdflib.term.Node:
    """The same term; the text of a literal stays as it is written."""
    if isinstance(term, NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, BlankNode):
        return rdflib.BNode(term.value)
    if isinstance(term, Literal):
        if term.language:
            return rdflib.Literal(term.value, lang=term.language)
        if term.datatype.value == str(rdflib.XSD.string):
            return rdflib.Literal(term.value)
        return rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype.value), normalize=False)
    raise TypeError(f"no rdflib term for {term!r}")
