"""The few words of pictures and pages that do not come from the graph; the catalogue has them in other languages."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from kg.text.language import translate

#: The context of these words in the catalogue: some are short, and stand elsewhere for something else.
CONTEXT = "picture"
WORDS: Mapping[str, str] = MappingProxyType(
    {
        "agency": "agency",
        "agreement": "agreement",
        "body": "body or organisation",
        "concept": "concept",
        "document": "document",
        "event": "event",
        "figure": "figure",
        "initiative": "initiative",
        "place": "place",
        "platform": "platform",
        "scheme": "scheme, regime, procedure",
        "source": "source",
        "derived": "worked out by rule",
        "whole": "The whole graph",
        "entities": "{count} entities",
        "links": "{count} links",
        "undated": "left out for want of a date: {count}",
        "unconnected": "not connected and left out: {count}",
        "unlabelled": "names left out for room: {count}",
        "unnamed": "relation names left out for room: {count}",
        "unnumbered": "numbers left out for room: {count}",
        "years": "Totals by year, with the change over the year before",
        "time-limits": "Time limits before and after a reform",
        "schemes": "Certificates by scheme",
        "sources": "Sources:",
        "published": "published",
        "estimated": "worked out from a published change, not published itself",
        "before": "before",
        "after": "after",
        "valid_on": "valid on a date",
        "issued_in": "issued in a year",
        "log_scale": "certificates (each step ten times as many)",
        "search": "Search",
        "search_hint": "name, acronym or key",
        "found": "{count} found",
        "classes": "Classes",
        "relations": "Relations",
        "all": "all",
        "none": "none",
        "table": "Table",
        "fold": "Group by class",
        "fit": "Fit",
        "nearer": "Zoom in",
        "farther": "Zoom out",
        "keys": "Keys",
        "close": "Close",
        "legend": "Legend",
        "details": "Statements about the chosen entity",
        "graph_hint": "Graph: arrow keys go from entity to entity; the button Table shows it as a table",
        "choose": "Select an entity in the picture or by search to read the statements about it, with passages.",
        "fold_hint": "A mark with a number is a class: a click opens it.",
        "also": "also",
        "said": "Statements about it",
        "spoken": "Mentioned in",
        "figures": "Figures",
        "name": "Name",
        "class": "Class",
        "degree": "Links",
        "about": "About",
        "entities_table": "Entities",
        "relation": "Relation",
        "to": "To",
        "stated_in": "Where",
        "noscript": "This page needs JavaScript; it works offline and makes no network requests.",
        "keys_help": "/=search|← → ↑ ↓=to the nearest entity that way (in the picture)"
        "|Shift ← → ↑ ↓=move the picture|+ −=zoom|0=all in view"
        "|Enter=read the statements about the selected entity|Esc=choose nothing|?=this list",
    }
)


@lru_cache
def words(lang: str) -> Mapping[str, str]:
    """The words in `lang`, else in English."""
    return MappingProxyType({key: translate(text, lang, CONTEXT) for key, text in WORDS.items()})
