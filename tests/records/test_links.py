"""Links to other datasets: the shipped files hold what their sources say, and the graph holds what was checked."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad
from rdflib.namespace import SDO

import kg
from kg import names, shipped
from kg.build import write
from kg.build.validation import validate
from kg.errors import DataError, NotFound, Problem
from kg.records import files, links, reader, sssom, sssom_reader
from kg.records.assemble import Selection, assemble

FILES = files.links_of(shipped.DATA)
EXACT = names.node("skos:exactMatch")
HEAD = (
    f"#curie_map:\n#  id: {names.ID}\n#  ex: https://example.org/\n#mapping_set_id: https://example.org/s\n"
    "#license: https://creativecommons.org/publicdomain/zero/1.0/\n"
    "subject_id\tpredicate_id\tobject_id\tmapping_justification\tpredicate_modifier\tmapping_date\n"
)
ROW = "id:{}\tskos:exactMatch\tex:{}\tsemapv:{}\t{}\t2020-01-02\n"


#: Entities of the shipped records in a folder that stands alone: a graph of it takes a tenth of the time.
ALONE = {
    "sources.yaml": "sources: [{id: own, type: Report, label: {en: Own}, issuedOn: 2020-01-01, publisherName: Own}]\n",
    "own.yaml": "source: own\nrecords:\n"
    + "".join(
        f"- {{id: {key}, type: StandardsBody, label: {{en: {key}}}}}\n" for key in ("iso", "iso-casco", "ansi", "eu")
    ),
}


def alone(path: Path, **by: date) -> Selection:
    """A file of links and the entities of `ALONE`, without the shipped records."""
    for name, text in ALONE.items():
        (path.parent / name).write_text(text, "utf-8")
    return Selection(files=(*reader.files_of(path.parent), *files.links_of(path.parent)), **by)  # type: ignore[arg-type]


def problems(path: Path) -> tuple[Problem, ...]:
    alone(path)
    return validate([path.parent]).problems


def mine(folder: Path, *rows: tuple[str, str, str, str], name: str = "mine.sssom.tsv") -> Path:
    path = folder / name
    path.write_text(HEAD + "".join(ROW.format(*row) for row in rows), "utf-8")
    return path


def targets(selection: Selection, graph: str) -> set[tuple[str, str]]:
    """(key, IRI) of the exact matches in the graph of one file."""
    found = assemble(selection).quads()
    wanted = names.passage(graph)
    return {
        (names.short(quad.subject.value), quad.object.value)
        for quad in found
        if quad.predicate == EXACT and quad.graph_name == wanted
    }


def rows(name: str) -> list[sssom.Row]:
    return sssom_reader.read(shipped.DATA / "links" / f"{name}.sssom.tsv").rows


@pytest.mark.parametrize("path", FILES, ids=[path.name for path in FILES])
def test_the_python_package_for_sssom_takes_every_file(path: Path) -> None:
    pytest.importorskip("sssom", reason="needs the extra test-link: pip install '.[test-link]'")
    from sssom.parsers import parse_sssom_table
    from sssom.validators import validate as validate_sssom

    table = parse_sssom_table(path)
    ours = [(row["subject_id"], row["predicate_id"], row["object_id"]) for row in sssom_reader.read(path).rows]
    theirs = table.df[["subject_id", "predicate_id", "object_id"]]
    assert sorted(map(tuple, theirs.itertuples(index=False))) == sorted(ours)
    validate_sssom(table, fail_on_error=True)


@pytest.mark.parametrize("path", FILES, ids=[path.name for path in FILES])
def test_every_link_has_author_date_confidence_and_comment(path: Path) -> None:
    found = sssom_reader.read(path)
    assert found.metadata["mapping_set_id"] == names.passage(links.key_of(path)).value
    assert sssom.text(found) == path.read_text("utf-8")
    for row in found.rows:
        assert row["author_label"] and row["mapping_date"] and row["confidence"] and row["comment"]
        assert row["predicate_id"] != "owl:sameAs"
        unchecked = row["mapping_justification"] == links.NOT_CHECKED
        assert unchecked == row["comment"].startswith("Not checked")
        assert not unchecked or row.confidence <= 0.5


def test_countries_carry_their_codes_of_iso_3166() -> None:
    pycountry = pytest.importorskip("pycountry", reason="needs the extra test-link: pip install '.[test-link]'")
    for name in ("countries-iso", "countries-eu"):
        for row in rows(name):
            code = row["object_id"].partition(":")[2]
            country = pycountry.countries.get(alpha_2=code) or pycountry.countries.get(alpha_3=code)
            assert country.name == row["object_label"]
            label = row["subject_label"]
            assert label in (country.name, getattr(country, "official_name", "")) or label.split()[-1] in country.name


def test_wikidata_items_are_those_of_the_territories() -> None:
    territories = pytest.importorskip("rigour.territories", reason="needs the extra link: pip install '.[link]'")
    items = {row["object_id"].partition(":")[2]: row["comment"] for row in rows("countries-wikidata")}
    items["Q458"] = next(row["comment"] for row in rows("organisations-wikidata") if row["subject_id"] == "id:eu")
    for item, comment in items.items():
        code = comment.partition("territory ")[2].partition(" ")[0]
        assert territories.get_territory(code).qid == item


def test_terms_of_schema_org_are_there() -> None:
    found = {row["object_id"].partition(":")[2] for row in rows("classes-schema")}
    assert {term for term in found if term not in SDO} == {"Certification"}  # newer than rdflib's list; see its row


def test_an_unchecked_link_stays_out_of_the_graph() -> None:
    table = "http://publications.europa.eu/resource/authority/country/"
    assert {row["subject_id"] for row in rows("countries-eu")} == {
        "id:china", "id:russia", "id:singapore", "id:south-korea", "id:united-states"
    }  # fmt: skip
    assert targets(Selection(), "links-countries-eu") == {("united-states", table + "USA")}
    assert not any("country/KOR" in str(quad) for quad in assemble().quads())


def test_no_link_is_owl_same_as() -> None:
    assert not any(quad.predicate == names.node("owl:sameAs") for quad in assemble().quads())


def test_links_of_a_user_are_added_to_the_shipped_ones(tmp_path: Path) -> None:
    checked = ("iso", "1", "ManualMappingCuration", "")
    path = mine(
        tmp_path, checked, ("ansi", "2", "ManualMappingCuration", "Not"), ("eu", "3", "UnspecifiedMatching", "")
    )
    for given in (path, tmp_path):
        found = targets(Selection(extra=(given,)), "links-mine")
        assert found == {("iso", "https://example.org/1")}
    assert targets(Selection(extra=(path,)), "links-organisations-wikidata")


def test_a_link_from_something_unknown_names_the_nearest(tmp_path: Path) -> None:
    path = mine(tmp_path, ("iso", "1", "ManualMappingCuration", ""), ("iso-casko", "2", "ManualMappingCuration", ""))
    found = problems(path)
    assert [(problem.where.line, problem.message) for problem in found] == [
        (8, 'subject_id: no entity, code or word "id:iso-casko" (did you mean "iso-casco"?)')
    ]
    with pytest.raises(DataError, match="iso-casko"):
        assemble(alone(path))


def test_a_file_in_the_place_of_a_shipped_one_is_checked_in_its_place(tmp_path: Path) -> None:
    path = mine(tmp_path, ("eu", "9", "ManualMappingCuration", ""), name="organisations-eu.sssom.tsv")
    assert validate([path]).problems == ()
    assert targets(Selection(replace=(path,)), "links-organisations-eu") == {("eu", "https://example.org/9")}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("https://example.org/\n", "example org\n", 'curie_map: ex: "example org" is not an address'),
        ("#license: https:", "#license: my ", "license: "),
        ("#license", "#object_source: exx:1\n#license", 'object_source: "exx:1" has no prefix of the curie_map'),
        ("#license", "#other: object_license=none\n#license", 'other: "none" is not an address'),
    ],
)
def test_an_address_that_is_no_iri_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    path = mine(tmp_path, ("iso", "1", "ManualMappingCuration", ""))
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    with pytest.raises(DataError) as caught:
        assemble(alone(path))
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("skos:exactMatch", "owl:sameAs", "mine.sssom.tsv:8: predicate_id: owl:sameAs would merge"),
        ("skos:exactMatch", "skos:exactmatch", 'did you mean "skos:exactMatch"'),
        ("skos:exactMatch", "cr:administers", 'predicate_id: "cr:administers" is not used here'),
        ("#license: https://creativecommons.org/publicdomain/zero/1.0/\n", "", 'the metadata has no "license"'),
        ("#mapping_set_id: https://example.org/s\n", "", 'the metadata has no "mapping_set_id"'),
    ],
)
def test_what_sssom_allows_and_the_graph_cannot_take_is_refused(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    path = mine(tmp_path, ("iso", "1", "ManualMappingCuration", ""))
    text = path.read_text("utf-8").replace("#curie_map:\n", f"#curie_map:\n#  cr: {names.NS}\n")
    path.write_text(text.replace(old, new), "utf-8")
    assert [message in str(problem) for problem in problems(path)] == [True]


def test_a_pair_that_is_both_mapped_and_denied_is_refused(tmp_path: Path) -> None:
    path = mine(tmp_path, ("iso", "1", "ManualMappingCuration", ""), ("iso", "1", "ManualMappingCuration", "Not"))
    assert [str(problem.message) for problem in problems(path)] == ["line 8 denies this mapping"]


def test_two_justifications_of_one_pair_are_one_link_with_two_nodes_of_evidence(tmp_path: Path) -> None:
    path = mine(tmp_path, ("iso", "1", "LexicalMatching", ""), ("iso", "1", "ManualMappingCuration", ""))
    assert problems(path) == ()
    graph = assemble(alone(path)).quads()
    assert targets(alone(path), "links-mine") == {("iso", "https://example.org/1")}
    target, justified = names.node("owl:annotatedTarget"), names.node("sssom:mapping_justification")
    nodes = {
        quad.subject for quad in graph if (quad.predicate, quad.object) == (target, NamedNode("https://example.org/1"))
    }
    how = {(quad.subject, quad.object.value) for quad in graph if quad.subject in nodes and quad.predicate == justified}
    vocabulary = names.PREFIXES["semapv"]
    assert {value for _, value in how} == {f"{vocabulary}LexicalMatching", f"{vocabulary}ManualMappingCuration"}
    assert len(how) == len(nodes) == 2
    weaker = assemble(alone(mine(tmp_path, ("iso", "1", "LexicalMatching", "")))).quads()
    assert nodes & {quad.subject for quad in weaker}  # more evidence does not rename what was there


def test_an_entity_without_a_counterpart_is_linked_to_nothing(tmp_path: Path) -> None:
    path = mine(tmp_path, ("iso", "1", "ManualMappingCuration", ""), ("eu", "none", "ManualMappingCuration", ""))
    path.write_text(path.read_text("utf-8").replace("ex:none", "sssom:NoTermFound"), "utf-8")
    assert problems(path) == ()
    assert targets(alone(path), "links-mine") == {("iso", "https://example.org/1")}
    assert not any("NoTermFound" in str(quad) for quad in assemble(alone(path)).quads())


def test_a_date_in_the_head_counts_for_rows_without_one(tmp_path: Path) -> None:
    path = mine(tmp_path, ("iso", "1", "ManualMappingCuration", ""))
    text = (
        path.read_text("utf-8").replace("2020-01-02", "").replace("#license", '#mapping_date: "2020-05-01"\n#license')
    )
    path.write_text(text, "utf-8")
    for day, there in ((date(2020, 4, 30), set()), (date(2020, 5, 1), {("iso", "https://example.org/1")})):
        assert targets(alone(path, as_of=day), "links-mine") == there


def test_confidence_keeps_its_digits_and_authors_are_kept_apart(tmp_path: Path) -> None:
    path = mine(tmp_path, ("iso", "1", "ManualMappingCuration", ""))
    text = path.read_text("utf-8").replace("\tmapping_date\n", "\tmapping_date\tconfidence\tauthor_label\n")
    path.write_text(text.replace("2020-01-02", "2020-01-02\t0.9996\tAda\\|Bob|Cleo"), "utf-8")
    graph = [quad for quad in assemble(alone(path)).quads() if quad.graph_name == names.passage("links-mine")]
    assert [q.object.value for q in graph if q.predicate == names.node("sssom:confidence")] == ["0.9996"]
    authors = {q.object.value for q in graph if q.predicate == names.node("sssom:author_label")}
    assert authors == {"Ada|Bob", "Cleo"}


def test_two_files_of_one_name_and_a_wild_name_are_refused(tmp_path: Path) -> None:
    same = mine(tmp_path, name="organisations-eu.sssom.tsv")
    with pytest.raises(DataError, match="another file of links has the same name"):
        assemble(Selection(extra=(same,)))
    wild = mine(tmp_path, name="My Links.sssom.tsv")
    with pytest.raises(DataError, match="lower case, digits and hyphens"):
        assemble(Selection(extra=(wild,)))


def test_a_date_narrows_links_by_the_day_they_were_drawn(tmp_path: Path) -> None:
    path = mine(tmp_path, ("iso", "1", "ManualMappingCuration", ""))
    early, late = (alone(path, as_of=date(2020, 1, day)) for day in (1, 2))
    assert targets(early, "links-mine") == set()
    assert targets(late, "links-mine") == {("iso", "https://example.org/1")}
    assert targets(Selection(as_of=date(2020, 1, 2)), "links-organisations-wikidata") == set()  # drawn later


def test_a_source_narrows_to_its_links_or_away_from_them() -> None:
    only = assemble(Selection(sources=("links-organisations-eu",))).quads()
    graphs = {quad.graph_name.value for quad in only if quad.graph_name.value.startswith(names.SOURCE)}
    assert graphs == {names.passage("links-organisations-eu").value}
    without = assemble(Selection(sources=("cnca-2021",))).quads()
    assert not any("source/links-" in quad.graph_name.value for quad in without)
    with pytest.raises(NotFound, match="links-organisations-eu"):
        assemble(Selection(sources=("links-organisation-eu",)))


def test_each_file_is_described_as_one_linkset(tmp_path: Path) -> None:
    from pyoxigraph import RdfFormat, parse

    write.build(tmp_path / "made")
    triples = list(parse(path=str(tmp_path / "made" / "void.ttl"), format=RdfFormat.TURTLE))
    type_, linkset_class = names.node("rdf:type"), names.node("void:Linkset")
    sets = {triple.subject for triple in triples if (triple.predicate, triple.object) == (type_, linkset_class)}
    assert sets == {names.data_set(links.key_of(path)) for path in FILES}
    for path in FILES:
        mappings = sssom_reader.read(path)
        linkset = names.data_set(links.key_of(path))
        expected = {
            "void:subjectsTarget": names.DATASET,
            "void:objectsTarget": mappings.iri(mappings.text("object_source")),
            "dct:license": mappings.text("license"),
        }
        for curie, value in expected.items():
            (stated,) = [t.object.value for t in triples if (t.subject, t.predicate) == (linkset, names.node(curie))]
            assert stated == value
        predicates = {
            t.object.value for t in triples if t.subject == linkset and t.predicate == names.node("void:linkPredicate")
        }
        held = {mappings.iri(row["predicate_id"]) for row in mappings.rows if not row.negated}
        assert predicates and predicates <= held


def test_a_link_has_its_evidence() -> None:
    found = assemble().quads()
    graph = names.passage("links-committees-iso")
    target = NamedNode("https://www.iso.org/committee/54998.html")
    assert Quad(names.entity("iso-casco"), EXACT, target, graph) in found
    (mapping,) = {q.subject for q in found if q.predicate == names.node("owl:annotatedTarget") and q.object == target}
    said = {names.curie(q.predicate.value): getattr(q.object, "value", "") for q in found if q.subject == mapping}
    assert said["sssom:confidence"] == "1"
    assert said["sssom:author_label"] == "certreg maintainers"
    assert said["pav:authoredOn"] == "2026-11-23"
    assert said["rdfs:comment"].startswith("Number, name and scope compared")


def test_in_a_picture_links_are_attributes_and_never_nodes() -> None:
    drawn = kg.load().to_networkx()
    assert drawn.nodes["eu"]["skos:exactMatch"].split("; ") == [
        "http://publications.europa.eu/resource/authority/corporate-body/EURUN",
        "http://www.wikidata.org/entity/Q458",
    ]
    assert set(drawn) == {key for key in drawn if "/" not in key and ":" not in key}
    assert not any(said["iri"] == EXACT.value for _, _, said in drawn.edges(data=True))
