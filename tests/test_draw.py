"""The network page: what is in it, what cannot get out of it, and how it behaves in a browser offline."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from html.parser import HTMLParser
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import zeren.draw
from zeren.draw import page
from zeren.draw.figure import label
from zeren.draw.layout import positions
from zeren.duties import BodyRow, Duties, Duty, MeasureRow
from zeren.errors import Ambiguous, NotFound, WrongUsage

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

ASSETS = Path(zeren.draw.__file__).resolve().parent / "assets"
SOURCE = str(Path(zeren.draw.__file__).resolve().parents[2])
BASE = "https://w3id.org/zeren/id/"
HEADS = {"lead": "牵头部门", "responsible": "主责单位", "support": "协办单位"}


def body(name: str, kind: str = "agency", level: str | None = "county", full: str | None = None) -> BodyRow:
    """A body whose IRI ends in its label."""
    return BodyRow(
        f"{BASE}agency/{name}", full or f"北京市西城{name}", name, kind, level, "北京市西城区", (name,)
    )


def measure(number: int, text: str, **changes: Any) -> MeasureRow:
    """A measure due at the end of 2026."""
    values: dict[str, Any] = {
        "id": f"{BASE}measure/{number:04d}", "plan": "持续污染防治攻坚2026年行动计划", "plan_id": f"{BASE}plan/1",
        "annex": "附1", "part_of": "美丽西城建设2026年行动计划", "section": ("一、蓝天",), "task_no": str(number),
        "task": f"任务{number}", "order": number, "text": text, "deadline": "年底前", "deadline_kind": "by-date",
        "deadline_start": None, "deadline_end": "2026-12-31", "deadline_inherited": False, "file": "plan.txt",
        "locator": f"table 1 row {number}", "lead_basis": None,
    }  # fmt: skip
    return MeasureRow(**{**values, **changes})


def duties_of(
    bodies: list[BodyRow], rows: list[tuple[MeasureRow, dict[str, list[str]]]], *extra: Duty
) -> Duties:
    """A table of duties: for each measure the labels that hold each role."""
    iri = {row.label: row.id for row in bodies}
    held = [
        Duty(row.id, iri[name], role, HEADS[role], name, place, "cell")
        for row, roles in rows
        for place, (role, name) in enumerate(((r, n) for r, names in roles.items() for n in names), start=1)
    ]
    return Duties({row.id: row for row in bodies}, {row.id: row for row, _ in rows}, (*held, *extra))


def small() -> Duties:
    """Three measures of five bodies; 生态 and 水务 are tied in three ways."""
    bodies = [body("区生态环境局"), body("区水务局"), body("区住建委"), body("各街道办事处", "group", "township"),
              body("区教委")]  # fmt: skip
    return duties_of(
        bodies,
        [
            (measure(1, "治理黑臭水体"), {"responsible": ["区生态环境局", "区水务局"], "support": ["区住建委", "各街道办事处"]}),
            (measure(2, "控制噪声", deadline="持续推进", deadline_kind="ongoing", deadline_end=None),
             {"responsible": ["区生态环境局"], "support": ["区水务局", "区住建委"]}),
            (measure(3, "雨污分流", deadline="6月底前", deadline_end="2026-06-30"),
             {"responsible": ["区水务局"], "support": ["区生态环境局", "区住建委"]}),
            (measure(4, "宣传教育"), {"responsible": ["区教委"]}),
        ],
    )  # fmt: skip


def crowd(bodies: int = 500, ties: int = 5000) -> Duties:
    """A city's worth of duties: bodies of 25 areas that work mostly with their neighbours, made without chance."""
    functions = "生态环境 水务 城市管理 住建 交通 发展改革 财政 教育 卫生 商务 民政 公安 司法 农业 文旅 应急 市监 统计 医保 园林"
    names = [f"第{n // 20 + 1}区{functions.split()[n % 20]}局" for n in range(bodies)]
    rows = [body(name, level=("county", "provincial", "township")[n % 3]) for n, name in enumerate(names)]
    text = "巩固全区空气质量改善成效，全力推进美丽蓝天建设，细颗粒物平均浓度达到29微克/立方米左右，争取更好结果，基本消除重污染天气。"
    plan: list[tuple[MeasureRow, dict[str, list[str]]]] = []
    seen: set[tuple[str, str]] = set()
    number = 0
    while len(seen) < ties:
        number += 1
        first = number * 37 % bodies
        chosen = list(dict.fromkeys(names[(first + step * (1 + number % 7)) % bodies] for step in range(5)))
        plan.append(
            (measure(number, f"第{number}项：{text}"), {"responsible": chosen[:2], "support": chosen[2:]})
        )
        seen |= {(a, b) for a in chosen for b in chosen if a < b}
    return duties_of(rows, plan)


