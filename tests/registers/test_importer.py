"""Rows to quads: what is written, what is rejected and why, and that the outcome depends on the rows alone."""

from __future__ import annotations

import csv
import gzip
import random
import tracemalloc
from pathlib import Path

import pytest
import samples
from backports import zstd
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad

from kg import names, shipped
from kg.errors import DataError, EnvironmentFault, UsageError, Where
from kg.files.table import OpenTable
from kg.files.yaml import YamlMapping as YamlMapping
from kg.registers import importer, mapping, template, terms
from kg.registers import rows as rows_
from kg.registers.rejected import Rejected
from kg.store.oxigraph import OxigraphGraph

GRAPH = NamedNode("https://w3id.org/certreg/source/labs")
ONE = NamedNode("https://w3id.org/certreg/id/labs-1")


def test_a_row_says_what_the_mapping_says_with_super_classes_and_super_properties(labs):
    said = {quad for quad in labs("No,Name,Site\n1,Alpha,https://a.example\n").quads if quad.subject == ONE}
    kinds = "cr:TestingLaboratory cr:ConformityAssessmentBody org:FormalOrganization org:Organization"
    assert said == {
        *(Quad(ONE, names.node("rdf:type"), names.node(kind), GRAPH) for kind in kinds.split()),
        Quad(ONE, names.node("cr:statedIn"), GRAPH, GRAPH),
        Quad(ONE, names.node("dct:isReferencedBy"), GRAPH, GRAPH),
        Quad(ONE, names.node("skos:prefLabel"), Literal("Alpha", language="en"), GRAPH),
        Quad(ONE, names.node("rdfs:label"), Literal("Alpha", language="en"), GRAPH),
        Quad(ONE, names.node("cr:url"), Literal("https://a.example", datatype=names.node("xsd:anyURI")), GRAPH),
        Quad(ONE, names.node("schema:url"), Literal("https://a.example", datatype=names.node("xsd:anyURI")), GRAPH),
    }


def test_the_register_describes_itself_as_a_source_in_its_own_graph(labs):
    found = labs("No,Name,Site\n1,Alpha,\n").quads
    register = names.entity("labs")
    assert Quad(register, names.node("rdf:type"), names.node("cr:Source"), GRAPH) in found
    assert Quad(register, names.node("cr:publisherName"), Literal("Somebody"), GRAPH) in found
    assert Quad(GRAPH, names.node("cr:inSource"), register, GRAPH) in found
    assert {quad.graph_name for quad in found} == {GRAPH}


def test_an_empty_cell_says_nothing(labs):
    assert not [quad for quad in labs("No,Name,Site\n1,Alpha,\n").quads if quad.predicate == names.node("cr:url")]


def test_white_space_around_a_cell_is_no_part_of_it(labs):
    assert labs("No,Name,Site\n 1 ,\u3000Alpha ,\n1,Alpha,\n  ,Beta,\n").names() == {"labs-1": "Alpha"}


def test_the_same_rows_give_the_same_bytes_and_in_another_order_the_same_quads(labs):
    rows = [f"{number},Name {number},https://x.example/{number}" for number in range(5000)]
    head = "No,Name,Site\n"
    first, again = (labs(head + "\n".join(rows)).text for _ in range(2))
    assert first == again
    mixed = random.Random(3).sample(rows, len(rows))
    assert labs(head + "\n".join(mixed)).quads == labs(head + "\n".join(rows)).quads


