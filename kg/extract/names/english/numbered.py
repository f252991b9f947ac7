"""Names of a fixed form: acts and standards with their numbers, arrangements with their acronyms."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extract.names.english.words import GAP, WORD
from kg.extract.names.kinds import Kinds
from kg.extract.names.spans import NameSpan

#: "Regulation (EC) No 765/2008", "Directive 2014/35/EU"
_NUMBERED_ACT = re.compile(
    r"\b(?:Commission\s|Council\s|Delegated\s|Implementing\s)*(?:Regulations?|Directives?|Decisions?)\s"
    r"(?:\((?:EC|EU|EEC)(?:,\sEuratom)?\)\s)?(?:No\.?\s)?\d{1,4}/\d{1,4}(?:/E[CU]|/EEC)?(?![\d/])"
    r"|\bRepublic\sAct\s(?:No\.?\s)?\d{3,6}(?![\w,.]\d)"
    r"|\b(?:Resolution|Decree|Order|Circular|Ordinance|Act|Law)\sNo\.?\s?\d[\d/-]{0,12}"
)
#: "Standards Act (Cap. 496)"
_CHAPTER = re.compile(
    rf"(?:{WORD}{GAP}){{1,6}}(?:Act|Law|Ordinance|Code),?\s\(?(?:CAP|Cap|Chapter)\.?\s\d{{1,4}}[A-Z]?\)?(?!\w)"
)
#: "ISO 27001", "IEC 60335-1:2020", "EN ISO 13485", "GB/T 19001-2016", "ASTM F963-17"
_STANDARD = re.compile(
    r"(?<![\w/-])(?:ISO|IEC|EN|BS|DIN|NF|ASTM|ANSI|UL|AS/NZS|JIS|GB|CSA|IEEE|ITU-T|ETSI|NFPA|SAE|GOST|GSO|SNI|TCVN)"
    r"(?:[/ ](?:ISO|IEC|TS|TR|T|PAS|IEEE|EN|ASTM|Guide)){0,3}\s(?:[A-Z]{1,2}[ -]?)?"
    r"(?:(?<=ETSI\s)\d{3}\s\d{3}|(?<=ETSI\s[ET][NRS]\s)\d{3}\s\d{3}|\d{2,6})(?:[-.]\d{1,4}){0,3}"
    r"(?::(?:19|20)\d\d)?(?![\w%,]\d|\w)"
)
#: An arrangement whose acronym stands behind it: the multilateral recognition agreement (MLA)
_ABBREVIATED = re.compile(
    r"\b(?P<name>(?:[Mm]ultilateral|[Mm]utual|[Bb]ilateral)\s(?:[a-z]+\s){0,2}(?:agreement|arrangement)s?)\s\((?:the\s)?(?P<short>MLA|MRA|BLA)\)"
)
#: "ILAC MRA", "IAF MLA"
_ARRANGEMENT = re.compile(
    r"(?<![\w/-])[A-Z]{2,8}(?:/[A-Z]{2,8})?\s(?:MLA|MRA|BLA)s?(?![\w-]|\s(?:Group|Committee|Council|Panel|Task|Working|Management))"
)


def acts(text: str, kinds: Kinds) -> Iterator[NameSpan]:
    """Acts with their number."""
    for pattern in (_NUMBERED_ACT, _CHAPTER):
        for match in pattern.finditer(text):
            yield NameSpan(*match.span(), *match.span(), kinds.heads["act"])


def standards_and_arrangements(text: str, kinds: Kinds) -> Iterator[NameSpan]:
    """Standards with their number, and arrangements of recognition."""
    for match in _STANDARD.finditer(text):
        yield NameSpan(*match.span(), *match.span(), kinds.rows["roles"]["standard"])
    kind = kinds.rows["roles"]["arrangement"]
    for match in _ABBREVIATED.finditer(text):
        yield NameSpan(*match.span(), *match.span("name"), kind, match.span("short"))
    for match in _ARRANGEMENT.finditer(text):
        yield NameSpan(*match.span(), *match.span(), kind)
