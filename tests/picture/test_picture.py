"""Pictures of the shipped graph: nothing covers a name, nothing is left out unsaid, the same bytes every time."""

from __future__ import annotations

import hashlib
import io
import os
import re
import subprocess
import sys
from itertools import combinations, pairwise

import pytest
from drawing import marks, overlap, texts, tips
from pypdf import PdfReader

from kg.errors import NotFound, UsageError
from kg.network.project import project
from kg.network.subgraph import Part
from kg.picture import picture

#: The pictures that people make, by what is in them and how it is laid out.
USUAL = {
    "whole, force": (Part(), "force"),
    "whole, layered": (Part(), "layered"),
    "whole, radial": (Part(), "radial"),
    "around cnca, radial": (Part(around="cnca"), "radial"),
    "two steps around cnca, radial": (Part(around="cnca", hops=2), "radial"),
    "two steps around haccp, force": (Part(around="haccp", hops=2), "force"),
    "initiatives, layered": (Part(classes=("Initiative",)), "layered"),
    "dated, timeline": (Part(), "timeline"),
    "agreements, force": (Part(question="agreements"), "force"),
}


@pytest.fixture(scope="module")
def drawn(graph):
    """The SVG of one of USUAL, drawn once."""
    made: dict[tuple[str, str], bytes] = {}

    def draw(name: str, lang: str = "en") -> bytes:
        part, layout = USUAL[name]
        if (name, lang) not in made:
            made[name, lang] = picture(graph, part, form="svg", layout=layout, lang=lang)
        return made[name, lang]

    return draw


def said_by(svg: bytes) -> str:
    return "\n".join(text.said for text in texts(svg))


#: Large ones take seconds each.
LARGE = ("whole", "two steps around cnca")


@pytest.mark.parametrize(
    ("name", "lang"),
    [
        pytest.param(name, lang, marks=[pytest.mark.ci] if name.startswith(LARGE) else [])
        for name, lang in [*((name, "en") for name in USUAL), ("whole, force", "zh"), ("around cnca, radial", "zh")]
    ],
)
def test_no_name_covers_another_or_a_mark(graph, drawn, name, lang):
    svg = drawn(name, lang)
    lines = texts(svg)
    over = [(a.said, b.said) for a, b in combinations(lines, 2) if overlap(a.box, b.box)]
    hidden = [(key, line.said) for key, box in marks(svg).items() for line in lines if overlap(line.box, box)]
    piled = [pair for pair in combinations(marks(svg).items(), 2) if overlap(pair[0][1], pair[1][1])]
    if name == "whole, force":  # too many for room for each: there a name of the best linked may cover a lesser mark
        projected = project(graph, lang=lang)
        beside = projected.to_undirected()
        degree = {key: len(set(beside[key]) - {key}) for key in beside}
        best = sorted(projected, key=lambda key: (-degree[key], key))[: len(projected) // 10]
        theirs = " ".join(projected.nodes[key]["label"] for key in best)
        lesser = [
            key for key, said in hidden if said not in theirs or key in {other.replace("/", "-") for other in best}
        ]
        assert len({key for key, _ in hidden}) < len(projected) // 5
        hidden = lesser
    assert (over, hidden, piled) == ([], [], [])


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[pytest.mark.ci] if name.startswith(LARGE) and name != "whole, force" else [])
        for name in USUAL
    ],
)
def test_everything_is_on_the_page(drawn, name):
    svg = drawn(name)
    _, _, wide, high = map(float, re.search(rb'viewBox="([^"]+)"', svg)[1].split())
    boxes = [*marks(svg).values(), *(text.box for text in texts(svg))]
    assert min(box[0] for box in boxes) >= 0
    assert min(box[1] for box in boxes) >= 0
    assert max(box[2] for box in boxes) <= wide
    assert max(box[3] for box in boxes) <= high


