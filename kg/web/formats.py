"""The media types of answers, and the choice among them that a client prefers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pyoxigraph import QueryResultsFormat, RdfFormat

_JSON, _XML = QueryResultsFormat.JSON, QueryResultsFormat.XML

#: For tables and booleans; a client that accepts anything gets the first.
TABLES: Mapping[str, QueryResultsFormat] = {
    "application/sparql-results+json": _JSON,
    "application/sparql-results+xml": _XML,
    "text/csv": QueryResultsFormat.CSV,
    "text/tab-separated-values": QueryResultsFormat.TSV,
    "application/json": _JSON,
    "application/xml": _XML,
    "text/xml": _XML,
}
#: For triples.
TRIPLES: Mapping[str, RdfFormat] = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/json": RdfFormat.JSON_LD,
    "application/xml": RdfFormat.RDF_XML,
    "text/xml": RdfFormat.RDF_XML,
}
#: Formats that cannot hold every character.
IN_XML = frozenset({_XML, RdfFormat.RDF_XML})
#: Browsers send about ten.
_MAX_RANGES = 64
_QUALITY = re.compile(r"[0-9]{1,3}(?:\.[0-9]*)?|\.[0-9]+")


def negotiate(accept: str, offered: Sequence[str] | Mapping[str, object]) -> str | None:
    """The media type of `offered` that an Accept header prefers; None when it accepts none of them.

    An empty header accepts anything; a range that is not a media range is ignored.
    """
    if not accept.strip():
        return next(iter(offered))
    ranges = [parsed for part in accept.split(",", _MAX_RANGES)[:_MAX_RANGES] if (parsed := _range(part))]
    best: tuple[float, int, str] | None = None
    for position, media_type in enumerate(offered):
        matches = [(_specificity(pattern, media_type), quality) for pattern, quality in ranges]
        quality = max((match for match in matches if match[0]), default=(0, 0.0))[1]
        if quality and (best is None or (quality, -position) > best[:2]):
            best = (quality, -position, media_type)
    return best[2] if best else None


def _range(part: str) -> tuple[str, float] | None:
    pattern, *parameters = (piece.strip().lower() for piece in part.split(";"))
    if "/" not in pattern:
        return None
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            return (pattern, min(float(value), 1.0)) if _QUALITY.fullmatch(value.strip()) else None
    return pattern, 1.0


def _specificity(pattern: str, media_type: str) -> int:
    """How specifically a range matches a type: 0 not at all, 3 by its full name."""
    if pattern == media_type:
        return 3
    if pattern == f"{media_type.partition('/')[0]}/*":
        return 2
    return int(pattern == "*/*")


def accepts_gzip(accept_encoding: str) -> bool:
    """Whether a client that sends this Accept-Encoding header accepts gzip."""
    for part in accept_encoding.lower().split(","):
        coding, _, parameter = part.partition(";")
        if coding.strip() == "gzip":
            return parameter.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False
