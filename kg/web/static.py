"""``/static/``: the style sheets and scripts of the project, and those that the wheel was built with."""

from __future__ import annotations

from pathlib import Path

from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles

from kg.shipped import ASSETS

#: The folders to search, in this order.
FOLDERS = (Path(__file__).parent / "pages" / "static", ASSETS)


def routes() -> list[BaseRoute]:
    """The route of these folders' files."""
    files = StaticFiles(directory=FOLDERS[0])
    files.all_directories = [folder for folder in FOLDERS if folder.is_dir()]
    return [Mount("/static", files, name="static")]


def find(name: str) -> Path | None:
    """The file of this name; None when the wheel was built without it."""
    return next((folder / name for folder in FOLDERS if (folder / name).is_file()), None)
