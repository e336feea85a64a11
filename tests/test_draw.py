"""The network page holds what the table of duties says, the same bytes every time, small and laid out to be read."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import zeren.draw
from drawing import body, crowd, data_of, duties_of, measure, small, streets
from zeren import network as networks
from zeren.draw import page
from zeren.draw.figure import network
from zeren.draw.layout import positions
from zeren.draw.render import LARGE
from zeren.draw.scene import compose
from zeren.ground.errors import Ambiguous, NotFound, WrongUsage
from zeren.table.duties import BodyRow, Duties, Duty, MeasureRow

SOURCE = str(Path(zeren.draw.__file__).resolve().parents[2])


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
