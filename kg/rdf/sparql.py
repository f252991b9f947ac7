"""SPARQL as text: the ``#+`` header of a query file, its tokens, and the binding of parameters.

Parsing is left to the engine. This module only tells code from strings, IRIs and comments, so that a parameter is
replaced where it is a token, and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from kg.errors import QueryError, did_you_mean
from kg.text.suggest import nearest

#: One token: comment, IRI, string (long or short), variable, name, or a single other character.
_TOKEN = re.compile(
    r"""
    (?P<comment>\#[^\n]*)
  | (?P<iri><[^\x00-\x20<>"{}|^`\\]*>)
  | (?P<string>
        \"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\" | '''(?:[^'\\]|\\.|'(?!''))*'''
      | "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*'
    )
  | (?P<variable>[?$]\w+)
  | (?P<word>[^\W\d]\w*)
  | (?P<other>[\s\S])
    """,
    re.VERBOSE,
)
HEADER = "#+"

_QUERY_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_UPDATES = frozenset(["INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"])

_POSITION = re.compile(r"error at (?P<line>\d+):(?P<column>\d+).*?: (?P<reason>.*)", re.DOTALL)
#: How the message about a text that is not in the grammar begins.
NOT_VALID = "not valid SPARQL here"
#: What the engine's grammar has beyond SPARQL 1.1, and what queries may not do.
_NOT_IN_1_1 = frozenset({"LATERAL", "SERVICE", '"{|"', '"~"', '"<<"', '"<<("'})
_EXPECTED = re.compile(r'"(?:[^"\\]|\\.)+"|[A-Z_]{2,}')
#: Reasons that the engine gives within its lists of tokens, and plain words for them.
_KNOWN_REASONS = (
    ("Prefix not found", "a prefix that is not declared here; see `kg sparql --help` for those that are"),
    (
        "The SELECT contains a variable that is unbound",
        "SELECT names a variable that is neither grouped nor aggregated",
    ),
)


def header(text: str) -> dict[str, Any]:
    """The ``#+`` lines at the top of a query, read as YAML (grlc's convention). Raises ValueError."""
    lines = [line[len(HEADER) :].removeprefix(" ") for line in text.splitlines() if line.startswith(HEADER)]
    try:
        declared = yaml.load("\n".join(lines), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as fault:
        raise ValueError(f"the {HEADER} lines are not valid YAML: {fault}") from fault
    if not isinstance(declared, dict):
        raise ValueError(f"no {HEADER} lines with summary: at the top")
    return declared


def body(text: str) -> str:
    """The query without its ``#+`` lines."""
    return "\n".join(line for line in text.splitlines() if not line.startswith(HEADER)).strip() + "\n"


def tokens(text: str) -> Iterator[tuple[str, str]]:
    """(kind, text) of each token; joined, the texts give the input back."""
    for match in _TOKEN.finditer(text):
        yield match.lastgroup or "other", match.group()


def bind(text: str, bindings: Mapping[str, str]) -> str:
    """Replace the ``?_name`` tokens by values, which are SPARQL terms, already escaped."""
    return "".join(
        bindings.get(token[2:], token) if kind == "variable" and token[1:2] == "_" else token
        for kind, token in tokens(text)
    )


def read_only(text: str) -> frozenset[str]:
    """The keywords and names of a query, in upper case, after a check that it only reads.

    Raises QueryError, with line and column, for an update, for SERVICE (queries must not call other servers), and for
    a text that does not start like a query.
    """
    words: set[str] = set()
    place = 0
    first = ""
    previous = ""
    declaring = False
    for kind, token in tokens(text):
        if declaring:  # the name between PREFIX or BASE and its IRI is not a keyword
            declaring = kind != "iri"
        elif kind == "word" and previous not in (":", "@", "-", "."):
            word = token.upper()
            words.add(word)
            if word == "SERVICE":
                reason = (
                    "SERVICE is disabled: queries do not call other servers; `kg enrich` fetches external statements"
                )
                raise QueryError(reason, *line_column(text, place))
            declaring = not first and word in ("PREFIX", "BASE")
            if not first and not declaring:
                first = word
                _refuse_start(token, *line_column(text, place))
        previous = token
        place += len(token)
    return frozenset(words)


def _refuse_start(word: str, line: int, column: int) -> None:
    if word.upper() in _UPDATES:
        reason = f"{word.upper()} is an update; queries only read: to change the graph, change its records"
        raise QueryError(reason, line, column)
    if word.upper() not in _QUERY_FORMS:
        hint = did_you_mean(nearest(word.upper(), _QUERY_FORMS))
        raise QueryError(f'a query starts with {", ".join(_QUERY_FORMS)}, not "{word}"{hint}', line, column)


def line_column(text: str, place: int) -> tuple[int, int]:
    """Line and column, both from 1, of a place in a text."""
    return text.count("\n", 0, place) + 1, place - (text.rfind("\n", 0, place) + 1) + 1


def readable(message: str) -> QueryError:
    """The engine's message about an invalid query, without the grammar's character classes."""
    match = _POSITION.search(message)
    if not match:
        return QueryError(message)
    reason = match["reason"].strip()
    line, column = int(match["line"]), int(match["column"])
    for sentence, plain in _KNOWN_REASONS:
        if sentence in reason:
            return QueryError(plain, line, column)
    expected = _EXPECTED.findall(re.sub(r"\[[^\]]*\]", "", reason.removeprefix("expected").removeprefix(" one of")))
    expected = [token for token in dict.fromkeys(expected) if token not in _NOT_IN_1_1]
    if not expected:
        return QueryError(NOT_VALID, line, column)
    return QueryError(f"{NOT_VALID}; expected {' or '.join(expected)}", line, column)


def caret(text: str, line: int, column: int) -> str:
    """The line of a query with an error, and below it a mark at the column (both count from 1)."""
    lines = text.splitlines()
    if not 1 <= line <= len(lines):
        return ""
    shown = lines[line - 1].replace("\t", " ")
    start = max(0, column - 60)
    return f"{shown[start : start + 100]}\n{' ' * max(0, column - 1 - start)}^"
