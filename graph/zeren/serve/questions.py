"""Questions, shipped and a user's own, as pages, JSON, CSV and workbooks."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from zeren import ask
from zeren.ask import Question, Rows
from zeren.ask.aside import set_aside
from zeren.ask.example import examples
from zeren.ground.errors import Ambiguous, NotFound, TimeOut, TooMuch, WrongUsage, ZerenError
from zeren.ground.visible import harmless
from zeren.ground.vocabulary import BASE
from zeren.serve import asking, pages, saved
from zeren.serve.explorer import frame, pictured, shape, takeaway
from zeren.serve.explorer.cells import Value
from zeren.serve.explorer.grid import Grid
from zeren.serve.kept import Kept
from zeren.serve.negotiate import PAGES, preferred
from zeren.serve.pool import Pool
from zeren.serve.problems import STATUS
from zeren.serve.rdf import not_acceptable
from zeren.store.counted import remark
from zeren.store.reader import Reader
from zeren.store.results import table_of

_KINDS: Mapping[str, Sequence[str]] = {
    "json": ("application/json",),
    "csv": ("text/csv",),
    "xlsx": (takeaway.MEDIA["xlsx"],),
    **{form: (media,) for form, media in pictured.FORMS.items()},
    **PAGES,
    "sparql": ("application/sparql-query",),
}
MOST = 100_000
"""rows of an answer of the server; the commands give more"""
_OURS = ("format", "lang", "editions", "table", "saved")
"""parameters of an address that are none of the question"""


async def index(request: Request) -> Response:
    """List the questions."""
    known: dict[str, Question] = request.app.state.questions
    name = request.query_params.get("name")
    if name is not None:
        if name not in known:
            raise _unknown(name)
        return RedirectResponse(f"/question/{quote(name, safe='')}", 303)
    if _form(request) == "html":
        return saved.page("questions.html", request, questions=list(known.values()))
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


def _unknown(name: str) -> HTTPException:
    return HTTPException(404, f"{name}: 没有这个问题 (no such question); /question 列出全部 (lists all)")


async def one(request: Request) -> Response:
    """Ask one question; a person who has not yet given what it needs gets the form to do so."""
    known: dict[str, Question] = request.app.state.questions
    question = known.get(request.path_params["name"])
    if question is None:
        raise _unknown(request.path_params["name"])
    asked = {name: value for name, value in request.query_params.items() if value.strip()}
    given = {name: value for name, value in asked.items() if name not in _OURS and not name.startswith(asking.PREFIX)}
    form = _form(request)
    kept = _kept(request)
    if question.own and form != "sparql":
        body, status = await _own(request, question, given, form)
    else:
        key = ("question", question.name, tuple(sorted(asked.items())), form, pages.language(request), pages.site(request))

        def found(reader: Reader) -> tuple[bytes, int]:
            if form == "sparql":
                return ask.bind(reader, question, {**examples(reader, question), **given}).sparql.encode(), 200
            if form == "html":
                return _page(request, reader, question, given, lambda: ask.run(reader, question, given, most=MOST))
            return _file(ask.run(reader, question, given, most=MOST), asked, given, form, remark(reader.left_out_names())), 200

        body, status = await kept.cached(key, found, lambda made: len(made[0]))
    if form == "html" and status == 200 and saved.asked(request):
        return saved.as_file(request, body.decode(), lambda _: None)
    headers = {"Vary": "Accept"}
    if form in ("csv", "xlsx", *pictured.FORMS):
        headers["Content-Disposition"] = f"attachment; {_filename(f'{question.name}.{form}')}"
    return Response(body, status, headers, _KINDS[form][0])


async def _own(request: Request, question: Question, given: Mapping[str, str], form: str) -> tuple[bytes, int]:
    """Answer a user's own question: its parameters are looked up here, its query runs where it can be ended."""
    kept = _kept(request)
    pool: Pool = request.app.state.pool
    complete = all(param.name in given for param in question.params if param.required)
    answer: Rows | None = None
    failed: ZerenError | None = None
    if complete or form != "html":
        try:
            asked = await kept.call(lambda reader: ask.bind(reader, question, given))
            table = table_of(await pool.ask(asked.sparql, ("json", "ttl"), f"{pages.site(request)}/sparql"))
            answer = ask.answered(asked, table.rows)
        except (WrongUsage, NotFound, Ambiguous, TimeOut) as error:
            if form != "html":
                raise
            failed = error
    if answer is not None and form != "html":
        told = await kept.call(lambda reader: remark(reader.left_out_names()))
        return _file(answer, request.query_params, given, form, told), 200

    def known() -> Rows:
        if failed is not None or answer is None:
            raise failed or NotFound(question.name)
        return answer

    return await kept.call(lambda reader: _page(request, reader, question, given, known))


def narrowed(answer: Rows, asked: Mapping[str, str], given: Mapping[str, str]) -> Rows:
    """Return an answer with the rows that an address leaves: all where it comes from no page and narrows nothing."""
    if "table" not in asked and not any(name.startswith(asking.PREFIX) for name in asked):
        return answer
    grid_of = asking.answer_grid(answer, links(answer.question), asked.get("lang", "zh"), bare=not given)
    return replace(answer, rows=grid_of.chosen(asked))


