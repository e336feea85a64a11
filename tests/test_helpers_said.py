"""Who helps, who is consulted and who watches, said in a sentence or in the words of a table cell."""

from __future__ import annotations

import pytest

from test_prose_kinds import shown
from zeren.ingest import pipeline
from zeren.read import read

HEAD = "石桥县2026年创建工作责任分工方案\n\n"
MEETING = "石桥县人民政府专题会议纪要\n2026年3月18日\n"


def bodies(text: str) -> list[str]:
    return [who for _, _, who in shown(text)]


def test_bodies_that_only_help_in_a_sentence_of_their_own_help_in_the_duty_before_it() -> None:
    text = HEAD + (
        "一、县水利局：负责河道清淤，5月底前完成。县林业局、各乡镇人民政府予以配合。\n"
        "二、县教育局：负责食堂改造，8月底前完成。县市场监管局协助。\n"
        "三、县气象局：负责雨情预报。\n"
    )
    assert bodies(text) == ["R县水利局 S县林业局 S各乡镇人民政府", "R县教育局 S县市场监管局", "R县气象局"]


def test_bodies_that_help_in_an_item_below_a_heading_of_bodies() -> None:
    text = "石桥县任务分工\n\n一、县水利局\n1.疏浚河道3公里。县林业局、县财政局配合。\n2.修编预案，县应急局协助。\n二、县教育局\n1.新建食堂2个。\n"
    assert bodies(text) == ["R县水利局 S县林业局 S县财政局", "R县水利局 S县应急局", "R县教育局"]


def test_a_body_before_a_colon_leads_what_it_is_to_lead() -> None:
    text = HEAD + (
        "一、县商务局：牵头培育企业20家，6月底前完成。\n二、县统计局：负责数据审核。\n"
        "三、县住建局：牵头制定方案，县城管局配合。\n四、县民政局：牵头制定细则，公布机构名录。\n"
    )
    # Who leads one matter of several answers for the measure that holds them all.
    assert bodies(text) == ["L县商务局", "R县统计局", "L县住建局 S县城管局", "R县民政局"]


@pytest.mark.parametrize(
    ("sentence", "who"),
    [
        ("请县财政局商县审计局拟定办法，5月10日前报县政府。", "R县财政局 S县审计局"),
        ("请县发展改革局商城管局提出方案，4月底前报送。", "R县发展改革局 S城管局"),
        ("请县教育局商请县财政局安排经费，6月底前到位。", "R县教育局 S县财政局"),
        ("请县商务局会同县工商联制定名单，6月底前完成。", "R县商务局 S县工商联"),
        ("请县商务局商工商联制定名单，6月底前完成。", "R县商务局 S工商联"),
        ("请县公安局配合县城管局每周五开展夜查，6月底前结束。", "S县公安局 R县城管局"),
        ("请县交通运输局协助县公安局设置卡口，5月底前完成。", "S县交通运输局 R县公安局"),
        ("请县市场监管局配合省市场监管局的检查，5月底前完成。", "S县市场监管局"),
        ("责成城关镇人民政府督促业主拆除围挡，5月20日前拆完。", "R城关镇人民政府"),
        ("请县政府督查室督促落实，每月通报。", "V县政府督查室"),
        ("县水利局负责安排资金，县审计局要加强监督，8月15日前形成报告。", "R县水利局 V县审计局"),
    ],
)
def test_what_a_sentence_asks_of_its_bodies(sentence: str, who: str) -> None:
    assert bodies(f"{MEETING}一、请县民政局于4月底前报送名册。\n二、{sentence}\n") == ["R县民政局", who]


def test_a_short_duty_behind_a_comma_is_a_duty_of_its_own_subject() -> None:
    text = MEETING + "一、县财政局负责审核资金，县司法局要审查合同，6月底前完成。\n二、请县民政局于4月底前报送名册。\n"
    assert bodies(text) == ["R县财政局", "R县司法局", "R县民政局"]


def test_the_words_of_a_cell_say_who_helps() -> None:
    table = (
        "# 石桥县2026年承诺清单\n\n| 承诺单位 | 承诺事项 | 完成时限 |\n|---|---|---|\n"
        "| 县住建局 | 工程审批提速（县林业局、县水利局配合） | 10月底 |\n"
        "| 县税务局 | 推行一网通办，由县数据局协助。 | 9月底 |\n"
        "| 县医保局 | 新增定点机构20家，企业配合 | 8月底 |\n"
        "| 县交通运输局 | 开展整治，加强部门配合 | 8月底 |\n"
    )
    its = read(table.encode(), "cells.md")[0]
    measures = pipeline.extract(its).measures
    assert [[(a.role, a.mention) for a in one.assignments] for one in measures] == [
        [("responsible", "县住建局"), ("support", "县林业局"), ("support", "县水利局")],
        [("responsible", "县税务局"), ("support", "县数据局")],
        [("responsible", "县医保局")],
        [("responsible", "县交通运输局")],
    ]
    assert all(its.text[a.place.start : a.place.end] == a.mention for one in measures for a in one.assignments)
