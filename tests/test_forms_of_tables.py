"""Tables whose forms no list of heads knows: boxes to tick, role words as marks, headings in rows that say who and by when,
records of two rows, values by district."""

from __future__ import annotations

import io
from dataclasses import replace

import docx
import pytest
from docx.shared import Pt
from openpyxl import Workbook

from zeren.extract.cells.heads import head_of
from zeren.extract.draft import Draft
from zeren.extract.table.captions import shares_out
from zeren.extract.table.crossed import crossed
from zeren.extract.table.drafted import unwrap
from zeren.extract.table.matrices import targets_of
from zeren.extract.table.reading import Reading
from zeren.extract.table.stated import stated as stated_cells
from zeren.extract.table.tables import read_tables
from zeren.extract.time.deadline import read_deadline
from zeren.extract.time.due import sole_due
from zeren.extract.time.overall import closing_due, dated, due_for_all, time_for_all
from zeren.ground.model import Block, Cell, Document, Paragraph, Place, Table
from zeren.ingest.pipeline import extract
from zeren.outline.headings import closed
from zeren.read.docx import read_docx
from zeren.read.html import read_html
from zeren.read.text import blocks_of
from zeren.read.xlsx import read_xlsx


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
    reading = read(
        "任务|县自然资源局|县农业农村局|各乡镇", "建设高标准农田3万亩|配合|牵头|负责", "整改违法占用耕地|牵头|配合|", "补偿耕地保护|配合|牵头|",
    )  # fmt: skip
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
        ("3月底前", True, "一、3月底前完成（1项）"), ("全年", True, "二、全年推进"),
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


def test_records_of_two_rows_are_one_row_each() -> None:
    reading = read(
        "序号|工作任务|责任单位", "|具体措施|完成时限",
        "1|推进供水一体化|县水利局", "|新建水厂2座|10月底前", "2|提升教育质量|县教育局", "|改扩建学校3所|8月底前",
    )  # fmt: skip
    assert duties(reading) == [
        ("新建水厂2座", "10月底前", (("responsible", "县水利局"),)), ("改扩建学校3所", "8月底前", (("responsible", "县教育局"),)),
    ]  # fmt: skip
    assert [d.task for d in reading.drafts] == ["推进供水一体化", "提升教育质量"]


def test_a_head_of_two_rows_over_single_rows_is_not_taken_for_records_of_two() -> None:
    reading = read(
        "序号|任务|责任分工|", "||牵头单位|配合单位", "1|新建水厂|县水利局|县财政局", "2|改造管网|县住建局|县水利局", "3|修建泵站|县水利局|县住建局",
    )  # fmt: skip
    assert [d.text for d in reading.drafts] == ["新建水厂", "改造管网", "修建泵站"]


def test_districts_answer_for_their_shares_of_an_indicator() -> None:
    reading = read("序号|指标|单位|全市|海曙区|江北区|牵头部门", "1|新增就业|人|9000|5000|4000|市人社局", "2|造林面积|万亩|3|1|2|市林业局")
    assert duties(reading)[1][2] == (("lead", "市林业局"), ("responsible", "海曙区"), ("responsible", "江北区"))
    assert all(a.likely for a in reading.drafts[1].assignments if a.role == "responsible")
    assert [(v.scope, v.indicator, v.value, v.unit) for v in reading.drafts[1].values] == [
        ("海曙区", "造林面积", 1.0, "万亩"), ("江北区", "造林面积", 2.0, "万亩"),
    ]  # fmt: skip


def test_a_time_in_brackets_behind_words_is_their_deadline() -> None:
    reading = read("序号|任务|责任单位", "1|新修水渠2公里（5月底前）|县水利局", "2|种植柑橘300亩（含补植）|县林业局")
    assert [(text, deadline) for text, deadline, _ in duties(reading)] == [("新修水渠2公里", "5月底前"), ("种植柑橘300亩（含补植）", "")]
    place = reading.drafts[0].deadline_place
    assert place is not None and place.end - place.start == len("5月底前")


def test_numbered_duties_of_a_card_have_each_its_time() -> None:
    duty = "1.新修水渠2公里（5月底前）\n2.种植柑橘300亩（11月底前）"
    reading = read_tables([stated(["村名", "上河村"], ["帮扶单位", "县水利局"], ["落实主体", "白沙镇人民政府"], ["年度任务", duty])])
    assert [(text, deadline) for text, deadline, _ in duties(reading)] == [("新修水渠2公里", "5月底前"), ("种植柑橘300亩", "11月底前")]
    assert [a.mention for a in reading.drafts[1].assignments] == ["县水利局", "白沙镇人民政府"]


def test_words_above_their_labels_are_records_without_a_head() -> None:
    table = stated(
        ["1", *["新建重点实验室2个"] * 4], ["", "责任部门", "科研处", "时限", "11月30日"],
        ["2", *["新签实习基地15个"] * 4], ["", "责任部门", "教务处", "时限", "7月10日"],
    )  # fmt: skip
    reading = read_tables([table])
    assert duties(reading) == [
        ("新建重点实验室2个", "11月30日", (("responsible", "科研处"),)), ("新签实习基地15个", "7月10日", (("responsible", "教务处"),)),
    ]  # fmt: skip


def test_a_bar_before_a_heading_that_is_a_time_changes_nothing() -> None:
    reading = read(
        "序号|工作事项|主办|协办", "▍4月底前完成（1项）|||", "1|更换阀门120个|县应急局|县城管局", "▍10月底前完成（1项）|||",
        "2|组建应急队3支|县消防队|各乡镇",
    )  # fmt: skip
    assert [d.deadline for d in reading.drafts] == ["4月底前", "10月底前"]


def stated(*rows: list[str]) -> Table:
    """A table with stated spans: neighbouring cells with the same words are one."""
    cells = []
    for r, row in enumerate(rows):
        c = 0
        while c < len(row):
            width = next((n for n in range(1, len(row) - c + 1) if c + n == len(row) or row[c + n] != row[c]), 1)
            cells.append(Cell(row[c], Place(100 * r + 10 * c, 100 * r + 10 * c + len(row[c])), r, c, 1, width))
            c += width
    return Table(tuple(cells), len(rows), max(map(len, rows)), Place(0, 0, table=1), spans_stated=True)


def test_an_option_of_many_words_that_is_not_ticked_is_left_out_whole() -> None:
    long = "县退役军人事务局会同" + "县人力资源和社会保障局、" * 6 + "县教育局"
    reading = read("任务|责任单位|时限", f"改造管网|☑县水利局 □{long}|6月底", "治理灌区|☑县水利局|9月底")
    assert [bodies for _, _, bodies in duties(reading)] == [(("responsible", "县水利局"),)] * 2


def test_the_second_column_of_bodies_assists_where_no_head_says_a_role() -> None:
    reading = read(
        "号|难事|落到哪家|旁边哪家|交卷日", "1|疏通暗渠12处|县住建局|县水务局|5月底", "2|补种行道树300株|县林业局|各乡镇|9月底",
    )  # fmt: skip
    assert duties(reading) == [
        ("疏通暗渠12处", "5月底", (("responsible", "县住建局"), ("support", "县水务局"))),
        ("补种行道树300株", "9月底", (("responsible", "县林业局"), ("support", "各乡镇"))),
    ]
    assert all(a.likely for d in reading.drafts for a in d.assignments)


def test_cells_of_body_person_telephone_and_time_are_told_apart() -> None:
    reading = read("号|办啥|落地", "1|打通断头路|区住建局（李明 0835-2233445）；4月底", "2|亮化小巷30条|区城管局（周健 0835-2231234）；年底前")
    assert duties(reading) == [("打通断头路", "4月底", (("responsible", "区住建局"),)), ("亮化小巷30条", "年底前", (("responsible", "区城管局"),))]
    assert [remark.text for remark in reading.drafts[0].remarks] == ["李明 0835-2233445"]


def test_labels_that_come_again_in_other_tables_are_those_of_cards() -> None:
    cards = [
        stated(["卡号", f"B{at}"], ["干到什么样", words], ["归口", body], ["搭档", other], ["交卡", due])
        for at, (words, body, other, due) in enumerate([
            ("拆除违建6.5万平方米，优先补绿", "镇执法队", "各村", "9月底"), ("完成14个自然村污水纳管", "镇环保站", "镇建管办", "11月底"),
        ])
    ]  # fmt: skip
    assert duties(read_tables(cards)) == [
        ("拆除违建6.5万平方米，优先补绿", "9月底", (("responsible", "镇执法队"), ("support", "各村"))),
        ("完成14个自然村污水纳管", "11月底", (("responsible", "镇环保站"), ("support", "镇建管办"))),
    ]


def test_rows_of_one_kind_are_tasks_as_columns() -> None:
    reading = read("看点|停车|买菜", "要干成|新建泊位1200个|改造市场4个", "谁干|市城管局|市商务局", "谁帮|市公安局|各区", "哪天完|10月底|8月底")
    assert duties(reading) == [
        ("新建泊位1200个", "10月底", (("responsible", "市城管局"), ("support", "市公安局"))),
        ("改造市场4个", "8月底", (("responsible", "市商务局"), ("support", "各区"))),
    ]


def test_a_head_parted_into_bodies_below_another_head_is_read_with_its_marks() -> None:
    reading = read("编|动作|部门||", "||财政局|住建局|人社局", "1|清欠工程款|○|★|○", "2|发放稳岗补贴|○||★")
    assert [d.text for d in reading.drafts] == ["清欠工程款", "发放稳岗补贴"]
    assert [a.mention for a in reading.drafts[1].assignments] == ["财政局", "人社局"]


