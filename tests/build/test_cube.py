"""The 21 integrity constraints of the RDF Data Cube recommendation (W3C 2014, section 11) hold on a build.

Each is written here as a query that finds what breaks it, over the union of all graphs. Each has been red once, on a
small sound cube with one fault in it.
"""

from __future__ import annotations

import pytest
from pyoxigraph import RdfFormat, parse

from kg.records import assemble
from kg.store.oxigraph import OxigraphGraph

PREFIXES = """
PREFIX : <https://example.org/>
PREFIX qb: <http://purl.org/linked-data/cube#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
#: The properties of the structure of an observation's data set.
OF_STRUCTURE = "?obs qb:dataSet/qb:structure/qb:component/qb:componentProperty"
CONSTRAINTS = {
    "1 an observation has one data set": """
        { ?obs a qb:Observation FILTER NOT EXISTS { ?obs qb:dataSet ?set } }
        UNION { ?obs qb:dataSet ?one, ?two FILTER (?one != ?two) }""",
    "2 a data set has one structure": """
        { ?set a qb:DataSet FILTER NOT EXISTS { ?set qb:structure ?structure } }
        UNION { ?set qb:structure ?one, ?two FILTER (?one != ?two) }""",
    "3 a structure has a measure": """
        ?structure a qb:DataStructureDefinition
        FILTER NOT EXISTS { ?structure qb:component/qb:componentProperty/a qb:MeasureProperty }""",
    "4 a dimension has a range": "?dim a qb:DimensionProperty FILTER NOT EXISTS { ?dim rdfs:range ?range }",
    "5 a dimension of concepts has a code list": """
        ?dim a qb:DimensionProperty ; rdfs:range skos:Concept FILTER NOT EXISTS { ?dim qb:codeList ?list }""",
    "6 only attributes are optional": """
        ?component qb:componentRequired false ; qb:componentProperty ?property
        FILTER NOT EXISTS { ?property a qb:AttributeProperty }""",
    "7 a slice key is one of a structure": """
        ?key a qb:SliceKey FILTER NOT EXISTS { ?structure a qb:DataStructureDefinition ; qb:sliceKey ?key }""",
    "8 the properties of a slice key are of its structure": """
        ?structure qb:sliceKey ?key . ?key qb:componentProperty ?property
        FILTER NOT EXISTS { ?structure qb:component/qb:componentProperty ?property }""",
    "9 a slice has one key": """
        { ?slice a qb:Slice FILTER NOT EXISTS { ?slice qb:sliceStructure ?key } }
        UNION { ?slice qb:sliceStructure ?one, ?two FILTER (?one != ?two) }""",
    "10 a slice has a value of each dimension of its key": """
        ?slice qb:sliceStructure/qb:componentProperty ?dim FILTER NOT EXISTS { ?slice ?dim ?value }""",
    "11 an observation has a value of each dimension": f"""
        {OF_STRUCTURE} ?dim . ?dim a qb:DimensionProperty FILTER NOT EXISTS {{ ?obs ?dim ?value }}""",
    "12 no two observations of a data set have one key": """
        ?obs qb:dataSet ?set . ?other qb:dataSet ?set FILTER (STR(?obs) < STR(?other))
        FILTER NOT EXISTS {
          ?set qb:structure/qb:component/qb:componentProperty ?dim . ?dim a qb:DimensionProperty .
          ?obs ?dim ?value . FILTER NOT EXISTS { ?other ?dim ?value }
        }""",
    "13 an observation has each required attribute": """
        ?obs qb:dataSet/qb:structure/qb:component ?component .
        ?component qb:componentRequired true ; qb:componentProperty ?attribute
        FILTER NOT EXISTS { ?obs ?attribute ?value }""",
    "14 an observation has each measure": f"""
        {OF_STRUCTURE} ?measure . ?measure a qb:MeasureProperty
        FILTER NOT EXISTS {{ {OF_STRUCTURE} qb:measureType }} FILTER NOT EXISTS {{ ?obs ?measure ?value }}""",
    "15 an observation has the measure of its measure type": f"""
        {OF_STRUCTURE} qb:measureType . ?obs qb:measureType ?measure
        FILTER NOT EXISTS {{ ?obs ?measure ?value }}""",
    "16 an observation has no measure but that of its measure type": f"""
        {OF_STRUCTURE} qb:measureType . ?obs qb:measureType ?measure .
        {OF_STRUCTURE} ?other . ?other a qb:MeasureProperty . ?obs ?other ?value FILTER (?other != ?measure)""",
    "17 where one measure has an observation, each has one": f"""
        {OF_STRUCTURE} qb:measureType . {OF_STRUCTURE} ?missing . ?missing a qb:MeasureProperty .
        ?obs qb:dataSet ?set
        FILTER NOT EXISTS {{
          ?other qb:dataSet ?set ; qb:measureType ?missing
          FILTER NOT EXISTS {{
            {OF_STRUCTURE} ?dim . ?dim a qb:DimensionProperty FILTER (?dim != qb:measureType)
            ?obs ?dim ?value . ?other ?dim ?otherValue FILTER (?value != ?otherValue)
          }}
        }}""",
    "18 the observations of a data set's slices are of the data set": """
        ?set qb:slice/qb:observation ?obs FILTER NOT EXISTS { ?obs qb:dataSet ?set }
        ?set qb:slice ?slice""",
    "19 a coded dimension has a value of its list": f"""
        {OF_STRUCTURE} ?dim . ?dim a qb:DimensionProperty ; qb:codeList ?list . ?obs ?dim ?value .
        FILTER NOT EXISTS {{ ?list a qb:HierarchicalCodeList }} FILTER NOT EXISTS {{ ?list skos:member+ ?value }}
        FILTER NOT EXISTS {{ ?value a skos:Concept ; skos:inScheme ?list }}""",
    "20 a value of a hierarchy is reached from its root downwards": f"""
        {OF_STRUCTURE} ?dim . ?dim qb:codeList ?list . ?list a qb:HierarchicalCodeList ; qb:parentChildProperty :child .
        ?obs ?dim ?value FILTER NOT EXISTS {{ ?list qb:hierarchyRoot/:child* ?value }}""",
    "21 a value of a hierarchy is reached from its root upwards": f"""
        {OF_STRUCTURE} ?dim . ?dim qb:codeList ?list . ?list a qb:HierarchicalCodeList .
        ?list qb:parentChildProperty/:inverseOf :parent . ?obs ?dim ?value
        FILTER NOT EXISTS {{ ?list qb:hierarchyRoot/(^:parent)* ?value }}""",
}
SOUND = """
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
:structure a qb:DataStructureDefinition ; qb:component :c1, :c2, :c3, :c4 ; qb:sliceKey :key .
:c1 qb:componentProperty :place . :c2 qb:componentProperty :kind .
:c3 qb:componentProperty :count . :c4 qb:componentProperty :unit ; qb:componentRequired true .
:place a qb:DimensionProperty ; rdfs:range rdfs:Resource .
:kind a qb:DimensionProperty ; rdfs:range skos:Concept ; qb:codeList :kinds .
:count a qb:MeasureProperty . :unit a qb:AttributeProperty .
:kinds a skos:ConceptScheme . :red a skos:Concept ; skos:inScheme :kinds . :blue a skos:Concept ; skos:inScheme :kinds .
:key a qb:SliceKey ; qb:componentProperty :place .
:set a qb:DataSet ; qb:structure :structure ; qb:slice :slice .
:slice a qb:Slice ; qb:sliceStructure :key ; :place :here ; qb:observation :o1 .
:o1 a qb:Observation ; qb:dataSet :set ; :place :here ; :kind :red ; :count 1 ; :unit :piece .
:o2 a qb:Observation ; qb:dataSet :set ; :place :here ; :kind :blue ; :count 2 ; :unit :piece .
"""
HIERARCHY = ":kinds a skos:ConceptScheme ."
MEASURE_TYPES = """
:structure qb:component :c5, :c6 . :c5 qb:componentProperty qb:measureType . :c6 qb:componentProperty :weight .
:weight a qb:MeasureProperty . qb:measureType a qb:DimensionProperty ; rdfs:range rdfs:Resource .
"""
#: number of a constraint -> what is replaced in the sound cube, by what, and what is added
FAULTS = {
    "1": (":o2 a qb:Observation ; qb:dataSet :set ;", ":o2 a qb:Observation ;", ""),
    "2": ("", "", ":other a qb:DataSet ."),
    "3": (":count a qb:MeasureProperty .", "", ""),
    "4": (":place a qb:DimensionProperty ; rdfs:range rdfs:Resource .", ":place a qb:DimensionProperty .", ""),
    "5": (" ; qb:codeList :kinds", "", ""),
    "6": ("", "", ":c1 qb:componentRequired false ."),
    "7": (" ; qb:sliceKey :key", "", ""),
    "8": ("", "", ":key qb:componentProperty :colour ."),
    "9": ("qb:sliceStructure :key ; ", "", ""),
    "10": ("qb:sliceStructure :key ; :place :here ;", "qb:sliceStructure :key ;", ""),
    "11": (":place :here ; :kind :red ; :count 1", ":kind :red ; :count 1", ""),
    "12": (":kind :blue", ":kind :red", ""),
    "13": (":count 2 ; :unit :piece", ":count 2", ""),
    "14": (":count 2 ; ", "", ""),
    "15": ("", "", MEASURE_TYPES + ":o1 qb:measureType :weight ."),
    "16": ("", "", MEASURE_TYPES + ":o1 qb:measureType :weight ; :weight 5 ."),
    "17": ("", "", MEASURE_TYPES + ":o1 qb:measureType :count . :o2 qb:measureType :count ."),
    "18": ("", "", ":slice qb:observation :o3 . :o3 qb:dataSet :elsewhere ."),
    "19": (":kind :blue", ":kind :green", ""),
    "20": (HIERARCHY, ":kinds a qb:HierarchicalCodeList ; qb:hierarchyRoot :red ; qb:parentChildProperty :child .", ""),
    "21": (
        HIERARCHY,
        ":kinds a qb:HierarchicalCodeList ; qb:hierarchyRoot :red ; qb:parentChildProperty :down . "
        ":down :inverseOf :parent .",
        "",
    ),
}


def broken(graph: OxigraphGraph, constraint: str) -> list[str]:
    """What breaks a constraint, at most five of them."""
    answer = graph.select(f"{PREFIXES} SELECT DISTINCT * WHERE {{ {constraint} }} LIMIT 5")
    return [str(row) for row in answer.rows]


def cube(text: str) -> OxigraphGraph:
    return OxigraphGraph(parse((PREFIXES + text).encode(), format=RdfFormat.TURTLE))


@pytest.fixture(scope="module")
def build() -> OxigraphGraph:
    return assemble.assemble()


@pytest.mark.parametrize("name", CONSTRAINTS)
def test_the_constraint_holds_on_the_shipped_graph(build: OxigraphGraph, name: str) -> None:
    assert broken(build, CONSTRAINTS[name]) == []


@pytest.mark.parametrize("name", CONSTRAINTS)
def test_the_constraint_holds_on_a_sound_cube(name: str) -> None:
    assert broken(cube(SOUND), CONSTRAINTS[name]) == []


@pytest.mark.parametrize("name", CONSTRAINTS)
def test_the_constraint_finds_its_fault(name: str) -> None:
    old, new, more = FAULTS[name.split()[0]]
    assert old in SOUND
    assert broken(cube(SOUND.replace(old, new, 1) + more), CONSTRAINTS[name])


def test_there_are_21_constraints() -> None:
    assert [name.split()[0] for name in CONSTRAINTS] == [str(number) for number in range(1, 22)] == list(FAULTS)


def test_figures_of_the_shipped_graph_stand_in_the_cube(build: OxigraphGraph) -> None:
    """The constraints would hold of nothing too."""
    answer = build.select(
        "SELECT (COUNT(DISTINCT ?figure) AS ?figures) (COUNT(DISTINCT ?set) AS ?sets) WHERE { "
        "?figure qb:dataSet ?set . ?set qb:structure <https://w3id.org/certreg/dataset/structure> }"
    )
    everything = build.select("SELECT (COUNT(DISTINCT ?figure) AS ?figures) WHERE { ?figure a cr:Observation }")
    assert answer.column("figures") == everything.column("figures")
    assert answer.column("sets")[0] >= 5
