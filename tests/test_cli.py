"""The commands, run as a user runs them: rows on standard output, everything else on standard error."""

from __future__ import annotations

import ast
import contextlib
import csv
import io
import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

import commands
from conftest import CITY, DISTRICT, PLANS, ROOT
from zeren.cli import COMMANDS, cli, output, written
from zeren.cli.products import report
from zeren.cli.workload import leads
from zeren.ground import errors

Run = commands.Run
Zeren = Callable[..., Run]


@pytest.fixture
def zeren(store: Path, tmp_path: Path) -> Zeren:
    """Run the command in an empty folder on the store with both plans."""

    def run(*arguments: str, **settings: str) -> Run:
        return commands.run(*arguments, cwd=tmp_path, env={**os.environ, "ZEREN_STORE": str(store), "LC_ALL": "C", **settings})

    return run


def rows(run: Run) -> list[dict]:
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def test_leads_says_that_the_district_plan_has_no_lead_column(zeren) -> None:
    run = zeren("leads", "区生态环境局", "--format", "json")
    duties = rows(run)
    assert len(duties) == 107
    assert Counter(d["annex"] for d in duties) == {"附1": 57, "附2": 28, "附3": 22}
    assert sum(d["first"] for d in duties) == 83
    assert sum(d["sole"] for d in duties) == 36
    assert {d["role"] for d in duties} == {"responsible"}
    assert all("没有牵头角色" in d["note"] for d in duties)
    assert "no lead role" in run.stderr
    contract = {
        "id", "plan", "annex", "task_no", "task", "text", "role", "position", "sole", "deadline", "via", "source"
    }  # fmt: skip
    assert contract <= set(duties[0])


def test_leads_finds_the_duties_of_the_city_bureau_in_the_city_plan(zeren) -> None:
    duties = rows(zeren("leads", "市生态环境局", "--format", "json"))
    assert {(d["plan"], d["role"]) for d in duties} == {("深化多元协同共治 2026 年行动计划", "lead")}
    # As many rows of the file have 市生态环境局 in their fifth column, 牵头部门.
    assert len(duties) == 27


def test_the_city_bureau_is_one_body_under_all_its_names(zeren) -> None:
    found = {name: rows(zeren("agency", name, "--format", "json")) for name in ("市生态环境局", "北京市生态环境局")}
    assert found["市生态环境局"] == found["北京市生态环境局"]


def test_agency_counts_the_support_of_the_district_bureau(zeren) -> None:
    (summary,) = rows(zeren("agency", "区生态环境局", "--format", "json"))
    assert summary["agency"] == "北京市西城区生态环境局"
    assert summary["counts"] == {"lead": 0, "responsible": 107, "support": 15}
    assert (summary["first_listed"], summary["sole"]) == (83, 36)
    contract = {
        "agency", "aliases", "jurisdiction", "level", "counts", "first_listed", "sole", "expanded", "by_deadline",
        "partners", "targets", "sources",
    }  # fmt: skip
    assert set(summary) == contract | {"parent", "counterpart", "plans"}
    assert (summary["parent"], summary["counterpart"]) == (None, "北京市生态环境局")
    assert [plan.split()[0] for plan in summary["plans"]] == ["附1", "附2", "附3"]


def test_agency_names_the_body_that_posts_a_branch(zeren) -> None:
    (summary,) = rows(zeren("agency", "市规划自然资源委西城分局", "--format", "json"))
    assert summary["parent"] == "北京市规划和自然资源委员会"


def test_names_of_bodies_are_completed_in_the_shell(zeren) -> None:
    run = zeren("leads", _ZEREN_COMPLETE="bash_complete", COMP_WORDS="zeren leads 区水", COMP_CWORD="2")
    assert "区水务局" in run.stdout


def test_rank_counts_the_supporters_of_the_district_plan(zeren) -> None:
    ranked = rows(zeren("rank", "--role", "support", "--plan", "西城", "--format", "json"))
    assert [(r["agency"], r["count"]) for r in ranked[:5]] == [
        ("北京市西城区各街道办事处", 23),
        ("北京市西城区生态环境局", 15),
        ("北京市西城区住房和城市建设委员会", 14),
        ("北京市规划和自然资源委员会西城分局", 12),
        ("北京市西城区城市管理委员会", 11),
    ]
    assert ranked[0]["kind"] == "group"


