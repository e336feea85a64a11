"""A person, a post, a telephone or a room beside a body is told, and the body alone answers, in whatever order they stand."""

from __future__ import annotations

import pytest

from zeren.extract.bodies.beside import beside
from zeren.extract.bodies.mentions import split
from zeren.extract.bodies.persons import is_person
from zeren.extract.statement.statement import alone
from zeren.extract.table.body_cells import _stands_between

BESIDE = [
    ("县水利局（分管领导：李勇）", ["县水利局"]),
    ("县水利局（分管领导：李勇，具体负责人：王强）、县财政局（股室负责人：赵敏）", ["县水利局", "县财政局"]),
    ("县水利局（责任人：李勇；联系电话：8230000）", ["县水利局"]),
    ("县林业局（责任领导：张三，责任股室：造林股）", ["县林业局"]),
    ("县财政局（联系人李勇）", ["县财政局"]),
    ("县乡村振兴局（一把手负总责）", ["县乡村振兴局"]),
    ("李勇（县水利局）、县财政局", ["县水利局", "县财政局"]),
    ("分管领导李勇（县水利局）", ["县水利局"]),
    ("李勇（县水利局局长）", ["县水利局"]),
    ("县应急局－李勇、县卫健局/王芳", ["县应急局", "县卫健局"]),
    ("县住建局【陈刚】", ["县住建局"]),
    # What is no person, and bodies in brackets that answer themselves.
    ("县发展改革局（县粮食和储备局）", ["县发展改革局（县粮食和储备局）"]),
    ("县水利局/县财政局", ["县水利局", "县财政局"]),
    ("市科委（省级牵头）", ["市科委（省级牵头）"]),
]


@pytest.mark.parametrize(("words", "bodies"), BESIDE)
def test_the_body_is_named_without_who_in_it(words: str, bodies: list[str]) -> None:
    left = words
    for begin, end in beside(words):
        left = left[:begin] + "、" * (end - begin) + left[end:]
    assert [mention.printed for mention in split(left)] == bodies


def test_who_in_a_body_is_kept_as_left_over_words() -> None:
    its = alone("责任单位：县水利局（分管领导：李勇）、县财政局")
    assert [a.mention for a in its.assignments] == ["县水利局", "县财政局"]
    assert [(one.text, one.ignored) for one in its.residue] == [("（分管领导：李勇）", True)]


def test_a_spaced_name_with_its_post_is_no_body_in_a_full_line() -> None:
    text = "郑\u3000伟（副市长）\n市商务局"
    assert is_person(text.split("\n")[0])
    assert _stands_between(text, text.index("\n"))


def test_a_name_whose_surname_begins_words_is_a_person_by_what_stands_with_it() -> None:
    assert is_person("高翔") and is_person("高建国") and is_person("高翔副县长")
    assert not any(is_person(words) for words in ("高标准", "高新", "高质量", "高位"))
    # 温和, 时效 and their like are words: beside a body, or with a post, they name who.
    assert not is_person("温和") and not is_person("明亮") and is_person("温和副县长") and is_person("温和", beside=True)
    bodies = [split(words)[0].printed for words in ("县水利局",)]
    for words in ("县水利局（温和）", "县水利局（高翔）", "县水利局/高峰"):
        begin, end = beside(words)[0]
        assert [words[:begin]] == bodies and end == len(words)


def test_a_person_without_a_post_behind_the_bodies_of_a_statement_is_no_body() -> None:
    for words in ("责任单位：县教育局、高建国", "责任单位：县教育局 高翔"):
        its = alone(words)
        assert [a.mention for a in its.assignments] == ["县教育局"]
        assert [(one.text, one.ignored) for one in its.residue] == [(words[-3:].strip(), True)]
    assert [a.mention for a in alone("责任单位：县教育局、国资委、高新区").assignments] == ["县教育局", "国资委", "高新区"]
