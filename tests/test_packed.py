"""Rows kept beside a document: short, the same again, and those of older programs still read."""

from __future__ import annotations

import json

from zeren.ground.packed import packed, unpacked

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
