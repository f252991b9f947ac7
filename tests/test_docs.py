"""The README and docs/ state what is true: sessions run, commands parse, paths, ports and counts hold.

A console block is a list of `$ kg …` commands, each followed by what it prints (both streams); `…` on a line of its
own stands for omitted lines. Text between `<!-- NAME -->` and `<!-- /NAME -->` is generated.
`python tests/test_docs.py` rewrites outputs and generated text after a deliberate change; read the difference.
"""

from __future__ import annotations

import doctest
import importlib
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import processes
import pytest

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
PAGES = [README, *sorted((ROOT / "docs").rglob("*.md")), ROOT / "CONTRIBUTING.md"]
TEXTS = {str(page.relative_to(ROOT)): page.read_text("utf-8") for page in PAGES}

#: The width of the terminal that the pages show.
WIDTH = 100

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


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def sessions(text: str) -> list[tuple[str, str]]:
    """(command, what the page shows as its output) of every console block."""
    parts = [part for block in blocks(text, "console") for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]]
    return [(part.partition("\n")[0], part.partition("\n")[2]) for part in parts]


SESSIONS = [(page, *session) for page, text in TEXTS.items() for session in sessions(text)]


def printed(command: str, folder: Path) -> str:
    """What a command prints, on both streams, without blanks at line ends."""
    (folder / "mistakes.yaml").write_text(MISTAKES, "utf-8")
    program, *arguments = shlex.split(command)
    assert program == "kg"
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("KG_") or name == "KG_CACHE"}
    done = processes.kg(arguments, cwd=folder, env={**inherited, "COLUMNS": str(WIDTH)}, merged=True)
    lines = done.stdout.replace("\r\n", "\n").splitlines()
    return "".join(f"{line.rstrip()}\n" for line in lines)


@pytest.mark.parametrize(("page", "command", "output"), SESSIONS, ids=[f"{page}: {line}" for page, line, _ in SESSIONS])
def test_a_session_prints_what_the_page_shows(page, command, output, tmp_path):
    assert output.strip(), f"{page} shows no output"
    pattern = ".*\n".join(re.escape(part) for part in re.split(r"^…\n", output, flags=re.MULTILINE))
    assert re.fullmatch(pattern, printed(command, tmp_path), re.DOTALL)


def commands(text: str) -> Iterator[list[str]]:
    """The arguments of every `kg …` line in the code of a page."""
    lines = [line for block in blocks(text, "bash") for line in block.replace("\\\n", " ").splitlines()]
    lines += [line for block in blocks(text, "console") for line in block.splitlines() if line.startswith("$ ")]
    for line in lines:
        bare = re.sub(r"^\$ |^[A-Z_]+=\S+ |(?<!\S)#.*$|[;|>&].*$", "", line) if "'" not in line else line
        words = shlex.split(re.sub(r"^\$ |^[A-Z_]+=\S+ ", "", bare), comments=True)
        if words[:1] == ["kg"]:
            yield words[1 : words.index("|") if "|" in words else None]


COMMANDS_SHOWN = [(page, arguments) for page, text in TEXTS.items() for arguments in commands(text)]


@pytest.mark.parametrize(
    ("page", "arguments"), COMMANDS_SHOWN, ids=[f"{page}: {' '.join(words)}" for page, words in COMMANDS_SHOWN]
)
def test_a_command_that_a_page_shows_can_be_typed(page, arguments, tmp_path, monkeypatch):
    from click import Abort, ClickException

    from kg.ask import library
    from kg.cli import COMMANDS

    monkeypatch.chdir(tmp_path)
    name, *rest = arguments
    if name.startswith("-"):
        return
    assert name in COMMANDS, f"{page}: no command {name}"
    subjects = {question.subject for question in library.questions().values()}
    in_words = len(rest) > 1 and not any(word.startswith("-") for word in rest)
    if name == "ask" and rest[0] not in {*library.questions(), *subjects} and not in_words:
        assert f"$ kg {' '.join(arguments)}\nkg: no question" in TEXTS[page], f"{page}: no question {rest[0]}"
        return
    module = importlib.import_module(f"kg.cli.{name.replace('-', '_')}")
    try:
        module.command.make_context(f"kg {name}", list(rest), resilient_parsing="--help" in rest)
    except (ClickException, Abort) as fault:
        # A file of the reader's own need not exist; an option or a value that no command takes is a mistake.
        assert "does not exist" in str(getattr(fault, "message", fault)), f"{page}: {' '.join(arguments)}: {fault}"


