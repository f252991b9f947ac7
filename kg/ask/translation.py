"""Questions in the reader's language: their texts, their subjects, and the headings of their answers.

The header of a query file is in English; the catalogue of `kg.text.language` has the same in other languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from pyoxigraph import QuerySolutions, Store

from kg import names
from kg.ask.library import Question
from kg.text.language import ENGLISH, of_texts, translate, translations

_HUMP = re.compile(r"(?<=[a-z0-9])[A-Z](?=[a-z])")
#: Contexts of the catalogue: English writes "area" alike as a parameter and as a column.
COLUMN, PARAMETER, SUBJECT = "column", "parameter", "subject"


def in_language(question: Question, lang: str) -> Question:
    """The question with summary, description and the descriptions of its parameters in a language."""
    if of_texts(lang) == ENGLISH:
        return question
    return replace(
        question,
        summary=translate(question.summary, lang),
        description=translate(question.description, lang),
        note=translate(question.note, lang),
        parameters=tuple(
            replace(parameter, description=translate(parameter.description, lang)) for parameter in question.parameters
        ),
    )


def heading(variable: str, lang: str) -> str:
    """The heading of a column: ``inForceFrom`` is "in force from"."""
    return translate(_words(variable), lang, COLUMN)


def parameter_name(name: str, lang: str) -> str:
    """The name of a parameter: ``valid_on`` is "Valid on"."""
    return translate(name.replace("_", " ").capitalize(), lang, PARAMETER)


def subject_name(subject: str, lang: str) -> str:
    """The name of a folder of questions: ``market`` is "Market", and ``ccc``, which nobody can say, "CCC"."""
    name = subject.replace("-", " ")
    is_acronym = not set("aeiouy") & set(name)
    return translate(name.upper() if is_acronym else name.capitalize(), lang, SUBJECT)


def rows(count: int, lang: str) -> str:
    """``1 row``, ``9 rows``."""
    text = translations(of_texts(lang)).ngettext("%(number)s row", "%(number)s rows", count)
    return text % {"number": f"{count:,}"}


def messages(question: Question) -> Iterator[tuple[str, str]]:
    """(context, text) of everything of a question that is translated; the context may be ""."""
    yield SUBJECT, subject_name(question.subject, ENGLISH)
    for text in (question.summary, question.description, question.note, question.empty):
        yield "", text
    for parameter in question.parameters:
        yield PARAMETER, parameter_name(parameter.name, ENGLISH)
        yield "", parameter.description
    for column in columns(question):
        yield COLUMN, heading(column, ENGLISH)


def columns(question: Question) -> list[str]:
    """The variables of a question's answer, without those that hold the names of others."""
    answer = Store().query(f"{names.prefix_lines()}\n{question.text}")
    assert isinstance(answer, QuerySolutions)
    present = [variable.value for variable in answer.variables]
    return [name for name in present if not (name.endswith("Label") and name.removesuffix("Label") in present)]


def _words(variable: str) -> str:
    return _HUMP.sub(lambda hump: f" {hump[0].lower()}", variable)
