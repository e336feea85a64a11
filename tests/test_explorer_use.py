"""The explorer in a browser: followed, searched, taken away, printed, and without a fault of accessibility."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest

from browsers import chromium
from exploring import Server, pages_of, serving
from zeren.store.reader import Reader

if TYPE_CHECKING:
    from selenium.webdriver import Chrome
    from selenium.webdriver.remote.webelement import WebElement


@pytest.fixture(scope="module")
def server(store: Path) -> Iterator[Server]:
    """A server over the two plans."""
    with serving(store) as running:
        yield running


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    """Chromium that reaches this machine only."""
    with chromium(tmp_path_factory.mktemp("browser")) as chrome:
        yield chrome


def asked_of_others(browser: Chrome, server: Server) -> list[str]:
    """Addresses that the browser asked for elsewhere."""
    sent = (json.loads(entry["message"])["message"] for entry in browser.get_log("performance"))
    urls = [its["params"]["request"]["url"] for its in sent if its["method"] == "Network.requestWillBeSent"]
    return [url for url in urls if not url.startswith((server.url, "data:", "chrome:", "about:"))]


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
