"""Tabs of a browser that a running server answers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from serving import Server


class Tab:
    """A tab, and what it asked for and complained of."""

    def __init__(self, page, at: str) -> None:
        self.page = page
        self.at = at
        self.elsewhere: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self._asked(request.url))
        page.on("console", lambda message: message.type == "error" and self._reported(message.text))
        page.on("pageerror", lambda error: self._reported(str(error)))
        page.on("dialog", lambda dialog: (self._reported(dialog.message), dialog.dismiss()))

    def open(self, path: str) -> None:
        self.page.goto(self.at + path)
        self.page.wait_for_load_state("networkidle")

    def _asked(self, url: str) -> None:
        if not url.startswith((self.at, "data:", "blob:")):
            self.elsewhere.append(url)

    def _reported(self, text: str) -> None:
        # The script libraries try to add rules of their own; ours stand in the style sheets.
        if "Applying inline style" not in text and "the server responded with a status of 4" not in text:
            self.complaints.append(text)


@contextmanager
def tab(browser, server: Server, **options) -> Iterator[Tab]:
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
    context.set_default_timeout(300_000)
    at = server.address.removesuffix("/sparql")
    opened = Tab(context.new_page(), at)
    yield opened
    assert opened.elsewhere == []
    assert opened.complaints == []
    context.close()