def test_pairs_counts_who_co_assists_most(zeren) -> None:
    paired = rows(zeren("pairs", "--role", "support", "--plan", "西城", "--top", "3", "--format", "json"))
    assert (paired[0]["a"], paired[0]["b"]) == ("北京市西城区住房和城市建设委员会", "北京市西城区城市管理委员会")
    assert [p["count"] for p in paired] == [6, 5, 5]


def test_who_lists_the_bodies_of_measures_that_mention_a_word(zeren) -> None:
    found = rows(zeren("who", "零排放运输车队", "--format", "json"))
    assert [m["text"] for m in found] == ["推动货物绿色运输，建设零排放运输车队3家。"]
    (measure,) = found
    assert [(a["mention"], a["role"]) for a in measure["assignments"]] == [
        ("区商务局", "responsible"),
        ("西区邮政管理局", "responsible"),
        ("市交通委西城运输管理分局", "responsible"),
        ("区城市管理委", "responsible"),
        ("区生态环境局", "support"),
        ("区交通委", "support"),
        ("各街道办事处", "support"),
    ]
    assert len(rows(zeren("who", "噪", "--format", "json"))) > 10


def test_who_tells_of_words_that_stand_in_titles_of_tasks_alone(zeren) -> None:
    said = zeren("who", "垃圾分类").stderr
    assert "没有措施提到“垃圾分类”" in said and "任务名中有 4 项" in said and "--tasks" in said
    assert "任务名" not in zeren("who", "区块链").stderr


def test_due_gives_dated_duties_in_order(zeren) -> None:
    found = rows(zeren("due", "--from", "2026-09-01", "--to", "2026-10-31", "--format", "json"))
    dates = [row["date"] for row in found]
    assert dates == sorted(dates)
    # Intervals that overlap the two months are among them: 6-9月 by its last day, and 全年.
    assert set(dates) == {"2026-09-30", "2026-10-31", "2026-12-31"}
    assert {row["deadline"] for row in found if row["date"] == "2026-12-31"} == {"全年"}
    until = rows(zeren("due", "--to", "2026-06-30", "--format", "json"))
    days = {row["date"] for row in until if row["kind"] != "recurring"}
    assert days == {"2026-03-31", "2026-05-31"}, "what is due by June holds no 6-9月"
    assert zeren("due", "--from", "9月").returncode == 2


def test_show_gives_the_words_the_file_and_the_place(zeren) -> None:
    duties = rows(zeren("leads", "区生态环境局", "--format", "json"))
    shown = rows(zeren("show", duties[0]["id"], "--format", "json"))
    assert any("29微克/立方米左右" in str(row) for row in shown)
    assert any(DISTRICT.name in str(row) and "table 1 row 2" in str(row) for row in shown)
    assert zeren("show", "no-such-thing").returncode == 66


def test_two_roles_finds_the_one_measure_that_lists_a_body_twice(zeren) -> None:
    (found,) = rows(zeren("question", "two-roles", "--plan", "西城", "--format", "json"))
    assert found["agency"] == "北京市西城区城市管理委员会"
    assert found["text"].startswith("持续提升建筑垃圾资源化综合利用水平")


def test_no_deadline_tells_empty_cells_from_inherited_ones(zeren) -> None:
    found = rows(zeren("question", "no-deadline", "--format", "json"))
    # 附2 任务7: the cells beside 提高新建建筑中… and 推动供热系统… are empty.
    assert [(r["annex"], r["task_no"], r["state"]) for r in found] == [("附2", "7", "empty"), ("附2", "7", "empty")]


def test_an_unknown_body_lists_the_nearest_names(zeren) -> None:
    run = zeren("leads", "区生态坏境局")
    assert run.returncode == 66
    assert "北京市西城区生态环境局" in run.stderr
    assert run.stdout == ""


def test_an_ambiguous_body_lists_the_candidates(zeren) -> None:
    run = zeren("leads", "生态环境局")
    assert run.returncode == 66
    assert "北京市生态环境局、北京市西城区生态环境局" in run.stderr


