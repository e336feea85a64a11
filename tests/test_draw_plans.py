"""The network page of the two plans counts what the commands count, drawn on a canvas and by WebGL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import networkx as nx
import pytest

from drawing import (
    at,
    click_at,
    open_at,
    quiet,
    shown_lines,
    small,
    streets,
    text_of,
    unconnected,
    until,
    visit,
)
from zeren import ask
from zeren import network as networks
from zeren.draw import page
from zeren.store import open_reader
from zeren.table.duties import Duties

if TYPE_CHECKING:
    from selenium.webdriver import Chrome


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    """Chromium without a network."""
    with unconnected(tmp_path_factory.mktemp("browser"), "--disable-gpu", "--disable-3d-apis") as chrome:
        yield chrome


@pytest.fixture(scope="module")
def plans(store: Path) -> Duties:
    """The duties of the two plans."""
    with open_reader(str(store)) as reader:
        return ask.load_duties(reader)


@pytest.fixture(scope="module")
def columns(plans: Duties) -> dict[str, dict[str, float | int]]:
    """The network measures of the two plans."""
    return networks.columns(plans)


@pytest.fixture(scope="module")
def both(plans: Duties, columns: dict[str, dict[str, float | int]], tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of the page of the two plans."""
    target = tmp_path_factory.mktemp("plans") / "network.html"
    target.write_text(page(plans, title="两份计划", columns=columns), encoding="utf-8")
    return target.as_uri()


def paired(browser: Chrome) -> dict[tuple[str, str], int]:
    """Every pair under the filters of the page with its number of shared measures."""
    found = browser.execute_script(
        "const names = JSON.parse(document.getElementById('data').textContent).nodes.map((node) => node.name);"
        "return zeren.view().every.map((pair) => [[names[pair.a], names[pair.b]].sort(), pair.measures.length])"
    )
    return {(a, b): number for (a, b), number in found}


@pytest.mark.parametrize("groups", ["as-written", "expanded", "possible"])
@pytest.mark.parametrize("role", ["any", "support", "responsible"])
def test_the_page_counts_pairs_as_zeren_pairs_does(browser: Chrome, plans: Duties, both: str, role: str, groups: str) -> None:
    off = "" if role == "any" else "&roles=" + ",".join({"lead", "responsible", "support"} - {role})
    open_at(browser, f"{both}#groups={groups}{off}")
    wanted = {tuple(sorted((pair.a, pair.b))): pair.count for pair in networks.pairs(plans, role, groups)}
    assert paired(browser) == wanted
    assert len(wanted) == PAIRS[role, groups]


PAIRS = {
    ("any", "as-written"): 525, ("any", "expanded"): 1507, ("any", "possible"): 1533,
    ("support", "as-written"): 182, ("support", "expanded"): 454, ("support", "possible"): 570,
    ("responsible", "as-written"): 294, ("responsible", "expanded"): 801, ("responsible", "possible"): 833,
}  # fmt: skip


def test_the_first_picture_holds_the_strongest_partners_of_each_body(browser: Chrome, both: str) -> None:
    open_at(browser, both)
    assert text_of(browser, "#shown") == "87 个单位 · 161 对 · 240 条措施"
    assert text_of(browser, "#limits").startswith("为便于看清，每个单位只画共同措施最多的 2 个伙伴：525 对中的 161 对")
    assert shown_lines(browser) == 161
    tied = "new Set(zeren.view().pairs.flatMap((pair) => [pair.a, pair.b]))"
    lone = f"const tied = {tied}; return [...zeren.view().bodies].filter((body) => !tied.has(body)).length"
    assert browser.execute_script(lone) == 0
    browser.find_element("id", "draw-all").click()
    assert text_of(browser, "#shown") == "87 个单位 · 525 对 · 240 条措施"
    assert shown_lines(browser) == 525
    quiet(browser)


def test_a_click_on_a_line_of_the_plans_shows_the_words_of_its_measures(browser: Chrome, both: str) -> None:
    """37 measures of 区生态环境局 and 区城市管理委 (``zeren pairs --role any``), 20 of them co-responsible."""
    open_at(browser, f"{both}#around=区生态环境局&min=37")
    x, y = at(browser, "区生态环境局")
    other = at(browser, "区城市管理委")
    click_at(browser, x + (other[0] - x) * 0.55, y + (other[1] - y) * 0.55)
    until(browser, "document.querySelector('#details article')")
    assert text_of(browser, "#details h2") == "区生态环境局 — 区城市管理委"
    assert text_of(browser, "#details .full") == "共同措施 37"
    assert [one.text for one in browser.find_elements("css selector", "#details summary")] == [
        "共同主责 20",
        "共同协办 1",
        "区生态环境局 → 区城市管理委\u3000主责 → 协办 9",
        "区城市管理委 → 区生态环境局\u3000主责 → 协办 7",
    ]
    assert text_of(browser, "#details article blockquote").startswith("严格落实《北京市人民政府关于划定禁止使用高排放非道路移动机械区域的通告》")
    assert "北京市西城区_美丽西城建设2026年行动计划.txt · table 1 row 16 column 3" in text_of(browser, "#details article")
    quiet(browser)


