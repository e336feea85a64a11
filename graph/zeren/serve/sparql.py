"""The endpoint: the query operation of the SPARQL 1.1 Protocol (W3C Recommendation 2013); updates are refused."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from zeren.ground.vocabulary import with_prefixes
from zeren.serve import pages, rdf, void
from zeren.serve.negotiate import GRAPHS, TABLES, by_name, preferred, wants_page
from zeren.serve.pool import Pool
from zeren.serve.query import UPDATES, shape, with_dataset
from zeren.store.results import Answer

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
UPDATE = "application/sparql-update"
TRUNCATED = "Zeren-Truncated"
"""header of an answer from which the limit of rows has cut something"""
_OFF = "此端点只供查询 (this endpoint answers queries; it takes no update)"
_FIELDS = 1000
_FORMAT = ("format", "output", "results")
"""parameters by which clients name a format; all say the same where several are sent"""


@dataclass(frozen=True, slots=True)
class Operation:
    """One query operation."""

    query: str
    default: tuple[str, ...]
    """default-graph-uri, in order"""
    named: tuple[str, ...]
    """named-graph-uri, in order"""
    format: str | None
    """name of the format wished for; None: as the Accept header says"""


async def endpoint(request: Request) -> Response:
    """Answer a query, or describe the service where none is asked."""
    operation = await read(request)
    if operation is None:
        if wants_page(request.headers.get("accept", "")):
            return RedirectResponse("/sparql/editor", 303, {"Vary": "Accept"})
        return void.service(request)
    if operation.format is None and request.method != "POST" and wants_page(request.headers.get("accept", "")):
        # A person followed a link to a query: the editor shows it, and its answer as a table.
        told = urlencode({"query": operation.query})
        return RedirectResponse(f"/sparql/editor#{told}", 303, {"Vary": "Accept"})
    sparql, formats = prepare(operation, request.headers.get("accept", ""))
    pool: Pool = request.app.state.pool
    answer = await pool.ask(sparql, formats, f"{pages.site(request)}/sparql")
    headers = {"Vary": "Accept"}
    if answer.truncated:
        headers[TRUNCATED] = f"rows={answer.rows}"
    return Response(marked(answer), media_type=answer.media, headers=headers)


async def read(request: Request) -> Operation | None:
    """Read the operation of a request; None where a GET asks nothing.

    Raises HTTPException: 400 for none or several queries, 403 for an update, 415 for a body of another type.
    """
    fields = _fields(request.scope["query_string"])
    if request.method == "POST":
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        charset = _charset(request.headers.get("content-type", ""))
        if kind == UPDATE:
            raise HTTPException(403, _OFF)
        if kind not in (FORM, DIRECT) or charset not in ("utf-8", "utf8", "us-ascii"):
            raise HTTPException(415, f"查询应以 {DIRECT} 或 {FORM} 及 UTF-8 发来 (send the query as one of these)")
        body = await request.body()
        fields += _fields(body) if kind == FORM else [("query", _text(body))]
    return _operation(fields, request.method)


def _operation(fields: list[tuple[str, str]], method: str) -> Operation | None:
    def values(name: str) -> tuple[str, ...]:
        return tuple(value for field, value in fields if field == name)

    if any(field in ("update", "using-graph-uri", "using-named-graph-uri") for field, _ in fields):
        raise HTTPException(403, _OFF)
    queries = values("query")
    if len(queries) > 1:
        raise HTTPException(400, f"一次只能问一个查询 (one query at a time, not {len(queries)})")
    if not queries:
        if method == "POST" or fields:
            raise HTTPException(400, "缺少参数 query (no query given)")
        return None
    wished = next((value for name in _FORMAT for value in values(name) if value), None)
    if wished is not None and not (by_name(wished, TABLES) or by_name(wished, GRAPHS)):
        raise HTTPException(400, f"format={wished}: 没有这种格式 (no such format); {', '.join((*TABLES, *GRAPHS))}")
    return Operation(queries[0], values("default-graph-uri"), values("named-graph-uri"), wished)


def prepare(operation: Operation, accept: str) -> tuple[str, list[str]]:
    """Return the query with its dataset and our prefixes, and the formats that the client takes, best first.

    Raises HTTPException: 403 for an update, 406 where the client takes no format of such an answer; WrongUsage
    for graphs that are no IRIs.
    """
    sparql = with_prefixes(operation.query)
    shaped = shape(sparql)
    if shaped.form in UPDATES:
        raise HTTPException(403, _OFF)
    offers = {"SELECT": TABLES, "ASK": TABLES, "CONSTRUCT": GRAPHS, "DESCRIBE": GRAPHS}.get(shaped.form)
    if offers is None:
        # The parser will say what is wrong with it; should it be right after all, any format serves.
        formats = ["json", "ttl"]
    elif operation.format is not None:
        named = by_name(operation.format, offers)
        formats = [named] if named else []
    else:
        formats = preferred(accept, offers)
    if not formats:
        raise HTTPException(406, rdf.not_acceptable(offers or ()))
    if operation.default or operation.named:
        return with_dataset(sparql, shaped, operation.default, operation.named), formats
    return sparql, formats


def marked(answer: Answer) -> bytes:
    """Return the bytes of an answer; JSON that was cut off says so itself, in a member of its own."""
    if answer.truncated and answer.media == "application/sparql-results+json":
        return answer[:-1] + b',"truncated":{"rows":%d}}' % answer.rows
    return bytes(answer)


def _fields(data: bytes) -> list[tuple[str, str]]:
    try:
        text = data.decode()
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_FIELDS)
    except ValueError as error:
        raise HTTPException(400, "参数不是百分号编码的 UTF-8 (parameters are not percent-encoded UTF-8)") from error


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise HTTPException(400, f"查询不是 UTF-8 (the query is not UTF-8, byte {error.start})") from error


def _charset(content_type: str) -> str:
    for part in content_type.split(";")[1:]:
        name, _, value = part.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip('"').lower()
    return "utf-8"


routes = [Route(path, endpoint, methods=["GET", "POST"]) for path in ("/sparql", "/sparql/")]
