"""Arithmetic, dates and casts as SQL, with the engine's precision: 64-bit integers, decimals of 18 digits.

Where SQL cannot calculate a value exactly it fails, and the query is answered by look-ups.
"""

from __future__ import annotations

from collections.abc import Callable

from kg import names
from kg.store.registers import terms
from kg.store.registers.kinds import (
    BOOLEAN,
    DATE,
    DATE_TIME,
    DECIMAL,
    ERROR,
    INTEGER,
    STRING,
    TODAY,
    known,
    never_number,
    plain,
)
from kg.store.registers.terms import Col, Kind, NotTranslatable, literal_kind

_WIDE = "DECIMAL(38,18)"
_NOW = "make_timestamp(epoch_us(now()))"
_DURATION = literal_kind(names.expand("xsd:dayTimeDuration"))
#: Datatypes of which a part of a date can be read from the text -> where the year and the month are in it
_TEXT_PARTS = {terms.YEAR: {"year": "1, 4"}, terms.YEAR_MONTH: {"year": "1, 4", "month": "6, 2"}}


def calculated(op: str, one: Col, other: Col) -> Col:
    """The sum, difference, product or quotient of two terms."""
    for col in (one, other):
        known(col, "arithmetic")
    if never_number(one.kind) or never_number(other.kind):
        return ERROR
    if op == "-" and one.kind == other.kind == DATE:
        return _days_between(one, other)
    if not (one.kind.numeric and other.kind.numeric):
        raise NotTranslatable("arithmetic on what is no number")
    if one.kind == other.kind == INTEGER:
        left, right = (f"CAST({each.value()} AS HUGEINT)" for each in (one, other))
        if op == "/":
            return Col(DECIMAL, divided(left, right), maybe=True)
        return Col(INTEGER, f"TRY_CAST(({left} {op} {right}) AS BIGINT)", maybe=True)
    if op in "*/":
        return Col(DECIMAL, (_product if op == "*" else _quotient)(one, other), maybe=True)
    return Col(DECIMAL, f"CAST(({_wide(one)} {op} {_wide(other)}) AS {_WIDE})", maybe=True)


def _wide(col: Col) -> str:
    return f"CAST({col.value()} AS {_WIDE})"


def _product(one: Col, other: Col) -> str:
    if INTEGER in (one.kind, other.kind):
        decimal, integer = (one, other) if other.kind == INTEGER else (other, one)
        return f"CAST({_wide(decimal)} * CAST({integer.value()} AS DECIMAL(38,0)) AS {_WIDE})"
    short = [f"CAST({col.value()} AS DECIMAL(28,9))" for col in (one, other)]
    exact = " AND ".join(f"{each} = {col.value()}" for each, col in zip(short, (one, other), strict=True))
    null = " OR ".join(f"({col.value()}) IS NULL" for col in (one, other))
    product = f"CAST({short[0]} * {short[1]} AS {_WIDE})"
    return f"(CASE WHEN {null} THEN NULL WHEN {exact} THEN {product} ELSE {_fail(_WIDE)} END)"


def _fail(sql_type: str) -> str:
    return f"CAST(error('a number that SQL cannot calculate') AS {sql_type})"


def _units(col: Col) -> str:
    """A decimal number as a count of its smallest unit."""
    return f"CAST(replace(CAST({_wide(col)} AS VARCHAR), '.', '') AS HUGEINT)"


def _of_units(sql: str) -> str:
    """The decimal number of so many units."""
    digits = f"lpad(CAST(abs({sql}) AS VARCHAR), 39, '0')"
    sign = f"CASE WHEN {sql} < 0 THEN '-' ELSE '' END"
    return f"CAST(({sign}) || left({digits}, -18) || '.' || right({digits}, 18) AS {_WIDE})"


def _quotient(one: Col, other: Col) -> str:
    if other.kind == INTEGER:
        return over_integer(_wide(one), f"CAST({other.value()} AS HUGEINT)")
    short = f"CAST({other.value()} AS DECIMAL(26,6))"
    million = f"CAST({short} * 1000000 AS HUGEINT)"
    quotient = _of_units(f"(({_units(one)} * 1000000) // {million})")
    return (
        f"(CASE WHEN {other.value()} = 0 OR {one.value()} IS NULL OR {other.value()} IS NULL THEN NULL"
        f" WHEN {short} = {other.value()} AND {one.value()} <> 0 THEN {quotient} ELSE {_fail(_WIDE)} END)"
    )


def over_integer(decimal: str, integer: str) -> str:
    """The quotient of a decimal and a HUGEINT expression, cut to 18 digits behind the point."""
    units = f"CAST(replace(CAST({decimal} AS VARCHAR), '.', '') AS HUGEINT)"
    return f"(CASE WHEN {integer} <> 0 THEN {_of_units(f'({units} // {integer})')} END)"


def divided(left: str, right: str) -> str:
    """The quotient of two HUGEINT expressions, cut to 18 digits behind the point as the engine does."""
    sign = f"CASE WHEN ({left} < 0) <> ({right} < 0) THEN -1 ELSE 1 END"
    whole = f"CAST(abs({left}) // abs({right}) AS {_WIDE})"
    rest = f"((abs({left}) % abs({right})) * 1000000000000000000) // abs({right})"
    part = f"CAST('0.' || lpad(CAST({rest} AS VARCHAR), 18, '0') AS {_WIDE})"
    return f"(CASE WHEN {right} <> 0 THEN CAST(({whole} + {part}) * ({sign}) AS {_WIDE}) END)"


