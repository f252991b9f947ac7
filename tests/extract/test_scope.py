"""What an arrangement, a scheme or a meeting covers: known codes, and proposed ones that no code list has."""

from __future__ import annotations

import pytest
import yaml

from kg import shipped
from kg.build.validation import validate
from kg.extract.drafting import prepared
from kg.extract.drafting.records import ReportPart, Settings
from kg.extract.drafting.written import written
from kg.rdf import vocabulary
from kg.records import reader


@pytest.fixture(scope="module")
def terms():
    return vocabulary.read(shipped.ONTOLOGY)


@pytest.fixture(scope="module")
def draft(graph, terms):
    def of(text):
        settings = Settings("lake-2030")
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


@pytest.mark.parametrize(("text", "names"), [*ENGLISH.items(), *CHINESE.items()])
def test_what_is_listed_behind_a_verb_of_scope_is_covered(draft, text, names):
    found = records(draft(text))
    owner = next(key for key, record in found.items() if {"covers", "concerns"} & record.keys())
    assert stated(found, owner) == names


@pytest.mark.parametrize(
    "text",
    [
        f"{MRA} covers cooperation, various matters and its members.",
        f"{MRA} covers 28 countries and 4 regions.",
        f"{MRA} includes information on relevant issues.",
        f"{MRA} was signed by the Lake Council, and the parties will meet in May.",
        "The annual report covers the year 2030 and was published in May.",
        "《湖区合作安排》涵盖日本、韩国等25个国家。",
        "《湖区合作安排》涉及各方面的工作和其他事项。",
        "双方签署《湖区合作备忘录》，在有关领域开展合作。",
    ],
)
def test_what_says_nothing_is_no_code(draft, text):
    assert "type: Concept" not in draft(text)


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
