"""Links to other datasets: files ``*.sssom.tsv``, one named graph for each.

A link is a triple (our entity, a mapping predicate, theirs), with a node of evidence for each row about it: author,
date, justification and confidence, in the terms of SSSOM. Rows that nobody checked (semapv:UnspecifiedMatching), that
deny a match (predicate_modifier ``Not``), or that have no entity on one side (sssom:NoTermFound, a literal) stay in
the file and out of the graph. So does ``owl:sameAs``, which would merge the statements about both: it is refused.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad

from kg import names
from kg.errors import DataError, Problem, Where, cut, did_you_mean
from kg.rdf.terms import DCT_LICENSE, RDFS_LABEL, VOID_LINKSET, XSD_DATE, XSD_DECIMAL
from kg.rdf.vocabulary import Vocabulary
from kg.records import sssom, sssom_reader
from kg.records.files import LINKS_SUFFIX
from kg.records.interpret import Checked
from kg.records.sssom import MappingSet, Row
from kg.text.suggest import nearest

#: The justification of a row that nobody could check.
NOT_CHECKED = "semapv:UnspecifiedMatching"
#: The predicates that a link may have: those that neither merge two entities nor change what a record states.
PREDICATES = (
    *("skos:exactMatch", "skos:closeMatch", "skos:broadMatch", "skos:narrowMatch", "skos:relatedMatch"),
    *("rdfs:subClassOf", "rdfs:subPropertyOf", "owl:equivalentClass", "owl:equivalentProperty"),
)
#: Slot of SSSOM -> property; each value is a text.
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
    """The links of one file that the graph takes; `key` names it as a source (``links-countries-eu``)."""

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
    """The links of these files, from entities of the records, codes and words of the ontology.

    Raises DataError with every problem in them.
    """
    known = {names.entity(key).value for key in checked.definitions}
    terms = (triple.subject for triple in (*vocabulary.ontology, *vocabulary.code_triples))
    known |= {term.value for term in terms if isinstance(term, NamedNode)}
    problems: list[Problem] = []
    linksets: dict[str, Linkset] = {}
    for path in files:
        key = key_of(path)
        if not names.KEY.match(key):
            problems.append(Problem(Where.of(path), "a file of links is named in lower case, digits and hyphens"))
        elif key in linksets:
            problems.append(Problem(Where.of(path), "another file of links has the same name; rename one"))
        else:
            try:
                mappings = sssom_reader.read(path)
            except DataError as fault:
                problems += fault.problems
                continue
            problems += _incomplete(path, mappings)
            problems += list(_no_iris(path, mappings)) or _unknown_subjects(mappings, known)
            problems += _unusable(mappings)
            linksets[key] = Linkset(key, mappings, tuple(row for row in mappings.rows if _holds(row)))
    if problems:
        raise DataError(problems)
    return list(linksets.values())


def narrow(
    linksets: Iterable[Linkset], as_of: date | None, sources: Collection[str], described: Collection[str]
) -> list[Linkset]:
    """The links drawn by `as_of`, and of the named sources if there are any.

    Where no source is named, links of an entity are kept only with it: `described` holds the keys of the entities left.
    """

    def kept(row: Row, subject: str) -> bool:
        drawn = as_of is None or (bool(row["mapping_date"]) and date.fromisoformat(row["mapping_date"]) <= as_of)
        known = bool(sources) or not subject.startswith(names.ID) or subject.removeprefix(names.ID) in described
        return drawn and known

    return [
        replace(linkset, rows=tuple(row for row in linkset.rows if kept(row, linkset.subject(row))))
        for linkset in linksets
        if not sources or linkset.key in sources
    ]


def quads(linksets: Iterable[Linkset]) -> Iterator[Quad]:
    """Each link, the evidence of each row about it, and each file as a set of links (VoID)."""
    for linkset in linksets:
        if linkset.rows:
            yield from _described(linkset)
        pairs: set[tuple[str, str, str]] = set()
        for row in linkset.rows:
            yield from _link(row, linkset, further=row.key in pairs)
            pairs.add(row.key)


def _holds(row: Row) -> bool:
    return row.matched and not row.negated and row["mapping_justification"] != NOT_CHECKED


def _incomplete(path: Path, mappings: MappingSet) -> Iterator[Problem]:
    """What the graph needs to publish a linkset."""
    for name in ("mapping_set_id", "license"):
        if name not in mappings.metadata:
            yield Problem(Where.of(path, 1), f'the metadata has no "{name}"')


def _unusable(mappings: MappingSet) -> Iterator[Problem]:
    """Rows that SSSOM allows and the graph cannot take."""
    denied = {row.key: row.where for row in mappings.rows if row.negated}
    for row in mappings.rows:
        predicate = row["predicate_id"]
        if predicate == "owl:sameAs":
            message = "predicate_id: owl:sameAs would merge the statements about both; use skos:exactMatch"
            yield Problem(row.where, message)
        elif predicate not in PREDICATES:
            near = did_you_mean(nearest(predicate, PREDICATES))
            yield Problem(row.where, f'predicate_id: "{cut(predicate)}" is not used here{near}')
        elif row.key in denied and _holds(row):
            yield Problem(row.where, f"line {denied[row.key].line} denies this mapping")


def _no_iris(path: Path, mappings: MappingSet) -> Iterator[Problem]:
    """Values that are no IRI where the graph needs one; SSSOM itself is not as strict."""
    given = {f"curie_map: {prefix}": iri for prefix, iri in mappings.prefixes.items()}
    given["license"] = mappings.text("license")
    given["other"] = _target_licence(mappings)
    for what, iri in given.items():
        if iri and not _is_iri(iri):
            yield Problem(Where.of(path, 1), f'{what}: "{cut(iri)}" is not an address (https://…)')
    source = mappings.text("object_source")
    if source and source.partition(":")[0] not in {**sssom.BUILT_IN, **mappings.prefixes}:
        yield Problem(Where.of(path, 1), f'object_source: "{cut(source)}" has no prefix of the curie_map')


def _is_iri(text: str) -> bool:
    try:
        return bool(NamedNode(text))
    except ValueError:
        return False


def _target_licence(mappings: MappingSet) -> str:
    other = mappings.text("other")
    return other.removeprefix(_TARGET_LICENCE) if other.startswith(_TARGET_LICENCE) else ""


def _unknown_subjects(mappings: MappingSet, known: Collection[str]) -> Iterator[Problem]:
    for row in mappings.rows:
        if row["subject_id"] in ("", sssom.NO_TERM):
            continue
        iri = mappings.iri(row["subject_id"])
        if iri not in known:
            near = did_you_mean(nearest(names.short(iri), map(names.short, known)))
            yield Problem(row.where, f'subject_id: no entity, code or word "{cut(row["subject_id"])}"{near}')


def _described(linkset: Linkset) -> Iterator[Quad]:
    mappings = linkset.mappings
    graph, subject = linkset.graph, names.data_set(linkset.key)

    def add(curie: str, value: NamedNode | Literal) -> Quad:
        return Quad(subject, names.node(curie), value, graph)

    title = Literal(mappings.text("mapping_set_title") or linkset.key, language="en")
    yield Quad(graph, NamedNode(RDFS_LABEL), title, graph)
    yield add("rdf:type", NamedNode(VOID_LINKSET))
    yield add("rdf:type", names.node("sssom:MappingSet"))
    yield add("rdfs:label", title)
    if licence := mappings.text("license"):
        yield add("dct:license", NamedNode(licence))
    yield add("void:subjectsTarget", NamedNode(names.DATASET))
    if target := mappings.text("object_source"):
        target_node = NamedNode(mappings.iri(target))
        yield add("void:objectsTarget", target_node)
        if licence := _target_licence(mappings):
            yield Quad(target_node, NamedNode(DCT_LICENSE), NamedNode(licence), graph)
    for predicate in sorted({row["predicate_id"] for row in linkset.rows}):
        yield add("void:linkPredicate", NamedNode(mappings.iri(predicate)))


def _link(row: Row, linkset: Linkset, *, further: bool) -> Iterator[Quad]:
    """A link and its evidence; `further` evidence of one pair gets an IRI that depends on all of the row."""
    graph = linkset.graph
    subject, predicate, target = (
        NamedNode(linkset.mappings.iri(row[slot])) for slot in ("subject_id", "predicate_id", "object_id")
    )
    yield Quad(subject, predicate, target, graph)
    identity = f"{subject} {predicate} {target}" + (f" {sorted(row.slots.items())}" if further else "")
    mapping = names.passage(linkset.key, hashlib.sha256(identity.encode()).hexdigest()[:16])
    for curie, value in (
        ("rdf:type", names.node("sssom:Mapping")),
        ("owl:annotatedSource", subject),
        ("owl:annotatedProperty", predicate),
        ("owl:annotatedTarget", target),
        ("sssom:mapping_justification", NamedNode(linkset.mappings.iri(row["mapping_justification"]))),
    ):
        yield Quad(mapping, names.node(curie), value, graph)
    for slot, curie in _TEXTS.items():
        for text in row.values(slot):
            yield Quad(mapping, names.node(curie), Literal(text), graph)
    if row.confidence is not None:
        confidence = Literal(_decimal(row.confidence), datatype=NamedNode(XSD_DECIMAL))
        yield Quad(mapping, names.node("sssom:confidence"), confidence, graph)
    if row["mapping_date"]:
        drawn = Literal(row["mapping_date"], datatype=NamedNode(XSD_DATE))
        yield Quad(mapping, names.node("pav:authoredOn"), drawn, graph)


def _decimal(number: Decimal) -> str:
    """A number as xsd:decimal writes it: every digit that counts, no exponent."""
    plain = format(number, "f")
    return (plain.rstrip("0").rstrip(".") if "." in plain else plain) or "0"
