"""The text of a SPARQL query to rdflib's algebra.

rdflib's grammar looks for a comment before every token, which takes a third of its time. After `prepare`, comments are
blanked out first, and a copy of the grammar does not look for them.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from kg import names

#: What a number sign may stand in without beginning a comment (texts, IRIs, escapes), and comments.
_TOKENS = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""' + r"|'''(?:[^'\\]|\\.|'(?!''))*'''"
    r'|"(?:[^"\\\n\r]|\\.)*"' + r"|'(?:[^'\\\n\r]|\\.)*'" + r'|<[^<>"{}|^`\\\x00-\x20]*>|\\.|(#[^\n\r]*)',
    re.DOTALL,
)


def algebra(text: str) -> Any:
    """The algebra of a query, with the project's prefixes declared. Raises what rdflib raises, of many kinds."""
    from rdflib.plugins.sparql.algebra import translateQuery
    from rdflib.plugins.sparql.parser import expandUnicodeEscapes, parseQuery

    if _grammar.cache_info().currsize:
        parsed = _grammar().parse_string(without_comments(expandUnicodeEscapes(text)), parse_all=True)
    else:
        parsed = parseQuery(text)
    _same_prefixes(parsed)
    return translateQuery(parsed, initNs=names.PREFIXES).algebra


def prepare() -> None:
    """Make later calls a third faster, for a process that runs many queries: this takes as long as ten of them save."""
    _grammar()


def without_comments(text: str) -> str:
    """The query with a space for each character of a comment."""
    return _TOKENS.sub(lambda match: " " * len(match[1]) if match[1] else match[0], text)


@cache
def _grammar() -> Any:
    """A copy of rdflib's grammar that knows no comments."""
    from copy import deepcopy

    from rdflib.plugins.sparql.parser import Query

    # What stands for an absent option is known by its identity.
    absent = [each.defaultValue for each in _elements(Query) if hasattr(each, "defaultValue")]
    grammar = deepcopy(Query, {id(each): each for each in absent})
    for element in _elements(grammar):
        element.ignoreExprs = []
    return grammar


def _elements(grammar: Any) -> list[Any]:
    """All parts of a grammar, each once."""
    known: dict[int, Any] = {}
    pending = [grammar]
    while pending:
        element = pending.pop()
        if id(element) not in known:
            known[id(element)] = element
            pending.extend(element.recurse())
    return list(known.values())


def _same_prefixes(parsed: Any) -> None:
    """Give names whose prefixes stand for one IRI the same prefix: rdflib keeps one of them only."""
    from rdflib.plugins.sparql.algebra import traverse

    declared = {str(each.prefix or ""): str(each.iri) for each in parsed[0] if each.name == "PrefixDecl"}
    last = {iri: prefix for prefix, iri in {**names.PREFIXES, **declared}.items()}
    other = {prefix: last[iri] for prefix, iri in {**names.PREFIXES, **declared}.items() if last[iri] != prefix}

    def visit(node: Any) -> None:
        if getattr(node, "name", "") == "pname" and str(node.prefix or "") in other:
            node["prefix"] = other[str(node.prefix or "")]

    if other:
        traverse(parsed[1], visitPre=visit)
