"""`kg mcp` as a process: what it writes, how it starts and how it ends, whatever is at the other end."""

from __future__ import annotations

import contextlib
import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import processes
import pytest
from serving import children, end

from kg import shipped

HELLO = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "test", "version": "1"},
    },
}
READY = {"jsonrpc": "2.0", "method": "notifications/initialized"}


def asks(number: int, name: str, **arguments: object) -> dict[str, object]:
    params = {"name": name, "arguments": arguments}
    return {"jsonrpc": "2.0", "id": number, "method": "tools/call", "params": params}


class Wire:
    """The command, spoken to line by line."""

    def __init__(self, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "kg", "mcp", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def say(self, *messages: object) -> None:
        for message in messages:
            line = message if isinstance(message, bytes) else json.dumps(message).encode()
            self.process.stdin.write(line + b"\n")
        self.process.stdin.flush()

    def hear(self, number: int) -> dict[str, object]:
        """The reply of this number; every line on the way is one of the protocol."""
        for line in self.process.stdout:
            said = json.loads(line)
            assert said["jsonrpc"] == "2.0"
            if said.get("id") == number:
                return said
        raise AssertionError(self.process.stderr.read())

    def processes(self) -> list[int]:
        below = children(self.process.pid)
        return [*below, *(worker for child in below for worker in children(child))]

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(timeout=300)
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            with contextlib.suppress(BrokenPipeError):
                stream.close()


def greeted() -> Wire:
    made = Wire()
    made.say(HELLO, READY, asks(2, "ask", question="partners"))
    made.hear(2)
    return made


@pytest.fixture
def wire(own_cache):
    """One that a test may end."""
    made = greeted()
    yield made
    made.end()


@pytest.fixture(scope="module")
def lasting(own_cache):
    """One that answers the requests of many tests."""
    made = greeted()
    yield made
    made.end()


def gone(pids: list[int]) -> bool:
    until = time.monotonic() + 300
    while any(Path(f"/proc/{pid}").exists() for pid in pids):
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def test_it_ends_when_standard_input_closes_and_leaves_nothing_behind(wire):
    pids = wire.processes()
    assert len(pids) > 1
    rest, said = wire.process.communicate(timeout=300)
    assert wire.process.returncode == 0
    assert rest == b""
    assert b"Traceback" not in said
    assert gone(pids)


@pytest.mark.parametrize("how", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.ci)])
def test_a_signal_ends_it_while_standard_input_is_open(wire, how):
    pids = wire.processes()
    wire.process.send_signal(how)
    assert wire.process.wait(timeout=300) == 130
    assert gone(pids)
    assert b"Traceback" not in wire.process.stderr.read()


@pytest.mark.ci
def test_killed_it_leaves_nothing_behind(wire):
    pids = wire.processes()
    wire.process.kill()
    wire.process.wait(timeout=300)
    assert gone(pids)


@pytest.mark.ci
def test_a_client_that_vanishes_in_the_midst_of_a_call(wire):
    pids = wire.processes()
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a != ?i) }"
    wire.say(asks(3, "sparql", query=endless), asks(4, "list_questions"))
    wire.process.stdout.close()
    wire.process.stdin.close()
    wire.process.wait(timeout=300)
    assert gone(pids)
    assert b"internal error" not in wire.process.stderr.read()


@pytest.mark.ci
@pytest.mark.parametrize(("how", "pause"), [("close", 0.05), ("close", 0.5), ("SIGTERM", 0.3), ("SIGKILL", 0.2)])
def test_one_that_ends_at_once_takes_its_workers_along(own_cache, how, pause):
    """While the pages are being loaded, with queries at work."""
    endless = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o . ?a ?b ?c . ?d ?e ?f FILTER(?o < ?c) } # "
    wire = Wire()
    try:
        wire.say(HELLO)
        wire.hear(1)
        wire.say(READY, *(asks(number, "sparql", query=f"{endless}{number}") for number in range(2, 5)))
        time.sleep(pause)
        pids = wire.processes()
        if how == "close":
            wire.process.stdout.close()
            wire.process.stdin.close()
        else:
            wire.process.send_signal(getattr(signal, how))
        wire.process.wait(timeout=300)
        assert gone(pids)
    finally:
        wire.end()


GARBAGE = [
    b"garbage",
    b"{",
    b"[]",
    b'{"jsonrpc": "2.0", "id": 7}',
    b"\xff\xfe\x00",
    b"[" * 100_000,
    b'{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"sparql","arguments":{"query":"\\ud800"}}}',
    b'{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"search","arguments":{"text":"a\\u0000b"}}}',
    b'{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"ask","arguments":[1]}}',
    b'{"jsonrpc":"2.0","id":3,"method":"no/such"}',
]


