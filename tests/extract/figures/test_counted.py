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
