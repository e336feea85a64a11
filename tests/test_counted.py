"""A draft, its issued text and a mirror of it count once, whoever asks."""

from __future__ import annotations

import asyncio
import io
import json
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from starlette.applications import Starlette
from starlette.requests import Request

import zeren
from conftest import ROOT
from zeren import ask, export, network
from zeren.ask.lookup import ask_rows
from zeren.cli import cli
from zeren.ingest import documents as build
from zeren.ingest.files import find_files
from zeren.ingest.settings import Settings
from zeren.serve import pages, questions
from zeren.serve.explorer.answers import Asked, File, Page
from zeren.serve.explorer.server import Hall
from zeren.serve.kept import Kept
from zeren.store import open_reader, open_writer, run_foreign, verify
from zeren.store.counted import all_editions
from zeren.store.reader import Reader

CASES = ROOT / "tests" / "cases" / "editions"
COUNT = "SELECT (COUNT(DISTINCT ?m) AS ?n) WHERE { ?m a <https://w3id.org/zeren/ns#Measure> }"
ISSUED, DRAFT = 6, 5
"""measures that the two texts print"""


def made(folder: Path, *names: str) -> Path:
    for name in names:
        with open_writer(folder / "store") as writer:
            build.build(find_files([folder / name]), writer, Settings())
    return folder / "store"


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The issued text alone; and a draft, it, and the same words on another site, one after another."""
    folder = tmp_path_factory.mktemp("counted")
    text = (CASES / "issued.txt").read_text(encoding="utf-8")
    paths = []
    for name, files in (("alone", ("issued.txt",)), ("all", ("draft.txt", "issued.txt", "mirror.txt"))):
        own = folder / name
        own.mkdir()
        (own / "issued.txt").write_text(text, encoding="utf-8")
        (own / "mirror.txt").write_text(text.replace("，", ",").partition("\n\n")[2].replace("柯政办发〔2026〕12号\n", ""), encoding="utf-8")
        (own / "draft.txt").write_text((CASES / "draft.txt").read_text(encoding="utf-8"), encoding="utf-8")
        paths.append(made(own, *files))
    return paths[0], paths[1]


@pytest.fixture(scope="module")
def readers(stores: tuple[Path, Path]) -> Iterator[tuple[Reader, Reader]]:
    with open_reader(stores[0]) as alone, open_reader(stores[1]) as every:
        yield alone, every


def test_it_is_told_which_documents_do_not_count(readers: tuple[Reader, Reader]) -> None:
    assert readers[0].left_out_names() == []
    assert readers[1].left_out_names() == [("draft.txt", "issued.txt"), ("mirror.txt", "issued.txt")]


@pytest.mark.parametrize("form", export.ASKING)
def test_a_file_for_other_tools_says_nothing_of_a_text_that_does_not_count(form: str, readers: tuple[Reader, Reader], tmp_path: Path) -> None:
    for name, reader in zip(("alone", "all"), readers, strict=True):
        export.write((), ask.load_portions(reader), form, tmp_path / name)
    alone, every = ([path.read_bytes() for path in sorted((tmp_path / name).rglob("*")) or [tmp_path / name]] for name in ("alone", "all"))
    assert alone == every
    assert b"issued.txt" in b"".join(alone)


ABOUT = {"editions", "changes"}
"""questions about texts that are left out"""


def free(question: ask.Question) -> bool:
    return question.name not in ABOUT and not any(param.required for param in question.params)


@pytest.mark.parametrize("name", sorted(name for name, question in ask.questions().items() if free(question)))
@pytest.mark.parametrize("engine", ["columns", "sparql"])
def test_every_question_finds_the_same_as_without_draft_and_mirror(readers: tuple[Reader, Reader], name: str, engine: str) -> None:
    question = ask.questions()[name]
    if engine == "columns" and not question.sql:
        pytest.skip("asked of the graph alone")
    rows = [ask.run(reader, question, {}, engine=engine).rows for reader in readers]
    assert rows[0] == rows[1]


def test_objects_networks_and_sentences_agree(readers: tuple[Reader, Reader]) -> None:
    found = [ask.load_duties(reader) for reader in readers]
    assert found[0] == found[1]
    assert len(found[1].measures) == ISSUED
    assert network.rank(found[0], "any", "as-written") == network.rank(found[1], "any", "as-written")
    answers = [ask.asked(reader, "区住建局牵头几项措施？") for reader in readers]
    assert answers[0].figure == answers[1].figure
    assert answers[0].rows == answers[1].rows


@pytest.mark.parametrize("engine", ["columns", "sparql"])
def test_what_is_left_out_is_told_with_what_became_of_it(readers: tuple[Reader, Reader], engine: str) -> None:
    known = ask.questions()
    texts = ask.run(readers[1], known["editions"], {}, engine=engine).rows
    assert [(row["relation"], str(row["left_out"]).rpartition("/")[2]) for row in texts if row["left_out"]] == [
        ("mirror", "mirror.txt"), ("draft-issued", "draft.txt"), ("draft-issued", "draft.txt"),
    ]  # fmt: skip
    became = ask.run(readers[1], known["changes"], {"words": "意见稿"}, engine=engine).rows
    told = {(row["change"], row["labels"], row["amounts"], row["due_before"], row["due_after"]) for row in became}
    assert ("reworded", "减码 延后", "18→15个", "10月底前", "11月底前") in told
    gone = ask.run(readers[1], known["changes"], {"words": "意见稿", "change": "dropped"}, engine=engine).rows
    assert [row["before"] for row in gone] == ["制作公园电子地图。"]


def test_a_text_that_does_not_count_is_never_said_to_be_missing(stores: tuple[Path, Path]) -> None:
    run = CliRunner().invoke(cli, ["leads", "区住建局", "--plan", "征求意见稿", "--store", str(stores[1])])
    assert run.exit_code != 0
    assert "只计一份" in str(run.exception) + run.stderr
    run = CliRunner().invoke(cli, ["leads", "区住建局", "--plan", "征求意见稿", "--all-editions", "--store", str(stores[1]), "--format", "json"])
    assert len(json.loads(run.stdout)) == 2


def test_all_editions_count_all_in_every_engine(stores: tuple[Path, Path]) -> None:
    with all_editions(), open_reader(stores[1]) as reader:
        assert reader.left_out() == {}
        counts = {len(ask.load_duties(reader).measures), *(int(row["n"].value) for row in ask_rows(reader, COUNT))}
        told = json.loads(run_foreign(stores[1], COUNT, format="json"))
    # The mirror leaves out the number of the document: to the graph it is another plan.
    assert counts == {2 * ISSUED + DRAFT}
    assert told["results"]["bindings"][0]["n"]["value"] == str(2 * ISSUED + DRAFT)
    assert json.loads(run_foreign(stores[1], COUNT, format="json"))["results"]["bindings"][0]["n"]["value"] == str(ISSUED)
    assert verify(stores[1]) == []


def test_commands_and_notebooks_say_what_they_left_out(stores: tuple[Path, Path]) -> None:
    run = CliRunner().invoke(cli, ["leads", "区住建局", "--store", str(stores[1]), "--format", "json"])
    # 新建口袋公园15个, 改造老旧绿地6万平方米, 养护考核办法, 公园绿地全年开放共享
    assert len(json.loads(run.stdout)) == 4
    assert "2 份文本" in run.stderr
    assert "draft.txt（见 issued.txt）" in run.stderr
    run = CliRunner().invoke(cli, ["leads", "区住建局", "--store", str(stores[1]), "--format", "json", "--all-editions"])
    # those of the mirror again, and 新建口袋公园18个 and 养护考核办法 of the draft
    assert len(json.loads(run.stdout)) == 10
    assert "份文本" not in run.stderr
    status = json.loads(CliRunner().invoke(cli, ["status", "--store", str(stores[1]), "--format", "json"]).stdout)
    assert {row["name"]: row["counted_in"] for row in status if row["counted_in"]} == {"draft.txt": "issued.txt", "mirror.txt": "issued.txt"}
    with zeren.open(stores[1]) as book, zeren.open(stores[1], all_editions=True) as every:
        assert [row["document"] for row in book.left_out().to_dict("records")] == ["draft.txt", "mirror.txt"]
        assert (len(book.leads("区住建局")), len(every.leads("区住建局"))) == (4, 10)


HEAD = (
    "贵州省遵义市人民政府办公室关于印发{}的通知\n遵府办〔2026〕{}号\n\n各有关单位：\n现印发给你们。\n\n"
    "贵州省遵义市人民政府办公室\n2026年3月{}日\n\n"
)
RIVER = (
    "贵州省遵义市2026年河道整治工作方案{}\n\n一、主要任务\n1.清淤河道{}公里。（牵头单位：市水利局；配合单位：市财政局；完成时限：2026年9月底前）\n"
    "2.拆除违建30处。（牵头单位：市自然资源局；配合单位：市水利局；完成时限：2026年6月底前）\n\n"
)
WASTE = (
    "贵州省遵义市2026年垃圾分类工作方案\n\n一、主要任务\n1.新建投放点60处。（牵头单位：市城管局；配合单位：市水利局；完成时限：2026年9月底前）\n"
    "2.入户宣传2万户。（牵头单位：市妇联；配合单位：市教育局；完成时限：2026年6月底前）\n\n"
)


@pytest.fixture(scope="module")
def container(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of one file with two annexes, the second a draft, and of the file that issued the second."""
    folder = tmp_path_factory.mktemp("container")
    both = HEAD.format("两个方案", 3, 1) + "附件1\n\n" + WASTE + "附件2\n\n" + RIVER.format("（征求意见稿）", 12)
    (folder / "both.txt").write_text(both, encoding="utf-8")
    (folder / "issued.txt").write_text(HEAD.format("《河道整治工作方案》", 9, 20) + RIVER.format("", 14), encoding="utf-8")
    return made(folder, "both.txt", "issued.txt")


