"""Drafts of invented reports: they are records, say where each value comes from, and find what must be found."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
import yaml

from kg import shipped
from kg.errors import DataError, LimitError
from kg.extract import formats, gazetteer, rule_compiler
from kg.extract.drafting import prepared
from kg.extract.drafting.attribution import BEGINS
from kg.extract.drafting.records import ReportPart, Settings
from kg.extract.drafting.texts import decimal, slug
from kg.extract.drafting.written import scalar, written
from kg.extract.outline import sections
from kg.rdf import vocabulary
from kg.records import interpret, reader

FIXTURES = Path(__file__).parent / "fixtures"
TEXTS = [
    path for path in sorted(FIXTURES.iterdir()) if path.suffix in (".txt", ".md", ".html") and path.stem != "README"
]


@pytest.fixture(scope="module")
def terms():
    return vocabulary.read(shipped.ONTOLOGY)


@pytest.fixture(scope="module")
def drafting(graph, terms):
    """Draft a text; records as YAML reads them, by key or, for what adds to a known thing, by `about`."""

    @cache
    def drafted(text, source="invented-2030", **settings):
        with_settings = Settings(source, **settings)
        made = prepared(graph, terms, with_settings)
        parts = (
            ReportPart(section.number, section.title, own, section.start) for section, own in sections(lines(text), [])
        )
        return "".join(written(made.passages(parts), with_settings))

    return drafted


def lines(text):
    return text.splitlines(keepends=True)


def by_key(text):
    found = yaml.safe_load(text)
    return {record.get("id") or record["about"]: record for part in found["passages"] for record in part["records"]}


def problems(text, terms, folder):
    (folder / "draft.yaml").write_text(text, "utf-8")
    known = reader.read([*reader.files_of(shipped.DATA), folder / "draft.yaml"])
    known.sources.update(passage.source for passage in known.passages)
    return [str(problem) for problem in interpret.check(known, terms).problems if "draft.yaml" in problem.where.file]


@pytest.mark.parametrize("path", TEXTS, ids=[path.name for path in TEXTS])
def test_a_draft_is_records_without_a_mistake(drafting, terms, tmp_path, path):
    made = drafting(formats.read(str(path)).text, path.stem)
    assert problems(made, terms, tmp_path) == []


@pytest.mark.parametrize("path", TEXTS, ids=[path.name for path in TEXTS])
def test_every_quote_stands_in_its_section(drafting, path):
    text = formats.read(str(path)).text
    own = {section.number: " ".join(body.split()) for section, body in sections(lines(text), [])}
    for part in yaml.safe_load(drafting(text, path.stem))["passages"]:
        for said in (part, *part["records"]):
            if quote := str(said.get("quote") or ""):
                assert quote in own[part["section"]]
                assert len(quote.split()) <= 8


@pytest.mark.parametrize("path", TEXTS, ids=[path.name for path in TEXTS])
def test_nearly_every_figure_that_a_curator_would_write_is_drafted(drafting, path):
    def figures(text):
        found = yaml.safe_load(text)
        every = (
            record for part in found["passages"] for record in part["records"] if record.get("type") == "Observation"
        )
        return sorted((float(one["obsValue"]), one.get("qualifier", "exact"), one["unitMeasure"]) for one in every)

    wanted = figures(path.with_suffix(".yaml").read_text("utf-8"))
    missing = list(wanted)
    for one in figures(drafting(formats.read(str(path)).text, path.stem)):
        if one in missing:
            missing.remove(one)
    assert len(missing) <= 1, missing


def test_each_value_says_its_rule_and_words(drafting):
    made = drafting("1. Work\n(1) The Harbour Agency issued 120 certificates, up 5% over 2029.\n", year="2030")
    line = next(line for line in made.splitlines() if "obsValue" in line)
    assert re.fullmatch(r"\s+obsValue: 120  # amount, 0\.95, “120”", line)
    assert "percentChange: 5  # change, 0.90, “5%”" in made
    assert "TODO" in made


@pytest.mark.parametrize(
    ("words", "value", "qualifier", "unit"),
    [
        ("nearly 30,000 enterprises", "30000", "nearly", "NUM"),
        ("more than 3.02 million certificates", "3020000", "more-than", "NUM"),
        ("around 40 workdays", "40", "approximately", "workday"),
        ("sales of RMB 80 billion", "80000000000", "exact", "CNY"),
        ("fees of USD 2.5 million", "2500000", "exact", "USD"),
        ("twelve laboratories", "12", "exact", "NUM"),
        ("95.88% of all bodies", "95.88", "exact", "PERCENT"),
        ("全省共有认证机构58家", "58", "exact", "NUM"),
        ("颁发证书302万张", "3020000", "exact", "NUM"),
        ("近6万家企业", "60000", "nearly", "NUM"),
        ("检验2600余批次", "2600", "more-than", "NUM"),
    ],
)
def test_numbers(drafting, words, value, qualifier, unit):
    text = f"一、工作\n{words}。\n" if re.search(r"[\u4e00-\u9fff]", words) else f"1. Work\nThe year saw {words}.\n"
    (figure,) = (one for one in by_key(drafting(text, year="2030")).values() if one.get("type") == "Observation")
    assert (str(figure["obsValue"]), figure["qualifier"], figure["unitMeasure"]) == (value, qualifier, unit)


@pytest.mark.parametrize(
    "words",
    [
        "on 9 February 2017",
        "since 2019",
        "under ISO 9001",
        "in its 1st year",
        "No. 12 of 2023",
        "在2020年9月18日",
        "see section 3",
    ],
)
def test_numbers_that_count_nothing_are_no_figures(drafting, words):
    made = by_key(drafting(f"1. Work\nThe Agency met {words} in the port.\n"))
    assert not [one for one in made.values() if one.get("type") == "Observation"]


def test_a_second_report_is_linked_to_what_the_graph_knows(drafting):
    made = by_key(drafting("1. Partners\nCNCA signed a memorandum of cooperation with ANSI in 2030.\n"))
    (deal,) = (one for one in made.values() if one.get("type") == "Memorandum")
    assert set(deal["party"]) == {"cnca", "ansi"}
    assert deal["agreementStatus"] == "new"
    assert "cnca" not in {key for key, one in made.items() if "id" in one}


def test_relations_in_both_languages(drafting):
    english = by_key(
        drafting("1. Work\nThe Ministry of Ports of Ruritania issued the Opinions on Safer Quays in 2030.\n", "en-2030")
    )
    document = next(one for one in english.values() if one.get("type") == "Opinions")
    assert english[document["issuedBy"]]["label"]["en"] == "Ministry of Ports of Ruritania"
    chinese = by_key(drafting("一、工作\n海滨省质量局发布《关于加强港口认证的通知》。\n", "zh-2030"))
    notice = next(one for one in chinese.values() if str(one.get("label", {}).get("zh-Hans", "")).startswith("关于"))
    assert "issuedBy" in notice


def values(drafting, text, name, **settings):
    """What the records of a draft say under a name, in order."""
    records = [
        record for passage in yaml.safe_load(drafting(text, **settings))["passages"] for record in passage["records"]
    ]
    return [record[name] for record in records if name in record]


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("The ABC ended fiscal year 2012, which spanned October 2011 to September 2012. In the fourth quarter, "
         "it stopped about 410 rafts.", ["2012-07-01/2012-09-30"]),
        ("In fiscal year 2012 it stopped rafts. In the fourth quarter, it stopped about 410 rafts.", []),
        ("It was so in 2024. As of the end of June this year, there were 21 rafts.", ["2024-06-30"]),
        ("截至2024年底,共有绳索机构1230家。2024年共撤销绳索机构38家。拦截绳索1315条。", ["2024-12-31", "2024", "2024"]),
        ("2024年,全国共有绳索机构1230家。", ["2024-12-31"]),
        ("2024 was mild. 2024 marks the third year of the League.\n• It began in 2021 with 8 rafts.\n"
         "• The rules of 2022 came.\n• It counts 108 members.", ["2021", "2024"]),
        ("In 2024 it met. It joined the League in 2003. The League now has 31 rafts.", ["2024"]),
        ("联盟成立于2024年，2024年开会。2003年入盟。现有绳索机构1230家。", ["2024"]),
        ("Rope Report for 2023-24.\nBetween 1 July 2023 and 30 June 2024, 590 rafts were seized. Of these, 30% sank.\n",
         ["2023-07-01/2024-06-30", "2023-07-01/2024-06-30"]),
        ("Between 1 July 2023 and 30 June 2024 all met. In 2023-24 the ABC seized 590 rafts.",
         ["2023-07-01/2024-06-30"]),
        ("2024年前三季度,发布绳索标准71项。目前,平台已收录9种绳索资料;已培训绳索企业850家。",
         ["2024-01-01/2024-09-30", "2024", "2024"]),
        ("Issued 2024-03-31. Some 590 rafts were seized by the ABC.", ["2024"]),
    ],
)  # fmt: skip
def test_a_figure_has_the_period_of_its_clause(drafting, text, periods):
    assert [str(value) for value in values(drafting, text, "refPeriod")] == periods


def test_what_was_done_in_a_year_is_no_state_at_its_end(drafting):
    text = "In 2023 it met. The ABC accredited 85 inspection and testing bodies."
    assert values(drafting, text, "indicator") == []
    assert [str(value) for value in values(drafting, text, "refPeriod")] == ["2023"]


def test_what_was_done_until_now_is_a_state(drafting):
    text = "In 2023 it met. Cumulatively, the platform provided 4 million times of information service."
    assert values(drafting, text, "indicator") == ["information-services-provided"]
    assert [str(value) for value in values(drafting, text, "refPeriod")] == ["2023-12-31"]


def test_who_is_to_do_something_has_no_indicator(drafting):
    text = "In 2023 a team of 8 persons will look at laboratory testing. The visit will last about 5 days."
    assert values(drafting, text, "indicator") == []
    assert values(drafting, text, "unitMeasure") == ["NUM", "DAY"]


def test_what_is_open_all_day_counts_no_hours(drafting):
    assert not values(drafting, "2023年,可致电港务局二十四小时热线。", "obsValue")


def test_the_highest_penalty_is_at_most(drafting):
    text = "2023年起,违例者最高可被判罚款三万元及监禁两年。"
    assert values(drafting, text, "qualifier") == ["at-most", "at-most"]
    assert values(drafting, text, "unitMeasure") == ["CNY", "YR"]


def test_an_indicator_that_counts_at_a_date_is_not_drafted_over_a_year(drafting):
    """Issue 16: such a draft did not validate."""
    text = "2023年我国各类检验检测机构共有53834家。"
    assert values(drafting, text, "indicator") == ["inspection-and-testing-bodies"]
    assert [str(value) for value in values(drafting, text, "refPeriod")] == ["2023-12-31"]


@pytest.mark.parametrize(
    ("text", "values_", "changes"),
    [
        ("In 2021 rope output was 682 tonnes, an increase of 13 tonnes or 2.0% compared with 2020.", [682], [2]),
        ("2021年绳索产量607万吨(121亿斤),比2020年增加5万吨(1亿斤),增长0.9%。", [6070000], [0.9]),
        ("2021年出具绳索报告30份,占比5.5%,同比下降8.2%。", [30, 5.5], [-8.2]),
        ("Rope makers grew by 5% in 2021 and reached 1,862.", [1862], [5]),
        ("In 2021 there were 571 rope fires, compared with 485 in 2020.", [571, 485], []),
        ("In 2021 the yield was 5,805 kg per hectare.", [], []),
        ("In 2021, reeds had 12 hectares.", [12], []),
        ("2021年,50万元以上浮标19台。", [19], []),
    ],
)
def test_changes_are_said_of_their_figure(drafting, text, values_, changes):
    """How much more there is than before is no figure of its own, nor is a limit or what has no code of a unit."""
    assert values(drafting, text, "obsValue") == values_
    assert [float(value) for value in values(drafting, text, "percentChange")] == changes


@pytest.mark.parametrize("text", ["In 2021 there were 417 certification and inspection bodies.", "It has 12 hectares."])
def test_two_kinds_of_bodies_and_measures_have_no_indicator_of_one(drafting, text):
    assert values(drafting, text, "indicator") == []


def test_years_before_a_noun_and_words_cut_off_count_nothing(drafting):
    assert not values(drafting, "They approved the Annual Report of activities 2019 and the 2020 plan.", "obsValue")
    assert not values(
        drafting, "In 2020 the association went on with its work and then it joined as many as 21 inte", "obsValue"
    )


@pytest.mark.parametrize(
    ("text", "parties"),
    [
        ("The Ropeland Accreditation Center entered a Memorandum of Understanding with the Knotland Bureau of "
         "Standards.",
         ["ropeland-accreditation-center", "knotland-bureau-standards"]),
        ("A Memorandum of Understanding was signed between the Ropeland Accreditation Center and the Knotland Bureau "
         "of Standards.", ["ropeland-accreditation-center", "knotland-bureau-standards"]),
        ("The memorandum was signed by Dr. Ada Rope, Director Ropeland Bureau of Standards and Mr Bert Knot, Director "
         "Knotland Bureau of Standards.", ["ropeland-bureau-standards", "knotland-bureau-standards"]),
    ],
)  # fmt: skip
def test_an_agreement_has_its_parties(drafting, text, parties):
    assert values(drafting, text, "party") == [parties]
    assert values(drafting, text, "agreementStatus") == ["new"]


def test_an_agreement_that_is_only_counted_has_no_date(drafting):
    assert not values(drafting, "截至2023年8月,对外签署15份多边互认协议。", "signedOn")


def test_a_body_under_another_is_a_part_of_it(drafting):
    text = "The Ropeland Agency for Knots (RAK), under the Ministry of Rope, said so."
    assert values(drafting, text, "subOrganisationOf") == ["ministry-rope"]


def test_a_known_name_is_not_found_within_a_longer_one(drafting):
    """Issue 16: the Ministry of Commerce and Industry of one country was that of Commerce of another."""
    assert "mofcom" not in drafting("The Ministry of Commerce and Industry said so in 2020.")


def test_permits_are_cancelled_one_by_one(drafting):
    made = by_key(
        drafting("1. Reform\nAfter cancelling the Quay Permit, the Crane Permit and the Rope Permit, trade grew.\n")
    )
    permits = {key for key, one in made.items() if one.get("type") == "Permit"}
    assert len(permits) == 3
    assert all(made[key]["status"] == "cancelled" for key in permits)


def test_a_time_limit_keeps_its_previous_value(drafting):
    made = by_key(drafting("1. Reform\n(1) A limit was cut from 45 workdays to 17 workdays.\n", year="2030"))
    (figure,) = (one for one in made.values() if one.get("type") == "Observation")
    assert (str(figure["obsValue"]), str(figure["previousValue"])) == ("17", "45")


def test_keys_stay_apart_however_many_there_are(drafting, monkeypatch):
    monkeypatch.setattr("kg.extract.drafting.context.MOST_KEYS", 0)
    text = "".join(f"1. Work\n({n}) A total of {n + 40} laboratories took part.\n" for n in range(1, 30))
    made = drafting(text, year="2030")
    keys = re.findall(r"- id: (\S+)", made)
    assert len(keys) == len(set(keys)) > 29


def test_a_draft_of_nothing_is_an_empty_list(drafting):
    assert yaml.safe_load(drafting("Only words stand here and nobody does a thing.\n"))["passages"] is not None


# hostile texts


HOSTILE = (
    *(("the ", 20_000), ("of the ", 20_000), ("Ministry of ", 20_000), ("9", 50_000), ("1,1", 20_000)),
    *(("((((", 20_000), ("“", 50_000), ("《", 50_000), ("认证", 50_000), ("certification and ", 10_000)),
    *(("A, ", 30_000), ("from 1 to 2 ", 3_000), ("\u200f\u202e\ufeff", 10_000), ("1. A\n", 5_000)),
    ("more than nearly around ", 10_000),
)


@pytest.mark.parametrize("share", [5, pytest.param(1, marks=pytest.mark.ci)])
@pytest.mark.parametrize(("words", "times"), HOSTILE)
def test_no_text_makes_the_rules_run_away(drafting, words, times, share):
    """Every pattern is bounded; were one not, this would not end while anyone waits."""
    assert drafting(words * (times // share)).startswith("# A draft")


def test_hostile_names_stay_within_their_values(drafting, terms, tmp_path):
    text = '1. Work\nThe Ministry of "Ports": {x} #1 \\n & Quays issued 5 permits in the "}] Campaign" campaign.\n'
    assert problems(drafting(text), terms, tmp_path) == []


@pytest.mark.parametrize(
    "text", ["plain", "a: b", "x #y", '"', "\\", "- a", "{a}", "[", "yes", "1e3", "a\nb", "", "é认"]
)
def test_scalars_are_read_back(text):
    for flow in (False, True):
        written_as = f"[{scalar(text, flow=True)}]" if flow else scalar(text)
        read = yaml.load(f"key: {written_as}", Loader=yaml.BaseLoader)["key"]
        assert (read[0] if flow else read) == " ".join(text.split())


# the rules


def test_the_rules_compile_and_name_what_the_ontology_has(terms):
    rules = rule_compiler.read(gazetteer.kinds(terms, rule_compiler.pseudo()))
    for rule in rules.relations:
        for _, name, _ in rule.drafts:
            assert name in {*terms.properties, BEGINS}, rule.name
    kinds = {*terms.classes, *rule_compiler.pseudo()}
    assert {rule.kind for stage in rules.stages for rule in stage} <= kinds


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("@Nothing", "nothing is a"),
        ("nosuchclass", "nothing is a"),
        ("= (", "stands before one token"),
        ("%", "cannot read"),
    ],
)
def test_a_rule_that_cannot_be_read_is_reported(terms, tmp_path, pattern, message):
    for path in rule_compiler.RULES.glob("*.yaml"):
        (tmp_path / path.name).write_text(path.read_text("utf-8"), "utf-8")
    extra = f'\nphrases:\n  - {{rule: bad, class: Permit, pattern: "{pattern}"}}\n'
    (tmp_path / "zz.yaml").write_text(extra, "utf-8")
    with pytest.raises(rule_compiler.GrammarError, match=message):
        rule_compiler.read(gazetteer.kinds(terms, rule_compiler.pseudo()), tmp_path)


def test_no_rule_names_a_figure_or_an_organisation_of_the_shipped_report():
    words = " ".join(path.read_text("utf-8") for path in rule_compiler.RULES.glob("*.yaml"))
    for name in ("CNCA", "SAMR", "ANSI", "MFDS", "BESTAO", "HACCP", "CCC", "Beidou", "kimchi", "myopia", "Olympic "):
        assert not re.search(rf"\b{name}\b", words), name
    figures = {"3,020,000", "867,000", "13,797", "374,000", "5,639", "95.88", "49,000"}
    assert not [figure for figure in figures if figure in words]


@pytest.mark.parametrize(
    ("text", "value"),
    [("12,345.6", "12345.6"), ("12.345,6", "12345.6"), ("1,234", "1234"), ("0,5", "0.5"), ("1.234.567", "1234567")],
)
def test_decimals(text, value):
    assert str(decimal(text)) == value


def test_slugs_have_no_little_words():
    assert slug("The Reform of the Métier for Ports") == "reform-metier-ports"


# reading line by line


def test_lines_are_the_text(tmp_path):
    path = tmp_path / "report.txt"
    path.write_text("1. A\nb\n\n2. 认证", "utf-8")
    assert "".join(formats.lines(str(path))) == path.read_text("utf-8")


def test_other_encodings_are_read_whole(tmp_path):
    path = tmp_path / "report.txt"
    path.write_bytes(("认证认可工作总结。" * 30).encode("gb18030"))
    assert "".join(formats.lines(str(path))) == "认证认可工作总结。" * 30


@pytest.mark.parametrize(
    ("content", "fault", "message"),
    [
        (b"", DataError, "empty"),
        (b"a\n" * 60_000 + b"\xff\n", DataError, "neither UTF-8"),
        (b"a\x00b\n", DataError, "binary"),
        (b"a" * (formats.MAX_LINE + 2), DataError, "a line of"),
    ],
)
def test_what_is_no_text_is_one_error(tmp_path, content, fault, message):
    path = tmp_path / "report.txt"
    path.write_bytes(content)
    with pytest.raises(fault, match=message):
        list(formats.lines(str(path)))


def test_a_text_without_end_hits_the_limit(tmp_path, monkeypatch):
    monkeypatch.setattr(formats, "MAX_BYTES", 1000)
    path = tmp_path / "report.txt"
    path.write_text("word\n" * 1000, "utf-8")
    with pytest.raises(LimitError):
        list(formats.lines(str(path)))


def test_a_reform_of_which_nothing_is_said_is_an_initiative(drafting):
    """Issue 16: `kg validate` refused a reform without a kind and without what it changes."""
    made = drafting("一、深化改革\n港务局召开会议。\n(一)开展工作\n共有3家机构。\n")
    assert "type: Reform" not in made
    assert "type: Initiative" in made


def test_a_part_of_an_indicator_counts_when_the_indicator_does(drafting):
    """Issue 16: certificates at the end of a year and over a year were a mistake of the draft."""
    made = by_key(drafting("1. Food\nIn 2021, over 6,400 organic product certificates were granted.\n", year="2021"))
    (figure,) = (one for one in made.values() if one.get("type") == "Observation")
    assert (figure["indicator"], figure["breakdown"]) == ("valid-certificates", "organic-product")
    assert str(figure["refPeriod"]) == "2021-12-31"


@pytest.mark.parametrize(
    ("text", "parties"),
    [
        (  # the agreement is the one before
            "The Harbour Agency (HA) signed a memorandum of understanding with the Lake Institute. The agreement was "
            "signed at sea.",
            [{"harbour-agency", "lake-institute"}],
        ),
        (  # a noun of the verb
            "The Harbour Agency (HA) and the Lake Institute formalised their work through the ratification of a "
            "memorandum of understanding.",
            [{"harbour-agency", "lake-institute"}],
        ),
        (  # another agreement
            "The Harbour Agency (HA) signed a memorandum of understanding with the Lake Institute. The Harbour Agency "
            "renewed the memorandum of cooperation with the Rope Institute.",
            [{"harbour-agency", "lake-institute"}, {"harbour-agency", "rope-institute"}],
        ),
    ],
)
def test_the_agreement_is_one_that_was_named_before(drafting, text, parties):
    found = by_key(drafting(text)).values()
    assert [set(one["party"]) for one in found if one.get("type") == "Memorandum"] == parties
    assert not [one for one in found if one.get("type") == "Agreement"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("港口局近日介绍，2030年有三件事。港口局9月26日发布《绳索发展报告》。", "2030-09-26"),
        ("LAKETOWN, Feb. 23, 2030 -- On Thursday, February 22, 2030, the Harbour Agency (HA) issued the Rope Safety "
         "Regulation.", "2030-02-22"),
    ],
)  # fmt: skip
def test_the_day_of_a_deed_is_not_that_of_the_news(drafting, text, day):
    found = by_key(drafting(text, year="2030")).values()
    assert [str(one["issuedOn"]) for one in found if "issuedBy" in one] == [day]


def test_parties_of_a_title_are_the_parties(drafting):
    text = "2030年5月8日，国家市场监督管理总局副局长张三与湖国标准局局长签署了《国家认监委与湖国标准局谅解备忘录》。"
    (deal,) = (one for one in by_key(drafting(text)).values() if one.get("type") == "Memorandum")
    assert "cnca" in deal["party"] and "samr" not in deal["party"]
    assert str(deal["signedOn"]) == "2030-05-08"


@pytest.mark.parametrize(
    ("text", "parties"),
    [
        (  # both of those named before
            "The Harbour Agency (HA) may learn from the Lake Institute (LI), says a memorandum of understanding signed "
            "by the two institutions.",
            {"harbour-agency", "lake-institute"},
        ),
        (  # a known organisation by a name and an acronym that says whose
            "The Harbour Agency (HA) signed a memorandum of understanding with Underknot Laboratories Limited (UL).",
            {"harbour-agency", "underknot-laboratories-limited"},
        ),
        (  # no verb
            "Work rests on a memorandum of understanding between the Harbour Agency (HA) and the Lake Institute.",
            {"harbour-agency", "lake-institute"},
        ),
        (  # who has only an acronym to show that it is a body
            "The Harbour Agency (HA) signed a memorandum of understanding with Direction des Cordes Nationales (DCN).",
            {"harbour-agency"},
        ),
        (  # nobody says what the acronyms stand for; a heading has the memorandum by its acronym
            "LARC and HORN Sign MOU\n\nLARC and HORN formalized their longstanding partnership by signing a Memorandum "
            "of Understanding (MoU) in Ropetown.",
            {"larc", "horn"},
        ),
        (  # provinces that share the last words of their names
            "湖省、海省、港省绳索监管局17日在绳城召开会议,签署《三省关于绳索的备忘录》。",
            {"regulatory-agency-preamble", "regulatory-agency-preamble-2", "regulatory-agency-preamble-3"},
        ),
        (  # who signs stands far from whom they sign with
            "湖国绳索检验司(DRI)于5月3日由司长率团至港城与湖城绳索基金会(LRF)签署合作同意议事录。",
            {"consortium-preamble", "regulatory-agency-preamble"},
        ),
        (  # the title names a known body and another; a person of two offices acts for neither's other
            "11月14日，国家质检总局副局长、国家认监委主任张三与湖国标准局局长李四签署了《国家认监委与湖国标准局关于绳索的安排》。",
            {"cnca", "standards-body-preamble"},
        ),
    ],
)
def test_who_signs_is_a_party(drafting, text, parties):
    records = by_key(drafting(text, year="2030")).values()
    deals = [one for one in records if one.get("type") in ("Memorandum", "Agreement")]
    found = {key for one in deals for key in one.get("party", [])}
    assert found == (parties if len(parties) > 1 else set())  # an agreement has two sides


def test_what_an_arrangement_covers(drafting):
    """Issue 16: a list of kinds of certification with their standards said nothing of the arrangement before it."""
    text = (
        "The Lake Mutual Recognition Arrangement (LMRA) covers Certification of Persons ISO/IEC 17024, Product "
        "Certification ISO/IEC 17065 and biobanking."
    )
    covered = by_key(drafting(text))["lake-mutual-recognition-arrangement"]["concerns"]
    assert {"product-certification", "certification-persons"} <= set(covered)


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("The Lake Committee, during its sixth meeting, discussed ropes.", "carriedOutBy", "lake-committee"),
        ("He spoke at the 48th meeting of the Lake Committee.", "carriedOutBy", "lake-committee"),
        (
            "The 13th Session of the Rope Commission, which was held on 3-4 May 2030 at its hall in Ropetown, ended.",
            "place",
            "ropetown",
        ),
        ("The 13th Session of the Rope Commission was held on 3-4 May 2030.", "carriedOutBy", "rope-commission"),
        (
            "The Lake Council celebrated World Accreditation Day. The event held in Ropetown was short.",
            "place",
            "ropetown",
        ),
        ("The ISO Annual Meeting in Ropetown ended.", "carriedOutBy", "iso"),
        ("港口局在新西兰召开全国绳索大会。", "place", "new-zealand"),
        ("It began at the 18th Lake Annual Meeting held in Rope Town, New Zealand.", "place", "new-zealand"),
        ("全国绳索大会近日在新西兰举行。", "place", "new-zealand"),
    ],
)
def test_who_holds_an_event_and_where(drafting, text, name, value):
    (event,) = [one for one in by_key(drafting(text, year="2030")).values() if one.get("type") == "Event"]
    assert event[name] == value


def test_initials_mean_the_body_before_and_an_acronym_the_memorandum_before(drafting):
    text = "The Lake Institute of Knots and the Harbour Agency signed a memorandum of understanding."
    made = by_key(drafting(text + " LIK hailed the MOU. LIK and the Rope Agency signed a memorandum of cooperation."))
    assert {key for key, one in made.items() if "type" in one} == {
        "lake-institute-knots", "harbour-agency", "rope-agency", "memorandum-understanding", "memorandum-cooperation",
    }  # fmt: skip


def test_what_others_reach_is_another_agreement(drafting):
    """Issue 16: the sides of a later agreement became sides of the one that was named before."""
    text = "中国与新西兰签署绳索互认协议。新西兰是湖泊之国,已与欧盟达成互认协议。"
    deals = [one for one in by_key(drafting(text, year="2030")).values() if one.get("type") == "Agreement"]
    assert [(one.get("participantCountry"), one.get("party")) for one in deals] == [(["china", "new-zealand"], None)]


def test_what_is_said_of_nothing_is_not_drafted(drafting):
    """Issue 16: a kind of certification, a procedure and an agreement that a common noun names are no entities."""
    made = drafting("Bodies offer product certification by internal procedures.\n两国有合作协定。\n", year="2030")
    assert "CertificationScheme" not in made and "Procedure" not in made and "Agreement" not in made


def test_a_name_begins_behind_whose_it_is_and_ends_before_a_person(drafting):
    text = "The UK’s Department for Rope Development met the Knotland Bureau of Standards Mr Ada Rope."
    names = {one["label"]["en"] for one in by_key(drafting(text)).values() if "label" in one}
    assert names == {"Department for Rope Development", "Knotland Bureau of Standards"}


def test_a_pronoun_and_an_article_count_nothing(drafting):
    made = drafting("两国合作进入一个新阶段，共有两家认证机构。", year="2030")
    assert re.findall(r"obsValue: (\d+)", made) == ["2"]


def test_a_letter_makes_a_digit_a_word_and_places_are_not_counted(drafting):
    """Issue 16: 3C认证 and 三地 were figures, and billions of U.S. dollars were no money."""
    made = drafting("三地机构推动3C认证。\nTrade was 250 billion U.S. dollars.\n", year="2030")
    assert re.findall(r"obsValue: (\d+)", made) == ["250000000000"]
    assert "unitMeasure: USD" in made


def test_an_article_counts_nothing_in_chinese(drafting):
    """Issue 16: 一种方式 ("a way") was a figure."""
    made = drafting("1. 概况\n认可是一种评价方式。共有3家认证机构。\n", year="2021")
    assert made.count("type: Observation") == 1


def test_several_memoranda_are_no_memorandum(drafting):
    """Issue 16: "signed three memoranda" drafted a memorandum called so."""
    made = drafting("1. Trade\nIn 2021, the Harbour Agency signed three memoranda of understanding on quays.\n")
    assert "type: Memorandum" not in made


def test_a_year_before_a_name_does_not_count_it(drafting):
    """Issue 16: "held the 2024 conference" said nothing of who held it."""
    made = drafting("The National Harbour Agency held the 2024 National Quay Conference on Cranes.\n", year="2024")
    assert "carriedOutBy: national-harbour-agency" in made


def test_headings_of_an_article_are_no_initiatives(drafting):
    """Only a report in chapters and sections has initiatives; the numbered lines of other texts are lists."""
    article = "2 Lake Agency news\nThe Lake Agency (LA) met.\n3 More of it\nThe Rope Agency (RA) met.\n"
    chapters = "1. Simpler approvals\n1.1 Fewer papers\nThe Lake Agency (LA) cut papers.\n"
    assert not [one for one in by_key(drafting(article)).values() if one.get("type") in ("Initiative", "Reform")]
    assert [one for one in by_key(drafting(chapters)).values() if one.get("type") in ("Initiative", "Reform")]


def test_the_day_of_an_event_is_its_date(drafting, terms, tmp_path):
    text = drafting("On 12 January 2024 the Ministry of Lakes held the National Conference on Certification.\n")
    (event,) = [one for one in by_key(text).values() if one.get("type") == "Event"]
    assert str(event["date"]) == "2024-01-12"
    assert problems(text, terms, tmp_path) == []


@pytest.mark.parametrize(
    ("others", "states"),
    [
        ("Serbia and Greece", {"serbia", "greece"}),
        ("the governments of Serbia and Greece", {"serbia", "greece"}),
        ("the accreditation bodies of Serbia and Greece", set()),
        ("makers from Serbia and Greece", set()),
    ],
)
def test_bodies_of_countries_are_no_states(drafting, others, states):
    records = by_key(drafting(f"CNCA signed a memorandum of understanding with {others} in 2023.\n"))
    assert {key for one in records.values() for key in one.get("participantCountry", [])} == states


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("The Rope Standards Office (RSO) is an agency of the Ministry of Knots.", "ministry-knots"),
        ("The Lake Committee is a permanent body of the Harbour Agency.", "harbour-agency"),
    ],
)
def test_what_is_said_to_be_a_body_of_another_is_a_part_of_it(drafting, text, whole):
    assert values(drafting, text, "subOrganisationOf") == [whole]


def test_a_committee_is_a_part_of_a_body_that_only_has_an_acronym(drafting):
    made = by_key(drafting("The Lake Rope Board, a committee of the HORN, met.", year="2030"))
    assert made["lake-rope-board"]["subOrganisationOf"] == "horn"


def test_nothing_is_a_part_of_itself(drafting):
    text = "The Lake Committee, a body of the Lake Committee, said so."
    assert values(drafting, text, "subOrganisationOf") == []


@pytest.mark.parametrize(
    "text",
    [
        "The Harbour Agency grew, agreeing a Memorandum of Understanding with the Quay Board.",
        "The Harbour Agency and the Quay Board are signatories to the Lake Recognition Arrangement.",
        "The Harbour Agency and the Quay Board became signatories of the Lake Recognition Arrangement.",
    ],
)
def test_who_agrees_is_a_party(drafting, text):
    assert [sorted(one) for one in values(drafting, text, "party")] == [["harbour-agency", "quay-board"]]


@pytest.mark.parametrize(
    ("text", "key", "name", "wanted"),
    [
        ("The Ministry of Knots also administers other laws, such as the Rope Safety Act, the Lake Knot Act of 1972 "
         "and the Lake Fabrics Act.", "ministry-knots", "administers",
         ["rope-safety-act", "lake-knot-act-1972", "lake-fabrics-act"]),
        ("The Rope Safety Act is administered by the Ministry of Knots.", "ministry-knots", "administers",
         "rope-safety-act"),
        ("Regulation (EU) 2030/7 repeals Directive 2001/8/EC and Decision 2002/9/EC.", "regulation-eu-2030-7",
         "repeals", ["directive-2001-8-ec", "decision-2002-9-ec"]),
        ("The Rope Safety Act was amended by the Lake Knot Act.", "lake-knot-act", "amends", "rope-safety-act"),
        ("Regulation (EU) 2030/7, amending Regulation (EU) 2001/8 and repealing Directive 2002/9/EC, is long.",
         "regulation-eu-2030-7", "repeals", "directive-2002-9-ec"),
        ("The Rope Safety Act, as amended by the Lake Knot Act, is long.", "lake-knot-act", "amends",
         "rope-safety-act"),
    ],
)  # fmt: skip
def test_what_is_done_to_acts(drafting, text, key, name, wanted):
    """Issue 16: agencies administer laws, and acts repeal acts; no frame had a document that does something."""
    assert by_key(drafting(text, year="2030"))[key][name] == wanted


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("The Lake Recognition Agreement entered into force on 1 March 2030.", "2030-03-01"),
        ("The Rope Safety Act came into effect on 4 May 2030.", "2030-05-04"),
        ("《绳索管理条例》自2030年3月1日起施行。", "2030-03-01"),
    ],
)
def test_from_when_something_is_in_force(drafting, text, day):
    assert [str(one) for one in values(drafting, text, "inForceFrom")] == [day]


@pytest.mark.parametrize(
    ("text", "name", "wanted"),
    [
        ("The Harbour Agency hosted a two-day training course on Rope Testing.", "carriedOutBy", "harbour-agency"),
        ("The Lake/Rope mid-term meetings were held in Springtown during May 2030.", "place", "springtown"),
        ("The Lake Committee Meeting took place in Springtown, New Zealand on 4 May 2030.", "place", "springtown"),
        ("The workshops on knots were organised by the Harbour Agency and the Quay Board.", "carriedOutBy",
         ["harbour-agency", "quay-board"]),
        ("港务局在泉城召开绳索工作会议。", "place", "place-preamble"),
    ],
)  # fmt: skip
def test_meetings_and_courses_are_events_where_something_is_said_of_them(drafting, text, name, wanted):
    """Issue 16: "the meeting" was no event, and a place that the graph does not know was none."""
    (event,) = [one for one in by_key(drafting(text, year="2030")).values() if one.get("type") == "Event"]
    assert event[name] == wanted


def test_a_meeting_of_which_nothing_is_said_is_not_drafted(drafting):
    assert "Event" not in drafting("The annual meeting was long, and the workshop short.", year="2030")


def test_the_month_of_an_event_is_its_date(drafting):
    text = "The Lake Committee Meeting will be held in Springtown in May 2030."
    (event,) = [one for one in by_key(drafting(text, year="2030")).values() if one.get("type") == "Event"]
    assert str(event["date"]) == "2030-05"


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("The Lake Committee Meeting was held in Springtown from 6 to 8 May 2030.", "2030-05-06/2030-05-08"),
        ("The Lake Committee Meeting, 30 May - 2 June 2030, was hosted by the Rope Board.", "2030-05-30/2030-06-02"),
        ("The Lake Committee Meeting was held in Springtown on May 6 and 7.", "2030-05-06/2030-05-07"),
        ("港务局于5月6日至8日在泉城召开绳索工作会议。", "2030-05-06/2030-05-08"),
    ],
)
def test_an_event_of_several_days_has_all_of_them(drafting, text, date):
    """The days were cut to their month."""
    (event,) = [one for one in by_key(drafting(text, year="2030")).values() if one.get("type") == "Event"]
    assert str(event["date"]) == date


def test_an_agreement_is_not_signed_on_several_days(drafting):
    """Only what happens may have a first and a last day; a signature has one, or none that is sure."""
    text = "The Rope Board and the Knot Council signed a memorandum of understanding between 6 and 8 May 2030."
    (deal,) = [one for one in by_key(drafting(text, year="2030")).values() if one.get("type") == "Memorandum"]
    assert "signedOn" not in deal


@pytest.mark.parametrize(
    ("text", "whole"),
    [("港务局与码头总局港湾办公室签署谅解备忘录。码头总局讲话。", "regulatory-agency-preamble-2")],
)
def test_a_chinese_name_that_begins_with_anothers_is_a_part_of_it(drafting, text, whole):
    made = by_key(drafting("码头总局讲话。" + text))
    part = next(one for one in made.values() if one.get("label", {}).get("zh-Hans") == "码头总局港湾办公室")
    assert made[part["subOrganisationOf"]]["label"]["zh-Hans"] == "码头总局"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("港灣經濟部碼頭標準局發布公告。", "港灣經濟部碼頭標準局"),
        ("码头署署长王绳出席。港务局与码头署签署谅解备忘录。", "码头署"),
        ("港湾日本码头局与港务局签署谅解备忘录。", "港湾日本码头局"),
    ],
)
def test_words_that_only_look_like_ones_that_end_a_name_are_in_it(drafting, text, name):
    names = [one["label"].get("zh-Hans") for one in by_key(drafting(text)).values() if one.get("label")]
    assert name in names


def test_a_contract_of_two_bodies_is_an_agreement(drafting):
    made = by_key(drafting("港務局與碼頭局簽署評鑑服務合約。"))
    (deal,) = [one for one in made.values() if one.get("type") == "Agreement"]
    assert len(deal["party"]) == 2


def test_the_arrangement_of_a_body_may_be_one_of_its_members(drafting):
    text = "The Harbour Agency and the Quay Board are signatories to the ILAC Rope Recognition Arrangement (RRA)."
    assert [sorted(one) for one in values(drafting, text, "party")] == [["harbour-agency", "quay-board"]]


def test_a_report_is_issued_by_whom_its_title_begins_with(drafting):
    made = by_key(drafting("We share with you the 2030 ISO and CEN Rope Outreach report! It is long.", year="2030"))
    (report,) = [one for one in made.values() if one.get("type") == "PolicyDocument"]
    assert sorted(report["issuedBy"]) == ["cen", "iso"]


def test_parties_stand_in_the_name_of_an_agreement(drafting):
    text = "It was done under the ISO, IEC and SAC Cooperation Agreement, which aims at ropes."
    assert [sorted(one) for one in values(drafting, text, "party")] == [["iec", "iso", "sac"]]


def test_an_entry_that_says_what_it_counts_is_no_initiative(drafting):
    """Nor is one that gives an address; the headings of the same text are."""
    text = "一、绳索类:共26件,按类别区分则有粗绳18件。\n二、浮标类:共9件,均已封存于仓库之中。\n1.湖区安全网:http://rope.example/\n"
    text += "三、加强绳索检查\n（一）开展绳索检查。全年检查港口12家。\n"
    programmes = [str(value) for value in values(drafting, text, "label")]
    assert not any("26" in one or "封存" in one or "http" in one for one in programmes)
    assert any("加强绳索检查" in one for one in programmes)
    assert values(drafting, text, "obsValue") == [26, 18, 9, 12]


def test_a_number_of_goods_is_no_number_of_their_certificates(drafting):
    text = "In 2030, 42 agricultural and food products carried certification marks and valid certificates."
    assert "valid-certificates" not in values(drafting, text, "indicator")
