"""Templates: loaded on import, since a worker can open no file; every text in them is escaped."""

from __future__ import annotations

from pathlib import Path

from jinja2 import DictLoader, Environment, StrictUndefined
from starlette.responses import HTMLResponse

from kg.web.pages.site import Site

_TEMPLATES = {
    path.name: path.read_text("utf-8") for path in sorted((Path(__file__).parent / "templates").glob("*.html"))
}


def _signed(percent: str) -> str:
    """``-9.1`` -> ``−9.1%``"""
    return f"{'' if percent.startswith(('-', '+')) else '+'}{percent}%".replace("-", "−")


_ENVIRONMENT = Environment(
    loader=DictLoader(_TEMPLATES),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
    cache_size=-1,
)
_ENVIRONMENT.globals["signed"] = _signed
#: Kind of value of a chart -> what its marks mean.
_ENVIRONMENT.globals["meanings"] = {
    "provisional": "published before the final value",
    "calculated": "worked out here from published values",
    "estimated": "derived by a rule from a published change, stated by no source",
}
for _name in _TEMPLATES:
    _ENVIRONMENT.get_template(_name)


def render(site: Site, template: str, status: int = 200, **values: object) -> HTMLResponse:
    """A page: a template of templates/ with these values, and ``href`` and ``to`` of the site."""
    text = _ENVIRONMENT.get_template(template).render(href=site.href, to=site.to, live=site.live, **values)
    return HTMLResponse(text, status, {"Vary": "Accept"})