def data_of(html: str) -> dict[str, Any]:
    """The data that the page carries."""
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', html, re.DOTALL)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


def ties_of(html: str) -> dict[tuple[str, str, str], list[int]]:
    """Kind and labels of both ends → numbers of the measures, counted from 0."""
    data = data_of(html)
    name = [node["full"] for node in data["nodes"]]
    return {(data["kinds"][kind][0], name[a], name[b]): behind for a, b, kind, behind in data["edges"]}


# ── What is in the page ──────────────────────────────────────────────────────────────────


def test_parallel_ties_of_different_roles_are_kept_with_their_measures() -> None:
    found = {
        key: behind for key, behind in ties_of(page(small(), title="图")).items() if "区住建委" not in key
    }
    assert found == {
        ("responsible", "区水务局", "区生态环境局"): [0],
        ("responsible-support", "区生态环境局", "区水务局"): [1],
        ("responsible-support", "区水务局", "区生态环境局"): [2],
        ("responsible-support", "区生态环境局", "各街道办事处"): [0],
        ("responsible-support", "区水务局", "各街道办事处"): [0],
    }


def test_bodies_come_by_number_of_measures_with_counts_by_role() -> None:
    nodes = data_of(page(small(), title="图"))["nodes"]
    assert [(node["full"], node["counts"]) for node in nodes] == [
        ("区住建委", [0, 0, 3, 0, 0, 3]),
        ("区水务局", [0, 2, 1, 0, 0, 3]),
        ("区生态环境局", [0, 2, 1, 0, 0, 3]),
        ("区教委", [0, 1, 0, 0, 0, 1]),
        ("各街道办事处", [0, 0, 1, 0, 0, 1]),
    ]
    assert [node["shape"] for node in nodes[-2:]] == ["dot", "hexagon"]
    assert nodes[0]["color"] != nodes[-1]["color"]


def test_bodies_of_one_label_are_shown_by_their_full_names() -> None:
    east = BodyRow("x", "北京市东城区教委", "区教委", "agency", "county", None, ("区教委",))
    west = BodyRow("y", "北京市西城区教委", "区教委", "agency", "county", None, ("区教委",))
    row = measure(1, "一")
    duties = tuple(
        Duty(row.id, iri, "support", None, "区教委", place, "cell") for place, iri in enumerate("xy", 1)
    )
    data = data_of(page(Duties({"x": east, "y": west}, {row.id: row}, duties), title="图"))
    assert [node["full"] for node in data["nodes"]] == ["北京市东城区教委", "北京市西城区教委"]
    assert data["measures"][0][7] == [[0, 2, 0, "区教委", None], [1, 2, 0, "区教委", None]]


def test_roles_limit_what_counts() -> None:
    html = page(small(), title="图", roles=["support"])
    assert {kind for kind, _, _ in ties_of(html)} == {"support"}
    assert "区教委" not in {node["full"] for node in data_of(html)["nodes"]}


def test_an_ego_view_draws_the_neighbours_and_the_ties_between_them() -> None:
    html = page(small(), title="图", center="各街道办事处")
    data = data_of(html)
    assert sorted(node["full"] for node in data["nodes"]) == [
        "区住建委",
        "区水务局",
        "区生态环境局",
        "各街道办事处",
    ]
    assert data["nodes"][data["center"]]["full"] == "各街道办事处"
    assert ("responsible-support", "区生态环境局", "区水务局") in ties_of(html)


def test_a_body_without_ties_stands_alone_in_its_ego_view() -> None:
    data = data_of(page(small(), title="图", center="区教委", hops=3))
    assert [node["full"] for node in data["nodes"]] == ["区教委"]
    assert len(data["measures"]) == 1


