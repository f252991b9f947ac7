"""What a number counts, in the words of the text; the sentences are made up."""

from __future__ import annotations

import pytest
import yaml

from kg.extract import rule_compiler
from kg.extract.figures.counted import Counting
from kg.text.numbers import numbers


@pytest.fixture(scope="module")
def counting():
    tables: dict[str, dict] = {}
    for path in sorted(rule_compiler.RULES.glob("*.yaml")):
        for name, rows in yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader).items():
            if isinstance(rows, dict):
                tables.setdefault(name, {}).update(rows)
    classes: dict[str, set[str]] = {}
    for name, languages in tables["words"].items():
        for listed in languages.values():
            for word in listed:
                for form in rule_compiler.forms(str(word)):
                    classes.setdefault(form.casefold(), set()).add(name)
    return Counting(tables, {word: frozenset(names) for word, names in classes.items()})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Then 42 from chemical products, and 27 from glass products, have to float.", "chemical products"),
        ("Of the ropes, 85 from the north are new.", "ropes"),
        ("There were 724 approved harbour bodies nationwide.", "approved harbour bodies"),
        ("Over 15,600 pilot bodies, over 810 rope makers were listed.", "pilot bodies"),
        ("Ropes (36%) were the most reported.", "Ropes"),
        ("The output value of the rope trade reached 388 billion yuan.", "output value of the rope trade"),
        ("97% of notified ropes contained tar.", "notified ropes"),
        ("Out of 66 items inspected, 14 failed to float.", "items inspected"),
        ("Signed by 34 (out of 36) Full Members so far.", "Full Members"),
        ("The rate was alarmingly low at 21.1%.", "rate"),
        ("绳索类:共26件,按类别分。", "绳索类"),
        ("所通报之不合格绳索信息,共有59则,详情如下。", "所通报之不合格绳索信息"),
        ("对绳索、浮标等17大类103种产品依法", "产品大类"),
        ("港口机构2023年度收入总额503亿元", "港口机构收入总额"),
        ("港口机构共计724家", "港口机构"),
        ("73家港口机构累计发放证书", "港口机构"),
        ("大型港口机构(300人以上)共计71家", "大型港口机构"),
        ("较多的依次是浮标检验(157家)", "浮标检验"),
        ("对全国31个省(区、市)", "省"),
        ("从业人员15.6万人", "从业人员"),
        ("绳索12件及浮标7件", "绳索"),
        ("抽查18家企业生产的绳索", "企业"),
        ("A 3 percent rise in boat fires", "rise in boat fires"),
        ("Of these, 40 are hemp ropes", "hemp ropes"),
        ("Rope output rose 0.9% to 40 tonnes", "Rope output"),
        ("Yield increased 1.2% year-on-year with care", "Yield"),
        ("浮标机构41家,占机构总量的77.8%", "浮标机构占机构总量的"),
        ("备案浮标标准44项,绳索标准40项", "备案绳索标准"),
        ("新增55家企业自我声明公开37项标准", "企业自我声明公开标准"),
    ],
)
def test_the_noun_with_its_modifiers(counting, text, words):
    found = numbers(text)
    last = ("以上", "年度", "rose", "占", "备案", "公开")
    number = found[-1] if any(word in text for word in last) else found[0]
    others = [one for one in found if one is not number]
    assert counting.of(text, number, 0, len(text), others).words == words


@pytest.mark.parametrize(
    ("text", "value", "words"),
    [
        # of what there is more or less; a case is one of something
        ("Wrecks at sea fell by 168 cases (17.7%) from 947 cases to 779 cases.", "779", "Wrecks at sea"),
        ("Ropes grew, and wreck reports dropped by 119 cases from 620 to 501 cases.", "620", "wreck reports"),
        ("In 2020, the number of tarred ropes rose sharply from 620 to 701.", "701", "tarred ropes"),
        ("Ropes sank by 3 and boats declined from 9 to 4.", "4", "boats"),
        ("Seasickness was lower at 24 cases in ports.", "24", "Seasickness cases"),
        ("Tar was involved in 24 cases.", "24", "cases"),
        ("They rose from 620 to 701 ropes.", "701", "ropes"),
        # the value of goods, and no sum of its own
        ("It burnt over $2 million fake products.", "$2 million", "value of fake products"),
        ("It burnt $300 worth of buoys.", "$300", "value of buoys"),
        ("It set a $2 million fine.", "$2 million", "fine"),
        # a share of the same as the share before it
        (
            "Some 40 per cent of ropes came from makers and 20 per cent from other sellers.",
            "20 per cent",
            "ropes from other sellers",
        ),
        ("In 2019, 19 such ropes were sold.", "19", "ropes"),
        ("It had 1,204 wrecks: 640 on reefs, 310 on piers and 254 on wide beaches.", "640", "wrecks on reefs"),
        ("It had 1,204 wrecks: 640 on reefs, 310 on piers and 254 on wide beaches.", "254", "wrecks on wide beaches"),
        ("Of 39 ropes, 28 were from makers and 11 from old sellers.", "11", "ropes from old sellers"),
        ("More than half of the ropes (56%) concerned sailors.", "56%", "ropes"),
        ("By 2018, 96 ropes from 54 ports were sold for trade, 80 for games.", "80", "ropes for games"),
        ("It took 40 tarred ropes valued at £300.", "40", "tarred ropes"),
        ("The number of piers remained stable at 145.", "145", "number of piers"),
        ("抽查了120批次绳索，经检验，有14批次不合格。", "14批次", "绳索不合格"),
        ("共收到投诉8600宗，较2021年的7900宗上升9%。", "7900宗", "收到投诉"),
        # further things that the same number counts, and what they did
        ("包括约3,300个绳索、浮标及其制品样本；", "3,300个", "绳索、浮标及其制品样本"),
        ("对1800余名船长、水手和技术人员进行培训", "1800余名", "船长、水手和技术人员"),
        ("约7,000个完成检测的绳索样本中", "7,000个", "完成检测的绳索样本"),
        ("73家船坞和港口发放证书", "73家", "船坞和港口"),
        ("73家获得认可，见名单", "73家", ""),
        ("5家船坞和3家港口", "5家", "船坞"),
    ],
)
def test_what_a_clause_says_of_its_number(counting, text, value, words):
    found = numbers(text)
    number = next(one for one in found if one.text == value)
    others = [one for one in found if one is not number]
    assert counting.of(text, number, 0, len(text), others).words == words
