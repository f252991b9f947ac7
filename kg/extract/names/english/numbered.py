"""Names of a fixed form: acts and standards with their numbers, arrangements with their acronyms."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extract.names.english.words import FIRST, GAP, WORD
from kg.extract.names.kinds import Kinds
from kg.extract.names.spans import NameSpan

#: "Regulation (EC) No 765/2008", "Directive 2014/35/EU"
_NUMBERED_ACT = re.compile(
    r"\b(?:Commission\s|Council\s|Delegated\s|Implementing\s)*(?:Regulations?|Directives?|Decisions?)\s"
    r"(?:\((?:EC|EU|EEC)(?:,\sEuratom)?\)\s)?(?:No\.?\s)?\d{1,4}/\d{1,4}(?:/E[CU]|/EEC)?(?![\d/])"
    r"|\bRepublic\sAct\s(?:No\.?\s)?\d{3,6}(?![\w,.]\d)"
    rf"|(?<![\w-])(?:{WORD}\s){{0,4}}(?:Resolution|Decree|Decree-Law|Order|Circular|Ordinance|Act|Law|Proclamation|Regulations?|Notification|Instruction|Decision|Directive|Notice)"
    r"(?:\s\([A-Z]{2,6}\))?,?\s(?:No\.?|Nr\.?|Number|n°|№)\s?[A-Z]{0,3}[\d.]{1,6}(?:[/:-][\dA-Z][\dA-Z.-]{0,9}){0,3}(?:\sof\s(?:19|20)\d\d)?(?!\w)"
    r"|\b(?:Royal\sDecree|Decree-Law|Legislative\sDecree|Executive\sOrder|Public\sLaw|Presidential\sDecree|Government\sRegulation|Ministerial\s(?:Decree|Order))\s\d{1,6}(?:[/-]\d{1,4}){0,2}(?!\w)"
)
#: "Standards Act (Cap. 496)"
#: "Management of Ropes and Knots at Sea Regulations 2030", with small words between capitals and the year behind
_SMALL = r"(?:of|and|at|in|for|to|on|with|against|&|of\sthe|in\sthe|to\sthe|for\sthe|at\sthe|on\sthe|and\sthe)"
_YEARED = re.compile(
    rf"(?<![\w-])(?P<name>{WORD}(?:,?{GAP}(?:{_SMALL}{GAP})?(?:\({WORD}(?:[ \t]{WORD}){{0,4}}\)|{WORD})){{1,14}}?"
    rf"(?:(?<=\bAct)|(?<=\bRegulations)|(?<=\bRegulation)|(?<=\bOrder)|(?<=\bRules)|(?<=\bOrdinance)|(?<=\bLaw)|(?<=\bCode)),?\s(?:of\s)?(?:19|20)\d\d)(?![\d/-])"
)
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
    """Acts with their number, or with their year."""
    for match in _YEARED.finditer(text):
        start, last = match.start(), match.end()
        for joint in re.finditer(r",?\s(?:and|to|in|under|at|on|with)\s(?:the\s)?", match[0]):
            first = match[0][: joint.start()]
            head = first.split()[-1]
            theirs = kinds.kind(first) if joint[0] == " and " else None
            if joint[0].endswith("the ") or theirs in kinds.bodies or head.isupper() or head in kinds.heads_of_acts:
                start = match.start() + joint.end()  # "Lake Rope Act 2020 and the Knot Act 2021"
        while (word := FIRST.match(text, start, last)) and word["word"] in kinds.opening:
            start = word.end()
        if len(text[start:last].split()) > 2:
            yield NameSpan(start, last, start, last, kinds.heads["act"])
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
