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
#: The same in Chinese, as an official would type it.
CHINESE = {
    "哪些产品需要CCC认证": ("ccc-list", {}),
    "哪些产品要做3C认证": ("ccc-list", {}),
    "充电宝要不要3C认证": ("ccc-product", {"product": "充电宝"}),
    "台灯需要CCC认证吗": ("ccc-product", {"product": "台灯"}),
    "CCC证书有效期多长": ("ccc-validity", {}),
    "3C证书有效期几年": ("ccc-validity", {}),
    "哪些机构可以发CCC证书": ("ccc-bodies", {}),
    "CCC指定认证机构有多少家": ("ccc-body-counts", {}),
    "哪些情况可以免办CCC认证": ("ccc-exemptions", {}),
    "什么情况下无需办理3C认证": ("ccc-exemptions", {}),
    "哪些产品可以自我声明": ("ccc-by-route", {}),
    "国家认监委和谁合作": ("partners", {"agency": "cnca"}),
    "与韩国签了哪些协议": ("agreements-of", {"party": "south-korea"}),
    "2021年哪些事项更便利了": ("easier", {"year": "2021"}),
    "取消了哪些审批": ("cancelled", {}),
    "各省有多少张证书": ("by-province", {}),
    "各认证制度有多少张证书": ("scheme-certificates", {}),
    "谁承认CNAS的认可结果": ("who-recognises", {"body": "cnas"}),
    "CNAS加入了哪些互认安排": ("memberships", {"body": "cnas"}),
    "质检总局后来变成了什么机构": ("became", {"body": "aqsiq"}),
    "压缩了哪些审批时限": ("time-limits", {}),
    "强制性产品认证有哪些法律法规": ("law-about", {"subject": "ccc"}),
    "2022年1月1日有哪些法律法规有效": ("law-on-date", {"date": "2022-01-01"}),
    "有效证书数量历年变化": ("indicator-over-years", {"indicator": "indicator/valid-certificates"}),
    "哪些来源的数据不一致": ("disagreements", {}),
    "绿色产品认证覆盖哪些产品": ("scheme-coverage", {"scheme": "green-product"}),
    "哪些认证制度是强制性的": ("scheme-obligation", {}),
    "历年检验检测机构数量和营业收入": ("testing-industry", {}),
    "ILAC MRA有哪些成员": ("arrangement-members", {"arrangement": "ilac-mra"}),
    "增长最快的是什么": ("growth", {}),
    "HACCP认证概况": ("scheme-overview", {"scheme": "haccp"}),
    "检测实验室须符合哪些标准": ("standards-for", {"kind": "organisation-kind/testing-laboratory"}),
    "有多少认证机构和获证组织": ("totals-by-year", {}),
    "有机产品认证与谁签有协议": ("agreements-about", {"subject": "organic-product"}),
    "哪些改革涉及强制性产品认证": ("scheme-reforms", {"scheme": "ccc"}),
    "哪些列表不完整": ("incomplete-lists", {}),
    "各产品自何时起实施CCC认证": ("ccc-since", {}),
    "认监委做哪些工作": ("agency-work", {"agency": "cnca"}),
    "历年CCC抽查合格率": ("pass-rates", {}),
}
#: Words that may mean several, and the question that should be listed first.
UNCLEAR = {
    "in which arrangements is CNAS": "memberships",
    "how did the number of certification bodies change over the years": "indicator-over-years",
    "what is HACCP called in Chinese": "names",
    "which products may be self-declared": "ccc-by-route",
    "数据取自哪些来源": "sources",
}


@pytest.fixture(scope="module")
def questions(graph):
    return Questions(graph)


@pytest.mark.parametrize(("words", "wanted"), [*CLEAR.items(), *CHINESE.items()])
def test_plain_words_mean_a_question_and_name_its_values(questions, words, wanted):
    found = questions.find(words)
    meant = clearly(found)
    assert meant is not None, [(one.question.name, one.score) for one in found[:3]]
    assert (meant.question.name, dict(meant.given)) == wanted


@pytest.mark.parametrize("words", UNCLEAR)
def test_words_that_may_mean_several_are_not_answered(questions, words):
    found = questions.find(words)
    assert clearly(found) is None
    assert found[0].question.name == UNCLEAR[words]


@pytest.mark.parametrize("words", ["", "  ", "purple elephants", "紫色的大象", "你好", "x" * 10_000, "?", "\ud800"])
def test_other_words_mean_none(questions, words):
    assert clearly(questions.find(words)) is None


def test_names_alone_are_not_a_question(questions):
    assert clearly(questions.find("haccp korea")) is None


def test_checks_are_not_found(questions):
    assert not [one for one in questions.find("which lists are incomplete") if one.question.subject == "checks"]