def test_query_needs_no_prefixes_and_prints_w3c_json(zeren, tmp_path) -> None:
    (tmp_path / "q.rq").write_text("SELECT (COUNT(?m) AS ?n) WHERE { ?m a zr:Measure }", encoding="utf-8")
    run = zeren("query", "q.rq", "--format", "json")
    assert json.loads(run.stdout)["results"]["bindings"][0]["n"]["value"] == "240"
    assert zeren("query", "q.rq", "--format", "csv").stdout.splitlines() == ["n", "240"]
    (tmp_path / "bad.rq").write_text("SELECT WHERE", encoding="utf-8")
    assert zeren("query", "bad.rq").returncode == 2
    assert zeren("query", "missing.rq").returncode == 66


def test_query_gives_graphs_as_turtle_and_ntriples(zeren, tmp_path) -> None:
    (tmp_path / "q.rq").write_text("CONSTRUCT { ?p a zr:Plan } WHERE { ?p a zr:Plan }", encoding="utf-8")
    for form in ("turtle", "nt", "jsonld"):
        run = zeren("query", "q.rq", "--format", form)
        assert run.returncode == 0
        assert run.stdout.count("ns#Plan") + run.stdout.count("zr:Plan") >= 1


def test_extract_prints_plans_measures_and_targets_as_json_lines(zeren) -> None:
    records = [json.loads(line) for line in zeren("extract", str(CITY), str(DISTRICT)).stdout.splitlines()]
    assert Counter(r["type"] for r in records) == {"plan": 5, "measure": 240, "target": 36, "reference": 21}


def test_extract_prints_what_it_did_not_read_with_the_reason(zeren, tmp_path) -> None:
    text = "某市工作方案\n序号\t工作任务\t责任单位\t责任领导\n1\t做甲事。\t市水务局\t张三\n合计\t\t\t\n"
    (tmp_path / "x.txt").write_text(text, encoding="utf-8")
    records = [json.loads(line) for line in zeren("extract", "--residue", "x.txt").stdout.splitlines()]
    (residue,) = [r for r in records if r["type"] == "residue"]
    assert (residue["text"], residue["reason"], residue["ignored"]) == ("合计", "a row of sums", True)
    assert residue["source"]["locator"] == "table 1 row 3 column 1"
    (measure,) = [r for r in records if r["type"] == "measure"]
    assert [(one["head"], one["text"]) for one in measure["remarks"]] == [("责任领导", "张三")]
    assert '"residue"' not in zeren("extract", "x.txt").stdout


def test_extract_reads_standard_input(store, tmp_path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "zeren", "extract", "-"], cwd=tmp_path, input=CITY.read_bytes(), capture_output=True
    )
    assert run.returncode == 0
    assert run.stdout.count(b'"type": "measure"') == 61


BAD = {
    "missing.txt": None,
    "empty.txt": b"",
    "rubbish.bin": bytes(range(256)) * 64,
    "letter.txt": "一封信\n你好。\n".encode(),
    "latin.txt": "é".encode("latin-1") * 3,
}


@pytest.mark.parametrize("name", sorted(BAD))
def test_a_bad_file_gives_one_line_with_its_name_and_the_others_are_read(name, zeren, tmp_path) -> None:
    if BAD[name] is not None:
        (tmp_path / name).write_bytes(BAD[name])
    both = zeren("extract", name, str(CITY))
    assert both.returncode == 1
    assert both.stdout.count('"type": "measure"') == 61
    assert [line[:2] for line in both.stderr.splitlines()] == ["✗ "]
    assert name in both.stderr
    assert ";" in both.stderr
    alone = zeren("extract", name)
    assert alone.returncode == (66 if BAD[name] is None else 65)
    assert alone.stdout == ""
    assert "Traceback" not in both.stderr + alone.stderr


def test_a_row_with_too_few_cells_is_named_and_the_rest_is_read(zeren, tmp_path) -> None:
    text = "某市工作方案\n序号\t工作任务\t责任单位\n1\t做甲事。\n2\t做乙事。\t市水务局\n"
    (tmp_path / "broken.txt").write_text(text, encoding="utf-8")
    run = zeren("build", "broken.txt", "--store", "s")
    assert run.returncode == 0
    assert "table 1: rows 2 have another number of cells" in run.stdout


