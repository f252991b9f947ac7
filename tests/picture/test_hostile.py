"""Whatever a name holds, it stays text: in an SVG, in the page, in file names nowhere."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest
from drawing import HOSTILE, SVG, marks, parsed, texts, tips

from kg.network.subgraph import Part
from kg.picture import picture


@pytest.fixture(scope="module", params=["force", "layered", "radial"])
def svg(request, ships):
    return picture(ships, Part(), form="svg", layout=request.param)


def shown(name):
    """A name as it can be shown: without control characters, and with nothing that turns what stands after it."""
    return " ".join("".join(letter for letter in name if letter >= " " or letter in "\n\r\t").split()).translate(
        {0x202E: None, 0x202C: None}
    )


def test_an_svg_holds_no_element_that_we_did_not_draw(svg):
    drawn = {"svg", "g", "path", "text", "title", "style", "defs", "use", "clipPath", "rect"}
    assert {element.tag.removeprefix(SVG) for element in parsed(svg).iter()} <= drawn
    assert not any(name.lower().startswith("on") for element in parsed(svg).iter() for name in element.attrib)


def test_every_name_is_in_a_tooltip_in_full(svg):
    assert marks(svg).keys() == HOSTILE.keys()
    reported = tips(svg)
    for key, name in HOSTILE.items():
        assert reported[f"node-{key}"] == f"{shown(name)} — ship <i> ({key})"


def test_a_formula_is_not_typeset(svg):
    assert "$\\frac{1}{2}$" in " ".join(text.said for text in texts(svg))


def test_an_endless_name_takes_no_more_room_than_another(svg):
    assert max(text.box[2] - text.box[0] for text in texts(svg)) < 260
    assert any(text.said.endswith("…") for text in texts(svg))


@pytest.mark.parametrize(
    ("form", "begins", "ends"), [("png", b"\x89PNG", b"IEND\xaeB`\x82"), ("pdf", b"%PDF", b"%%EOF")]
)
def test_other_files_are_made_of_such_names(ships, form, begins, ends):
    made = picture(ships, Part(around="formula", hops=2), form=form)
    assert made.startswith(begins)
    assert made.rstrip().endswith(ends)


class Tags(HTMLParser):
    """The elements of a page as a browser sees them, and the text of its scripts."""

    def __init__(self):
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))
        if tag == "script":
            self.scripts.append("")

    def handle_data(self, data):
        if self.seen and self.seen[-1][0] == "script":
            self.scripts[-1] += data


def test_a_page_holds_its_three_scripts_and_nothing_that_a_name_brought(ships):
    page = picture(ships, Part(), form="html", title="</title><script>window.ran = 4</script>").decode()
    tags = Tags()
    tags.feed(page)
    assert [tag for tag, _ in tags.seen] == [
        "html", "head", "meta", "meta", "meta", "title", "link", "style", "body", "noscript",
        "script", "script", "script",
    ]  # fmt: skip
    data = json.loads(tags.scripts[0])
    assert {node["id"]: node["label"] for node in data["nodes"]}["script"] == HOSTILE["script"]
    assert "<" not in tags.scripts[0]


def test_a_page_runs_its_own_scripts_only_and_asks_no_network(ships):
    page = picture(ships, Part(), form="html").decode()
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)[1]
    assert "default-src 'none'" in policy
    assert re.findall(r"script-src ([^;]+)", policy)[0].count("'sha256-") == 2
    assert "'unsafe-inline'" not in re.findall(r"script-src ([^;]+)", policy)[0]
    assert not re.search(r'(?:src|href)="(?!data:,")', page.split("<script", 1)[0])
