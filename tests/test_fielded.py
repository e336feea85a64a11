"""Blocks of labelled fields in running text are rows of a table: whatever sets a label apart, whatever it is called."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from zeren.extract.table.field_table import Fielded
from zeren.extract.table.fielded import fielded
from zeren.ground.model import Document, Measure
from zeren.ingest.pipeline import Extractor
from zeren.read import read

EXTRACTOR = Extractor()
TASKS = (
    ("口袋公园", "建成口袋公园9个", "区园林局", "区规划局", "2026年9月底前", "蒋文 65231113"),
    ("积水点", "整治积水点位11处", "区水务局", "区住建局", "2026年5月底前", "冯涛 65231112"),
    ("适老化", "改造困难老人家庭2000户", "区民政局", "区财政局", "2026年11月底前", "邓超 65231114"),
)


def measures(words: str, name: str = "paper.txt") -> Sequence[Measure]:
    return EXTRACTOR.extract(document(words, name)).measures


def document(words: str, name: str) -> Document:
    return read(words.encode(), name)[0]


def told(found: Sequence[Measure]) -> list[tuple[str, str, tuple[tuple[str, str], ...]]]:
    return [(m.text.rstrip("。"), m.deadline.raw, tuple((a.role, a.mention) for a in m.assignments)) for m in found]


def wanted(role: str) -> list[tuple[str, str, tuple[tuple[str, str], ...]]]:
    return [(words, due, ((role, first), ("support", second))) for _, words, first, second, due, _ in TASKS]


def page(*cards: str) -> str:
    return f"<html><body><h1>江北区2026年城建实事</h1>{''.join(cards)}<p>江北区人民政府</p></body></html>"


def terms(words: str, first: str, second: str, due: str, ask: str) -> str:
    return f"<h4>{words}</h4><dl><dt>牵头单位<dd>{first}<dt>配合单位<dd>{second}<dt>完成时间<dd>{due}<dt>联系电话<dd>{ask}</dl>"


def test_the_heading_over_a_list_of_terms_is_the_measure_and_the_telephone_a_named_column() -> None:
    found = measures(page(*(terms(f"{at}. {words}", a, b, due, ask) for at, (_, words, a, b, due, ask) in enumerate(TASKS, 1))), "a.html")
    assert told(found) == wanted("lead")
    assert [m.task.number if m.task else None for m in found] == ["1", "2", "3"]
    assert [[(one.head, one.text) for one in m.remarks] for m in found] == [[("联系电话", task[-1])] for task in TASKS]


def test_labels_of_which_no_list_knows_anything_are_columns_told_by_their_values() -> None:
    cards = (f"{words}\n扛旗的：{a}\n搭手的：{b}\n交账日：{due}\n找谁问：{ask}" for _, words, a, b, due, ask in TASKS)
    assert told(measures("江北区城市更新攻坚榜\n\n" + "\n\n".join(cards))) == wanted("responsible")


def test_a_label_that_says_the_words_leaves_the_heading_to_be_the_task() -> None:
    cards = (f"<h3>0{at} {name}</h3><dl><dt>干什么<dd>{words}。<dt>谁来干<dd>{a}<dt>谁配合<dd>{b}<dt>何时完<dd>{due}<dt>干到哪了<dd>开工2处</dl>"
             for at, (name, words, a, b, due, _) in enumerate(TASKS, 1))  # fmt: skip
    found = measures(page(*cards), "b.html")
    assert told(found) == wanted("responsible")
    assert [m.task.title if m.task else None for m in found] == [name for name, *_ in TASKS]
    assert [one.text for m in found for one in m.remarks] == ["开工2处"] * 3


@pytest.mark.parametrize(
    "layout",
    [
        "{at}、{name}\n目标任务\n{words}。\n责任单位\n{a}\n协作单位\n{b}\n完成时间\n{due}\n联系人\n{ask}\n",
        "{at}. {words}。\n责任单位：{a}\n协作单位：{b}\n完成时间：{due}\n监督电话：{ask}\n",
        "事    项：{words}\n责 任 单 位：{a}\n协 作 单 位：{b}\n时    限：{due}\n备    注：{ask}\n————————\n",
        "◆ {words}\n  → 责任单位：{a}\n  → 协作单位：{b}\n  → 完成时间：{due}\n  → 当前状态：{ask}\n",
        "（{at}）{words}。\n责任单位：{a}　　协作单位：{b}　　完成时间：{due}　　联系人：{ask}\n",
        "{at}、{name}\n工作任务丨{words}。\n责任单位丨{a}\n协作单位丨{b}\n完成时间丨{due}\n",
        "{at}、{name}\n工作任务｜{words}。\n责任单位｜{a}\n协作单位｜{b}\n完成时间｜{due}\n",
        "{at}. {name}\n〖办理要求〗{words}。\n〖责任单位〗{a}\n〖协作单位〗{b}\n〖完成时间〗{due}\n",
        "{at}、{name}\n工作任务：{words}。\n责任科室（单位）：{a}\n协作科室（单位）：{b}\n完成时间：{due}\n",
    ],
)
def test_the_layout_of_labels_changes_nothing(layout: str) -> None:
    cards = (layout.format(at=at, name=n, words=w, a=a, b=b, due=d, ask=ask) for at, (n, w, a, b, d, ask) in enumerate(TASKS, 1))
    assert told(measures("江北区2026年城建攻坚任务\n" + "".join(cards))) == wanted("responsible")


def test_every_numbered_item_of_a_measure_is_a_row() -> None:
    cards = (f"问题{at}：{name}滞后\n整改措施：1. {words}。2. 按月调度。\n责任单位：{a}\n整改期限：{due}\n整改进展：开工"
             for at, (name, words, a, _, due, _) in enumerate(TASKS, 1))  # fmt: skip
    found = measures("江北区巡察整改清单\n" + "\n".join(cards))
    assert [m.text.rstrip("。") for m in found] == [words for _, w, *_ in TASKS for words in (w, "按月调度")]
    assert [[a.mention for a in m.assignments] for m in found] == [[a] for _, _, a, *_ in TASKS for _ in range(2)]


def test_lines_of_contacts_are_no_blocks() -> None:
    paper = document("县教育局：李明\n电话：65231111\n县民政局：王丽\n电话：65231112\n", "c.txt")
    assert not any(isinstance(block, Fielded) for block in fielded(paper.blocks, paper.text))


def test_sections_between_blocks_stand_over_the_rows_below_them() -> None:
    lines = [f"{words}。\n责任单位：{a}\n责任领导：{ask[:2]}\n完成时间：{due}" for _, words, a, _, due, ask in TASKS]
    found = measures(f"江北区要点\n一、绿化\n{lines[0]}\n二、民生\n{lines[1]}\n{lines[2]}\n")
    assert [[one.heading for one in m.sections] for m in found] == [["一、绿化"], ["二、民生"], ["二、民生"]]
    assert [m.text for m in found] == [f"{words}。" for _, words, *_ in TASKS]


def card(a: str, b: str, due: str, ask: str) -> str:
    return f"<tr><td>牵头单位<td>{a}<td>配合单位<td>{b}<tr><td>完成时限<td>{due}<td>联系电话<td>{ask}</table>"


@pytest.mark.parametrize("above", ["<h3>（{at}）{words}</h3><table>", "<p>任务{at}：{words}</p><table>", "<table><tr><td colspan=4>{at}. {words}"])
def test_what_stands_over_a_card_without_words_is_its_measure(above: str) -> None:
    cards = (above.format(at=at, words=words) + card(a, b, due, ask) for at, (_, words, a, b, due, ask) in enumerate(TASKS, 1))
    found = measures(page(*cards), "d.html")
    assert told(found) == wanted("lead")
    assert [m.assignments[0].place.row for m in found if m.assignments] == [m.assignments[1].place.row for m in found]
    assert [[one.text for one in m.remarks] for m in found] == [[task[-1]] for task in TASKS]


FLAGS = """1. 新建标准厂房22万平方米
谁扛旗：县投资集团
谁出力：县工信局、县自然资源局
啥时交账：10月30日
2. 亩均税收提高到11万元
谁扛旗：宾川产业园区管委会
谁出力：县税务局
啥时交账：年底
3. 适老化改造560户
谁扛旗：县民政局
谁出力：—
啥时交账：12月10日
"""


def test_bodies_behind_labels_that_say_no_role_have_it_by_their_place_and_are_marked_as_likely() -> None:
    found = measures(FLAGS)
    assert [(m.text[:4], m.deadline.raw, [(a.role[0], a.mention) for a in m.assignments]) for m in found] == [
        ("新建标准", "10月30日", [("r", "县投资集团"), ("s", "县工信局"), ("s", "县自然资源局")]),
        ("亩均税收", "年底", [("r", "宾川产业园区管委会"), ("s", "县税务局")]),
        ("适老化改", "12月10日", [("r", "县民政局")]),
    ]
    assert all(a.likely for m in found for a in m.assignments)


def test_a_short_word_where_other_rows_have_their_second_label_is_one_too() -> None:
    cards = "".join(
        f"<table><tr><td>整治措施<td colspan=3>{words}<tr><td>责任单位<td>{a}<td>协助单位<td>{b}"
        f"<tr><td>督办单位<td>区河长办<td>区级河长<td>{ask[:2]}<tr><td>完成时限<td>{due}<td>办理结果<td></table>"
        for _, words, a, b, due, ask in TASKS
    )
    found = measures(page(cards), "e.html")
    assert [[a.mention for a in m.assignments] for m in found] == [[a, b, "区河长办"] for _, _, a, b, *_ in TASKS]
    assert [[(one.head, one.text) for one in m.remarks] for m in found] == [[("区级河长", task[-1][:2])] for task in TASKS]


@pytest.mark.parametrize("over", ["", "01 "])
def test_the_last_label_on_a_line_of_its_own_holds_the_line_below_it(over: str) -> None:
    cards = []
    for _, words, a, b, due, _ in TASKS:
        time = "" if due.startswith("2026年5月") else f"\n时限：\n{due}"
        cards.append(f"{over}{words[:4]}\n任务：\n{words}\n牵头：\n{a}\n配合：\n{b}{time}")
    due = {words: "" if due.startswith("2026年5月") else due for _, words, _, _, due, _ in TASKS}
    assert told(measures("江北区城建实事\n\n" + "\n".join(cards))) == [(words, due[words], bodies) for words, _, bodies in wanted("lead")]


def test_a_last_label_that_holds_nothing_takes_no_title_of_the_next_block() -> None:
    cards = [f"{words[:4]}\n任务：\n{words}\n牵头：\n{a}\n配合：\n{b}\n时限：" for _, words, a, b, _, _ in TASKS]
    assert told(measures("江北区城建实事\n\n" + "\n".join(cards))) == [(words, "", bodies) for words, _, bodies in wanted("lead")]


def test_labels_that_say_what_an_event_is_and_who_holds_it_are_no_duty() -> None:
    event = "活动名称：第三届丰收节\n活动时间：2026年9月22日\n举办地点：县体育场\n主办单位：县政府\n"
    duties = "二、任务分工\n（一）县公安局\n1.制定安保方案，9月10日前完成。\n（二）县融媒体中心\n1.发布短视频30条。\n"
    text = f"丰收节活动方案\n一、基本信息\n{event}{duties}"
    found = EXTRACTOR.extract(document(text, "paper.txt"))
    assert [m.text for m in found.measures] == ["制定安保方案，9月10日前完成。", "发布短视频30条。"]
    assert [one.text for one in found.residue] == event.splitlines()
