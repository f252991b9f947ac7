"""`kg ask`: lists by subject, answers by name, helps with misspellings."""

from __future__ import annotations

import csv
import io
import json
from xml.etree import ElementTree

import pytest

from kg.ask import library


def test_without_a_name_lists_every_question_by_subject(kg):
    done = kg("ask", "-f", "json")
    listed = [row["question"]["value"] for row in json.loads(done.stdout)["results"]["bindings"]]
    assert listed == [q.name for q in library.questions().values() if q.subject != "checks"]
    assert len(listed) >= 40


def test_partners_of_cnca_are_the_four_of_the_report_and_those_of_other_sources(kg):
    done = kg("ask", "partners", "-f", "json")
    partners = {row["partner"]["value"].rsplit("/")[-1] for row in json.loads(done.stdout)["results"]["bindings"]}
    assert partners >= {"ansi", "mfds", "mofcom", "iso-casco"}
    assert partners - {"ansi", "mfds", "mofcom", "iso-casco"} == {
        "aqsiq",
        "mpi-nz",
        "unescap",
        "enama",
    }  # of other sources


def test_a_parameter_takes_an_acronym_or_a_name(kg):
    by_key = kg("ask", "partners", "--agency", "ansi", "-f", "tsv")
    assert by_key.returncode == 0
    assert kg("ask", "partners", "--agency", "ANSI", "-f", "tsv").stdout == by_key.stdout
    named = kg("ask", "partners", "--agency", "American National Standards Institute", "-f", "tsv")
    assert named.stdout == by_key.stdout


def test_options_of_the_list_hold_for_the_question_behind_it(kg):
    assert kg("ask", "-f", "csv", "partners").stdout == kg("ask", "partners", "-f", "csv").stdout


def test_csv_holds_iris_and_names(kg):
    rows = list(csv.DictReader(io.StringIO(kg("ask", "partners", "-f", "csv").stdout)))
    ansi = next(row for row in rows if row["partner"] == "https://w3id.org/certreg/id/ansi")
    assert ansi["partnerLabel"] == "American National Standards Institute"


def test_names_come_in_the_language_asked_for(kg):
    assert "国家认证认可监督管理委员会" in kg("ask", "partners", "--agency", "ansi", "--lang", "zh").stdout


def test_a_misspelt_question_gets_the_nearest(kg):
    done = kg("ask", "partnrs")
    assert done.returncode == 2
    assert 'did you mean "partners"' in done.stderr
    assert done.stdout == ""


def test_values_may_stand_without_the_name_of_the_parameter(kg):
    placed = kg("ask", "partners", "ansi", "-f", "tsv")
    assert placed.stdout == kg("ask", "partners", "--agency", "ansi", "-f", "tsv").stdout
    named = kg("ask", "connections", "--end", "ansi", "mfds", "-f", "tsv")  # the one that is left
    assert named.stdout == kg("ask", "connections", "mfds", "ansi", "-f", "tsv").stdout
    assert "power-banks" in kg("ask", "ccc-product", "power", "bank", "-f", "tsv").stdout
    assert kg("ask", "partners", "cnca", "--agency", "ansi").stderr == (
        'kg: partners takes agency; nothing is left for "cnca"\n'
    )


def test_plain_words_are_answered_where_they_mean_one_question(kg):
    done = kg("ask", "which", "products", "need", "CCC", "-f", "csv")
    assert done.stderr.splitlines()[1] == "  kg ask ccc-list"
    assert done.stdout == kg("ask", "ccc-list", "-f", "csv").stdout
    done = kg("ask", "who partners with ANSI", "-f", "csv")
    assert done.stderr.splitlines()[1] == "  kg ask partners --agency ansi"
    assert done.stdout == kg("ask", "partners", "ansi", "-f", "csv").stdout


def test_plain_words_that_may_mean_several_questions_list_them(kg):
    done = kg("ask", "agreements", "with", "Korea", "about", "food", "-f", "csv")
    assert done.returncode == 0
    assert done.stderr == "“agreements with Korea about food” may mean:\n"
    first = next(csv.DictReader(io.StringIO(done.stdout)))
    assert first["command"] == "kg ask agreements-of --party south-korea"


@pytest.mark.parametrize(
    ("words", "command"),
    [
        ("partners of CNCA", "kg ask partners --agency cnca"),
        ("agreements with Korea", "kg ask agreements-of --party south-korea"),
        ("partners cnca", ""),
    ],
)
def test_a_sentence_may_begin_with_the_name_of_a_question(kg, words, command):
    done = kg("ask", *words.split(), "-f", "csv")
    assert done.returncode == 0, done.stderr
    assert [line.strip() for line in done.stderr.splitlines()][1:2] == ([command] if command else [])


def test_words_that_name_no_value_are_answered_for_the_default_which_is_shown(kg):
    done = kg("ask", "who", "recognises", "whom", "-f", "csv")
    assert done.stderr.splitlines()[1] == "  kg ask who-recognises --body cnas"


def test_a_value_of_another_kind_is_refused(kg):
    done = kg("ask", "scheme-coverage", "--scheme", "app")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith('kg: no certification scheme "app", but a product category: ')


def test_a_question_like_no_other_is_reported_where_they_are_listed(kg):
    assert kg("ask", "xyzzy").stderr == 'kg: no question "xyzzy"; `kg ask` lists the questions\n'


def test_a_misspelt_value_gets_the_nearest(kg):
    done = kg("ask", "partners", "--agency", "mfdss")
    assert done.returncode == 2
    assert 'did you mean "mfds"' in done.stderr


def test_a_misspelt_parameter_is_refused(kg):
    done = kg("ask", "partners", "--agncy", "cnca")
    assert done.returncode == 2
    assert "--agency" in done.stderr


