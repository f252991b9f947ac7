"""The README tells the truth: its sessions are run, its Python is run, its files exist, its counts are right.

A console block is a list of `$ kg …` commands, each followed by what it prints (both streams); `…` on a line of its
own stands for lines left out. `python tests/test_readme.py` rewrites those outputs after a deliberate change; read the
difference before you commit it.
"""

from __future__ import annotations

import doctest
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
TEXT = README.read_text("utf-8")
BLOCKS = re.findall(r"^```console\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)

#: What `kg validate mistakes.yaml` in the README reads: three typical mistakes.
MISTAKES = """\
source: cnca-2021
passages:
  - section: "9.9"
    quote: these are words of ours
    records:
      - id: my-agreement
        type: Memorandom
        label: {en: An agreement}
        party: [cnca, mfdss]
        concern: [haccp]
"""


def sessions() -> list[tuple[str, str]]:
    """(command, what the README says it prints) of every console block."""
    found = []
    for block in BLOCKS:
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            found.append((command, output))
    return found


def printed(command: str, folder: Path) -> str:
    """What a command prints, on both streams, without blanks at line ends."""
    (folder / "mistakes.yaml").write_text(MISTAKES, "utf-8")
    program, *arguments = shlex.split(command)
    assert program == "kg"
    done = subprocess.run(
        [sys.executable, "-m", "kg", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd=folder,
        env={name: value for name, value in os.environ.items() if name not in ("KG_DATA", "KG_ENDPOINT")},
        timeout=60,
    )
    lines = done.stdout.decode().replace("\r\n", "\n").splitlines()
    return "".join(f"{line.rstrip()}\n" for line in lines)


@pytest.mark.parametrize(("command", "said"), sessions(), ids=[command for command, _ in sessions()])
def test_a_session_of_the_readme_prints_what_it_says(command, said, tmp_path):
    assert said.strip(), "the README shows no output"
    pattern = ".*\n".join(re.escape(part) for part in re.split(r"^…\n", said, flags=re.MULTILINE))
    assert re.fullmatch(pattern, printed(command, tmp_path), re.DOTALL)


def test_a_whole_country_comes_as_the_readme_says(tmp_path):
    """Each of its lines, of a smaller country; but what needs a server or is one."""
    block = TEXT.partition("## A whole country")[2].partition("```bash\n")[2].partition("```")[0]
    lines = [line for line in block.splitlines() if not line.startswith(("kg publish", "kg serve"))]
    assert len(lines) > 5
    (tmp_path / "benchmarks").symlink_to(ROOT / "benchmarks")
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", "\n".join(lines).replace("--scale 0.01", "--scale 0.001")],
        cwd=tmp_path,
        env={**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert "China Compulsory Certification (ccc)" in done.stdout


def test_the_python_of_the_readme_runs():
    code = "\n".join(re.findall(r"^```python\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE))
    test = doctest.DocTestParser().get_doctest(code, {}, "README", str(README), 0)
    assert test.examples
    assert doctest.DocTestRunner(verbose=False).run(test).failed == 0


def test_every_file_and_folder_the_readme_names_exists():
    named = set(re.findall(r"`([\w./-]+(?:/|\.(?:md|ttl|yaml|cff|py)))`", TEXT))
    named -= {"build/", "certreg.ttl", "mistakes.yaml"}
    assert not {name for name in named if not (ROOT / name).exists()}


def test_every_command_the_readme_names_exists():
    from kg.cli import COMMANDS

    assert not set(re.findall(r"\bkg ([a-z]{3,})\b", "\n".join(re.findall(r"`([^`\n]+)`", TEXT)))) - set(COMMANDS)


def contents() -> str:
    """The tables of "What is inside": sources with dates, and how much there is of each class."""
    import kg
    from kg.describe.stats import stats

    graph = kg.load()
    counts = [row for row in stats(graph.engine) if row["about"] == "class"]
    skipped = {"claim", "partner organisation"}  # derived: they repeat what agreements and documents say
    listed = ", ".join(f"{row['count']} {row['ofLabel']}" for row in counts if row["ofLabel"] not in skipped)
    sources = graph.query(
        "SELECT ?source ?date (COUNT(DISTINCT ?figure) AS ?figures) (COUNT(DISTINCT ?passage) AS ?passages) WHERE {"
        " ?passage cr:inSource ?source . ?source cr:date ?date ."
        " OPTIONAL { GRAPH ?passage { ?figure a cr:Observation } } } GROUP BY ?source ?date ORDER BY ?date ?source"
    )
    names = {row["source"]: row["sourceLabel"] for row in graph.ask("sources")}
    lines = [
        f"| {names[row['source']]} (`{row['source']}`) | {row['date']} | {row['passages']} | {row['figures']} |"
        for row in sources
    ]
    head = ["| dated source | published | passages | figures |", "|---|---|---|---|"]
    return "\n".join(["", *head, *lines, "", f"By class: {listed}.", ""])


CONTENTS = re.compile(r"(?<=<!-- contents -->\n).*?(?=<!-- /contents -->)", re.DOTALL)


def test_the_counts_are_those_of_the_graph():
    assert CONTENTS.search(TEXT).group() == contents()


def rewrite() -> None:
    """Put today's outputs into the README."""
    import tempfile

    text = TEXT
    for block in BLOCKS:
        parts = []
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command = part.partition("\n")[0]
            with tempfile.TemporaryDirectory() as folder:
                parts.append(f"$ {command}\n{printed(command, Path(folder))}")
        text = text.replace(f"```console\n{block}```", f"```console\n{''.join(parts)}```")
    README.write_text(CONTENTS.sub(lambda _: contents(), text), "utf-8")


@pytest.mark.skipif("CERTREG_REPORT" not in os.environ, reason="needs the report; CERTREG_REPORT names its file")
def test_what_the_report_bears_out_and_covers_is_as_told() -> None:
    import kg
    from kg import shipped
    from kg.extract import coverage, formats, verify
    from kg.extract.outline import outline

    engine, report = kg.load().engine, outline(formats.read(os.environ["CERTREG_REPORT"]).text)
    findings = verify.verify(engine, report)
    kinds = [sum(one.kind == kind for one in findings) for kind in (verify.QUOTE, verify.FIGURE, verify.NAME)]
    told = re.search(r"all (\d+) claims are: (\d+) quotes, (\d+) figures, (\d+) names", TEXT.replace("\n", " "))
    assert told and [int(number) for number in told.groups()] == [len(findings), *kinds]
    assert all(one.supported for one in findings)
    _, left_out = coverage.read_left_out(shipped.DATA / "cnca-2021" / coverage.FILE)
    for row in coverage.summary(coverage.coverage(engine, report, left_out)):
        kind, *counts = row.values()
        name = "quoted titles" if kind == "titles" else kind
        assert f"| {name} | {' | '.join(map(str, counts))} |" in TEXT


if __name__ == "__main__":
    rewrite()
