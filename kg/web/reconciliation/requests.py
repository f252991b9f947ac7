"""Parses what a client sends, strictly: from JSON text to queries. Every error is a UsageError that says where it is.

A blank value says nothing: a blank name has no candidates, a blank property value is no evidence.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import Any, NoReturn

from kg.errors import LimitError, UsageError, cut

#: Queries in a batch, and ids of a data extension; OpenRefine sends 10.
MOST_QUERIES = 50
MOST_IDS = 500
#: Properties of a query or an extension, types of a query, values of a property.
MOST_OF_ONE = 20
#: Values of properties in all queries of a batch; each is compared with hundreds of the graph's.
MOST_VALUES = 1000
MOST_CANDIDATES = 100
CANDIDATES = 10

_STRICT = ("any", "all", "should")


@dataclass(frozen=True, slots=True)
class Evidence:
    """A property the entity should have, with its values: texts, numbers, booleans, or ids of entities."""

    property: str
    values: tuple[str | float | bool | Id, ...]


@dataclass(frozen=True, slots=True)
class Id:
    """The id of an entity that was reconciled before."""

    text: str


@dataclass(frozen=True, slots=True)
class Query:
    """One entity to find; without text and evidence it finds nothing."""

    text: str
    types: tuple[str, ...] = ()
    strict: str = "any"
    evidence: tuple[Evidence, ...] = ()
    limit: int = CANDIDATES


@dataclass(frozen=True, slots=True)
class ExtensionProperty:
    """A property to fetch, with its settings."""

    property: str
    settings: dict[str, Any]


def batch(text: str) -> dict[str, Query]:
    """The form field ``queries``. Raises UsageError, and LimitError for too many."""
    sent = _json(text, "queries")
    _must(isinstance(sent, dict), "queries", "an object of queries by key")
    _within(len(sent), MOST_QUERIES, "queries in a batch")
    queries = {key: _query(f"queries.{cut(key)}", value) for key, value in sent.items()}
    values = sum(len(one.values) for query in queries.values() for one in query.evidence)
    _within(values, MOST_VALUES, "values of properties in a batch")
    return queries


def single(text: str) -> Query:
    """The form field ``query`` as version 0.1 has it: a JSON object, or the plain name sought."""
    return _query("query", _json(text, "query")) if text.lstrip().startswith("{") else _query("query", {"query": text})


def extension(text: str) -> tuple[list[str], list[ExtensionProperty]]:
    """The form field ``extend``: ids of things and the properties to fetch."""
    sent = _json(text, "extend")
    _must(isinstance(sent, dict), "extend", "an object")
    ids = _list(sent.get("ids"), "extend.ids", MOST_IDS)
    for place, one in enumerate(ids):
        _must(isinstance(one, str), f"extend.ids[{place}]", "text")
    columns = []
    for place, one in enumerate(_list(sent.get("properties"), "extend.properties", MOST_OF_ONE)):
        where = f"extend.properties[{place}]"
        _must(isinstance(one, dict) and isinstance(one.get("id"), str), where, 'an object with the text "id"')
        settings = one.get("settings") or {}
        _must(isinstance(settings, dict), f"{where}.settings", "an object")
        columns.append(ExtensionProperty(one["id"], settings))
    return ids, columns


def number(text: str | None, what: str, default: int, least: int = 0) -> int:
    """A whole number in a query string."""
    if text is None or not text.strip():
        return default
    if not (text.strip().isascii() and text.strip().isdigit() and len(text) < 10 and int(text) >= least):
        raise UsageError(f'{what}: "{cut(text)}" is not a whole number from {least} up')
    return int(text)


def _query(where: str, sent: Any) -> Query:
    _must(isinstance(sent, dict), where, "an object")
    text = sent.get("query") or ""
    _must(isinstance(text, str), f"{where}.query", "text")
    types = sent.get("type") or []
    types = [types] if isinstance(types, str) else _list(types, f"{where}.type", MOST_OF_ONE)
    types = [kind.get("id") if isinstance(kind, dict) else kind for kind in types]
    for place, kind in enumerate(types):
        _must(isinstance(kind, str), f"{where}.type[{place}]", "text")
    strict = "any" if sent.get("type_strict") is None else sent["type_strict"]
    _must(strict in _STRICT, f"{where}.type_strict", " or ".join(_STRICT))
    evidence = _list(sent.get("properties") or [], f"{where}.properties", MOST_OF_ONE)
    _must("query" in sent or bool(evidence), where, "text in query, or properties")
    return Query(
        text=text,
        types=tuple(kind for kind in types if kind.strip()),
        strict=strict,
        evidence=tuple(_evidence(f"{where}.properties[{place}]", one) for place, one in enumerate(evidence)),
        limit=_limit(f"{where}.limit", sent.get("limit")),
    )


def _limit(where: str, sent: Any) -> int:
    if sent is None:
        return CANDIDATES
    numeric = isinstance(sent, int) or (isinstance(sent, float) and math.isfinite(sent))
    _must(numeric and not isinstance(sent, bool) and sent >= 1, where, "a number from 1 up")
    return min(int(sent), MOST_CANDIDATES)


def _evidence(where: str, sent: Any) -> Evidence:
    _must(isinstance(sent, dict) and isinstance(sent.get("pid"), str), where, 'an object with the text "pid"')
    values = sent.get("v")
    values = values if isinstance(values, list) else [values]
    _within(len(values), MOST_OF_ONE, f"values in {where}.v")
    parsed: list[str | float | bool | Id] = []
    for value in values:
        if isinstance(value, dict):
            _must(isinstance(value.get("id"), str), f"{where}.v", 'text, a number, true, false, or an object with "id"')
            if value["id"].strip():
                parsed.append(Id(value["id"]))
        elif isinstance(value, str):
            if value.strip():
                parsed.append(value)
        elif isinstance(value, int | float):
            parsed.append(value)
        else:
            _must(value is None, f"{where}.v", 'text, a number, true, false, or an object with "id"')
    return Evidence(sent["pid"], tuple(parsed))


def _json(text: str, what: str) -> Any:
    def refuse(constant: str) -> NoReturn:
        raise ValueError(f"{constant} is not JSON")

    try:
        content = json.loads(text, parse_constant=refuse)
        if "\\" in text:  # an escape may be half of a character, which no text has
            content = json.loads(json.dumps(content, ensure_ascii=False).encode("utf-8", "replace"))
    except RecursionError:
        raise UsageError(f"{what}: nested too deeply") from None
    except ValueError as error:
        raise UsageError(f"{what}: not JSON: {error}") from None
    return content


def _list(sent: Any, where: str, most: int) -> list[Any]:
    if not isinstance(sent, list):
        raise UsageError(f"{where}: must be a list")
    _within(len(sent), most, where)
    return sent


def _must(right: bool, where: str, what: str) -> None:
    if not right:
        raise UsageError(f"{where}: must be {what}")


def _within(size: int, most: int, what: str) -> None:
    if size > most:
        raise LimitError(f"{size:,} {what}; the limit is {most:,}")
