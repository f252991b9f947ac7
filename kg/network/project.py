"""Projects RDF to a property graph: entities become nodes, relations become edges.

Pictures, paths and graph files share this projection. It queries the graph one property at a time and asks only for
asserted statements (the engine leaves out super-properties), so a large graph is never held as one table of rows.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import networkx
from pyoxigraph import Literal, NamedNode

from kg import names
from kg.ask import entities
from kg.describe import assertions, figures
from kg.network import subgraph
from kg.network.subgraph import Part, Subgraph
from kg.rdf.terms import (
    DCT_DESCRIPTION,
    RDFS_LABEL,
    SKOS_ALT_LABEL,
    SKOS_CONCEPT,
    SKOS_DEFINITION,
)
from kg.store import Graph, Term
from kg.store.answers import plain

#: The attributes every node has, in this order; the others are named by the labels of properties.
NODE_ATTRIBUTES = ("iri", "label", "class", "kind", "group", "description", "names", "figures", "passage", "degree")
EDGE_ATTRIBUTES = ("iri", "label", "passage")
#: Between the texts of an attribute that has several.
BETWEEN = "; "

WHOLE = Part()
#: Properties that fixed attributes cover, and provenance links, which a picture does not show.
_ELSEWHERE = frozenset(
    names.expand(curie)
    for curie in (
        "rdf:type",
        "rdfs:label",
        "skos:prefLabel",
        "skos:altLabel",
        "skos:definition",
        "dct:description",
        "cr:statedIn",
        "cr:knownFrom",
        "dct:isReferencedBy",
        "prov:wasDerivedFrom",
        "prov:wasInfluencedBy",
        "qb:dataSet",
        "cr:quote",
    )
)
_VOCABULARY_GRAPHS = frozenset({names.ONTOLOGY_GRAPH, names.CODE_GRAPH})
_FIGURE = "figure"
_CONCEPT = "concept"
_DIGITS = re.compile(r"([0-9]+)")

#: subject, object, graph
_Rows = list[tuple[str, NamedNode | Literal, str]]
#: subject -> its values of one property
_Values = dict[str, list[NamedNode | Literal]]


def project(
    graph: Graph, wanted: Part = WHOLE, *, lang: str = "en", with_figures: bool = False, with_concepts: bool = False
) -> networkx.MultiDiGraph:
    """Project a graph, or the part of it that `wanted` selects.

    Node identifiers are keys (``cnca``). `with_figures` and `with_concepts` add figures and codes as nodes (such as
    ``sector/food-safety``); those that `wanted` itself names are always nodes. Passages and derived claims never are.
    Each node has the `NODE_ATTRIBUTES`:

    - `iri`, `label` (in `lang`), `class` (``Reform``), `kind` (the class's name in `lang`), `group` (cr:nodeGroup);
    - `description`, `names` (other names and names in other languages), `figures` (those about the entity,
      where they are no nodes), each "" where there is none and joined by "; " where there are several;
    - `passage`: IRI of the first passage of a report that mentions it, else of the graph that defines it;
    - `degree`: how many edges it has here;

    and, named by the property's label in `lang`, one for each other property with a literal or a code: a number where
    all its values are single numbers, else text. Edges have the key ``property|passage`` and the attributes `iri`,
    `label`, `passage` (an IRI; the rule's for derived relations, "" for those that only a CONSTRUCT makes).
    Nodes, edges and attributes come in a fixed order.

    Raises NotFound for an unknown name in `wanted`.
    """
    part = subgraph.resolve(graph, wanted)
    builder = _Builder(graph, part, lang, with_figures, with_concepts)
    whole = builder.built()
    kept = part.nodes(whole)
    if len(kept) < len(whole):
        whole.remove_nodes_from([node for node in whole if node not in kept])
    for node, degree in whole.degree():
        whole.nodes[node]["degree"] = degree
    return whole


class _Builder:
    """Builds the projection of one part."""

    def __init__(self, graph: Graph, part: Subgraph, lang: str, with_figures: bool, with_concepts: bool) -> None:
        self.graph = graph
        self.part = part
        self.lang = lang
        self.with_figures = with_figures
        self.with_concepts = with_concepts
        self.above = assertions.ancestors(graph)
        self.groups = self._groups()
        self.key: dict[str, str] = {}
        self.passages = _Passages()
        self.out = networkx.MultiDiGraph()

    def built(self) -> networkx.MultiDiGraph:
        predicates = self._predicates()
        kinds = self._kinds()
        kinds.update(self._concepts(predicates))
        if self.part.classes:
            members = self._members(self.part.classes)
            kinds = {iri: kind for iri, kind in kinds.items() if iri in members}
        self.key = {iri: names.short(iri) for iri in sorted(kinds)}
        self._nodes(kinds)
        self._names()
        shown = entities.labels(self.graph, predicates, self.lang)
        attributes: dict[str, _Values] = {}
        for predicate in predicates:
            if predicate not in _ELSEWHERE:
                label = shown.get(predicate, names.curie(predicate))
                attributes[predicate] = self._add_property(predicate, label, self._stated(predicate, predicates))
        for predicate, name in _attribute_names(
            {iri: shown.get(iri, names.curie(iri)) for iri in attributes if attributes[iri]}
        ):
            self._attribute(name, attributes[predicate])
        self._constructed()
        for iri, texts in figures.lines(self.graph, self.lang, frozenset(kinds)).items():
            if not self.with_figures:
                self.out.nodes[self.key[iri]]["figures"] = BETWEEN.join(texts)
        for iri, passage in self.passages.first.items():
            self.out.nodes[self.key[iri]]["passage"] = passage
        return self.out

    def _rows(self, query: str) -> Iterator[tuple[Term | None, ...]]:
        answer = self.graph.select(query)
        yield from answer.rows

    def _groups(self) -> dict[str, str]:
        """Class -> its group: its own, else that of the nearest class above that has one."""
        own = {
            row[0].value: row[1].value
            for row in self._rows("SELECT ?class ?group WHERE { ?class cr:nodeGroup ?group }")
            if isinstance(row[0], NamedNode) and isinstance(row[1], Literal)
        }
        groups = dict(own)
        for iri, parents in self.above.items():
            grouped = [parent for parent in parents if parent in own]
            if iri not in own and grouped:
                groups[iri] = own[max(grouped, key=lambda parent: (len(self.above.get(parent, ())), parent))]
        return groups

    def _predicates(self) -> list[str]:
        rows = self._rows("SELECT DISTINCT ?p WHERE { GRAPH ?g { ?s ?p ?o } }")
        return sorted(row[0].value for row in rows if isinstance(row[0], NamedNode))

    def _kinds(self) -> dict[str, str]:
        """Entity -> the most specific class that a source asserts, or that a rule derives where no source does.

        Classes are visited from the most specific up, so the first match stands.
        """
        rows = self._rows("SELECT DISTINCT ?class WHERE { GRAPH ?g { ?s a ?class } }")
        used = {row[0].value for row in rows if isinstance(row[0], NamedNode)}
        stated: dict[str, str] = {}
        derived: dict[str, str] = {}
        for kind in sorted(used & self.groups.keys(), key=lambda iri: (-len(self.above.get(iri, ())), iri)):
            drawn = self.with_figures or self.groups[kind] != _FIGURE
            for thing, where in self._rows(f"SELECT ?s ?g WHERE {{ GRAPH ?g {{ ?s a <{kind}> }} }}"):
                if isinstance(thing, NamedNode) and isinstance(where, NamedNode) and thing.value.startswith(names.ID):
                    by = derived if where.value.startswith(names.DERIVED) else stated
                    if drawn or thing.value in self.part.named:
                        by.setdefault(thing.value, kind)
        return {**derived, **stated}

    def _members(self, classes: Iterable[str]) -> set[str]:
        rows = (row for iri in sorted(classes) for row in self._rows(f"SELECT ?s WHERE {{ ?s a <{iri}> }}"))
        return {row[0].value for row in rows if isinstance(row[0], NamedNode)}

    def _concepts(self, predicates: Iterable[str]) -> dict[str, str]:
        concept = SKOS_CONCEPT
        if self.with_concepts:
            rows = self._rows(
                "SELECT DISTINCT ?code WHERE { GRAPH ?g { ?s ?p ?code } "
                f'FILTER(isIRI(?code) && STRSTARTS(STR(?code), "{names.CODE}") '
                f"&& ?g != <{names.CODE_GRAPH}> && ?g != <{names.ONTOLOGY_GRAPH}>) }}"
            )
            codes = {row[0].value for row in rows if isinstance(row[0], NamedNode)}
        else:
            codes = set(self.part.named)
        return dict.fromkeys((iri for iri in codes if iri.startswith(names.CODE)), concept)

    def _nodes(self, kinds: Mapping[str, str]) -> None:
        shown = entities.labels(self.graph, set(kinds.values()), self.lang)
        for iri, key in self.key.items():
            kind = kinds[iri]
            self.out.add_node(key, **dict.fromkeys(NODE_ATTRIBUTES, ""))
            attributes = self.out.nodes[key]
            attributes["iri"] = iri
            attributes["label"] = key
            attributes["class"] = kind.removeprefix(names.NS) if kind.startswith(names.NS) else names.curie(kind)
            attributes["kind"] = shown.get(kind, attributes["class"])
            attributes["group"] = self.groups.get(kind, _CONCEPT)
            attributes["degree"] = 0

    def _names(self) -> None:
        labels = self._texts(RDFS_LABEL)
        others = self._texts(SKOS_ALT_LABEL)
        described = self._texts(DCT_DESCRIPTION)
        defined = self._texts(SKOS_DEFINITION)
        for iri, key in self.key.items():
            attributes = self.out.nodes[key]
            if iri in labels:
                attributes["label"] = entities.in_language(
                    {tag: min(texts) for tag, texts in labels[iri].items()}, self.lang
                )
            also = {text for by_tag in (labels, others) for texts in by_tag.get(iri, {}).values() for text in texts}
            attributes["names"] = BETWEEN.join(sorted(also - {attributes["label"]}))
            for by_tag in (defined, described):
                if iri in by_tag and not attributes["description"]:
                    attributes["description"] = _in_language(by_tag[iri], self.lang)

    def _texts(self, predicate: str) -> dict[str, dict[str, set[str]]]:
        """Node -> language -> texts."""
        by_node: dict[str, dict[str, set[str]]] = {}
        for thing, text in self._rows(f"SELECT DISTINCT ?s ?o WHERE {{ ?s <{predicate}> ?o }}"):
            if isinstance(thing, NamedNode) and isinstance(text, Literal) and thing.value in self.key:
                by_node.setdefault(thing.value, {}).setdefault(text.language or "", set()).add(text.value)
        return by_node

    def _stated(self, predicate: str, predicates: Iterable[str]) -> _Rows:
        """The statements of a property, without those that follow from one of its sub-properties."""
        below = [iri for iri in predicates if predicate in self.above.get(iri, ())]
        follows = " ".join(f"FILTER NOT EXISTS {{ ?s <{iri}> ?o }}" for iri in below)
        rows = self._rows(f"SELECT ?s ?o ?g WHERE {{ GRAPH ?g {{ ?s <{predicate}> ?o {follows} }} }}")
        stated = [
            (thing.value, value, where.value)
            for thing, value, where in rows
            if isinstance(thing, NamedNode)
            and isinstance(where, NamedNode)
            and isinstance(value, NamedNode | Literal)
            and thing.value in self.key
            and where.value not in _VOCABULARY_GRAPHS
        ]
        return sorted(stated, key=lambda row: (row[0], row[1].value, row[2]))

    def _add_property(self, predicate: str, label: str, rows: _Rows) -> _Values:
        """Add the edges of a property; return the values that are no nodes."""
        values: _Values = {}
        edge_keys: dict[str, str] = {}
        curie = names.short(predicate)
        for thing, value, where in rows:
            self.passages.add(thing, where)
            if isinstance(value, NamedNode) and value.value in self.key:
                self.passages.add(value.value, where)
                if where not in edge_keys:
                    edge_keys[where] = f"{curie}|{names.short(where)}"
                if self.part.relates(thing, predicate, value.value):
                    self.out.add_edge(
                        self.key[thing],
                        self.key[value.value],
                        key=edge_keys[where],
                        iri=predicate,
                        label=label,
                        passage=where,
                    )
            elif isinstance(value, Literal) or not value.value.startswith((names.ID, names.SOURCE)):
                values.setdefault(thing, []).append(value)
        return values

    def _attribute(self, label: str, values: _Values) -> None:
        linked = {value.value for several in values.values() for value in several if isinstance(value, NamedNode)}
        shown = entities.labels(self.graph, linked, self.lang)
        texts: dict[str, Any] = {}
        for thing, several in values.items():
            by_tag: dict[str, set[str]] = {}
            for value in several:
                is_code = isinstance(value, NamedNode)
                text = shown.get(value.value, names.short(value.value)) if is_code else value.value
                by_tag.setdefault("" if isinstance(value, NamedNode) else value.language or "", set()).add(text)
            texts[thing] = _in_language(by_tag, self.lang)
        numbers = [_number(several) for several in values.values()]
        if None not in numbers:
            texts = dict(zip(values, numbers, strict=True))
        for thing, text in texts.items():
            self.out.nodes[self.key[thing]][label] = text

    def _constructed(self) -> None:
        """Add relations that a CONSTRUCT yields and no source asserts."""
        if not isinstance(self.part.answer, list):
            return
        shown = entities.labels(self.graph, {triple.predicate.value for triple in self.part.answer}, self.lang)
        for triple in sorted(self.part.answer, key=str):
            ends = [term.value for term in (triple.subject, triple.object) if isinstance(term, NamedNode)]
            if len(ends) < 2 or not all(iri in self.key for iri in ends):
                continue
            source, target = (self.key[iri] for iri in ends)
            iri = triple.predicate.value
            if not any(
                attributes["iri"] == iri for attributes in (self.out.get_edge_data(source, target) or {}).values()
            ):
                label = shown.get(iri, names.curie(iri))
                self.out.add_edge(source, target, key=f"{names.short(iri)}|", iri=iri, label=label, passage="")


class _Passages:
    """The first passage that mentions each entity, in reading order; sections come before whole sources."""

    def __init__(self) -> None:
        self.first: dict[str, str] = {}
        self._rank: dict[str, tuple[object, ...]] = {}

    def add(self, thing: str, where: str) -> None:
        known = self.first.get(thing)
        if known is None or (known != where and self.rank(where) < self.rank(known)):
            self.first[thing] = where

    def rank(self, where: str) -> tuple[object, ...]:
        if where not in self._rank:
            source, _, section = names.short(where).partition("/")
            numbers = [(0, int(bit), "") if bit.isdigit() else (1, 0, bit) for bit in _DIGITS.split(section) if bit]
            front = not section[:1].isdigit()
            self._rank[where] = (where.startswith(names.DERIVED), not section, source, not front, numbers)
        return self._rank[where]


def _attribute_names(shown: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Property and attribute name; ambiguous names get the property's prefixed name in parentheses."""
    uses = Counter(shown.values())
    for iri, label in shown.items():
        alone = uses[label] == 1 and label not in NODE_ATTRIBUTES
        yield iri, label if alone else f"{label} ({names.curie(iri)})"


def _in_language(by_tag: Mapping[str, set[str]], lang: str) -> str:
    """Texts without a language tag and those in the wanted language, joined."""
    tagged = {tag: BETWEEN.join(sorted(texts)) for tag, texts in by_tag.items() if tag}
    chosen = {entities.in_language(tagged, lang)} if tagged else set()
    return BETWEEN.join([*sorted(by_tag.get("", ())), *chosen])


def _number(values: list[NamedNode | Literal]) -> int | float | None:
    number = plain(values[0]) if len(values) == 1 and isinstance(values[0], Literal) else None
    return number if isinstance(number, int | float) and not isinstance(number, bool) else None
