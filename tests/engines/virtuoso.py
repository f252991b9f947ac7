"""A Virtuoso 7 server of a test's own: started in an empty folder on free ports of this machine, filled, stopped."""

from __future__ import annotations

import secrets
import shutil
import socket
import subprocess
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Quad, RdfFormat

from kg.rdf.serialize import serialize

#: Creating its database takes Virtuoso 3 s on two cores; a machine ten times as slow still starts in time.
START_SECONDS = 60
PROGRAMS = ("virtuoso-t", "isql-vt")

_INI = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
ErrorLogLevel = 7
FileExtend = 200
TempStorage = TempDatabase
[TempDatabase]
DatabaseFile = {folder}/temp.db
TransactionFile = {folder}/temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
LiteMode = 0
ServerThreads = 10
CheckpointInterval = 0
SchedulerInterval = 0
CaseMode = 2
DirsAllowed = {folder}
NumberOfBuffers = {buffers}
MaxDirtyBuffers = {dirty}
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {folder}
ServerThreads = 5
EnabledGzipContent = 0
[SPARQL]
ResultSetMaxRows = 100000
MaxQueryExecutionTime = 60
[Plugins]
"""


def missing() -> list[str]:
    """The programs needed that are not on this machine."""
    return [program for program in PROGRAMS if shutil.which(program) is None]


_NOT_LOADED = "SELECT ll_file, ll_error FROM DB.DBA.LOAD_LIST WHERE ll_error IS NOT NULL OR ll_state <> 2;"


@dataclass(frozen=True)
class Virtuoso:
    """A server that runs: its SPARQL endpoint, the port of isql, and the password of dba."""

    endpoint: str
    port: int
    password: str


@contextmanager
def serving(
    quads: Iterable[Quad] | Path, folder: Path, buffers: int = 10_000, seconds: float = START_SECONDS
) -> Iterator[str]:
    """Serve quads, or a file of N-Quads on the same drive; gives the address of the SPARQL endpoint.

    A buffer takes some 8.7 kB of memory; loading may take so many `seconds`.
    """
    with running(quads, folder, buffers, seconds) as server:
        yield server.endpoint


@contextmanager
def running(
    quads: Iterable[Quad] | Path, folder: Path, buffers: int = 10_000, seconds: float = START_SECONDS
) -> Iterator[Virtuoso]:
    """The same, with what it takes to speak to it as its administrator; ends it and removes its files afterwards."""
    sql, http = _free_ports(2)
    password = "s" + secrets.token_hex(8)
    ini = folder / "virtuoso.ini"
    ini.write_text(_INI.format(folder=folder, sql=sql, http=http, buffers=buffers, dirty=buffers * 6 // 10))
    start = ["virtuoso-t", "+foreground", "+configfile", str(ini)]
    with (folder / "output").open("wb") as output:
        said = {"stdin": subprocess.DEVNULL, "stdout": output, "stderr": subprocess.STDOUT, "cwd": folder}
        # Makes the database, so that it is never open to whoever knows the usual password, and ends.
        subprocess.run([*start, "+pwdold", "dba", "+pwddba", password], check=True, timeout=START_SECONDS, **said)
        server = subprocess.Popen(start, **said)
    try:
        _wait_until_open(server, (sql, http), folder)
        if isinstance(quads, Path):
            (folder / "graph.nq").hardlink_to(quads)
        else:
            (folder / "graph.nq").write_bytes(serialize(list(quads), RdfFormat.N_QUADS))
        load = f"ld_dir('{folder}', 'graph.nq', 'urn:none');\nrdf_loader_run();\n{_NOT_LOADED}"
        run(sql, password, load, seconds)
        yield Virtuoso(f"http://127.0.0.1:{http}/sparql", sql, password)
    finally:
        server.kill()
        server.wait()
        shutil.rmtree(folder)


def _free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def _wait_until_open(server: subprocess.Popen[bytes], ports: Iterable[int], folder: Path) -> None:
    until = time.monotonic() + START_SECONDS
    for port in ports:
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError as fault:
                if server.poll() is not None or time.monotonic() > until:
                    said = (folder / "output").read_text(errors="replace")[-2000:]
                    raise RuntimeError(f"Virtuoso does not start (exit code {server.poll()}):\n{said}") from fault
                time.sleep(0.05)


def run(port: int, password: str, commands: str, seconds: float = START_SECONDS) -> None:
    """Run commands of isql. Raises RuntimeError for what any of them complains of."""
    done = subprocess.run(
        ["isql-vt", f"127.0.0.1:{port}", "dba", password, "VERBOSE=OFF", "BANNER=OFF", "PROMPT=OFF", "ERRORS=STDOUT"],
        input=commands,
        capture_output=True,
        text=True,
        timeout=seconds,
    )
    if done.returncode or done.stderr or ".n" in done.stdout or "***" in done.stdout:
        raise RuntimeError(f"Virtuoso did not do it:\n{done.stdout}{done.stderr}")