def test_one_character_below_a_body_is_its_role() -> None:
    reading = read("事项|国资委|司法局|经信局|截止月", "起草监管办法|主|协|—|4月", "处置闲置厂房11处|协|—|主|8月")
    assert [bodies for _, _, bodies in duties(reading)] == [
        (("responsible", "国资委"), ("support", "司法局")), (("support", "国资委"), ("responsible", "经信局")),
    ]  # fmt: skip


def test_marks_apart_are_several_months_and_marks_side_by_side_one_stretch() -> None:
    reading = read("序号|活动|谁办|3月|4月|5月|9月", "1|开展促消费活动|县商务局|●|||●", "2|组织招聘会|县人社局|●|●|●|")
    assert [d.deadline for d in reading.drafts] == ["3月、9月", "3月至5月"]


def test_a_time_in_brackets_behind_a_heading_in_a_row_holds_for_the_rows_below() -> None:
    reading = read("任务|主办|会办", "第一批（6月底前办结）||", "取消证明22项|司法局|各部门", "第二批（9月底前办结）||", "建成政策库|工信局|税务局")
    assert [d.deadline for d in reading.drafts] == ["6月底前", "9月底前"]


def test_lines_with_the_same_labels_in_every_cell_are_columns() -> None:
    table = stated(
        ["序号", "项目卡"], ["1", "做什么：清运垃圾15万吨\n谁牵总：市城管局\n谁帮衬：市公安局、市交通局\n啥时完：5月底"],
        ["2", "做什么：新增绿道36公里\n谁牵总：市园林局\n谁帮衬：市资规局\n啥时完：10月底"],
    )  # fmt: skip
    assert duties(read_tables([table])) == [
        ("清运垃圾15万吨", "5月底", (("lead", "市城管局"), ("support", "市公安局"), ("support", "市交通局"))),
        ("新增绿道36公里", "10月底", (("lead", "市园林局"), ("support", "市资规局"))),
    ]


def test_labels_with_a_blank_behind_them_give_the_roles_of_a_cell() -> None:
    table = stated(
        ["序号", "提升任务", "人手", "收官"], ["1", "治理山洪沟2条", "牵头 县水利局\n配合 县应急局、各镇", "6月底"],
        ["2", "补齐广播210套", "牵头 县融媒体中心\n配合 县应急局", "9月底"],
    )  # fmt: skip
    assert [bodies for _, _, bodies in duties(read_tables([table]))] == [
        (("lead", "县水利局"), ("support", "县应急局"), ("support", "各镇")), (("lead", "县融媒体中心"), ("support", "县应急局")),
    ]  # fmt: skip


def test_items_that_end_with_brackets_at_the_ends_of_lines_are_measures_each() -> None:
    cell = "1.排查交通隐患点位（公安局、教育局，3月底）\n2.改造减速带48处（交通局，8月底）\n3.配齐护学岗212人（各街道，长期）"
    found = stated_cells(stated(["方面", "要办的事"], ["交通安全", cell]), Document("a", "", "txt", cell, ()))
    assert found is not None
    assert [(d.text, d.deadline, [a.mention for a in d.assignments]) for d in found.drafts] == [
        ("排查交通隐患点位", "3月底", ["公安局", "教育局"]), ("改造减速带48处", "8月底", ["交通局"]), ("配齐护学岗212人", "长期", ["各街道"]),
    ]  # fmt: skip


def captioned(caption: str, *rows: str) -> list[Block]:
    """A caption above a table of rows whose cells are parted by |; a lone cell reaches over all columns."""
    width = max(row.count("|") + 1 for row in rows)
    table = stated(*(row.split("|") if "|" in row else [row] * width for row in rows))
    start = 100 * len(rows)
    return [Paragraph(caption, Place(start, start + len(caption))), table]


def test_a_label_that_no_list_knows_names_the_body_of_the_tasks_counted_behind_it() -> None:
    head = "序号|交办内容|协助单位|办结日期"
    blocks = captioned(
        "交办对象：区住建委（1件）", head, "1|加固危房23栋|上清街道|6月15日", "交办对象：区城管局（1件）", head, "1|改造路灯760盏|大溪街道|5月31日",
    )  # fmt: skip
    assert [bodies for _, _, bodies in duties(read_tables(blocks))] == [
        (("responsible", "区住建委"), ("support", "上清街道")), (("responsible", "区城管局"), ("support", "大溪街道")),
    ]  # fmt: skip
    blocks = captioned("复核人员：区住建委", head, "1|加固危房23栋|上清街道|6月15日")
    assert [bodies for _, _, bodies in duties(read_tables(blocks))] == [(("support", "上清街道"),)]


def test_a_role_in_brackets_behind_a_list_holds_for_all_of_it() -> None:
    reading = read("任务|分工|时限", "整治违法图斑37个|县林业局（牵头），平河镇、水库管理处（配合）|9月", "搬迁260户|县住建局、县财政局（配合）|10月")
    assert [bodies for _, _, bodies in duties(reading)] == [
        (("lead", "县林业局"), ("support", "平河镇"), ("support", "水库管理处")), (("responsible", "县住建局"), ("support", "县财政局")),
    ]  # fmt: skip


def test_measured_wraps_stand_inside_names_and_not_between_bodies() -> None:
    words = "州住房和城乡\n建设局、奇台\n县人民政府\n州财政局\n州商务局"
    wraps = (words.index("\n建设"), words.index("\n县人"), words.index("\n州商"))
    rows = [["任务", "经办", "时限"], ["绿化", words, "6月底"], ["改造", "州财政局", "7月底"]]
    table = stated(*rows)
    table = replace(table, cells=tuple(replace(cell, wraps=wraps) if cell.text == words else cell for cell in table.cells))
    assert [a.mention for a in read_tables([table]).drafts[0].assignments] == ["州住房和城乡建设局", "奇台县人民政府", "州财政局", "州商务局"]


def test_names_that_a_page_breaks_go_on_in_their_own_columns() -> None:
    head = ["序号", "任务要求", "经办", "会办", "节点"]
    pages = [
        stated(head, ["4", "封停机井640眼。", "州水利局", "州公安局", "10月"], ["5", "再生水利用率", "准东经济技术", "州工业和信息", "12月"]),
        stated(head, ["", "达到48%", "开发区管委会", "化局、准东水务公司", ""], ["6", "推广灌溉60万亩", "州农业农村局", "州水利局", "11月"]),
    ]
    drafts = read_tables(pages).drafts
    assert [(d.text, [a.mention for a in d.assignments]) for d in drafts[1:]] == [
        ("再生水利用率达到48%", ["准东经济技术开发区管委会", "州工业和信息化局", "准东水务公司"]), ("推广灌溉60万亩", ["州农业农村局", "州水利局"]),
    ]  # fmt: skip


def test_a_merged_cell_that_a_page_breaks_holds_on_the_next_page() -> None:
    head = ["序号", "任务要求", "经办", "节点"]
    first = stated(head, ["1", "封停机井640眼。", "州水利局", "2028年12月"])
    second = stated(head, ["2", "推广灌溉60万亩。", "州农业农村局", ""], ["3", "治理渠道9公里。", "州水利局", ""])
    cells = [replace(c, rows=2) if (c.row, c.column) == (1, 3) else c for c in second.cells if (c.row, c.column) != (2, 3)]
    pages = [replace(first, place=replace(first.place, page=1)), replace(second, cells=tuple(cells), place=replace(second.place, page=2))]
    assert [(d.deadline, d.deadline_inherited) for d in read_tables(pages).drafts] == [
        ("2028年12月", False), ("2028年12月", True), ("2028年12月", True),
    ]  # fmt: skip


def test_words_before_a_date_are_no_date() -> None:
    reading = read("号|啥事|谁管|何时", "1|筹建南校区新楼，9月招生|县教育局|9月1日", "2|改造公寓3栋|县住建局|8月底")
    assert [(d.text, d.deadline) for d in reading.drafts] == [("筹建南校区新楼，9月招生", "9月1日"), ("改造公寓3栋", "8月底")]


def test_a_sentence_with_a_time_is_no_body_though_it_ends_as_one() -> None:
    words = "各主管部门4月25日前建立清单并报县安委办"
    card = stated(["任务名称", "建立隐患清单"], ["工作内容", words], ["牵头单位", "县应急局"], ["完成时限", "4月底"])
    assert duties(read_tables([card])) == [(words, "4月底", (("lead", "县应急局"),))]


def test_what_stands_under_the_whole_year_is_done_within_it() -> None:
    reading = read("序号|工作任务|上半年|全年|主办", "1|改造干道|完成桥梁下部|主线通车|市住建局", "2|新增托位|建成700个|建成1500个|市卫健委")
    assert [(d.text, d.deadline) for d in reading.drafts] == [("改造干道", "全年"), ("新增托位", "全年")]
    assert [remark.text for remark in reading.drafts[0].remarks] == ["完成桥梁下部", "主线通车"]


def test_a_matrix_with_tasks_as_heads_is_turned_over() -> None:
    reading = read("单位|编制应急预案|储备防疫物资|组织实战演练", "教育局|√||√", "卫健局|√|√|", "商务局||√|√")
    assert [(d.text, [a.mention for a in d.assignments]) for d in reading.drafts] == [
        ("编制应急预案", ["教育局", "卫健局"]), ("储备防疫物资", ["卫健局", "商务局"]), ("组织实战演练", ["教育局", "商务局"]),
    ]  # fmt: skip


def test_words_that_are_the_same_in_every_row_are_no_measures() -> None:
    points = "每低1个百分点扣0.5分"
    rows = (f"1|党员报到率达到95%|{points}|组织部", f"2|志愿时长20小时|{points}|文明办", f"3|网格办结率98%|{points}|政法委")
    first = read("序|比什么|怎么算|哪家打分", *rows).drafts[0]
    assert (first.text, [remark.text for remark in first.remarks]) == ("党员报到率达到95%", [points])


