"""Records are read from the files people have; a file that cannot be read is refused with file, line and reason."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import pytest

pytest.importorskip("rigour", reason="needs the extra link: pip install '.[link]'")

import kg
from kg import names, shipped
from kg.errors import CertregError, DataError, EnvironmentFault, LimitError, NotFound, UsageError
from kg.link import dataset
from kg.link.columns import Columns
from kg.link.dataset import of_graph, read
from kg.link.records import LinkRecord

NO_COLUMNS = Columns()


def records(path: Path, columns: Columns = NO_COLUMNS, encoding: str = "utf-8") -> list[LinkRecord]:
    return list(read(str(path), columns, encoding).records)


def test_columns_are_recognised_by_their_headers(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text("Body_Number,Legal Name,Former names,Country,LEI\n17,Acme,Old Acme|Ur-Acme,Germany,5299-00A\n")
    assert records(table) == [LinkRecord("5299-00A", ("Acme", "Old Acme", "Ur-Acme"), "DE", "", ("lei:529900a",))]
    chosen = Columns(("Former names",), "Body_Number")
    assert records(table, chosen)[0].names == ("Old Acme", "Ur-Acme")
    assert records(table, chosen)[0].id == "17"


ROWS = [{"id": "1", "name": 'Acme, "Ltd"', "country": "GB"}, {"id": "2", "name": "=1+1", "country": ""}]


@pytest.mark.parametrize("form", ["csv", "tsv", "semicolon.csv", "csv.gz", "jsonl", "csv.zst", "parquet"])
def test_every_form_gives_the_same_records(form: str, tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet

    path = tmp_path / f"t.{form}"
    mark = "\t" if form == "tsv" else ";" if "semicolon" in form else ","
    text = mark.join(ROWS[0]) + "\r\n" + f'1{mark}"Acme, ""Ltd"""{mark}GB\r\n2{mark}=1+1{mark}\r\n'
    if form == "parquet":
        pyarrow.parquet.write_table(pa.Table.from_pylist(ROWS), path)
    elif form == "jsonl":
        path.write_text("".join(json.dumps(row) + "\n" for row in ROWS))
    elif form.endswith("gz"):
        path.write_bytes(gzip.compress(text.encode()))
    elif form.endswith("zst"):
        with pa.output_stream(str(path), compression="zstd") as out:
            out.write(text.encode())
    else:
        path.write_text(text, newline="")
    assert records(path) == [LinkRecord("1", ('Acme, "Ltd"',), "GB"), LinkRecord("2", ("=1+1",))]


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_rdf_gives_its_names(tmp_path: Path, scheme: str) -> None:
    graph = tmp_path / "g.ttl"
    graph.write_text(
        f"@prefix s: <{scheme}://schema.org/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> ."
        '<http://example.org/a> a s:Organization ; s:name "Acme" ; skos:altLabel "Acme Works"@en ;'
        ' s:addressCountry "FR" . <http://example.org/b> s:url "x" .'
    )
    assert records(graph) == [LinkRecord("http://example.org/a", ("Acme", "Acme Works"), "FR", "schema:Organization")]


