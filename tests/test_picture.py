"""Pictures: every figure is one of the tables', nothing overlaps, and no word of a document is more than a word."""

from __future__ import annotations

import re
import shutil
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from zeren import ask, network, picture
from zeren.ask import Flow
from zeren.ask.flow import MeasurePair
from zeren.cli.products import PICTURES
from zeren.cli.products import picture as command
from zeren.ground.errors import NotFound, UnreadableInput, WrongUsage
from zeren.ground.vocabulary import BASE
from zeren.picture import fonts, words
from zeren.picture.canvas import ROLES, Figure
from zeren.picture.png import png
from zeren.store import open_reader
from zeren.table.duties import Duties, counted

SVG = "{http://www.w3.org/2000/svg}"
KINDS = ("matrix", "calendar", "bars", "network")
LETTERS = {"A": "lead", "R": "responsible", "S": "support", "G": "guide", "V": "supervise"}


@pytest.fixture(scope="module")
def duties(store: Path) -> Duties:
    with open_reader(store) as reader:
        return ask.load_duties(reader)


@pytest.fixture(scope="module")
def district(store: Path) -> Duties:
    with open_reader(store) as reader:
        return ask.load_duties(reader, plan="西城")


@pytest.fixture(scope="module")
def flows(duties: Duties) -> tuple[Flow, ...]:
    """Two tasks of the city plan into the third annex: one taken up in part, one with a pair in doubt."""
    upper = [row for row in duties.measures.values() if row.annex is None]
    lower = [row for row in duties.measures.values() if row.annex == "附3"]
    body = {row.label: row for row in duties.bodies.values()}
    bureau, streets = body["区生态环境局"], body["各街道办事处"]

    def flow(task: int, held: object, *pairs: tuple[int, int | None, bool]) -> Flow:
        made = tuple(
            MeasurePair(upper[a].id, None if b is None else lower[b].id, None if b is None else "adapted", doubt) for a, b, doubt in pairs
        )
        iri, name = (held.id, held.name) if held else (None, None)
        return Flow(upper[0].plan_id, lower[0].plan_id, f"{BASE}task/{task}", str(task), f"任务{task}", iri, name, len(made), made)

    return (
        flow(1, bureau, (0, 0, False), (1, 1, False)),
        flow(1, None, (2, None, False)),
        flow(2, bureau, (3, 3, False)),
        flow(2, streets, (3, 3, False), (4, 4, True)),
    )


def parsed(figure: Figure) -> ET.Element:
    return ET.fromstring(figure.svg())


def groups(root: ET.Element, kind: str) -> list[ET.Element]:
    return [its for its in root.iter() if its.get("class") == kind]


def shares(duties: Duties, groups: str = "as-written") -> Counter[tuple[str, str]]:
    return Counter((body, role) for body, role, _ in {(d.body, d.role, d.measure) for d in counted(duties, groups)})


def test_the_letters_of_the_matrix_are_the_counts_of_the_table(duties: Duties) -> None:
    root = parsed(picture.draw("matrix", duties, top=500))
    every = Counter(part[0] for cell in groups(root, "cell") for part in (cell.get("data-roles") or "").split() for _ in range(int(part[1:])))
    known = shares(duties)
    assert every == Counter({letter: sum(n for (_, r), n in known.items() if r == role) for letter, role in LETTERS.items()}) - Counter()
    letters = Counter(its.text for cell in groups(root, "cell") for its in cell.iter(SVG + "text") if its.text in LETTERS)
    assert letters == Counter(part[0] for cell in groups(root, "cell") for part in (cell.get("data-roles") or "").split())
    assert len(groups(root, "task")) == len({(m.plan_id, m.section, m.task_no, m.task) for m in duties.measures.values()}) == 97


def test_one_cell_of_the_district_plan_is_a_conflict(district: Duties) -> None:
    root = parsed(picture.draw("matrix", district, top=500))
    marked = [cell for cell in groups(root, "cell") if any(its.text == "!" for its in cell.iter(SVG + "text"))]
    assert [cell[0].text for cell in marked] == ["区城市管理委 · 17 强化建筑垃圾全过程治理 · 主责 2, 协办 1"]


