"""SPARQL expressions as SQL. An error is NULL, so SQL's three-valued logic is SPARQL's.

What differs between the engines in any case is refused here, and the query goes another way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Protocol

import rdflib

from kg import names
from kg.store.registers import terms
from kg.store.registers.patterns import constant
from kg.store.registers.terms import Col, Kind, NotTranslatable, literal_kind, quoted

STRING = literal_kind(terms.STRING)
BOOLEAN = literal_kind(terms.BOOLEAN)
INTEGER = literal_kind(terms.INTEGER)
DECIMAL = literal_kind(terms.DECIMAL)
ERROR = terms.UNBOUND
_NULL = "CAST(NULL AS BOOLEAN)"
#: Regular expressions that both engines read alike: no classes that depend on Unicode tables, no look-around.
_SAFE_REGEX = re.compile(
    r"(?:[^\\\[\](){}?*+|^$]|\\[.\\+*?()|\[\]{}^$/-]|[()|^$]|[*+?](?!\+)|\{[0-9]{1,3}(?:,[0-9]{0,3})?\}"
    r"|\[\^?[A-Za-z0-9 _.,:;/#-]+\])*\Z"
)
#: Letters that become several, or whose place in a word decides: SQL gives up at those, but for these two.
_UPPER = "".join(chr(code) for code in range(0x80, 0x10000) if len(chr(code).upper()) > 1 and chr(code) != "ß")
_LOWER = "\u03a3"
_SINGLE = {"upper": ("ß", "SS"), "lower": ("\u0130", "i\u0307")}


class Scope(Protocol):
    """What an expression is evaluated in."""

    def col(self, name: str) -> Col:
        """The variable, `terms.UNBOUND` when nothing can bind it."""
        ...

    def exists(self, graph: Any) -> str:
        """The SQL condition that a pattern has a solution."""
        ...


def condition(node: Any, scope: Scope) -> str:
    """The effective boolean value of an expression, as SQL; NULL for an error."""
    return truth(expression(node, scope))


def truth(col: Col) -> str:
    """The effective boolean value of a term."""
    kind = col.kind
    if kind in (terms.TERM,) or kind.name == "odd":
        raise NotTranslatable("the truth of a value of any kind")
    if kind == BOOLEAN:
        return col.value()
    if kind == STRING:
        return f"({col.value()} <> '')"
    if kind.numeric:
        return f"({col.value()} <> 0)"
    return _NULL


def boolean(sql: str) -> Col:
    return Col(BOOLEAN, sql, maybe=True)


def expression(node: Any, scope: Scope) -> Col:
    """An expression of rdflib's algebra as a term. Raises NotTranslatable."""
    if isinstance(node, rdflib.Variable):
        return scope.col(str(node))
    if isinstance(node, rdflib.term.Identifier):
        return terms.constant(constant(node))
    handler = _FORMS.get(node.name)
    if handler is not None:
        return handler(node, scope)
    raise NotTranslatable(f"the function {node.name.removeprefix('Builtin_')}")


# Comparison and logic


def _relational(node: Any, scope: Scope) -> Col:
    if node.op in ("IN", "NOT IN"):
        one = expression(node.expr, scope)
        items = node.other if isinstance(node.other, list) else []
        tests = [_compare("=", one, expression(each, scope)) for each in items]
        matches = f"({' OR '.join(tests)})" if tests else "false"
        return boolean(matches if node.op == "IN" else f"(NOT {matches})")
    return boolean(_compare(node.op, expression(node.expr, scope), expression(node.other, scope)))


