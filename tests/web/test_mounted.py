"""The reconciliation service and entities at their own paths, on the server that users start."""

from __future__ import annotations

import json
from urllib.parse import quote


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
    entity = server.send("GET", "/id/cnca")
    assert entity.status == 303
    said = server.send("GET", entity.headers["location"], headers={"Accept": "text/turtle"})
    assert said.status == 200
    assert b"id:cnca " in said.body
    assert server.send("GET", "/code/sector/food").status == 303
    assert server.send("GET", "/id/CNCA%22").status == 404


def test_links_are_among_the_identifiers(server):
    queries = quote(json.dumps({"q0": {"query": "Q884"}}))
    (found,) = json.loads(server.send("GET", f"/reconcile?queries={queries}").body)["q0"]["result"]
    assert (found["id"], found["match"]) == ("south-korea", True)
