"""`kg serve` as a command: what it says when it cannot serve."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

import processes
import pytest
from serving import serving


def run(*arguments: str, cwd=None) -> subprocess.CompletedProcess[str]:
    return processes.kg(["serve", "--port", "0", *arguments], cwd=cwd, timeout=300)


def test_a_port_that_is_taken():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run("--port", str(port))
    assert done.returncode == 2
    assert f"127.0.0.1:{port}: cannot listen there" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["nowhere"], 2, "nowhere: no build"),
        (["--data", "nowhere.yaml"], 2, "nowhere.yaml: no such file or folder"),
        (["--data", "wrong.yaml"], 1, "wrong.yaml:3:17: no class"),
        (["nowhere", "--source", "cnca-2021"], 2, "a build is served as it is"),
        (["--deadline", "0"], 2, "0.5<=x<=3600"),
        (["--deadline", "nan"], 2, "nan"),
        (["--deadline", "inf"], 2, "3600"),
        (["--public-url", "https://graph.example/folder"], 2, "not scheme and host"),
        (["--public-url", "javascript://graph.example"], 2, "not scheme and host"),
    ],
)
def test_what_cannot_be_served_is_reported_as_in_every_command(own_cache, tmp_path, arguments, code, says):
    (tmp_path / "wrong.yaml").write_text("source: cnca-website\nrecords:\n- {id: x, type: Nothing}\n")
    done = run(*arguments, cwd=tmp_path)
    assert (done.returncode, says in done.stderr) == (code, True), done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("kilobytes", [900_000, 1_400_000])
def test_too_little_address_space_is_refused_at_the_start(own_cache, kilobytes):
    command = f"ulimit -v {kilobytes}; exec {sys.executable} -m kg serve --port 0"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=300)
    assert done.returncode == 2
    assert "ulimit -v" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_server_whose_workers_cannot_run_a_query_does_not_start(own_cache, tmp_path):
    """As when memory is short in another way than `ulimit -v`: here, a worker's thread cannot begin."""
    (tmp_path / "sitecustomize.py").write_text(
        "import sys, threading\n"
        "if any('forkserver' in word for word in sys.orig_argv):\n"
        "    start = threading.Thread.start\n"
        "    def refuse(self):\n"
        "        if self.name == 'queries': raise RuntimeError('no thread')\n"
        "        start(self)\n"
        "    threading.Thread.start = refuse\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "kg", "serve", "--port", "0"],
        capture_output=True,
        text=True,
        timeout=300,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
    )
    assert done.returncode == 2
    assert "no worker can run a query" in done.stderr


def test_a_module_that_lies_about_is_not_run(own_cache, tmp_path):
    """Who serves from a folder of somebody else's runs none of its files."""
    (tmp_path / "gc.py").write_text("raise SystemExit('run')")
    (tmp_path / "json.py").write_text("raise SystemExit('run')")
    script = "import sys; sys.path.remove(''); sys.argv = ['kg', 'serve', 'nowhere']; from kg.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=300, cwd=tmp_path)
    assert "no build" in done.stderr


def test_behind_a_proxy_it_gives_the_address_of_the_proxy(own_cache):
    with serving("--public-url", "https://graph.example") as server:
        for path, accept in (("/reconcile", "*/*"), ("/sparql", "text/turtle")):
            said = server.send("GET", path, headers={"Accept": accept, "Host": "inside:8080"}).body.decode()
            assert f"https://graph.example{path}" in said
            assert "inside" not in said
