"""Files of the kinds that public corpora for testing parsers hold: encrypted, lying about themselves, leading in circles, oddly encoded."""

from __future__ import annotations

import base64
import io
import random
import struct
import warnings
import zipfile
from collections.abc import Callable, Mapping

from hostile.files import (
    CATALOGUE,
    MIB,
    PAGE_TREE,
    PLAN,
    RELATIONS,
    TYPES,
    WORDS,
    drawing,
    pack,
    sheet,
    stream,
    word,
)
from read import ofd

_CFB = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CELL = '<c t="inlineStr"><is><t>责</t></is></c>'
_PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R>>"
_MIME = b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=a\r\n\r\n"
_ENTRY = b"PK\x01\x02"


def _words(count: int) -> str:
    """So many Chinese characters in no order, which no packing makes small."""
    return "".join(map(chr, random.Random(6).choices(range(0x4E00, 0x9FA5), k=count)))


def _protected(streams: tuple[str, ...]) -> bytes:
    """What Office writes for a document with a password: a compound file around the encrypted package."""
    names = b"".join(name.encode("utf-16-le").ljust(64, b"\0") + bytes(64) for name in ("Root Entry", *streams))
    head = _CFB + bytes(16) + struct.pack("<HHHHH", 62, 3, 0xFFFE, 9, 6) + bytes(10) + struct.pack("<IIII", 1, 1, 0, 4096)
    return head.ljust(512, b"\xff") + names.ljust(4096, b"\0") + random.Random(5).randbytes(40_000)


def _circle() -> bytes:
    """A compound file whose table of sectors leads from each sector to itself."""
    head = _CFB + bytes(16) + struct.pack("<HHHHH", 62, 3, 0xFFFE, 9, 6) + bytes(10) + struct.pack("<IIIIIIII", 1, 1, 0, 4096, 0, 1, 0, 1)
    table = struct.pack("<I", 0).ljust(436, b"\0")
    sectors = struct.pack("<128I", *range(128)) + "WordDocument".encode("utf-16-le").ljust(512, b"\0") * 40
    return (head + table).ljust(512, b"\0") + sectors


def _flagged(data: bytes, bits: int, method: int | None = None) -> bytes:
    """A package all of whose members bear these flags (1: encrypted), or a method of packing that nobody knows."""
    out = bytearray(data)
    for mark, flags in ((b"PK\x03\x04", 6), (_ENTRY, 8)):
        at = out.find(mark)
        while at >= 0:
            out[at + flags] |= bits
            if method is not None:
                struct.pack_into("<H", out, at + flags + 2, method)
            at = out.find(mark, at + 4)
    return bytes(out)


def _lying(data: bytes, size: int) -> bytes:
    """A package that states another unpacked size for each of its members."""
    out = bytearray(data)
    for mark, place in ((b"PK\x03\x04", 22), (_ENTRY, 24)):
        at = out.find(mark)
        while at >= 0:
            struct.pack_into("<I", out, at + place, size)
            at = out.find(mark, at + 4)
    return bytes(out)


def _twice() -> bytes:
    """A docx with two parts of the same name."""
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w") as package:
        warnings.simplefilter("ignore")
        for text in ("做甲事。", "做乙事。"):
            package.writestr("[Content_Types].xml", TYPES)
            package.writestr("_rels/.rels", RELATIONS.format("word/document.xml"))
            paragraph = f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"
            package.writestr("word/document.xml", f'<w:document xmlns:w="{WORDS}"><w:body>{paragraph}</w:body></w:document>')
    return out.getvalue()


def _overlapping(count: int) -> bytes:
    """A zip all of whose entries are the same bytes of the file, as a small bomb has them."""
    data = pack({"a.txt": b"0" * (20 * MIB)})
    start = data.find(_ENTRY)
    entry = data[start : data.find(b"PK\x05\x06")]
    entries = b"".join(entry.replace(b"a.txt", b"%05d" % number) for number in range(count))
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, count, count, len(entries), start, 0)
    return data[:start] + entries + end


def _styled(styles: str, body: str) -> bytes:
    main = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return pack({
        "[Content_Types].xml": TYPES,
        "_rels/.rels": RELATIONS.format("word/document.xml"),
        "word/document.xml": f'<w:document xmlns:w="{WORDS}"><w:body>{body}</w:body></w:document>',
        "word/styles.xml": f'<w:styles xmlns:w="{WORDS}">{styles}</w:styles>',
        "word/_rels/document.xml.rels": (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="r1" Type="{main}/styles" Target="styles.xml"/></Relationships>'
        ),
    })  # fmt: skip


