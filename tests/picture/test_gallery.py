"""The gallery shows what its commands make.

`PYTHONPATH=tests python tests/picture/test_gallery.py` makes the pictures anew.
"""

from __future__ import annotations

import re
import shlex
from importlib import metadata
from pathlib import Path

import processes
import pytest
from drawing import marks, texts, tips

ROOT = Path(__file__).parent.parent.parent
GALLERY = ROOT / "docs" / "gallery"
#: What places things: another version of one of these may place them a little elsewhere.
MADE_WITH = GALLERY / "made-with.txt"
LIBRARIES = ("igraph", "matplotlib", "numpy")
PAGES = [GALLERY / "README.md", ROOT / "README.md"]


def commands(page: Path) -> dict[str, list[str]]:
    """Name of a picture of the gallery -> the arguments of the command that a page gives for it."""
    lines = re.findall(r"^kg (picture .*)$", page.read_text("utf-8"), re.MULTILINE)
    found = {arguments[-1].rpartition("/")[2]: arguments for arguments in map(shlex.split, lines)}
    return {name: arguments for name, arguments in found.items() if (GALLERY / name).is_file()}


def shown(page: Path) -> set[str]:
    """The pictures on a page that are of the gallery."""
    named = re.findall(r"!\[[^\]]+\]\(([^)]*)\)", page.read_text("utf-8"))
    return {name.rpartition("/")[2] for name in named if (page.parent / name).parent == GALLERY}


def versions() -> str:
    return "".join(f"{name} {metadata.version(name)}\n" for name in LIBRARIES)


def make(arguments: list[str], folder: Path) -> None:
    done = processes.kg(arguments, cwd=folder)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", commands(GALLERY / "README.md"))
def test_a_command_of_the_gallery_makes_its_picture(name, tmp_path):
    make(commands(GALLERY / "README.md")[name], tmp_path)
    made, kept = (tmp_path / name).read_bytes(), (GALLERY / name).read_bytes()
    if MADE_WITH.read_text("ascii") == versions():
        assert made == kept, "if this is meant, make the pictures anew and look at them"
    assert tips(made).keys() == tips(kept).keys()
    assert sorted(tips(made).values()) == sorted(tips(kept).values())
    if not marks(kept):  # a plot, in which nothing has to find a place
        assert sorted(text.said for text in texts(made)) == sorted(text.said for text in texts(kept))


def test_every_picture_is_shown_beside_its_command_and_small():
    pictures = {path.name for path in GALLERY.iterdir() if path.suffix in (".svg", ".png")}
    assert set(commands(PAGES[0])) == pictures == shown(PAGES[0])
    assert max((GALLERY / name).stat().st_size for name in pictures) < 300_000


def test_other_pages_give_the_same_commands():
    gallery = commands(PAGES[0])
    for page in PAGES[1:]:
        for name, arguments in commands(page).items():
            assert arguments[:-1] == gallery[name][:-1]
        assert shown(page) <= set(gallery)


def test_what_a_picture_says_instead_of_showing_is_in_the_page():
    text = PAGES[0].read_text("utf-8")
    assert min(len(said) for said in re.findall(r"!\[([^\]]*)\]", text)) > 20


if __name__ == "__main__":
    for line in PAGES[0].read_text("utf-8").splitlines():
        if line.startswith("kg picture"):
            make(shlex.split(line)[1:], GALLERY)
    MADE_WITH.write_text(versions(), "ascii")