def _compare(op: str, one: Col, other: Col) -> str:
    """A comparison as SQL; NULL where SPARQL has an error."""
    if "none" in (one.kind.name, other.kind.name):
        return _NULL
    if any(col.kind.name == "odd" or col.kind == terms.TERM for col in (one, other)):
        return _compare_any(op, one, other)
    null = _when_null(one, other)
    if terms.IRI in (one.kind, other.kind):
        if op not in ("=", "!="):
            return _NULL
        return _equality(op, terms.same(one, other), null)
    if one.kind.numeric and other.kind.numeric:
        left, right = (col.value() for col in (one, other))
        if one.kind != other.kind:
            left, right = (f"CAST({each} AS DECIMAL(38,18))" for each in (left, right))
        return f"({left} {_SQL_OPS[op]} {right})"
    unknown = [col for col in (one, other) if not (col.kind.datatype in terms.ORDERED or col.kind.language)]
    if one.kind == other.kind and not unknown:
        return f"({one.value()} {_SQL_OPS[op]} {other.value()})"
    if unknown:
        equal = terms.same(one, other)
        if op not in ("=", "!=") or equal is False:
            return _NULL
        test = equal if isinstance(equal, str) else "true"
        return f"(CASE WHEN {test} THEN {'true' if op == '=' else 'false'} END)"
    return _equality(op, False, null) if op in ("=", "!=") else _NULL


def _compare_any(op: str, one: Col, other: Col) -> str:
    """A comparison with a term of any kind: only with an IRI, where no two texts are one value."""
    if op in ("=", "!=") and terms.IRI in (one.kind, other.kind):
        equal = terms.same(one, other)
        return _equality(op, equal, _when_null(one, other))
    raise NotTranslatable("a comparison of values of any kind")


_SQL_OPS = {"=": "=", "!=": "<>", "<": "<", ">": ">", "<=": "<=", ">=": ">="}


def _when_null(*cols: Col) -> str:
    """A condition that is true when one of these is unbound; empty when none can be."""
    return " OR ".join(f"{col.bare()} IS NULL" for col in cols if col.maybe)


def _equality(op: str, equal: str | bool, null: str) -> str:
    if isinstance(equal, str):
        return f"({equal})" if op == "=" else f"(NOT ({equal}))"
    value = "true" if equal == (op == "=") else "false"
    return f"(CASE WHEN {null} THEN NULL ELSE {value} END)" if null else value


def _and(node: Any, scope: Scope) -> Col:
    return boolean(f"({' AND '.join(condition(each, scope) for each in (node.expr, *node.other))})")


def _or(node: Any, scope: Scope) -> Col:
    return boolean(f"({' OR '.join(condition(each, scope) for each in (node.expr, *node.other))})")


def _not(node: Any, scope: Scope) -> Col:
    return boolean(f"(NOT {condition(node.expr, scope)})")


def _exists(node: Any, scope: Scope) -> Col:
    return boolean(scope.exists(node.graph))


def _not_exists(node: Any, scope: Scope) -> Col:
    return boolean(f"(NOT {scope.exists(node.graph)})")


def _bound(node: Any, scope: Scope) -> Col:
    col = scope.col(str(node.arg))
    if col.kind == terms.NONE:
        return boolean("false")
    return boolean(f"({col.bare()} IS NOT NULL)" if col.maybe else "true")


def _if(node: Any, scope: Scope) -> Col:
    test = condition(node.arg1, scope)
    choices = [expression(node.arg2, scope), expression(node.arg3, scope)]
    shape = terms.unified(list(choices))
    if shape.kind == terms.TERM:
        raise NotTranslatable("IF with values of two kinds")
    if shape.kind == terms.NONE:
        return ERROR
    yes, no = (terms.shaped(each, shape) for each in choices)
    return replace(shape, sql=f"(CASE WHEN {test} THEN {yes} WHEN NOT {test} THEN {no} END)", maybe=True)


def _coalesce(node: Any, scope: Scope) -> Col:
    choices = [col for col in (expression(each, scope) for each in node.arg) if col.kind != terms.NONE]
    if not choices:
        return ERROR
    for place, each in enumerate(choices):
        if not each.maybe:
            choices = choices[: place + 1]
            break
    shape = terms.unified(list(choices))
    if shape.kind == terms.TERM:
        raise NotTranslatable("COALESCE of values of several kinds")
    sql = f"coalesce({', '.join(terms.shaped(each, shape) for each in choices)})"
    return replace(shape, sql=sql, maybe=choices[-1].maybe)


