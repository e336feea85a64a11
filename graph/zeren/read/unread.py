"""Words that a source holds but does not mean to be read: left out of the text, and named in a notice."""

from __future__ import annotations

from collections.abc import Iterator

from zeren.ground.model import Notice

KINDS: dict[str, tuple[str, str]] = {
    "struck": ("删除线文字", "struck text"),
    "deleted": ("修订中已删除的文字", "text deleted by tracked changes"),
    "hidden": ("隐藏的内容", "hidden content"),
    "placeholder": ("未填写的占位文字", "unfilled placeholders"),
    "comment": ("批注", "comments"),
    "watermark": ("水印", "watermarks"),
    "error": ("公式错误值", "formula errors"),
    "unstored": ("未存结果的公式", "formulas without a stored result; open and save the workbook to store it"),
}
"""code → words of the notice, in the order in which they are told"""

_SHOWN = 5
"""pieces that a notice quotes"""
_LONG = 24
"""code points of a piece that a notice quotes"""


class Unread:
    """Collects what a reader leaves out."""

    def __init__(self) -> None:
        self._pieces: dict[str, list[str]] = {}

    def add(self, kind: str, words: str, where: str | None = None) -> None:
        """Note a piece of a kind of ``KINDS``, with its place where the format has one; blank ones do not count."""
        words = " ".join(words.split())
        if words:
            KINDS[kind]  # an unknown kind is an error
            self._pieces.setdefault(kind, []).append(f"{where} {_short(words)}" if where else _short(words))

    def notices(self) -> Iterator[Notice]:
        """One notice a kind: how many pieces, and the first of them."""
        for kind, (chinese, english) in KINDS.items():
            pieces = self._pieces.get(kind)
            if pieces:
                listed = list(dict.fromkeys(pieces))
                shown = "；".join(listed[:_SHOWN]) + ("…" if len(listed) > _SHOWN else "")
                yield Notice(f"已略去{chinese} {len(pieces)} 处 ({english} left out): {shown}")


def _short(words: str) -> str:
    return words if len(words) <= _LONG else f"{words[: _LONG - 1]}…"
