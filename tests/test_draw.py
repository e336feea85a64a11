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
from urllib.parse import parse_qs

import networkx as nx
import pytest

import zeren.draw
from zeren import ask
from zeren import network as networks
from zeren.draw import page
from zeren.draw.figure import label, network
from zeren.draw.layout import positions
from zeren.draw.render import LARGE
from zeren.draw.scene import compose
from zeren.draw.texts import words
from zeren.ground.errors import Ambiguous, NotFound, WrongUsage
from zeren.store import open_reader
from zeren.table.duties import BodyRow, Duties, Duty, MeasureRow

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


def ties_of(table: Duties, **options: Any) -> dict[tuple[str, str, str], list[int]]:
    """Kind and labels of both ends → numbers of the measures as printed."""
    scene = compose(table, options.get("roles"), options.get("center"), options.get("hops", 1), options.get("groups", "as-written"))
    return {
        (tie.kind.key, table.bodies[tie.a].label, table.bodies[tie.b].label): [table.measures[m].order for m in tie.measures]
        for tie in scene.ties
    }


# ── What is in the page ──────────────────────────────────────────────────────────────────


def test_parallel_ties_of_different_roles_are_kept_with_their_measures() -> None:
    found = {key: behind for key, behind in ties_of(small()).items() if "区住建委" not in key}
    assert found == {
        ("responsible", "区水务局", "区生态环境局"): [1],
        ("responsible-support", "区生态环境局", "区水务局"): [2],
        ("responsible-support", "区水务局", "区生态环境局"): [3],
        ("responsible-support", "区生态环境局", "各街道办事处"): [1],
        ("responsible-support", "区水务局", "各街道办事处"): [1],
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
    assert [node["kind"] for node in nodes[-2:]] == ["agency", "group"]


def test_the_pyvis_network_has_the_same_bodies_and_ties() -> None:
    scene = compose(small(), None, None, 1, "as-written")
    drawn = network(scene)
    assert [(node["full"], node["shape"], node["color"]) for node in drawn.nodes][-2:] == [
        ("区教委", "dot", "#E69F00"),
        ("各街道办事处", "hexagon", "#CC79A7"),
    ]
    assert [(edge["from"], edge["to"], edge["kind"], edge["m"]) for edge in drawn.edges][:2] == [
        (0, 1, "support", [1]),
        (0, 2, "support", [2]),
    ]
    assert len(drawn.edges) == len(scene.ties) == 10


def test_bodies_of_one_label_are_shown_by_their_full_names() -> None:
    east = BodyRow("x", "北京市东城区教委", "区教委", "agency", "county", None, ("区教委",))
    west = BodyRow("y", "北京市西城区教委", "区教委", "agency", "county", None, ("区教委",))
    row = measure(1, "一")
    duties = tuple(
        Duty(row.id, iri, "support", None, "区教委", place, "cell") for place, iri in enumerate("xy", 1)
    )
    data = data_of(page(Duties({"x": east, "y": west}, {row.id: row}, duties), title="图"))
    assert [node["full"] for node in data["nodes"]] == ["北京市东城区教委", "北京市西城区教委"]
    assert data["measures"][0][7] == [[0, 2, 0, "区教委"], [1, 2, 0, "区教委"]]


def test_roles_limit_what_counts() -> None:
    html = page(small(), title="图", roles=["support"])
    assert {kind for kind, _, _ in ties_of(small(), roles=["support"])} == {"support"}
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
    assert ("responsible-support", "区生态环境局", "区水务局") in ties_of(small(), center="各街道办事处")


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
    assert data["measures"][1][7] == [[0, 2, 0], [-1, 2, 0, "丙"]]
    assert len(data_of(page(chain, title="图", center="甲", hops=2))["nodes"]) == 3


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


def test_expanded_groups_give_way_to_their_members() -> None:
    bodies = {
        groups: {name for _, *ends in ties_of(streets(), groups=groups) for name in ends}
        for groups in ("as-written", "expanded", "possible")
    }
    assert bodies == {
        "as-written": {"区教委", "各街道办事处"},
        "expanded": {"区教委", "德胜街道办事处"},
        "possible": {"区教委", "德胜街道办事处", "广外街道办事处"},
    }


def test_a_page_holds_every_reading_of_groups() -> None:
    """The last figure of a duty: bit 1 as written, 2 with certain members, 4 with possible members; left out: all."""
    data = data_of(page(streets(), title="图"))
    assert [node["full"] for node in data["nodes"]] == ["区教委", "各街道办事处", "广外街道办事处", "德胜街道办事处"]
    assert data["measures"][0][7] == [
        [0, 1, 0],
        [1, 2, 1, None, None, 1],
        [3, 2, 1, "各街道办事处", "各街道办事处", 6],
        [2, 2, 1, "各街道办事处", "各街道办事处", 4],
    ]


def test_bodies_of_other_readings_stand_around_the_opening_picture() -> None:
    data = data_of(page(streets(), title="图"))
    inner = [abs(node["x"]) for node in data["nodes"][:2]]
    outer = [max(abs(node["x"]), abs(node["y"])) for node in data["nodes"][2:]]
    assert min(outer) > max(inner)


def test_the_picture_leaves_the_divisions_above_out_of_full_names() -> None:
    rows = [
        BodyRow("a", "北京市西城区什刹海街道办事处", "北京市西城区什刹海街道办事处", "agency", "township", "北京市西城区什刹海街道"),
        BodyRow("b", "北京市西城区人民政府", "北京市西城区人民政府", "agency", "county", "北京市西城区"),
        BodyRow("c", "北京市水务局", "市水务局", "agency", "provincial", "北京市"),
    ]
    one = measure(1, "一")
    held = tuple(Duty(one.id, row.id, "support", None, "", 1, "cell") for row in rows)
    nodes = data_of(page(Duties({row.id: row for row in rows}, {one.id: one}, held), title="图"))["nodes"]
    assert {node["name"]: node["label"] for node in nodes} == {
        "北京市西城区什刹海街道办事处": "什刹海街道办事处",
        "北京市西城区人民政府": "西城区人民政府",
        "北京市水务局": "市水务局",
    }


def test_columns_give_sizes_and_communities() -> None:
    table = small()
    columns = {iri: {"degree": n, "community": n + 1, "core": 9} for n, iri in enumerate(table.bodies)}
    data = data_of(page(table, title="图", columns=columns))
    place = {node["full"]: index for index, node in enumerate(data["nodes"])}
    assert list(data["metrics"]) == ["degree"]
    assert data["metrics"]["degree"][place["区住建委"]] == 2
    assert data["communities"][place["区教委"]] == 5
    assert data_of(page(table, title="图"))["metrics"] == {}


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
    ("options", "words"),
    [
        ({"roles": ["boss"]}, "boss"), ({"hops": 6}, "6"), ({"groups": "all"}, "all"), ({"renderer": "svg"}, "svg"),
        ({"view": "color=level"}, "color"), ({"view": "colour=red"}, "colour=red"),
    ],
)
def test_options_that_mean_nothing_are_refused(options: dict[str, Any], words: str) -> None:
    with pytest.raises(WrongUsage, match=words):
        page(small(), title="图", **options)


