"""One thing, several forms at the same address: a page for people, triples for programs.

A browser's Accept header gets the page, a program's the form it likes best; a path with an ending (``/id/cnca.ttl``)
always gets that form.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from urllib.parse import quote

from pyoxigraph import Triple
from starlette.requests import Request
from starlette.responses import Response

from kg.rdf.serialize import serialize
from kg.web import formats, limits, replies

#: Ending of the path -> media type.
ENDINGS = {
    ".ttl": "text/turtle",
    ".jsonld": "application/ld+json",
    ".nt": "application/n-triples",
    ".rdf": "application/rdf+xml",
}
#: What people call them.
CALLED = {".ttl": "Turtle", ".jsonld": "JSON-LD", ".nt": "N-Triples", ".rdf": "RDF/XML"}
PAGE = "text/html"
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def parted(path: str) -> tuple[str, str]:
    """A path without its ending, and the ending: ``/id/cnca.ttl`` -> ``/id/cnca``, ``.ttl``; mostly there is none."""
    for ending in ENDINGS:
        if path.endswith(ending):
            return path.removesuffix(ending), ending
    return path, ""


def answered(
    request: Request, ending: str, page: Callable[[], Response], triples: Callable[[], Iterable[Triple]]
) -> Response:
    """The page or the triples, whichever the ending or else the Accept header asks for."""
    accept = request.headers.get("accept", "")
    wanted = ENDINGS.get(ending) or formats.negotiate(accept, [PAGE, *formats.TRIPLES])
    if wanted is None:
        return replies.error(406, f"this comes as {', '.join([PAGE, *formats.TRIPLES])}", accept)
    response = page() if wanted == PAGE else _written(triples(), wanted, accept)
    response.headers["Vary"] = "Accept"
    address = quote(request.scope["path"].removesuffix(ending), safe="/")
    alternates = (f'<{address}{end}>; rel="alternate"; type="{kind}"' for end, kind in ENDINGS.items())
    response.headers["Link"] = ", ".join(alternates)
    return response


def _written(triples: Iterable[Triple], media_type: str, accept: str) -> Response:
    found = sorted(set(triples), key=str)
    if len(found) > limits.MAX_ANSWER_TRIPLES:
        told = f"this has more than {limits.MAX_ANSWER_TRIPLES:,} triples, which is the limit; ask /sparql for a part"
        return replies.error(500, told, accept)
    form = formats.TRIPLES[media_type]
    text = serialize(found, form)
    if form in formats.IN_XML and _NOT_IN_XML.search(text.decode()):
        return replies.error(406, "this holds a character that XML cannot; ask for Turtle", accept)
    return Response(text, media_type=media_type)
