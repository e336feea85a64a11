"""Tell what the columns of a table hold from its header words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from zeren.extract.bilingual import chinese_head
from zeren.ground.fold import fold
from zeren.ground.model import Place
from zeren.ground.resources import table

_REMARK = re.compile(r"[(\[{〔【][^)\]}〕】]{0,200}[)\]}〕】]")
_YEAR = re.compile(r"^20\d\d年?度?(?=.)")
_HEADS = ("措施", "举措", "任务", "事项", "时限", "内容", "目标", "期限", "问题")
"""words of two characters that close longer headers"""
_CELLS = 1 << 14
"""texts of cells that are remembered: marks and names of bodies come again and again"""
HEADER_LENGTH = 16
"""code points; a longer cell is a statement, not a header"""


@dataclass(frozen=True, slots=True)
class Column:
    """What one table column holds."""

    kind: str
    """a kind of ``vocabulary/columns``, or ``unknown``; of a judged column a reading of ``extract/table/judge`` or ``mark``"""
    header: str
    """printed header, closed up"""
    role: str | None = None
    """role code of a body column; of a body over marks what a head above it says, None where none does"""
    dated: bool = False
    """a body column whose header names the deadline too (责任单位及时限)"""
    persons: bool = False
    """a body column whose header names persons too (牵头领导及单位)"""
    mixed: bool = False
    """a column of measures whose header names their bodies too (主要任务及责任单位)"""
    period: bool = False
    """a month or quarter: what stands below it is done then"""
    values: bool = False
    """its cells are quantities"""
    place: Place | None = None
    """of the printed header, where it is a body that the marks below it concern"""
    content: bool = False
    """a body column by its cells alone: no word of its header says so"""
    aside: str | None = None
    """role code of the bodies that its cells set in brackets behind others (责任（配合）单位)"""
    second: str | None = None
    """role code of the bodies behind the one stroke or line end of its cells (牵头单位/配合单位)"""
    told_in: int | None = None
    """grid column whose cells say the role of its bodies row by row (职责类型 over 主责 and 配合)"""
    acts_alone: bool = False
    """a column of who helps, to the left of others like it (帮扶单位 | 协作单位): where nobody else acts, its bodies do, likely"""


@lru_cache(_CELLS)
def column_of(text: str) -> Column:
    """Return the kind of column that a header names; ``unknown`` where the vocabulary has no such word."""
    header = re.sub(r"\s+", "", chinese_head(text))
    words = _YEAR.sub("", _REMARK.sub("", fold(header)).strip(":：、.*※"))
    if not words or len(words) > HEADER_LENGTH:
        return Column("unknown", header)
    if _is_mixed(words):
        return Column("measure", header)
    row = _closing(words) or _opening(words)
    return Column(row["kind"], header, row["role"] or None) if row else Column("unknown", header)


def _is_mixed(words: str) -> bool:
    """Whether cells hold a measure together with its bodies (具体内容及责任单位)."""
    first, mark, second = re.sub("[及与和、]", "/", words, count=1).partition("/")
    if not mark or words in _vocabulary():
        return False
    kinds = [row["kind"] if row else None for row in (_closing(first), _closing(second.lstrip("其及")))]
    return kinds in (["measure", "role"], ["task", "role"])


def _closing(words: str) -> dict[str, str] | None:
    """The longest known word that a header ends with (重点领域牵头单位)."""
    for begin in range(len(words)):
        row = _vocabulary().get(words[begin:])
        # A word of two characters at the end of a longer header is chance, but for the words of roles and of duties.
        if row and (begin == 0 or len(words) - begin >= 4 or row["kind"] == "role" or words[begin:] in _HEADS):
            return row
    return None


def _opening(words: str) -> dict[str, str] | None:
    """The longest word of a body column that a header begins with (责任单位及责任人)."""
    for end in range(len(words) - 1, 3, -1):
        row = _vocabulary().get(words[:end])
        if row and row["kind"] == "role":
            return row
    return None


def is_known(words: str) -> bool:
    """Whether the vocabulary holds the whole of a header."""
    return words in _vocabulary()


@cache
def _vocabulary() -> dict[str, dict[str, str]]:
    return {fold(row["word"]): row for row in table("vocabulary/columns")}


@cache
def none_marks() -> frozenset[str]:
    """Cell contents that say "nothing here", closed up and folded."""
    return _marks("none")


@lru_cache(_CELLS)
def is_ditto(text: str) -> bool:
    """Whether a cell says "the same as above" (同上, 〃)."""
    return re.sub(r"\s+", "", fold(text)) in _marks("ditto") or like_row(text) == ""


_LIKE = re.compile(
    r"(?:[\u4e00-\u9fff]{2,4}(?:单位|部门|时限|时间))?(?:均|都)?[同与和按](?:本表)?"
    r"(?:(?P<above>(?:以?上|前)(?:面)?一?(?:项|条|行|栏|款|格|面|个)(?:任务|工作|措施|事项)?)"
    r"|(?:第|序号|编号|事项|任务){1,2}(?P<number>\d{1,3}|[一二三四五六七八九十]{1,3})(?:项|条|款|号|行)?(?:任务|工作|措施|事项)?"
    r"|(?P<bare>\d{1,3}|[一二三四五六七八九十]{1,3}(?=[项条]))(?:项|条|款|号|行)?)"
    r"(?:的?(?:责任|牵头|配合)?(?:单位|部门))?(?:相同|一致|一样|执行)?"
)
"""同上一项, 责任单位同第2项, 与第3项相同, 同序号1, 同2"""


@lru_cache(_CELLS)
def like_row(text: str) -> str | None:
    """The number of the row whose words a cell says again (责任单位同第2项); empty: the row above (同上一项); None: it says no such thing."""
    match = _LIKE.fullmatch(re.sub(r"\s+", "", fold(text)).strip("()。"))
    return None if match is None else "" if match["above"] else str(match["number"] or match["bare"])


@cache
def _marks(meaning: str) -> frozenset[str]:
    return frozenset(fold(row["mark"]) for row in table("vocabulary/marks") if row["meaning"] == meaning)


@lru_cache(_CELLS)
def is_none(text: str) -> bool:
    """Whether a cell holds a none-mark (——, /, 无)."""
    return re.sub(r"\s+", "", fold(text)) in none_marks()
