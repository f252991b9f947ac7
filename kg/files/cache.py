"""Files of a cache: written whole or not at all, and read only as they were written.

What is kept ends with a digest of its own, so that a damaged file counts as none and is made again.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from kg.files.output import replacing

_SEAL = b"# sha256 "


def cache_folder() -> Path:
    """Where a user's caches lie: ``KG_CACHE``, else the platform's cache folder."""
    if chosen := os.environ.get("KG_CACHE"):
        return Path(chosen)
    import platformdirs

    return platformdirs.user_cache_path("certreg", appauthor=False)


def write(path: Path, content: bytes) -> None:
    """Keep N-Quads or N-Triples, with their digest as a comment below. Raises OSError.

    Written beside and renamed: no other process ever reads half a file.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as file:
        file.write(_sealed(content))


def whole(path: Path) -> bytes | None:
    """The content of a kept file, its digest included; None when it was damaged. Raises OSError when there is none."""
    kept = path.read_bytes()
    content, _, _ = kept.rpartition(_SEAL)
    return kept if kept == _sealed(content) else None


def _sealed(content: bytes) -> bytes:
    return content + _SEAL + hashlib.sha256(content).hexdigest().encode()