def test_a_row_that_says_the_same_in_every_cell_is_a_heading() -> None:
    heading = "|".join(["一、大气治理"] * 4)
    rows = ("序号|任务|责任单位|时限", heading, "1|淘汰锅炉12台|县生态环境局|9月底", "2|封停矿井3眼|县水利局|6月底")
    assert [(d.text, [s.heading for s in d.sections]) for d in read(*rows).drafts] == [
        ("淘汰锅炉12台", ["一、大气治理"]), ("封停矿井3眼", ["一、大气治理"]),
    ]  # fmt: skip


def test_of_two_columns_of_bodies_whose_heads_say_no_role_the_second_assists_and_is_marked_as_likely() -> None:
    reading = read(
        "网格号|治理任务|兜底单位|报到单位|完成时点",
        "01|清理僵尸车45台|县环卫所|县公安局|4月底",
        "02|检查商户312家|县应急局|县消防救援大队、县市场监管局|每双月",
        "03|修缮楼道60处|县住建局|县财政局|9月底",
    )
    assert [duty[2] for duty in duties(reading)] == [
        (("responsible", "县环卫所"), ("support", "县公安局")),
        (("responsible", "县应急局"), ("support", "县消防救援大队"), ("support", "县市场监管局")),
        (("responsible", "县住建局"), ("support", "县财政局")),
    ]
    assert [one.likely for one in reading.drafts[0].assignments] == [False, True]


def test_a_role_over_bodies_is_that_of_the_marks_below_them() -> None:
    table = stated(
        ["序号", "派工内容", "牵头", "牵头", "参与", "参与", "交账时间"],
        ["", "", "县文旅局", "县水利局", "县财政局", "县公安局", ""],
        ["1", "编制古城保护规划", "", "√", "", "√", "4月20日"],
        ["2", "修复传统建筑62栋", "√", "", "√", "", "11月底"],
        ["3", "改造消防水源18处", "√", "", "", "√", "7月底"],
    )
    assert [duty[2] for duty in duties(read_tables([table]))] == [
        (("lead", "县水利局"), ("support", "县公安局")),
        (("lead", "县文旅局"), ("support", "县财政局")),
        (("lead", "县文旅局"), ("support", "县公安局")),
    ]


def page(words: str) -> Reading:
    """Read the tables of a page."""
    return read_tables(read_html(f"<html><body>{words}</body></html>".encode(), "a.html", "").blocks)


def test_cards_of_several_rows_whose_labels_come_again_in_one_table() -> None:
    reading = page(
        "<table><tr><td>问题1</td><td colspan=3>矿区扬尘超标3次</td></tr><tr><td>怎么改</td><td colspan=3>转运固废3万吨</td></tr>"
        "<tr><td>哪家改</td><td>县工信局</td><td>哪家帮</td><td>县生态环境分局</td></tr>"
        "<tr><td>问题2</td><td colspan=3>草场超载2成</td></tr><tr><td>怎么改</td><td colspan=3>核减牲畜2千头</td></tr>"
        "<tr><td>哪家改</td><td>县林草局</td><td>哪家帮</td><td>各乡镇</td></tr></table>"
    )
    assert duties(reading) == [
        ("转运固废3万吨", "", (("responsible", "县工信局"), ("support", "县生态环境分局"))),
        ("核减牲畜2千头", "", (("responsible", "县林草局"), ("support", "各乡镇"))),
    ]
    assert [draft.task for draft in reading.drafts] == ["矿区扬尘超标3次", "草场超载2成"]


def test_a_role_word_closes_each_line_of_a_cell() -> None:
    reading = page(
        "<table><tr><th>事项</th><th>落实链条</th><th>时限</th></tr>"
        "<tr><td>新建步道3公里</td><td>区科工局主办<br>区农业局、区茶业办协办</td><td>9月底</td></tr>"
        "<tr><td>新增学位400个</td><td>区教育局（主责）<br>区发改局、区财政局（协同）</td><td>8月底</td></tr>"
        "<tr><td>建设厂房2万平方米</td><td>牵头—高新区管委会<br>配合—区自然资源局<br>时限—7月底</td><td></td></tr></table>"
    )
    assert duties(reading) == [
        ("新建步道3公里", "9月底", (("responsible", "区科工局"), ("support", "区农业局"), ("support", "区茶业办"))),
        ("新增学位400个", "8月底", (("responsible", "区教育局"), ("support", "区发改局"), ("support", "区财政局"))),
        ("建设厂房2万平方米", "7月底", (("lead", "高新区管委会"), ("support", "区自然资源局"))),
    ]


def test_captions_and_titles_over_several_tables_give_the_bodies() -> None:
    table = "<table><tr><th>序号</th><th>任务</th><th>时间</th></tr><tr><td>1</td><td>{}</td><td>9月底</td></tr></table>"
    labelled = page("<p>认领单位：区水务局（河长办）</p>" + table.format("疏浚河道4公里"))
    assert duties(labelled) == [("疏浚河道4公里", "9月底", (("responsible", "区水务局（河长办）"),))]
    titled = page("<p>区民政局任务单</p>" + table.format("新增床位60张") + "<p>区商务局任务单</p>" + table.format("培育首店8家"))
    assert [duty[2] for duty in duties(titled)] == [(("responsible", "区民政局"),), (("responsible", "区商务局"),)]
    alone = page("<p>区民政局任务单</p>" + table.format("新增床位60张"))
    assert duties(alone) == []  # over a single table it may only say who made it


def test_numbered_deadlines_go_with_the_numbered_measures_beside_them() -> None:
    reading = page(
        "<table><tr><th>问题</th><th>整改措施</th><th>整改时限</th><th>责任单位</th></tr>"
        "<tr><td>巡田不到位</td><td>1.修订工作细则。<br>2.通报约谈。</td><td>1.4月15日前<br>2.长期坚持</td><td>县资源局</td></tr>"
        "<tr><td>台账不清</td><td>1.排查地块。<br>2.建立台账。</td><td>6月底前</td><td>1.县农业局<br>2.县统计局</td></tr>"
        "<tr><td>机井闲置</td><td>1.修复机井。<br>2.移交管护。</td><td>5月底前</td><td>县水利局</td></tr></table>"
    )
    assert duties(reading) == [
        ("修订工作细则", "4月15日前", (("responsible", "县资源局"),)),
        ("通报约谈", "长期坚持", (("responsible", "县资源局"),)),
        ("排查地块", "6月底前", (("responsible", "县农业局"),)),
        ("建立台账", "6月底前", (("responsible", "县统计局"),)),
        ("1.修复机井。\n2.移交管护。", "5月底前", (("responsible", "县水利局"),)),
    ]


def test_a_row_whose_number_heads_those_below_is_a_heading_with_its_body() -> None:
    reading = read(
        "序号|内容|承担部门|期限", "1|托育服务|区卫健局|", "1.1|增加托位420个||9月底", "1.2|建设托育点6处||11月底",
        "2|新建幼儿园2所|区教育局|8月底",
    )  # fmt: skip
    assert duties(reading) == [
        ("增加托位420个", "9月底", (("responsible", "区卫健局"),)),
        ("建设托育点6处", "11月底", (("responsible", "区卫健局"),)),
        ("新建幼儿园2所", "8月底", (("responsible", "区教育局"),)),
    ]
    assert [draft.sections[0].heading for draft in reading.drafts[:2]] == ["1.托育服务", "1.托育服务"]


def test_values_of_bodies_under_a_bare_head_and_a_note_that_dates_them() -> None:
    reading = read("序号|单位|造林（亩）|抚育（亩）", "1|信陵镇|420|1500", "2|野三关镇|380|1200", "3|沿渡河镇|960|800", "4|铁厂荒林场|200|3000")
    assert [(d.text, d.assignments[0].mention, len(d.values)) for d in reading.drafts][-1] == ("铁厂荒林场", "铁厂荒林场", 2)
    assert time_for_all("各单位须于2026年11月30日前完成上述任务并通过验收。") == (5, 17)
    assert due_for_all("各单位须于2026年11月30日前完成自查。") is None


def test_a_line_above_a_table_dates_its_rows() -> None:
    table = "<table><tr><th>任务</th><th>责任单位</th></tr><tr><td>改造公厕5座</td><td>县城管局</td></tr></table>"
    reading = page("<p>完成时限：2026年10月底前</p>" + table)
    assert [(d.deadline, d.deadline_inherited) for d in reading.drafts] == [("2026年10月底前", True)]
    assert page("<p>制表时间：2026年3月5日</p>" + table).drafts[0].deadline == ""


def test_persons_behind_dashes_stay_beside_the_body() -> None:
    reading = read("任务|责任到人|时间", "硬化巷道26公里|县交通局-王磊-13800003234|9月底", "创建和美乡村8个|县农业局-王强-13800001234|10月底")
    assert [duty[2] for duty in duties(reading)] == [(("responsible", "县交通局"),), (("responsible", "县农业局"),)]
    assert [[remark.text for remark in draft.remarks] for draft in reading.drafts] == [["王磊-13800003234"], ["王强-13800001234"]]


