"""Suggestions as a person types: entities, types and properties; and a little HTML about one of them.

The HTML consists of escaped text only, without scripts and styles.
"""

from __future__ import annotations

from html import escape
from typing import Any, Literal

from kg.ask.index import Index
from kg.errors import NotFound
from kg.web.reconciliation.catalogue import INVERSE, Catalogue, identifier

Kind = Literal["entity", "type", "property"]
#: Suggestions a page; `cursor` leads to the next.
PAGE = 10
#: Statements in a preview; it is a small window.
_SHOWN = 6


def suggest(catalogue: Catalogue, kind: Kind, prefix: str, cursor: int = 0) -> dict[str, Any]:
    """At most `PAGE` suggestions after the first `cursor`; before anything is typed, all types or properties."""
    index = _index(catalogue, kind)
    backwards = kind == "property" and prefix.startswith(INVERSE)
    sought = prefix.removeprefix(INVERSE) if backwards else prefix
    iris = [hit.thing for hit in index.find(sought)]
    if not sought.strip() and kind != "entity":
        iris = list(index)
    if kind == "property":
        used = set(catalogue.used(None))
        both = [[INVERSE + iri] if backwards else [iri, INVERSE + iri] for iri in iris]
        iris = [iri for pair in both for iri in pair if iri in used]
    return {"result": [_item(catalogue, kind, iri) for iri in iris[cursor : cursor + PAGE]]}


def flyout(catalogue: Catalogue, kind: Kind, text: str) -> dict[str, str]:
    """A few words of HTML about an entity, type or property, by id. Raises NotFound."""
    iri = _iri(catalogue, kind, text)
    about = catalogue.about(iri.removeprefix(INVERSE))
    return {"id": text, "html": f"<p><strong>{escape(catalogue.name(iri))}</strong></p><p>{escape(about)}</p>"}


def preview(catalogue: Catalogue, text: str) -> str:
    """A whole small HTML page about an entity, by id: names, types and the first statements. Raises NotFound."""
    iri = _iri(catalogue, "entity", text)
    rows: list[str] = []
    for property, values in sorted(catalogue.values[iri].items(), key=lambda item: item[0].startswith(INVERSE)):
        named = [catalogue.name(value.value) for value in values if value.value in catalogue.types_of]
        if named and len(rows) < _SHOWN:
            shown = "; ".join(named[:3]) + (f" and {len(named) - 3} more" if len(named) > 3 else "")
            rows.append(f"<tr><th>{escape(catalogue.name(property))}</th><td>{escape(shown)}</td></tr>")
    title = escape(catalogue.name(iri))
    return (
        f'<!DOCTYPE html><html lang="{escape(catalogue.lang)}">'
        f'<head><meta charset="utf-8"><title>{title}</title></head>'
        f"<body><h1>{title}</h1><p>{escape(catalogue.about(iri))}</p><table>{''.join(rows)}</table>"
        f"<p>{escape(identifier(iri))}</p></body></html>"
    )


def _index(catalogue: Catalogue, kind: Kind) -> Index:
    return {"entity": catalogue.things, "type": catalogue.types, "property": catalogue.properties}[kind]


def _iri(catalogue: Catalogue, kind: Kind, text: str) -> str:
    if kind == "type":
        return catalogue.type(text)
    if kind == "property":
        return catalogue.property(text)
    iri = catalogue.thing(text)
    if iri is None:
        raise NotFound("entity", text, [identifier(hit.thing) for hit in catalogue.things.find(text, limit=3)])
    return iri


def _item(catalogue: Catalogue, kind: Kind, iri: str) -> dict[str, Any]:
    item: dict[str, Any] = {"id": identifier(iri), "name": catalogue.name(iri)}
    if about := catalogue.about(iri.removeprefix(INVERSE)):
        item["description"] = about
    if kind == "entity":
        item["notable"] = [{"id": identifier(of), "name": catalogue.name(of)} for of in catalogue.types_of[iri]]
    elif kind == "type":
        item["broader"] = [{"id": identifier(of), "name": catalogue.name(of)} for of in catalogue.broader[iri]]
    return item
