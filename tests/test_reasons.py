"""Why words are in no record: every reason that the reader writes is the label of a code, in both languages."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import zeren.extract
from zeren.ground.labels import codes_of, label_of
from zeren.ground.reasons import OLDER, reason_code, reason_in, stored_code

EXTRACT = Path(zeren.extract.__file__).parent
TAKES_A_REASON = {"Residue": 1, "left": 1, "skip": 1, "_leave": 2, "unclaimed": 3}
"""what puts words down → place of the reason among its arguments"""


def _words(node: ast.expr, names: dict[str, str]) -> list[str]:
    """The words that a reason may begin with, … for its details; none where a parameter hands it on."""
    if isinstance(node, ast.IfExp):
        return _words(node.body, names) + _words(node.orelse, names)
    if isinstance(node, ast.Constant):
        return [str(node.value)]
    if isinstance(node, ast.Name | ast.Attribute):
        name = node.id if isinstance(node, ast.Name) else node.attr
        return [names[name]] if name in names else []
    assert isinstance(node, ast.JoinedStr), ast.unparse(node)
    return ["".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values)]


def _written() -> Iterator[str]:
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in sorted(EXTRACT.rglob("*.py"))]
    # REASON = "…" at the head of a module, perhaps used in another: all that may stand under a name are looked at.
    names = {
        target.id: str(each.value.value)
        for tree in trees for each in tree.body if isinstance(each, ast.Assign) and isinstance(each.value, ast.Constant)
        for target in each.targets if isinstance(target, ast.Name)
    }  # fmt: skip
    for tree in trees:
        for call in ast.walk(tree):
            if not isinstance(call, ast.Call):
                continue
            name = call.func.attr if isinstance(call.func, ast.Attribute) else call.func.id if isinstance(call.func, ast.Name) else ""
            place = TAKES_A_REASON.get(name)
            if place is not None and len(call.args) > place:
                yield from _words(call.args[place], names)


def test_every_reason_that_is_written_has_a_code() -> None:
    found = list(_written())
    assert len(found) > 30
    for words in found:
        # A detail that follows at once (without columns of duties; …) stands behind a mark of its own.
        assert reason_code(words.removesuffix("…")), words


def test_every_code_of_a_reason_is_written_somewhere() -> None:
    code = "".join(file.read_text(encoding="utf-8") for file in EXTRACT.rglob("*.py"))
    labels = {label_of(each, "en") for each in codes_of("residue-reasons")} - {label_of(f"residue-{OLDER}", "en")}
    assert {label for label in labels if f'"{label}' not in code and f", {label}" not in code} == set()


@pytest.mark.parametrize(
    ("reason", "code", "zh"),
    [
        ("a row of sums", "sum-row", "合计行"),
        ("under the label 组长", "under-label", "某标签下的内容：组长"),
        ("person, not a responsible body: 牵头负责领导", "other-label", "不是责任单位的一项：牵头负责领导"),
        ("a deadline stated for all tasks", "due-for-all", "各项任务共同的时限"),
    ],
)
def test_a_reason_is_its_code_with_the_detail(reason: str, code: str, zh: str) -> None:
    assert reason_code(reason) == code
    assert (reason_in(reason, "zh"), reason_in(reason, "en")) == (zh, reason)


def test_an_unknown_reason_is_an_error_when_read_and_is_told_as_it_is_when_stored() -> None:
    with pytest.raises(KeyError):
        reason_code("because")
    assert stored_code("because") == OLDER
    assert reason_in("because", "zh") == "because"


def test_no_label_is_the_beginning_of_another() -> None:
    labels = [label_of(code, "en") for code in codes_of("residue-reasons")]
    assert len(labels) == len(set(labels)) > 20
    assert not [(a, b) for a in labels for b in labels if a != b and b.startswith(a)]
