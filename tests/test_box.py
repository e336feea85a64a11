"""The question box: names lead to bodies, questions to answers, words to wherever they stand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from exploring import Server, serving
from zeren import ask
from zeren.ask.search import search
from zeren.serve.explorer.box import boxed, suggestions
from zeren.store import open_reader


@pytest.fixture(scope="module")
def plans(store: Path) -> Iterator[ask.Reader]:
    with open_reader(store) as opened:
        yield opened


def found(reader: ask.Reader, words: str) -> dict[str, int]:
    return {kind: len(hits) for kind, hits in search(reader, words).items()}


@pytest.mark.parametrize("words", ["PM2.5", "pm 2.5", "ＰＭ２．５", "PM _{2.5}"])
def test_a_formula_is_found_however_it_is_dressed(plans: ask.Reader, words: str) -> None:
    # 15 townships, the district's own in 附1 and 附4; one measure of each plan.
    assert {kind: number for kind, number in found(plans, words).items() if kind != "plan"} == {"measure": 2, "target": 17}


def test_words_are_found_in_measures_tasks_targets_and_cited_documents(plans: ask.Reader) -> None:
    hits = search(plans, "绿色施工管理规程")
    assert len(hits["measure"]) == 3 and hits["reference"]
    assert "深化重点行业治理" in {hit.text for hit in search(plans, "重点行业")["task"]}
    assert all("噪声" in hit.text and "治理" in hit.text for hit in search(plans, "噪声 治理")["measure"])
    assert search(plans, "区块链") == search(plans, " ") == {}


def test_a_name_leads_to_its_body_and_words_do_not(plans: ask.Reader) -> None:
    assert boxed(plans, "区生态环境局").body == ask.find_body(plans, "区生态环境局").iri
    assert boxed(plans, "噪声").body is None
    assert boxed(plans, "生态环境局").body is None


def test_a_sentence_is_answered_and_what_is_not_is_said(plans: ask.Reader) -> None:
    answered = boxed(plans, "德胜街道办事处负责什么")
    assert answered.answer is not None and len(answered.answer.rows) == 29
    assert "text" in {column.name for column in answered.columns}
    assert "预算" in boxed(plans, "区水务局的预算是多少").refused
    assert boxed(plans, "噪声").answer is None


def test_what_the_box_suggests_is_answered(plans: ask.Reader) -> None:
    offered = suggestions(ask.landing_for(plans))
    assert "区生态环境局" in offered
    for sentence in offered[:10]:
        assert ask.asked(plans, sentence).rows, sentence


@pytest.fixture(scope="module")
def server(store: Path) -> Iterator[Server]:
    with serving(store) as running:
        yield running


def test_the_page_answers_a_sentence_and_moves_to_a_body(server: Server) -> None:
    page = server.get("/search?q=" + quote("德胜街道办事处负责什么")).text
    assert "按这样理解：" in page and "经群体 29" in page
    moved = server.get("/search?q=" + quote("区水务局"))
    assert moved.status in (200, 303)
    assert "北京市西城区水务局" in moved.text or "/id/agency/" in str(moved.headers)
    assert "文件的其他文字没有查" in server.get("/search?q=" + quote("区块链")).text
    assert "是否要找" in server.get("/search?q=" + quote("水物局")).text
    for sentence in ("哪些单位不归西城区管", "哪些事不归西城区管", "没人管的事"):
        assert server.get("/search?q=" + quote(sentence)).status == 200
    assert '<option value="区生态环境局">' in server.get("/measures").text
