"""Files that mean harm, by name: what they hold is made when it is asked for."""

from __future__ import annotations

import io
import os
import random
import socket
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

MIB = 1 << 20
FULL = bool(os.environ.get("ZEREN_TEST_FULL"))
PLAN = "某某市2026年工作方案\n序号\t工作任务\t责任单位\t完成时限\n1\t做甲事。\t市水务局\t6月底\n"
WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type='
    '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="{}"/></Relationships>'
)


def pack(members: Mapping[str, bytes | str]) -> bytes:
    """A zip of members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def word(body: str) -> bytes:
    """A docx of the inside of its body element."""
    document = f'<w:document xmlns:w="{WORDS}"><w:body>{body}</w:body></w:document>'
    return pack({"[Content_Types].xml": TYPES, "_rels/.rels": RELATIONS.format("word/document.xml"), "word/document.xml": document})


def sheet(inside: str, strings: str = "") -> bytes:
    """An xlsx of one sheet: what stands in its worksheet element, and its shared strings."""
    main = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return pack({
        "[Content_Types].xml": TYPES,
        "_rels/.rels": RELATIONS.format("xl/workbook.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{_S}" xmlns:r="{main}"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="r1" Type="{main}/worksheet" Target="worksheets/s.xml"/>'
            f'<Relationship Id="r2" Type="{main}/sharedStrings" Target="strings.xml"/></Relationships>'
        ),
        "xl/worksheets/s.xml": f'<worksheet xmlns="{_S}">{inside}</worksheet>',
        "xl/strings.xml": f'<sst xmlns="{_S}">{strings}</sst>',
    })  # fmt: skip


def drawing(*objects: bytes) -> bytes:
    """A pdf of numbered objects, the first its catalogue."""
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)


CATALOGUE = b"<</Type/Catalog/Pages 2 0 R>>"
PAGE_TREE = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"


def endless_pdf(depth: int = 60) -> bytes:
    """A pdf whose form objects each draw the next one twice: 2 ** depth drawings."""
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<</XObject<</A 5 0 R>>>>>>"
    forms = []
    for i in range(depth):
        inner = b"/Resources<</XObject<</A %d 0 R>>>>" % (6 + i) if i < depth - 1 else b""
        draw = b"/A Do /A Do" if i < depth - 1 else b"0 0 m 9 9 l S"
        head = b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]%s/Length %d>>" % (inner, len(draw))
        forms.append(head + b"stream\n" + draw + b"\nendstream")
    return drawing(CATALOGUE, PAGE_TREE, page, b"<</Length 5>>stream\n/A Do\nendstream", *forms)


def stream(content: bytes) -> bytes:
    packed = zlib.compress(content, 9)
    return b"<</Filter/FlateDecode/Length %d>>stream\n" % len(packed) + packed + b"\nendstream"


def _page(content: bytes) -> bytes:
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>"
    return drawing(CATALOGUE, PAGE_TREE, page, stream(content), font)


def old_word() -> bytes:
    """A .doc of random bytes, as far as its first sectors tell."""
    noise = random.Random(3).randbytes(20_000)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "WordDocument".encode("utf-16-le") + noise


def _bomb(kind: str) -> bytes:
    zeros = b" " * (60 * MIB)
    return pack({"[Content_Types].xml": TYPES, **{f"{kind}/part{n}.xml": zeros for n in range(20)}})


def _inside(depth: int) -> bytes:
    packed = pack({"计划.txt": PLAN})
    for _ in range(depth):
        packed = pack({"a.zip": packed})
    return packed


def _laughs() -> bytes:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    text = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "责">{entities}]><w:document xmlns:w="{WORDS}"><w:body>&e11;</w:body></w:document>'
    return pack({"[Content_Types].xml": TYPES, "_rels/.rels": RELATIONS.format("word/document.xml"), "word/document.xml": text})


def _nested_tables(depth: int) -> bytes:
    return word("<w:tbl><w:tr><w:tc>" * depth + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * depth)


def _rows(count: int) -> str:
    return "".join(f"{n}\t做第{n}件事。\t市水务局、市生态环境局\t6月底\n" for n in range(1, count))


def _table(cells: str) -> bytes:
    return f"<html><body><table>{cells}</table></body></html>".encode()


FILES: Mapping[str, Callable[[], bytes]] = {
    # Plain text: lines, blanks and signs without number.
    "blank-lines.txt": lambda: b"\n" * 10_000,
    "million-blank-lines.txt": lambda: b"\n" * 2_000_000,
    "spaces.txt": lambda: b" " * (10 * MIB),
    "wide-spaces.txt": lambda: "　".encode() * MIB,
    "tabs.txt": lambda: b"\t" * MIB,
    "carriage-returns.txt": lambda: b"\r" * MIB,
    "form-feeds.txt": lambda: b"\f" * MIB,
    "one-line.txt": lambda: "责".encode() * (17 * MIB),
    "hundred-megabytes.txt": lambda: "做甲事，由市水务局负责。\n".encode() * (3 * MIB),
    "statements.txt": lambda: "（责任单位：".encode() * 32_000,
    "closed-statements.txt": lambda: "做甲事（责任单位：市水务局）".encode() * 32_000,
    "open-brackets.txt": lambda: "（".encode() * 500_000,
    "closing-brackets.txt": lambda: "）".encode() * 500_000,
    "titles.txt": lambda: "《".encode() * 500_000,
    "quotes.txt": lambda: "“".encode() * 500_000,
    "numbers.txt": lambda: "1、".encode() * 300_000,
    "headings.txt": lambda: "一、甲\n".encode() * 100_000,
    "labels.txt": lambda: "牵头单位：".encode() * 100_000,
    "label-lines.txt": lambda: "责任单位：市水务局\n".encode() * 100_000,
    "commas.txt": lambda: (PLAN + "2\t做乙事。\t" + "、" * 500_000 + "\t6月底\n").encode(),
    "bodies.txt": lambda: (PLAN + "2\t做乙事。\t" + "市水务局、" * 50_000 + "\t6月底\n").encode(),
    "rows.txt": lambda: (PLAN + _rows(100_000)).encode(),
    "annexes.txt": lambda: "附件1\n某某方案\n".encode() * 50_000,
    "digits.txt": lambda: b"1" * (5 * MIB),
    "dates.txt": lambda: (PLAN + "2\t做乙事。\t市水务局\t" + "2026年6月底前" * 50_000 + "\n").encode(),
    "targets.txt": lambda: (PLAN + "2\t" + "力争达到65%以上，" * 50_000 + "\t市水务局\t6月底\n").encode(),
    "long-cell.txt": lambda: (PLAN + "2\t" + "推进工作" * 500_000 + "\t市水务局\t6月底\n").encode(),
    "zeros.txt": lambda: bytes(MIB),
    "noise.txt": lambda: random.Random(1).randbytes(MIB),
    "odd-utf16.txt": lambda: b"\xff\xfe" + "责任".encode("utf-16-le") * 100_000 + b"\x8f",
    "surrogates.txt": lambda: b"\xff\xfe" + b"\x00\xd8" * 100_000,
    "accents.txt": lambda: ("a" + "\u0301" * 500_000).encode(),
    "turned.txt": lambda: "\u202e责\u2066".encode() * 200_000,
    # Tables of text.
    "unclosed-quote.csv": lambda: ("任务,责任单位\n\"" + "做甲事,市水务局\n" * (300_000 if FULL else 60_000)).encode(),
    "rows.csv": lambda: ("序号,工作任务,责任单位,完成时限\n" + _rows(200_000).replace("\t", ",")).encode(),
    "fields.csv": lambda: ("任务,责任单位\n" + "甲," * 500_000 + "\n").encode(),
    "quotes.csv": lambda: b'a,b\n' + b'"' * MIB,
    "bars.md": lambda: b"|" * MIB,
    "rows.md": lambda: ("|任务|责任单位|\n|---|---|\n" + "|做甲事|市水务局|\n" * 60_000).encode(),
    "rules.md": lambda: b"|---" * 300_000,
    "hashes.md": lambda: b"# " + b"#" * MIB,
    "stars.md": lambda: b"**a" * 300_000,
    "dashes.md": lambda: b"- " * 500_000,
    "backslashes.md": lambda: b"\\" * MIB,
    # Web pages.
    "divs.html": lambda: b"<html><body>" + b"<div>" * 100_000 + "责".encode() * 500,
    "nested-tables.html": lambda: b"<html><body>" + b"<table><tr><td>" * 3_000 + "责".encode() * 500,
    "span.html": lambda: _table("<tr><td colspan=2000000000 rowspan=2000000000>责任</td></tr>" * 3),
    "spans.html": lambda: _table("<tr>" + "<td colspan=500>责任</td>" * 50 + "</tr>" + "<tr><td>责</td></tr>" * 500),
    "comments.html": lambda: b"<html><body>" + b"<!--" * 200_000,
    "angles.html": lambda: b"<html><body>" + b"<" * MIB,
    "scripts.html": lambda: b"<html><body>" + b"<script>" * 100_000,
    "cells.html": lambda: _table("<tr>" + "<td>" * 250_000),
    "entities.html": lambda: b"<html><body>" + b"&#x8d23;" * 300_000,
    "attributes.html": lambda: b"<html><body " + b"a=1 " * 300_000 + b">",
    # Packages.
    "bomb.docx": lambda: _bomb("word"),
    "bomb.xlsx": lambda: _bomb("xl"),
    "bomb.zip": lambda: pack({f"{n}.txt": b" " * (60 * MIB) for n in range(5)}),
    "span.docx": lambda: word('<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2000000000"/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>'),
    "nested-tables.docx": lambda: _nested_tables(3_000),
    "deep.docx": lambda: word("<w:sdt><w:sdtContent>" * 50_000 + "</w:sdtContent></w:sdt>" * 50_000),
    "laughs.docx": _laughs,
    "paragraphs.docx": lambda: word("<w:p><w:r><w:t>做甲事（责任单位：市水务局）</w:t></w:r></w:p>" * 100_000),
    "runs.docx": lambda: word("<w:p>" + "<w:r><w:t>责</w:t></w:r>" * 300_000 + "</w:p>"),
    "cells.docx": lambda: word("<w:tbl>" + ("<w:tr>" + "<w:tc><w:p/></w:tc>" * 60 + "</w:tr>") * 4_000 + "</w:tbl>"),
    "cut.docx": lambda: word("<w:p/>")[:300],
    "outside.docx": lambda: pack({"../../etc/passwd": "x", "[Content_Types].xml": TYPES, "word/document.xml": "<x/>"}),
    "merge.xlsx": lambda: sheet(
        '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>责任</t></is></c></row></sheetData>'
        '<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    ),
    "far-cell.xlsx": lambda: sheet('<sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'),
    "rows.xlsx": lambda: sheet("<sheetData>" + '<row><c t="inlineStr"><is><t>责</t></is></c></row>' * 300_000 + "</sheetData>"),
    "strings.xlsx": lambda: sheet(
        '<sheetData><row r="1"><c r="A1" t="s"><v>9</v></c></row></sheetData>', "<si><t>责任</t></si>" * 500_000
    ),
    "members.zip": lambda: pack({f"{n}.txt": "责任" for n in range(2_500)}),
    "zips.zip": lambda: _inside(40),
    "names.zip": lambda: pack({"字" * 10_000 + ".txt": PLAN}),
    # Drawings.
    "endless.pdf": endless_pdf,
    "loop.pdf": lambda: drawing(CATALOGUE, b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>"),
    "many-pages.pdf": lambda: drawing(CATALOGUE, b"<</Type/Pages/Kids[" + b"3 0 R " * 20_000 + b"]/Count 20000>>",
                                      b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"),
    "bomb.pdf": lambda: _page(b" " * (400 * MIB)),
    "characters.pdf": lambda: _page(b"BT /F 9 Tf 9 9 Td " + b"(abcdefgh) Tj " * 200_000 + b"ET"),
    "lines.pdf": lambda: _page(b"".join(b"%d %d m %d %d l S " % (n % 600, 0, n % 599, 800) for n in range(60_000))),
    "head-only.pdf": lambda: b"%PDF-1.7\n" + b"x" * 100_000,
    # Others.
    "braces.rtf": lambda: b"{\\rtf1 " + b"{" * 200_000,
    "noise.doc": old_word,
}  # fmt: skip

QUICK = (
    "blank-lines.txt", "statements.txt", "open-brackets.txt", "unclosed-quote.csv", "rules.md", "comments.html", "span.html",
    "bomb.docx", "span.docx", "laughs.docx", "merge.xlsx", "zips.zip", "loop.pdf",
)  # fmt: skip
"""those that every run of the tests tries"""


def _device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def _sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(5 << 30)


def _socket(path: Path) -> None:
    # The place of a socket may be no longer than 107 bytes.
    before = Path.cwd()
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as bound:
            bound.bind(path.name)
    finally:
        os.chdir(before)


ODD: Mapping[str, Callable[[Path], None]] = {
    "pipe.txt": lambda path: os.mkfifo(path),
    "link-to-pipe.txt": lambda path: (os.mkfifo(path.with_name(".pipe")), path.symlink_to(".pipe"))[1],
    "device.txt": _device,
    "terminal.txt": lambda path: path.symlink_to("/dev/tty"),
    "five-gigabytes.txt": _sparse,
    "five-gigabytes.docx": _sparse,
    "socket.txt": _socket,
    "nowhere.txt": lambda path: path.symlink_to("nowhere"),
    "loop.txt": lambda path: path.symlink_to(path.name),
    "process.txt": lambda path: path.symlink_to("/proc/self/maps"),
}
"""what is no file of the usual kind, made at a path"""