@pytest.mark.parametrize(("width", "names"), [(3.2, ["沙头镇政府", "县水利局"]), (9.0, ["沙头镇", "政府", "县水利局"])])
@pytest.mark.parametrize("form", ["docx", "xlsx"])
def test_a_line_end_that_somebody_typed_at_a_full_line_parts_no_name(form: str, width: float, names: list[str]) -> None:
    """The column is ``width`` characters wide, so that 沙头镇 fills it or does not."""
    held, lines = io.BytesIO(), ["沙头镇", "政府", "县水利局"]
    if form == "docx":
        paper = docx.Document()
        paper.add_paragraph("清河县2026年任务表")
        table = paper.add_table(2, 2)
        for at, words in enumerate(("任务", "责任单位", "疏浚河道4公里", "\n".join(lines))):
            cell = table.cell(at // 2, at % 2)
            cell.text, cell.width = words, Pt(width * 12 + 10.8)
            for run in cell.paragraphs[0].runs:
                run.font.size = Pt(12)
        paper.save(held)
        document = read_docx(held.getvalue(), "a.docx", "")
    else:
        book = Workbook()
        sheet = book.active
        for row in (("任务", "责任单位"), ("疏浚河道4公里", "\n".join(lines))):
            sheet.append(row)
        sheet.column_dimensions["B"].width = (width * 11 / 0.75 + 5) / 7
        book.save(held)
        document = read_xlsx(held.getvalue(), "a.xlsx", "")[0]
    assert [a.mention for a in read_tables(document.blocks).drafts[0].assignments] == names


def test_the_same_words_as_above_are_a_measure_with_bodies_of_their_own() -> None:
    reading = read(
        "序号|任务|牵头单位|完成时限", "1|清理排污口23个|县生态环境分局|5月底前", "2|同上|县城管局|9月底前",
        "3|新建缓冲带4公里|县水利局|10月底前",
    )  # fmt: skip
    assert duties(reading) == [
        ("清理排污口23个", "5月底前", (("lead", "县生态环境分局"),)),
        ("清理排污口23个", "9月底前", (("lead", "县城管局"),)),
        ("新建缓冲带4公里", "10月底前", (("lead", "县水利局"),)),
    ]


def test_a_cell_that_names_another_row_has_the_bodies_of_that_row() -> None:
    reading = read(
        "序号|任务|责任单位|完成时限", "1|铺设雨水管网9公里|县住建局、县水利局|6月底", "2|清理沟渠20公里|县水利局|9月底",
        "3|新建停车场2个|责任单位同第1项|11月底", "4|补植行道树300株|同上一项|同序号2", "5|安装路灯80盏|县城管局、同第2项|12月底",
        "6|改造公厕4座|同第9项|12月底",
    )  # fmt: skip
    assert [(d.text[:2], d.deadline, [(a.mention, a.basis) for a in d.assignments]) for d in reading.drafts[2:]] == [
        ("新建", "11月底", [("县住建局", "inherited-cell"), ("县水利局", "inherited-cell")]),
        ("补植", "9月底", [("县住建局", "inherited-cell"), ("县水利局", "inherited-cell")]),
        ("安装", "12月底", [("县城管局", "cell")]),
        ("改造", "12月底", []),
    ]
    # No row has the number 9, and what stands beside a body is not taken apart: both are told.
    assert [one.text for one in reading.residue] == ["同第2项", "同第9项"]


@pytest.mark.parametrize(
    ("head", "kind"), [("参训单位", "note"), ("参评单位", "note"), ("参审科室", "role"), ("受托单位", "role"), ("受援单位", "note")]
)
def test_who_only_shows_up_for_a_deed_does_not_answer_for_it(head: str, kind: str) -> None:
    assert head_of(head).kind == kind


@pytest.mark.parametrize("title", ["重点指标任务分解明细表", "任务分解一览表", "年度目标分解表", "任务分工单"])
def test_a_title_says_that_tasks_are_shared_out(title: str) -> None:
    assert shares_out(blocks_of(title + "\n\n区域\t数量\n甲镇\t30"))


@pytest.mark.parametrize("at", [0, 4])
@pytest.mark.parametrize("note", ["注：责任单位中排第一位的为牵头单位", "（列第一位的单位为牵头单位）", "说明：多家负责的，排名首位的单位牵头落实"])
def test_a_short_note_on_who_leads_is_a_rule_above_the_head_and_below_the_rows(note: str, at: int) -> None:
    rows = [
        "序号|任务|责任单位|完成时限", "1|铺设雨水管网9公里|县住建局、县水利局|6月底", "2|清理沟渠20公里|县水利局、县城管局|9月底",
        "3|新建停车场2个|县城管局|11月底",
    ]  # fmt: skip
    cells, start = [], 0
    for r, line in enumerate([*rows[:at], note, *rows[at:]]):
        words = line.split("|")
        for c, text in enumerate(words):
            cells.append(Cell(text, Place(start, start + len(text), table=1, row=r + 1, column=c + 1), r, c, 1, 4 if len(words) == 1 else 1))
            start += len(text) + 1
    reading = read_tables([Table(tuple(cells), 5, 4, Place(0, start, table=1), spans_stated=True)])
    assert [[(a.role, a.basis) for a in d.assignments] for d in reading.drafts] == [
        [("lead", "rule"), ("responsible", "cell")], [("lead", "rule"), ("responsible", "cell")], [("lead", "rule")],
    ]  # fmt: skip
    assert not reading.residue and not reading.headings


def test_the_first_words_of_a_duty_set_the_role_of_the_body_before_it() -> None:
    reading = read(
        "成员单位|工作职责", "市应急局|负责储备防汛物资。", "市公安局|配合做好水库巡查。", "市水利局|1.牵头编制调度方案。 2.协助转移群众。",
    )  # fmt: skip
    assert [(d.text[:4], d.assignments[0].role, d.assignments[0].role_raw) for d in reading.drafts] == [
        ("负责储备", "responsible", "成员单位"),
        ("配合做好", "support", "配合"),
        ("牵头编制", "lead", "牵头"),
        ("协助转移", "support", "协助"),
    ]


def test_projects_that_are_named_as_bodies_are_stay_tasks() -> None:
    reading = read("项目名称|形象进度|竣工时间|行业主管部门", "抽水蓄能电站|上库大坝填筑|12月|县发改局", "智慧物流园|主体封顶|9月|县商务局")
    assert [(d.task or d.text, [a.mention for a in d.assignments]) for d in reading.drafts] == [
        ("抽水蓄能电站", ["县发改局"]), ("智慧物流园", ["县商务局"]),
    ]  # fmt: skip


@pytest.mark.parametrize("words", ["合计（9个）", "总计(12项)", "小计"])
def test_a_row_that_counts_others_in_brackets_is_no_measure(words: str) -> None:
    head = "<tr><td>序号</td><td>项目名称</td><td>总投资</td><td>年度建设任务</td><td>牵头部门</td></tr>"
    total = f"<tr><td colspan=2>{words}</td><td>386500</td><td></td><td></td></tr>"
    row = "<tr><td>1</td><td>农村公路</td><td>9000</td><td>改造县乡公路42公里</td><td>县交通运输局</td></tr>"
    page = f"<html><body><h1>桐山县2026年项目计划表</h1><table>{head}{total}{row}</table></body></html>"
    document = read_html(page.encode(), "a.html", "0" * 64)
    assert [(m.task.title if m.task else None, m.text) for m in extract(document).measures] == [("农村公路", "改造县乡公路42公里")]


def test_what_stands_in_a_column_that_people_call_bodies_is_a_body_whatever_it_looks_like() -> None:
    rows = ["甲\t乙\t丙", "甲一\t绿色低碳发展\t东风组", "甲二\t数字赋能增效\t红旗营"]
    blocks: list[Block] = [block for block in blocks_of("\n".join(rows)) if isinstance(block, Table)]
    assert read_tables(blocks).drafts == []
    reading = read_tables(blocks, decided={"甲 | 乙 | 丙": {2: "measure", 3: "lead"}})
    assert duties(reading) == [("绿色低碳发展", "", (("lead", "东风组"),)), ("数字赋能增效", "", (("lead", "红旗营"),))]


def test_a_sentence_beside_a_table_dates_its_rows() -> None:
    for sentence, time in {
        "清单所列任务除备注栏另有时限要求外，均须于2026年11月30日前完成。": "2026年11月30日前",
        "请各责任单位对照下表，于5月20日前全部整改到位。": "5月20日前",
        "上述事项完成时限统一为2026年10月31日前。": "2026年10月31日前",
    }.items():
        begin, end = time_for_all(sentence) or (0, 0)
        assert due_for_all(sentence) is not None
        assert sentence[begin:end] == time
    for sentence in ("各单位要按照职责分工，于6月底前完成自查。", "请对照下表，于6月底前将完成情况报送县政府办。", "表中任务6月底前完成情况"):
        assert due_for_all(sentence) is None


def test_a_remark_that_is_a_limit_dates_its_row() -> None:
    reading = read(
        "序号|任务内容|责任单位|备注", "1|修补坑槽300处|区公路中心|8月底前", "2|更新井盖60个|区城管局|已列入预算",
        "3|移栽行道树90株|区园林处|3月5日",
    )  # fmt: skip
    assert [draft.deadline for draft in reading.drafts] == ["8月底前", "", ""]
    assert [draft.remarks[0].text for draft in reading.drafts] == ["8月底前", "已列入预算", "3月5日"]


def test_marks_under_months_that_a_legend_explains_end_the_task() -> None:
    reading = page(
        "<p>图例：○推进 ▲完成</p><table><tr><th>内容</th><th>3月</th><th>4月</th><th>5月</th><th>承办单位</th></tr>"
        "<tr><td>完成用地报批</td><td>○</td><td>▲</td><td></td><td>县资源局</td></tr>"
        "<tr><td>完成招标</td><td></td><td>○</td><td>▲</td><td>县住建局</td></tr></table>"
    )
    assert [draft.deadline for draft in reading.drafts] == ["4月", "5月"]


def test_figures_that_count_the_tasks_of_bodies_are_no_marks() -> None:
    reading = read(
        "序号|任务|县财政局|县林业局|县水利局|完成时限", "1|新种油茶800亩|○|◎||11月底", "2|清淤渠道12公里|||◎|6月底",
        "3|改造茶园600亩||◎||9月底", "承担任务数（项）||1|2|1|",
    )  # fmt: skip
    assert [(duty[0], [body for _, body in duty[2]]) for duty in duties(reading)] == [
        ("新种油茶800亩", ["县财政局", "县林业局"]), ("清淤渠道12公里", ["县水利局"]), ("改造茶园600亩", ["县林业局"]),
    ]  # fmt: skip
    assert "承担任务数（项）" in [one.text for one in reading.residue]


def test_a_column_with_the_marks_of_the_bodies_beside_it_is_one_too() -> None:
    table = (
        "<table><tr><th>工作事项</th><th>办公室</th><th>人事处</th><th>科技处</th><th>是否公开</th></tr>"
        "<tr><td>修订保密制度</td><td>A</td><td>B</td><td></td><td>B</td></tr><tr><td>组织专利培训</td><td>B</td><td></td><td>A</td><td>B</td></tr></table>"
    )
    reading = page(table + "<p>注：A为牵头部门，B为配合部门。</p>")
    assert [duty[2] for duty in duties(reading)] == [
        (("lead", "办公室"), ("support", "人事处")),
        (("support", "办公室"), ("lead", "科技处")),
    ]


def test_a_table_without_a_head_keeps_its_first_row() -> None:
    reading = read("完成粮食播种46万亩|县农业局|6月底", "建成高标准农田2万亩|县农业局、县水利局|10月底", "培训农民800人|县人社局|全年")
    assert [(words, due) for words, due, _ in duties(reading)] == [
        ("完成粮食播种46万亩", "6月底"), ("建成高标准农田2万亩", "10月底"), ("培训农民800人", "全年"),
    ]  # fmt: skip
    assert all(one.likely for draft in reading.drafts for one in draft.assignments)


def test_bodies_side_by_side_answer_for_what_stands_below_them() -> None:
    words = "<table><tr><td>财政局</td><td>审计局</td></tr><tr><td>1.编制绩效方案；<br>2.压减支出5%。</td><td>开展专项审计3次</td></tr></table>"
    blocks = read_html(f"<html><body>{words}</body></html>".encode(), "a.html", "").blocks
    found = crossed(next(block for block in blocks if isinstance(block, Table)), blocks)
    assert found is not None
    assert [(d.text, [(a.role, a.mention, a.likely) for a in d.assignments]) for d in found.drafts] == [
        ("编制绩效方案", [("responsible", "财政局", True)]),
        ("压减支出5%", [("responsible", "财政局", True)]),
        ("开展专项审计3次", [("responsible", "审计局", True)]),
    ]


@pytest.mark.parametrize(
    ("note", "role", "body", "left"),
    [
        ("以上任务由县政府督查室负责督办。", "supervise", "县政府督查室", []),
        ("备注：县审计局对全部事项进行跟踪监督。", "supervise", "县审计局", []),
        ("说明：1.上述各项任务完成情况由县统计局考核；2.每月底报送进展。", "supervise", "县统计局", ["每月底报送进展。"]),
        ("注：县司法局对本表所列事项提供法律保障。", "support", "县司法局", []),
        ("以上任务由县政府督查室按月督查，8月1日前报评估", "supervise", "县政府督查室", ["，8月1日前报评估"]),
    ],
)
@pytest.mark.parametrize("inside", [True, False])
def test_a_note_that_speaks_of_all_rows_gives_each_its_body_by_rule(note: str, role: str, body: str, left: list[str], inside: bool) -> None:
    rows = [
        "序号|工作任务|责任单位|完成时限", "1|铺设雨水管网9公里|县住建局|6月底", "2|清理沟渠20公里|县水利局|9月底", "3|新建停车场2个|县城管局|11月底",
    ]  # fmt: skip
    tail = f'<tr><td colspan="4">{note}</td></tr></table>' if inside else f"</table><p>{note}</p>"
    cells = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row.split('|'))}</tr>" for row in rows)
    found = extract(read_html(f"<p>安平县2026年重点任务分工表</p><table>{cells}{tail}".encode(), "a.html", ""))
    assert [[(a.role, a.mention, a.basis) for a in m.assignments][1:] for m in found.measures] == [[(role, body, "rule")]] * 3
    assert [one.text for one in found.residue] == ([note] if inside and left else left)
    assert len(found.plans[0].rules) == 1 and found.plans[0].rules[0] in note


