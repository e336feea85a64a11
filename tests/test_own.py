"""Questions of a researcher's own: the same as the shipped ones, run where they can be ended, and tested for their form."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import openpyxl
import pytest

import commands
from conftest import ROOT
from serving import HTML, JSON, Site, serving
from zeren import ask
from zeren.ask.chinese import understand
from zeren.ask.form import Fault, faults
from zeren.cli.own import Limits
from zeren.ground.errors import Ambiguous
from zeren.ground.resources import ontology_dir
from zeren.store import Solutions, open_reader
from zeren.store.reader import Reader

EXAMPLES = ROOT / "docs" / "questions"
HEAD = """# title: Measures
# question: 有哪些措施？
# param: plan | plan | optional | 计划
# column: id | iri | 措施 | Measure
"""
SOUND = f"""{HEAD}
PREFIX zr: <https://w3id.org/zeren/ns#>
SELECT ?id WHERE {{
  ?id a zr:Measure ; zr:inPlan ?in .
  VALUES ?in {{ $plan }}
}}
"""


def checked(reader: Reader, store: Path, folder: Path, seconds: float = 10.0) -> list[Fault]:
    with Limits(str(store), seconds).asking() as engine:
        return list(faults(folder, reader, engine))


def rows_of(reader: Reader, sparql: str) -> Solutions:
    found = reader.query(sparql)
    assert isinstance(found, Solutions)
    return found


def run(*words: str, **environment: str) -> commands.Run:
    return commands.run(*words, env={**os.environ, **environment})


# ── The test of form ─────────────────────────────────────────────────────────────────────


def test_the_examples_pass_the_test_of_form(reader: Reader, store: Path) -> None:
    assert checked(reader, store, EXAMPLES) == []


def test_the_shipped_questions_pass_it_too(reader: Reader) -> None:
    assert list(faults(ontology_dir() / "questions", reader, lambda sparql: rows_of(reader, sparql))) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("# title: Measures\n", "", 1, "no title"),
        ("| plan | optional", "| plans | optional", 3, "'plans' is no kind"),
        ("{ $plan }", "{ $paln }", 3, r"$paln, $plan"),
        ("# column", "# phrasing: {body}的措施\n# column", 4, "没有参数 body"),
        ("# column", "# phrasing: [{plan}\n# column", 4, "do not close"),
        ("PREFIX zr:", "PREFIX zx:", 8, "zr: 前缀没有声明"),
        ("w3id.org/zeren/ns#", "example.org/ns#", 6, "zr: 的命名空间与本程序不同"),
        ("zr:Measure", "zr:Measures", 8, "zr:Measures: 本体没有声明"),
        ("zr:inPlan ?in", "<https://w3id.org/zeren/code/leed> ?in", 8, "本体没有声明"),
        ("SELECT ?id", "SELECT ?id,", 7, "syntax error"),
        ("SELECT ?id", "SELECT ?id ?in", 4, "列与文件头不符"),
        ("| iri |", "| number |", 4, "列 id 应为 number"),
        ("SELECT ?id WHERE", "ASK", 6, "给不出表"),
        ("?id a zr:Measure ;", "SERVICE <http://127.0.0.1/> { ?id a zr:Measure } ?id", 6, "不得连接网络"),
    ],
)
def test_a_fault_is_told_with_file_line_and_remedy(
    reader: Reader, store: Path, tmp_path: Path, old: str, new: str, line: int, words: str
) -> None:
    file = tmp_path / "many.rq"
    assert old in SOUND
    file.write_text(SOUND.replace(old, new), encoding="utf-8")
    (fault,) = checked(reader, store, tmp_path)
    assert (fault.file, fault.line, fault.severity) == (str(file), line, "error")
    assert words in fault.message
    assert fault.remedy


def test_a_sound_file_has_no_fault_and_a_word_that_the_store_never_uses_is_a_hint(
    reader: Reader, store: Path, tmp_path: Path
) -> None:
    (tmp_path / "a.rq").write_text(SOUND, encoding="utf-8")
    hinting = SOUND.replace("SELECT", "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>\nSELECT")
    (tmp_path / "b.rq").write_text(hinting.replace("zr:inPlan", "skos:hiddenLabel ?l ; zr:inPlan"), encoding="utf-8")
    (hint,) = checked(reader, store, tmp_path)
    assert (Path(hint.file).name, hint.line, hint.severity) == ("b.rq", 9, "hint")


def test_a_query_that_does_not_end_is_told_within_its_limit(reader: Reader, store: Path, tmp_path: Path) -> None:
    text = SOUND.replace("?id a zr:Measure ;", "?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a != ?g) ?id a zr:Measure ;")
    (tmp_path / "slow.rq").write_text(text.replace("SELECT ?id", "SELECT (MIN(?a) AS ?id)"), encoding="utf-8")
    (fault,) = checked(reader, store, tmp_path, seconds=0.3)
    # Which of its limits it meets first, time or memory, is up to the machine.
    assert fault.message.startswith(("查询超过 0.3 秒", "查询占用内存过多"))


def test_the_command_ends_with_1_for_a_fault_and_0_for_none(store: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.rq").write_text(SOUND.replace("zr:Measure", "zr:Measures"), encoding="utf-8")
    bad = run("question", "--check", str(tmp_path), "--store", str(store))
    assert (bad.returncode, [row["line"] for row in json.loads(bad.stdout)]) == (1, [8])
    good = run("question", "--check", str(EXAMPLES), "--store", str(store))
    assert (good.returncode, good.stdout, good.stderr) == (
        0, "[]\n", "2 个问题文件 (question files): 0 处错误 (errors), 0 处提示 (hints)\n",
    )  # fmt: skip
    assert run("question", "--check", str(tmp_path), "--store", str(tmp_path / "none")).returncode == 66


# ── The command ──────────────────────────────────────────────────────────────────────────


def test_own_questions_stand_before_the_shipped_ones_and_answer_with_parameters(store: Path) -> None:
    known = json.loads(run("question", ZEREN_QUESTIONS=str(EXAMPLES)).stdout)
    assert [row["name"] for row in known if row["own"]] == ["shared-lead", "text-length"]
    assert {row["name"] for row in known if not row["own"]} == set(ask.questions())
    words = ("question", "shared-lead", "body=区生态环境局", "topic=噪声", "--plan", "附3", "--store", str(store))
    rows = json.loads(run(*words, "--questions", str(EXAMPLES)).stdout)
    assert [(row["text"][:12], row["others"]) for row in rows] == [
        ("强化校园广播噪声扰民问题", "北京市西城区教育委员会、北京市西城区各街道办事处"),
        ("组织实施6项重点点位固定", "北京市西城区相关街道办事处"),
        ("推动信访工作法治化，依法", "北京市西城区各街道办事处"),
    ]


def test_an_own_question_is_ended_at_its_limits(store: Path, tmp_path: Path) -> None:
    text = SOUND.replace("?id a zr:Measure ;", "?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a != ?g) ?id a zr:Measure ;")
    (tmp_path / "slow.rq").write_text(text.replace("SELECT ?id", "SELECT (MIN(?a) AS ?id)"), encoding="utf-8")
    (tmp_path / "many.rq").write_text(SOUND, encoding="utf-8")
    own = ("--questions", str(tmp_path), "--store", str(store))
    slow = subprocess.run(
        [sys.executable, "-m", "zeren", "question", "slow", "--seconds", "0.3", *own], capture_output=True, text=True, check=False
    )  # what ends a query is proven on a process that is started, not forked
    assert (slow.returncode, "查询超过 0.3 秒" in slow.stderr) == (75, True), slow.stderr
    cut = run("question", "many", "--rows", "7", *own)
    assert (len(json.loads(cut.stdout)), "截断 (cut off at 7 rows)" in cut.stderr) == (7, True)


def test_a_phrasing_of_an_own_question_is_understood_by_the_kinds_of_its_parameters(reader: Reader) -> None:
    known = ask.with_own(EXAMPLES)
    meant = understand(reader, "区生态环境局和其他单位共同主责的噪声措施有哪些？", known)
    assert (meant.question.name, meant.params) == (
        "shared-lead",
        {"body": ask.find_body(reader, "区生态环境局").iri, "topic": "噪声"},
    )
    assert understand(reader, "谁协办最多", known).question.name == "rank"


def test_a_phrasing_that_fits_two_questions_alike_is_asked_back(reader: Reader, tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.rq").write_text("# phrasing: 有哪些条目\n" + SOUND, encoding="utf-8")
    with pytest.raises(Ambiguous, match="可以有几种理解"):
        understand(reader, "有哪些条目？", ask.with_own(tmp_path))


# ── The pages ────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def site(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("own")
    for file in EXAMPLES.glob("*.rq"):
        (folder / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "字数.rq").write_text(SOUND, encoding="utf-8")
    slow = SOUND.replace("?id a zr:Measure ;", "?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a != ?g) ?id a zr:Measure ;")
    (folder / "slow.rq").write_text(slow.replace("SELECT ?id", "SELECT (MIN(?a) AS ?id)"), encoding="utf-8")
    with serving(store, "--questions", str(folder), "--seconds", "3") as made:
        yield made


def test_an_own_question_has_a_page_and_the_same_rows_as_csv_json_and_workbook(site: Site, store: Path) -> None:
    address = "/question/shared-lead?" + urlencode({"body": "区生态环境局", "topic": "噪声"})
    rows = json.loads(site.get(address, JSON).body)
    assert len(rows) == 3
    page = site.get(address, HTML)
    assert (page.status, page.text.count("<tr")) == (200, 4)
    assert '<span class="chip">自定</span>' in page.text
    table = list(csv.DictReader(io.StringIO(site.get(address + "&format=csv").body.decode("utf-8-sig"))))
    assert [row["text"] for row in table] == [row["text"] for row in rows]
    book = site.get(address + "&format=xlsx")
    assert book.headers["content-disposition"] == 'attachment; filename="shared-lead.xlsx"'
    sheet = openpyxl.load_workbook(io.BytesIO(book.body)).active
    assert [cell.value for cell in sheet[1]] == ["重点任务", "工作措施", "完成时限", "同责单位", "措施"]
    assert [row[1] for row in sheet.iter_rows(min_row=2, values_only=True)] == [row["text"] for row in rows]
    with open_reader(store) as opened:
        known = ask.with_own(EXAMPLES)["shared-lead"]
        bound = ask.bind(opened, known, {"body": "区生态环境局", "topic": "噪声"})
    assert site.get(address + "&format=sparql").text == bound.sparql


def test_a_shipped_question_comes_as_a_workbook_too(site: Site) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(site.get("/question/two-roles?format=xlsx").body)).active
    assert (sheet.max_row, sheet["A1"].value, sheet["A1"].font.name) == (2, "计划", "黑体")
    assert [cell.value for cell in sheet[1]][-1] == "措施"


def test_a_name_beyond_ascii_and_a_query_that_does_not_end_are_answered(site: Site) -> None:
    reply = site.get("/question/%E5%AD%97%E6%95%B0?format=csv")
    assert reply.headers["content-disposition"] == "attachment; filename*=UTF-8''%E5%AD%97%E6%95%B0.csv"
    slow = site.get("/question/slow", HTML)
    assert (slow.status, "查询超过 3 秒" in slow.text) == (500, True)
    assert site.get("/question/rank", JSON).status == 200
    wrong = site.get("/question/shared-lead?" + urlencode({"body": "火星局"}), HTML)
    assert (wrong.status, "火星局" in wrong.text) == (404, True)
    assert site.get("/question/shared-lead", HTML).status == 200
    assert site.get("/question/shared-lead", JSON).status == 400


def test_the_editor_opens_own_questions_as_tabs_and_lists_them(site: Site) -> None:
    told = json.loads(site.get("/sparql/editor.json").body)
    assert told["first"][-4:] == ["shared-lead", "slow", "text-length", "字数"]
    assert told["questions"]["text-length"][0] == "各计划的措施写了多少字，最长一条多长？"
    assert 'data-name="shared-lead"' in site.get("/sparql/editor", HTML).text
