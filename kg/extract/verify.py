"""Whether a report bears out what the graph says in its name: every quote, every figure, every named thing.

- A quote stands in its section once, word for word (case, white space, form of quote marks and dashes aside).
- A figure's digits stand, in any written form, in the sentence of its quote (in the section, where it has none of
  its own), with its unit (`kg.extract.units`), hedged as its qualifier says; so do its percent change and the value
  before. The report names its year, and its day where that is no last day of a quarter; of an interval, the years in
  which it begins and ends.
- A named thing stands in the section, or in the headings it lies under, by one of its names in any language, by a
  short name that the report gave it, or by the quote of its record there. The place that the whole report is about
  need not be named in each section.
- A day stands in the section or in the report; no year, month or other day does for it, and no day of another thing
  where the sentence that names this one has days. A month or year stands in the report.
- A statement that links two things: a sentence names both, tells it by a word of the relation (``rules/told.yaml``),
  and does not deny it. Where no sentence names both, the passage does, and the sentence of the second tells it. A name
  that holds the other (a rope certification scheme concerns rope certification) tells it by itself.
  What can be checked in neither way is listed by `check`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from pyoxigraph import Literal, NamedNode

from kg import names
from kg.extract import claims, dates, numbering, told, units, wording
from kg.extract.claims import ClaimedPassage, Claims, FigureClaim
from kg.extract.figures.reference_period import Periods
from kg.extract.outline import Outline
from kg.extract.told import Places
from kg.extract.wording import TextWords
from kg.store import Graph, Row, Table
from kg.text import numbers as figures
from kg.text.numbers import Number
from kg.text.period_patterns import SINCE
from kg.text.periods import Period, periods

QUOTE, FIGURE, NAME, DATE, RELATION = "quote", "figure", "name", "date", "relation"
#: So many names of a thing are given where none of them stands in the text.
_MOST_NAMES = 6
#: Of so many numbers of one value the unit is held against the text.
_MOST_ALIKE = 50
#: Kinds of number that no figure has as its value; a year may be a count.
_NO_AMOUNTS = (figures.DATE, figures.ORDINAL)
COLUMNS = ("section", "kind", "thing", "claim", "supported", "reason")


@dataclass(frozen=True, slots=True)
class Finding:
    """One claim held against the report; `reason` says what is wrong with one that is not supported."""

    section: str
    kind: str
    #: IRI of the passage, figure or thing
    thing: str
    claim: str
    reason: str = ""

    @property
    def supported(self) -> bool:
        """Whether the report bears out the claim."""
        return not self.reason


@dataclass(frozen=True, slots=True)
class Unchecked:
    """A statement that nothing in the text could bear out or deny."""

    section: str
    #: keys
    subject: str
    property: str
    value: str


def verify(graph: Graph, report: Outline, source: str | None = None) -> list[Finding]:
    """Every claim of the graph that rests on a source, held against the source's text, in the order of the report.

    Raises NotFound for an unknown source, and UsageError when it has to be named.
    """
    return check(graph, report, source)[0]


def check(graph: Graph, report: Outline, source: str | None = None) -> tuple[list[Finding], list[Unchecked]]:
    """The findings of `verify`, and the statements that could not be checked."""
    stated = claims.read(graph, source)
    names_of = with_short_names(stated.names, report.text)
    sections = {section.number: own_text(report.of(section)) for section in report.sections}
    text = _Text(sections, names_of, periods(report.text))
    findings = [finding for passage in stated.passages for finding in _passage(passage, stated, text)]
    return findings, text.unchecked


@dataclass(slots=True)
class _Text:
    """The text that claims are held against."""

    #: section -> its own text
    sections: Mapping[str, str]
    #: IRI -> its names, those that the text gives it included
    names_of: Mapping[str, tuple[str, ...]]
    #: every date and period of the report
    dated: list[Period]
    unchecked: list[Unchecked] = field(default_factory=list)


def by_section(findings: Iterable[Finding]) -> Table:
    """A row a section: for each kind of claim, how many are supported of how many there are."""
    counts: dict[str, dict[str, list[int]]] = {}
    for finding in findings:
        both = counts.setdefault(finding.section, {}).setdefault(finding.kind, [0, 0])
        both[0] += finding.supported
        both[1] += 1
    kinds = (QUOTE, FIGURE, NAME, DATE, RELATION)
    rows: list[Row] = []
    for section, by_kind in counts.items():
        missing = sum(total - good for good, total in by_kind.values())
        shown = ("{}/{}".format(*by_kind[kind]) if kind in by_kind else "" for kind in kinds)
        rows.append((Literal(section), *map(Literal, shown), Literal(missing) if missing else None))
    return Table(("section", *(f"{kind}s" for kind in kinds), "unsupported"), tuple(rows))


def table(findings: Iterable[Finding]) -> Table:
    """A row a claim (`COLUMNS`)."""
    rows: Iterator[Row] = (
        (
            Literal(one.section),
            Literal(one.kind),
            NamedNode(one.thing),
            Literal(one.claim),
            Literal(one.supported),
            Literal(one.reason) if one.reason else None,
        )
        for one in findings
    )
    return Table(COLUMNS, tuple(rows))


def own_text(section: str) -> str:
    """A section's text with blanks for its number, which is no figure."""
    mark = numbering.marker(section)
    return " " * mark.end + section[mark.end :] if mark else section


