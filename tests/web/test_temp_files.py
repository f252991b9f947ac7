"""Room for large answers: given back with the file, and refused when it is used up."""

from __future__ import annotations

import pytest

from kg.web import limits
from kg.web.queue import Busy
from kg.web.temp_files import TempFiles


def test_room_comes_back_when_a_file_is_let_go():
    files = TempFiles()
    first = files.create(limits.TEMP_FILE_BYTES - 1)
    with pytest.raises(Busy, match="1,073,741,824 bytes, the limit"):
        files.create(2)
    first.close()
    del first
    assert files.create(2).write(b"ab") == 2
