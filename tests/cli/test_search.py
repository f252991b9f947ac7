"""`kg search` as a user types it."""

from __future__ import annotations

import csv
import io


def test_words_need_no_quotation_marks(kg):
    done = kg("search", "app", "certification", "--limit", "1", "-f", "csv")
    assert done.returncode == 0, done.stderr
    (row,) = csv.DictReader(io.StringIO(done.stdout))
    assert (row["what"], row["name"], row["key"]) == ("scheme", "App security certification", "app-security")


def test_a_table_for_people_has_no_scores(kg):
    done = kg("search", "认监委", "--lang", "zh")
    heading, _, first, *_ = done.stdout.splitlines()
    assert heading.split() == ["事项", "名称", "键", "匹配内容"]
    assert first.split() == ["监管机构", "国家认证认可监督管理委员会", "cnca", "国家认监委"]


def test_nothing_found_is_reported(kg):
    done = kg("search", "qqqqqq")
    assert (done.returncode, done.stderr.strip()) == (0, 'Nothing found for "qqqqqq".')