def opening_of(html: str) -> dict[str, Any]:
    """What the page opens with."""
    found = re.search(r'<script type="application/json" id="opening">(.*?)</script>', html, re.DOTALL)
    assert found
    opening: dict[str, Any] = json.loads(found[1])
    return opening


def test_a_view_may_be_an_address_and_name_bodies_by_any_of_their_names() -> None:
    html = page(small(), title="图", view="file:///x.html#shared=北京市西城区水务局&colour=kind")
    assert opening_of(html)["view"] == "shared=%E5%8C%BA%E6%B0%B4%E5%8A%A1%E5%B1%80&colour=kind"
    with pytest.raises(NotFound, match="区水利局"):
        page(small(), title="图", view="body=区水利局")


def test_a_page_holds_the_renderer_that_it_needs() -> None:
    """Canvas up to ``LARGE`` bodies, WebGL above; either can be asked for."""
    few, many = crowd(30, 60), crowd(LARGE + 1, 10)
    many = Duties(many.bodies, *one_each(many))
    chosen = [opening_of(page(few, title="图", renderer=renderer))["renderer"] for renderer in ("auto", "canvas", "webgl")]
    assert chosen == ["canvas", "canvas", "webgl"]
    html = page(many, title="图")
    assert opening_of(html)["renderer"] == "webgl"
    assert "graphology" in html
    assert "vis.DataSet" not in html
    assert "Sigma.rendering" not in page(few, title="图")


