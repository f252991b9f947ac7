"""The command line as a whole: help, exit codes, streams."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from kg.cli import COMMANDS


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_every_command_has_examples(kg, command):
    done = kg(command, "--help")
    assert done.returncode == 0
    assert "Examples:" in done.stdout
    assert f"kg {command}" in done.stdout


def test_a_misspelt_command_gets_the_nearest(kg):
    done = kg("biuld")
    assert done.returncode == 2
    assert 'did you mean "build"' in done.stderr


def test_a_reader_that_stops_early_is_no_error(tmp_path):
    command = f"{sys.executable} -m kg sparql 'SELECT * {{ ?s ?p ?o }}' | head -n 1"
    env = {**os.environ, "KG_CACHE": str(tmp_path)}
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, env=env)
    assert done.returncode == 0
    assert done.stderr == ""


def test_records_that_are_wrong_exit_with_1_and_say_where(kg, tmp_path):
    (tmp_path / "mine.yaml").write_text("source: cnca-2021\nrecords:\n  - id: x\n    type: Agrement\n", "utf-8")
    done = kg("ask", "partners", "--data", "mine.yaml")
    assert done.returncode == 1
    assert 'mine.yaml:4:11: no class "Agrement" (did you mean "Agreement"' in done.stderr
    assert "Traceback" not in done.stderr


def test_a_missing_folder_exits_with_2(kg):
    done = kg("ask", "partners", "--data", "nowhere")
    assert done.returncode == 2
    assert "nowhere" in done.stderr


def test_an_unwritable_output_exits_with_2(kg):
    done = kg("ask", "partners", "-o", "no/such/folder/x.csv")
    assert done.returncode == 2


def test_completion_offers_questions(kg):
    done = kg(env={"_KG_COMPLETE": "bash_complete", "COMP_WORDS": "kg ask part", "COMP_CWORD": "2"})
    assert "partners" in done.stdout


def test_colours_are_never_written_to_a_pipe(kg):
    assert "\x1b" not in kg("ask", "partners").stdout
