"""Names that their acronym in brackets shows to be one, and acronyms of whom only what they do is told."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extract.names.english.words import GAP, WORD, initials
from kg.extract.names.kinds import Kinds
from kg.extract.names.spans import NameSpan

#: What an acronym stands for, in brackets behind it: RAPEX (the Rapid Alert System for non-food products)
_EXPANDED = re.compile(rf"(?<![\w-])(?P<short>[A-Z]{{3,9}})\s\((?:the\s)?(?P<name>{WORD}[ \t][^()\n]{{4,90}})\)")
#: A name that lists what it is of, shown to be one by its acronym: the Lake Ropes, Knots and Nets Organization (LARKO)
_LISTING = re.compile(
    rf"(?<=[Tt]he\s){WORD}(?:{GAP}{WORD}){{0,3}}(?:,{GAP}{WORD}(?:{GAP}{WORD}){{0,2}}){{1,4}},?{GAP}and"
    rf"{GAP}{WORD}(?:{GAP}{WORD}){{1,3}}(?=\s?\((?P<short>[A-Z]{{2,9}})\))"
)
#: Names joined by "and" that their acronym shows to be one: Customs and Border Protection (CBP)
_JOINT = re.compile(
    rf"(?<![\w-]){WORD}(?:{GAP}{WORD}){{0,5}}{GAP}and{GAP}{WORD}(?:{GAP}{WORD}){{0,5}}"
    r"\s?\((?:the\s)?(?P<short>[A-Z]{2,8})\)"
)
_LONE = r"[A-Z]{3,9}(?:-[A-Z][A-Za-z]{1,8})?"
_SIGNS = (
    r"(?i:signs?|signed|signing|renews?|renewed|concludes?|concluded|enter(?:s|ed)?\sinto|formali[sz]ed|agreed|"
    r"hosted|hosts|(?:(?:has|have|had|will|also|today|recently|then|jointly|is|was|now)\s){0,3}(?:published?|publishes|publishing|issued?|issues|issuing|launch(?:ed|es|ing)?|"
    r"announc(?:ed?|es|ing)|releas(?:ed?|es|ing)|organi[sz](?:ed?|es|ing)|held|hold(?:s|ing)?|host(?:ed|s|ing)?|conduct(?:ed|s|ing)?|administers?|enforces?|operates?|manages?|oversees|"
    r"maintains?|runs|ran|adopt(?:ed|s)?|approved?|approves|celebrat(?:ed?|es)|joined|joins|coordinat(?:ed?|es)|carried\sout|developed|develops|updated|introduced|"
    r"said|says|reported|reports|responsible\sfor|established|became|received|accredits|accredited|recalled|warns|warned|urges|urged|"
    r"part\sof|an\sagency\sof|the\snational|is|was|a\ssignatory|a\smember\sof|the\ssole|a\snot-for-profit|an\sindependent|a\sregional))"
)
#: What only organisations do, or have: ABC and DEF signed, between ABC and DEF, part of the ABC, ABC headquarters
_ACTS = re.compile(
    rf"(?<![\w/-])(?P<one>{_LONE})(?:(?:,\s(?:the\s)?{_LONE}){{0,6}},?\sand\s(?:the\s)?(?P<two>{_LONE}))?\s(?:{_SIGNS})\b"
    rf"|\b[Bb]etween\s(?:the\s)?(?P<three>{_LONE})\sand\s(?:the\s)?(?P<four>{_LONE})(?![\w-])"
    rf"|\b(?:part|committee|division|department|board|member|members|headquarters|offices)\sof\s(?:the\s)?(?P<five>{_LONE})(?![\w-])"
    rf"|(?<![\w/-])(?P<six>{_LONE})(?:['’]s)?\s(?:headquarters|members|staff|(?:Director|President|Chair(?:man)?|CEO|Commissioner|Administrator|Secretary)\b)"
    rf"|(?:(?<![^\n\x1e])|[.!?]\s|\d{{4}},?\s)(?P<nine>{_LONE})(?:,|\sand|\stogether\swith|\salong\swith)\s(?:the\s)?[A-Z]"
    rf"|(?<![\w/-])(?P<seven>{_LONE}),\s(?:part\sof|the|an?|which\sis)\s"
    rf"|(?<![\w/-])(?P<eight>{_LONE})['’]s\s(?=[A-Z][a-z]|[a-z]+\s(?:and|to|in|of|for|on|report|campaign|survey|website|work|decision|guidance|programme|role))"
)
_BRACKETED = re.compile(r"[(（]\s?(?:the\s)?[\"“]?(?P<short>[A-Z][\w-]{1,9})[\"”]?\s?[)）]")


def expanded(text: str, kinds: Kinds) -> Iterator[NameSpan]:
    """Acronyms with what they stand for in brackets behind them."""
    for match in _EXPANDED.finditer(text):
        kind = kinds.kind(match["name"])
        if kind is not None and match["name"][0] in match["short"]:
            yield NameSpan(*match.span(), *match.span("name"), kind, match.span("short"))


def listing(text: str, kinds: Kinds) -> Iterator[NameSpan]:
    """Bodies whose names list what they are of."""
    for match in _LISTING.finditer(text):
        last = match[0].rpartition(" and ")[2]
        kind, short = kinds.narrower(match[0], last.split()[-1].lower()) or kinds.kind(last), match["short"]
        if kind in kinds.bodies and short[0] == match[0][0]:
            close = text.index(")", match.end("short")) + 1
            yield NameSpan(match.start(), close, *match.span(), str(kind), match.span("short"))


def joint(text: str, kinds: Kinds) -> Iterator[NameSpan]:
    """Names with an "and" that are one."""
    for match in _JOINT.finditer(text):
        last = text.rindex("(", match.start(), match.start("short"))
        name = text[match.start() : last].rstrip()
        kind = kinds.kind(name) or _within(name.split(), kinds)
        if kind is not None and initials(name) == match["short"]:
            span = match.start(), match.start() + len(name)
            yield NameSpan(match.start(), match.end(), *span, kind, match.span("short"))


def acting(text: str, kinds: Kinds) -> set[str]:
    """Acronyms that nobody explains, of whom something is said that only organisations do."""
    found = {one for match in _ACTS.finditer(text) for one in match.groups() if one} - kinds.no_bodies
    found = {one for one in found if one.title() not in kinds.towns}  # OSLO, where a report was written
    return found - {match["short"] for match in _BRACKETED.finditer(text)}  # who is explained is found by that


def _within(words: list[str], kinds: Kinds) -> str | None:
    """The kind that a word within a name says, where its head says none: Customs and Border Protection (CBP)."""
    found = (kinds.heads.get(word.lower()) for word in words if word.lower() not in kinds.weak)
    return next((kind for kind in found if kind is not None and kind == kinds.heads["ministry"]), None)
