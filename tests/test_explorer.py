"""Pages of the explorer show the words that prove them and count as the commands do; its files and addresses hold the same."""

from __future__ import annotations

import calendar
import json
import re
import shutil
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, unquote

import pytest

from exploring import BASE, Server, body, serving, three_measures
from zeren import ask
from zeren.ask.dated import wanted
from zeren.serve.explorer import answers, evidence, outline, source
from zeren.serve.explorer.answers import Asked
from zeren.serve.explorer.library import Library, address
from zeren.serve.explorer.review import conflicts
from zeren.serve.explorer.server import Hall
from zeren.serve.explorer.stored import StoredLibrary
from zeren.serve.explorer.tables import Tables
from zeren.serve.kept import Kept
from zeren.store import open_writer
from zeren.store.reader import Reader


@pytest.fixture(scope="module")
def server(store: Path) -> Iterator[Server]:
    """A server over the two plans."""
    with serving(store) as running:
        yield running


@pytest.fixture
def small() -> Library:
    """Three measures; 水务 is responsible and supporting on the third."""
    return three_measures()


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
            due = [row for row in wanted(reader, first, last, plan=plan).whole() if row["start"] is None or row["date"] <= last]
            once = {row["id"] for row in due if row["kind"] != "recurring"}
            asked = ask.run(reader, question, {"from": first, "to": last, "plan": plan}).rows
            assert page == once == {row["id"] for row in asked if str(row["date"]) <= last}, (plan, month)
            several += len(page) > 0
        rhythm = {row["id"] for row in wanted(reader, "2026-01-01", "2026-12-31", plan=plan).whole() if row["kind"] == "recurring"}
        assert {row.id for row in shown.chosen({"plan": plan, "deadline": "recurring"})} == rhythm
    assert several > 4


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
