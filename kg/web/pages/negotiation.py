"""One entity, several formats at the same address: a page for people, triples for programs.

A browser's Accept header gets the page, a program's the format it prefers; a path with an ending (``/id/cnca.ttl``)
always gets that format.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from urllib.parse import quote

from pyoxigraph import Triple
from starlette.requests import Request
from starlette.responses import Response

from kg.errors import UsageError
from kg.rdf.serialize import serialize
from kg.web import formats, limits, replies

#: Ending of the path -> media type.
ENDINGS = {
    ".ttl": "text/turtle",
    ".jsonld": "application/ld+json",
    ".nt": "application/n-triples",
    ".rdf": "application/rdf+xml",
}
#: Ending -> the name of its format.
ENDING_NAMES = {".ttl": "Turtle", ".jsonld": "JSON-LD", ".nt": "N-Triples", ".rdf": "RDF/XML"}
PAGE = "text/html"


def split_ending(path: str) -> tuple[str, str]:
    """A path without its ending, and the ending, "" for none: ``/id/cnca.ttl`` -> ``/id/cnca``, ``.ttl``."""
    for ending in ENDINGS:
        if path.endswith(ending):
            return path.removesuffix(ending), ending
    return path, ""


def respond(
    request: Request, ending: str, page: Callable[[], Response], triples: Callable[[], Iterable[Triple]]
) -> Response:
    """The page or the triples, as the ending or else the Accept header demands."""
    accept = request.headers.get("accept", "")
    wanted = ENDINGS.get(ending) or formats.negotiate(accept, [PAGE, *formats.TRIPLES])
    if wanted is None:
        return replies.error(406, f"this is available as {', '.join([PAGE, *formats.TRIPLES])}", accept)
    response = page() if wanted == PAGE else _serialized(triples(), wanted, accept)
    response.headers["Vary"] = "Accept, Accept-Language"
    address = quote(request.scope["path"].removesuffix(ending), safe="/")
    alternates = (f'<{address}{end}>; rel="alternate"; type="{kind}"' for end, kind in ENDINGS.items())
    response.headers["Link"] = ", ".join(alternates)
    return response


def _serialized(triples: Iterable[Triple], media_type: str, accept: str) -> Response:
    unique = sorted(set(triples), key=str)
    if len(unique) > limits.MAX_ANSWER_TRIPLES:
        message = (
            f"this has more than {limits.MAX_ANSWER_TRIPLES:,} triples, which is the limit; ask /sparql for a part"
        )
        return replies.error(500, message, accept)
    try:
        text = serialize(unique, formats.TRIPLES[media_type])
    except UsageError as error:  # a character that XML cannot hold
        return replies.error(406, str(error), accept)
    return Response(text, media_type=media_type)
