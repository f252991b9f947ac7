from __future__ import annotations

import pytest
from drawing import hostile


@pytest.fixture(scope="session")
def ships():
    """Ships with names that try to be more than text."""
    return hostile()
