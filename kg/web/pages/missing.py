"""404 pages that suggest the nearest names."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from kg import names
from kg.ask.index import LONGEST
from kg.errors import cut, did_you_mean
from kg.text.suggest import nearest
from kg.web import formats, replies
from kg.web.pages.html import render
from kg.web.pages.site import Site

#: How many of the nearest are shown.
_MAX_SUGGESTIONS = 5


def missing(site: Site, request: Request, name: str) -> Response:
    """A page, or a line of text for programs, that says nothing has this name."""
    nearest_iris = near_names(site, name)
    accept = request.headers.get("accept", "")
    if formats.negotiate(accept, ("text/html", "text/plain", "application/json")) != "text/html":
        hint = did_you_mean([names.short(iri) for iri in nearest_iris])
        return replies.error(404, f'nothing here is named "{cut(name)}"{hint}', accept)
    suggestions = [(iri, site.catalogue.name(iri), site.catalogue.about(iri)) for iri in nearest_iris]
    return render(site, "missing.html", 404, name=cut(name), near=suggestions)


def near_names(site: Site, name: str) -> list[str]:
    """IRIs of the entities whose keys or names are nearest to an unknown name."""
    if len(name) > LONGEST:
        return []
    known = {names.short(iri): iri for iri in site.catalogue.things}
    by_key = [known[key] for key in nearest(name, known, _MAX_SUGGESTIONS)]
    words = name.rpartition("/")[2].replace("-", " ")
    by_name = [hit.thing for hit in site.catalogue.things.find(words, limit=_MAX_SUGGESTIONS)]
    return list(dict.fromkeys([*by_key, *by_name]))[:_MAX_SUGGESTIONS]