def test_every_option_in_a_sentence_exists():
    from kg.cli import COMMANDS

    unknown = set()
    for page, text in TEXTS.items():
        for name, rest in re.findall(r"`kg ([a-z-]+)([^`\n]*)`", text):
            if name == "ask" or name not in COMMANDS:
                continue  # the parameters of questions are options too; unknown commands are listed below
            command = importlib.import_module(f"kg.cli.{name.replace('-', '_')}").command
            known = {option for parameter in command.params for option in parameter.opts} | {"--help"}
            unknown |= {(page, name, option) for option in re.findall(r"(?<!\S)--[a-z-]+", rest) if option not in known}
        unknown |= {(page, name) for name in re.findall(r"`kg ([a-z-]+)\b", text) if name not in COMMANDS}
    assert not unknown


#: The ports that other programs open unless it is set otherwise.
PEERS = {"Virtuoso": "8890", "Fuseki": "3030", "Oxigraph": "7878"}


def test_every_port_is_one_that_a_command_opens():
    for page, text in TEXTS.items():
        opened = {"8080", *re.findall(r"--port (\d+)", text)}
        opened |= {port for name, port in PEERS.items() if name in text}
        assert set(re.findall(r"(?:127\.0\.0\.1|localhost):(\d+)", text)) <= opened, page


def test_every_path_and_link_of_a_page_exists():
    missing = set()
    for page, text in TEXTS.items():
        folder = (ROOT / page).parent
        prose = re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE)
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", prose):
            if not target.startswith("http") and not (folder / target).exists():
                missing.add((page, target))
        tops = "kg|data|docs|queries|ontology|tests|benchmarks|\\.ci"
        for path in re.findall(rf"`((?:{tops})/[\w./*-]*)`", prose):
            if not any(ROOT.glob(path.rstrip("/"))) and "NAME" not in path and "SUBJECT" not in path:
                missing.add((page, path))
    assert not missing


def test_every_page_is_in_the_index():
    index = TEXTS["docs/README.md"]
    pages = {page.removeprefix("docs/") for page in TEXTS if page.startswith("docs/")} - {"README.md"}
    assert pages == set(re.findall(r"\]\(([\w/-]+\.md)\)", index))


def test_the_python_of_the_readme_runs():
    code = "\n".join(blocks(TEXTS["README.md"], "python"))
    test = doctest.DocTestParser().get_doctest(code, {}, "README", str(README), 0)
    assert test.examples
    assert doctest.DocTestRunner(verbose=False).run(test).failed == 0


