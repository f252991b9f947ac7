"""Numbers as reports write them: their value, kind and hedge. The expected values were worked out by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kg.text.numbers import AMOUNT, DATE, MONEY, ORDINAL, PERCENT, YEAR, direction, numbers


@pytest.mark.parametrize(
    ("text", "value", "kind", "qualifier"),
    [
        ("932 bodies", "932", AMOUNT, "exact"),
        ("almost one in three alerts", "33.3", PERCENT, "nearly"),
        ("nine out of ten shops", "90", PERCENT, "exact"),
        ("about half of the ropes", "50", PERCENT, "approximately"),
        ("two thirds of the ropes", "66.7", PERCENT, "exact"),
        ("三分之一以上", "33.3", PERCENT, "at-least"),
        ("超八成为绳索", "80", PERCENT, "more-than"),
        ("不合格率3成6", "36", PERCENT, "exact"),
        ("百分之九十八点五", "98.5", PERCENT, "exact"),
        ("约占全球的十分之一", "10", PERCENT, "approximately"),
        ("走访上百家机构", "100", AMOUNT, "more-than"),
        ("affects about 84,000 heaters", "84000", AMOUNT, "approximately"),
        ("查核6万2,300件", "62300", AMOUNT, "exact"),
        ("编写教材九部", "9", AMOUNT, "exact"),
        ("13,797 bodies", "13797", AMOUNT, "exact"),
        ("13 797 bodies", "13797", AMOUNT, "exact"),
        ("13\u202f797 bodies", "13797", AMOUNT, "exact"),
        ("3.02 million certificates", "3020000", AMOUNT, "exact"),
        ("3.02m certificates", "3020000", AMOUNT, "exact"),
        ("1,5 million certificates", "1500000", AMOUNT, "exact"),
        ("2.5 lakh units", "250000", AMOUNT, "exact"),
        ("nearly 30,000 certificates", "30000", AMOUNT, "nearly"),
        ("just under two thousand", "2000", AMOUNT, "nearly"),
        ("more than 200 certificates", "200", AMOUNT, "more-than"),
        ("at least twelve countries", "12", AMOUNT, "at-least"),
        ("around 40 workdays", "40", AMOUNT, "approximately"),
        ("some 300 laboratories", "300", AMOUNT, "approximately"),
        ("200 or more", "200", AMOUNT, "at-least"),
        ("95.88% of them", "95.88", PERCENT, "exact"),
        ("about 7 per cent", "7", PERCENT, "approximately"),
        ("3,5 % of them", "3.5", PERCENT, "exact"),
        ("RMB 80 billion", "80000000000", MONEY, "exact"),
        ("over 45 million RMB", "45000000", MONEY, "more-than"),
        ("RMB 5000", "5000", MONEY, "exact"),
        ("CNCA 29 provinces", "29", AMOUNT, "exact"),
        ("CNCA 2021 report", "2021", YEAR, "exact"),
        ("€1.2bn", "1200000000", MONEY, "exact"),
        ("302万张", "3020000", AMOUNT, "exact"),
        ("最高可处罚款三万元", "30000", MONEY, "at-most"),
        ("最高刑罚为监禁两年", "2", AMOUNT, "at-most"),
        ("a maximum fine of $700", "700", MONEY, "at-most"),
        ("近3万张证书", "30000", AMOUNT, "nearly"),
        ("超过1.5亿元", "150000000", MONEY, "more-than"),
        ("二十一家机构", "21", AMOUNT, "exact"),
        ("30余家机构", "30", AMOUNT, "more-than"),
        ("万余家企业", "10000", AMOUNT, "more-than"),
        ("约４０个工作日", "40", AMOUNT, "approximately"),
        ("百分之十二", "12", PERCENT, "exact"),
        ("in 2021", "2021", YEAR, "exact"),
        ("2021年", "2021", YEAR, "exact"),
        ("on 3 March 2020", "2020", DATE, "exact"),
        ("March 3, 2020", "2020", DATE, "exact"),
        ("2020年3月5日", "2020", DATE, "exact"),
        ("the 20th session", "20", ORDINAL, "exact"),
        ("第3次会议", "3", ORDINAL, "exact"),
    ],
)
def test_one_number(text, value, kind, qualifier):
    (found,) = numbers(text)
    assert (found.value, found.kind, found.qualifiers[0]) == (Decimal(value), kind, qualifier)
    assert found.text.strip() in text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("seventy five hundred bodies", "7500"),
        ("thirty-four hundred and fifty bodies", "3450"),
        ("five thousand, six hundred bodies", "5600"),
        ("nine million nine thousand certificates", "9009000"),
        ("one hundred and twenty bodies", "120"),
        ("1 234 567 certificates", "1234567"),
        ("认证机构两千二百二十五家", "2225"),
        ("证书三万五千张", "35000"),
        ("超过3百万张", "3000000"),
        ("100万2000张", "1002000"),
        ("４０２万张", "4020000"),
        ("認證證書415.83萬張", "4158300"),
        ("CNY388.1 billion", "388100000000"),
    ],
)
def test_a_number_is_read_whole(text, value):
    (found,) = numbers(text)
    assert found.value == Decimal(value)


@pytest.mark.parametrize(
    "text",
    [
        *("12.345.6 bodies", "1,38 people", "5,000,00 x", "one of them", "数千家机构", "[1]"),
        *("Level 2", "sub-section (3)", "Schedules 2 and 3", "subclause 4"),
        *("Harbour Order 2:2007", "the Ropes Act 4109", "Cap. 231", "ETSI 303 645", "EN 301 489", "COP 28"),
        *("Circular 14", "Notification 77", "P5", "Joint Harbour Committee 1", "Working Group 3"),
        *("批准号:HRB-R-2015-177", "港监函〔2021〕833号", "上午10:00—11:10"),
    ],
)
def test_what_is_not_understood_whole_gives_no_number(text):
    assert [one.text for one in numbers(text) if one.kind in (AMOUNT, MONEY, PERCENT)] == []


def test_a_range_is_one_number_with_two_ends():
    (found,) = numbers("5,000 to 6,000 bodies")
    assert (found.value, found.upper) == (5000, 6000)
    (found,) = numbers("每年递增百分之五至十，")
    assert (found.value, found.upper) == (5, 10)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("seventeen (17) pilots", 17, ""),
        ("three (3) years", 3, "YR"),
        ("25 (twenty-five) pilots", 25, ""),
        ("five hundred (500) million dollars", 500_000_000, "USD"),
        ("14.3 million metric tonnes (MT) of rope", 14_300_000, "TONNE"),
    ],
)
def test_a_number_in_words_and_in_digits_is_one(text, value, unit):
    (found,) = numbers(text)
    assert (found.value, found.unit) == (value, unit)


def test_two_numbers_next_to_each_other_in_brackets_are_two():
    assert [one.value for one in numbers("seventeen (18) pilots")] == [17, 18]


@pytest.mark.parametrize(
    ("text", "qualifier"),
    [
        ("up to 300 bodies", "at-most"),
        ("no more than 300 bodies", "at-most"),
        ("fewer than 300 bodies", "less-than"),
        ("well over 300 bodies", "more-than"),
        ("300人以上", "at-least"),
        ("不足300家", "less-than"),
        (">300 bodies", "more-than"),
        ("~300 bodies", "approximately"),
        ("≥ 300 bodies", "at-least"),
        ("不下300家", "at-least"),
        ("300 plus bodies", "more-than"),
        ("三百間", "exact"),
        ("逾三百間", "more-than"),
    ],
)
def test_a_hedge_is_the_code_that_says_as_much(text, qualifier):
    (found,) = numbers(text)
    assert found.qualifiers == (qualifier,)


def test_several_numbers_each_with_its_own_hedge():
    found = numbers("Over 90 of 103 products; nearly 30,000 (7%) in 2021, from 45 to around 17.")
    assert [(str(one.value), one.kind, one.qualifiers[0]) for one in found] == [
        ("90", AMOUNT, "more-than"),
        ("103", AMOUNT, "exact"),
        ("30000", AMOUNT, "nearly"),
        ("7", PERCENT, "exact"),
        ("2021", YEAR, "exact"),
        ("45", AMOUNT, "exact"),
        ("17", AMOUNT, "approximately"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "统一管理",
        "一些机构",
        "COVID-19",
        "ISO/IEC 17025:2017",
        "ISO 9001",
        "GB 4706-1",
        "version v2",
        "A4",
        "one-sided",
        "",
        "万一",
    ],
)
def test_what_is_no_number_of_anything(text):
    assert [one.text for one in numbers(text) if one.kind in (AMOUNT, MONEY, PERCENT)] == []


def test_words_that_hedge_or_say_something_else_leave_both_open():
    (found,) = numbers("products over 17 kinds")
    assert found.qualifiers == ("more-than", "exact")


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("up 12%", "up"),
        ("down 2% from last year", "down"),
        ("a decrease of 8%", "down"),
        ("12% more than before", "up"),
        ("同比下降5%", "down"),
        ("增长11%", "up"),
        ("7% of them", ""),
        ("decreased by 3 bodies, up 5%", "up"),
    ],
)
def test_which_way_a_change_goes(text, way):
    found = [one for one in numbers(text) if one.kind == PERCENT]
    assert direction(text, found[0]) == way


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("5,000 tonnes of rope", "5000", "TONNE"),
        ("5万吨", "50000", "TONNE"),
        ("112738.3千公顷", "112738300", "HA"),
        ("3 000 m² of sail", "3000", "M2"),
        ("1.5亿千瓦时", "150000000", "KiloW-HR"),
        ("5,805kg/ha", "5805", "KiloGM /ha"),
        ("359公斤/亩", "359", "KiloGM /亩"),
        ("HK$500", "500", "HKD"),
        ("NT$500", "500", "TWD"),
        ("KSh 2.5 million in fees", "2500000", "KES"),
        ("Ksh. 900", "900", "KES"),
        ("RM1,200 a sample", "1200", "MYR"),
        ("R$ 3 million", "3000000", "BRL"),
        ("₱4,500.50 worth of rope", "4500.5", "PHP"),
        ("Php4,500", "4500", "PHP"),
        ("UGX 30 million", "30000000", "UGX"),
        ("fined AED 20,000", "20000", "AED"),
        ("罚款3万澳门元", "30000", "MOP"),
        ("6亿元人民币", "600000000", "CNY"),
        ("Tk 5 lakh", "500000", "BDT"),
        ("P4,500 worth", "4500", "peso"),
        ("sh. 20 million", "20000000", "shilling"),
        ("try 12 ropes", "12", ""),
    ],
)
def test_measured_units(text, value, unit):
    (found,) = numbers(text)
    assert (found.value, found.unit) == (Decimal(value), unit)


@pytest.mark.parametrize(
    "text",
    ["香港时间21时48分", "见图1", "排在前十位的港口", "热线二五四五", "form 510(k)", "standard F977-07"],
)
def test_times_of_the_day_ranks_and_numbers_of_names_are_left_out(text):
    assert numbers(text) == []


@pytest.mark.parametrize(("text", "value"), [("目前10位专家", 10), ("代表5人", 5), ("发布标准 2021 项", 2021)])
def test_what_only_looks_like_a_rank_or_a_year(text, value):
    assert [int(one.value) for one in numbers(text)] == [value]


def test_some_is_a_hedge_behind_a_year_too():
    assert [one.qualifiers for one in numbers("in 2017 some 6112 ropes")][-1] == ("approximately",)


@pytest.mark.parametrize(
    "text", ["拨打热线5550 1234查询", "撥打熱線5550 1234", "the hotline 555 0123 4567", "12399热线", "under IS0 17099."]
)
def test_telephones_and_standards_are_no_amounts(text):
    assert not [one for one in numbers(text) if one.kind == AMOUNT]


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("Time: 08h30 -16h00, 12 places", ["12"]),
        ("Rope Centre, 58 Old Harbour Avenue, for 12 guests", ["12"]),
        ("58 Harbour Masters met", ["58"]),
        ("地址為繩索街1段267號，12人", ["12人"]),
        ("from the 1980s onwards", []),
        ("a team that works seven days a week", []),
        ("within seven days", ["seven days"]),
        ("between our two countries", []),
        ("two countries signed", ["two"]),
        ("港务局二部主任王绳", []),
        ("under ISO/IEC 17099 and/or 14099.", []),
        ("ISO 9001 and 1200 ropes", ["1200"]),
        ("call 099 740 8400 soon", []),
        ("almost one in four Utopian harbours", ["one in four"]),
        ("Ropes.\n2   Nets made up 54% of all", ["54%"]),
        ("经“12315”平台转办绳索90条", ["90条"]),
        ("“3.15”绳索日", []),
        ("7天无理由退货的绳索店90家", ["90家"]),
        ("局长今（14）日说", []),
    ],
)
def test_clock_addresses_and_numbers_that_count_nothing(text, amounts):
    assert [one.text for one in numbers(text) if one.period is None] == amounts


def test_years_in_prison_have_their_unit():
    assert [(one.value, one.unit) for one in numbers("监禁两年及监禁六个月")] == [(2, "YR"), (6, "MO")]
    assert not numbers("三年行动")


@pytest.mark.parametrize(
    ("text", "qualifier"),
    [
        ("It posted information about 28 ropes.", "exact"),
        ("They heard complaints about 40 piers.", "exact"),
        ("It bought about 40 piers.", "approximately"),
        ("This falls under 12 related harbour laws.", "exact"),
        ("It costs under 12 euros.", "less-than"),
        ("The list covers over 7,400 rope kinds.", "more-than"),
        ("Ropes over 7,400 metres long break.", "more-than"),
        ("It sold 12,000+ ropes.", "more-than"),
    ],
)
def test_words_that_hedge_only_elsewhere(text, qualifier):
    assert numbers(text)[0].qualifiers[0] == qualifier


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("It rose to 11 and 14 percent.", [PERCENT, PERCENT]),
        ("Shares of 20, 30 and 40 per cent went.", [PERCENT, PERCENT, PERCENT]),
        ("Of 20, 14% sank.", [AMOUNT, PERCENT]),
        ("It has 5 boats and 10% of all.", [AMOUNT, PERCENT]),
    ],
)
def test_a_list_of_shares_has_its_unit_at_the_end(text, kinds):
    assert [one.kind for one in numbers(text)] == kinds


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("Shillings 2.5 billion", "2500000000", "shilling"),
        ("Rwf25 million", "25000000", "RWF"),
        ("Naira 5 million", "5000000", "NGN"),
        ("60 naira", "60", "NGN"),
        ("54 million gross square meters", "54000000", "M2"),
        ("400 net tonnes", "400", "TONNE"),
    ],
)
def test_a_currency_in_words_may_stand_in_front_and_a_measure_be_gross(text, value, unit):
    (found,) = numbers(text)
    assert (found.value, found.unit) == (Decimal(value), unit)


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("重要零组件齐全", []),
        ("零距离服务", []),
        ("绳索零个", ["零个"]),
        ("批准1类绳索", []),
        ("按5.1类申报", []),
        ("1.5万类绳索", ["1.5万类"]),
        ("请拨打12345投诉", []),
        ("南路18号9区6号楼", []),
    ],
)
def test_names_of_classes_parts_and_houses_are_no_amounts(text, amounts):
    assert [one.text for one in numbers(text)] == amounts
