"""Terms as Python values: exact where Python can be, and text where a literal is no value of its datatype."""

from __future__ import annotations

import pytest
from pyoxigraph import Literal, NamedNode

from kg.names import PREFIXES
from kg.store.answers import plain


@pytest.mark.parametrize(
    ("text", "datatype", "value"),
    [
        ("007", "integer", 7),
        ("abc", "integer", "abc"),
        ("1.5", "integer", "1.5"),
        ("9" * 5000, "integer", "9" * 5000),
        ("1e3", "double", 1000.0),
        ("wide", "float", "wide"),
        ("2.50", "decimal", 2.5),
        ("3.0", "decimal", 3),
        ("123456789012345678901234567890.0", "decimal", 123456789012345678901234567890),
        ("many", "decimal", "many"),
        ("true", "boolean", True),
        ("1", "boolean", True),
        ("0", "boolean", False),
        ("yes", "boolean", "yes"),
    ],
)
def test_a_literal_as_a_python_value(text: str, datatype: str, value: object) -> None:
    given = plain(Literal(text, datatype=NamedNode(PREFIXES["xsd"] + datatype)))
    assert given == value
    assert type(given) is type(value)
