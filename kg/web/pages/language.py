"""The language of a page, and its address in the others.

``?lang`` decides, else the Accept-Language header. Links of a page whose address names its language name it too.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from kg.text import language

PARAMETER = "lang"


@dataclass(frozen=True)
class LanguageRequest:
    """What a request asks for; `lang` is the language that it names, "" for none."""

    query: tuple[tuple[str, str], ...] = ()
    lang: str = ""

    def in_language(self, tag: str) -> str:
        """The address of the same page in a language, relative to this one."""
        kept = [(name, value) for name, value in self.query if name != PARAMETER]
        return f"?{urlencode([*kept, (PARAMETER, tag)])}"


#: The address that is answered now.
HERE: ContextVar[LanguageRequest] = ContextVar("HERE", default=LanguageRequest())  # noqa: B039


class ByLanguage:
    """Calls the app of the language that a request wants."""

    def __init__(self, apps: Mapping[str, ASGIApp]) -> None:
        self._apps = apps

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        query = tuple(parse_qsl(scope["query_string"].decode("latin-1"), errors="replace"))
        lang = language.known(dict(query).get(PARAMETER, "")) or ""
        header = Headers(scope=scope).get("accept-language", "")
        token = HERE.set(LanguageRequest(query, lang))
        try:
            await self._apps[lang or language.accepted(header)](scope, receive, send)
        finally:
            HERE.reset(token)