def test_the_graph_gives_entities_with_all_names_and_no_claims() -> None:
    engine = kg.load().engine
    found = {record.id.rpartition("/")[2]: record for record in of_graph(engine).records}
    assert "国家认监委" in found["cnca"].names
    assert found["cnca"].country == "CN"
    assert found["mfds"].country == "KR"
    assert not [key for key, record in found.items() if any("is a partner of" in name for name in record.names)]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "t.csv: an empty file; a table begins with the names of its columns"),
        (b"id,colour\n1,red\n", "t.csv:1: no column of names: it has id, colour; say which with --name"),
        (b"id,name\n1,Acme,x\n", "t.csv:2: 3 cells, but 2 columns"),
        (b"id,name\n1,Caf\xe9\n", "byte 13 of the file (0xE9) is no utf-8; name the encoding"),
        (b"name,name\na,b\n", 't.csv:1: two columns are named "name"'),
        (b'id,name\n1,"Acme\n', "t.csv:2: no table: the quotation mark that opens a cell here is never closed"),
        (b"id,name\n1," + b"x" * 1_100_000 + b"\n", "a line of more than 1,048,576 bytes"),
    ],
)
def test_a_file_that_is_no_table(content: bytes, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("t.csv").write_bytes(content)
    with pytest.raises(DataError) as caught:
        records(Path("t.csv"))
    assert message in str(caught.value)


def test_other_encodings_are_read_when_named(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_bytes("id,name\n1,认证中心\n".encode("gb18030"))
    assert records(table, encoding="gb18030") == [LinkRecord("1", ("认证中心",))]
    with pytest.raises(UsageError, match='no encoding "gb99"'):
        records(table, encoding="gb99")


def test_a_file_cut_short(tmp_path: Path) -> None:
    table = tmp_path / "t.csv.gz"
    table.write_bytes(gzip.compress(b"id,name\n" + b"1,Acme\n" * 9000)[:-20])
    with pytest.raises(DataError, match="cut off or damaged"):
        records(table)


@pytest.mark.parametrize(("name", "content"), [("t.ttl", "<a> <b> ."), ("t.parquet", "PAR1"), ("t.jsonl", "[1]\n")])
def test_broken_files_of_other_kinds(name: str, content: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(CertregError) as caught:
        records(tmp_path / name)
    assert caught.value.exit_code in (1, 2)
    assert name in str(caught.value)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("t.jsonld", '{"@id": "http://x/a", "http://x/b": ' * 4000 + "1" + "}" * 4000),
        (
            "t.nt",
            "<http://x/a> <http://x/b> " + "<<( <http://x/a> <http://x/b> " * 20_000 + '"c"' + " )>>" * 20_000 + " .\n",
        ),
        (
            "t.rdf",
            '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa">'
            + "".join(f'<!ENTITY {two} "{"".join([f"&{one};"] * 64)}">' for one, two in ("ab", "bc", "cd", "de", "ef"))
            + ']><r xmlns="http://x/">&f;</r>',
        ),
    ],
)
def test_rdf_that_would_end_the_process_is_refused(name: str, content: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(CertregError) as caught:
        records(tmp_path / name)
    assert name in str(caught.value)


def test_a_column_that_is_not_there(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text("id,name\n1,Acme\n")
    with pytest.raises(UsageError, match=r'no column "nmae" \(did you mean "name"\?\)'):
        records(table, Columns(("nmae",)))


def test_codes_of_a_list_and_identifiers_elsewhere() -> None:
    engine = kg.load().engine
    found = {record.id.rpartition("/")[2] for record in of_graph(engine, codes=["product-category"]).records}
    assert {"kimchi", "desk-lamp"} <= found
    with pytest.raises(NotFound, match=r'no code list "product-categori" \(did you mean "product-category"'):
        of_graph(engine, codes=["product-categori"])
    (eu,) = [record for record in of_graph(engine).records if record.id.endswith("/id/eu")]
    assert "wikidata:q458" in eu.identifiers


def test_cited_pages_are_no_entities_and_organisations_can_be_asked_for() -> None:
    engine = kg.load().engine
    keys = {record.id.rpartition("/")[2] for record in of_graph(engine).records}
    assert {"cnca", "ccc", "south-korea"} <= keys
    assert not {"cnca-2021", "cnas-website"} & keys  # a report and a web page
    organisations = {record.id.rpartition("/")[2] for record in of_graph(engine, organisations=True).records}
    assert "cnca" in organisations
    assert not {"ccc", "south-korea", "cnca-2021", "kimchi"} & organisations
    sources = frozenset({names.NS + "Source"})
    assert "cnas-website" in {record.id.rpartition("/")[2] for record in of_graph(engine, sources).records}


def test_a_pipe_that_may_never_end_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "t.csv")
    with pytest.raises(EnvironmentFault, match="not a plain file"):
        records(tmp_path / "t.csv")


def test_the_valid_rows_of_mappings_are_read_and_the_others_reported(tmp_path: Path) -> None:
    path = tmp_path / "m.sssom.tsv"
    path.write_text(
        "#curie_map:\n#  ex: https://example.org/\n#mapping_set_id: https://example.org/s\n"
        "subject_id\tsubject_label\tpredicate_id\tobject_id\tmapping_justification\n"
        "ex:1\tAlder\tskos:exactMatch\tex:a\tsemapv:LexicalMatching\n"
        "ex:2\tBirch\tskos:exactMatch\texx:b\tsemapv:LexicalMatching\n"
        "sssom:NoTermFound\tCedar\tskos:exactMatch\tex:c\tsemapv:LexicalMatching\n"
    )
    dataset = read(str(path), NO_COLUMNS)
    assert list(dataset.records) == [LinkRecord("https://example.org/1", ("Alder",))]
    assert "1 invalid rows left out, the first: " in dataset.reading
    assert 'm.sssom.tsv:6: object_id: prefix "exx" is not in the curie_map' in dataset.reading


def test_the_subjects_of_mappings() -> None:
    path = shipped.DATA / "links" / "product-categories-cn.sssom.tsv"
    found = {record.names for record in read(str(path), NO_COLUMNS).records}
    assert ("kimchi",) in found


def test_names_with_other_separators_in_a_header(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text('id;"name, legal, trading, former";since\n1;Alder;2021-01-01\n')
    columns = Columns(("name, legal, trading, former",))
    assert records(tmp_path / "t.csv", columns) == [LinkRecord("1", ("Alder",))]
    (tmp_path / "u.csv").write_text("id|name, legal\n1|Alder, Birch\n")
    (given,) = read(str(tmp_path / "u.csv"), Columns(("name, legal",)), separator="|").records
    assert given == LinkRecord("1", ("Alder, Birch",))


def test_a_table_of_100_000_columns(tmp_path: Path) -> None:
    header = ",".join(f"c{column}" for column in range(100_000))
    (tmp_path / "t.csv").write_text(f"id,name,{header}\n1,Alder{',x' * 100_000}\n")
    assert records(tmp_path / "t.csv") == [LinkRecord("1", ("Alder",))]


def test_a_table_beyond_one_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dataset, "MOST_RECORDS", 3)
    table = tmp_path / "t.csv"
    table.write_text("id,name\n" + "".join(f"{row},Acme\n" for row in range(5)))
    with pytest.raises(LimitError, match="more than 3 records; --engine spark"):
        records(table)
