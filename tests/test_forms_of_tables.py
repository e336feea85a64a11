"""Tables whose forms no list of heads knows: boxes to tick, role words as marks, headings in rows that say who and by when,
records of two rows, values by district."""

from __future__ import annotations

from zeren.extract.tables import Reading, read_tables
from zeren.ground.model import Block, Table
from zeren.read.text import blocks_of


def read(*rows: str) -> Reading:
    """Read a table of rows whose cells are parted by |."""
    blocks: list[Block] = [block for block in blocks_of("\n".join(row.replace("|", "\t") for row in rows)) if isinstance(block, Table)]
    return read_tables(blocks)


def duties(reading: Reading) -> list[tuple[str, str, tuple[tuple[str, str], ...]]]:
    """Words, deadline and bodies with their roles of every measure."""
    return [(d.text, d.deadline, tuple((a.role, a.mention) for a in d.assignments)) for d in reading.drafts]


def test_only_ticked_options_hold_and_the_others_are_told() -> None:
    reading = read(
        "序号|督查事项|责任单位|完成时限",
        "1|改造老旧管网|☑县住房城乡建设局 □县水利局|□6月底 ☑9月底",
        "2|治理灌区渗漏|□县住房城乡建设局 ☑县水利局|☑6月底 □9月底",
    )
    assert duties(reading) == [
        ("改造老旧管网", "9月底", (("responsible", "县住房城乡建设局"),)),
        ("治理灌区渗漏", "6月底", (("responsible", "县水利局"),)),
    ]
    assert sorted(one.text for one in reading.residue) == ["□6月底", "□9月底", "□县住房城乡建设局", "□县水利局"]
    assert all(one.ignored for one in reading.residue)


def test_empty_squares_that_a_legend_explains_stay_marks() -> None:
    reading = read("任务|县教育局|县财政局|说明", "新建幼儿园2所|■|□|", "改造校舍3栋|■|□|")
    assert [(a.mention) for a in reading.drafts[0].assignments] == ["县教育局", "县财政局"]


def test_role_words_under_bodies_give_the_roles() -> None:
    reading = read("任务|县自然资源局|县农业农村局|各乡镇", "建设高标准农田3万亩|配合|牵头|负责", "整改违法占用耕地|牵头|配合|", "补偿耕地保护|配合|牵头|")
    assert duties(reading) == [
        ("建设高标准农田3万亩", "", (("support", "县自然资源局"), ("lead", "县农业农村局"), ("responsible", "各乡镇"))),
        ("整改违法占用耕地", "", (("lead", "县自然资源局"), ("support", "县农业农村局"))),
        ("补偿耕地保护", "", (("support", "县自然资源局"), ("lead", "县农业农村局"))),
    ]


def test_ticked_role_words_under_bodies_hold_alone() -> None:
    reading = read("序号|整治事项|县应急局|县交通局|时限", "1|排查企业隐患|☑牵头|□|6月底", "2|整治平交道口|☑配合|☑牵头|9月底")
    assert duties(reading) == [
        ("排查企业隐患", "6月底", (("lead", "县应急局"),)),
        ("整治平交道口", "9月底", (("support", "县应急局"), ("lead", "县交通局"))),
    ]


def test_a_heading_in_a_row_that_is_a_deadline_holds_for_the_rows_below() -> None:
    reading = read(
        "序号|任务内容|责任单位|配合单位", "一、3月底前完成（1项）|||", "1|新建充电桩60个|县发展改革局|县供电公司",
        "二、全年推进|||", "2|培训3000人次|县人社局|县总工会",
    )  # fmt: skip
    assert [(d.deadline, d.deadline_inherited, d.sections[-1].heading) for d in reading.drafts] == [
        ("3月底前完成", True, "一、3月底前完成（1项）"), ("全年推进", True, "二、全年推进"),
    ]  # fmt: skip


def test_a_heading_in_a_row_names_who_leads_the_rows_below() -> None:
    reading = read(
        "序号|工作任务|配合单位|完成时限", "（一）市场准入（牵头单位：县市场监管局）|||", "1|推行全程网办|县税务局|4月底前",
        "（二）工程建设（牵头单位：县住建局）|||", "2|压减审批时限|县自然资源局|7月底前",
    )  # fmt: skip
    assert [bodies for _, _, bodies in duties(reading)] == [
        (("lead", "县市场监管局"), ("support", "县税务局")), (("lead", "县住建局"), ("support", "县自然资源局")),
    ]  # fmt: skip


def test_a_body_over_the_rows_answers_only_for_rows_that_name_none() -> None:
    reading = read("序号|工作任务|责任单位", "一、县教育局（2项）||", "1|新建学校2所|", "2|改造食堂3处|县市场监管局")
    assert [bodies for _, _, bodies in duties(reading)] == [(("responsible", "县教育局"),), (("responsible", "县市场监管局"),)]
