"""The description of a retrieval (endpoint, day, query) as the source of the statements it gave."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from pyoxigraph import Quad

from kg import names
from kg.errors import DataError, Where
from kg.files.yaml import Node, Scalar, Sequence, YamlMapping
from kg.rdf.vocabulary import Vocabulary
from kg.records import interpret, loader
from kg.records.reader import Passage, Record, Records

# The words of the ontology that describe a source; a record in sources.yaml has the same.
CLASS = "Source"


@dataclass(frozen=True)
class Source:
    """A retrieval. `publisher` and `licence` may be unknown; the host then stands for the publisher."""

    key: str
    address: str
    day: str
    note: str
    publisher: str | None = None
    licence: str | None = None


def key_of(address: str, day: str) -> str:
    """A key for the answers of an endpoint on one day: ``query-wikidata-org-2026-11-23``."""
    host = re.sub(r"[^a-z0-9]+", "-", (urlsplit(address).hostname or "").lower()).strip("-")
    return f"{host or 'endpoint'}-{day}"


def described(source: Source, terms: Vocabulary) -> Iterable[Quad]:
    """The statements that describe the source and its graph, as the loader makes them of a record.

    Raises DataError for a value that no record could have (a licence of control characters).
    """
    where = Where(source.key)
    host = urlsplit(source.address).netloc
    title = f"What {host} says of linked things, asked on {source.day}"
    entries: dict[str, Node] = {
        "label": _english(title, where),
        "title": _english(title, where),
        "description": _english(source.note, where),
        "publisherName": Scalar(source.publisher or host, where),
        "issuedOn": Scalar(source.day, where),
        "url": Scalar(source.address, where),
    }
    if source.licence is not None:
        entries["licence"] = Scalar(source.licence, where)
    passage = Passage(source.key, None, None, where)
    statements = tuple((Scalar(key, where), value) for key, value in entries.items())
    record = Record(source.key, where, Scalar(CLASS, where), None, statements, passage)
    checked = interpret.check(Records([passage], [record], sources={source.key}), terms)
    if checked.problems:
        raise DataError(checked.problems)
    graph = names.passage(source.key)
    return [quad for quad in loader.load(checked, terms) if quad.graph_name == graph]


def _english(text: str, where: Where) -> Node:
    return YamlMapping(where, {"en": (Scalar("en", where), Sequence(where, [Scalar(text, where)]))})
