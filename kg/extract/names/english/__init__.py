"""English names: words in capitals with a head that says what they name, acronyms, meetings, venues."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extract.names.english import acronyms, common, companies, marks, numbered
from kg.extract.names.english.capitals import Capitals
from kg.extract.names.english.foreign import Foreign
from kg.extract.names.english.towns import Towns
from kg.extract.names.english.words import WORD
from kg.extract.names.kinds import Kinds
from kg.extract.names.spans import ACTING, LABELLED, NAMED, NameSpan

#: Where something is held.
_VENUE = re.compile(
    rf"\b(?:held|hosted|place|signed|concluded|opened|off|convened|organi[sz]ed|met|launched)\s(?:[a-z]+\s){{0,3}}?in\s"
    rf"(?P<place>{WORD}(?:[ \t]{WORD}){{0,2}})(?![\w’'])"
)
#: "held on 3-4 May 2030 at the town hall in Ropetown", "the Annual Meeting in Ropetown"
_VENUE_FAR = re.compile(
    rf"(?:\b(?:held|hosted|convened|signed|takes?\splace|took\splace)\s(?:on|at|from|between|in\sthe|during)\s(?:[^\s.;]+\s){{1,12}}?"
    rf"|\b(?:Meetings?|Assembly|Session|Symposium|Conference|Congress|Summit|Workshop|Seminar),?\s)in\s"
    rf"(?P<place>{WORD}(?:[ \t]{WORD}){{0,2}})(?![\w’'])"
)
_MONTHS = frozenset(
    (
        *("January", "February", "March", "April", "May", "June", "July", "August", "September", "October"),
        *("November", "December", "English", "French"),
    )
)
_ACRONYM = re.compile(r"(?<![\w/-])[A-Z][A-Za-z0-9]*(?:-[A-Z]+)?(?![\w-])")
#: A heading in capitals, of which no word is an acronym.
_SHOUTED = re.compile(r"(?:\b[A-Z]{2,}\b[ \t]+){3}")


class EnglishNames:
    """Finds the English names of a text."""

    def __init__(self, kinds: Kinds) -> None:
        self.kinds = kinds
        self.capitals = Capitals(kinds)
        self.foreign = Foreign(kinds)
        self.towns = Towns(kinds)

    def find(self, text: str) -> Iterator[NameSpan]:
        """The English names of a text; they may overlap, the better ones come first."""
        yield from common.reports_and_meetings(text, self.kinds)
        yield from acronyms.expanded(text, self.kinds)
        yield from numbered.acts(text, self.kinds)
        yield from companies.companies(text, self.kinds)
        yield from companies.examples(text, self.kinds)
        yield from marks.marks(text, self.kinds)
        yield from self.foreign.find(text, self.kinds)
        yield from acronyms.listing(text, self.kinds)
        yield from acronyms.joint(text, self.kinds)
        yield from numbered.standards_and_arrangements(text, self.kinds)
        yield from self.capitals.joined(text)
        yield from common.common_nouns(text, self.kinds)
        yield from self.capitals.find(text)
        yield from self.capitals.apposed(text)
        yield from self._of_states(text)
        yield from self._lone(text)
        yield from self.towns.find(text)
        yield from self._venues(text)

    def _lone(self, text: str) -> Iterator[NameSpan]:
        """Acronyms: known ones, and those of who does what only organisations do."""
        for match in self.kinds.known.finditer(text):
            yield NameSpan(*match.span(), *match.span(), self.kinds.acronyms[match[0]])
        for match in self.kinds.called_so.finditer(text):
            yield NameSpan(*match.span(), *match.span(), self.kinds.so_called[match[0]])
        acting = acronyms.acting(text, self.kinds)
        for match in _ACRONYM.finditer(text):
            if kind := self.kinds.acronyms.get(match[0]):
                yield NameSpan(*match.span(), *match.span(), kind)
            elif match[0] in acting and not _SHOUTED.search(text[max(0, match.start() - 40) : match.end() + 40]):
                kind = self.capitals.described(text, match.end())
                other = self.kinds.heads["organisation"]
                yield NameSpan(*match.span(), *match.span(), kind or other, rule=NAMED if kind else ACTING)

    def _of_states(self, text: str) -> Iterator[NameSpan]:
        """Bodies that are called after their state: SPRING Singapore, Health Canada."""
        for match in self.kinds.of_state.finditer(text):
            kinds = self.kinds.rows["of-states"]
            kind = next((one for one, words in kinds.items() if match["what"] in words), None)
            if match["what"] not in self.kinds.no_bodies:
                yield NameSpan(*match.span(), *match.span(), kind or self.kinds.heads["organisation"])

    def _venues(self, text: str) -> Iterator[NameSpan]:
        """Places that nothing but what is held there shows to be places."""
        place = self.kinds.rows["labels"]["GPE"]
        for match in (*_VENUE.finditer(text), *_VENUE_FAR.finditer(text)):
            if match["place"].split()[0] in _MONTHS:
                continue
            first, last = match.span("place")
            last -= 2 if match["place"].endswith(("’s", "'s")) else 0
            if match["place"].split()[0] not in self.kinds.opening and self.kinds.kind(match["place"]) is None:
                yield NameSpan(first, last, first, last, place, rule=LABELLED)
