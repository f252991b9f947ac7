"""The tools and resources as the protocol's package wants them."""

from __future__ import annotations

from typing import Any

import mcp_types as types
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.shared.exceptions import MCPError

from kg import __version__
from kg.errors import CertregError, NotFound
from kg.mcp import calls, offers
from kg.text.terminal import plain
from kg.web.live_graph import LiveGraph

ONTOLOGY = "certreg://ontology"


async def speak(current: LiveGraph) -> None:
    """Answer what comes on standard input until it closes."""
    server = made(current)
    async with stdio_server() as (incoming, outgoing):
        await server.run(incoming, outgoing, server.create_initialization_options())


def made(current: LiveGraph) -> Server[Any]:
    """A server that answers from the graph."""

    async def tools(_: Any, __: Any) -> types.ListToolsResult:
        return types.ListToolsResult(tools=TOOLS)

    async def call(_: Any, asked: types.CallToolRequestParams) -> types.CallToolResult:
        try:
            said = await calls.call(current, asked.name, asked.arguments or {})
        except CertregError as fault:
            return types.CallToolResult(content=[_text(plain(str(fault)))], is_error=True)
        return types.CallToolResult(content=[_text(said["text"])], structured_content=said["structured"])

    async def resources(_: Any, __: Any) -> types.ListResourcesResult:
        return types.ListResourcesResult(resources=[RESOURCE])

    async def read(_: Any, asked: types.ReadResourceRequestParams) -> types.ReadResourceResult:
        if asked.uri != ONTOLOGY:
            raise MCPError(types.INVALID_PARAMS, str(NotFound("resource", asked.uri, [ONTOLOGY])))
        text = await calls.ontology(current)
        return types.ReadResourceResult(
            contents=[types.TextResourceContents(uri=ONTOLOGY, mime_type="text/turtle", text=text)]
        )

    return Server(
        "certreg",
        version=__version__,
        instructions=offers.INSTRUCTIONS,
        on_list_tools=tools,
        on_call_tool=call,
        on_list_resources=resources,
        on_read_resource=read,
    )


TOOLS = [
    types.Tool(
        name=name,
        description=description,
        input_schema=given,
        output_schema=answer,
        annotations=types.ToolAnnotations(read_only_hint=True, open_world_hint=False),
    )
    for name, (description, given, answer) in offers.TOOLS.items()
]
RESOURCE = types.Resource(
    uri=ONTOLOGY,
    name="ontology",
    description="Classes and properties of the graph, with definitions: what a SPARQL query may use.",
    mime_type="text/turtle",
)


def _text(text: str) -> types.TextContent:
    return types.TextContent(type="text", text=text)
