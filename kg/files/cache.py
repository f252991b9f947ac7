"""Cache files: written atomically, and read only when they are intact.

Each file ends with a digest of its content. A damaged file counts as missing and is made again.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from pathlib import Path

from kg.files.output import replacing

#: How many outcomes of a kind are kept; a person switches between a few sets of records, not between hundreds.
KEPT = 8
_DIGEST = b"# sha256 "


def cache_folder() -> Path:
    """The folder of a user's caches: ``KG_CACHE``, else the platform's cache folder."""
    if chosen := os.environ.get("KG_CACHE"):
        return Path(chosen)
    import platformdirs

    return platformdirs.user_cache_path("certreg", appauthor=False)


def write(path: Path, content: bytes) -> None:
    """Write content that ends with a line's end (such as N-Quads), and its digest as a last line. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as file:
        file.write(_with_digest(content))


def whole(path: Path) -> bytes | None:
    """The content of a file, its digest included; None when it is damaged. Raises OSError when there is none."""
    stored = path.read_bytes()
    content, _, _ = stored.rpartition(_DIGEST)
    return stored if stored == _with_digest(content) else None


def content(path: Path) -> bytes | None:
    """The content of a file without its digest; None when it is damaged. Raises OSError when there is none."""
    stored = whole(path)
    return None if stored is None else stored.rpartition(_DIGEST)[0]


def used(path: Path) -> None:
    """Note that a file was read, so that `forget_old` deletes others first."""
    with contextlib.suppress(OSError):  # another user's, or gone meanwhile
        os.utime(path)


def forget_old(folder: Path, pattern: str) -> None:
    """Delete all but the `KEPT` files of a pattern that were written or used last. Raises OSError."""
    by_age = sorted(folder.glob(pattern), key=lambda kept: kept.stat().st_mtime, reverse=True)
    for old in by_age[KEPT:]:
        old.unlink(missing_ok=True)


def _with_digest(content: bytes) -> bytes:
    return content + _DIGEST + hashlib.sha256(content).hexdigest().encode()
