"""Imports of version 0.1 fail with the new name of the module."""

from __future__ import annotations

import importlib
import importlib.util

import pytest

from kg.moved import MOVED


@pytest.mark.parametrize("old", MOVED)
def test_an_old_import_names_the_new_module(old):
    with pytest.raises(ModuleNotFoundError, match=f"{old} is {MOVED[old]}$"):
        importlib.import_module(old)
    assert importlib.util.find_spec(MOVED[old]) is not None


def test_an_old_name_imported_from_the_package_names_the_new_module():
    with pytest.raises(ImportError, match=r"kg\.library is kg\.ask\.library"):
        from kg import library  # noqa: F401


def test_an_old_name_imported_from_a_package_that_still_exists_names_the_new_module():
    with pytest.raises(ImportError, match=r"kg\.web\.lane is kg\.web\.queue"):
        from kg.web import lane  # noqa: F401


def test_an_unknown_module_is_unknown():
    with pytest.raises(ModuleNotFoundError, match=r"No module named 'kg\.nothing'"):
        importlib.import_module("kg.nothing")