def with_short_names(names_of: Mapping[str, tuple[str, ...]], report: str) -> dict[str, tuple[str, ...]]:
    """The names with the short ones that a report gives to those it names just before."""
    extended = dict(names_of)
    for short, before in wording.short_names(report):
        words = TextWords(before)
        last: tuple[int, str] | None = None
        for iri, known_as in names_of.items():
            ends = [end for name in known_as for _, end in words.find(name)]
            if ends and iri.startswith(names.ID) and (last is None or (max(ends), iri) > last):
                last = (max(ends), iri)
        if last is not None:
            extended[last[1]] = (*extended[last[1]], short)
    return extended


def _passage(passage: ClaimedPassage, stated: Claims, report: _Text) -> Iterator[Finding]:
    text = report.sections.get(passage.section)
    if text is None:
        yield Finding(passage.section, QUOTE, passage.iri, passage.quote or "", "the report has no such section")
        return
    quotes = dict.fromkeys([*([(passage.iri, passage.quote)] if passage.quote else []), *passage.quotes])
    for thing, quote in quotes:
        yield Finding(passage.section, QUOTE, thing, quote, _of_quote(quote, passage.section, report.sections))
    numbers = figures.numbers(text)
    own = Periods(text, periods(text), "")
    for figure in passage.figures:
        reason = _of_figure(figure, text, numbers, own, report.dated)
        yield Finding(passage.section, FIGURE, figure.iri, _in_words(figure), reason)
    words = TextWords("\n".join([*_above(passage.section, report.sections), text]))
    for named in passage.things:
        known_as = report.names_of.get(named.iri, named.names)
        good = words.has(known_as) or bool(named.quote) or named.iri in stated.area
        if not good and named.iri in passage.areas:  # said of the report as a whole
            figures_of = [one.iri for one in passage.figures if one.area == named.iri]
            report.unchecked += [_unchecked(passage, figure, "refArea", named.iri) for figure in figures_of]
            continue
        reason = "" if good else _not_named(named.iri, known_as)
        yield Finding(passage.section, NAME, named.iri, (known_as or (names.short(named.iri),))[0], reason)
    places = Places(passage, text, report.names_of)
    yield from _of_dates(passage, places, report.dated)
    yield from _of_relations(passage, places, report.unchecked)


def _not_named(iri: str, known_as: Sequence[str]) -> str:
    """That a thing is not named, by which names it would be, and what to do where the text has another."""
    key = names.short(iri).rpartition("/")[2]
    way = (
        "leave it out, or make a code of its word (type: Concept)"
        if iri.startswith(names.CODE)
        else f"quote its name there (about: {key}, quote: …)"
    )
    listed = ", ".join(known_as[:_MOST_NAMES]) + (", …" if len(known_as) > _MOST_NAMES else "")
    return f"not named in this section ({listed}); where the text calls it otherwise, {way}"


def _unchecked(passage: ClaimedPassage, subject: str, name: str, value: str) -> Unchecked:
    return Unchecked(passage.section, names.short(subject), name, names.short(value))


def _of_dates(passage: ClaimedPassage, places: Places, everywhere: list[Period]) -> Iterator[Finding]:
    """Each date that the passage gives of something, other than the periods of figures."""
    figures_of = {figure.iri for figure in passage.figures}
    for thing, date in sorted(one for one in passage.dated if one[0] not in figures_of):
        yield Finding(passage.section, DATE, thing, date, dates.wrong(thing, date, places, everywhere))


def _of_relations(passage: ClaimedPassage, places: Places, unchecked: list[Unchecked]) -> Iterator[Finding]:
    """Each statement that links two things: told, and not denied, by a sentence of the passage; no finding where none
    of them could tell it."""
    for subject, predicate, value in passage.relations:
        name = names.short(predicate).removeprefix("cr:")
        reason = told.wrong(name, subject, value, places)
        if reason is None:
            unchecked.append(_unchecked(passage, subject, name, value))
            continue
        claim = f"{names.short(subject)} {names.short(predicate)} {names.short(value)}"
        yield Finding(passage.section, RELATION, subject, claim, reason)