def _kept(request: Request) -> Kept:
    state = request.app.state
    found: Kept = state.every if pages.every(request) else state.kept
    return found


def _filename(name: str) -> str:
    """Return the parameter of Content-Disposition; a name beyond ASCII as RFC 6266 has it."""
    return f'filename="{name}"' if name.isascii() and '"' not in name else f"filename*=UTF-8''{quote(name)}"


def _form(request: Request) -> str:
    wished = request.query_params.get("format")
    if wished is not None and wished not in _KINDS:
        raise HTTPException(400, f"format={wished}: 没有这种格式 (no such format); {', '.join(_KINDS)}")
    # A picture is asked for by name alone: who takes an image wants one for an <img>.
    offered = {form: media for form, media in _KINDS.items() if form not in pictured.FORMS}
    found = [wished] if wished else preferred(request.headers.get("accept", ""), offered)
    if not found:
        raise HTTPException(406, not_acceptable(offered))
    return found[0]


def _file(answer: Rows, asked: Mapping[str, str], given: Mapping[str, str], form: str, remark: str) -> bytes:
    lang = asked.get("lang", "zh")
    if form in pictured.FORMS:
        shown = asking.answer_grid(answer, {}, lang, bare=not given).view(asked, lang)
        question = answer.question
        return pictured.data(pictured.table(shown, question.question if lang == "zh" else question.title, lang), form)
    left = narrowed(answer, asked, given)
    return table(left) if form == "csv" else workbook(left, lang, remark) if form == "xlsx" else array(left)


def workbook(answer: Rows, lang: str, remark: str = "") -> bytes:
    """Return the rows as a workbook with headings in a language, identifiers last; ``remark`` on a sheet of its own.

    Raises WrongUsage for too many rows.
    """
    columns = [_sheet_column(column) for column in sorted(answer.columns, key=lambda column: column.kind == "iri")]
    name = re.sub(r"[\[\]:*?/\\']", "-", answer.question.name)
    return takeaway.taken(Grid(name, answer.rows, columns), {}, "xlsx", lang, remark)


def _sheet_column(column: ask.Column) -> shape.Column[dict[str, ask.Cell]]:
    def value(row: dict[str, ask.Cell]) -> Value:
        found = row[column.name]
        return ("✓" if found else "") if isinstance(found, bool) else found

    long = column.name == "text" or column.kind in ("list", "ordered")
    look = "number" if column.kind in ("number", "boolean") else "long" if long else "text"
    return shape.Column(column.name, column.zh, column.en, value, look)


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
    request: Request, reader: Reader, question: Question, given: Mapping[str, str], found: Callable[[], Rows]
) -> tuple[bytes, int]:
    """Return the page of a question, with the answer that is found or with what is wrong, and its status."""
    answer, problem, status = None, "", 200
    if all(param.name in given for param in question.params if param.required):
        try:
            answer = found()
        except (WrongUsage, NotFound, Ambiguous, TimeOut, TooMuch) as error:
            problem, status = str(error), STATUS[type(error)]
    lang, tried = pages.language(request), examples(reader, question)
    shown = asking.answer_grid(answer, links(question), lang, bare=not given) if answer else None
    text = pages.text_of(
        "question.html",
        request,
        question=question,
        given=given,
        fields=asking.fields(reader, question, given, tried, lang),
        labels={param.name: asking.label(question, param, lang) for param in question.params},
        examples=tried,
        answer=answer,
        used=_used(answer, lang) if answer else [],
        problem=problem,
        aside=set_aside(reader) if answer and not answer.rows else [],
        view=shown.view(request.query_params, lang) if shown else None,
        notes=asking.notes(question, lang),
        savable=True,
        **frame.given(lang, pages.addresser(lang, pages.every(request))),
    )
    return text.encode(), status


def _used(answer: Rows, lang: str) -> list[tuple[str, str]]:
    """Return what an answer was asked with: label and value of each parameter, in words."""
    question = answer.question
    known = ((param, answer.params[param.name]) for param in question.params if param.name in answer.params)
    return [
        (asking.label(question, param, lang), asking.said(question.name, param.name, value, lang) if param.kind in ("role", "choice") else value)
        for param, value in known
    ]


def links(question: Question) -> dict[str, str]:
    """Return for each column that names something the column that holds its IRI: ``a`` → ``a_id``; ``id`` is of the ``text``, or of the first."""
    iris = [column.name for column in question.columns if column.kind == "iri"]
    named = [column.name for column in question.columns if column.kind != "iri"]
    found = {name: iri for name in named for iri in (f"{name}_id", name.removesuffix("_text")) if iri in iris}
    first = "text" if "text" in named else next(iter(named), None)
    return {first: "id", **found} if first and "id" in iris else found


def page_of(iri: ask.Cell, link: Callable[[str], str]) -> str | None:
    """Return the address of the page about something of this store; None for what has none."""
    return link("/id/" + iri.removeprefix(BASE)) if isinstance(iri, str) and iri.startswith(BASE) else None


routes = [Route("/question", index), Route("/question/{name}", one)]
