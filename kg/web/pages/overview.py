"""What the page of an entity says first: the answer of a question about its class, in groups.

A question that is tagged "overview" is about the classes that its parameter names; nothing else decides which pages
have one. Each row has an aspect (a property, an indicator or a class), and a value, a number, or both.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from pyoxigraph import Literal, NamedNode

from kg import names
from kg.ask import library, translation
from kg.ask.library import Question
from kg.describe.figures import grouped
from kg.store import Term
from kg.web.pages.site import Site

TAG = "overview"
#: Values of an aspect that are shown; the answer of the question has all.
MOST = 6


@dataclass(frozen=True)
class Fact:
    """A value of an aspect (`iri` may be empty) or a number, with its period, and the passage that states it."""

    text: str
    iri: str
    period: str
    passage: str
    passage_label: str


@dataclass(frozen=True)
class Aspect:
    """One aspect and its facts, of which `left_out` are not shown."""

    iri: str
    label: str
    facts: tuple[Fact, ...]
    count: int

    @property
    def left_out(self) -> int:
        return self.count - len(self.facts)


@dataclass(frozen=True)
class Overview:
    """The aspects in the order of the question, the address of its whole answer, and what stands under it."""

    question: str
    href: str
    aspects: tuple[Aspect, ...]
    notes: tuple[str, ...]


def question_about(site: Site, iri: str) -> Question | None:
    """The overview for the class of an entity, if there is one."""
    members = site.catalogue.members
    for question in library.questions().values():
        if TAG in question.tags and any(iri in members.get(of, ()) for of in question.parameters[0].of):
            return question
    return None


def overview(site: Site, iri: str) -> Overview | None:
    """The overview of an entity; None where its class has none or nothing is known."""
    question = question_about(site, iri)
    if question is None:
        return None
    given = {question.parameters[0].name: names.short(iri)}
    table = library.ask(site.graph, question.name, given, site.lang)
    groups: dict[str, tuple[str, dict[tuple[str, str], Fact]]] = {}
    for cells in table.rows:
        row = dict(zip(table.variables, cells, strict=True))
        aspect = _text(row.get("aspect"))
        _, facts = groups.setdefault(aspect, (_text(row.get("aspectLabel")) or names.short(aspect), {}))
        fact = _fact(row)
        facts.setdefault((fact.iri, fact.text), fact)
    if not groups:
        return None
    words = translation.in_language(question, site.lang)
    aspects = tuple(
        Aspect(aspect, label, tuple(facts.values())[:MOST], len(facts)) for aspect, (label, facts) in groups.items()
    )
    return Overview(words.summary, site.to(f"/ask/{question.name}?{urlencode(given)}"), aspects, table.notes)


def _fact(row: dict[str, Term | None]) -> Fact:
    number, value, passage = _text(row.get("number")), row.get("value"), _text(row.get("passage"))
    hedged = not _text(row.get("qualifier")).endswith("/exact") and row.get("qualifier") is not None
    parts = [_text(row.get("qualifierLabel")) if hedged else "", grouped(number) if number else ""]
    named = _text(row.get("valueLabel")) or (names.short(value.value) if isinstance(value, NamedNode) else _text(value))
    status = _text(row.get("statusLabel"))
    text = " ".join(part for part in (*parts, named, f"({status})" if status else "") if part)
    linked = value.value if isinstance(value, NamedNode) else ""
    label = _text(row.get("passageLabel")) or names.short(passage)
    return Fact(text, linked, _text(row.get("period")), passage, label if passage else "")


def _text(term: Term | None) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else ""
