"""Whether a report bears out what the graph says in its name: every quote, every figure, every named thing.

- A quote stands in its section once, word for word (case, white space, form of quote marks and dashes aside).
- A figure's digits stand, in any written form, in the sentence of its quote (in the section, where it has none of
  its own), hedged as its qualifier says; so do its percent change and the value before. The report names its year, and
  its day where that is no last day of a quarter; of an interval, the years in which it begins and ends.
- A named thing stands in the section, or in the headings it lies under, by one of its names in any language, by a
  short name that the report gave it, or by the quote of its record there. The place that the whole report is about
  need not be named in each section.
- A day stands in the section or in the report; no year, month or other day does for it.
- A statement that links two things named in one sentence: that sentence does not deny it. Statements whose ends no
  sentence names together cannot be checked; `check` counts them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from pyoxigraph import Literal, NamedNode

from kg import names
from kg.extract import claims, numbering, wording
from kg.extract.claims import Claims, FigureClaim, Passage
from kg.extract.outline import Outline
from kg.extract.wording import Words
from kg.store import Graph, Row, Table
from kg.text import numbers as figures
from kg.text.numbers import Number
from kg.text.periods import Period, periods

QUOTE, FIGURE, NAME, DATE, RELATION = "quote", "figure", "name", "date", "relation"
#: A sentence that says that something is not so.
_NEGATED = re.compile(
    r"\b(?:not|never|no longer|neither|nor|without|failed to|refused to)\b|n['’]t\b|没有|未能|并未|尚未|不再"
)
#: A figure at the end of a quarter, half or year may take the day from "2021" or "the first half".
_LAST_DAYS = ("03-31", "06-30", "09-30", "12-31")
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
        return not self.reason


def verify(graph: Graph, report: Outline, source: str | None = None) -> list[Finding]:
    """Every claim of the graph that rests on a source, held against the source's text, in the order of the report.

    Raises NotFound for an unknown source, and UsageError when it has to be named.
    """
    return check(graph, report, source)[0]


def check(graph: Graph, report: Outline, source: str | None = None) -> tuple[list[Finding], int]:
    """The findings of `verify`, and how many statements could not be checked, as no sentence names both their ends."""
    stated = claims.read(graph, source)
    names = with_short_names(stated.names, report.text)
    dated = [one for number in figures.numbers(report.text) if (one := number.period) is not None]
    sections = {section.number: own_text(report.of(section)) for section in report.sections}
    findings = [finding for passage in stated.passages for finding in _passage(passage, sections, stated, names, dated)]
    statements = sum(len(passage.relations) for passage in stated.passages)
    return findings, statements - sum(finding.kind == RELATION for finding in findings)


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


def with_short_names(known_names: Mapping[str, tuple[str, ...]], report: str) -> dict[str, tuple[str, ...]]:
    """The names with the short ones that a report gives to those it names just before."""
    result = dict(known_names)
    for short, before in wording.short_names(report):
        words = Words(before)
        last: tuple[int, str] | None = None
        for iri, known_as in known_names.items():
            ends = [end for name in known_as for _, end in words.find(name)]
            if ends and iri.startswith(names.ID) and (last is None or (max(ends), iri) > last):
                last = (max(ends), iri)
        if last is not None:
            result[last[1]] = (*result[last[1]], short)
    return result


def _passage(
    passage: Passage,
    sections: Mapping[str, str],
    stated: Claims,
    known_names: Mapping[str, tuple[str, ...]],
    dated: list[Period],
) -> Iterator[Finding]:
    text = sections.get(passage.section)
    if text is None:
        yield Finding(passage.section, QUOTE, passage.iri, passage.quote or "", "the report has no such section")
        return
    quotes = dict.fromkeys([*([(passage.iri, passage.quote)] if passage.quote else []), *passage.quotes])
    for thing, quote in quotes:
        yield Finding(passage.section, QUOTE, thing, quote, _of_quote(quote, passage.section, sections))
    numbers = figures.numbers(text)
    for figure in passage.figures:
        yield Finding(passage.section, FIGURE, figure.iri, _in_words(figure), _of_figure(figure, text, numbers, dated))
    words = Words("\n".join([*_above(passage.section, sections), text]))
    for named in passage.things:
        known_as = known_names.get(named.iri, named.names)
        good = words.has(known_as) or bool(named.quote) or named.iri in stated.area
        reason = "" if good else "not named in this section"
        yield Finding(passage.section, NAME, named.iri, (known_as or (names.short(named.iri),))[0], reason)
    yield from _of_dates(passage, text, sections)
    yield from _of_relations(passage, text, known_names)


def _of_dates(passage: Passage, text: str, sections: Mapping[str, str]) -> Iterator[Finding]:
    """Each day that the passage gives: it stands in the section, else in the report (a heading's "end of 2021")."""
    days = sorted(date for date in passage.dates if len(date) == 10)
    if not days:
        return
    here = list(periods(text))
    everywhere = [*here, *(one for other in sections.values() for one in periods(other))]
    for day in days:
        good = any(_falls_on(one, day) for one in everywhere)
        yield Finding(passage.section, DATE, passage.iri, day, "" if good else "the report names no such day")


def _falls_on(one: Period, day: str) -> bool:
    """Whether a period of the text is a day, or days, that include this one; without its year, month and day count."""
    first, _, last = one.label.partition("/")
    if first.startswith("--"):
        days = len(first) == 7 and (not last or len(last) == 7)
        return days and (
            day[4:] in (first[1:], (last or first)[1:]) or (bool(last) and first[1:] <= day[4:] <= last[1:])
        )
    return first <= day <= (last or first) if len(first) == 10 else False


def _of_relations(passage: Passage, text: str, known_names: Mapping[str, tuple[str, ...]]) -> Iterator[Finding]:
    """Each statement that links two things which one sentence names: it must not say that it is not so.

    A statement whose ends no sentence names together is not checked, and gives no row.
    """
    words = Words(text)
    quoted: dict[str, list[str]] = {}
    for thing, quote in passage.quotes:
        quoted.setdefault(thing, []).append(quote)
    for subject, predicate, value in passage.relations:
        ends_names = [[*known_names.get(end, ()), *quoted.get(end, ())] for end in (subject, value)]
        spans = [{wording.sentence(text, start) for name in one for start, _ in words.find(name)} for one in ends_names]
        both = spans[0] & spans[1]
        if not both:
            continue
        denied = all(_NEGATED.search(text[start:end]) for start, end in both)
        claim = f"{names.short(subject)} {names.short(predicate)} {names.short(value)}"
        yield Finding(passage.section, RELATION, subject, claim, "its sentence denies it" if denied else "")


def _above(section: str, sections: Mapping[str, str]) -> Iterator[str]:
    """The own texts of the sections that a section lies in."""
    parts = section.split(".")
    for depth in range(1, len(parts)):
        yield sections.get(".".join(parts[:depth]), "")


def _of_quote(quote: str, section: str, sections: Mapping[str, str]) -> str:
    found = wording.count(quote, sections[section])
    if found == 1:
        return ""
    if found:
        return f"stands here {found} times"
    elsewhere = [other for other, text in sections.items() if wording.count(quote, text)]
    return f"not in this section, but in {', '.join(elsewhere[:3])}" if elsewhere else "is not in the report"


def _in_words(figure: FigureClaim) -> str:
    parts = [figure.qualifier, f"{figure.value:f}", "%" if figure.kind == figures.PERCENT else ""]
    if figure.previous is not None:
        parts.append(f"from {figure.previous:f}")
    if figure.change is not None:
        parts.append(f"({figure.change:+f}%)")
    return " ".join(part for part in parts if part)


def _of_figure(figure: FigureClaim, text: str, numbers: list[Number], dated: list[Period]) -> str:
    near = _near(figure, text, numbers)
    alike = [number for number in near if number.value == figure.value and _same_kind(number, figure.kind)]
    if not alike:
        return f"no {figure.value:f} in {'its sentence' if near is not numbers else 'the section'}"
    if not any(figure.qualifier in number.qualifiers for number in alike):
        return f"the report says {' or '.join(alike[0].qualifiers)}, not {figure.qualifier}"
    if figure.previous is not None and not any(number.value == figure.previous for number in near):
        return f"no {figure.previous:f}, the value before"
    if figure.change is not None and (wrong := _of_change(figure.change, text, near)):
        return wrong
    return _of_period(figure, dated)


def _of_period(figure: FigureClaim, dated: list[Period]) -> str:
    """What is wrong with the period of a figure, by what the report names; nothing where it names no year at all."""
    years = {one.year for one in dated} | {int(one.label[:4]) for one in dated if one.label[:4].isdecimal()}
    years.discard(0)
    first, _, last = figure.period.partition("/")
    for year in dict.fromkeys(int(end[:4]) for end in (first, last) if end):
        if years and year not in years:
            return f"the year {year} is not in the report"
    day = figure.period
    if len(day) != 10 or day[5:] in _LAST_DAYS or any(_falls_on(one, day) for one in dated):
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
    found = re.search(r"\s+".join(words), text, re.IGNORECASE)
    if found is None:
        return numbers
    start, end = wording.sentence(text, found.start())[0], wording.sentence(text, found.end() - 1)[1]
    return [number for number in numbers if start <= number.start < end]


def _of_change(change: Decimal, text: str, numbers: list[Number]) -> str:
    alike = [number for number in numbers if number.kind == figures.PERCENT and number.value == abs(change)]
    if not alike:
        return f"no {abs(change):f} %, the change"
    wrong = "down" if change > 0 else "up"
    if all(figures.direction(text, number) == wrong for number in alike):
        return f"the report says {wrong} by {abs(change):f} %"
    return ""


def _same_kind(number: Number, kind: str) -> bool:
    if kind == figures.AMOUNT:
        return number.kind in (figures.AMOUNT, figures.YEAR)
    return number.kind == kind
