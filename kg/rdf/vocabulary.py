"""The ontology and the code lists, read once: classes, properties, ranges, labels and what a record may say.

The ontology is the schema. This module turns ``ontology/*.ttl`` into look-up tables; it knows the words the
ontology uses to describe itself (schema:domainIncludes, cr:codeList …) and no word of certification.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from kg import names
from kg.errors import DataError, Problem, Where
from kg.rdf.terms import (
    OWL_CLASS,
    RDF_LANG_STRING,
    RDF_TYPE,
    RDFS_LABEL,
    RDFS_SUBCLASS_OF,
    RDFS_SUBPROPERTY_OF,
    SKOS_ALT_LABEL,
    SKOS_CONCEPT_SCHEME,
    SKOS_IN_SCHEME,
    SKOS_NOTATION,
    SKOS_PREF_LABEL,
)

_DOMAIN = names.expand("schema:domainIncludes")
_RANGE = names.expand("schema:rangeIncludes")
_DEPRECATED = names.expand("owl:deprecated")
_REPLACED_BY = names.expand("dct:isReplacedBy")
_FUNCTIONAL = names.expand("owl:FunctionalProperty")
_ANNOTATION = names.expand("owl:AnnotationProperty")
_PROPERTY_TYPES = frozenset(names.expand(f"owl:{kind}Property") for kind in ("Object", "Datatype", "Annotation"))
_LITERAL_SPACES = (names.PREFIXES["xsd"], names.PREFIXES["edtf"], RDF_LANG_STRING)

#: How the ontology describes itself to this package; see the annotation properties in certreg.ttl.
RECORD_KEY = names.expand("cr:recordKey")
CODE_LIST = names.expand("cr:codeList")
LABEL_PATTERN = names.expand("cr:labelPattern")
NODE_GROUP = names.expand("cr:nodeGroup")
ACYCLIC = names.expand("cr:acyclic")
REQUIRES = names.expand("cr:requires")
DERIVED_ONLY = names.expand("cr:derivedOnly")
ONE_PER_LANGUAGE = names.expand("cr:onePerLanguage")
ABSTRACT = names.expand("cr:abstract")
SINGLE_VALUED = names.expand("cr:singleValued")
DEFAULT = names.expand("cr:default")
COLUMN_KEY = names.expand("cr:columnKey")
KEY_PATTERN = names.expand("cr:keyPattern")
DATA_STRUCTURE = names.expand("cr:dataStructure")
#: The class of a code that a record adds to one of the lists in `OPEN_LIST`.
CONCEPT = names.expand("cr:Concept")
OPEN_LIST = "open-list"
#: The property that ties a passage to its source; its range says what a source is.
IN_SOURCE = names.expand("cr:inSource")
#: The property that ties an entity to the passages that state something of it.
STATED_IN = names.expand("cr:statedIn")
#: The properties of a source that say when it was published, as it says so itself and as a day.
PUBLISHED = names.expand("cr:issuedOn")
KNOWN_FROM = names.expand("cr:knownFrom")
#: The property of a source that says how its records were checked.
CHECKED = names.expand("cr:checked")

#: The files that make up the graph <ns>; shapes are for validation only, codes have a graph of their own.
ONTOLOGY_FILES = ("certreg.ttl", "notes.ttl", "alignments.ttl", "cube.ttl")
#: Not every ontology has notes on terms of others, and figures.
_OPTIONAL = ("notes.ttl", "cube.ttl")
CODE_FILE = "codes.ttl"


@dataclass(frozen=True, slots=True)
class Term:
    """A class or property: its IRI, the key records use, its labels by language, all its ancestors' IRIs."""

    iri: str
    key: str
    labels: Mapping[str, str]
    ancestors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClassTerm(Term):
    label_pattern: str | None
    #: how the key of a member is made where a table gives none
    key_pattern: str | None
    #: the structure (IRI) of the data sets that members belong to, one data set a source
    data_structure: str | None
    group: str | None
    derived_only: bool
    abstract: bool


