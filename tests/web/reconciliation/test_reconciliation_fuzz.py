"""Whatever is sent: JSON that fits the protocol and status 200, or JSON that says what is wrong and a status of 4xx."""

from __future__ import annotations

import json

import httpx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from protocol import BATCH, EXTENSION, FAULT, SINGLE, SUGGESTIONS, valid

ANY_TEXT = st.text(st.characters(), max_size=40)  # half surrogate pairs too
WORDS = st.sampled_from(
    ["gull", "Gull Haven", "Tern Bay", "海鸥", "Harbour", "country", "^calls", "norland", "depth", "cargo/rope"]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ANY_TEXT | WORDS, inner, max_size=4),
    max_leaves=12,
)
#: Mostly in shape, with anything in any place.
QUERY = st.fixed_dictionaries(
    {},
    optional={
        "query": WORDS | ANY_TEXT | JSON,
        "type": WORDS | st.lists(WORDS, max_size=3) | JSON,
        "limit": st.integers() | JSON,
        "type_strict": st.sampled_from(["any", "all", "should"]) | JSON,
        "properties": st.lists(st.fixed_dictionaries({"pid": WORDS | JSON, "v": WORDS | JSON}), max_size=3) | JSON,
    },
)
EXTEND = st.fixed_dictionaries(
    {
        "ids": st.lists(WORDS | ANY_TEXT, max_size=4) | JSON,
        "properties": st.lists(
            st.fixed_dictionaries(
                {"id": WORDS},
                optional={
                    "settings": st.dictionaries(st.sampled_from(["limit", "language", "content", "x"]), JSON | WORDS)
                },
            ),
            max_size=3,
        )
        | JSON,
    }
)
OFTEN = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def answered(answer: httpx.Response, schema) -> None:
    """In order or refused, and readable in either case."""
    assert answer.status_code == 200 or 400 <= answer.status_code < 500
    text = answer.content.decode("ascii")
    valid(json.loads(text, parse_constant=lambda constant: 1 / 0), schema if answer.status_code == 200 else FAULT)


@OFTEN
@given(batch=st.dictionaries(ANY_TEXT, QUERY | JSON, max_size=4))
def test_any_batch(service, batch):
    answered(service.post("", data={"queries": json.dumps(batch)}), BATCH)


@OFTEN
@given(query=QUERY)
def test_any_single_query(service, query):
    answered(service.post("", data={"query": json.dumps(query)}), SINGLE)


@OFTEN
@given(asked=EXTEND | JSON)
def test_any_extension(service, asked):
    answered(service.post("", data={"extend": json.dumps(asked)}), EXTENSION)


@OFTEN
@given(name=st.sampled_from(["queries", "query", "extend", ""]), text=st.binary(max_size=60))
def test_any_bytes(service, name, text):
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = service.post("", content=name.encode() + b"=" + text, headers=form)
    answered(answer, {"anyOf": [BATCH, SINGLE, EXTENSION]})


@OFTEN
@given(
    kind=st.sampled_from(["entity", "type", "property"]),
    prefix=ANY_TEXT.filter(str.isprintable),
    cursor=ANY_TEXT | WORDS,
)
def test_any_prefix(service, kind, prefix, cursor):
    asked = {"prefix": prefix.encode("utf-8", "ignore"), "cursor": cursor.encode("utf-8", "ignore")}
    answered(
        service.get(f"/suggest/{kind}", params=httpx.QueryParams({k: v.decode() for k, v in asked.items()})),
        SUGGESTIONS,
    )
