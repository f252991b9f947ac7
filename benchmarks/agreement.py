"""How far two sets of records say the same: a draft held against what curators wrote from the same text.

What counts as the same, figure by figure, entity by entity, relation by relation:

A **figure** (a record of class Observation) is right when the curated records have, in the same section, one with
the same value, the same qualifier (none given is `exact`), the same unit, and what it counts agrees:

- both have an indicator: it is the same code, or one is broader than the other;
- only the curated one has an indicator: wrong, for such a figure cannot be compared with others;
- the curated one has none (no code fits): quotes and labels share a word that is neither a number nor a little word.

What else a figure says (indicator, breakdown, what it measures and includes, period, change, previous value) is
counted apart, value by value, over the figures of which value and place agree. Where the curated figure says nothing of
the kind, only a change or a previous value counts against the draft.

An **entity** is one record of another class with an `id:`, or one entity known from elsewhere that a section's
records add to or name as a value (`refArea` aside, which is a setting and not a word of the text). An entity counts
once, in the section that names it first. Drafted and curated ones are paired, best first:

1. known from elsewhere: the same key;
2. a common name (label, altLabel or acronym, in any language, whatever the case and punctuation), wherever it stands;
   but an entity that the curators linked and the draft makes anew is no pair;
3. the first initiative of a section with the first initiative of that section;
4. in the same section and of the same group of classes (`cr:nodeGroup`): the words of names and quotes, where the
   shorter of the two has at least half of its words in the other;
5. what is then left in a section, if it shares a word and no other of its class is left there.

A pair is right when one's class is the other's or lies above it; a pair of other classes is an extra and a miss, but
its relations are still compared. An entity of one side without a pair is a miss or an extra.

A **relation** is (subject, property, object), the object an entity or a code, the subject no figure; after drafted
keys are replaced by the keys of their pairs, the triple must be among the curated ones as it is. It counts once, in
the section that says it first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from kg import names
from kg.files.yaml import Scalar
from kg.rdf.vocabulary import ClassTerm, Vocabulary
from kg.records import interpret, reader
from kg.records.reader import Records

OBSERVATION = "Observation"
#: How the three kinds of thing compared are called in tables.
KINDS = ("figures", "entities", "relations")
#: What may be wrong with a figure.
_TOLD = ("value", "qualifier", "unit", "what it counts")
_NAMES = frozenset({"label", "altLabel", "acronym"})
_DETAILS = ("indicator", "breakdown", "measures", "includes", "refPeriod", "percentChange", "previousValue")
#: Details that are wrong where the curated figure has none of the kind.
_NEVER_FREE = frozenset({"percentChange", "previousValue"})
_LITTLE = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "for",
        "on",
        "in",
        "at",
        "by",
        "with",
        "and",
        "or",
        "to",
        "from",
        "over",
        "is",
        "was",
        "were",
        "its",
        "their",
    ]
)
_WORDS = re.compile(r"[^\W_\u3400-\u9fff]+|[\u3400-\u9fff]+")
#: The share of the shorter one's words that must be found in the other.
_ENOUGH = 0.5


@dataclass(frozen=True, slots=True)
class Figure:
    key: str
    section: str
    value: str
    qualifier: str
    unit: str
    details: dict[str, frozenset[str]]
    words: frozenset[str]

    def __str__(self) -> str:
        counted = ", ".join(sorted(self.details["indicator"])) or "no indicator"
        return f"{self.value} {self.qualifier} {self.unit} [{counted}] {self.key}"


@dataclass(slots=True)
class Entity:
    key: str
    section: str
    term: ClassTerm
    #: known from elsewhere, not made here
    linked: bool
    names: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return f"{self.term.key} {self.key}{' (linked)' if self.linked else ''}"

    @property
    def initiative(self) -> bool:
        return self.term.key == "Initiative" or names.NS + "Initiative" in self.term.ancestors


@dataclass(slots=True)
class Said:
    """What one set of records says, ready to be compared."""

    figures: list[Figure] = field(default_factory=list)
    entities: dict[str, Entity] = field(default_factory=dict)
    #: (subject, property, object) -> section
    relations: dict[tuple[str, str, str], str] = field(default_factory=dict)
    #: what `kg validate` would complain of
    problems: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Tally:
    """Things of one kind: right ones, and each that is missing or wrong, as (section, sentence)."""

    right: list[tuple[str, str]] = field(default_factory=list)
    missed: list[tuple[str, str]] = field(default_factory=list)
    extra: list[tuple[str, str]] = field(default_factory=list)

    def counts(self, section: str | None = None) -> tuple[int, int, int]:
        """Right, curated, drafted: of one section, or of all."""
        right, missed, extra = (
            sum(section in (None, where) for where, _ in rows) for rows in (self.right, self.missed, self.extra)
        )
        return right, right + missed, right + extra

    def precision(self) -> float:
        right, _, drafted = self.counts()
        return right / drafted if drafted else 1.0

    def recall(self) -> float:
        right, curated, _ = self.counts()
        return right / curated if curated else 1.0


@dataclass(slots=True)
class Agreement:
    """What `compare` returns."""

    figures: Tally = field(default_factory=Tally)
    entities: Tally = field(default_factory=Tally)
    relations: Tally = field(default_factory=Tally)
    #: Figures again, whatever they count: value, qualifier and unit.
    numbers: Tally = field(default_factory=Tally)
    #: Period, indicator and other statements of the figures that have a pair; no target, but worth knowing.
    details: Tally = field(default_factory=Tally)

    def sections(self) -> list[str]:
        """All sections in which something stands, in the order of an outline."""
        tallies = (self.figures, self.entities, self.relations)
        found = {where for tally in tallies for rows in (tally.right, tally.missed, tally.extra) for where, _ in rows}
        return sorted(found, key=_place)


def _place(section: str) -> tuple[object, ...]:
    order = {"preamble": -2, "overview": -1, "closing": 10**6}
    return tuple(order.get(part, int(part) if part.isdigit() else 10**5) for part in section.split("."))


def said(paths: Iterable[Path], known: Iterable[Path], vocabulary: Vocabulary) -> Said:
    """What record files say, read with the records known from elsewhere beside them."""
    own, other = reader.read(paths), reader.read(known)
    both = Records(
        passages=other.passages + own.passages,
        records=other.records + own.records,
        problems=other.problems + own.problems,
        sources=other.sources | own.sources | {passage.source for passage in own.passages},
        lost=other.lost | own.lost,
    )
    checked = interpret.check(both, vocabulary)
    files = {str(passage.where).partition(":")[0] for passage in own.passages}
    result = Said(problems=[str(problem) for problem in checked.problems if problem.where.file in files])
    _Reader(own, checked, vocabulary, result).read()
    return result


class _Reader:
    def __init__(self, own: Records, checked: interpret.Checked, vocabulary: Vocabulary, result: Said) -> None:
        self.own, self.checked, self.vocabulary, self.result = own, checked, vocabulary, result
        self.made = {record.key for record in own.records if record.type is not None}
        self.sources = {passage.source for passage in own.passages}
        here = {id(record) for record in own.records}
        self.statements = [statement for statement in checked.statements if id(statement.record) in here]
        self.names: dict[str, set[str]] = {}
        for statement in checked.statements:
            if statement.property.key in _NAMES and isinstance(statement.value, Literal):
                self.names.setdefault(statement.subject, set()).add(statement.value.value)

    def read(self) -> None:
        for record in self.own.records:
            if record.type is not None and not self.is_figure(record.key):
                self.entity(record.key, record.passage.section or "", record.quote)
        by_record: dict[int, dict[str, list[str]]] = {}
        for statement in self.statements:
            section = statement.record.passage.section or ""
            value = (
                names.short(statement.value.value) if isinstance(statement.value, NamedNode) else statement.value.value
            )
            rows = by_record.setdefault(id(statement.record), {})
            rows.setdefault(statement.property.key, []).append(value)
            linked = isinstance(statement.value, NamedNode) and statement.value.value.startswith(names.ID)
            if linked and statement.property.key != "refArea":
                self.entity(value, section, None)
            if self.is_figure(statement.subject):
                continue
            if statement.subject not in self.made:
                self.entity(statement.subject, section, statement.record.quote)
            if statement.property.links and isinstance(statement.value, NamedNode):
                self.result.relations.setdefault((statement.subject, statement.property.key, value), section)
        for record in self.own.records:
            if record.type is not None and self.is_figure(record.key):
                self.figure(record, by_record.get(id(record), {}))

    def is_figure(self, key: str) -> bool:
        return key in self.checked.classes and self.checked.classes[key].key == OBSERVATION

    def entity(self, key: str, section: str, quote: str | None) -> None:
        if key in self.sources or key in self.result.entities or key not in self.checked.classes or self.is_figure(key):
            return
        called = self.names.get(key, set())
        self.result.entities[key] = Entity(
            key,
            section,
            self.checked.classes[key],
            key not in self.made,
            frozenset(" ".join(_split(name)) for name in called),
            _words([*called, quote or ""]),
        )

    def figure(self, record: reader.Record, rows: dict[str, list[str]]) -> None:
        called = [*self.names.get(record.key, ()), record.quote or ""]
        self.result.figures.append(
            Figure(
                record.key,
                record.passage.section or "",
                rows.get("obsValue", ["?"])[0],
                rows.get("qualifier", ["exact"])[0].rpartition("/")[2],
                _unit(record),
                {name: frozenset(rows.get(name, ())) for name in _DETAILS},
                _words(called),
            )
        )


def _unit(record: reader.Record) -> str:
    """The unit as it is written: one that no code list has yet is still the same unit or another."""
    return next(
        (node.text for key, node in record.statements if key.text == "unitMeasure" and isinstance(node, Scalar)),
        "no unit",
    )


def _split(text: str) -> list[str]:
    return [word for word in _WORDS.findall(text.casefold()) if word not in _LITTLE]


def _words(texts: Iterable[str]) -> frozenset[str]:
    """Words of texts, plurals as singulars; a run of Han characters gives each pair of neighbours."""
    found: set[str] = set()
    for text in texts:
        for word in _split(text):
            if "\u3400" <= word[0] <= "\u9fff":
                found.update(word[at : at + 2] for at in range(max(1, len(word) - 1)))
            else:
                found.add(word.removesuffix("s") if len(word) > 3 else word)
    return frozenset(found)


def compare(draft: Said, curated: Said, vocabulary: Vocabulary) -> Agreement:
    """Hold a draft against curated records; see the head of this module for what counts as the same."""
    result = Agreement()
    pairs = _entity_pairs(draft.entities, curated.entities)
    _entities(draft, curated, pairs, result.entities)
    _relations(draft, curated, pairs, result.relations)
    _figures(draft, curated, pairs, _broader(vocabulary), result)
    return result


def _entity_pairs(draft: dict[str, Entity], curated: dict[str, Entity]) -> dict[str, str]:
    """Drafted key -> curated key."""
    pairs: dict[str, str] = {}
    taken: set[str] = set()

    def pair(one: Entity, other: Entity) -> None:
        pairs[one.key] = other.key
        taken.add(other.key)

    def free() -> Iterator[tuple[Entity, Entity]]:
        for one in draft.values():
            if one.key not in pairs:
                for other in curated.values():
                    if one.key not in pairs and other.key not in taken and (one.linked or not other.linked):
                        yield one, other

    for key in draft:
        if key in curated and draft[key].linked and curated[key].linked:
            pair(draft[key], curated[key])
    for fits in (_same_type, lambda one, other: True):
        for one, other in free():
            if one.names & other.names and fits(one, other):
                pair(one, other)
    firsts = [{}, {}]  # type: ignore[var-annotated]
    for first, entities in zip(firsts, (draft, curated), strict=True):
        for entity in entities.values():
            if entity.initiative and not entity.linked:
                first.setdefault(entity.section, entity)
    for section, one in firsts[0].items():
        other = firsts[1].get(section)
        if other is not None and one.key not in pairs and other.key not in taken:
            pair(one, other)
    near = [
        (one, other, _share(one.words, other.words))
        for one, other in free()
        if one.linked == other.linked and one.section == other.section and one.term.group == other.term.group
    ]
    for one, other, share in sorted(near, key=lambda row: (not _same_type(*row[:2]), -row[2])):
        if share >= _ENOUGH and one.key not in pairs and other.key not in taken:
            pair(one, other)
    left = [(one, other, share) for one, other, share in near if one.key not in pairs and other.key not in taken]
    for one, other, share in left:
        rivals = [row for row in left if _same_type(*row[:2]) and (row[0] is one or row[1] is other)]
        if share > 0 and [row[:2] for row in rivals] == [(one, other)]:
            pair(one, other)
    return pairs


def _same_type(one: Entity, other: Entity) -> bool:
    return one.term.iri in (other.term.iri, *other.term.ancestors) or other.term.iri in one.term.ancestors


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / min(len(one), len(other)) if one and other else 0.0


def _entities(draft: Said, curated: Said, pairs: dict[str, str], tally: Tally) -> None:
    by_curated = {other: key for key, other in pairs.items()}
    for key, entity in curated.entities.items():
        one = draft.entities.get(by_curated.get(key, ""))
        if one is not None and _same_type(one, entity):
            tally.right.append((entity.section, f"{entity}"))
        else:
            tally.missed.append((entity.section, f"{entity}" + (f", drafted as {one}" if one else "")))
    for key, entity in draft.entities.items():
        other = curated.entities.get(pairs.get(key, ""))
        if other is None or not _same_type(entity, other):
            tally.extra.append((entity.section, f"{entity}" + (f", curated as {other}" if other else "")))


def _relations(draft: Said, curated: Said, pairs: dict[str, str], tally: Tally) -> None:
    drafted: dict[tuple[str, str, str], tuple[str, tuple[str, str, str]]] = {}
    for triple, section in draft.relations.items():
        subject, name, value = triple
        # a drafted key that means nothing to the curators must not meet a curated key of the same spelling
        known = {key: pairs.get(key, f"draft:{key}" if key in draft.entities else key) for key in (subject, value)}
        drafted.setdefault((known[subject], name, known[value]), (section, triple))
    for triple, section in curated.relations.items():
        (tally.right if triple in drafted else tally.missed).append((section, " ".join(triple)))
    for triple, (section, own) in drafted.items():
        if triple not in curated.relations:
            tally.extra.append((section, " ".join(own)))


def _broader(vocabulary: Vocabulary) -> dict[str, set[str]]:
    """Code -> the codes right above it, both as ``list/key``."""
    found: dict[str, set[str]] = {}
    for triple in vocabulary.code_triples:
        if triple.predicate == names.node("skos:broader") and isinstance(triple.object, NamedNode):
            found.setdefault(names.short(triple.subject.value), set()).add(names.short(triple.object.value))
    return found


def _above(code: str, broader: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = [code]
    while waiting:
        for one in broader.get(waiting.pop(), ()):
            if one not in found:
                found.add(one)
                waiting.append(one)
    return found


def _counts_alike(one: Figure, other: Figure, broader: dict[str, set[str]]) -> bool:
    """Whether a drafted figure (the first) counts what a curated one does."""
    if other.details["indicator"]:
        theirs = next(iter(other.details["indicator"]))
        return any(
            mine == theirs or mine in _above(theirs, broader) or theirs in _above(mine, broader)
            for mine in one.details["indicator"]
        )
    return any(not word[0].isdigit() for word in one.words & other.words)


def _figures(
    draft: Said, curated: Said, pairs: dict[str, str], broader: dict[str, set[str]], result: Agreement
) -> None:
    def wrong(one: Figure, other: Figure) -> list[str]:
        found = [name for name in _TOLD[:-1] if getattr(one, name) != getattr(other, name)]
        return found if _counts_alike(one, other, broader) else [*found, _TOLD[-1]]

    close = []
    for at, one in enumerate(draft.figures):
        for to, other in enumerate(curated.figures):
            if one.section != other.section:
                continue
            faults = wrong(one, other)
            share = _share(one.words, other.words)
            if "value" not in faults or share >= _ENOUGH:
                close.append(("value" in faults, len(faults), -share, at, to, faults))
    mine: dict[int, tuple[int, list[str]]] = {}
    theirs: dict[int, int] = {}
    for _, _, _, at, to, faults in sorted(close, key=lambda row: row[:5]):
        if at not in mine and to not in theirs:
            mine[at], theirs[to] = (to, faults), at
    for tally, told in ((result.figures, _TOLD), (result.numbers, _TOLD[:-1])):
        for to, other in enumerate(curated.figures):
            at = theirs.get(to)
            faults = [fault for fault in mine[at][1] if fault in told] if at is not None else []
            if at is not None and not faults:
                tally.right.append((other.section, str(other)))
            else:
                instead = f"; drafted as {draft.figures[at]}: {', '.join(faults)}" if at is not None else ""
                tally.missed.append((other.section, f"{other}{instead}"))
        for at, one in enumerate(draft.figures):
            faults = [fault for fault in mine[at][1] if fault in told] if at in mine else []
            if at not in mine or faults:
                instead = f"; curated as {curated.figures[mine[at][0]]}: {', '.join(faults)}" if at in mine else ""
                tally.extra.append((one.section, f"{one}{instead}"))
    for at, (to, faults) in mine.items():
        if "value" not in faults:
            _details(draft.figures[at], curated.figures[to], pairs, result.details)


def _details(one: Figure, other: Figure, pairs: dict[str, str], tally: Tally) -> None:
    for name in _DETAILS:
        mine = {pairs.get(value, value) for value in one.details[name]}
        theirs = other.details[name]
        if not theirs and name not in _NEVER_FREE:
            continue
        for rows, values in ((tally.right, mine & theirs), (tally.missed, theirs - mine), (tally.extra, mine - theirs)):
            rows.extend((other.section, f"{other.key} {name} {value}") for value in sorted(values))


def total(parts: Sequence[Agreement]) -> Agreement:
    """Several texts as one."""
    result = Agreement()
    for part in parts:
        for name in (*KINDS, "numbers", "details"):
            ours, theirs = getattr(result, name), getattr(part, name)
            ours.right += theirs.right
            ours.missed += theirs.missed
            ours.extra += theirs.extra
    return result