@pytest.mark.parametrize(
    "note",
    [
        "以上任务由各责任单位督促落实。", "注：县教育局对以上两项给予指导。", "县政府督查室对第2项进行督办。",
        "注：以上任务由县纪委监委监督，其中第2项除外。",
    ],
)  # fmt: skip
def test_a_note_that_names_no_body_or_not_all_rows_gives_none_by_rule(note: str) -> None:
    rows = ("序号|工作任务|责任单位", "1|铺设管网9公里|县住建局", "2|清理沟渠8公里|县水利局")
    table = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row.split('|'))}</tr>" for row in rows)
    found = extract(read_html(f"<p>安平县2026年重点任务分工表</p><table>{table}</table><p>{note}</p>".encode(), "a.html", ""))
    assert not [a for m in found.measures for a in m.assignments if a.basis == "rule"]


@pytest.mark.parametrize("second", ["本表任务由县审计局监督。", "以上任务由县审计局监督。"])
def test_a_note_speaks_of_its_own_table_where_the_one_above_has_a_note_too(second: str) -> None:
    def table(words: str, body: str) -> str:
        rows = ("序号|工作任务|责任单位", f"1|{words}9公里|{body}", f"2|{words}8公里|{body}")
        cells = (row.replace("|", "</td><td>") for row in rows)
        return f"<table>{''.join(f'<tr><td>{row}</td></tr>' for row in cells)}</table>"

    page = f"{table('铺设管网', '县住建局')}<p>以上任务由县政府督查室督办。</p>{table('清理沟渠', '县水利局')}<p>{second}</p>"
    found = read_tables(read_html(page.encode(), "a.html", "").blocks)
    assert [[a.mention for a in draft.assignments] for draft in found.drafts] == [["县住建局", "县政府督查室"]] * 2 + [["县水利局", "县审计局"]] * 2


def test_what_a_form_says_above_its_head_and_a_same_as_above_below_nothing_are_told() -> None:
    rows = (
        "填报单位：县整改办|||填报时间：4月2日", "序号|整改措施|责任领导|责任单位", "1|疏浚河道9公里||县水利局", "2|清理垃圾点12处|同上|县城管局",
        "3|修复护栏300米|李明|县交通局",
    )  # fmt: skip
    table = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row.split('|'))}</tr>" for row in rows)
    reading = read_tables(read_html(f"<table>{table}</table>".encode(), "a.html", "").blocks)
    assert [(one.text, one.ignored) for one in reading.residue] == [("同上", False), ("填报单位：县整改办", True), ("填报时间：4月2日", True)]
    assert [duty[2] for duty in duties(reading)] == [(("responsible", "县水利局"),), (("responsible", "县城管局"),), (("responsible", "县交通局"),)]


def test_a_note_names_rows_one_by_one_and_as_a_stretch() -> None:
    rows = ("序号|工作任务|责任单位", "1|铺设管网9公里|县住建局", "2|清理沟渠8公里|县水利局", "3|新建站点2个|县交通局", "4|更换路灯90盏|县城管局")
    table = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row.split('|'))}</tr>" for row in rows)
    note = "说明：第1项、第3-4项由县委督查室和县政府督查室联合督办。"
    found = read_tables(read_html(f"<table>{table}</table><p>{note}</p>".encode(), "a.html", "").blocks)
    watched = [("supervise", "县委督查室"), ("supervise", "县政府督查室")]
    assert [[(a.role, a.mention) for a in d.assignments][1:] for d in found.drafts] == [watched, [], watched, watched]


def test_a_role_that_a_bracket_says_is_shared_is_that_of_the_whole_list() -> None:
    reading = read(
        "任务|责任单位|完成时限", "开展筛查8000人|县卫健局、县妇联（共同牵头）；县财政局（配合）|11月底",
        "新建车位90个|县住建局、县城管局（配合）|9月底",
    )  # fmt: skip
    assert [duty[2] for duty in duties(reading)] == [
        (("lead", "县卫健局"), ("lead", "县妇联"), ("support", "县财政局")), (("responsible", "县住建局"), ("support", "县城管局")),
    ]  # fmt: skip


def test_a_note_under_a_table_says_who_leads_a_row() -> None:
    table = (
        "<table><tr><th>序号</th><th>任务</th><th>责任单位</th></tr><tr><td>1</td><td>检测电梯460台</td><td>县市场监管局</td></tr>"
        "<tr><td>2</td><td>整治自建房隐患</td><td>县资源局</td></tr></table>"
    )
    reading = page(table + "<p>备注：第2项由县住建局总牵头。</p>")
    assert [duty[2] for duty in duties(reading)] == [
        (("responsible", "县市场监管局"),),
        (("lead", "县住建局"), ("responsible", "县资源局")),
    ]
    assert reading.drafts[1].assignments[0].place.start > reading.drafts[1].place.end


@pytest.mark.parametrize(
    "legend",
    [
        "<p>（A类主办，B类协办）</p>",
        "<p>注：A-主办、B-协办、A/B-共同主办</p>",
        "<table><tr><td>代码</td><td>含义</td></tr><tr><td>A</td><td>主办</td></tr><tr><td>B</td><td>协办</td></tr></table>",
    ],
)
def test_letters_mean_what_a_legend_of_any_form_says(legend: str) -> None:
    table = (
        "<table><tr><th>任务事项</th><th>县发改局</th><th>县财政局</th><th>办结时限</th></tr>"
        "<tr><td>申报项目6个</td><td>A</td><td>B</td><td>4月底</td></tr><tr><td>新建停车场3处</td><td>B</td><td>A</td><td>9月底</td></tr></table>"
    )
    assert duties(page(legend + table)) == [
        ("申报项目6个", "4月底", (("responsible", "县发改局"), ("support", "县财政局"))),
        ("新建停车场3处", "9月底", (("support", "县发改局"), ("responsible", "县财政局"))),
    ]


