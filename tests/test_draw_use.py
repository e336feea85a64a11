"""The network page in a browser without a network: found, clicked, filtered, sorted, by mouse and by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

import pytest

from browsers import processor_seconds
from drawing import (
    HOSTILE,
    at,
    body,
    click_at,
    crowd,
    duties_of,
    hostile,
    measure,
    open_at,
    quiet,
    shown_lines,
    small,
    text_of,
    unconnected,
    until,
    visit,
)
from zeren.draw import page

if TYPE_CHECKING:
    from selenium.webdriver import Chrome


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    """Chromium without a network."""
    with unconnected(tmp_path_factory.mktemp("browser"), "--disable-gpu", "--disable-3d-apis") as chrome:
        yield chrome


def test_the_page_opens_offline_without_a_word_on_the_console(browser: Chrome, tmp_path: Path) -> None:
    visit(browser, tmp_path, small())
    assert text_of(browser, "#shown") == "5 个单位 · 6 对 · 4 条措施"
    assert len(browser.execute_script("return zeren.picture.labels()")) == 5
    quiet(browser)


def test_a_search_selects_the_bodies_whose_names_hold_the_words(browser: Chrome, tmp_path: Path) -> None:
    visit(browser, tmp_path, small())
    browser.find_element("id", "q").send_keys("水务")
    until(browser, "document.getElementById('hits').textContent")
    assert text_of(browser, "#hits") == "选中 1 个单位"
    assert text_of(browser, "#details ol.top .link") == "区水务局"
    browser.find_element("id", "q").send_keys("不存在")
    until(browser, "document.getElementById('hits').textContent.startsWith('没有')")
    assert text_of(browser, "#hits") == "没有名称含“水务不存在”的单位"
    quiet(browser)


def test_a_click_on_a_body_shows_the_words_of_its_measures(browser: Chrome, tmp_path: Path) -> None:
    visit(browser, tmp_path, small())
    click_at(browser, *at(browser, "区水务局"))
    until(browser, "document.querySelector('#details h2')")
    assert text_of(browser, "#details h2") == "区水务局"
    found = [one.text for one in browser.find_elements("css selector", "#details article")]
    assert len(found) == 3
    assert "雨污分流" in found[1]
    assert "6月底前 (2026-06-30)" in found[1]
    assert "plan.txt · table 1 row 3" in found[1]
    assert text_of(browser, "#details .figures") == "2\n主责\n1\n协办"
    quiet(browser)


def test_a_click_on_a_tie_shows_the_measures_behind_it(browser: Chrome, tmp_path: Path) -> None:
    pair = duties_of(
        [body("甲局"), body("乙局")], [(measure(1, "共同治理噪声"), {"support": ["甲局", "乙局"]})]
    )
    visit(browser, tmp_path, pair)
    (ax, ay), (bx, by) = at(browser, "甲局"), at(browser, "乙局")
    click_at(browser, (ax + bx) / 2, (ay + by) / 2)
    until(browser, "document.querySelector('#details article')")
    assert text_of(browser, "#details h2") == "乙局 — 甲局"
    assert text_of(browser, "#details .full") == "共同措施 1"
    assert text_of(browser, "#details blockquote") == "共同治理噪声"
    quiet(browser)


def test_ties_of_one_pair_open_into_their_roles(browser: Chrome, tmp_path: Path) -> None:
    visit(browser, tmp_path, small(), "#tie=区生态环境局&tie=区水务局")
    found = [one.text for one in browser.find_elements("css selector", "#details summary")]
    assert found == [
        "共同主责 1",
        "区水务局 → 区生态环境局\u3000主责 → 协办 1",
        "区生态环境局 → 区水务局\u3000主责 → 协办 1",
    ]


def test_a_line_is_a_pair_and_opens_into_its_relations(browser: Chrome, tmp_path: Path) -> None:
    visit(browser, tmp_path, small())
    assert shown_lines(browser) == 6
    pair = "return zeren.lines().find((line) => line.pair.a === 1 && line.pair.b === 2).parts.map((part) => [part.colour, part.share])"
    assert browser.execute_script(pair) == [["#117733", pytest.approx(1 / 3)], ["#117733", pytest.approx(2 / 3)]]
    browser.find_element("id", "split").click()
    assert text_of(browser, "#shown") == "5 个单位 · 10 条连线 · 4 条措施"
    assert shown_lines(browser) == 10
    browser.find_element("id", "split").click()
    browser.execute_script("location.hash = 'tie=' + encodeURIComponent('区生态环境局') + '&tie=' + encodeURIComponent('区水务局')")
    until(browser, "document.querySelector('#details h2')")
    assert shown_lines(browser) == 8
    quiet(browser)


def test_the_legend_filters_ties_and_bodies(browser: Chrome, tmp_path: Path) -> None:
    visit(browser, tmp_path, small())
    browser.find_element("css selector", "#kinds input[value='responsible-support']").click()
    assert text_of(browser, "#shown") == "5 个单位 · 4 对 · 4 条措施"
    browser.find_element("css selector", "#levels input[value='township']").click()
    assert text_of(browser, "#shown") == "4 个单位 · 3 对 · 4 条措施"
    browser.find_element("id", "reset").click()
    assert text_of(browser, "#shown") == "5 个单位 · 6 对 · 4 条措施"
    quiet(browser)


def test_the_role_filter_leaves_duties_and_ties_of_that_role(browser: Chrome, tmp_path: Path) -> None:
    visit(browser, tmp_path, small(), "#roles=responsible&split=1")
    assert text_of(browser, "#shown") == "4 个单位 · 3 条连线 · 3 条措施"
    assert not browser.find_element("css selector", "#roles input[value='responsible']").is_selected()
    visit(browser, tmp_path, small())
    browser.execute_script("document.querySelector('#roles .only').click()")
    assert text_of(browser, "#shown") == "3 个单位 · 1 对 · 4 条措施"
    quiet(browser)


def test_filters_of_time_and_words_leave_the_ties_that_their_measures_prove(
    browser: Chrome, tmp_path: Path
) -> None:
    visit(browser, tmp_path, small(), "#due=ongoing")
    assert text_of(browser, "#shown") == "3 个单位 · 3 对 · 1 条措施"
    visit(browser, tmp_path, small(), "#to=2026-06-30")
    assert text_of(browser, "#shown") == "3 个单位 · 3 对 · 1 条措施"
    visit(browser, tmp_path, small(), "#words=水体")
    assert text_of(browser, "#shown") == "4 个单位 · 6 对 · 1 条措施"
    visit(browser, tmp_path, small(), "#task=2 任务2")
    assert text_of(browser, "#shown") == "3 个单位 · 3 对 · 1 条措施"
    visit(browser, tmp_path, small(), "#min=2")
    assert text_of(browser, "#shown") == "5 个单位 · 3 对 · 4 条措施"
    assert text_of(browser, "#limits") == "共同措施不少于 2 的 3 对，共 6 对\n全部画出"


def test_the_tables_hold_what_the_picture_shows_and_sort(browser: Chrome, tmp_path: Path) -> None:
    visit(browser, tmp_path, small())
    browser.find_element("id", "tab-bodies").click()
    rows = [row.text for row in browser.find_elements("css selector", "#bodies tbody tr")]
    assert rows[0] == "区住建委 区县级 0 3 3 3"
    assert len(rows) == 5
    head = browser.find_elements("css selector", "#bodies thead button")[2]
    assert head.text == "主责"
    head.click()
    assert text_of(browser, "#bodies thead th[aria-sort='descending']") == "主责 ▼"
    assert text_of(browser, "#bodies tbody tr") == "区水务局 区县级 2 1 3 3"
    browser.find_element("id", "tab-pairs").click()
    rows = [row.text for row in browser.find_elements("css selector", "#pairs tbody tr")]
    assert rows[:2] == [
        "区住建委 — 区水务局 共同协办 1 · 协办 ← 主责 2 3",
        "区住建委 — 区生态环境局 共同协办 1 · 协办 ← 主责 2 3",
    ]
    assert len(rows) == 6
    browser.find_element("css selector", "#levels input[value='township']").click()
    assert len(browser.find_elements("css selector", "#pairs tbody tr")) == 3
    browser.find_element("css selector", "#pairs tbody .link").click()
    assert text_of(browser, "#details h2") == "区住建委 — 区水务局"
    quiet(browser)


def test_the_page_can_be_used_by_keyboard_alone(browser: Chrome, tmp_path: Path) -> None:
    from selenium.webdriver.common.keys import Keys

    visit(browser, tmp_path, small())
    browser.find_element("id", "q").send_keys("水务", Keys.ENTER)
    until(browser, "document.activeElement.tagName === 'H2'")
    assert text_of(browser, "#details h2") == "区水务局"
    browser.switch_to.active_element.send_keys(Keys.ESCAPE)
    assert browser.find_elements("css selector", "#details h2") == []
    tab = browser.find_element("id", "tab-details")
    tab.send_keys(Keys.ARROW_RIGHT)
    assert browser.switch_to.active_element.get_attribute("id") == "tab-bodies"
    assert browser.find_element("id", "bodies").is_displayed()


def test_the_view_is_kept_in_the_address(browser: Chrome, tmp_path: Path) -> None:
    visit(browser, tmp_path, small(), "#body=区水务局&split=1&lang=en&shape=level&hidden=区教委")
    assert text_of(browser, "#details h2") == "区水务局"
    assert browser.find_element("id", "split").is_selected()
    assert text_of(browser, "#shown") == "4 bodies · 10 ties · 3 measures"
    browser.find_element("css selector", "#roles input[value='support']").click()
    kept = parse_qs(browser.execute_script("return location.hash.slice(1)"))
    assert kept == {
        "body": ["区水务局"], "split": ["1"], "lang": ["en"], "shape": ["level"], "hidden": ["区教委"], "roles": ["support"]
    }  # fmt: skip


def test_an_address_that_fits_nothing_does_no_harm(browser: Chrome, tmp_path: Path) -> None:
    visit(browser, tmp_path, small(), "#body=99&tie=1&tie=x&around=-3&steps=9&min=-1&plan=55&lang=xx&kinds=%3Cimg%3E&pin=1,x,y&colour=red")
    assert "条措施" in text_of(browser, "#shown")
    quiet(browser)


def test_hostile_words_are_shown_as_words(browser: Chrome, tmp_path: Path) -> None:
    visit(browser, tmp_path, hostile(), title=HOSTILE)
    browser.execute_script("document.querySelector('#details .link').click()")
    shown = browser.execute_script(
        "return document.querySelector('#details blockquote').textContent.toWellFormed()"
    )
    assert shown == HOSTILE.replace("\ud800", "\ufffd")
    assert browser.find_elements("css selector", "main img") == []
    quiet(browser)


def test_a_crowd_is_ready_soon_and_pans_calmly(browser: Chrome, tmp_path: Path) -> None:
    from selenium.webdriver.common.action_chains import ActionChains

    # Processor time of the page's main thread: what the clock says depends on what else the machine does.
    browser.execute_cdp_cmd("Performance.enable", {"timeDomain": "threadTicks"})
    visit(browser, tmp_path, crowd())
    assert processor_seconds(browser) < 6
    browser.execute_script(
        "zeren.frames = []; const tick = (now) => {"
        "zeren.frames.push(now); if (!zeren.done) requestAnimationFrame(tick); }; requestAnimationFrame(tick);"
    )
    before = browser.execute_script("return zeren.picture.center().x")
    begun = processor_seconds(browser)
    hand = ActionChains(browser, duration=10)
    hand.move_to_element_with_offset(browser.find_element("id", "canvas"), -200, -180).click_and_hold()
    for step in range(40):
        hand.move_by_offset(5, 3 if step % 2 else -2)
    hand.release().perform()
    frames = browser.execute_script("zeren.done = true; return zeren.frames")
    assert abs(browser.execute_script("return zeren.picture.center().x") - before) > 50
    assert (processor_seconds(browser) - begun) / len(frames) < 0.1
    quiet(browser)


def test_the_page_fits_a_phone(browser: Chrome, tmp_path: Path) -> None:
    phone = {"width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": True}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", phone)
    try:
        visit(browser, tmp_path, small(), "#body=区水务局")
        assert browser.execute_script("return document.documentElement.scrollWidth") == 390
        assert browser.execute_script("return document.getElementById('filters').open") is False
        assert browser.find_element("id", "canvas").size["width"] >= 380
        assert text_of(browser, "#details h2") == "区水务局"
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    quiet(browser)


def test_a_browser_without_webgl_still_has_tables_and_words(browser: Chrome, tmp_path: Path) -> None:
    visit(browser, tmp_path, small(), renderer="webgl")
    assert text_of(browser, "#stage .notice").startswith("此浏览器没有 WebGL")
    browser.find_element("id", "tab-bodies").click()
    assert len(browser.find_elements("css selector", "#bodies tbody tr")) == 5
    quiet(browser)


def test_a_file_says_that_it_does_not_hold_another_renderer(browser: Chrome, tmp_path: Path) -> None:
    visit(browser, tmp_path, small(), "?renderer=webgl")
    assert "zeren graph --renderer webgl" in text_of(browser, "#other-renderer")
    visit(browser, tmp_path, small(), "?renderer=canvas")
    assert browser.find_elements("id", "other-renderer") == []


def test_the_page_says_first_who_is_central_who_work_together_and_who_bridges_levels(browser: Chrome, tmp_path: Path) -> None:
    # 生态, 水务 and 住建委 meet on measures 1, 2 and 3; 各街道 (a township) meets all three, county bodies, on measure 1.
    visit(browser, tmp_path, small())
    told = text_of(browser, "#sum")
    assert told.startswith("合作最广的是区住建委，与 3 个单位共担措施（4 个并列）。")
    assert "区住建委与区水务局合作最多，共同措施 3 条（3 个并列）。" in told
    assert told.endswith("各街道办事处（街道乡镇级）跨层级最多，连着区县级 3 个。")
    browser.find_elements("css selector", "#sum button")[1].click()
    assert browser.find_elements("css selector", "#details article blockquote")
    assert len(browser.find_elements("css selector", "#legend li")) >= 4
    top, foot = browser.execute_script("const b = document.getElementById('legend').getBoundingClientRect(); return [b.top, b.bottom]")
    assert 0 < top < foot < 400
    quiet(browser)


def test_a_body_is_found_by_the_letters_its_name_begins_with(browser: Chrome, tmp_path: Path) -> None:
    visit(browser, tmp_path, small())
    browser.find_element("id", "q").send_keys("qsthj")
    until(browser, "document.getElementById('hits').textContent === '选中 1 个单位'")
    browser.find_element("id", "q").send_keys("x")
    until(browser, "document.getElementById('hits').textContent.includes('没有')")


def test_the_page_speaks_the_language_of_the_page_that_led_to_it(browser: Chrome, tmp_path: Path) -> None:
    visit(browser, tmp_path, small(), "?lang=en")
    assert browser.find_element("tag name", "html").get_attribute("lang") == "en"
    assert "lang" not in browser.current_url.partition("#")[2]
    browser.find_element("id", "language").click()
    assert browser.current_url.endswith("#lang=zh")


def test_a_page_in_a_frame_without_an_origin_draws_and_raises_nothing(browser: Chrome, tmp_path: Path) -> None:
    (tmp_path / "inner.html").write_text(page(small(), title="网络"), encoding="utf-8")
    (tmp_path / "outer.html").write_text(
        "<iframe id=f width=1300 height=900 sandbox='allow-scripts' src='inner.html'></iframe>", encoding="utf-8"
    )
    open_at(browser, (tmp_path / "outer.html").as_uri())
    browser.switch_to.frame("f")
    try:
        until(browser, "document.getElementById('shown').textContent.startsWith('5 个单位')")
        browser.find_element("css selector", "#sum button").click()
        until(browser, "document.querySelector('#details h2')")
    finally:
        browser.switch_to.default_content()
    assert [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"] == []


def test_the_picture_is_given_as_svg_with_a_shape_a_label_and_a_line_for_all_that_is_drawn(browser: Chrome, tmp_path: Path) -> None:
    from xml.etree import ElementTree

    visit(browser, tmp_path, small())
    tree = ElementTree.fromstring(browser.execute_script("return zeren.drawing()"))
    space = "{http://www.w3.org/2000/svg}"
    titles = {title.text for path in tree.iter(f"{space}path") for title in path.iter(f"{space}title")}
    assert titles == {"区生态环境局", "区水务局", "区住建委", "各街道办事处", "区教委"}
    lines = [path for path in tree.iter(f"{space}path") if path.get("fill") == "none"]
    assert len(lines) >= browser.execute_script("return zeren.lines().length") == 6
