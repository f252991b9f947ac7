"""Names of companies, which the form of the company behind them shows to be such: Rope & Knot Testing (Lake) Co Ltd."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extract.names.english.words import FIRST, WORD
from kg.extract.names.kinds import Kinds
from kg.extract.names.spans import NameSpan

#: Forms of companies in many countries; of those that are words or acronyms of other things, only the long ones.
_FORM = (
    r"(?:(?:(?:Co|Company|Corp|Pte|Pty|Pvt|Private|Proprietary|Sdn|Public)\b\.?,?\s)*(?:Ltd|Limited|Inc|LLC|LLP|L\.L\.C|Bhd|Berhad|GmbH|PLC|Plc|plc|Corp)\b\.?"
    r"|(?:S\.A|S\.p\.A|S\.r\.l|S\.L|B\.V|N\.V|d\.o\.o|s\.r\.o|a\.s|A/S)\.?(?!\w)|(?:SpA|SRL|Srl|Sarl|SARL|ApS|Oyj?|Kft|Ltda|Lda|AG|NV|BV)\b)"
)
#: What a company does, in front of "and" or "&" within its name: Rope Testing and Certification Ltd
_DOES = (
    r"(?:Inspections?|Certifications?|Testing|Tests?|Quality|Research|Import|Trading|Trade|Calibration|Verification|Assessments?|Technology|Technical"
    r"|Design|Engineering|Measurement|Standards|Training|Manufacturing|Marketing|Survey|Food|Safety|Supply|Sales|Science|Industry|Consulting|Sons|Brothers)"
)
_COMPANY = re.compile(
    rf"(?<![\w&/-])(?:{WORD}(?:,?\s(?={_FORM})|\s&\s|\s|\s\({WORD}(?:\s{WORD}){{0,2}}\)\s|\sand\s)){{1,10}}?(?P<form>{_FORM})"
    r"(?P<acronym>\s\((?P<short>[A-Z][A-Za-z]{1,9})\))?"
)
_NAME = rf"{WORD}(?:[ \t]{WORD}){{0,3}}"
#: Examples of companies: brands like Ropeworks, Knotty and Netto
_SUCH = re.compile(
    r"\b(?:companies|firms|manufacturers|makers|brands|retailers|enterprises|producers|vendors|suppliers|importers|exporters)"
    rf"\s(?:such\sas|like|including|namely)\s(?P<list>{_NAME}(?:,\s{_NAME}){{0,15}}(?:,?\s(?:and|or)\s{_NAME})?)"
)
_ITEM = re.compile(_NAME)
_AND = re.compile(rf"\b(?P<does>{_DOES})?\sand\s")


def examples(text: str, kinds: Kinds) -> Iterator[NameSpan]:
    """Companies that are given as examples of companies."""
    for match in _SUCH.finditer(text):
        for item in _ITEM.finditer(text, *match.span("list")):
            if item[0] not in kinds.states and item[0] not in kinds.acronyms:
                yield NameSpan(*item.span(), *item.span(), kinds.rows["roles"]["company"])


def companies(text: str, kinds: Kinds) -> Iterator[NameSpan]:
    """Companies by the form that stands behind their names."""
    for match in _COMPANY.finditer(text):
        start = match.start()
        last = match.end("form")
        for joint in _AND.finditer(text, start, last):
            if not joint["does"]:  # both are names
                start = joint.end()
        while (word := FIRST.match(text, start, last)) and word["word"] in kinds.opening:
            start = word.end()
        if start >= match.start("form"):
            continue
        kind = kinds.rows["roles"]["company"]
        yield NameSpan(start, match.end(), start, last, kind, match.span("short") if match["acronym"] else None)
