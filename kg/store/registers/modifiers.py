"""Solution modifiers: DISTINCT, ORDER BY, LIMIT and OFFSET around a pattern, and the values that rows are sorted by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from kg.store.registers import kinds, terms, texts
from kg.store.registers.terms import Col, Kind, NotTranslatable


@dataclass(slots=True)
class Modifiers:
    """DISTINCT, ORDER BY, LIMIT and OFFSET around a pattern."""

    pattern: Any
    shown: list[str] | None = None
    distinct: bool = False
    conditions: list[Any] = field(default_factory=list)
    start: int = 0
    length: int | None = None

    @classmethod
    def of(cls, node: Any) -> Modifiers:
        """The modifiers around a pattern of rdflib's algebra, and the pattern within."""
        made = cls(node)
        while True:
            name = made.pattern.name
            if name == "Slice" and not (made.distinct or made.conditions or made.shown):
                made.start = int(made.pattern.start or 0)
                length = made.pattern.length
                made.length = None if length is None else int(length)
            elif name == "Distinct" and not (made.conditions or made.shown):
                made.distinct = True
            elif name == "Reduced" and not (made.conditions or made.shown):
                pass
            elif name == "Project" and made.shown is None and not made.conditions:
                made.shown = [str(each) for each in made.pattern.PV]
            elif name == "OrderBy" and not made.conditions:
                made.conditions = list(made.pattern.expr)
                made.pattern = made.pattern.p
                return made
            else:
                return made
            made.pattern = made.pattern.p


def sort_values(cols: Sequence[Col]) -> Iterator[list[Col]]:
    """What the values of several branches are sorted by: unbound, then IRIs, then literals."""
    known = [col for col in cols if col.kind != terms.NONE]
    sorts = {kind for col in known for kind in (col.kinds or {col.kind})}
    literals = [kind for kind in sorts if kind != terms.IRI]
    if len(sorts) > 1 and all(kind.numeric for kind in sorts) and not any(col.kinds for col in known):
        yield [_key(col, kinds.DECIMAL, f"CAST({col.value()} AS DECIMAL(38,18))") for col in cols]
        return
    if len(sorts) > 1 and not all(kinds.is_text(kind) for kind in literals):
        raise NotTranslatable("sorting by values of several kinds")
    if any(not kinds.is_text(kind) and kind.datatype not in terms.ORDERED for kind in literals):
        raise NotTranslatable("sorting by values of an unusual kind")
    if len(sorts) < 2:
        yield list(cols)
        return
    yield [_key(col, kinds.INTEGER, _rank(col)) for col in cols]
    yield [_key(col, kinds.STRING, texts.lexical(col).value()) for col in cols]
    yield [_key(col, kinds.STRING, _language(col)) for col in cols]


def _key(col: Col, kind: Kind, sql: str) -> Col:
    """A column to sort by, NULL where the value is unbound."""
    return (
        col if col.kind == terms.NONE else Col(kind, f"(CASE WHEN {col.bare()} IS NOT NULL THEN {sql} END)", maybe=True)
    )


def _rank(col: Col) -> str:
    if col.kind == terms.TERM:
        return f"CASE WHEN starts_with({col.value()}, '<') THEN 1 ELSE 2 END"
    return "1" if col.kind == terms.IRI else "2"


def _language(col: Col) -> str:
    """The same text comes with a language first, in their order, then without."""
    if col.kind == terms.TERM:
        return f"coalesce(nullif({texts.language(col).value()}, ''), '~')"
    return terms.quoted(col.kind.language or "~")
