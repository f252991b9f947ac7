"""The wordings of a question: its summary in each language, and the others that its header lists."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from kg.ask.library import Question
from kg.describe.names_in_text import plain
from kg.text.language import ENGLISH, LANGUAGES, translate
from kg.text.words import ARTICLES, FUNCTION_WORDS, interrogatives, is_negated, telling

#: A question says within so many words whether it asks when, where, who or how many.
_HEAD = 3
#: What stands for a value in the form of a wording; no word is spelled so.
VALUE = "zzz"
_HOLE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Wording:
    """One way to ask a question.

    `values`: the parameters it wants values for; `form`: itself with a mark for each value, empty for a summary.
    """

    words: frozenset[str]
    values: frozenset[str]
    asks: frozenset[str]
    negated: bool
    form: str = ""


@dataclass(frozen=True, slots=True)
class OwnWords:
    """The words of a question: of each of its wordings, of any, and of what else describes it."""

    wordings: tuple[Wording, ...]
    title: frozenset[str]
    context: frozenset[str]


def own_words(question: Question) -> OwnWords:
    """The words of a question, in every language that its texts have."""
    summaries = {tag: translate(question.summary, tag) for tag in LANGUAGES}
    wants = frozenset(parameter.name for parameter in question.parameters if parameter.of)
    asks = interrogatives(" ".join(question.summary.split()[:_HEAD]))
    wordings = []
    for tag, summary in summaries.items():
        text = f"{summary} {question.name.replace('-', ' ')}" if tag == ENGLISH else summary
        wordings.append(Wording(frozenset(telling(text)), wants, asks, is_negated(summary)))
    for other in question.also:
        folded = plain(_HOLE.sub(f" {VALUE} ", other))
        own = frozenset(telling(folded)) - {VALUE, *FUNCTION_WORDS}
        values = frozenset(_HOLE.findall(other))
        wordings.append(Wording(own, values, interrogatives(other), is_negated(other), form_of(folded, ())))
    title = frozenset[str]().union(*(wording.words for wording in wordings))
    more = [question.description, question.subject, *question.tags]
    more += [parameter.description for parameter in question.parameters]
    return OwnWords(tuple(wordings), title, frozenset(telling(" ".join(more))) - title)


def form_of(folded: str, spans: Iterable[tuple[int, int]]) -> str:
    """A folded text with a mark for each value in it: "what is haccp" has the form of "What is {scheme}?"."""
    for start, end in sorted(spans, reverse=True):
        folded = f"{folded[:start]} {VALUE} {folded[end:]}"
    return " ".join(word for word in folded.split() if word not in ARTICLES)
