"""The static site: whole, the same every time, and able to search and filter from a disk."""

from __future__ import annotations

import gzip
import html
import json
import os
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
from click.testing import CliRunner

from browsers import chromium
from conftest import CITY
from zeren import ask, picture
from zeren import site as sites
from zeren.cli.site import site as command
from zeren.ground.errors import NotFound, StoreError
from zeren.ground.vocabulary import BASE, digest
from zeren.ingest import documents as build
from zeren.ingest import files
from zeren.ingest.settings import Settings
from zeren.site.facts import Facts
from zeren.store import open_reader, open_writer
from zeren.table import landing_of

if TYPE_CHECKING:
    from selenium.webdriver import Chrome


@pytest.fixture(scope="module")
def city_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the city plan."""
    path = tmp_path_factory.mktemp("city") / "store"
    with open_writer(path) as writer:
        build.build(files.find_files([CITY]), writer, Settings())
    return path


@pytest.fixture(scope="module")
def folder(city_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the city plan, as the command writes it."""
    path = tmp_path_factory.mktemp("site") / "站点 1"
    result = CliRunner().invoke(command, ["-o", str(path), "--form", "xlsx", "--statements", "--store", str(city_store)])
    assert result.exit_code == 0, result.output
    return path


class Links(HTMLParser):
    """Addresses and names of places of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.ids: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if name in ("href", "src", "action")]
        self.ids |= {value or "" for name, value in attrs if name == "id"}


def test_every_link_leads_to_a_file_and_to_a_place_in_it(folder: Path) -> None:
    pages = {path: Links(path.read_text(encoding="utf-8")) for path in folder.rglob("*.html") if "network-" not in path.name}
    assert len(pages) > 61
    for path, page in pages.items():
        for link in page.found:
            assert not re.match(r"[a-z]+:|/", link), (path.name, link)
            name, _, anchor = link.partition("#")
            target = (path.parent / unquote(name.partition("?")[0])).resolve() if name.partition("?")[0] else path
            assert target.is_file(), (path.name, link)
            if anchor and target in pages:
                assert anchor in pages[target].ids, (path.name, link)


def test_a_plan_reads_without_a_script_with_every_measure_its_bodies_deadline_and_place(folder: Path, city_store: Path) -> None:
    with open_reader(city_store) as reader:
        duties = ask.load_duties(reader)
    [page] = (folder / "plan").glob("*.html")
    text = page.read_text(encoding="utf-8")
    assert text.count("<li id=m") == len(duties.measures) == 61
    items = {found[1]: found[2] for found in re.finditer(r"<li id=(m\w+)>(.*?)(?=<li id=|</ol>)", text, re.S)}
    source = next((folder / "source").glob("*.html")).read_text(encoding="utf-8")
    for row in duties.measures.values():
        anchor = "m" + row.id.rpartition("/")[2][:12]
        item = items[anchor]
        assert html.escape(row.text) in item
        held = [duty for duty in duties.duties if duty.measure == row.id and duty.expansion is None]
        assert item.count("href=../body/") == len(held)
        assert all(f">{duty.mention}</a>" in item for duty in held)
        assert not row.deadline or row.deadline in item
        assert re.search(rf"id={anchor}></span><mark class='[a-z ]*\bmeasure\b", source)


def test_a_body_reads_without_a_script_and_leads_to_each_of_its_measures(folder: Path, city_store: Path) -> None:
    with open_reader(city_store) as reader:
        duties = ask.load_duties(reader)
    plan = next((folder / "plan").glob("*.html")).name
    for body in duties.bodies.values():
        text = (folder / "body" / f"{digest([body.id])[:12]}.html").read_text(encoding="utf-8")
        own = {duty.measure for duty in duties.duties if duty.body == body.id and duty.expansion is None}
        assert set(re.findall(rf"href=\.\./plan/{plan}#m(\w+)", text)) == {measure.rpartition("/")[2][:12] for measure in own}
    assert len(list((folder / "body").glob("*-summary.xlsx"))) == len(duties.bodies)


def test_indicators_read_without_a_script_with_every_value_and_its_words(folder: Path, city_store: Path) -> None:
    with open_reader(city_store) as reader:
        rows = landing_of(reader).rows("SELECT indicator, quote, measure FROM target")
    shown = [path.read_text(encoding="utf-8") for path in (folder / "indicator").glob("*.html")]
    assert sum(text.count("<td><a href=../plan/") for text in shown) == len(rows) > 10
    for indicator, words, measure in rows:
        key, anchor = digest([BASE + indicator])[:12], "m" + measure.rpartition("/")[2][:12]
        own = folder / "indicator" / f"{key}.html"
        text = own.read_text(encoding="utf-8") if own.is_file() else next(text for text in shown if f"<h2 id={key}>" in text)
        assert f"#{anchor}>{html.escape(words[:120])}" in text
    listed = (folder / "indicators.html").read_text(encoding="utf-8")
    assert f"{len({indicator for indicator, *_ in rows})} 个指标，{len(rows)} 个数值或要求" in listed


def test_the_files_of_a_site_stay_few_and_small(folder: Path, city_store: Path) -> None:
    with open_reader(city_store) as reader:
        duties = ask.load_duties(reader)
    pages = [path for path in folder.rglob("*.html") if path.parent.name in ("plan", "body", "source")]
    assert len(pages) == 1 + len(duties.bodies) + 1
    [plan] = (folder / "plan").glob("*.html")
    [source] = (folder / "source").glob("*.html")
    assert plan.stat().st_size < 61 * 1500
    assert source.stat().st_size < 61 * 1500
    assert sum(path.stat().st_size for path in (folder / "data").glob("*.js")) < 61 * 600


def test_two_files_of_one_plan_both_have_their_page(tmp_path: Path) -> None:
    text = "某市绿色出行行动计划\n一、主要任务\n1.新建自行车道20公里。（牵头单位：市交通局）\n2.更新公交车辆100辆。（责任单位：市公交集团）\n"
    names = ("草案.txt", "印发稿.txt")
    for name in names:
        (tmp_path / name).write_text(text, encoding="utf-8")
    with open_writer(tmp_path / "store") as writer:
        build.build(files.find_files([tmp_path / name for name in names]), writer, Settings())
    result = CliRunner().invoke(command, ["-o", str(tmp_path / "site"), "--store", str(tmp_path / "store")])
    assert result.exit_code == 0, result.output
    shown = [path.read_text(encoding="utf-8") for path in (tmp_path / "site" / "source").glob("*.html")]
    assert len(shown) == 2
    for name in names:
        assert any(name in page and "自行车道" in page for page in shown)


def test_all_statements_of_the_store_are_given_where_they_are_asked_for(folder: Path, city_store: Path) -> None:
    with open_reader(city_store) as reader:
        known = "".join(f"{line}\n" for line in reader.dump())
    assert gzip.decompress((folder / "data" / "statements.nq.gz").read_bytes()).decode() == known


def test_every_shipped_question_has_a_page_with_its_rows(folder: Path, city_store: Path) -> None:
    assert {path.stem for path in (folder / "question").glob("*.html")} == set(ask.questions())
    with open_reader(city_store) as reader:
        rows = ask.run(reader, ask.questions()["rank"], {}).rows
    page = (folder / "question" / "rank.html").read_text(encoding="utf-8")
    assert page.count("<tr><td") == len(rows) > 10
    assert json.loads((folder / "question" / "rank.json").read_text(encoding="utf-8")) == rows
    assert (folder / "question" / "rank.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert f"{rows[0]['agency']}</bdi></a>" in page


def test_a_group_is_of_the_level_that_the_server_shows_and_codes_of_answers_stand_in_words(folder: Path, city_store: Path) -> None:
    with open_reader(city_store) as reader:
        levels = {row.name: row.level for row in ask.load_bodies(reader).values()}
        held = {body.name: body.level for body in Facts(landing_of(reader)).bodies.values()}
    assert held == levels
    assert levels["北京市各区政府"] == "county"  # 各区 are districts
    page = (folder / "question" / "due.html").read_text(encoding="utf-8")
    assert "<span class=zh>限期完成</span>" in page and "by-date" not in page
    assert re.search("表\\d+第\\d+行", page)


def test_pictures_lie_beside_the_pages_that_count_the_same(folder: Path, city_store: Path) -> None:
    with open_reader(city_store) as reader:
        duties = ask.load_duties(reader)
    plan = next(iter(duties.measures.values())).plan_id
    for name, kind, top in ((f"matrix-{digest([plan])[:12]}", "matrix", 80), ("calendar", "calendar", 60), ("bodies", "bars", 50)):
        assert (folder / f"{name}.svg").read_text(encoding="utf-8") == picture.draw(kind, duties, top=top).svg()
    assert not list(folder.rglob("*.png"))


def test_the_same_store_gives_the_same_bytes_and_takes_old_pages_away(folder: Path, city_store: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    (again / "measure").mkdir(parents=True)
    (again / "measure" / "old.html").write_text("old")
    (again / sites.MARK).write_text("measure/old.html\n../outside.txt\n", encoding="utf-8")
    (tmp_path / "outside.txt").write_text("kept")
    with open_reader(city_store) as reader:
        sites.write(reader, again, ("xlsx",), statements=True)
    first = {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    second = {path.relative_to(again): path.read_bytes() for path in again.rglob("*") if path.is_file()}
    assert [name for name in first if first[name] != second.get(name)] == []
    assert first.keys() == second.keys()
    assert (tmp_path / "outside.txt").exists()


def test_a_folder_with_something_else_is_left_alone(city_store: Path, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    with open_reader(city_store) as reader, pytest.raises(StoreError, match="something else"):
        sites.write(reader, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_an_empty_store_is_told(tmp_path: Path) -> None:
    with open_writer(tmp_path / "store") as writer:
        writer.commit()
    with open_reader(tmp_path / "store") as reader, pytest.raises(NotFound, match="zeren build"):
        sites.write(reader, tmp_path / "site")


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    """Chromium that reaches this machine only."""
    with chromium(tmp_path_factory.mktemp("browser")) as chrome:
        yield chrome


def shown(browser: Chrome) -> list[str]:
    """Words of the measures that the table shows."""
    texts: list[str] = browser.execute_script(
        "return [...document.querySelectorAll('tbody tr')].filter((r) => !r.hidden).map((r) => r.querySelector('td.long').innerText)"
    )
    return texts


def test_search_and_filters_work_from_a_disk(browser: Chrome, folder: Path, city_store: Path) -> None:
    from selenium.common.exceptions import StaleElementReferenceException
    from selenium.webdriver.common.by import By
    from selenium.webdriver.support.ui import WebDriverWait

    with open_reader(city_store) as reader:
        duties = ask.load_duties(reader)

    def until(told: Callable[[Chrome], object]) -> None:
        # While one page gives way to the next, its elements are gone for a moment.
        WebDriverWait(browser, 20, ignored_exceptions=(StaleElementReferenceException,)).until(told)

    browser.get((folder / "index.html").as_uri())
    browser.find_element(By.CSS_SELECTOR, "form.big input").send_keys("SSTHJJ\n")
    until(lambda b: b.find_element(By.CSS_SELECTOR, "ul.hits b").text == "北京市生态环境局")
    browser.find_element(By.CSS_SELECTOR, ".find input").clear()
    browser.find_element(By.CSS_SELECTOR, ".find input").send_keys("噪声\n")
    until(lambda b: b.find_element(By.TAG_NAME, "h1").text.endswith("：噪声"))
    hits = browser.find_elements(By.CSS_SELECTOR, "ul.hits a")
    noise = [row for row in duties.measures.values() if "噪声" in row.text + (row.task or "")]
    assert len(hits) == len(noise) > 5
    said = hits[0].find_element(By.TAG_NAME, "b").text
    hits[0].click()
    until(lambda b: b.find_elements(By.CSS_SELECTOR, "li:target .body"))
    assert browser.find_element(By.CSS_SELECTOR, "li:target .body").text == said
    browser.find_element(By.CSS_SELECTOR, "li:target a.jump").click()
    until(lambda b: b.find_elements(By.CSS_SELECTOR, ".anchor:target + mark.measure"))

    browser.get((folder / "measures.html").as_uri())
    until(lambda b: b.find_elements(By.CSS_SELECTOR, ".found"))
    assert len(shown(browser)) == 61
    link = next(e for e in browser.find_elements(By.CSS_SELECTOR, ".option[data-name=role]") if "协办" in e.text)
    link.click()
    helped = {duty.measure for duty in duties.duties if duty.role == "support" and duty.expansion is None}
    until(lambda b: b.find_element(By.CSS_SELECTOR, ".found").text == str(len(helped)))
    assert len(shown(browser)) == len(helped)
    browser.find_element(By.CSS_SELECTOR, "th a[data-sort=deadline]").click()
    until(lambda b: b.find_elements(By.CSS_SELECTOR, "th[aria-sort=ascending]"))
    assert len(shown(browser)) == len(helped)
    field = browser.find_element(By.CSS_SELECTOR, "form.within input[type=search]")
    field.send_keys("噪声\n")
    until(lambda b: "q=" in b.current_url and b.find_element(By.CSS_SELECTOR, "form.within input[name=q]").get_attribute("value"))
    until(lambda b: 0 < len(shown(b)) < len(helped))
    assert "role=support" in browser.current_url
    for name in ("index", "plans", "bodies", "targets", "calendar", "cascade", "review", "matrix", "network"):
        browser.get((folder / f"{name}.html").as_uri() + "?lang=en")
        until(lambda b: b.find_elements(By.CSS_SELECTOR, "html.filled, #main > ul"))
        assert browser.find_element(By.TAG_NAME, "html").get_attribute("lang") == "en"
    assert [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"] == []


def test_axe_finds_no_serious_fault(browser: Chrome, folder: Path) -> None:
    """Needs axe-core (npm), whose ``axe.min.js`` the variable ZEREN_AXE names; ``scripts/axe.py`` looks at every page in every look."""
    script = os.environ.get("ZEREN_AXE")
    if not script:
        pytest.skip("ZEREN_AXE does not name axe.min.js")
    pages = [folder / name for name in ("index.html", "bodies.html", "measures.html", "matrix.html", "indicators.html", "question/due.html")]
    pages += [sorted((folder / kind).glob("*.html"))[0] for kind in ("plan", "body", "source")]
    for turn, page in enumerate(pages):
        scheme = ("light", "dark")[turn % 2]
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]})
        browser.get(page.as_uri() + ("?lang=en" if turn % 4 > 1 else ""))
        browser.execute_cdp_cmd("Runtime.evaluate", {"expression": Path(script).read_text(encoding="utf-8")})
        faults = browser.execute_async_script("axe.run().then((r) => arguments[0](r.violations))")
        serious = [(its["id"], [node["target"] for node in its["nodes"]][:3]) for its in faults if its["impact"] in ("serious", "critical")]
        assert serious == [], (page.name, scheme)
