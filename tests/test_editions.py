"""What a text is among others, how it is kept, and what changed from one to the next."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import count
from pathlib import Path

import docx
import openpyxl
import pytest
from click.testing import CliRunner

import zeren
from conftest import DISTRICT, ROOT, SHARED, document
from zeren import ask, editions
from zeren.cascade.facts import Fact, facts
from zeren.cli import cli
from zeren.cli.changes import beside
from zeren.editions.changes import Change, changes
from zeren.editions.near import Nearness
from zeren.editions.titles import bare, marks
from zeren.ground.errors import NotAPlan
from zeren.ground.resources import table
from zeren.ingest import documents as build
from zeren.ingest import pipeline
from zeren.ingest.files import find_files
from zeren.ingest.renew_editions import explanations
from zeren.ingest.settings import Settings
from zeren.state.document import state
from zeren.store import open_reader, open_writer

CASES = ROOT / "tests" / "cases" / "editions"
GROUPS = SHARED / "pairs" / "editions"


def told(paths: list[Path]) -> list[tuple[str, str, str, bool]]:
    """Source, derived, kind, likely of every relation between files, by their names."""
    near, found, refused = Nearness(), [], []
    for path in paths:
        try:
            statements = state(pipeline.extract(document(path)))
        except NotAPlan as error:
            refused.append((path.stem, str(error)))
            continue
        found += [replace(one, graph=path.name) for one in editions.identities(statements)]
        for fact in facts(statements, path.name).measures:
            near.add(fact.plan, fact.text, path.name)
    relations = [*editions.related(found, near), *explanations(refused, found)]
    return [(Path(one.source.graph).stem, Path(one.derived.graph).stem or one.derived.id, one.kind, one.likely) for one in relations]


def test_a_draft_and_its_issued_text_are_told_in_this_order() -> None:
    assert told([CASES / "draft.txt", CASES / "issued.txt"]) == [("draft", "issued", "draft-issued", False)]


def test_two_files_of_one_title_are_a_mirror_and_years_of_a_series_follow_one_another(tmp_path: Path) -> None:
    text = (CASES / "issued.txt").read_text(encoding="utf-8")
    for year in (2024, 2025, 2026):
        (tmp_path / f"of{year}.txt").write_text(text.replace("2026年", f"{year}年").replace("〔2026〕", f"〔{year}〕"), encoding="utf-8")
    (tmp_path / "same.txt").write_text(text, encoding="utf-8")
    found = told(sorted(tmp_path.iterdir()))
    assert {(source, derived) for source, derived, kind, _ in found if kind == "next-edition"} == {
        ("of2024", "of2025"), ("of2025", "of2026"), ("of2025", "same"),
    }  # fmt: skip
    assert [{source, derived} for source, derived, kind, _ in found if kind == "mirror"] == [{"of2026", "same"}]


@pytest.mark.parametrize(
    ("words", "plain", "said"),
    [
        ("【转载】柯城区口袋公园建设2026年行动计划（全文）", "柯城区口袋公园建设2026年行动计划", {"reprint"}),
        ("柯城区关于印发《柯城区口袋公园建设行动计划》的通知", "柯城区口袋公园建设行动计划", set()),
        ("《柯城区口袋公园建设行动计划》解读", "柯城区口袋公园建设行动计划", {"explanation"}),
        ("口袋公园建设行动计划（2026年修订）", "口袋公园建设行动计划", {"revision"}),
        ("口袋公园建设行动计划（试行）", "口袋公园建设行动计划(试行)", set()),
    ],
)
def test_a_title_says_what_the_text_is(words: str, plain: str, said: set[str]) -> None:
    assert bare(words) == plain
    assert marks(words) == said


def test_each_word_of_the_table_is_told_in_its_example() -> None:
    for row in table("vocabulary/editions"):
        assert row["kind"] in marks(row["example"]), row


def test_the_store_says_which_text_does_not_count(tmp_path: Path) -> None:
    store = tmp_path / "store"
    with open_writer(store) as writer:
        result = build.build(find_files([CASES / "draft.txt", CASES / "issued.txt"]), writer, Settings())
    assert (result.left_out, result.repeated) == (("draft.txt → issued.txt",), ())
    run = CliRunner().invoke(cli, ["editions", "--store", str(store), "--format", "json"])
    (row,) = json.loads(run.stdout)
    assert (row["relation"], row["source_file"], row["derived_file"], row["not_counted"]) == (
        "draft-issued", "draft.txt", "issued.txt", "draft.txt",
    )  # fmt: skip
    run = CliRunner().invoke(cli, ["check", "--store", str(store), "--format", "json"])
    assert [one["subject"] for one in json.loads(run.stdout) if one["rule"] == "counted-twice"] == []


def words_of_file(path: Path) -> str:
    """Every word that a reader of a file sees."""
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path)
        return "\n".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None)
    if path.suffix == ".docx":
        return "\n".join(paragraph.text for paragraph in docx.Document(str(path)).paragraphs)
    return (path / "not-counted.txt" if path.is_dir() else path).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("command", "name"),
    [
        (["ledger", "区住建局"], "台账.xlsx"),
        (["check", "--as", "xlsx"], "核查.xlsx"),
        (["compare", "区住建局", "区财政局"], "比较.xlsx"),
        (["paper", "assignment", "区住建局", "--on", "2026-10-01"], "交办.docx"),
        (["export", "--as", "csv"], "表"),
        (["export", "--as", "ttl"], "graph.ttl"),
        (["export", "--as", "graphml"], "graph.graphml"),
        (["export", "--as", "jsonld"], "graph.jsonld"),
        (["export", "--as", "cosmograph", "--network", "bodies"], "cosmograph"),
        (["export", "--as", "gexf", "--network", "bodies"], "bodies.gexf"),
        (["paper", "assignment", "区住建局", "--on", "2026-10-01", "--templates", "TEMPLATES"], "own.docx"),
    ],
)
def test_every_file_with_figures_says_which_texts_are_not_counted(counted_once: Path, tmp_path: Path, command: list[str], name: str) -> None:
    target = tmp_path / name
    own = docx.Document()
    own.add_paragraph("致{{单位}}")
    own.save(str(tmp_path / "任务交办单.docx"))
    command = [str(tmp_path) if word == "TEMPLATES" else word for word in command]
    beside = target.with_name(f"{name}.not-counted.txt")
    told = ("1 份文本未重复计数", "draft.txt（计 issued.txt）")
    for more in ([], ["--all-editions"]):
        done = CliRunner().invoke(cli, [*command, "-o", str(target), "--store", str(counted_once), *more])
        assert done.exit_code in (0, 1), done.output
        if more and target.is_dir():
            assert not (target / "not-counted.txt").exists()
        elif more and target.suffix == ".jsonld":
            assert not beside.exists()
        else:
            assert [words in words_of_file(beside if beside.exists() else target) for words in told] == [not more, not more]
            if target.name == "own.docx":
                assert words_of_file(target).startswith("致")


@pytest.fixture(scope="module")
def counted_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = tmp_path_factory.mktemp("editions") / "store"
    with open_writer(store) as writer:
        build.build(find_files([CASES / "draft.txt", CASES / "issued.txt"]), writer, Settings())
    return store


def test_a_notebook_compares_two_texts_as_the_command_does(counted_once: Path) -> None:
    done = CliRunner().invoke(cli, ["changes", "draft.txt", "issued.txt", "--store", str(counted_once), "--format", "json"])
    with zeren.open(counted_once, all_editions=True) as book:
        frame = book.changes("draft.txt", "issued.txt")
    rows = frame.to_dict("records") if hasattr(frame, "to_dict") else list(frame)  # without pandas they are rows already
    assert rows == json.loads(done.stdout)
    assert {row["kind"] for row in rows} >= {"reworded", "new"}


def test_a_notebook_lists_the_texts_of_one_matter(counted_once: Path) -> None:
    with zeren.open(counted_once) as book:
        assert [(row["relation"], row["certainty"]) for row in book.editions().to_dict("records")] == [("draft-issued", "certain")]


@pytest.mark.parametrize(("sentence", "told"), [("诸暨市清淤多少公里？", True), ("诸暨市有几项措施？", True), ("诸暨市植树谁牵头？", False)])
def test_an_answer_names_two_texts_that_may_be_of_one_matter(tmp_path: Path, sentence: str, told: bool) -> None:
    text = (
        "诸暨市2026年河湖治理实施方案\n\n一、主要任务\n1.完成清淤50公里。（牵头单位：市水利局；完成时限：2026年9月底前）\n"
        "2.新建自动监测站8座。（牵头单位：市生态环境局；完成时限：2026年6月底前）\n3.举办活动20场。（牵头单位：团市委；完成时限：2026年6月底前）\n"
    )
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    (tmp_path / "b.txt").write_text(text.replace("50", "45") + "4.植树3万株。（牵头单位：市林业局；完成时限：2026年3月底前）\n", encoding="utf-8")
    with open_writer(tmp_path / "store") as writer:
        build.build(find_files([tmp_path / "a.txt", tmp_path / "b.txt"]), writer, Settings())
    with open_reader(tmp_path / "store") as reader:
        notes = ask.asked(reader, sentence).notes
    assert any("a.txt 与 b.txt 可能是同一事项的两份文本" in note for note in notes) is told


AGAIN = (
    "绍兴市人民政府办公室关于印发绍兴市2026年噪声治理行动方案的通知\n绍政办发〔2026〕8号\n各区、县（市）人民政府，市政府各部门：\n"
    "现将《绍兴市2026年噪声治理行动方案》印发给你们，请认真组织实施。\n绍兴市人民政府办公室\n2026年2月16日\n\n绍兴市2026年噪声治理行动方案\n\n"
    "一、主要任务\n1.建设隔声屏障12公里。（牵头单位：市交通运输局；完成时限：2026年6月底前）\n2.增设自动监测站8座。（牵头单位：市生态环境局；完成时限：2026年6月底前）\n"
    "3.创建宁静小区20个。（牵头单位：市建设局；完成时限：2026年10月底前）\n"
)
LATER = AGAIN.replace("8号", "21号").replace("2026年2月16日", "2026年5月20日").replace("8座", "9座")


@pytest.mark.parametrize(
    ("other", "likely"),
    [
        pytest.param(LATER, False, id="later number and date"),
        pytest.param(LATER.replace("21号", "8号"), True, id="one number"),
        pytest.param(LATER.replace("绍政办发〔2026〕21", "绍环发〔2026〕21"), True, id="number of another issuer"),
        pytest.param(LATER.replace("21号", "5号"), True, id="lower number on a later day"),
    ],
)
def test_a_plan_issued_again_under_a_later_number_and_date_is_a_revision(tmp_path: Path, other: str, likely: bool) -> None:
    (tmp_path / "x.txt").write_text(AGAIN, encoding="utf-8")
    (tmp_path / "a.txt").write_text(other, encoding="utf-8")
    ((*_, state_of),) = told([tmp_path / "x.txt", tmp_path / "a.txt"])
    assert state_of is likely
    if not likely:
        assert told([tmp_path / "x.txt", tmp_path / "a.txt"]) == [("x", "a", "revision", False)]


def test_one_title_and_day_under_two_numbers_are_two_documents_until_a_person_says_more(tmp_path: Path) -> None:
    other = AGAIN.replace("8号", "9号").replace("增设", "新增")
    for same, likely in ((AGAIN.replace("增设", "新增"), False), (AGAIN.replace("8号", "9号"), True), (other, True)):
        (tmp_path / "x.txt").write_text(AGAIN, encoding="utf-8")
        (tmp_path / "a.txt").write_text(same, encoding="utf-8")
        assert [row[2:] for row in told([tmp_path / "x.txt", tmp_path / "a.txt"])] == [("mirror", likely)]


def test_other_measures_under_the_same_title_are_no_revision_by_number(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text(AGAIN, encoding="utf-8")
    other = LATER.replace("创建宁静小区20个", "更换低噪声公交车300辆").replace("增设自动监测站9座", "查处酒吧夜间经营40次")
    (tmp_path / "a.txt").write_text(other, encoding="utf-8")
    assert all(likely for *_, likely in told([tmp_path / "x.txt", tmp_path / "a.txt"]))


def test_of_a_plan_issued_again_the_newer_text_answers(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text(AGAIN, encoding="utf-8")
    (tmp_path / "a.txt").write_text(LATER, encoding="utf-8")
    with open_writer(tmp_path / "store") as writer:
        build.build(find_files([tmp_path / "x.txt", tmp_path / "a.txt"]), writer, Settings())
    with open_reader(tmp_path / "store") as reader:
        (row,) = ask.asked(reader, "绍兴市自动监测站目标是多少").rows
    assert "9座" in str(row) and "8座" not in str(row)
    run = CliRunner().invoke(cli, ["editions", "--store", str(tmp_path / "store"), "--format", "json"])
    (row,) = json.loads(run.stdout)
    assert (row["state"], row["not_counted"]) == ("certain", "x.txt")
    assert "绍政办发〔2026〕8号、绍政办发〔2026〕21号" in row["basis"] and "2026-02-16、2026-05-20" in row["basis"]


@pytest.mark.parametrize(
    ("before", "after", "labels", "due", "leads"),
    [
        ("5月底前清洗油烟管道。（市城管局牵头）", "7月底前清洗油烟管道。（市城管局牵头）", "延后", ("5月底前", "7月底前"), None),
        ("7月底前清洗油烟管道。（市城管局牵头）", "5月底前清洗油烟管道。（市城管局牵头）", "提前", ("7月底前", "5月底前"), None),
        ("夏收期间（5月25日至6月20日）值守巡查。（市应急局牵头）", "夏收期间（5月25日至6月25日）值守巡查。（市应急局牵头）", "", None, None),
        (
            "改造灶具。（市城管局、市商务局牵头）", "改造灶具。（市商务局、市城管局牵头）", "换序", None,
            ("市城管局、市商务局", "市商务局、市城管局"),
        ),
        (
            "改造灶具。（市城管局总牵头，市商务局、市水利局牵头）", "改造灶具。（市商务局总牵头，市城管局、市水利局牵头）", "改责", None,
            ("市城管局（总牵头）、市商务局、市水利局", "市商务局（总牵头）、市城管局、市水利局"),
        ),
        ("改造灶具。（市城管局牵头，市商务局、市水利局配合）", "改造灶具。（市城管局牵头，市水利局、市商务局配合）", "", None, None),
    ],
)  # fmt: skip
def test_days_in_the_words_and_the_order_of_leads_are_compared(
    tmp_path: Path, before: str, after: str, labels: str, due: tuple[str, str] | None, leads: tuple[str, str] | None
) -> None:
    for name, line in (("x.txt", before), ("y.txt", after)):
        text = f"绍兴市2026年餐饮治理行动方案\n\n一、主要任务\n（一）{line}\n（二）举办培训20场。（牵头单位：市商务局；完成时限：2026年6月底前）\n"
        (tmp_path / name).write_text(text, encoding="utf-8")
    one = compared(tmp_path / "x.txt", tmp_path / "y.txt")[0]
    assert (" ".join(one.labels), one.due, one.leads) == (labels, due, leads)


def test_what_a_person_decides_about_two_texts_holds_after_the_next_build(tmp_path: Path) -> None:
    store, decided = tmp_path / "store", tmp_path / "decisions"
    decided.mkdir()
    for turn in count():
        with open_writer(store) as writer:
            build.build(find_files([CASES / "draft.txt", CASES / "issued.txt"]), writer, Settings(decisions=decided))
        run = CliRunner().invoke(cli, ["editions", "--store", str(store), "--decisions", str(decided), "--format", "json"])
        rows = json.loads(run.stdout)
        if turn:
            assert rows == []
            break
        names = (rows[0]["source_id"], rows[0]["derived_id"], "none")
        assert CliRunner().invoke(cli, ["editions", "decide", *names, "--store", str(store), "--decisions", str(decided)]).exit_code == 0


@pytest.mark.skipif(not GROUPS.is_dir(), reason="no groups beside the checkout")
@pytest.mark.parametrize("group", sorted(GROUPS.iterdir()) if GROUPS.is_dir() else [], ids=lambda path: path.name)
def test_every_relation_and_direction_of_the_groups_is_told(group: Path) -> None:
    gold = json.loads((group / "gold.json").read_text(encoding="utf-8"))
    pairs = [{"files": ["a", "b"], **gold}, *gold.get("others", [])]
    wanted = set()
    for pair in pairs:
        one, other = list(pair["files"])[:2]
        if pair["relation"] == "mirror":
            wanted.add((frozenset((one, other)), "mirror", False))
        elif pair["relation"] != "none":
            source, derived = pair["direction"].split("->")
            wanted.add(((source, derived), pair["relation"], not pair.get("certain", True)))
    found = {
        (frozenset((source, derived)) if kind == "mirror" else (source, derived), kind, likely)
        for source, derived, kind, likely in told(sorted(path for path in group.iterdir() if path.suffix != ".json"))
    }
    assert found == wanted


# ── What changed ─────────────────────────────────────────────────────────────────────────


def compared(before: Path, after: Path, rolled: int = 0) -> list[Change]:
    sides = [facts(state(pipeline.extract(document(path))), path.name).measures for path in (before, after)]
    return list(changes(*sides, "", rolled))


def test_each_measure_of_the_draft_is_found_again_as_a_reader_finds_it() -> None:
    lines = (CASES / "draft-issued.tsv").read_text(encoding="utf-8").splitlines()
    head, *rows = [line.split("\t") for line in lines if not line.startswith("#")]
    found = [
        {
            "before": ",".join(str(fact.order) for fact in one.before),
            "after": ",".join(str(fact.order) for fact in one.after),
            "kind": one.kind,
            "body": "→".join(one.leads or ()),
            "deadline": "→".join(one.due or ()),
            "target": " ".join(f"{share.upper:g}→{share.lower:g}" for share in one.targets),
        }
        for one in compared(CASES / "draft.txt", CASES / "issued.txt")
    ]
    assert found == [dict(zip(head, row, strict=True)) for row in rows]


def test_a_plan_compared_with_itself_keeps_every_measure() -> None:
    assert {one.kind for one in compared(CASES / "issued.txt", CASES / "issued.txt")} == {"kept"}


def test_a_changed_copy_of_the_district_plan_shows_what_was_changed(tmp_path: Path) -> None:
    text = DISTRICT.read_text(encoding="utf-8")
    copy = tmp_path / "copy.txt"
    copy.write_text(text.replace("组织实施6项重点点位固定设备噪声治理", "组织实施9项重点点位固定设备噪声治理"), encoding="utf-8")
    run = CliRunner().invoke(cli, ["changes", str(CASES / "draft.txt"), str(CASES / "issued.txt"), "--format", "json"])
    assert [row["kind"] for row in json.loads(run.stdout)] == ["reworded", "kept", "split", "moved", "dropped", "new"]
    third = [facts(state(pipeline.extract(document(path))), path.name).measures for path in (DISTRICT, copy)]
    annex = [[fact for fact in side if "重点点位" in fact.text or fact.plan == side[-1].plan] for side in third]
    (one,) = [one for one in changes(*annex) if one.kind != "kept"]
    assert (one.kind, [(share.upper, share.lower, share.unit) for share in one.targets], one.labels) == ("reworded", [(6, 9, "项")], ("加码",))


@pytest.mark.parametrize("form", ["xlsx", "docx", "html"])
def test_the_comparison_goes_into_a_file(tmp_path: Path, form: str) -> None:
    target = tmp_path / f"changes.{form}"
    arguments = ["changes", str(CASES / "draft.txt"), str(CASES / "issued.txt"), "--format", form, "--output", str(target)]
    assert CliRunner().invoke(cli, arguments).exit_code == 0
    # What is struck out is not read from a page; it must stand in it all the same.
    read_back = re.sub("<[^>]{1,40}>", "", target.read_text(encoding="utf-8")) if form == "html" else document(target).text
    assert "拆分" in read_back
    assert "新建口袋公园18个，优先补齐老城片区。" in read_back.replace("\n", "")


def test_the_plans_of_two_files_are_compared_each_with_its_like() -> None:
    def text(about: str, annex: str) -> tuple[list[Fact], editions.Identity]:
        return [], editions.Identity(about, about, about, (), "", None, None, None, annex, (), ())

    air, water, green, soil = text("大气", "附1"), text("水", "附2"), text("绿化", "附3"), text("土壤", "附3")
    assert beside([air], [water]) == [(air, water)]
    assert beside([air, water, green], [water, soil]) == [(air, None), (water, water), (green, soil)]
    assert beside([air], [water, air]) == [(air, air), (None, water)]


def test_every_measure_of_a_file_with_several_plans_is_told(tmp_path: Path) -> None:
    lines = DISTRICT.read_text(encoding="utf-8")
    (tmp_path / "a.txt").write_text(lines, encoding="utf-8")
    (tmp_path / "b.txt").write_text(lines.replace("巩固全区空气质量改善成效", "提升全区空气质量改善成效"), encoding="utf-8")
    run = CliRunner().invoke(cli, ["changes", str(tmp_path / "a.txt"), str(tmp_path / "b.txt"), "--format", "json"])
    told = json.loads(run.stdout)
    measures = [row for row in told if row["before_no"] != "目标"]
    assert (len(measures), [row["kind"] for row in told if row["kind"] != "kept"]) == (179, ["reworded"])
    assert "3 份计划与 3 份计划逐份比较" in run.stderr


HEAD = "衢州市柯城区夜间经济2026年行动计划\n\n序号\t工作措施\t牵头单位\t责任单位\t配合单位\n"


@pytest.fixture
def night(tmp_path: Path) -> tuple[str, str]:
    """Two texts: of 3 the bodies that lead and are responsible swap, of 5 the responsible one changes, 4 is dropped."""
    (tmp_path / "a.txt").write_text(
        HEAD + "3\t开展夜间摊位联合巡查12次。\t区城管局\t区公安局\t区财政局\n"
        "4\t建成灯光步道2条。\t区住建局\t区财政局\t\n"
        "5\t举办夜市开街活动6场。\t区商务局\t区财政局\t区数据局\n",
        encoding="utf-8",
    )
    (tmp_path / "b.txt").write_text(
        HEAD + "3\t开展夜间摊位联合巡查12次。\t区公安局\t区城管局\t区财政局\n"
        "5\t举办夜市开街活动6场。\t区商务局\t区文旅局\t区数据局\n",
        encoding="utf-8",
    )
    return str(tmp_path / "a.txt"), str(tmp_path / "b.txt")


def test_who_leads_is_told_apart_from_who_is_responsible_beside_it(night: tuple[str, str]) -> None:
    done = CliRunner().invoke(cli, ["changes", *night, "--format", "json"])
    said = ("before_no", "kind", "labels", "leads_before", "leads_after", "helps_before", "helps_after")
    assert [tuple(row[name] for name in said) for row in json.loads(done.stdout)] == [
        ("3", "kept", "改责", "区城管局", "区公安局", "区公安局（责任）、区财政局", "区城管局（责任）、区财政局"),
        ("4", "dropped", "", "", "", "", ""),
        ("5", "kept", "改责", "", "", "区财政局（责任）、区数据局", "区文旅局（责任）、区数据局"),
    ]


def test_totals_by_body_name_each_and_count_what_it_answers_for(night: tuple[str, str]) -> None:
    done = CliRunner().invoke(cli, ["changes", *night, "--bodies", "--format", "json"])
    assert {row["body"]: (row["before"], row["after"]) for row in json.loads(done.stdout)} == {
        "区城管局": (1, 0), "区公安局": (0, 1), "区住建局": (1, 0), "区商务局": (1, 1),
    }  # fmt: skip


def test_a_table_shows_the_words_of_each_measure(night: tuple[str, str]) -> None:
    lines = CliRunner().invoke(cli, ["changes", *night, "--format", "table"]).stdout.splitlines()
    (dropped,) = (line for line in lines if line.startswith("dropped"))
    assert dropped.split()[:3] == ["dropped", "4", "建成灯光步道2条。"]


def test_targets_of_the_whole_plan_are_compared_with_both_quotes(tmp_path: Path) -> None:
    text = (
        "诸暨市2026年河道整治工作方案\n\n一、工作目标\n到2026年底，全市整治美丽河道30条，河道水质达标率达到95%，新增碧道12公里。\n二、主要任务\n"
        "1.清淤河道50公里。（牵头单位：市水利局；完成时限：2026年9月底前）\n2.拆除违建30处。（牵头单位：市自然资源局；完成时限：2026年6月底前）\n"
    )
    other = text.replace("30条", "35条").replace("，新增碧道12公里", "").replace("到2026年底，全市", "到2026年底，建设亲水平台8处，全市")
    for name, words in (("a.txt", text), ("b.txt", other)):
        (tmp_path / name).write_text(words, encoding="utf-8")
    done = CliRunner().invoke(cli, ["changes", str(tmp_path / "a.txt"), str(tmp_path / "b.txt"), "--format", "json"])
    told = [(row["kind"], row["before_no"], row["labels"], row["targets"], row["before"], row["after"]) for row in json.loads(done.stdout)]
    assert told == [
        ("reworded", "目标", "加码", "30→35条", "全市整治美丽河道30条", "全市整治美丽河道35条"),
        ("kept", "目标", "", "", "河道水质达标率达到95%", "河道水质达标率达到95%"),
        ("dropped", "目标", "", "", "新增碧道12公里", ""),
        ("new", "", "", "", "", "建设亲水平台8处"),
        ("kept", "1", "", "", "清淤河道50公里。", "清淤河道50公里。"),
        ("kept", "2", "", "", "拆除违建30处。", "拆除违建30处。"),
    ]


def test_a_comparison_says_what_was_not_compared(night: tuple[str, str], tmp_path: Path) -> None:
    said = "其余文字没有比较"
    assert said in CliRunner().invoke(cli, ["changes", *night, "--format", "json"]).stderr
    for form in ("xlsx", "docx", "html"):
        target = tmp_path / f"changes.{form}"
        assert CliRunner().invoke(cli, ["changes", *night, "--format", form, "-o", str(target)]).exit_code == 0
        assert said in words_of_file(target)


@pytest.mark.skipif(not GROUPS.is_dir(), reason="no groups beside the checkout")
@pytest.mark.parametrize("name", ["03", "05", "07", "09"])
def test_the_changes_of_the_groups_are_those_a_person_finds(name: str) -> None:
    group = GROUPS / name
    gold = json.loads((group / "gold.json").read_text(encoding="utf-8"))
    before, after = (next(group.glob(f"{letter}.*")) for letter in "ab")
    found = compared(before, after, 1 if gold["relation"] == "next-edition" else 0)
    told = {
        (tuple(fact.order for fact in one.before), tuple(fact.order for fact in one.after)): (one.kind, one.leads, one.helps, one.due)
        for one in found
    }
    wanted = {
        (tuple(one["a"]), tuple(one["b"])): (one["kind"], *(tuple(one[name]) if one[name] else None for name in ("body", "co", "deadline")))
        for one in gold["changes"]
    }
    assert told == wanted