def test_bodies_outside_an_ego_view_are_still_named_in_its_measures() -> None:
    chain = duties_of(
        [body("甲"), body("乙"), body("丙")],
        [(measure(1, "一"), {"support": ["甲", "乙"]}), (measure(2, "二"), {"support": ["乙", "丙"]})],
    )
    data = data_of(page(chain, title="图", center="甲"))
    assert [node["full"] for node in data["nodes"]] == ["乙", "甲"]
    assert data["measures"][1][7] == [[0, 2, 0], [-1, 2, 0, "丙", None]]
    assert len(data_of(page(chain, title="图", center="甲", hops=2))["nodes"]) == 3


def test_expanded_groups_give_way_to_their_members() -> None:
    group = f"{BASE}agency/各街道办事处"
    rows = [(measure(1, "一"), {"responsible": ["区教委"], "support": ["各街道办事处"]})]
    streets = [body("德胜街道办事处", level="township"), body("广外街道办事处", level="township")]
    extra = [
        Duty(
            f"{BASE}measure/0001", street.id, "support", "协办单位", "各街道办事处", 2, "expanded", how, group
        )
        for street, how in zip(streets, ("certain", "possible"), strict=True)
    ]
    table = duties_of([body("区教委"), body("各街道办事处", "group"), *streets], rows, *extra)
    drawn = {
        groups: {node["full"] for node in data_of(page(table, title="图", groups=groups))["nodes"]}
        for groups in ("as-written", "expanded", "possible")
    }
    assert drawn == {
        "as-written": {"区教委", "各街道办事处"},
        "expanded": {"区教委", "德胜街道办事处"},
        "possible": {"区教委", "德胜街道办事处", "广外街道办事处"},
    }


def test_a_missing_name_is_refused_with_the_nearest_ones() -> None:
    with pytest.raises(NotFound, match=r"区生态局.*区生态环境局"):
        page(small(), title="图", center="区生态局")


def test_a_name_that_two_bodies_bear_is_refused_with_both() -> None:
    twins = [
        body("甲局", full="北京市东城区甲局"),
        BodyRow("x", "北京市西城区甲局", "甲局", "agency", None, None),
    ]
    table = Duties({row.id: row for row in twins}, {}, ())
    with pytest.raises(Ambiguous, match="北京市东城区甲局、北京市西城区甲局"):
        page(table, title="图", center="甲局")


@pytest.mark.parametrize(
    ("options", "words"), [({"roles": ["boss"]}, "boss"), ({"hops": 6}, "6"), ({"groups": "all"}, "all")]
)
def test_options_that_mean_nothing_are_refused(options: dict[str, Any], words: str) -> None:
    with pytest.raises(WrongUsage, match=words):
        page(small(), title="图", **options)


def test_no_duties_give_a_page_without_bodies() -> None:
    assert data_of(page(Duties({}, {}, ()), title="空"))["nodes"] == []


# ── What cannot get out of it ────────────────────────────────────────────────────────────

HOSTILE = (
    "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'&amp;{{7*7}}\u202e\u2028\x1b[31m\ud800"
)


def hostile() -> Duties:
    """Every text of the table is hostile."""
    bodies = [body(HOSTILE, full=HOSTILE), body("乙")]
    row = measure(1, HOSTILE, plan=HOSTILE, annex=HOSTILE, part_of=HOSTILE, section=(HOSTILE,), task=HOSTILE,
                  task_no=HOSTILE, deadline=HOSTILE, file=HOSTILE, locator=HOSTILE)  # fmt: skip
    return duties_of(bodies, [(row, {"responsible": [HOSTILE], "support": ["乙"]})])


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
    assert set(found.addresses) == {"#lists", "data:,"}
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


