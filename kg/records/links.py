"""Links to other datasets: ``*.sssom.tsv`` beside the records, one named graph a file.

A link is a triple (our thing, a match, theirs) and, beside it, a node that says who drew it, when, how it was checked
and how sure it is, in the terms of SSSOM. What was not checked (semapv:UnspecifiedMatching) and what was found not to
match (predicate_modifier ``Not``) stays in the file and out of the graph.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad

from kg import names
from kg.errors import DataError, Problem, Where, cut, did_you_mean
from kg.rdf.vocabulary import Vocabulary
from kg.records import sssom
from kg.records.files import LINKS_SUFFIX
from kg.records.interpret import Checked
from kg.records.sssom import MappingSet, Row
from kg.text.suggest import nearest

#: The justification of a row that nobody could check.
NOT_CHECKED = "semapv:UnspecifiedMatching"
#: Slot of SSSOM -> property; the value is a text.
_TEXTS = {
    "object_label": "sssom:object_label",
    "author_label": "sssom:author_label",
    "mapping_tool": "sssom:mapping_tool",
    "comment": "rdfs:comment",
}
#: The key by which a file's slot `other` gives the licence of the dataset that it links to.
_TARGET_LICENCE = "object_license="


@dataclass(frozen=True)
class Linkset:
    """The links of one file that belong into the graph; `key` names it as a source (``links-countries-eu``)."""

    key: str
    mappings: MappingSet
    rows: tuple[Row, ...]

    def subject(self, row: Row) -> str:
        return self.mappings.iri(row["subject_id"])

    @property
    def graph(self) -> NamedNode:
        return names.passage(self.key)


def key_of(path: Path) -> str:
    """The key of a file of links: ``links-`` and its name."""
    return "links-" + path.name.removesuffix(LINKS_SUFFIX)


def read(files: Iterable[Path], checked: Checked, vocabulary: Vocabulary) -> list[Linkset]:
    """The links of these files, from things of the records, the codes and the ontology.

    Raises DataError with everything that is wrong with them.
    """
    known = {names.entity(key).value for key in checked.definitions}
    terms = (triple.subject for triple in (*vocabulary.ontology, *vocabulary.code_triples))
    known |= {term.value for term in terms if isinstance(term, NamedNode)}
    problems: list[Problem] = []
    found: dict[str, Linkset] = {}
    for path in files:
        key = key_of(path)
        if not names.KEY.match(key):
            problems.append(Problem(Where.of(path), "a file of links is named in lower case, digits and hyphens"))
        elif key in found:
            problems.append(Problem(Where.of(path), "another file of links has the same name; rename one"))
        else:
            try:
                mappings = sssom.read(path)
            except DataError as fault:
                problems += fault.problems
                continue
            problems += list(_no_iris(path, mappings)) or _unknown_subjects(mappings, known)
            found[key] = Linkset(key, mappings, tuple(row for row in mappings.rows if _holds(row)))
    if problems:
        raise DataError(problems)
    return list(found.values())


def narrow(
    linksets: Iterable[Linkset], as_of: date | None, sources: Collection[str], spoken_of: Collection[str]
) -> list[Linkset]:
    """The links drawn by `as_of`, and of the named sources if there are any.

    Where no source is named, an entity's links stay only with the entity: `spoken_of` holds the keys of those left.
    """

    def kept(row: Row, subject: str) -> bool:
        drawn = as_of is None or (bool(row["mapping_date"]) and date.fromisoformat(row["mapping_date"]) <= as_of)
        known = bool(sources) or not subject.startswith(names.ID) or subject.removeprefix(names.ID) in spoken_of
        return drawn and known

    return [
        replace(linkset, rows=tuple(row for row in linkset.rows if kept(row, linkset.subject(row))))
        for linkset in linksets
        if not sources or linkset.key in sources
    ]


def quads(linksets: Iterable[Linkset]) -> Iterator[Quad]:
    """Each link, what is known of it, and each file as a set of links (VoID)."""
    for linkset in linksets:
        if linkset.rows:
            yield from _described(linkset)
        for row in linkset.rows:
            yield from _link(row, linkset)


def _holds(row: Row) -> bool:
    return not row.negated and row["mapping_justification"] != NOT_CHECKED


def _no_iris(path: Path, mappings: MappingSet) -> Iterator[Problem]:
    """What stands where the graph needs an IRI and is none; SSSOM itself is not as strict."""
    said = mappings.metadata
    given = {f"curie_map: {prefix}": iri for prefix, iri in mappings.prefixes.items()}
    given["license"] = _one(said.get("license"))
    given["other"] = _target_licence(said)
    for what, iri in given.items():
        if iri and not _is_iri(iri):
            yield Problem(Where.of(path, 1), f'{what}: "{cut(iri)}" is no address (https://…)')
    source = _one(said.get("object_source"))
    if source and source.partition(":")[0] not in {**sssom.BUILT_IN, **mappings.prefixes}:
        yield Problem(Where.of(path, 1), f'object_source: "{cut(source)}" has no prefix of the curie_map')


def _is_iri(text: str) -> bool:
    try:
        return bool(NamedNode(text))
    except ValueError:
        return False


def _target_licence(said: Mapping[str, str | list[str]]) -> str:
    other = _one(said.get("other"))
    return other.removeprefix(_TARGET_LICENCE) if other.startswith(_TARGET_LICENCE) else ""


def _unknown_subjects(mappings: MappingSet, known: Collection[str]) -> Iterator[Problem]:
    for row in mappings.rows:
        iri = mappings.iri(row["subject_id"])
        if iri not in known:
            near = did_you_mean(nearest(names.short(iri), map(names.short, known)))
            yield Problem(row.where, f'subject_id: nothing here is called "{cut(row["subject_id"])}"{near}')


def _described(linkset: Linkset) -> Iterator[Quad]:
    said = linkset.mappings.metadata
    subject = linkset.graph

    def add(curie: str, value: NamedNode | Literal) -> Quad:
        return Quad(subject, names.node(curie), value, subject)

    yield add("rdf:type", names.node("void:Linkset"))
    yield add("rdf:type", names.node("sssom:MappingSet"))
    yield add("rdfs:label", Literal(_one(said.get("mapping_set_title")) or linkset.key, language="en"))
    if licence := _one(said.get("license")):
        yield add("dct:license", NamedNode(licence))
    yield add("void:subjectsTarget", NamedNode(names.DATASET))
    if target := _one(said.get("object_source")):
        target_node = NamedNode(linkset.mappings.iri(target))
        yield add("void:objectsTarget", target_node)
        if licence := _target_licence(said):
            yield Quad(target_node, names.node("dct:license"), NamedNode(licence), subject)
    for predicate in sorted({row["predicate_id"] for row in linkset.rows}):
        yield add("void:linkPredicate", NamedNode(linkset.mappings.iri(predicate)))


def _link(row: Row, linkset: Linkset) -> Iterator[Quad]:
    graph = linkset.graph
    subject, predicate, target = (
        NamedNode(linkset.mappings.iri(row[slot])) for slot in ("subject_id", "predicate_id", "object_id")
    )
    yield Quad(subject, predicate, target, graph)
    digest = hashlib.sha256(f"{subject} {predicate} {target}".encode()).hexdigest()[:16]
    mapping = names.passage(linkset.key, digest)
    for curie, value in (
        ("rdf:type", names.node("sssom:Mapping")),
        ("owl:annotatedSource", subject),
        ("owl:annotatedProperty", predicate),
        ("owl:annotatedTarget", target),
        ("sssom:mapping_justification", NamedNode(linkset.mappings.iri(row["mapping_justification"]))),
    ):
        yield Quad(mapping, names.node(curie), value, graph)
    for slot, curie in _TEXTS.items():
        if row[slot]:
            yield Quad(mapping, names.node(curie), Literal(row[slot]), graph)
    if row["confidence"]:
        confidence = Literal(format(float(row["confidence"]), ".3f"), datatype=names.node("xsd:decimal"))
        yield Quad(mapping, names.node("sssom:confidence"), confidence, graph)
    if row["mapping_date"]:
        drawn = Literal(row["mapping_date"], datatype=names.node("xsd:date"))
        yield Quad(mapping, names.node("pav:authoredOn"), drawn, graph)


def _one(value: str | list[str] | None) -> str:
    return value if isinstance(value, str) else ""