def _same_term(node: Any, scope: Scope) -> Col:
    one, other = expression(node.arg1, scope), expression(node.arg2, scope)
    if "none" in (one.kind.name, other.kind.name):
        return ERROR
    return boolean(_equality("=", terms.same(one, other), _when_null(one, other)))


# Arithmetic


def _i64(sql: str) -> str:
    """A whole number, or NULL when it is beyond what the engine holds."""
    return f"(CASE WHEN {sql} BETWEEN -9223372036854775808 AND 9223372036854775807 THEN {sql} END)"


def _arithmetic(node: Any, scope: Scope) -> Col:
    col = expression(node.expr, scope)
    for op, other in zip(node.op or (), node.other or (), strict=True):
        col = _calculated(op, col, expression(other, scope))
    return col


def _calculated(op: str, one: Col, other: Col) -> Col:
    if "none" in (one.kind.name, other.kind.name):
        return ERROR
    if not (one.kind.numeric and other.kind.numeric):
        raise NotTranslatable("arithmetic on what is no number")
    left, right = one.value(), other.value()
    if one.kind == other.kind == INTEGER:
        left, right = (f"CAST({each} AS HUGEINT)" for each in (left, right))
        if op == "/":
            return Col(DECIMAL, divided(left, right), maybe=True)
        return Col(INTEGER, f"CAST({_i64(f'({left} {op} {right})')} AS BIGINT)", maybe=True)
    if op not in ("+", "-"):
        raise NotTranslatable("a product or quotient of decimal numbers")
    left, right = (f"CAST({each} AS DECIMAL(38,18))" for each in (left, right))
    return Col(DECIMAL, f"CAST(({left} {op} {right}) AS DECIMAL(38,18))", maybe=True)


def divided(left: str, right: str) -> str:
    """The quotient of two HUGEINT expressions, cut to 18 digits behind the point as the engine does."""
    sign = f"CASE WHEN ({left} < 0) <> ({right} < 0) THEN -1 ELSE 1 END"
    whole = f"CAST(abs({left}) // abs({right}) AS DECIMAL(38,18))"
    rest = f"((abs({left}) % abs({right})) * 1000000000000000000) // abs({right})"
    part = f"CAST('0.' || lpad(CAST({rest} AS VARCHAR), 18, '0') AS DECIMAL(38,18))"
    return f"(CASE WHEN {right} <> 0 THEN CAST(({whole} + {part}) * ({sign}) AS DECIMAL(38,18)) END)"


def _minus(node: Any, scope: Scope) -> Col:
    return _calculated("-", Col(INTEGER, "0"), expression(node.expr, scope))


def _numeric(function: str) -> Callable[[Any, Scope], Col]:
    def read(node: Any, scope: Scope) -> Col:
        col = expression(node.arg, scope)
        if not col.kind.numeric:
            return ERROR if col.kind != terms.TERM else _refuse(f"the function {function}")
        if col.kind == INTEGER and function != "abs":
            return col
        if function == "round":
            raise NotTranslatable("ROUND of a decimal number")
        return replace(col, sql=f"CAST({function}({col.value()}) AS {col.kind.sql_type})", prefix="")

    return read


def _refuse(what: str) -> Col:
    raise NotTranslatable(what)


# Texts


def _text(col: Col, what: str) -> Col | None:
    """A text with or without language; None for an error."""
    if col.kind == terms.TERM or col.kind.name == "odd":
        raise NotTranslatable(f"{what} of a value of any kind")
    return col if col.kind == STRING or col.kind.language else None


def _str(node: Any, scope: Scope) -> Col:
    return lexical(expression(node.arg, scope))


