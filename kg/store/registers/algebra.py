"""The text of a SPARQL query to rdflib's algebra.

One query is parsed by rdflib's grammar as it is; a process that parses many makes a faster copy of the grammar
(`grammar.fast`), which expects a text without comments.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from itertools import count
from typing import Any

from kg import names
from kg.store.registers import skeleton

#: What a number sign may stand in without beginning a comment (texts, IRIs, escapes), and comments.
_TOKENS = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""' + r"|'''(?:[^'\\]|\\.|'(?!''))*'''"
    r'|"(?:[^"\\\n\r]|\\.)*"' + r"|'(?:[^'\\\n\r]|\\.)*'" + r'|<[^<>"{}|^`\\\x00-\x20]*>|\\.|(#[^\n\r]*)',
    re.DOTALL,
)

#: After so many queries a process makes the faster grammar, which takes as long as it saves on them.
_FEW = 10
#: How many queries without their texts are kept.
_SKELETONS = 64
_calls = count()


def algebra(text: str) -> Any:
    """The algebra of a query, with the project's prefixes declared. Raises what rdflib raises, of many kinds."""
    from rdflib.plugins.sparql.parser import Query, expandUnicodeEscapes

    text = expandUnicodeEscapes(text)
    if not (_grammar.cache_info().currsize or next(_calls) == _FEW):
        return _algebra(Query, text)
    bare, texts = skeleton.parted(without_comments(text))
    return skeleton.filled(_of_skeleton(bare), texts) if texts else _algebra(_grammar(), bare)


@lru_cache(_SKELETONS)
def _of_skeleton(text: str) -> Any:
    """The algebra of a query without texts; only copies of it are given away, as a translation changes it."""
    return _algebra(_grammar(), text)


def _algebra(grammar: Any, text: str) -> Any:
    from rdflib.plugins.sparql.algebra import translateQuery

    parsed = grammar.parse_string(text, parse_all=True)
    prefixes = {prefix: iri for prefix, iri in names.PREFIXES.items() if f"{prefix}:" in text}
    _same_prefixes(parsed, prefixes)
    made = translateQuery(parsed, initNs=prefixes).algebra
    return _with_every_group(made) if "EXISTS" in text.upper() else made


def prepare() -> None:
    """Make the faster grammar now, for a process that will run many queries."""
    _grammar()


def without_comments(text: str) -> str:
    """The query with a space for each character of a comment."""
    return _TOKENS.sub(lambda match: " " * len(match[1]) if match[1] else match[0], text)


def _with_every_group(algebra: Any) -> Any:
    """Translate the groups of EXISTS in SELECT, HAVING and ORDER BY: rdflib translates those in FILTER and BIND."""
    from rdflib.plugins.sparql.algebra import translateGroupGraphPattern, translatePath, traverse

    def visit(node: Any) -> None:
        exists = getattr(node, "name", "") in ("Builtin_EXISTS", "Builtin_NOTEXISTS")
        if exists and node.graph.name == "GroupGraphPatternSub":
            node["graph"] = translateGroupGraphPattern(traverse(node.graph, visitPost=translatePath))

    return traverse(algebra, visitPost=visit)


@cache
def _grammar() -> Any:
    from kg.store.registers import grammar

    return grammar.fast()


def _same_prefixes(parsed: Any, prefixes: Mapping[str, str]) -> None:
    """Give names whose prefixes stand for one IRI the same prefix: rdflib keeps one of them only."""
    from rdflib.plugins.sparql.algebra import traverse

    declared = {str(each.prefix or ""): str(each.iri) for each in parsed[0] if each.name == "PrefixDecl"}
    last = {iri: prefix for prefix, iri in {**prefixes, **declared}.items()}
    other = {prefix: last[iri] for prefix, iri in {**prefixes, **declared}.items() if last[iri] != prefix}

    def visit(node: Any) -> None:
        if getattr(node, "name", "") == "pname" and str(node.prefix or "") in other:
            node["prefix"] = other[str(node.prefix or "")]

    if other:
        traverse(parsed[1], visitPre=visit)
