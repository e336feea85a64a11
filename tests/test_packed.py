"""Rows kept beside a document: short, the same again, and those of older programs still read."""

from __future__ import annotations

import json
from pathlib import Path

from zeren.ground.packed import packed, unpacked
from zeren.store import journal
from zeren.store import place as places

TASKS = [f"推进第{number}项老旧小区综合整治" for number in range(60)]
ROWS = [["https://w3id.org/zeren/id/plan/1", "甲市2026年行动计划", None, 2026, TASKS]]


def test_rows_come_back_and_take_half_the_room_in_the_journal() -> None:
    line = packed(ROWS)
    assert unpacked(line) == ROWS
    assert len(json.dumps(line)) * 2 < len(json.dumps(json.dumps(ROWS, ensure_ascii=False), ensure_ascii=False).encode())


def test_the_line_has_nothing_that_json_escapes() -> None:
    line = packed(ROWS)
    assert json.dumps(line) == f'"{line}"'


def test_what_an_older_program_kept_is_still_read() -> None:
    assert unpacked(json.dumps(ROWS, ensure_ascii=False, separators=(",", ":"))) == ROWS


def test_a_few_words_stay_as_they_are() -> None:
    assert packed([["甲", 1]]) == '[["甲",1]]'


def test_a_line_is_read_without_what_is_packed_in_it_and_nothing_else_is_cut(tmp_path: Path) -> None:
    names = ['引"号"plans":"e.txt', '{"texts":"eN"}.txt', "plain.txt"]
    long, plain = packed(ROWS), json.dumps(ROWS[:1], ensure_ascii=False)
    metas = [{"plans": long, "texts": long, "form": "e"}, {"plans": plain, "held_from": "2026-01-01"}, {"texts": packed([["甲", 1]])}]
    records = tuple({"do": "put", "name": name, "meta": meta} for name, meta in zip(names, metas, strict=True))
    places.found(tmp_path)
    place = places.existing(tmp_path)
    for path in (place.journal, place.copy):
        path.write_bytes(journal.packed([journal.Commit(1, records)]))
    assert [record["meta"] for record in journal.read(place).commits[0].records] == metas
    read = journal.read(place, short=True).commits[0].records
    assert [record["name"] for record in read] == names
    assert [record["meta"] for record in read] == [{"plans": "", "texts": "", "form": "e"}, *metas[1:]]


def test_a_line_with_a_flipped_bit_in_what_is_cut_is_damaged_all_the_same(tmp_path: Path) -> None:
    places.found(tmp_path)
    place = places.existing(tmp_path)
    line = journal.packed([journal.Commit(1, ({"do": "put", "name": "a", "meta": {"texts": packed(ROWS)}},))])
    at = line.index(b'"texts":"') + 40
    place.copy.write_bytes(line)
    place.journal.write_bytes(line[:at] + bytes([line[at] ^ 1]) + line[at + 1 :])
    assert journal.read(place, short=True).damaged == (1,)
