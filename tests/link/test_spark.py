"""The same matches on Spark as on one machine."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import pytest

pytest.importorskip("pyspark", reason="needs the extra spark: pip install '.[spark]'")

from kg.errors import DataError
from kg.files.spark import session as start
from kg.link import dataset, local, spark
from kg.link.columns import Columns
from kg.link.scoring import Model

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
import organisations

pytestmark = pytest.mark.spark


@pytest.fixture(scope="module")
def session():
    made = start("local[2]")
    yield made
    made.stop()


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("spark")
    organisations.write(folder, 1500, 1500, 11)
    return folder


def test_row_for_row_the_same(session, files):
    sides = [str(files / name) for name in ("left.csv", "right.csv")]
    here = local.link(*(list(dataset.read(side, Columns()).records) for side in sides), Model.read())
    tables = [spark.table(session, side, Columns())[0] for side in sides]
    there = spark.link(session, *tables, Model.read())

    def shown(linked):
        return {pair.left.id: (pair.right.id, round(pair.probability, 9), pair.left.names) for pair in linked.pairs}

    assert shown(there) == shown(here)
    assert len(shown(here)) > 500


def test_records_that_the_driver_sends_and_parts_of_a_table(session, files, tmp_path):
    rows = list(csv.reader((files / "left.csv").open(encoding="utf-8")))
    parts = tmp_path / "parts"
    session.createDataFrame(rows[1:], rows[0]).repartition(3).write.parquet(str(parts))
    left, layout = spark.table(session, str(parts), Columns())
    assert layout.description("parts") == "parts: names in name; keys in id; countries in country"
    right = dataset.read(str(files / "right.csv"), Columns())
    found = spark.link(session, left, spark.sent(session, right), Model.read())
    truth = dict(list(csv.reader((files / "truth.csv").open(encoding="utf-8")))[1:])
    sure = [pair for pair in found.pairs if pair.probability > 0.5]
    assert sum(truth.get(pair.left.id) == pair.right.id for pair in sure) / len(sure) > 0.97


def test_a_table_without_names(session, tmp_path):
    (tmp_path / "t.csv").write_text("id,colour\n1,red\n")
    with pytest.raises(DataError, match="no column of names"):
        spark.table(session, str(tmp_path / "t.csv"), Columns())
