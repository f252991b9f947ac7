"""What is not there: 404, with the nearest names that are."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from kg import names
from kg.errors import did_you_mean
from kg.text.suggest import nearest
from kg.web import formats, replies
from kg.web.pages.html import render
from kg.web.pages.site import Site

#: How many of the nearest are shown.
_MOST = 5


def missing(site: Site, request: Request, name: str) -> Response:
    """A page, or a line of text for programs, that nothing is called so."""
    near = near_names(site, name)
    accept = request.headers.get("accept", "")
    if formats.negotiate(accept, ("text/html", "text/plain", "application/json")) != "text/html":
        said = did_you_mean([names.short(iri) for iri in near])
        return replies.error(404, f'nothing here is called "{name}"{said}', accept)
    found = [(iri, site.catalogue.name(iri), site.catalogue.about(iri)) for iri in near]
    return render(site, "missing.html", 404, name=name, near=found)


def near_names(site: Site, name: str) -> list[str]:
    """IRIs of the things whose keys or names are nearest to a name nobody knows."""
    known = {names.short(iri): iri for iri in site.catalogue.things}
    by_key = [known[key] for key in nearest(name, known, _MOST)]
    words = name.rpartition("/")[2].replace("-", " ")
    by_name = [hit.thing for hit in site.catalogue.things.find(words, limit=_MOST)]
    return list(dict.fromkeys([*by_key, *by_name]))[:_MOST]
