"""States that take part: parties of an agreement, and whose people came to a meeting."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from kg.extract.drafting.records import Draft
from kg.extract.drafting.roles import Roles
from kg.extract.drafting.section import SectionDraft
from kg.extract.drafting.texts import HAN, short
from kg.extract.drafting.things import Things
from kg.extract.names.spans import LABELLED
from kg.extract.parsed import Phrase
from kg.text.han import simplified

#: How many characters in front of a list of states may say whose they are.
_BEFORE = 90
#: How far back the meeting was named to which people of several states came.
_FAR = 600
#: Between two countries of a list; behind one, that something of it is meant.
_LISTED = re.compile(r"\s*[,，、]?\s*(?:(?:and|和|与|及|以及)\s*)?(?:the\s)?")
_OWNS = re.compile(r"['’]s\b")
#: In front of a country, that bodies of it are meant, and no state; or that it is the end of another name.
_OF_COUNTRY = re.compile(r"(?<!government\s)(?<!governments\s)\b(?:of|from|in)\s(?:the\s)?\Z|\b[A-Z][a-z]+\s\Z")
#: Between an agreement and the first of two sides.
_BETWEEN = re.compile(
    r"\s?(?:\([^()]{0,40}\)\s)?(?:[^.;,]{0,110}\s)?between\s(?:the\s)?(?:[Gg]overnments?\sof\s(?:the\s)?)?"
)
#: Between a state and an agreement of which it is a party.
_JOINS = re.compile(
    r"\s?,?\s?(?:(?:has|have|had|also|already|recently|officially|formally|jointly|both|and|then|today|later)\s){0,4}"
    r"(?:(?:sign|ratif|conclud|renew|approv|accept|join|denounc)(?:s|ed|ied|ies)?|acceded\sto|adhered\sto"
    r"|(?:became|become|becomes|is|are)\s(?:an?\s|the\s)?(?:[\w-]+\s){0,2}?"
    r"(?:(?:[Cc]ontracting\s)?[Pp]art(?:y|ies)|[Ss]ignator(?:y|ies)|[Mm]embers?)\s(?:to|of))\s(?:the\s|an?\s|this\s)?(?:[\w-]+\s){0,3}\Z"
)
#: Between an agreement and a state with which it is.
_AGREED_WITH = re.compile(
    r"\s?(?:\([^()]{0,40}\)\s?)?with\s(?:the\s)?(?:[Gg]overnments?\sof\s(?:the\s)?)?(?:[Rr]epublic\sof\s)?"
)
#: Between a body and where it is.
_APPOSED = re.compile(r"\s?(?:\([^()]{0,30}\))?,\s")
_DENOUNCED = re.compile("denounc")
#: In front of a state, what it is called in full: the Republic of Lakeland
_STATE = re.compile(r"\b(?:Republic|Kingdom|Federation|State|States|Commonwealth|[Gg]overnments?)\sof\s(?:the\s)?\Z")
#: In front of the list of the parties.
_PARTIES = re.compile(
    r"\b(?:[Cc]ontracting\s|[Ss]tate\s)?(?:[Pp]arties|[Ss]ignatories)(?:\s(?:to|of)\s[^.;:]{2,60}?)?"
    r"\s?(?:are|were|include[sd]?|:|,\s(?:namely|including)|namely|including)\s(?:the\s)?\Z"
)
#: In front of the states whose people took part.
_CAME = re.compile(
    r"(?i)\b(?:participants?|participat(?:ed|ing|ion)|delegat(?:es|ions?)|representatives|experts|trainees|attend(?:ees|ed)|officials|officers"
    r"|inspectors|speakers|guests|joined|member\s(?:states|countries))\b[^.;:]{0,80}?\s(?:from|of|by|including|namely|in|like|such\sas)\s(?:the\s)?\Z"
)
#: Between those who came and what they came to.
_ATTEND = re.compile(
    r".?\s?(?:[a-z]+\s){0,4}(?:held|hold|attend(?:ed|ing)?|met\s(?:at|for|in)|joined|(?:participat|t(?:ook|ak(?:e|ing))\spart)[a-z]*\sin"
    r"|gathered\s(?:at|for|in)|convened\s(?:at|for|in))\s(?:the\s|an?\s)?(?:[\w-]+\s){0,3}"
)
#: In front of a meeting that was another one.
_OTHER_TIME = re.compile(
    r"(?i:\b(?:prior\sto|before|after|following|ahead\sof|since))\s(?:the\s|an?\s|its\s)?(?=\S{0,4}\Z)"
)


class Countries:
    """States of one section which states take part in its agreements and meetings."""

    def __init__(self, section: SectionDraft, things: Things, roles: Roles) -> None:
        self.section = section
        self.things = things
        self.roles = roles
        self.text = section.parsed.text
        self.plain = simplified(self.text)
        self.rows = section.tables["countries"]
        self.property = str(self.rows["property"])
        words = section.memory.cascade.grammar
        self.names = frozenset(
            name for table in (words.words, words.phrases) for name, kinds in table.items() if "country" in kinds
        )

    def of_record(self, record: Draft, phrases: Sequence[Phrase], words: str) -> None:
        """State the states of a sentence that are parties of an agreement, where no organisation is named."""
        run = max(self.runs(phrases), key=len, default=[])
        start = self.roles.at(run[0].first) if run else 0
        if _OF_COUNTRY.search(self.text[max(0, start - _BEFORE) : start]):
            return
        if len(run) > 1 and not _OWNS.search(self.text, self.roles.at(run[-1].first), self.roles.at(run[-1].last) + 2):
            self.say(record, run, words)

    def before(self, what: Phrase, phrases: Sequence[Phrase]) -> Sequence[Phrase]:
        """The phrases of a sentence that may be the sides of a Chinese agreement: those in front of it, and behind the
        last comma between which and it a state stands; of another language, all."""
        place = self.roles.at(what.first)
        if not HAN.search(self.section.words(what)):
            return phrases
        ahead = [one for one in phrases if one.last <= what.first]
        states = [one for one in ahead if one.kind == self.section.role("place")]
        if not states:
            return phrases
        cut = max(self.plain.rfind(mark, 0, self.roles.at(states[-1].first)) for mark in "，,；;")
        return [one for one in ahead if cut < self.roles.at(one.first) < place]

    def state(self, phrases: Sequence[Phrase]) -> None:
        """State what the phrases of one sentence tell."""
        agreements = [one for one in phrases if self.roles.is_a(one, self.rows["joined"])]
        for what in agreements:
            self.between(what, [one for one in phrases if one.first >= what.last])
        for run in self.runs(phrases):
            run = [one for one in run if self.is_country(one) and not self.is_apposed(one, phrases)]
            start = self.roles.at(run[0].first) if run else 0
            ahead = self.text[max(0, start - 2 * _BEFORE) : start]
            for what in agreements if run else ():
                between = self.text[
                    self.roles.at(run[-1].first) + len(self.section.words(run[-1])) : self.roles.at(what.first)
                ]
                article = re.match(r"(?:the|an?|this)\s", self.section.parsed.tokens[what.first], re.IGNORECASE)
                joins = _JOINS.fullmatch(between + (article[0] if article else ""))
                if joins and not _DENOUNCED.search(between) and (_STATE.search(ahead) or not _OF_COUNTRY.search(ahead)):
                    self.of(what, run, "signatory")
            for what in agreements if run else ():
                if what.last <= run[0].first and _AGREED_WITH.fullmatch(self.text, self.roles.at(what.last), start):
                    self.of(what, run, "agreement with")
            if run and _PARTIES.search(ahead):
                self.of_key(self.section.memory.meant(self.rows["joined"][0]), run, "signatories")
            elif len(run) > 1 and _CAME.search(ahead):
                self.came(run, phrases)

    def between(self, what: Phrase, behind: Sequence[Phrase]) -> None:
        """State the two sides of an agreement between a state and somebody else."""
        sides = [one for one in behind if self.section.is_agent(one) or self.is_country(one)]
        if len(sides) < 2 or not any(map(self.is_country, sides[:2])):
            return
        first, second = sides[:2]
        end = self.roles.at(what.first) + len(self.section.words(what))
        article = re.match(r"the\s", self.section.parsed.tokens[first.first], re.IGNORECASE)
        if _BETWEEN.fullmatch(self.text[end : self.roles.at(first.first)] + (article[0] if article else "")):
            joint = self.text[self.roles.at(first.last) : self.roles.at(second.first)].strip()
            if joint.startswith(("and", "the")) and len(joint) < _BEFORE // 3:
                self.of(what, [first, second], "agreement-between")

    def came(self, run: Sequence[Phrase], phrases: Sequence[Phrase]) -> None:
        """State whose people came to a meeting: the one that they held or attended, else the one named last."""
        start, end = self.roles.at(run[0].first), self.roles.at(run[-1].last)
        behind = [
            one
            for one in phrases
            if one.first >= run[-1].last
            and self.roles.is_a(one, self.rows["attended"])
            and _ATTEND.fullmatch(self.text, end - 1, self.roles.at(one.first))
        ]
        ahead = [
            one
            for one in self.section.phrases
            if 0 < start - self.roles.at(one.first) < _FAR
            and self.roles.is_a(one, self.rows["attended"])
            and not _OTHER_TIME.search(self.text, max(0, self.roles.at(one.first) - 30), self.roles.at(one.first) + 4)
        ]
        if meetings := [*ahead, *behind[:1]]:
            self.of(meetings[-1], run, "taking part")

    def of(self, what: Phrase, sides: Iterable[Phrase], rule: str) -> None:
        """State the sides of a thing."""
        keys = self.things.entity(what)
        self.of_key(keys[0] if len(keys) == 1 else None, sides, rule)

    def of_key(self, key: str | None, sides: Iterable[Phrase], rule: str) -> None:
        """State the sides of the thing of a key."""
        record = self.section.record(key) if key is not None else None
        party = self.section.tables["paired"][0]
        for one in sides if record is not None else ():
            name = self.property if self.is_country(one) else party
            for value in self.things.entity(one):
                if record is not None:
                    self.section.say(record, name, value, rule, 0.6, short(self.section.words(one)))

    def say(self, record: Draft, run: Iterable[Phrase], words: str) -> None:
        """State that some states take part."""
        for key in (key for one in run for key in self.things.entity(one)):
            self.section.say(record, self.property, key, "countries", 0.6, words)

    def runs(self, phrases: Sequence[Phrase]) -> list[list[Phrase]]:
        """The places that stand side by side in lists."""
        runs: list[list[Phrase]] = []
        for one in phrases:
            if one.rule == LABELLED or one.kind != self.section.role("place"):
                continue
            if runs and _LISTED.fullmatch(self.plain[self.roles.at(runs[-1][-1].last) : self.roles.at(one.first)]):
                runs[-1].append(one)
            else:
                runs.append([one])
        return runs

    def is_apposed(self, one: Phrase, phrases: Sequence[Phrase]) -> bool:
        """Whether a state only says where the body in front of it is: the Accreditation Board (HAB), Denmark."""
        start = self.roles.at(one.first)
        return any(
            self.section.is_agent(body) and _APPOSED.fullmatch(self.text[self.roles.at(body.last) : start])
            for body in phrases
            if body.last <= one.first
        )

    def is_country(self, one: Phrase) -> bool:
        """Whether a phrase names a state."""
        name = re.sub(r"^(?:the)\s", "", self.section.words(one).casefold())
        return one.kind == self.section.role("place") and name in self.names