def test_a_store_of_something_else_is_refused_and_left_alone(zeren, tmp_path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "letter.txt").write_text("x", encoding="utf-8")
    run = zeren("build", str(CITY), "--store", "other")
    assert run.returncode == 74
    assert "other" in run.stderr
    assert [p.name for p in (tmp_path / "other").iterdir()] == ["letter.txt"]
    assert zeren("rank", "--store", "nowhere").returncode == 66


def test_control_characters_of_a_document_never_reach_a_terminal(zeren, tmp_path) -> None:
    text = "某市工作方案\n序号\t工作任务\t责任单位\n1\t做\x1b[31m甲\u202e事。\t市水务局\n"
    (tmp_path / "x.txt").write_text(text, encoding="utf-8")
    for form in ("jsonl", "csv", "table"):
        run = zeren("extract", "x.txt", "--format", form)
        assert run.returncode == 0
        assert "\x1b" not in run.stdout
        assert "\u202e" not in run.stdout
        assert "甲" in run.stdout


def test_the_comparator_alone_is_no_formula_in_csv() -> None:
    from zeren.ground.visible import harmless
    from zeren.serve.explorer import takeaway

    cells = {"=": "=", ">=": ">=", "=1": "'=1", "==": "'=="}
    assert {cell: harmless(cell) for cell in cells} == cells
    assert {cell: takeaway._harmless(cell) for cell in cells} == cells


def test_cells_that_begin_like_formulas_are_harmless_in_csv(zeren, tmp_path) -> None:
    text = "某市工作方案\n序号\t工作任务\t责任单位\n1\t=HYPERLINK(\"x\")事。\t市水务局\n"
    (tmp_path / "x.txt").write_text(text, encoding="utf-8")
    assert "'=HYPERLINK" in zeren("extract", "x.txt", "--format", "csv").stdout


def test_wrong_usage_ends_with_2_and_says_how(zeren) -> None:
    for arguments in (["frobnicate"], ["rank", "--role", "boss"], ["report"], ["question", "leads"]):
        run = zeren(*arguments)
        assert run.returncode == 2, arguments
        assert "Traceback" not in run.stderr


def test_every_command_has_help_and_the_list_names_them_all(zeren) -> None:
    listed = zeren("--help").stdout
    commands = [
        "extract", "build", "leads", "agency", "rank", "pairs", "who", "targets", "due", "check", "show", "query",
        "question", "picture", "graph", "report", "export",
    ]  # fmt: skip
    for command in commands:
        assert f"\n  {command} " in listed
        assert CliRunner().invoke(cli, [command, "--help"]).exit_code == 0
    assert zeren("build", "--help").returncode == 0


def test_build_prints_what_was_read_and_needs_no_locale(zeren) -> None:
    run = zeren("build", str(PLANS), "--store", "here")
    assert run.returncode == 0
    assert run.stderr == ""
    assert "90 measures 措施 in 37 tasks 任务" in run.stdout
    assert "北京市西城区" in run.stdout
    again = zeren("build", str(PLANS), "--store", "here")
    assert again.stdout.count("unchanged 未变") == 2


def test_the_scripts_name_no_folder_of_this_machine() -> None:
    for script in filter(Path.is_file, (ROOT / "scripts").iterdir()):
        assert "/work/" not in script.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "size", "lines"),
    [
        ("各街道办事处", 12, ["各街道办事处"]),
        ("各街道办事处", 6, ["各街道", "办事处"]),
        ("各街道办事处", 7, ["各街道", "办事处"]),
        ("", 4, [""]),
        # No line begins with a comma, and a number is not broken.
        ("改善空气，达到29微克", 8, ["改善空", "气，达到", "29微克"]),
        ("浓度达到29.5微克以下", 10, ["浓度达到", "29.5微克以", "下"]),
        ("一二三四五六七", 4, ["一二", "三四", "五…"]),
        ("measure-without-deadline", 10, ["measure-", "without-", "deadline"]),
        ("abcdefghijkl", 4, ["abcd", "efgh", "ijkl"]),
    ],
)
def test_long_cells_are_broken_between_words_into_three_lines_at_most(text, size, lines) -> None:
    assert output.wrap(text, size) == lines
    assert all(output.width(line) <= size for line in lines)


