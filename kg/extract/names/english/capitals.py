"""Names of words in capitals with a head that says what they name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from kg.extract.names.english.words import (
    FIRST,
    GAP,
    HONORIFIC,
    LITTLE,
    ORDINAL,
    WORD,
    before_title,
    behind_verb,
    initials,
    without_title,
)
from kg.extract.names.kinds import Kinds
from kg.extract.names.spans import NAMED, SHORTENED, NameSpan

_WORDS = rf"{WORD}(?:{GAP}{WORD})*"
_TAIL = (
    rf"{GAP}(?:of|for|on){GAP}(?:the{GAP})?{_WORDS}"
    rf"(?:(?:,{GAP}and|,|{GAP}and|{GAP}to){GAP}(?![A-Z]{{2,}}\b){_WORDS})*"
)
_NAME = re.compile(
    rf"(?<![\w-]){WORD}(?:{GAP}{WORD})*(?:{_TAIL})*(?:(?<=Act|Law)\sof\s(?:19|20)\d\d)?(?P<acronym>\s?\(\s?(?:the\s)?[\"“]?(?P<short>[A-Z][A-Za-z]{{1,9}}s?(?:\d{{1,4}}|-[A-Z]{{2,8}})?)[\"”]?\s?\))?"
)
#: Names of bodies, acts and the like with "and" between their words: the Pool and Spa Safety Act
_BOTH = re.compile(
    rf"(?:(?<=[Tt]he\s)|(?<=\bat\s)|(?<=['’‘]s\s)|(?<![^\n\x1e])){WORD}(?:{GAP}{WORD}){{0,5}}\sand{GAP}{WORD}(?:{GAP}{WORD}){{1,4}}(?:\sof\s(?:19|20)\d\d)?"
    r"(?P<acronym>\s\((?P<short>[A-Z]{2,9})\))?",
    re.MULTILINE,
)
_SYSTEM = re.compile(r"\s(?:rapid alert )?(?:system|platform|portal|database|app)\b")
#: The years of a plan or a report: the Rope Plan 2025-2030
_OF_YEARS = re.compile(r"\s(?:for\s)?(?:FY\s?)?(?:19|20)\d\d(?:\s?[-–/]\s?(?:(?:19|20)\d\d|\d\d))?(?![\w%,]\d|\w)")
#: Behind and in front of what is held, and has the name of a body: the Forum was held, hosted the Forum.
_HELD = re.compile(
    r",?\s(?:\([^()]{1,20}\)\s)?(?:(?:was|is|will\sbe|to\sbe|were)\s)?(?:held|hosted|organi[sz]ed|to(?:ok|akes)\splace|convened|in\s(?:19|20)\d\d|in\s[A-Z][a-z]+)\b|\s(?:19|20)\d\d\b"
)
_HOLDS = re.compile(
    r"(?:\b(?:during|at|host(?:s|ed|ing)?|held|hold(?:s|ing)?|attend(?:s|ed|ing)?|organi[sz](?:es?|ed|ing)|opened|annual|virtual)\s)(?:the|its|their|a|an|this)?\s?"
    r"(?:(?:19|20)\d\d\s|\d{1,3}(?:st|nd|rd|th)\s|[a-z]+\s)?\Z"
)
#: Behind what has the name of a meeting, that it is a body: the National Rope Conference, a network of
_IS_BODY = re.compile(
    r",\s(?:an?|the)\s(?:[^,.;\n]|,(?=\d)){0,40}?\b(?:organi[sz]ation|body|association|agency|institute|society|federation|network|regulator)\b"
)
_ORDINAL_FIRST = re.compile(
    r"(?:\d{1,3}(?:st|nd|rd|th)|First|Second|Third|Fourth|Fifth|Sixth|Seventh|Eighth|Ninth|Tenth|Inaugural|Annual)\s"
)
#: Organisations in front of the name of what is theirs: ISO, IEC and the SAC Agreement
_OWNERS = re.compile(r"(?:\b[A-Z]{2,8}(?:,\s(?:and\s)?|\sand\s))+\Z")
_ADJECTIVE = re.compile(r"\b(?:updated|new|renewed|revised|joint|bilateral)\s\Z")
#: Whose a thing is, in front of its own name.
_POSSESSIVE = re.compile(r"['’‘]s?[ \t]+(?=[A-Z])")
#: How far into a name its owner may stand.
_LONG = 200
#: A longer stretch of capitals is no name.
_NO_NAME = 600
#: A name with what it is behind it: Ropewatch, an online portal
_IS_A = re.compile(
    rf"(?P<name>{WORD}(?:[ \t]{WORD}){{0,4}}),[”\"]?\s(?:an?|the|its|their|our)\s"
    rf"(?P<nouns>(?:(?!{LITTLE}\s)[a-z][a-z-]*\s){{0,4}}(?!{LITTLE}\b)[a-z]+)\b"
)
#: What a body is for, behind its head.
_FOR = re.compile(r"^(?:Department|Ministry|Office|Bureau|Directorate|Secretariat)\s(?:of|for)\s")


class Capitals:
    """Finds names in capitals; `kinds`: what their words say."""

    def __init__(self, kinds: Kinds) -> None:
        self.kinds = kinds

    def joined(self, text: str) -> Iterator[NameSpan]:
        """Names of one thing that have an "and" between their words."""
        for match in _BOTH.finditer(text):
            start, last = match.start(), match.start("acronym") if match["acronym"] else match.end()
            if (word := FIRST.match(text, start, last)) and word["word"] in self.kinds.opening:
                start = word.end()
            if (owner := self._owner(text, start, last)) is not None:
                start = owner.end()
            first, _, second = text[start:last].partition(" and ")
            kind = self.kinds.kind(text[start:last])
            words = first.split()
            venue = kind == self.kinds.place and words[-1] in (
                "Expo",
                "Exhibition",
                "Convention",
                "Conference",
                "Congress",
                "Trade",
            )
            apart = (
                (self.kinds.kind(first) not in (None, self.kinds.standard) and not venue)
                or words[-1].isupper()
                or words[0] in self.kinds.opening
            )
            if kind is None or apart or first in self.kinds.states or " and " in second:
                continue
            if kind == self.kinds.heads["conference"] or len(second.split()) < 2:
                continue
            yield NameSpan(start, match.end(), start, last, kind, match.span("short") if match["acronym"] else None)

    def find(self, text: str) -> Iterator[NameSpan]:
        for match in _NAME.finditer(text):
            start, end = match.span()
            if end - start > _NO_NAME:
                continue
            last = match.start("acronym") if match["acronym"] else end
            while (word := FIRST.match(text, start, last)) and word["word"] in self.kinds.opening:
                start = word.end()
            start = without_title(text, behind_verb(text, start, last), last)
            if (cut := before_title(text, start, last)) < last:
                last = end = cut
            if person := HONORIFIC.search(text, start, last):  # Bureau of Ropes Mr A. Knot
                last = end = person.start()
            if start >= last:
                continue
            owner = self._owner(text, start, last)
            if owner is not None:
                kind = self.kinds.kind(text[start : owner.start()])
                if kind is not None and owner.start() - start > 3 and " " in text[start : owner.start()]:
                    yield NameSpan(start, owner.start(), start, owner.start(), kind)
                start = owner.end()
            trimmed = self._trimmed(text, start, last, match["short"] or "")
            if trimmed > start and text[start:trimmed].endswith((" and ", " and the ")):  # both are names
                first = text[start:trimmed].rindex(" and ") + start
                if (other := self.kinds.kind(text[start:first])) and len(text[start:first].split()) > 2:
                    yield NameSpan(start, first, start, first, other)
            start = trimmed
            name = text[start:last]
            parts = self.parted(name.rstrip(), match["short"] or "")
            if len(parts) > 1 or parts[0] != name.rstrip():
                for part in parts:
                    start = text.index(part, start)
                    stop = start + len(part)
                    if (other := self.kinds.kind(part)) and len(part.split()) > 2:
                        if part.split()[-1].lower() in self.kinds.gathering and self._gathers(text, start, end):
                            other = self.kinds.heads["conference"]
                        place = match.span("short") if match["acronym"] and part is parts[-1] else None
                        yield NameSpan(start, end if place else stop, start, stop, other, place)
                    start = stop
                continue
            words = name.split()
            short = match["short"] if match["short"] and end == match.end() else ""
            kind = self.kinds.kind(name) if len(words) > 1 else None
            if kind in self.kinds.never_first and self.kinds.heads.get(words[0].lower()) == kind:
                kind = None  # Certification of the Rope Institute
            if kind == self.kinds.standard and " for " not in name and (not short or initials(name) != short):
                kind = None  # the Rope Standards; but the Rope Standard for Knots, Lake National Standards (LNS)
            weak = len(words) < 3 and not match["acronym"] and owner is None and words[-1].lower() in self.kinds.weak
            if weak and (kind != self.kinds.heads["act"] or not text[:start].endswith(("the ", "The "))):
                kind = None
            follows = _SYSTEM.match(text, end)
            if kind is None and follows and len(words) > 1 and not match["acronym"]:
                kind = self.kinds.heads["system"]
            rule = NAMED
            if kind == self.kinds.heads["conference"] and _IS_BODY.match(text, end):
                kind = self.kinds.heads["organisation"]
            if len(words) > 1 and (kind is None or kind == self.kinds.heads["organisation"]):
                kind = self.described(text, end) or kind
            head = re.split(r"\s(?:of|for)\s", name, maxsplit=1)[0].split()[-1:]
            if head and head[0].lower() in self.kinds.gathering and self._gathers(text, start, end):
                kind = self.kinds.heads["conference"]
            dated = kind if kind in self.kinds.dated else self.kinds.kind(name)
            year = _OF_YEARS.match(text, end) if dated in self.kinds.dated and not match["acronym"] else None
            if year is not None:
                kind, last, end = dated, year.end(), year.end()
            if kind in (None, self.kinds.heads["limited"]) and short and len(words) > 1:
                kind = self.kinds.acronyms.get(short, kind)
                if kind is None and initials(name) == short:
                    kind, rule = self.kinds.heads["organisation"], SHORTENED
            if kind is None:
                continue
            counted = _ADJECTIVE if kind == self.kinds.heads["memorandum"] else ORDINAL
            if kind not in self.kinds.bodies and (before := counted.search(text[max(0, start - 20) : start])):
                start -= len(before[0])
            if kind == self.kinds.heads["agreement"] and words[0].isupper():
                owners = _OWNERS.search(text[max(0, start - 60) : start])
                start -= len(owners[0]) if owners else 0
            acronym = match.span("short") if short else None
            yield NameSpan(start, end, start, last, kind, acronym, rule)

    def apposed(self, text: str) -> Iterator[NameSpan]:
        """Names with what they are behind them, that nothing else shows to be names: Ropewatch, an online portal."""
        kinds = self.kinds.own_names
        for match in _IS_A.finditer(text):
            start = match.start("name")
            while (word := FIRST.match(text, start, match.end("name"))) and word["word"] in self.kinds.opening:
                start = word.end()
            name = text[start : match.end("name")]
            kind = next((kinds[noun] for noun in match["nouns"].split() if noun in kinds), None)
            if kind is not None and name and self.kinds.kind(name) is None and name not in self.kinds.states:
                yield NameSpan(start, match.end("name"), start, match.end("name"), str(kind))

    def parted(self, name: str, short: str = "") -> list[str]:
        """The names that one stretch of capitals is: two names with heads of their own are two, and a list of a name's
        words ends with "and": "Ministry of Trade, Embassy of Utopia", "Ministry of Trade, Ms". An acronym (`short`)
        says whose it is: "General Assembly of the Rope Trade Union (RTU)"."""
        if short:
            first, _, whole = name.rpartition(" of the ")
            theirs = whole[:1] == short[0] and first[:1] != short[0] and initials(name) != short  # ARSO
            if not first or (initials(whole) != short and not theirs):
                return [name]
            if self.kinds.kind(whole) is None:
                return [first, whole] if self.kinds.kind(first) is not None else [name]
            return [first, whole] if len(first.split()) > 2 and self.kinds.kind(first) in self.kinds.bodies else [whole]
        groups: list[list[str]] = []
        for piece in name.split(", "):
            kind = self.kinds.kind(piece)
            # the Department for Trade, Knot and Rope Strategy
            listed = bool(groups) and _FOR.search(groups[-1][0]) and " and " in piece and kind not in self.kinds.bodies
            if not groups or (kind is not None and not listed):
                groups.append([piece])
            else:
                groups[-1].append(piece)
        joined = [", ".join(group) if " and " in f" {group[-1]}" else group[0] for group in groups]
        return [part for one in joined for part in self._apart(one)]

    def _apart(self, name: str) -> list[str]:
        for joint in re.finditer(r"\s(?P<of>of\sthe|and)\s(?:the\s)?", name):
            first, second = name[: joint.start()], name[joint.end() :]
            least = 1 if joint["of"] == "and" else 2  # "the Council of the Union" is one name
            if joint["of"] != "and" and not {self.kinds.kind(first), self.kinds.kind(second)} <= self.kinds.bodies:
                continue
            if (
                len(second.split()) > 2
                and len(first.split()) > least
                and self.kinds.kind(first) is not None
                and self.kinds.kind(second) is not None
            ):
                return [first, *self._apart(second)]
        return [name]

    def described(self, text: str, end: int) -> str | None:
        """The kind of a body by the words behind its name: X is the national accreditation body."""
        match = self.kinds.described_as.match(text, end)
        return self.kinds.rows["described-as"][match["what"].lower()] if match else None

    def _gathers(self, text: str, start: int, end: int) -> bool:
        """Whether what has the name of a body is a meeting: the Rope Forum was held, the 15th Rope Forum."""
        return bool(
            _HELD.match(text, end)
            or _HOLDS.search(text, max(0, start - 40), start)
            or _ORDINAL_FIRST.match(text[start:end])
            or ORDINAL.search(text, max(0, start - 20), start)
        )

    def _owner(self, text: str, start: int, last: int) -> re.Match[str] | None:
        """The mark behind the body or state whose a thing is, where the thing has a name: NIST's Rope Services."""
        for mark in islice(_POSSESSIVE.finditer(text, start, min(last, start + _LONG)), 4):
            owner = text[start : mark.start()]
            if owner.isupper() or owner in self.kinds.states or self.kinds.kind(owner) in self.kinds.bodies:
                return mark if self.kinds.kind(text[mark.end() : last]) is not None else None
        return None

    def _trimmed(self, text: str, start: int, last: int, short: str) -> int:
        """Where the name begins whose initials the acronym has: "EU and European Economic Area (EEA)"."""
        starts = [start + match.start() for match in re.finditer(r"[A-Z][\w.-]*", text[start:last])]
        if len(short) > 1 and " and " in text[start:last]:
            wanted = re.sub(r"[^A-Z]", "", short)
            for at in starts:
                found = "".join(word[0] for word in re.findall(r"[A-Z][\w.-]*", text[at:last]))
                if found == wanted:
                    return at
        elif len(short) > 2 and short.isupper() and initials(text[start:last]) != short:
            for at in starts[1:]:
                if initials(text[at:last]) == short:
                    return at
        joint = text[start:last].rfind(" and ")
        if joint > 0 and not re.search(r"\b(?:of|for|on)\b", text[start : start + joint]):
            return start + joint + 5
        return start
