"""Questions in Chinese: what is understood, and that nothing is guessed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from questions.form import HERE
from zeren import ask
from zeren.ask.chinese import Understood, understand
from zeren.ask.lookup import bodies
from zeren.ask.period import Period, read_period
from zeren.ask.questions import names_in
from zeren.ask.template import fits, template
from zeren.ground.errors import Ambiguous, NotFound, UnreadableInput
from zeren.ground.resources import table
from zeren.store import open_reader


def phrasings() -> list[tuple[str, str, str]]:
    lines = (HERE / "phrasings.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")][1:]
    return [(question, sentence, params) for question, sentence, params in rows]


@pytest.fixture(scope="module")
def plans(store: Path) -> Iterator[ask.Reader]:
    with open_reader(store) as opened:
        yield opened


@pytest.fixture(scope="module")
def names(plans: ask.Reader) -> dict[str, str]:
    """IRI → what the file of phrasings calls it."""
    of = {plan.iri: plan.annex or plan.jurisdiction or "" for plan in ask.plans(plans)}
    return of | {body.iri: body.name for body in bodies(plans)}


def test_there_are_at_least_two_hundred_phrasings() -> None:
    assert len({sentence for _, sentence, _ in phrasings()}) >= 200


def test_every_question_that_needs_no_identifier_can_be_asked() -> None:
    asked = {question for question, _, _ in phrasings()}
    needing = {name for name, q in ask.questions().items() if any(p.kind == "id" for p in q.params)}
    assert set(ask.questions()) - needing == asked


@pytest.mark.parametrize(("question", "sentence", "params"), phrasings(), ids=[s for _, s, _ in phrasings()])
def test_a_sentence_is_understood(
    plans: ask.Reader, names: dict[str, str], question: str, sentence: str, params: str
) -> None:
    found = understand(plans, sentence)
    given = {f"{name}={names.get(value, value)}" for name, value in found.params.items()}
    assert (found.question.name, given) == (question, set(params.split()))


def test_what_is_understood_can_be_run(plans: ask.Reader) -> None:
    for question, sentence, _ in phrasings()[::9]:
        found = understand(plans, sentence)
        rows = ask.run(plans, found.question, found.params)
        assert (rows.question.name, names_in(rows.sparql)) == (question, [])


def test_the_first_sentence_of_the_manual_lists_what_the_bureau_leads(plans: ask.Reader) -> None:
    found = understand(plans, "区生态环境局牵头哪些措施？")
    assert found == Understood(
        ask.questions()["leads"],
        {"body": ask.find_body(plans, "区生态环境局").iri},
        {"body": "区生态环境局 → 北京市西城区生态环境局"},
        "{body}[<adv>]<lead>[了|着|过|的是][哪|些][<which>][<thing>]",
    )
    assert len(ask.run(plans, found.question, found.params).rows) == 107


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("今天天气怎么样", "没有合适的问题"),
        ("怎么做红烧肉", "zeren question"),
        ("区生态环境局", "没有合适的问题"),
        ("谁", "没有合适的问题"),
        ("牵头", "没有合适的问题"),
        ("区生态环境局局长是谁", "没有合适的问题"),
        ("为什么区水务局要负责排水", "没有合适的问题"),
        ("区水务局的预算是多少", "没有合适的问题"),
        ("市生态环境局和区生态环境局是什么关系", "没有合适的问题"),
        ("这条措施的原文在哪？", "没有合适的问题"),
        ("13月底前要完成什么", "没有合适的问题"),
        ("2月30日前要完成什么", "没有合适的问题"),
        ("东城区计划里谁协办最多", "谁协办最多？（rank）"),
        ("区商务局给别人打配合的任务有哪些", "北京市西城区商务局"),
        ("区生态局都牵头了啥？", "是否要问.*北京市西城区生态环境局、北京市生态环境局"),
        ("区水务局和区园林局共同负责哪些任务？", "是否要问.*北京市西城区园林绿化局、北京市园林绿化局"),
        ("区民政局牵头的事情多吗，有哪些？", "没有合适的问题"),
        ("区水务局合作部门是谁", "没有合适的问题"),
        ("区环保局牵头什么", "北京市西城区生态环境局"),
        ("朝阳区生态环境局牵头哪些措施", "没有这个单位"),
        ("中国银行负责什么", "中国人民银行"),
        ("", "不像一个问题"),
        ("？", "不像一个问题"),
        ("区生态环境局牵头什么" * 9, "不像一个问题"),
    ],
)
def test_what_does_not_fit_is_said_and_not_guessed(plans: ask.Reader, sentence: str, words: str) -> None:
    with pytest.raises(NotFound, match=words):
        understand(plans, sentence)


@pytest.mark.parametrize("sentence", ["生态环境局牵头什么", "园林绿化局负责哪些措施", "水务局的工作量"])
def test_a_name_of_two_bodies_asks_which(plans: ask.Reader, sentence: str) -> None:
    with pytest.raises(Ambiguous, match="北京市西城区"):
        understand(plans, sentence)


def test_this_year_is_left_out_where_all_plans_are_of_one_year_and_the_answer_tells_which(plans: ask.Reader) -> None:
    found = understand(plans, "今年有哪些量化指标？")
    assert (found.question.name, found.params, found.slots) == ("targets", {}, {"year": "今年 → 2026"})


def test_every_phrasing_is_of_a_shipped_question_and_gives_only_its_parameters() -> None:
    for row in table("vocabulary/phrasings"):
        if row["question"].startswith("<"):
            continue
        question = ask.questions()[row["question"]]
        fixed = [pair.partition("=")[0] for pair in row["params"].split()]
        lists = {r["question"][1:-1]: r["phrasing"] for r in table("vocabulary/phrasings")}
        slots = [part for part in template(row["phrasing"], lists).parts if isinstance(part, str)]
        needed = {"from", "to"} if "period" in slots else set()
        given = {*fixed, *slots, *needed} - {"period"}
        assert given <= {param.name for param in question.params}, row
        assert {param.name for param in question.params if param.required} <= given, row


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("6月底前", None, "2026-06-30"),
        ("六月底之前", None, "2026-06-30"),
        ("6月前", None, "2026-05-31"),
        ("截至6月底", None, "2026-06-30"),
        ("截止到2026年10月31日", None, "2026-10-31"),
        ("6月", "2026-06-01", "2026-06-30"),
        ("2月份", "2026-02-01", "2026-02-28"),
        ("2028年2月", "2028-02-01", "2028-02-29"),
        ("3月到6月之间", "2026-03-01", "2026-06-30"),
        ("十月至十二月", "2026-10-01", "2026-12-31"),
        ("10月31日", "2026-10-31", "2026-10-31"),
        ("2025年10月31日前", None, "2025-10-31"),
        ("二季度", "2026-04-01", "2026-06-30"),
        ("上半年", "2026-01-01", "2026-06-30"),
        ("年底前", None, "2026-12-31"),
        ("2027年底前", None, "2027-12-31"),
        ("今年", "2026-01-01", "2026-12-31"),
    ],
)
def test_a_period_is_read_to_the_day(words: str, start: str | None, end: str) -> None:
    first = date.fromisoformat(start) if start else None
    assert read_period(words, 2026) == Period(first, date.fromisoformat(end))


@pytest.mark.parametrize("words", ["", "底前", "截至", "截至明天", "13月", "0月底前", "2月30日", "9月到3月", "五季度", "明天", "月"])
def test_what_is_no_period_is_none(words: str) -> None:
    assert read_period(words, 2026) is None


def test_every_way_in_which_a_sentence_fits_is_given() -> None:
    both = template("{a}和{b}[的]<what>", {"what": "措施|任务"})
    found = [fit.slots for fit in fits("发展和改革委和财政局的任务", both)]
    assert found == [
        (("a", "发展"), ("b", "改革委和财政局")),
        (("a", "发展"), ("b", "改革委和财政局的")),
        (("a", "发展和改革委"), ("b", "财政局")),
        (("a", "发展和改革委"), ("b", "财政局的")),
    ]


@pytest.mark.parametrize("text", ["{body", "[了", "牵头)", "<nolist>什么", "(<nolist>|什么)"])
def test_a_phrasing_of_the_wrong_form_is_refused(text: str) -> None:
    with pytest.raises(UnreadableInput, match="phrasings"):
        template(text, {})
