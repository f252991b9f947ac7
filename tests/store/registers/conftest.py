"""The store and its oracle, made once."""

from __future__ import annotations

import pytest
from sampled import Pair, made


@pytest.fixture(scope="session")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    return made(tmp_path_factory.mktemp("registers"))