@pytest.mark.parametrize("columns", [60, 80, 120, 200])
@pytest.mark.parametrize("command", [("leads", "区生态环境局"), ("who", "噪声"), ("show", "区水务局"), ("agency", "区水务局")])
def test_no_line_of_a_table_is_wider_than_the_terminal(command, columns, zeren) -> None:
    run = zeren(*command, "--format", "table", COLUMNS=str(columns))
    # The first line of agency is a sentence, which the terminal wraps itself.
    lines = run.stdout.splitlines()[1 if command[0] == "agency" else 0 :]
    assert len(lines) > 20
    assert max(map(output.width, lines)) <= columns


def test_what_a_narrow_table_leaves_out_is_named(zeren) -> None:
    narrow = zeren("leads", "区生态环境局", "--format", "table", COLUMNS="80")
    assert narrow.stdout.splitlines()[0].split() == ["annex", "task_no", "task", "text", "deadline", "first"]
    assert "… 另有各列 (further columns, --format csv shows them): role, sole, source, id" in narrow.stderr
    wide = zeren("leads", "区生态环境局", "--format", "table", COLUMNS="200")
    assert "另有各列" not in wide.stderr


def test_the_identifier_in_a_table_is_what_show_takes(zeren) -> None:
    table = zeren("leads", "区生态环境局", "--top", "1", "--format", "table", COLUMNS="200").stdout.splitlines()
    identifier = table[1].split()[-1]
    shown = zeren("show", identifier, "--format", "table", COLUMNS="120").stdout
    assert "任务 task: 1 目标任务\n" in shown
    assert "时限 deadline: 年底前\n" in shown
    # The measure stands above; its table lists the two principal and the three supporting bodies of the row.
    assert [line.split()[0] for line in shown.splitlines() if "主责单位" in line or "协办单位" in line] == [
        "responsible", "responsible", "support", "support", "support",
    ]  # fmt: skip
    assert zeren("show", f"measure/{identifier}").stdout == zeren("show", identifier).stdout


def test_agency_is_an_overview_on_a_terminal_and_the_whole_in_markdown(zeren) -> None:
    overview = zeren("agency", "区生态环境局", "--format", "table").stdout
    assert "共列措施122项：主责107项、协办15项" in overview
    assert "<br>" not in overview
    assert len(overview.splitlines()) < 100
    whole = zeren("agency", "区生态环境局", "--format", "md").stdout
    assert whole.startswith("# 北京市西城区生态环境局任务清单\n")
    assert "| 122 |" in whole


@pytest.mark.parametrize(
    "command",
    [
        ("leads", "区生态环境局"),
        ("rank", "--role", "support"),
        ("pairs",),
        ("who", "噪声"),
        ("due", "--from", "2026-01-01", "--to", "2026-12-31"),
        ("question", "two-roles"),
        ("status",),
    ],
)
def test_every_form_tells_the_same_rows(command, zeren) -> None:
    run = {form: zeren(*command, "--format", form).stdout for form in ("json", "csv", "md")}
    rows = json.loads(run["json"])
    cells = list(csv.DictReader(io.StringIO(run["csv"])))
    assert len(rows) == len(cells) == len(run["md"].splitlines()) - 2
    assert len(rows) > 0
    for row, cell in zip(rows, cells, strict=True):
        assert list(row) == list(cell)
        for name, value in row.items():
            if value is None or isinstance(value, str):
                assert cell[name].removeprefix("'") == (value or "")
            elif isinstance(value, list):
                assert json.loads(cell[name]) == value
            else:
                assert cell[name] == json.dumps(value)


def test_records_inside_a_csv_cell_are_json(zeren) -> None:
    (row,) = csv.DictReader(io.StringIO(zeren("agency", "区生态环境局", "--format", "csv").stdout))
    (record,) = json.loads(zeren("agency", "区生态环境局", "--format", "json").stdout)
    assert json.loads(row["counts"]) == record["counts"] == {"lead": 0, "responsible": 107, "support": 15}
    assert json.loads(row["partners"]) == record["partners"]
    assert row["aliases"] == "区生态环境局"


