"""`kg ARGUMENTS` in a process of its own that starts at once: a fork of one that has imported the commands.

Starting Python and importing takes a quarter of a second, often more than the command itself, and hundreds of tests run
one. What a start is about (streams that are closed, modules that are missing) is for `subprocess` and `python -m kg`.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from kg import cli

_START = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
_PROCESSES = multiprocessing.get_context(_START)
_PROCESSES.set_forkserver_preload(
    ["kg.records.assemble", *(f"kg.cli.{command.replace('-', '_')}" for command in cli.COMMANDS)]
)


def kg(
    arguments: Iterable[str],
    *,
    text: str = "",
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    merged: bool = False,
    timeout: float = 600,
) -> subprocess.CompletedProcess[str]:
    """Run `kg ARGUMENTS` on this input, in this folder and environment; gives its exit code and what it printed.

    `merged` puts standard error in its place among the lines of standard output. Raises TimeoutExpired.
    """
    given = list(arguments)
    with tempfile.TemporaryDirectory() as folder:
        streams = [Path(folder) / name for name in ("in", "out", "out" if merged else "err")]
        streams[0].write_bytes(text.encode())
        process = _PROCESSES.Process(target=_run, args=(given, streams, cwd or Path.cwd(), env or dict(os.environ)))
        process.start()
        process.join(timeout)
        if process.exitcode is None:
            process.kill()
            raise subprocess.TimeoutExpired(["kg", *given], timeout)
        printed = [stream.read_text("utf-8") if stream.exists() else "" for stream in streams[1:]]
    return subprocess.CompletedProcess(["kg", *given], process.exitcode, printed[0], "" if merged else printed[1])


def _run(arguments: list[str], streams: list[Path], cwd: Path, env: Mapping[str, str]) -> None:
    """In the process of its own: take the streams, folder and environment of the command, and be it."""
    for number, (stream, name, mode) in enumerate(zip(streams, ("stdin", "stdout", "stderr"), "rww", strict=True)):
        os.dup2(os.open(stream, os.O_RDWR | os.O_CREAT | os.O_APPEND), number)
        buffering = 1 if name == "stderr" else -1  # a line at a time, as Python does
        setattr(sys, name, os.fdopen(number, mode, buffering, "utf-8"))
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(env)
    sys.argv = ["kg", *arguments]
    cli.main()
