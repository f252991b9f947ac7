"""`kg link` as a user types it."""

from __future__ import annotations

import pytest

from kg.records import sssom_reader

pytest.importorskip("rigour", reason="needs the extra link: pip install '.[link]'")

SUPPLIERS = """\
id,name,country
1,Korea Ministry of Food & Drug Safety,KR
2,国家认监委,CN
3,Acme Testing Ltd,GB
4,China National Acreditation Service for Conformity Asessment,
"""


@pytest.fixture
def suppliers(tmp_path):
    path = tmp_path / "suppliers.csv"
    path.write_text(SUPPLIERS, "utf-8")
    return path


def pairs(path):
    return {(row["subject_id"], row["object_id"]) for row in sssom_reader.read(path).rows}


def test_a_list_of_suppliers_against_the_graph(kg, suppliers, tmp_path):
    done = kg("link", "suppliers.csv", "--date", "2026-01-31", "-o", "suppliers.sssom.tsv")
    assert (done.returncode, done.stdout) == (0, "")
    assert "suppliers.csv: names in name; keys in id; countries in country; 4 records" in done.stderr
    assert "3 matched: " in done.stderr
    wanted = {("id:mfds", "suppliers:1"), ("id:cnca", "suppliers:2"), ("id:cnas", "suppliers:4")}
    assert pairs(tmp_path / "suppliers.sssom.tsv") == wanted
    rows = sssom_reader.read(tmp_path / "suppliers.sssom.tsv").rows
    row = next(row for row in rows if row["subject_id"] == "id:mfds")
    assert row["comment"] == "the same name; the same country"
    assert row["mapping_date"] == "2026-01-31"
    again = kg("link", "suppliers.csv", "--date", "2026-01-31")
    assert again.stdout == (tmp_path / "suppliers.sssom.tsv").read_text("utf-8")


def test_one_class_only(kg, suppliers):
    done = kg("link", "suppliers.csv", "--class", "AccreditationBody")
    counted = kg("sparql", "SELECT (COUNT(DISTINCT ?b) AS ?n) { ?b a cr:AccreditationBody }", "-f", "csv")
    bodies = counted.stdout.split()[1]
    assert f"the graph; {bodies} records" in done.stderr
    assert "id:cnas" in done.stdout
    assert "id:mfds" not in done.stdout
    wrong = kg("link", "suppliers.csv", "--class", "AcreditationBody")
    assert wrong.returncode == 2
    assert 'did you mean "AccreditationBody"' in wrong.stderr.replace("cr:", "")


def test_two_datasets(kg, suppliers, tmp_path):
    (tmp_path / "register.tsv").write_text("nb\tbody\n7\tACME Testing Limited\n8\tOther\n", "utf-8")
    done = kg("link", "register.tsv", "--against", "suppliers.csv", "--id", "nb")
    assert done.returncode == 0, done.stderr
    assert "suppliers:3\tAcme Testing Ltd\tskos:" in done.stdout
    assert "register:7\tACME Testing Limited" in done.stdout


def test_an_existing_file_is_added_to(kg, suppliers, tmp_path):
    kg("link", "suppliers.csv", "--date", "2026-01-31", "-o", "mine.sssom.tsv")
    first = (tmp_path / "mine.sssom.tsv").read_text("utf-8")
    edited = first.replace("the same name; the same country", "I know them")
    (tmp_path / "mine.sssom.tsv").write_text(edited, "utf-8")
    suppliers.write_text(SUPPLIERS + "5,HACCP certification,\n", "utf-8")
    done = kg("link", "suppliers.csv", "--date", "2026-02-01", "-o", "mine.sssom.tsv")
    assert "the file had 3 rows, 3 of the matches among them" in done.stderr
    now = (tmp_path / "mine.sssom.tsv").read_text("utf-8")
    assert now.count("I know them") == edited.count("I know them")
    assert len(pairs(tmp_path / "mine.sssom.tsv")) == 4
    (tmp_path / "mine.sssom.tsv").write_text(now.replace("skos:exactMatch", "skos:wrongMatch"), "utf-8")
    refused = kg("link", "suppliers.csv", "-o", "mine.sssom.tsv")
    assert refused.returncode == 1
    assert (tmp_path / "mine.sssom.tsv").read_text("utf-8").count("skos:wrongMatch") > 0