@dataclass(frozen=True, slots=True)
class PropertyTerm(Term):
    #: classes (IRIs) whose members may carry it; empty: any
    domain: frozenset[str]
    #: classes (IRIs) its values may be members of
    ranges: frozenset[str]
    #: datatypes (IRIs) its values may have
    datatypes: frozenset[str]
    #: keys of the code lists its values may come from
    code_lists: tuple[str, ...]
    functional: bool
    #: names and other words of the curators, as against claims that a passage must bear out
    annotation: bool
    acyclic: bool
    requires: frozenset[str]
    derived_only: bool
    #: records use a property below it instead
    abstract: bool
    #: IRI of the value that a record has where it states none
    default: str | None
    #: what a table may call its column, besides `key`
    column: str | None

    @property
    def links(self) -> bool:
        """Whether values are entities or codes rather than literals."""
        return bool(self.ranges or self.code_lists) or not self.datatypes


@dataclass(frozen=True, slots=True)
class Code:
    iri: str
    list: str
    key: str
    labels: Mapping[str, str]
    #: the labels and other names
    names: tuple[str, ...] = ()
    #: IRIs of the codes to use instead of a retired one; empty for a code in use
    replaced_by: tuple[str, ...] = ()
    #: IRI of a property -> IRI of the value that an entity with this code has where it states none
    implied: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Vocabulary:
    """What `read` returns: tables by key, and the triples they were read from."""

    classes: Mapping[str, ClassTerm]
    properties: Mapping[str, PropertyTerm]
    #: code list key -> member key -> code
    codes: Mapping[str, Mapping[str, Code]]
    #: IRI -> language -> label, for classes, properties and codes
    labels: Mapping[str, Mapping[str, str]]
    ontology: tuple[Triple, ...]
    code_triples: tuple[Triple, ...]

    def class_of(self, iri: str) -> ClassTerm | None:
        """The class of the ontology with this IRI, if there is one."""
        return self.classes.get(iri.removeprefix(names.NS)) if iri.startswith(names.NS) else None

    def property_of(self, iri: str) -> PropertyTerm | None:
        """The property with this IRI, if records may use it."""
        return self._by_iri.get(iri)

    def code_of(self, iri: str) -> Code | None:
        """The code with this IRI."""
        return self._codes_by_iri.get(iri)

    def instead_of(self, code: Code, kind: ClassTerm | None) -> list[tuple[str, str]]:
        """What records of a class state instead of a retired code: (key of a property, key of a code) for each part."""
        replacements: list[tuple[str, str]] = []
        successors = [other for other in map(self.code_of, code.replaced_by) if other is not None]
        for successor in sorted(successors, key=lambda other: (other.list != code.list, other.iri)):
            usable = [term for term in self.properties.values() if successor.list in term.code_lists]
            fitting = [term for term in usable if kind is None or not term.domain or fits(kind, term.domain)]
            replacements.append((min((term.key for term in fitting or usable), default=successor.list), successor.key))
        return replacements

    def below(self, term: PropertyTerm, kind: ClassTerm | None) -> list[str]:
        """The keys of the properties that records of a class use instead of an abstract one."""
        result = [
            other
            for other in self.properties.values()
            if term.iri in other.ancestors and not other.abstract and not other.derived_only
        ]
        fitting = [other for other in result if kind is None or not other.domain or fits(kind, other.domain)]
        return sorted(other.key for other in fitting or result)

    @cached_property
    def open_lists(self) -> frozenset[str]:
        """The keys of the code lists to which a record may add a code."""
        return frozenset(self.codes.get(OPEN_LIST, ()))

    @cached_property
    def open_names(self) -> Mapping[str, Code]:
        """Name in lower case, in any language, or key -> the code of an open list so called."""
        codes = [code for key in sorted(self.open_lists) for code in self.codes[key].values() if not code.replaced_by]
        return {name.lower(): code for code in codes for name in (*code.names, code.key)}

    @cached_property
    def _codes_by_iri(self) -> Mapping[str, Code]:
        return {code.iri: code for members in self.codes.values() for code in members.values()}

    @cached_property
    def _by_iri(self) -> Mapping[str, PropertyTerm]:
        return {term.iri: term for term in self.properties.values()}