def test_bars_are_the_ranks_and_the_matrix_totals_agree(district: Duties) -> None:
    root = parsed(picture.draw("bars", district, top=500))
    told = {bar.get("data-body"): int(bar.get("data-all") or 0) for bar in groups(root, "bar")}
    assert told == {row.id: row.count for row in network.rank(district, "any")}
    parts = segments(root)
    assert parts == shares(district)
    bureau = next(bar for bar in groups(root, "bar") if bar[0].text == "北京市西城区生态环境局")
    assert [its.text for its in bar_figures(bureau)] == ["122 项", "R 107 · S 15"]
    widths = {part.get("data-count"): float(part.get("width") or 0) for part in groups(bureau, "part")}
    assert widths["107"] / widths["15"] == pytest.approx(107 / 15, rel=0.01)
    totals = groups(parsed(picture.draw("matrix", district, top=500)), "total")
    sums = {row.get("data-role"): sum(int(t.text) for t in row.iter(SVG + "text") if (t.text or "").isdigit()) for row in totals}
    assert sums == {role: sum(n for (_, r), n in shares(district).items() if r == role) for role in ("responsible", "support")}


def segments(root: ET.Element) -> dict[tuple[str | None, str | None], int]:
    """Body and role of every part of a bar with its number."""
    return {
        (bar.get("data-body"), part.get("data-role")): int(part.get("data-count") or 0)
        for bar in groups(root, "bar")
        for part in groups(bar, "part")
    }


def bar_figures(bar: ET.Element) -> list[ET.Element]:
    return [its for its in bar.iter(SVG + "text") if re.match(r"\d+ 项|[A-Z] \d", its.text or "")]


def test_expanded_groups_count_as_their_members(district: Duties) -> None:
    root = parsed(picture.draw("bars", district, groups="expanded", top=500))
    parts = segments(root)
    assert parts == shares(district, "expanded") != shares(district)
    assert "群体算作其确定的成员" in picture.draw("bars", district, groups="expanded").caption


def test_months_and_kinds_hold_every_measure_and_each_date_of_a_text(duties: Duties) -> None:
    root = parsed(picture.draw("calendar", duties))
    months = {its.get("data-month"): int(its.get("data-count") or 0) for its in groups(root, "month")}
    assert {month: count for month, count in months.items() if count} == {
        "2026-03": 1, "2026-05": 1, "2026-09": 1, "2026-10": 1, "2026-11": 1, "2026-12": 170,
    }  # fmt: skip
    kinds = {its.get("data-kind"): int(its.get("data-count") or 0) for its in groups(root, "undated")}
    assert kinds == {"ongoing": 39, "long-term": 28, "none": 2}
    # 3 月底前, 3-5月 and 11月底前 stand in texts, and 年内 in that of a measure whose deadline is 长期实施.
    assert sum(months.values()) + sum(kinds.values()) == len(duties.measures) + 4 == 244
    assert [its.get("data-date") for its in groups(root, "day")] == [
        "2026-03-31", "2026-05-31", "2026-09-30", "2026-10-31", "2026-11-30", "2026-12-31",
    ]  # fmt: skip


def test_the_network_shows_ranks_and_pairs(district: Duties) -> None:
    root = parsed(picture.draw("network", district, top=500))
    assert {n.get("data-body"): int(n.get("data-all") or 0) for n in groups(root, "node")} == {r.id: r.count for r in network.rank(district, "any")}
    pairs = {(tie.a, tie.b): tie.count for tie in network.ties(district, "any")}
    drawn = {(its.get("data-a"), its.get("data-b")): int(its.get("data-count") or 0) for its in groups(root, "tie")}
    assert drawn.items() <= pairs.items()
    for body in {end for pair in pairs for end in pair}:
        strongest = max(count for pair, count in pairs.items() if body in pair)
        assert strongest in [count for pair, count in drawn.items() if body in pair]


def test_a_role_alone_is_counted_and_said(district: Duties) -> None:
    figure = picture.draw("bars", district, role="support", top=500)
    told = {bar.get("data-body"): int(bar.get("data-all") or 0) for bar in groups(parsed(figure), "bar")}
    assert told == {row.id: row.count for row in network.rank(district, "support")}
    assert "只计“协办”" in figure.caption


def boxes(root: ET.Element) -> Iterator[tuple[str, float, float, float, float]]:
    """Words and about the box of each line of text, upright ones left out."""
    for its in root.iter(SVG + "text"):
        if " " in (its.get("x") or ""):
            continue
        size, x, y, text = float(its.get("font-size") or 0), float(its.get("x") or 0), float(its.get("y") or 0), its.text or ""
        wide = words.width(text, size)
        left = x - {"middle": wide / 2, "end": wide}.get(its.get("text-anchor") or "", 0)
        yield text, left, y - size * 0.8, left + wide, y + size * 0.1