def test_a_query_finds_the_store_of_the_folder_it_is_asked_in(zeren, store) -> None:
    environment = {**os.environ, "ZEREN_STORE": store.name}
    run = subprocess.run(
        [sys.executable, "-m", "zeren", "query", "-", "--format", "csv"], cwd=store.parent, env=environment,
        input="ASK { ?m a zr:Measure }", capture_output=True, text=True, encoding="utf-8",
    )  # fmt: skip
    assert (run.returncode, run.stdout) == (0, "true\n"), run.stderr


def test_an_empty_query_is_wrong_usage(zeren, tmp_path) -> None:
    (tmp_path / "q.rq").write_text(" \n", encoding="utf-8")
    run = zeren("query", "q.rq")
    assert run.returncode == 2
    assert "an empty query" in run.stderr


def test_a_wrong_option_is_told_first_and_the_usage_after_it(zeren) -> None:
    lines = zeren("leads").stderr.splitlines()
    assert lines[0] == "✗ 缺少参数 (Missing argument 'NAME')"
    assert lines[1] == "Usage: zeren leads [OPTIONS] NAME"
    assert not zeren().stderr.startswith("✗")


def test_help_is_chinese_under_a_chinese_locale_and_english_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    def shown(*arguments: str) -> str:
        return CliRunner().invoke(cli, [*arguments, "--help"], prog_name="zeren").output

    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    english = shown("rank")
    assert english.startswith("Usage: zeren rank [OPTIONS]\n\n  Bodies by number of measures")
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    chinese = shown("rank")
    assert chinese.startswith("用法: zeren rank [OPTIONS]\n\n  按措施数给单位排名。")
    assert "显示这份说明后退出。" in chinese and "显示这份说明后退出。" in shown()
    lines = shown().partition("命令:\n")[2].splitlines()
    assert [line.split()[0] for line in lines] == list(COMMANDS)
    assert all(re.search("[一-鿿]", line) for line in lines), "each command has its line in Chinese"
    assert "[必填]" in shown("ledger", "write") and "逐行过目" in shown("ledger")
    monkeypatch.setenv("LC_ALL", "C")
    assert shown("rank") == english


