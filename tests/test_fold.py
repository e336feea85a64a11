"""Folding unifies what is written alike and moves nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zeren.ground.fold import fold, key, label


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("（ＰＭ２．５）", "(PM2.5)"),
        ("⼀⼆⼥⺟", "一二女母"),
        ("責任單位、醫療保障局", "责任单位、医疗保障局"),
        ("㎡①²…", "㎡①²…"),
        ("乾清宫", "乾清宫"),
        ("干部\u3000工作", "干部 工作"),
    ],
)
def test_forms_of_one_character_fold_together(text, folded) -> None:
    assert fold(text) == folded


@given(st.text())
def test_every_position_is_kept(text) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


def test_keys_ignore_white_space_case_and_format_characters() -> None:
    assert key(" PM 2.5\u200b年\n均 ") == key("ｐｍ2.5年均")


def test_labels_are_written_without_radicals_and_keep_everything_else() -> None:
    assert label("⻘⽯县绿⾊发展2026年⾏动计划") == "青石县绿色发展2026年行动计划"
    assert label("縣政府（１）") == "縣政府（１）"