@pytest.mark.parametrize("kind", ["matrix", "calendar", "bars"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_two_lines_of_text_overlap_and_all_stand_on_the_sheet(duties: Duties, kind: str, lang: str) -> None:
    figure = picture.draw(kind, duties, lang=lang)
    found = list(boxes(parsed(figure)))
    assert len(found) > 20
    for text, left, top, right, bottom in found:
        assert left >= 0 and right <= figure.width and top >= 0 and bottom <= figure.height, text
    for (one, l1, t1, r1, b1), (two, l2, t2, r2, b2) in combinations(found, 2):
        assert not (l1 < r2 - 0.5 and l2 < r1 - 0.5 and t1 < b2 - 0.5 and t2 < b1 - 0.5), (one, two)


def test_names_in_the_network_do_not_overlap(duties: Duties) -> None:
    root = parsed(picture.draw("network", duties))
    names = [box for node in groups(root, "node") for box in boxes(node) if not box[0].isdigit()]
    assert len(names) >= 50
    for (one, l1, t1, r1, b1), (two, l2, t2, r2, b2) in combinations(names, 2):
        assert not (l1 < r2 and l2 < r1 and t1 < b2 and t2 < b1), (one, two)


def test_the_flow_shows_its_counts_and_what_nobody_takes_up(duties: Duties, flows: tuple[Flow, ...]) -> None:
    figure = picture.flow(duties, flows)
    root = parsed(figure)
    streams = {
        (its.get("data-task", "")[-1], its.get("data-sink", "").rsplit("/", 1)[-1]): (its.get("data-count"), its.get("data-certain"))
        for its in groups(root, "stream")
    }
    known = {row.label: row.id.rsplit("/", 1)[-1] for row in duties.bodies.values()}
    bureau, streets = known["区生态环境局"], known["各街道办事处"]
    assert streams == {("1", bureau): ("2", "2"), ("1", "loose"): ("1", "1"), ("2", bureau): ("1", "1"), ("2", streets): ("2", "1")}
    assert [(s[0].text) for s in groups(root, "sink")] == ["区生态环境局: 3", "各街道办事处: 2", "没有找到对应: 1"]
    dashed = [its for its in root.iter(SVG + "path") if its.get("stroke-dasharray")]
    assert len(dashed) == 1
    assert "待人确认" in figure.caption
    together = picture.flow(duties, flows, top=1)
    assert "另 1 个单位: 2" in [s[0].text for s in groups(parsed(together), "sink")]


def test_the_flow_of_the_two_plans_is_that_of_their_alignment(store: Path, duties: Duties) -> None:
    with open_reader(store) as reader:
        known = ask.load_flows(reader)
    root = parsed(picture.flow(duties, known))
    assert len(groups(root, "source")) == 19
    drawn = {(its.get("data-task"), its.get("data-sink")): int(its.get("data-count") or 0) for its in groups(root, "stream")}
    assert drawn == {(its.task, its.body or "loose"): its.count for its in known}
    names = {its.get("data-sink"): its[0].text for its in groups(root, "sink")}
    assert names["loose"] == "没有找到对应: 30"
    assert "区生态环境局: 22" in names.values()
    within = list(boxes(root))
    for (one, l1, t1, r1, b1), (two, l2, t2, r2, b2) in combinations(within, 2):
        assert not (l1 < r2 and l2 < r1 and t1 < b2 and t2 < b1), (one, two)


def test_plans_without_correspondence_are_told(duties: Duties) -> None:
    with pytest.raises(NotFound, match="没有对应关系"):
        picture.flow(duties, ())


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_stands_alone_and_is_the_same_every_time(duties: Duties, kind: str) -> None:
    figure = picture.draw(kind, duties)
    text = figure.svg()
    assert text == picture.draw(kind, duties).svg()
    root = ET.fromstring(text)
    assert root.get("role") == "img" and root.get("aria-labelledby") == "title desc"
    assert [its.tag for its in root[:2]] == [SVG + "title", SVG + "desc"]
    assert root[1].text == figure.caption and "北京市西城区_美丽西城建设2026年行动计划.txt，90 项措施" in figure.caption
    assert {its.tag.removeprefix(SVG) for its in root.iter()} <= {"svg", "title", "desc", "g", "rect", "line", "path", "circle", "text"}
    names = {name for its in root.iter() for name in its.attrib}
    assert not {name for name in names if "href" in name or name.startswith("on") or name == "style"}
    assert "url(" not in text and "'Noto Sans CJK SC'" in text
    wide = ET.fromstring(figure.svg(2000))
    assert wide.get("width") == "2000" and wide.get("viewBox") == root.get("viewBox")


def luminance(colour: str) -> float:
    """Relative luminance after WCAG 2.2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_roles_can_be_told_apart_in_grey_and_their_letters_be_read() -> None:
    for paint in ROLES.values():
        high, low = sorted((luminance(paint.fill), luminance(paint.ink)), reverse=True)
        assert (high + 0.05) / (low + 0.05) >= 4.5, paint
    shades = [luminance(ROLES[role].fill) for role in ("lead", "responsible", "support")]
    for dark, light in pairwise(shades):
        assert (light + 0.05) / (dark + 0.05) >= 1.8


HOSTILE = "<script>alert(1)</script>\"'&]]>\x00\x1b[31m\u202e坏\ud800"


def test_words_of_a_document_are_text(duties: Duties, flows: tuple[Flow, ...]) -> None:
    bodies = {iri: replace(row, name=HOSTILE + row.name, label=HOSTILE + row.label) for iri, row in duties.bodies.items()}
    measures = {
        iri: replace(row, task=HOSTILE, plan=HOSTILE, part_of=HOSTILE, annex=HOSTILE, text=HOSTILE, deadline=HOSTILE, file=HOSTILE)
        for iri, row in duties.measures.items()
    }
    evil = replace(duties, bodies=bodies, measures=measures)
    drawn = [picture.draw(kind, evil) for kind in KINDS]
    drawn.append(picture.flow(evil, [replace(flow, task_title=HOSTILE) for flow in flows]))
    for figure in drawn:
        text = figure.svg()
        text.encode("utf-8")
        root = ET.fromstring(text)
        assert not list(root.iter(SVG + "script"))
        assert "\x1b" not in text and "\u202e" not in text and "\x00" not in text
        assert any("<script>" in (its.text or "") for its in root.iter())


@pytest.fixture(scope="module")
def chinese() -> Path:
    """A font of this machine with Chinese characters."""
    try:
        return fonts.fitting("责任矩阵")[0].path
    except fonts.NoFont:
        pytest.skip("this machine has no font with Chinese characters (apt install fonts-noto-cjk)")


def test_a_png_has_the_width_asked_for_and_the_same_bytes(duties: Duties, chinese: Path) -> None:
    figure = picture.draw("calendar", duties)
    data = png(figure, 800)
    assert data[:8] == b"\x89PNG\r\n\x1a\n" and int.from_bytes(data[16:20], "big") == 800
    assert int.from_bytes(data[20:24], "big") == round(800 * figure.height / figure.width)
    assert data == png(figure, 800) == png(figure, 800, apart=True)
    assert data != png(replace(figure, body=figure.body.replace("到期日历", "到期日期")), 800), "the words are not drawn"
    with pytest.raises(WrongUsage, match="像素太大"):
        png(replace(figure, height=figure.width * 10), 2000)


def test_where_no_font_has_the_characters_no_boxes_are_drawn(duties: Duties, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    figure = picture.draw("calendar", duties)
    monkeypatch.setattr(fonts, "_files", tuple)
    with pytest.raises(fonts.NoFont, match=r"没有字体能显示“.{6}”.* apt install fonts-noto-cjk.* --font FILE.* \.svg"):
        png(figure)
    (tmp_path / "no.ttf").write_bytes(b"\x00\x01\x00\x00\x00\x09not a font")
    with pytest.raises(UnreadableInput, match="不是 ttf"):
        png(figure, font=tmp_path / "no.ttf")


def test_a_font_that_is_named_is_the_one_that_is_drawn_with(duties: Duties, chinese: Path, tmp_path: Path) -> None:
    copy = tmp_path / f"mine{chinese.suffix}"
    shutil.copy(chinese, copy)
    assert {face.path for face in fonts.fitting("责任", copy)} == {copy}
    assert png(picture.draw("calendar", duties), 400, copy)[:4] == b"\x89PNG"


def run(store: Path, *arguments: str) -> Result:
    return CliRunner().invoke(command, [*arguments, "--store", str(store)])


def test_the_command_writes_what_the_room_draws(store: Path, district: Duties, tmp_path: Path) -> None:
    # The last two are drawn of several plans, not of one table of duties.
    assert (*picture.KINDS, "series", "chain") == PICTURES
    target = tmp_path / "new" / "责任.svg"
    result = run(store, "matrix", "-o", str(target), "--plan", "西城", "--top", "12", "--lang", "en", "--width", "900")
    assert result.exit_code == 0, result.output
    assert target.read_text(encoding="utf-8") == picture.draw("matrix", district, top=12, lang="en").svg(900)
    assert "34 more bodies are not shown" in target.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("bars", "-o", "x.jpg"), WrongUsage),
        (("bars", "-o", "x.svg", "--font", "y.ttf"), WrongUsage),
        (("flow", "-o", "x.svg", "--role", "lead"), WrongUsage),
        (("bars", "-o", "x.svg", "--plan", "没有这份"), NotFound),
        (("bars", "-o", "x.svg", "--plan", "西城", "--role", "lead"), NotFound),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_the_remedy(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], error: type[Exception]
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(store, *arguments)
    assert isinstance(result.exception, error) and "; " in str(result.exception)
    assert not list(tmp_path.iterdir())
