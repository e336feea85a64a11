"""Calendars: what changed between the versions of a plan, what was reported, and the address to subscribe to."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path
from urllib.parse import quote

import icalendar
import pytest

from serving import Site, serving
from zeren import ask, ledger, report
from zeren.ingest import documents as build
from zeren.ingest import files
from zeren.ingest.settings import Settings
from zeren.ledger.standing import MeasureStanding
from zeren.report.calendar import calendar
from zeren.report.entry import Entry
from zeren.report.history import date_keys
from zeren.store import open_reader, open_writer
from zeren.table import landing_of

PLAN = (
    "乙县绿化2026年行动计划\n序号\t工作任务\t工作措施\t完成时限\t责任单位\n"
    "1\t造林\t完成造林500亩。\t{first}\t县林业局\n2\t管护\t做好古树管护，3月底前完成普查。\t年底前\t县林业局\n"
)


def stored(folder: Path, *texts: str) -> Path:
    """A store in which one file was built again and again with another text."""
    store, file = folder / "store", folder / "乙县.txt"
    for text in texts:
        file.write_text(text, encoding="utf-8")
        with open_writer(store) as writer:
            build.build(files.find_files([file]), writer, Settings())
    return store


def events(store: Path) -> dict[str, icalendar.Event]:
    """The events of 县林业局 by their titles."""
    with open_reader(store) as reader:
        duties = ask.load_duties(reader)
        body = next(row.id for row in duties.bodies.values() if row.label == "县林业局")
        told = report.as_of_day(reader, landing_of(reader), None, {row.id: row.file for row in duties.measures.values()})
        target = store.parent / "a.ics"
        report.write(report.summary(duties, body, duties.targets, told), target)
    return {str(event["summary"]): event for event in icalendar.Calendar.from_ical(target.read_bytes()).walk("VEVENT")}


def test_the_edition_of_an_event_rises_when_its_date_changes_and_its_name_stays(tmp_path: Path) -> None:
    texts = [PLAN.format(first=words) for words in ("6月底前", "9月底前", "9月底前", "10月底前")]
    before = events(stored(tmp_path, texts[0]))
    after = events(stored(tmp_path, *texts[1:]))
    titles = ["[主责] 造林", "[主责] 管护", "[主责] 管护（3月底前）"]
    assert sorted(before) == sorted(after) == sorted(titles)
    assert [before[title]["sequence"] for title in titles] == [0, 0, 0]
    assert [after[title]["sequence"] for title in titles] == [2, 0, 0]
    assert [str(before[title]["uid"]) for title in titles] == [str(after[title]["uid"]) for title in titles]
    assert after[titles[0]].decoded("dtstart") == dt.date(2026, 10, 31)


def test_what_only_the_last_version_states_is_fresh(tmp_path: Path) -> None:
    store = stored(tmp_path, PLAN.format(first="年底前"), PLAN.format(first="年底前") + "3\t护林\t新建护林站2座。\t年底前\t县林业局\n")
    with open_reader(store) as reader:
        rows = ask.load_duties(reader).measures.values()
        told = report.as_of_day(reader, landing_of(reader), None, {row.id: row.file for row in rows})
    assert told.history.fresh == {row.id for row in rows if row.task == "护林"}
    assert told.history.changes == {}


TOLD = MeasureStanding("measure/1", "2026-12-31", "on-the-way", "blue", "on-the-way", "2026-09-28", "已建成2家", None, None, None, None, "县林业局",
                       "返回.xlsx", "林业局!7")  # fmt: skip


@pytest.mark.parametrize(
    ("status", "shown"), [("done", "COMPLETED"), ("on-the-way", "IN-PROCESS"), ("changed", "CANCELLED"), ("late", "NEEDS-ACTION")]
)
def test_a_measure_with_a_report_is_a_task_with_its_state(status: str, shown: str) -> None:
    entry = Entry("https://w3id.org/zeren/id/measure/1", "[主责] 造林", "完成造林500亩。", "2026-12-31")
    data = calendar([entry], "x", standings={entry.id: dataclasses.replace(TOLD, status=status)}, changes={entry.id: 3})
    (task,) = icalendar.Calendar.from_ical(data).walk("VTODO")
    (event,) = icalendar.Calendar.from_ical(data).walk("VEVENT")
    assert (str(task["status"]), task.decoded("due"), task["sequence"]) == (shown, dt.date(2026, 12, 31), 3)
    assert str(task["related-to"]) == str(event["uid"]) != str(task["uid"])
    assert "已建成2家（返回.xlsx 林业局!7；未经核实）" in str(task["description"])


def test_a_measure_without_a_report_is_no_task() -> None:
    entry = Entry("https://w3id.org/zeren/id/measure/1", "造林", "", "2026-12-31")
    assert b"VTODO" not in calendar([entry], "x", standings={entry.id: dataclasses.replace(TOLD, status=None)})


def test_one_reminder_a_day_lists_all_that_is_due_on_it() -> None:
    entries = [Entry(f"m{number}", f"任务{number}", "", "2026-12-31") for number in (1, 2, 3)]
    alarms = [alarm for event in icalendar.Calendar.from_ical(calendar(entries, "x")).walk("VEVENT") for alarm in event.walk("VALARM")]
    assert [str(alarm["description"]) for alarm in alarms] == ["2026-12-31 到期 3 项\n1. 任务1\n2. 任务2\n3. 任务3"] * 2


def test_two_dates_of_the_same_words_have_names_of_their_own() -> None:
    assert len(set(date_keys("m", ["每月", "每季度", "每月"]))) == 3
    assert date_keys("m", ["每月"])[0] == date_keys("m", ["每季度", "每月"])[1]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("calendar")
    store = stored(folder, PLAN.format(first="6月底前"))
    with open_reader(store) as reader:
        landing = landing_of(reader)
        rows = ledger.ledger_rows(landing)
    (folder / "返回.xlsx").write_bytes(ledger.workbook("台账", [("林业局", [dataclasses.replace(row, status="done") for row in rows])]))
    with open_writer(store) as writer:
        build.build(files.find_files([folder / "返回.xlsx"]), writer, Settings())
    with serving(store) as site:
        yield site


def test_a_calendar_can_be_subscribed_to_and_is_sent_again_only_where_it_changed(site: Site) -> None:
    path = f"/calendar/{quote('县林业局')}.ics"
    reply = site.get(path)
    assert reply.status == 200
    assert reply.headers["content-type"] == "text/calendar; charset=utf-8"
    assert reply.headers["content-disposition"].startswith("inline;")
    whole = icalendar.Calendar.from_ical(reply.body)
    assert (str(whole["method"]), whole["refresh-interval"].to_ical()) == ("PUBLISH", b"P1D")
    assert [str(task["status"]) for task in whole.walk("VTODO")] == ["COMPLETED", "COMPLETED"]
    again = site.get(path, {"If-None-Match": reply.headers["etag"]})
    assert (again.status, again.body) == (304, b"")
    assert site.get(path, {"If-None-Match": '"other"'}).status == 200
    assert site.get("/calendar/%E6%B2%A1%E6%9C%89%E5%B1%80.ics").status == 404
    assert site.get("/calendar/x").status == 404
