"""What a curator runs: build, validate, stats and diff, with their exit codes and what each writes where."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

import processes
import pytest

SOURCES = """\
sources:
  - id: port-2030
    type: Report
    label: {en: The port's year 2030}
    issuedOn: 2031-01-31
    publisherName: Port Standards
"""
RECORDS = """\
source: port-2030
records:
  - id: port
    type: StandardsBody
    label: {en: Port Standards}
"""
#: Two sources: a build of them takes a fraction of the time.
PART = ("--source", "iso-casco-page", "--source", "mfds-website")
WRONG = RECORDS.replace("StandardsBody", "StandardsBoddy") + "    headquarters: nowhere\n"


@pytest.fixture(scope="module")
def small_build(own_cache, tmp_path_factory):
    """A build of two sources, to be copied."""
    folder = tmp_path_factory.mktemp("small")
    done = processes.kg(["build", "-o", "out", *PART], cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder / "out"


@pytest.fixture
def own(tmp_path):
    """A folder of records that stands alone."""
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "sources.yaml").write_text(SOURCES, "utf-8")
    (folder / "port.yaml").write_text(RECORDS, "utf-8")
    return folder


def test_a_build_is_reported_on_standard_error_and_nothing_on_standard_output(kg, tmp_path):
    done = kg("build", "-o", "out", *PART)
    assert (done.returncode, done.stdout) == (0, "")
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))
    assert f"{manifest['counts']['triples']:,} triples" in done.stderr
    written = {path.name for path in (tmp_path / "out").iterdir()}
    assert written == {
        "certreg.ttl", "certreg.nq", "certreg.trig", "certreg.jsonld", "void.ttl", "manifest.json"
    }  # fmt: skip


def test_records_that_are_wrong_build_nothing_and_leave_what_was_there(kg, tmp_path, small_build):
    shutil.copytree(small_build, tmp_path / "out")
    before = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    (tmp_path / "wrong.yaml").write_text(WRONG.replace("port-2030", "cnca-2021"), "utf-8")
    done = kg("build", "-o", "out", "--data", "wrong.yaml")
    assert (done.returncode, done.stdout) == (1, "")
    assert 'wrong.yaml:4:11: no class "StandardsBoddy" (did you mean "StandardsBody"' in done.stderr
    assert done.stderr.endswith("Nothing was built; out is unchanged.\n")
    assert before == {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}


def test_a_folder_that_is_no_build_is_not_written_over(kg, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.doc").write_text("years of work", "utf-8")
    done = kg("build", "-o", "out")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["thesis.doc"]


def test_the_shipped_records_are_without_a_mistake(kg):
    done = kg("validate")
    assert done.returncode == 0
    assert "no problem" in done.stderr


def test_a_folder_with_sources_stands_alone(kg, own):
    done = kg("validate", str(own))
    assert (done.returncode, done.stdout) == (0, "")
    assert "2 files read, 2 entities, no problem" in done.stderr


def test_all_mistakes_are_reported_in_one_run_each_with_its_place(kg, own):
    (own / "port.yaml").write_text(WRONG, "utf-8")
    (own / "quay.yaml").write_text("source: port-2031\nrecords: []\n", "utf-8")
    done = kg("validate", str(own))
    assert done.returncode == 1
    places = [line.removeprefix("own/").split(": ")[0] for line in done.stdout.splitlines()]
    assert places[0] == "port.yaml:4:11"
    assert any(place.startswith("quay.yaml:1:") for place in places)
    assert "problems." in done.stderr


def test_mistakes_come_as_rows_for_a_program(kg, own):
    (own / "port.yaml").write_text(WRONG, "utf-8")
    done = kg("validate", str(own), "-f", "json")
    assert done.returncode == 1
    answer = json.loads(done.stdout)
    assert answer["head"]["vars"] == ["severity", "file", "line", "column", "message"]
    first = answer["results"]["bindings"][0]
    assert (first["severity"]["value"], first["line"]["value"], first["column"]["value"]) == ("mistake", "4", "11")


def test_a_file_of_a_shipped_name_replaces_the_shipped_one(kg, tmp_path):
    (tmp_path / "extra.yaml").write_text(RECORDS.replace("port-2030", "cnca-2021"), "utf-8")
    done = kg("validate", "extra.yaml")
    assert done.returncode == 0, done.stderr
    shipped = int(kg("validate").stderr.split()[0])
    assert int(done.stderr.split()[0]) == shipped + 1


def test_a_path_that_is_not_there_is_wrong_use(kg):
    done = kg("validate", "nowhere")
    assert done.returncode == 2
    assert "nowhere" in done.stderr


def test_stats_of_a_source_count_less_than_those_of_all(kg):
    def triples(*arguments):
        rows = [line.split("\t") for line in kg("stats", "-f", "tsv", *arguments).stdout.splitlines()]
        (count,) = [row[-1] for row in rows if "triples" in row[0] or "triples" in row[1]]
        return int(count)

    assert 0 < triples("--source", "cnca-2021") < triples()


def test_builds_that_are_the_same_differ_in_nothing(kg, small_build):
    assert kg("build", "-o", "two", *PART).returncode == 0
    done = kg("diff", str(small_build), "two")
    assert (done.returncode, done.stdout, done.stderr) == (0, "No difference.\n", "")


def test_a_new_record_is_reported_in_words_and_by_exit_code(kg, tmp_path, small_build):
    old = str(small_build)
    (tmp_path / "mine.yaml").write_text(RECORDS.replace("port-2030", "mfds-website"), "utf-8")
    assert kg("build", "-o", "new", *PART, "--data", "mine.yaml").returncode == 0
    done = kg("diff", old, "new")
    assert done.returncode == 1
    assert "Port Standards" in done.stdout
    rows = kg("diff", old, "new", "-f", "csv").stdout
    assert "Port Standards" in rows
    back = kg("diff", "new", old, "-f", "csv").stdout
    assert rows != back


def test_what_is_no_build_cannot_be_compared(kg, tmp_path):
    (tmp_path / "old").mkdir()
    done = kg("diff", "old", "old")
    assert done.returncode in (1, 2)
    assert done.stderr.startswith("kg: ")
    assert "Traceback" not in done.stderr


def test_a_folder_that_cannot_be_read_is_reported_and_nothing_is_built_without_it(tmp_path):
    """It would be left out of the build, with exit code 0."""
    data = tmp_path / "d" / "sub"
    data.mkdir(parents=True)
    record = "source: cnca-website\nrecords:\n  - {id: q-x, type: CertificationScheme, label: {en: Q}}\n"
    (tmp_path / "d" / "a.yaml").write_text(record)
    (data / "b.yaml").write_text(record.replace("q-x", "q-y"))
    drop = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
    if drop and not shutil.which("setpriv"):
        pytest.skip("run as root, needs setpriv (util-linux) to give up the right to read everything")

    def run(*arguments):
        return subprocess.run(
            [*drop, sys.executable, "-m", "kg", *arguments], capture_output=True, text=True, timeout=300, cwd=tmp_path
        )

    part = ("--source", "cnca-website", "--data", "d")
    assert run("build", "-o", "b", *part).returncode == 0
    data.chmod(0)
    try:
        for arguments in (("validate", "d"), ("build", "-o", "b", *part)):
            done = run(*arguments)
            assert done.returncode == 2
            assert "sub: cannot be read: Permission denied" in done.stderr
    finally:
        data.chmod(0o755)
    assert "id/q-y>" in (tmp_path / "b" / "certreg.nq").read_text("utf-8")
