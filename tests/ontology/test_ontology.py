"""The ontology contradicts nothing, documents every term, mentions none that is not there, and has no dead terms."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import owlrl
import pytest
from owlrl.Namespaces import ERRNS
from pyoxigraph import RdfFormat, serialize
from rdflib import OWL, RDF, RDFS, SKOS, BNode, Graph, Namespace, URIRef

from kg.records import assemble, sssom_reader

ROOT = Path(__file__).parents[2]
ONTOLOGY = ROOT / "ontology"
CR = Namespace("https://w3id.org/certreg/ns#")
CODE = Namespace("https://w3id.org/certreg/code/")
SCHEMA = Namespace("https://schema.org/")
VS = Namespace("http://www.w3.org/2003/06/sw-vocab-status/ns#")
KINDS = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)

CERTREG = Graph().parse(ONTOLOGY / "certreg.ttl").parse(ONTOLOGY / "notes.ttl")
VOCABULARY = CERTREG + Graph().parse(ONTOLOGY / "alignments.ttl").parse(ONTOLOGY / "codes.ttl")
VOCABULARY.parse(ONTOLOGY / "cube.ttl")
AXIOMS = Graph().parse(Path(__file__).with_name("axioms.ttl"))
SPARQL_FILES = sorted([*ONTOLOGY.glob("rules/*.rq"), *ROOT.glob("queries/**/*.rq")])

_PREFIX = re.compile(r"^\s*PREFIX\s+([\w-]*):\s*<([^>]*)>", re.IGNORECASE | re.MULTILINE)
_NOT_TERMS = re.compile(r'^\s*#.*$|"(?:[^"\\]|\\.)*"', re.MULTILINE)
_IRI_OR_NAME = re.compile(r"<([^>\s]*)>|(?<![\w?$:])([A-Za-z][\w-]*):([A-Za-z][\w-]*)")


def _terms() -> list[URIRef]:
    """The terms that are ours to document: those of our namespace, and those of others that records may use."""
    declared = set(CERTREG.subjects(RDF.type, OWL.Class)) | {
        term for kind in KINDS for term in CERTREG.subjects(RDF.type, kind)
    }
    return sorted(term for term in declared if term in CR or (term, CR.recordKey, None) in CERTREG)


def _describes_the_ontology(term: URIRef) -> bool:
    """Whether a term is for the ontology itself (cr:recordKey …), so that no record, and no question, uses it."""
    return (term, RDF.type, OWL.AnnotationProperty) in CERTREG and (term, SCHEMA.rangeIncludes, None) not in CERTREG


def _mentioned(text: str) -> set[str]:
    """The IRIs a SPARQL text uses, outside its comments and strings."""
    prefixes = dict(_PREFIX.findall(text))
    body = _NOT_TERMS.sub(" ", _PREFIX.sub("", text))
    return {iri or prefixes.get(prefix, prefix + ":") + name for iri, prefix, name in _IRI_OR_NAME.findall(body)}


def _in_queries(files: Iterable[Path] = SPARQL_FILES) -> dict[str, set[str]]:
    """IRI -> the files that use it."""
    found: dict[str, set[str]] = {}
    for path in files:
        for iri in _mentioned(path.read_text("utf-8")):
            found.setdefault(iri, set()).add(str(path.relative_to(ROOT)))
    return found


def _contradictions(graph: Graph) -> list[str]:
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    errors = [str(error) for error in graph.objects(None, ERRNS.error)]
    return errors + [f"{member} is in owl:Nothing" for member in graph.subjects(RDF.type, OWL.Nothing)]


def _terms_alone() -> Graph:
    """The classes and properties without the code lists, which contradict nothing and take a reasoner long."""
    return CERTREG + Graph().parse(ONTOLOGY / "alignments.ttl")


def test_ontology_with_a_record_of_every_class_is_consistent() -> None:
    assert not _contradictions(_terms_alone().parse(ROOT / "tests" / "shapes" / "sound.ttl"))


@pytest.mark.ci
def test_shipped_graph_is_consistent_with_the_ontology_and_the_axioms_of_others() -> None:
    """OWL 2 RL over the whole build; tests/ontology/test_axioms.py reasons over the same with the rules it needs."""
    triples = (quad.triple for quad in assemble.assemble().quads())
    graph = Graph().parse(data=serialize(triples, format=RdfFormat.N_TRIPLES), format="nt")
    assert len(graph) > len(VOCABULARY)
    assert not _contradictions(graph + AXIOMS)


#: Each about things of its own, so that one run of the reasoner tells which were found.
WRONG = {
    "accredits-and-tests": "id:a a cr:AccreditationBody, cr:TestingLaboratory .",
    "deed-and-doer": "id:b a cr:Reform, cr:RegulatoryAgency .",
    "deed-and-plan": "id:c a cr:Campaign, cr:CertificationScheme .",
    "event-as-party": "id:agreement cr:party id:d . id:d a cr:Event .",
    "part-of-itself": "id:e cr:partOf id:e .",
    "below-each-other": "id:f cr:subOrganisationOf id:g . id:g cr:subOrganisationOf id:f .",
    "partner-of-itself": "id:h cr:partnerOf id:h .",
}


@pytest.fixture(scope="module")
def contradictions() -> list[str]:
    prefixes = f"@prefix cr: <{CR}> . @prefix id: <https://w3id.org/certreg/id/> . "
    wrong = Graph().parse(data=prefixes + " ".join(WRONG.values()), format="turtle")
    return _contradictions(_terms_alone() + AXIOMS + wrong)


@pytest.mark.parametrize("name", WRONG)
def test_contradiction_is_found(contradictions: list[str], name: str) -> None:
    things = [f"https://w3id.org/certreg/id/{key}" for key in re.findall(r"id:(\w)\b", WRONG[name])]
    assert [error for error in contradictions if any(re.search(rf"{thing}\b", error) for thing in things)]


@pytest.mark.parametrize("term", _terms())
def test_term_is_documented(term: URIRef) -> None:
    languages = {label.language for label in CERTREG.objects(term, RDFS.label)}
    assert {"en", "zh-Hans"} <= languages
    ours = term in CR
    for predicate in (SKOS.definition if ours else SKOS.scopeNote, SKOS.example):
        given = [text.language for text in CERTREG.objects(term, predicate)]
        assert {"en"} <= set(given) <= {"en", "zh-Hans"}, predicate
        assert len(given) == len(set(given)), f"{predicate}: one text in each language"
    if ours:
        assert CERTREG.value(term, RDFS.isDefinedBy) == URIRef("https://w3id.org/certreg/ns")
        assert str(CERTREG.value(term, VS.term_status)) in ("stable", "unstable")
    if str(CERTREG.value(term, VS.term_status)) == "unstable":
        assert CERTREG.value(term, SKOS.editorialNote), "name what will use it"


def test_terms_of_others_are_not_redefined() -> None:
    """What they mean and what follows from them is said in their own documents (issue 13, point 4)."""
    ours = (str(CR), "https://w3id.org/certreg/")
    claims = (RDFS.isDefinedBy, SKOS.definition, RDFS.domain, OWL.disjointWith, OWL.equivalentClass, VS.term_status)
    for predicate in claims:
        claimed = {term for term in VOCABULARY.subjects(predicate) if not str(term).startswith(ours[1])}
        assert claimed == set(), predicate
    functional = set(VOCABULARY.subjects(RDF.type, OWL.FunctionalProperty))
    assert {str(term) for term in functional if not str(term).startswith(ours[1])} == set()
    for name in ("certreg.ttl", "codes.ttl"):
        for subject in set(Graph().parse(ONTOLOGY / name).subjects(SKOS.definition)):
            assert str(subject).startswith(ours[1]), f"{subject} in {name}"


def test_terms_of_a_query_are_found_outside_its_comments_and_strings() -> None:
    text = """#+ summary: cr:inComment