def test_letters_that_nothing_explains_give_no_duty_and_are_unclaimed() -> None:
    reading = read("任务|县发改局|县财政局|时限", "申报项目6个|A|B|4月底", "新建停车场3处|B|A|9月底")
    assert [duty[2] for duty in duties(reading)] == [(), ()]
    formal = {place.start for place in reading.formal}
    letters = [draft.place.start + len(draft.text) + 1 for draft in reading.drafts]
    assert not formal.intersection(letters)


@pytest.mark.parametrize("sentence", ["确保省下达造林计划任务12月底前完成。", "整改方案中问题12月底前完成整改"])
def test_a_measure_that_speaks_of_a_plan_dates_itself_alone(sentence: str) -> None:
    assert due_for_all(sentence) is None


@pytest.mark.parametrize(
    ("sentence", "time"),
    [
        ("表中未写明兑付时间的条款，均于2027年4月30日前完成兑付。", "2027年4月30日前"),
        ("说明：办结时限栏为空的，一律在10月底前办结。", "10月底前"),
        ("请各承办单位于9月10日前办结并书面答复。", "9月10日前"),
        ("以上事项自交办之日起20个工作日内办结。", "自交办之日起20个工作日内"),
        ("各镇（街道）须于2027年11月20日前完成全部指标任务", "2027年11月20日前"),
        ("（以下任务除已注明外，均应于2027年11月底前完成）", "2027年11月底前"),
        ("以上任务（另有要求的除外），均于12月底前完成。", "12月底前"),
    ],
)
def test_a_sentence_dates_what_prints_no_time_of_its_own(sentence: str, time: str) -> None:
    begin, end = time_for_all(sentence) or (0, 0)
    assert sentence[begin:end] == time


@pytest.mark.parametrize("sentence", ["请各承办单位于3月15日前报送方案。", "各单位6月底前完成自查。", "未按时限完成的，12月底前通报。"])
def test_a_sentence_that_sets_another_duty_dates_no_row(sentence: str) -> None:
    assert due_for_all(sentence) is None


def test_sentences_under_several_tables_date_the_rows_of_their_own() -> None:
    text = "植树;上述任务均于4月底前完成。修路;上述任务均于9月底前完成。"
    drafts = [Draft(word, Place(at := text.index(word), at + 2), deadline="") for word in ("植树", "修路")]
    dues = [Place(found := text.index("上述", at), text.index("。", found)) for at in (0, 15)]
    assert [one.deadline for one in dated(drafts, dues, text)[0]] == ["4月底前", "9月底前"]


@pytest.mark.parametrize(
    ("words", "time"),
    [
        ("完成食堂改造，9月20日前投入使用。", "9月20日前"),
        ("新建口袋公园4处，10月底前全部建成", "10月底前"),
        ("修订考勤办法，5月底前提交职代会审议。", None),
        ("3月底前出台方案，11月底前完成。", None),
        ("改造泵站2座，其中东泵站6月底前完成。", None),
    ],
)
def test_the_time_that_closes_a_matter_is_its_deadline(words: str, time: str | None) -> None:
    found = closing_due(words, 0)
    assert (found[0] if found else None) == time


@pytest.mark.parametrize("time", ["会前45天", "会后10天", "T+3日", "自交办之日起15日", "开幕前2周", "赛前30天、赛前7天"])
def test_a_time_counted_from_an_event_is_a_deadline_of_its_column(time: str) -> None:
    reading = read("倒排节点|事项|主责小组|协同单位", f"{time}|搭建主会场|会务组|市会展集团", f"{time}|印制指南2000册|宣传组|市文联")
    assert duties(reading)[0] == ("搭建主会场", time, (("responsible", "会务组"), ("support", "市会展集团")))


def test_whom_a_deed_is_done_to_answers_for_nothing_and_the_form_of_a_head_says_who_does() -> None:
    reading = read(
        "序号|项目名称|被审计单位|主审科室|参审科室|完成时间",
        "1|粮食风险基金管理使用情况审计|市粮食局|财政审计科|数据审计科|二季度",
        "2|市第三医院迁建工程竣工决算审计|市卫生局|投资审计科|数据审计科|四季度",
    )
    assert [bodies for *_, bodies in duties(reading)] == [
        (("responsible", "财政审计科"), ("support", "数据审计科")),
        (("responsible", "投资审计科"), ("support", "数据审计科")),
    ]


def test_a_heading_that_says_when_its_rows_are_in_use_dates_them_without_the_verb() -> None:
    reading = read("事项|牵头部门", "第一批（2027年5月31日前上线运行）|", "联合报装|市住建局", "军人优待|市退役局")
    assert [one.deadline for one in reading.drafts] == ["2027年5月31日前"] * 2


def test_items_of_a_cell_that_close_with_their_own_times_are_measures_of_their_own() -> None:
    reading = page(
        "<table><tr><th>序号</th><th>整改措施及完成时限</th><th>牵头部门</th></tr>"
        "<tr><td>1</td><td>①修订采购办法（3月底前）；<br>②线上采购率达到96%以上（8月底前）；<br>③每季度通报一次；</td><td>药剂科</td></tr></table>"
    )
    assert duties(reading) == [
        ("修订采购办法", "3月底前", (("lead", "药剂科"),)),
        ("线上采购率达到96%以上", "8月底前", (("lead", "药剂科"),)),
        ("每季度通报一次", "", (("lead", "药剂科"),)),
    ]


def test_label_lines_inside_a_cell_belong_to_the_item_above_them() -> None:
    reading = page(
        "<table><tr><th>专项行动</th><th>重点任务及责任分工</th></tr><tr><td>河道整治</td><td>1.治理山洪沟9条。<br>牵头：县水务局；配合：县财政局；时限：汛前<br>"
        "2.清除行洪障碍物。<br>牵头：县应急局；时限：5月底前</td></tr><tr><td>危房改造</td><td>1.改造危房60户。<br>牵头：县住建局；时限：年底前</td></tr></table>"
    )
    assert duties(reading) == [
        ("治理山洪沟9条", "汛前", (("lead", "县水务局"), ("support", "县财政局"))),
        ("清除行洪障碍物", "5月底前", (("lead", "县应急局"),)),
        ("改造危房60户", "年底前", (("lead", "县住建局"),)),
    ]


def test_several_times_behind_one_label_are_one_deadline() -> None:
    reading = read("任务|落实单位及时限", "检查网吧2轮次|市文旅局 时限：4月、10月", "建设心理辅导室8间|市教体局 时限：2027年8月底")
    assert [one.deadline for one in reading.drafts] == ["4月、10月", "2027年8月底"]


def test_places_answer_for_their_values_where_a_title_says_that_tasks_are_shared_out() -> None:
    table = (
        "<table><tr><th rowspan=2>片区</th><th rowspan=2>镇（街道）</th><th colspan=2>参保</th></tr><tr><th>人数（人）</th><th>续保率（%）</th></tr>"
        "<tr><td rowspan=2>北片</td><td>石桥镇</td><td>3400</td><td>93</td></tr><tr><td>大安镇</td><td>2700</td><td>95</td></tr>"
        "<tr><td rowspan=2>南片</td><td>清水镇</td><td>1900</td><td>92</td></tr><tr><td>东关街道</td><td>5100</td><td>96</td></tr></table>"
    )
    reading = page("<p>某县2027年参保扩面重点指标任务分解表</p>" + table)
    assert [(d.text, d.sections[0].heading, d.assignments[0].role, len(d.values)) for d in reading.drafts] == [
        ("石桥镇", "北片", "responsible", 2), ("大安镇", "北片", "responsible", 2),
        ("清水镇", "南片", "responsible", 2), ("东关街道", "南片", "responsible", 2),
    ]  # fmt: skip
    assert page("<p>某县2026年参保情况统计表</p>" + table).drafts == []


def test_who_takes_on_a_letter_answers_for_the_rows_that_name_who_assesses_them() -> None:
    reading = page(
        "<p>2027年度耕地保护责任书</p><p>发书单位：某县人民政府</p><p>责任单位：石桥镇人民政府</p><p>为确保完成年度任务，特签订本责任书。</p>"
        "<table><tr><th>考核内容</th><th>目标要求</th><th>完成时间</th><th>考核部门</th></tr>"
        "<tr><td>粮食播种面积</td><td>4.1万亩</td><td>10月底</td><td>县农业农村局</td></tr>"
        "<tr><td>撂荒地复耕</td><td>620亩</td><td>5月底</td><td>县自然资源局</td></tr></table>"
    )
    assert [bodies for *_, bodies in duties(reading)] == [
        (("responsible", "石桥镇人民政府"), ("supervise", "县农业农村局")),
        (("responsible", "石桥镇人民政府"), ("supervise", "县自然资源局")),
    ]


def test_who_heads_the_body_of_a_caption_is_no_part_of_its_name() -> None:
    table = "<table><tr><th>序号</th><th>工作目标</th><th>完成期限</th></tr><tr><td>1</td><td>完成镇志初稿</td><td>10月底</td></tr></table>"
    reading = page("<p>一、党政综合办公室（负责人：陈志远）</p>" + table)
    assert duties(reading) == [("完成镇志初稿", "10月底", (("responsible", "党政综合办公室"),))]


