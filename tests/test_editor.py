"""The editor, the pages of questions and the box in a browser without a network."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import pytest

from browsers import chromium
from serving import Site, serving, serving_hostile
from zeren import ask

if TYPE_CHECKING:
    from selenium.webdriver import Chrome


@pytest.fixture(scope="module")
def site(store: Path) -> Iterator[Site]:
    """A server over the two plans."""
    with serving(store, "--seconds", "3", "--rows", "2000") as site:
        yield site


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server over one body whose name is an attack."""
    with serving_hostile(tmp_path_factory.mktemp("hostile") / "store") as site:
        yield site


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    """Chromium that reaches this machine only."""
    with chromium(tmp_path_factory.mktemp("browser")) as chrome:
        yield chrome


def visit(browser: Chrome, site: Site, path: str) -> None:
    """Open a page and forget what earlier ones logged."""
    browser.get("about:blank")
    browser.get_log("browser")
    browser.get_log("performance")
    browser.get(site.url.rstrip("/") + path)


def quiet(browser: Chrome, site: Site) -> None:
    """No word on the console, no request to anywhere else."""
    assert browser.get_log("browser") == []
    sent = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    asked = [m["params"]["request"]["url"] for m in sent if m["method"] == "Network.requestWillBeSent"]
    assert asked
    assert [url for url in asked if not url.startswith((site.url, "data:", "about:"))] == []


def until(browser: Chrome, script: str) -> Any:
    """Wait until a script gives something."""
    from selenium.webdriver.support.wait import WebDriverWait

    return WebDriverWait(browser, 20).until(lambda page: page.execute_script(f"return {script}"))


def test_the_editor_runs_shipped_questions_offline_without_a_word_on_the_console(browser: Chrome, site: Site) -> None:
    visit(browser, site, "/sparql/editor")
    until(browser, "document.getElementById('editor').dataset.ready")
    tabs = browser.execute_script("return [...document.querySelectorAll('.tabsList .tab a > span')].map(s => s.textContent)")
    assert tabs[0] == "哪两个单位共同协办最多？"
    assert len(tabs) == 6
    assert "PREFIX zr: <https://w3id.org/zeren/ns#>" in browser.execute_script("return zerenEditor.getTab().getYasqe().getValue()")
    browser.find_element("css selector", ".tabPanel.active .yasqe_queryButton").click()
    until(browser, "document.querySelectorAll('.tabPanel.active .yasr table tbody tr').length > 10")
    first = browser.execute_script("return document.querySelector('.tabPanel.active .yasr table tbody tr').textContent")
    assert "北京市" in first
    assert "xsd:" not in first
    assert browser.find_element("css selector", ".tabPanel.active .select_table").text == "表"
    assert browser.execute_script("return document.documentElement.scrollWidth <= innerWidth")
    browser.find_element("css selector", ".tabPanel.active .select_network").click()
    until(browser, "document.querySelectorAll('.tabPanel.active .network circle').length > 10")
    assert browser.execute_script("return document.querySelectorAll('.tabPanel.active .network line').length") == 182
    quiet(browser, site)


def test_every_shipped_question_opens_as_a_tab_with_its_chinese_title(browser: Chrome, site: Site) -> None:
    visit(browser, site, "/sparql/editor")
    until(browser, "document.getElementById('editor').dataset.ready")
    browser.find_element("id", "all").click()
    known = ask.questions()
    until(browser, f"document.querySelectorAll('.tabsList .tab').length === {len(known)}")
    names = browser.execute_script("return Object.values(zerenEditor._tabs).map(t => [t.getName(), t.persistentJson.yasqe.value])")
    assert {name for name, _ in names} == {question.question for question in known.values()}
    for name, value in names:
        assert value.startswith(f"# {name}\n"), name
        assert re.search(r"\bSELECT\b", value), name
    browser.find_element("id", "sift").send_keys("协办最多")
    shown = browser.execute_script("return [...document.querySelectorAll('#list li')].filter(i => !i.hidden).map(i => i.textContent.trim())")
    assert shown == ["哪两个单位共同协办最多？", "谁协办最多？"]
    quiet(browser, site)


def test_the_editor_completes_our_terms_and_asks_nobody_else(browser: Chrome, site: Site) -> None:
    visit(browser, site, "/sparql/editor")
    until(browser, "document.getElementById('editor').dataset.ready")
    hints = browser.execute_async_script(
        """const done = arguments[0], tab = zerenEditor.addTab(true), editor = tab.getYasqe();
        editor.setValue('PREFIX zr: <https://w3id.org/zeren/ns#>\\nSELECT * { ?s zr:hasAs');
        editor.focus(); editor.setCursor({ line: 1, ch: 100 });
        editor.autocomplete(false);
        setTimeout(() => done([...document.querySelectorAll('.CodeMirror-hint')].map(h => h.textContent)), 800);"""
    )
    assert hints == ["zr:hasAssignment"]
    quiet(browser, site)


