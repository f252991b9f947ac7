"""The period of each figure is that of its clause, sentence or text; the sentences are made up."""

from __future__ import annotations

import pytest

from kg.extract.figures.reference_period import Periods, main_year
from kg.text.numbers import numbers
from kg.text.periods import periods


def period_of(text: str, value: str, year: str) -> str:
    """The period of the first number of a text that is written so; its sentence begins behind the mark before it."""
    read = numbers(text)
    number = next(one for one in read if one.text.startswith(value))
    marks = (". ", "。", "；")
    low = max((place + len(mark) for mark in marks if (place := text.rfind(mark, 0, number.start)) >= 0), default=0)
    high = min((place for mark in marks if (place := text.find(mark, number.end)) >= 0), default=len(text))
    others = [one for one in read if low <= one.start < high and one is not number and one.period is None]
    found = Periods(text, [one.period for one in read if one.period is not None], year)
    return found.of(number, low, high, others, 0)


@pytest.mark.parametrize(
    ("text", "value", "year", "period"),
    [
        # a year that is compared with is not that of the sentence, nor of the next
        ("The area was 90 hectares in 2021, up 0.7% from 2020. Reeds had 12 hectares.", "12", "2021", "2021"),
        # the day of the news is not that of the figures
        (
            "Oslo, 4 May 2015 – Inspectors in 28 ports checked 116 firms and 574 ropes in 2013-2014.",
            "28",
            "2015",
            "2013/2014",
        ),
        # a year of the name of an act
        ("The Harbour Act of 2008 made it. It has five Commissioners.", "five", "2015", "2015"),
        # said by the way
        ("It grew (2,892 at the end of 2014; 2,718 at the end of 2013). There were 275 fees.", "275", "2014", "2014"),
        # of so many that stood so, so many
        ("2023年全港共有船只538艘,其中渔船53艘。", "53", "2023", "2023-12-31"),
        # a plan goes on behind a semicolon
        ("到“十三五”末,修订标准90项；普及率提高到30%。", "30", "2015", "2020-12-31"),
    ],
)
def test_the_period_of_a_figure(text, value, year, period):
    assert period_of(text, value, year) == period


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("All agreed in 2024. In May 2024 it was set up. From 15 to 24 October 2025 and in May 2025 all met.", "2025"),
        ("自2010年5月5日成立以来,查获112件。", "2010"),
    ],
)
def test_the_year_of_a_text(text, year):
    assert main_year(periods(text), text) == year
