"""The pages and the reconciliation service on the server that users start: their lane, their workers, their headers."""

from __future__ import annotations

import json
import os
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import pytest
from serving import end


def test_the_service_is_there_and_matches(server):
    manifest = json.loads(server.send("GET", "/reconcile").body)
    assert manifest["versions"] == ["0.2"]
    queries = quote(json.dumps({"q0": {"query": "国家认监委"}}))
    found = json.loads(server.send("GET", f"/reconcile?queries={queries}").body)["q0"]["result"][0]
    assert (found["id"], found["match"]) == ("cnca", True)


def test_a_preview_may_be_shown_in_a_frame_and_runs_nothing(server):
    policies = server.send("GET", "/reconcile/preview?id=cnca").headers.get_all("content-security-policy")
    assert policies == ["default-src 'none'; base-uri 'none'; form-action 'none'"]


def test_an_entity_has_its_own_path(server):
    view = server.send("GET", "/reconcile/view?id=cnca")
    assert (view.status, view.headers["location"]) == (303, "/id/cnca")
    entity = server.send("GET", "/id/cnca", headers={"Accept": "text/turtle"})
    assert (entity.status, entity.headers["vary"]) == (200, "Accept, Accept-Language")
    assert b"id:cnca " in entity.body
    page = server.send("GET", "/id/cnca", headers={"Accept": "text/html"})
    assert "国家认监委" in page.text
    assert page.headers["etag"] != entity.headers["etag"]
    assert server.send("GET", "/code/sector/food-safety").status == 200
    assert server.send("GET", "/id/CNCA%22").status == 404


@pytest.mark.parametrize(
    "typed", ["Привет", "ありがとう", "ขอบคุณ", "مرحبا", "שלום", "𒀀𒁀𒂠", "🧿", "\ue000", "\x00", "CNKA"]
)
def test_any_script_may_be_typed(server, typed):
    """A worker opens no file, so what it needs of every script is there before."""
    for path in (f"/search?q={quote(typed)}", f"/suggest?q={quote(typed)}", f"/id/{quote(typed)}"):
        assert server.send("GET", path, headers={"Accept": "text/html"}).status in (200, 404)
    queries = quote(json.dumps({"q0": {"query": typed}}))
    assert server.send("GET", f"/reconcile?queries={queries}").status == 200


@pytest.mark.parametrize(
    "path",
    [
        *(
            "/id/cnca",
            "/id/ccc.rdf",
            "/id/ccc.jsonld",
            "/id/ccc.nt",
            "/id/ccc.neighbours.json",
            "/id/certificates-cut-2021",
        ),
        *("/code", "/code.ttl", "/code/sector", "/code/sector/food-safety", "/source/cnca-2021/2.5.3.rdf"),
        *(
            "/derived/partner-by-agreement",
            "/source/links-countries-wikidata",
            "/ns.jsonld",
            "/dataset",
            "/dataset.rdf",
        ),
        *("/dataset/certreg.ttl", "/dataset/certreg.nq", "/dataset/certreg.trig", "/dataset/certreg.jsonld"),
        *("/ask/partners.csv", "/ask/partners.json", "/search?q=certifcation", "/suggest?q=certifcation"),
    ],
)
def test_a_worker_that_can_open_no_file_answers_for_every_kind_of_page(server, path):
    assert server.send("GET", path, headers={"Accept": "text/html,*/*;q=0.5"}).status == 200


def test_links_are_among_the_identifiers(server):
    queries = quote(json.dumps({"q0": {"query": "Q884"}}))
    (found,) = json.loads(server.send("GET", f"/reconcile?queries={queries}").body)["q0"]["result"]
    assert (found["id"], found["match"]) == ("south-korea", True)


def test_a_page_is_not_sent_again_to_who_has_it(server):
    page = server.send("GET", "/", headers={"Accept": "text/html"})
    assert page.status == 200
    again = server.send("GET", "/", headers={"Accept": "text/html", "If-None-Match": page.headers["etag"]})
    assert (again.status, again.body) == (304, b"")
    head = server.send("HEAD", "/", headers={"Accept": "text/html"})
    assert (head.status, head.headers["etag"], head.body) == (200, page.headers["etag"], b"")


@pytest.mark.parametrize("path", ["/static/site.css", "/static/cytoscape.min.js"])
def test_style_and_scripts_are_served(server, path):
    file = server.send("GET", path)
    assert file.status == 200
    assert file.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["/static/../app.py", "/static/%2e%2e/app.py", "/static//etc/passwd", "/static/"])
def test_nothing_else_is(server, path):
    assert server.send("GET", path).status in (404, 405)


@pytest.mark.ci
def test_pages_go_on_while_long_queries_fill_their_lane(server):
    """Four that never end, and as many as may wait: a page does not notice."""
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    with ThreadPoolExecutor(8) as clients:
        running = [clients.submit(server.get, f"{endless} # {turn}") for turn in range(6)]
        time.sleep(0.5)
        assert server.send("GET", f"/reconcile/suggest/entity?prefix=cnca&cursor={os.getpid()}").status == 200
        assert not any(one.done() for one in running)


def test_a_killed_page_worker_is_replaced(server):
    query = quote(json.dumps({"q0": {"query": "killed"}}))
    server.send("GET", f"/reconcile?queries={query}")
    end(*server.workers())
    assert server.send("GET", f"/reconcile?queries={query}&again=1").status == 200
