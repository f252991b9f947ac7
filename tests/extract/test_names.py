"""Proper names and what they are names of; all are made up but for acronyms that everybody knows."""

from __future__ import annotations

import pytest
import yaml

from kg.extract import rule_compiler
from kg.extract.names import Names


@pytest.fixture(scope="module")
def names():
    return Names(yaml.load((rule_compiler.RULES / "names.yaml").read_text("utf-8"), Loader=yaml.BaseLoader))


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("the Department of Harbours and Ropes (DHR) said", "Department of Harbours and Ropes", "RegulatoryAgency"),
        ("under the Ropes and Knots Regulation, all", "Ropes and Knots Regulation", None),
        ("the Harbour Mutual Recognition Arrangement (MRA)", "Harbour Mutual Recognition Arrangement", "Agreement"),
        ("Committee on Technical Knots to Rope", "Committee on Technical Knots to Rope", "Consortium"),
        ("EU and European Rope Authority (ERA)", "European Rope Authority", "RegulatoryAgency"),
        ("its annual report on Rope Gate", "annual report on Rope Gate", "PolicyDocument"),
        ("海滨市绳索监管局发布", "海滨市绳索监管局", "RegulatoryAgency"),
        ("发布了“2030年度绳索统计结果”", "2030年度绳索统计结果", "PolicyDocument"),
    ],
)
def test_a_name_and_its_kind(names, text, name, kind):
    found = {text[one.first : one.last]: one.kind for one in names.find(text)}
    if kind is None:
        assert name not in found or found[name] == "PolicyDocument"
    else:
        assert found.get(name) == kind


def test_a_name_that_says_nothing_of_its_kind_is_left_out(names):
    assert not any(names.find("Prime Minister Ada Rope met Bert Knot."))
