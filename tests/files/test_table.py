"""Tables as people have them: the separator, the header, the encoding and the types of cells."""

from __future__ import annotations

import datetime
import decimal
import gzip
import json
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import pytest

from kg.errors import CertregError, DataError, EnvironmentFault, LimitError
from kg.files import jsonlines, table


def read(path: Path, **given: str) -> tuple[tuple[str, ...], list[tuple[int, Sequence[str]]]]:
    with table.opened(str(path), **given) as found:
        return found.columns, [(line, list(cells)) for line, cells in found.rows]


@pytest.mark.parametrize(
    ("content", "columns", "rows"),
    [
        ("a,b\n1,2\n", ("a", "b"), [(2, ["1", "2"])]),
        ("a|b|c\n1|2|3\n", ("a", "b", "c"), [(2, ["1", "2", "3"])]),
        ('a;"w, x, y, z";b\n1;2;3\n', ("a", "w, x, y, z", "b"), [(2, ["1", "2", "3"])]),
        ("a\tb\tw,x,y,z\n1\t2\t3,5\n", ("a", "b", "w,x,y,z"), [(2, ["1", "2", "3,5"])]),
        ('a;b\n1,5;"x\ny"\n\n2,5;z\n', ("a", "b"), [(2, ["1,5", "x\ny"]), (5, ["2,5", "z"])]),
        ('a,b\n"1;2;3","x;y"\n', ("a", "b"), [(2, ["1;2;3", "x;y"])]),
        ("a,b;c\n", ("a", "b;c"), []),
        ("only\nx\ny,z\n", ("only",), [(2, ["x"]), (3, ["y", "z"])]),
        ("sep=;\na;b\n1,2;3\n", ("a", "b"), [(3, ["1,2", "3"])]),
        ("\ufeffsep=|\r\na|b,c\r\n1|2\r\n", ("a", "b,c"), [(3, ["1", "2"])]),
        ("sep=~\na~b\n1~2\n", ("a", "b"), [(3, ["1", "2"])]),
        (" a ,b\n1,2\n", ("a", "b"), [(2, ["1", "2"])]),
        (f"{unicodedata.normalize('NFD', 'numéro')},b\n1,2\n", ("numéro", "b"), [(2, ["1", "2"])]),
        ("\u200ba\u200b,of\u00a0 body\n1,2\n", ("a", "of body"), [(2, ["1", "2"])]),
        ('\u202ea,"of\r\nbody\x07"\n1,2\n', ("a", "of body"), [(3, ["1", "2"])]),
    ],
)
def test_separator_and_header(
    tmp_path: Path, content: str, columns: tuple[str, ...], rows: list[tuple[int, list[str]]]
) -> None:
    file = tmp_path / "t.csv"
    file.write_text(content, "utf-8", newline="")
    assert read(file) == (columns, rows)


