"""Figures as lines a person reads: ``certificates issued: more than 180,000 (2021)``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from pyoxigraph import Literal, NamedNode

from kg import entities, names
from kg.store import Graph, Table, Term

# The words of the ontology that make a number a figure; the query has them, as this module does, by name.
_FIGURES = """
SELECT DISTINCT ?figure ?measured ?area ?indicator ?qualifier ?value ?unit ?period ?status ?passage WHERE {
  GRAPH ?passage { ?figure sdmx-measure:obsValue ?value }
  ?figure cr:indicator ?indicator .
  OPTIONAL { ?figure cr:measures ?measured }
  OPTIONAL { ?figure sdmx-dimension:refArea ?area }
  OPTIONAL { ?figure cr:qualifier ?qualifier }
  OPTIONAL { ?figure sdmx-attribute:unitMeasure ?unit }
  OPTIONAL { ?figure sdmx-dimension:refPeriod ?period }
  OPTIONAL { ?figure sdmx-attribute:obsStatus ?status }
}"""
_EXACT = names.CODE + "qualifier/exact"
_ESTIMATED = names.expand("sdmx-code:obsStatus-E")
_NUMBER = names.expand("unit:NUM")
_PERCENT = names.expand("unit:PERCENT")


def lines(graph: Graph, lang: str = "en", measured: frozenset[str] | None = None) -> dict[str, list[str]]:
    """Entity -> the figures about it, a line each, sorted; see `passages` for `measured` and what "about" means."""
    return {iri: sorted(told) for iri, told in passages(graph, lang, measured).items()}


def passages(graph: Graph, lang: str = "en", measured: frozenset[str] | None = None) -> dict[str, dict[str, list[str]]]:
    """Entity -> line of a figure about it -> the passages (or the rule) that give the value, all sorted.

    A figure is about what it measures; one that measures nothing but a kind of thing is about the area it holds for.
    `measured`: the entities in question (all where it is None).
    """
    answer = graph.query(_FIGURES)
    assert isinstance(answer, Table)
    rows = [dict(zip(answer.variables, row, strict=True)) for row in answer.rows]
    about: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        about[_iri(row["figure"])].add(_iri(row["measured"]))
    linked = {iri for row in rows for name in ("indicator", "qualifier", "unit") if (iri := _iri(row[name]))}
    shown = entities.labels(graph, linked, lang)
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in rows:
        entity = _iri(row["measured"])
        if not any(iri.startswith(names.ID) for iri in about[_iri(row["figure"])]):
            entity = _iri(row["area"])
        if entity.startswith(names.ID) and (measured is None or entity in measured):
            found[entity][_line(row, shown)].add(_iri(row["passage"]))
    return {iri: {line: sorted(where) for line, where in sorted(told.items())} for iri, told in sorted(found.items())}


def _line(row: Mapping[str, Term | None], shown: Mapping[str, str]) -> str:
    indicator, qualifier, unit = (_iri(row[name]) for name in ("indicator", "qualifier", "unit"))
    hedge = "" if qualifier in ("", _EXACT) else f"{shown.get(qualifier, names.short(qualifier))} "
    counted = _value(row["value"])
    if unit == _PERCENT:
        counted += "%"
    elif unit not in ("", _NUMBER):
        counted += f" {shown.get(unit, names.short(unit))}"
    period = row["period"].value if isinstance(row["period"], Literal) else ""
    when = ", ".join(part for part in (period, "estimated" if _iri(row["status"]) == _ESTIMATED else "") if part)
    return f"{shown.get(indicator, names.short(indicator))}: {hedge}{counted}{f' ({when})' if when else ''}"


def _value(term: Term | None) -> str:
    text = term.value if isinstance(term, Literal) else str(term)
    whole, _, rest = text.partition(".")
    grouped = f"{int(whole):,}" if whole.lstrip("+-").isascii() and whole.lstrip("+-").isdigit() else whole
    return f"{grouped}.{rest}" if rest else grouped


def _iri(term: Term | None) -> str:
    return term.value if isinstance(term, NamedNode) else ""
