"""SPARQL expressions as SQL. An error is NULL, so SQL's three-valued logic is SPARQL's.

What differs between the engines in any case is refused, and the query goes another way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

import rdflib

from kg import names
from kg.store.registers import numbers, terms, texts
from kg.store.registers.comparison import all_of, any_of, compare, negated, same_term, truth
from kg.store.registers.kinds import BOOLEAN, ERROR, FALSE, INTEGER, STRING, TRUE, boolean, known, plain
from kg.store.registers.patterns import constant
from kg.store.registers.regex import Regex
from kg.store.registers.terms import Col, Kind, NotTranslatable

#: Characters of one expression: some forms repeat their operands, so what is nested grows by powers.
MOST_SQL = 50_000


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


def expression(node: Any, scope: Scope) -> Col:
    """An expression of rdflib's algebra as a term. Raises NotTranslatable."""
    return _bounded(_expression(node, scope))


def _bounded(col: Col) -> Col:
    """The same. Raises NotTranslatable for SQL that takes longer to read than to run."""
    if col.sql is not None and len(col.sql) > MOST_SQL:
        raise NotTranslatable("an expression of too many steps")
    return col


def _expression(node: Any, scope: Scope) -> Col:
    if isinstance(node, rdflib.Variable):
        return scope.col(str(node))
    if isinstance(node, rdflib.term.Identifier):
        return terms.constant(constant(node))
    form = _FORMS.get(node.name)
    if form is not None:
        return form(node, scope)
    function = _FUNCTIONS.get(node.name.removeprefix("Builtin_"))
    if function is None:
        raise NotTranslatable(f"the function {node.name.removeprefix('Builtin_')}")
    fields, calculate = function
    return calculate(*(expression(node[name], scope) for name in fields))


def _listed(nodes: Any) -> list[Any]:
    """The parts of a list; of an empty one rdflib makes rdf:nil."""
    return nodes if isinstance(nodes, list) else []


# Comparison and logic


def _relational(node: Any, scope: Scope) -> Col:
    one = expression(node.expr, scope)
    if node.op in ("IN", "NOT IN"):
        matches = any_of([compare("=", one, expression(each, scope)) for each in _listed(node.other)])
        return boolean(matches if node.op == "IN" else negated(matches))
    return boolean(compare(node.op, one, expression(node.other, scope)))


def _and(node: Any, scope: Scope) -> Col:
    return boolean(all_of([condition(each, scope) for each in (node.expr, *node.other)]))


def _or(node: Any, scope: Scope) -> Col:
    return boolean(any_of([condition(each, scope) for each in (node.expr, *node.other)]))


def _not(node: Any, scope: Scope) -> Col:
    return boolean(negated(condition(node.expr, scope)))


def _exists(node: Any, scope: Scope) -> Col:
    return boolean(scope.exists(node.graph))


def _not_exists(node: Any, scope: Scope) -> Col:
    return boolean(negated(scope.exists(node.graph)))


def _bound(node: Any, scope: Scope) -> Col:
    col = scope.col(str(node.arg))
    if col.kind == terms.NONE:
        return boolean(FALSE)
    return boolean(f"({col.bare()} IS NOT NULL)" if col.maybe else TRUE)


def _if(node: Any, scope: Scope) -> Col:
    test = condition(node.arg1, scope)
    if test in (TRUE, FALSE):
        return expression(node.arg2 if test == TRUE else node.arg3, scope)
    choices = [expression(node.arg2, scope), expression(node.arg3, scope)]
    shape = terms.unified(list(choices))
    if shape.kind == terms.NONE:
        return ERROR
    yes, no = (terms.shaped(each, shape) for each in choices)
    return replace(shape, sql=f"(CASE WHEN {test} THEN {yes} WHEN NOT {test} THEN {no} END)", maybe=True)


def _coalesce(node: Any, scope: Scope) -> Col:
    choices = [col for col in (expression(each, scope) for each in _listed(node.arg)) if col.kind != terms.NONE]
    if not choices:
        return ERROR
    for place, each in enumerate(choices):
        if not each.maybe:
            choices = choices[: place + 1]
            break
    shape = terms.unified(list(choices))
    sql = f"coalesce({', '.join(terms.shaped(each, shape) for each in choices)})"
    return replace(shape, sql=sql, maybe=choices[-1].maybe)


def _same_term(one: Col, other: Col) -> Col:
    return ERROR if terms.NONE in (one.kind, other.kind) else boolean(same_term(one, other))


def _is(test: Callable[[Kind], bool], decided: Callable[[Col, str], Col] = known) -> Callable[[Col], Col]:
    def read(col: Col) -> Col:
        if decided(col, "a test").kind == terms.NONE:
            return ERROR
        return texts.fixed(Col(BOOLEAN, TRUE if test(col.kind) else FALSE), col)

    return read


def _datatype(col: Col) -> Col:
    if col.kind in (terms.TERM,) or col.kind.name == "today":
        known(col, "DATATYPE")
    if col.kind.name not in ("literal", "odd"):
        return ERROR
    return texts.fixed(Col(terms.IRI, None, col.kind.datatype), col)


# Numbers and texts


