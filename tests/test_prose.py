"""The running text of a plan: where measures begin and end, and whose they are."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from zeren.extract.bodies.endings import is_body, is_solid
from zeren.extract.bodies.mentions import split
from zeren.extract.columns import column_of, is_none
from zeren.extract.draft import Draft
from zeren.extract.prose import subjects
from zeren.extract.prose.force import may_lack_force, without_force
from zeren.extract.prose.name_ends import name_ends
from zeren.extract.prose.prose import Prose, drafts
from zeren.extract.prose.unstated import REASON
from zeren.extract.statement import grammar
from zeren.ground.model import Document, Table
from zeren.ground.resources import table
from zeren.outline import outline
from zeren.read import read
from zeren.read.text import blocks_of

CASES = sorted((Path(__file__).parent / "cases" / "prose").glob("*.txt"))
SHARED = Path(__file__).resolve().parents[2] / "shared"
CORPUS = ("01", "03", "08", "09", "16", "17", "25", "33", "35")


def document(text: str) -> Document:
    return Document("case.txt", "0" * 64, "txt", text, blocks_of(text))


def prose(text: str) -> Prose:
    its = document(text)
    return drafts(its.blocks, its)


def shown(draft: Draft) -> list[str]:
    """A draft as the case files show it."""
    above = " > ".join(section.heading for section in draft.sections)
    lines = [f"{draft.task_no or '-'} | {draft.task or '-'} | {above or '-'}", *draft.text.split("\n")]
    if draft.deadline:
        lines.append(f"deadline {draft.deadline}")
    for a in draft.assignments:
        name = a.mention if a.full == a.mention else f"{a.mention} = {a.full}"
        marks = f"{' …' if a.open_ended else ''}{' by rule' if a.basis == 'rule' else ''}"
        lines.append(f"{a.position} {a.role} [{a.role_raw or '-'}] {name}{marks}")
    return lines


def report(its: Prose) -> str:
    """All that a case file expects: drafts, rules, residue."""
    lines = [line for draft in its.drafts for line in [*shown(draft), ""]]
    if its.lead_rule:
        lines.append(f"lead rule: {its.lead_rule}")
    lines += [f"standing rule: {rule.printed}" for rule in its.standing]
    lines += [f"{'ignored' if r.ignored else 'residue'}: {r.text} — {r.reason}" for r in its.residue]
    return "\n".join(lines).strip()


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case(path: Path) -> None:
    """A case file reads: what it shows, a plan, a line of =, and what is found in it."""
    text, expected = re.split(r"\n=+\n", path.read_text(encoding="utf-8"))
    text = text.partition("\n")[2]
    assert report(prose(text)) == expected.strip()


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_places_hold_the_printed_words(path: Path) -> None:
    """Every place quotes the document: bodies, measures, deadlines, statements."""
    text = path.read_text(encoding="utf-8").split("\n===")[0]
    its = prose(text)
    for draft in its.drafts:
        for a in draft.assignments:
            assert "".join(text[a.place.start : a.place.end].split()) == a.mention
        assert text[draft.place.start : draft.place.end].strip()
        if draft.deadline_place:
            place = draft.deadline_place
            assert "".join(text[place.start : place.end].split()) == draft.deadline
    for place in its.accounted:
        assert 0 <= place.start < place.end <= len(text)


def test_a_plan_without_statements_has_no_measures() -> None:
    """Sentences that tell who does what are no statements; one that says what a body leads is told."""
    text = "一、保障措施\n（一）加强领导。市发改委牵头负责日常工作，有关部门密切配合。\n（二）抓好落实。各地要落实责任。\n"
    its = prose(text)
    assert its.drafts == ()
    assert [one.text for one in its.residue] == ["市发改委牵头负责日常工作，有关部门密切配合。"]
    assert replace(its, residue=()) == Prose()


def test_a_section_whose_heading_is_a_deed_states_duties_and_one_of_what_was_done_does_not() -> None:
    text = (
        "云栖县2026年医疗重点工作通知\n\n一、推进分级诊疗\n\n县卫生健康局要在6月底前建成医联体3个。县医保局要完善支付办法。\n\n"
        "二、提升治理成效\n\n县市场监管局要检查药店120家。\n\n三、工作成效\n\n县卫生健康局要求建成的医联体2个已经运行。"
    )
    assert [draft.text[:8] for draft in prose(text).drafts] == ["县卫生健康局要在", "县医保局要完善支", "县市场监管局要检"]


def test_tables_are_left_to_others() -> None:
    """The blocks of a table give nothing here."""
    text = "序号\t工作措施\t责任单位\n1\t推进改革（责任单位：市司法局）\t市司法局\n"
    assert prose(text) == Prose()


def test_a_bracket_split_over_two_paragraphs_is_one_statement() -> None:
    """A page break inside a bracket, and inside the lead rule in it, does not part the statement."""
    text = "1.汇聚数据。完善机制。（责任单位：省数据局、省发展改革委，第一位为牵\n头单位）\n2.攻关。编制清单。（责任单位：省科技厅）\n"
    its = prose(text)
    assert [[(a.role, a.mention) for a in one.assignments] for one in its.drafts] == [
        [("lead", "省数据局"), ("responsible", "省发展改革委")],
        [("responsible", "省科技厅")],
    ]
    assert its.lead_rule == "第一位为牵头单位"


@pytest.mark.parametrize("noise", ["（" * 3000, "一、" * 3000, "责任单位：" * 2000, "（责任单位：" * 500, "市发改委、" * 2000])
def test_nonsense_is_read_without_an_error(noise: str) -> None:
    """Marks without end give no error and, alone, no measure with more than they say."""
    its = prose(noise)
    assert len(its.drafts) <= 1


TOKENS = st.sampled_from(
    [
        *("一、", "（一）", "1.", "（1）", "①", "一是", "第一条", "\n", "。", "；", "，", "、", "：", "（", "）", "(", "]"),
        *("〔", "〕", "【", "】", "责任单位", "牵头单位：", "市发改委", "市财政局", "各区", "负责", "牵头", "配合", "会同"),
        *("等", "由", "下同", "列第一位的为牵头单位", "2025年底前", "0.5分", "加快建设", "市", "和", "以下各项工作均需"),
        *("落实", "不再列出", "附件", "注：", " ", "\u3000"),
    ]
)


@example(["以下各项工作均需", "（一）", "（", "（一）", "落实", "（", "负责"])
@given(st.lists(TOKENS, max_size=60))
def test_any_text_is_read(tokens: list[str]) -> None:
    """No text raises an error, and every place that is given lies in the text and quotes it."""
    text = "".join(tokens)
    its = prose(text)
    for draft in its.drafts:
        assert draft.assignments
        for a in draft.assignments:
            assert "".join(text[a.place.start : a.place.end].split()) == "".join(a.mention.split())
    for place in (*its.accounted, *(r.place for r in its.residue)):
        assert 0 <= place.start < place.end <= len(text)


@pytest.mark.parametrize(
    "sentence",
    [
        "县教育局、各乡镇人民政府配合县水利局疏通沟渠。", "请市政府督查室跟踪，市委组织部总抓。", "各社区要建立台账，省科技厅12处。",
        "全社会共同参与，示范村干部带头，区城管局集中整治。", "由后勤服务中心聘请设计单位，县公路段承担养护。",
    ],
)  # fmt: skip
def test_wherever_a_body_surely_ends_a_name_may_end(sentence: str) -> None:
    """A sentence is passed over where no name may end in it: no place that ends one is missed."""
    words = grammar.read(sentence, 0).words
    spans = [(at, end) for end in range(2, len(words) + 1) for at in range(end - 1)]
    sure = {end for at, end in spans if is_solid(words[at:end]) and is_body(words[at:end])}
    assert sure
    assert sure <= set(name_ends(words).ends)


@pytest.mark.parametrize("row", table("vocabulary/force"), ids=lambda row: row["word"])
def test_a_sentence_without_force_is_never_passed_over(row: dict[str, str]) -> None:
    for sentence in (row["example"], f"上半年，{row['example']}。", "近年来，市水利局牵头治水。", "由市水利局牵头的工程已于5月完工。"):
        assert may_lack_force(sentence) >= (without_force(sentence, (2026, 9)) is not None)
    assert without_force(row["example"]) is not None


def test_same_text_same_result() -> None:
    """Reading twice gives equal records."""
    text = CASES[0].read_text(encoding="utf-8")
    assert prose(text) == prose(text)


# ── the corpus ───────────────────────────────────────────────────────────────────────────


def key(text: str | None) -> str:
    return re.sub(r"[\s\W_]+", "", unicodedata.normalize("NFKC", text or "")).lower()


def corpus(number: str) -> tuple[list[Draft], list[dict[str, Any]]]:
    folder = SHARED / "corpus"
    if not folder.is_dir():
        pytest.skip("the corpus is not here")
    path = next(folder.glob(f"{number}_*"))
    found: list[Draft] = []
    for its in read(path.read_bytes(), path.name):
        for part in outline(its):
            found += drafts(part.blocks, its).drafts
    gold = json.loads((SHARED / "gold" / f"{number}.json").read_text(encoding="utf-8"))
    return found, gold["measures"]


@pytest.mark.parametrize("number", CORPUS)
def test_corpus_measures(number: str) -> None:
    """Every annotated measure of a real document is found, with its first and last words, number and deadline."""
    found, gold = corpus(number)
    assert len(found) == len(gold)
    for draft, its in zip(found, gold, strict=True):
        assert key(draft.text).startswith(key(its["text_head"]))
        assert key(draft.text).endswith(key(its["text_tail"]))
        assert key(draft.task_no) == key(its["task_no"])
        assert key(draft.task) == key(its["task"])
        assert key(draft.deadline) == key(its["deadline_raw"])


@pytest.mark.parametrize("number", CORPUS)
def test_corpus_assignments(number: str) -> None:
    """Every body of a real document is found in its order, with its role, its printed role word and its full name."""
    found, gold = corpus(number)
    for draft, its in zip(found, gold, strict=True):
        expected = [(a["position"], a["agency"], a["full"], a["role_raw"]) for a in its["assignments"]]
        assert [(a.position, a.mention, a.full, a.role_raw) for a in draft.assignments] == expected
        for a, b in zip(draft.assignments, its["assignments"], strict=True):
            assert a.role in {b["role"], b.get("role_alt")}
        assert any(a.open_ended for a in draft.assignments) == its["open_ended"]


@pytest.mark.parametrize("number", CORPUS)
def test_corpus_account(number: str) -> None:
    """Every label and every closing role word of a real document stands in a statement that was read; nothing is left over but sentences."""
    folder = SHARED / "corpus"
    if not folder.is_dir():
        pytest.skip("the corpus is not here")
    path = next(folder.glob(f"{number}_*"))
    for its in read(path.read_bytes(), path.name):
        found = [drafts(part.blocks, its) for part in outline(its)]
        assert [r for one in found for r in one.residue if r.reason != REASON] == []
        accounted = [place for one in found for place in one.accounted]
        for match in re.finditer(r"(?:责\s*任|考\s*核)\s*单\s*位\s*[:：]|负\s*责\s*[）)]", its.text):
            assert any(place.start <= match.start() < place.end for place in accounted)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("000_ee892fc6c9fd672b.txt", {4: 128, 5: 63, 6: 75}),
        ("004_1a535ec720170a5e.txt", {4: 436, 5: 153}),
    ],
)
def test_seed_cells_split_as_before(name: str, expected: dict[int, int]) -> None:
    """The body cells of the two first plans split into the numbers of names counted by hand."""
    path = SHARED / "seeds" / name
    if not path.is_file():
        pytest.skip("the seeds are not here")
    counts = dict.fromkeys(expected, 0)
    for block in blocks_of(path.read_text(encoding="utf-8")):
        if isinstance(block, Table) and block.columns == max(expected) + 1:
            for cell in block.cells:
                if cell.column in counts and not is_none(cell.text) and column_of(cell.text).kind == "unknown":
                    counts[cell.column] += len(split(cell.text, cell.place.start))
    assert counts == expected


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("县安委办每季度通报一次", "县安委办"),
        ("县妇儿工委办年底前完成评估", "县妇儿工委办"),
        ("县政协办牵头提案办理", "县政协办"),
        ("县防指办每日会商", "县防指办"),
        ("县教委办3件实事", "县教委"),
        ("县卫健委办结3件提案", "县卫健委"),
    ],
)
def test_the_office_of_a_committee_is_named_whole_before_what_it_does(words: str, name: str) -> None:
    assert words[: subjects.subject(grammar.read(words, 0), 0)] == name


def test_the_office_of_a_political_conference_helps_no_one_by_its_name() -> None:
    (draft,) = prose("一、重点任务\n1.建成示范点3处。（责任单位：县政协办、县人大办）\n").drafts
    assert [(one.role, one.mention) for one in draft.assignments] == [("responsible", "县政协办"), ("responsible", "县人大办")]