def test_a_person_on_a_line_of_its_own_is_no_part_of_the_body_above_a_full_line() -> None:
    text = "县自然资源局\n覃  涛\n县税务局\n罗  敏"
    header = (("任务", 0), ("责任单位", 1), ("配合单位及负责人", 2))
    cells = [Cell(words, Place(at, at + len(words), table=1, row=1), 0, column) for at, (words, column) in zip((0, 3, 8), header, strict=True)]
    row = (("盘活厂房4万平方米", 20, ()), ("县投促局", 40, ()), (text, 50, (6, 11)))
    cells += [Cell(words, Place(at, at + len(words), table=1, row=2), 1, c, wraps=wraps) for c, (words, at, wraps) in enumerate(row)]
    table = Table(tuple(cells), 2, 3, Place(0, 90, table=1), spans_stated=True)
    assert [one.mention for one in read_tables([table]).drafts[0].assignments] == ["县投促局", "县自然资源局", "县税务局"]


@pytest.mark.parametrize(
    ("title", "deadline"),
    [("某县任务清单（2027年10月底前完成）", "2027年10月底前"), ("某县任务清单（9月底前全部办结）", "9月底前"), ("某县任务清单（2027年3月）", "")],
)
def test_a_title_whose_bracket_says_when_all_is_done_dates_its_rows(title: str, deadline: str) -> None:
    table = "<table><tr><th>任务</th><th>责任单位</th></tr><tr><td>改造公厕5座</td><td>县城管局</td></tr></table>"
    assert [one.deadline for one in page(f"<p>{title}</p>" + table).drafts] == [deadline]


def test_a_remark_that_says_when_a_row_is_done_and_a_time_counted_from_a_report_are_deadlines() -> None:
    reading = read("序号|任务|责任单位|备注", "1|修补坑槽300处|县公路局|6月底前完成", "2|更新井盖60个|县城管局|年内完成")
    assert [one.deadline for one in reading.drafts] == ["6月底前", "年内"]
    reading = read("事项|办理要求|承办单位", "回复信访件|交办后15个工作日内|县信访局", "现场核查|收到举报24小时内|县城管局")
    assert duties(reading)[1] == ("现场核查", "收到举报24小时内", (("responsible", "县城管局"),))


@pytest.mark.parametrize(
    ("words", "limit"),
    [
        ("建成公园2个，10月底前完成。", "10月底前"),
        ("6月底前完成占用草原的清理。", "6月底前"),
        ("推广2025年6月底前建成的示范点经验。", None),
        ("对10月底前未完成整改的企业实施停产。", None),
        ("10月底前未完成整改的企业一律停产。", None),
        ("落实省政府关于2027年底前全部达标的要求。", None),
        ("改造泵站2座，其中东泵站6月底前完成。", None),
    ],
)
def test_the_one_limit_of_a_sentence_is_that_of_the_measure_only_where_nothing_else_has_it(words: str, limit: str | None) -> None:
    told = sole_due(words, 0)
    assert (told[0] if told else None) == limit


def test_what_is_asked_of_others_by_a_day_dates_no_plan() -> None:
    assert due_for_all("发现问题形成清单反馈。各责任单位于10月底前整改到位。") is None


@pytest.mark.parametrize("head", ["计划开工时间", "开工建设时间", "立项批复日期", "开始实施月份"])
def test_when_a_matter_begins_is_no_limit(head: str) -> None:
    assert head_of(head).kind == "note"


def test_neither_the_title_over_a_table_nor_what_stands_before_it_is_a_duty_of_the_body_below_the_title() -> None:
    def sheet(body: str, *tasks: str) -> str:
        rows = "".join(f"<tr><td>{at}</td><td>{words}</td><td>县财政局</td><td>9月底</td></tr>" for at, words in enumerate(tasks, 1))
        head = "<tr><th>序号</th><th>目标任务</th><th>配合单位</th><th>完成时限</th></tr>"
        return f"<p>安平县2026年部门承担事项清单</p><p>责任部门：{body}</p><table>{head}{rows}</table>"

    page = "<p>填写说明</p><p>每月20日前报送进度。</p>" + sheet("县水利局", "整修渠道12公里", "新建泵站2座") + sheet("县林业局", "造林900亩")
    found = extract(read_html(page.encode(), "a.html", ""))
    assert [(m.text, [(a.role, a.mention) for a in m.assignments]) for m in found.measures] == [
        ("整修渠道12公里", [("responsible", "县水利局"), ("support", "县财政局")]),
        ("新建泵站2座", [("responsible", "县水利局"), ("support", "县财政局")]),
        ("造林900亩", [("responsible", "县林业局"), ("support", "县财政局")]),
    ]
    assert any("每月20日前报送进度" in one.text for one in found.residue)


def test_with_whom_a_danger_was_found_answers_only_where_nobody_else_does() -> None:
    found = read(
        "序号|问题单位（场所）|问题情况|整改要求|整改责任单位|时限", "1|安平宾馆|消火栓无水|修复消火栓6处|县文旅局|5月底",
        "2|县第二医院|通道堵塞|清理通道2条|县卫健局|6月底",
    )  # fmt: skip
    assert [(d.text, [a.mention for a in d.assignments]) for d in found.drafts] == [("修复消火栓6处", ["县文旅局"]), ("清理通道2条", ["县卫健局"])]
    alone = read("序号|隐患单位|隐患情况|整改要求|时限", "1|县第一中学|消火栓无水|修复消火栓6处|5月底", "2|县第二医院|通道堵塞|清理通道2条|6月底")
    assert [[a.mention for a in d.assignments] for d in alone.drafts] == [["县第一中学"], ["县第二医院"]]


def bilingual(*rows: str) -> list[tuple[str, str, str | None, tuple[tuple[str, str], ...], tuple[str, ...]]]:
    """Words, deadline, its last day, bodies with roles and remarks of every measure; / parts the lines of a cell."""
    table = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row.replace("/", "<br>").split("|")) + "</tr>" for row in rows)
    found = read_tables(read_html(f"<meta charset=utf-8><table>{table}</table>".encode(), "a.html", "").blocks)
    assert found.residue == []
    return [
        (
            draft.text, draft.deadline, read_deadline(draft.deadline, 2026, column=True).end,
            tuple((one.role, one.mention) for one in draft.assignments), tuple(one.text for one in draft.remarks),
        ) for draft in found.drafts
    ]  # fmt: skip


def test_a_russian_line_under_each_chinese_one_says_the_same() -> None:
    assert bilingual(
        "序号/№|工作任务/Задача|牵头单位/Ответственный|协作单位/Соисполнители|完成时间/Срок",
        "1|开通边贸班列2条。/Открыть 2 поезда.|市商务局/Управление коммерции|市外办/Канцелярия КПП/黑河海关/Таможня|2026年5月底前/до конца мая",
        "2|举办冰雪节。/Провести фестиваль.|市文旅局 Управление культуры|市体育局 Управление спорта|2026年四季度 IV квартал 2026 г.",
    ) == [
        (
            "开通边贸班列2条。\nОткрыть 2 поезда.", "2026年5月底前до конца мая", "2026-05-31",
            (("lead", "市商务局"), ("support", "市外办"), ("support", "黑河海关")), ("Управление коммерции", "Канцелярия КПП", "Таможня"),
        ),
        (
            "举办冰雪节。\nПровести фестиваль.", "2026年四季度 IV квартал 2026 г.", "2026-12-31",
            (("lead", "市文旅局"), ("support", "市体育局")), ("Управление культуры", "Управление спорта"),
        ),
    ]  # fmt: skip


def test_an_uyghur_line_above_each_chinese_one_says_the_same() -> None:
    assert bilingual(
        "نومۇرى/序号|ۋەزىپە/工作任务|مەسئۇل ئورۇن/责任单位|ۋاقتى/完成时限",
        "1|تەربىيەلەش/培训农牧民300人|يېزا ئىگىلىك ئىدارىسى/县农业农村局|2026-يىلى 6-ئاي/2026年6月底",
        "2|يول ياساش/修建农村公路20公里|قاتناش ئىدارىسى/县交通运输局/مالىيە ئىدارىسى/县财政局|2026-يىلى 10-ئاي/2026年10月",
    ) == [
        (
            "تەربىيەلەش培训农牧民300人", "2026-يىلى 6-ئاي 2026年6月底", "2026-06-30",
            (("responsible", "县农业农村局"),), ("يېزا ئىگىلىك ئىدارىسى",),
        ),
        (
            "يول ياساش修建农村公路20公里", "2026-يىلى 10-ئاي 2026年10月", "2026-10-31",
            (("responsible", "县交通运输局"), ("responsible", "县财政局")), ("قاتناش ئىدارىسى", "مالىيە ئىدارىسى"),
        ),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("number", "task", "body", "due", "words", "office", "time"),
    [
        ("ཨང་།", "ལས་འགན།", "འགན་འཁུར་ཚན་པ།", "དུས་ཚོད།", "གསོ་སྦྱོང་།", "ཞིང་འབྲོག་ཅུའུ།", "2026ལོའི་ཟླ་6པ།"),  # Tibetan
        ("ᠳ᠋ᠤᠭᠠᠷ", "ᠡᠭᠦᠷᠭᠡ", "ᠠᠯᠪᠠ", "ᠬᠤᠭᠤᠴᠠᠭ᠎ᠠ", "ᠮᠠᠯᠴᠢᠨ", "ᠬᠤᠰᠢᠭᠤᠨ ᠤ ᠲᠣᠪᠴᠢᠶ᠎ᠠ", "2026 ᠣᠨ ᠤ 6 ᠰᠠᠷ᠎ᠠ"),  # Mongolian
        ("№", "Ажил", "Хариуцах байгууллага", "Хугацаа", "Малчдыг сургах", "Хөдөө аж ахуйн товчоо", "2026 оны 6 дугаар сар"),
        ("번호", "과제", "책임부서", "기한", "농민 교육", "시 농업농촌국", "2026년 6월 말까지"),  # Korean
        ("Hauh", "Gij hong", "Danhvei", "Geizhan", "Beizyin vunz", "Yienh Nungznyez Giz", "2026 nienz 6 nyied"),  # Zhuang
    ],
)
def test_the_second_language_stands_above_below_or_behind_the_chinese(number, task, body, due, words, office, time) -> None:
    heads, cells = ("序号", "工作任务", "责任单位", "完成时限"), ("1", "培训农牧民300人", "县农业农村局", "2026年6月底")
    others, its = (number, task, body, due), ("1", words, office, time)
    for pair in ("{1}/{0}", "{0}/{1}", "{0} {1}"):
        both = [pair.format(one, other) for one, other in zip(cells[1:], its[1:], strict=True)]
        (read_,) = bilingual("|".join(pair.format(*two) for two in zip(heads, others, strict=True)), "|".join(["1", *both]))
        assert read_[2:] == ("2026-06-30", (("responsible", "县农业农村局"),), (office,)), pair
        assert "培训农牧民300人" in read_[0] and words in read_[0] and time in read_[1]


