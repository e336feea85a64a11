"""The Model Context Protocol by its own package: the only file that imports ``mcp``.

Source: modelcontextprotocol.io, specification of 2025-11-25 and 2026-07-28, tools, resources and transports; JSON-RPC 2.0.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import AsyncIterator
from typing import Any

import anyio
import mcp_types as types
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.shared.exceptions import MCPError
from mcp.shared.message import SessionMessage
from starlette.applications import Starlette

from zeren.assistant import resources
from zeren.assistant.answer import OUTPUT, shown, text_of
from zeren.assistant.desk import Desk, Refused
from zeren.assistant.tools import INSTRUCTIONS, TOOLS, Tool
from zeren.ground.errors import NotFound, WrongUsage, ZerenError
from zeren.ground.version import __version__
from zeren.serve.settings import Settings

MESSAGE = 256 << 10
"""most bytes of one message of a client"""
PAGE = 200
"""resources of one page of their list"""
PATH = "/mcp"

Context = ServerRequestContext[Any]


def serve_stdio(settings: Settings) -> None:
    """Serve one client over standard input and output until it closes them."""
    anyio.run(_over_stdio, settings)


async def _over_stdio(settings: Settings) -> None:
    async with Desk(settings).opened() as desk:
        server = server_of(desk)
        lines = _Lines(_claimed())
        async with stdio_server(stdin=lines) as (read, write):  # type: ignore[arg-type]
            await server.run(_Checked(read, write), write, server.create_initialization_options())


def application(desk: Desk) -> Starlette:
    """Return the server over HTTP at ``PATH``, one request at a time, without sessions; a guard must stand before it."""
    return server_of(desk).streamable_http_app(
        streamable_http_path=PATH, json_response=True, stateless_http=True, max_request_body_size=MESSAGE
    )


class _Handlers:
    """What the server of a desk does when it is asked."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def list_tools(self, context: Context, params: types.PaginatedRequestParams | None) -> types.ListToolsResult:
        """Return the tools, on one page."""
        return types.ListToolsResult(tools=[_described(tool) for tool in TOOLS.values()])

    async def call_tool(self, context: Context, params: types.CallToolRequestParams) -> types.CallToolResult:
        """Call a tool; MCPError for an unknown one."""
        if params.name not in TOOLS:
            raise MCPError(types.INVALID_PARAMS, f"Unknown tool: {str(shown(params.name))[:100]}")
        try:
            data = await self._desk.call(params.name, params.arguments or {})
        except Refused as refusal:
            return types.CallToolResult(content=[types.TextContent(type="text", text=str(shown(str(refusal))))], is_error=True)
        return types.CallToolResult(content=[types.TextContent(type="text", text=text_of(data))], structured_content=data)

    async def list_resources(self, context: Context, params: types.PaginatedRequestParams | None) -> types.ListResourcesResult:
        """Return a page of the resources of the store."""
        begin = _begin(params.cursor if params else None)
        every = await self._desk.kept.call(resources.listed)
        page = [
            types.Resource(uri=one.address, name=str(shown(one.name)), description=str(shown(one.description)), mime_type=resources.MEDIA)
            for one in every[begin : begin + PAGE]
        ]
        return types.ListResourcesResult(resources=page, next_cursor=str(begin + PAGE) if begin + PAGE < len(every) else None)

    async def list_templates(self, context: Context, params: types.PaginatedRequestParams | None) -> types.ListResourceTemplatesResult:
        """Return how addresses of resources are made."""
        made = [
            types.ResourceTemplate(uri_template=one.address, name=one.name, description=one.description, mime_type=resources.MEDIA)
            for one in resources.TEMPLATES
        ]
        return types.ListResourceTemplatesResult(resource_templates=made)

    async def read_resource(self, context: Context, params: types.ReadResourceRequestParams) -> types.ReadResourceResult:
        """Return a resource; MCPError where it cannot be read."""
        try:
            data = await self._desk.kept.call(lambda reader: resources.read(reader, params.uri))
        except (NotFound, WrongUsage) as error:
            # Resource not found, by the specification of resources, "Error handling".
            raise MCPError(types.INVALID_PARAMS if isinstance(error, WrongUsage) else -32002, str(shown(str(error)))) from error
        except ZerenError as error:
            raise MCPError(types.INTERNAL_ERROR, "知识库无法读取 (the store cannot be read)") from error
        contents = [types.TextResourceContents(uri=params.uri, mime_type=resources.MEDIA, text=text_of(data))]
        return types.ReadResourceResult(contents=list(contents))


