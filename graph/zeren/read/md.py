"""Markdown: headings, paragraphs, pipe tables and tables in HTML (GitHub Flavored Markdown, sections 4.6, 4.10, 6.5)."""

from __future__ import annotations

import re

from zeren.ground.model import Document
from zeren.read.blocks import Builder
from zeren.read.draft import Draft
from zeren.read.encoding import decode
from zeren.read.html import read_fragment
from zeren.read.limits import DEFAULT, Limits

_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*)$")
_RULE = re.compile(r"\s*+(?:\|\s*+)?(?::?-++:?\s*+\|\s*+)++(?::?-++:?\s*+)?\|?\s*+$")
_PIPE = re.compile(r"(?<!\\)\|")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_MARKS = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*|(?<!\w)__(?=\S)(.+?)(?<=\S)__(?!\w)")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|<>~])")
_FENCE = re.compile(r" {0,3}(```|~~~)")
_THEMATIC = re.compile(r" {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$")
_BULLET = re.compile(r"\A\s*[-*+][ \t]+(?=\S)")
_STRUCK = re.compile(r"(?<![~\\])~~(?=[^\s~])([^~\n]{1,2000})(?<!\s)~~(?!~)")
"""``~~县水利局~~``"""
_HTML = re.compile(r" {0,3}<table\b", re.IGNORECASE)
_HTML_BEGIN = re.compile(r"<table\b", re.IGNORECASE)
_HTML_END = re.compile(r"</table\s*>", re.IGNORECASE)
_QUOTE = re.compile(r" {0,3}>[ \t]?")


def read_md(
    data: bytes, name: str, sha256: str, *, encoding: str | None = None, limits: Limits = DEFAULT
) -> Document:
    """Read a Markdown text; emphasis marks and escapes are not part of the words. Raises as ``decode`` does."""
    text, codec = decode(data, name, encoding=encoding)
    builder = Builder(name, limits)
    source = _without_struck(text.replace("\r\n", "\n").replace("\r", "\n"), builder).split("\n")
    at = 0
    while at < len(source):
        line = source[at]
        if "|" in line and at + 1 < len(source) and _begins_table(line, source[at + 1]):
            at = _table(builder, source, at)
            continue
        if _HTML.match(line):
            at = _html(builder, source, at)
            continue
        heading = _HEADING.match(line)
        if heading:
            builder.paragraph(_plain(heading[2].rstrip(" \t").rstrip("#")), line=at + 1, level=len(heading[1]))
        elif not (_FENCE.match(line) or _THEMATIC.match(line)):
            builder.paragraph(_plain(_BULLET.sub("", _QUOTE.sub("", line), count=1)), line=at + 1)
        at += 1
    return builder.document(sha256, "md", encoding=codec)


def _without_struck(text: str, builder: Builder) -> str:
    """The text without what is struck out."""

    def out(found: re.Match[str]) -> str:
        builder.unread.add("struck", found[1], f"line {text.count(chr(10), 0, found.start()) + 1}")
        return ""

    return _STRUCK.sub(out, text) if "~~" in text else text


def _html(builder: Builder, source: list[str], at: int) -> int:
    """Add the table in HTML that begins at a line; return the index of the line after it."""
    end, depth = at, 0
    while end < len(source):
        depth += len(_HTML_BEGIN.findall(source[end])) - len(_HTML_END.findall(source[end]))
        end += 1
        if depth <= 0:
            break
    read_fragment("\n".join(source[at:end]), builder, at + 1)
    return end


def _begins_table(line: str, below: str) -> bool:
    return bool(_RULE.match(below)) and len(_fields(line)) == len(_fields(below))


def _fields(line: str) -> list[str]:
    line = line.strip().removeprefix("|")
    if line.endswith("|") and not line.endswith("\\|"):
        line = line[:-1]
    return _PIPE.split(line)


def _table(builder: Builder, source: list[str], at: int) -> int:
    """Add the table whose header stands at ``at``; return the index of the line after it."""
    begin, rows = at, [_fields(source[at])]
    at += 2
    while at < len(source) and "|" in source[at] and source[at].strip():
        rows.append(_fields(source[at]))
        at += 1
    drafts = [
        Draft(row, column, 1, 1, _cell(field))
        for row, fields in enumerate(rows)
        for column, field in enumerate(fields)
    ]
    uneven = tuple(row for row, fields in enumerate(rows) if len(fields) != len(rows[0]))
    builder.table(drafts, len(rows), stated=False, line=begin + 1, uneven=uneven)
    return at


def _cell(field: str) -> str:
    lines = [line.strip() for line in _BREAK.sub("\n", _plain(field)).split("\n")]
    return "\n".join(line for line in lines if line)


def _plain(text: str) -> str:
    """Words without their marks; an escaped mark is a character."""
    return _ESCAPED.sub(r"\1", _MARKS.sub(lambda found: found[1] or found[2], text)).strip()
