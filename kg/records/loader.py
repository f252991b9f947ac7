"""Checked records to quads, driven by the ontology: the only writer of triples besides the rules.

Every statement stands in the graph of its passage, together with what follows from it (super-classes,
super-properties). The passage describes itself in its own graph, and each record is `cr:statedIn` it. Members of a
class with a data structure (figures) belong to one data set for each source.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from pyoxigraph import Literal, NamedNode, Quad

from kg import names
from kg.rdf.terms import QB_DATA_SET, QB_STRUCTURE, RDF_TYPE, RDFS_LABEL, SKOS_PREF_LABEL, XSD_DATE
from kg.rdf.vocabulary import IN_SOURCE, KNOWN_FROM, PUBLISHED, STATED_IN, Vocabulary
from kg.records.interpret import Checked, Statement
from kg.text.language import CHINESE, ENGLISH
from kg.text.literals import last_day

# The names of the ontology this module must know, because they are about records, not about certification.
PASSAGE_CLASS = "Passage"
SECTION = names.node("cr:section")
QUOTE = names.node("cr:quote")

_TYPE = NamedNode(RDF_TYPE)
_LABEL = NamedNode(RDFS_LABEL)
_PREF_LABEL = NamedNode(SKOS_PREF_LABEL)
_DATA_SET = names.node("qb:dataSet")
_DATE = NamedNode(XSD_DATE)
_SLOT = re.compile(r"\{(\w+)\}")
#: What stands between the parts of a name, and the name of the figures of a source, by language in lower case.
_COMMA = {ENGLISH: ", ", CHINESE.lower(): "，"}
_FIGURES_OF = {ENGLISH: "Figures of {source}", CHINESE.lower(): "{source}的数据"}


def load(checked: Checked, vocabulary: Vocabulary) -> set[Quad]:
    """The quads of the records, the ontology and the code lists.

    `checked` must hold no problems; what it holds is written whole or not at all.
    """
    return stated(checked, vocabulary).union(_vocabulary(vocabulary))


def stated(checked: Checked, vocabulary: Vocabulary) -> set[Quad]:
    """The quads of the records alone."""
    quads = set(_passages(checked, vocabulary))
    for key, record in checked.definitions.items():
        kind = checked.classes[key]
        graph = NamedNode(record.passage.graph)
        for iri in (kind.iri, *kind.ancestors):
            quads.add(Quad(names.entity(key), _TYPE, NamedNode(iri), graph))
    stated_in = _with_ancestors(STATED_IN, vocabulary)
    for record in checked.records:
        graph = NamedNode(record.passage.graph)
        for predicate in stated_in:
            quads.add(Quad(names.entity(record.key), predicate, graph, graph))
        if record.quote is not None:
            quads.add(Quad(names.entity(record.key), QUOTE, Literal(record.quote), graph))
    for statement in checked.statements:
        graph = NamedNode(statement.record.passage.graph)
        for iri in (statement.property.iri, *statement.property.ancestors):
            quads.add(Quad(names.entity(statement.subject), NamedNode(iri), statement.value, graph))
    quads.update(_made_labels(checked, vocabulary))
    quads.update(_data_sets(checked))
    quads.update(_known_from(checked, vocabulary))
    return quads


def _with_ancestors(iri: str, vocabulary: Vocabulary) -> list[NamedNode]:
    term = vocabulary.property_of(iri)
    return [NamedNode(iri) for iri in (iri, *(term.ancestors if term is not None else ()))]


def _data_sets(checked: Checked) -> Iterator[Quad]:
    """Each member of a class with a data structure in the data set of its source, and each of these described."""
    labels = _labels(checked.statements)
    described: set[tuple[str, str]] = set()
    for key, kind in checked.classes.items():
        if kind.data_structure is None:
            continue
        passage = checked.definitions[key].passage
        yield Quad(names.entity(key), _DATA_SET, names.data_set(passage.source), NamedNode(passage.graph))
        described.add((passage.source, kind.data_structure))
    for source, structure in sorted(described):
        node, graph = names.data_set(source), names.passage(source)
        yield Quad(node, _TYPE, NamedNode(QB_DATA_SET), graph)
        yield Quad(node, NamedNode(QB_STRUCTURE), NamedNode(structure), graph)
        yield Quad(node, names.node("dct:source"), names.entity(source), graph)
        for language, title in {ENGLISH: source, **labels[source]}.items():
            if pattern := _FIGURES_OF.get(language):
                yield Quad(node, _LABEL, Literal(pattern.format(source=title), language=language), graph)


def _known_from(checked: Checked, vocabulary: Vocabulary) -> Iterator[Quad]:
    """For each dated source, the first day by which it was certainly published, in addition to its stated date."""
    sources = {passage.source for passage in checked.passages}
    if vocabulary.property_of(KNOWN_FROM) is None:
        return
    for statement in checked.statements:
        if statement.property.iri == PUBLISHED and statement.subject in sources:
            day = Literal(last_day(statement.value.value).isoformat(), datatype=_DATE)
            graph = NamedNode(statement.record.passage.graph)
            yield Quad(names.entity(statement.subject), NamedNode(KNOWN_FROM), day, graph)


def in_order(quads: Iterable[Quad]) -> list[Quad]:
    """The one order in which quads are written: by graph and subject, what a thing is and is called first."""
    return sorted(
        quads,
        key=lambda quad: (
            str(quad.graph_name),
            str(quad.subject),
            quad.predicate != _TYPE,
            quad.predicate != _LABEL,
            str(quad.predicate),
            str(quad.object),
        ),
    )


def _vocabulary(vocabulary: Vocabulary) -> Iterator[Quad]:
    for graph, triples in (
        (names.ONTOLOGY_GRAPH, vocabulary.ontology),
        (names.CODE_GRAPH, vocabulary.code_triples),
    ):
        for triple in triples:
            yield Quad(triple.subject, triple.predicate, triple.object, NamedNode(graph))
            if triple.predicate == _PREF_LABEL:
                yield Quad(triple.subject, _LABEL, triple.object, NamedNode(graph))


def _passages(checked: Checked, vocabulary: Vocabulary) -> Iterator[Quad]:
    kind = vocabulary.classes[PASSAGE_CLASS]
    titles = _labels(checked.statements)
    for passage in checked.passages:
        node = NamedNode(passage.graph)
        for iri in (kind.iri, *kind.ancestors):
            yield Quad(node, _TYPE, NamedNode(iri), node)
        for predicate in _with_ancestors(IN_SOURCE, vocabulary):
            yield Quad(node, predicate, names.entity(passage.source), node)
        title = titles[passage.source].get("en", passage.source)
        label = f"{title}, {passage.section}" if passage.section else title
        yield Quad(node, _LABEL, Literal(label, language="en"), node)
        if passage.section is not None:
            yield Quad(node, SECTION, Literal(passage.section), node)
        if passage.quote is not None:
            yield Quad(node, QUOTE, Literal(passage.quote), node)


def _labels(statements: Iterable[Statement]) -> Mapping[str, dict[str, str]]:
    """Entity key -> language -> name."""
    by_language: dict[str, dict[str, str]] = defaultdict(dict)
    for statement in statements:
        value = statement.value
        if statement.property.iri == _PREF_LABEL.value and isinstance(value, Literal) and value.language:
            by_language[statement.subject][value.language] = value.value
    return by_language


def _made_labels(checked: Checked, vocabulary: Vocabulary) -> Iterator[Quad]:
    """Names after their class's pattern, in each language of the texts, for entities whose record gives none (figures
    above all)."""
    given = _labels(checked.statements)
    unnamed = {
        key: kind.label_pattern
        for key, kind in checked.classes.items()
        if kind.label_pattern is not None and ENGLISH not in given[key]
    }
    values: dict[str, dict[str, list[NamedNode | Literal]]] = defaultdict(lambda: defaultdict(list))
    for statement in sorted(checked.statements, key=lambda statement: statement.where):
        if statement.subject in unnamed and statement.value.value != statement.property.default:
            values[statement.subject][statement.property.key].append(statement.value)
    for key, pattern in unnamed.items():
        parts = [value for slot in _SLOT.findall(pattern) for value in values[key][slot]]
        graph = NamedNode(checked.definitions[key].passage.graph)
        in_english = [_name(value, given, vocabulary, ENGLISH) for value in parts]
        for language, comma in _COMMA.items():
            own = [_name(value, given, vocabulary, language) for value in parts]
            if language not in given[key] and (language == ENGLISH or own != in_english):
                for predicate in (_LABEL, _PREF_LABEL):
                    yield Quad(names.entity(key), predicate, Literal(comma.join(own) or key, language=language), graph)


def _name(
    value: NamedNode | Literal, given: Mapping[str, dict[str, str]], vocabulary: Vocabulary, language: str
) -> str:
    """The name of a value in a language, else in English."""
    if isinstance(value, Literal):
        return value.value
    labels = vocabulary.labels.get(value.value) or given[value.value.removeprefix(names.ID)]
    return labels.get(language) or labels.get(ENGLISH, names.short(value.value))
