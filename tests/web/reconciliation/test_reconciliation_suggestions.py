"""What is offered while a person types, and the small HTML about it."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from protocol import FLYOUT, SUGGESTIONS, valid

from kg.errors import NotFound
from kg.web.reconciliation.suggestions import PAGE, flyout, preview, suggest


def ids(catalogue, kind: str, prefix: str, cursor: int = 0) -> list[str]:
    return [one["id"] for one in valid(suggest(catalogue, kind, prefix, cursor), SUGGESTIONS)["result"]]


@pytest.mark.parametrize(
    ("kind", "prefix", "expected"),
    [
        ("entity", "gul", ["gull", "gull-ship"]),
        ("entity", "海", ["gull"]),
        ("entity", "haiou", ["gull"]),
        ("entity", "norlnad", ["norland"]),
        ("entity", "tern-north", ["tern-north"]),
        ("entity", "", []),
        ("type", "harb", ["Harbour"]),
        ("type", "carg", ["cargo"]),
        ("type", "", ["cargo", "Country", "Harbour", "Place", "Ship"]),
        ("property", "call", ["calls", "^calls"]),
        ("property", "^call", ["^calls"]),
        ("property", "lies", ["country", "^country"]),
    ],
)
def test_what_goes_on_so_is_suggested(harbours, kind, prefix, expected):
    assert ids(harbours, kind, prefix)[: len(expected)] == expected


def test_a_cursor_leads_through_all_suggestions(shipped):
    first = ids(shipped, "entity", "certif")
    second = ids(shipped, "entity", "certif", PAGE)
    assert len(first) == PAGE
    assert second
    assert not set(first) & set(second)
    assert ids(shipped, "entity", "certif", 10**6) == []


def test_a_type_tells_what_it_is_and_what_is_above_it(harbours):
    assert suggest(harbours, "type", "harbour")["result"][0] == {
        "id": "Harbour",
        "name": "harbour",
        "description": "Where ships lie.",
        "broader": [{"id": "Place", "name": "place"}],
    }


class Tags(HTMLParser):
    """The tags and the text of some HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        assert not attrs or (tag, attrs[0][0]) in (("html", "lang"), ("meta", "charset"))
        self.tags.add(tag)

    def handle_data(self, data):
        self.text += data


def test_names_that_are_html_stay_text(harbours):
    for html in (preview(harbours, "script"), flyout(harbours, "entity", "script")["html"]):
        read = Tags(html)
        assert read.tags <= {"html", "head", "meta", "title", "body", "h1", "p", "table", "tr", "th", "td", "strong"}
        assert "<script>alert('x')</script>" in read.text
        assert '</title><b>&"q' in read.text


def test_a_preview_says_what_is_known(harbours):
    text = Tags(preview(harbours, "gull")).text
    for said in ("Gull Haven", "harbour", "海鸥港", "lies in", "Norland", "calls at (inverse)"):
        assert said in text


@pytest.mark.parametrize(
    ("kind", "one", "said"),
    [
        ("entity", "gull", "海鸥港"),
        ("type", "Harbour", "Where ships lie."),
        ("property", "^country", "lies in (inverse)"),
    ],
)
def test_a_flyout_of_each_kind(harbours, kind, one, said):
    answer = valid(flyout(harbours, kind, one), FLYOUT)
    assert answer["id"] == one
    assert said in answer["html"]


def test_nobody_has_no_preview(harbours):
    for kind in ("entity", "type", "property"):
        with pytest.raises(NotFound):
            flyout(harbours, kind, "nobody at all")
    with pytest.raises(NotFound):
        preview(harbours, "nobody")