def _style(name: str, base: str) -> str:
    return f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{name}"/><w:basedOn w:val="{base}"/></w:style>'


def _utf16_word() -> bytes:
    body = "<w:body><w:p><w:r><w:t>责任</w:t></w:r></w:p></w:body>"
    document = f'<?xml version="1.0" encoding="UTF-16"?><w:document xmlns:w="{WORDS}">{body}</w:document>'
    types = {"[Content_Types].xml": TYPES, "_rels/.rels": RELATIONS.format("word/document.xml")}
    return pack({**types, "word/document.xml": document.encode("utf-16")})


def _own_length() -> bytes:
    """A pdf in which the length of a stream is the stream itself."""
    return drawing(CATALOGUE, PAGE_TREE, _PAGE, b"<</Length 4 0 R>>stream\nBT ET\nendstream")


def _own_table() -> bytes:
    """A pdf whose table of objects names itself as the one before it."""
    data = drawing(CATALOGUE, PAGE_TREE, _PAGE, b"<</Length 5>>stream\nBT ET\nendstream")
    start = data.rindex(b"xref\n0")
    return data.replace(b"/Root 1 0 R", b"/Root 1 0 R/Prev %d" % start)


def _filters(count: int) -> bytes:
    """A pdf with a stream that is packed again and again."""
    filters = b"/FlateDecode " * count
    return drawing(CATALOGUE, PAGE_TREE, _PAGE, b"<</Filter[%s]/Length 9>>stream\nxxxxxxxxx\nendstream" % filters)


def _own_map() -> bytes:
    """A pdf with a font whose table of characters is made of itself, and covers every character many times."""
    font = b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/ToUnicode 6 0 R/DescendantFonts[5 0 R]>>"
    table = b"/CIDInit /ProcSet findresource begin begincmap /X usecmap\n" + b"1 beginbfrange\n<0000> <ffff> <4e00>\nendbfrange\n" * 300 + b"endcmap"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>"
    return drawing(CATALOGUE, PAGE_TREE, page, stream(b"BT /F 9 Tf 9 9 Td <4e004e01> Tj ET"), font, stream(table))


def _locked_pdf() -> bytes:
    """A pdf that only opens with a password."""
    lock = b"/Encrypt<</Filter/Standard/V 1/R 2/O(%s)/U(%s)/P -4>>/ID[(a)(a)]" % (b"x" * 32, b"y" * 32)
    return drawing(CATALOGUE, PAGE_TREE, _PAGE, stream(b"BT ET")).replace(b"/Root 1 0 R", b"/Root 1 0 R" + lock)


def _inner_pages(depth: int) -> bytes:
    """A pdf whose tree of pages is a chain."""
    nodes = [b"<</Type/Pages/Kids[%d 0 R]/Count 1>>" % (number + 3) for number in range(depth)]
    return drawing(CATALOGUE, *nodes, b"<</Type/Page/MediaBox[0 0 9 9]>>")


def _ofd(page: str, location: str = "Pages/0.xml") -> bytes:
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    return pack({
        "OFD.xml": f'<ofd:OFD {space}><ofd:DocBody><ofd:DocInfo/><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>',
        "Doc_0/Document.xml": (
            f"<ofd:Document {space}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData>"
            f'<ofd:Pages><ofd:Page ID="1" BaseLoc="{location}"/></ofd:Pages></ofd:Document>'
        ),
        "Doc_0/Pages/0.xml": f'<ofd:Page {space}><ofd:Content><ofd:Layer ID="2">{page}</ofd:Layer></ofd:Content></ofd:Page>',
    })  # fmt: skip


def _nested_mime(depth: int) -> bytes:
    heads = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(depth))
    return b"MIME-Version: 1.0\r\n" + heads + b"Content-Type: text/html\r\n\r\n<p>x</p>"


def _mime(body: bytes, head: bytes = b"Content-Type: text/html\r\n") -> bytes:
    return _MIME + b"--a\r\n" + head + b"\r\n" + body + b"\r\n--a--\r\n"


