"""The server and its pages need none of the extras: what `pip install .` brings is enough."""

from __future__ import annotations

import subprocess
import sys

import pytest

EXTRAS = ("numpy", "matplotlib", "igraph", "pandas", "pyarrow", "duckdb", "mcp", "mcp_types", "rigour", "pyspark")
PROGRAM = f"""
import sys
for name in {EXTRAS!r}:
    sys.modules[name] = None  # as if it were not installed
import kg
import kg.cli.verify_store, kg.cli.load, kg.cli.mcp, kg.cli.publish, kg.cli.serve, kg.cli.site
import kg.store.disk.graph, kg.publish.publishing, kg.web.app, kg.web.forkserver, kg.web.server, kg.web.static_site
from kg.web.asgi import call
from kg.web.pages.app import app
from kg.web.ipc import PageJob

pages = app(kg.load().engine)
for path in ("/", "/ask/partners", "/query", "/id/ccc", "/search", "/ns", "/dataset", "/source/cnca-2021/2.5.3"):
    print(call(pages, PageJob("GET", "http", path, headers=[("accept", "text/html"), ("host", "here")]))[0])
"""


@pytest.mark.ci  # a graph and its pages in a process that shares nothing
def test_the_server_and_its_pages_need_no_extra(own_cache):
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["200"] * 8
