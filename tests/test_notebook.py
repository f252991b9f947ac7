"""docs/notebook.ipynb runs, and its stored outputs are of the kinds that it gives.

The cells run in this process, one after the other, as a notebook runs them: what a cell prints, and the value of its
last line, are its output. `python tests/test_notebook.py` stores today's outputs; read the difference.
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
from pathlib import Path
from typing import Any

import pytest

NOTEBOOK = Path(__file__).parent.parent / "docs" / "notebook.ipynb"


def outputs(notebook: dict[str, Any]) -> list[list[dict[str, Any]]]:
    """The outputs of each code cell."""
    space: dict[str, Any] = {"__name__": "__main__"}
    found = []
    for number, cell in enumerate((one for one in notebook["cells"] if one["cell_type"] == "code"), start=1):
        tree = ast.parse("".join(cell["source"]))
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        printed, value = io.StringIO(), None
        with contextlib.redirect_stdout(printed):
            exec(compile(tree, f"<cell {number}>", "exec"), space)
            if isinstance(last, ast.Expr):
                value = eval(compile(ast.Expression(last.value), f"<cell {number}>", "eval"), space)
        made: list[dict[str, Any]] = []
        if printed.getvalue():
            made.append({"name": "stdout", "output_type": "stream", "text": lines(printed.getvalue())})
        if value is not None:
            data = {"text/html": lines(value._repr_html_())} if hasattr(value, "_repr_html_") else {}
            data["text/plain"] = lines(repr(value))
            made.append({"data": data, "execution_count": number, "metadata": {}, "output_type": "execute_result"})
        found.append(made)
    return found


def kind(output: dict[str, Any]) -> tuple[str, ...]:
    """What an output is; the figures in it change with the records."""
    return output["output_type"], *sorted(output.get("data", {})), *(("text",) if output.get("text") else ())


def lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


@pytest.mark.ci
def test_the_notebook_runs_and_its_outputs_are_stored() -> None:
    pytest.importorskip("pandas", reason="needs pandas: pip install '.[test]'")
    notebook = json.loads(NOTEBOOK.read_text("utf-8"))
    stored = [cell["outputs"] for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert len(stored) > 5
    assert [list(map(kind, made)) for made in outputs(notebook)] == [list(map(kind, made)) for made in stored]


def test_the_notebook_is_one_that_programs_open() -> None:
    notebook = json.loads(NOTEBOOK.read_text("utf-8"))
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    assert len({cell["id"] for cell in notebook["cells"]}) == len(notebook["cells"])
    for cell in notebook["cells"]:
        assert cell["cell_type"] in ("code", "markdown") and cell["metadata"] == {}


def rewrite() -> None:
    """Store today's outputs."""
    notebook = json.loads(NOTEBOOK.read_text("utf-8"))
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    for number, (cell, made) in enumerate(zip(cells, outputs(notebook), strict=True), start=1):
        cell["outputs"], cell["execution_count"] = made, number
    NOTEBOOK.write_text(json.dumps(notebook, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    rewrite()
