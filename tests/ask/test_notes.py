"""What stands under an answer: that a list is not complete, or why there are no rows."""

from __future__ import annotations

import json

import pytest
import samples

from kg.ask import library
from kg.ask.render import Screen, render
from kg.store.oxigraph import OxigraphGraph

NO_REGISTER = (
    "No register is loaded. `kg import TABLE --mapping NAME --store DIR` makes a store of one, and --store DIR asks it."
)
INCOMPLETE = "This list is incomplete, because no numbered list was available; ccc-body-counts gives their number."


@pytest.mark.parametrize(
    ("question", "given", "first"),
    [
        ("certificate", {}, NO_REGISTER),
        ("enterprises-named", {"text": "zebra"}, NO_REGISTER),
        (
            "ccc-product",
            {"product": "zebra"},
            "Nothing matches “zebra”. A search for a part of it, or another word, may find similar names.",
        ),
        (
            "partners",
            {"agency": "cnab"},
            "Nothing is known about this for China National Accreditation Board for Certifiers: "
            "none of the sources in the graph mentions it.",
        ),
        (
            "easier",
            {"year": "1990"},
            "Nothing is known about this for 1990: none of the sources in the graph mentions it.",
        ),
        ("orphans", {}, "There is none."),
    ],
)
def test_an_empty_answer_says_why(graph, question, given, first):
    answer = library.ask(graph, question, given)
    assert (len(answer), answer.notes[0]) == (0, first)


def test_where_registers_are_loaded_it_is_they_that_hold_nothing(graph):
    joined = OxigraphGraph([*graph.quads(), *samples.certificates()])
    answer = library.ask(joined, "enterprises-named", {"text": "zebra"})
    assert answer.notes == ("The loaded registers contain nothing that matches zebra.",)
    assert library.ask(joined, "enterprises-named", {"text": "lamp"}).notes == ()


def test_a_list_that_is_not_complete_says_so_with_rows_and_without(graph):
    assert library.ask(graph, "ccc-bodies").notes == (INCOMPLETE,)
    listed, none = (library.ask(graph, "ccc-product", {"product": text}) for text in ("power bank", "zebra"))
    assert listed.notes[0].startswith("The list is incomplete")
    assert none.notes[1:] == listed.notes


def test_every_question_about_an_incomplete_list_has_a_note(graph):
    for name in ("ccc-list", "ccc-product", "ccc-by-route", "ccc-standards", "by-province", "memberships"):
        assert library.find(name).note, name


def test_notes_come_in_the_language_of_the_answer(graph):
    assert library.ask(graph, "orphans", lang="zh").notes == ("没有。",)


def test_tables_markdown_and_json_show_notes(graph):
    answer = library.ask(graph, "ccc-bodies")
    assert render(answer, "table", Screen()).splitlines()[-1] == INCOMPLETE
    assert render(answer, "md").splitlines()[-1] == INCOMPLETE
    assert json.loads(render(answer, "json"))["notes"] == [INCOMPLETE]
    assert INCOMPLETE not in render(answer, "csv")
