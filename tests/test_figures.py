"""Pictures as the explorer offers them: the same as the command draws, of what the address has chosen."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from zeren import ask, picture
from zeren.ask import Flow
from zeren.ask.flow import MeasurePair
from zeren.ground.errors import NotFound
from zeren.serve.explorer import flow, lists, single
from zeren.serve.explorer.answers import Asked, Explorer, File, Page, explorer
from zeren.serve.explorer.library import address
from zeren.serve.explorer.stored import load
from zeren.store import open_reader
from zeren.store.reader import Reader


@pytest.fixture(scope="module")
def shown(store: Path) -> Iterator[tuple[Explorer, Reader]]:
    with open_reader(store) as reader:
        yield explorer(load(reader)), reader


def svg(answer: object) -> str:
    assert isinstance(answer, File) and answer.media == "image/svg+xml" and not answer.inline
    return answer.data.decode()


def test_pages_and_command_draw_the_same(shown: tuple[Explorer, Reader]) -> None:
    ex, reader = shown
    duties = ask.load_duties(reader)
    annex = next(row.plan_id for row in duties.measures.values() if row.annex == "附2")
    drawn = svg(lists.matrix(ex, reader, Asked("/matrix", {"plan": annex, "format": "svg"})))
    assert drawn == picture.draw("matrix", ask.load_duties(reader, plan="附2 加快"), top=80).svg()
    assert svg(lists.bodies(ex, reader, Asked("/bodies", {"format": "svg"}, "en"))) == picture.draw("bars", duties, top=50, lang="en").svg()
    assert svg(lists.calendar(ex, reader, Asked("/calendar", {"format": "svg"}))) == picture.draw("calendar", duties).svg()


def test_a_narrowed_table_is_drawn_narrowed(shown: tuple[Explorer, Reader]) -> None:
    ex, reader = shown
    drawn = svg(lists.calendar(ex, reader, Asked("/calendar", {"deadline": "2026-10", "format": "svg"})))
    assert 'data-date="2026-10-31" data-count="1"' in drawn and "2026-12-31" not in drawn
    named = svg(lists.bodies(ex, reader, Asked("/bodies", {"q": "qsthjj", "format": "svg"})))
    assert named.count('class="bar"') == 1 and "122 项" in named
    with pytest.raises(NotFound, match="没有可画的内容"):
        lists.bodies(ex, reader, Asked("/bodies", {"q": "没有这个单位", "format": "svg"}))


def test_a_body_is_drawn_with_the_partners_of_its_page(shown: tuple[Explorer, Reader]) -> None:
    ex, reader = shown
    body = next(row.id for row in ex.library.duties.bodies.values() if row.name == "北京市西城区生态环境局")
    drawn = svg(single.thing(ex, reader, Asked(address(body), {"format": "svg"})))
    root = ElementTree.fromstring(drawn)
    partners = {its.get("data-body"): int(its.get("data-all") or 0) for its in root.iter() if its.get("class") == "partner"}
    known = ex.library.ledger.summary(body).partners
    assert partners == {its.id: its.count for its in known[:24]} and len(partners) == 24
    assert next(its.get("data-all") for its in root.iter() if its.get("class") == "center") == "122"
    assert f"另有 {len(known) - 24} 个单位未画出" in drawn


def test_the_flow_page_shows_picture_and_measures(shown: tuple[Explorer, Reader], monkeypatch: pytest.MonkeyPatch) -> None:
    ex, reader = shown
    duties = ex.library.duties
    upper = next(row for row in duties.measures.values() if row.annex is None)
    lower = next(row for row in duties.measures.values() if row.annex == "附3")
    body = duties.bodies[ex.library.of_measure[lower.id][0].body]
    pairs = (MeasurePair(upper.id, lower.id, "adapted", True),)
    made = (Flow(upper.plan_id, lower.plan_id, upper.id, "1", "任务", body.id, body.name, 1, pairs),)
    monkeypatch.setattr(flow, "lower_plans", lambda reader: [lower.plan_id])
    monkeypatch.setattr(flow, "load_flows", lambda reader, plan: made)
    page = flow.flow(ex, reader, Asked("/flow", {}))
    assert isinstance(page, Page)
    assert 'data-count="1" data-certain="0"' in page.values["picture"] and "待人确认" in page.values["picture"]
    assert page.values["plan"].iri == lower.plan_id and [its.iri for its in page.values["upper"]] == [upper.plan_id]
    assert svg(flow.flow(ex, reader, Asked("/flow", {"format": "svg"}))) == picture.flow(duties, made).svg()
    taken = flow.flow(ex, reader, Asked("/flow", {"format": "json", "plan": lower.plan_id}))
    assert isinstance(taken, File)
    (row,) = json.loads(taken.data)
    assert (row["upper_id"], row["lower_id"], row["body_id"], row["kind"], row["state"]) == (upper.id, lower.id, body.id, "adapted", "likely")
    with pytest.raises(NotFound, match="没有与这份计划对应的上级计划"):
        flow.flow(ex, reader, Asked("/flow", {"plan": upper.plan_id}))


def test_a_store_without_correspondence_says_so(shown: tuple[Explorer, Reader], monkeypatch: pytest.MonkeyPatch) -> None:
    ex, reader = shown
    monkeypatch.setattr(flow, "lower_plans", lambda reader: [])
    page = flow.flow(ex, reader, Asked("/flow", {}))
    assert isinstance(page, Page) and page.values["plan"] is None
