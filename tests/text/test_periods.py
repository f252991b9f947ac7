"""Dates and periods as reports write them; the expected labels were worked out by hand."""

from __future__ import annotations

import pytest

from kg.text.periods import days, periods


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("at the end of 2016, we serve 36 members", ["2016-12-31"]),
        ("on the 31st of January 2001", ["2001-01-31"]),
        ("on 8-10 March and 8-10 November 2023", ["--03-08/--03-10", "2023-11-08/2023-11-10"]),
        ("from 407 in 2014 to 1,038 in 2025", ["2014", "2025"]),
        ("by the end of the 13th Five-Year Plan", ["2020-12-31"]),
        ("during the 13th Five-Year Plan period", ["2016/2020"]),
        ("2022—2024年平均合格率", ["2022/2024"]),
        ("抽查2022—2024年平均合格率", ["2022/2024"]),
        ("截至二〇二三年底", ["2023-12-31"]),
        ("二○○九年五月二十日", ["2009-05-20"]),
        ("二零零四年四月成立", ["2004-04"]),
        ("二零三一年五月底", ["2031-05-31"]),
        ("二零三一年五月三日至六月五日", ["2031-05-03/2031-06-05"]),
        ("二零三一年五月三日至五日", ["2031-05-03/2031-05-05"]),
        ("两三月的月报", []),
        ("民國八十九年三月成立", ["2000-03"]),
        ("民國一一二年十月十日", ["2023-10-10"]),
        ("民国一百零九年", ["2020"]),
        ("民國98年2月18日", ["2009-02-18"]),
        ("民國105年底", ["2016-12-31"]),
        ("民國年間", []),
        ("今日(十二月十四日)", ["--12-14"]),
        ("其中三月内", []),
        ("2020年度共计255家", ["2020"]),
        ("“十四五”期间", ["2021/2025"]),
        ("the first half of 2023", ["2023-01/2023-06"]),
        ("since 1995, 145 members", ["1995"]),
        ("World Standards Day 2025 celebration", ["2025"]),
        ("the year ended 31 March 2023", ["2022-04-01/2023-03-31"]),
        ("the 12 months to June 2020", ["2019-07-01/2020-06-30"]),
        ("spanned October 2011 to September 2012", ["2011-10/2012-09"]),
        ("2023年1月至6月", ["2023-01/2023-06"]),
        ("In the fourth quarter 2012, they", ["2012-10/2012-12"]),
        ("In the third quarter, they", ["--07/--09"]),
        ("at the end of June, they", ["--06-30"]),
        ("前三季度", ["--01/--09"]),
        ("2019年首三季", ["2019-01/2019-09"]),
        ("2019年首半年", ["2019-01/2019-06"]),
        ("首十个月", ["--01/--10"]),
        ("首季", ["--01/--03"]),
        ("首三家机构", []),
        ("between 1 July 2023 and 30 June 2024", ["2023-07-01/2024-06-30"]),
        ("from May 3, 2020 to May 2, 2021", ["2020-05-03/2021-05-02"]),
        ("2023年7月1日至2024年6月30日", ["2023-07-01/2024-06-30"]),
        ("3月5日至7日", ["--03-05/--03-07"]),
        ("一至三季度共检查", ["--01/--09"]),
        ("2018年1—3季度", ["2018-01/2018-09"]),
        ("於112-113年度辦理", ["2023/2024"]),
        ("3月29日—4月2日", ["--03-29/--04-02"]),
        ("3月5日、7日", ["--03-05", "---07"]),
        ("its rope register for 2023-24.", ["2023/2024"]),
        ("from April 2 to May 9, 2021", ["2021-04-02/2021-05-09"]),
        ("April 2 – April 30, 2021", ["2021-04-02/2021-04-30"]),
        ("between 2 April and 9 May 2021", ["2021-04-02/2021-05-09"]),
        ("民國112年", ["2023"]),
        ("110年7月底止", ["2021-07-31"]),
        ("超过112年", []),
        ("a total of 2,021 certificates", []),
        ("ISO 9001:2015", []),
        ("we may 3 times", []),
    ],
)  # fmt: skip
def test_each_period_has_its_label(text, labels):
    assert [one.label for one in periods(text)] == labels


@pytest.mark.parametrize(
    ("label", "interval"),
    [
        ("2016/2020", "2016-01-01/2020-12-31"),
        ("2023-01/2023-06", "2023-01-01/2023-06-30"),
        ("2024-02", "2024-02-01/2024-02-29"),
    ],
)
def test_an_interval_has_its_first_and_last_day(label, interval):
    assert days(label) == interval


def test_a_year_of_two_digits_counts_from_1911_in_traditional_characters_only():
    """99年5月5日 is a day of 2010 on Taiwan; in simplified characters it is none that is sure."""
    assert [one.label for one in periods("稽核機構自99年5月5日成立")] == ["2010-05-05"]
    assert [one.label for one in periods("稽核机构自99年5月5日成立")] == ["--05-05"]


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        # so many years back
        ("Over the last five years", ["-4/0"]),
        ("in the past 12 years", ["-11/0"]),
        ("over the past decade", ["-9/0"]),
        ("The past two decades", ["-19/0"]),
        ("近三年", ["-2/0"]),
        ("过去五年", ["-4/0"]),
        ("五年来，", ["-4/0"]),
        ("近10年来", ["-9/0"]),
        ("近三年的经验", []),
        ("连续三年", []),
        ("last week", []),
        # from then on
        ("since June 2018", ["2018-06"]),
        ("2015年以来", ["2015"]),
        ("自2015年以来，", ["2015"]),
        ("自2015年5月1日起施行", ["2015-05-01"]),
        ("“十四五”以来", ["2021"]),
        ("“十四五”期间", ["2021/2025"]),
        # parts of a year that is not named
        ("In the first half, all", ["--01/--06"]),
        ("in the first half of the match", []),
        ("in the first seven months of this year", ["--01/--07", "0"]),
        ("In the first three months, all", ["--01/--03"]),
        ("in the first three months of operation", []),
        ("during H1, all", ["--01/--06"]),
        ("in Q3, all", ["--07/--09"]),
        ("今年上半年", ["0", "--01/--06"]),
        ("每年上半年", []),
        ("第一季合共", ["--01/--03"]),
        # of one that is
        ("nine months ended 30 September 2023", ["2023-01/2023-09"]),
        ("the six months to March 2024", ["2023-10/2024-03"]),
        ("in mid-2017", ["2017-06/2017-06"]),
        ("from January to October this 2022", ["2022-01/2022-10"]),
        ("last month", ["-1M"]),
        ("公布上月结果", ["-1M"]),
        ("上个月同期", []),
        ("this past year", ["-1"]),
    ],
)
def test_parts_of_years_and_several_years(text, labels):
    assert [one.label for one in periods(text)] == labels
