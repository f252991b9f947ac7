"""Values of the graph for a client's table, one column a property, one row an entity; and the properties to offer."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from pyoxigraph import Literal, NamedNode

from kg import names
from kg.errors import UsageError
from kg.web.reconciliation.catalogue import INVERSE, Catalogue, Value, identifier
from kg.web.reconciliation.requests import ExtensionProperty

#: What a client may set for a column, as the manifest declares it.
SETTINGS: tuple[Mapping[str, Any], ...] = (
    {
        "name": "limit",
        "label": "At most",
        "type": "number",
        "default": 0,
        "help_text": "How many values a row; 0 for all",
    },
    {
        "name": "language",
        "label": "Language",
        "type": "text",
        "default": "",
        "help_text": "Only texts in this language (en, zh, ko); empty for all",
    },
    {
        "name": "content",
        "label": "Entities as",
        "type": "select",
        "default": "thing",
        "choices": [
            {"value": "thing", "name": "entities, reconciled"},
            {"value": "name", "name": "names"},
            {"value": "iri", "name": "web addresses (IRIs)"},
        ],
        "help_text": "The form of values that are entities",
    },
)

_WHOLE = frozenset(
    names.expand(f"xsd:{kind}")
    for kind in ("integer", "int", "long", "short", "nonNegativeInteger", "positiveInteger", "gYear")
)
_BROKEN = frozenset(names.expand(f"xsd:{kind}") for kind in ("decimal", "double", "float"))
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?\Z")
_DATES = frozenset(names.expand(f"xsd:{kind}") for kind in ("date", "dateTime"))


def extend(catalogue: Catalogue, ids: Sequence[str], columns: Sequence[ExtensionProperty]) -> dict[str, Any]:
    """The values; an unknown id gets empty cells.

    Raises NotFound for an unknown property and UsageError for a setting that is not in `SETTINGS`.
    """
    properties = [(column.property, catalogue.property(column.property), _settings(column)) for column in columns]
    rows: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for thing_id in ids:
        thing = catalogue.thing(thing_id)
        known = catalogue.values.get(thing, {}) if thing else {}
        rows[thing_id] = {
            asked: _cell(catalogue, known.get(property, ()), settings) for asked, property, settings in properties
        }
    return {"meta": [_meta(catalogue, asked, property) for asked, property, _ in properties], "rows": rows}


def propose(catalogue: Catalogue, kind: str | None, limit: int | None = None) -> dict[str, Any]:
    """The properties of entities of a type (an id; None for any), the most frequent first. Raises NotFound."""
    used = catalogue.used(catalogue.type(kind) if kind else None)
    shown = [{"id": identifier(property), "name": catalogue.name(property)} for property in used[:limit]]
    answer: dict[str, Any] = {"properties": shown}
    if kind:
        answer["type"] = kind
    if limit is not None:
        answer["limit"] = limit
    return answer


def _settings(column: ExtensionProperty) -> tuple[int, str, str]:
    """(limit, language, content), each as the client set it or by default."""
    given = {str(setting["name"]): setting["default"] for setting in SETTINGS}
    for name, value in column.settings.items():
        if name not in given:
            raise UsageError(f"{column.property}: no such setting; there are {', '.join(given)}")
        given[name] = given[name] if value is None or value == "" else value
    limit, language, content = given["limit"], given["language"], given["content"]
    if isinstance(limit, str) and limit.isascii() and limit.isdigit() and len(limit) < 10:  # forms send text
        limit = int(limit)
    if isinstance(limit, bool) or not isinstance(limit, int | float) or not 0 <= limit < 1e9:
        raise UsageError(f"{column.property}: the setting limit must be a number from 0 up")
    if not isinstance(language, str):
        raise UsageError(f"{column.property}: the setting language must be text")
    if content not in ("thing", "name", "iri"):
        raise UsageError(f"{column.property}: the setting content must be thing, name or iri")
    return int(limit), language.lower(), content


def _cell(catalogue: Catalogue, known: Sequence[Value], settings: tuple[int, str, str]) -> list[dict[str, Any]]:
    limit, language, content = settings
    wanted = [value for value in known if _speaks(value, language)]
    return [_value(catalogue, value, content) for value in (wanted[:limit] if limit else wanted)]


def _speaks(value: Value, language: str) -> bool:
    if not language or not isinstance(value, Literal) or not value.language:
        return True
    return value.language.lower() == language or value.language.lower().startswith(language + "-")


def _value(catalogue: Catalogue, value: Value, content: str) -> dict[str, Any]:
    if isinstance(value, NamedNode):
        if content == "iri":
            return {"str": value.value}
        if value.value not in catalogue.values or value.value not in catalogue.types_of:
            named = value.value in catalogue.members
            return {"str": catalogue.name(value.value) if named else value.value}
        name = catalogue.name(value.value)
        return {"str": name} if content == "name" else {"id": identifier(value.value), "name": name}
    datatype = value.datatype.value
    if datatype in _WHOLE and re.fullmatch(r"[+-]?\d{1,18}", value.value):
        return {"int": int(value.value)}
    if datatype in _BROKEN and re.fullmatch(r"[+-]?\d{1,18}(\.\d+)?([eE][+-]?\d{1,2})?", value.value):
        return {"float": float(value.value)}
    moment = _MOMENT.match(value.value) if datatype in _DATES else None
    if moment:
        day, zone = value.value[:10], moment[3] or "Z"
        return {"date": f"{day}{moment[1] or 'T00:00:00'}{zone}"}
    return {"str": value.value}


def _meta(catalogue: Catalogue, asked: str, property: str) -> dict[str, Any]:
    """Of a column: its name and, where all its values are of one type, this."""
    meta: dict[str, Any] = {"id": asked, "name": catalogue.name(property)}
    objects = {
        value.value for of_thing in catalogue.values.values() for value in of_thing.get(property, ())
    } & catalogue.types_of.keys()
    kinds = [kind for kind, members in sorted(catalogue.members.items()) if objects and objects <= members]
    if kinds and not property.startswith(INVERSE):
        kind = min(kinds, key=lambda one: (len(catalogue.members[one]), one))
        meta["type"] = {"id": identifier(kind), "name": catalogue.name(kind)}
    return meta
