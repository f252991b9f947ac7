"""What is too much for a page: the first of it is shown, and how much more there is."""

from __future__ import annotations

import pytest
from lxml import html
from starlette.testclient import TestClient
from support import trig

from kg.web.pages.app import app

COUNT = 1234
GRAPH = (
    "GRAPH source:register-1900 { id:hub a cr:Place ; rdfs:label 'Hub'@en . "
    + " ".join(f"id:boat-{n:04} a cr:Enterprise ; rdfs:label 'Boat {n}'@en ; cr:place id:hub ." for n in range(COUNT))
    + " }"
)


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(app(trig(GRAPH)), base_url="http://here", headers={"Accept": "text/html"})


def test_a_relation_with_too_many_values_says_how_many_more(client):
    answer = client.get("/id/hub").text
    assert len(html.fromstring(answer).xpath("//section[h2='Mentioned in']//dd")) == 201
    assert "and 1,034 more, in the files below" in answer
    assert client.get("/id/hub.nt").text.count("id/boat-") == COUNT


def test_a_source_that_speaks_of_too_many_things_says_how_many_more(client):
    answer = client.get("/source/register-1900").text
    assert len(html.fromstring(answer).xpath("//h3")) == 200
    assert "It speaks of 1,035 things more" in answer  # the boats and their place