def test_review_asks_about_doubtful_matches_and_keeps_rejections(kg, tmp_path):
    (tmp_path / "list.csv").write_text("id,name\n1,American National Standards\n", "utf-8")
    arguments = ("link", "list.csv", "--least", "0.05", "--review", "--author", "A. Curator", "-o", "list.sssom.tsv")
    done = kg(*arguments, text="n\n")
    assert "(id:ansi)" in done.stderr
    assert "0 accepted, 1 rejected, 0 left open." in done.stderr
    (row,) = sssom_reader.read(tmp_path / "list.sssom.tsv").rows
    assert (row["predicate_modifier"], row["author_label"]) == ("Not", "A. Curator")
    assert row["mapping_justification"] == "semapv:ManualMappingCuration"
    again = kg(*arguments, text="")
    assert "0 accepted, 0 rejected, 0 left open." in again.stderr  # nobody is asked twice
    assert len(sssom_reader.read(tmp_path / "list.sssom.tsv").rows) == 1


def test_answers_that_end_too_early_write_nothing(kg, tmp_path):
    (tmp_path / "list.csv").write_text("id,name\n1,American National Standards\n", "utf-8")
    done = kg("link", "list.csv", "--least", "0.05", "--review", "-o", "list.sssom.tsv")
    assert done.returncode == 130
    assert not (tmp_path / "list.sssom.tsv").exists()


@pytest.mark.parametrize(
    ("content", "status", "message"),
    [
        ("id,colour\n1,red\n", 1, "t.csv:1: no column of names"),
        ("", 1, "t.csv: an empty file"),
        ("id,name\n1\n", 1, "t.csv:2: 1 cells, but 2 columns"),
        (None, 2, "t.csv: cannot be read: No such file or directory"),
    ],
)
def test_bad_input_is_refused_and_nothing_is_written(content, status, message, kg, tmp_path):
    if content is not None:
        (tmp_path / "t.csv").write_text(content, "utf-8")
    done = kg("link", "t.csv", "-o", "out.sssom.tsv")
    assert done.returncode == status
    assert message in done.stderr
    assert not (tmp_path / "out.sssom.tsv").exists()


STRANGERS = ("Alder Testing", "Birch Inspection"), ("Quartz Calibration", "Rowan Certification")


@pytest.mark.parametrize(
    ("header", "values"),
    [
        ("ISO certified", ("yes", "no")),
        ("country_iso", ("DE", "FR")),
        ("VAT rate", ("20%", "20%")),
        ("LEI", ("N/A", "-")),
        ("locality", ("Springfield", "Springfield")),
        ("vat", ("12/345/678", "98/111/678")),
    ],
)
def test_a_column_that_strangers_share_joins_none_of_them(header, values, kg, tmp_path):
    for file, names in zip(("a.csv", "b.csv"), STRANGERS, strict=True):
        rows = [f"{name},{value}\n" for name, value in zip(names, values, strict=True)]
        (tmp_path / file).write_text(f"name,{header}\n" + "".join(rows), "utf-8")
    if header == "vat":  # the same after the last slash only
        (tmp_path / "b.csv").write_text("name,vat\nQuartz Calibration,77/999/678\n", "utf-8")
    done = kg("link", "a.csv", "--against", "b.csv", "--least", "0.05")
    assert "\n0 matched" in done.stderr
    assert len([line for line in done.stdout.splitlines() if not line.startswith("#")]) == 1


def test_identifiers_decide_unless_they_are_left_out(kg, tmp_path):
    (tmp_path / "a.csv").write_text("id,name,vat\n1,Alder Works,0401574852\n", "utf-8")
    (tmp_path / "b.csv").write_text("id,name,vat\n7,Quartz Hall,BE401574852\n", "utf-8")
    done = kg("link", "a.csv", "--against", "b.csv")
    assert "identifiers (vat) in vat: 1 of 1 values have the form, 1 distinct" in done.stderr
    assert "the same identifier vat:401574852" in done.stdout
    without = kg("link", "a.csv", "--against", "b.csv", "--no-identifiers")
    assert "0 matched" in without.stderr
    both = kg("link", "a.csv", "--against", "b.csv", "--no-identifiers", "--identifier", "vat")
    assert (both.returncode, "exclude each other" in both.stderr) == (2, True)


