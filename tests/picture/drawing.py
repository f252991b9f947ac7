"""What an SVG says, read without the code that drew it: its texts with the room they take, its marks, its dots."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import matplotlib
from PIL import ImageFont
from support import trig

from kg import names

SVG = "{http://www.w3.org/2000/svg}"
_FONTS = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
#: How far letters reach above and below the line they stand on, in their size.
_ABOVE, _BELOW = 0.73, 0.21

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Text:
    """A line of letters: what it says, and the room that DejaVu Sans needs for it (left, top, right, bottom)."""

    said: str
    size: float
    fill: str
    box: Box


def parsed(svg: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def texts(svg: bytes) -> list[Text]:
    """All lines of letters, in the order they are drawn."""
    found = []
    for item in parsed(svg).iter(f"{SVG}text"):
        style = dict(part.split(":") for part in item.get("style", "").split(";") if ":" in part)
        style = {key.strip(): value.strip() for key, value in style.items()}
        size, said = float(style["font-size"].removesuffix("px")), "".join(item.itertext())
        if item.get("x") is None:
            x, y = map(float, _NUMBER.findall(item.get("transform", "")))
        else:
            x, y = float(item.get("x", "")), float(item.get("y", ""))
        wide = _wide(said, size, bold=style.get("font-weight") == "700")
        left = x - {"middle": wide / 2, "end": wide}.get(style.get("text-anchor", "start"), 0.0)
        box = (left, y - _ABOVE * size, left + wide, y + _BELOW * size)
        found.append(Text(said, size, style.get("fill", "#000000"), box))
    return found


def marks(svg: bytes) -> dict[str, Box]:
    """Node -> the room of its mark."""
    found = {}
    for group in parsed(svg).iter(f"{SVG}g"):
        if group.get("id", "").startswith("node-"):
            numbers = [float(n) for path in group.iter(f"{SVG}path") for n in _NUMBER.findall(path.get("d", ""))]
            xs, ys = numbers[0::2], numbers[1::2]
            found[group.get("id", "").removeprefix("node-")] = (min(xs), min(ys), max(xs), max(ys))
    return found


def tips(svg: bytes) -> dict[str, str]:
    """Id -> its tooltip; the picture's own is under ""."""
    root = parsed(svg)
    found = {"": root.findtext(f"{SVG}title") or ""}
    for group in root.iter(f"{SVG}g"):
        if (tip := group.findtext(f"{SVG}title")) is not None:
            found[group.get("id", "")] = tip
    return found


def dots(svg: bytes) -> list[tuple[str, float, float]]:
    """(fill, x, y) of each marker that stands in a plot's frame."""
    return [
        (re.search(r"fill: (#\w+)", item.get("style", ""))[1], float(item.get("x", "")), float(item.get("y", "")))
        for group in parsed(svg).iter(f"{SVG}g")
        if group.get("clip-path")
        for item in group.iter(f"{SVG}use")
    ]


def overlap(one: Box, other: Box, more: float = 0.3) -> bool:
    """Whether two boxes share more than a hair."""
    return (
        one[0] + more < other[2] and other[0] + more < one[2] and one[1] + more < other[3] and other[1] + more < one[3]
    )


def _wide(said: str, size: float, bold: bool) -> float:
    wide = [letter for letter in said if ord(letter) > 0x2E7F]
    font = ImageFont.truetype(str(_FONTS / f"DejaVuSans{'-Bold' * bold}.ttf"), 100)
    rest = "".join(letter for letter in said if letter not in wide)
    return (font.getlength(rest) / 100 + len(wide)) * size


#: Names that try to be more than text, each under the key of its ship.
HOSTILE = {
    "script": "</script><script>window.ran = 1</script> & \"quoted\" 'once'",
    "bold": "<b>bold</b><img src=x onerror='window.ran = 2'>",
    "comment": "<!-- <script> ]]> &lt;i&gt; ${window.ran = 3} `",
    "formula": "$\\frac{1}{2}$ and \\n and {title} %s",
    "rtl": "שלום \u202egnikcatta\u202c مرحبا",
    "long": "Endless" + "ness" * 400,
    "lines": "one\ntwo\r\nthree\u2028four\tfive",
    "control": "bell\u0007 null-ish\u0001 escape\u001b[31m",
}
_WORDS = """
cr:Ship a owl:Class ; cr:nodeGroup "body" ; rdfs:label "ship <i>"@en .
cr:tows rdfs:label "tows </script>"@en .
"""


def hostile():
    """Ships with the names of HOSTILE, each towing the next, in the graph of a passage."""
    ships = [
        f"id:{key} a cr:Ship ; rdfs:label {json.dumps(name)}@en ; dct:description {json.dumps(name)}@en ."
        for key, name in HOSTILE.items()
    ]
    tows = [f"id:{one} cr:tows id:{other} ." for one, other in pairwise(HOSTILE)]
    said = "\n".join(ships + tows)
    return trig(f"GRAPH <{names.ONTOLOGY_GRAPH}> {{ {_WORDS} }} GRAPH <{names.SOURCE}log/1> {{ {said} }}")
