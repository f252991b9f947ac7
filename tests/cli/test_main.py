"""The command line as a whole: help, exit codes, streams."""

from __future__ import annotations

import importlib
import os
import re
import shlex
import subprocess
import sys

import click
import pytest

from kg.cli import COMMANDS


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_every_command_has_examples(kg, command):
    done = kg(command, "--help")
    assert done.returncode == 0
    assert "Examples:" in done.stdout
    assert f"kg {command}" in done.stdout


def numbers(command):
    """The options of a command that take a number with a fraction."""
    loaded = importlib.import_module(f"kg.cli.{command.replace('-', '_')}").command
    return [(loaded, each) for each in loaded.params if isinstance(each.type, click.types.FloatParamType)]


@pytest.mark.parametrize("given", ["nan", "inf", "-inf", "-1"])
@pytest.mark.parametrize(("command", "option"), [each for command in COMMANDS for each in numbers(command)], ids=str)
def test_no_option_takes_what_is_no_number_within_its_range(command, option, given):
    with pytest.raises(click.BadParameter):
        option.process_value(click.Context(command), given)


def examples(command):
    """The lines of a command's help that begin with `kg COMMAND`, as arguments."""
    epilog = importlib.import_module(f"kg.cli.{command.replace('-', '_')}").command.epilog
    lines = (re.split(r"\s{2,}|\s[|#]\s", line.strip())[0] for line in epilog.splitlines())
    return [shlex.split(line)[2:] for line in lines if line.startswith(f"kg {command}")]


@pytest.mark.parametrize(
    ("command", "arguments"), [(command, arguments) for command in COMMANDS for arguments in examples(command)]
)
def test_the_examples_of_the_help_can_be_typed(command, arguments):
    loaded = importlib.import_module(f"kg.cli.{command.replace('-', '_')}").command
    assert loaded.make_context(f"kg {command}", list(arguments)).params is not None


@pytest.mark.parametrize("command", COMMANDS)
def test_a_misspelt_option_is_wrong_use_in_every_command(kg, command):
    done = kg(command, "--no-such-option")
    assert (done.returncode, done.stdout) == (2, "")
    assert "no-such-option" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_misspelt_command_gets_the_nearest(kg):
    done = kg("biuld")
    assert done.returncode == 2
    assert 'did you mean "build"' in done.stderr


def test_a_reader_that_stops_early_is_no_error(own_cache):
    command = f"{sys.executable} -m kg sparql 'SELECT * {{ ?s ?p ?o }}' -f csv | head -n 1"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True)
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


@pytest.mark.parametrize(
    "arguments", [("ask",), ("ask", "partners"), ("show", "ccc"), ("path", "mfds", "ansi"), ("stats",)]
)
def test_colours_are_never_written_to_a_pipe(kg, arguments):
    assert "\x1b" not in kg(*arguments).stdout


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal, which Windows lacks")
@pytest.mark.parametrize(("environment", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_a_terminal_gets_colours_unless_it_asks_for_none(tmp_path, environment, coloured):
    import pty

    reader, writer = pty.openpty()
    inherited = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    env = {**inherited, "KG_CACHE": str(tmp_path), "TERM": "xterm-256color", **environment}
    command = [sys.executable, "-m", "kg", "ask", "partners"]
    done = subprocess.Popen(command, stdout=writer, stderr=subprocess.DEVNULL, env=env)
    os.close(writer)
    shown = b""
    try:
        while chunk := os.read(reader, 65536):
            shown += chunk
    except OSError:
        pass  # how Linux says that the other end is closed
    assert done.wait(300) == 0
    assert (b"\x1b[" in shown) is coloured


@pytest.mark.parametrize(
    ("arguments", "number", "says"),
    [
        (("ask", "partners"), 1, "standard input or output is closed"),
        (("export", "-f", "nq"), 1, "standard input or output is closed"),
        (("sparql", "-"), 0, "standard input or output is closed"),
        (("verify", "-"), 0, "standard input or output is closed"),
    ],
)
def test_a_closed_stream_is_reported_in_words(tmp_path, arguments, number, says):
    code = f"import os, sys; os.close({number}); os.execv(sys.executable, [sys.executable, '-m', 'kg', *sys.argv[1:]])"
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, timeout=300, cwd=tmp_path
    )
    assert done.returncode == 2
    assert says in done.stderr


def test_with_standard_error_closed_the_exit_code_still_tells(tmp_path):
    code = "import os, sys; os.close(2); os.execv(sys.executable, [sys.executable, '-m', 'kg', *sys.argv[1:]])"
    for arguments, status in ((("ask", "partners", "-o", "out.csv"), 0), (("ask", "nonsense"), 2)):
        done = subprocess.run([sys.executable, "-c", code, *arguments], timeout=300, cwd=tmp_path)
        assert done.returncode == status
    assert "internal error" not in (tmp_path / "out.csv").read_text()


@pytest.mark.parametrize("timeout", ["nan", "inf", "-1", "1e9"])
def test_a_time_limit_is_a_number_of_seconds(kg, timeout):
    for arguments in (("sparql", "ASK {}"), ("enrich", "-o", "x.nq")):
        done = kg(*arguments, "--endpoint", "http://127.0.0.1:9/", "--timeout", timeout)
        assert done.returncode == 2
        assert "--timeout" in done.stderr


def test_links_that_lead_to_themselves_are_wrong_use(kg, tmp_path):
    (tmp_path / "circle").symlink_to("circle")
    for arguments in (
        ("validate", "circle"),
        ("build", "-o", "b", "--data", "circle"),
        ("diff", "circle", "circle"),
        ("ask", "partners", "-o", "circle"),
        ("export", "--around", "haccp", "-f", "csv", "-o", "circle"),
        ("publish", "circle", "--bulk-folder", "x"),
        ("sparql", "circle/x.rq"),
        ("picture", "--around", "haccp", "-o", "circle/x.svg"),
    ):
        done = kg(*arguments)
        assert done.returncode == 2, (arguments, done.stderr)
        assert "internal error" not in done.stderr
