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
        # a year of long ago, by the way
        ("The model was conceived as far back as 2005. It serves 15 ports. By 2020 it grew.", "15", "2020", "2020"),
        # the day of the news is not that of the figures
        (
            "Oslo, 4 May 2015 – Inspectors in 28 ports checked 116 firms and 574 ropes in 2013-2014.",
            "28",
            "2015",
            "2013/2014",
        ),
        # the year before, in brackets
        ("2022年底有绳索450张（上年同期为400张）。", "400", "2022", "2021-12-31"),
        ("In 2022 they made 450 ropes (previous year: 400).", "400", "2022", "2021"),
        # a year of the name of an act
        ("The Harbour Act of 2008 made it. It has five Commissioners.", "five", "2015", "2015"),
        # said by the way
        ("It grew (2,892 at the end of 2014; 2,718 at the end of 2013). There were 275 fees.", "275", "2014", "2014"),
        # of so many that stood so, so many
        ("2023年全港共有船只538艘,其中渔船53艘。", "53", "2023", "2023-12-31"),
        # from one year to another nothing began; a later state is not of those years
        ("Over the period from March 2016 to January 2017 it had 40 cases.", "40", "2017", "2016-03/2017-01"),
        ("Between 2020 and 2022 it tested 9 ropes. There are 13 pilots.", "13", "2022", "2022"),
        # the year of an earlier value
        ("In 2006 it grew. More than 300 makers take part now, up from six in 1987.", "300", "2006", "2006"),
        ("The piers had 30 ropes compared with 20 in 2005 and moved.", "30", "2006", "2006"),
        # a year in brackets with its own value; what was done over the year
        ("In 2020 it grew to 212 (2019: 198).", "212", "2020", "2020"),
        ("In 2020 it grew to 212 (2019: 198).", "198", "2020", "2019"),
        ("It grew to 212 (in 2019).", "212", "2020", "2019"),
        ("截至2022年末，船坞达到145家。全年受理申请32份，其中初次申请18份。", "18", "2022", "2022"),
        # the months of last year, with no other year before them
        (
            "In 2018 it had 109, in 2017 69. Between 1 January and 31 December last year, it served 95 orders.",
            "95",
            "2018",
            "2018-01-01/2018-12-31",
        ),
        # the month of a deed, in which nothing was counted
        ("The pier passed a test ended in October 2024. It joins 16 piers.", "16", "2024", "2024"),
        ("It closed 12 piers in October 2024. It seized 40 ropes.", "40", "2024", "2024-10/2024-10"),
        # last year, in a text that names only years before its own
        ("In 2018, it burnt 7 ropes. Last year, it burnt 30 ropes while in 2018, all sank.", "30", "2020", "2019"),
        # the month before the day of the news
        ("云港局今日（8月31日）公布上月报告。检测约6000个样本。", "6000", "2021", "2021-07/2021-07"),
        ("云港局公布上月报告。检测约6000个样本。", "6000", "2021", "2021"),
        # what is added up from then on; what happened, and stands so on no day
        ("从2004年开始组织的检查已累计检查机构67家。", "67", "2010", "2004/2010"),
        ("从2004年起实行检查，机构67家。", "67", "2010", "2004"),
        ("截至2021年底有船坞90个。2021年共召回绳索26次。其中召回绳索7次。", "7", "2021", "2021"),
        # growth a year since then
        ("2023年，船坞较2013年增长176%，年均增长11.30%。", "11.30", "2023", "2013/2023"),
        # days from one to another, too many for an event, go on for the sentences behind them
        (
            "They raided the port from 1 to 30 March 2022. In all, 40 ropes were taken.",
            "40",
            "2022",
            "2022-03-01/2022-03-30",
        ),
        ("Members met on 8-10 May 2022. There were 40 ropes.", "40", "2022", "2022"),
        ("港务局亦对2017年10月1日至11月30日绳索90批进行检验,不合格绳索计有24批", "24", "2017", "2017-10-01/2017-11-30"),
        # of what is added up until then, all parts
        ("截至2023年底,已累计召回浮标84次；召回绳索48次", "48", "2023", "2023-12-31"),
        # a year's part is of the year, though an earlier sentence said how many stood so at its end
        ("截至2020年底,共有船只90艘。2020年度,收入共计2亿元。其中,大型船只共计71艘", "71", "2020", "2020"),
        # the year of a day in digits
        ("01/04/2010 本港目前有300间船坞", "300", "2010", "2010"),
        # the last years are up to the one reported on, and go on for no sentence behind theirs
        ("Over the last five years 340 ropes were cut. There are 12 boats.", "340", "2023", "2019/2023"),
        ("Over the last five years 340 ropes were cut. There are 12 boats.", "12", "2023", "2023"),
        ("2015年以来，制定港口标准45项。", "45", "2023", "2015/2023"),
        ("它自2015年起运行，有船坞45个。", "45", "2023", "2023"),
        ("今年上半年，检查船坞340家。", "340", "2023", "2023-01/2023-06"),
        # the year of a law
        ("根据2008年颁布的《港口法》，检查船坞340家。", "340", "2023", "2023"),
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
