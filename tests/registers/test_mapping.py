"""Mappings are held against the ontology before a row is read; each fault has been seen with its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from labs import HEAD, LAB

from kg import shipped
from kg.errors import DataError
from kg.registers import mapping

#: A statement put under the head -> what is said of it, at line 21.
STATEMENTS = {
    "[a, cr:TestingLab]": '21:13: no class "cr:TestingLab" (did you mean "cr:TestingLaboratory"',
    "[a, cr:Competence]": '21:13: no class "cr:Competence" (did you mean "cr:Concept"',
    "[cr:naem, $(Name)]": '21:10: no property "cr:naem"',
    "[cr:partnerOf, id:cnas~iri]": '21:10: no property "cr:partnerOf"',
    "[cr:url, $(Site)]": "21:10: cr:url takes a web address (https://…); add xsd:anyURI",
    "[cr:url, $(Site), xsd:date]": "21:27: cr:url takes a web address (https://…); add xsd:anyURI",
    "[cr:url, Site, xsd:anyURI]": '21:18: "Site" is not a web address',
    "[skos:prefLabel, $(Name)]": "21:10: skos:prefLabel takes text with a language ({en: …}); add xx~lang",
    "[skos:prefLabel, $(Name), english~lang]": "21:35: skos:prefLabel takes text with a language",
    "[cr:jurisdiction, $(Place)]": "21:27: cr:jurisdiction takes another thing; end the value with ~iri",
    "[cr:url, $(Site)~iri]": "21:18: cr:url takes a text, not a thing; leave ~iri away",
    "[cr:concerns, https://w3id.org/certreg/code/topic/nothing~iri]": '21:23: no code "topic/nothing"',
    "[cr:legislation, $(Act)]": "21:9: cr:legislation is said of cr:Designation only",
    "[dct:title, $(Name)]": '21:10: no prefix "dct"; add dct: http://purl.org/dc/terms/ to prefixes:',
    "[skoss:prefLabel, $(Name)]": '21:10: no prefix "skoss" (did you mean "skos"',
    "[name, $(Name)]": '21:10: "name" has no prefix',
    "[cr:url]": "21:9: a statement is [property, value]",
    "[cr:url, $(Site, xsd:anyURI]": "21:18: a column is written $(name)",
    "cr:url": "21:9: a statement is [property, value]",
}
#: Another text -> (what it stands in for, what is said of it).
ELSEWHERE = {
    "s: id:others-$(No)": ("s: id:labs-$(No)", "17:8: things of a register are called id:labs-$(a column"),
    "s: id:labs-one": ("s: id:labs-$(No)", "17:8: things of a register are called id:labs-$(a column"),
    "s: id:labs-$(No)$(Name)": ("s: id:labs-$(No)", "17:8: two keys could run together; put : between the columns"),
    "s: id:labs-$(No)-$(Name)": ("s: id:labs-$(No)", "17:8: two keys could run together; put : between the columns"),
    "s: id:labs-$(No)/x": ("s: id:labs-$(No)", "17:8: a key is flat: no / or # in it"),
    "graphs: source:cnca-2021": (
        "graphs: source:labs",
        "18:13: rows stand in the register's own graph; write source:labs",
    ),
    "sources: [tabel]": ("sources: [table]", '16:15: no table "tabel" (did you mean "table"?)'),
    "subject: id:labs-$(No)": ("s: id:labs-$(No)", '17:5: no key "subject"'),
    "cr: https://example.org/": (
        "cr: https://w3id.org/certreg/ns#",
        "2:7: the prefix cr stands for https://w3id.org/certreg/ns# here",
    ),
    "id: Labs 1": ("id: labs\n", "9:3: a register needs an id"),
}


def fault(text: str, terms: object, folder: Path) -> str:
    path = folder / "map.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(DataError) as found:
        mapping.read(path, terms)
    return str(found.value)


@pytest.mark.parametrize("statement", STATEMENTS)
def test_a_statement_that_the_ontology_does_not_know_is_refused(statement, terms, tmp_path):
    text = f"{HEAD}      - [a, cr:TestingLaboratory]\n      - {statement}\n"
    assert f"map.yaml:{STATEMENTS[statement]}" in fault(text, terms, tmp_path)


@pytest.mark.parametrize("text", ELSEWHERE)
def test_what_is_wrong_elsewhere_is_reported_with_its_place(text, terms, tmp_path):
    instead, said = ELSEWHERE[text]
    whole = (HEAD + LAB).replace(instead, text + "\n" * instead.endswith("\n"))
    assert f"map.yaml:{said}" in fault(whole, terms, tmp_path)


def test_all_faults_are_reported_at_once(terms, tmp_path):
    said = fault(HEAD + "      - [a, cr:Lab]\n      - [cr:naem, $(Name)]\n", terms, tmp_path)
    assert said.endswith("2 problems.")


@pytest.mark.parametrize("text", ["", "just text\n", "- a\n- list\n", "prefixes: {cr: {a: b}}\n", "&a b: *a\n"])
def test_what_is_no_mapping_is_refused(text, terms, tmp_path):
    assert "map.yaml" in fault(text, terms, tmp_path)


@pytest.mark.parametrize("name", ["notified-bodies", "accredited-laboratories"])
def test_a_shipped_mapping_is_called_as_its_register_and_has_no_faults(name, terms):
    assert mapping.read(shipped.DATA / "mappings" / f"{name}.yaml", terms).key == name
