"""When SPARQL finds two values equal, less or greater, and which values are true, as SQL. An error is NULL."""

from __future__ import annotations

from kg.store.registers import terms
from kg.store.registers.kinds import BOOLEAN, DATE, DATE_TIME, FALSE, NULL, STRING, TODAY, TRUE, plain
from kg.store.registers.terms import Col, NotTranslatable

_SQL_OPS = {"=": "=", "!=": "<>", "<": "<", ">": ">", "<=": "<=", ">=": ">="}


def truth(col: Col) -> str:
    """The effective boolean value of a term."""
    kind = plain(col, "the truth").kind
    if kind == BOOLEAN:
        return col.value()
    if kind == STRING:
        return f"({col.value()} <> '')"
    if kind.numeric:
        return f"({col.value()} <> 0)"
    return NULL


def compare(op: str, one: Col, other: Col) -> str:
    """A comparison as SQL; NULL where SPARQL has an error."""
    if "none" in (one.kind.name, other.kind.name):
        return NULL
    if TODAY in (one.kind, other.kind):
        return _with_today(op, one, other)
    if any(col.kind.name == "odd" or col.kind == terms.TERM for col in (one, other)):
        return _compare_any(op, one, other)
    null = _when_null(one, other)
    if terms.IRI in (one.kind, other.kind):
        equal = terms.same(one, other)
        return _equality(op, equal, null) if op in ("=", "!=") else _order_of_the_same(op, equal)
    if {one.kind, other.kind} == {DATE, DATE_TIME}:
        return _equality(op, False, null) if op in ("=", "!=") else NULL
    for col in (one, other):
        plain(col, "a comparison")
    if one.kind.numeric and other.kind.numeric:
        left, right = (col.value() for col in (one, other))
        if one.kind != other.kind:
            left, right = (f"CAST({each} AS DECIMAL(38,18))" for each in (left, right))
        return f"({left} {_SQL_OPS[op]} {right})"
    if one.kind == other.kind == BOOLEAN and op not in ("=", "!="):
        return _order_of_the_same(op, terms.same(one, other))
    unknown = [col for col in (one, other) if not (col.kind.datatype in terms.ORDERED or col.kind.language)]
    if one.kind == other.kind and not unknown:
        if one.constant and other.constant:
            return TRUE if _holds(op, one.prefix, other.prefix) else FALSE
        return f"({one.value()} {_SQL_OPS[op]} {other.value()})"
    if unknown:
        equal = terms.same(one, other)
        if op not in ("=", "!="):
            return _order_of_the_same(op, equal)
        if equal is False:
            return NULL
        test = equal if isinstance(equal, str) else "true"
        return f"(CASE WHEN {test} THEN {'true' if op == '=' else 'false'} END)"
    return _equality(op, False, null) if op in ("=", "!=") else NULL


def same_term(one: Col, other: Col) -> str:
    """Whether two terms are the same term."""
    if "none" in (one.kind.name, other.kind.name):
        return NULL
    if TODAY in (one.kind, other.kind):
        raise NotTranslatable("sameTerm of today's date")
    return _equality("=", terms.same(one, other), _when_null(one, other))


def all_of(conditions: list[str]) -> str:
    """The SQL of a conjunction."""
    rest = [each for each in conditions if each != TRUE]
    if FALSE in rest:
        return FALSE
    return f"({' AND '.join(rest)})" if rest else TRUE


def any_of(conditions: list[str]) -> str:
    """The SQL of a disjunction."""
    rest = [each for each in conditions if each != FALSE]
    if TRUE in rest:
        return TRUE
    return f"({' OR '.join(rest)})" if rest else FALSE


def negated(condition: str) -> str:
    """The SQL of a negation."""
    return {TRUE: FALSE, FALSE: TRUE, NULL: NULL}.get(condition) or f"(NOT {condition})"


def _order_of_the_same(op: str, equal: str | bool) -> str:
    """IRIs, truth values and literals of an unknown datatype have no order, but a term is as great as itself."""
    if equal is False:
        return NULL
    test = equal if isinstance(equal, str) else TRUE
    return f"(CASE WHEN {test} THEN {TRUE if op in ('<=', '>=') else FALSE} END)"


def _with_today(op: str, one: Col, other: Col) -> str:
    """A date without a time zone is neither before nor after the same date in UTC, and not equal to it."""
    if one.kind != TODAY:
        one, other, op = other, one, {"<": ">", ">": "<", "<=": ">=", ">=": "<="}.get(op, op)
    if other.kind.name != "literal" or other.kind.datatype != terms.DATE:
        raise NotTranslatable("a comparison of today's date with such a value")
    if op in ("=", "!="):
        return _equality(op, False, _when_null(other))
    return f"(CASE WHEN {one.value()} <> {other.value()} THEN {one.value()} {op} {other.value()} END)"


def _compare_any(op: str, one: Col, other: Col) -> str:
    """A comparison with a term of any kind: only with an IRI, where no two texts are one value."""
    if op in ("=", "!=") and terms.IRI in (one.kind, other.kind):
        equal = terms.same(one, other)
        return _equality(op, equal, _when_null(one, other))
    raise NotTranslatable("a comparison of values of any kind")


def _holds(op: str, one: str, other: str) -> bool:
    order = (one > other) - (one < other)
    return {"=": order == 0, "!=": order != 0, "<": order < 0, ">": order > 0, "<=": order <= 0, ">=": order >= 0}[op]


def _when_null(*cols: Col) -> str:
    """A condition that is true when one of these is unbound; empty when none can be."""
    return " OR ".join(f"{col.bare()} IS NULL" for col in cols if col.maybe)


def _equality(op: str, equal: str | bool, null: str) -> str:
    if isinstance(equal, str):
        return f"({equal})" if op == "=" else f"(NOT ({equal}))"
    value = TRUE if equal == (op == "=") else FALSE
    return f"(CASE WHEN {null} THEN NULL ELSE {value} END)" if null else value
