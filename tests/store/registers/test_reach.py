"""Tables are left aside only where no row of theirs could be part of a solution."""

from __future__ import annotations

import os

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st
from sampled import Pair
from test_oracle import bag, bounded

from kg.errors import LimitError
from kg.store.oxigraph import OxigraphGraph
from kg.store.registers import lookups
from kg.store.registers.algebra import algebra
from kg.store.registers.reach import reached

CERTIFICATE = "id:national-certificates-C00000077"
#: Patterns over few variables, of records and of rows: most do not go together.
PATTERNS = (
    "?a a cr:CertificationScheme .", "?a a cr:LegalAct .", "?a a cr:CertificationBody .", "?a a ?k .",
    "?b a cr:CertificationScheme .", "?b a cr:Certificate .", "?a cr:province ?k .", "?b rdfs:label ?n .",
    "?a skos:prefLabel ?n .", "?a cr:concerns ?b .", "?a cr:issuedOn ?n .", "?a cr:issuedBy ?b .",
    "?b cr:issuedBy ?a .", f"?a cr:statedIn ?k . {CERTIFICATE} cr:issuedBy ?a .", "?a cr:administers ?b .",
    "?b cr:certificateNumber 'C00000077' .", f"VALUES ?a {{ id:ccc {CERTIFICATE} }}",
    "VALUES ?a { id:national-bodies-R-0001 id:national-bodies-R-0007 }",
    f"VALUES (?a ?b) {{ (id:ccc UNDEF) (UNDEF {CERTIFICATE}) }}", "VALUES ?k { cr:LegalAct cr:CertificationBody }",
    "GRAPH source:national-bodies { ?a cr:province ?k }", "?b cr:underScheme/rdfs:label ?n .",
)  # fmt: skip


@st.composite
def groups(draw: st.DrawFn, depth: int = 3) -> str:
    """A group of patterns, with groups inside."""
    lines = draw(st.lists(st.sampled_from(PATTERNS), min_size=1, max_size=3))
    for _ in range(draw(st.integers(0, 2)) if depth else 0):
        inner = draw(groups(depth - 1))
        form = draw(
            st.sampled_from(
                (
                    "OPTIONAL {{ {0} }}", "MINUS {{ {0} }}", "FILTER EXISTS {{ {0} }}", "FILTER NOT EXISTS {{ {0} }}",
                    "{{ SELECT ?a {{ {0} }} }}", "{{ SELECT ?b {{ {0} }} ORDER BY ?b LIMIT 2 }}",
                    "{{ SELECT ?a (COUNT(*) AS ?k) {{ {0} }} GROUP BY ?a }}", "{{ {0} }}", "{{ {0} }} UNION {{ {1} }}",
                    "OPTIONAL {{ {0} FILTER EXISTS {{ {1} }} }}", "OPTIONAL {{ {1} OPTIONAL {{ {0} }} }}",
                    "MINUS {{ {1} OPTIONAL {{ {0} }} }}", "FILTER NOT EXISTS {{ {1} MINUS {{ {0} }} }}",
                )
            )
        )  # fmt: skip
        lines.insert(draw(st.integers(0, len(lines))), form.format(inner, draw(st.sampled_from(PATTERNS))))
    return " ".join(lines)


def agree(pair: Pair, text: str) -> None:
    tables = pair.tables
    made = OxigraphGraph()
    made.add(tables.described())
    made.add(lookups.quads(tables.database, reached(algebra(text), tables.things, ()), 300))
    try:
        wanted = pair.oracle.query(text, timeout=20)
    except LimitError:  # patterns that share no variable can have billions of solutions
        reject()
    assert bag(made.query(text, timeout=300)) == bag(wanted), text


#: Each answer changes where a part of a query knows of variables that it does not bind for sure.
TAKING_ROWS = {
    "an optional part within one that binds nothing": "?a a cr:LegalAct OPTIONAL { ?b a cr:CertificationScheme"
    " OPTIONAL { ?a cr:province ?k } }",
    "an optional part within MINUS that binds nothing": "?a a cr:LegalAct MINUS { ?b a cr:CertificationScheme"
    " OPTIONAL { ?a cr:province ?k } }",
    "MINUS of what its own group leaves open": "?a a cr:LegalAct { ?b a cr:CertificationScheme MINUS {"
    f" {CERTIFICATE} cr:underScheme ?b ; cr:issuedBy ?a . ?a cr:province ?k }} }}",
    "EXISTS with what its own group leaves open": "?a a cr:LegalAct { ?b a cr:CertificationScheme FILTER EXISTS {"
    f" {CERTIFICATE} cr:underScheme ?b ; cr:issuedBy ?a . ?a cr:province ?k }} }}",
    "the first rows of a sub-select": "?b a cr:CertificationScheme { SELECT ?b { { VALUES ?b { id:ccc } }"
    " UNION { ?b cr:certificateNumber ?n } } ORDER BY DESC(?b) LIMIT 5 }",
    "values that are not always there": "VALUES (?a ?k) { (id:ccc UNDEF) (UNDEF 1) } ?a cr:province ?p",
}


@pytest.mark.parametrize("group", TAKING_ROWS.values(), ids=TAKING_ROWS)
def test_what_is_asked_elsewhere_counts_only_where_it_must_hold(pair: Pair, group: str) -> None:
    agree(pair, f"SELECT * {{ {group} }}")


@bounded(20)
@given(group=groups())
def test_nested_groups_have_the_answers_of_oxigraph(pair: Pair, group: str) -> None:
    agree(pair, f"SELECT (COUNT(*) AS ?rows) {{ {group} }}")


@pytest.mark.ci
@bounded(int(os.environ.get("KG_ORACLE", "300")))
@given(group=groups())
def test_hundreds_of_nested_groups_have_the_answers_of_oxigraph(pair: Pair, group: str) -> None:
    agree(pair, f"SELECT (COUNT(*) AS ?rows) {{ {group} }}")


def tables_for(pair: Pair, text: str) -> set[str]:
    return {thing.name for thing in reached(algebra(text), pair.tables.things, ())}


@pytest.mark.parametrize(
    ("query", "tables"),
    [
        ("SELECT * { ?d a cr:LegalAct OPTIONAL { ?d rdfs:label ?n } }", 0),
        ("SELECT * { ?d a cr:LegalAct ; cr:concerns ?s . ?s a ?c OPTIONAL { ?s rdfs:label ?n } }", 1),
        ("SELECT * { ?d a cr:LegalAct MINUS { ?d cr:concerns ?s } FILTER EXISTS { ?d rdfs:label ?n } }", 0),
        ("SELECT * { VALUES ?k { cr:LegalAct cr:Announcement } ?d a ?k ; ?p ?o }", 0),
        ("SELECT * { VALUES ?d { id:ccc id:haccp } ?d ?p ?o }", 0),
        ("SELECT * { VALUES ?d { id:ccc id:mixed-L1 } ?d ?p ?o }", 1),
    ],
)
def test_tables_that_lack_what_is_asked_are_left_aside(pair: Pair, query: str, tables: int) -> None:
    assert len(tables_for(pair, query)) == tables or tables == 1 <= len(tables_for(pair, query))
