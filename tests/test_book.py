"""``zeren.open``: what a notebook gets is what the commands print, and what it shows cannot reach it."""

from __future__ import annotations

import contextlib
import doctest
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from click.testing import CliRunner

import zeren
from browsers import chromium
from conftest import ROOT
from zeren import network
from zeren.book import Book, Listed, Page
from zeren.cli.answers import pairs, rank, who
from zeren.cli.checks import due, targets
from zeren.cli.workload import leads
from zeren.ground.errors import Ambiguous, NotFound, StoreError, TimeOut, Unreachable, WrongUsage
from zeren.ingest import documents as build
from zeren.ingest import files
from zeren.ingest.settings import Settings
from zeren.store import open_writer

HOSTILE = "\"></iframe><script>alert(1)</script><img src=x onerror=alert(2)>'&amp;"


@pytest.fixture(scope="module")
def book(store: Path) -> Iterator[Book]:
    with zeren.open(store) as opened:
        yield opened


def records(frame: Any) -> list[dict[str, Any]]:
    """The rows of a data frame, absent values None."""
    import pandas

    return [{k: None if not isinstance(v, list) and pandas.isna(v) else v for k, v in row.items()} for row in frame.to_dict("records")]


def printed(command: Any, store: Path, *arguments: str) -> list[dict[str, Any]]:
    """The rows that a command prints as JSON."""
    result = CliRunner().invoke(command, [*arguments, "--store", str(store), "--format", "json"])
    assert result.exit_code == 0, result.output
    found: list[dict[str, Any]] = json.loads(result.stdout)
    return found


# ── What it answers ──────────────────────────────────────────────────────────────────────


def test_the_answers_are_those_of_the_commands(book: Book, store: Path) -> None:
    assert records(book.pairs("support", plan="西城")) == printed(pairs, store, "--role", "support", "--plan", "西城")
    assert records(book.targets(plan="西城", indicator="PM2.5")) == printed(targets, store, "--plan", "西城", "--indicator", "PM2.5")
    wanted = printed(rank, store, "--role", "support", "--groups", "expanded")
    assert records(book.rank("support", groups="expanded")) == wanted
    found = printed(leads, store, "区水务局")
    assert [row["id"] for row in records(book.leads("区水务局"))] == [row["id"] for row in found]
    period = ("2026-01-01", "2026-06-30")
    wanted = printed(due, store, "--from", period[0], "--to", period[1], "--body", "区水务局")
    assert records(book.due(*period, body="区水务局")) == wanted
    assert list(book.who("零排放运输车队")["text"]) == [row["text"] for row in printed(who, store, "零排放运输车队")]


def test_the_lists_hold_what_the_plans_hold(book: Book) -> None:
    assert len(book.plans()) == 6
    assert len(book.measures()) == len(book.table().measures) == 240
    assert len(book.measures(plan="西城")) == 179
    first = records(book.bodies())[0]
    assert (first["agency"], first["responsible"], first["support"], first["count"]) == ("北京市西城区生态环境局", 107, 15, 122)
    own = book.duties(body="区水务局")
    assert sorted(own["role"].value_counts().items()) == [("responsible", 27), ("support", 8)]
    assert len(book.measures(body="区水务局", role="support")) == 8
    (row,) = records(book.measures("零排放运输车队"))
    assert row["text"] == "推动货物绿色运输，建设零排放运输车队3家。"
    assert row["responsible"][0] == "北京市西城区商务局"


def test_expanded_duties_say_which_group_they_come_from(book: Book) -> None:
    rows = records(book.duties(body="德胜街道办事处", groups="expanded", role="support"))
    assert {row["via"] for row in rows} == {"北京市西城区各街道办事处"}
    assert len(rows) == 23


def test_a_question_tells_its_query_and_the_values_used(book: Book) -> None:
    found = book.question("pairs", plan="西城", role="support")
    assert records(found)[0]["count"] == 6
    assert found.attrs["params"]["role"] == "support"
    assert "SELECT" in found.attrs["sparql"]
    assert book.question("due", {"to": "2026-06-30"})["date"].max() == "2026-05-31"
    # Given both ends, intervals that overlap the half-year are among them: 6-9月 and 全年.
    assert book.question("due", {"from": "2026-01-01", "to": "2026-06-30"})["date"].max() == "2026-12-31"
    assert "pairs" in set(book.question()["name"])
    assert records(book.ask("谁协办最多"))[0]["agency"] == "北京市西城区各街道办事处"


