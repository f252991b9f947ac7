"""Which column of a table holds which part of a record: by what the user names, else by headers and values.

A header suggests a role and the values have to bear it out: countries resolve to countries, identifiers pass a checksum
or have a form (`kg.link.identifiers`), names are texts. Every guess is reported with its evidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kg.errors import DataError, Problem, UsageError, Where
from kg.files.table import column_name
from kg.link import identifiers
from kg.link.records import LinkRecord
from kg.text.missing import is_missing
from kg.text.suggest import nearest

#: Headers of each part of a record; the first that a table has counts.
HEADERS: Mapping[str, tuple[str, ...]] = {
    "name": (
        *("name", "label", "legal name", "organisation name", "organization name", "company name", "body name"),
        *("organisation", "organization", "company", "body", "laboratory", "title", "subject label", "名称"),
    ),
    "id": ("id", "key", "identifier", "iri", "uri", "code", "number", "subject id", "lei", "编号", "序号", "번호"),
    "country": (
        *(
            "country",
            "country code",
            "iso2",
            "jurisdiction",
            "nation",
            "country name",
            "国家",
            "国家/地区",
            "国家或地区",
        ),
        *(
            "国别",
            "所在国",
            "所属国家",
            "국가",
            "국가명",
            "国名",
            "pays",
            "land",
            "país",
            "pais",
            "paese",
            "страна",
            "kraj",
        ),
    ),
    "kind": ("type", "class", "kind", "category", "类型"),
}
_COUNTRY = re.compile(r"\b(country|nation|jurisdiction)\b|国家|国别|국가")
_ORGANISATIONS = (
    r"(?:supplier|vendor|company|organi[sz]ation|firm|manufacturer|producer|importer|exporter|enterprise|institution|"
    r"institute|body|laboratory|lab|applicant|certificate holder|holder|client|customer|entity|agency|business|"
    r"employer|partner|contractor|operator|legal entity|firma|firmen|unternehmen|lieferant|hersteller|entreprise|"
    r"société|fournisseur|empresa|proveedor|azienda|fornitore|организация|компания|поставщик)"
)
#: A column of organisations' names: "Supplier name", "Name of the certification body", "企业名称".
_ORGANISATION_NAME = re.compile(
    rf"(?:(?:certification|testing|inspection|accreditation|notified|legal|official|full|registered|trading) )*"
    rf"{_ORGANISATIONS}s?(?: (?:legal |full )?(?:name|nom|nombre|nome))?\Z"
    rf"|name of (?:the )?(?:[a-z]+ )?{_ORGANISATIONS}\Z"
    r"|.*(?:单位|机构|企业|公司|组织|供应商|供货商|制造商|生产者|厂商|厂家|申请人|持证人|客户|委托人|实验室)(?:名称|全称|名)?\Z"
    r"|(?:업체|기관|회사|기업|공급업체|제조사|제조업체|법인)(?:명|이름)?\Z|상호\Z"
    r"|(?:会社|企業|機関|法人|供給者|製造者)名(?:称)?\Z"
    r"|firmenname\Z|firmenbezeichnung\Z|raison sociale\Z|razón social\Z|ragione sociale\Z|denominación social\Z"
)
_OTHER_NAME_NOUNS = re.compile(
    r"\b(?:alias(?:es)?|aka|also known as|formerly known as|dba|acronyms?|abbreviations?|alt ?labels?)\b"
    r"|简称|曾用名|别名|英文名|中文名|外文名|약칭|영문명|略称|旧称|英語名"
)
_QUALIFIERS = (
    r"(?:alt|alternative|alternate|other|former|previous|short|local|native|english|chinese|original|latin|romani[sz]ed|"
    r"transliterated|trading|trade|brand|legal|official|common|registered|full|abbreviated)"
)
_OTHER_NAMES = re.compile(rf"\b{_QUALIFIERS}(?: {_ORGANISATIONS})? names?\b")
#: At least this share of a column's values has to bear its role out.
_MOSTLY = 0.5
#: Rows that are looked at, at most; fewer where a table has very many columns, so that the work stays linear in them.
SAMPLE_ROWS = 1000
SAMPLE_CELLS = 200_000


@dataclass(frozen=True)
class Columns:
    """The columns that the user names; empty where headers and values decide."""

    name: tuple[str, ...] = ()
    id: str = ""
    country: str = ""
    kind: str = ""
    identifiers: tuple[str, ...] = ()
    #: whether other columns may be recognised as identifiers
    guess_identifiers: bool = True


@dataclass(frozen=True)
class RecordColumns:
    """The column of each part of a record; empty where there is none."""

    names: tuple[str, ...]
    id: str
    country: str
    kind: str
    #: column -> scheme of the identifiers in it
    schemes: Mapping[str, str]
    #: whether a header states that the names are those of organisations
    organisations: bool = False
    #: what was recognised and by what evidence, for the user
    evidence: tuple[str, ...] = ()

    @property
    def used(self) -> tuple[str, ...]:
        """The columns that records are made of."""
        several = (*self.names, self.id, self.country, self.kind, *self.schemes)
        return tuple(dict.fromkeys(column for column in several if column))

    def record(self, cells: Mapping[str, str], line: str) -> LinkRecord | None:
        """The record of a row, None where it names nothing; `line` is its key where it has none."""
        names = tuple(dict.fromkeys(name for column in self.names for name in _several(cells.get(column) or "")))
        if not names:
            return None
        key = (cells.get(self.id) or "").strip()
        kind = (cells.get(self.kind) or "").strip()
        canonical = (identifiers.canonical(scheme, cells.get(column) or "") for column, scheme in self.schemes.items())
        return LinkRecord(
            line if is_missing(key) else key,
            names,
            country_code(cells.get(self.country) or ""),
            "" if is_missing(kind) else kind,
            tuple(identifier for identifier in canonical if identifier),
        )

    def description(self, path: str) -> str:
        """Which column is read as what, and the evidence, for the user."""
        parts = [("keys", self.id), ("countries", self.country), ("kinds", self.kind)]
        shown = [f"{path}: names in {', '.join(self.names)}", *(f"{what} in {c}" for what, c in parts if c)]
        return "; ".join([*shown, *self.evidence])


def layout_of(path: str, there: Sequence[str], given: Columns, sample: Sequence[Mapping[str, str]]) -> RecordColumns:
    """The columns' roles, by what the user names, else by headers and by the values in some rows.

    Raises UsageError for a column that is not there and DataError where no column holds names.
    """
    plain = {column: _plain(column) for column in there}
    by_header: dict[str, str] = {}
    for name, header in plain.items():
        by_header.setdefault(header, name)

    def column(part: str, wanted: str) -> str:
        wanted = column_name(wanted)
        if wanted and wanted not in plain:
            near = nearest(wanted, there)
            hint = f' (did you mean "{near[0]}"?)' if near else f"; it has {', '.join(there[:12])}"
            raise UsageError(f'{path}: no column "{wanted}"{hint}')
        return wanted or next((by_header[usual] for usual in HEADERS[part] if usual in by_header), "")

    def values(name: str) -> list[str]:
        return [value for row in sample if not is_missing(value := row.get(name) or "")]

    named = [column("name", wanted) for wanted in given.name]
    if not named:
        of_organisations = (name for name, header in plain.items() if _ORGANISATION_NAME.match(header))
        named = [column("name", "") or next(of_organisations, "")]
    if not named[0]:
        shown = ", ".join(there[:12])
        raise DataError([Problem(Where(path, 1), f"no column of names: it has {shown}; say which with --name")])
    organisations = any(bool(_ORGANISATION_NAME.match(plain[name])) for name in named)
    if not given.name:
        more = (
            name for name, header in plain.items() if _OTHER_NAME_NOUNS.search(header) or _OTHER_NAMES.search(header)
        )
        named += [name for name in more if name not in named and _are_names(values(name))]
    country = column("country", given.country)
    if not given.country:
        suggested = [name for name, header in plain.items() if _COUNTRY.search(header)]
        country = next((name for name in filter(None, [country, *suggested]) if _are_countries(values(name))), "")
    schemes, evidence = _schemes(given, plain, {*named, country}, sample, named[0])
    for wanted in given.identifiers:
        column("id", wanted)
    key, kind = column("id", given.id), column("kind", given.kind)
    if not key and len(schemes) == 1:
        key = next(iter(schemes))
    return RecordColumns(tuple(named), key, country, kind, schemes, organisations, tuple(evidence))


def _schemes(
    given: Columns, plain: Mapping[str, str], taken: set[str], sample: Sequence[Mapping[str, str]], name: str
) -> tuple[dict[str, str], list[str]]:
    """Column -> scheme, and what to tell the user of each column that might have been one."""
    if given.identifiers:
        schemes = {
            wanted: identifiers.scheme_of(plain.get(wanted, "")) or _plain(wanted) for wanted in given.identifiers
        }
        return {wanted: re.sub(r"\W+", "-", scheme) for wanted, scheme in schemes.items()}, [
            f"identifiers in {', '.join(given.identifiers)}"
        ]
    schemes, evidence = {}, []
    for column, header in plain.items() if given.guess_identifiers else ():
        if column in taken or not header:
            continue
        cells = [(row.get(column) or "", row.get(name) or "") for row in sample]
        scheme, reason = identifiers.recognise(header, cells)
        if scheme:
            schemes[column] = scheme
            evidence.append(f"identifiers ({scheme}) in {column}: {reason}")
        elif reason:
            evidence.append(f"no identifiers in {column}: {reason}")
    return schemes, evidence


def sample_size(columns: int) -> int:
    """How many rows of a table with so many columns are looked at."""
    return max(10, min(SAMPLE_ROWS, SAMPLE_CELLS // max(1, columns)))


def _plain(column: str) -> str:
    return re.sub(r"[\s_\-.:#()（）]+", " ", column).strip().casefold()


def _several(cell: str) -> list[str]:
    return [name for part in cell.split("|") if (name := " ".join(part.split())) and not is_missing(name)]


def _are_names(values: Iterable[str]) -> bool:
    """Whether values are texts with letters: no numbers, addresses or yes and no."""
    whole = texts = 0
    for value in values:
        whole += 1
        letters = sum(letter.isalpha() for letter in value)
        texts += letters > 1 and "@" not in value and "://" not in value and value.strip().casefold() not in _ANSWERS
    return not whole or texts >= _MOSTLY * whole


_ANSWERS = frozenset({"yes", "no", "true", "false", "ja", "nein", "oui", "non"})


def _are_countries(values: Sequence[str]) -> bool:
    return not values or sum(bool(country_code(value)) for value in values) >= _MOSTLY * len(values)


@lru_cache(maxsize=10_000)
def country_code(text: str) -> str:
    """Two letters of ISO 3166 for a code, or a name in any language; empty for anything else."""
    from rigour.territories import lookup_territory

    text = text.strip()
    if "://" in text:
        text = text.rstrip("/").rpartition("/")[2]
    if not text or (is_missing(text) and text != "NA"):
        return ""
    outside, _, inside = text.rstrip(")）").replace("（", "(").partition("(")
    for part in (text, outside, inside, re.sub(r"\bmainland\b", "", text, flags=re.IGNORECASE).strip(" ,")):
        territory = lookup_territory(part.strip()) if part.strip() else None
        if territory is not None:
            return territory.code.upper()[:2]
    return ""