def test_the_support_filter_leaves_the_six_measures_that_two_bodies_assist(browser: Chrome, both: str) -> None:
    """``zeren pairs --role support --plan 西城``: 区住房城市建设委 and 区城市管理委, 6."""
    open_at(browser, f"{both}#tie=区住房城市建设委&tie=区城市管理委")
    assert text_of(browser, "#details .full") == "共同措施 30"
    browser.execute_script("document.querySelector('#roles input[value=support]').closest('.check').querySelector('.only').click()")
    assert text_of(browser, "#details .full") == "共同措施 6"
    assert len(browser.find_elements("css selector", "#details article")) == 6
    assert text_of(browser, "#shown").endswith("对 · 106 条措施")
    quiet(browser)


def test_only_what_is_shared_with_a_body_can_be_seen(browser: Chrome, plans: Duties, both: str) -> None:
    open_at(browser, f"{both}#body=区水务局")
    browser.find_element("id", "only-shared").click()
    water = next(iri for iri, row in plans.bodies.items() if row.name == "北京市西城区水务局")
    measures = {duty.measure for duty in plans.duties if duty.body == water and duty.expansion is None}
    bodies = {duty.body for duty in plans.duties if duty.measure in measures and duty.expansion is None}
    assert (len(measures), len(bodies)) == (35, 19)
    assert text_of(browser, "#shown").startswith("19 个单位")
    assert text_of(browser, "#shown").endswith("35 条措施")
    assert "只看与区水务局共担的 ×" in text_of(browser, "#limits")
    browser.find_element("css selector", "#limits button[title='取消这一限制']").click()
    assert text_of(browser, "#shown").startswith("87 个单位")
    quiet(browser)


def test_steps_around_a_body_follow_its_ties(browser: Chrome, plans: Duties, both: str) -> None:
    """Steps counted with networkx on the same pairs."""
    graph = networks.projection(plans, "any")
    body = next(iri for iri, row in plans.bodies.items() if row.name == "北京市西城区水务局")
    for steps, wanted in ((1, 19), (2, 46), (3, 46)):
        assert len(nx.ego_graph(graph, body, radius=steps)) == wanted
        open_at(browser, f"{both}#around=区水务局&steps={steps}")
        assert text_of(browser, "#shown").startswith(f"{wanted} 个单位")


def test_bodies_are_hidden_and_pinned_for_good(browser: Chrome, both: str) -> None:
    open_at(browser, f"{both}#body=区水务局")
    browser.find_element("id", "pin-body").click()
    place = browser.execute_script("return [...zeren.state().pin.values()][0]")
    browser.find_element("id", "hide-body").click()
    assert text_of(browser, "#shown").startswith("86 个单位")
    address = browser.execute_script("return location.href")
    open_at(browser, address)
    assert text_of(browser, "#shown").startswith("86 个单位")
    assert browser.execute_script("return [...zeren.state().pin].map(([, place]) => place)") == [place]
    assert "固定了 1 个 ×" in text_of(browser, "#limits")
    browser.find_element("xpath", "//button[starts-with(text(), '隐藏了 1 个')]").click()
    assert text_of(browser, "#shown").startswith("87 个单位")


def test_a_body_that_is_dragged_stays_where_it_was_put(browser: Chrome, tmp_path: Path) -> None:
    from selenium.webdriver.common.actions.action_builder import ActionBuilder

    visit(browser, tmp_path, small())
    x, y = at(browser, "区教委")
    actions = ActionBuilder(browser, duration=50)
    actions.pointer_action.move_to_location(x, y).pointer_down().move_to_location(x + 30, y + 20).move_to_location(x + 60, y + 40).pointer_up()
    actions.perform()
    until(browser, "zeren.state().pin.size === 1")
    moved = at(browser, "区教委")
    assert abs(moved[0] - x - 60) < 8
    assert abs(moved[1] - y - 40) < 8
    address = browser.execute_script("return location.href")
    open_at(browser, address)
    assert "固定了 1 个" in text_of(browser, "#limits")
    quiet(browser)


def test_possible_members_are_told_apart_from_certain_ones(browser: Chrome, tmp_path: Path) -> None:
    visit(browser, tmp_path, streets())
    browser.find_element("css selector", "input[value='expanded']").click()
    assert text_of(browser, "#shown") == "2 个单位 · 1 对 · 1 条措施"
    browser.find_element("css selector", "input[value='possible']").click()
    assert text_of(browser, "#shown") == "3 个单位 · 3 对 · 1 条措施"
    assert "1 个单位只是可能的成员（空心）" in text_of(browser, "#limits")
    assert browser.execute_script("return zeren.lines().map((line) => [line.a, line.b, line.maybe])") == [
        [0, 2, True], [0, 3, False], [2, 3, True],
    ]  # fmt: skip
    browser.execute_script("document.getElementById('q').focus()")
    visit(browser, tmp_path, streets(), "#groups=possible&tie=区教委&tie=广外街道办事处")
    assert text_of(browser, "#details summary").endswith("主责 → 协办 1 （可能 1）")
    assert "广外街道办事处（可能由“各街道办事处”展开）" in text_of(browser, "#details article")
    quiet(browser)


