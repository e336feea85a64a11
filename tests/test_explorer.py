"""The explorer: what its pages count, show, mark and give away, and how they behave in a browser without a network."""

from __future__ import annotations

import calendar
import csv
import html
import http.client
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

import openpyxl
import pytest

import zeren.serve
from zeren import ask, report
from zeren.ask import landing_for
from zeren.ask.dated import dated
from zeren.editions.changes import LABELS
from zeren.ground import initials
from zeren.ground.errors import NotFound, WrongUsage
from zeren.ground.resources import table as vocabulary
from zeren.ingest import documents as build
from zeren.ingest import files
from zeren.ingest.settings import Settings
from zeren.serve.explorer import answers, evidence, outline, source, takeaway, things, years
from zeren.serve.explorer.answers import Asked, explorer
from zeren.serve.explorer.cells import Ref
from zeren.serve.explorer.frame import lit
from zeren.serve.explorer.grid import Grid
from zeren.serve.explorer.library import Library, address
from zeren.serve.explorer.lists import find_bodies
from zeren.serve.explorer.review import conflicts
from zeren.serve.explorer.server import Hall
from zeren.serve.explorer.shape import Column, Facet
from zeren.serve.explorer.stored import StoredLibrary
from zeren.serve.explorer.tables import Tables
from zeren.serve.explorer.views import VIEWS
from zeren.serve.explorer.words import basis as why
from zeren.serve.kept import Kept
from zeren.store import open_writer
from zeren.store.reader import Reader
from zeren.table.called import called
from zeren.table.duties import BodyRow, Duties, Duty, MeasureRow

if TYPE_CHECKING:
    from selenium.webdriver import Chrome
    from selenium.webdriver.remote.webelement import WebElement

SOURCE = str(Path(zeren.serve.__file__).resolve().parents[2])
BASE = "https://w3id.org/zeren/id/"
HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'&amp;{{7*7}}\u202e\u2028\x1b[31m"
"""words that try to leave the place they stand in"""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer of the server."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass(frozen=True, slots=True)
class Server:
    """``zeren serve`` in a process of its own."""

    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str, **headers: str) -> Reply:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)
        try:
            line.request("GET", quote(path, safe="/?&=%#:.,+-~"), headers={**HTML, **{k.replace("_", "-"): v for k, v in headers.items()}})
            answer = line.getresponse()
            return Reply(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        finally:
            line.close()


@contextmanager
def serving(store: Path) -> Iterator[Server]:
    code = "from zeren.cli.server import serve\nserve()"
    command = [sys.executable, "-X", "utf8", "-c", code, "--store", str(store), "--port", "0"]
    paths = os.pathsep.join([SOURCE, *filter(None, [os.environ.get("PYTHONPATH")])])
    environment = {**os.environ, "PYTHONPATH": paths}
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, encoding="utf-8", env=environment) as process:
        assert process.stderr is not None
        said = process.stderr.readline()
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", said)
        try:
            assert found, said
            yield Server(int(found[1]))
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)


@pytest.fixture(scope="module")
def server(store: Path) -> Iterator[Server]:
    """A server over the two plans."""
    with serving(store) as running:
        yield running


