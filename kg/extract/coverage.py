"""What a report says that the graph does not: each mention of the text with where it is in the graph, or "missing".

A curator may leave a mention out by name, with a reason, in ``left-out.yaml`` next to the records of the report.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal

from kg import names
from kg.errors import DataError, Problem, Where
from kg.extract import claims, wording
from kg.extract.claims import ClaimedPassage, Claims, FigureClaim
from kg.extract.mentions import DATE, ITEM, KINDS, Mention, mentions
from kg.extract.outline import Outline
from kg.extract.verify import own_text, with_short_names
from kg.extract.wording import Span, TextWords
from kg.files import yaml
from kg.store import Graph, Row, Table
from kg.text.numbers import Number
from kg.text.period_patterns import SINCE, YEAR

FILE = "left-out.yaml"
COLUMNS = ("section", "kind", "mention", "status", "as")
IN_GRAPH, LEFT_OUT, MISSING = "in the graph", "left out", "missing"
_KEYS = ("mention", "reason", "section")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A mention that is no record, and why; in every section when none is named."""

    mention: str
    reason: str
    section: str | None


@dataclass(frozen=True, slots=True)
class Covered:
    """A mention, its status, and what it is in the graph as, or why it is left out."""

    mention: Mention
    status: str
    detail: str


def coverage(
    graph: Graph, report: Outline, left_out: Sequence[LeftOut] = (), source: str | None = None
) -> list[Covered]:
    """Each mention of a report, in order. Raises NotFound and UsageError as `kg.extract.verify.verify` does."""
    stated = claims.read(graph, source)
    known = _Known(stated, report)
    return [_covered(mention, known, left_out) for mention in mentions(report)]


