"""Drafted passages as the text of a record file, each value with the rule and the words it came from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby

from kg.extract.drafting.records import Draft, DraftPassage, DraftValue, Settings

_PLAIN = re.compile(r"[A-Za-z0-9][\w .()%/&'’-]*[\w)%]|[A-Za-z0-9]", re.ASCII)
_UNSAID = re.compile(r"[\x00-\x1f\x7f-\x9f\ufeff]")


def written(passages: Iterable[DraftPassage], settings: Settings) -> Iterator[str]:
    """The file, in pieces: one a passage. Comments say which rule drafted a value, from which words, how surely."""
    coming = iter(passages)
    first = next(coming, None)  # a report that cannot be read is an error before anything is written
    yield (
        "# A draft: every value is a proposal; behind it stand the rule, its confidence (0 to 1) and the words read.\n"
        "# Lines marked TODO need a decision.\n"
        f"source: {settings.source}\n{_area(settings)}passages:{'' if first is not None else ' []'}\n"
    )
    if first is not None:
        yield _passage(first)
    yield from map(_passage, coming)


def _area(settings: Settings) -> str:
    """The record of an area that the graph does not know."""
    if not settings.area_names:
        return ""
    names = ", ".join(f"{language}: {scalar(name, flow=True)}" for language, name in settings.area_names.items())
    return f"records:\n  - id: {settings.area}\n    type: Place  # a country by its name\n    label: {{{names}}}\n"


def _passage(passage: DraftPassage) -> str:
    lines = [f'  - section: "{passage.section}"']
    if passage.quote:
        lines.append(f"    quote: {scalar(passage.quote)}")
    lines.extend(f"    # left out: {_comment(one)}" for one in passage.left_out)
    lines.append("    records:")
    for record in passage.records:
        lines.extend(_record(record))
    return "\n".join(lines) + "\n"


def _record(record: Draft) -> Iterator[str]:
    if record.type:
        yield f"      - id: {record.key}"
        yield _line("type", record.type, record.rule, record.sure, "")
    else:
        yield f"      - about: {record.key}"
    for review in record.reviews:
        yield f"        # TODO {_comment(review)}"
    for name, together in groupby(record.statements, key=lambda value: value.property):
        yield from _statement(name, list(together))
    if record.quote:
        yield f"        quote: {scalar(record.quote)}"


def _statement(name: str, values: list[DraftValue]) -> Iterator[str]:
    first = values[0]
    if first.language:
        by_language = ", ".join(f"{value.language}: {scalar(value.values[0], flow=True)}" for value in values)
        yield _line(name, f"{{{by_language}}}", first.rule, first.sure, "")
    elif len(first.values) > 1:
        listed = ", ".join(scalar(value, flow=True) for value in first.values)
        yield _line(name, f"[{listed}]", first.rule, first.sure, first.words)
    else:
        yield _line(name, scalar(first.values[0]), first.rule, first.sure, first.words)


def _line(name: str, value: str, rule: str, sure: float, words: str) -> str:
    quoted = f", “{_comment(words)}”" if words else ""
    return f"        {name}: {value}  # {_comment(rule)}, {sure:.2f}{quoted}"


@lru_cache(maxsize=65_536)
def scalar(text: str, *, flow: bool = False) -> str:
    """Text as YAML has it on one line; the strict reader takes every value as text, so quotes are for marks only."""
    text = " ".join(_UNSAID.sub(" ", text).split())
    if _PLAIN.fullmatch(text) and ": " not in text and " #" not in text and not (flow and "," in text):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


@lru_cache(maxsize=65_536)
def _comment(text: str) -> str:
    return " ".join(_UNSAID.sub(" ", text).split())[:120]
