"""Tables of the explorer: filters that count what they would find, orders, pages, words that are sought."""

from __future__ import annotations

import pytest

from exploring import measure, three_measures
from zeren.ground import initials
from zeren.ground.errors import WrongUsage
from zeren.serve.explorer.answers import explorer
from zeren.serve.explorer.frame import lit
from zeren.serve.explorer.grid import Grid
from zeren.serve.explorer.library import Library
from zeren.serve.explorer.lists import find_bodies
from zeren.serve.explorer.shape import Column, Facet
from zeren.serve.explorer.stored import StoredLibrary
from zeren.serve.explorer.tables import Tables
from zeren.store.reader import Reader
from zeren.table.called import called
from zeren.table.duties import BodyRow, MeasureRow


@pytest.fixture
def small() -> Library:
    """Three measures; 水务 is responsible and supporting on the third."""
    return three_measures()


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
