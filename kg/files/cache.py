"""Cache files: written atomically, and read only when they are intact.

Each file ends with a digest of its content. A damaged file counts as missing and is made again.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from kg.files.output import replacing

_DIGEST = b"# sha256 "


def cache_folder() -> Path:
    """The folder of a user's caches: ``KG_CACHE``, else the platform's cache folder."""
    if chosen := os.environ.get("KG_CACHE"):
        return Path(chosen)
    import platformdirs

    return platformdirs.user_cache_path("certreg", appauthor=False)


def write(path: Path, content: bytes) -> None:
    """Write N-Quads or N-Triples, with their digest as a comment at the end. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as file:
        file.write(_with_digest(content))


def whole(path: Path) -> bytes | None:
    """The content of a file, its digest included; None when it is damaged. Raises OSError when there is none."""
    stored = path.read_bytes()
    content, _, _ = stored.rpartition(_DIGEST)
    return stored if stored == _with_digest(content) else None


def _with_digest(content: bytes) -> bytes:
    return content + _DIGEST + hashlib.sha256(content).hexdigest().encode()
