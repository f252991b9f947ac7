"""What a graph says in the name of a report, passage by passage: quotes, figures and named things."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from pyoxigraph import Literal, NamedNode

from kg import names
from kg.ask import entities
from kg.describe import assertions
from kg.describe.assertions import Assertion
from kg.errors import NotFound, UsageError
from kg.rdf.terms import SKOS_IN_SCHEME
from kg.rdf.vocabulary import IN_SOURCE
from kg.store import Graph
from kg.text import numbers as figures
from kg.text.suggest import nearest

#: Groups whose members have names of their own. What the report does (initiatives) bears a curator's label, which
#: its quote stands for; figures are checked by their digits.
NAMED_GROUPS = frozenset(
    {"agency", "body", "document", "agreement", "event", "place", "scheme", "platform"}
    | {"concept"}  # codes of records
)
#: Code lists whose members the report names; members of others (indicators, kinds of reform) are a curator's reading.
NAMED_CODES = ("product-category", "service", "sector")

_TYPE = names.expand("rdf:type")
_VALUE = names.expand("sdmx-measure:obsValue")
_UNIT = names.expand("sdmx-attribute:unitMeasure")
_PERIOD = names.expand("sdmx-dimension:refPeriod")
_AREA = names.expand("sdmx-dimension:refArea")
_CHANGE = names.expand("cr:percentChange")
_PREVIOUS = names.expand("cr:previousValue")
_QUALIFIER = names.expand("cr:qualifier")
_JURISDICTION = names.expand("cr:jurisdiction")
_DATES = frozenset(map(names.expand, ("xsd:date", "xsd:gYear", "xsd:gYearMonth", "edtf:EDTF")))


@dataclass(frozen=True, slots=True)
class FigureClaim:
    """One figure as the graph has it; `kind` is that of `kg.text.numbers`, `qualifier` the key of a code."""

    iri: str
    quote: str | None
    value: Decimal
    kind: str
    qualifier: str
    change: Decimal | None
    previous: Decimal | None
    year: int | None
    #: as the graph has it: a year, a month, a day or an interval
    period: str = ""
    #: the key of the unit's code (NUM, CNY), and its names
    unit: str = ""
    unit_names: tuple[str, ...] = ()
    #: IRI of the place that it is about
    area: str = ""


@dataclass(frozen=True, slots=True)
class ClaimedThing:
    """An entity or code that a passage defines or links to, with all its names."""

    iri: str
    names: tuple[str, ...]
    quote: str | None


@dataclass(slots=True)
class ClaimedPassage:
    """What one section of a report is said to say."""

    iri: str
    section: str
    #: of the passage itself
    quote: str | None
    #: the quotes of records: (thing, quote)
    quotes: list[tuple[str, str]] = field(default_factory=list)
    figures: list[FigureClaim] = field(default_factory=list)
    things: list[ClaimedThing] = field(default_factory=list)
    #: whatever a record of this passage defines or adds to
    subjects: tuple[str, ...] = ()
    #: statements that link two things which the text names or a quote stands for: (subject, predicate, object)
    relations: tuple[tuple[str, str, str], ...] = ()
    #: places that figures are about and nothing else here is linked to
    areas: frozenset[str] = frozenset()
    #: dates that are said here of something: (subject, date)
    dated: tuple[tuple[str, str], ...] = ()

    @property
    def dates(self) -> frozenset[str]:
        """The dates and years that are said here."""
        return frozenset(date for _, date in self.dated)


@dataclass(frozen=True)
class Claims:
    """All passages of one report."""

    source: str
    passages: tuple[ClaimedPassage, ...]
    #: the places that the report is about as a whole, where a passage names none
    area: frozenset[str]
    #: entity or code -> all its names, in every language
    names: Mapping[str, tuple[str, ...]]
    #: dates of the report itself
    dates: frozenset[str]


def read(graph: Graph, source: str | None = None) -> Claims:
    """The claims that rest on a source, by default on the only one with sections.

    Raises NotFound for an unknown source, and UsageError when there are several to choose from.
    """
    source = _source(graph, source)
    start = f"{names.SOURCE}{source}/"
    statements = [
        item
        for item in assertions.everything(graph)
        if item.graph.startswith(start) and item.predicate != SKOS_IN_SCHEME  # a curator's choice of a list
    ]
    all_names = entities.all_names(graph)
    groups, units = _groups(graph), _units(graph)
    quotes: dict[str, dict[str, str]] = defaultdict(dict)
    passages = sorted(_passages(graph, start), key=_order)
    for (passage, thing), quote in assertions.quotes(graph, passages).items():
        quotes[passage][thing] = quote
    by_passage: dict[str, list[Assertion]] = defaultdict(list)
    for item in statements:
        by_passage[item.graph].append(item)
    return Claims(
        source,
        tuple(_passage(iri, by_passage[iri], quotes[iri], all_names, groups, units) for iri in passages),
        _area(graph, source),
        all_names,
        frozenset(date for _, date in _dated(assertions.about(graph, f"{names.ID}{source}")[0])),
    )


def _source(graph: Graph, wanted: str | None) -> str:
    answer = graph.select(
        f'SELECT DISTINCT ?passage WHERE {{ ?passage a cr:Passage FILTER(STRSTARTS(STR(?passage), "{names.SOURCE}")) }}'
    )
    parts = [
        row[0].value.removeprefix(names.SOURCE).partition("/") for row in answer.rows if isinstance(row[0], NamedNode)
    ]
    known = sorted({key for key, _, section in parts if section})
    if wanted is None:
        if len(known) == 1:
            return known[0]
        raise UsageError(f"--source: which report is this? There are {', '.join(known) or 'none with sections'}")
    if wanted not in known:
        raise NotFound("report with sections", wanted, nearest(wanted, known) or known)
    return wanted


def _passages(graph: Graph, start: str) -> list[str]:
    answer = graph.select(
        f'SELECT DISTINCT ?passage WHERE {{ ?passage a cr:Passage FILTER(STRSTARTS(STR(?passage), "{start}")) }}'
    )
    return [row[0].value for row in answer.rows if isinstance(row[0], NamedNode)]


def _order(iri: str) -> tuple[tuple[int, str], ...]:
    """The order of the report: words (preamble, overview) first, then numbers as numbers."""
    section = iri.rpartition("/")[2]
    return tuple(
        (int(part), "") if part.isdecimal() else (-1, {"preamble": "", "overview": "o"}.get(part, part))
        for part in section.split(".")
    )


def _groups(graph: Graph) -> dict[str, str]:
    """Entity -> its node group."""
    answer = graph.select("SELECT DISTINCT ?thing ?group WHERE { ?thing a ?class . ?class cr:nodeGroup ?group }")
    return {
        row[0].value: row[1].value
        for row in answer.rows
        if isinstance(row[0], NamedNode) and isinstance(row[1], Literal)
    }


def _units(graph: Graph) -> dict[str, tuple[str, ...]]:
    """Unit -> its names."""
    listed = f"{names.CODE}unit"
    answer = graph.select(f"SELECT ?unit ?name WHERE {{ ?unit skos:inScheme <{listed}> ; skos:prefLabel ?name }}")
    known: dict[str, list[str]] = defaultdict(list)
    for unit, name in answer.rows:
        if isinstance(unit, NamedNode) and isinstance(name, Literal):
            known[unit.value].append(name.value)
    return {unit: tuple(sorted(found)) for unit, found in known.items()}


def _area(graph: Graph, source: str) -> frozenset[str]:
    """The jurisdictions of whoever issued the report."""
    answer = graph.select(
        f"SELECT ?place WHERE {{ <{names.ID}{source}> cr:issuedBy ?issuer . ?issuer <{_JURISDICTION}> ?place }}"
    )
    return frozenset(row[0].value for row in answer.rows if isinstance(row[0], NamedNode))


def _passage(
    iri: str,
    statements: list[Assertion],
    quotes: Mapping[str, str],
    all_names: Mapping[str, tuple[str, ...]],
    groups: Mapping[str, str],
    units: Mapping[str, tuple[str, ...]],
) -> ClaimedPassage:
    by_subject: dict[str, dict[str, NamedNode | Literal]] = defaultdict(dict)
    things: dict[str, None] = {}
    areas: set[str] = set()
    elsewhere: set[str] = set()
    for item in statements:
        by_subject[item.subject][item.predicate] = item.object
        things[item.subject] = None
        if isinstance(item.object, NamedNode) and item.predicate != _TYPE:
            things[item.object.value] = None
            (areas if item.predicate == _AREA else elsewhere).add(item.object.value)
    return ClaimedPassage(
        iri,
        iri.rpartition("/")[2],
        quotes.get(iri),
        [(thing, quote) for thing, quote in quotes.items() if thing != iri],
        [
            _figure(subject, values, quotes.get(subject), units)
            for subject, values in by_subject.items()
            if _VALUE in values
        ],
        [
            ClaimedThing(thing, all_names.get(thing, ()), quotes.get(thing))
            for thing in sorted(things)
            if _is_named(thing, groups)
        ],
        tuple(sorted(subject for subject in by_subject if subject != iri)),
        tuple(
            (item.subject, item.predicate, item.object.value)
            for item in statements
            if isinstance(item.object, NamedNode)
            and item.predicate not in (_TYPE, IN_SOURCE)
            and (_is_named(item.subject, groups) or item.subject in quotes)
            and _VALUE not in by_subject[item.subject]
            and (_is_named(item.object.value, groups) or item.object.value in quotes)
        ),
        frozenset(areas - elsewhere - set(by_subject)),
        tuple(_dated(statements)),
    )


def _dated(statements: Iterable[Assertion]) -> Iterator[tuple[str, str]]:
    for item in statements:
        if isinstance(item.object, Literal) and item.object.datatype.value in _DATES:
            yield item.subject, item.object.value


def _is_named(iri: str, groups: Mapping[str, str]) -> bool:
    if iri.startswith(names.CODE):
        return iri.removeprefix(names.CODE).partition("/")[0] in NAMED_CODES
    return iri.startswith(names.ID) and groups.get(iri) in NAMED_GROUPS


def _figure(
    iri: str, values: Mapping[str, NamedNode | Literal], quote: str | None, units: Mapping[str, tuple[str, ...]]
) -> FigureClaim:
    def number(predicate: str) -> Decimal | None:
        return Decimal(values[predicate].value) if predicate in values else None

    measured = values[_UNIT].value if _UNIT in values else ""
    unit = re.split("[/:#]", names.short(measured))[-1]
    qualifier = values.get(_QUALIFIER)
    period = values[_PERIOD].value if _PERIOD in values else ""
    period = period if period[:4].isdecimal() else ""  # of an unknown year, or of each
    return FigureClaim(
        iri,
        quote,
        Decimal(values[_VALUE].value),
        figures.PERCENT if unit == "PERCENT" else figures.MONEY if unit.startswith("CCY_") else figures.AMOUNT,
        names.short(qualifier.value).rpartition("/")[2] if qualifier else "exact",
        number(_CHANGE),
        number(_PREVIOUS),
        int(period[:4]) if period else None,
        period,
        unit.removeprefix("CCY_"),
        units.get(measured, ()),
        values[_AREA].value if _AREA in values else "",
    )
