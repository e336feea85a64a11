"""What stands where a statement names its bodies: bodies with helpers, persons, amounts, the bodies of another measure."""

from __future__ import annotations

import re

from zeren.extract.bodies.endings import is_body, is_whole
from zeren.extract.bodies.persons import is_person, is_post
from zeren.extract.columns import like_row
from zeren.extract.lexicon import helper, labels
from zeren.extract.target.units import amounts
from zeren.ground.fold import fold

_ABOVE = re.compile(r"(?P<label>[\u4e00-\u9fff]{2,6}?)?(?:均)?[与和]?(?:同上|上同)(?:一?[条项])?")
"""责任单位同上, or 同上 behind its label"""
_WATCHES = re.compile("(?<=[长记任员])(?:挂帅|领衔|包保|包联|包抓|挂钩|分管|督导|调度|总负责)$")
"""what a person does that watches over a task (王芳副县长挂帅)"""
_PERSON = re.compile("[\u4e00-\u9fff]{2,10}同志")


def is_helped(name: str) -> re.Match[str] | None:
    """The other bodies with their role in brackets at the end of a folded ``name``; None where it ends otherwise."""
    found = helper().search(name)
    if found is None or not is_body(name[: found.start()]):
        return None
    return found if all(map(is_body, re.split("[、和]", found["bodies"]))) else None


def is_amount(name: str) -> bool:
    """Whether words end with an amount of something, perhaps with a remark in brackets (电梯检测1200台次（较上年增加10%）)."""
    bare = fold(name).partition("(")[0]
    return any(one.begin > 0 and len(bare) - one.stop <= 1 for one in amounts(bare))  # 台|次


def same_as(words: str, role: str | None) -> tuple[str, str] | None:
    """The role and the number of the measure whose bodies ``words`` name (责任单位同第2项, 同上 under a ``role``); None where they do not."""
    above = _ABOVE.fullmatch(fold(words))
    if above and (said := role or _role_of_label(above["label"])):
        return said, ""
    number = like_row(words)
    label_ = re.split("[同与和按均都]", fold(words), maxsplit=1)[0]
    said = role or _role_of_label(label_) or (None if label_ else "responsible")
    return (said, number) if number is not None and said else None


def _role_of_label(words: str | None) -> str | None:
    """The role of a label without its colon; None where it is none."""
    kind, role = labels().get(words or "", ("", None))
    return role if kind == "role" else None


def is_person_said(name: str) -> bool:
    """Whether a name is a person's that is told by 同志 or a post (李强同志, 王芳副县长)."""
    name = _WATCHES.sub("", name)
    if _PERSON.fullmatch(name) or is_post(fold(name)):
        return True  # 县委常委 ends as bodies do
    return not is_body(name) and not is_whole(name) and len(name) > 3 and is_person(name)
