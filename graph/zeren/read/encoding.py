"""From bytes to text without guessing: a mark, strict UTF-8, what the page declares, strict GB18030, else a refusal."""

from __future__ import annotations

import codecs

from zeren.ground.errors import UnreadableInput, WrongUsage

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_REMEDY = "name the encoding with --encoding (gb18030, big5, utf-16-le …) or save the file as UTF-8"


def decode(
    data: bytes, name: str, *, encoding: str | None = None, declared: str | None = None
) -> tuple[str, str]:
    """Return the text of ``data`` and the name of its encoding; a byte order mark is not part of the text.

    ``encoding`` is the user's word and settles the matter; ``declared`` is the document's own word, which
    counts only where strict UTF-8 fails, because pages keep a wrong declaration after a conversion.
    Raises UnreadableInput with line and byte where no encoding fits, WrongUsage for an unknown encoding.
    """
    if encoding:
        return _forced(data, name, _codec(encoding))
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], name, codec), codec
    if _looks_utf16(data):
        raise UnreadableInput(f"{name}: 编码无法判定 (UTF-16 text without a byte order mark)", _REMEDY)
    return _tried(data, name, declared)


def _tried(data: bytes, name: str, declared: str | None) -> tuple[str, str]:
    """Text and encoding of bytes without a mark."""
    codecs_in_order = ["utf-8", *_declared(declared), "gb18030"]
    furthest = 0
    for codec in codecs_in_order:
        try:
            return data.decode(codec), codec
        except UnicodeDecodeError as error:
            furthest = max(furthest, error.start)
    raise UnreadableInput(_message(data, name, "neither UTF-8 nor GB18030", furthest), _REMEDY)


def _forced(data: bytes, name: str, codec: str) -> tuple[str, str]:
    text = _strict(data, name, codec)
    return text.removeprefix("\ufeff"), codec


def _strict(data: bytes, name: str, codec: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        raise UnreadableInput(_message(data, name, f"not {codec}", error.start), _REMEDY) from error


def _message(data: bytes, name: str, what: str, at: int) -> str:
    line = data.count(b"\n", 0, at) + 1
    return f"{name}: 编码不符，第 {line} 行 (text is {what}: byte 0x{data[at]:02X} at offset {at}, line {line})"


def _codec(encoding: str) -> str:
    try:
        found = codecs.lookup(encoding)
    except LookupError as error:
        raise WrongUsage(f"未知编码 (unknown encoding {encoding!r})", "try gb18030, big5 or utf-8") from error
    # A codec such as rot13 turns text into text; only character sets are meant.
    if not getattr(found, "_is_text_encoding", True):
        raise WrongUsage(
            f"不是字符编码 ({encoding!r} is not a character encoding)", "try gb18030, big5 or utf-8"
        )
    return found.name


def _declared(label: str | None) -> list[str]:
    """Codec of a declared label, the superset where browsers read one (WHATWG Encoding Standard, section 4.2)."""
    if not label:
        return []
    label = label.strip().lower()
    if label.startswith(("gb", "x-gbk", "hz")):
        return ["gb18030"]
    if "big5" in label:
        return ["big5hkscs", "cp950"]
    try:
        codec = codecs.lookup(label)
    except (LookupError, ValueError):
        return []
    return [codec.name] if getattr(codec, "_is_text_encoding", True) else []


def _looks_utf16(data: bytes) -> bool:
    """True for bytes whose every second one is mostly zero: Latin or mixed text in UTF-16 without a mark."""
    head = data[:4000]
    if len(head) < 16:
        return False
    half = len(head) // 2
    return max(head[0::2].count(0), head[1::2].count(0)) > 0.4 * half
