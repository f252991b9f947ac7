"""The description of a build, in VoID and DCAT: its contents, sources, licence, files and their checksums.

All of it is counted or read from the graph; the dates of issue and change are those that the ontology's header states,
so that the same records give the same description on any day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, Quad

from kg import __version__, names
from kg.rdf.serialize import language_tag
from kg.rdf.terms import DCT_LICENSE, QB_DATA_SET, QB_STRUCTURE, RDF_TYPE, RDFS_LABEL, VOID_DATASET, VOID_LINKSET
from kg.rdf.vocabulary import IN_SOURCE, PUBLISHED
from kg.text.language import marked

TITLE = marked("certreg: a knowledge graph of certification regulation")
SUMMARY = marked(
    "What regulators of certification, accreditation, inspection and testing say they did: who runs and changes what, "
    "with whom, and in which figures; each statement in the graph named by the passage that bears it out."
)
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_LABEL = NamedNode(RDFS_LABEL)
_LINKSET = NamedNode(VOID_LINKSET)
_TARGET = names.node("void:objectsTarget")
_DATA_SET_STRUCTURE = NamedNode(QB_STRUCTURE)
_AUTHORITY = "http://publications.europa.eu/resource/authority/language/"
#: Primary language tag -> its key in the EU's authority table.
_LANGUAGES = {"de": "DEU", "en": "ENG", "fr": "FRA", "ja": "JPN", "ko": "KOR", "zh": "ZHO"}

#: IRI of a language -> its name.
LANGUAGE_NAMES = {
    f"{_AUTHORITY}{key}": name
    for key, name in (
        ("DEU", marked("German")),
        ("ENG", marked("English")),
        ("FRA", marked("French")),
        ("JPN", marked("Japanese")),
        ("KOR", marked("Korean")),
        ("ZHO", marked("Chinese")),
    )
}


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
    types = (quad.object for quad in union if quad.predicate.value == RDF_TYPE)
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
    statements = list(quads)
    sources = _sources_of(statements)
    dates = [
        quad.object
        for quad in statements
        if quad.predicate.value == PUBLISHED and quad.subject in sources and isinstance(quad.object, Literal)
    ]
    return max(dates, key=lambda date: (date.value.ljust(10, "9"), date.value), default=None)


def describe(
    quads: Sequence[Quad], counts: Counts, files: Mapping[str, tuple[str, int | None, str | None]], note: str = ""
) -> list[Quad]:
    """The description as statements.

    `files` holds the media type, and where known the size in bytes and the SHA-256 checksum, of each file by name.
    `note` says what is special about this build (that it was narrowed).
    """
    description = _Statements()
    dataset = names.DATASET
    description.add(dataset, "rdf:type", NamedNode(VOID_DATASET), names.node("dcat:Dataset"))
    description.add(dataset, "dct:title", Literal(TITLE, language="en"))
    description.add(dataset, "dct:description", Literal(f"{SUMMARY} {note}".strip(), language="en"))
    description.add(dataset, "dcat:version", Literal(__version__))
    description.add(dataset, "dct:identifier", Literal(dataset))
    description.add(dataset, "dct:conformsTo", NamedNode(names.ONTOLOGY_GRAPH))
    description.add(names.ONTOLOGY_GRAPH, "rdf:type", names.node("dct:Standard"))
    description.add(dataset, "void:uriSpace", Literal(names.ID))
    for tag in counts.languages:
        description.add(dataset, "dct:language", _language(tag))
        description.add(_language(tag).value, "rdf:type", names.node("dct:LinguisticSystem"))
    _from_ontology(description, quads)
    _numbers(description, counts)
    _subsets(description, counts, quads)
    _sources(description, quads)
    _linksets(description, quads)
    for name, (media_type, size, checksum) in files.items():
        file = f"{dataset}/{name}"
        description.add(dataset, "dcat:distribution", NamedNode(file))
        description.add(dataset, "void:dataDump", NamedNode(file))
        description.add(file, "rdf:type", names.node("dcat:Distribution"))
        description.add(file, "dct:title", Literal(name))
        description.add(file, "dcat:accessURL", NamedNode(dataset))
        description.add(file, "dcat:downloadURL", NamedNode(file))
        description.add(file, "dcat:mediaType", NamedNode(_MEDIA_TYPES + media_type))
        description.add(_MEDIA_TYPES + media_type, "rdf:type", names.node("dct:MediaType"))
        if size is not None:
            description.add(file, "dcat:byteSize", Literal(str(size), datatype=names.node("xsd:nonNegativeInteger")))
        if checksum is not None:
            digest = f"{file}#sha256"
            description.add(file, "spdx:checksum", NamedNode(digest))
            description.add(digest, "rdf:type", names.node("spdx:Checksum"))
            description.add(digest, "spdx:algorithm", names.node("spdx:checksumAlgorithm_sha256"))
            description.add(digest, "spdx:checksumValue", Literal(checksum, datatype=names.node("xsd:hexBinary")))
    return sorted(set(description.quads), key=str)


def _language(tag: str) -> NamedNode:
    """A language as the EU's authority table names it; one that the table lacks as the Library of Congress does."""
    primary = tag.partition("-")[0]
    known = _LANGUAGES.get(primary)
    return NamedNode(f"{_AUTHORITY}{known}" if known else f"http://id.loc.gov/vocabulary/iso639-1/{primary}")