def _arithmetic(node: Any, scope: Scope) -> Col:
    col = expression(node.expr, scope)
    for op, other in zip(node.op or (), node.other or (), strict=True):
        col = _bounded(numbers.calculated(op, col, expression(other, scope)))
    return col


def _substr(node: Any, scope: Scope) -> Col:
    size = expression(node.length, scope) if node.length is not None else None
    return texts.part(expression(node.arg, scope), expression(node.start, scope), size)


def _concat(node: Any, scope: Scope) -> Col:
    return texts.joined([expression(each, scope) for each in _listed(node.arg)])


def _regex(node: Any, scope: Scope) -> Col:
    return texts.matches(expression(node.text, scope), _pattern(node))


def _replace(node: Any, scope: Scope) -> Col:
    return texts.replaced(expression(node.arg, scope), _pattern(node), _fixed_text(node.replacement))


def _pattern(node: Any) -> Regex:
    return Regex.of(_fixed_text(node.pattern), _fixed_text(node.flags) if node.flags is not None else "")


def _fixed_text(node: Any) -> str:
    if not (isinstance(node, rdflib.Literal) and node.language is None):
        raise NotTranslatable("a regular expression or replacement that is no constant")
    return str(node)


def _iri(node: Any, scope: Scope) -> Col:
    col = expression(node.arg, scope)
    if col.kind == STRING and col.constant:
        return terms.constant(constant(rdflib.URIRef(col.prefix)))
    return texts.iri(col)


def _cast(node: Any, scope: Scope) -> Col:
    wanted = str(node.iri)
    args = node.expr if isinstance(node.expr, list) else [node.expr]
    if len(args) != 1:
        raise NotTranslatable("a function with other than one argument")
    col = expression(args[0], scope)
    made = texts.lexical(col) if wanted == terms.STRING else numbers.cast(wanted, col)
    if made is None:
        raise NotTranslatable(f"a cast to {names.curie(wanted)}")
    return made


#: Forms that decide themselves how their parts are read
_FORMS: Mapping[str, Callable[[Any, Scope], Col]] = {
    "RelationalExpression": _relational,
    "ConditionalAndExpression": _and,
    "ConditionalOrExpression": _or,
    "UnaryNot": _not,
    "UnaryMinus": lambda node, scope: numbers.negative(expression(node.expr, scope)),
    "UnaryPlus": lambda node, scope: numbers.calculated("+", Col(INTEGER, "0"), expression(node.expr, scope)),
    "AdditiveExpression": _arithmetic,
    "MultiplicativeExpression": _arithmetic,
    "Builtin_EXISTS": _exists,
    "Builtin_NOTEXISTS": _not_exists,
    "Builtin_BOUND": _bound,
    "Builtin_IF": _if,
    "Builtin_COALESCE": _coalesce,
    "Builtin_SUBSTR": _substr,
    "Builtin_CONCAT": _concat,
    "Builtin_REGEX": _regex,
    "Builtin_REPLACE": _replace,
    "Builtin_IRI": _iri,
    "Builtin_URI": _iri,
    "Function": _cast,
}
_ONE, _TWO = ("arg",), ("arg1", "arg2")
#: Functions of the values of their arguments: the arguments as rdflib names them, and what calculates
_FUNCTIONS: Mapping[str, tuple[Sequence[str], Callable[..., Col]]] = {
    "sameTerm": (_TWO, _same_term),
    "STR": (_ONE, texts.lexical),
    "LANG": (_ONE, texts.language),
    "DATATYPE": (_ONE, _datatype),
    "isIRI": (_ONE, _is(lambda kind: kind.name == "iri")),
    "isURI": (_ONE, _is(lambda kind: kind.name == "iri")),
    "isLITERAL": (_ONE, _is(lambda kind: kind.name == "literal")),
    "isBLANK": (_ONE, _is(lambda kind: False)),
    "isNUMERIC": (_ONE, _is(lambda kind: kind.numeric, plain)),
    "UCASE": (_ONE, texts.case("upper")),
    "LCASE": (_ONE, texts.case("lower")),
    "STRLEN": (_ONE, texts.length),
    "STRLANG": (_TWO, texts.tagged),
    "LANGMATCHES": (_TWO, texts.language_matches),
    "CONTAINS": (_TWO, texts.within("contains")),
    "STRSTARTS": (_TWO, texts.within("starts_with")),
    "STRENDS": (_TWO, texts.within("ends_with")),
    "STRBEFORE": (_TWO, texts.before),
    "STRAFTER": (_TWO, texts.after),
    "ENCODE_FOR_URI": (_ONE, texts.encoded),
    "MD5": (_ONE, texts.digest("md5")),
    "SHA1": (_ONE, texts.digest("sha1")),
    "SHA256": (_ONE, texts.digest("sha256")),
    "ABS": (_ONE, numbers.rounded("abs")),
    "CEIL": (_ONE, numbers.rounded("ceil")),
    "FLOOR": (_ONE, numbers.rounded("floor")),
    "ROUND": (_ONE, numbers.rounded("round")),
    "YEAR": (_ONE, numbers.date_part("year")),
    "MONTH": (_ONE, numbers.date_part("month")),
    "DAY": (_ONE, numbers.date_part("day")),
    "NOW": ((), numbers.now),
}