#: Classes that stand for "anything" where they are a property's range or domain.
ANYTHING = frozenset({names.expand("owl:Thing"), names.expand("rdfs:Resource")})


def fits(kind: ClassTerm, allowed: Iterable[str]) -> bool:
    """Whether a class is one of the allowed ones (IRIs) or stands under one."""
    wanted = frozenset(allowed)
    return kind.iri in wanted or not wanted.isdisjoint(kind.ancestors) or not wanted.isdisjoint(ANYTHING)


def read(folder: Path) -> Vocabulary:
    """Read the ontology and code lists of a folder.

    The files of notes and of the data cube may be missing.
    Raises DataError when another file is missing, is not Turtle, or holds blank nodes (whose names change from run
    to run, and with them the bytes of a build).
    """
    files = [folder / name for name in ONTOLOGY_FILES]
    ontology = [triple for path in files if path.name not in _OPTIONAL or path.is_file() for triple in _triples(path)]
    codes = _triples(folder / CODE_FILE)
    index = _Index([*ontology, *codes])
    classes = {term.key: term for term in _classes(index)}
    properties: dict[str, PropertyTerm] = {}
    for term in _properties(index):
        other = properties.setdefault(term.key, term)
        if other is not term:
            message = f'the record key "{term.key}" belongs to both {other.iri} and {term.iri}'
            raise DataError([Problem(Where.of(folder / ONTOLOGY_FILES[0]), message)])
    return Vocabulary(
        classes=classes,
        properties=properties,
        codes=_codes(index, folder / CODE_FILE, properties.values()),
        labels={subject: labels for subject in index.subjects() if (labels := index.labels(subject))},
        ontology=tuple(ontology),
        code_triples=tuple(codes),
    )


def _triples(path: Path) -> list[Triple]:
    try:
        quads: list[Quad] = list(parse(path=path, format=RdfFormat.TURTLE))
    except (OSError, SyntaxError, ValueError) as fault:
        line = getattr(fault, "lineno", None) or 0
        raise DataError([Problem(Where.of(path, line), f"not readable as Turtle: {fault}")]) from fault
    for quad in quads:
        if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode):
            message = f"a blank node as subject or value of {quad.predicate}; give it an IRI"
            raise DataError([Problem(Where.of(path), message)])
    return [quad.triple for quad in quads]


