"""Exported Mermaid charts, drawn by Mermaid itself in a real browser."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from kg.export import Wanted, export
from kg.network.subgraph import Part

pytestmark = pytest.mark.chromium

NPM = shutil.which("npm")


@pytest.fixture(scope="module")
def library():
    """Mermaid's script, where npm keeps what is installed for all."""
    if NPM is None:
        pytest.skip("no npm: tests/browser/install.sh needs it to install Mermaid")
    root = subprocess.run([NPM, "root", "--global"], capture_output=True, text=True, check=True).stdout.strip()
    path = Path(root) / "mermaid" / "dist" / "mermaid.min.js"
    if not path.is_file():
        pytest.skip("no Mermaid: tests/browser/install.sh installs it")
    return path


@pytest.mark.parametrize(
    "part", [Part(), Part(around="haccp"), Part(classes=("Reform",))], ids=["whole", "around", "class"]
)
def test_mermaid_draws_every_entity_and_relation(browser, library, graph, part):
    chart = b"".join(export(graph, "mermaid", Wanted(part))[""]).decode()
    tab = browser.new_page()
    tab.add_script_tag(path=str(library))
    drawn = tab.evaluate(
        "async (chart) => { mermaid.initialize({startOnLoad: false, maxEdges: 5000, maxTextSize: 1e7});"
        " const made = await mermaid.render('chart', chart); const box = document.createElement('div');"
        " box.innerHTML = made.svg; document.body.append(box);"
        " return [box.querySelectorAll('.node').length,"
        " box.querySelectorAll('.edgePaths > path, .edgePath > path').length,"
        " box.querySelector('.node').textContent.trim()]; }",
        chart,
    )
    lines = chart.splitlines()
    nodes = sum("]:::" in line for line in lines)
    edges = sum("-->|" in line for line in lines)
    assert drawn[:2] == [nodes, edges]
    assert len(drawn[2]) > 3
    tab.close()
