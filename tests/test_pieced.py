"""Lines whose bodies and times stand apart by signs alone, whatever the signs are and wherever the bodies stand."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from zeren.extract.prose.pieced import pieced
from zeren.ground.errors import NotAPlan
from zeren.ground.model import Measure
from zeren.ingest.pipeline import Extractor
from zeren.read import read

EXTRACTOR = Extractor()
TASKS = (
    ("新建农村公路48公里，改造危桥7座", "县交通运输局", "县财政局", "2026年10月底前"),
    ("改造提升农贸市场4个", "县商务局", "县市场监督管理局", "9月20日"),
    ("新增普惠托位260个", "县卫生健康局", "县教育局", "年底前"),
)
Rows = list[tuple[str, str, tuple[tuple[str, str], ...]]]


def measures(words: str, name: str = "paper.txt") -> Sequence[Measure]:
    return EXTRACTOR.extract(read(words.encode(), name)[0]).measures


def told(found: Sequence[Measure]) -> Rows:
    return [(m.text.rstrip("。"), m.deadline.raw, tuple((a.role, a.mention) for a in m.assignments)) for m in found]


def wanted(*roles: str) -> Rows:
    return [(words, due, tuple(zip(roles, (first, second), strict=False))) for words, first, second, due in TASKS]


def paper(layout: str) -> str:
    lines = (layout.format(at=at, words=words, a=a, b=b, due=due) for at, (words, a, b, due) in enumerate(TASKS, 1))
    return "云岭县重点任务\n" + "\n".join(lines)


@pytest.mark.parametrize(
    "layout",
    [
        "{at}. {words}\n   牵头 → {a}\n   配合 → {b}\n   时间 → {due}",
        "{at}. {words}\n牵头 {a}　配合 {b}　时限 {due}",
        "{at}. {words}。（牵头）{a}（配合）{b}（时限）{due}",
        "{at}．{words}。［牵头单位 {a}；协同 {b}；时限 {due}］",
        "任务={words}\n牵头单位={a}\n参与单位={b}\n完成时间={due}",
    ],
)
def test_a_label_is_one_without_a_colon(layout: str) -> None:
    assert told(measures(paper(layout))) == wanted("lead", "support")


@pytest.mark.parametrize(
    "layout",
    [
        "{at}.{words}。{a}/{due}",
        "{at}）「{a}」{words}（{due}）",
        "〈{a}〉{words} → {due}",
        "{due}　　{a}　　{words}",
        "{at}.{words}\n{a}\n{due}",
        "{a}｜{due}\n{words}",
    ],
)
def test_bodies_and_times_need_no_label_where_lines_are_made_alike(layout: str) -> None:
    assert told(measures(paper(layout))) == wanted("responsible")


def test_elements_of_a_page_may_touch() -> None:
    cards = (f"<div><p>{w}</p><p><span>牵头单位</span><span>{a}</span></p><p><span>{b}</span></p></div>" for w, a, b, _ in TASKS)
    found = measures("<h1>云岭县实事</h1>" + "".join(cards), "a.html")
    assert [[a.mention for a in m.assignments if a.role == "lead"] for m in found] == [[a] for _, a, _, _ in TASKS]


def test_a_line_of_labels_says_what_the_pieces_below_it_are() -> None:
    lines = "\n".join(f"{at}.{words}。{a}/{b}/{due}" for at, (words, a, b, due) in enumerate(TASKS, 1))
    assert told(measures(f"云岭县重点任务\n（牵头单位/协助单位/完成时间）\n{lines}")) == wanted("lead", "support")


def test_a_signature_and_headings_are_no_fields() -> None:
    lines = ["云岭县重点任务", "1.修渠3公里。", "牵头｜县水利局", "2.改造危桥7座。", "牵头｜县交通运输局", "云岭县人民政府", "2026年2月1日"]
    assert sorted(pieced(lines)) == [2, 4]
    assert not pieced(["一、石桥镇", "修渠3公里。", "二、城关镇", "改造危桥7座。"])


LETTER = """关于交办重点事项的函
县水利局：
    经研究，现将下列事项交由你局办理，请于2026年9月30日前办结。
    一、修渠3公里。
    二、清淤水库2座。
