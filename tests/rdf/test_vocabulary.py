"""The ontology as tables: terms, ancestors, what records may say; and what an ontology folder must be."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kg import names, shipped
from kg.errors import DataError
from kg.rdf import vocabulary

HARBOUR = Path(__file__).parents[1] / "harbour"


def test_classes_know_what_stands_above_them(harbour):
    tug = harbour.classes["Tug"]
    assert tug.ancestors == tuple(sorted(map(names.expand, ["cr:Craft", "cr:Vessel", "prov:Entity"])))
    assert tug.labels == {"en": "tug"}


def test_alignments_count_as_ancestors(harbour):
    assert names.expand("schema:Place") in harbour.classes["Harbour"].ancestors


def test_the_group_is_that_of_the_nearest_class_above(harbour):
    assert harbour.classes["Tug"].group == "craft"
    assert harbour.classes["Harbour"].group is None


def test_what_records_may_not_use_says_so(harbour):
    assert harbour.classes["Craft"].abstract
    assert harbour.classes["Wreck"].derived_only
    assert not harbour.classes["Tug"].abstract and not harbour.classes["Tug"].derived_only
    assert harbour.properties["rammed"].derived_only


def test_properties_go_by_their_record_key(harbour):
    label = harbour.properties["label"]
    assert label.iri == names.expand("skos:prefLabel")
    assert label.functional and label.annotation and not label.links
    assert "prefLabel" not in harbour.properties
    assert harbour.property_of(label.iri) is label
    assert harbour.property_of("https://e.example/p") is None


def test_links_and_literals_are_kept_apart(harbour):
    carries, depth = harbour.properties["carries"], harbour.properties["depth"]
    assert carries.links
    assert carries.code_lists == ("cargo", "stores")
    assert carries.ranges == {names.expand("cr:Tug")}
    assert not depth.links
    assert depth.datatypes == {names.expand("xsd:integer"), names.expand("xsd:decimal")}
    assert harbour.properties["legOf"].acyclic
    assert harbour.properties["silting"].requires == {names.expand("cr:depth")}


def test_what_describes_the_ontology_is_no_property_of_records(harbour):
    assert "nodeGroup" not in harbour.properties


def test_codes_have_keys_of_their_own_or_of_their_owner(harbour):
    assert set(harbour.codes) == {"flag", "cargo", "stores", "gauge"}
    assert harbour.codes["flag"]["NO"].iri == names.CODE + "flag/NO"
    assert harbour.codes["gauge"]["lead-line"].iri == "http://e.example/measures#L-1"
    assert harbour.labels[names.CODE + "flag/NO"] == {"en": "Norway"}


def test_class_of_an_iri(harbour):
    assert harbour.class_of(names.expand("cr:Tug")) is harbour.classes["Tug"]
    assert harbour.class_of(names.expand("cr:Nothing")) is None
    assert harbour.class_of("https://e.example/Tug") is None


def test_every_property_of_the_shipped_ontology_can_be_read_from_a_record():
    """A property takes links or literals, never both: the form of a value could not tell them apart."""
    terms = vocabulary.read(shipped.ONTOLOGY)
    assert terms.properties
    for term in terms.properties.values():
        assert bool(term.datatypes) != bool(term.ranges or term.code_lists), term.key
        assert set(term.code_lists) <= set(terms.codes), term.key
        for needed in term.requires:
            assert terms.property_of(needed), term.key


class TestRefused:
    @pytest.fixture
    def folder(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        shutil.copytree(HARBOUR, tmp_path, dirs_exist_ok=True)
        monkeypatch.chdir(tmp_path)
        return tmp_path

    def problem(self, folder: Path) -> str:
        with pytest.raises(DataError) as caught:
            vocabulary.read(folder)
        return str(caught.value.problems[0])

    def append(self, folder: Path, name: str, turtle: str) -> str:
        with (folder / name).open("a", encoding="utf-8") as file:
            file.write(turtle)
        return self.problem(folder)

    def test_a_missing_file(self, folder):
        (folder / "codes.ttl").unlink()
        assert self.problem(folder).startswith("codes.ttl: not readable as Turtle: ")

    def test_what_is_no_turtle_with_its_line(self, folder):
        lines = (folder / "codes.ttl").read_text("utf-8").count("\n")
        assert self.append(folder, "codes.ttl", "code:broken a .\n").startswith(f"codes.ttl:{lines + 1}: not readable")

    def test_a_blank_node(self, folder):
        said = self.append(folder, "certreg.ttl", "cr:Tug rdfs:seeAlso [] .\n")
        assert said == (
            "certreg.ttl: a blank node as subject or value of <http://www.w3.org/2000/01/rdf-schema#seeAlso>;"
            " give it an IRI"
        )

    def test_two_properties_with_one_record_key(self, folder):
        said = self.append(
            folder,
            "certreg.ttl",
            'cr:name a owl:DatatypeProperty ; schema:rangeIncludes xsd:string ; cr:recordKey "label" .\n',
        )
        assert said.startswith('certreg.ttl: the record key "label" belongs to both http')
        assert {"http://www.w3.org/2004/02/skos/core#prefLabel", "https://w3id.org/certreg/ns#name"} <= set(
            said.split()
        )

    def test_two_codes_with_one_key(self, folder):
        said = self.append(
            folder, "codes.ttl", '<http://e.example/other> skos:inScheme code:gauge ; skos:notation "lead-line" .\n'
        )
        assert said.startswith('codes.ttl: the code "lead-line" of gauge belongs to both http://e.example/')


def test_a_circle_of_classes_ends(tmp_path):
    """Two vocabularies may each call the other's class the wider one."""
    shutil.copytree(HARBOUR, tmp_path, dirs_exist_ok=True)
    with (tmp_path / "alignments.ttl").open("a", encoding="utf-8") as file:
        file.write("schema:Place rdfs:subClassOf dct:Location .\n")
    above = vocabulary.read(tmp_path).classes["Harbour"].ancestors
    assert above == (names.expand("dct:Location"), names.expand("schema:Place"))
