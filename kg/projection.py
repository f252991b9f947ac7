"""RDF to a property graph: entities are nodes, relations are edges. Pictures, paths and graph files draw from it."""

from __future__ import annotations

from typing import Any

import networkx
from pyoxigraph import Literal, NamedNode

from kg import entities, names, statements
from kg.statements import Stated
from kg.store import Graph, Table

_TYPE = names.expand("rdf:type")
_GROUPS = "SELECT ?class ?group WHERE { ?class cr:nodeGroup ?group }"


def project(
    graph: Graph, *, lang: str = "en", with_figures: bool = False, with_concepts: bool = False
) -> networkx.MultiDiGraph:
    """The entities of a graph and the relations between them.

    Nodes are keys (``cnca``) with the attributes `iri`, `label` (in `lang`), `kind` (its class's name), `group`
    and, for each literal or code said of it, that property's label with its texts joined by "; ". Edges have
    the key ``property|passage`` and the attributes `iri`, `label`, `passage`. Figures are left out unless
    `with_figures`, and codes are attributes unless `with_concepts` (then nodes like ``sector/food-safety``);
    passages, derived claims and what only describes the ontology are always left out.
    """
    said = statements.everything(graph)
    above = statements.ancestors(graph)
    groups = _groups(graph)
    kinds = {
        item.subject: item.object.value
        for item in said
        if item.predicate == _TYPE and item.subject.startswith(names.ID)
    }
    if with_concepts:
        used = {item.object.value for item in said if isinstance(item.object, NamedNode)}
        kinds.update(dict.fromkeys((iri for iri in used if iri.startswith(names.CODE)), names.expand("skos:Concept")))
    group_of = {iri: _group(kind, groups, above) for iri, kind in kinds.items()}
    drawn = {iri for iri, group in group_of.items() if group and (with_figures or group != "figure")}
    wanted = {item.predicate for item in said} | set(kinds.values()) | drawn
    wanted |= {item.object.value for item in said if isinstance(item.object, NamedNode)}
    shown = entities.labels(graph, wanted, lang)
    out = networkx.MultiDiGraph()
    for iri in sorted(drawn):
        out.add_node(
            names.short(iri),
            iri=iri,
            label=shown.get(iri, names.short(iri)),
            kind=shown.get(kinds[iri], names.short(kinds[iri])),
            group=group_of[iri],
        )
    for item in said:
        if item.subject not in drawn or item.predicate == _TYPE:
            continue
        relation = shown.get(item.predicate, names.short(item.predicate))
        if isinstance(item.object, NamedNode) and item.object.value in drawn:
            out.add_edge(
                names.short(item.subject),
                names.short(item.object.value),
                key=f"{names.short(item.predicate)}|{names.short(item.graph)}",
                iri=item.predicate,
                label=relation,
                passage=item.graph,
            )
        else:
            _attribute(out.nodes[names.short(item.subject)], relation, item, shown)
    return out


def _attribute(node: dict[str, Any], relation: str, item: Stated, shown: dict[str, str]) -> None:
    value = item.object
    text = value.value if isinstance(value, Literal) else shown.get(value.value, names.short(value.value))
    if isinstance(value, Literal) and value.language and relation in node:
        text = f"{text} ({value.language})"
    texts = node.get(relation, "").split("; ") if node.get(relation) else []
    if relation not in ("iri", "label", "kind", "group") and text not in texts:
        node[relation] = "; ".join([*texts, text])


def _groups(graph: Graph) -> dict[str, str]:
    answer = graph.query(_GROUPS)
    assert isinstance(answer, Table)
    return {
        row[0].value: row[1].value
        for row in answer.rows
        if isinstance(row[0], NamedNode) and isinstance(row[1], Literal)
    }


def _group(kind: str, groups: dict[str, str], above: Any) -> str | None:
    if kind in groups:
        return groups[kind]
    return next((groups[parent] for parent in sorted(above.get(kind, ())) if parent in groups), None)
