"""Error responses: text, JSON for programs that ask for it, a page for browsers."""

from __future__ import annotations

import html
import json
from http import HTTPStatus

from starlette.responses import Response

from kg.web import formats

_FORMS = ("text/plain", "application/json", "text/html")


def error(status: int, message: str, accept: str = "", retry_after: int | None = None) -> Response:
    """An error in the form that the Accept header prefers; `retry_after` is in seconds."""
    form = formats.negotiate(accept, _FORMS) or _FORMS[0]
    if form == "application/json":
        body = json.dumps({"status": status, "error": message}, ensure_ascii=False) + "\n"
    elif form == "text/html":
        body = _page(status, message)
    else:
        body = f"{message}\n"
    headers = {"Cache-Control": "no-store", "Vary": "Accept"}
    if retry_after is not None:
        headers["Retry-After"] = str(retry_after)
    return Response(body.encode("utf-8", "replace"), status, headers, media_type=form)


def _page(status: int, message: str) -> str:
    """A page that looks like the others but needs no worker, for when none can reply."""
    title = f"{status} {HTTPStatus(status).phrase}"
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title>"
        '<link rel="icon" href="/static/icon.svg" type="image/svg+xml">'
        '<link rel="stylesheet" href="/static/site.css"></head>\n'
        '<body><header class="site"><a class="brand" href="/">certreg</a><nav aria-label="Site">'
        '<a href="/ask">Questions</a><a href="/query">SPARQL</a></nav></header>\n'
        f'<main id="main"><h1>{title}</h1>\n<p class="lead">{html.escape(message)}</p></main></body></html>\n'
    )