def server_of(desk: Desk) -> Server[Any]:
    """Return the server of a desk, with its tools and resources."""
    handlers = _Handlers(desk)
    return Server(
        "zeren",
        version=__version__,
        title="责任 zeren",
        instructions=INSTRUCTIONS,
        get_tool_input_schema=lambda name: TOOLS[name].takes if name in TOOLS else None,
        on_list_tools=handlers.list_tools,
        on_call_tool=handlers.call_tool,
        on_list_resources=handlers.list_resources,
        on_list_resource_templates=handlers.list_templates,
        on_read_resource=handlers.read_resource,
    )


def _described(tool: Tool) -> types.Tool:
    hints = types.ToolAnnotations(title=tool.title, read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
    return types.Tool(
        name=tool.name,
        title=tool.title,
        description=tool.description,
        input_schema=dict(tool.takes),
        output_schema=dict(OUTPUT),
        annotations=hints,
    )


def _begin(cursor: str | None) -> int:
    if cursor is None:
        return 0
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) < 9):
        raise MCPError(types.INVALID_PARAMS, "no such cursor")
    return int(cursor)


def _claimed() -> io.BufferedReader:
    """Return standard input under a descriptor of its own, so that no process we start reads from the client."""
    own = os.dup(sys.stdin.fileno())
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    return os.fdopen(own, "rb")


class _Lines:
    """The messages of a client, one a line; of a line longer than ``MESSAGE`` only that it came."""

    def __init__(self, source: io.BufferedReader) -> None:
        self._source = source

    def __aiter__(self) -> AsyncIterator[str]:
        return self._each()

    async def _each(self) -> AsyncIterator[str]:
        while line := await anyio.to_thread.run_sync(self._next, abandon_on_cancel=True):
            if line.strip():
                yield line

    def _next(self) -> str:
        line = self._source.readline(MESSAGE)
        if len(line) < MESSAGE or line.endswith(b"\n"):
            return line.decode("utf-8", "replace")
        while rest := self._source.readline(MESSAGE):
            if rest.endswith(b"\n"):
                break
        return f"[message over {MESSAGE} bytes]"


class _Checked:
    """The messages as the server reads them; what is none is answered with an error by JSON-RPC 2.0, section 5.1."""

    def __init__(self, read: Any, write: Any) -> None:
        self._read, self._write = read, write

    @property
    def last_context(self) -> Any:
        return getattr(self._read, "last_context", None)

    async def receive(self) -> SessionMessage:
        while isinstance(message := await self._read.receive(), Exception):
            code, words = _fault(message)
            error = types.JSONRPCError(jsonrpc="2.0", id=None, error=types.ErrorData(code=code, message=words))
            await self._write.send(SessionMessage(error))
        return message  # type: ignore[no-any-return]

    async def aclose(self) -> None:
        await self._read.aclose()

    def __aiter__(self) -> _Checked:
        return self

    async def __anext__(self) -> SessionMessage:
        try:
            return await self.receive()
        except anyio.EndOfStream:
            raise StopAsyncIteration from None

    async def __aenter__(self) -> _Checked:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()


def _fault(error: Exception) -> tuple[int, str]:
    """Code and words for a line that is no message: no JSON, or JSON that is no request."""
    kinds = {str(detail.get("type")) for detail in getattr(error, "errors", list)()}
    if "json_invalid" in kinds:
        return types.PARSE_ERROR, "Parse error"
    return types.INVALID_REQUEST, "Invalid Request"