def summary(covered: Iterable[Covered]) -> Table:
    """A row a kind of mention: how many there are, in the graph, left out and missing."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for one in covered:
        counts[one.mention.kind][one.status] += 1
    statuses = (IN_GRAPH, LEFT_OUT, MISSING)
    rows: list[Row] = [
        (Literal(f"{kind}s"), Literal(counts[kind].total()), *(Literal(counts[kind][status]) for status in statuses))
        for kind in KINDS
        if kind in counts
    ]
    return Table(("kind", "mentioned", *(status.replace(" ", "_") for status in statuses)), tuple(rows))


def table(covered: Iterable[Covered]) -> Table:
    """A row a mention (`COLUMNS`)."""
    rows = (
        tuple(map(Literal, (one.mention.section, one.mention.kind, one.mention.text, one.status, one.detail)))
        for one in covered
    )
    return Table(COLUMNS, tuple(rows))


def read_left_out(path: Path) -> tuple[str, list[LeftOut]]:
    """The source that a file is about, and what of it is left out on purpose. Raises DataError with all problems."""
    tree, problems = yaml.read(path)
    entries = tree.entries if isinstance(tree, yaml.YamlMapping) else {}
    source, listed = (entries[key][1] if key in entries else None for key in ("source", "left-out"))
    if not isinstance(source, yaml.Scalar) or not isinstance(listed, yaml.Sequence) or len(entries) != 2:
        raise DataError(problems or [Problem(Where.of(path), "expected source: and a list, left-out:")])
    left_out: list[LeftOut] = []
    for item in listed.items:
        texts = _texts(item)
        if texts is None or not {"mention", "reason"} <= texts.keys() <= set(_KEYS):
            problems.append(Problem(item.where, "an entry takes mention: and reason:, and may take section:"))
        else:
            left_out.append(LeftOut(texts["mention"], texts["reason"], texts.get("section")))
    if problems:
        raise DataError(problems)
    return source.text, left_out


def _texts(item: yaml.Node) -> dict[str, str] | None:
    if not isinstance(item, yaml.YamlMapping):
        return None
    texts = {key: value.text for key, (_, value) in item.entries.items() if isinstance(value, yaml.Scalar)}
    return texts if len(texts) == len(item.entries) else None


#: A number from which on its digits alone tell what it is.
_TELLING = 1_000


class _Known:
    """What the graph knows, by where the report says it."""

    def __init__(self, stated: Claims, report: Outline) -> None:
        self.passages: Mapping[str, ClaimedPassage] = {passage.section: passage for passage in stated.passages}
        self.dates = stated.dates.union(*(passage.dates for passage in stated.passages))
        known_names = with_short_names(stated.names, report.text)
        self._texts = {section.number: own_text(report.of(section)) for section in report.sections}
        self._names = known_names
        #: section -> (span in the report, key) of every name that stands there, the longest first, then of quotes
        self.spans: dict[str, list[tuple[Span, str]]] = {}
        for section in report.sections:
            text = own_text(report.of(section))
            words = TextWords(text)
            here = self.passages.get(section.number)
            linked = {thing.iri for thing in here.things} if here else set()
            named = [
                (iri, span) for iri, known_as in known_names.items() for name in known_as for span in words.find(name)
            ]
            quoted = (
                [(one.iri, span) for one in here.things if one.quote for span in words.find(one.quote)] if here else []
            )
            spans = [
                (by_quote, start - end, iri not in linked, iri, (section.start + start, section.start + end))
                for by_quote, passages in enumerate((named, quoted))
                for iri, (start, end) in passages
            ]
            self.spans[section.number] = [(span, names.short(iri)) for *_, iri, span in sorted(spans)]

    def covers(self, passage: ClaimedPassage) -> bool:
        """Whether the section of that number says what the passage does: a quote of it, or two of the names."""
        text = self._texts.get(passage.section, "")
        quotes = [quote for _, quote in passage.quotes] + ([passage.quote] if passage.quote else [])
        if any(wording.count(quote, text) for quote in quotes):
            return True
        words = TextWords(text)
        return sum(words.has(self._names.get(thing.iri, thing.names)) for thing in passage.things) > 1


def _covered(mention: Mention, known: _Known, left_out: Sequence[LeftOut]) -> Covered:
    passage = known.passages.get(mention.section)
    keys = _keys(mention, passage, known)
    if keys:
        return Covered(mention, IN_GRAPH, ", ".join(keys))
    wanted = {wording.folded(mention.text)}
    if mention.number is not None:
        wanted.add(wording.folded(mention.number.text))  # an entry may leave the hedge out
    for entry in left_out:
        if entry.section in (None, mention.section) and wording.folded(entry.mention) in wanted:
            return Covered(mention, LEFT_OUT, entry.reason)
    return Covered(mention, MISSING, "")


def _keys(mention: Mention, passage: ClaimedPassage | None, known: _Known) -> list[str]:
    """What a mention is in the graph as; empty when it is not."""
    if mention.kind == ITEM:
        return [names.short(iri) for iri in passage.subjects] if passage and known.covers(passage) else []
    if mention.number is not None:
        return _of_number(mention, passage, known)
    return _of_name(mention, known)


def _of_number(mention: Mention, passage: ClaimedPassage | None, known: _Known) -> list[str]:
    number = mention.number
    assert number is not None
    if mention.kind == DATE:
        year = str(number.value)
        return [year] if _is_dated(number, known.dates) else []
    figures = passage.figures if passage else []
    exact = [one for one in figures if _says(one, number) or number.value == one.previous]
    if not exact and number.value >= _TELLING:  # told in another section, as an opening list of figures does
        exact = [one for other in known.passages.values() for one in other.figures if _says(one, number)]
    changed = [one for one in figures if one.change is not None and number.value == abs(one.change)]
    start = mention.start + number.start - min(number.begins, number.start)
    within = _holding(known.spans.get(mention.section, []), start, start + len(number.text))  # Ten Dedicated Actions
    return [names.short(one.iri) for one in exact or changed] or within


def _says(figure: FigureClaim, number: Number) -> bool:
    """Whether a figure of the graph is a number with its hedge: "over 17" is not "around 17"."""
    return number.value == figure.value and figure.qualifier in number.qualifiers


def _is_dated(number: Number, dates: frozenset[str]) -> bool:
    """Whether the graph has a date: a day or month whole, a year as a year of something."""
    label = number.period.label if number.period is not None else str(number.value)
    if number.period is None or number.period.kind in (YEAR, SINCE) or "/" in label or not label[:1].isdigit():
        year = f"{number.value:04}"
        return any(date.startswith(year) for date in dates)
    return label in dates


def _holding(spans: Sequence[tuple[Span, str]], start: int, end: int) -> list[str]:
    """The first thing whose name or quote holds a stretch of the text."""
    return [key for (first, last), key in spans if first <= start and end <= last][:1]


def _of_name(mention: Mention, known: _Known) -> list[str]:
    """The entities whose names or quotes hold the mention, or that together name all of it."""
    spans = known.spans.get(mention.section, [])
    if whole := _holding(spans, mention.start, mention.end):
        return whole
    parts = [((start, end), key) for (start, end), key in spans if start < mention.end and mention.start < end]
    covered = set().union(*(range(start, end) for (start, end), _ in parts)) if parts else set()
    rest = "".join(letter if mention.start + place not in covered else " " for place, letter in enumerate(mention.text))
    return list(dict.fromkeys(key for _, key in parts)) if not any(word[:1].isupper() for word in rest.split()) else []
