"""The W3C's own query tests, on stores made of their data."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from published import outcomes


@pytest.mark.ci
@pytest.mark.skipif(
    "W3C_TESTS" not in os.environ, reason="needs the W3C's tests; W3C_TESTS names a checkout of w3c/rdf-tests"
)
def test_no_published_test_has_another_answer_than_that_of_oxigraph() -> None:
    on_stores = [each for each in outcomes(Path(os.environ["W3C_TESTS"]).resolve()) if not each.left_out]
    assert len(on_stores) > 400
    assert [(each.test.category, each.test.name, each.detail) for each in on_stores if each.wrong] == []
