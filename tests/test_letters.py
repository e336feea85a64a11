"""Letters: who 你局 and 你县 are, what a reply or a letter of thanks lays on those that it names."""

from __future__ import annotations

from test_prose_kinds import shown


def test_the_body_that_a_reply_goes_to_is_who_it_speaks_to() -> None:
    text = """安和市人民政府关于清河县试点方案的批复
清河县人民政府：
你县《关于审批试点方案的请示》收悉。现批复如下：
一、原则同意《清河县试点方案》，请认真组织实施。
二、你县要加快园区改造，2026年底前完成标准厂房10万平方米。
三、你县要建立工作台账，每季度末向市发展改革委报送进展情况。
四、市发展改革委、市财政局要加强指导，支持试点项目申报。
"""
    assert shown(text) == [
        ("你县要加", "2026年底前", "R清河县人民政府"),
        ("你县要建", "", "R清河县人民政府"),
        ("市发展改", "", "R市发展改革委 R市财政局"),
    ]


def test_an_item_that_asks_without_a_subject_asks_the_body_that_the_letter_goes_to() -> None:
    text = """关于办理第18号建议的交办函
安和市交通运输局：
现将第18号建议交由你单位办理。
一、由你单位负责优化18路公交线路，5月底前完成。
二、请于7月10日前将办理结果报市政府办公室。
三、回访情况请于8月10日前书面报市政府督查室。
"""
    its = "R安和市交通运输局"
    assert shown(text) == [("由你单位", "5月底前", its), ("请于7月", "7月10日前", its), ("回访情况", "8月10日前", its)]


def test_a_letter_to_several_speaks_to_each_of_them() -> None:
    text = """关于管线迁改的函
{}：
1.由你单位负责迁改架空线缆，6月底前完成。
2.你单位要明确1名联络员，5月10日前报市住建局。
"""
    assert [bodies for *_, bodies in shown(text.format("各通信企业"))] == ["R各通信企业"] * 2
    assert [bodies for *_, bodies in shown(text.format("市水务集团、市燃气公司"))] == ["R市水务集团 R市燃气公司"] * 2
    # To nobody that it names: 你单位 stays as printed.
    assert [bodies for *_, bodies in shown(text.format("李经理"))] == ["R你单位"] * 2


def test_who_was_consulted_before_a_reply_answers_for_nothing() -> None:
    text = """关于第12号建议的答复
经与县财政局、县交通运输局研究，东河桥重建工程由县交通运输局负责实施，计划11月底前通车；县财政局负责落实资金380万元。
"""
    assert shown(text) == [("经与县财", "11月底前", "R县交通运输局"), ("县财政局", "", "R县财政局")]


def test_a_letter_of_thanks_lays_nothing_on_those_whom_it_thanks() -> None:
    words = "县交警大队：\n你单位负责考点周边交通疏导，牵头设置临时停车点5处。县供电公司负责电力保障，全程无一次停电。\n"
    assert shown("感谢信\n" + words) == []
    assert shown("致县交警大队的 感谢函\n" + words) == []
    assert len(shown("考务保障分工\n" + words)) == 2


def test_a_notice_asks_all_that_it_goes_to_and_not_who_gets_the_report() -> None:
    text = """关于报送防汛物资储备情况的通知
{}：
为做好防汛物资储备工作，现将有关事项通知如下：
一、请各单位于6月底前完成物资盘点，填写附件。
二、请各乡镇人民政府于7月5日前将盘点结果报送县应急局。
三、县发改局要于7月20日前编制调拨计划。
四、各单位要高度重视，加强领导。
"""
    both = ("请各乡镇", "7月5日前", "R各乡镇人民政府"), ("县发改局", "7月20日前", "R县发改局")
    assert shown(text.format("各乡镇人民政府，县直各单位")) == [("请各单位", "6月底前", "R各乡镇人民政府 R县直各单位"), *both]
    assert shown(text.format("各县（市、区）人民政府"))[0] == ("请各单位", "6月底前", "R各县（市、区）人民政府")
    # To nobody that it names: who 各单位 are is not told.
    assert shown(text.format("同志们")) == list(both)
