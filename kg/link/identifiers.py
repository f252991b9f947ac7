"""Identifiers of organisations: which cells hold one, when two are the same, and which columns are made of them.

A column's header only suggests a scheme; its values decide. They pass the scheme's checksum or have its form, belong to
one name each, and are no yes/no, no country and no percentage. Two identifiers are the same when they differ only in
spelling: leading zeros that a spreadsheet removed, the letters of the scheme (``NB 0100``), or a country's letters that
one of them lacks (``BE0401574852``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence

from stdnum import ean, isni, lei
from stdnum.cn import uscc

from kg.text.missing import is_missing

#: What a header holds -> scheme.
HEADERS: Mapping[str, str] = {
    r"lei|legal entity identifier": "lei",
    r"ror": "ror",
    r"isni": "isni",
    r"wikidata|qid": "wikidata",
    r"duns|d u n s": "duns",
    r"nb(?= ?(?:number|no|nr|id|code)?\Z)|notified body": "nb",
    r"cnca": "cnca",
    r"uscc|统一社会信用代码|社会信用代码": "uscc",
    r"vat": "vat",
    r"gln": "gln",
    r"eori": "eori",
    r"eidas": "eidas",
}
_HEADERS = [(re.compile(rf"(?<![a-z])(?:{words})(?![a-z])"), scheme) for words, scheme in HEADERS.items()]
#: Scheme -> length and check of its numbers, without leading zeros where they are digits alone.
CHECKSUMS: Mapping[str, tuple[range, Callable[[str], bool]]] = {
    "lei": (range(20, 21), lambda number: bool(lei.is_valid(number.upper()))),
    "uscc": (range(18, 19), lambda number: bool(uscc.is_valid(number.upper()))),
    "isni": (range(11, 17), lambda number: bool(isni.is_valid(number.upper().zfill(16)))),
    "gln": (range(9, 14), lambda number: bool(ean.is_valid(number.zfill(13)))),
}
#: Schemes whose checksum covers so many characters that no header is needed.
_BY_VALUE = ("lei", "uscc")
_FORMS: Mapping[str, re.Pattern[str]] = {
    "nb": re.compile(r"[0-9]{1,4}\Z"),
    "wikidata": re.compile(r"q[1-9][0-9]*\Z"),
    "ror": re.compile(r"0[a-z0-9]{6}[0-9]{2}\Z"),
}
#: Any other identifier: five characters or more, three of them digits.
_FORM = re.compile(r"(?=(?:.*[0-9]){3})[0-9a-z]{5,40}\Z")
#: Schemes whose numbers begin with the letters of a country, or lack them.
_OF_A_COUNTRY = frozenset({"vat", "eori"})
_WITH_COUNTRY = re.compile(r"([a-z]{2})(?=[0-9a-z]*[0-9]{3})(.+)\Z")
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
#: Headers that name an identifier and hold something about it.
_ABOUT = re.compile(
    r"\b(?:date|rate|status|certified|available|valid|since|until|expiry|expires|country|name|type|kind|amount|count|"
    r"employees|scope|registered|member|percent|share)\b|日期|状态|国家|名称"
)
_DATE = re.compile(r"[0-9]{4}([-/.])[0-9]{1,2}\1[0-9]{1,2}\b|[0-9]{1,2}([-/.])[0-9]{1,2}\2[0-9]{4}\b")
_YES_OR_NO = frozenset(
    {
        *(
            "yes",
            "no",
            "y",
            "n",
            "true",
            "false",
            "t",
            "f",
            "ja",
            "nein",
            "oui",
            "non",
            "si",
            "sí",
            "x",
            "是",
            "否",
            "有",
            "예",
        )
    }
)
#: At least this share of a column's values has to be an identifier's.
_MOSTLY = 0.5


def scheme_of(header: str) -> str:
    """The scheme that a column's header suggests, empty where it suggests none. `header`: lower case, single spaces."""
    if _ABOUT.search(header):
        return ""
    return next((scheme for pattern, scheme in _HEADERS if pattern.search(header)), "")


def canonical(scheme: str, cell: str) -> str:
    """An identifier as it is compared (``vat:be.401574852``); empty where the cell holds none."""
    if is_missing(cell):
        return ""
    if _ADDRESS.match(cell.strip()):
        cell = re.split(r"[?#]", cell.strip().rstrip("/"))[0].rpartition("/")[2]
    plain = unicodedata.normalize("NFKC", cell).casefold()
    number = re.sub(r"[^0-9a-z]", "", plain).removeprefix(scheme)
    country = ""
    if scheme in _OF_A_COUNTRY and (parted := _WITH_COUNTRY.match(number)):
        country, number = f"{parted[1]}.", parted[2]
    if number.isdigit():
        number = number.lstrip("0")
    return f"{scheme}:{country}{number}" if number else ""


def key(identifier: str) -> str:
    """What two spellings of one identifier have in common: scheme and number, without the country."""
    scheme, _, number = identifier.partition(":")
    return f"{scheme}:{number.rpartition('.')[2]}"


def agreement(one: Sequence[str], other: Sequence[str]) -> int:
    """1 when two records share an identifier, -1 when those of a scheme that both have differ, else 0."""
    common = False
    for first in one:
        for second in other:
            if key(first) == key(second) and _same_country(first, second):
                return 1
            common = common or first.partition(":")[0] == second.partition(":")[0]
    return -1 if common else 0


def _same_country(one: str, other: str) -> bool:
    countries = [identifier.partition(":")[2].rpartition(".")[0] for identifier in (one, other)]
    return not all(countries) or countries[0] == countries[1]


def recognise(header: str, cells: Iterable[tuple[str, str]]) -> tuple[str, str]:
    """The scheme of a column and the evidence for it; an empty scheme and the reason where it holds no identifiers.

    `cells` holds value and name of some rows; `header` is in lower case with single spaces.
    """
    suggested = scheme_of(header)
    held = [(value, name) for value, name in cells if not is_missing(value)]
    if not held:
        return "", "no values" if suggested else ""
    values = [value for value, _ in held]
    for scheme in [suggested] if suggested in CHECKSUMS else [] if suggested else _BY_VALUE:
        lengths, check = CHECKSUMS[scheme]
        numbers = [canonical(scheme, value).partition(":")[2] for value in values]
        valid = sum(len(number) in lengths and check(number) for number in numbers)
        if valid >= _MOSTLY * len(values):
            return scheme, f"{valid:,} of {len(values):,} values pass the checksum"
    if not suggested:
        return "", ""
    if {value.strip().casefold() for value in values} <= _YES_OR_NO:
        return "", "yes or no"
    formed = [(canonical(suggested, value), name) for value, name in held if not _DATE.match(value.strip())]
    formed = [(number, name) for number, name in formed if _has_form(suggested, number)]
    if len(formed) < _MOSTLY * len(values):
        return "", f"{len(formed):,} of {len(values):,} values have the form of an identifier"
    distinct, names = len({number for number, _ in formed}), len({name for _, name in formed})
    if distinct < _MOSTLY * names:
        return "", f"{names:,} names share {distinct:,} values"
    return suggested, f"{len(formed):,} of {len(values):,} values have the form, {distinct:,} distinct"


def _has_form(scheme: str, identifier: str) -> bool:
    number = identifier.partition(":")[2].rpartition(".")[2]
    return bool(_FORMS.get(scheme, _FORM).match(number))
