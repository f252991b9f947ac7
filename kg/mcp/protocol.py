"""The tools and resources in the types of the protocol's package."""

from __future__ import annotations

from typing import Any

import mcp_types as types
from mcp.server.lowlevel import Server
from mcp.shared.exceptions import MCPError

from kg import __version__
from kg.errors import CertregError, NotFound
from kg.mcp import calls, offers
from kg.mcp.stdio import streams
from kg.text.terminal import plain
from kg.web.live_graph import LiveGraph

ONTOLOGY = "certreg://ontology"


async def run(live: LiveGraph) -> None:
    """Answer what arrives on standard input until it closes."""
    server = create_server(live)
    async with streams() as (incoming, outgoing):
        await server.run(incoming, outgoing, server.create_initialization_options())


def create_server(live: LiveGraph) -> Server[Any]:
    """A server that answers from the graph."""

    async def list_tools(_: Any, __: Any) -> types.ListToolsResult:
        return types.ListToolsResult(tools=TOOLS)

    async def call_tool(_: Any, params: types.CallToolRequestParams) -> types.CallToolResult:
        try:
            answer = await calls.call(live, params.name, params.arguments or {})
        except CertregError as error:
            return types.CallToolResult(content=[_text(plain(str(error)))], is_error=True)
        return types.CallToolResult(content=[_text(answer["text"])], structured_content=answer["structured"])

    async def list_resources(_: Any, __: Any) -> types.ListResourcesResult:
        return types.ListResourcesResult(resources=[RESOURCE])

    async def read_resource(_: Any, params: types.ReadResourceRequestParams) -> types.ReadResourceResult:
        if params.uri != ONTOLOGY:
            raise MCPError(types.INVALID_PARAMS, str(NotFound("resource", params.uri, [ONTOLOGY])))
        text = await calls.ontology(live)
        return types.ReadResourceResult(
            contents=[types.TextResourceContents(uri=ONTOLOGY, mime_type="text/turtle", text=text)]
        )

    return Server(
        "certreg",
        version=__version__,
        instructions=offers.INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
        on_list_resources=list_resources,
        on_read_resource=read_resource,
    )


TOOLS = [
    types.Tool(
        name=name,
        description=description,
        input_schema=input_schema,
        output_schema=output_schema,
        annotations=types.ToolAnnotations(read_only_hint=True, open_world_hint=False),
    )
    for name, (description, input_schema, output_schema) in offers.TOOLS.items()
]
RESOURCE = types.Resource(
    uri=ONTOLOGY,
    name="ontology",
    description="Classes and properties of the graph, with definitions: the terms a SPARQL query may use.",
    mime_type="text/turtle",
)


def _text(text: str) -> types.TextContent:
    return types.TextContent(type="text", text=text)
