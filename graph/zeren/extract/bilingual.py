"""What a cell or a head says in a second language beside the Chinese: English, Russian, Uyghur, Tibetan, Mongolian, Korean, Zhuang.

The Chinese words count; the others say the same. Letters of any script but Han tell them, never words: Latin letters, which
Chinese names hold too (TCL集团), only behind Chinese words or in a
line of their own above them; those of other scripts wherever they stand.
"""

from __future__ import annotations

import re

from zeren.ground.letters import OTHER

_HAN = re.compile("[\u4e00-\u9fff]")
_LETTERS = f"A-Za-z{OTHER}"
_ANY_OTHER = re.compile(f"[{OTHER}\u2116]")
_ANY = re.compile(f"[A-Za-z]{{2}}|[{OTHER}\u2116]")
_WORDS = re.compile(f"[a-z]{{2}}|[{OTHER}]")
"""what names of Chinese bodies hold of no other script: words that are no capitals"""
_HEAD = re.compile(rf"[A-Za-z][{_LETTERS}.&,'/ -]{{1,60}}|[{OTHER}\u2116][{_LETTERS}\u2116.&,'/ -]{{0,60}}")
"""Lead Agency, Ответственный, №"""
_BEHIND = re.compile(rf"(?<=[\u4e00-\u9fff)])[ \t\n]{{0,4}}[A-Za-z][{_LETTERS}0-9&.,'() -]{{2,80}}(?=[ \t]{{0,4}}(?:\n|$|[、,;]))")
"""市外办 Foreign Affairs Office"""
_RUN = re.compile(
    rf"(?:(?<![\dA-Za-z])(?:\d{{1,4}}|[IVX\u2160-\u216b]{{1,4}})[ .-]{{0,2}})?"  # 1 января, IV квартал, 2026-يىلى
    rf"[{OTHER}][{_LETTERS}0-9&.,'\"«»/\u200b-\u200f\u202f\u2010-\u2015 -]{{1,80}}(?<![,/ «-])"
)
"""до конца мая 2026 г., 시 문화관광국"""
_BRACKETED = re.compile(rf"\([^()\u4e00-\u9fff]{{0,40}}?[{OTHER}][^()\u4e00-\u9fff]{{0,80}}\)")
"""市财政局(시 재정국)"""
_LINE = re.compile(rf"(?m)^[^\u4e00-\u9fff\n]{{0,80}}?[{OTHER}][^\u4e00-\u9fff\n]{{0,160}}$")
"""a line of its own: 2 туристических маршрута"""
_SENTENCE = re.compile(
    rf"(?m)^[^\u4e00-\u9fff\n]{{0,80}}?(?:[{OTHER}]|[A-Za-z][a-z]{{1,20}}[ ][A-Za-z]?[a-z]{{1,20}}[ ,.])[^\u4e00-\u9fff\n]{{0,400}}$"
)
"""a line of running words: Open 3 new international air routes."""
_ABOVE = re.compile(r"(?m)^(?=[A-Z]{0,12}[a-z. ])[A-Za-z][A-Za-z0-9&.,'() -]{2,80}(?=\n[ \t]{0,4}[\u4e00-\u9fff])")
"""a line of Latin letters, not capitals alone (CBD⏎管委会), above a Chinese one: Yienh Caizcwng Giz"""
_TIME = re.compile(
    r"(?:(?<!\d)\d{1,2}(?:st|nd|rd|th)?[ ])?(?:By|Before|End|Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec|"
    r"Spring|Summer|Autumn|Fall|Winter|Ongoing|Long|Every|Throughout)[A-Za-z]{0,9}(?![A-Za-z])[^\u4e00-\u9fff\n]{0,40}$"  # / Oct. 2026
    r"|(?<=[\u4e00-\u9fff])[ ]{1,4}(?:\d{1,4}[ ])?[A-Za-z]{3}[^\u4e00-\u9fff\n]{0,40}$"  # 2026 nienz 10 nyied
)
"""the date in Latin letters behind the Chinese one in the same line: 2026年10月 / Oct. 2026"""

_LATIN = (_BEHIND, _ABOVE)


def is_bilingual(text: str) -> bool:
    """Whether a text holds Chinese words and letters of another script."""
    return _HAN.search(text) is not None and _ANY.search(text) is not None


def parts_languages(text: str, at: int) -> bool:
    """Whether the line end at ``at`` stands between a Chinese line and one in another language: 教学部⏎Academic Affairs, not TCL⏎集团."""
    above, below = text[:at].rsplit("\n", 1)[-1], text[at + 1 :].split("\n", 1)[0]
    chinese = [_HAN.search(line) is not None for line in (above, below)]
    return chinese[0] != chinese[1] and _WORDS.search(below if chinese[0] else above) is not None


def chinese_head(text: str) -> str:
    """Return a head without its words in another language; whole where it has no Chinese ones."""
    return _HEAD.sub("", text) if is_bilingual(text) else text


def beside_chinese(folded: str) -> tuple[tuple[int, int], ...]:
    """Ranges of a cell of names that say in another language what stands beside them in Chinese, in order."""
    if not is_bilingual(folded):
        return ()
    other = _ANY_OTHER.search(folded) is not None
    found = [match.span() for pattern in ((_BRACKETED, _LINE, _RUN, *_LATIN) if other else _LATIN) for match in pattern.finditer(folded)]
    joined: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return tuple(joined)


def chinese_names(folded: str) -> str:
    """Return a cell of names without those in another language, every code point in its place."""
    for start, end in beside_chinese(folded):
        folded = folded[:start] + " " * (end - start) + folded[end:]
    return folded


def chinese_sentences(text: str) -> str:
    """Return running text with a stop for each line in another language, every code point of the others in its place."""
    return _SENTENCE.sub(lambda line: "。".ljust(len(line[0])), text) if is_bilingual(text) else text


def chinese_lines(raw: str) -> str:
    """Return the words of a cell of times without the lines, or the end of a line, that say the same in another language."""
    if not is_bilingual(raw):
        return raw
    return "\n".join(_chinese_line(line) for line in raw.splitlines() if _HAN.search(line) or not _ANY.search(line))


def _chinese_line(line: str) -> str:
    if not is_bilingual(line):
        return line
    for pattern in (_TIME, _BRACKETED, _RUN):
        line = pattern.sub("", line)
    return line.strip(" \t/|(（")