FILES: Mapping[str, Callable[[], bytes]] = {
    # Locked, lying or broken packages.
    "locked.docx": lambda: _protected(("EncryptionInfo", "EncryptedPackage")),
    "locked.xlsx": lambda: _protected(("EncryptionInfo", "EncryptedPackage")),
    "locked-parts.docx": lambda: _flagged(word("<w:p/>"), 1),
    "locked-members.zip": lambda: _flagged(pack({"a.txt": PLAN}), 1),
    "unknown-method.docx": lambda: _flagged(word("<w:p/>"), 0, 99),
    "lying-size.docx": lambda: _lying(word("<w:p/>" * 100_000), 10),
    "lying-size.zip": lambda: _lying(pack({"a.txt": b"0" * (100 * MIB)}), 10),
    "huge-size.zip": lambda: _lying(pack({"a.txt": PLAN}), 0xFFFFFFF0),
    "overlapping.zip": lambda: _overlapping(1_900),
    "twice.docx": _twice,
    "no-types.docx": lambda: pack({"word/document.xml": f'<w:document xmlns:w="{WORDS}"/>'}),
    "drive.zip": lambda: pack({"C:\\Windows\\a.txt": PLAN, "/etc/b.txt": PLAN, "..\\..\\c.txt": PLAN}),
    "comment.zip": lambda: pack({"a.txt": PLAN})[:-2] + struct.pack("<H", 60_000) + b"PK\x05\x06" * 15_000,
    # Word.
    "own-style.docx": lambda: _styled(_style("A", "B") + _style("B", "A"), '<w:p><w:pPr><w:pStyle w:val="A"/></w:pPr></w:p>' * 1000),
    "style-chain.docx": lambda: _styled(
        "".join(_style(f"S{n}", f"S{n + 1}") for n in range(20_000)), '<w:p><w:pPr><w:pStyle w:val="S0"/></w:pPr></w:p>' * 2_000
    ),
    "utf16.docx": _utf16_word,
    "negative-span.docx": lambda: word('<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="-7"/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>'),
    "odd-numbers.docx": lambda: word('<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="1e9"/><w:vMerge w:val="?"/></w:tcPr></w:tc></w:tr></w:tbl>'),
    "text-boxes.docx": lambda: word("<w:p><w:r><w:txbxContent>" * 3_000 + "</w:txbxContent></w:r></w:p>" * 3_000),
    "changes.docx": lambda: word("<w:p>" + "<w:ins><w:del>" * 5_000 + "</w:del></w:ins>" * 5_000 + "</w:p>"),
    # Sheets.
    "columns.xlsx": lambda: sheet(
        "<sheetData><row>" + "".join(f"<c><v>{n * 7919 % 1_000_003}</v></c>" for n in range(1_000_000)) + "</row></sheetData>"
    ),
    "odd-reference.xlsx": lambda: sheet(f'<sheetData><row r="99999999999999999999"><c r="ZZZZZZZZ1"><v>1</v></c>{_CELL}</row></sheetData>'),
    "negative-row.xlsx": lambda: sheet(f'<sheetData><row r="-3">{_CELL}</row></sheetData>'),
    "merges.xlsx": lambda: sheet(
        f"<sheetData><row>{_CELL}</row></sheetData><mergeCells>"
        + "".join(f'<mergeCell ref="A{n}:XFD{n}"/>' for n in range(1, 50_000)) + "</mergeCells>"
    ),
    "crossing-merges.xlsx": lambda: sheet(
        f"<sheetData><row>{_CELL}</row></sheetData><mergeCells>"
        + "".join(f'<mergeCell ref="A1:{chr(65 + n % 26)}{n + 2}"/>' for n in range(2_000)) + "</mergeCells>"
    ),
    "long-string.xlsx": lambda: sheet(f"<sheetData><row><c t=\"inlineStr\"><is><t>{_words(3 * MIB)}</t></is></c></row></sheetData>"),
    "no-strings.xlsx": lambda: sheet('<sheetData><row><c t="s"><v>99999999</v></c><c t="s"><v>-1</v></c><c t="s"><v>x</v></c></row></sheetData>'),
    # Drawings.
    "own-length.pdf": _own_length,
    "own-table.pdf": _own_table,
    "filters.pdf": lambda: _filters(50_000),
    "own-map.pdf": _own_map,
    "locked.pdf": _locked_pdf,
    "inner-pages.pdf": lambda: _inner_pages(5_000),
    "own-parent.pdf": lambda: drawing(
        CATALOGUE, b"<</Type/Pages/Kids[3 0 R]/Count 1/Parent 2 0 R>>", b"<</Type/Page/Parent 3 0 R/Contents 4 0 R>>", b"4 0 R"
    ),
    "huge-page.pdf": lambda: drawing(CATALOGUE, PAGE_TREE, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 1e30 -1e30]>>"),
    "brackets.pdf": lambda: drawing(CATALOGUE, PAGE_TREE, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/A " + b"[" * 100_000 + b">>"),
    "strings.pdf": lambda: drawing(CATALOGUE, PAGE_TREE, _PAGE, stream(b"BT " + b"(" * 500_000)),
    "no-objects.pdf": lambda: b"%PDF-1.7\nxref\n0 4294967295\ntrailer<</Size 4294967295/Root 1 0 R>>\nstartxref\n9\n%%EOF",
    # Fixed layouts.
    "bomb.ofd": lambda: pack({"OFD.xml": b" " * (60 * MIB), **{f"Doc_0/{n}.xml": b" " * (60 * MIB) for n in range(5)}}),
    "blocks.ofd": lambda: _ofd("<ofd:PageBlock>" * 50_000 + "</ofd:PageBlock>" * 50_000),
    "words.ofd": lambda: ofd.ofd([[ofd.words(10, 10 + n % 280, "做甲事。") for n in range(60_000)]]),
    "strokes.ofd": lambda: ofd.ofd([[ofd.stroke(n % 200, n % 280, 5, 5) for n in range(60_000)]]),
    "outside.ofd": lambda: _ofd("", "../../../etc/passwd"),
    "own-page.ofd": lambda: _ofd("", "../Document.xml"),
    "no-root.ofd": lambda: pack({"OFD.xml": "<ofd:OFD xmlns:ofd='http://www.ofdspec.org/2016'/>"}),
    "entities.ofd": lambda: pack({"OFD.xml": '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'}),
    "cut.ofd": lambda: ofd.ofd([[ofd.words(10, 10, "做甲事。")]])[:-60],
    # Pages saved as one archive.
    "nested.mhtml": lambda: _nested_mime(3_000),
    "parts.mhtml": lambda: _MIME + b"--a\r\nContent-Type: text/plain\r\n\r\nx\r\n" * 100_000 + b"--a--",
    "heads.mhtml": lambda: _mime(b"<p>x</p>", b"X-A: b\r\n" * 300_000 + b"Content-Type: text/html\r\n"),
    "folded.mhtml": lambda: _mime(b"<p>x</p>", b"Content-Type: text/html;\r\n" + b" a=b;\r\n" * 100_000),
    "base64.mhtml": lambda: _mime(
        base64.b64encode("<p>责任</p>".encode() * 300_000)[:-3] + b"=!?", b"Content-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n"
    ),
    "quoted.mhtml": lambda: _mime(b"=E8=B4=A3" * 300_000 + b"=", b"Content-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n"),
    "no-boundary.mhtml": lambda: b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n<p>x</p>",
    "unknown-charset.mhtml": lambda: _mime(b"<p>x</p>", b"Content-Type: text/html; charset=x-none\r\n"),
    # Odd encodings.
    "utf7.txt": lambda: "责任单位".encode("utf-7") * 50_000,
    "utf32.txt": lambda: PLAN.encode("utf-32"),
    "utf16-unmarked.txt": lambda: (PLAN * 2_000).encode("utf-16-le"),
    "big5.txt": lambda: "責任單位：市水務局\n".encode("big5") * 5_000,
    "shift-jis.txt": lambda: "責任は水道局\n".encode("shift-jis") * 5_000,
    "cp037.txt": lambda: b"".join(bytes([value]) for value in range(64, 256)) * 500,
    "mixed.txt": lambda: PLAN.encode() + PLAN.encode("gb18030") + PLAN.encode("utf-16"),
    "overlong.txt": lambda: PLAN.encode() + b"\xc0\xaf\xe0\x80\xaf\xf0\x80\x80\xaf" * 1_000,
    "mark-alone.txt": lambda: b"\xef\xbb\xbf",
    "marks.txt": lambda: "\ufeff".encode() * 300_000,
    "wrong-charset.html": lambda: f"<html><head><meta charset=utf-16></head><body><p>{PLAN}</p></body></html>".encode(),
    "no-charset.html": lambda: f"<html><head><meta charset='\u0000'></head><body><p>{PLAN}</p></body></html>".encode(),
    "four-bytes.txt": lambda: b"\x81\x30\x81\x30" * 300_000,
    "private-use.txt": lambda: "\ue000\U000f0000\U0010ffff".encode() * 100_000,
    # Old ones, which another program converts.
    "circle.doc": _circle,
    "binary.rtf": lambda: b"{\\rtf1 \\bin2000000000 " + b"x" * 10_000 + b"}",
    "objects.rtf": lambda: b"{\\rtf1 " + b"{\\object\\objemb{\\*\\objdata 0105}}" * 20_000 + b"}",
}  # fmt: skip

QUICK = ("locked.docx", "lying-size.zip", "columns.xlsx", "own-length.pdf", "blocks.ofd", "nested.mhtml", "overlong.txt")
"""those that every run of the tests tries"""