def one_each(table: Duties) -> tuple[dict[str, MeasureRow], tuple[Duty, ...]]:
    """A measure of its own for each body of a table."""
    rows = {row.id: row for row in (measure(n, "一") for n in range(len(table.bodies)))}
    held = tuple(Duty(row, iri, "support", None, "", 1, "cell") for row, iri in zip(rows, table.bodies, strict=True))
    return rows, held


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
    table = crowd()
    columns = {iri: {"degree": 20, "strength": 30, "betweenness": 0.00123456, "pagerank": 0.00123456, "community": 3} for iri in table.bodies}
    html = page(table, title="大图", columns=columns)
    assert len(data_of(html)["nodes"]) == 500
    assert len(networks.pairs(table, "any")) >= 5000
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
    "--headless --no-sandbox --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --window-size=1440,900"
)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    """Debian's Chromium without a network; a machine without it skips, unless ZEREN_BROWSER_TESTS=required."""
    yield from chromium(tmp_path_factory.mktemp("profile"), "--disable-gpu --disable-3d-apis")


def chromium(profile: Path, graphics: str) -> Iterator[Chrome]:
    """Give a browser and close it at the end."""
    program, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not (program and driver and find_spec("selenium")):
        reason = "needs chromium, chromedriver (apt install chromium chromium-driver) and selenium"
        if os.environ.get("ZEREN_BROWSER_TESTS") == "required":
            pytest.fail(reason)
        pytest.skip(reason)
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = program
    for flag in (*FLAGS.split(), *graphics.split(), f"--user-data-dir={profile}"):
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