def negative(col: Col) -> Col:
    """The unary minus."""
    return calculated("-", Col(INTEGER, "0"), col)


def rounded(function: str) -> Callable[[Col], Col]:
    """ABS, CEIL, FLOOR or ROUND."""

    def read(col: Col) -> Col:
        plain(col, function.upper())
        if not col.kind.numeric:
            return ERROR
        if col.kind == INTEGER and function != "abs":
            return col
        value = f"floor({col.value()} + 0.5)" if function == "round" else f"{function}({col.value()})"
        return Col(col.kind, f"CAST({value} AS {col.kind.sql_type})", maybe=col.maybe)

    return read


# Dates


def now() -> Col:
    """The present time; only its text is of use in SQL."""
    return Col(DATE_TIME, f"strftime({_NOW}, '%Y-%m-%dT%H:%M:%S.%fZ')")


def _days_between(one: Col, other: Col) -> Col:
    days = f"({one.value()} - {other.value()})"
    sign = f"CASE WHEN {days} < 0 THEN '-' ELSE '' END"
    text = f"(CASE WHEN {days} = 0 THEN 'PT0S' ELSE ({sign}) || 'P' || abs({days}) || 'D' END)"
    return Col(_DURATION, text, maybe=one.maybe or other.maybe)


def date_part(function: str) -> Callable[[Col], Col]:
    """YEAR, MONTH or DAY."""

    def read(col: Col) -> Col:
        known(col, function.upper())
        if col.kind == DATE:
            return Col(INTEGER, f"CAST({function}({col.value()}) AS BIGINT)", maybe=col.maybe)
        parts = _TEXT_PARTS.get(col.kind.datatype)
        if parts is not None:
            if (part := parts.get(function)) is None:
                return ERROR
            text = col.value()
            plainly = f"regexp_full_match({text}, '[0-9]{{4}}(-[0-9]{{2}})?')"
            value = f"CAST(substr({text}, {part}) AS BIGINT)"
            return Col(INTEGER, f"(CASE WHEN {plainly} THEN {value} ELSE {_fail('BIGINT')} END)", maybe=True)
        plain(col, function.upper())
        return ERROR

    return read


# Casts


def cast(wanted: str, col: Col) -> Col | None:
    """A term as a literal of another datatype; None for a cast that SQL does not know."""
    if col.kind == terms.NONE:
        return ERROR
    if wanted == terms.DATE and col.kind == DATE_TIME and _NOW in col.value():
        return Col(TODAY, f"CAST({_NOW} AS DATE)")
    known(col, "a cast")
    if col.kind.name == "literal" and wanted == col.kind.datatype and not col.kind.language:
        return col
    if col.kind == STRING and wanted in _FORMS:
        return _of_text(wanted, col)
    if (col.kind == terms.IRI or col.kind.language) and wanted in _FORMS:
        return ERROR
    if wanted == terms.DECIMAL and col.kind == INTEGER:
        return Col(DECIMAL, _wide(col), maybe=col.maybe)
    if wanted == terms.INTEGER and col.kind == DECIMAL:
        return Col(INTEGER, f"CAST(trunc({col.value()}) AS BIGINT)", maybe=col.maybe)
    if wanted == terms.INTEGER and col.kind == BOOLEAN:
        return Col(INTEGER, f"CAST({col.value()} AS BIGINT)", maybe=col.maybe)
    if wanted == terms.DECIMAL and col.kind == BOOLEAN:
        return Col(DECIMAL, f"CAST(CAST({col.value()} AS BIGINT) AS {_WIDE})", maybe=col.maybe)
    if wanted == terms.BOOLEAN and col.kind.numeric:
        return Col(BOOLEAN, f"({col.value()} <> 0)", maybe=col.maybe)
    return None


#: Datatype -> the texts that are certainly one of its values, and those that may be
_FORMS = {
    terms.BOOLEAN: ("true|false|0|1", "true|false|0|1"),
    terms.INTEGER: ("[+-]?[0-9]{1,18}", r"[+-]?[0-9]+"),
    terms.DECIMAL: (r"[+-]?[0-9]{1,18}(\.[0-9]{1,18})?", r"[+-]?[0-9]*\.?[0-9]*"),
    terms.DATE: ("[0-9]{4}-[0-9]{2}-[0-9]{2}", r"-?[0-9]{4,}-[0-9]{2}-[0-9]{2}.+|-?[0-9]{5,}-[0-9]{2}-[0-9]{2}|0000.*"),
}


def _of_text(wanted: str, col: Col) -> Col:
    kind: Kind = literal_kind(wanted)
    certain, possible = _FORMS[wanted]
    text = col.value()
    sql = (
        f"(CASE WHEN regexp_full_match({text}, '(?:{possible})') AND NOT regexp_full_match({text}, '(?:{certain})')"
        f" THEN {_fail(kind.sql_type)}"
        f" WHEN regexp_full_match({text}, '(?:{certain})') THEN TRY_CAST({text} AS {kind.sql_type}) END)"
    )
    return Col(kind, sql, maybe=True)
