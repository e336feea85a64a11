"""Words cannot leave their place on the network page, and the page points nowhere."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path

import zeren.draw
from drawing import HOSTILE, data_of, hostile, small
from zeren.draw import page
from zeren.draw.figure import label
from zeren.draw.texts import words

ASSETS = Path(zeren.draw.__file__).resolve().parent / "assets"


class Tags(HTMLParser):
    """Tags and addresses of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [value or "" for key, value in attrs if key in ("src", "href", "action", "srcset")]


def test_hostile_words_open_no_tag_and_can_be_written_as_utf8() -> None:
    html = page(hostile(), title=HOSTILE)
    html.encode("utf-8")
    harmless, found = Tags(), Tags()
    harmless.feed(page(small(), title="图"))
    found.feed(html)
    assert found.tags == harmless.tags
    assert "\u202e" not in html
    assert "\x1b" not in html


def test_hostile_words_are_kept_to_the_letter_in_the_data() -> None:
    data = data_of(page(hostile(), title="图"))
    assert data["measures"][0][4] == HOSTILE
    assert data["nodes"][0]["full"] == HOSTILE


def test_labels_of_the_picture_hold_no_unseen_characters() -> None:
    assert label("\u202e区水务局\n\x1b") == "区水务局"
    assert label("\u200b") == "?"


def test_long_names_break_into_two_lines_and_end_in_an_ellipsis() -> None:
    assert label("市规划自然资源委西城分局") == "市规划自然资\n源委西城分局"
    assert label("区城管委（区水务局）") == "区城管委\n（区水务局）"
    assert label("区委生态文明委环境污染防治工作小组成员单位") == "区委生态文明委环\n境污染防治工作…"


def test_the_page_points_nowhere() -> None:
    found = Tags()
    found.feed(page(small(), title="图"))
    assert set(found.addresses) == {"#lists", "#", "data:,"}
    assert "sourceMappingURL" not in page(small(), title="图")


def test_only_the_scripts_of_the_page_may_run() -> None:
    html = page(small(), title="图")
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', html)
    assert policy
    assert "default-src 'none'" in policy[1]
    assert re.search(r"script-src[^;]*unsafe", policy[1]) is None
    allowed = re.findall(r"'sha256-([^']+)'", policy[1])
    scripts = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    assert allowed == [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in scripts]


def test_the_vendored_libraries_are_those_that_were_vetted() -> None:
    for library, files in (("vis", 1), ("sigma", 2)):
        lines = (ASSETS / library / "SHA256SUMS").read_text().splitlines()
        assert len(lines) == files
        for line in lines:
            digest, name = line.split()
            assert hashlib.sha256((ASSETS / library / name).read_bytes()).hexdigest() == digest


def test_our_scripts_write_text_only_as_text() -> None:
    for script in ASSETS.glob("*.js"):
        found = re.findall(
            r"innerHTML|outerHTML\s*=|insertAdjacentHTML|document\.write|eval\(|new Function|fetch\(",
            script.read_text(),
        )
        assert not found, script.name


def test_words_of_the_scripts_and_the_template_all_exist_and_are_used() -> None:
    rows = [
        line.split("\t")
        for line in (ASSETS / "words.tsv").read_text().splitlines()
        if not line.startswith("#")
    ]
    keys = [row[0] for row in rows[1:]]
    assert all(len(row) == 3 and all(row) for row in rows)
    assert len(keys) == len(set(keys))
    code = (
        "".join(path.read_text() for path in sorted(ASSETS.glob("*.js"))) + (ASSETS / "page.html").read_text()
    )
    asked = set(re.findall(r"say\('([\w-]+)'", code)) | set(
        re.findall(r'data-(?:w|hint|label)="([\w-]+)"', code)
    )
    assert asked <= words().keys()
    roles = {"lead", "responsible", "support", "guide", "supervise"}
    readings = {"count-as-written", "count-expanded", "count-possible"}
    values = {"degree", "strength", "betweenness", "pagerank", "by-level", "by-kind", "by-community"}
    quoted = {key for key in keys if f"'{key}'" in code or f'"{key}"' in code}
    assert set(keys) - quoted - roles - readings - values == set()
