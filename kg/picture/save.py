"""A figure as SVG, PNG or PDF: the same figure gives the same bytes, without a date or program name.

In an SVG text stays text (to search, to read aloud, to edit), with tooltips; the picture says what it is.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from types import MappingProxyType
from typing import Any
from xml.etree import ElementTree

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.figure import Figure

from kg.errors import EnvironmentFault

#: Fonts with Chinese, Japanese and Korean letters, as systems and Debian's fonts-noto-cjk name them.
EAST_ASIAN = (
    "Noto Sans CJK SC", "Noto Sans CJK JP", "Noto Sans SC", "Source Han Sans SC", "PingFang SC", "Hiragino Sans GB",
    "Microsoft YaHei", "SimHei", "WenQuanYi Zen Hei", "WenQuanYi Micro Hei", "Droid Sans Fallback", "Malgun Gothic",
)  # fmt: skip
#: What a reader's program may use for Latin letters where DejaVu Sans is missing; all are narrower.
_IN_SVG = ("DejaVu Sans", "Verdana", "Helvetica", "Arial", *EAST_ASIAN, "sans-serif")
_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
#: Nothing that differs from run to run: without these, files carry a date and a version.
_METADATA: Mapping[str, Mapping[str, None]] = MappingProxyType(
    {
        "svg": {"Date": None, "Creator": None, "Format": None, "Type": None},
        "png": {"Software": None},
        "pdf": {"CreationDate": None, "ModDate": None, "Creator": None, "Producer": None},
    }
)


def save(
    figure: Figure, form: str, title: str, tips: Mapping[str, str] = MappingProxyType({}), dpi: int = 144
) -> bytes:
    """The file's bytes. Raises EnvironmentFault when no installed font has the characters of the text."""
    out = io.BytesIO()
    with style(), warnings.catch_warnings():
        # The letters of an SVG are drawn by the reader's program, with its fonts.
        warnings.filterwarnings("ignore" if form == "svg" else "error", message=r"Glyph \d+")
        try:
            figure.savefig(out, format=form, dpi=dpi, metadata=dict(_METADATA[form]))
        except UserWarning as fault:
            letter = re.search(r"Glyph (\d+)", str(fault))
            shown = f" (such as {chr(int(letter[1]))})" if letter else ""
            raise EnvironmentFault(
                f"no font on this machine has all letters of this picture{shown}; for Chinese install Noto Sans CJK "
                "(Debian and Ubuntu: fonts-noto-cjk), or write an SVG, whose letters the reader's program draws"
            ) from fault
    return _with_titles(out.getvalue(), title, tips) if form == "svg" else out.getvalue()


@contextmanager
def style() -> Iterator[None]:
    """Our own settings, independent of the user's matplotlibrc, while a figure is made and written."""
    known = _known_fonts()
    settings: dict[str, Any] = {
        "font.family": ["DejaVu Sans", *(name for name in EAST_ASIAN if name in known)],
        "svg.fonttype": "none",
        "svg.hashsalt": "certreg",
        "pdf.fonttype": 42,
        "path.simplify": False,
        "axes.unicode_minus": True,
        "text.parse_math": False,
    }
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(settings)  # type: ignore[arg-type]
        yield


@lru_cache(maxsize=1)
def _known_fonts() -> frozenset[str]:
    return frozenset(entry.name for entry in font_manager.fontManager.ttflist)


def _with_titles(svg: bytes, title: str, tips: Mapping[str, str]) -> bytes:
    """With a title for the whole, a tooltip for each thing, and fonts that any reader's program knows one of."""
    ElementTree.register_namespace("", _SVG)
    ElementTree.register_namespace("xlink", _XLINK)
    root = ElementTree.fromstring(svg)
    for metadata in root.findall(f"{{{_SVG}}}metadata"):
        root.remove(metadata)
    for group in root.iter(f"{{{_SVG}}}g"):
        tip = tips.get(group.get("id", ""))
        if tip is not None:
            tooltip = ElementTree.Element(f"{{{_SVG}}}title")
            tooltip.text = tip
            group.insert(0, tooltip)
    fonts = ", ".join(name if name == "sans-serif" else f"'{name}'" for name in _IN_SVG)
    for text in root.iter(f"{{{_SVG}}}text"):
        text.set("style", re.sub(r"font-family:[^;]*|(font:[^;]*?[\d.]+px)[^;]*", r"\1", text.get("style", "")))
    root.set("font-family", fonts)
    root.set("role", "img")
    root.set("aria-label", title)
    whole = ElementTree.Element(f"{{{_SVG}}}title")
    whole.text = title
    root.insert(0, whole)
    written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"
