"""Engines: what reads the names and the clauses of a text, by rules or by trained models.

An engine returns only what it can know: names, with or without a kind, and clauses with the roles that its grammar
gives them. The rest is shared: known names, figures, the frames that map a clause to properties of the ontology, and
the check that drafts nothing the ontology does not allow. Places are offsets in characters of the text, so that an
engine may split it into words in its own way.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from kg.extract.names import Names
from kg.extract.names.spans import NameSpan

#: What --engine takes; the first is the default.
ENGINES = ("rules", "nlp")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Clause:
    """A verb, or a noun made of one, with its roles: where the head word of each stands."""

    verb: Span
    #: who does it: before an active verb, behind "by" of a passive one
    agents: tuple[Span, ...] = ()
    #: what it is done to
    objects: tuple[Span, ...] = ()
    #: with whom
    partners: tuple[Span, ...] = ()
    #: where
    places: tuple[Span, ...] = ()
    #: not, or only perhaps
    negated: bool = False
    #: when: what stands behind "on", "in", "from" and the like
    times: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What an engine reads in a text. Names may overlap; the better ones come first."""

    names: Sequence[NameSpan]
    #: empty where the engine has no grammar; the frames then go by the order of the words
    clauses: Sequence[Clause] = ()
    #: what numbers count that no noun follows, by where the number stands: recalls, of "recalls rose by 12%"
    counted: Mapping[int, Span] = field(default_factory=dict)
    #: where numbers stand of what something was done to, which is no state at a date
    done: Collection[int] = ()


class Engine(Protocol):
    """Reads texts."""

    def read(self, text: str) -> Reading:
        """The names and clauses of a text. Spans are offsets in characters: the first, and one past the last."""


def engine(name: str, names: Names, opening: str = "") -> Engine:
    """The engine of a name in `ENGINES`. `opening`: how the text begins, by which ``nlp`` recognises the language.

    Raises MissingExtra where the extra of ``nlp`` is not installed, and UsageError where no model for the language is.
    """
    if name == "nlp":
        from kg.extract.engines.nlp import Nlp

        return Nlp(names, opening)
    from kg.extract.engines.rules import Rules

    return Rules(names)
