"""The graph as a Python user holds it: `kg.load()` and what it gives."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
import rdflib
from support import rdflib_quads

import kg
from kg.errors import EnvironmentFault, NotFound, QueryError, UsageError

#: CNCA's partners by its report of 2021, and by announcements and news of other years.
REPORTED = {"ansi", "iso-casco", "mfds", "mofcom"}
OTHERS = {"aqsiq", "enama", "mpi-nz", "unescap"}


@pytest.fixture(scope="module")
def graph():
    return kg.load()


def test_importing_the_package_does_no_work():
    code = "import sys, kg; print(sorted(set(sys.modules) & {'rdflib', 'networkx', 'pyoxigraph', 'yaml', 'click'}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_ask_gives_rows_with_keys_and_names(graph):
    rows = list(graph.ask("partners", agency="cnca"))
    assert {row["partner"] for row in rows} == REPORTED | OTHERS
    mfds = next(row for row in rows if row["partner"] == "mfds")
    assert mfds["partnerLabel"] == "Ministry of Food and Drug Safety of Korea"
    assert mfds["passage"] == "cnca-2021/2.5.3"


def test_numbers_come_as_numbers(graph):
    values = graph.ask("indicator-over-years", indicator="valid-certificates").column("value")
    assert 3_020_000 in values


def test_queries_give_a_table_a_bool_or_triples(graph):
    assert graph.query("ASK { id:cnca cr:administers id:ccc }") is True
    assert len(graph.query("SELECT ?figure { ?figure a qb:Observation ; cr:statedIn ?p . ?p cr:section ?s }")) == 47
    assert graph.query("DESCRIBE id:ccc")


def test_unknown_things_are_refused_with_the_nearest(graph):
    with pytest.raises(NotFound, match='did you mean "partners"'):
        graph.ask("partner")
    with pytest.raises(NotFound, match='did you mean "cnca"'):
        graph.ask("partners", agency="ccnca")
    with pytest.raises(NotFound, match='did you mean "agency"'):
        graph.ask("partners", agenc="cnca")
    with pytest.raises(UsageError, match="is not a year"):
        graph.ask("easier", year="twenty")
    with pytest.raises(QueryError, match="line 1"):
        graph.query("SELECT")


def test_plain_words_ask_the_question_they_mean(graph):
    answer = graph.ask("which products need CCC")
    assert answer.rows == graph.ask("ccc-list").rows
    assert answer.notes[-1] == "Asked as: ccc-list"
    assert graph.ask("认监委和谁合作", lang="zh").rows == graph.ask("partners", agency="cnca", lang="zh").rows
    assert graph.ask("who are the partners of ANSI").notes[-1] == "Asked as: partners, agency=ansi"
    assert graph.ask("who are the partners of ANSI", agency="mfds").rows == graph.ask("partners", agency="mfds").rows


def test_plain_words_that_mean_no_question_or_several_are_refused_with_the_nearest(graph):
    with pytest.raises(NotFound, match='no question "how do birds fly south"'):
        graph.ask("how do birds fly south")
    with pytest.raises(NotFound, match=r'no question "certificates in China" \(did you mean'):
        graph.ask("certificates in China")


def test_rdflib_holds_the_same_quads(graph):
    dataset = graph.to_rdflib()
    assert set(dataset.quads()) == rdflib_quads(graph.engine.quads())
    cr = rdflib.Namespace("https://w3id.org/certreg/ns#")
    ident = rdflib.Namespace("https://w3id.org/certreg/id/")
    assert (ident.cnca, cr.administers, ident.ccc) in dataset
    answer = dataset.query("SELECT ?v { id:certification-bodies-2021 sdmx-measure:obsValue ?v }")
    assert [row.v.toPython() for row in answer] == [932]


def test_networkx_holds_entities_and_relations(graph):
    drawn = graph.to_networkx()
    assert drawn.nodes["ccc"]["label"] == "China Compulsory Certification"
    assert drawn.nodes["ccc"]["group"] == "scheme"
    passages = {edge["passage"] for edge in drawn.get_edge_data("mou-haccp-2021", "mfds").values()}
    assert passages == {"https://w3id.org/certreg/source/cnca-2021/2.5.3"}
    assert not [node for node, said in drawn.nodes(data=True) if said["group"] == "figure"]


def test_a_table_becomes_a_data_frame(graph):
    frame = graph.ask("partners").to_pandas()
    assert list(frame.columns) == list(graph.ask("partners").variables)
    assert set(frame["partner"]) == REPORTED | OTHERS


def test_narrowing_by_date_takes_text_or_date():
    before, after = kg.load(as_of="2022-01-20"), kg.load(as_of=date(2022, 1, 21))
    assert set(before.ask("partners").column("partner")) == OTHERS
    assert set(after.ask("partners").column("partner")) == REPORTED | OTHERS
    with pytest.raises(UsageError, match="not a date"):
        kg.load(as_of="soon")


def test_narrowing_by_source_keeps_names_but_not_claims():
    report = kg.load(source=["cnca-2021"])
    assert report.query("ASK { id:samr ?p ?o }") is False
    assert report.show("cnca").column("value")
    assert report.query("ASK { id:cnca cr:administers id:ccc }") is False
    with pytest.raises(NotFound):
        kg.load(source=["nobody"])


def test_a_missing_folder_and_an_endpoint_with_narrowing_are_refused():
    with pytest.raises(EnvironmentFault, match="no such file"):
        kg.load(data=["nowhere"])
    with pytest.raises(UsageError, match="endpoint"):
        kg.load(endpoint="http://127.0.0.1:9/sparql", as_of="2022-01-01")


def test_one_file_needs_no_list(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault, match=r"notes\.nq: no such file"):
        kg.load(data="notes.nq")
    with pytest.raises(EnvironmentFault, match=r"notes\.nq: no such file"):
        kg.load(data=tmp_path / "notes.nq")
    with pytest.raises(NotFound, match="cnca-2012"):
        kg.load(source="cnca-2012")


@pytest.mark.parametrize(("value", "shown"), [(None, "None"), (2021, "int 2021"), (["cnca"], "list ['cnca']")])
def test_a_parameter_that_is_no_text_is_named(value: object, shown: str) -> None:
    with pytest.raises(UsageError, match="parameter agency of partners: expected text") as caught:
        kg.load().ask("partners", agency=value)  # type: ignore[arg-type]
    assert str(caught.value).endswith(f"not {shown}")


def test_search_gives_a_table() -> None:
    (row,) = kg.load().search("app certification", limit=1)
    assert (row["what"], row["key"]) == ("scheme", "app-security")


def test_the_questions_are_a_table_and_a_subject_that_nobody_knows_is_refused():
    graph = kg.load()
    assert "partners" in graph.questions().column("question")
    assert set(graph.questions("ccc").column("subject")) == {"ccc"}
    with pytest.raises(NotFound, match="ccc"):
        graph.questions("cccc")


def test_a_graph_says_what_it_holds():
    shown = repr(kg.load())
    assert shown.startswith("<KnowledgeGraph of the records, ") and "questions()" in shown
