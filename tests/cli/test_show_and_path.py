"""`kg show` and `kg path`: an entity in words, and how two are connected, each with passages."""

from __future__ import annotations

import json

import rdflib


def test_an_entity_is_found_by_key_acronym_and_name_in_any_language(kg):
    by_key = kg("show", "cnca").stdout
    assert "Certification and Accreditation Administration of China (cnca)" in by_key
    for name in ("CNCA", "国家认证认可监督管理委员会", "certification and accreditation administration of china"):
        assert kg("show", name).stdout == by_key


def test_statements_run_in_both_directions_with_passage_and_words(kg):
    rows = json.loads(kg("show", "mou-haccp-2021", "-f", "json").stdout)["results"]["bindings"]
    said = {
        (
            r.get("relationLabel", {}).get("value"),
            r["value"]["value"].rsplit("/")[-1],
            r["passage"]["value"].rsplit("/", 1)[-1],
        )
        for r in rows
    }
    assert ("party", "mfds", "2.5.3") in said
    korea = json.loads(kg("show", "mfds", "-f", "json").stdout)["results"]["bindings"]
    spoken = [r for r in korea if r["entity"]["value"].endswith("/mou-haccp-2021")]
    assert spoken[0]["quote"]["value"] == "memorandum of understanding for HACCP certification"


def test_what_a_rule_derived_leads_back_to_the_passage_it_rests_on(kg):
    rows = json.loads(kg("show", "mfds", "-f", "json").stdout)["results"]["bindings"]
    derived = [r for r in rows if r["relation"]["value"].endswith("#partnerOf")]
    assert derived
    assert {r["passage"]["value"] for r in derived} == {"https://w3id.org/certreg/source/cnca-2021/2.5.3"}


def test_figures_show_value_and_qualifier(kg):
    shown = kg("show", "green-product").stdout
    line = next(line for line in shown.splitlines() if "180,000" in line)
    assert "more than" in line
    assert "cnca-2021/2.4.1" in line


def test_a_code_is_shown_too(kg):
    assert "mou-haccp-2021" in kg("show", "kimchi").stdout


def test_turtle_holds_the_entity_in_both_directions(kg):
    graph = rdflib.Graph().parse(data=kg("show", "haccp", "-f", "ttl").stdout, format="turtle")
    haccp = rdflib.URIRef("https://w3id.org/certreg/id/haccp")
    assert (haccp, None, None) in graph
    assert (None, None, haccp) in graph


def test_an_unknown_entity_gets_the_nearest(kg):
    done = kg("show", "ministry of comerce")
    assert done.returncode == 2
    assert "mofcom" in done.stderr


def test_a_path_names_each_step_and_its_passage(kg):
    rows = json.loads(kg("path", "ccc", "beijing-winter-olympics", "-f", "json").stdout)["results"]["bindings"]
    assert [(r["chain"]["value"], r["step"]["value"]) for r in rows] == [("1", "1"), ("1", "2")]
    assert all(r["passage"]["value"].endswith("cnca-2021/2.5.4") for r in rows)


def test_a_path_runs_through_no_country(kg):
    rows = json.loads(kg("path", "mfds", "ansi", "-f", "json").stdout)["results"]["bindings"]
    through = {r["from"]["value"].rsplit("/")[-1] for r in rows} | {r["to"]["value"].rsplit("/")[-1] for r in rows}
    assert "cnca" in through
    assert "china" not in through


def test_no_path_is_reported_on_standard_error(kg):
    done = kg("path", "bestao", "ten-dedicated-actions")
    assert done.returncode == 0
    assert "No chain" in done.stderr or done.stdout.count("\n") > 2


def test_a_chain_leads_through_a_report_where_there_is_no_other(kg):
    rows = json.loads(kg("path", "bestao", "cnca", "-f", "json").stdout)["results"]["bindings"]
    assert {r["from"]["value"].rsplit("/")[-1] for r in rows} == {"cnca-2021"}
    assert {r["relationLabel"]["value"] for r in rows} == {"translated by", "issued by"}


def test_no_claim_of_a_rule_is_shown(kg):
    assert "rdf:" not in kg("show", "cnca").stdout
    rows = json.loads(kg("show", "cnca", "-f", "json").stdout)["results"]["bindings"]
    assert not [r for r in rows if r["relation"]["value"].endswith(("#subject", "#predicate", "#object"))]