def test_the_vendored_library_is_the_one_that_was_vetted() -> None:
    for line in (ASSETS / "vis" / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split()
        assert hashlib.sha256((ASSETS / "vis" / name).read_bytes()).hexdigest() == digest


def test_our_scripts_write_text_only_as_text() -> None:
    for script in ASSETS.glob("*.js"):
        found = re.findall(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function|fetch\(",
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
    assert asked <= set(keys)
    deadlines = {"by-date", "interval", "recurring", "ongoing", "long-term", "relative", "staged", "none"}
    roles = {"lead", "responsible", "support", "guide", "supervise"}
    readings = {"count-as-written", "count-expanded", "count-possible"}
    quoted = {key for key in keys if f"'{key}'" in code or f'"{key}"' in code}
    assert set(keys) - quoted - deadlines - roles - readings == set()


# ── The same input, the same page; small and quick ───────────────────────────────────────


def test_the_page_does_not_hang_on_the_hash_seed() -> None:
    code = "import hashlib, test_draw; print(hashlib.sha256(test_draw.page(test_draw.small(), title='图').encode()).hexdigest())"
    where = os.pathsep.join([SOURCE, str(Path(__file__).parent)])
    runs = {
        subprocess.run(
            [sys.executable, "-c", code], check=True, capture_output=True, text=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": where},
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(runs) == 1
    assert len(runs.pop().strip()) == 64


def test_importing_the_room_loads_nothing_heavy() -> None:
    code = (
        "import sys, zeren.draw; sys.exit(bool({'pyvis', 'networkx', 'numpy', 'jinja2'} & set(sys.modules)))"
    )
    assert (
        subprocess.run([sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": SOURCE}).returncode == 0
    )


def test_a_page_of_500_bodies_and_5000_ties_stays_below_one_and_a_half_megabytes() -> None:
    html = page(crowd(), title="大图")
    data = data_of(html)
    assert len(data["nodes"]) == 500
    assert len(data["edges"]) >= 5000
    assert len(html.encode()) < 1_500_000


def test_boxes_do_not_overlap() -> None:
    boxes = [(60.0 + 7 * (n % 5), 40.0) for n in range(60)]
    links = [(n, (n * 7 + 1) % 60, 1.0 + n % 3) for n in range(60) if n != (n * 7 + 1) % 60]
    found = positions(boxes, links)
    assert found == positions(boxes, links)
    overlaps = [
        (i, j)
        for i, (x, y) in enumerate(found)
        for j in range(i)
        if abs(x - found[j][0]) < (boxes[i][0] + boxes[j][0]) / 2 - 2
        and abs(y - found[j][1]) < (boxes[i][1] + boxes[j][1]) / 2 - 2
    ]
    assert overlaps == []


def test_strong_ties_are_shorter_than_no_ties() -> None:
    """Two groups of five, each tied within: members stand nearer to their own than to the others."""
    groups = [range(5), range(5, 10)]
    links = [(a, b, 5.0) for group in groups for a in group for b in group if a < b]
    found = positions([(30.0, 30.0)] * 10, links)

    def mean(pairs: list[tuple[int, int]]) -> float:
        return sum(
            ((found[a][0] - found[b][0]) ** 2 + (found[a][1] - found[b][1]) ** 2) ** 0.5 for a, b in pairs
        ) / len(pairs)

    within = [(a, b) for group in groups for a in group for b in group if a < b]
    assert mean(within) < 0.7 * mean([(a, b) for a in groups[0] for b in groups[1]])


def test_positions_of_nobody_and_of_one() -> None:
    assert positions([], []) == []
    assert positions([(30.0, 30.0)], []) == [(0, 0)]


# ── In a browser, with the network off ───────────────────────────────────────────────────

FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --window-size=1440,900"
)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    """Debian's Chromium without a network; a machine without it skips, unless ZEREN_BROWSER_TESTS=required."""
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not (chromium and driver and find_spec("selenium")):
        reason = "needs chromium, chromedriver (apt install chromium chromium-driver) and selenium"
        if os.environ.get("ZEREN_BROWSER_TESTS") == "required":
            pytest.fail(reason)
        pytest.skip(reason)
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for flag in (*FLAGS.split(), f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    chrome = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
    chrome.execute_cdp_cmd("Network.enable", {})
    offline = {"offline": True, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0}
    chrome.execute_cdp_cmd("Network.emulateNetworkConditions", offline)
    yield chrome
    chrome.quit()


def visit(browser: Chrome, folder: Path, table: Duties, address: str = "", **options: Any) -> None:
    """Write a page, open it from the disk and forget what earlier pages logged."""
    target = folder / "page.html"
    target.write_text(page(table, **{"title": "协作网络", **options}), encoding="utf-8")
    browser.get("about:blank")
    browser.get_log("browser")
    browser.get_log("performance")
    browser.get(target.as_uri() + address)


def text_of(browser: Chrome, selector: str) -> str:
    """The visible text of the first element that fits."""
    return browser.find_element("css selector", selector).text


def until(browser: Chrome, script: str) -> Any:
    """Wait, five seconds at most, until a script gives something true."""
    end = time.monotonic() + 5
    while time.monotonic() < end:
        value = browser.execute_script(f"return {script}")
        if value:
            return value
        time.sleep(0.05)
    raise AssertionError(f"not so within 5 s: {script}")


def quiet(browser: Chrome) -> None:
    """No message on the console, no request but for the page itself."""
    assert browser.get_log("browser") == []
    events = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    sent = [
        event["params"]["request"]["url"]
        for event in events
        if event["method"] == "Network.requestWillBeSent"
    ]
    assert [url for url in sent if not url.startswith(("file:", "data:", "about:"))] == []


def at(browser: Chrome, name: str) -> tuple[int, int]:
    """Where the body of a label stands on the screen."""
    x, y = browser.execute_script(
        "const node = zeren.network.body.data.nodes.get().find((one) => one.label.replace('\\n', '') === arguments[0]);"
        "const place = zeren.network.canvasToDOM(zeren.network.getPositions([node.id])[node.id]);"
        "const box = document.getElementById('canvas').getBoundingClientRect();"
        "return [place.x + box.left, place.y + box.top];",
        name,
    )
    return round(x), round(y)


def click_at(browser: Chrome, x: float, y: float) -> None:
    """Click on a point of the screen as a mouse does."""
    from selenium.webdriver.common.actions.action_builder import ActionBuilder

    actions = ActionBuilder(browser)
    actions.pointer_action.move_to_location(round(x), round(y)).click()
    actions.perform()


def test_the_page_opens_offline_without_a_word_on_the_console(browser: Chrome, tmp_path: Path) -> None:
    visit(browser, tmp_path, small())
    assert text_of(browser, "#shown") == "5 个单位 · 10 条连线 · 4 条措施"
    assert browser.execute_script("return zeren.network.body.data.nodes.length") == 5
    quiet(browser)


def test_a_search_selects_the_bodies_whose_names_hold_the_words(browser: Chrome, tmp_path: Path) -> None:
    visit(browser, tmp_path, small())
    browser.find_element("id", "q").send_keys("水务")
    until(browser, "document.getElementById('hits').textContent")
    assert text_of(browser, "#hits") == "选中 1 个单位"
    chosen = browser.execute_script(
        "return zeren.network.body.data.nodes.get(zeren.network.getSelectedNodes()).map((one) => one.label)"
    )
    assert chosen == ["区水务局"]
    browser.find_element("id", "q").send_keys("不存在")
    until(browser, "zeren.network.getSelectedNodes().length === 0")
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
    assert text_of(browser, "#details blockquote") == "共同治理噪声"
    quiet(browser)


def test_ties_of_one_pair_open_into_their_roles(browser: Chrome, tmp_path: Path) -> None:
    visit(browser, tmp_path, small(), "#tie=2,1,-1")
    found = [one.text for one in browser.find_elements("css selector", "#details summary")]
    assert found == [
        "共同主责 1",
        "区水务局 → 区生态环境局\u3000主责 → 协办 1",
        "区生态环境局 → 区水务局\u3000主责 → 协办 1",
    ]


def test_the_legend_filters_ties_and_bodies(browser: Chrome, tmp_path: Path) -> None:
    visit(browser, tmp_path, small())
    browser.find_element("css selector", "#kinds input[value='responsible-support']").click()
    assert text_of(browser, "#shown") == "5 个单位 · 4 条连线 · 4 条措施"
    browser.find_element("css selector", "#levels input[value='township']").click()
    assert text_of(browser, "#shown") == "4 个单位 · 3 条连线 · 4 条措施"
    browser.find_element("id", "reset").click()
    assert text_of(browser, "#shown") == "5 个单位 · 10 条连线 · 4 条措施"
    quiet(browser)


def test_the_role_filter_leaves_duties_and_ties_of_that_role(browser: Chrome, tmp_path: Path) -> None:
    visit(browser, tmp_path, small(), "#roles=responsible")
    assert text_of(browser, "#shown") == "4 个单位 · 3 条连线 · 3 条措施"
    assert not browser.find_element("css selector", "#roles input[value='responsible']").is_selected()
    visit(browser, tmp_path, small())
    browser.execute_script("document.querySelector('#roles .only').click()")
    assert text_of(browser, "#shown") == "3 个单位 · 1 条连线 · 4 条措施"
    quiet(browser)


def test_filters_of_time_and_words_leave_the_ties_that_their_measures_prove(
    browser: Chrome, tmp_path: Path
) -> None:
    visit(browser, tmp_path, small(), "#due=ongoing")
    assert text_of(browser, "#shown") == "3 个单位 · 3 条连线 · 1 条措施"
    visit(browser, tmp_path, small(), "#to=2026-06-30")
    assert text_of(browser, "#shown") == "3 个单位 · 3 条连线 · 1 条措施"
    visit(browser, tmp_path, small(), "#words=%E6%B0%B4%E4%BD%93")
    assert text_of(browser, "#shown") == "4 个单位 · 6 条连线 · 1 条措施"
    visit(browser, tmp_path, small(), "#min=2")
    assert text_of(browser, "#shown") == "5 个单位 · 2 条连线 · 4 条措施"


def test_the_lists_hold_what_the_picture_shows(browser: Chrome, tmp_path: Path) -> None:
    visit(browser, tmp_path, small())
    browser.find_element("id", "tab-bodies").click()
    rows = [row.text for row in browser.find_elements("css selector", "#bodies tbody tr")]
    assert rows[0] == "区住建委 区县级 0 3 3 3"
    assert len(rows) == 5
    browser.find_element("id", "tab-pairs").click()
    rows = [row.text for row in browser.find_elements("css selector", "#pairs tbody tr")]
    assert len(rows) == 10
    assert rows[0].endswith(" 2")


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
    visit(browser, tmp_path, small(), "#body=1&merged=1&lang=en")
    assert text_of(browser, "#details h2") == "区水务局"
    assert browser.find_element("id", "merged").is_selected()
    assert text_of(browser, "#shown") == "5 bodies · 10 ties · 4 measures"
    assert browser.execute_script("return zeren.network.body.data.edges.length") == 6


def test_an_address_that_fits_nothing_does_no_harm(browser: Chrome, tmp_path: Path) -> None:
    visit(browser, tmp_path, small(), "#body=99&tie=1,x,7&around=-3,9&min=-1&plan=55&lang=xx&kinds=%3Cimg%3E")
    assert "条措施" in text_of(browser, "#shown")
    quiet(browser)


def test_hostile_words_are_shown_as_words(browser: Chrome, tmp_path: Path) -> None:
    visit(browser, tmp_path, hostile(), "#body=0", title=HOSTILE)
    shown = browser.execute_script(
        "return document.querySelector('#details blockquote').textContent.toWellFormed()"
    )
    assert shown == HOSTILE.replace("\ud800", "\ufffd")
    assert browser.find_elements("css selector", "main img") == []
    quiet(browser)


def test_a_crowd_is_ready_soon_and_pans_calmly(browser: Chrome, tmp_path: Path) -> None:
    from selenium.webdriver.common.action_chains import ActionChains

    visit(browser, tmp_path, crowd())
    ready = browser.execute_script(
        "return performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"
    )
    assert ready < 6000
    browser.execute_script(
        "zeren.frames = []; const tick = (now) => {"
        "zeren.frames.push(now); if (!zeren.done) requestAnimationFrame(tick); }; requestAnimationFrame(tick);"
    )
    before = browser.execute_script("return zeren.network.getViewPosition().x")
    hand = ActionChains(browser, duration=10)
    hand.move_to_element_with_offset(browser.find_element("id", "canvas"), -200, -250).click_and_hold()
    for step in range(40):
        hand.move_by_offset(5, 3 if step % 2 else -2)
    hand.release().perform()
    frames = browser.execute_script("zeren.done = true; return zeren.frames")
    assert abs(browser.execute_script("return zeren.network.getViewPosition().x") - before) > 50
    gaps = sorted(b - a for a, b in pairwise(frames))
    assert gaps[len(gaps) // 2] < 100
    quiet(browser)


def test_the_page_fits_a_phone(browser: Chrome, tmp_path: Path) -> None:
    phone = {"width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": True}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", phone)
    try:
        visit(browser, tmp_path, small(), "#body=1")
        assert browser.execute_script("return document.documentElement.scrollWidth") == 390
        assert browser.execute_script("return document.getElementById('filters').open") is False
        assert browser.find_element("id", "canvas").size["width"] >= 380
        assert text_of(browser, "#details h2") == "区水务局"
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    quiet(browser)