def test_a_separator_may_be_given(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("a;b,c\n1;2,3\n")
    assert read(file, separator=",") == (("a;b", "c"), [(2, ["1;2", "3"])])


def test_a_header_of_very_many_columns_is_read_at_once(tmp_path: Path) -> None:
    """Work on a header is linear: at a quadratic one, this test takes minutes."""
    names = [f"c{number}" for number in range(120_000)]
    file = tmp_path / "t.csv"
    file.write_text(f"{','.join(names)}\n{','.join('x' for _ in names)}\n")
    columns, rows = read(file)
    assert columns == tuple(names)
    assert len(rows[0][1]) == len(names)
    file.write_text(f"{','.join([*names, 'c7'])}\n")
    with pytest.raises(DataError, match='two columns are named "c7"'):
        read(file)


@pytest.mark.parametrize(
    ("content", "hint"),
    [
        ("id,name\n1,Für die Prüfung\n".encode("cp1252"), r"t\.csv:2: byte 11 .*--encoding cp1252"),
        ("id,price\n1,£5\n".encode("cp1252"), "--encoding cp1252"),
        ("id,name\n1,海关总署认证中心\n".encode("gb18030"), "--encoding gb18030"),
        (b"PK\x03\x04\x14\0\x06\0" + b"\0" * 50, r"a zip archive, as \.xlsx files are"),
        (gzip.compress(b"a,b\n1,2\n"), r"a gzip file; give it a name that ends in \.gz"),
        (b"PAR1\x15\x04\n", r"a Parquet file; give it a name that ends in \.parquet"),
        (b"%PDF-1.7\n%\xe2\xe3", "no text but a PDF"),
        ("a,b\n1,2\n".encode("utf-16"), "UTF-16 text"),
        ("a,b\n1,2\n".encode("utf-16-le"), "UTF-16 text"),
        (b"<!DOCTYPE html>\n<table>", "a web page"),
    ],
    ids=["German", "pound sign", "Chinese", "xlsx", "gzip", "Parquet", "PDF", "UTF-16", "UTF-16 without mark", "HTML"],
)
def test_the_hint_fits_what_the_file_is(tmp_path: Path, content: bytes, hint: str) -> None:
    file = tmp_path / "t.csv"
    file.write_bytes(content)
    with pytest.raises(DataError, match=hint):
        read(file)


@pytest.mark.parametrize("suffix", ["jsonl", "ndjson.gz"])
@pytest.mark.parametrize("backwards", [False, True])
def test_the_columns_of_json_lines_are_those_of_all_rows(tmp_path: Path, suffix: str, backwards: bool) -> None:
    file = tmp_path / f"t.{suffix}"
    rows = [{"id": "1", "name": "Birch"}, {"id": "2", "name": "Alder", "aliases": ["Elm", "Oak"], "from": None}]
    content = "\n\n".join(map(json.dumps, rows[::-1] if backwards else rows)).encode()
    file.write_bytes(gzip.compress(content) if suffix.endswith("gz") else content)
    columns, cells = read(file)
    assert sorted(columns) == ["aliases", "from", "id", "name"]
    found = {row["id"]: row for row in (dict(zip(columns, row, strict=True)) for _, row in cells)}
    assert found == {
        "1": {"id": "1", "name": "Birch", "aliases": "", "from": ""},
        "2": {"id": "2", "name": "Alder", "aliases": "Elm|Oak", "from": ""},
    }
    assert [line for line, _ in cells] == [1, 3]


@pytest.mark.parametrize(
    ("content", "error", "message"),
    [
        ('{"a": 1}\n[]\n', DataError, r"t\.jsonl:2: not an object"),
        ('{"a": 1}\n{"a"\n', DataError, r"t\.jsonl:2: no JSON"),
        ('{"a": 1}\n{"a": ' + "[" * 100_000 + "\n", DataError, r"t\.jsonl:2: no row: nested too deeply"),
        ('{"a": "x"}\n{"a": "\\ud800"}\n', DataError, r't\.jsonl:2: column "a": half of a character'),
        ('{"a": "' + "x" * 131_073 + '"}\n', DataError, r't\.jsonl:1: column "a": a cell of more than 131,072'),
        ("".join(f'{{"k{n}": 1}}\n' for n in range(jsonlines.MAX_COLUMNS + 1)), LimitError, "more than 16,384 "),
        ("", DataError, "an empty file"),
        ('{"a": NaN}\n', DataError, r"t\.jsonl:1: no JSON: NaN is not a value of JSON"),
        ('{"a": 1, "b": {"c": 1, "c": 2}}\n', DataError, r't\.jsonl:1: no JSON: the key "c" is there twice'),
    ],
    ids=["list", "cut off", "deep", "surrogate", "long cell", "keys as data", "nothing", "NaN", "key twice"],
)
def test_json_lines_that_are_no_table(tmp_path: Path, content: str, error: type[CertregError], message: str) -> None:
    file = tmp_path / "t.jsonl"
    file.write_text(content, "ascii")
    with pytest.raises(error, match=message):
        read(file)


def test_numbers_of_json_lines_keep_their_digits(tmp_path: Path) -> None:
    file = tmp_path / "t.jsonl"
    file.write_text('{"a": 1.10, "b": 12345678901234567890.5, "c": [1.50, 2], "d": {"e": 1.50}}\n')
    assert read(file)[1] == [(1, ["1.50", "1.10", "12345678901234567890.5", "1.50|2", '{"e": 1.5}'])]


def test_json_lines_come_from_a_file(tmp_path: Path) -> None:
    import os

    os.mkfifo(tmp_path / "t.jsonl")
    with pytest.raises(EnvironmentFault, match="have to be in a file"):
        read(tmp_path / "t.jsonl")


def test_parquet_says_what_json_lines_say_in_every_type(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow", reason="needs the extra bulk")
    parquet = pytest.importorskip("pyarrow.parquet", reason="needs the extra bulk")
    day = datetime.date(2021, 1, 1)
    columns = {
        " id ": pyarrow.array([b"A1", b"A2"], pyarrow.binary()),
        unicodedata.normalize("NFD", "numéro"): pyarrow.array([1, None], pyarrow.int64()),
        "aliases": pyarrow.array([["A", "B"], None]),
        "day": pyarrow.array([day, None]),
        "midnight": pyarrow.array([datetime.datetime(2021, 1, 1), None]),
        "noon": pyarrow.array([datetime.datetime(2021, 1, 1, 12, 30), None]),
        "price": pyarrow.array([decimal.Decimal("1E+3"), None], pyarrow.decimal128(10, 2)),
        "active": pyarrow.array([True, False]),
        "place": pyarrow.array([{"city": "北京"}, None]),
        "text": pyarrow.array(["x", ""]).dictionary_encode(),
    }
    parquet.write_table(pyarrow.table(columns), tmp_path / "t.parquet")
    named, rows = read(tmp_path / "t.parquet")
    assert named == ("id", "numéro", "aliases", "day", "midnight", "noon", "price", "active", "place", "text")
    assert rows == [
        (1, ["A1", "1", "A|B", *2 * ["2021-01-01"], "2021-01-01T12:30:00", "1000.00", "true", '{"city": "北京"}', "x"]),
        (2, ["A2", "", "", "", "", "", "", "false", "", ""]),
    ]


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ([b"ok", b"\xff\xfe"], r't\.parquet:2: column "a": bytes that are not UTF-8'),
        (["x", "y" * 131_073], "more than"),
    ],
)
def test_parquet_cells_that_are_no_text(tmp_path: Path, cells: list[object], message: str) -> None:
    pyarrow = pytest.importorskip("pyarrow", reason="needs the extra bulk")
    parquet = pytest.importorskip("pyarrow.parquet", reason="needs the extra bulk")
    parquet.write_table(pyarrow.table({"a": cells}), tmp_path / "t.parquet")
    with pytest.raises(DataError, match=message):
        read(tmp_path / "t.parquet")


def test_a_long_table_with_carriage_returns_alone_is_read_in_pieces(tmp_path, monkeypatch):
    monkeypatch.setattr(table, "MAX_LINE", 7)
    path = tmp_path / "mac.csv"
    path.write_bytes(b"a,b\r" + b"1,2\r" * 1000 + b"3,4")
    with table.opened(str(path)) as opened:
        rows = list(opened.rows)
    assert len(rows) == 1001 and rows[-1] == (1002, ["3", "4"])


def test_a_line_without_end_is_refused_where_lines_end_in_carriage_returns(tmp_path):
    path = tmp_path / "mac.csv"
    path.write_bytes(b"a,b\r1,2\r" + b"x" * (table.MAX_LINE + 10))
    with pytest.raises(DataError, match="a line of more than"), table.opened(str(path)) as opened:
        list(opened.rows)
