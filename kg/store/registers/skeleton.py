"""A query without its texts: questions that differ in a number or a name alone have the same algebra but for these."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

#: Begins what stands for a text; no query of a person has this character of private use.
_MARK = "\ue000"
#: A text in one pair of quotation marks; what else could begin with one (long texts, IRIs, variables) is passed over.
_TEXTS = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""' + r"|'''(?:[^'\\]|\\.|'(?!''))*'''"
    r"|<[^<>\"{}|^`\\\x00-\x20]*>|\\." + r'|"([^"\\\n\r]*)"(?!\s*[@^])' + r"|'([^'\\\n\r]*)'(?!\s*[@^])"
    r'|"(?:[^"\\\n\r]|\\.)*"' + r"|'(?:[^'\\\n\r]|\\.)*'",
    re.DOTALL,
)


def parted(text: str) -> tuple[str, dict[str, str]]:
    """A query (without comments) with a mark for each of its plain texts, and the texts by their marks."""
    texts: dict[str, str] = {}

    def marked(match: re.Match[str]) -> str:
        plain = next((group for group in match.groups() if group is not None), None)
        if plain is None:
            return match[0]
        mark = f"{_MARK}{len(texts)}"
        texts[mark] = plain
        return f'"{mark}"'

    return (text, {}) if _MARK in text else (_TEXTS.sub(marked, text), texts)


def filled(node: Any, texts: Mapping[str, str]) -> Any:
    """A copy of the algebra of a skeleton, which nobody else changes, with the texts in their places."""
    from pyparsing import ParseResults
    from rdflib import Literal
    from rdflib.plugins.sparql.parserutils import CompValue

    def copy(node: Any) -> Any:
        if isinstance(node, str):
            return values.get(node, node) if isinstance(node, Literal) else node
        if isinstance(node, CompValue):
            made = CompValue(node.name)
            # what EXISTS holds is translated into an attribute, which hides the entry of the same name
            made.__dict__.update({name: copy(value) for name, value in node.__dict__.items()})
            for key, value in node.items():
                made[key] = copy(value)
            return made
        if isinstance(node, dict):
            return {copy(key): copy(value) for key, value in node.items()}
        if isinstance(node, ParseResults | list | set | tuple):
            return type(node)([copy(each) for each in node])
        return node

    values = {Literal(mark): Literal(text) for mark, text in texts.items()}
    return copy(node)
