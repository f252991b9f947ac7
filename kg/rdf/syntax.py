"""What is wrong with a query that the engine refuses: found from its tokens, so that the message names what is missing.

The engine says where its grammar could not go on, which for a lost bracket or dot is somewhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from kg import names
from kg.errors import QueryError, did_you_mean
from kg.rdf.sparql import NOT_VALID, line_column, readable, tokens
from kg.text.suggest import nearest

_CLOSED_BY = {"{": "}", "(": ")", "[": "]"}
_OPENED_BY = {close: opening for opening, close in _CLOSED_BY.items()}
_AGGREGATES = frozenset({"COUNT", "SUM", "AVG", "MIN", "MAX", "SAMPLE", "GROUP_CONCAT"})
#: An address in which somebody left a space.
_SPACED = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*:[^<>\n]*>")
#: After these, what follows is no triple.
_NOT_TRIPLES = frozenset(
    {"FILTER", "BIND", "VALUES", "SERVICE", "SELECT", "GROUP", "ORDER", "HAVING", "LIMIT", "OFFSET"}
)
#: These stand between groups; a triple begins after them.
_KEYWORDS = frozenset({"OPTIONAL", "GRAPH", "UNION", "MINUS", "WHERE", "EXISTS", "NOT"})
_PARTS = ("subject", "property", "value")


@dataclass(frozen=True)
class _Word:
    """One or more tokens without a space between them, or a bracket, with the place where it begins."""

    text: str
    place: int
    #: "bracket", "separator" (``.``, ``;`` and ``,``), "operator" (of paths), "name" (of a keyword) or "term"
    kind: str


def explained(message: str, text: str) -> QueryError:
    """The engine's message about a query, or what is missing in the query where that is clear."""
    fault = readable(message)
    syntactic = fault.reason.startswith(NOT_VALID) or "prefix" in fault.reason
    return (diagnosis(text) or fault) if syntactic else fault


def diagnosis(text: str) -> QueryError | None:
    """The most likely mistake in a query that is not valid, with its line and column; None where none is recognised."""
    problem = _quotes(text) or _brackets(text)
    if problem is None:
        words = list(_words(text))
        problem = _prefix(words) or _head(words) or _keywords(words) or _triples(words)
    return QueryError(problem[1], *line_column(text, problem[0])) if problem else None


def _quotes(text: str) -> tuple[int, str] | None:
    place = 0
    for kind, token in tokens(text):
        if kind == "other" and token in "\"'":
            return place, f"the string that begins here is not closed: a {token} is missing"
        if kind == "other" and token == "<" and _SPACED.match(text, place):
            return place, "an address has no space in it"
        place += len(token)
    return None


def _brackets(text: str) -> tuple[int, str] | None:
    opened: list[tuple[str, int]] = []
    place = end = 0
    for kind, token in tokens(text):
        if kind == "other" and token in _CLOSED_BY:
            opened.append((token, place))
        elif kind == "other" and token in _OPENED_BY:
            if _OPENED_BY[token] not in (bracket for bracket, _ in opened):
                return place, f'this "{token}" closes nothing: a "{_OPENED_BY[token]}" is missing before it'
            before, where = opened.pop()
            if _CLOSED_BY[before] != token:
                line, column = line_column(text, where)
                missing = _CLOSED_BY[before]
                return place, f'a "{missing}" is missing before this: the "{before}" of {line}:{column} is not closed'
        place += len(token)
        end = place if token.strip() and kind != "comment" else end
    if opened:
        before, where = opened[-1]
        line, column = line_column(text, where)
        return end, f'a "{_CLOSED_BY[before]}" is missing: the "{before}" of {line}:{column} is not closed'
    return None


def _words(text: str) -> Iterator[_Word]:
    """The query in words, without comments; what is in round brackets stays in pieces."""
    begun, started = "", 0
    place = 0

    def whole() -> _Word:
        kind = "operator" if not begun.strip("/|^*+?!") else "name" if begun.isalpha() else "term"
        return _Word(begun, started, kind)

    for kind, token in tokens(text):
        if kind == "comment" or token.isspace() or (kind == "other" and token in "{}()[].;,"):
            if begun:
                yield whole()
            begun = ""
            if kind == "other" and token in "{}()[]":
                yield _Word(token, place, "bracket")
            elif kind == "other" and token in ".;,":
                yield _Word(token, place, "separator")
        else:
            if kind in ("variable", "iri", "string") and begun and not begun.endswith(("/", "|", "^", "!", "^^")):
                yield whole()
                begun = ""
            started = started if begun else place
            begun += token
        place += len(token)
    if begun:
        yield whole()