云岭县人民政府办公室
"""


def test_a_letter_means_the_body_that_it_goes_to() -> None:
    found = measures(LETTER)
    assert told(found) == [(words, "2026年9月30日前", (("responsible", "县水利局"),)) for words in ("修渠3公里", "清淤水库2座")]
    spoken = "交办函\n县水利局：\n请你局牵头办理以下事项：\n1.修渠3公里；\n2.清淤水库2座。\n"
    assert [[(a.role, a.mention) for a in m.assignments] for m in measures(spoken)] == [[("lead", "县水利局")]] * 2
    with pytest.raises(NotAPlan):
        measures(LETTER.replace("县水利局：", "各乡镇人民政府，县水利局："))


REMINDER = """云岭县人民政府办公室提醒函
县民政局：
{lead}
（一）新建老年食堂20个，应于5月底前完成，目前仅建成6个。
（二）低保标准提高，应于4月1日起执行。
（三）县财政局应于6月20日前拨付资金。
（四）改造敬老院2所，应于3月底前完成，现已完成。
{end}
2026年5月28日
"""
FEED_BACK = "请你局于6月5日前将整改措施书面反馈县政府督查室。"
ITS_OWN = [("新建老年食堂20个，应于5月底前完成，目前仅建成6个", "5月底前"), ("低保标准提高，应于4月1日起执行", "4月1日起")]


@pytest.mark.parametrize("lead", ["你单位承担的以下事项进度滞后，现予提醒：", "现就有关事项提醒如下：", "县政府督查发现："])
@pytest.mark.parametrize("end", ["", FEED_BACK, "县财政局负责资金保障。\n" + FEED_BACK])
def test_a_reminder_calls_in_what_its_one_addressee_ought_to_do(lead: str, end: str) -> None:
    found = told(measures(REMINDER.format(lead=lead, end=end)))
    its_own = [(words, due) for words, due, bodies in found if bodies == (("responsible", "县民政局"),)]
    assert its_own == [*ITS_OWN, *([(FEED_BACK.rstrip("。"), "6月5日前")] if end else [])]
    assert not [words for words, _, _ in found if "敬老院" in words]
    assert {bodies for words, _, bodies in found if "拨付" in words} <= {(("responsible", "县财政局"),)}


@pytest.mark.parametrize(
    "words",
    [
        REMINDER.format(lead="县住房和城乡建设局承担的以下事项进度滞后，现予提醒：", end=""),
        REMINDER.format(lead="现将意见函告如下：", end="").replace("提醒函", "复函"),
    ],
)
def test_what_may_be_the_duty_of_another_is_not_given_to_the_addressee(words: str) -> None:
    try:
        found = told(measures(words))
    except NotAPlan:
        return
    assert not [one for one in found if "食堂" in one[0] and one[2] == (("responsible", "县民政局"),)]


def test_a_second_name_on_a_line_takes_its_items_from_the_first() -> None:
    found = told(measures(REMINDER.format(lead="现予提醒：", end="县教育局：\n（五）新建校舍2栋，应于6月底前完成。")))
    assert [bodies for words, _, bodies in found if "校舍" in words] in ([], [(("responsible", "县教育局"),)])


def test_what_a_letter_asks_of_its_addressee_counts_beside_labelled_items() -> None:
    lines = ("一、新建食堂20个，5月底前完成。（责任单位：县民政局）", f"二、{FEED_BACK}", "三、请县财政局给予支持。")
    found = told(measures("云岭县提醒函\n县民政局：\n" + "\n".join(lines)))
    its_own = (("responsible", "县民政局"),)
    assert found == [("新建食堂20个，5月底前完成", "5月底前", its_own), (FEED_BACK.rstrip("。"), "6月5日前", its_own)]


def test_one_item_of_a_letter_may_ask_one_of_those_that_it_goes_to() -> None:
    letter = "云岭县提醒函\n县民政局、县财政局：\n现提醒如下：\n一、请县民政局新建食堂，5月底前完成20个。\n二、请你们认真研究，于6月5日前反馈。\n"
    assert told(measures(letter)) == [("请县民政局新建食堂，5月底前完成20个", "5月底前", (("responsible", "县民政局"),))]
    with pytest.raises(NotAPlan, match="2 that ask with 请, 2 numbered lines with a time"):
        measures(letter.replace("县民政局、县财政局：\n", "").replace("请县民政局", "请你们"))


def test_labels_in_brackets_over_items_hold_for_all_of_them() -> None:
    found = measures("省数据局任务清单\n（责任单位：省数据局；完成时限：2026年12月底前）\n1.扩大跨省通办事项。\n2.建设登记平台。\n")
    assert told(found) == [(words, "2026年12月底前", (("responsible", "省数据局"),)) for words in ("扩大跨省通办事项", "建设登记平台")]


def cells(*rows: tuple[str, ...]) -> str:
    return "<h1>云岭县任务</h1><table>" + "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows) + "</table>"


def test_a_table_whose_rows_are_lines_is_read_as_lines() -> None:
    rows = [row for at, (w, a, b, due) in enumerate(TASKS, 1) for row in ((str(at), w), ("", f"牵头：{a}；配合：{b}；时限：{due}"))]
    assert told(measures(cells(*rows), "a.html")) == wanted("lead", "support")


def test_cards_stand_side_by_side() -> None:
    labels = ("任务", "牵头单位", "配合单位", "时限")
    rows = [(label, first, label, second) for label, first, second in zip(labels, TASKS[0], TASKS[1], strict=True)]
    assert told(measures(cells(*rows), "a.html")) == wanted("lead", "support")[:2]


def test_a_heading_closed_by_bodies_gives_them_to_the_items_below() -> None:
    groups = (
        ("会务组", "县政府办公室", ("编印会议手册——4月10日前", "接待客商90名——4月25日前")),
        ("安保组", "县公安局", ("制定交通疏导方案",)),
    )
    lines = (
        f"{number}、{name}（牵头单位：{body}；责任单位：县教育局）\n" + "".join(f"  {at}.{item}\n" for at, item in enumerate(items, 1))
        for number, (name, body, items) in zip("一二", groups, strict=True)
    )
    found = measures("云岭县茶节筹备分工\n\n" + "\n".join(lines))
    assert told(found) == [
        ("编印会议手册", "4月10日前", (("lead", "县政府办公室"), ("responsible", "县教育局"))),
        ("接待客商90名", "4月25日前", (("lead", "县政府办公室"), ("responsible", "县教育局"))),
        ("制定交通疏导方案", "", (("lead", "县公安局"), ("responsible", "县教育局"))),
    ]
    assert [m.sections[-1].heading for m in found] == ["一、会务组", "一、会务组", "二、安保组"]


def test_a_label_behind_another_needs_no_name_that_is_known() -> None:
    (one,) = measures("云岭县整改方案\n1.选派干部4名。【牵头股室：人事股；配合股室：县粮食储备库；整改时限：7月底前】\n")
    assert [(a.role, a.mention) for a in one.assignments] == [("lead", "人事股"), ("support", "县粮食储备库")]
