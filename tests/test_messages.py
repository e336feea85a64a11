"""What the program says when it refuses: Chinese first, English in brackets, for every message that the source holds."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import zeren
from zeren.ground import errors

ROOT = Path(zeren.__file__).parent
_HAN = re.compile("[\u4e00-\u9fff]")
_NAMES = re.compile(r"zeren [a-z]+|--[a-z-]+|(?:pip|apt) install \S+|\S+://\S+|/[A-Za-z./]+|\{.*\}")
"""commands, options, addresses and examples, which are what they are in every language"""
_WORDS = re.compile("[A-Za-z]{2,} [A-Za-z]+")
"""two English words one behind the other; a name alone (``role: 'x' 不是角色``) is what the message is about"""


def classes() -> set[str]:
    """The names of all errors that people see, and of what is told of a document."""
    found = {errors.ZerenError}
    while more := {sub for one in found for sub in one.__subclasses__()} - found:
        found |= more
    return {one.__name__ for one in found} | {"Notice"}


def spoken() -> Iterator[tuple[str, str, str]]:
    """Place, ``message`` or ``remedy``, and the literal words of each; what is filled in is ``…``."""
    known = classes()
    for path in sorted(ROOT.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if name in known:
                kinds = ("message",) if name == "Notice" else ("message", "remedy")
                for kind, argument in zip(kinds, node.args, strict=False):
                    for words in literal(argument):
                        yield f"{path.relative_to(ROOT)}:{node.lineno}", kind, words


def literal(node: ast.expr) -> list[str]:
    """The literal words of an argument, one for each way that it may come out."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.JoinedStr):
        return ["".join(part.value if isinstance(part, ast.Constant) else "…" for part in node.values)]
    if isinstance(node, ast.IfExp):
        return [*literal(node.body), *literal(node.orelse)]
    if isinstance(node, ast.BoolOp):
        return [words for value in node.values for words in literal(value)]
    return []


SPOKEN = sorted({(place, kind, words) for place, kind, words in spoken()})


def test_there_are_messages_to_try() -> None:
    assert len([one for one in SPOKEN if one[1] == "message"]) > 300
    assert len([one for one in SPOKEN if one[1] == "remedy"]) > 250


def test_every_message_is_chinese_before_it_is_english() -> None:
    assert [f"{place} {words}" for place, kind, words in SPOKEN if kind == "message" and not chinese_first(words)] == []


def test_every_remedy_is_printed_in_chinese_first() -> None:
    bad = []
    for place, kind, words in SPOKEN:
        printed = str(errors.ZerenError("甲", words.replace("…", "x"))).partition("; ")[2] if kind == "remedy" else "甲"
        if not chinese_first(printed):
            bad.append(f"{place} {words}")
    assert bad == []


@pytest.mark.parametrize(
    ("words", "fine"),
    [("…: 没有 (none)", True), ("role: … 不是角色 (no role)", True), ("…: no N-Quad", False), ("text is 编码不符", False)],
)
def test_the_rule_of_this_test_tells_good_from_bad(words: str, fine: bool) -> None:
    assert chinese_first(words) is fine


def chinese_first(words: str) -> bool:
    """Tell whether no English word stands before the first Chinese one; a message that is all filled in says nothing itself."""
    bare = _NAMES.sub("", words)
    said = _WORDS.search(bare)
    if said is None:
        return True
    han = _HAN.search(bare)
    return han is not None and han.start() < said.start()