def test_a_file_of_which_one_plan_stands_in_another_too_counts_plan_by_plan(container: Path) -> None:
    with open_reader(container) as reader, all_editions(), open_reader(container) as every:
        counts = [len(ask.load_duties(one).measures) for one in (reader, every)]
        graph = [int(row["n"].value) for one in (reader, every) for row in ask_rows(one, COUNT)]
        assert reader.left_out_names() == [("both.txt《贵州省遵义市2026年河道整治工作方案（征求意见稿）》", "issued.txt")]
        assert reader.left_out() == {}
    # 60处 and 2万户 of the first annex, 14公里 and 30处 as issued; with the draft two more
    assert counts == graph == [4, 6]
    told = json.loads(run_foreign(container, "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?m a <https://w3id.org/zeren/ns#Measure> } }", format="json"))
    assert len(told["results"]["bindings"]) == 2
    assert verify(container) == []
    run = CliRunner().invoke(cli, ["leads", "市水利局", "--store", str(container), "--format", "json"])
    assert [one["text"] for one in json.loads(run.stdout)] == ["清淤河道14公里。"]
    assert "both.txt《贵州省遵义市2026年河道整治工作方案（征求意见稿）》（见 issued.txt）" in run.stderr
    run = CliRunner().invoke(cli, ["check", "--store", str(container), "--format", "json"])
    assert [one for one in json.loads(run.stdout) if one["rule"] == "counted-twice"] == []


