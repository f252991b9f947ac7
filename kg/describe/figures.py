"""Formats figures for people: ``certificates issued: more than 180,000 (2021)``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from kg import names
from kg.ask import entities
from kg.store import Graph, Term

# The terms that make a number a figure; this module and the query name them.
_FIGURES = """
SELECT DISTINCT
  ?figure ?measured ?area ?indicator ?part ?qualifier ?value ?unit ?period ?change ?status ?passage
WHERE {
  GRAPH ?passage { ?figure sdmx-measure:obsValue ?value }
  ?figure cr:indicator ?indicator .
  OPTIONAL { ?figure cr:breakdown ?part }
  OPTIONAL { ?figure cr:measures ?measured }
  OPTIONAL { ?figure sdmx-dimension:refArea ?area }
  OPTIONAL { ?figure cr:qualifier ?qualifier }
  OPTIONAL { ?figure sdmx-attribute:unitMeasure ?unit }
  OPTIONAL { ?figure sdmx-dimension:refPeriod ?period }
  OPTIONAL { ?figure cr:percentChange ?change }
  OPTIONAL { ?figure sdmx-attribute:obsStatus ?status }
}"""
_EXACT = names.CODE + "qualifier/exact"
_WHOLE = names.CODE + "breakdown/total"
_ESTIMATED = names.expand("sdmx-code:obsStatus-E")
_PROVISIONAL = names.expand("sdmx-code:obsStatus-P")
_NUMBER = names.expand("unit:NUM")
_PERCENT = names.expand("unit:PERCENT")


@dataclass(frozen=True)
class Figure:
    """A figure with names in one language; all fields but the first five may be empty."""

    iri: str
    #: IRIs of what it measures, codes among them
    measured: frozenset[str]
    indicator: str
    #: with the part of it that the figure counts, if it is not the whole
    indicator_label: str
    #: digits as the graph has them
    value: str
    area: str
    #: such as "more than"; empty where the source does not hedge
    hedge: str
    #: "%", or a space and the unit's name; empty for plain counts
    unit: str
    period: str
    #: in percent, over the year before
    change: str
    #: derived by a rule
    estimated: bool
    #: the passages (or the rule) that give the value, sorted
    passages: tuple[str, ...]
    #: IRI of the part of the indicator that it counts; empty for the whole
    part: str = ""
    #: published before the final value
    provisional: bool = False
    #: the name of the area; empty where there is none
    area_label: str = ""

    @property
    def about(self) -> frozenset[str]:
        """The entities it is about: what it measures, or the area if it measures only a kind of thing."""
        measured = {iri for iri in self.measured if iri.startswith(names.ID)}
        return frozenset(measured or ({self.area} if self.area.startswith(names.ID) else ()))

    @property
    def counted(self) -> str:
        """``more than 180,000``"""
        return f"{self.hedge}{' ' if self.hedge else ''}{grouped(self.value)}{self.unit}"

    @property
    def line(self) -> str:
        when = ", ".join(part for part in (self.period, "estimated" if self.estimated else "") if part)
        return f"{self.indicator_label}: {self.counted}{f' ({when})' if when else ''}"


def read(graph: Graph, lang: str = "en") -> list[Figure]:
    """All figures of a graph, in a fixed order; a figure with two values occurs twice."""
    answer = graph.select(_FIGURES)
    rows = [dict(zip(answer.variables, row, strict=True)) for row in answer.rows]
    named = ("indicator", "part", "area", "qualifier", "unit")
    linked = {iri for row in rows for name in named if (iri := _iri(row[name]))}
    shown = entities.labels(graph, linked, lang)
    measured: dict[str, set[str]] = defaultdict(set)
    passages: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for row in rows:
        measured[_iri(row["figure"])].add(_iri(row["measured"]))
        passages[_key(row)].add(_iri(row["passage"]))
    return [
        _figure(key, frozenset(measured[key[0]] - {""}), tuple(sorted(passages[key])), shown)
        for key in sorted(passages)
    ]


def lines(graph: Graph, lang: str = "en", measured: frozenset[str] | None = None) -> dict[str, list[str]]:
    """Entity -> the figures about it, one line each, sorted; for `measured` see `passages`."""
    return {iri: sorted(by_line) for iri, by_line in passages(graph, lang, measured).items()}


def passages(graph: Graph, lang: str = "en", measured: frozenset[str] | None = None) -> dict[str, dict[str, list[str]]]:
    """Entity -> line of a figure about it -> the passages (or the rule) that give the value, all sorted.

    `measured`: the entities wanted, or None for all.
    """
    result: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for figure in read(graph, lang):
        for entity in figure.about:
            if measured is None or entity in measured:
                result[entity][figure.line].update(figure.passages)
    return {
        iri: {line: sorted(where) for line, where in sorted(by_line.items())} for iri, by_line in sorted(result.items())
    }


def in_order(figures: Iterable[Figure]) -> list[Figure]:
    """By indicator, then period, with derived figures after published ones."""
    return sorted(
        figures, key=lambda one: (one.indicator_label.casefold(), one.period, one.estimated, one.value, one.iri)
    )


def grouped(digits: str) -> str:
    """``450237`` -> ``450,237``; other text stays as it is."""
    whole, _, rest = digits.partition(".")
    shown = f"{int(whole):,}" if whole.lstrip("+-").isascii() and whole.lstrip("+-").isdigit() else whole
    return f"{shown}.{rest}" if rest else shown


def _key(row: Mapping[str, Term | None]) -> tuple[str, ...]:
    """The fields that distinguish one line from another, in the order of `_figure`."""
    linked = (_iri(row[name]) for name in ("figure", "indicator", "part", "area", "qualifier", "unit", "status"))
    return (*linked, *(_text(row[name]) for name in ("period", "value", "change")))


def _figure(
    key: tuple[str, ...], measured: frozenset[str], passages: tuple[str, ...], shown: Mapping[str, str]
) -> Figure:
    iri, indicator, part, area, qualifier, unit, status, period, value, change = key
    of_part = "" if part in ("", _WHOLE) else f", {shown.get(part, names.short(part))}"
    words = {"": "", _NUMBER: "", _PERCENT: "%"}
    return Figure(
        iri=iri,
        measured=measured,
        indicator=indicator,
        indicator_label=shown.get(indicator, names.short(indicator)) + of_part,
        value=value,
        area=area,
        hedge="" if qualifier in ("", _EXACT) else shown.get(qualifier, names.short(qualifier)),
        unit=words[unit] if unit in words else f" {shown.get(unit, names.short(unit))}",
        period=period,
        change=change,
        estimated=status == _ESTIMATED,
        passages=passages,
        part="" if part == _WHOLE else part,
        provisional=status == _PROVISIONAL,
        area_label=shown.get(area, names.short(area)) if area else "",
    )


def _iri(term: Term | None) -> str:
    return term.value if isinstance(term, NamedNode) else ""


def _text(term: Term | None) -> str:
    return term.value if isinstance(term, Literal) else str(term) if term is not None else ""
