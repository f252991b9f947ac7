"""The media types that answers come in, and which of them a client wants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pyoxigraph import QueryResultsFormat, RdfFormat

_JSON, _XML = QueryResultsFormat.JSON, QueryResultsFormat.XML

#: For tables, yes and no; the first is for who takes anything.
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


def wanted(accept: str, offered: Sequence[str] | Mapping[str, object]) -> str | None:
    """The media type of `offered` that an Accept header likes best; None when it takes none of them.

    An empty header takes anything; a range that is no media range counts as not said.
    """
    if not accept.strip():
        return next(iter(offered))
    ranges = [found for part in accept.split(",", _MAX_RANGES)[:_MAX_RANGES] if (found := _range(part))]
    best: tuple[float, int, str] | None = None
    for place, media_type in enumerate(offered):
        named = [(_nearness(pattern, media_type), quality) for pattern, quality in ranges]
        quality = max((one for one in named if one[0]), default=(0, 0.0))[1]
        if quality and (best is None or (quality, -place) > best[:2]):
            best = (quality, -place, media_type)
    return best[2] if best else None


def _range(part: str) -> tuple[str, float] | None:
    pattern, *parameters = (piece.strip().lower() for piece in part.split(";"))
    if "/" not in pattern:
        return None
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return pattern, min(max(float(value), 0.0), 1.0)
            except ValueError:
                return None
    return pattern, 1.0


def _nearness(pattern: str, media_type: str) -> int:
    """How closely a range names a type: 0 not at all, 3 by its whole name."""
    if pattern == media_type:
        return 3
    if pattern == f"{media_type.partition('/')[0]}/*":
        return 2
    return int(pattern == "*/*")


def takes_gzip(accept_encoding: str) -> bool:
    """Whether a client that sends this Accept-Encoding can read gzip."""
    for part in accept_encoding.lower().split(","):
        coding, _, parameter = part.partition(";")
        if coding.strip() == "gzip":
            return parameter.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False
