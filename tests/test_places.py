"""Bodies and plans by the everyday names of counties and county-level cities, several of them in one store."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from zeren import ask
from zeren.ask.lookup import landing_for
from zeren.ask.sentence import OutOfScope, answer
from zeren.ask.sentence.home import last_division, plain_names
from zeren.ground.errors import Ambiguous, NotFound
from zeren.ingest.documents import build
from zeren.ingest.files import find_files
from zeren.ingest.settings import Settings
from zeren.store import open_reader, open_writer
from zeren.table import whole

HEAD = "序号,重点任务,工作措施,完成时限,牵头单位,配合单位\n"
PLANS = {
    "shicheng": "石城县2026年清水行动重点任务分工表\n" + HEAD
    + "1,河道清淤,清淤琴江河道12公里,2026年9月底前,县水利局,各乡镇\n"
    + "2,排水管网,落实经费，由园林中心参与修补城区排水管网3公里,2026年10月底前,县住房和城乡建设局,县水利局\n",
    "kunshan": "昆山市2026年便民服务重点任务分工表\n" + HEAD
    + "1,便民窗口,新设便民窗口5个,2026年6月底前,市公安局,市民政局\n"
    + "2,食堂,建成社区食堂4个,2026年8月底前,市民政局,市水务局\n",
    "wenshang": "汶上县2026年清洁取暖重点任务分工表\n" + HEAD
    + "1,煤改气,完成煤改气200户,2026年10月底前,县住房和城乡建设局,各乡镇（街道）\n"
    + "2,河道,巡查河道4次,2026年10月底前,县水利局,县公安局\n",
    "tea": "石城县2026年茶业发展重点任务分工表\n类别,工作措施,完成时限,牵头单位,配合单位\n"
    + "绿茶种植,新开茶园300亩,2026年10月底前,县农业农村局,县林业局\n"
    + "白茶加工,改造车间2座，服务茶业发展,2026年11月底前,县工业和信息化局,县商务局\n",
    "keqiao": "柯桥区2026年平安建设重点任务分工表\n" + HEAD
    + "1,巡逻,夜间巡逻40次，与镜湖接界处同查并整改,2026年9月底前,柯桥公安分局,区民政局\n",
    "nowhere": "茶叶外运重点工作分工方案\n" + HEAD + "1,外运,增开班列3趟,2026年9月底前,省交通运输厅,省商务厅\n",
    "guowuyuan": "国务院关于茶叶加工健康发展的若干意见\n国发〔2026〕9号\n"
    + "一、重点任务\n（一）工业和信息化部牵头制定茶叶加工设备标准。\n（二）国务院新闻办公室牵头做好茶叶加工政策的对外宣传。\n",
}  # fmt: skip


@pytest.fixture(scope="module")
def counties(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ask.Reader]:
    """Invented plans of four counties and of the State Council in one store."""
    folder = tmp_path_factory.mktemp("counties")
    for name, text in PLANS.items():
        (folder / f"{name}{'.txt' if name == 'guowuyuan' else '.csv'}").write_text(text, encoding="utf-8")
    with open_writer(folder / "store") as writer:
        build(find_files([folder]), writer, Settings())
    with open_reader(folder / "store") as opened:
        yield opened


def texts(counties: ask.Reader, sentence: str) -> list[str]:
    return [str(row["text"]) for row in answer(counties, sentence).rows]


@pytest.mark.parametrize(
    ("full", "names"),
    [
        ("江西省赣州市石城县", ("石城县", "石城")),
        ("江苏省苏州市昆山市", ("昆山市", "昆山")),
        ("贵州省黔南布依族苗族自治州都匀市", ("都匀市", "都匀")),
        ("内蒙古自治区锡林郭勒盟多伦县", ("多伦县", "多伦")),
        ("北京市西城区", ("西城区", "西城")),
        ("安徽省泾县", ("泾县",)),
    ],
)
def test_the_last_division_is_found_though_those_above_hold_its_marks(full: str, names: tuple[str, ...]) -> None:
    assert plain_names(full) == names and last_division(full) == names[0]


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("石城县水利局牵头什么", "清淤琴江河道12公里"),
        ("石城的水利局牵头什么", "清淤琴江河道12公里"),
        ("石城水利局牵头什么", "清淤琴江河道12公里"),
        ("汶上县水利局牵头什么", "巡查河道4次"),
        ("昆山市公安局牵头哪些", "新设便民窗口5个"),
        ("昆山市民政局牵头哪些", "建成社区食堂4个"),
        ("昆山社区食堂谁牵头", "建成社区食堂4个"),
        ("汶上煤改气归哪个部门", "完成煤改气200户"),
        ("柯桥公安分局牵头什么", "夜间巡逻40次，与镜湖接界处同查并整改"),
        ("工信部牵头什么", "工业和信息化部牵头制定茶叶加工设备标准"),
        ("国务院新闻办牵头什么", "国务院新闻办公室牵头做好茶叶加工政策的对外宣传"),
    ],
)
def test_the_everyday_name_of_a_county_is_a_place_and_said_once(counties: ask.Reader, sentence: str, told: str) -> None:
    assert [text.rstrip("。") for text in texts(counties, sentence)] == [told]


@pytest.mark.parametrize(
    "sentence",
    [
        "镜湖公安分局牵头什么", "都匀市民政局牵头什么", "都匀民政局牵头什么", "公安部牵头什么", "石城县公安局牵头什么",
        "泰宁县水利局牵头什么",
    ],
)  # fmt: skip
def test_a_body_of_another_place_is_no_answer(counties: ask.Reader, sentence: str) -> None:
    with pytest.raises(NotFound):
        answer(counties, sentence)


def test_the_office_of_an_unknown_place_offers_no_namesake(counties: ask.Reader) -> None:
    with pytest.raises(NotFound, match="阜阳: 库中没有这里的计划") as refused:
        answer(counties, "阜阳民政局牵头什么")
    assert "可以问" not in refused.value.remedy


def test_plans_of_two_places_are_counted_one_by_one(counties: ask.Reader) -> None:
    each = answer(counties, "昆山和汶上县各有几项任务").figure
    assert "昆山市2026年便民服务重点任务分工表（江苏省苏州市昆山市） 2 项" in each
    assert "汶上县2026年清洁取暖重点任务分工表（山东省济宁市汶上县） 2 项" in each and "石城" not in each
    assert len(texts(counties, "昆山、汶上县有哪些任务")) == 4


def test_an_office_that_no_list_names_is_told_as_missing(counties: ask.Reader) -> None:
    with pytest.raises(NotFound, match="石城县园林中心: 库中没有这个单位"):
        answer(counties, "石城县园林中心负责什么")


def test_who_accepts_is_who_supervises(counties: ask.Reader) -> None:
    assert answer(counties, "石城白茶谁验收").reading.role == "supervise"
    assert texts(counties, "昆山市公安局要整改什么") == texts(counties, "昆山市公安局负责什么") == ["新设便民窗口5个"]


@pytest.mark.parametrize("sentence", ["县水利局牵头什么", "水利局牵头什么", "县住建局牵头什么"])
def test_a_name_without_its_place_is_every_one_of_that_name(counties: ask.Reader, sentence: str) -> None:
    with pytest.raises(Ambiguous, match=r"石城县.*、.*汶上县|汶上县.*、.*石城县"):
        answer(counties, sentence)


def test_words_of_a_title_are_told_where_the_measures_do_not_say_them(counties: ask.Reader) -> None:
    found = answer(counties, "茶业发展谁牵头")
    assert [row["text"] for row in found.rows] == ["改造车间2座，服务茶业发展"]
    assert any("《石城县2026年茶业发展重点任务分工表》题名写有这些词，另有 1 项" in note for note in found.notes)


def test_a_body_of_no_told_place_is_offered_where_the_place_has_no_plan(counties: ask.Reader) -> None:
    with pytest.raises(NotFound, match="安徽省: 库中没有这里的计划") as refused:
        answer(counties, "安徽省交通运输厅牵头什么")
    assert "没有写明地方的 省交通运输厅" in refused.value.remedy


def test_words_of_a_heading_find_the_measures_under_it(counties: ask.Reader) -> None:
    found = answer(counties, "石城绿茶种植谁牵头")
    assert [row["text"] for row in found.rows] == ["新开茶园300亩"] and "正文或标题含“绿茶种植”" in found.told
    rows = [whole(row[0]) for row in landing_for(counties).rows(found.query)]
    assert rows == [row["id"] for row in found.rows]


def test_what_is_not_answered_is_told_with_where_the_words_stand(counties: ask.Reader) -> None:
    with pytest.raises(OutOfScope, match="“经费”这里不作回答：预算和金额不读成数据") as refused:
        answer(counties, "石城县经费谁保障")
    assert "库中写有“经费”：措施 1 处" in refused.value.remedy
    with pytest.raises(OutOfScope) as refused:
        answer(counties, "石城县哪些任务逾期了")
    assert "查过措施" in refused.value.remedy and "没有写“逾期”" in refused.value.remedy and "回报，涉及" not in refused.value.remedy