@pytest.fixture(scope="module")
def hostile_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store whose plan is hostile in its title, task, measure, deadline and bodies."""
    folder = tmp_path_factory.mktemp("hostile")
    cell = HOSTILE.replace("\u2028", "").replace("|", "")
    rows = [
        "序号,重点任务,工作措施,完成时限,主责单位,协办单位",
        *(
            ",".join('"' + part.replace('"', '""') + '"' for part in parts)
            for parts in (
                ("1", f"任务{cell}", f"=HYPERLINK(1) 措施{cell}不低于65%", f"年底前{cell}", f"区{cell}局\n区水务局", "区教委"),
                ("2", "任务二", "@SUM(A1)治理噪声", "6月底前", "区水务局", f"区{cell}局"),
            )
        ),
    ]
    (folder / f"北京市西城区{HOSTILE[:8].replace('/', '')}&'2026年行动计划.csv").write_text("\n".join(rows), encoding="utf-8")
    with open_writer(folder / "store") as writer:
        build.build(files.find_files(sorted(folder.glob("*.csv"))), writer, Settings(jurisdiction="北京市西城区"))
    return folder / "store"


def measure(number: int, plan: str = "甲", **changes: object) -> MeasureRow:
    values: dict[str, object] = {
        "id": f"{BASE}measure/{number:04d}", "plan": plan, "plan_id": f"{BASE}plan/{plan}", "annex": None, "part_of": None,
        "section": (), "task_no": "1", "task": "任务", "order": number, "text": f"措施{number}", "deadline": "年底前",
        "deadline_kind": "by-date", "deadline_start": None, "deadline_end": "2026-12-31", "deadline_inherited": False,
        "file": "plan.txt", "locator": f"table 1 row {number}", "lead_basis": None,
    }  # fmt: skip
    return MeasureRow(**{**values, **changes})  # type: ignore[arg-type]


def body(name: str, level: str | None = "county") -> BodyRow:
    return BodyRow(f"{BASE}agency/{quote(name)}", f"北京市西城{name}", name, "agency", level, "北京市西城区", (name,))


@pytest.fixture
def small() -> Library:
    """Three measures; 水务 is responsible and supporting on the third."""
    bodies = [body("区水务局"), body("市水务局", "provincial"), body("区教委")]
    rows = [
        measure(1),
        measure(2, deadline="6月底前", deadline_end="2026-06-30"),
        measure(3, "乙", deadline="", deadline_kind="none", deadline_end=None),
    ]
    held = [(0, "区水务局", "responsible"), (0, "市水务局", "support"), (1, "市水务局", "responsible"), (1, "区教委", "support"),
            (2, "区水务局", "responsible"), (2, "区水务局", "support")]  # fmt: skip
    iri = {row.label: row.id for row in bodies}
    duties = tuple(Duty(rows[m].id, iri[name], role, None, name, at, "cell") for at, (m, name, role) in enumerate(held, 1))
    return Library(Duties({row.id: row for row in bodies}, {row.id: row for row in rows}, duties))


# ── Tables ───────────────────────────────────────────────────────────────────────────────


def found(view_of: Grid[MeasureRow], **asked: str) -> list[str]:
    return [row.text for row in view_of.chosen(asked)]


def test_a_role_and_a_level_must_belong_to_the_same_body(small: Library) -> None:
    grid = Tables(small).measures
    assert found(grid, role="support") == ["措施1", "措施2", "措施3"]
    assert found(grid, level="provincial") == ["措施1", "措施2"]
    assert found(grid, role="support", level="provincial") == ["措施1"]


def test_each_option_says_what_choosing_it_would_find(small: Library) -> None:
    grid = Tables(small).measures
    view = grid.view({"level": "provincial"}, "zh")
    for strip in view.strips:
        for option in strip.options:
            asked = view.turn(**{strip.name: option.value})
            assert grid.view(asked, "zh").found == option.count, (strip.name, option.value)


def test_rows_without_a_value_of_a_facet_can_be_chosen() -> None:
    levels = [None, "county", None]
    facet = Facet(("level",), (("级别", "Level"),), lambda n: [(levels[n] or "",)], lambda _, value, __: value or "未知")
    grid = Grid("bodies", [0, 1, 2], [Column("n", "数", "n", lambda row: row, "number")], [facet])
    [strip] = grid.view({}, "zh").strips
    [chosen] = [option.value for option in strip.options if option.label == "未知"]
    assert grid.chosen({"level": str(chosen)}) == [0, 2]


def test_rows_without_a_value_stand_last_both_ways() -> None:
    grid = Grid("numbers", [3, None, 1, 2], [Column("n", "数", "n", lambda row: row, "number")])
    assert grid.chosen({"sort": "n"}) == [1, 2, 3, None]
    assert grid.chosen({"sort": "-n"}) == [3, 2, 1, None]


def test_a_column_of_numbers_turns_to_the_largest_first() -> None:
    grid = Grid("numbers", [3, 1, 2], [Column("n", "数", "n", lambda row: row, "number")])
    assert [grid.view({"sort": s}, "zh").headings[0].turn for s in ("", "-n", "n")] == ["-n", "n", None]


def test_every_change_but_of_the_page_begins_at_the_first_page() -> None:
    grid = Grid("numbers", list(range(120)), [Column("n", "数", "n", lambda row: row, "number")])
    view = grid.view({"page": "3", "sort": "n", "partners.sort": "x"}, "zh")
    assert (view.page, view.pages, len(view.rows)) == (3, 3, 20)
    assert view.turn(sort="-n") == {"sort": "-n", "partners.sort": "x"}
    assert view.bare() == {"partners.sort": "x"}


@pytest.mark.parametrize("asked", [{"page": page} for page in ("0", "-1", "x", "4", "99999999999", "²")] + [{"sort": "m"}, {"sort": "--n"}])
def test_a_page_or_order_that_is_not_there_is_refused_with_those_that_are(asked: dict[str, str]) -> None:
    grid = Grid("numbers", list(range(120)), [Column("n", "数", "n", lambda row: row, "number")])
    with pytest.raises(WrongUsage) as refused:
        grid.view(asked, "zh")
    [(name, value)] = asked.items()
    assert f"{name}={value}:" in str(refused.value)
    assert refused.value.remedy == {
        "page": "共 3 页，从 1 起 (pages 1 to 3)",
        "sort": "可选，前加 - 为倒序 (choose one, - before it turns the order): n",
    }[name]  # fmt: skip


def test_bodies_of_several_places_of_one_level_are_called_by_their_full_names() -> None:
    def made(name: str, label: str, level: str, place: str) -> BodyRow:
        return BodyRow(name, name, label, "agency", level, place)

    city, district = made("芜湖市水利局", "市水利局", "prefectural", "芜湖市"), made("芜湖市镜湖区教育局", "区教育局", "county", "芜湖市镜湖区")
    assert called([city, district]) == {city.id: "市水利局", district.id: "区教育局"}
    other = made("南阳市财政局", "市财政局", "prefectural", "南阳市")
    assert called([city, district, other]) == {city.id: "芜湖市水利局", district.id: "区教育局", other.id: "南阳市财政局"}
    twin = made("芜湖市镜湖区教育督导局", "区教育局", "county", "芜湖市镜湖区")
    assert called([district, twin]) == {district.id: district.name, twin.id: twin.name}


def test_a_default_holds_until_it_is_lifted() -> None:
    facet: Facet[str] = Facet(("counted",), (("计法", "Counted"),), lambda row: [(row[0],)], lambda _, v, __: v, default="a")
    grid = Grid("rows", ["a1", "b1"], [Column("x", "x", "x", lambda row: row)], [facet])
    assert grid.chosen({}) == ["a1"]
    assert grid.chosen({"counted": "any"}) == ["a1", "b1"]


def test_words_are_found_whatever_their_width_script_or_breaks(small: Library) -> None:
    rows = [measure(1, text="治理　ＰＭ２.５\n污染"), measure(2, text="降低噪聲")]
    grid = Grid("measures", rows, [Column("text", "措施", "Measure", lambda r: r.text)], (), lambda r: r.text)
    assert [row.order for row in grid.chosen({"q": "pm2.5污染"})] == [1]
    assert [row.order for row in grid.chosen({"q": "噪声"})] == [2]
    assert [row.order for row in grid.chosen({"q": "噪"})] == [2]


def test_searched_words_are_marked_and_text_stays_text() -> None:
    assert str(lit("<b>噪聲与噪声", "噪声")) == "&lt;b&gt;<mark>噪聲</mark>与<mark>噪声</mark>"


# ── Names typed as first letters ─────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "typed", "place"),
    [("区生态环境局", "qsthjj", 0), ("北京市西城区生态环境局", "sthj", 6), ("重庆市", "cqs", 0), ("重点办", "zdb", 0),
     ("长沙", "cs", 0), ("厦门", "xm", 0), ("市12345热线", "s12345rx", 0), ("区水务局", "qsthjj", None)],
)  # fmt: skip
def test_a_name_reads_as_first_letters(name: str, typed: str, place: int | None) -> None:
    assert initials.begins(name, typed) == place


def test_first_letters_find_the_body_before_those_that_only_hold_them(reader: Reader) -> None:
    hits = find_bodies(explorer(StoredLibrary(reader)), "qsthjj")
    assert hits[0][0].text == "北京市西城区生态环境局"
    assert find_bodies(explorer(StoredLibrary(reader)), "qqqqqqqq") == []


# ── Evidence ─────────────────────────────────────────────────────────────────────────────


def test_all_words_stand_in_the_original_where_the_store_says(reader: Reader) -> None:
    shelf = source.Shelf()
    count = 0
    for iri in StoredLibrary(reader).duties.measures:
        for words in evidence.of_measure(reader, iri):
            document = shelf.document(reader, words.document)
            assert document.text[words.start : words.end] == words.exact
            count += 1
    assert count > 1500


def marked(html: str) -> list[tuple[str, str]]:
    """Classes and words of the marks of a page, in order."""
    import html as entities

    return [(look, entities.unescape(text)) for look, text in re.findall(r'<mark class="([^"]+)" [^>]*>([^<]*)</mark>', html)]


def test_a_measure_shows_its_words_marked_in_the_source(server: Server, reader: Reader) -> None:
    """附1 task 2 of the district plan, read in the printed table."""
    row = next(r for r in StoredLibrary(reader).duties.measures.values() if r.annex == "附1" and r.task == "深入实施总量减排")
    marks = marked(server.get(address(row.id)).text)
    assert ("task", "深入实施总量减排") in marks
    assert ("deadline", "年底前") in marks
    assert [words for look, words in marks if look == "responsible"] == ["区生态环境局"]
    assert [words for look, words in marks if look == "support"] == ["区委宣传部", "区城市管理委", "区住房城市建设委", "区市场监管局"]
    measure_words = "".join(words for look, words in marks if "measure" in look or "target" in look)
    assert "完成挥发性有机物（VOCs）、氮氧化物（NOx）“十五五”减排时序目标任务" in measure_words


def test_a_merged_cell_proves_two_roles_with_one_mark(server: Server, reader: Reader) -> None:
    row = next(r for r in StoredLibrary(reader).duties.measures.values() if r.text.startswith("朝阳区试行开展建筑施工噪声自动监测"))
    assert ("lead responsible", "相关区政府") in marked(server.get(address(row.id)).text)


def test_the_whole_source_opens_at_the_words(server: Server, reader: Reader) -> None:
    row = next(iter(StoredLibrary(reader).duties.measures.values()))
    page = server.get(address(row.id)).text
    link = re.search(r'href="(/source/[^"#]+)#(w\d+-\d+)"', page)
    assert link
    whole = server.get(unquote(link[1].replace("&amp;", "&")).replace(" ", "%20")).text
    assert f'id="{link[2]}"' in whole
    assert "京津冀美丽中国先行区" in whole


def test_words_that_moved_are_told_not_marked(reader: Reader) -> None:
    row = next(iter(StoredLibrary(reader).duties.measures.values()))
    words = evidence.of_measure(reader, row.id)
    document = source.Shelf().document(reader, words[0].document)
    wrong = [evidence.Words("measure", "x", 0, 3, "别的词", "line 1", words[0].document, "f")]
    assert source.marks(document, wrong) == ([], wrong)


def test_rows_left_out_of_a_table_stand_as_one_line(reader: Reader) -> None:
    row = next(r for r in StoredLibrary(reader).duties.measures.values() if r.locator.startswith("table 11 row 9"))
    words = evidence.of_measure(reader, row.id)
    document = source.Shelf().document(reader, words[0].document)
    marks, _ = source.marks(document, words)
    table = source.chunks(document, source.around(document, marks), marks)[0]
    assert [line[0].gap for line in table.lines].count(True) == 1
    assert all(sum(field.columns for field in line) == 7 for line in table.lines)


# ── Figures and pictures ─────────────────────────────────────────────────────────────────


def test_a_body_that_is_principal_and_supporting_on_one_measure_is_a_conflict(small: Library) -> None:
    assert conflicts(small.of_measure[f"{BASE}measure/0003"]) == (body("区水务局").id,)
    assert conflicts(small.of_measure[f"{BASE}measure/0001"]) == ()
    made = outline.matrix(small, f"{BASE}plan/乙", 10)
    (_, (cell,)) = made.rows[0]
    assert cell is not None
    assert cell.roles == (("responsible", 1), ("support", 1))
    assert cell.conflict == (f"{BASE}measure/0003",)


def test_the_matrix_marks_the_conflict_of_the_district_plan(server: Server, reader: Reader) -> None:
    """附2 task 17: 区城市管理委 stands in both columns of one row."""
    plan = next(p.id for p in StoredLibrary(reader).plans.values() if p.annex == "附2")
    page = server.get(f"/matrix?plan={quote(plan, safe='')}").text
    assert page.count('<td class="clash">') == 1
    told = json.loads(server.get(f"/matrix?plan={quote(plan, safe='')}&format=json").body)
    clashing = [(row["task"], name) for row in told for name, cell in row.items() if str(cell).endswith("!")]
    assert clashing == [("强化建筑垃圾全过程治理", "区城市管理委")]


def test_the_cascade_page_shows_every_measure_of_both_plans_once_and_marks_doubt(server: Server, reader: Reader) -> None:
    plan = next(p.id for p in StoredLibrary(reader).plans.values() if p.annex == "附3")
    page = server.get(f"/cascade?plan={quote(plan, safe='')}").text
    figures = dict(re.findall(r"<b>(\d+)</b><span>(.+?)</span>", page)[i][::-1] for i in range(8))
    assert figures == {"照搬": "9", "改写": "19", "分解": "3", "收窄": "0", "加码": "0", "没有找到对应措施": "30", "本级新增": "0", "待人确认": "2"}
    assert page.count("待人确认</span><br>") == 2
    assert '<mark class="shared">严格秸秆' not in page and '严格秸秆<mark class="shared">露天焚烧</mark>监管。' in page
    assert "/cascade?plan=" in server.get("/id/plan/" + plan.rpartition("/")[2]).text
    assert server.get("/cascade?plan=nothing").status == 404


def test_a_measure_shows_what_is_above_and_below_it_with_the_words_that_both_print(server: Server, reader: Reader) -> None:
    row = next(m for m in StoredLibrary(reader).duties.measures.values() if m.text.startswith("组织实施 72 项"))
    page = server.get("/id/measure/" + row.id.rpartition("/")[2]).text
    assert "下级承接" in page and "上级措施" not in page
    assert '<mark class="shared">组织实施6项重点点位固定设备噪声治理</mark>。' in page


def test_the_overview_counts_what_the_store_holds(server: Server, reader: Reader) -> None:
    duties = ask.load_duties(reader)
    figures = re.findall(r"<b>(\d+)</b>", server.get("/").text)
    written = sum(duty.expansion is None for duty in duties.duties)
    assert list(map(int, figures[:4])) == [len(ask.plans(reader)), len(duties.measures), 87, written]
    # Both plans list 87 bodies and groups; 19 more are members of a group alone: told beside it, and parted on /bodies.
    assert f"另有 {len(duties.bodies) - 87} 个只经群体" in server.get("/").text
    for path, listed in (("/bodies?listed=named", 87), ("/bodies?listed=named&plan=" + quote(_plan(reader, "北京市")), 41)):
        assert f'<b class="found">{listed}</b>' in server.get(path).text


def _plan(reader: Reader, place: str) -> str:
    return next(plan.iri for plan in ask.plans(reader) if plan.jurisdiction == place)


def test_the_body_page_counts_as_the_command_does(server: Server, reader: Reader) -> None:
    duties = ask.load_duties(reader)
    row = next(r for r in duties.bodies.values() if r.label == "区生态环境局")
    held = {(d.measure, d.role) for d in duties.duties if d.body == row.id and d.expansion is None}
    page = server.get(address(row.id)).text
    for role in ("responsible", "support"):
        assert f'<li class="{role}"><b>{sum(r == role for _, r in held)}</b>' in page


def test_what_pages_count_in_columns_is_what_the_plain_table_counts(reader: Reader) -> None:
    """The same figures twice: asked of the columns, and counted from the measures and duties themselves."""
    stored = StoredLibrary(reader)
    plain = Library(ask.load_duties(reader), stored.plans.values(), stored.promises, stored.likely, stored.left, stored.entries)
    assert dict(stored.bodies) == dict(plain.bodies)
    for name in ("counts", "through", "plans_of", "sizes", "promised", "called"):
        assert getattr(stored, name) == getattr(plain, name), name
    assert list(stored.sizes) == list(plain.sizes)
    assert (stored.size(), stored.roles()) == (plain.size(), plain.roles())


def test_the_first_page_says_what_the_tables_hold(reader: Reader) -> None:
    """Its figures come from the columns; those of the tables are counted row by row."""
    from zeren.serve.explorer import front
    from zeren.serve.explorer.lists import due_options

    landing, tables = ask.landing_for(reader), Tables(Library(ask.load_duties(reader)))
    known = Tables(StoredLibrary(reader))
    assert front.figures(landing) == {
        "plans": len(known.plans.rows), "measures": len(tables.measures.rows), "bodies": len(tables.bodies.rows),
        "listed": sum(counts["all"] > 0 for counts in tables.library.counts.values()),
        "duties": sum(duty.expansion is None for duty in tables.library.duties.duties), "targets": len(known.targets.rows),
    }  # fmt: skip
    assert front.matters(landing) == Counter(case.kind for case in known.review.rows)
    options = due_options(tables.measures.view({}, "zh"))
    assert [(o.value, o.label, o.count) for o in front.dues(landing, "zh")] == [(o.value, o.label, o.count) for o in options[1:]]
    rows = tables.bodies.view({}, "zh").rows[:10]
    assert front.busiest(landing, 10) == [(row[0], row[1], row[-4]) for row in rows]


def test_the_page_of_a_thing_needs_only_what_it_is_about(reader: Reader) -> None:
    """The library of one thing holds what its page shows, as the library of the whole store does."""
    store = StoredLibrary(reader)
    plan = next(iter(store.sizes))
    own = store.about(plan)
    assert own.of_plan[plan] == store.of_plan[plan]
    assert {p.id for p in own.promises if p.plan == plan} == {p.id for p in store.promises if p.plan == plan}
    body = max(store.counts, key=lambda iri: (store.counts[iri]["all"], iri))
    held = store.about(body)
    assert held.ledger.summary(body) == store.ledger.summary(body)
    assert Tables(held).body(body) == Tables(store).body(body)
    assert not store.about("https://example.org/nothing").duties.measures


def test_pages_of_a_large_store_show_what_those_of_a_small_one_show(reader: Reader, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that asks for its own measures only says the same as one made from all of them."""
    library = StoredLibrary(reader)
    plan = next(iter(library.sizes))
    promised = next(promise for promise in library.promises if promise.measure)
    iris = [plan, promised.measure, promised.indicator, max(library.counts, key=lambda body: library.counts[body]["all"])]
    asked = [*(Asked(address(iri), {}) for iri in iris), Asked("/matrix", {}), Asked("/matrix", {"plan": plan})]

    def shown() -> list[dict[str, object]]:
        hall = Hall(Kept(str(store)))
        try:
            pages = [hall.answer(one) for one in asked]
            assert all(isinstance(page, answers.Page) for page in pages)
            # What is a function, or holds more than this page shows of it, is looked at where the page is made.
            loose = {"targets", "conflicting", "asof", "former"}
            return [{k: v for k, v in page.values.items() if k not in loose and not callable(v)} for page in pages]
        finally:
            hall.close()

    # The place of a body among all, which the page of a large store leaves out.
    monkeypatch.setattr("zeren.serve.explorer.networks.LARGEST", 0)
    small = shown()
    monkeypatch.setattr("zeren.serve.explorer.stored.IN_MEMORY", 0)
    monkeypatch.setattr(StoredLibrary, "duties", property(lambda _: pytest.fail("all measures were read")))
    for page, other in zip(shown(), small, strict=True):
        assert page.keys() == other.keys()
        for name, value in page.items():
            assert value == other[name], name


