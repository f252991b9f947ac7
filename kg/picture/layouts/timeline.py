"""Nodes with a date along a time axis, one lane a group; a year or a month is a bar of its length."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import replace
from datetime import date

from kg.picture.content import Content, Node
from kg.picture.layouts.spots import Guide, Layout, Spot, spot, text_width

#: Points that all years take together, and the least and most of one.
_ALL_YEARS, _LEAST_YEAR, _MOST_YEAR = 900.0, 34.0, 200.0
_ROW = 14.0
_LANE = 16.0
_ONE_LINE = 10_000.0


def timeline(content: Content) -> Layout:
    """What has no date is left out and counted."""
    dated = [
        (node, *_span(when))
        for node in content.nodes
        if (when := content.dates.get(node.key, ""))[:4].isdecimal()  # XXXX is no date
    ]
    if not dated:
        return Layout((), left_out=len(content.nodes), lines="none")
    first = min(int(start) for _, start, _ in dated)
    last = max(-int(-end // 1) for _, _, end in dated)
    scale = min(_MOST_YEAR, max(_LEAST_YEAR, _ALL_YEARS / (last - first)))
    lanes: dict[str, list[tuple[float, float, Node]]] = {}
    for node, start, end in dated:
        lanes.setdefault(node.group, []).append(((start - first) * scale, (end - first) * scale, node))
    spots: dict[str, Spot] = {}
    guides: list[Guide] = []
    top = 0.0
    for group in sorted(lanes, key=lambda name: (min(item[0] for item in lanes[name]), name)):
        rows: list[float] = []
        top -= _LANE
        for start, end, node in sorted(lanes[group], key=lambda item: (item[0], item[1], item[2].label)):
            item = _bar(node, start, end)
            left, right = item.box[0], item.box[2]
            row = next((number for number, taken in enumerate(rows) if taken + 8 < left), len(rows))
            rows[row : row + 1] = [right]
            spots[node.key] = item.at(item.x, top - row * _ROW)
        top -= len(rows) * _ROW
    width = max(item.box[2] for item in spots.values())
    for year in range(first, last + 1):
        x = (year - first) * scale
        guides.append(Guide("line", x, 6.0, x, top))
        if year < last:
            middle = x + scale / 2 - text_width(str(year), 10.0) / 2
            guides += [
                Guide("heading", middle, 10.0, text=str(year)),
                Guide("heading", middle, top - 14.0, text=str(year)),
            ]
    guides.append(Guide("line", 0.0, 6.0, max(width, (last - first) * scale), 6.0))
    return Layout(
        tuple(spots[node.key] for node in content.nodes if node.key in spots),
        tuple(guides),
        left_out=len(content.nodes) - len(spots),
        lines="none",
    )


def _bar(node: Node, start: float, end: float) -> Spot:
    made = spot(node, "right", widest=_ONE_LINE)
    inset = min(made.radius, (end - start) / 2)
    return replace(made, radius=4.5, x=start + inset, end=end - inset if end - start > 12 else None)


def _span(when: str) -> tuple[float, float]:
    """First and last moment as years with fractions: ``2021`` is all of it, ``2021-07-01`` one day of it,
    ``2021-07-01/2021-07-03`` three days."""
    if "/" in when:
        first, _, last = when.partition("/")
        return _span(first)[0], _span(last)[1]
    parts = [int(part) for part in when.split("-")]
    year = parts[0]
    month = parts[1] if len(parts) > 1 else None
    day = parts[2] if len(parts) > 2 else None
    begin = date(year, month or 1, day or 1)
    final = date(year, month or 12, day or monthrange(year, month or 12)[1])
    return _fraction(begin), _fraction(final) + 1 / 366


def _fraction(day: date) -> float:
    length = (date(day.year + 1, 1, 1) - date(day.year, 1, 1)).days if day.year < 9999 else 365
    return day.year + (day.timetuple().tm_yday - 1) / length