def test_a_chinese_list_of_suppliers(kg, tmp_path):
    rows = "企业名称,国家\n国家认监委,中国\n韩国食品医药品安全部,韩国\n韩国食品药品安全部,未知\n"
    (tmp_path / "list.csv").write_text(rows, "utf-8")
    done = kg("link", "list.csv")
    assert "names in 企业名称; countries in 国家; 3 records" in done.stderr
    assert "the graph's organisations; " in done.stderr
    assert "id:cnca" in done.stdout


@pytest.mark.spark
def test_on_spark_the_same_mappings(kg, suppliers, tmp_path):
    pytest.importorskip("pyspark", reason="needs pyspark: pip install '.[spark]'")
    here = kg("link", "suppliers.csv", "--date", "2026-01-31")
    there = kg("link", "suppliers.csv", "--date", "2026-01-31", "--engine", "spark", "--master", "local[2]")
    assert there.returncode == 0, there.stderr
    assert there.stdout == here.stdout


def test_links_are_no_other_format(kg, suppliers, tmp_path):
    done = kg("link", "suppliers.csv", "-o", "links.xlsx")
    assert done.returncode == 2
    assert done.stderr == "kg: links.xlsx: no format has this ending; there are .sssom.tsv, .tsv\n"
    assert not (tmp_path / "links.xlsx").exists()


@pytest.fixture
def entities(kg, tmp_path):
    """A store of legal entities, in the layout of the LEI golden copy."""
    pytest.importorskip("duckdb", reason="needs the extra bulk: pip install '.[bulk]'")
    rows = (
        "LEI,Entity.LegalName,Entity.OtherEntityNames.OtherEntityName.1,"
        "Entity.LegalAddress.Country,Entity.LegalJurisdiction,Entity.EntityStatus",
        "000000SAMPLE00000070,Acme Testing Limited,,GB,GB,ACTIVE",
        "000000SAMPLE00000167,Korea Ministry of Food and Drug Safety,MFDS,KR,KR,ACTIVE",
        "000000SAMPLE00000264,Sample Stonebridge Holding B.V.,,NL,NL,INACTIVE",
    )
    (tmp_path / "lei-records.csv").write_text("\n".join([*rows, ""]), "utf-8")
    done = kg("import", "lei-records.csv", "--mapping", "lei-records", "--store", "st")
    assert done.returncode == 0, done.stderr


def test_a_list_against_the_records_and_registers_of_a_store(kg, entities, suppliers, tmp_path):
    done = kg("link", "suppliers.csv", "--store", "st", "-o", "links.sssom.tsv")
    assert done.returncode == 0, done.stderr
    assert "the graph; st: 3 things of lei-records with names in skos:prefLabel" in done.stderr
    found = pairs(tmp_path / "links.sssom.tsv")
    assert ("id:lei-records-000000SAMPLE00000070", "suppliers:3") in found
    assert ("id:cnas", "suppliers:4") in found


def test_things_of_a_store_against_the_records(kg, entities, tmp_path):
    done = kg("link", "st", "-o", "bodies.sssom.tsv")
    assert done.returncode == 0, done.stderr
    assert pairs(tmp_path / "bodies.sssom.tsv") == {("id:mfds", "id:lei-records-000000SAMPLE00000167")}


def test_a_list_against_the_registers_of_a_store_alone(kg, entities, suppliers, tmp_path):
    done = kg("link", "suppliers.csv", "--against", "st", "-o", "links.sssom.tsv")
    assert done.returncode == 0, done.stderr
    wanted = {
        ("id:lei-records-000000SAMPLE00000070", "suppliers:3"),
        ("id:lei-records-000000SAMPLE00000167", "suppliers:1"),
    }
    assert pairs(tmp_path / "links.sssom.tsv") == wanted


def test_two_stores_and_a_store_on_spark_are_refused(kg, entities, suppliers):
    done = kg("link", "st", "--store", "st")
    assert (done.returncode, done.stdout) == (2, "")
    assert "both sides are register stores" in done.stderr
    done = kg("link", "suppliers.csv", "--store", "st", "--engine", "spark")
    assert done.returncode == 2
    assert "--engine spark does not read a store" in done.stderr