def test_months_and_kinds_of_the_calendar_hold_every_measure(reader: Reader) -> None:
    from zeren.serve.explorer.lists import due_options, undated, years

    shown = Tables(StoredLibrary(reader)).measures.view({}, "zh")
    view = due_options(shown)
    dated = sum(count for _, months in years(view) for _, count, _ in months)
    # Beside the deadlines, four measures are dated by their texts, four recur by them, and one is due before the floods.
    assert dated + sum(option.count for option in undated(view)) == shown.all + 9


def test_a_month_of_the_calendar_holds_what_is_due_in_it(reader: Reader) -> None:
    """The page, ``zeren due`` and the question ``due``: the same measures in each month of each plan."""
    shown = Tables(StoredLibrary(reader)).measures
    question = ask.questions()["due"]
    several = 0
    # A plan with annexes stands for them too; the page has a plan for each.
    for plan in (plan.iri for plan in ask.plans(reader) if shown.chosen({"plan": plan.iri})):
        for month in range(1, 13):
            first, last = f"2026-{month:02}-01", f"2026-{month:02}-{calendar.monthrange(2026, month)[1]}"
            page = {row.id for row in shown.chosen({"plan": plan, "deadline": f"2026-{month:02}"})}
            due = [row for row in dated(reader, first, last, plan=plan).rows if row["start"] is None or row["date"] <= last]
            once = {row["id"] for row in due if row["kind"] != "recurring"}
            asked = ask.run(reader, question, {"from": first, "to": last, "plan": plan}).rows
            assert page == once == {row["id"] for row in asked if str(row["date"]) <= last}, (plan, month)
            several += len(page) > 0
        rhythm = {row["id"] for row in dated(reader, "2026-01-01", "2026-12-31", plan=plan).rows if row["kind"] == "recurring"}
        assert {row.id for row in shown.chosen({"plan": plan, "deadline": "recurring"})} == rhythm
    assert several > 4