class _Index:
    """Subject -> predicate -> objects, with the few questions asked of it here."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._table: dict[str, dict[str, list[NamedNode | Literal]]] = defaultdict(lambda: defaultdict(list))
        for triple in triples:
            if isinstance(triple.subject, NamedNode) and isinstance(triple.object, NamedNode | Literal):
                self._table[triple.subject.value][triple.predicate.value].append(triple.object)

    def subjects(self) -> list[str]:
        return list(self._table)

    def about(self, subject: str) -> dict[str, list[NamedNode | Literal]]:
        """Predicate -> objects of a subject; some may be empty."""
        return self._table[subject]

    def values(self, subject: str, predicate: str) -> list[str]:
        return [term.value for term in self._table[subject][predicate]] if subject in self._table else []

    def one(self, subject: str, predicate: str) -> str | None:
        return next(iter(self.values(subject, predicate)), None)

    def true(self, subject: str, predicate: str) -> bool:
        return "true" in self.values(subject, predicate)

    def labels(self, subject: str) -> dict[str, str]:
        return {
            term.language: term.value
            for predicate in (RDFS_LABEL, SKOS_PREF_LABEL)
            for term in self._table[subject][predicate]
            if isinstance(term, Literal) and term.language
        }

    def ancestors(self, subject: str, predicate: str) -> tuple[str, ...]:
        """All that is reached over `predicate`, sorted, without the subject itself."""
        result: set[str] = set()
        waiting = self.values(subject, predicate)
        while waiting:
            iri = waiting.pop()
            if iri not in result and iri != subject:
                result.add(iri)
                waiting.extend(self.values(iri, predicate))
        return tuple(sorted(result))


def _classes(index: _Index) -> Iterable[ClassTerm]:
    for iri in index.subjects():
        if iri.startswith(names.NS) and OWL_CLASS in index.values(iri, RDF_TYPE):
            yield ClassTerm(
                iri=iri,
                key=iri.removeprefix(names.NS),
                labels=index.labels(iri),
                ancestors=index.ancestors(iri, RDFS_SUBCLASS_OF),
                label_pattern=index.one(iri, LABEL_PATTERN),
                key_pattern=index.one(iri, KEY_PATTERN),
                data_structure=_inherited(index, iri, DATA_STRUCTURE),
                group=_inherited(index, iri, NODE_GROUP),
                derived_only=index.true(iri, DERIVED_ONLY),
                abstract=index.true(iri, ABSTRACT),
            )


def _inherited(index: _Index, iri: str, annotation: str) -> str | None:
    """The nearest value of an annotation on the way up."""
    level, seen = [iri], {iri}
    while level:
        for candidate in level:
            if value := index.one(candidate, annotation):
                return value
        level = sorted({parent for candidate in level for parent in index.values(candidate, RDFS_SUBCLASS_OF)} - seen)
        seen.update(level)
    return None


def _properties(index: _Index) -> Iterable[PropertyTerm]:
    for iri in index.subjects():
        types = index.values(iri, RDF_TYPE)
        key = index.one(iri, RECORD_KEY) or (iri.removeprefix(names.NS) if iri.startswith(names.NS) else None)
        ranges = index.values(iri, _RANGE)
        code_lists = index.values(iri, CODE_LIST)
        if key is None or not _PROPERTY_TYPES.intersection(types) or not (ranges or code_lists):
            continue  # a property that describes the ontology itself, or one no record may use
        datatypes = frozenset(value for value in ranges if value.startswith(_LITERAL_SPACES))
        yield PropertyTerm(
            iri=iri,
            key=key,
            labels=index.labels(iri),
            ancestors=index.ancestors(iri, RDFS_SUBPROPERTY_OF),
            domain=frozenset(index.values(iri, _DOMAIN)),
            ranges=frozenset(ranges) - datatypes,
            datatypes=datatypes,
            code_lists=tuple(sorted(value.removeprefix(names.CODE) for value in code_lists)),
            functional=_FUNCTIONAL in types or index.true(iri, ONE_PER_LANGUAGE) or index.true(iri, SINGLE_VALUED),
            annotation=_ANNOTATION in types,
            acyclic=index.true(iri, ACYCLIC),
            requires=frozenset(index.values(iri, REQUIRES)),
            derived_only=index.true(iri, DERIVED_ONLY),
            abstract=index.true(iri, ABSTRACT),
            default=index.one(iri, DEFAULT),
            column=index.one(iri, COLUMN_KEY),
        )


def _codes(index: _Index, path: Path, properties: Iterable[PropertyTerm]) -> dict[str, dict[str, Code]]:
    single = [term.iri for term in properties if term.functional and term.links and term.iri != SKOS_IN_SCHEME]
    lists: dict[str, dict[str, Code]] = {}
    for iri in index.subjects():
        if SKOS_CONCEPT_SCHEME in index.values(iri, RDF_TYPE) and iri.startswith(names.CODE):
            lists.setdefault(iri.removeprefix(names.CODE), {})
    for iri in index.subjects():
        about = index.about(iri)
        for scheme in index.values(iri, SKOS_IN_SCHEME):
            members = lists.setdefault(scheme.removeprefix(names.CODE), {})
            key = index.one(iri, SKOS_NOTATION) or iri.rsplit("/", 1)[-1]
            code = Code(
                iri,
                scheme.removeprefix(names.CODE),
                key,
                index.labels(iri),
                (*index.labels(iri).values(), *index.values(iri, SKOS_ALT_LABEL)),
                tuple(sorted(index.values(iri, _REPLACED_BY))) if index.true(iri, _DEPRECATED) else (),
                {predicate: values[0].value for predicate in single if (values := about.get(predicate))},
            )
            other = members.setdefault(key, code)
            if other.iri != iri:
                message = f'the code "{key}" of {names.short(scheme)} belongs to both {other.iri} and {iri}'
                raise DataError([Problem(Where.of(path), message)])
    return lists
