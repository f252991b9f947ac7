"""The terms of the ontology as its documentation shows them, with how the data use each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from kg import names
from kg.rdf.serialize import language_tag
from kg.store import Graph
from kg.text.language import marked
from kg.web.pages.headings import Text
from kg.web.pages.site import Site

#: Uses of a term shown as examples.
_EXAMPLES = 3
#: Property of a term -> its label in the documentation, in the order shown.
_ROWS = {
    names.expand(curie): word
    for curie, word in (
        ("rdfs:subClassOf", marked("is a kind of")),
        ("rdfs:subPropertyOf", marked("implies")),
        ("rdfs:domain", marked("said only of")),
        ("schema:domainIncludes", marked("said of")),
        ("rdfs:range", marked("always leads to")),
        ("schema:rangeIncludes", marked("leads to")),
        ("cr:codeList", marked("takes codes of")),
        ("owl:disjointWith", marked("never also")),
        ("skos:exactMatch", marked("is the same as")),
        ("skos:closeMatch", marked("is nearly the same as")),
        ("skos:broadMatch", marked("is narrower than")),
        ("skos:narrowMatch", marked("is broader than")),
        ("skos:relatedMatch", marked("is related to")),
        ("dct:source", marked("from")),
        ("vs:term_status", marked("status")),
    )
}
_SUB = (names.expand("rdfs:subClassOf"), names.expand("rdfs:subPropertyOf"))
_TEXTS = {
    names.expand(curie): word
    for curie, word in (
        ("skos:definition", ""),
        ("skos:scopeNote", marked("Note: ")),
        ("skos:example", marked("Example: ")),
    )
}
_LABELS = {names.expand("rdfs:label"): "", names.expand("skos:altLabel"): marked("also")}
_CLASS, _ANNOTATION = names.expand("owl:Class"), names.expand("owl:AnnotationProperty")
_TYPE = names.expand("rdf:type")


@dataclass(frozen=True)
class Entry:
    """A class or property of the ontology."""

    iri: str
    local: str
    name: str
    #: "class", "property" or "annotation"
    sort: str
    labels: tuple[Text, ...]
    texts: tuple[Text, ...]
    #: (label, [(IRI, or "" for a text; name)])
    rows: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    #: how many entities use it, and the first of them
    used: int
    examples: tuple[str, ...]
    #: its depth below other classes of the ontology
    depth: int


def entries(site: Site) -> list[Entry]:
    """All terms: each class followed by its sub-classes, then properties and annotations by name."""
    values = _values(site.graph)
    below: dict[str, list[str]] = {}
    for iri, of in values.items():
        for relation in _SUB:
            for above in of.get(relation, ()):
                if isinstance(above, NamedNode):
                    below.setdefault(above.value, []).append(iri)
    linked = {
        term.value
        for of in values.values()
        for relation in _ROWS
        for term in of.get(relation, ())
        if isinstance(term, NamedNode)
    }
    labels = site.labels(linked | values.keys())
    order = list(_in_order(values, below, labels))
    return [_entry(site, iri, values[iri], below.get(iri, ()), labels, depth) for iri, depth in order]


def _values(graph: Graph) -> dict[str, dict[str, list[NamedNode | Literal]]]:
    """Term -> property -> values."""
    answer = graph.select(
        f'SELECT DISTINCT ?s ?p ?o WHERE {{ ?s ?p ?o FILTER(STRSTARTS(STR(?s), "{names.NS}")) }} ORDER BY ?s ?p ?o'
    )
    values: dict[str, dict[str, list[NamedNode | Literal]]] = {}
    for term, relation, value in answer.rows:
        if isinstance(term, NamedNode) and isinstance(relation, NamedNode) and isinstance(value, NamedNode | Literal):
            values.setdefault(term.value, {}).setdefault(relation.value, []).append(value)
    return values


def _sort(of: Mapping[str, list[NamedNode | Literal]]) -> str:
    kinds = {term.value for term in of.get(_TYPE, ())}
    return "class" if _CLASS in kinds else "annotation" if _ANNOTATION in kinds else "property"


def _in_order(
    values: Mapping[str, Mapping[str, list[NamedNode | Literal]]],
    below: Mapping[str, list[str]],
    labels: Mapping[str, str],
) -> Iterator[tuple[str, int]]:
    """Terms with their depth; a term below two others follows the first of them."""

    def by_name(iris: Iterable[str]) -> list[str]:
        return sorted(iris, key=lambda iri: (labels[iri].casefold(), iri))

    seen: set[str] = set()

    def down(iri: str, depth: int) -> Iterator[tuple[str, int]]:
        if iri not in seen:
            seen.add(iri)
            yield iri, depth
            for other in by_name(one for one in below.get(iri, ()) if one in values):
                yield from down(other, depth + 1)

    for sort in ("class", "property", "annotation"):
        of_sort = [iri for iri, of in values.items() if _sort(of) == sort]
        under = {iri for above in of_sort for iri in below.get(above, ())}
        for iri in (*by_name(set(of_sort) - under), *by_name(of_sort)):  # a cycle has no top, so it comes last
            yield from down(iri, 0)


def _entry(
    site: Site,
    iri: str,
    of: Mapping[str, list[NamedNode | Literal]],
    below: Iterable[str],
    labels: Mapping[str, str],
    depth: int,
) -> Entry:
    rows = [(word, _linked(of[relation], labels)) for relation, word in _ROWS.items() if relation in of]
    if below:
        rows.insert(
            0, (marked("above"), tuple(sorted(((one, labels[one]) for one in below), key=lambda pair: pair[1])))
        )
    used = sorted(site.catalogue.members.get(iri, ()))
    if not used:
        used = [thing for thing, values in site.catalogue.values.items() if iri in values]
    return Entry(
        iri=iri,
        local=iri.removeprefix(names.NS),
        name=labels[iri],
        sort=_sort(of),
        labels=_texts(of, _LABELS),
        texts=_texts(of, _TEXTS),
        rows=tuple(rows),
        used=len(used),
        examples=tuple(used[:_EXAMPLES]),
        depth=depth,
    )


def _linked(terms: Iterable[NamedNode | Literal], labels: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    result = [(term.value, labels[term.value]) if isinstance(term, NamedNode) else ("", term.value) for term in terms]
    return tuple(sorted(set(result), key=lambda pair: (pair[1].casefold(), pair[0])))


def _texts(of: Mapping[str, list[NamedNode | Literal]], wanted: Mapping[str, str]) -> tuple[Text, ...]:
    texts = [
        Text(term.value, language_tag(term.language) if term.language else "", role)
        for relation, role in wanted.items()
        for term in of.get(relation, ())
        if isinstance(term, Literal)
    ]
    return tuple(sorted(texts, key=lambda text: (text.role, text.language != "en", text.language, text.text)))