def lexical(col: Col) -> Col:
    """STR of a term."""
    if col.kind == terms.NONE:
        return ERROR
    if col.kind == terms.TERM:
        raise NotTranslatable("STR of a value of any kind")
    if col.kind.name == "iri" or col.kind.sql_type == "VARCHAR":
        return replace(col, kind=STRING, misses=frozenset())
    return Col(STRING, terms.lexical(col), maybe=col.maybe)


def _lang(node: Any, scope: Scope) -> Col:
    col = expression(node.arg, scope)
    if col.kind == terms.TERM:
        raise NotTranslatable("LANG of a value of any kind")
    if col.kind.name not in ("literal", "odd"):
        return ERROR
    return _fixed(Col(STRING, None, col.kind.language), col)


def _fixed(value: Col, col: Col) -> Col:
    """A value that is the same whatever the column holds, NULL where that is unbound."""
    if not col.maybe:
        return value
    return replace(value, sql=f"CASE WHEN {col.bare()} IS NOT NULL THEN {value.value()} END", prefix="", maybe=True)


def _datatype(node: Any, scope: Scope) -> Col:
    col = expression(node.arg, scope)
    if col.kind == terms.TERM:
        raise NotTranslatable("DATATYPE of a value of any kind")
    if col.kind.name not in ("literal", "odd"):
        return ERROR
    return _fixed(Col(terms.IRI, None, col.kind.datatype), col)


def _is(test: Callable[[Kind], bool]) -> Callable[[Any, Scope], Col]:
    def read(node: Any, scope: Scope) -> Col:
        col = expression(node.arg, scope)
        if col.kind == terms.TERM or col.kind.name == "odd":
            raise NotTranslatable("a test on a value of any kind")
        if col.kind == terms.NONE:
            return ERROR
        return _fixed(Col(BOOLEAN, "true" if test(col.kind) else "false"), col)

    return read


def _case(function: str, special: str) -> Callable[[Any, Scope], Col]:
    def read(node: Any, scope: Scope) -> Col:
        col = _text(expression(node.arg, scope), function)
        if col is None:
            return ERROR
        if col.constant:
            changed = col.prefix.lower() if function == "lower" else col.prefix.upper()
            return replace(col, prefix=changed)
        text, (letter, letters) = col.value(), _SINGLE[function]
        sql = (
            f"(CASE WHEN regexp_matches({text}, {quoted(f'[{special}]')}) THEN CAST(error('a letter') AS VARCHAR)"
            f" ELSE {function}(replace({text}, {quoted(letter)}, {quoted(letters)})) END)"
        )
        return Col(col.kind, sql, maybe=col.maybe)

    return read


def _strlen(node: Any, scope: Scope) -> Col:
    col = _text(expression(node.arg, scope), "STRLEN")
    return ERROR if col is None else Col(INTEGER, f"CAST(length({col.value()}) AS BIGINT)", maybe=col.maybe)


def _substr(node: Any, scope: Scope) -> Col:
    col = _text(expression(node.arg, scope), "SUBSTR")
    if col is None:
        return ERROR
    places = [each for each in (node.start, node.length) if each is not None]
    if not all(isinstance(each, rdflib.Literal) and str(each).isdecimal() and int(each) >= 1 for each in places):
        raise NotTranslatable("SUBSTR at a place that is no constant of 1 or more")
    sql = f"substr({col.value()}, {', '.join(str(int(each)) for each in places)})"
    return Col(col.kind, sql, maybe=col.maybe)


def _pair(node: Any, scope: Scope, what: str) -> tuple[Col, Col] | None:
    """Two texts that may be compared; None for an error."""
    one, other = (_text(expression(each, scope), what) for each in (node.arg1, node.arg2))
    if one is None or other is None or other.kind not in (STRING, one.kind):
        return None
    return one, other