def test_every_entity_of_the_graph_is_drawn_and_named_in_full(graph, drawn):
    projected = project(graph)
    svg = drawn("whole, force")
    assert marks(svg).keys() == {key.replace("/", "-") for key in projected}
    reported = tips(svg)
    for key, said in projected.nodes(data=True):
        assert reported[f"node-{key}"] == f"{said['label']} — {said['kind']} ({key})"
    assert f"{len(projected)} entities" in said_by(svg)


def test_lines_tell_what_they_stand_for(graph, drawn):
    svg = drawn("agreements, force")
    reported = set(tips(svg).values())
    cnca = "Certification and Accreditation Administration of China"
    assert f"Memorandum of understanding on HACCP certification → {cnca}: party" in reported
    # the rule says it both ways: one line, two heads
    shown, said = marks(svg).keys(), project(graph).edges(data="label")
    partners = {frozenset((a, b)) for a, b, label in said if label == "partner of" and {a, b} <= shown}
    assert len(partners) > 2
    assert sum("↔" in tip and "partner of" in tip for tip in reported) == len(partners)
    assert not any("→" in tip and "partner of" in tip for tip in reported)


def test_a_small_picture_names_all_its_relations(drawn):
    assert "left out for room" not in said_by(drawn("agreements, force"))


def test_the_legend_names_what_is_there_and_nothing_else(drawn):
    agreements = {text.said for text in texts(drawn("agreements, force"))}
    assert {"agency", "agreement", "concept", "worked out by rule"} <= agreements
    assert not {"place", "event", "scheme, regime, procedure"} & agreements
    reforms = {text.said for text in texts(drawn("initiatives, layered"))}
    assert "worked out by rule" not in reforms


def test_wholes_stand_left_of_their_parts(drawn):
    placed = marks(drawn("initiatives, layered"))
    chain = (
        "streamlining-reform-2021",
        "certification-qualification-reform-2021",
        "certification-body-licensing-reform-2021",
    )
    for whole, part in pairwise(chain):
        assert placed[whole][2] < placed[part][0]


def test_the_middle_is_what_was_asked_for_and_rings_are_steps(drawn):
    def away(key):
        left, top, right, bottom = placed[key]
        return (((left + right) / 2 - x) / 1.35) ** 2 + ((top + bottom) / 2 - y) ** 2

    placed = marks(drawn("two steps around cnca, radial"))
    left, top, right, bottom = placed["cnca"]
    x, y = (left + right) / 2, (top + bottom) / 2
    # mfds partners with cnca; its country is a step further
    assert 0 < away("mfds") < away("south-korea")
    # on one ring
    assert away("mfds") == pytest.approx(away("haccp"), rel=0.05)


def test_a_timeline_leaves_out_what_has_no_date_and_says_so(graph, drawn):
    svg = drawn("dated, timeline")
    placed = marks(svg)
    assert "haccp" not in placed
    assert re.search(r"left out for want of a date: \d+", said_by(svg))
    # the report came out in January 2022, the agreement is one of 2021, the conference of 2018 was reported of in 2019
    assert placed["economic-daily-2019"][0] < placed["mou-haccp-2021"][0] < placed["cnca-2021"][0]
    years = [text.said for text in texts(svg) if re.fullmatch(r"(19|20)\d\d", text.said)]
    attributes = [said for key, said in project(graph).nodes(data=True) if key in placed]
    dates = [said[name] for said in attributes for name in ("issued on", "signed on", "held on") if name in said]
    assert years[:2] == [min(map(str, dates))[:4]] * 2  # above and below


def test_names_in_chinese(drawn):
    said = said_by(drawn("agreements, force", "zh"))
    assert "国家认证认可监督管理委员会" in said.replace("\n", "")
    assert "机关" in said
    assert "agency" not in said


