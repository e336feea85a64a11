"""What an assistant can read by address: plans, bodies and questions, each as JSON with the words that prove it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote

from zeren import ask
from zeren.assistant import bodies
from zeren.assistant.answer import Answer, as_data
from zeren.assistant.proofs import proving
from zeren.ground.errors import NotFound, WrongUsage
from zeren.ground.vocabulary import BASE
from zeren.store.reader import Reader

SCHEME = "zeren://"
MEDIA = "application/json"
LONGEST = 2000
"""most characters of an address"""


@dataclass(frozen=True, slots=True)
class Listed:
    """A resource as a list of them names it."""

    address: str
    name: str
    description: str


LISTS = (
    Listed(f"{SCHEME}plans", "plans", "所有计划 All plans"),
    Listed(f"{SCHEME}bodies", "bodies", "所有单位与措施数 All bodies with their number of measures"),
    Listed(f"{SCHEME}questions", "questions", "自带问题 The shipped questions"),
)
TEMPLATES = (
    Listed(SCHEME + "plan/{id}", "plan", "一份计划的措施 The measures of a plan; id as the list of plans gives it"),
    Listed(SCHEME + "body/{name}", "body", "一个单位的职责 The duties of a body, by any of its names, percent-encoded"),
    Listed(SCHEME + "question/{name}", "question", "一个问题的说明与 SPARQL A question, its parameters and SPARQL"),
)


def listed(reader: Reader) -> list[Listed]:
    """Return the lists, then every plan, then every shipped question."""
    plans = [Listed(f"{SCHEME}plan/{_last(plan.iri)}", plan.caption, f"计划 Plan, {plan.file}") for plan in ask.plans(reader)]
    questions = [Listed(f"{SCHEME}question/{one.name}", one.name, f"{one.question} {one.title}") for one in ask.questions().values()]
    return [*LISTS, *plans, *questions]


def read(reader: Reader, address: str) -> dict[str, Any]:
    """Return what stands under an address as data of the form ``answer.OUTPUT``; NotFound where nothing does."""
    if len(address) > LONGEST:
        raise WrongUsage(f"{address[:60]}…: 地址过长 (address too long)", f"at most {LONGEST} characters")
    kind, _, name = address.removeprefix(SCHEME).partition("/")
    maker = _MAKERS.get((kind, bool(name)))
    if not address.startswith(SCHEME) or maker is None:
        raise NotFound(f"{address[:200]}: 没有这项资源 (no such resource)", "resources/list 列出全部 (lists all)")
    return as_data(maker(reader, unquote(name)))


def _plans(reader: Reader, _: str) -> Answer:
    return _asked(reader, "plans", {})


def _bodies(reader: Reader, _: str) -> Answer:
    return _asked(reader, "bodies", {})


def _asked(reader: Reader, name: str, params: Mapping[str, str]) -> Answer:
    found = ask.run(reader, ask.questions()[name], params)
    return Answer(found.question.question, found.rows, notes=found.question.notes, prove=proving(reader))


def _questions(reader: Reader, _: str) -> Answer:
    from zeren.book.tables import described

    rows = [{**described(one), "quotes": []} for one in ask.questions().values()]
    return Answer("自带问题 (the shipped questions)", rows)


def _plan(reader: Reader, name: str) -> Answer:
    iri = f"{BASE}plan/{quote(name)}"
    table = ask.load_duties(reader, iri)
    rows = [
        {"id": row.id, "task_no": row.task_no, "task": row.task, "text": row.text, "deadline": row.deadline or None}
        for row in table.measures.values()
        if row.plan_id == iri
    ]
    (plan,) = [known for known in ask.plans(reader) if known.iri == iri]
    return Answer(f"{plan.caption}: {len(rows)} 项措施 (measures)", rows, prove=proving(reader))


def _body(reader: Reader, name: str) -> Answer:
    return bodies.duties(reader, {"body": name})


def _question(reader: Reader, name: str) -> Answer:
    known = ask.questions()
    if name not in known:
        raise NotFound(f"{name[:100]}: 没有这个问题 (no such question)", f"{SCHEME}questions 列出全部 (lists all)")
    one = known[name]
    params = [{"name": param.name, "kind": param.kind, "required": param.required, "about": param.description} for param in one.params]
    return Answer(one.question, [{"title": one.title, "params": params, "sparql": one.text, "quotes": []}], notes=one.notes)


_MAKERS: Mapping[tuple[str, bool], Callable[[Reader, str], Answer]] = {
    ("plans", False): _plans,
    ("bodies", False): _bodies,
    ("questions", False): _questions,
    ("plan", True): _plan,
    ("body", True): _body,
    ("question", True): _question,
}


def _last(iri: str) -> str:
    return iri.rpartition("/")[2]
