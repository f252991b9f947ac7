"""What each tool answers over the shipped graph, and what it says instead when it cannot."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kg.mcp.offers import DRAFTING

REPORT = {
    "source": "CNCA 2021 work report",
    "publisher": "Certification and Accreditation Administration of China",
    "published": "2022-01-21",
}


def rows(said, table=0):
    assert not said.is_error, said.content[0].text
    return said.structured_content["tables"][table]["rows"]


def passages(said):
    return {one["address"].removeprefix("https://w3id.org/certreg/source/"): one for one in passages_of(said)}


def passages_of(said):
    return said.structured_content["passages"]


def test_the_tools_and_how_they_are_described(session):
    client, run = session
    tools = run(client.list_tools).tools
    assert [one.name for one in tools] == [*("list_questions", "ask", "search", "show", "path", "sparql"), *DRAFTING]
    for one in tools:
        assert "Example: {" in one.description
        assert one.annotations.read_only_hint
        assert one.output_schema["type"] == "object"
    assert "never instructions" in client.instructions


def test_the_questions_of_a_subject(tool):
    said = tool("list_questions", subject="partners")
    found = {one["name"]: one for one in said.structured_content["questions"]}
    assert {"partners", "agreements"} <= found.keys()
    assert {one["subject"] for one in found.values()} == {"partners"}
    assert found["partners"]["parameters"][0]["name"] == "agency"
    assert found["partners"]["parameters"][0]["default"] == "cnca"
    assert "- partners (partners): Who partners with an agency" in said.content[0].text


def test_the_questions_are_all_there_but_checks(tool):
    found = tool("list_questions").structured_content["questions"]
    assert len(found) > 60
    assert "checks" not in {one["subject"] for one in found}


def test_a_question_with_the_passages_of_its_rows(tool):
    said = tool("ask", question="partners", parameters={"agency": "mfds"})
    (row,) = rows(said)
    assert row["partner"] == "https://w3id.org/certreg/id/cnca"
    assert row["throughLabel"] == "Memorandum of understanding on HACCP certification"
    found = passages(said)["cnca-2021/2.5.3"]
    assert found["section"] == "2.5.3"
    assert "memorandum of understanding for HACCP certification" in found["quotes"]
    assert {name: found[name] for name in REPORT} == REPORT
    assert said.structured_content["passages_from"] == "the rows themselves"
    text = said.content[0].text
    assert "1 row, all of them" in text
    assert "CNCA 2021 work report, section 2.5.3" in text
    assert "https://w3id.org/certreg/source/cnca-2021/2.5.3" in text


def test_a_question_without_passages_has_those_of_its_entities_and_says_so(tool):
    said = tool("ask", question="organisations")
    assert said.structured_content["passages"]
    assert said.structured_content["passages_from"].startswith("the entities in the rows")
    assert "from the entities in the rows" in said.content[0].text


def test_names_in_another_language(tool):
    assert "韩国食品药品安全部" in tool("ask", question="partners", language="zh").content[0].text


def test_a_cut_answer_says_so(tool):
    said = tool("sparql", query="SELECT ?s { ?s a owl:Class }", limit=5)
    (table,) = said.structured_content["tables"]
    assert len(table["rows"]) == 5
    assert table["total_rows"] > 30
    assert table["note"] == f"first 5 of {table['total_rows']} rows; ask for more with a higher limit, or for less"
    assert table["note"] in said.content[0].text


@pytest.mark.parametrize(
    "text", ["国家认监委", "CNCA", "guojia renjianwei", "Certifcation and Acreditation Administration"]
)
def test_search_in_any_script_and_with_typos(tool, text):
    said = tool("search", text=text)
    assert "https://w3id.org/certreg/id/cnca" in {row["entity"] for row in rows(said)[:3]}
    assert passages_of(said)


def test_nothing_found(tool):
    said = tool("search", text="qqqqzzzz")
    assert rows(said) == []
    assert "0 rows, all of them" in said.content[0].text


@pytest.mark.parametrize("text", ["Standards Organisation of Nigeria", "Tea Board of Ceylon"])
def test_an_unknown_name_is_not_known_and_few_near_ones_stand_apart(tool, text):
    said = tool("search", text=text)
    assert said.structured_content["heading"] == f"Not known: {text}"
    assert said.structured_content["tables"][0]["title"] == "Other things with a word of it"
    assert len(rows(said)) <= 5


def test_an_answer_without_passages_advises_on_a_query_only_where_there_is_one(tool):
    assert "GRAPH ?passage" not in tool("search", text="qqqqzzzz").content[0].text
    query = "SELECT ?a { VALUES ?a { 1 } }"
    assert "add GRAPH ?passage { ... } to the query" in tool("sparql", query=query).content[0].text


def test_show(tool):
    said = tool("show", entity="HACCP certification")
    assert said.structured_content["heading"].startswith("HACCP certification (haccp): certification scheme")
    titles = [table["title"] for table in said.structured_content["tables"]]
    assert titles == ["Statements about it", "Mentioned in", "Figures"]
    assert rows(said)[0]["valueLabel"] == "voluntary"
    assert {"cnca-website", "cnca-2021/2.5.3"} <= passages(said).keys()


def test_show_has_figures_with_their_qualifier(tool):
    tables = {table["title"]: table for table in tool("show", entity="green-product").structured_content["tables"]}
    figures = {(row["period"], row["value"], row["qualifierLabel"]) for row in tables["Figures"]["rows"]}
    assert {("2021", "180000", "more than"), ("2021", "20000", "more than")} <= figures


def test_path(tool):
    said = tool("path", start="mfds", end="ansi")
    assert [(row["chain"], row["step"], row["toLabel"]) for row in rows(said)] == [
        ("1", "1", "Certification and Accreditation Administration of China"),
        ("1", "2", "American National Standards Institute"),
    ]
    assert passages(said).keys() == {"cnca-2021/2.5.3"}


def test_a_table_of_sparql(tool):
    said = tool("sparql", query="SELECT ?passage { GRAPH ?passage { id:mou-haccp-2021 cr:party id:mfds } }")
    assert [row["passage"] for row in rows(said)] == ["https://w3id.org/certreg/source/cnca-2021/2.5.3"]
    assert passages(said).keys() == {"cnca-2021/2.5.3"}


def test_yes_and_triples_of_sparql(tool):
    yes = tool("sparql", query="ASK { id:mfds cr:partnerOf id:cnca }")
    assert yes.structured_content["heading"] == "Yes"
    assert "cnca-2021/2.5.3" in passages(yes)
    assert yes.structured_content["passages_from"].startswith("the entities in the query")
    no = tool("sparql", query="ASK { id:mfds cr:partnerOf id:mfds }")
    assert no.structured_content["heading"] == "No"
    triples = tool("sparql", query="CONSTRUCT WHERE { id:mou-haccp-2021 cr:party ?party }")
    assert {row["object"] for row in rows(triples)} == {
        "https://w3id.org/certreg/id/cnca",
        "https://w3id.org/certreg/id/mfds",
    }


def test_rows_that_lead_to_no_passage_say_so(tool):
    said = tool("sparql", query="SELECT (1 AS ?one) {}")
    assert passages_of(said) == []
    assert said.structured_content["passages_from"].startswith("none: ")
    assert "Passages: none: " in said.content[0].text


def test_characters_that_steer_are_gone(tool):
    query = r'SELECT ("\u001b[2Jred\u202Eevil\u0000" AS ?text) {}'.replace(r"\u0000", "")
    said = tool("sparql", query=query)
    assert rows(said) == [{"text": "·[2Jred·evil"}]
    assert "\x1b" not in said.content[0].text


@pytest.mark.parametrize(
    ("name", "arguments", "says"),
    [
        ("asc", {}, 'no tool "asc" (did you mean "ask"?)'),
        ("ask", {"question": "partnrs"}, 'no question "partnrs" (did you mean "partners"?)'),
        ("ask", {"question": "partners", "parameters": {"agncy": "x"}}, 'did you mean "agency"?'),
        ("ask", {"question": "partners", "parameters": {"agency": "cnka"}}, 'no organisation "cnka" (did you mean "cn'),
        ("ask", {"question": "partners", "limit": 0}, "limit: 0 is less than the minimum of 1"),
        ("ask", {"question": "partners", "limit": 1001}, "limit: 1001 is greater than the maximum of 1000"),
        ("ask", {}, "'question' is a required property"),
        ("ask", {"question": ["partners"]}, "question: ['partners'] is not of type 'string'"),
        ("show", {"entty": "ccc"}, 'no argument of show "entty" (did you mean "entity"?)'),
        ("show", {"entity": "no such thing at all"}, 'no entity "no such thing at all"'),
        ("path", {"start": "mfds", "end": "anzi"}, 'did you mean "ansi"'),
        ("list_questions", {"subject": "reform"}, 'did you mean "reforms"'),
        ("sparql", {"query": "SELEKT * {}"}, "line 1, column 1"),
        ("sparql", {"query": "INSERT DATA { <x:a> <x:b> <x:c> }"}, "INSERT is an update"),
        ("sparql", {"query": "LOAD <file:///etc/passwd>"}, "LOAD is an update"),
        ("sparql", {"query": "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"}, "SERVICE is disabled"),
        ("sparql", {"query": "SELECT * {" + "{" * 30_000}, "line 1"),
        ("sparql", {"query": "ASK {" + " " * 65_531 + "}"}, "query: 65,537 characters; the limit is 65,536"),
        ("sparql", {"query": "汉" * 30_000}, "the query has 90,000 bytes; the limit is 65,536"),
        ("sparql", {"query": "SELECT * { ?a ?b ?c }"}, "bytes, and the limit is 1,048,576; ask for less (LIMIT)"),
    ],
    ids=lambda value: str(value)[:50],
)
def test_what_cannot_be_answered(tool, name, arguments, says):
    said = tool(name, **arguments)
    assert said.is_error
    assert says in said.content[0].text
    assert len(said.content[0].text) < 1000


@pytest.mark.ci
def test_a_query_ends_by_its_deadline_and_others_go_on(hasty_tool):
    tool = hasty_tool
    while tool("sparql", query="ASK {}").is_error:
        pass  # it is still starting
    began = time.monotonic()
    with ThreadPoolExecutor(2) as both:
        endless = both.submit(
            tool, "sparql", query="SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a != ?i) }"
        )
        assert not tool("sparql", query="ASK { ?s ?p ?o }").is_error
        said = endless.result()
    assert said.is_error
    assert "no answer within 2 s, which is the limit" in said.content[0].text
    assert time.monotonic() - began < 30
    assert not tool("sparql", query="ASK {}").is_error


def test_twenty_calls_at_once(tool):
    with ThreadPoolExecutor(20) as many:
        agencies = ["cnca", "mfds", "ansi", "mofcom"] * 5
        found = list(many.map(lambda agency: tool("ask", question="partners", parameters={"agency": agency}), agencies))
    for agency, said in zip(agencies, found, strict=True):
        partners = {row["partner"].rpartition("/")[2] for row in rows(said)}
        assert ("cnca" in partners) == (agency != "cnca")


def test_the_page_on_assistants_shows_what_comes(tool):
    page = (Path(__file__).parents[2] / "docs" / "assistants.md").read_text("utf-8")
    assert tool("ask", question="partners", parameters={"agency": "mfds"}).content[0].text in page
    assert tool("ask", question="partnrs").content[0].text in page


def test_the_ontology_is_a_resource(session):
    client, run = session
    assert [one.uri for one in run(client.list_resources).resources] == ["certreg://ontology"]
    (content,) = run(client.read_resource, "certreg://ontology").contents
    assert content.mime_type == "text/turtle"
    assert "cr:CertificationScheme a owl:Class" in content.text
    with pytest.raises(Exception, match='no resource "certreg://other"'):
        run(client.read_resource, "certreg://other")
