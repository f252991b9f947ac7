"""Plots of figures: totals by year with change, time limits before and after reforms, certificates by scheme.

Each plot draws the answer to one question of ``queries/``. A hedged value keeps its qualifier ("more than"), and a
derived value never looks like a published one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from matplotlib.figure import Figure

from kg.picture.plots import schemes, time_limits, years
from kg.picture.plots.page import Asked
from kg.store import Graph

#: Name -> the function that draws it.
_DRAWN: Mapping[str, Callable[[Asked, str, Sequence[str]], Figure]] = MappingProxyType(
    {"years": years.drawn, "time-limits": time_limits.drawn, "schemes": schemes.drawn}
)


def drawn(graph: Graph, name: str, title: str, indicators: Sequence[str], lang: str) -> Figure:
    """The plot of this name (`kg.picture.PLOTS`); `indicators` are those of "years".

    Raises NotFound for an unknown indicator and UsageError where there is nothing to plot.
    """
    return _DRAWN[name](Asked(graph, lang), title, indicators)
