"""What is taken away from the explorer: tables, summaries, statements, pages as one file, feeds; each by an address that stays."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import openpyxl
import pytest

from exploring import BASE, Server, serving, three_measures
from zeren import ask, report
from zeren.ground.errors import NotFound, WrongUsage
from zeren.ingest import documents as build
from zeren.ingest import files
from zeren.ingest.settings import Settings
from zeren.serve.explorer import takeaway, things
from zeren.serve.explorer.cells import Ref
from zeren.serve.explorer.grid import Grid
from zeren.serve.explorer.library import Library, address
from zeren.serve.explorer.shape import Column
from zeren.serve.explorer.stored import StoredLibrary
from zeren.serve.explorer.tables import Tables
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
