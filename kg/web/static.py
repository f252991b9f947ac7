"""``/static/``: our own style sheets and scripts, and those that the wheel was built with."""

from __future__ import annotations

from pathlib import Path

from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles

from kg.shipped import ASSETS

#: Where files are looked for, the first first.
FOLDERS = (Path(__file__).parent / "pages" / "static", ASSETS)


def routes() -> list[BaseRoute]:
    """The files of these folders, by name."""
    files = StaticFiles(directory=FOLDERS[0])
    files.all_directories = [folder for folder in FOLDERS if folder.is_dir()]
    return [Mount("/static", files, name="static")]


def find(name: str) -> Path | None:
    """The file of this name; None where the wheel was built without it."""
    return next((folder / name for folder in FOLDERS if (folder / name).is_file()), None)
