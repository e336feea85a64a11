"""The shipped questions as pages, JSON and CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from zeren import ask
from zeren.ask import Question, Rows
from zeren.cli.output import harmless
from zeren.errors import Ambiguous, NotFound, WrongUsage
from zeren.serve import pages
from zeren.serve.kept import Kept
from zeren.serve.negotiate import PAGES, preferred
from zeren.serve.problems import STATUS
from zeren.serve.rdf import not_acceptable
from zeren.serve.void import first
from zeren.store.reader import Reader
from zeren.vocabulary import BASE

SHOWN = 1000
"""rows on a page; files hold all"""
_KINDS: Mapping[str, Sequence[str]] = {
    "json": ("application/json",),
    "csv": ("text/csv",),
    **PAGES,
    "sparql": ("application/sparql-query",),
}
_OURS = ("format", "lang")
_EXAMPLES = {
    "id": "SELECT (MIN(?id) AS ?value) WHERE { ?id a <https://w3id.org/zeren/ns#Measure> }",
    "text": """SELECT (SUBSTR(MIN(STR(?title)), 1, 2) AS ?value) WHERE {
      ?task a <https://w3id.org/zeren/ns#Task> ; <http://purl.org/dc/terms/title> ?title }""",
}
"""kind of parameter → query for a value that finds something"""


async def index(request: Request) -> Response:
    """List the questions."""
    known: dict[str, Question] = request.app.state.questions
    if _form(request) == "html":
        return pages.render("questions.html", request, questions=list(known.values()))
    listed = [
        {"name": q.name, "question": q.question, "title": q.title, "params": [_param(p) for p in q.params]}
        for q in known.values()
    ]
    return JSONResponse(listed, headers={"Vary": "Accept"})


def _param(param: ask.Param) -> dict[str, object]:
    return {
        "name": param.name, "kind": param.kind, "required": param.required,
        "default": param.default, "description": param.description, "choices": list(param.choices),
    }  # fmt: skip


async def one(request: Request) -> Response:
    """Ask one question; a person who has not yet given what it needs gets the form to do so."""
    known: dict[str, Question] = request.app.state.questions
    question = known.get(request.path_params["name"])
    if question is None:
        raise HTTPException(404, f"{request.path_params['name']}: 没有这个问题 (no such question); /question lists all")
    given = {name: value for name, value in request.query_params.items() if name not in _OURS and value.strip()}
    form = _form(request)
    kept: Kept = request.app.state.kept
    key = ("question", question.name, tuple(sorted(given.items())), form, pages.language(request))

    def found(reader: Reader) -> tuple[bytes, int]:
        if form == "html":
            return _page(request, reader, question, given)
        if form == "sparql":
            return ask.run(reader, question, {**examples(reader, question), **given}).sparql.encode(), 200
        answer = ask.run(reader, question, given)
        return (table(answer) if form == "csv" else array(answer)), 200

    body, status = await kept.cached(key, found, lambda made: len(made[0]))
    headers = {"Vary": "Accept"}
    if form == "csv":
        headers["Content-Disposition"] = f'attachment; filename="{question.name}.csv"'
    return Response(body, status, headers, _KINDS[form][0])


def _form(request: Request) -> str:
    wished = request.query_params.get("format")
    if wished is not None and wished not in _KINDS:
        raise HTTPException(400, f"format={wished}: 没有这种格式 (no such format); {', '.join(_KINDS)}")
    found = [wished] if wished else preferred(request.headers.get("accept", ""), _KINDS)
    if not found:
        raise HTTPException(406, not_acceptable(_KINDS))
    return found[0]


def array(answer: Rows) -> bytes:
    """Return the rows as an array of objects, as ``zeren question --format json`` prints them."""
    return json.dumps(answer.rows, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")


def table(answer: Rows) -> bytes:
    """Return the rows as CSV that spreadsheets open as UTF-8 and in which no cell is a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    names = [column.name for column in answer.columns]
    writer.writerow(names)
    for row in answer.rows:
        writer.writerow([harmless(pages.clear(_words(row[name]))) for name in names])
    return ("\ufeff" + out.getvalue()).encode()


def _words(value: ask.Cell) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _page(
    request: Request, reader: Reader, question: Question, given: Mapping[str, str]
) -> tuple[bytes, int]:
    """Return the page of a question, with the answer or with what is wrong with the parameters, and its status."""
    answer, problem, status = None, "", 200
    if all(param.name in given for param in question.params if param.required):
        try:
            answer = ask.run(reader, question, given)
        except (WrongUsage, NotFound, Ambiguous) as error:
            problem, status = str(error), STATUS[type(error)]
    text = pages.text_of(
        "question.html",
        request,
        question=question,
        given=given,
        examples=examples(reader, question),
        answer=answer,
        problem=problem,
        columns=[column for column in question.columns if column.kind != "iri"],
        rows=answer.rows[:SHOWN] if answer else [],
        links=links(question),
        page_of=page_of,
    )
    return text.encode(), status


def links(question: Question) -> dict[str, str]:
    """Return for each column that names something the column that holds its IRI: ``a`` → ``a_id``, the first → ``id``."""
    iris = [column.name for column in question.columns if column.kind == "iri"]
    named = [column.name for column in question.columns if column.kind != "iri"]
    found = {name: f"{name}_id" for name in named if f"{name}_id" in iris}
    return {named[0]: "id", **found} if named and "id" in iris else found


def page_of(iri: ask.Cell) -> str | None:
    """Return the address of the page about something of this store; None for what has none."""
    if not isinstance(iri, str) or not iri.startswith(BASE):
        return None
    return "/id/" + iri[len(BASE) :]


def examples(reader: Reader, question: Question) -> dict[str, str]:
    """Return a value for each parameter that must be given, taken from what is in the store."""
    needed = [param for param in question.params if param.required]
    bodies = iter(_busiest(reader) if any(param.kind == "body" for param in needed) else ())
    found: dict[str, str] = {}
    for param in needed:
        value = None
        if param.kind == "body":
            value = next(bodies, None)
        elif param.kind in _EXAMPLES:
            term = first(reader, _EXAMPLES[param.kind]).get("value")
            value = term.value if term is not None else None
        if value:
            found[param.name] = value
    return found


def _busiest(reader: Reader) -> list[str]:
    rows = ask.run(reader, ask.questions()["rank"], {"role": "any", "top": "9"}).rows
    return [str(row["agency"]) for row in rows if row["kind"] == "agency"]


routes = [Route("/question", index), Route("/question/{name}", one)]
