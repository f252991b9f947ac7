"""Templates in each language: loaded on import, since a worker can open no file; every text in them is escaped.

A text of a template is in English, in ``{% trans %}`` or ``_("")``; the catalogue of `kg.text.language` has the others.
Scripts find theirs in the page: those of ``_("")`` in static/.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from jinja2 import BytecodeCache, DictLoader, Environment, StrictUndefined
from jinja2.bccache import Bucket
from starlette.responses import HTMLResponse

from kg.ask import library
from kg.text.language import ENGLISH, LANGUAGES, marked, of_texts, translate, translations
from kg.web.pages.language import HERE
from kg.web.pages.site import Site

_FOLDER = Path(__file__).parent

_TEMPLATES = {path.name: path.read_text("utf-8") for path in sorted((_FOLDER / "templates").glob("*.html"))}
#: A text of a script; Babel's own pattern for JavaScript is the same in effect.
_IN_SCRIPT = re.compile(r'(?<!\w)_\("((?:[^"\\]|\\.)*)"')
_SCRIPT_TEXTS = sorted(
    {text for path in (_FOLDER / "static").glob("*.js") for text in _IN_SCRIPT.findall(path.read_text("utf-8"))}
)

#: How a value of a chart is known -> its name, and what its marks mean.
KINDS = {
    "published": marked("published"),
    "provisional": marked("provisional"),
    "calculated": marked("calculated"),
    "estimated": marked("estimated"),
}
MEANINGS = {
    "provisional": marked("published before the final value"),
    "calculated": marked("worked out here from published values"),
    "estimated": marked("derived by a rule from a published change, stated by no source"),
}
#: What may be the name of a question within a text.
_HYPHENATED = re.compile(r"([a-z]+(?:-[a-z]+)+)")


def _signed(percent: str) -> str:
    """``-9.1`` -> ``−9.1%``"""
    return f"{'' if percent.startswith(('-', '+')) else '+'}{percent}%".replace("-", "−")


class _Compiled(BytecodeCache):
    """Keeps what a template compiles to, which is the same in every language."""

    def __init__(self) -> None:
        self._content: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if content := self._content.get(bucket.key):
            bucket.bytecode_from_string(content)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._content[bucket.key] = bucket.bytecode_to_string()


def _environment(language: str, compiled: BytecodeCache) -> Environment:
    environment = Environment(
        loader=DictLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
        bytecode_cache=compiled,
        extensions=["jinja2.ext.i18n"],
    )
    environment.policies["ext.i18n.trimmed"] = True
    # "Old style": a text that is translated is escaped like any other.
    environment.install_gettext_translations(translations(language), newstyle=False)  # type: ignore[attr-defined]
    environment.globals["signed"] = _signed
    environment.globals["value_kinds"] = {kind: translate(text, language) for kind, text in KINDS.items()}
    environment.globals["value_meanings"] = {kind: translate(text, language) for kind, text in MEANINGS.items()}
    environment.globals["page_lang"] = language
    environment.globals["page_languages"] = LANGUAGES
    texts = {text: translate(text, language) for text in _SCRIPT_TEXTS} if language != ENGLISH else {}
    environment.globals["script_texts"] = texts
    for name in _TEMPLATES:
        environment.get_template(name)
    return environment


_COMPILED = _Compiled()
_ENVIRONMENTS = {language: _environment(language, _COMPILED) for language in LANGUAGES}


def _pieces(site: Site, note: str) -> Iterator[tuple[str, str]]:
    """A note in pieces, each with an address: that of the question which it names, or none."""
    for piece in _HYPHENATED.split(note):
        yield piece, site.to(f"/ask/{piece}") if piece in library.questions() else ""


def render(site: Site, template: str, status: int = 200, **values: object) -> HTMLResponse:
    """A page in the site's language: a template of templates/ with these values, and the addresses of the site."""
    language = of_texts(site.lang)
    addresses = {"href": site.href, "to": site.to, "live": site.live, "in_language": site.in_language}
    notes = {"pieces": partial(_pieces, site)}
    text = _ENVIRONMENTS[language].get_template(template).render(**addresses, **notes, here=HERE.get(), **values)
    headers = {"Vary": "Accept, Accept-Language", "Content-Language": language}
    return HTMLResponse(text, status, headers)