def _within(function: str) -> Callable[[Any, Scope], Col]:
    def read(node: Any, scope: Scope) -> Col:
        pair = _pair(node, scope, function)
        if pair is None:
            return boolean(_NULL)
        one, other = pair
        if function == "starts_with" and other.constant and one.prefix and not one.constant:
            if one.prefix.startswith(other.prefix):
                return _fixed(Col(BOOLEAN, "true"), one)
            if not other.prefix.startswith(one.prefix):
                return _fixed(Col(BOOLEAN, "false"), one)
            return boolean(f"starts_with({one.sql}, {quoted(other.prefix[len(one.prefix) :])})")
        return boolean(f"{function}({one.value()}, {other.value()})")

    return read


def _before(node: Any, scope: Scope) -> Col:
    return _cut(node, scope, lambda text, place, mark: f"substr({text}, 1, {place} - 1)")


def _after(node: Any, scope: Scope) -> Col:
    return _cut(node, scope, lambda text, place, mark: f"substr({text}, {place} + length({mark}))")


def _cut(node: Any, scope: Scope, part: Callable[[str, str, str], str]) -> Col:
    pair = _pair(node, scope, "STRBEFORE")
    if pair is None:
        return ERROR
    one, other = pair
    if one.kind != STRING:  # without the mark the answer is a text of another kind
        raise NotTranslatable("STRBEFORE or STRAFTER of a text with a language")
    text, mark = one.value(), other.value()
    place = f"strpos({text}, {mark})"
    return Col(STRING, f"(CASE WHEN {place} = 0 THEN '' ELSE {part(text, place, mark)} END)", maybe=True)


def _concat(node: Any, scope: Scope) -> Col:
    parts = [_text(expression(each, scope), "CONCAT") for each in node.arg]
    if not parts:
        return Col(STRING, None, "")
    kinds = {part.kind for part in parts if part is not None}
    if None in parts:
        return ERROR
    kind = kinds.pop() if len(kinds) == 1 else STRING
    texts = [part.value() for part in parts if part is not None]
    return Col(kind, f"({' || '.join(texts)})", maybe=any(part.maybe for part in parts if part is not None))


def _regex(node: Any, scope: Scope) -> Col:
    col = _text(expression(node.text, scope), "REGEX")
    pattern, options = _pattern(node)
    return (
        boolean(_NULL)
        if col is None
        else boolean(f"regexp_matches({col.value()}, {quoted(pattern)}, {quoted(options)})")
    )


def _pattern(node: Any) -> tuple[str, str]:
    """A regular expression that both engines read alike, and DuckDB's options. Raises NotTranslatable."""
    flags = node.flags
    for part in (node.pattern, flags):
        if part is not None and not (isinstance(part, rdflib.Literal) and part.language is None):
            raise NotTranslatable("a regular expression that is no constant")
    pattern, flags = str(node.pattern), str(flags or "")
    if not _SAFE_REGEX.match(pattern) or not set(flags) <= set("is"):
        raise NotTranslatable("a regular expression that engines read in different ways")
    try:
        re.compile(pattern)
    except re.error as fault:
        raise NotTranslatable("a regular expression that is none") from fault
    if "i" in flags and not pattern.isascii():
        raise NotTranslatable("a regular expression without case beyond ASCII")
    return pattern, ("i" if "i" in flags else "c") + ("s" if "s" in flags else "n")


def _langmatches(node: Any, scope: Scope) -> Col:
    pair = _pair(node, scope, "LANGMATCHES")
    if pair is None or not all(col.kind == STRING for col in pair):
        return boolean(_NULL)
    tag, wanted = pair
    if not wanted.constant:
        raise NotTranslatable("LANGMATCHES with a range that is no constant")
    text = f"lower({tag.value()})"
    if wanted.prefix == "*":
        return boolean(f"({text} <> '')")
    plain = wanted.prefix.lower()
    return boolean(f"({text} = {quoted(plain)} OR starts_with({text}, {quoted(plain + '-')}))")


