"""What a build says of itself, in VoID and DCAT: what it holds, from which sources, under which licence.

All of it is counted or read from the graph. The date of issue is that of the newest source, so that the same records
give the same description on any day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, Quad

from kg import __version__, names
from kg.rdf.serialize import language_tag
from kg.rdf.vocabulary import IN_SOURCE
from kg.records.narrow import PUBLISHED

TITLE = "certreg: a knowledge graph of certification regulation"
SUMMARY = (
    "What regulators of certification, accreditation, inspection and testing say they did: who runs and changes what, "
    "with whom, and in which figures; each statement in the graph named by the passage that bears it out."
)
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_TYPE = names.expand("rdf:type")
_LABEL = names.node("rdfs:label")
_LINKSET = names.node("void:Linkset")
_TARGET = names.node("void:objectsTarget")


@dataclass(frozen=True)
class Counts:
    """A graph in numbers; what is counted is of the union of its graphs unless it says otherwise."""

    triples: int
    quads: int
    subjects: int
    objects: int
    entities: int
    #: class -> things of it
    classes: Mapping[str, int]
    #: property -> triples with it
    properties: Mapping[str, int]
    #: graph -> triples in it
    graphs: Mapping[str, int]
    languages: tuple[str, ...]


def count(union: Sequence[Quad], quads: Sequence[Quad]) -> Counts:
    """The numbers of a graph: `union` holds its triples each once, `quads` those of each graph."""
    subjects = {quad.subject for quad in union}
    objects = {quad.object for quad in union}
    types = (quad.object for quad in union if quad.predicate.value == _TYPE)
    languages = {language_tag(term.language) for term in objects if isinstance(term, Literal) and term.language}
    return Counts(
        triples=len(union),
        quads=len(quads),
        subjects=len(subjects),
        objects=len(objects),
        entities=sum(isinstance(term, NamedNode) and term.value.startswith(names.ID) for term in subjects),
        classes=Counter(kind.value for kind in types if isinstance(kind, NamedNode)),
        properties=Counter(quad.predicate.value for quad in union),
        graphs=Counter(quad.graph_name.value for quad in quads if isinstance(quad.graph_name, NamedNode)),
        languages=tuple(sorted(languages)),
    )


def newest(quads: Iterable[Quad]) -> Literal | None:
    """The date of the newest source; a year or month counts as its last day."""
    found = list(quads)
    sources = _sources_of(found)
    dates = [
        quad.object
        for quad in found
        if quad.predicate.value == PUBLISHED and quad.subject in sources and isinstance(quad.object, Literal)
    ]
    return max(dates, key=lambda date: (date.value.ljust(10, "9"), date.value), default=None)


def describe(
    quads: Sequence[Quad], counts: Counts, files: Mapping[str, tuple[str, int | None]], note: str = ""
) -> list[Quad]:
    """The description as statements; `files` holds the media type and size in bytes, where known, of each file by name.

    `note` says what is special about this build (that it was narrowed).
    """
    said = _Statements()
    dataset = names.DATASET
    said.add(dataset, "rdf:type", NamedNode(names.expand("void:Dataset")), NamedNode(names.expand("dcat:Dataset")))
    said.add(dataset, "dct:title", Literal(TITLE, language="en"))
    said.add(dataset, "dct:description", Literal(f"{SUMMARY} {note}".strip(), language="en"))
    said.add(dataset, "dcat:version", Literal(__version__))
    said.add(dataset, "dct:conformsTo", NamedNode(names.ONTOLOGY_GRAPH))
    said.add(dataset, "void:uriSpace", Literal(names.ID))
    said.add(dataset, "dct:language", *(Literal(tag) for tag in counts.languages))
    issued = newest(quads)
    if issued is not None:
        said.add(dataset, "dct:issued", issued)
    _copy_from_ontology(said, quads)
    _numbers(said, counts)
    _sources(said, quads)
    _linksets(said, quads)
    for name, (media_type, size) in files.items():
        file = f"{dataset}/{name}"
        said.add(dataset, "dcat:distribution", NamedNode(file))
        said.add(dataset, "void:dataDump", NamedNode(file))
        said.add(file, "rdf:type", NamedNode(names.expand("dcat:Distribution")))
        said.add(file, "dct:title", Literal(name))
        said.add(file, "dcat:mediaType", NamedNode(_MEDIA_TYPES + media_type))
        if size is not None:
            said.add(file, "dcat:byteSize", _number(size))
    return said.quads


def _copy_from_ontology(said: _Statements, quads: Iterable[Quad]) -> None:
    """Licence and creator are stated once, of the ontology, and go for the records too (LICENSE)."""
    wanted = [names.node("dct:license"), names.node("dct:creator")]
    for quad in quads:
        if quad.subject == NamedNode(names.ONTOLOGY_GRAPH) and quad.predicate in wanted:
            said.quads.append(Quad(NamedNode(names.DATASET), quad.predicate, quad.object))


def _numbers(said: _Statements, counts: Counts) -> None:
    dataset = names.DATASET
    for key, number in (
        ("void:triples", counts.triples),
        ("void:entities", counts.entities),
        ("void:distinctSubjects", counts.subjects),
        ("void:distinctObjects", counts.objects),
        ("void:classes", len(counts.classes)),
        ("void:properties", len(counts.properties)),
    ):
        said.add(dataset, key, _number(number))
    terms = [*counts.classes, *counts.properties]
    vocabularies = {space for term in terms for space in names.PREFIXES.values() if term.startswith(space)}
    said.add(dataset, "void:vocabulary", *(NamedNode(space) for space in sorted(vocabularies)))
    for kind, number in sorted(counts.classes.items()):
        part = f"{dataset}#class-{_local(kind)}"
        said.add(dataset, "void:classPartition", NamedNode(part))
        said.add(part, "void:class", NamedNode(kind))
        said.add(part, "void:entities", _number(number))
    for term, number in sorted(counts.properties.items()):
        part = f"{dataset}#property-{_local(term)}"
        said.add(dataset, "void:propertyPartition", NamedNode(part))
        said.add(part, "void:property", NamedNode(term))
        said.add(part, "void:triples", _number(number))
    for graph, number in sorted(counts.graphs.items()):
        said.add(dataset, "void:subset", NamedNode(graph))
        said.add(graph, "rdf:type", NamedNode(names.expand("void:Dataset")))
        said.add(graph, "void:triples", _number(number))


def _sources_of(quads: Iterable[Quad]) -> set[NamedNode]:
    return {quad.object for quad in quads if quad.predicate.value == IN_SOURCE and isinstance(quad.object, NamedNode)}


def _sources(said: _Statements, quads: Sequence[Quad]) -> None:
    sources = _sources_of(quads)
    said.add(names.DATASET, "dct:source", *sorted(sources, key=str))
    for quad in quads:
        if isinstance(quad.subject, NamedNode) and quad.subject in sources and isinstance(quad.object, Literal):
            if quad.predicate.value == PUBLISHED:
                said.add(quad.subject.value, "dct:date", quad.object)
            elif quad.predicate == _LABEL:
                said.add(quad.subject.value, "rdfs:label", quad.object)


def _linksets(said: _Statements, quads: Iterable[Quad]) -> None:
    """Links to other datasets describe themselves in their own graphs (`kg.records.links`)."""
    described = list(quads)
    linksets = {quad.subject for quad in described if quad.object == _LINKSET}
    targets = {quad.object for quad in described if quad.subject in linksets and quad.predicate == _TARGET}
    for quad in described:
        if quad.subject in linksets | targets:
            said.quads.append(Quad(quad.subject, quad.predicate, quad.object))


def _local(iri: str) -> str:
    return quote(names.curie(iri).replace(":", "-", 1), safe="-._")


def _number(value: int) -> Literal:
    return Literal(value)


class _Statements:
    def __init__(self) -> None:
        self.quads: list[Quad] = []

    def add(self, subject: str, curie: str, *objects: NamedNode | Literal) -> None:
        predicate = names.node(curie)
        self.quads.extend(Quad(NamedNode(subject), predicate, value) for value in objects)
