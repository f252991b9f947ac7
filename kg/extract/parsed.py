"""What the matcher makes of a text: its tokens, the phrases in it, and the relations between them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from kg.extract.engines import Clause, Span
from kg.extract.gazetteer import Known
from kg.extract.rule_compiler import PhraseRule, RelationRule
from kg.text.numbers import Number


@dataclass(slots=True, eq=False)
class Phrase:
    """Tokens `first` to `last` (excluded) as one thing."""

    kind: str
    first: int
    last: int
    rule: str
    sure: float
    #: what the graph knows it as
    known: Known | None = None
    made_by: PhraseRule | None = None
    #: slot -> (first, last) token
    slots: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    #: phrases that it is made of
    parts: tuple[Phrase, ...] = ()
    #: of a number or a date: what it is worth
    number: Number | None = None


#: What becomes one unit: the first unit, one past the last, the symbol, and the phrase if there is one.
Piece = tuple[int, int, str, Phrase | None]


@dataclass(slots=True)
class RelationMatch:
    """A relation rule that fitted: what each of its slots holds."""

    rule: RelationRule
    first: int
    last: int
    slots: dict[str, tuple[int, int, list[Phrase]]]


class Parsed:
    """A batch: its tokens, and units (tokens or phrases) with their symbols."""

    def __init__(self, text: str, text_tokens: list[str]) -> None:
        self.text = text
        self.tokens = text_tokens
        #: the tokens with simplified characters for traditional ones
        self.plain_tokens = text_tokens
        self.offsets = list(accumulate(map(len, text_tokens), initial=0))
        #: first token of each unit, and one past the end
        self.starts: list[int] = list(range(len(text_tokens) + 1))
        self.symbols = ""
        #: symbols and first tokens as they were before phrases were made of them
        self.plain: tuple[str, list[int]] = ("", [])
        #: unit -> phrase
        self.phrases: dict[int, Phrase] = {}
        #: names that are also everyday words: noted, but left as the words they are
        self.loose: list[Phrase] = []
        self.relations: list[RelationMatch] = []
        #: the clauses that the engine read, in the order of their verbs
        self.clauses: Sequence[Clause] = ()
        #: where a number stands -> what it counts, if the engine's grammar says so
        self.counted: Mapping[int, Span] = {}
        #: where numbers stand of what something was done to, if the engine's grammar says so
        self.done: Collection[int] = ()
        #: every number and date of the text
        self.numbers: list[Number] = []

    def words(self, first: int, last: int) -> str:
        """The text of some tokens, without the white space behind."""
        return self.text[self.offsets[first] : self.offsets[last]].rstrip()

    def clauses_in(self, start: int, end: int) -> Sequence[Clause]:
        """The clauses whose verbs stand between two places, in characters."""
        low, high = (bisect_left(self.clauses, place, key=lambda one: one.verb[0]) for place in (start, end))
        return self.clauses[low:high]

    def replace(self, pieces: list[Piece]) -> None:
        """Make each piece (units from, to, symbol, phrase) one unit."""
        if not pieces:
            return
        symbols, starts, phrases = [], [], {}
        at = shift = 0
        old = self.phrases
        kept = iter(sorted(old))
        unit = next(kept, -1)
        for first, last, symbol, phrase in pieces:
            symbols.append(self.symbols[at:first])
            starts.extend(self.starts[at:first])
            while 0 <= unit < first:
                phrases[unit - shift] = old[unit]
                unit = next(kept, -1)
            while 0 <= unit < last:
                unit = next(kept, -1)
            symbols.append(symbol)
            starts.append(self.starts[first])
            if phrase is not None:
                phrases[first - shift] = phrase
            shift += last - first - 1
            at = last
        while unit >= 0:
            phrases[unit - shift] = old[unit]
            unit = next(kept, -1)
        symbols.append(self.symbols[at:])
        starts.extend(self.starts[at:])
        self.symbols, self.starts, self.phrases = "".join(symbols), starts, phrases