@pytest.mark.ci
def test_the_country_of_the_registers_page_is_made_as_shown(tmp_path):
    """Each line but those that need a server or start one, for a smaller country."""
    (block,) = [block for block in blocks(TEXTS["docs/registers.md"], "bash") if "benchmarks/register.py" in block]
    lines = [line for line in block.splitlines() if not line.startswith(("kg publish", "kg serve"))]
    assert len(lines) > 4
    (tmp_path / "benchmarks").symlink_to(ROOT / "benchmarks")
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", "\n".join(lines).replace("--scale 0.01", "--scale 0.001")],
        cwd=tmp_path,
        env={**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    assert "China Compulsory" in done.stdout


#: The classes of the README's table, those most asked for first, each with an entity as an example.
EXAMPLES = {
    "certification scheme": "ccc",
    "regulatory agency": "cnca",
    "accreditation body": "cnas",
    "reform": "ccc-reform-2021",
    "listed product": "ccc-product-cord-sets",
    "exemption case": "ccc-exempt-personal-goods",
    "memorandum": "mou-haccp-2021",
    "recognition arrangement": "mra-eu-australia",
    "legal act": "certification-regulations",
    "standard": "iso-13485-2016",
    "figure": "valid-certificates-2021",
}


def contents() -> str:
    """What the graph holds: for the classes most asked for, the number of members and one of them."""
    import kg
    from kg.describe.stats import stats

    graph = kg.load()
    counts = {row["ofLabel"]: row["count"] for row in stats(graph.engine) if row["about"] == "class"}
    rows = []
    for label, key in EXAMPLES.items():
        query = f"SELECT ?name {{ id:{key} rdfs:label ?name FILTER(lang(?name) = 'en') }}"
        ((name,),) = graph.engine.select(query).rows
        rows.append(f"| {label} | {counts[label]:,} | {name.value} (`{key}`) |")
    dates = [str(row["published"])[:4] for row in graph.ask("sources") if row["published"]]
    head = (
        f"{counts['passage']} passages of {counts['source']} sources, published from {min(dates)} to {max(dates)}. The "
        "classes asked for most:"
    )
    foot = "`kg stats` counts all classes, `kg ask sources` lists the sources, and `kg show ccc` describes an entity."
    return "\n".join(["", head, "", "| class | number | for example |", "|---|---|---|", *rows, "", foot, ""])


def record() -> str:
    """The record of the memorandum on HACCP, as it is in the data."""
    chapter = (ROOT / "data" / "cnca-2021" / "chapter-2.yaml").read_text("utf-8")
    found = re.search(r"^ {6}- id: mou-haccp-2021\n(?: {8}.*\n)+", chapter, re.MULTILINE)
    assert found
    return f"\n```yaml\n{found.group()}```\n"


def export_formats() -> str:
    """The table of `kg export`'s formats."""
    from kg.export import FORMATS

    rows = [f"| `{name}` | {form.ending or 'a folder'} | {form.opens} |" for name, form in FORMATS.items()]
    return "\n".join(["", "| format | ending | opens in |", "|---|---|---|", *rows, ""])


def build_files() -> str:
    """The table of the files that `kg build` writes."""
    from kg.build import write

    rows = [f"| `{name}` | `{media_type}` |" for name, (media_type, *_) in write.FILES.items()]
    return "\n".join(["", "| file | media type |", "|---|---|", *rows, ""])


#: Marker -> (page, what stands between its two comments).
GENERATED: dict[str, tuple[str, Callable[[], str]]] = {
    "contents": ("README.md", contents),
    "record": ("README.md", record),
    "export-formats": ("docs/exporting.md", export_formats),
    "build-files": ("docs/exporting.md", build_files),
}


def between(marker: str) -> re.Pattern[str]:
    return re.compile(rf"(?<=<!-- {marker} -->\n).*?(?=<!-- /{marker} -->)", re.DOTALL)


def test_the_formats_of_answers_are_those_that_the_code_has():
    from kg.ask import render

    (row,) = re.findall(r"^\| `-f FORMAT` \|(.*)\|$", TEXTS["docs/asking.md"], re.MULTILINE)
    assert tuple(re.findall(r"`(\w+)`", row)) == render.FORMATS


@pytest.mark.parametrize("marker", GENERATED)
def test_generated_text_is_up_to_date(marker):
    page, make = GENERATED[marker]
    found = between(marker).search(TEXTS[page])
    assert found and found.group() == make()


@pytest.mark.skipif("CERTREG_REPORT" not in os.environ, reason="needs the report; CERTREG_REPORT names its file")
@pytest.mark.parametrize("marker", ["verified", "covered"])
def test_what_the_report_supports_and_covers_is_as_stated(marker):
    found = between(marker).search(TEXTS["docs/reports.md"])
    assert found and found.group() == against_the_report(marker)


def against_the_report(marker: str) -> str:
    """What `kg verify` and `kg coverage` find with the report."""
    import kg
    from kg import shipped
    from kg.extract import coverage, formats, verify
    from kg.extract.outline import outline

    engine, report = kg.load().engine, outline(formats.read(os.environ["CERTREG_REPORT"]).text)
    if marker == "verified":
        findings = verify.verify(engine, report)
        assert all(one.supported for one in findings)
        counts = Counter(one.kind for one in findings)
        listed = ", ".join(f"{count} {kind}s" for kind, count in counts.items())
        return f"\nFor the shipped report it supports all {len(findings)} claims: {listed}.\n"
    _, left_out = coverage.read_left_out(shipped.DATA / "cnca-2021" / coverage.FILE)
    rows = coverage.summary(coverage.coverage(engine, report, left_out))
    lines = [f"| {' | '.join(str(value) for value in row.values())} |" for row in rows]
    head = "| mentioned in the report | in all | in the graph | left out, with a reason | missing |"
    return "\n".join(["", head, "|---|---|---|---|---|", *lines, ""])


def rewrite() -> None:
    """Put today's outputs and generated text into the pages."""
    for page, text in TEXTS.items():
        new = text
        for block in blocks(text, "console"):
            parts = []
            for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
                command = part.partition("\n")[0]
                with tempfile.TemporaryDirectory() as folder:
                    parts.append(f"$ {command}\n{printed(command, Path(folder))}")
            new = new.replace(f"```console\n{block}```", f"```console\n{''.join(parts)}```")
        for marker, (where, make) in GENERATED.items():
            if where == page:
                made = make()
                new = between(marker).sub(lambda _, made=made: made, new)
        if page == "docs/reports.md" and "CERTREG_REPORT" in os.environ:
            for marker in ("verified", "covered"):
                made = against_the_report(marker)
                new = between(marker).sub(lambda _, made=made: made, new)
        if new != text:
            (ROOT / page).write_text(new, "utf-8")


if __name__ == "__main__":
    rewrite()
