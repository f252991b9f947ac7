"""Charts of series as SVG: lines over time, columns side by side or on each other, bars by size.

pygal draws axes, scales and marks. What it would add for a page of its own (a style sheet, a script, the date) is left
out, since the pages' content policy refuses the first two and the same figures must give the same bytes. Colours
stand in attributes, so that a downloaded file is complete; the style sheet of the pages overrides them (dark mode).
Every mark has a title with its value, which a browser shows without a script.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Any
from xml.etree import ElementTree

import pygal
from pygal.etree import etree
from pygal.style import Style

from kg.describe.series import CALCULATED, ESTIMATED, PROVISIONAL, PUBLISHED, Point, Series
from kg.picture.measure import drawable
from kg.text.language import CHINESE, ENGLISH, marked, of_texts, translate

#: Colours that readers with any colour vision tell apart (Okabe and Ito, darker where text needs it), by series.
COLOURS = ("#0b5c8e", "#c1570a", "#00795a", "#a0457d", "#7a6a00", "#3f8fc4", "#8a3b12", "#5b5b5b")
#: Width and height, in pixels of a page: on a wide screen and on a phone.
WIDE, NARROW = (860, 400), (340, 300)
_SVG = "http://www.w3.org/2000/svg"
_INK, _SOFT, _LINE, _PAPER = "#1b1f23", "#59626a", "#d3d9dd", "#ffffff"
_FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Noto Sans CJK SC', sans-serif"
#: Language -> for axes, from the largest: a number and its name.
_SCALES = {ENGLISH: ((1e9, "billion"), (1e6, "million")), CHINESE: ((1e8, "亿"), (1e4, "万"))}
_RADIUS, _TEXT = 4.0, 12
#: Kind of value -> its name in the title of a mark.
_KINDS = {
    PROVISIONAL: marked("provisional"),
    CALCULATED: marked("calculated"),
    ESTIMATED: marked("estimated"),
}
_LEFT_OUT = frozenset(f"{{{_SVG}}}{name}" for name in ("defs", "title", "desc", "style", "script"))


@dataclass(frozen=True)
class Axis:
    """The vertical axis: what is counted, and the values of its ends if they are not those of the data."""

    title: str
    #: where it ends
    top: float | None = None
    #: the language of numbers and marks
    lang: str = ENGLISH


def lines(series: Sequence[Series], axis: Axis, size: tuple[int, int] = WIDE, title: str = "") -> str:
    """Values over time, a line a series; a line runs through what sources publish, estimates stand alone."""
    drawing = _Drawing(pygal.XY, series, axis, size, title)
    times = [point.time for one in series for point in one.points]
    first, last = floor(min(times)), ceil(max(times))
    yearly = all(time.is_integer() for time in times)
    step = max(1, -(-(last - first + 1) * (56 if yearly else 72) // size[0]))
    drawing.chart.x_labels = list(range(first, last + 1, step))
    # A tick is the end of its year. Where months stand between ticks, it says so.
    drawing.chart.x_value_formatter = lambda year: f"{year:.0f}" if yearly else f"{year:.0f}-12"
    drawing.chart.xrange = (first, max(last, first + 1))
    for place, one in enumerate(series):
        stated = [point for point in one.points if point.kind != ESTIMATED]
        drawing.add(place, stated, timed=True, stroke=len(stated) > 1)
        drawing.add(place, [point for point in one.points if point.kind == ESTIMATED], timed=True, stroke=False)
    return drawing.svg()


def columns(
    series: Sequence[Series], axis: Axis, size: tuple[int, int] = WIDE, title: str = "", stacked: bool = False
) -> str:
    """A column a period and series, side by side or on each other."""
    drawing = _Drawing(pygal.StackedBar if stacked else pygal.Bar, series, axis, size, title)
    periods = sorted({point.period for one in series for point in one.points})
    drawing.chart.x_labels = periods
    drawing.chart.x_label_rotation = 45 if len(periods) * 80 > size[0] - 60 else 0
    for place, one in enumerate(series):
        drawing.add(place, [one.on(period) for period in periods])
    return drawing.svg()


def bars(series: Sequence[Series], axis: Axis, size: tuple[int, int] = WIDE, title: str = "") -> str:
    """The latest value of each series as a horizontal bar, in the order given, from the top."""
    drawing = _Drawing(pygal.HorizontalBar, series, axis, (size[0], 26 * len(series) + 60), title)
    upwards = list(reversed(series))
    most = 48 if size[0] > NARROW[0] else 20
    labels = [drawable(one.label) for one in upwards]
    drawing.chart.x_labels = [label if len(label) <= most else label[: most - 1] + "…" for label in labels]
    drawing.add(0, [one.latest for one in upwards], names=[one.label for one in upwards])
    return drawing.svg()


def scale_of(series: Sequence[Series], lang: str = ENGLISH) -> tuple[float, str]:
    """The unit of an axis for these values and its name: ``(1e6, "million")``; ``(1.0, "")`` for small ones."""
    most = max((abs(point.value) for one in series for point in one.points), default=0.0)
    return next(((one, name) for one, name in _SCALES[of_texts(lang)] if most >= one), (1.0, ""))


class _Drawing:
    """A chart of pygal's, and the points that its marks stand for."""

    def __init__(
        self, kind: Callable[..., Any], series: Sequence[Series], axis: Axis, size: tuple[int, int], title: str
    ) -> None:
        self._scale, _ = scale_of(series, axis.lang)
        self._series = series
        self._title = title
        self._size = size
        #: for each series of pygal's the place of its colour, and its points with the names of what they measure
        self._rows: list[tuple[int, list[tuple[Point | None, str]]]] = []
        self.chart = _bare(kind)(
            width=size[0],
            height=size[1],
            style=Style(label_font_size=_TEXT, major_label_font_size=_TEXT, title_font_size=_TEXT),
            title=None,
            show_legend=False,
            include_x_axis=True,
            no_prefix=True,
            dots_size=_RADIUS,
            margin=6,
            margin_right=20,
            truncate_label=-1,
            margin_top=24 if axis.title else 8,
            value_formatter=lambda value: f"{value:,.10g}".replace("-", "−"),
            x_value_formatter=lambda value: f"{value:.0f}",
        )
        ends = self._ends(kind is pygal.StackedBar, axis.top)
        self.chart.y_labels = _ticks(*ends)
        self.chart.range = (self.chart.y_labels[0], self.chart.y_labels[-1])
        self._axis = axis

    def add(
        self,
        colour: int,
        points: Sequence[Point | None],
        timed: bool = False,
        stroke: bool = True,
        names: Sequence[str] = (),
    ) -> None:
        """A series as pygal draws it, in the colour of the given series."""
        values = [None if point is None else point.value / self._scale for point in points]
        timed_values = [(point.time, value) if point else None for point, value in zip(points, values, strict=True)]
        labels = names or [self._series[colour].label] * len(points)
        self._rows.append((colour, list(zip(points, labels, strict=True))))
        self.chart.add(None, timed_values if timed else values, stroke=stroke)

    def _ends(self, stacked: bool, top: float | None) -> tuple[float, float]:
        """The least and the greatest value, with zero among them; of what stands on each other, the sums."""
        heights: dict[str, float] = defaultdict(float)
        for number, one in enumerate(self._series):
            for point in one.points:
                key = point.period if stacked else f"{number} {point.figure} {point.period}"
                heights[key] = point.value / self._scale + (heights[key] if stacked else 0.0)
        return min(0.0, *heights.values()), top or max(0.0, *heights.values())

    def svg(self) -> str:
        """The SVG with our attributes."""
        root = ElementTree.fromstring(etree.tostring(self.chart.render_tree(), encoding="unicode"))
        ElementTree.register_namespace("", _SVG)
        _strip(root)
        root.attrib = {
            "viewBox": root.get("viewBox", ""),
            "width": str(self._size[0]),
            "height": str(self._size[1]),
            "class": "chart",
            "role": "img",
            "aria-label": drawable(self._title),
            "font-family": _FONT,
        }
        if self._axis.title:
            place = {"x": "2", "y": "14", "fill": _SOFT, "font-size": str(_TEXT), "class": "label"}
            ElementTree.SubElement(root, f"{{{_SVG}}}text", place).text = self._axis.title
        for group in root.iter(f"{{{_SVG}}}g"):
            words = group.get("class", "").split()
            if "axis" in words:
                _dress_axis(group, words)
            elif "series" in words:
                self._dress_series(group, int(words[1].removeprefix("serie-")))
        written: str = ElementTree.tostring(root, encoding="unicode")
        return written

    def _dress_series(self, group: ElementTree.Element, row: int) -> None:
        colour, points = self._rows[row]
        group.set("class", f"series series-{colour % len(COLOURS)}")
        paint = COLOURS[colour % len(COLOURS)]
        for line in group.iter(f"{{{_SVG}}}path"):
            line.attrib.update({"class": "line", "fill": "none", "stroke": paint, "stroke-width": "2"})
        marks = [
            (parent, mark)
            for parent in list(group.iter(f"{{{_SVG}}}g"))
            for mark in list(parent)
            if {"dot", "rect"} & set(mark.get("class", "").split())
        ]
        drawn = points if len(marks) == len(points) else [pair for pair in points if pair[0]]
        for (parent, mark), (point, name) in zip(marks, drawn if marks else (), strict=True):
            if point is None:  # columns on each other have one of no height
                parent.remove(mark)
                continue
            dot = mark.tag.endswith("circle")
            if dot and point.kind == ESTIMATED:
                parent.remove(mark)
                mark = _diamond(parent, float(mark.get("cx", 0)), float(mark.get("cy", 0)))
            fill = _PAPER if dot and point.kind in (ESTIMATED, PROVISIONAL) else paint
            mark.attrib.update({"class": f"mark {point.kind}", "fill": fill, "stroke": paint, "stroke-width": "1.5"})
            if not dot and point.kind in (ESTIMATED, PROVISIONAL):
                mark.set("fill-opacity", "0.4")
            text = ", ".join(word for word in (name, point.period) if word) + f": {point.text}"
            title = text if point.kind == PUBLISHED else f"{text} ({translate(_KINDS[point.kind], self._axis.lang)})"
            ElementTree.SubElement(mark, f"{{{_SVG}}}title").text = drawable(title)