def _date_part(function: str) -> Callable[[Any, Scope], Col]:
    def read(node: Any, scope: Scope) -> Col:
        col = expression(node.arg, scope)
        if col.kind == literal_kind(terms.DATE):
            return Col(INTEGER, f"CAST({function}({col.value()}) AS BIGINT)", maybe=col.maybe)
        if col.kind.name == "literal" and (
            col.kind.language or col.kind.datatype in {terms.STRING, terms.INTEGER, terms.DECIMAL, terms.BOOLEAN}
        ):
            return ERROR
        if col.kind in (terms.IRI, terms.NONE):
            return ERROR
        raise NotTranslatable(f"{function.upper()} of such a value")

    return read


def _iri(node: Any, scope: Scope) -> Col:
    col = expression(node.arg, scope)
    if col.kind == terms.IRI:
        return col
    if col.kind == STRING and col.constant:
        return terms.constant(constant(rdflib.URIRef(col.prefix)))
    raise NotTranslatable("IRI of a text that is no constant")


def _function(node: Any, scope: Scope) -> Col:
    """A cast."""
    wanted = str(node.iri)
    args = node.expr if isinstance(node.expr, list) else [node.expr]
    if len(args) != 1:
        raise NotTranslatable("a function with other than one argument")
    col = expression(args[0], scope)
    if col.kind.name == "literal" and wanted == col.kind.datatype and not col.kind.language:
        return col
    if wanted == terms.STRING:
        return lexical(col)
    if wanted == terms.DECIMAL and col.kind == INTEGER:
        return Col(DECIMAL, f"CAST({col.value()} AS DECIMAL(38,18))", maybe=col.maybe)
    raise NotTranslatable(f"a cast to {names.curie(wanted)}")


_FORMS: Mapping[str, Callable[[Any, Scope], Col]] = {
    "RelationalExpression": _relational,
    "ConditionalAndExpression": _and,
    "ConditionalOrExpression": _or,
    "UnaryNot": _not,
    "UnaryMinus": _minus,
    "UnaryPlus": lambda node, scope: expression(node.expr, scope),
    "AdditiveExpression": _arithmetic,
    "MultiplicativeExpression": _arithmetic,
    "Builtin_EXISTS": _exists,
    "Builtin_NOTEXISTS": _not_exists,
    "Builtin_BOUND": _bound,
    "Builtin_IF": _if,
    "Builtin_COALESCE": _coalesce,
    "Builtin_sameTerm": _same_term,
    "Builtin_STR": _str,
    "Builtin_LANG": _lang,
    "Builtin_DATATYPE": _datatype,
    "Builtin_isIRI": _is(lambda kind: kind.name == "iri"),
    "Builtin_isURI": _is(lambda kind: kind.name == "iri"),
    "Builtin_isLITERAL": _is(lambda kind: kind.name == "literal"),
    "Builtin_isBLANK": _is(lambda kind: False),
    "Builtin_isNUMERIC": _is(lambda kind: kind.numeric),
    "Builtin_UCASE": _case("upper", _UPPER),
    "Builtin_LCASE": _case("lower", _LOWER),
    "Builtin_STRLEN": _strlen,
    "Builtin_SUBSTR": _substr,
    "Builtin_LANGMATCHES": _langmatches,
    "Builtin_CONTAINS": _within("contains"),
    "Builtin_STRSTARTS": _within("starts_with"),
    "Builtin_STRENDS": _within("ends_with"),
    "Builtin_STRBEFORE": _before,
    "Builtin_STRAFTER": _after,
    "Builtin_CONCAT": _concat,
    "Builtin_REGEX": _regex,
    "Builtin_ABS": _numeric("abs"),
    "Builtin_CEIL": _numeric("ceil"),
    "Builtin_FLOOR": _numeric("floor"),
    "Builtin_ROUND": _numeric("round"),
    "Builtin_YEAR": _date_part("year"),
    "Builtin_MONTH": _date_part("month"),
    "Builtin_DAY": _date_part("day"),
    "Builtin_IRI": _iri,
    "Builtin_URI": _iri,
    "Function": _function,
}
