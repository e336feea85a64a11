"""Letters of responsibility: who signs as the bound party answers for every item and every row, whatever the parties are called."""

from __future__ import annotations

import pytest

from test_fielded import document, measures
from zeren.extract.prose.addressed import addressee_of
from zeren.extract.prose.parties import is_signatures, parties_of
from zeren.ground.model import Table
from zeren.read import read

ITEMS = ("组织防汛演练不少于2次", "建立不少于30人的抢险队伍")


def letter(parties: str, title: str = "清溪县2026年防汛责任书", end: str = "") -> str:
    return f"{title}\n{parties}\n为做好防汛工作，签订本书。\n一、重点工作\n1．{ITEMS[0]}。\n2．{ITEMS[1]}。\n{end}"


@pytest.mark.parametrize(
    "parties",
    [
        "甲方：清溪县人民政府\n乙方：石门镇人民政府",
        "发责单位：清溪县人民政府\n签责单位：石门镇人民政府",
        "授牌单位：清溪县人民政府　领受单位：石门镇人民政府",
        "管理单位：清溪县人民政府\n经办单位（盖章）：石门镇人民政府",
        "立状人：石门镇人民政府",
    ],
)
def test_who_is_bound_answers_for_every_item(parties: str) -> None:
    found = measures(letter(parties))
    assert [(m.text.rstrip("。"), [(a.role, a.mention) for a in m.assignments]) for m in found] == [
        (words, [("responsible", "石门镇人民政府")]) for words in ITEMS
    ]


@pytest.mark.parametrize("end", ["承诺单位：江北建工集团有限公司\n2026年2月8日", "江北建工集团有限公司\n2026年2月8日"])
def test_who_signs_a_promise_answers_for_it(end: str) -> None:
    found = measures(f"安全生产承诺书\n区住房和城乡建设局：\n我公司郑重承诺：\n1．{ITEMS[0]}。\n2．{ITEMS[1]}。\n{end}\n")
    assert [[a.mention for a in m.assignments] for m in found] == [["江北建工集团有限公司"]] * 2


def page(parties: str) -> str:
    rows = "<tr><td>预警信息到户率</td><td>不低于</td><td>98</td></tr><tr><td>水毁工程修复率</td><td>达到</td><td>100</td></tr>"
    lines = (("甲方（盖章）：", "乙方（盖章）："), ("负责人签字：",) * 2, ("2026年3月1日",) * 2)
    signs = "".join(f"<tr><td>{one}</td><td>{other}</td></tr>" for one, other in lines)
    head = "<tr><th>指标名称</th><th>控制要求</th><th>数值</th></tr>"
    return f"<h1>2026年防汛责任书</h1>{parties}<p>一、责任指标</p><table>{head}{rows}</table><table>{signs}</table>"


def test_the_bound_party_answers_for_rows_and_no_signature_is_a_measure() -> None:
    found = measures(page("<p>发责单位：清溪县人民政府</p><p>签责单位：石门镇人民政府</p>"), "letter.html")
    assert [(m.text, [a.mention for a in m.assignments]) for m in found] == [
        (words, ["石门镇人民政府"]) for words in ("预警信息到户率", "水毁工程修复率")
    ]


def test_parties_may_stand_in_a_small_table() -> None:
    named = "<table><tr><td>委托方</td><td>清溪县人民政府</td></tr><tr><td>责任方</td><td>石门镇人民政府</td></tr></table>"
    found = measures(page(named), "letter.html")
    assert [[a.mention for a in m.assignments] for m in found] == [["石门镇人民政府"]] * 2


def test_a_plan_that_only_speaks_of_letters_has_no_parties() -> None:
    words = "县政府关于森林防火的通知\n各乡镇：\n各乡镇3月底前与农户签订防火承诺书。\n一、加强管控\n1．清理可燃物。\n县人民政府\n2026年2月1日\n"
    assert parties_of(read(words.encode(), "notice.txt")[0].blocks) is None


def test_a_table_of_signatures_is_told_from_one_of_tasks() -> None:
    blocks = read(page("").encode(), "letter.html")[0].blocks
    assert [is_signatures(block) for block in blocks if isinstance(block, Table)] == [False, True]


def test_a_reply_to_a_request_gives_no_tasks() -> None:
    reply = "县水利局：\n你局《关于负责实施青溪水库项目的请示》收悉，批复如下：\n一、同意实施青溪水库项目。\n二、总投资1200万元。\n县发改局\n"
    assert addressee_of(document(reply, "reply.txt").blocks) is None
    asking = reply.replace("《关于负责实施青溪水库项目的请示》收悉，批复如下", "负责完成下列任务")
    assert addressee_of(document(asking, "asking.txt").blocks) is not None


ITEMS_WITH_BODIES = """2026年度防汛目标责任书
责任单位：清溪县水利局
一、主要任务
（一）整治山塘12座。责任人：李成。完成时间：2026年10月31日。
（二）县应急局牵头组织演练3次，县气象局负责技术指导。
（三）加固堤防8公里，由县水务集团抓好落实。
（四）新建泵站3座，县发展改革局负责立项审批。
（五）配合县气象局做好预警发布，接受县防指办监督考核。
（六）清理河道10公里。
完成时限：9月底
（七）维修水闸6座。加强日常管护，确保运行良好。
（八）改造机房5处。责任单位：县供电公司。
"""


def test_an_item_that_lets_a_body_act_is_that_bodys_and_else_the_partys() -> None:
    found = measures(ITEMS_WITH_BODIES)
    bound = ("responsible", "清溪县水利局")
    assert [[(a.role, a.mention) for a in m.assignments] for m in found] == [
        [bound],
        [("lead", "县应急局"), ("guide", "县气象局")],
        [("responsible", "县水务集团")],
        [bound, ("responsible", "县发展改革局")],
        [bound],
        [bound],
        [bound],
        [("responsible", "县供电公司")],
    ]


def test_labels_behind_an_item_are_its_deadline_and_no_words_of_it() -> None:
    found = measures(ITEMS_WITH_BODIES)
    assert [(found[at].text, found[at].deadline.raw) for at in (0, 5)] == [("整治山塘12座。", "2026年10月31日"), ("清理河道10公里。", "9月底")]
    assert found[6].text == "维修水闸6座。加强日常管护，确保运行良好。"
    assert all(m.text.strip() for m in found)