def test_garbage_is_answered_or_passed_over(wire):
    """On a wire of its own: an answer to garbage may come behind the answer waited for."""
    for number, garbage in enumerate(GARBAGE, start=10):
        wire.say(garbage, asks(number, "ask", question="partners"))
        assert not wire.hear(number)["result"]["isError"], garbage


@pytest.mark.parametrize(
    ("line", "number", "code"),
    [
        (b"hello", None, -32700),
        (b"{", None, -32700),
        (b"\xff\xfe\x00", None, -32700),
        (b"[" * 100_000, None, -32700),
        (b"[]", None, -32600),
        (b'{"jsonrpc": "2.0", "id": 7}', 7, -32600),
        (b'{"jsonrpc": "1.0", "id": "a", "method": "ping"}', "a", -32600),
        (b'{"jsonrpc":"2.0","id":3,"method":"no/such"}', 3, -32601),
        (b'{"jsonrpc":"2.0","id":1.5,"method":"ping"}', None, -32600),
        (b'{"jsonrpc":"2.0","id":null,"method":"ping"}', None, -32600),
        (b'{"jsonrpc":"2.0","id":4,"method":"ping","params":{"a":"' + b"x" * (9 << 20) + b'"}}', None, -32600),
    ],
)
def test_what_is_no_request_gets_the_error_of_json_rpc(lasting, line, number, code):
    lasting.say(line)
    reply = json.loads(lasting.process.stdout.readline())
    assert (reply["id"], reply["error"]["code"]) == (number, code)


@pytest.mark.parametrize("text", [r"\ud800", r"CN\udfffCA", r"\ud83d", r"a\u0000b"])
@pytest.mark.parametrize(("tool", "argument"), [("search", "text"), ("show", "entity"), ("sparql", "query")])
def test_half_a_character_gets_an_answer(lasting, tool, argument, text):
    arguments = f'{{"name": "{tool}", "arguments": {{"{argument}": "{text}"}}}}'
    lasting.say(f'{{"jsonrpc": "2.0", "id": 5, "method": "tools/call", "params": {arguments}}}'.encode())
    assert json.loads(lasting.process.stdout.readline())["id"] == 5


def test_a_worker_that_is_killed_is_not_missed(wire):
    (fork_server,) = children(wire.process.pid)
    end(*children(fork_server))
    wire.say(asks(3, "ask", question="partners"), asks(4, "sparql", query="ASK {}"))
    heard = [json.loads(wire.process.stdout.readline()) for _ in range(2)]
    assert {said["id"]: said["result"]["isError"] for said in heard} == {3: False, 4: False}


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["nowhere"], 2, "nowhere: no build"),
        (["--data", "nowhere.yaml"], 2, "nowhere.yaml: no such file or folder"),
        (["nowhere", "--source", "cnca-2021"], 2, "a build is served as it is"),
        (["--deadline", "0"], 2, "0.5<=x<=3600"),
    ],
)
def test_what_cannot_be_served(own_cache, tmp_path, arguments, code, says):
    done = processes.kg(["mcp", *arguments], cwd=tmp_path, timeout=300)
    assert done.returncode == code
    assert says in done.stderr
    assert done.stdout == ""


@pytest.mark.ci
def test_a_register_store_answers_through_tools(tmp_path: Path, speaking_to: Any) -> None:
    """A question, a search, a description and SPARQL of both ways; and a query that is too large ends alone."""
    table = shipped.ROOT / "docs" / "examples" / "lei-records.csv"
    command = [sys.executable, "-m", "kg", "import", str(table), "--mapping", "lei-records"]
    subprocess.run([*command, "--store", str(tmp_path / "store")], check=True, capture_output=True)
    key = "lei-records-000000SAMPLE00000070"
    with speaking_to("--deadline", "10", str(tmp_path / "store")) as (client, run):

        def text(name: str, **arguments: object) -> str:
            return run(client.call_tool, name, arguments).content[0].text

        assert "Sample Lakeford Holding 0" in text("show", entity=key)
        assert key in text("search", text="Sample Lakeford Holding 0")
        assert "60" in text("sparql", query="SELECT (COUNT(*) AS ?n) { ?e a cr:Enterprise ; cr:place ?p }")
        hashed = "SELECT (COUNT(?h) AS ?n) { ?e cr:organisationNumber ?l BIND(SHA512(?l) AS ?h) }"
        assert "60" in text("sparql", query=hashed)
        assert "cnca" in text("ask", question="partners", parameters={"agency": "mfds"})
        every = "SELECT (COUNT(*) AS ?n) { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f FILTER(?b < ?d && ?d < ?f) }"
        refused = run(client.call_tool, "sparql", {"query": every})
        assert refused.is_error
        assert "ask for less" in refused.content[0].text
        assert "Sample Lakeford Holding 0" in text("show", entity=key)