def test_every_command_and_option_has_its_help_in_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")

    def every(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
        yield path, command
        for name in command.list_commands(click.Context(command)) if isinstance(command, click.Group) else ():
            part = command.get_command(click.Context(command), name)
            assert part is not None
            yield from every(part, f"{path} {name}")

    lacking = [
        f"{path} {words}"
        for path, command in every(cli, "zeren")
        for words in (command.help, *(one.help for one in command.get_params(click.Context(command)) if isinstance(one, click.Option)))
        if not re.search("[一-鿿]", words or "")
    ]
    assert lacking == []


def test_the_store_may_be_named_before_the_command(zeren, store) -> None:
    before = zeren("--store", str(store), "rank", "--format", "json", ZEREN_STORE="nowhere")
    assert before.returncode == 0
    assert before.stdout == zeren("rank", "--store", str(store), "--format", "json").stdout


def test_graph_opens_with_a_view_and_refuses_one_that_means_nothing(zeren, tmp_path) -> None:
    target = tmp_path / "network.html"
    assert zeren("graph", "-o", str(target), "--view", "shared=区水务局&colour=community", "--renderer", "webgl").returncode == 0
    html = target.read_text(encoding="utf-8")
    assert '"view":"shared=%E5%8C%BA%E6%B0%B4%E5%8A%A1%E5%B1%80\\u0026colour=community"' in html
    assert '"renderer":"webgl"' in html
    assert '"betweenness":[' in html
    refused = zeren("graph", "-o", str(target), "--view", "color=level")
    assert refused.returncode == 2
    assert "color" in refused.stderr


def test_a_table_for_excel_begins_with_the_mark_of_utf8_and_one_for_programs_does_not(store) -> None:
    def printed(form: str) -> bytes:
        return CliRunner().invoke(leads, ["区水务局", "--plan", "西城", "--format", form, "--store", str(store)]).stdout_bytes

    excel, plain = printed("excel"), printed("csv")
    assert excel.startswith(b"\xef\xbb\xbf")
    assert not plain.startswith(b"\xef\xbb\xbf")
    sheet = list(csv.DictReader(io.StringIO(excel.decode("utf-8-sig"), newline="")))
    assert sheet == list(csv.DictReader(io.StringIO(plain.decode(), newline="")))
    assert len(sheet) == 27
    assert excel.count(b"\r\n") == 28
    assert "Excel" in CliRunner().invoke(leads, ["--help"]).stdout


def test_a_folder_that_a_path_needs_is_not_made_in_silence(store, tmp_path) -> None:
    target = tmp_path / "清单" / "水务.md"
    for times in (1, 0):
        run = CliRunner().invoke(report, ["区水务局", "-o", str(target), "--store", str(store)])
        assert run.exit_code == 0
        assert target.is_file()
        assert run.stderr.count("新建文件夹") == times
    page = tmp_path / "图" / "network.html"
    told = io.StringIO()
    with contextlib.redirect_stderr(told):
        written.write(page, b"<html>")
    assert str(page.parent) in told.getvalue()


def test_advice_is_told_in_chinese_first_with_the_english_in_brackets() -> None:
    kinds = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, errors.ZerenError)}
    lacking: list[str] = []
    raised = re.compile(rf"\b(?:{'|'.join(sorted(kinds))})\((?:[^()]|\([^()]*\))*\)")
    for file in sorted((ROOT / "graph").rglob("*.py")):
        for match in raised.finditer(file.read_text(encoding="utf-8")):
            node = ast.parse(match[0]).body[0].value
            if isinstance(node, ast.Call) and len(node.args) > 1:
                given = [part for part in ast.walk(node.args[1]) if isinstance(part, ast.Constant) and isinstance(part.value, str)]
                words = given[0].value if given else ""
                if given and isinstance(node.args[1], ast.JoinedStr) and node.args[1].values[0] is not given[0]:
                    words = ""
                if re.search("[a-z]{2,} [a-z]", words) and not any(re.search("[一-鿿]", part.value) for part in given):
                    told = errors.both(words)
                    if not re.search(r"[一-鿿].*\(", told):
                        lacking.append(f"{file.name} {words}")
    assert lacking == []
    assert str(errors.StoreBusy("库正忙 (busy)", "try again in a moment")) == "库正忙 (busy); 请稍候再试 (try again in a moment)"
    assert errors.both("choose from lead, support") == "可选：lead, support (choose from lead, support)"


def test_what_needs_a_person_is_told_a_line_a_kind(zeren) -> None:
    run = zeren("check", "--format", "json")
    lines = run.stderr.partition("需要人看 (needs a person):\n")[2].splitlines()
    found = Counter(row["rule"] for row in json.loads(run.stdout))
    told = {line.rpartition("(")[2].rstrip(")"): int(line.split()[0]) for line in lines if line.startswith("  ")}
    assert told["two-roles"] == 1 == found["two-roles"], "区城管委 on 建筑垃圾"
    assert all(found[rule] == count for rule, count in told.items())
    assert "targets-agree" not in told, "what agrees needs nobody"


@pytest.mark.parametrize(
    "command",
    [
        ("graph", "-o", "new/network.html"), ("picture", "bars", "-o", "new/bars.svg"), ("report", "区水务局", "-o", "new/one.md"),
        ("ledger", "区水务局", "-o", "new/ledger.xlsx"), ("compare", "区水务局", "区园林绿化局", "-o", "new/compare.json"),
        ("paper", "notice", "区水务局", "--on", "2026-10-01", "-o", "new/notice.docx"), ("export", "--as", "csv", "-o", "new/tables"),
        ("backup", "-o", "new/store.tar"),
    ],
)  # fmt: skip
def test_a_folder_that_a_command_makes_is_told_and_one_that_is_there_is_not(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    told = []
    for _ in range(2):
        result = CliRunner().invoke(cli, [*command, "--store", str(store)])
        assert result.exit_code == 0, result.output
        told.append("新建文件夹 (made the folder)" in result.stderr)
        assert (tmp_path / command[-1]).exists()
        if command[0] == "backup":
            (tmp_path / command[-1]).unlink()
    assert told == [True, False]
