"""What the manifests of both kinds of store share."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from kg.errors import DataError, EnvironmentFault
from kg.store.manifest import NAME, compare_sizes, fields
from kg.store.registers.layout import complete, is_store


def test_the_fields_of_a_manifest_come_without_its_form(tmp_path):
    (tmp_path / NAME).write_text('{"format": "form 1", "graphs": {}}', "utf-8")
    assert fields(tmp_path, "form 1") == {"graphs": {}}


@pytest.mark.parametrize("text", ['{"format": "another"}', "[]", "{", "{}"])
def test_a_manifest_of_another_form_is_refused(tmp_path, text):
    (tmp_path / NAME).write_text(text, "utf-8")
    with pytest.raises(ValueError):
        fields(tmp_path, "form 1")


def test_a_store_of_another_version_says_so(tmp_path):
    """A register store of the version before was "no store", and an import into it refused without a reason."""
    (tmp_path / NAME).write_text('{"format": "certreg register store 1"}', "utf-8")
    for read in (is_store, complete):
        with pytest.raises(EnvironmentFault, match="written by another version of certreg; delete it and import"):
            read(tmp_path)


def test_a_folder_without_a_manifest_is_refused(tmp_path):
    with pytest.raises(ValueError):
        fields(tmp_path, "form 1")


def test_every_missing_or_shorter_file_is_reported(tmp_path):
    for name in ("whole", "short"):
        (tmp_path / name).write_bytes(b"12345")
    files = {"whole": SimpleNamespace(bytes=5), "short": SimpleNamespace(bytes=6), "gone": SimpleNamespace(bytes=1)}
    with pytest.raises(DataError) as error:
        compare_sizes(tmp_path, files, "make it again")
    assert [problem.message for problem in error.value.problems] == [
        "missing; make it again",
        "5 bytes, not 6 as written; make it again",
    ]