def test_names_of_latin_letters_are_kept_where_no_second_language_says_them() -> None:
    assert head_of("KPI指标 Indicator").words == "KPI指标Indicator"
    assert bilingual("任务|责任单位|完成时限", "建设研发中心|TCL集团、市科技局|6月底", "管好商圈|CBD/管委会|9月底")[0][3] == (
        ("responsible", "TCL集团"), ("responsible", "市科技局"),
    )  # fmt: skip


def test_blanks_between_words_of_another_script_stay_in_a_quotation() -> None:
    assert unwrap("до конца\nмая 2026 г.") == "до конца мая 2026 г."
    assert closed("сель ское 农 业 농촌 국") == "сель ское 农业 농촌 국"


def test_numbers_to_ring_are_no_targets() -> None:
    (contacts,) = (b for b in blocks_of("单位\t联系人\t电话\n区住建委\t陈晨\t12345678\n区教委\t王敏\t87654321") if isinstance(b, Table))
    (values,) = (b for b in blocks_of("单位\t电站容量\t2026年目标\n区住建委\t12\t18\n区教委\t3\t5") if isinstance(b, Table))
    assert targets_of(contacts, None, None) == ()
    assert targets_of(values, None, None)


def test_a_numbered_row_whose_words_end_as_heads_do_is_no_head() -> None:
    reading = read(
        "序号|重点工作|牵头单位|责任单位|一季度|二季度", "1|工业产值增长6%|县工信局|县统计局|完成季度目标|完成半年目标",
        "2|改造小区18个|县住建局|县城管局|完成设计|全面开工",
    )  # fmt: skip
    assert [(d.text, [(a.role, a.mention) for a in d.assignments]) for d in reading.drafts] == [
        ("工业产值增长6%", [("lead", "县工信局"), ("responsible", "县统计局")]),
        ("改造小区18个", [("lead", "县住建局"), ("responsible", "县城管局")]),
    ]


def test_who_builds_a_project_answers_where_the_cell_of_who_leads_is_blank() -> None:
    reading = read(
        "序号|项目名称|年度建设任务|项目业主|牵头单位|协调解决事项|时间要求", "1|滨江路|铺装道路4公里|市城投公司|市住建局|征地拆迁|8月底",
        "2|产业园|完成厂房封顶|高新控股公司||融资支持|11月底",
    )  # fmt: skip
    assert [[(a.role, a.mention, a.likely) for a in d.assignments] for d in reading.drafts] == [
        [("lead", "市住建局", False)], [("responsible", "高新控股公司", True)],
    ]  # fmt: skip
    assert [[(r.head, r.text) for r in d.remarks] for d in reading.drafts] == [
        [("项目业主", "市城投公司"), ("协调解决事项", "征地拆迁")], [("项目业主", "高新控股公司"), ("协调解决事项", "融资支持")],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("note", "adds"),
    [
        ("区公安分局配合", [("support", "区公安分局", True)]),
        ("由区公安分局、各街道配合", [("support", "区公安分局", True), ("support", "各街道", True)]),
        ("需区财政局支持", []), ("已由区公安分局牵头完成", []), ("建议由区公安分局牵头", []), ("区城管局负责", []),
        ("正在推进", []), ("区财政局已拨付", []),
    ],
)  # fmt: skip
def test_a_note_that_only_says_who_assists_adds_that_body_as_likely_and_stays_a_named_column(note: str, adds: list[object]) -> None:
    reading = read("序号|整治内容|责任单位|完成时限|备注", f"1|整治占道经营|区城管局|4月底|{note}", "2|清理僵尸车|区交警大队|5月底|")
    assert [(a.role, a.mention, a.likely) for a in reading.drafts[0].assignments] == [("responsible", "区城管局", False), *adds]
    assert [(r.head, r.text) for r in reading.drafts[0].remarks] == [("备注", note)]


def test_a_line_end_between_two_languages_wraps_no_name() -> None:
    texts = [["任务", "责任部门"], ["完善课程体系", "教学部\nAcademic Affairs"], ["推进评估", "TCL\n集团"]]
    words = [(r, c, text) for r, row in enumerate(texts) for c, text in enumerate(row)]
    cells = [Cell(text, Place(100 * r + 10 * c, 100 * r + 10 * c + len(text)), r, c) for r, c, text in words]
    wrapped = tuple(replace(cell, wraps=(cell.text.index("\n"),)) if "\n" in cell.text else cell for cell in cells)
    table = Table(wrapped, 3, 2, Place(0, 300), spans_stated=True)
    assert [[a.mention for a in d.assignments] for d in read_tables([table]).drafts] == [["教学部"], ["TCL集团"]]


def test_who_holds_a_post_beside_the_office_to_turn_to_is_a_roster_and_no_duty() -> None:
    roster = "河湖名称|区级河湖长|职务|联系部门", "清溪河|郑国强|副区长|区水利局", "柳林河|黄敏|副区长|区住建局"
    assert duties(read(*roster)) == []
    lead = "河湖名称|区级河湖长|职务|牵头部门", "清溪河|郑国强|副区长|区水利局", "柳林河|黄敏|副区长|区住建局"
    assert duties(read(*lead)) == [("清溪河", "", (("lead", "区水利局"),)), ("柳林河", "", (("lead", "区住建局"),))]
    deeds = "任务名称|包抓领导|职务|联系部门", "清理清溪河淤泥|郑国强|副区长|区水利局", "修复柳林河堤防|黄敏|副区长|区住建局"
    assert [mentions for _, _, mentions in duties(read(*deeds))] == [(("responsible", "区水利局"),), (("responsible", "区住建局"),)]


def test_bodies_of_two_kinds_under_one_head_that_says_their_role_both_have_it() -> None:
    rows = [["区段", "责任单位", "责任单位", "防护任务"], ["", "属地乡镇", "铁路单位", ""]]
    rows += [["K12", "河口镇", "青山工务段", "加装栅栏4公里"], ["K25", "龙泉乡", "青山工务段", "清理轻飘物"]]
    cells = [Cell(text, Place(100 * r + 10 * c, 100 * r + 10 * c + len(text)), r, c) for r, row in enumerate(rows) for c, text in enumerate(row)]
    merged = [replace(one, columns=2) if (one.row, one.column) == (0, 1) else one for one in cells if (one.row, one.column) != (0, 2)]
    reading = read_tables([Table(tuple(merged), 4, 4, Place(0, 400), spans_stated=True)])
    assert [[(a.role, a.mention) for a in d.assignments] for d in reading.drafts] == [
        [("responsible", "河口镇"), ("responsible", "青山工务段")], [("responsible", "龙泉乡"), ("responsible", "青山工务段")],
    ]  # fmt: skip


def test_a_body_alone_above_the_head_answers_where_another_stands_so_in_a_row_further_down() -> None:
    def bodies(*rows: tuple[object, ...]) -> list[list[str]]:
        book = Workbook()
        for at, row in enumerate(rows, 1):
            book.active.append(row)
            if len(row) == 1:
                book.active.merge_cells(start_row=at, end_row=at, start_column=1, end_column=3)
        held = io.BytesIO()
        book.save(held)
        (document,) = read_xlsx(held.getvalue(), "x.xlsx", "0")
        return [[a.mention for a in measure.assignments] for measure in extract(document).measures]

    head, school, clinic = ("序号", "目标任务", "完成时限"), (1, "新建学校2所", "8月"), (1, "改造卫生院6家", "10月")
    title = ("2026年目标责任分解",)
    assert bodies(title, ("县教育局",), head, school, ("县卫健局",), head, clinic) == [["县教育局"], ["县卫健局"]]


def test_the_procedure_of_a_decision_is_a_named_column_and_never_its_measure() -> None:
    reading = read(
        "序号|决策事项|承办单位|完成时间|需履行的程序",
        "1|调整中心城区居民生活用水价格|市发展改革委|三季度|公众参与（听证会）、专家论证、合法性审查",
        "2|制定电动自行车停放管理办法|市公安局|6月|公众参与、风险评估、集体讨论决定",
        "3|优化公共交通线网及票价|市交通运输局|10月中旬|风险评估、合法性审查",
    )  # fmt: skip
    assert [(d.text, d.deadline, [a.mention for a in d.assignments], [r.text for r in d.remarks]) for d in reading.drafts] == [
        ("调整中心城区居民生活用水价格", "三季度", ["市发展改革委"], ["公众参与（听证会）、专家论证、合法性审查"]),
        ("制定电动自行车停放管理办法", "6月", ["市公安局"], ["公众参与、风险评估、集体讨论决定"]),
        ("优化公共交通线网及票价", "10月中旬", ["市交通运输局"], ["风险评估、合法性审查"]),
    ]