def test_show_gives_the_words_that_prove(book: Book) -> None:
    measure = records(book.measures("零排放运输车队"))[0]["id"]
    rows = records(book.show(measure))
    assert rows == records(book.show(measure.rpartition("/")[2]))
    assert "零排放运输车队" in rows[0]["quote"]
    assert {row["mention"] for row in records(book.show("区数据局"))} == {"区数据局"}


def test_a_query_gives_rows_a_bool_or_turtle_with_numbers_as_numbers(book: Book) -> None:
    counted = "SELECT * WHERE { { SELECT (COUNT(?m) AS ?n) WHERE { ?m a zr:Measure } } OPTIONAL { ?none a zr:Nothing } }"
    assert records(book.query(counted)) == [{"n": 240, "none": None}]
    assert book.query("ASK { ?m zr:assistedBy ?b }") is True
    assert book.query("CONSTRUCT { ?p a zr:Plan } WHERE { ?p a zr:Plan }").count("https://w3id.org/zeren/ns#Plan") == 6
    with pytest.warns(UserWarning, match="cut off at 3 rows"):
        assert len(book.query("SELECT ?m WHERE { ?m a zr:Measure }", rows=3)) == 3
    with pytest.raises(TimeOut):
        book.query("SELECT * WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a = ?i && ?c != ?f) }", seconds=0.3)


def test_networks_are_graphs_and_their_measures_rows(book: Book) -> None:
    graph = book.network("lead-responsible", weight="newman")
    assert isinstance(graph, nx.DiGraph)
    assert isinstance(book.bipartite("support"), nx.Graph)
    wanted = network.columns(book.table("西城"), "support", weight="jaccard")
    rows = records(book.indices("support", weight="jaccard", plan="西城"))
    assert [row["agency_id"] for row in rows] == list(wanted)
    assert [[row[key] for key in network.COLUMNS] for row in rows] == [list(its.values()) for its in wanted.values()]
    assert list(book.definitions()["key"]) == [row["key"] for row in network.definitions()]
    assert book.agency("区生态环境局")["counts"]["responsible"] == 107


# ── What it says no to ───────────────────────────────────────────────────────────────────


def test_names_and_values_that_do_not_fit_are_told(book: Book) -> None:
    with pytest.raises(NotFound, match="no such question"):
        book.question("frobnicate")
    with pytest.raises(WrongUsage, match=r"boss.*choose from"):
        book.duties(role="boss")
    with pytest.raises(WrongUsage, match="first 6月: 日期无效"):
        book.due("6月")
    with pytest.raises(WrongUsage, match="cosine"):
        book.network(weight="cosine")
    with pytest.raises(NotFound, match="neither a measure nor a body"):
        book.show("没有这个单位啊")
    with pytest.raises(Ambiguous):
        book.leads("生态环境局")


def test_a_closed_store_says_so(store: Path) -> None:
    with zeren.open(store) as book:
        assert repr(book) == f"<zeren store {str(store)!r}: 240 measures of 4 plans>"
    assert repr(book) == f"<zeren store {str(store)!r}, closed>"
    for call in (book.plans, book.table, lambda: book.query("ASK { ?a ?b ?c }")):
        with pytest.raises(StoreError, match=r"zeren\.open"):
            call()
    book.close()


def test_a_store_that_is_not_there_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zeren.store.protocol._PAUSES", (0.01,))
    with pytest.raises(NotFound, match="nowhere"):
        zeren.open(tmp_path / "nowhere")
    with pytest.raises(Unreachable):
        zeren.open("http://127.0.0.1:9/sparql")


PLAN = """# 北京市西城区校园节水2026年行动计划

| 序号 | 任务 | 措施 | 完成时限 | 主责单位 | 协办单位 |
|---|---|---|---|---|---|
| 1 | 节水 | 推广节水器具。 | 年底前 | 区水务局 | 区商务局、区统计局 |
| 2 | 校园节水 | 建设节水校园。 | 6月底前 | 区教育局 | 区水务局、区商务局 |
"""