def test_colour_shape_and_size_follow_what_they_are_set_to(
    browser: Chrome, both: str, plans: Duties, columns: dict[str, dict[str, float | int]]
) -> None:
    from selenium.webdriver.support.select import Select

    open_at(browser, both)
    Select(browser.find_element("id", "colour")).select_by_visible_text("社群")
    Select(browser.find_element("id", "shape")).select_by_visible_text("级别")
    Select(browser.find_element("id", "size")).select_by_visible_text("中介")
    drawn = {node["name"]: node for node in browser.execute_script("return zeren.nodes().map((node) => ({ ...node, name: node.full }))")}
    found = {plans.bodies[iri].label: row for iri, row in columns.items()}
    largest = max(found, key=lambda name: found[name]["betweenness"])
    assert max(drawn, key=lambda name: drawn[name]["size"]) == largest
    assert drawn["区水务局"]["colour"] == {1: "#4477AA", 2: "#EE6677"}[int(found["区水务局"]["community"])]
    assert (drawn["区水务局"]["shape"], drawn["市水务局"]["shape"]) == ("dot", "square")
    boxes = browser.find_elements("css selector", "#communities .check")
    assert len(boxes) == len({row["community"] for row in columns.values()}) == 3
    assert boxes[0].find_element("css selector", ".n").text == "46"
    boxes[0].find_element("css selector", "input").click()
    assert text_of(browser, "#shown").startswith("41 个单位")
    browser.find_element("id", "tab-bodies").click()
    assert "中介" in text_of(browser, "#bodies thead")
    quiet(browser)


def test_a_saved_page_opens_in_the_state_that_it_was_saved_in(browser: Chrome, both: str, tmp_path: Path) -> None:
    open_at(browser, f"{both}#shared=区水务局&colour=community&hidden=区财政局")
    shown = text_of(browser, "#shown")
    saved = tmp_path / "saved.html"
    saved.write_text(browser.execute_script("return zeren.saved()"), encoding="utf-8")
    open_at(browser, saved.as_uri())
    assert text_of(browser, "#shown") == shown
    assert "只看与区水务局共担的" in text_of(browser, "#limits")
    again = browser.execute_script("return zeren.saved()")
    assert again == saved.read_text(encoding="utf-8")
    quiet(browser)


def test_a_view_from_the_command_line_opens_the_page(browser: Chrome, plans: Duties, tmp_path: Path) -> None:
    visit(browser, tmp_path, plans, view="around=区水务局&steps=1&split=1")
    assert text_of(browser, "#shown").startswith("19 个单位")
    assert browser.find_element("id", "split").is_selected()


def test_arrows_move_the_picture_and_signs_zoom(browser: Chrome, tmp_path: Path) -> None:
    from selenium.webdriver.common.keys import Keys

    visit(browser, tmp_path, small())
    (x, y), (x2, _) = at(browser, "区水务局"), at(browser, "区住建委")
    x0 = x
    stage = browser.find_element("id", "canvas")
    stage.send_keys(Keys.ARROW_RIGHT, Keys.ARROW_DOWN)
    assert at(browser, "区水务局") == (x - 60, y - 60)
    stage.send_keys("+")
    (x, y), (x3, _) = at(browser, "区水务局"), at(browser, "区住建委")
    assert (x3 - x) / (x2 - x0) == pytest.approx(1.3, abs=0.1)
    assert stage.get_attribute("aria-label").startswith("协作网络图")
    quiet(browser)


# ── Drawn by WebGL ───────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def drawing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    """Chromium that computes WebGL itself."""
    flags = ("--use-angle=swiftshader", "--enable-unsafe-swiftshader")
    with unconnected(tmp_path_factory.mktemp("browser"), *flags) as chrome:
        yield chrome


def test_webgl_draws_the_same_and_a_click_shows_the_same(drawing: Chrome, plans: Duties, tmp_path: Path) -> None:
    visit(drawing, tmp_path, plans, renderer="webgl")
    assert drawing.execute_script("return zeren.picture.name") == "webgl"
    assert text_of(drawing, "#shown") == "87 个单位 · 161 对 · 240 条措施"
    assert len(drawing.execute_script("return zeren.picture.labels()")) == 87
    click_at(drawing, *at(drawing, "区生态环境局"))
    until(drawing, "document.querySelector('#details h2')")
    assert text_of(drawing, "#details h2") == "区生态环境局"
    visit(drawing, tmp_path, plans, "#around=区生态环境局&min=37", renderer="webgl")
    (x, y), other = at(drawing, "区生态环境局"), at(drawing, "区城市管理委")
    click_at(drawing, x + (other[0] - x) * 0.55, y + (other[1] - y) * 0.55)
    until(drawing, "document.querySelector('#details article')")
    assert text_of(drawing, "#details .full") == "共同措施 37"
    drawing.find_element("css selector", "#levels input[value='county']").click()
    assert text_of(drawing, "#shown").startswith("0 个单位")
    quiet(drawing)
