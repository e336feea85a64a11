"""The shipped questions with their rows, as pages and files of a site."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from zeren import ask
from zeren.ask import Cell, Column, Question, Rows
from zeren.ask.example import examples
from zeren.ground.errors import ZerenError
from zeren.ground.vocabulary import BASE
from zeren.serve import asking, questions
from zeren.site import html
from zeren.site.facts import Facts
from zeren.site.html import both, esc
from zeren.store.reader import Reader

SHOWN = 150
"""rows on a page"""
FORMS = ("csv", "json", "rq")
"""files beside the page of a question that has an answer"""
KEPT = 300
"""rows of a file; what is longer is asked of the store"""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the values it was asked with and what came out."""

    question: Question
    given: Mapping[str, str]
    """values that were filled in, each of them something that is in the store"""
    answer: Rows | None
    """its first rows; None where a value that is needed is not in the store, or the question took too long"""
    number: int = 0
    """rows in all"""

    def files(self) -> dict[str, bytes]:
        """Return the rows and the query as files, by ending; none without an answer."""
        if self.answer is None:
            return {}
        rows = json.dumps(self.answer.rows, ensure_ascii=False, indent=0).encode("utf-8", "backslashreplace")
        return dict(zip(FORMS, (questions.table(self.answer), rows, self.answer.sparql.encode("utf-8", "backslashreplace")), strict=True))


def asked(reader: Reader, name: str) -> Asked:
    """Ask a question of a store, with values out of that store where it needs some."""
    question = ask.questions()[name]
    given = examples(reader, question)
    if any(param.required and param.name not in given for param in question.params):
        return Asked(question, given, None)
    try:
        return Asked(question, given, *ask.begun(reader, question, given, most=KEPT))
    except ZerenError:
        return Asked(question, given, None)


def index() -> str:
    """Return the page that lists the questions."""
    rows = "".join(
        f"<tr><td><a href=question/{q.name}.html>{both(esc(q.question), esc(q.title))}</a><td><code>{q.name}</code>" for q in ask.questions().values()
    )
    lede = both("每个问题都是一条 SPARQL 查询；这里是对这个库的回答。", "Each is a SPARQL query; these are the answers of this store.")
    listed = html.table("常用问题 Questions", (both("问题", "Question"), both("名称", "Name")), rows)
    return html.page("常用问题", f"{html.heading('常用问题', 'Questions')}<p class=lede>{lede}{listed}", "question.html")


class AskedPages:
    """Writes the pages of questions."""

    def __init__(self, facts: Facts, sources: Mapping[str, str]) -> None:
        self._pages = {
            **{plan.id: f"../plan/{plan.key}.html" for plan in facts.plans.values()},
            **{body.id: f"../body/{body.key}.html" for body in facts.bodies.values()},
            **{document: f"../{file}" for document, file in sources.items()},
        }

    def page(self, its: Asked, measures: Mapping[str, str]) -> str:
        """Return the page of a question with its rows; ``measures``: measure → its place."""
        question = its.question
        crumbs = f"<p class=crumbs><a href=../question.html>{both('常用问题', 'Questions')}</a>"
        head = [crumbs, html.heading(esc(question.question), esc(question.title))]
        if its.given:
            said = "；".join(f"<span class=soft>{name}</span> <bdi>{esc(value)}</bdi>" for name, value in its.given.items())
            command = f"zeren question {question.name} " + " ".join(f"{name}=…" for name in its.given)
            head.append(f"<p>{both('此处所问', 'Asked here with')}: {said}. {both('换别的值，用', 'For other values use')} <code>{command}</code>")
        if its.answer is None:
            head.append(f"<p class=notice>{both('这个库里没有可供例示的值。', 'This store holds no value to show the question with.')}")
        else:
            head.extend(self._rows(its, its.answer, measures))
        notes = "".join(f"<p class='soft small'>{esc(note)}" for note in question.notes)
        return html.page(esc(question.question), "".join(head) + notes, f"question/{question.name}.html", wide=True)

    def _rows(self, its: Asked, answer: Rows, measures: Mapping[str, str]) -> Iterator[str]:
        question, number = its.question, its.number
        files = " ".join(f"<a href={question.name}.{form} download>{'SPARQL' if form == 'rq' else form}</a>" for form in FORMS)
        yield f"<p><b>{number}</b> {both('行', 'rows')} <span class='files noprint'>{both('下载', 'Download')} {files}</span>"
        if number > SHOWN:
            kept = min(number, KEPT)
            every = f"zeren question {question.name}"
            zh = f"此页只列前 {SHOWN} 行，文件中有前 {kept} 行；全部用 {every}"
            yield f"<p class=notice>{both(zh, f'This page shows the first {SHOWN} rows, the files hold the first {kept}; {every} gives all')}"
        if not answer.rows:
            yield f"<p class=notice>{esc(question.empty) if question.empty else both('没有结果', 'No rows')}"
            return
        columns = [column for column in question.columns if column.kind != "iri"]
        worded = {column.name for column in columns if asking.is_worded(question.name, column)}
        links = questions.links(question)

        def told(column: Column, value: Cell) -> str:
            return _said(question.name, column, value) if column.name in worded else "✓" if value is True else esc(value)

        rows = []
        for row in answer.rows[:SHOWN]:
            cells = []
            for column in columns:
                value = row[column.name]
                to = self._page_of(row[links[column.name]], measures) if column.name in links else None
                text = "" if value is None else "–" if value is False else f"<bdi>{told(column, value)}</bdi>"
                look = "num" if column.kind == "number" else "long" if column.name == "text" else column.kind
                cells.append(f"<td class={look}><a href={to}>{text}</a>" if to and text else f"<td class={look}>{text}")
            rows.append(f"<tr>{''.join(cells)}</tr>\n")
        yield html.table("结果表 Table of results", [both(esc(column.zh), esc(column.en)) for column in columns], "".join(rows))

    def _page_of(self, iri: ask.Cell, measures: Mapping[str, str]) -> str | None:
        """Return the address of the page about something; None for what has none on this site."""
        path = iri.removeprefix(BASE) if isinstance(iri, str) else ""
        return self._pages.get(path) or (f"../{measures[path]}" if path in measures else None)


def _said(question: str, column: Column, value: Cell) -> str:
    """Return a cell as markup: codes and places in words of both languages."""
    zh, en = (esc(asking.cell(question, column, value, lang)) for lang in ("zh", "en"))
    return zh if zh == en else both(zh, en)
