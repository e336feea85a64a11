"""Corrections of people survive every rebuild, and say so when the source has changed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from zeren.decisions import corrections
from zeren.decisions.corrections import propose, read, write
from zeren.ground.errors import NotFound, UnreadableInput, WrongUsage
from zeren.ground.model import Correction, Document, Extraction
from zeren.ground.vocabulary import BASE, PREFIXES
from zeren.ingest.pipeline import Extractor
from zeren.ingest.settings import Settings
from zeren.read.text import blocks_of
from zeren.state.document import state

TEXT = "某市2026年工作方案\n序号\t工作任务\t责任单位\t完成时限\n1\t做甲事。\t市水务局\t6月底\n2\t做乙事。\t市财政局\t年底前\n"


def extracted(text: str = TEXT, folder: Path | None = None) -> Extraction:
    return Extractor(Settings(jurisdiction="北京市", decisions=folder)).extract(
        Document("x.txt", "0", "txt", text, blocks_of(text))
    )


def decided(folder: Path, identifier: str, field: str, new: str) -> Correction:
    one = propose(extracted(), identifier, field, new)
    write(folder / corrections.FILE, [one])
    return one


def statuses(extraction: Extraction) -> list[str]:
    return [replayed.status for replayed in extraction.replayed]


def test_a_corrected_deadline_is_read_again(tmp_path) -> None:
    first = extracted().measures[0]
    decided(tmp_path, first.id, "deadline", "9月底")
    found = extracted(folder=tmp_path)
    assert (found.measures[0].deadline.raw, found.measures[0].deadline.end) == ("9月底", "2026-09-30")
    assert found.measures[1].deadline.raw == "年底前"
    assert statuses(found) == ["applied"]


def test_a_corrected_name_is_resolved_again_and_a_role_changes_alone(tmp_path) -> None:
    first = extracted().measures[0]
    one = propose(extracted(), f"{first.id}/duty/1", "full", "市生态环境局")
    two = propose(extracted(), f"{first.id}/duty/1", "role", "support")
    write(tmp_path / corrections.FILE, [one, two])
    (duty,) = extracted(folder=tmp_path).measures[0].assignments
    assert (duty.resolution.body.name, duty.role, duty.mention) == ("北京市生态环境局", "support", "市水务局")


def test_a_plan_field_changes_in_the_plan_and_in_its_measures(tmp_path) -> None:
    decided(tmp_path, extracted().plans[0].id, "year", "2027")
    found = extracted(folder=tmp_path)
    assert {found.plans[0].year, *(m.plan.year for m in found.measures)} == {2027}


def test_what_the_source_says_by_now_is_already_true(tmp_path) -> None:
    decided(tmp_path, extracted().measures[0].id, "deadline", "9月底")
    assert statuses(extracted(TEXT.replace("6月底", "9月底"), tmp_path)) == ["already true"]


@pytest.mark.parametrize(("old", "new"), [("6月底", "7月底"), ("做甲事", "做丙事")])
def test_a_changed_source_is_a_conflict_and_nothing_is_applied(old, new, tmp_path) -> None:
    decided(tmp_path, extracted().measures[0].id, "deadline", "9月底")
    changed = TEXT.replace(old, new)
    found = extracted(changed, tmp_path)
    assert statuses(found) == ["conflict"]
    assert [m.deadline.raw for m in found.measures] == [m.deadline.raw for m in extracted(changed).measures]


def test_corrections_of_other_plans_do_not_concern_a_document(tmp_path) -> None:
    decided(tmp_path, extracted().measures[0].id, "deadline", "9月底")
    other = extracted(TEXT.replace("2026年工作方案", "2025年工作方案"), tmp_path)
    assert statuses(other) == []


def test_the_table_keeps_every_character(tmp_path) -> None:
    hard = Correction("plan/x", "title", "a\tb\\n", "c\nd\\", "0" * 16, "plan/x", comment="三")
    path = tmp_path / corrections.FILE
    write(path, [hard, replace(hard, field="issuer")])
    assert set(read(path)) == {hard, replace(hard, field="issuer")}
    before = path.read_bytes()
    write(path, reversed(read(path)))
    assert path.read_bytes() == before


def test_what_cannot_be_corrected_is_refused_with_the_choices() -> None:
    measure = extracted().measures[0]
    with pytest.raises(NotFound, match="measure/none"):
        propose(extracted(), "measure/none", "deadline", "x")
    with pytest.raises(WrongUsage, match="deadline"):
        propose(extracted(), measure.id, "colour", "x")
    with pytest.raises(WrongUsage, match="boss"):
        propose(extracted(), f"{measure.id}/duty/1", "role", "boss")


def test_a_broken_table_is_refused_with_its_row(tmp_path) -> None:
    path = tmp_path / corrections.FILE
    decided(tmp_path, extracted().measures[0].id, "deadline", "9月底")
    path.write_text(path.read_text(encoding="utf-8") + "one\ttwo\n", encoding="utf-8")
    with pytest.raises(UnreadableInput, match="line 4"):
        read(path)


def test_a_correction_in_force_is_stated_with_its_former_value_and_author(tmp_path) -> None:
    first = extracted().measures[0]
    one = propose(extracted(), first.id, "deadline", "9月底")
    write(tmp_path / corrections.FILE, [replace(one, author="李某", date="2026-03-02", comment="来函更正")])
    made = state(extracted(folder=tmp_path)).decode()
    (subject,) = {line.split(" ")[0] for line in made.splitlines() if line.endswith("ns#Correction> .")}
    said = {tuple(line[:-2].split(" ", 2)[1:]) for line in made.splitlines() if line.startswith(subject)}
    assert said == {
        ("<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>", f"<{PREFIXES['zr']}Correction>"),
        (f"<{PREFIXES['zr']}corrects>", f"<{BASE}{first.id}>"),
        (f"<{PREFIXES['zr']}correctedField>", '"deadline"'),
        (f"<{PREFIXES['zr']}formerValue>", '"6月底"'),
        (f"<{PREFIXES['zr']}correctedValue>", '"9月底"'),
        ("<http://purl.org/dc/terms/creator>", '"李某"'),
        ("<http://purl.org/dc/terms/created>", '"2026-03-02"'),
        ("<http://www.w3.org/2004/02/skos/core#note>", '"来函更正"'),
    }
    assert f"<{BASE}{first.id}> <{PREFIXES['rdf']}type>" in made


def test_a_correction_that_is_not_in_force_is_not_stated(tmp_path) -> None:
    decided(tmp_path, extracted().measures[0].id, "deadline", "9月底")
    for text in (TEXT.replace("6月底", "7月底"), TEXT.replace("6月底", "9月底")):
        assert b"Correction" not in state(extracted(text, tmp_path))