PREFIX cr: <https://w3id.org/certreg/ns#>
SELECT ?x WHERE { ?x cr:party ?_agency ; a <https://w3id.org/certreg/ns#Agreement> . FILTER (?x != "cr:inString") }
"""
    assert _mentioned(text) == {CR + "party", CR + "Agreement"}


def test_no_two_terms_share_a_label_or_a_definition() -> None:
    for predicate in (RDFS.label, SKOS.definition):
        for kinds in ([OWL.Class], KINDS):
            terms = [term for term in _terms() if any((term, RDF.type, kind) in CERTREG for kind in kinds)]
            texts = [text for term in terms for text in CERTREG.objects(term, predicate)]
            assert len(texts) == len(set(texts)), sorted(text for text in texts if texts.count(text) > 1)


def test_no_term_is_mentioned_that_is_not_declared() -> None:
    declared = set(map(str, _terms()))
    for name in ("certreg.ttl", "notes.ttl", "cube.ttl", "alignments.ttl", "codes.ttl", "shapes.ttl"):
        graph = Graph().parse(ONTOLOGY / name)
        used = {str(term) for triple in graph for term in triple if isinstance(term, URIRef) and term in CR}
        assert not used - declared, name
    for iri, files in _in_queries().items():
        assert not iri.startswith(CR) or iri in declared, f"{iri} in {sorted(files)}"


def test_no_code_is_mentioned_that_is_not_in_a_list() -> None:
    codes = set(map(str, VOCABULARY.subjects(RDF.type, SKOS.Concept)))
    lists = set(map(str, VOCABULARY.subjects(RDF.type, SKOS.ConceptScheme)))
    shapes = Graph().parse(ONTOLOGY / "shapes.ttl")
    used = {str(term) for graph in (CERTREG, shapes) for triple in graph for term in triple} | set(_in_queries())
    assert not {iri for iri in used if iri.startswith(CODE) and iri != str(CODE)} - codes - lists


def test_what_terms_stand_under_and_range_over_is_declared() -> None:
    declared = {term for kind in (OWL.Class, *KINDS) for term in CERTREG.subjects(RDF.type, kind)}
    for term in _terms():
        for predicate in (
            RDFS.subClassOf,
            RDFS.subPropertyOf,
            RDFS.domain,
            RDFS.range,
            SCHEMA.domainIncludes,
            SCHEMA.rangeIncludes,
            OWL.disjointWith,
            CR.requires,
        ):
            for value in CERTREG.objects(term, predicate):
                known = value in declared or str(value).startswith(
                    (str(OWL), str(RDF), str(RDFS), "http://www.w3.org/2001/XMLSchema#", "http://id.loc.gov/datatypes/")
                )
                assert known, f"{term} {predicate} {value}"


def test_property_is_of_one_kind_and_so_are_its_super_properties() -> None:
    def kinds(term: object) -> list[URIRef]:
        return [kind for kind in KINDS if (term, RDF.type, kind) in CERTREG]

    for term in {term for kind in KINDS for term in CERTREG.subjects(RDF.type, kind)}:
        assert len(kinds(term)) == 1, term
        for parent in CERTREG.objects(term, RDFS.subPropertyOf):
            assert parent == RDFS.label or kinds(parent) == kinds(term), f"{term} under {parent}"


def test_property_says_what_its_values_are() -> None:
    for term in _terms():
        if (term, RDF.type, OWL.Class) in CERTREG or _describes_the_ontology(term):
            continue
        ranges = set(CERTREG.objects(term, SCHEMA.rangeIncludes))
        literal = any(
            str(value).startswith(("http://www.w3.org/2001/XMLSchema#", str(RDF.langString))) for value in ranges
        )
        links = bool(set(CERTREG.objects(term, CR.codeList))) or (bool(ranges) and not literal)
        assert literal != links, f"{term}: either literals, or entities and codes"
        assert links == ((term, RDF.type, OWL.ObjectProperty) in CERTREG), term


def test_every_object_property_of_ours_has_a_range() -> None:
    for term in set(CERTREG.subjects(RDF.type, OWL.ObjectProperty)):
        assert term not in CR or CERTREG.value(term, RDFS.range), term


def test_files_hold_no_blank_nodes() -> None:
    """Their names change from run to run, and with them the bytes of a build."""
    assert not [triple for triple in VOCABULARY for term in triple if isinstance(term, BNode)]


@pytest.mark.parametrize("term", _terms())
def test_term_is_used(term: URIRef) -> None:
    if str(CERTREG.value(term, VS.term_status)) == "unstable":
        return
    if _describes_the_ontology(term):
        assert (None, term, None) in CERTREG, "no term of the ontology uses it"
    else:
        assert str(term) in _in_queries(), "no question, check or rule uses it"


def test_a_link_of_a_class_is_stated_once() -> None:
    """In data/links/classes-*.sssom.tsv with how it was checked, or in alignments.ttl; not in both."""
    alignments = Graph().parse(ONTOLOGY / "alignments.ttl")
    stated = {(str(subject), str(value)) for subject, value in alignments.subject_objects()}
    for path in sorted((ROOT / "data" / "links").glob("classes-*.sssom.tsv")):
        mappings = sssom_reader.read(path)
        for row in mappings.rows:
            assert (mappings.iri(row["subject_id"]), mappings.iri(row["object_id"])) not in stated, row["subject_id"]