def test_a_hostile_name_is_text_in_the_editors_table_and_network(browser: Chrome, hostile: Site) -> None:
    query = """SELECT ?a ?b { ?x <http://www.w3.org/2004/02/skos/core#prefLabel> ?a ; <http://www.w3.org/2004/02/skos/core#altLabel> ?b }"""
    visit(browser, hostile, "/sparql/editor#" + urlencode({"query": query}, quote_via=quote))
    until(browser, "document.querySelectorAll('.tabPanel.active .yasr table tbody tr').length === 1")
    assert "<script>alert(1)</script>" in browser.find_element("css selector", ".tabPanel.active .yasr table").text
    browser.find_element("css selector", ".tabPanel.active .select_network").click()
    until(browser, "document.querySelectorAll('.tabPanel.active .network circle').length === 2")
    assert "<script>" in browser.find_element("css selector", ".network text").text
    quiet(browser, hostile)


@pytest.mark.parametrize("path", ["/question", "/question/rank", "/ns", "/ns?lang=en", "/ns/list", "/ns/request?label_zh=x", "/sparql/editor"])
def test_pages_open_offline_and_fit_a_telephone(browser: Chrome, site: Site, path: str) -> None:
    phone = {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", phone)
    visit(browser, site, path)
    assert browser.execute_script("return document.documentElement.scrollWidth") <= 390
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    quiet(browser, site)


def test_a_query_is_saved_as_a_question_that_the_server_lists_and_a_closed_tab_comes_back(browser: Chrome, site: Site, tmp_path: Path) -> None:
    visit(browser, site, "/sparql/editor")
    until(browser, "document.getElementById('editor').dataset.ready")
    query = "SELECT ?plan (COUNT(DISTINCT ?m) AS ?measures) WHERE { ?m zr:inPlan ?plan } GROUP BY ?plan"
    text = browser.execute_script("return zerenSaved(arguments[0], arguments[1])", "每份计划几条措施", query)
    (tmp_path / "counted.rq").write_text(text, encoding="utf-8")
    own = ask.questions(tmp_path)["counted"]
    assert (own.question, [column.name for column in own.columns]) == ("每份计划几条措施", ["plan", "measures"])
    before = browser.execute_script("return zerenEditor.getTab().getYasqe().getValue()")
    browser.execute_script("zerenEditor.getTab().close()")
    until(browser, "!document.getElementById('reopen').disabled")
    browser.find_element("id", "reopen").click()
    until(browser, "document.getElementById('reopen').disabled")
    assert browser.execute_script("return zerenEditor.getTab().getYasqe().getValue()") == before
    quiet(browser, site)


def test_axe_finds_no_serious_fault_in_the_editor_and_the_pages_of_questions(browser: Chrome, site: Site) -> None:
    """Needs axe-core (npm), whose ``axe.min.js`` the variable ZEREN_AXE names."""
    script = os.environ.get("ZEREN_AXE")
    if not script:
        pytest.skip("ZEREN_AXE does not name axe.min.js")
    for path in ("/question", "/question/due", "/sparql/editor"):
        visit(browser, site, path)
        if path == "/sparql/editor":
            until(browser, "document.getElementById('editor').dataset.ready")
            browser.find_element("css selector", ".tabPanel.active .yasqe_queryButton").click()
            until(browser, "document.querySelector('.tabPanel.active .tableSizer[aria-label]')")
        browser.execute_cdp_cmd("Runtime.evaluate", {"expression": Path(script).read_text(encoding="utf-8")})
        faults = browser.execute_async_script("axe.run().then((r) => arguments[0](r.violations))")
        serious = [(its["id"], [node["target"] for node in its["nodes"]][:3]) for its in faults if its["impact"] in ("serious", "critical")]
        assert serious == [], path


def test_the_box_of_the_first_page_answers_the_sentences_that_it_offers(browser: Chrome, site: Site) -> None:
    visit(browser, site, "/")
    offered = browser.execute_script("return [...document.querySelectorAll('.hero a[lang=zh-CN]')].map(a => a.textContent)")
    assert len(offered) == 10
    for sentence in offered:
        browser.get(site.url.rstrip("/") + "/")
        box = browser.find_element("css selector", ".hero input[name=q]")
        box.send_keys(sentence)
        box.submit()
        until(browser, "document.querySelector('h1') && location.pathname === '/search'")
        shown = browser.find_element("css selector", "main").text
        assert "按这样理解" in shown, sentence
        assert "没有听懂" not in shown, sentence
        assert browser.execute_script("return document.querySelectorAll('main tbody tr').length") > 0, sentence
    quiet(browser, site)