def _above(section: str, sections: Mapping[str, str]) -> Iterator[str]:
    """The own texts of the sections that a section lies in."""
    parts = section.split(".")
    for depth in range(1, len(parts)):
        yield sections.get(".".join(parts[:depth]), "")


def _of_quote(quote: str, section: str, sections: Mapping[str, str]) -> str:
    count = wording.count(quote, sections[section])
    if count == 1:
        return ""
    if count:
        return f"stands here {count} times"
    elsewhere = [other for other, text in sections.items() if wording.count(quote, text)]
    if elsewhere:
        return f"not in this section, but in {', '.join(elsewhere[:3])}"
    if longer := wording.longer(quote, sections[section]):
        return f"ends inside a word; the section has “{longer}”"
    return "is not in the report"


def _in_words(figure: FigureClaim) -> str:
    parts = [figure.qualifier, f"{figure.value:f}", "%" if figure.kind == figures.PERCENT else ""]
    if figure.previous is not None:
        parts.append(f"from {figure.previous:f}")
    if figure.change is not None:
        parts.append(f"({figure.change:+f}%)")
    return " ".join(part for part in parts if part)


def _of_figure(figure: FigureClaim, text: str, numbers: list[Number], own: Periods, dated: list[Period]) -> str:
    near = _near(figure, text, numbers)
    valued = [number for number in near if number.value == figure.value and number.kind not in _NO_AMOUNTS]
    units_of = [units.wrong(figure, number, text) for number in valued[:_MOST_ALIKE]]
    alike = [number for number, wrong in zip(valued, units_of, strict=False) if not wrong]
    if not alike:
        return next(
            iter(units_of), f"no {figure.value:f} in {'its sentence' if near is not numbers else 'the section'}"
        )
    if not any(figure.qualifier in number.qualifiers for number in alike):
        return f"the report says {' or '.join(alike[0].qualifiers)}, not {figure.qualifier}"
    if figure.previous is not None and not any(number.value == figure.previous for number in near):
        return f"no {figure.previous:f}, the value before"
    if figure.change is not None and (wrong := _of_change(figure.change, text, near)):
        return wrong
    return _of_clause(figure, alike, text, numbers, own) or _of_period(figure, dated)


def _of_clause(figure: FigureClaim, alike: list[Number], text: str, numbers: list[Number], own: Periods) -> str:
    """What is wrong with the period of a figure, by the period that its own sentence gives to its number."""
    years = {int(end[:4]) for end in figure.period.split("/") if end}
    periods_near: list[Period] = []
    for number in alike:
        low, high = wording.sentence(text, number.start)
        here = [one for one in own.dated if low <= one.start < high and one.year and one.kind != SINCE]
        near = own.near(number, here, numbers)
        if near is None:
            return ""
        periods_near.append(near)
    if not years or any(not years.isdisjoint(dates.years([one])) for one in periods_near):
        return ""
    return f"its sentence says {periods_near[0].text}, not {figure.period}"


def _of_period(figure: FigureClaim, dated: list[Period]) -> str:
    """What is wrong with the period of a figure, by what the report names; nothing where it names no year at all."""
    years = dates.years(dated)
    first, _, last = figure.period.partition("/")
    for year in dict.fromkeys(int(end[:4]) for end in (first, last) if end):
        if years and year not in years:
            return f"the year {year} is not in the report"
    day = figure.period
    if len(day) != 10 or day[5:] in dates.LAST_DAYS or any(dates.falls_on(one, day) for one in dated):
        return ""
    month_end = int(day[8:]) >= 28 and any(
        one.label == day[:7] for one in dated
    )  # a figure of a month has its last day
    return "" if month_end else f"the report names no {day}"


def _near(figure: FigureClaim, text: str, numbers: list[Number]) -> list[Number]:
    """The numbers in the sentence of the figure's own quote; without one, all of the section."""
    if not figure.quote:
        return numbers
    words = [re.escape(word) for word in figure.quote.split()]
    match = re.search(r"\s+".join(words), text, re.IGNORECASE)
    if match is None:
        return numbers
    start, end = wording.sentence(text, match.start())[0], wording.sentence(text, match.end() - 1)[1]
    return [number for number in numbers if start <= number.start < end]


def _of_change(change: Decimal, text: str, numbers: list[Number]) -> str:
    alike = [number for number in numbers if number.kind == figures.PERCENT and number.value == abs(change)]
    if not alike:
        return f"no {abs(change):f} %, the change"
    wrong = "down" if change > 0 else "up"
    if all(figures.direction(text, number) == wrong for number in alike):
        return f"the report says {wrong} by {abs(change):f} %"
    return ""
