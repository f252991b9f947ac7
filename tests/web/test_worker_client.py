"""The parent's side of a worker: a disk that is full is reported as one, not as a worker that was lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.web import worker_client
from kg.web.queue import Busy


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full, a device without room (Linux)")
def test_the_last_bytes_may_be_those_that_do_not_fit() -> None:
    """Short parts wait in a buffer until the file is rewound to be read."""
    with pytest.raises(Busy, match="no room for the answer: No space left"), Path("/dev/full").open("wb") as file:
        try:
            worker_client._write(file, b"short")
            worker_client._rewind(file)
        finally:
            file.raw.close()