@pytest.mark.parametrize(
    ("part", "layout", "reported"),
    [
        (Part(classes=("Platform",), around="haccp"), "force", "nothing to draw: no entity matches the selection"),
        (Part(classes=("Place",)), "timeline", "nothing to draw: none of the {places} entities has a date"),
    ],
)
@pytest.mark.parametrize("form", ["svg", *(pytest.param(form, marks=pytest.mark.ci) for form in ("png", "pdf"))])
def test_an_empty_part_is_reported(graph, part, layout, reported, form):
    places = sum(kind == "place" for _, kind in project(graph).nodes(data="kind"))
    with pytest.raises(UsageError, match=re.escape(reported.format(places=places))):
        picture(graph, part, form=form, layout=layout)


def test_an_empty_page_is_reported(graph):
    with pytest.raises(UsageError, match="nothing to draw"):
        picture(graph, Part(classes=("Platform",), around="haccp"), form="html")
    with pytest.raises(UsageError, match="a timeline is drawn as svg, png or pdf"):
        picture(graph, Part(), form="html", layout="timeline")


def test_an_unknown_name_is_reported_with_the_nearest(graph):
    with pytest.raises(NotFound, match="did you mean"):
        picture(graph, Part(around="hacp"), form="svg")


def test_pictures_say_what_they_are(graph):
    made = picture(graph, Part(around="haccp"), form="svg", title='<b>"HACCP" & co</b>')
    assert tips(made)[""] == '<b>"HACCP" & co</b>'
    assert b'aria-label="&lt;b&gt;&quot;HACCP&quot; &amp; co&lt;/b&gt;"' in made
    assert picture(graph, Part(around="haccp"), form="png").startswith(b"\x89PNG\r\n")
    assert picture(graph, Part(around="haccp"), form="pdf").startswith(b"%PDF-")


def test_text_in_a_pdf_can_be_searched(graph):
    made = PdfReader(io.BytesIO(picture(graph, Part(around="haccp"), form="pdf", lang="en")))
    said = made.pages[0].extract_text()
    assert {"HACCP certification", "administers", "4 entities · 5 links"} <= set(said.splitlines())
    assert not made.metadata  # no date and no program


#: Draws each kind of picture and prints a sum of its bytes.
SUMS = """
import hashlib
from kg.records import assemble
from kg.network.subgraph import Part
from kg.picture import picture, plot
graph = assemble.assemble()
for part, layout, form in (
    (Part(), "force", "svg"), (Part(around="haccp"), "force", "html"), (Part(around="haccp"), "force", "pdf"),
    (Part(around="cnca"), "radial", "png"), (Part(classes=("Initiative",)), "layered", "svg"),
    (Part(classes=("Initiative",)), "layered", "html"), (Part(), "timeline", "pdf"), (Part(), "radial", "svg"),
):
    print(layout, form, hashlib.sha256(picture(graph, part, form=form, layout=layout)).hexdigest())
for name in ("years", "time-limits", "schemes"):
    for form in ("svg", "png", "pdf"):
        print(name, form, hashlib.sha256(plot(graph, name, form=form)).hexdigest())
"""


@pytest.mark.ci
def test_the_same_picture_every_time(own_cache):
    """In another process, on another day, with another order of sets, and whatever the user has set up."""

    def sums(seed: str, **more: str) -> list[str]:
        done = subprocess.run(
            [sys.executable, "-c", SUMS],
            capture_output=True,
            text=True,
            timeout=300,
            env={**os.environ, "PYTHONHASHSEED": seed, **more},
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()

    settings = own_cache / "matplotlibrc"
    settings.write_text("font.size: 30\nsvg.fonttype: path\nlines.linewidth: 9\nsavefig.bbox: tight\n")
    first = sums("1")
    assert len(first) == 17
    assert sums("2", SOURCE_DATE_EPOCH="86400", MATPLOTLIBRC=str(settings), TZ="Asia/Shanghai") == first


def test_the_sum_is_of_what_is_drawn(graph):
    one = picture(graph, Part(around="haccp"), form="svg")
    other = picture(graph, Part(around="haccp"), form="svg", title="another")
    assert hashlib.sha256(one).digest() != hashlib.sha256(other).digest()
