"""No page of ours runs, loads or reveals what it should not, whatever the request holds."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest

SCRIPT = "</title></textarea><script>alert(1)</script><img src=x onerror=alert(1)>"


@pytest.mark.parametrize(
    ("method", "target", "status"),
    [
        ("GET", "/sparql?query=ASK%20%7B%7D", 200),
        ("GET", "/sparql", 200),
        ("GET", "/query?query=ASK%20%7B%7D", 200),
        ("GET", f"/query?query={quote(SCRIPT)}", 400),
        ("GET", f"/ask/{quote(SCRIPT)}", 404),
        ("GET", f"/ask/partners?agency={quote(SCRIPT)}", 404),
        ("GET", f"/{quote(SCRIPT)}", 404),
        ("PUT", "/sparql", 405),
        ("POST", "/sparql", 415),
        ("HEAD", "/sparql", 200),
    ],
)
def test_every_response_has_the_headers(server, method, target, status):
    reply = server.send(method, target, headers={"Accept": "text/html, */*;q=0.1"})
    assert reply.status == status
    policy = dict(part.strip().split(" ", 1) for part in reply.headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["connect-src"] == "'self'"
    assert "unsafe" not in reply.headers["Content-Security-Policy"]
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert reply.headers["Referrer-Policy"] == "no-referrer"
    assert reply.headers["Server"] is None
    assert not re.findall(r"<script(?! src=\"/static/[\w.]+\" defer>)", reply.text)
    assert "alert(1)</script" not in reply.text
    assert "<img" not in reply.text


def test_an_error_is_a_page_for_browsers_with_everything_escaped(server):
    """One that the parent tells by itself, without a page of a worker."""
    form = {"Accept": "text/html,*/*;q=0.8", "Content-Type": "application/sparql-query"}
    reply = server.send("POST", "/sparql", f'SELECT * {{ ?s x:<b> "{SCRIPT}" }}'.encode(), form)
    assert reply.status == 400
    assert reply.headers["Content-Type"].startswith("text/html")
    assert '<link rel="stylesheet" href="/static/site.css">' in reply.text
    assert "<b>" not in reply.text
    assert "<script" not in reply.text


def test_no_redirect_to_where_the_host_header_points(server):
    reply = server.send("GET", "/sparql/", headers={"Host": "elsewhere.example"})
    assert reply.status == 404
    assert reply.headers["Location"] is None


@pytest.mark.parametrize("parameter", ["format", "output", "accept", "callback"])
def test_a_line_break_in_a_parameter_makes_no_header(server, parameter):
    reply = server.send("GET", f"/sparql?query=ASK%20%7B%7D&{parameter}=text/html%0d%0aSet-Cookie:%20a=1")
    assert reply.status == 200
    assert reply.headers["Set-Cookie"] is None


def test_nothing_of_a_request_is_logged(own_cache, tmp_path):
    """Not even by an internal error: here, of a page that fails on every request."""
    from serving import serving

    (tmp_path / "sitecustomize.py").write_text(
        "import builtins, importlib, sys\n"
        "if any('forkserver' in word for word in sys.orig_argv):\n"
        "    import kg.web.pages.search as search\n"
        "    def find(site, text): raise KeyError(text)\n"
        "    search.find = find\n"
    )
    with serving(env={"PYTHONPATH": str(tmp_path)}) as server:
        reply = server.send("GET", "/search?q=a-secret-word", headers={"Accept": "text/html"})
        assert (reply.status, "secret" in reply.text) == (500, False)
        assert server.send("GET", "/id/another-secret").status == 404
        log = "".join(server.said)
        assert "internal error" in log
        assert "KeyError" in log
        assert "secret" not in log
