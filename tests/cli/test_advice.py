"""What messages advise can be typed: the commands and options exist, and so do the extras."""

from __future__ import annotations

import ast
import importlib
import re
import tomllib
from pathlib import Path

import pytest

from kg.ask import library
from kg.cli import COMMANDS
from kg.errors import MissingExtra

ROOT = Path(__file__).parent.parent.parent
EXTRAS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]


def texts() -> list[tuple[str, str]]:
    """(file, text) of every string in the package."""
    return [
        (path.name, node.value)
        for path in sorted((ROOT / "kg").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]


def test_every_command_that_a_text_names_exists_with_its_options() -> None:
    wrong = []
    for file, text in texts():
        for name, rest in re.findall(r"`kg ([a-z][a-z-]*)([^`\n]*)`", text):
            if name not in COMMANDS:
                wrong.append((file, name))
                continue
            command = importlib.import_module(f"kg.cli.{name.replace('-', '_')}").command
            known = {option for parameter in command.params for option in parameter.opts} | {"--help", "-h"}
            if name == "ask":
                known |= {
                    f"--{one.name.replace('_', '-')}"
                    for question in library.questions().values()
                    for one in question.parameters
                } | {"--checked", "--as-of", "--store"}
            wrong += [(file, name, option) for option in re.findall(r"(?<!\S)--?[a-z-]+", rest) if option not in known]
    assert not wrong


@pytest.mark.parametrize("where", ["kg", "tests", "docs"])
def test_every_extra_that_a_text_names_is_installed_from_the_folder(where: str) -> None:
    named = {
        (path.name, whole, extra)
        for path in (ROOT / where).rglob("*")
        if path.suffix in (".py", ".md") and path != Path(__file__)
        for whole, extra in re.findall(r"pip install (?:-e )?'([^'\[{]*)\[([a-z,-]+)\]'", path.read_text("utf-8"))
    }
    assert {(whole, set(extra.split(",")) <= set(EXTRAS)) for _, whole, extra in named} <= {(".", True)}


def test_a_missing_extra_says_how_to_install_it() -> None:
    calls = [
        node.args[1].value
        for path in (ROOT / "kg").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "MissingExtra"
    ]
    assert set(calls) <= set(EXTRAS) and len(calls) > 5
    assert (
        str(MissingExtra("kg link", "link"))
        == "kg link needs the extra link: pip install '.[link]' in certreg's folder"
    )
