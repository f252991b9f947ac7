"""A table at a Python prompt and in a notebook: names, the first rows, no markup from the graph."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode

from kg import names
from kg.rdf.terms import XSD_INTEGER
from kg.store import Table

CCC = NamedNode(names.ID + "ccc")


def table(rows: int = 1, name: str = "China Compulsory Certification") -> Table:
    row = (CCC, Literal(name), Literal("1200", datatype=NamedNode(XSD_INTEGER)), None)
    return Table(("scheme", "schemeLabel", "certificates", "note"), (row,) * rows)


def test_a_prompt_shows_names_and_numbers_in_columns() -> None:
    assert repr(table()) == "\n".join(
        [
            "scheme                          certificates  note",
            "──────────────────────────────────────────────────",
            "China Compulsory Certification          1200",
            "(1 row)",
        ]
    )
    assert repr(table(21)).endswith("\n(the first 20 of 21 rows)")


def test_a_notebook_shows_links_and_escapes_what_the_graph_holds() -> None:
    shown = table(name="<b>C&C</b>")._repr_html_()
    assert f'<td><a href="{CCC.value}">&lt;b&gt;C&amp;C&lt;/b&gt;</a></td><td>1200</td><td></td>' in shown
    assert shown.endswith("<p>(1 row)</p>")
    odd = Table(("x",), ((NamedNode("javascript:alert(1)"),),))
    assert "<a" not in odd._repr_html_()