@pytest.mark.parametrize("engine", ["columns", "sparql"])
def test_no_question_speaks_of_a_plan_of_a_container_that_does_not_count(container: Path, engine: str) -> None:
    with open_reader(container) as reader:
        for name, question in sorted(ask.questions().items()):
            if free(question) and (question.sql or engine == "sparql"):
                rows = ask.run(reader, question, {}, engine=engine).rows
                assert "征求意见稿" not in str(rows), name
                assert "12公里" not in str(rows), name


def test_a_container_counts_as_a_whole_again_when_the_other_file_is_taken_out(container: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    shutil.copytree(container, store)
    assert CliRunner().invoke(cli, ["remove", "issued.txt", "--store", str(store)]).exit_code == 0
    with open_reader(store) as reader:
        assert reader.left_out_names() == []
        assert len(ask.load_duties(reader).measures) == 4
    assert verify(store) == []


def test_a_text_whose_counterpart_is_taken_out_counts_again(tmp_path: Path) -> None:
    for name in ("draft.txt", "issued.txt"):
        (tmp_path / name).write_text((CASES / name).read_text(encoding="utf-8"), encoding="utf-8")
    store = made(tmp_path, "draft.txt", "issued.txt")
    run = CliRunner().invoke(cli, ["check", "--store", str(store), "--format", "json"])
    assert [one for one in json.loads(run.stdout) if one["rule"] == "counted-twice"] == []
    assert CliRunner().invoke(cli, ["remove", "issued.txt", "--store", str(store)]).exit_code == 0
    with open_reader(store) as reader:
        assert reader.left_out() == {}
        assert len(ask.load_duties(reader).measures) == DRAFT


def test_pages_count_once_and_all_where_asked(stores: tuple[Path, Path]) -> None:
    shown = []
    for every in (False, True):
        with closing(Kept(str(stores[1]), every)) as kept, closing(Hall(kept)) as hall:
            page = hall.answer(Asked("/", {}, "zh"))
            assert isinstance(page, Page)
            shown.append((page.values["figures"]["measures"], page.values["left_out"]))
    assert shown == [(ISSUED, (("draft.txt", "issued.txt"), ("mirror.txt", "issued.txt"))), (2 * ISSUED + DRAFT, ())]
    assert pages.addresser("en", True)("/measures", q="园") == "/measures?q=%E5%9B%AD&lang=en&editions=all"


def cells(data: bytes) -> str:
    book = openpyxl.load_workbook(io.BytesIO(data))
    return "".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)


