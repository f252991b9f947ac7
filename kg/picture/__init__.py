"""Pictures of the graph: an image, or a page to explore, made from the same property graph as every export."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module, util
from types import MappingProxyType

from pyoxigraph import Literal, NamedNode

from kg import names
from kg.ask import entities, library
from kg.errors import LimitError, MissingExtra, UsageError
from kg.network import subgraph
from kg.network.project import project
from kg.network.subgraph import Part, in_memory
from kg.picture.content import Content, content
from kg.picture.layouts import LAYOUTS
from kg.picture.words import words
from kg.store import Graph, Layered

#: Format (and file ending) -> what it is good for.
FORMATS: Mapping[str, str] = MappingProxyType(
    {
        "svg": "sharp at any size, text can be searched and edited, tooltips",
        "png": "slides and documents",
        "pdf": "print",
        "html": "a page to search, filter and click through; works offline from the file",
    }
)
#: Plot of figures -> what it shows.
PLOTS: Mapping[str, str] = MappingProxyType(
    {
        "years": "totals by year, with the change over the year before",
        "time-limits": "time limits before and after a reform",
        "schemes": "certificates by scheme",
    }
)
#: More than these fit on no page and in no browser tab.
MOST_NODES = 20_000
#: Another way to say when: the layout "timeline" places what has one of these.
_WHEN = ("dct:date", "sdmx-dimension:refPeriod")


def picture(
    graph: Graph, part: Part, *, form: str, layout: str = "force", lang: str = "en", title: str | None = None
) -> bytes:
    """A part of a graph as the bytes of a file (`FORMATS`); the same graph gives the same bytes.

    Without a `title` the picture is titled after the selection. Raises NotFound for unknown names, UsageError
    for an empty part or a layout that does not fit, LimitError for too many nodes, EnvironmentFault for a missing
    package or font.
    """
    if form == "html" and layout == "timeline":
        raise UsageError("a timeline is drawn as svg, png or pdf; the page has the layouts force, layered and radial")
    needed("igraph", "matplotlib")
    shown = _content(in_memory(graph, part), part, lang, title)
    if not shown.nodes:
        raise UsageError("nothing to draw: no entity matches the selection")
    if len(shown.nodes) > MOST_NODES:
        raise LimitError(f"{len(shown.nodes):,} entities; a picture shows at most {MOST_NODES:,} (narrow it)")
    from kg.picture.save import style

    with style():
        laid = import_module(f"kg.picture.layouts.{layout}").__dict__[layout](shown)
        if not laid.spots:
            raise UsageError(f"nothing to draw: none of the {len(shown.nodes)} entities has a date")
        if form == "html":
            from kg.picture.page import page

            return page(graph, shown, laid)
        from kg.picture.draw import draw
        from kg.picture.save import save

        figure, tips = draw(shown, laid)
        return save(figure, form, shown.title, tips)


def plot(
    graph: Graph,
    name: str,
    *,
    form: str,
    indicators: Sequence[str] = (),
    lang: str = "en",
    title: str | None = None,
) -> bytes:
    """The bytes of a plot of `PLOTS` as svg, png or pdf; `indicators` (keys or names) are those of "years".

    Raises NotFound for an unknown indicator, UsageError where there is nothing to plot, EnvironmentFault for a
    missing package or font.
    """
    if form == "html":
        raise UsageError("figures are plotted as svg, png or pdf")
    if indicators and name != "years":
        raise UsageError(f"indicators choose what the plot years shows; {name} shows all there is")
    needed("matplotlib")
    from kg.picture.plots import drawn
    from kg.picture.save import save, style

    heading = title or words(lang)[name]
    with style():
        records = graph.records if isinstance(graph, Layered) else graph
        return save(drawn(records, name, heading, indicators, lang), form, heading)


def needed(*packages: str) -> None:
    """Raise EnvironmentFault, with how to install them, for packages that are missing."""
    missing = [name for name in packages if util.find_spec(name) is None]
    if missing:
        raise MissingExtra("a picture", "pictures", f"missing: {', '.join(missing)}")


def _content(graph: Graph, part: Part, lang: str, title: str | None) -> Content:
    projected = project(graph, part, lang=lang)
    center = entities.resolve(graph, part.around).value if part.around is not None else None
    about = [center] if center else sorted(subgraph.asked(graph, part))
    by_iri = {attributes["iri"]: key for key, attributes in projected.nodes(data=True)}
    dates = {by_iri[iri]: when for iri, when in _dates(graph).items() if iri in by_iri}
    heading = title or _title(graph, part, center, lang)
    return content(projected, heading, [names.short(iri) for iri in about], dates, lang)


def _dates(graph: Graph) -> dict[str, str]:
    either = " UNION ".join(f"{{ ?thing {predicate} ?when }}" for predicate in _WHEN)
    answer = graph.select(f"SELECT ?thing ?when WHERE {{ {either} }} ORDER BY ?thing ?when")
    return {
        thing.value: when.value
        for thing, when in reversed(answer.rows)
        if isinstance(thing, NamedNode) and isinstance(when, Literal)
    }


def _title(graph: Graph, part: Part, center: str | None, lang: str) -> str:
    if part.question is not None:
        return part.question if part.question.endswith(".rq") else library.find(part.question).summary
    if center is not None:
        return entities.labels(graph, [center], lang).get(center, names.short(center))
    if part.classes:
        iris = {name: names.expand(name) if ":" in name else names.NS + name for name in part.classes}
        shown = entities.labels(graph, iris.values(), lang)
        return ", ".join(shown.get(iri, name) for name, iri in iris.items())
    return words(lang)["whole"]


__all__ = ["FORMATS", "LAYOUTS", "PLOTS", "picture", "plot"]