@pytest.fixture
def server() -> Iterator[str]:
    """An empty SPARQL server in memory, by the address of its queries."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = int(taken.getsockname()[1])
    program = str(Path(sys.executable).parent / "oxigraph")
    command = [program, "serve", "--bind", f"127.0.0.1:{port}"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            for _ in range(6_000):
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                    break
                time.sleep(0.05)
            yield f"http://127.0.0.1:{port}/query"
        finally:
            process.kill()


def test_a_server_gives_what_a_directory_gives(server: str, tmp_path: Path) -> None:
    (tmp_path / "plan.md").write_text(PLAN, encoding="utf-8")
    told = []
    for place in (server, str(tmp_path / "store")):
        with open_writer(place) as writer:
            build.build(files.find_files([tmp_path / "plan.md"]), writer, Settings())
        with zeren.open(place) as book:
            assert repr(book) == f"<zeren store {place!r}: 2 measures of 1 plans>"
            asked = (
                book.rank("support"), book.duties(), book.due("2026-01-01", "2026-12-31"), book.show("区商务局"),
                book.query("SELECT ?t WHERE { ?m a zr:Measure ; zr:text ?t } ORDER BY ?t"),
            )  # fmt: skip
            told.append([frame.to_csv() for frame in asked])
    assert told[0] == told[1]
    assert "北京市西城区商务局,agency,2" in told[0][0]


def test_a_frame_says_what_its_rows_are(store: Path) -> None:
    z = zeren.open(store)
    for made in (z.bodies(), z.measures(), z.duties(), z.targets(), z.due()):
        assert made.attrs["row"].startswith("一行")
    printed, opened = z.duties(), z.duties(groups="expanded")
    assert printed.attrs["row"] != opened.attrs["row"]
    assert (len(printed), printed.attrs["groups"], opened.attrs["groups"]) == (941, "as-written", "expanded")


# ── Without pandas ───────────────────────────────────────────────────────────────────────


def test_without_pandas_rows_are_dictionaries(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = records(book.rank("support"))
    monkeypatch.setitem(sys.modules, "pandas", None)
    rows = book.rank("support")
    assert isinstance(rows, Listed)
    assert rows == wanted
    assert rows.columns == ("agency", "kind", "count", "agency_id")
    assert rows.attrs == {"role": "support", "groups": "as-written"}
    assert rows._repr_html_().count("<tr>") == 1 + len(rows)


def test_importing_zeren_loads_none_of_its_rooms_and_opening_none_of_the_heavy_packages(store: Path) -> None:
    code = "import sys, zeren; print(sorted(name for name in sys.modules if name.startswith('zeren')))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "['zeren']\n"
    code = "import sys, zeren; print(zeren.open(sys.argv[1]), {'pandas', 'networkx', 'click', 'jinja2'} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code, str(store)], capture_output=True, text=True, check=True)
    assert run.stdout.endswith("240 measures of 4 plans> set()\n")


# ── Pages ────────────────────────────────────────────────────────────────────────────────


class Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_hostile_words_stay_inside_the_frame_and_the_cells() -> None:
    shown = Tags(Page(HOSTILE, f"<html><head></head>{HOSTILE}</html>")._repr_html_())
    ((tag, attributes),) = shown.found
    assert tag == "iframe"
    assert attributes["title"] == HOSTILE
    assert attributes["sandbox"] == "allow-scripts allow-downloads"
    assert attributes["srcdoc"] == f'<html><head><base href="about:srcdoc"></head>{HOSTILE}</html>'
    cells = Tags(Listed([{"a": HOSTILE, "b": [HOSTILE, None]}], ("a", "b"))._repr_html_())
    assert {tag for tag, _ in cells.found} <= {"table", "thead", "tbody", "tr", "th", "td"}


def test_a_page_is_saved_as_the_command_writes_it(book: Book, store: Path, tmp_path: Path) -> None:
    from zeren.cli.products import graph

    page = book.graph(plan="西城", center="区水务局")
    assert repr(page).startswith("<Page 美丽西城建设2026年行动计划: ")
    target = tmp_path / "network.html"
    arguments = ["-o", str(target), "--plan", "西城", "--center", "区水务局", "--store", str(store)]
    assert CliRunner().invoke(graph, arguments).exit_code == 0
    assert page.save(tmp_path / "mine.html").read_bytes() == target.read_bytes()
    summary = book.report("区水务局").taller(400)
    assert 'height="400"' in summary._repr_html_()
    assert "北京市西城区水务局任务清单" in summary.html


def test_a_page_works_in_its_frame_and_cannot_reach_the_notebook(book: Book, tmp_path: Path) -> None:
    outer = tmp_path / "notebook.html"
    shown = book.graph(plan="西城")._repr_html_()
    outer.write_text(f"<!DOCTYPE html><meta charset=utf-8><script>window.secret = 1</script>{shown}", encoding="utf-8")
    with chromium(tmp_path) as browser:
        from selenium.common.exceptions import JavascriptException, WebDriverException
        from selenium.webdriver.common.by import By
        from selenium.webdriver.support.ui import WebDriverWait

        browser.get(outer.as_uri())
        browser.switch_to.frame(browser.find_element(By.TAG_NAME, "iframe"))
        WebDriverWait(browser, 20).until(lambda b: "46" in b.find_element(By.ID, "shown").text)
        browser.find_element(By.ID, "q").send_keys("水务\n")
        WebDriverWait(browser, 10).until(lambda b: "2" in b.find_element(By.ID, "hits").text)
        assert browser.execute_script("return location.href").startswith("about:srcdoc#")
        assert [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"] == []
        with pytest.raises((JavascriptException, WebDriverException)):
            browser.execute_script("return parent.secret")


# ── Documents ────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def beside(store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that holds the store as out/store, as scripts/run leaves it."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "store").symlink_to(store)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_examples_of_the_reference_are_real(beside: Path) -> None:
    failed, tried = doctest.testfile(
        str(ROOT / "docs" / "python.md"), module_relative=False, optionflags=doctest.ELLIPSIS, encoding="utf-8"
    )
    assert (failed, tried > 15) == (0, True)


def test_the_reference_names_every_method() -> None:
    said = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
    for name in (name for name in vars(Book) if not name.startswith("_")):
        assert f"`{name}(" in said or f".{name}(" in said, name


_RUN = """
import sys, nbclient, nbformat
book = nbformat.read(sys.argv[1], 4)
nbformat.validate(book)
nbclient.NotebookClient(book, timeout=1800, kernel_name="python3").execute()
nbformat.write(book, sys.argv[2])
"""


def test_the_tutorial_runs_from_the_store_to_the_chart(beside: Path) -> None:
    """Figures as in the README: 区生态环境局 is responsible in 107 measures, first in 83, alone in 36."""
    notebook, done = ROOT / "docs" / "tutorial.ipynb", beside / "done.ipynb"
    own = {name: str(beside / name) for name in ("JUPYTER_RUNTIME_DIR", "JUPYTER_CONFIG_DIR", "IPYTHONDIR")}
    environment = {**os.environ, **own, "ZEREN_STORE": str(beside / "out" / "store")}
    run = subprocess.run([sys.executable, "-c", _RUN, str(notebook), str(done)], env=environment, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr[-2000:]
    cells = [cell for cell in json.loads(done.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "code"]
    data = [cell["outputs"][0].get("data", {}) for cell in cells]
    plain = ["".join(its.get("text/plain", ())) for its in data]
    assert plain[0].endswith("240 measures of 4 plans>")
    assert "(107, 83, 36)" in plain
    assert "(36, 88, 31)" in plain
    framed = [its["text/html"] for its in data if "".join(its.get("text/html", "")).startswith("<iframe")]
    assert len(framed) == 2
    assert all('sandbox="allow-scripts allow-downloads"' in "".join(its) for its in framed)


def test_the_tutorial_is_kept_without_outputs_and_speaks_both_languages() -> None:
    cells = json.loads((ROOT / "docs" / "tutorial.ipynb").read_text(encoding="utf-8"))["cells"]
    for cell in cells:
        if cell["cell_type"] == "code":
            assert (cell["outputs"], cell["execution_count"]) == ([], None)
    first = "".join(cells[0]["source"])
    assert "教程" in first
    assert "Tutorial" in first
