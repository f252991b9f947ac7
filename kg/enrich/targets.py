"""The external IRIs that our entities and codes are linked to."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pyoxigraph import NamedNode

from kg import names
from kg.errors import NotFound, UsageError
from kg.store import Graph
from kg.text.suggest import nearest

#: Links between the same or nearly the same things; statements about broader or related things tell little.
LINKS = ("skos:exactMatch", "skos:closeMatch")
_ADDRESS = re.compile(r"https?://[^\x00-\x20<>\"{}|^`\\]+\Z")
_LINKED = f"""SELECT DISTINCT ?target WHERE {{
  VALUES ?link {{ {" ".join(LINKS)} }}
  ?thing ?link ?target
  FILTER (isIRI(?target) && !STRSTARTS(STR(?target), "{names.BASE}"))
  FILTER (STRSTARTS(STR(?thing), "{names.ID}") || STRSTARTS(STR(?thing), "{names.CODE}"))
}}"""


def targets(graph: Graph, prefixes: Sequence[str] = ()) -> list[str]:
    """The linked IRIs, sorted; only those that begin with one of the `prefixes`, if any are given.

    Raises UsageError when nothing is linked, and NotFound, with the nearest ones, for a prefix that no link has.
    """
    answer = graph.select(_LINKED)
    result = sorted(
        row[0].value for row in answer.rows if isinstance(row[0], NamedNode) and _ADDRESS.match(row[0].value)
    )
    if not result:
        hint = "no entity is linked to anything external; add links with --data"
        raise UsageError(f"{hint} ({' or '.join(LINKS)})")
    for prefix in prefixes:
        if not any(iri.startswith(prefix) for iri in result):
            spaces = sorted({re.split(r"[^/#]*\Z", iri)[0] for iri in result})
            raise NotFound("linked address under", prefix, nearest(prefix, spaces) or spaces)
    return [iri for iri in result if not prefixes or iri.startswith(tuple(prefixes))]
