"""What commands share: the format by the ending of the file, languages, keys with -v, the pager."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from kg.cli import cli
from kg.errors import UsageError


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)

    def invoked(*arguments: str, **environment: str) -> Result:
        return CliRunner().invoke(cli, arguments, env=environment)

    return invoked


def refusal(result: Result) -> str:
    assert isinstance(result.exception, UsageError), result.output
    return str(result.exception)


@pytest.mark.parametrize(
    ("file", "start"),
    [
        ("p.csv", b"initiative,initiativeLabel,"),
        ("p.TSV", b"?initiative\t?initiativeLabel\t"),
        ("p.json", b"{"),
        ("p.xml", b"<?xml"),
        ("p.md", b"| initiative |"),
        ("p.xlsx", b"PK"),
        ("p.txt", b"initiative\n  reformed  "),
        ("plain", b"initiative\n  reformed  "),
    ],
)
def test_the_ending_of_the_file_gives_the_format(run, file: str, start: bytes) -> None:
    assert run("ask", "delegated", "-o", file, COLUMNS="80").exit_code == 0
    assert Path(file).read_bytes().startswith(start)


def test_a_given_format_comes_before_the_ending_and_in_any_case(run) -> None:
    assert run("ask", "reforms-by-kind", "-f", "CSV", "-o", "p.json").exit_code == 0
    assert Path("p.json").read_bytes().startswith(b"kind,kindLabel,reforms")


def test_an_ending_without_a_format_is_refused_with_those_there_are(run) -> None:
    for command in (["ask", "partners"], ["picture"], ["export"]):
        message = refusal(run(*command, "-o", "p.foo"))
        assert message.startswith("p.foo: no format has this ending; there are .")
    assert not Path("p.foo").exists()


def test_a_workbook_has_numbers_as_numbers(run) -> None:
    run("ask", "reforms-by-kind", "-o", "p.xlsx")
    rows = list(openpyxl.load_workbook("p.xlsx").active.values)
    assert rows[0] == ("kind", "kindLabel", "reforms")
    assert all(isinstance(row[2], int) for row in rows[1:])


def test_a_language_without_names_is_refused_with_those_there_are(run) -> None:
    for tag in ("xx", "zh-TW"):
        assert refusal(run("ask", "partners", "--lang", tag)) == (
            f'--lang "{tag}": nothing has a name in it; there are en, ko, zh-Hans'
        )
    assert run("ask", "reforms-by-kind", "--lang", "zh-hans").exit_code == 0


def test_keys_and_all_columns_come_with_v(run) -> None:
    narrow = run("ask", "agreements", COLUMNS="80").output
    assert "-v shows passage too" in narrow
    assert "(mou-haccp-2021)" not in narrow
    whole = run("ask", "agreements", "-v", COLUMNS="80").output
    assert "(mou-haccp-2021)" in whole
    assert "passage:" in whole
    assert run("ask", "-v", "agreements", COLUMNS="80").output == whole


def on_terminal(*arguments: str, lines: int, **environment: str) -> str:
    """What a command prints on a terminal of so many lines."""
    pty = pytest.importorskip("pty", reason="needs terminals as Unix has them")
    child, terminal = pty.fork()
    if child == 0:
        os.environ.update({"COLUMNS": "80", "LINES": str(lines), "TERM": "xterm", **environment})
        os.execv(sys.executable, [sys.executable, "-m", "kg", *arguments])
    printed = b""
    while True:
        try:
            part = os.read(terminal, 4096)
        except OSError:
            break
        if not part:
            break
        printed += part
    os.waitpid(child, 0)
    os.close(terminal)
    return printed.decode().replace("\r\n", "\n")


def test_a_long_answer_on_a_terminal_goes_through_the_pager() -> None:
    printed = on_terminal("ask", "reforms-by-kind", lines=5, KG_PAGER="sed s/^/paged:/", PAGER="false")
    assert all(line.startswith("paged:") for line in printed.splitlines())
    assert "paged:(15 rows)" in printed
    for more in ({"KG_PAGER": ""}, {"PAGER": "cat"}):
        assert "\n(15 rows)" in on_terminal("ask", "reforms-by-kind", lines=5, **more)


def test_a_short_answer_and_no_pager_print_at_once() -> None:
    assert "\n(15 rows)" in on_terminal("ask", "reforms-by-kind", lines=50, KG_PAGER="false")
    assert "\n(15 rows)" in on_terminal("ask", "reforms-by-kind", "--no-pager", lines=5, KG_PAGER="false")


@pytest.mark.parametrize(
    ("arguments", "environment"), [(["--lang", "zh"], {}), (["--lang", "zh-CN"], {}), ([], {"KG_LANG": "zh_CN.UTF-8"})]
)
def test_in_chinese_headings_and_questions_are_chinese_too(arguments, environment, own_cache):
    runner = CliRunner(env=environment)
    answer = runner.invoke(cli, ["ask", "partners", "--agency", "mfds", *arguments])
    assert answer.output.split()[:2] == ["合作方", "途径"]
    assert "(1 行)" in answer.output
    assert "哪些机构可颁发 CCC 证书" in runner.invoke(cli, ["ask", "ccc", *arguments]).output
    data = runner.invoke(cli, ["ask", "partners", "--agency", "mfds", "-f", "csv", *arguments]).output
    assert data.startswith("partner,partnerLabel,")
