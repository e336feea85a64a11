"""One measure is found by its IRI, its number in a plan, or words that only it says; never guessed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from zeren import ask
from zeren.ask.one_measure import find_measure
from zeren.ground.errors import Ambiguous, NotFound
from zeren.serve import asking
from zeren.store import open_reader


@pytest.fixture(scope="module")
def plans(store: Path) -> Iterator[ask.Reader]:
    with open_reader(store) as opened:
        yield opened


def text(reader: ask.Reader, words: str) -> str:
    return str(ask.run(reader, ask.questions()["measure"], {"id": words}).rows[0]["text"])


def test_a_number_in_an_annex_is_that_row_of_the_table(plans: ask.Reader) -> None:
    assert text(plans, "附1#3").startswith("推动本区新能源车保有量进一步提升")
    assert text(plans, "附1 第3条") == text(plans, "附1#3")
    assert text(plans, find_measure(plans, "附1#3")) == text(plans, "附1#3")
    assert text(plans, find_measure(plans, "附1#3").rpartition("/")[2]) == text(plans, "附1#3")


def test_words_that_only_one_measure_says_are_enough(plans: ask.Reader) -> None:
    assert "灵山保护联合巡护" in text(plans, "灵山保护联合巡护行动")


@pytest.mark.parametrize(
    ("words", "error"),
    [("噪声", Ambiguous), ("附1#999", NotFound), ("附9#1", NotFound), ("火星基地建设", NotFound), ("#3", Ambiguous)],
)
def test_what_is_none_or_several_is_told(plans: ask.Reader, words: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        find_measure(plans, words)


def test_the_form_offers_measures_by_number_and_words_that_are_found(plans: ask.Reader) -> None:
    question = ask.questions()["measure"]
    (field,) = asking.fields(plans, question, {}, {}, "zh")
    offered = {choice.value: choice.label for choice in field.choices}
    assert offered["附1#3"].startswith("推动本区新能源车保有量")
    assert len(offered) > 200
    for value in list(offered)[::40]:
        assert text(plans, value).startswith(offered[value])
