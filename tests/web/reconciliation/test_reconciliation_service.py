"""The service as clients meet it, under a real server: the protocol, other origins, limits, and a real client."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor

import pandas
import pytest
from protocol import BATCH, EXTENSION, FAULT, FLYOUT, MANIFEST, PROPOSAL, SINGLE, SUGGESTIONS, served, valid
from reconciler import reconcile
from starlette.applications import Starlette

from kg.web.reconciliation.routes import routes

GULL = {"q0": {"query": "Gull Haven", "type": "Harbour"}}


def test_the_manifest_leads_to_everything_it_offers(service):
    answer = service.get("")
    manifest = valid(answer.json(), MANIFEST)
    assert manifest["identifierSpace"] == "https://w3id.org/certreg/id/"
    for kind, (one, schema) in {
        "entity": ("gull", SUGGESTIONS),
        "type": ("Harbour", SUGGESTIONS),
        "property": ("country", SUGGESTIONS),
    }.items():
        offered = manifest["suggest"][kind]
        found = service.get(offered["service_url"] + offered["service_path"], params={"prefix": one}).json()
        assert one in [item["id"] for item in valid(found, schema)["result"]]
        out = service.get((offered["flyout_service_url"] + offered["flyout_service_path"]).replace("${id}", one))
        assert valid(out.json(), FLYOUT)["id"] == one
    page = service.get(manifest["preview"]["url"].replace("{{id}}", "cargo%2Frope"))
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["content-security-policy"].startswith("default-src 'none'")
    assert "rope" in page.text
    view = service.get(manifest["view"]["url"].replace("{{id}}", "cargo%2Frope"))
    assert (view.status_code, view.headers["location"]) == (303, "/code/cargo/rope")
    proposing = manifest["extend"]["propose_properties"]
    proposed = service.get(proposing["service_url"] + proposing["service_path"], params={"type": "Ship", "limit": "2"})
    assert len(valid(proposed.json(), PROPOSAL)["properties"]) == 2


def test_queries_by_get_and_by_form_give_the_same(service):
    by_get = service.get("", params={"queries": json.dumps(GULL)})
    by_form = service.post("", data={"queries": json.dumps(GULL)})
    assert by_get.status_code == by_form.status_code == 200
    assert valid(by_get.json(), BATCH) == by_form.json()
    assert by_form.json()["q0"]["result"][0]["id"] == "gull"


def test_a_single_query_as_of_old(service):
    for text in ("Gull Haven", json.dumps(GULL["q0"])):
        assert valid(service.get("", params={"query": text}).json(), SINGLE)["result"][0]["id"] == "gull"


def test_data_extension_by_form(service):
    asked = json.dumps({"ids": ["gull"], "properties": [{"id": "country"}]})
    answer = valid(service.post("", data={"extend": asked}).json(), EXTENSION)
    assert answer["rows"]["gull"]["country"][0]["id"] == "norland"


@pytest.mark.parametrize("path", ["", "/suggest/entity", "/flyout/type", "/preview", "/view", "/properties"])
def test_every_answer_may_be_read_from_any_origin(service, path):
    assert service.get(path).headers["access-control-allow-origin"] == "*"  # faults too
    asked = {"Origin": "https://refine.example", "Access-Control-Request-Method": "POST"}
    before = service.options(path, headers=asked)
    assert before.status_code == 204
    assert "POST" in before.headers["access-control-allow-methods"]
    assert service.get(path).headers["x-content-type-options"] == "nosniff"


def test_jsonp_for_old_clients(service):
    answer = service.get("", params={"query": "Gull Haven", "callback": "jQuery1.cb_2"})
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.text.startswith("/**/jQuery1.cb_2({")
    valid(json.loads(answer.text[len("/**/jQuery1.cb_2(") : -2]), SINGLE)
    for name in ("alert(1)//", "a b", "<script>", "", "a" * 200, "a\n", "é"):
        refused = service.get("", params={"query": "x", "callback": name})
        assert refused.status_code == 400
        assert refused.headers["content-type"] == "application/json"


DEEP = "[" * 100_000 + "]" * 100_000
EVIDENCE = [{"pid": pid, "v": ["x"] * 7} for pid in ("country", "depth", "free")] + [{"pid": "site", "v": None}]
MANY_VALUES = json.dumps({f"q{n}": {"query": "x", "properties": EVIDENCE} for n in range(50)})
MANY = json.dumps({f"q{n}": {"query": "x"} for n in range(10_000)})


@pytest.mark.parametrize(
    ("fields", "status", "said"),
    [
        ({"queries": "{"}, 400, "not JSON"),
        ({"queries": ""}, 400, "not JSON"),
        ({"queries": "[]"}, 400, "must be an object"),
        ({"queries": "null"}, 400, "must be an object"),
        ({"queries": '{"q0": 5}'}, 400, "queries.q0: must be an object"),
        ({"queries": '{"q0": {}}'}, 400, "queries.q0: must be text in query, or properties"),
        ({"queries": '{"q0": {"query": 5}}'}, 400, "queries.q0.query"),
        ({"queries": '{"q0": {"query": "x", "type": 5}}'}, 400, "queries.q0.type"),
        ({"queries": '{"q0": {"query": "x", "type": [null]}}'}, 400, "queries.q0.type[0]"),
        ({"queries": '{"q0": {"query": "x", "type": "Harbor"}}'}, 400, 'did you mean "Harbour"'),
        ({"queries": '{"q0": {"query": "x", "type_strict": "most"}}'}, 400, "any or all or should"),
        ({"queries": '{"q0": {"query": "x", "type_strict": []}}'}, 400, "any or all or should"),
        ({"queries": '{"q0": {"query": "x", "limit": 0}}'}, 400, "queries.q0.limit"),
        ({"queries": '{"q0": {"query": "x", "limit": NaN}}'}, 400, "not JSON"),
        ({"queries": '{"q0": {"query": "x", "limit": 1e999}}'}, 400, "queries.q0.limit"),
        ({"queries": '{"q0": {"query": "x", "limit": -Infinity}}'}, 400, "not JSON"),
        ({"queries": '{"q0": {"query": "x", "limit": true}}'}, 400, "queries.q0.limit"),
        ({"queries": '{"q0": {"query": "x", "properties": [{"pid": "country"}, 5]}}'}, 400, "properties[1]"),
        ({"queries": '{"q0": {"query": "x", "properties": [{"pid": "country", "v": [[]]}]}}'}, 400, "properties[0].v"),
        ({"queries": '{"q0": {"query": "x", "limit": ' + "9" * 5000 + "}}"}, 400, "not JSON"),
        ({"queries": DEEP}, 400, "nested too deeply"),
        ({"queries": MANY}, 413, "10,000 queries in a batch; the limit is 50"),
        ({"queries": '{"q0": {"query": "' + "x" * 2_000_000 + '"}}'}, 413, "1,048,576"),
        ({"queries": MANY_VALUES}, 413, "1,050 values of properties in a batch; the limit is 1,000"),
        ({"query": "{"}, 400, "not JSON"),
        ({"extend": "{}"}, 400, "extend.ids"),
        ({"extend": '{"ids": ["gull", 1], "properties": []}'}, 400, "extend.ids[1]"),
        ({"extend": '{"ids": ["gull"], "properties": [{"id": "x"}]}'}, 400, "no property"),
        ({"extend": json.dumps({"ids": ["x"] * 501, "properties": []})}, 413, "501"),
        ({"extend": '{"ids": ["gull"], "properties": [{"id": "depth", "settings": 5}]}'}, 400, "settings"),
        ({"other": "x"}, 400, "none of the fields"),
        ({f"f{n}": "x" for n in range(30)}, 400, "20 fields"),
    ],
    ids=lambda value: str(value)[:50],
)
def test_faults_are_json_and_say_what_is_wrong(service, fields, status, said):
    answer = service.post("", data=fields)
    assert answer.status_code == status
    assert said in valid(answer.json(), FAULT)["message"]
    assert len(answer.text) < 1000


@pytest.mark.parametrize(
    "text", ["\x00\x01\x02", "\u202e\u200b", "<img src=x onerror=alert(1)>", "' OR 1=1 --", "> ?p ?o } #", "𝕏" * 300]
)
def test_any_text_may_be_asked_for(service, text):
    answer = service.post("", data={"queries": json.dumps({text: {"query": text}})})
    assert answer.status_code == 200
    assert [*valid(answer.json(), BATCH)] == [text]
    assert valid(service.get("/suggest/entity", params={"prefix": text}).json(), SUGGESTIONS)
    assert service.get("/preview", params={"id": text}).status_code == 404


def test_half_a_surrogate_pair_is_text_too(service):
    sent = r'{"\ud800": {"query": "\udfff gull"}}'
    assert valid(service.post("", data={"queries": sent}).json(), BATCH)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/suggest/entity?prefix=gull&cursor=-1", 400),
        ("/suggest/entity?prefix=gull&cursor=x", 400),
        ("/suggest/entity?prefix=gull&cursor=٣", 400),
        ("/suggest/entity?prefix=gull&cursor=" + "9" * 5000, 400),
        ("/suggest/entity?prefix=%ff%fe", 400),
        ("/suggest/other?prefix=x", 404),
        ("/flyout/entity?id=nobody", 404),
        ("/flyout/type?id=nobody", 404),
        ("/flyout/entity", 400),
        ("/preview", 400),
        ("/view?id=//evil.example", 404),
        ("/properties?type=nobody", 404),
        ("/properties?limit=x", 400),
    ],
    ids=lambda value: str(value)[:50],
)
def test_bad_addresses_are_refused(service, path, status):
    assert service.get(str(service.base_url).rstrip("/") + path).status_code == status


@pytest.mark.parametrize("host", ["[", "a b", "<script>", "x" * 3000, "user@elsewhere"])
def test_a_host_that_is_none_does_no_harm(service, host):
    answer = service.get("", headers={"Host": host})
    assert answer.status_code == 200
    valid(answer.json(), MANIFEST)


def test_only_forms_are_taken_and_only_get_and_post(service):
    assert service.post("", json=GULL).status_code == 400
    assert (
        service.post(
            "", content=b"queries=\xff", headers={"Content-Type": "application/x-www-form-urlencoded"}
        ).status_code
        == 400
    )
    assert service.put("").status_code == 405
    assert service.post("/suggest/entity").status_code == 405


def test_a_query_string_has_an_end(harbours):
    """Asked without a server: most servers refuse so long a line before we see it."""
    app, reported = Starlette(routes=routes(lambda: harbours)), []
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/reconcile",
        "headers": [],
        "query_string": b"query=" + b"a" * 2**16,
    }

    async def ask() -> None:
        await app(scope, None, lambda message: asyncio.sleep(0, reported.append(message)))

    with ThreadPoolExecutor() as apart:  # a browser's tests may have a loop running in this thread
        apart.submit(asyncio.run, ask()).result()
    assert reported[0]["status"] == 414
    assert "65,536" in valid(json.loads(reported[1]["body"]), FAULT)["message"]


@pytest.mark.filterwarnings("ignore:The inplace keyword")  # the client's own
def test_the_client_reconciler_finds_our_agencies(shipped):
    """The package `reconciler` from the Python registry, a client for data frames, knows nothing of us."""
    table = pandas.DataFrame(
        {
            "agency": ["CNCA", "식품의약품안전처", "Ministry of Comerce", "ISO/CASCO"],
            "country": ["China", "South Korea", "China", "nowhere"],
        }
    )
    with served(shipped) as address:
        found = reconcile(table["agency"], reconciliation_endpoint=address)
        typed = reconcile(
            table["agency"][:3],
            type_id="RegulatoryAgency",
            top_res="all",
            property_mapping={"jurisdiction": table["country"][:3]},
            reconciliation_endpoint=address,
        )
    assert dict(zip(found["input_value"], found["id"], strict=True)) == {
        "CNCA": "cnca",
        "식품의약품안전처": "mfds",
        "Ministry of Comerce": "mofcom",
        "ISO/CASCO": "iso-casco",
    }
    assert dict(zip(found["id"], found["match"], strict=True)) == {
        "cnca": True,
        "mfds": True,
        "mofcom": False,
        "iso-casco": True,
    }
    assert set(typed["type_id"]) <= {"RegulatoryAgency", "PartnerOrganisation"}
    assert typed.groupby("input_value")["id"].first().to_dict()["CNCA"] == "cnca"