def _ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Round numbers from below the least value to above the greatest, at most `most` steps."""
    span = high - low if high - low > 1e-9 else 1.0
    power = 10.0 ** floor(log10(span / most))
    step = next(size * power for size in (1, 2, 2.5, 5, 10) if span / (size * power) <= most)
    return [round(place * step, 10) for place in range(floor(low / step), ceil(high / step) + 1)]


def _bare(kind: Callable[..., Any]) -> Callable[..., Any]:
    """A kind of chart without style sheet and script, for which pygal would open files."""

    class Bare(kind):  # type: ignore[misc, valid-type]
        def _draw(self) -> None:
            self.svg.add_styles = self.svg.add_scripts = lambda: None
            super()._draw()

    return Bare


def _strip(root: ElementTree.Element) -> None:
    """Without what pygal adds for its script, and without empty overlays."""
    for parent in list(root.iter()):
        for child in list(parent):
            overlay = {"text-overlay", "tooltip-overlay", "background"} & set(child.get("class", "").split())
            if child.tag in _LEFT_OUT or overlay:
                parent.remove(child)


def _dress_axis(group: ElementTree.Element, words: Sequence[str]) -> None:
    values = "always_show" in words
    for line in list(group.iter(f"{{{_SVG}}}path")):
        zero = "axis" in line.get("class", "").split()
        line.attrib.update({"class": "zero" if zero else "guide", "stroke": _SOFT if zero else _LINE, "fill": "none"})
    if not values:  # years and names need no lines through the picture
        for parent in list(group.iter()):
            for child in [child for child in parent if child.tag == f"{{{_SVG}}}path"]:
                parent.remove(child)
    for text in group.iter(f"{{{_SVG}}}text"):
        anchor = "end" if "y" in words else "start" if "transform" in text.attrib else "middle"
        text.attrib.update({"fill": _SOFT, "font-size": str(_TEXT), "text-anchor": anchor, "class": "label"})


def _diamond(parent: ElementTree.Element, x: float, y: float) -> ElementTree.Element:
    side = 2 * _RADIUS - 0.5
    place = {"x": f"{x - side / 2:g}", "y": f"{y - side / 2:g}", "width": f"{side:g}", "height": f"{side:g}"}
    return ElementTree.SubElement(parent, f"{{{_SVG}}}rect", place | {"transform": f"rotate(45 {x:g} {y:g})"})