@pytest.mark.parametrize("every", [False, True])
def test_workbooks_of_pages_say_what_they_leave_out(stores: tuple[Path, Path], every: bool) -> None:
    with closing(Kept(str(stores[1]), every)) as kept, closing(Hall(kept)) as hall:
        for path, query in (("/measures", {}), ("/matrix", {}), ("/compare", {"a": "区住建局", "b": "区财政局"})):
            made = hall.answer(Asked(path, {"format": "xlsx", **query}, "zh"))
            assert isinstance(made, File)
            assert ("draft.txt（计 issued.txt）" in cells(made.data)) is not every, path


def test_the_workbook_of_a_question_says_what_it_leaves_out(stores: tuple[Path, Path]) -> None:
    scope = {"type": "http", "method": "GET", "path": "/question/rank", "query_string": b"format=xlsx", "headers": []}
    for every in (False, True):
        with closing(Kept(str(stores[1]), every)) as kept:
            application = Starlette()
            application.state.questions, application.state.kept, application.state.every = ask.questions(), kept, kept
            request = Request({**scope, "app": application, "path_params": {"name": "rank"}})
            answer = asyncio.run(questions.one(request))
        assert ("draft.txt（计 issued.txt）" in cells(bytes(answer.body))) is not every


@pytest.mark.parametrize("form", ["xlsx", "docx", "html"])
def test_a_summary_names_the_texts_that_it_does_not_count(stores: tuple[Path, Path], tmp_path: Path, form: str) -> None:
    target = tmp_path / f"summary.{form}"
    run = CliRunner().invoke(cli, ["report", "区住建局", "-o", str(target), "--store", str(stores[1])], catch_exceptions=False)
    assert run.exit_code == 0
    if form == "html":
        words = target.read_text(encoding="utf-8")
    else:
        with zipfile.ZipFile(target) as packed:
            words = packed.read("xl/sharedStrings.xml" if form == "xlsx" else "word/document.xml").decode()
    assert "没有重复计数的文本2份：draft.txt（计 issued.txt）、mirror.txt（计 issued.txt）" in words
