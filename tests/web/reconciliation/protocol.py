"""What answers of the reconciliation API 0.2 look like, as JSON schemas in our words, stricter than the published
ones where we promise more: no field beside those the specification names. And a service to ask."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import jsonschema
import uvicorn
from starlette.applications import Starlette

from kg.web.reconciliation.catalogue import Catalogue
from kg.web.reconciliation.routes import routes

_TEXT = {"type": "string"}
_FULL = {"type": "string", "minLength": 1}


def _thing(required: Mapping[str, Any], **optional: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {**required, **optional},
        "required": [*required],
        "additionalProperties": False,
    }


def _list(items: Any) -> dict[str, Any]:
    return {"type": "array", "items": items}


_NAMED = _thing({"id": _FULL, "name": _FULL})
_ADDRESS = {"type": "string", "pattern": "^https?://"}
_WITH_ID = {"type": "string", "pattern": r"^https?://.*\{\{id\}\}"}
_SUGGESTING = _thing(
    {
        "service_url": _ADDRESS,
        "service_path": {"type": "string", "pattern": "^/"},
        "flyout_service_url": _ADDRESS,
        "flyout_service_path": {"type": "string", "pattern": r"\$\{id\}"},
    }
)
_SETTING = {"name": _FULL, "label": _FULL, "help_text": _TEXT}
MANIFEST = _thing(
    {
        "versions": {"type": "array", "items": _TEXT, "contains": {"const": "0.2"}},
        "name": _FULL,
        "identifierSpace": _ADDRESS,
        "schemaSpace": _ADDRESS,
        "serviceVersion": _FULL,
        "batchSize": {"type": "integer", "minimum": 10},
        "defaultTypes": {**_list(_NAMED), "uniqueItems": True, "minItems": 1},
        "view": _thing({"url": _WITH_ID}),
        "preview": _thing({"url": _WITH_ID, "width": {"type": "integer"}, "height": {"type": "integer"}}),
        "suggest": _thing({"entity": _SUGGESTING, "property": _SUGGESTING, "type": _SUGGESTING}),
        "extend": _thing(
            {
                "propose_properties": _thing({"service_url": _ADDRESS, "service_path": _FULL}),
                "property_settings": _list(
                    {
                        "oneOf": [
                            _thing({**_SETTING, "type": {"const": "number"}, "default": {"type": "number"}}),
                            _thing({**_SETTING, "type": {"const": "text"}, "default": _TEXT}),
                            _thing({**_SETTING, "type": {"const": "checkbox"}, "default": {"type": "boolean"}}),
                            _thing(
                                {
                                    **_SETTING,
                                    "type": {"const": "select"},
                                    "default": _TEXT,
                                    "choices": _list(_thing({"value": _TEXT, "name": _TEXT})),
                                }
                            ),
                        ]
                    }
                ),
            }
        ),
    }
)
RESULT = _list(
    _thing(
        {
            "id": _FULL,
            "name": _FULL,
            "description": _TEXT,
            "score": {"type": "number", "minimum": 0, "maximum": 100},
            "match": {"type": "boolean"},
            "type": _list(_NAMED),
            "features": _list(_thing({"id": _FULL, "value": {"type": ["boolean", "number"]}})),
        }
    )
)
SINGLE = _thing({"result": RESULT})
BATCH = {"type": "object", "additionalProperties": SINGLE}
SUGGESTIONS = _thing(
    {
        "result": _list(
            _thing({"id": _FULL, "name": _FULL}, description=_TEXT, notable=_list(_NAMED), broader=_list(_NAMED))
        )
    }
)
FLYOUT = _thing({"id": _FULL, "html": _FULL})
PROPOSAL = _thing({"properties": _list(_NAMED)}, type=_FULL, limit={"type": "integer"})
_MOMENT = r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$"
_VALUE = {
    "oneOf": [
        _NAMED,
        _thing({"str": _TEXT}),
        _thing({"int": {"type": "integer"}}),
        _thing({"float": {"type": "number"}}),
        _thing({"date": {"type": "string", "pattern": _MOMENT}}),
    ]
}
EXTENSION = _thing(
    {
        "meta": _list(_thing({"id": _FULL, "name": _FULL}, type=_NAMED)),
        "rows": {"type": "object", "additionalProperties": {"type": "object", "additionalProperties": _list(_VALUE)}},
    }
)
FAULT = _thing({"status": {"const": "error"}, "message": _FULL})


def valid(answer: Any, schema: Mapping[str, Any]) -> Any:
    """The answer, which must fit the schema."""
    jsonschema.Draft202012Validator(schema).validate(answer)
    return answer


@contextmanager
def served(catalogue: Catalogue) -> Iterator[str]:
    """The address of a running service; it ends with the block."""
    # Said to be TCP, it answers without Nagle's delay of 40 ms; asyncio looks at just that.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listening:
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]
        app = Starlette(routes=routes(lambda: catalogue))
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        until = time.monotonic() + 300
        while not server.started and time.monotonic() < until:
            time.sleep(0.01)
        try:
            yield f"http://127.0.0.1:{port}/reconcile"
        finally:
            server.should_exit = True
            thread.join(10)