def test_a_formula_stays_text_and_is_made_safe_where_rows_are_written_out(labs):
    found = labs('No,Name,Site\n1,"=HYPERLINK(""http://x"")",\n2,@SUM(A1),not a site\n')
    assert found.names() == {"labs-1": '=HYPERLINK("http://x")'}
    with Path("rejected.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["file", "line", "reason", "cells"]
    reason = '"not a site" is not a web address (https://…) (column Site)'
    assert rows[1] == ["labs.csv", "3", reason, "2", "'@SUM(A1)", "not a site"]


def test_rows_of_the_wrong_length_without_key_or_with_control_characters_are_rejected_and_reported(labs):
    found = labs("No,Name,Site\n1,Alpha\n2,Beta,,more\n,Gamma,\n4,De\0lta,\n\n6,Zeta,\n")
    assert found.names() == {"labs-6": "Zeta"}
    assert found.reasons == [
        "labs.csv:2: 2 cells, where the header has 3",
        "labs.csv:3: 4 cells, where the header has 3",
        'labs.csv:4: the key is empty (column "No")',
        "labs.csv:5: the character U+0000 is not allowed in text",
    ]
    assert found.rejected.count == 4


def test_what_is_no_text_is_reported_before_anything_else_that_is_wrong_with_a_row(labs):
    found = labs("No,Name,Site\n,Alpha,no site\0\n1,Beta,no site\n2,Beta,no site\n3,Beta,\n")
    assert found.reasons == [
        "labs.csv:2: the character U+0000 is not allowed in text",
        'labs.csv:3: "no site" is not a web address (https://…) (column Site)',
        'labs.csv:4: "no site" is not a web address (https://…) (column Site)',
    ]


def test_the_second_of_two_rows_that_contradict_each_other_is_rejected_with_both_lines(labs):
    found = labs("No,Name,Site\n1,Alpha,\n1,Alpha,\n1,Other,\n", "No,Name,Site\n2,Beta,\n1,Third,\n")
    assert found.names() == {"labs-1": "Alpha", "labs-2": "Beta"}
    assert found.reasons == [
        "labs.csv:4: contradicts line 2 about the same entity",
        "labs1.csv:3: contradicts line 2 of table 1 about the same entity",
    ]


def test_a_contradiction_is_found_however_far_apart_the_rows_are(labs):
    rows = "".join(f"{number},Name,\n" for number in range(3 * importer.BATCH))
    found = labs(f"No,Name,Site\n{rows}5,Other,\n")
    assert found.reasons == [f"labs.csv:{3 * importer.BATCH + 2}: contradicts line 7 about the same entity"]


def test_strict_stops_at_the_first_row_that_cannot_be_taken(labs):
    with pytest.raises(DataError, match=r"^labs.csv:3: 1 cells, where the header has 3$"):
        labs("No,Name,Site\n1,Alpha,\n2\n3\n", strict=True)


def test_an_import_that_takes_no_row_at_all_fails(labs):
    with pytest.raises(DataError, match=r"labs.csv:2: 1 cells"):
        labs("No,Name,Site\n1\n2\n")


def test_tables_without_rows_are_refused(labs):
    with pytest.raises(DataError, match=r"labs.csv: no row below the names of the columns; nothing to import"):
        labs("No,Name,Site\n")


def test_a_table_of_rejected_rows_from_an_earlier_run_goes(labs):
    labs("No,Name,Site\n1,Alpha,\n2\n")
    assert Path("rejected.csv").exists()
    labs("No,Name,Site\n1,Alpha,\n2,Beta,\n")
    assert not Path("rejected.csv").exists()


def test_a_missing_column_is_reported_with_its_place_in_the_mapping_and_the_nearest_one(labs):
    with pytest.raises(DataError) as fault:
        labs("No,Names,Site\n1,Alpha,\n")
    assert str(fault.value) == 'map.yaml:22:26: labs.csv has no column "Name" (did you mean "Names"?)'


def test_a_table_without_its_key_column_is_refused(labs):
    with pytest.raises(DataError, match=r'map.yaml:17:8: labs.csv has no column "No"'):
        labs("Name,Site\nAlpha,\n")


def test_a_wrong_encoding_is_reported_with_the_place_of_the_byte(labs):
    table = "No,Name,Site\n1,Alpha,\n2,计量,\n".encode("gb18030")
    with pytest.raises(DataError, match=r"^labs.csv:3: byte 24 of the file \(0xBC\) is no utf-8; name the encoding"):
        labs(table)
    assert labs(table, encoding="gb18030").names()["labs-2"] == "计量"


@pytest.mark.parametrize("encoding", ["nonsense", "utf-16"])
def test_an_encoding_that_cannot_be_read_line_by_line_is_refused(labs, encoding):
    with pytest.raises(UsageError, match=encoding):
        labs("No,Name,Site\n", encoding=encoding)


def test_a_byte_order_mark_is_no_part_of_the_first_column(labs):
    assert labs("\ufeffNo,Name,Site\n1,Alpha,\n").names() == {"labs-1": "Alpha"}
    with pytest.raises(DataError, match=r"UTF-16 text; save the table as UTF-8"):
        labs("No,Name,Site\n1,Alpha,\n".encode("utf-16"))


@pytest.mark.parametrize("table", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(labs, table):
    with pytest.raises(DataError, match=r"^labs.csv: an empty file"):
        labs(table)


def test_two_columns_of_one_name_are_refused(labs):
    with pytest.raises(DataError, match=r'labs.csv:1: two columns are named "Name"'):
        labs("No,Name,Name,Site\n")


def test_a_huge_cell_and_a_huge_line_are_refused_without_being_held(labs):
    tracemalloc.start()
    with pytest.raises(DataError, match=r"labs.csv:2: a line of more than 1,048,576 bytes"):
        labs(b"No,Name,Site\n1," + b"x" * 20_000_000)
    with pytest.raises(DataError, match=r"labs.csv:2: no table: a cell of more than 131,072 characters"):
        labs(b'No,Name,Site\n1,"' + b"x,y\n" * 1_000_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 45_000_000  # the tables themselves, as this test made them, are 24 million bytes


def test_a_quotation_mark_that_is_never_closed_is_reported(labs):
    with pytest.raises(DataError, match=r"labs.csv:2: no table: the quotation mark that opens a cell here is never"):
        labs('No,Name,Site\n1,"Alpha,\n2,Beta,\n')


def test_lines_that_end_in_carriage_returns_alone_are_read_and_windows_ones_too(labs):
    found = labs('No,Name,Site\r1,Alpha,\r2,"Be\rta",\r3\r')
    assert found.names() == {"labs-1": "Alpha", "labs-2": "Be\nta"}
    assert found.reasons == ["labs.csv:5: 1 cells, where the header has 3"]
    with pytest.raises(DataError, match=r"labs.csv:2: no table: some lines end in carriage returns alone"):
        labs("No,Name,Site\n1,Alpha,\r2,Beta,\r")
    assert labs("No,Name,Site\r\n1,Alpha,\r\n").names() == {"labs-1": "Alpha"}


def test_a_cell_over_two_lines_counts_lines_as_an_editor_does(labs):
    found = labs('No,Name,Site\n1,"Al\npha",\n2\n')
    assert found.names() == {"labs-1": "Al\npha"}
    assert found.reasons == ["labs.csv:4: 1 cells, where the header has 3"]


def test_compressed_tables_are_read_and_a_truncated_one_is_refused(labs):
    table = b"No,Name,Site\n" + b"".join(b"%d,Alpha %d,\n" % (number, number) for number in range(9000))
    plain = labs(table).text
    assert labs(gzip.compress(table), name="labs{}.csv.gz").text == plain
    assert labs(zstd.compress(table), name="labs{}.csv.zst").text == plain
    with pytest.raises(DataError, match=r"labs.csv.gz:\d+: the compressed file is cut off or damaged here"):
        labs(gzip.compress(table)[:-4000], name="labs{}.csv.gz")
    with pytest.raises(DataError, match=r"labs.csv.gz: not a sound .gz file"):
        labs(table, name="labs{}.csv.gz")
    with pytest.raises(DataError, match=r"labs.csv.zst:\d+: the compressed file is cut off or damaged here"):
        labs(zstd.compress(table)[:-4000], name="labs{}.csv.zst")
    with pytest.raises(DataError, match=r"labs.csv.zst: not a sound .zst file"):
        labs(table, name="labs{}.csv.zst")


def test_tabs_separate_in_tsv_and_where_the_header_has_more_of_them(labs):
    table = "No\tName\tSite\n1\tAlpha, Beta\t\n"
    assert labs(table, name="labs{}.tsv").names() == labs(table, name="labs{}.txt").names() == {"labs-1": "Alpha, Beta"}


def test_parquet_says_what_the_same_csv_says(labs):
    import pyarrow
    import pyarrow.parquet

    columns = {"No": [1, 2], "Name": ["Alpha", "Beta"], "Site": [None, "https://b.example"]}
    pyarrow.parquet.write_table(pyarrow.table(columns), "labs.parquet")
    raw = Path("labs.parquet").read_bytes()
    plain = labs("No,Name,Site\n1,Alpha,\n2,Beta,https://b.example\n")
    assert labs(raw, name="labs{}.parquet").text == plain.text
    with pytest.raises(DataError, match=r"labs.parquet: not readable as Parquet"):
        labs(raw[:100], name="labs{}.parquet")


def test_a_pattern_stands_for_its_files_and_none_is_an_error(labs, terms):
    labs("No,Name,Site\n1,Alpha,\n", "No,Name,Site\n2,Beta,\n")
    read = mapping.read(Path("map.yaml"), terms)
    assert b"labs-2" in b"".join(importer.quads(read, ["lab*.csv"], terms, Rejected(None)))
    with pytest.raises(EnvironmentFault, match=r"none\*.csv: no such file, and no file matches it as a pattern"):
        list(importer.quads(read, ["none*.csv"], terms, Rejected(None)))


@pytest.mark.ci
def test_memory_does_not_grow_with_the_rows(labs, terms):
    """Six times the rows, each of several blocks of a file, take the same memory, but for what Python keeps itself."""

    def peak(rows: int) -> int:
        Path("many.csv").write_text("No,Name,Site\n" + "".join(f"{n},Name {n},\n" for n in range(rows)), "utf-8")
        read = mapping.read(Path("map.yaml"), terms)
        tracemalloc.start()
        for _ in importer.quads(read, ["many.csv"], terms, Rejected(None)):
            pass
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    labs("No,Name,Site\n1,Alpha,\n")
    assert peak(180_000) < 1.1 * peak(30_000)


@given(st.text(), st.text())
def test_two_cells_never_share_a_key(one, other):
    assert (terms.iri_part(one) == terms.iri_part(other)) == (one == other) or _halves(one + other)


@given(st.tuples(st.text(min_size=1), st.text(min_size=1)), st.tuples(st.text(min_size=1), st.text(min_size=1)))
def test_two_pairs_of_cells_never_share_a_key(one, other):
    if not _halves("".join(one + other)):
        fill = template.read("$(a):$(b)").filled([0, 1], terms.iri_part)
        assert (fill(one) == fill(other)) == (one == other)


def _halves(text: str) -> bool:
    """Halves of characters, which no UTF-8 file holds, cannot be escaped."""
    return any("\ud800" <= character <= "\udfff" for character in text)


def test_a_column_is_found_however_its_accent_is_written(labs):
    composed, decomposed = "Pr\u00e9nom", "Pre\u0301nom"
    assert composed != decomposed
    places = rows_.columns_of(_mapping_with(composed), OpenTable(Where("t.csv"), (decomposed,), iter(())))
    assert places == {composed: 0}


def _mapping_with(column: str) -> mapping.Mapping:
    return mapping.Mapping("labs", YamlMapping(Where("m.yaml"), {}), (), {column: Where("m.yaml")})


def test_committees_of_iso_open_data_with_their_members(terms):
    """The sample has the publisher's layout: objects in objects, and lists of them; its committees are invented."""
    read = mapping.read(shipped.DATA / "mappings" / "iso-committees.yaml", terms)
    table = str(samples.EXAMPLES / "iso-committees.jsonl")
    quads = b"".join(importer.quads(read, [table], terms, Rejected(None, strict=True)))
    graph = OxigraphGraph.of_nquads(quads)
    members = graph.select(
        """SELECT ?committee ?role ?name WHERE {
          ?m a cr:Membership ; cr:membershipRole ?role ; cr:membershipIn/skos:prefLabel ?committee ;
            cr:member/skos:prefLabel ?name
        } ORDER BY ?committee ?role ?name"""
    )
    assert [(row["committee"], row["role"].removeprefix("membership-role/"), row["name"]) for row in members] == [
        ("ISO/TC 901", "observing-member", "CCC"),
        ("ISO/TC 901", "participating-member", "AAA"),
        ("ISO/TC 901", "participating-member", "BBB"),
        ("ISO/TC 901", "secretariat", "AAA"),
        ("ISO/TC 901/SC 1", "participating-member", "BBB"),
    ]


def test_lists_in_cells_have_to_fit_each_other(terms):
    read = mapping.read(shipped.DATA / "mappings" / "iso-committees.yaml", terms)
    columns = tuple(read.columns)
    places = {name: place for place, name in enumerate(columns)}
    describe = rows_.describer(read, places, len(columns), terms)
    cells = {"id": "1", "reference": "TC 1", "pMembers.id": "11|12", "pMembers.acronym": "AAA"}
    with pytest.raises(rows_.RowRefused, match=r"lists of different lengths \(columns pMembers.id, pMembers.acronym\)"):
        describe([cells.get(name, "") for name in columns])
