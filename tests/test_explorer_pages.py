"""Every page of the explorer is whole, in both languages, and words on it stay words."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote

import pytest

from exploring import Server, pages_of, serving
from zeren.ask import landing_for
from zeren.editions.changes import LABELS
from zeren.ground.resources import table as vocabulary
from zeren.ingest import documents as build
from zeren.ingest import files
from zeren.ingest.settings import Settings
from zeren.serve.explorer import years
from zeren.serve.explorer.library import address
from zeren.serve.explorer.stored import StoredLibrary
from zeren.serve.explorer.words import basis as why
from zeren.store import open_writer
from zeren.store.reader import Reader

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'&amp;{{7*7}}\u202e\u2028\x1b[31m"
"""words that try to leave the place they stand in"""


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
