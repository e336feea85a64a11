"""等 behind a list of bodies keeps the set open: nobody is called the only one where others may be meant."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from zeren import ask
from zeren.ask.lookup import landing_for
from zeren.ask.sentence import answer
from zeren.ask.sentence.asked import asked
from zeren.ingest import documents as build
from zeren.ingest import files
from zeren.ingest.settings import Settings
from zeren.report import summary
from zeren.store import open_reader, open_writer

# 甲 names one body alone, 乙 the same body and "others", 丙 two bodies and "others", 丁 just two.
PLAN = (
    "北京市西城区河湖工作2026年行动计划,,,,,\n序号,重点任务,工作措施,责任单位,协办单位,完成时限\n"
    "1,河道,推进甲事。,区水务局,,年底前\n2,湖泊,推进乙事。,区水务局等部门,,年底前\n"
    "3,泉水,推进丙事。,区水务局、区教委等部门,,年底前\n4,井,推进丁事。,区水务局、区教委,,年底前\n"
)


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ask.Reader]:
    home, store = tmp_path_factory.mktemp("plans"), tmp_path_factory.mktemp("open") / "store"
    (home / "open.csv").write_text(PLAN, encoding="utf-8")
    with open_writer(store) as writer:
        build.build(files.find_files([home]), writer, Settings())
    with open_reader(store) as opened:
        yield opened


@pytest.mark.parametrize("engine", ["columns", "sparql"])
def test_sole_is_said_only_where_the_list_is_closed(reader: ask.Reader, engine: str) -> None:
    for name in ("leads", "responsible-for"):
        rows = ask.run(reader, ask.questions()[name], {"body": "区水务局"}, engine=engine).rows
        assert {row["text"]: row["sole"] for row in rows} == {"推进甲事。": True, "推进乙事。": False, "推进丙事。": False, "推进丁事。": False}
    (load,) = ask.run(reader, ask.questions()["workload"], {"body": "区水务局"}, engine=engine).rows
    assert (load["sole"], load["responsible"]) == (1, 4)


def test_a_summary_says_the_same(reader: ask.Reader) -> None:
    body = ask.find_body(reader, "区水务局").iri
    items = summary(ask.load_duties(reader), body).items
    assert [item.measure.text for item in items if item.sole] == ["推进甲事。"]


@pytest.mark.parametrize(
    ("sentence", "texts", "note"),
    [
        ("区水务局单独主责的措施", ["推进甲事。"], "另有 1 项的名单以“等”结尾"),
        ("主责单位只有1个的措施", ["推进甲事。"], "以“等”结尾"),
        ("主责单位刚好两家的措施", ["推进丁事。"], "以“等”结尾"),
        ("主责单位不足两家的措施", ["推进甲事。"], "以“等”结尾"),
        ("不由区教委主责的措施", ["推进甲事。", "推进乙事。"], "其中 1 项的名单以“等”结尾"),
        ("主责单位达到两家的措施", ["推进丙事。", "推进丁事。"], ""),
    ],
)
def test_what_is_said_to_be_all_leaves_open_lists_out_and_tells(reader: ask.Reader, sentence: str, texts: list[str], note: str) -> None:
    found = answer(reader, sentence)
    assert [row["text"] for row in found.rows] == texts
    assert any(note in line for line in found.notes) if note else not any("“等”" in line for line in found.notes)
    assert sorted(str(row[5]) for row in landing_for(reader).rows(found.query)) == sorted(texts)


def test_a_group_printed_with_and_others_is_never_counted_as_exactly_its_named_members(reader: ask.Reader) -> None:
    assert "另有" in " ".join(asked(reader, "区水务局一家主责的有几条").notes)
