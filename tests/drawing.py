"""What the tests of the network page share: small tables of duties, and hands and eyes for a browser."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from browsers import chromium
from zeren.draw import page
from zeren.table.duties import BodyRow, Duties, Duty, MeasureRow

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

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


def streets() -> Duties:
    """One group that is in part certain: 德胜 is a member, 广外 may be one."""
    group = f"{BASE}agency/各街道办事处"
    rows = [(measure(1, "一"), {"responsible": ["区教委"], "support": ["各街道办事处"]})]
    members = [body("德胜街道办事处", level="township"), body("广外街道办事处", level="township")]
    extra = [
        Duty(
            f"{BASE}measure/0001", street.id, "support", "协办单位", "各街道办事处", 2, "expanded", how, group
        )
        for street, how in zip(members, ("certain", "possible"), strict=True)
    ]
    return duties_of([body("区教委"), body("各街道办事处", "group"), *members], rows, *extra)


HOSTILE = (
    "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'&amp;{{7*7}}\u202e\u2028\x1b[31m\ud800"
)


def hostile() -> Duties:
    """Every text of the table is hostile."""
    bodies = [body(HOSTILE, full=HOSTILE), body("乙")]
    row = measure(1, HOSTILE, plan=HOSTILE, annex=HOSTILE, part_of=HOSTILE, section=(HOSTILE,), task=HOSTILE,
                  task_no=HOSTILE, deadline=HOSTILE, file=HOSTILE, locator=HOSTILE)  # fmt: skip
    return duties_of(bodies, [(row, {"responsible": [HOSTILE], "support": ["乙"]})])


# ── In a browser, with the network off ───────────────────────────────────────────────────


@contextmanager
def unconnected(folder: Path, *flags: str) -> Iterator[Chrome]:
    """Give a browser to which not even this machine answers."""
    with chromium(folder, "--window-size=1440,900", *flags) as chrome:
        chrome.execute_cdp_cmd("Network.enable", {})
        offline = {"offline": True, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0}
        chrome.execute_cdp_cmd("Network.emulateNetworkConditions", offline)
        yield chrome


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
    """Wait until a script gives something true; only a failure takes its ten minutes."""
    end = time.monotonic() + 600
    while time.monotonic() < end:
        value = browser.execute_script(f"return {script}")
        if value:
            return value
        time.sleep(0.05)
    raise AssertionError(f"not so within ten minutes: {script}")


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
        "const place = zeren.picture.at(zeren.number(arguments[0]));"
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


def shown_lines(browser: Chrome) -> int:
    """Number of lines that the picture draws."""
    found = browser.execute_script("return zeren.lines().length")
    assert isinstance(found, int)
    return found


def open_at(browser: Chrome, address: str) -> None:
    """Open a page afresh and forget what earlier pages logged."""
    browser.get("about:blank")
    browser.get_log("browser")
    browser.get_log("performance")
    browser.get(address)