# ── Files ────────────────────────────────────────────────────────────────────────────────


def test_the_three_files_hold_the_rows_of_the_page(server: Server) -> None:

    address_ = "/measures?q=噪声&role=support&sort=-deadline"
    shown = int(re.search(r'<b class="found">(\d+)</b>', server.get(address_).text)[1])  # type: ignore[index]
    told = json.loads(server.get(address_ + "&format=json").body)
    rows = list(csv.DictReader(io.StringIO(server.get(address_ + "&format=csv").body.decode("utf-8-sig"))))
    reply = server.get(address_ + "&format=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(reply.body)).active
    assert shown == len(told) == len(rows) == sheet.max_row - 1
    texts = [row["text"] for row in told]
    assert texts == [row["text"] for row in rows]
    head = [cell.value for cell in sheet[1]]
    assert texts == [sheet.cell(n, head.index("措施") + 1).value for n in range(2, sheet.max_row + 1)]
    assert all("噪声" in row["text"] + row["task"] + row["plan"] + row["section"] for row in told)
    assert "attachment" in reply.headers["content-disposition"]


def test_no_cell_is_a_formula() -> None:

    rows = ["=HYPERLINK(1)", "+1", "-x", "@a", "\tb", "\x01c", "-5"]
    grid = Grid("rows", rows, [Column("x", "列", "x", lambda row: row), Column("y", "名", "y", lambda row: Ref(row, "i"))])
    lines = list(csv.reader(io.StringIO(takeaway.taken(grid, {}, "csv", "zh").decode("utf-8-sig"))))[1:]
    assert all(not cell.startswith(("=", "+", "-", "@", "\t")) for line in lines for cell in line)
    sheet = openpyxl.load_workbook(io.BytesIO(takeaway.taken(grid, {}, "xlsx", "zh"))).active
    assert {sheet.cell(n, c).data_type for n in range(2, 9) for c in (1, 2)} == {"s"}
    assert sheet.cell(2, 1).value == "=HYPERLINK(1)"


def test_a_workbook_is_the_same_bytes_every_time(small: Library) -> None:
    first = takeaway.taken(Tables(small).measures, {}, "xlsx", "zh")
    time.sleep(1.1)
    assert takeaway.taken(Tables(small).measures, {}, "xlsx", "zh") == first


def test_another_form_is_refused_in_words(small: Library) -> None:
    with pytest.raises(WrongUsage, match="xlsx, csv, json"):
        takeaway.taken(Tables(small).measures, {}, "pdf", "zh")


@pytest.mark.parametrize("form", ["xlsx", "docx", "md", "html", "ics"])
def test_a_body_gives_its_summary(server: Server, reader: Reader, form: str) -> None:
    row = next(r for r in ask.load_duties(reader).bodies.values() if r.label == "区生态环境局")
    reply = server.get(f"/report/{address(row.id).removeprefix('/id/')}.{form}")
    assert reply.status == 200
    assert quote(f"{row.name}.{form}") in reply.headers["content-disposition"]
    assert reply.body[:2] == b"PK" if form in ("xlsx", "docx") else "生态环境局" in reply.text


# ── Addresses ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("accept", ["text/turtle", "application/ld+json", "application/n-triples"])
def test_bodies_measures_and_plans_answer_as_statements(server: Server, reader: Reader, accept: str) -> None:
    import pyoxigraph as ox

    library = StoredLibrary(reader)
    form = ox.RdfFormat.from_media_type(accept)
    for iri in (next(iter(library.duties.bodies)), next(iter(library.duties.measures)), next(iter(library.plans))):
        reply = server.get(address(iri), Accept=accept)
        assert reply.headers["content-type"].startswith(accept)
        assert "Accept" in reply.headers["vary"]
        said = {(its.subject.value, its.predicate.value) for its in ox.parse(reply.body, format=form) if isinstance(its.subject, ox.NamedNode)}
        assert (iri, "http://www.w3.org/1999/02/22-rdf-syntax-ns#type") in said


def test_a_browser_gets_the_page_and_an_image_nothing(server: Server, reader: Reader) -> None:
    path = address(next(iter(StoredLibrary(reader).duties.measures)))
    assert server.get(path).headers["content-type"].startswith("text/html")
    assert server.get(path, Accept="*/*").headers["content-type"].startswith("text/html")
    assert server.get(path, Accept="text/turtle;q=0.9,text/html;q=0.1").headers["content-type"].startswith("text/turtle")
    assert server.get(path, Accept="image/png").status == 406


@pytest.mark.parametrize("path", ["measure/nothere", "agency/%E2%80%AE", "x%3Ey", "plan/%00", "%FF"])
def test_what_is_not_there_is_404_in_words(server: Server, path: str) -> None:
    for accept in ("text/html", "text/turtle"):
        reply = server.get(f"/id/{path}", Accept=accept)
        assert reply.status == 404
        assert "Traceback" not in reply.text
        # A person is given a way on: to look for it, and the lists.
        assert ('name="q"' in reply.text and "/bodies" in reply.text) == (accept == "text/html")


def test_an_address_is_the_same_however_it_is_encoded() -> None:
    assert things.iri_of("agency/110102/生态环境") == things.iri_of("agency/110102/%e7%94%9f%E6%80%81%E7%8E%AF%E5%A2%83")
    assert things.iri_of("unresolved/11/a%2Fb") == f"{BASE}unresolved/11/a%2Fb"
    with pytest.raises(NotFound):
        things.iri_of("")


def test_a_summary_from_the_page_is_the_one_from_the_command(server: Server, reader: Reader, tmp_path: Path) -> None:
    duties = replace(ask.load_duties(reader), proofs=ask.load_proofs(reader))
    body = ask.find_body(reader, "区生态环境局").iri
    report.write(report.summary(duties, body, duties.targets), tmp_path / "summary.xlsx")
    got = server.get(f"/report{address(body).removeprefix('/id')}.xlsx")
    assert got.status == 200
    (tmp_path / "got.xlsx").write_bytes(got.body)
    sheets = [openpyxl.load_workbook(tmp_path / name) for name in ("summary.xlsx", "got.xlsx")]
    assert sheets[0].sheetnames == sheets[1].sheetnames
    assert "原文" in sheets[0].sheetnames
    for name in sheets[0].sheetnames:
        rows, same = ([[cell.value for cell in row] for row in book[name].iter_rows()] for book in sheets)
        assert rows == same, name


def test_a_part_leads_to_the_page_of_the_whole(server: Server, reader: Reader) -> None:
    iri = next(iter(StoredLibrary(reader).duties.measures))
    assert server.get(f"{address(iri)}/duty/1").headers["location"] == address(iri)


# ── Pages ────────────────────────────────────────────────────────────────────────────────


class Page(HTMLParser):
    """Tags, attributes and addresses of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.hrefs: list[str] = []
        self.attributes: set[str] = set()
        self.ids: list[str] = []
        self.scripts: list[str] = []
        """names of the files of its scripts; empty for one that stands in the page"""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "script":
            self.scripts.append((dict(attrs).get("src") or "").partition("?")[0].rpartition("/")[2])
        self.attributes |= {name for name, _ in attrs}
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.hrefs += [value or "" for name, value in attrs if name == "href"]
        self.links += [value or "" for name, value in attrs if name in ("href", "src", "action")]


def pages_of(reader: Reader) -> list[str]:
    """An address of every kind of page."""
    library = StoredLibrary(reader)
    indicator = library.promises[0].indicator if library.promises else ""
    iris = [next(iter(library.duties.measures)), next(iter(library.plans)), *list(library.duties.bodies)[:3], *filter(None, [indicator])]
    document = next(iter(library.plans.values())).document
    return [*(path for path in VIEWS if path != "/network"), *map(address, iris), "/source/" + document.removeprefix(f"{BASE}document/"),
            "/search?q=噪声", "/search?q=qsthjj"]  # fmt: skip


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_is_whole_and_runs_nothing_inline(server: Server, reader: Reader, lang: str) -> None:
    for path in pages_of(reader):
        reply = server.get(path + ("&" if "?" in path else "?") + f"lang={lang}")
        assert reply.status == 200, path
        page = Page(reply.text)
        assert page.scripts == (["years.js"] if path == "/series" else []), path  # moves its slider, in a file of its own
        assert "style" not in page.tags, path
        assert not {name for name in page.attributes if name.startswith("on") or name == "style"}, path
        assert len(page.ids) == len(set(page.ids)), path
        assert all(link.startswith(("/", "#")) for link in page.links), path
        assert "script-src 'self'" in reply.headers["content-security-policy"]


def test_english_stays_english_from_page_to_page(server: Server, reader: Reader) -> None:
    for path in pages_of(reader):
        text = server.get(path + ("&" if "?" in path else "?") + "lang=en").text
        page = Page(text)
        inner = [link for link in page.hrefs if link.startswith("/") and not link.startswith(("/static", "/report"))]
        # One link, the switch, leads to the Chinese page.
        assert sum("lang=en" not in link for link in inner) == 1, path
        assert page.tags.count("form") == 0 or 'name="lang" value="en"' in text


def test_the_network_page_may_run_its_own_scripts_only(server: Server) -> None:
    reply = server.get("/network")
    policy = reply.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert re.search(r"script-src 'sha256-", policy)
    assert server.get("/network?groups=x").status == 400
    assert server.get("/network?center=x").status == 404
    assert server.get("/network?renderer=svg").status == 400
    assert '"renderer":"canvas"' in reply.text
    assert '"renderer":"webgl"' in server.get("/network?renderer=webgl").text


def test_hostile_words_are_text_on_every_page(hostile_store: Path) -> None:
    from zeren.store import open_reader

    with serving(hostile_store) as server, open_reader(hostile_store) as reader:
        library = StoredLibrary(reader)
        assert any("alert(1)" in row.text for row in library.duties.measures.values())
        assert any("alert(1)" in row.name for row in library.duties.bodies.values())
        sought = "/search?q=" + quote(HOSTILE, safe="")
        for path in [*pages_of(reader), sought, *map(address, library.duties.bodies), *map(address, library.duties.measures)]:
            reply = server.get(path)
            assert reply.status == 200, path
            page = Page(reply.text)
            assert page.scripts == (["years.js"] if path == "/series" else []), path
            # The picture of a body's partners is the only one that a page bears.
            assert page.tags.count("img") == reply.text.count('<img loading="lazy" src="/id/') <= 1, path
            assert not {name for name in page.attributes if name.startswith("on")}, path
            assert not re.search("[\u202e\u2028\x1b]", reply.text), path
        assert "script-src 'sha256-" in server.get("/network").headers["content-security-policy"]
        for path in ("/measures", "/bodies", "/matrix", "/review"):
            cells = csv.reader(io.StringIO(server.get(f"{path}?format=csv").body.decode("utf-8-sig")))
            assert not [cell for line in cells for cell in line if cell.startswith(("=", "@", "+"))], path


# ── In a browser ─────────────────────────────────────────────────────────────────────────

FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --host-resolver-rules=MAP\x00*\x00~NOTFOUND,EXCLUDE\x00127.0.0.1"
)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    """Chromium without a network."""
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if chromium is None or driver is None or find_spec("selenium") is None:
        if os.environ.get("ZEREN_BROWSER_TESTS") == "required":
            pytest.fail("chromium, chromedriver or selenium is missing")
        pytest.skip("chromium, chromedriver or selenium is missing")
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    downloads = tmp_path_factory.mktemp("downloads")
    for flag in (*FLAGS.split(" "), f"--user-data-dir={tmp_path_factory.mktemp('profile')}", "--window-size=1440,1000"):
        options.add_argument(flag.replace("\x00", " "))
    options.add_experimental_option("prefs", {"download.default_directory": str(downloads)})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    chrome = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
    chrome.downloads = downloads  # type: ignore[attr-defined]
    yield chrome
    chrome.quit()


def asked_of_others(browser: Chrome, server: Server) -> list[str]:
    """Addresses that the browser asked for elsewhere."""
    sent = (json.loads(entry["message"])["message"] for entry in browser.get_log("performance"))
    urls = [its["params"]["request"]["url"] for its in sent if its["method"] == "Network.requestWillBeSent"]
    return [url for url in urls if not url.startswith((server.url, "data:", "chrome:", "about:"))]


def test_while_a_new_state_is_read_pages_show_the_one_before(store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "store"
    shutil.copytree(store, own)
    kept = Kept(str(own))
    hall = Hall(kept)

    def overview() -> tuple[object, object]:
        page = hall.answer(Asked("/", {}))
        assert isinstance(page, answers.Page)
        return page.values["figures"]["plans"], page.values["former"]

    before, _ = overview()
    read_on = threading.Event()

    def slowly(reader: Reader) -> Library:
        assert read_on.wait(60)
        return StoredLibrary(reader)

    monkeypatch.setattr("zeren.serve.explorer.hall.load", slowly)
    with open_writer(own) as writer:
        writer.remove("北京市西城区_美丽西城建设2026年行动计划.txt")
        writer.commit()
    assert overview() == (before, True)
    read_on.set()
    coming = hall.renew()
    if coming is not None:
        coming.result(60)
    after, former = overview()
    assert (after, former) == (1, False)
    assert before > after
    hall.close()
    assert kept.close(), "no reader is left open"


def test_the_network_and_the_explorer_lead_to_each_other(browser: Chrome, server: Server) -> None:
    from selenium.webdriver.common.by import By
    from selenium.webdriver.support.ui import WebDriverWait

    browser.get_log("browser")
    browser.get_log("performance")
    browser.get(server.url + "/network#body=区生态环境局")
    browser.find_element(By.CSS_SELECTOR, "#details > a.site").click()
    WebDriverWait(browser, 10).until(lambda b: "北京市西城区生态环境局" in b.find_element(By.TAG_NAME, "h1").text)
    browser.find_element(By.LINK_TEXT, "周围的网络").click()
    WebDriverWait(browser, 10).until(lambda b: "区生态环境局 周围 1 步" in b.find_element(By.ID, "limits").text)
    assert browser.find_element(By.ID, "shown").text.startswith("42 个单位")
    browser.find_element(By.CSS_SELECTOR, "#details .top .link").click()
    browser.find_element(By.CSS_SELECTOR, "#details article .site").click()
    WebDriverWait(browser, 10).until(lambda b: "/id/measure/" in b.current_url)
    browser.get(server.url + "/network")
    browser.find_element(By.ID, "home").click()
    WebDriverWait(browser, 10).until(lambda b: b.current_url == server.url + "/")
    assert [entry for entry in browser.get_log("browser") if "favicon" not in entry["message"]] == []
    assert asked_of_others(browser, server) == []


def test_a_person_finds_the_words_and_takes_the_table_away(browser: Chrome, server: Server) -> None:
    """Search 噪声, filter to 协办, open 区生态环境局, click through to the words, download the xlsx and read it back."""
    from selenium.common.exceptions import StaleElementReferenceException
    from selenium.webdriver.common.by import By
    from selenium.webdriver.support.ui import WebDriverWait

    wait = WebDriverWait(browser, 20, ignored_exceptions=[StaleElementReferenceException])

    def find(selector: str, words: str = "") -> WebElement:
        def listed(_: Chrome) -> WebElement | None:
            return next((its for its in browser.find_elements(By.CSS_SELECTOR, selector) if words in its.text), None)

        return wait.until(listed)

    def click(selector: str, words: str = "") -> None:
        """Click and wait until the page has given way to the next."""
        here = browser.current_url
        find(selector, words).click()
        wait.until(lambda b: b.current_url != here and b.execute_script("return document.readyState") == "complete")

    browser.get(server.url + "/")
    browser.find_element(By.CSS_SELECTOR, "form.big input[type=search]").send_keys("噪声\n")
    find("h1", "噪声")
    click(".option[data-name=role]", "协办")
    assert find(".option[data-name=role][aria-current]").text.startswith("协办")
    click("td.bodies a", "区生态环境局")
    assert find("h1").text == "北京市西城区生态环境局"
    click("#duties td.long a")
    click("a.jump")
    target = find(":target + mark")
    assert target.text == "区生态环境局"
    assert target.is_displayed()
    browser.back()
    browser.back()
    find("#duties .files a", "xlsx").click()
    folder: Path = browser.downloads  # type: ignore[attr-defined]
    WebDriverWait(browser, 10).until(lambda _: list(folder.glob("*.xlsx")))
    sheet = openpyxl.load_workbook(next(folder.glob("*.xlsx"))).active
    counted = int(browser.find_element(By.CSS_SELECTOR, "#duties .found").text)
    assert sheet.max_row - 1 == counted > 50
    assert [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"] == []
    assert asked_of_others(browser, server) == []


@pytest.mark.parametrize("width", [390, 1440])
def test_no_page_is_wider_than_the_window(browser: Chrome, server: Server, reader: Reader, width: int) -> None:
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500})
    try:
        for path in pages_of(reader):
            browser.get(server.url + path)
            assert browser.execute_script("return document.documentElement.scrollWidth") <= width, path
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_a_sheet_of_paper_holds_tables_as_tables_and_no_forms(browser: Chrome, server: Server) -> None:
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {"width": 718, "height": 1000, "deviceScaleFactor": 1, "mobile": False})
    try:
        looks, shown = [], "getComputedStyle(document.querySelector(one)).display"
        for media in ("print", "screen"):
            browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": media})
            browser.get(server.url + "/question/pairs")
            looks.append(browser.execute_script(f"return ['.grid tbody', 'form.ask', '.bar nav'].map((one) => {shown})"))
        assert looks == [["table-row-group", "none", "none"], ["block", "flex", "flex"]]
    finally:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_axe_finds_no_serious_fault(browser: Chrome, server: Server, reader: Reader) -> None:
    """Needs axe-core (npm), whose ``axe.min.js`` the variable ZEREN_AXE names; ``scripts/axe.py`` looks at every page in every look."""
    script = os.environ.get("ZEREN_AXE")
    if not script:
        pytest.skip("ZEREN_AXE does not name axe.min.js")
    looks = [("zh", "light"), ("en", "dark"), ("zh", "dark"), ("en", "light")]
    try:
        more = ["/compare?a=区水务局&b=区园林绿化局", "/network", "/ns", "/ns/list", "/ns/request", "/id/nothing"]
        for turn, path in enumerate([*pages_of(reader), *more]):
            lang, scheme = looks[turn % len(looks)]
            browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]})
            browser.get(f"{server.url}{path}{'&' if '?' in path else '?'}lang={lang}")
            browser.execute_cdp_cmd("Runtime.evaluate", {"expression": Path(script).read_text(encoding="utf-8")})
            faults = browser.execute_async_script("axe.run().then((r) => arguments[0](r.violations))")
            serious = [(its["id"], [node["target"] for node in its["nodes"]][:3]) for its in faults if its["impact"] in ("serious", "critical")]
            assert serious == [], (path, lang, scheme)
    finally:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


@pytest.mark.parametrize("path", ["/", "body", "/measures?role=support", "/matrix", "/calendar?lang=en"])
def test_a_page_is_saved_as_one_file_that_asks_nothing_of_a_server(server: Server, path: str) -> None:
    if path == "body":
        path = re.findall(r'href="(/id/agency/[^"?#]*)"', server.get("/bodies").body.decode())[0]
    page = server.get(path)
    offered = re.search(r'<a class="save" href="([^"]*)" download>', page.body.decode())
    assert offered is not None
    saved = server.get(html.unescape(offered[1]))
    text = saved.body.decode()
    assert (saved.status, saved.headers["content-disposition"][:10]) == (200, "attachment")
    assert not re.search(r'<(?:link|script|form)\b|(?:href|src)="/', text)
    assert f'href="{server.url}/' in text and "<style>" in text
    assert ('src="data:image/svg+xml;base64,' in text) == ('<img ' in page.body.decode())
    assert f"{server.url}{path.partition('?')[0]}" in text
    for word in re.findall(r"<h[12][^<>]*>([^<>]+)<", page.body.decode()):
        assert word in text
    assert server.get(html.unescape(offered[1])).body == saved.body


def test_a_table_is_given_as_a_picture_of_the_page_that_is_open(server: Server, reader: Reader) -> None:
    from xml.etree import ElementTree

    asked = {"q": "噪声", "role": "support", "level": "provincial"}
    rows = Tables(StoredLibrary(reader)).measures.chosen(asked)
    reply = server.get("/measures?q=噪声&role=support&level=provincial&format=svg")
    assert reply.headers["content-type"] == "image/svg+xml"
    root = ElementTree.fromstring(reply.body)
    said = "".join(node.text or "" for node in root.iter("{http://www.w3.org/2000/svg}text"))
    assert "“噪声”" in said and f"{len(rows)} / 240 行，第 1 / 1 页" in said
    assert 0 < len(rows) < 50
    for row in rows:
        assert re.sub(r"\s", "", row.text)[:12] in re.sub(r"\s", "", said)
    # The body that fills the page keeps its own picture.
    assert server.get("/bodies?format=svg").headers["content-type"] == "image/svg+xml"


def test_why_plans_and_measures_are_pairs_is_told_in_the_language_of_the_page(server: Server, reader: Reader) -> None:
    told = [basis for (basis,) in landing_for(reader).rows("SELECT DISTINCT basis FROM link UNION SELECT DISTINCT basis FROM cascade")]
    assert len(told) > 10
    for basis in (*told, *(row["example"] for row in vocabulary("vocabulary/bases"))):
        assert why(basis, "zh") == basis
        assert not re.search("[\u4e00-\u9fff]", re.sub("“[^”]*”|《[^》]*》|（[^（）]*—[^（）]*）|\\d[项家个]", "", why(basis, "en"))), basis
    assert why("同名任务中各余一条、连续4字相同，待人确认", "en").endswith("4 characters in a row the same, to be confirmed by a person")
    page = server.get("/cascade?lang=en").text
    assert "same title but for places and years" in page and "标题相同" not in page


def test_every_label_of_a_change_has_its_english() -> None:
    assert [row["key"] for row in vocabulary("vocabulary/overtime") if row["kind"] == "label"] == list(LABELS)
    assert years.labelled("减码 延后") == "lowered, later"


def test_a_saved_page_in_a_frame_without_an_origin_shows_and_raises_nothing(browser: Chrome, server: Server, tmp_path: Path) -> None:
    (tmp_path / "inner.html").write_bytes(server.get("/calendar?saved=1").body)
    (tmp_path / "outer.html").write_text("<iframe id=f width=900 height=700 sandbox='allow-scripts' src='inner.html'></iframe>", encoding="utf-8")
    browser.get_log("browser")
    browser.get((tmp_path / "outer.html").as_uri())
    browser.switch_to.frame("f")
    try:
        assert browser.find_element("css selector", "h1").text == "到期日历"
        assert browser.execute_script("return getComputedStyle(document.querySelector('.figures, .grid td, main')).fontSize") != ""
    finally:
        browser.switch_to.default_content()
    assert [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"] == []


# ── What is new, changed or due, as a feed ───────────────────────────────────────────────


def test_a_feed_tells_what_is_new_and_due_for_a_body_with_its_words(server: Server) -> None:
    from xml.etree import ElementTree

    space = "{http://www.w3.org/2005/Atom}"
    reply = server.get("/feed/北京市西城区水务局.atom?on=2026-12-15")
    assert (reply.status, reply.headers["content-type"]) == (200, "application/atom+xml")
    root = ElementTree.fromstring(reply.body)
    told = [(entry.find(f"{space}category").get("term"), entry) for entry in root.iter(f"{space}entry")]
    assert {kind for kind, _ in told} == {"new", "due"}
    # 年底前 of the plan is the 31st of December, sixteen days later; what is due at another date is no news then.
    assert all("2026-12-31 到期" in entry.findtext(f"{space}title") for kind, entry in told if kind == "due")
    assert all(re.search(r"表\d+第\d+行", entry.findtext(f"{space}content")) for kind, entry in told if kind == "due")
    assert len({entry.findtext(f"{space}id") for _, entry in told}) == len(told) > 5
    first = told[0][1]
    address = first.find(f"{space}link").get("href")
    assert address.startswith(f"{server.url}/id/")
    assert server.get(address.removeprefix(server.url)).status == 200
    itself = root.find(f"{space}link[@rel='self']").get("href")
    assert server.get(itself.removeprefix(server.url) + "?on=2026-12-15").body == reply.body
    assert server.get("/feed/北京市西城区水务局.atom?on=2026-12-15").body == reply.body
    assert [kind for kind, _ in told if kind == "due"] != []
    early = ElementTree.fromstring(server.get("/feed/北京市西城区水务局.atom?on=2025-01-01").body)
    assert {entry.find(f"{space}category").get("term") for entry in early.iter(f"{space}entry")} == {"new"}
    assert server.get("/feed/没有这个单位.atom").status == 404


def test_a_plan_has_its_own_feed_and_a_changed_measure_says_what_changed(tmp_path: Path) -> None:
    texts = ("年底前新建充电桩{}个。（牵头单位：市城管委；完成时限：{}年底前）",)
    plans = []
    for year, number in ((2025, 100), (2026, 200)):
        body = "\n".join(f"{n}.{text.format(number, year)}" for n, text in enumerate(texts, 1))
        body += f"\n2.更新公交车辆50辆。（责任单位：市交通委；完成时限：{year}年底前）\n"
        path = tmp_path / f"北京市绿色出行{year}年行动计划.txt"
        path.write_text(f"北京市绿色出行{year}年行动计划\n一、主要任务\n{body}", encoding="utf-8")
        plans.append(path)
    with open_writer(tmp_path / "store") as writer:
        build.build(files.find_files(plans), writer, Settings())
    from zeren.serve.explorer.feed import entries
    from zeren.store import open_reader
    from zeren.table import landing_of

    with open_reader(tmp_path / "store") as reader:
        landing = landing_of(reader)
        [(body,)] = landing.rows("SELECT DISTINCT body FROM duty WHERE mention = '市城管委'")
        found = entries(landing, reader, "2026-06-01", body=BASE + body)
        changed = [entry for entry in found if entry.kind == "changed"]
        assert [entry.kind for entry in found].count("new") == 2
        assert changed and "充电桩" in changed[0].title
        assert "100" in changed[0].words and "200" in changed[0].words
        [(plan,)] = landing.rows("SELECT DISTINCT id FROM plan WHERE plan_year = 2026")
        assert {entry.kind for entry in entries(landing, reader, "2026-12-20", plan=BASE + plan)} >= {"new", "due"}
