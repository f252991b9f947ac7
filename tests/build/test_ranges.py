"""Each property has a shape made from the ontology; a value of another kind breaks it, and each kind allowed passes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import pyshacl
import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize
from rdflib import Graph

from kg import names, shipped
from kg.build import ranges, shacl
from kg.rdf import vocabulary
from kg.rdf.vocabulary import ANYTHING, PropertyTerm

VOCABULARY = vocabulary.read(shipped.ONTOLOGY)
#: All but the properties of codes.
PROPERTIES = {key: term for key, term in VOCABULARY.properties.items() if key not in ("standsFor", "inScheme")}
#: skos:altLabel has no code list or class; cr:acronym, below it, takes plain text.
BELOW = {"altLabel": "xsd:string"}
TYPE, IN_SCHEME = names.node("rdf:type"), names.node("skos:inScheme")


def _literal(datatype: str) -> Literal:
    if datatype == names.expand("rdf:langString"):
        return Literal("text", language="en")
    text = {"date": "2021-12-31", "gYearMonth": "2021-12", "EDTF": "2021-01-01/2021-06-30", "duration": "P1Y"}
    return Literal(text.get(names.curie(datatype).partition(":")[2], "2021"), datatype=NamedNode(datatype))


def _of_class(iri: str) -> NamedNode:
    return names.entity("a-" + iri.rpartition("#")[2].rpartition("/")[2].lower())


def _right(term: PropertyTerm) -> list[NamedNode | Literal]:
    """One value of each kind that the ontology allows."""
    codes = [next(iter(VOCABULARY.codes[key].values())).iri for key in term.code_lists]
    datatypes = {*term.datatypes, *(names.expand(BELOW[term.key]) for _ in range(term.key in BELOW))}
    return [
        *(_of_class(iri) for iri in sorted(term.ranges - ANYTHING)),
        *(NamedNode(iri) for iri in codes),
        *(_literal(datatype) for datatype in sorted(datatypes)),
    ]


def _wrong(term: PropertyTerm) -> list[tuple[NamedNode | Literal, str]]:
    """Values of other kinds, each with what the finding says that it is."""
    wrong: list[tuple[NamedNode | Literal, str]] = []
    if not term.datatypes:
        wrong.append((_literal(names.expand("xsd:integer")), names.expand("xsd:integer")))
    else:
        wrong.append((_literal(names.expand("xsd:double")), names.expand("xsd:double")))
    if ANYTHING.isdisjoint(term.ranges):
        other = next(iter(VOCABULARY.codes[_other_list(term)].values()))
        wrong.append((NamedNode(other.iri), names.CODE + other.list))
        wrong.append((names.entity("a-nothing"), names.expand("prov:Bundle")))
    return wrong


def _other_list(term: PropertyTerm) -> str:
    return next(key for key in sorted(VOCABULARY.codes) if VOCABULARY.codes[key] and key not in term.code_lists)


def _things() -> list[Triple]:
    """One thing of each class that is a range, and one of none."""
    kinds = {iri for term in VOCABULARY.properties.values() for iri in term.ranges - ANYTHING}
    things = [Triple(_of_class(iri), TYPE, NamedNode(iri)) for iri in sorted(kinds)]
    return [*things, Triple(names.entity("a-nothing"), TYPE, names.node("prov:Bundle"))]


@pytest.fixture(scope="module")
def findings() -> dict[str, set[tuple[str, tuple[str, ...]]]]:
    """Key of a property -> value and kinds of each finding, of one run over all wrong and right values."""
    stated = [
        Triple(names.entity(f"subject-{number}"), NamedNode(term.iri), value)
        for number, term in enumerate(PROPERTIES.values())
        for value in [*_right(term), *(value for value, _ in _wrong(term))]
    ]
    subjects = {f"{names.ID}subject-{number}": key for number, key in enumerate(PROPERTIES)}
    broken = shacl.broken([*VOCABULARY.ontology, *VOCABULARY.code_triples, *_things(), *stated], _shapes())
    by_key: dict[str, set[tuple[str, tuple[str, ...]]]] = defaultdict(set)
    for one in broken:
        if one.focus in subjects:
            assert VOCABULARY.properties[subjects[one.focus]].iri == one.path
            by_key[subjects[one.focus]].add((one.value, one.kinds))
    return by_key


def _shapes() -> list[Triple]:
    return list(ranges.shapes(VOCABULARY))


@pytest.mark.parametrize("key", PROPERTIES)
def test_only_values_of_other_kinds_break_the_range(key: str, findings) -> None:
    assert findings[key] == {(value.value, (kind,)) for value, kind in _wrong(VOCABULARY.properties[key])}


def test_each_property_has_one_shape_with_a_message_in_the_words_of_records() -> None:
    messages = {
        triple.subject.value.rpartition("#")[2]: triple.object.value
        for triple in _shapes()
        if triple.predicate.value == ranges.SHACL + "message"
    }
    assert sorted(messages) == sorted(f"{key}Range" for key in PROPERTIES)
    assert messages["jurisdictionRange"] == "expected Place"
    assert messages["refAreaRange"] == "expected Place, a code of province"
    assert messages["knownFromRange"] == "expected a date (2021-12-31)"


def test_the_shapes_are_valid_shacl() -> None:
    short = {key: dict(list(codes.items())[:2]) for key, codes in VOCABULARY.codes.items()}  # lists take long
    keys = ("concerns", "obligation", "measures", "issuedOn", "party", "refArea", "label")
    vocabulary = replace(VOCABULARY, codes=short, properties={key: VOCABULARY.properties[key] for key in keys})
    text = serialize(ranges.shapes(vocabulary), format=RdfFormat.TURTLE)
    conforms, _, report = pyshacl.validate(Graph(), shacl_graph=Graph().parse(data=text), meta_shacl=True)
    assert conforms, report


def test_no_range_of_the_ontology_is_repeated_by_hand() -> None:
    """ontology/shapes.ttl may narrow a range for one class; a constraint that says the same again would drift."""
    shapes = Graph().parse(shipped.ONTOLOGY / "shapes.ttl")
    assert not list(shapes.objects(None, _sh("datatype")))
    for shape, kind in shapes.subject_objects(_sh("class")):
        term = VOCABULARY.property_of(str(shapes.value(shape, _sh("path"))))
        assert term is None or term.ranges != {str(kind)} or term.code_lists, term


def _sh(local: str):
    from rdflib.namespace import SH

    return SH[local]