def _prefix(words: list[_Word]) -> tuple[int, str] | None:
    pairs = pairwise(words)
    known = names.PREFIXES.keys() | {
        after.text.rstrip(":") for before, after in pairs if before.text.upper() == "PREFIX"
    }
    for word in words:
        prefix, colon, _ = word.text.lstrip("^!(").partition(":")
        if word.kind == "term" and colon and prefix.replace("-", "").isalnum() and prefix not in known:
            hint = did_you_mean(nearest(prefix, known))
            return word.place, f'the prefix "{prefix}:" is not declared{hint}'
    return None


def _head(words: list[_Word]) -> tuple[int, str] | None:
    """Mistakes between SELECT and the pattern."""
    starts = [number for number, word in enumerate(words) if word.text.upper() == "SELECT"]
    for start in starts:
        depth = 0
        for before, word in pairwise(words[start:]):
            upper = word.text.upper()
            if word.text == "{" or upper in ("WHERE", "FROM"):
                if before.text.upper() in ("SELECT", "DISTINCT", "REDUCED"):
                    return word.place, f"{before.text} names no variable before this: * or, for example, ?thing"
                break
            depth += {"(": 1, ")": -1}.get(word.text, 0)
            if word.text == "," and not depth:
                return word.place, "the variables of SELECT have no comma between them"
            if upper in _AGGREGATES and not depth:
                return word.place, f"brackets and a name are missing around {upper}: ({upper}(…) AS ?name)"
            if before.text.upper() == "AS" and not word.text.startswith(("?", "$")):
                return word.place, f"a variable is missing after AS: ?{word.text if word.kind == 'name' else 'name'}"
    return None


def _keywords(words: list[_Word]) -> tuple[int, str] | None:
    """A keyword without what must follow it."""
    for before, word in zip(words, [*words[1:], None], strict=True):
        upper = before.text.upper()
        after = word.text if word else ""
        place = word.place if word else before.place
        if before.kind != "name":
            continue
        if upper in ("OPTIONAL", "UNION", "MINUS", "WHERE", "EXISTS") and after != "{":
            return place, f'a "{{" is missing after {upper}'
        if upper in ("LIMIT", "OFFSET") and not after.isdigit():
            return place, f"a number is missing after {upper}"
        if upper in ("ORDER", "GROUP") and after.upper() != "BY":
            return place, f"BY is missing after {upper}"
        if upper == "FILTER" and after.startswith(("?", "$")):
            return place, "brackets are missing around the condition: FILTER(…)"
    return None


def _triples(words: list[_Word]) -> tuple[int, str] | None:
    """A triple that lacks a part, or one that follows another without a dot; not judged from nested forms on."""
    parts, depth = 0, 0
    joined = False  # by an operator of a path: the next word belongs to the one before
    ends = "{"  # the brackets that end words which are no triples; "" among triples
    for word in words:
        upper = word.text.upper()
        if depth or word.text == "(":
            if not depth and not ends and parts > 0:
                return None  # a list, or a path in brackets
            depth += {"(": 1, ")": -1}.get(word.text, 0)
            ends = "" if not depth and ends == ")" else ends
        elif ends:
            ends = "" if word.text in ends else ends
            parts = 0
        elif word.text == "[" or upper == "VALUES":
            return None
        elif upper in _NOT_TRIPLES:
            parts, ends = 0, "{" if upper == "SELECT" else ")" if upper in ("FILTER", "BIND") else "}"
        elif word.text in ("{", "}", ".", ";"):
            if parts == 2 or (parts == 1 and word.text in (".", "}")):
                return word.place, f"a triple is not complete before this: it has no {_PARTS[parts]}"
            parts = 1 if word.text == ";" else 0
        elif word.text == ",":
            parts = 2
        elif upper in _KEYWORDS and word.kind == "name":
            parts = -1 if upper == "GRAPH" else 0
        elif word.kind == "operator":
            joined = True
            continue
        elif not joined:
            parts += 1
            if parts > len(_PARTS):
                return word.place, 'a "." or ";" is missing before this: the triple before it is complete'
        joined = False
    return None
