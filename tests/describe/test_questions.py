"""Which question plain words mean, and which values they give to its parameters."""

from __future__ import annotations

import pytest

from kg.describe.questions import Questions, clearly

#: Words that mean one question, and the values that they name. Written from what a person would ask.
CLEAR = {
    "which products need CCC": ("ccc-list", {}),
    "Which products need CCC?": ("ccc-list", {}),
    "does a power bank need CCC": ("ccc-product", {"product": "power bank"}),
    "who partners with ANSI": ("partners", {"agency": "ansi"}),
    "partners of the Ministry of Commerce of China": ("partners", {"agency": "mofcom"}),
    "what became of AQSIQ": ("became", {"body": "aqsiq"}),
    "who recognises CNAS": ("who-recognises", {"body": "cnas"}),
    "what got easier in 2021": ("easier", {"year": "2021"}),
    "what was cancelled": ("cancelled", {}),
    "when is CCC not required": ("ccc-exemptions", {}),
    "who may issue CCC certificates": ("ccc-bodies", {}),
    "how many bodies are designated for CCC": ("ccc-body-counts", {}),
    "how many certificates does each scheme have": ("scheme-certificates", {}),
    "which acts were in force on 2022-01-01": ("law-on-date", {"date": "2022-01-01"}),
    "agreements with Korea": ("agreements-of", {"party": "south-korea"}),
    "what does green product certification cover": ("scheme-coverage", {"scheme": "green-product"}),
    "which time limits were shortened": ("time-limits", {}),
    "certificates by province": ("by-province", {}),
    "where do sources disagree": ("disagreements", {}),
    "what is being piloted": ("progress", {}),
    "how long is a CCC certificate valid": ("ccc-validity", {}),
    "which lists are incomplete": ("incomplete-lists", {}),
    "members of the ILAC MRA": ("arrangement-members", {"arrangement": "ilac-mra"}),
    "exemption": ("ccc-exemptions", {}),
    "which laws are about CCC": ("law-about", {"subject": "ccc"}),
    "who administers which scheme": ("scheme-administrators", {}),
    "how are mfds and ansi connected": ("connections", {"start": "mfds", "end": "ansi"}),
    "how are ansi and mfds connected": ("connections", {"start": "ansi", "end": "mfds"}),
    "what changed between 2024-01-01 and 2025-12-31": (
        "changed-between",
        {"since": "2024-01-01", "until": "2025-12-31"},
    ),
    "where is haccp mentioned": ("where-said", {"entity": "haccp"}),
    "standards for testing laboratories": ("standards-for", {"kind": "organisation-kind/testing-laboratory"}),
}
#: Words that may mean several, and the question that should be listed first.
UNCLEAR = {
    "in which arrangements is CNAS": "memberships",
    "how did the number of certification bodies change over the years": "indicator-over-years",
    "what is HACCP called in Chinese": "names",
    "which products may be self-declared": "ccc-by-route",
}


@pytest.fixture(scope="module")
def questions(graph):
    return Questions(graph)


@pytest.mark.parametrize("words", CLEAR)
def test_plain_words_mean_a_question_and_name_its_values(questions, words):
    found = questions.find(words)
    meant = clearly(found)
    assert meant is not None, [(one.question.name, one.score) for one in found[:3]]
    assert (meant.question.name, dict(meant.given)) == CLEAR[words]


@pytest.mark.parametrize("words", UNCLEAR)
def test_words_that_may_mean_several_are_not_answered(questions, words):
    found = questions.find(words)
    assert clearly(found) is None
    assert found[0].question.name == UNCLEAR[words]


@pytest.mark.parametrize("words", ["", "  ", "purple elephants", "x" * 10_000, "?", "\ud800"])
def test_other_words_mean_none(questions, words):
    assert clearly(questions.find(words)) is None


def test_names_alone_are_not_a_question(questions):
    assert clearly(questions.find("haccp korea")) is None


def test_checks_are_not_found(questions):
    assert not [one for one in questions.find("which lists are incomplete") if one.question.subject == "checks"]
