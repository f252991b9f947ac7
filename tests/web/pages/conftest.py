"""The pages of the shipped graph, spoken to without a server."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from kg.web.pages.app import app


@pytest.fixture(scope="session")
def client(graph) -> TestClient:
    return TestClient(app(graph), base_url="http://here", headers={"Accept": "text/html"})
