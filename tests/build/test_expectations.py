"""How many records of a class are expected; what is wrong with the file itself is tried in test_validation.py."""

from __future__ import annotations

import pytest
from support import trig

from kg.build import expectations

TUGS = trig("""
source:log {
  id:ada a cr:Tug, cr:Vessel . id:bo a cr:Tug, cr:Vessel . id:cy a cr:Vessel .
}
<https://w3id.org/certreg/source/log/2> { id:ada a cr:Tug, cr:Vessel }
<https://w3id.org/certreg/derived/wrecked> { id:dee a cr:Tug }
""")


@pytest.mark.parametrize(
    ("least", "most", "message"),
    [
        (2, 2, None),
        (0, 2, None),
        (2, 9, None),
        (3, 9, "2 of class Tug, expected at least 3 (the yard has so many)"),
        (0, 1, "2 of class Tug, expected at most 1 (the yard has so many)"),
    ],
)
def test_a_thing_counts_once_and_what_a_rule_derived_not_at_all(write, harbour, tmp_path, least, most, message):
    write(
        {
            expectations.FILE: f"""\
expectations:
- class: Tug
  least: {least}
  most: {most}
  reason: the yard has so many
"""
        }
    )
    problems = expectations.unmet(tmp_path / expectations.FILE, harbour, TUGS)
    assert [str(problem) for problem in problems] == ([f"{expectations.FILE}:2:3: {message}"] if message else [])


def test_sub_classes_count_and_a_class_nobody_is_of_counts_as_none(write, harbour, tmp_path):
    write(
        {
            expectations.FILE: """\
expectations:
- {class: Vessel, least: 3, most: 3, reason: r}
- {class: Voyage, least: 1, most: 9, reason: sailed}
"""
        }
    )
    problems = expectations.unmet(tmp_path / expectations.FILE, harbour, TUGS)
    assert [problem.message for problem in problems] == ["0 of class Voyage, expected at least 1 (sailed)"]