def _from_ontology(description: _Statements, quads: Iterable[Quad]) -> None:
    """Licence, publisher and dates are stated once, of the ontology, and hold for the records too (LICENSE)."""
    described = list(quads)
    copied = {names.node(f"dct:{key}"): "" for key in ("creator", "publisher", "issued", "modified")}
    copied[NamedNode(DCT_LICENSE)] = "LicenseDocument"
    agents: set[object] = set()
    for quad in described:
        if quad.subject == NamedNode(names.ONTOLOGY_GRAPH) and quad.predicate in copied:
            description.quads.append(Quad(NamedNode(names.DATASET), quad.predicate, quad.object))
            if isinstance(quad.object, NamedNode):
                agents.add(quad.object)
                if kind := copied[quad.predicate]:
                    description.add(quad.object.value, "rdf:type", names.node(f"dct:{kind}"))
    description.quads += [
        Quad(quad.subject, quad.predicate, quad.object) for quad in described if quad.subject in agents
    ]


def _numbers(description: _Statements, counts: Counts) -> None:
    dataset = names.DATASET
    for key, number in (
        ("void:triples", counts.triples),
        ("void:entities", counts.entities),
        ("void:distinctSubjects", counts.subjects),
        ("void:distinctObjects", counts.objects),
        ("void:classes", len(counts.classes)),
        ("void:properties", len(counts.properties)),
    ):
        description.add(dataset, key, _number(number))
    terms = [*counts.classes, *counts.properties]
    vocabularies = {space for term in terms for space in names.PREFIXES.values() if term.startswith(space)}
    description.add(dataset, "void:vocabulary", *(NamedNode(space) for space in sorted(vocabularies)))
    for kind, number in sorted(counts.classes.items()):
        part = f"{dataset}#class-{_local(kind)}"
        description.add(dataset, "void:classPartition", NamedNode(part))
        description.add(part, "void:class", NamedNode(kind))
        description.add(part, "void:entities", _number(number))
    for term, number in sorted(counts.properties.items()):
        part = f"{dataset}#property-{_local(term)}"
        description.add(dataset, "void:propertyPartition", NamedNode(part))
        description.add(part, "void:property", NamedNode(term))
        description.add(part, "void:triples", _number(number))


def _subsets(description: _Statements, counts: Counts, quads: Iterable[Quad]) -> None:
    """One data set for each source, rule and set of links, the vocabulary and the codes; passages lie within."""
    sizes: Counter[str] = Counter()
    for graph, number in counts.graphs.items():
        sizes[_subset(graph)] += number
    structured = {quad.subject for quad in quads if quad.predicate == _DATA_SET_STRUCTURE}
    for subset, number in sorted(sizes.items()):
        description.add(names.DATASET, "void:subset", NamedNode(subset))
        description.add(subset, "rdf:type", NamedNode(VOID_DATASET))
        description.add(subset, "void:triples", _number(number))
        if NamedNode(subset) in structured:
            description.add(subset, "rdf:type", NamedNode(QB_DATA_SET))


def _subset(graph: str) -> str:
    """The data set that a named graph lies in."""
    for space in (names.SOURCE, names.DERIVED):
        if graph.startswith(space):
            return names.data_set(graph.removeprefix(space).partition("/")[0]).value
    return names.data_set({names.ONTOLOGY_GRAPH: "ontology", names.CODE_GRAPH: "codes"}.get(graph, _local(graph))).value


def _sources_of(quads: Iterable[Quad]) -> set[NamedNode]:
    return {quad.object for quad in quads if quad.predicate.value == IN_SOURCE and isinstance(quad.object, NamedNode)}


def _sources(description: _Statements, quads: Sequence[Quad]) -> None:
    sources = _sources_of(quads)
    description.add(names.DATASET, "prov:wasDerivedFrom", *sorted(sources, key=str))
    for quad in quads:
        if isinstance(quad.subject, NamedNode) and quad.subject in sources and isinstance(quad.object, Literal):
            if quad.predicate.value == PUBLISHED:
                description.add(quad.subject.value, "dct:issued", quad.object)
            elif quad.predicate == _LABEL:
                description.add(quad.subject.value, "rdfs:label", quad.object)


def _linksets(description: _Statements, quads: Iterable[Quad]) -> None:
    """Links to other datasets describe themselves in their own graphs (`kg.records.links`)."""
    described = list(quads)
    linksets = {quad.subject for quad in described if quad.object == _LINKSET}
    targets = {quad.object for quad in described if quad.subject in linksets and quad.predicate == _TARGET}
    for quad in described:
        if quad.subject in linksets | targets:
            description.quads.append(Quad(quad.subject, quad.predicate, quad.object))


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
