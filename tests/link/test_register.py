"""A list is linked to millions of things of a register store: those that may match are chosen by SQL, as well as by
comparing all."""

from __future__ import annotations

import csv
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

pytest.importorskip("rigour", reason="needs the extra link: pip install '.[link]'")
pytest.importorskip("duckdb", reason="needs the extra bulk: pip install '.[bulk]'")

from kg import shipped
from kg.errors import DataError
from kg.link import dataset, register
from kg.link.columns import Columns
from kg.link.local import link
from kg.link.records import LinkRecord
from kg.link.register import NamedThings
from kg.link.scoring import Model
from kg.rdf import vocabulary
from kg.registers import mapping, store
from kg.registers.job import ImportJob
from kg.store.registers.graph import RegisterGraph

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
import link_register
from registers import ENTITIES

NAMES = 200
ROWS = {
    "Nordmark Zertifizierung GmbH": "DE",
    "Shenzhen Huayu Testing Co., Ltd.": "CN",
    "深圳市华宇食品有限公司": "CN",
    "Société Générale d'Essais": "FR",
    "Korea Testing Laboratory No. 1": "KR",
    "Korea Testing Laboratory No. 2": "KR",
}


def imported(folder: Path, table: Path) -> RegisterGraph:
    terms = vocabulary.read(shipped.ONTOLOGY)
    read = mapping.read(shipped.DATA / "mappings" / "lei-records.yaml", terms)
    store.write(ImportJob(read, [str(table)], terms, folder / "store", None))
    return RegisterGraph(folder / "store")


def things(graph: RegisterGraph) -> NamedThings:
    read = dataset.of_register(graph).register
    assert read is not None
    return read


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> RegisterGraph:
    """A store of six entities in the layout of the LEI golden copy."""
    folder = tmp_path_factory.mktemp("lei")
    with (folder / "lei-records.csv").open("w", encoding="utf-8", newline="") as file:
        rows = [link_register.entity(number, *each) for number, each in enumerate(ROWS.items())]
        csv.writer(file).writerows([ENTITIES, *rows])
    return imported(folder, folder / "lei-records.csv")


@dataclass(frozen=True)
class Invented:
    """Invented organisations in two writings, as the benchmark has them."""

    names: Sequence[LinkRecord]
    register: NamedThings
    truth: dict[str, str]

    def right(self) -> int:
        """How many of the names are linked to what they mean."""
        chosen = self.register.like(self.names, 1)
        linked = link(self.names, chosen.records, Model.read(), workers=1, known=chosen.counts, all_names=chosen.names)
        return sum(
            self.truth.get(pair.left.id) == pair.right.id[-20:] for pair in linked.pairs if pair.probability > 0.5
        )


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Invented:
    folder = tmp_path_factory.mktemp("invented")
    link_register.write(folder, 2000, NAMES, 5)
    names = list(dataset.read(str(folder / "list.csv"), Columns()).records)
    with (folder / "truth.csv").open(encoding="utf-8", newline="") as file:
        truth = {one: link_register.code(int(other[1:])) for one, other in csv.reader(file)}
    return Invented(names, things(imported(folder, folder / "lei-records.csv")), truth)


def test_sql_chooses_what_comparing_all_would_find(invented: Invented, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = invented.right()
    monkeypatch.setattr(register, "FEW", 0)
    assert whole > 0.9 * len(invented.truth)
    assert invented.right() >= 0.99 * whole


def test_few_of_many_things_are_read(invented: Invented, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(invented.register.like(invented.names[:2]).records) == 2000
    monkeypatch.setattr(register, "FEW", 0)
    assert 0 < len(invented.register.like(invented.names[:2], 1).records) <= 40


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("NORDMARK ZERTIFIZIERUNG", "Nordmark Zertifizierung GmbH"),
        ("Nordmrk Certification GmbH", "Nordmark Zertifizierung GmbH"),
        ("Hua Yu Testing, Shenzhen", "Shenzhen Huayu Testing Co., Ltd."),
        ("Shenzhen Huayu Shipin Youxian Gongsi", "深圳市华宇食品有限公司"),
        ("Societe Generale d Essais SA", "Société Générale d'Essais"),
        ("Korea Testing Lab. No.2", "Korea Testing Laboratory No. 2"),
    ],
)
def test_a_name_in_another_writing_is_chosen(
    small: RegisterGraph, monkeypatch: pytest.MonkeyPatch, name: str, wanted: str
) -> None:
    monkeypatch.setattr(register, "FEW", 0)
    chosen = things(small).like([LinkRecord("1", (name,))], 1)
    assert wanted in {each for record in chosen.records for each in record.names}


def test_a_thing_has_its_iri_names_country_and_identifiers(small: RegisterGraph) -> None:
    first = things(small).like([])
    assert first.records[0] == LinkRecord(
        f"https://w3id.org/certreg/id/lei-records-{link_register.code(0)}",
        ("Nordmark Zertifizierung GmbH",),
        "DE",
        identifiers=(f"lei:{link_register.code(0).lower()}",),
    )


def test_an_identifier_alone_chooses_a_thing(small: RegisterGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(register, "FEW", 0)
    wanted = LinkRecord("1", ("Something quite different",), identifiers=(f"lei:{link_register.code(3).lower()}",))
    assert [record.names for record in things(small).like([wanted], 1).records] == [("Société Générale d'Essais",)]


def test_what_is_recognised_is_reported(small: RegisterGraph) -> None:
    reading = dataset.of_register(small).reading
    assert "6 things of lei-records with names in skos:prefLabel" in reading
    assert "identifiers (lei) in cr:organisationNumber: 6 of 6 values pass the checksum" in reading


def test_only_things_of_a_class(small: RegisterGraph) -> None:
    enterprise = frozenset(["https://w3id.org/certreg/ns#Enterprise"])
    assert dataset.of_register(small, enterprise, organisations=True).register is not None
    with pytest.raises(DataError, match="no register in this store has such things with names"):
        dataset.of_register(small, frozenset(["https://w3id.org/certreg/ns#Certificate"]))


def test_a_damaged_table_is_refused(small: RegisterGraph, tmp_path: Path) -> None:
    import shutil

    copy = Path(shutil.copytree(small.folder, tmp_path / "store"))
    graph = RegisterGraph(copy)
    path = copy / graph.things[0].file
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(DataError, match="damaged"):
        dataset.of_register(graph)
