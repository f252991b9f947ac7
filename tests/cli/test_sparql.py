"""`kg sparql`: any query, from text, file or standard input, in every format."""

from __future__ import annotations

import json

import rdflib
from rdflib.compare import isomorphic

ASK = "ASK { id:cnca cr:administers id:ccc }"


def test_ask_says_yes_for_eyes_and_true_in_json(kg):
    assert kg("sparql", ASK).stdout == "yes\n"
    assert json.loads(kg("sparql", ASK, "-f", "json").stdout) == {"head": {}, "boolean": True}


def test_a_query_may_come_from_a_file_or_standard_input(kg, tmp_path):
    (tmp_path / "query.rq").write_text(ASK, "utf-8")
    assert kg("sparql", "query.rq").stdout == "yes\n"
    assert kg("sparql", "-", text=ASK).stdout == "yes\n"
    assert kg("sparql", text=ASK).stdout == "yes\n"


def test_select_gives_standard_results_json(kg):
    done = kg("sparql", "SELECT ?n WHERE { id:certification-bodies-2021 sdmx-measure:obsValue ?n }", "-f", "json")
    said = json.loads(done.stdout)
    integer = "http://www.w3.org/2001/XMLSchema#integer"
    assert said["head"] == {"vars": ["n"]}
    assert said["results"]["bindings"] == [{"n": {"type": "literal", "value": "932", "datatype": integer}}]


def test_construct_and_describe_give_rdf(kg):
    graphs = []
    for option, form in {"ttl": "turtle", "nt": "nt", "jsonld": "json-ld", "rdfxml": "xml"}.items():
        done = kg("sparql", "DESCRIBE id:ccc", "-f", option)
        graphs.append(rdflib.Graph().parse(data=done.stdout, format=form))
        assert isomorphic(graphs[0], graphs[-1]), option
    ccc, obligation = (rdflib.URIRef(f"https://w3id.org/certreg/{end}") for end in ("id/ccc", "ns#obligation"))
    compulsory = rdflib.URIRef("https://w3id.org/certreg/code/obligation/compulsory")
    assert (ccc, obligation, compulsory) in graphs[0]


def test_a_format_that_does_not_fit_is_refused(kg):
    done = kg("sparql", ASK.replace("ASK", "SELECT *"), "-f", "ttl")
    assert done.returncode == 2
    assert "table" in done.stderr


def test_an_error_shows_the_line_and_a_caret(kg):
    done = kg("sparql", "SELECT *\nWHERE { ?s ?p }")
    assert done.returncode == 2
    assert "line 2" in done.stderr
    line, mark = done.stderr.splitlines()[-2:]
    assert line == "WHERE { ?s ?p }"
    assert mark.strip() == "^"
    assert line.index("}") <= mark.index("^") <= len(line)


def test_updates_and_service_are_refused_by_name(kg):
    for query, word in (
        ("INSERT DATA { id:a id:b id:c }", "INSERT"),
        ("LOAD <http://127.0.0.1:9/x>", "LOAD"),
        ("SELECT * { SERVICE <http://127.0.0.1:9/sparql> { ?s ?p ?o } }", "SERVICE"),
    ):
        done = kg("sparql", query)
        assert done.returncode == 2
        assert word in done.stderr


def test_a_query_that_takes_too_long_hits_the_limit(kg):
    done = kg("sparql", "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i ?a", "--timeout", "0.5")
    assert done.returncode == 3
    assert "0.5 s" in done.stderr


def test_deep_nesting_does_not_end_the_process(kg):
    done = kg("sparql", "SELECT (" + "STR(" * 1200 + "1" + ")" * 1200 + " AS ?x) {}")
    assert done.returncode == 0


def test_plain_patterns_see_all_graphs_and_graph_names_the_passage(kg):
    done = kg("sparql", "SELECT DISTINCT ?g { GRAPH ?g { id:mou-haccp-2021 a cr:Memorandum } }", "-f", "csv")
    assert done.stdout.split() == ["g", "https://w3id.org/certreg/source/cnca-2021/2.5.3"]


def test_a_missing_file_is_reported_as_one(kg):
    done = kg("sparql", "no-such.rq")
    assert done.returncode == 2
    assert "no-such.rq" in done.stderr


def test_output_goes_whole_into_a_file(kg, tmp_path):
    done = kg("sparql", ASK, "-f", "json", "-o", "answer.json")
    assert done.stdout == ""
    assert json.loads((tmp_path / "answer.json").read_text("utf-8"))["boolean"] is True


def test_a_format_nobody_knows_is_refused(kg):
    assert kg("sparql", ASK, "-f", "xslx").returncode == 2


def test_a_file_larger_than_any_query_is_refused_without_being_read(kg, tmp_path):
    with (tmp_path / "large.rq").open("wb") as file:
        file.truncate(12 << 30)
    done = kg("sparql", "large.rq")
    assert done.returncode == 3
    assert "the limit is 65,536" in done.stderr


def test_tables_of_numbers_keep_their_types_in_tsv(kg):
    """A reader takes a bare 12 for an integer."""
    query = 'SELECT ?n { VALUES ?n { 12.0 1e0 "1"^^xsd:decimal 7 } }'
    lines = kg("sparql", query, "-f", "tsv").stdout.splitlines()
    for line, datatype in zip(lines[1:4], ("decimal", "double", "decimal"), strict=True):
        assert line.endswith(f"#{datatype}>") or "." in line
    assert lines[4] == "7"


def test_a_query_of_version_0_1_that_finds_nothing_names_the_new_property(kg):
    done = kg("sparql", "SELECT ?passage { id:mou-haccp-2021 prov:wasDerivedFrom ?passage }", "-f", "csv")
    assert (done.stdout, done.returncode) == ("passage\n", 0)
    assert "kg: since certreg 0.2, cr:statedIn leads to the passages that state something\n" in done.stderr
    other = kg("sparql", "SELECT ?passage { id:ccc cr:statedIn ?passage }", "-f", "csv")
    assert "since certreg 0.2" not in other.stderr