def test_nothing_was_known_of_partners_before_the_report(kg):
    assert "cnca-2021" not in kg("ask", "partners", "--as-of", "2022-01-20").stdout
    assert kg("ask", "partners", "--as-of", "2022-01-21").stdout.count("cnca-2021/") == 4


def test_a_source_that_nobody_knows_is_refused(kg):
    done = kg("ask", "partners", "--source", "cnca-2012")
    assert done.returncode == 2
    assert 'did you mean "cnca-2021"' in done.stderr


def test_no_question_has_a_parameter_named_like_a_shared_option():
    shared = {"format", "form", "output", "lang", "data", "as_of", "source", "endpoint", "store", "engine", "help"}
    clashes = {(q.name, p.name) for q in library.questions().values() for p in q.parameters if p.name in shared}
    assert not clashes


def test_every_parameter_can_be_given_from_python():
    words = {"from", "in", "is", "class", "for", "to_"} - {"class"}
    assert not {(q.name, p.name) for q in library.questions().values() for p in q.parameters if p.name in words}


def test_own_records_are_asked_with_the_shipped_ones(kg, tmp_path):
    (tmp_path / "mine.yaml").write_text(
        "source: my-notes\nrecords:\n  - id: agreement-1\n    type: Agreement\n    label: {en: An agreement}\n"
        "    party: [samr, iso]\n    agreementStatus: new\n",
        "utf-8",
    )
    (tmp_path / "sources.yaml").write_text(
        "sources:\n  - id: my-notes\n    type: Source\n    label: {en: My notes}\n    issuedOn: 2024-01-01\n", "utf-8"
    )
    done = kg("ask", "partners", "--agency", "samr", "--data", str(tmp_path))
    assert "International Organization for Standardization" in done.stdout
    done = kg("ask", "partners", "--agency", "samr", env={"KG_DATA": str(tmp_path)})
    assert "my-notes" in done.stdout


def test_help_of_a_question_names_its_parameters(kg):
    done = kg("ask", "partners", "--help")
    assert "--agency" in done.stdout
    assert "kg ask partners --agency" in done.stdout


def test_the_questions_are_listed_a_line_each_below_their_subjects(kg):
    lines = kg("ask", env={"COLUMNS": "80"}).stdout.splitlines()
    assert lines[0] == "agencies"
    assert max(map(len, lines)) <= 80
    names = {line.split()[0] for line in lines if line.startswith("  ")}
    assert names == {name for name, one in library.questions().items() if one.subject != library.CHECKS}
    blocks = "\n".join(lines).split("\n\n")
    assert max(block.count("\n") for block in blocks) < 24


def test_one_subject_is_listed_by_its_name(kg):
    lines = kg("ask", "ccc", env={"COLUMNS": "80"}).stdout.splitlines()
    assert lines[0] == "ccc"
    assert "\ndocuments" not in "\n".join(lines)
    rows = list(csv.DictReader(io.StringIO(kg("ask", "ccc", "-f", "csv").stdout)))
    assert {row["subject"] for row in rows} == {"ccc"}


def test_an_option_of_version_0_1_is_refused_with_what_became_of_it(kg):
    done = kg("ask", "partners", "--engine", "sql")
    assert done.returncode == 2
    assert "since certreg 0.2, a question has SPARQL alone" in done.stderr
    assert "--engine" not in kg("ask", "partners", "--help").stdout


def test_what_a_reader_must_know_of_an_answer_stands_under_it_or_on_standard_error(kg):
    shown = kg("ask", "ccc-bodies")
    assert " ".join(shown.stdout.split()).endswith(
        "because no numbered list was available; ccc-body-counts gives their number."
    )
    assert shown.stderr == ""
    done = kg("ask", "ccc-bodies", "-f", "csv")
    assert "incomplete" not in done.stdout
    assert "incomplete" in done.stderr


def test_the_chart_of_a_question_is_written_by_the_ending(kg, tmp_path):
    chart = tmp_path / "chart.svg"
    done = kg("ask", "indicator-over-years", "--indicator", "有效证书", "--lang", "zh", "-o", str(chart))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    svg = ElementTree.parse(chart).getroot()
    assert svg.get("aria-label") == "有效认证证书数：历年变化"
    marks = svg.findall(".//{http://www.w3.org/2000/svg}title")
    assert any(mark.text == "合计, 2021-12-31: 3,020,000" for mark in marks), [mark.text for mark in marks]


def test_a_question_without_a_chart_names_the_endings_that_it_takes(kg, tmp_path):
    done = kg("ask", "partners", "-o", str(tmp_path / "chart.svg"))
    assert done.returncode == 2
    assert "no format has this ending; there are .csv" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_chart_of_too_few_figures_is_refused(kg, tmp_path):
    done = kg("ask", "slice", "--indicator", "accreditation-certificates", "-o", str(tmp_path / "chart.svg"))
    assert done.returncode == 2
    assert "a chart needs at least two figures" in done.stderr


def test_candidates_are_named_in_the_language_asked_for(kg):
    done = kg("ask", "数据取自哪些来源", "--lang", "zh", "-f", "csv")
    assert done.stderr == "“数据取自哪些来源”可能指：\n"
    assert "图谱的数据取自哪些来源" in done.stdout


def test_the_help_of_a_question_is_in_the_language_asked_for(kg):
    for done in (kg("ask", "partners", "--help", "--lang", "zh"), kg("ask", "--lang", "zh", "partners", "--help")):
        assert done.returncode == 0
        for text in ("某机构与谁合作，通过什么合作？", "要查询的机构 [默认：cnca；另如：cnca, ansi]", "示例："):
            assert text in done.stdout
    assert "[default: cnca; also cnca, ansi]" in " ".join(kg("ask", "partners", "--help").stdout.split())