def shown_lines(browser: Chrome) -> int:
    """Number of lines that the picture draws."""
    found = browser.execute_script("return zeren.lines().length")
    assert isinstance(found, int)
    return found


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

    visit(browser, tmp_path, crowd())
    ready = browser.execute_script(
        "return performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"
    )
    assert ready < 6000
    browser.execute_script(
        "zeren.frames = []; const tick = (now) => {"
        "zeren.frames.push(now); if (!zeren.done) requestAnimationFrame(tick); }; requestAnimationFrame(tick);"
    )
    before = browser.execute_script("return zeren.picture.center().x")
    hand = ActionChains(browser, duration=10)
    hand.move_to_element_with_offset(browser.find_element("id", "canvas"), -200, -180).click_and_hold()
    for step in range(40):
        hand.move_by_offset(5, 3 if step % 2 else -2)
    hand.release().perform()
    frames = browser.execute_script("zeren.done = true; return zeren.frames")
    assert abs(browser.execute_script("return zeren.picture.center().x") - before) > 50
    gaps = sorted(b - a for a, b in pairwise(frames))
    assert gaps[len(gaps) // 2] < 100
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


# ── The two plans ────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def plans(store: Path) -> Duties:
    """The duties of the two plans."""
    with open_reader(str(store)) as reader:
        return ask.load_duties(reader)


@pytest.fixture(scope="module")
def columns(plans: Duties) -> dict[str, dict[str, float | int]]:
    """The network measures of the two plans."""
    return networks.columns(plans)


@pytest.fixture(scope="module")
def both(plans: Duties, columns: dict[str, dict[str, float | int]], tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of the page of the two plans."""
    target = tmp_path_factory.mktemp("plans") / "network.html"
    target.write_text(page(plans, title="两份计划", columns=columns), encoding="utf-8")
    return target.as_uri()


def open_at(browser: Chrome, address: str) -> None:
    """Open a page afresh and forget what earlier pages logged."""
    browser.get("about:blank")
    browser.get_log("browser")
    browser.get_log("performance")
    browser.get(address)


def paired(browser: Chrome) -> dict[tuple[str, str], int]:
    """Every pair under the filters of the page with its number of shared measures."""
    found = browser.execute_script(
        "const names = JSON.parse(document.getElementById('data').textContent).nodes.map((node) => node.name);"
        "return zeren.view().every.map((pair) => [[names[pair.a], names[pair.b]].sort(), pair.measures.length])"
    )
    return {(a, b): number for (a, b), number in found}


@pytest.mark.parametrize("groups", ["as-written", "expanded", "possible"])
@pytest.mark.parametrize("role", ["any", "support", "responsible"])
def test_the_page_counts_pairs_as_zeren_pairs_does(browser: Chrome, plans: Duties, both: str, role: str, groups: str) -> None:
    off = "" if role == "any" else "&roles=" + ",".join({"lead", "responsible", "support"} - {role})
    open_at(browser, f"{both}#groups={groups}{off}")
    wanted = {tuple(sorted((pair.a, pair.b))): pair.count for pair in networks.pairs(plans, role, groups)}
    assert paired(browser) == wanted
    assert len(wanted) == PAIRS[role, groups]


PAIRS = {
    ("any", "as-written"): 525, ("any", "expanded"): 1507, ("any", "possible"): 1533,
    ("support", "as-written"): 182, ("support", "expanded"): 454, ("support", "possible"): 570,
    ("responsible", "as-written"): 294, ("responsible", "expanded"): 801, ("responsible", "possible"): 833,
}  # fmt: skip


def test_the_first_picture_holds_the_strongest_partners_of_each_body(browser: Chrome, both: str) -> None:
    open_at(browser, both)
    assert text_of(browser, "#shown") == "87 个单位 · 161 对 · 240 条措施"
    assert text_of(browser, "#limits").startswith("为便于看清，每个单位只画共同措施最多的 2 个伙伴：525 对中的 161 对")
    assert shown_lines(browser) == 161
    tied = "new Set(zeren.view().pairs.flatMap((pair) => [pair.a, pair.b]))"
    lone = f"const tied = {tied}; return [...zeren.view().bodies].filter((body) => !tied.has(body)).length"
    assert browser.execute_script(lone) == 0
    browser.find_element("id", "draw-all").click()
    assert text_of(browser, "#shown") == "87 个单位 · 525 对 · 240 条措施"
    assert shown_lines(browser) == 525
    quiet(browser)


def test_a_click_on_a_line_of_the_plans_shows_the_words_of_its_measures(browser: Chrome, both: str) -> None:
    """37 measures of 区生态环境局 and 区城市管理委 (``zeren pairs --role any``), 20 of them co-responsible."""
    open_at(browser, f"{both}#around=区生态环境局&min=37")
    x, y = at(browser, "区生态环境局")
    other = at(browser, "区城市管理委")
    click_at(browser, x + (other[0] - x) * 0.55, y + (other[1] - y) * 0.55)
    until(browser, "document.querySelector('#details article')")
    assert text_of(browser, "#details h2") == "区生态环境局 — 区城市管理委"
    assert text_of(browser, "#details .full") == "共同措施 37"
    assert [one.text for one in browser.find_elements("css selector", "#details summary")] == [
        "共同主责 20",
        "共同协办 1",
        "区生态环境局 → 区城市管理委\u3000主责 → 协办 9",
        "区城市管理委 → 区生态环境局\u3000主责 → 协办 7",
    ]
    assert text_of(browser, "#details article blockquote").startswith("严格落实《北京市人民政府关于划定禁止使用高排放非道路移动机械区域的通告》")
    assert "北京市西城区_美丽西城建设2026年行动计划.txt · table 1 row 16 column 3" in text_of(browser, "#details article")
    quiet(browser)


def test_the_support_filter_leaves_the_six_measures_that_two_bodies_assist(browser: Chrome, both: str) -> None:
    """``zeren pairs --role support --plan 西城``: 区住房城市建设委 and 区城市管理委, 6."""
    open_at(browser, f"{both}#tie=区住房城市建设委&tie=区城市管理委")
    assert text_of(browser, "#details .full") == "共同措施 30"
    browser.execute_script("document.querySelector('#roles input[value=support]').closest('.check').querySelector('.only').click()")
    assert text_of(browser, "#details .full") == "共同措施 6"
    assert len(browser.find_elements("css selector", "#details article")) == 6
    assert text_of(browser, "#shown").endswith("对 · 106 条措施")
    quiet(browser)


def test_only_what_is_shared_with_a_body_can_be_seen(browser: Chrome, plans: Duties, both: str) -> None:
    open_at(browser, f"{both}#body=区水务局")
    browser.find_element("id", "only-shared").click()
    water = next(iri for iri, row in plans.bodies.items() if row.name == "北京市西城区水务局")
    measures = {duty.measure for duty in plans.duties if duty.body == water and duty.expansion is None}
    bodies = {duty.body for duty in plans.duties if duty.measure in measures and duty.expansion is None}
    assert (len(measures), len(bodies)) == (35, 19)
    assert text_of(browser, "#shown").startswith("19 个单位")
    assert text_of(browser, "#shown").endswith("35 条措施")
    assert "只看与区水务局共担的 ×" in text_of(browser, "#limits")
    browser.find_element("css selector", "#limits button[title='取消这一限制']").click()
    assert text_of(browser, "#shown").startswith("87 个单位")
    quiet(browser)


def test_steps_around_a_body_follow_its_ties(browser: Chrome, plans: Duties, both: str) -> None:
    """Steps counted with networkx on the same pairs."""
    graph = networks.projection(plans, "any")
    body = next(iri for iri, row in plans.bodies.items() if row.name == "北京市西城区水务局")
    for steps, wanted in ((1, 19), (2, 46), (3, 46)):
        assert len(nx.ego_graph(graph, body, radius=steps)) == wanted
        open_at(browser, f"{both}#around=区水务局&steps={steps}")
        assert text_of(browser, "#shown").startswith(f"{wanted} 个单位")


def test_bodies_are_hidden_and_pinned_for_good(browser: Chrome, both: str) -> None:
    open_at(browser, f"{both}#body=区水务局")
    browser.find_element("id", "pin-body").click()
    place = browser.execute_script("return [...zeren.state().pin.values()][0]")
    browser.find_element("id", "hide-body").click()
    assert text_of(browser, "#shown").startswith("86 个单位")
    address = browser.execute_script("return location.href")
    open_at(browser, address)
    assert text_of(browser, "#shown").startswith("86 个单位")
    assert browser.execute_script("return [...zeren.state().pin].map(([, place]) => place)") == [place]
    assert "固定了 1 个 ×" in text_of(browser, "#limits")
    browser.find_element("xpath", "//button[starts-with(text(), '隐藏了 1 个')]").click()
    assert text_of(browser, "#shown").startswith("87 个单位")


def test_a_body_that_is_dragged_stays_where_it_was_put(browser: Chrome, tmp_path: Path) -> None:
    from selenium.webdriver.common.actions.action_builder import ActionBuilder

    visit(browser, tmp_path, small())
    x, y = at(browser, "区教委")
    actions = ActionBuilder(browser, duration=50)
    actions.pointer_action.move_to_location(x, y).pointer_down().move_to_location(x + 30, y + 20).move_to_location(x + 60, y + 40).pointer_up()
    actions.perform()
    until(browser, "zeren.state().pin.size === 1")
    moved = at(browser, "区教委")
    assert abs(moved[0] - x - 60) < 8
    assert abs(moved[1] - y - 40) < 8
    address = browser.execute_script("return location.href")
    open_at(browser, address)
    assert "固定了 1 个" in text_of(browser, "#limits")
    quiet(browser)


def test_possible_members_are_told_apart_from_certain_ones(browser: Chrome, tmp_path: Path) -> None:
    visit(browser, tmp_path, streets())
    browser.find_element("css selector", "input[value='expanded']").click()
    assert text_of(browser, "#shown") == "2 个单位 · 1 对 · 1 条措施"
    browser.find_element("css selector", "input[value='possible']").click()
    assert text_of(browser, "#shown") == "3 个单位 · 3 对 · 1 条措施"
    assert "1 个单位只是可能的成员（空心）" in text_of(browser, "#limits")
    assert browser.execute_script("return zeren.lines().map((line) => [line.a, line.b, line.maybe])") == [
        [0, 2, True], [0, 3, False], [2, 3, True],
    ]  # fmt: skip
    browser.execute_script("document.getElementById('q').focus()")
    visit(browser, tmp_path, streets(), "#groups=possible&tie=区教委&tie=广外街道办事处")
    assert text_of(browser, "#details summary").endswith("主责 → 协办 1 （可能 1）")
    assert "广外街道办事处（可能由“各街道办事处”展开）" in text_of(browser, "#details article")
    quiet(browser)


def test_colour_shape_and_size_follow_what_they_are_set_to(
    browser: Chrome, both: str, plans: Duties, columns: dict[str, dict[str, float | int]]
) -> None:
    from selenium.webdriver.support.select import Select

    open_at(browser, both)
    Select(browser.find_element("id", "colour")).select_by_visible_text("社群")
    Select(browser.find_element("id", "shape")).select_by_visible_text("级别")
    Select(browser.find_element("id", "size")).select_by_visible_text("中介")
    drawn = {node["name"]: node for node in browser.execute_script("return zeren.nodes().map((node) => ({ ...node, name: node.full }))")}
    found = {plans.bodies[iri].label: row for iri, row in columns.items()}
    largest = max(found, key=lambda name: found[name]["betweenness"])
    assert max(drawn, key=lambda name: drawn[name]["size"]) == largest
    assert drawn["区水务局"]["colour"] == {1: "#4477AA", 2: "#EE6677"}[int(found["区水务局"]["community"])]
    assert (drawn["区水务局"]["shape"], drawn["市水务局"]["shape"]) == ("dot", "square")
    boxes = browser.find_elements("css selector", "#communities .check")
    assert len(boxes) == len({row["community"] for row in columns.values()}) == 3
    assert boxes[0].find_element("css selector", ".n").text == "46"
    boxes[0].find_element("css selector", "input").click()
    assert text_of(browser, "#shown").startswith("41 个单位")
    browser.find_element("id", "tab-bodies").click()
    assert "中介" in text_of(browser, "#bodies thead")
    quiet(browser)


def test_a_saved_page_opens_in_the_state_that_it_was_saved_in(browser: Chrome, both: str, tmp_path: Path) -> None:
    open_at(browser, f"{both}#shared=区水务局&colour=community&hidden=区财政局")
    shown = text_of(browser, "#shown")
    saved = tmp_path / "saved.html"
    saved.write_text(browser.execute_script("return zeren.saved()"), encoding="utf-8")
    open_at(browser, saved.as_uri())
    assert text_of(browser, "#shown") == shown
    assert "只看与区水务局共担的" in text_of(browser, "#limits")
    again = browser.execute_script("return zeren.saved()")
    assert again == saved.read_text(encoding="utf-8")
    quiet(browser)


def test_a_view_from_the_command_line_opens_the_page(browser: Chrome, plans: Duties, tmp_path: Path) -> None:
    visit(browser, tmp_path, plans, view="around=区水务局&steps=1&split=1")
    assert text_of(browser, "#shown").startswith("19 个单位")
    assert browser.find_element("id", "split").is_selected()


def test_arrows_move_the_picture_and_signs_zoom(browser: Chrome, tmp_path: Path) -> None:
    from selenium.webdriver.common.keys import Keys

    visit(browser, tmp_path, small())
    (x, y), (x2, _) = at(browser, "区水务局"), at(browser, "区住建委")
    x0 = x
    stage = browser.find_element("id", "canvas")
    stage.send_keys(Keys.ARROW_RIGHT, Keys.ARROW_DOWN)
    assert at(browser, "区水务局") == (x - 60, y - 60)
    stage.send_keys("+")
    (x, y), (x3, _) = at(browser, "区水务局"), at(browser, "区住建委")
    assert (x3 - x) / (x2 - x0) == pytest.approx(1.3, abs=0.1)
    assert stage.get_attribute("aria-label").startswith("协作网络图")
    quiet(browser)


# ── Drawn by WebGL ───────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def drawing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    """Chromium that computes WebGL itself."""
    yield from chromium(tmp_path_factory.mktemp("profile"), "--use-angle=swiftshader --enable-unsafe-swiftshader")


def test_webgl_draws_the_same_and_a_click_shows_the_same(drawing: Chrome, plans: Duties, tmp_path: Path) -> None:
    visit(drawing, tmp_path, plans, renderer="webgl")
    assert drawing.execute_script("return zeren.picture.name") == "webgl"
    assert text_of(drawing, "#shown") == "87 个单位 · 161 对 · 240 条措施"
    assert len(drawing.execute_script("return zeren.picture.labels()")) == 87
    click_at(drawing, *at(drawing, "区生态环境局"))
    until(drawing, "document.querySelector('#details h2')")
    assert text_of(drawing, "#details h2") == "区生态环境局"
    visit(drawing, tmp_path, plans, "#around=区生态环境局&min=37", renderer="webgl")
    (x, y), other = at(drawing, "区生态环境局"), at(drawing, "区城市管理委")
    click_at(drawing, x + (other[0] - x) * 0.55, y + (other[1] - y) * 0.55)
    until(drawing, "document.querySelector('#details article')")
    assert text_of(drawing, "#details .full") == "共同措施 37"
    drawing.find_element("css selector", "#levels input[value='county']").click()
    assert text_of(drawing, "#shown").startswith("0 个单位")
    quiet(drawing)


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
