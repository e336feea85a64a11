"""Which format a source is, told by its content."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from functools import cache

from zeren.ground.resources import table

_CFB = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = re.compile(
    rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*+<(?:!doctype\s+html|html|head|body|table|div|meta|title|center|font|p|h1)\b",
    re.IGNORECASE | re.DOTALL,
)
_MIME = re.compile(rb"(?:[!-9;-~]+:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*)*MIME-Version:", re.IGNORECASE)
"""the head of a message (RFC 822); a page saved as one archive is such a message (RFC 2557)"""
_LEDGER = b'name="zeren"'
"""the hidden sheet of a ledger of ours in the list of sheets"""
_INNER_HTML = re.compile(rb"<(?:td|p|div|br|span|tr)\b[^<>]*>", re.IGNORECASE)
_PIPE_RULE = re.compile(
    r"^[^\S\n]*+(?:\|[^\S\n]*+)?(?::?-{2,}+:?[^\S\n]*+\|[^\S\n]*+)++:?-*+:?[^\S\n]*+\|?[^\S\n]*+$", re.MULTILINE
)
_MD_HEADING = re.compile(r"^#{1,6} +\S", re.MULTILINE)

OFFICE = frozenset({"doc", "xls", "rtf", "odt", "ods", "wordml"})
"""forms that LibreOffice converts first"""

REFUSED: dict[str, tuple[str, str]] = {
    "picture": (
        "a picture, not a text 图片文件",
        "安装文字识别：pip install 'zeren[ocr]' (install text recognition), or give a text version",
    ),
    "archive": (
        "a 7z, rar, gz or xz archive 压缩包格式不支持",
        "unpack it and give the files, or pack them as zip",
    ),
    "encrypted": ("protected by a password 文件已加密", "save a copy without the password"),
    "powerpoint": ("a presentation 演示文稿", "save it as pdf or docx"),
    "office": (
        "an Office container without a text or a workbook 无法识别的Office文件",
        "save it as docx or xlsx",
    ),
    "ledger": (
        "zeren 发出的督办台账，不是计划 (a ledger that zeren handed out, no plan)",
        "zeren ledger read 文件 (takes what it reports)",
    ),
    "program": (
        "a file of a program or its data, not a document 程序或数据文件",
        "give the document itself: docx, pdf, xlsx, html, md, txt …",
    ),
    "cut-zip": (
        "a damaged or cut zip package 文件残缺 (docx, xlsx and zip are such packages)",
        "copy or download it again",
    ),
}
"""forms that are known but not read: what is wrong and what to do"""

ENDINGS: dict[str, tuple[str, ...]] = {
    "docx": ("docx",),
    "doc": ("doc",),
    "wps": ("doc",),
    "rtf": ("rtf",),
    "pdf": ("pdf",),
    "xlsx": ("xlsx",),
    "xls": ("xls",),
    "et": ("xls",),
    "csv": ("csv",),
    "tsv": ("csv",),
    "md": ("md", "txt"),
    "html": ("html",),
    "htm": ("html",),
    "ofd": ("ofd",),
    "mht": ("mhtml",),
    "mhtml": ("mhtml",),
    "zip": ("zip",),
}
"""forms that the ending of a name promises; any text may be called txt"""

_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*")
_ARCHIVES = (b"7z\xbc\xaf", b"Rar!", b"\x1f\x8b", b"\xfd7zXZ", b"BZh")


@cache
def _programs() -> frozenset[str]:
    return frozenset(row["ending"] for row in table("vocabulary/programs"))


def form_of(data: bytes, name: str) -> str:
    """Return the form: one the readers know, a key of ``REFUSED``, or ``txt`` for everything else."""
    head = data[:8]
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _package(data)
    if head == _CFB:
        return _compound(data)
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if head.startswith(b"{\\rtf"):
        return "rtf"
    if head.startswith(_ARCHIVES):
        return "archive"
    if head.startswith(_PICTURES) and (not head.startswith(b"BM") or b"\0" in data[:64]):
        return "picture"
    return _textual(data, name.lower())


def _package(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = set(package.namelist())
            if "xl/workbook.xml" in names and _LEDGER in package.open("xl/workbook.xml").read(1 << 20):
                return "ledger"
            mime = package.read("mimetype")[:100] if "mimetype" in names else b""
    except (
        zipfile.BadZipFile,
        OSError,
        ValueError,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OverflowError,
    ):
        return "cut-zip"
    except zipfile.error:
        return "cut-zip"
    if b"opendocument.text" in mime:
        return "odt"
    if b"opendocument.spreadsheet" in mime:
        return "ods"
    if "OFD.xml" in names:
        return "ofd"
    if "[Content_Types].xml" in names:
        for prefix, form in (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "powerpoint")):
            if any(name.startswith(prefix) for name in names):
                return form
        return "office"
    return "zip"


def _compound(data: bytes) -> str:
    """Tell an OLE compound file by the names of its streams, which are UTF-16 (MS-CFB 2.6.1)."""

    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if holds("EncryptedPackage"):
        return "encrypted"
    if holds("WordDocument"):
        # FibBase.fEncrypted, MS-DOC 2.5.2; the stream mostly begins at the first sector.
        locked = data[512:514] == b"\xec\xa5" and data[523:524] and data[523] & 1
        return "encrypted" if locked else "doc"
    if holds("Workbook") or holds("Book"):
        return "xls"
    return "powerpoint" if holds("PowerPoint Document") else "office"


def _textual(data: bytes, name: str) -> str:
    sample = data[:65536]
    if _utf16_mark(data):
        sample = data[:65536].decode("utf-16", "ignore").encode()
    sample = sample.removeprefix(b"\xef\xbb\xbf")
    if b"mso-application" in sample[:400] and b"Word.Document" in sample[:400]:
        return "wordml"
    if _MIME.match(sample[:2000]) and b"text/html" in sample.lower():
        return "mhtml"
    if name.rpartition(".")[2] in _programs():
        return "program"
    if _HTML.match(sample) or (name.endswith((".html", ".htm")) and _INNER_HTML.search(sample)):
        return "html"
    text = sample.decode("utf-8", "ignore") if _is_utf8(sample) else sample.decode("gb18030", "ignore")
    if _PIPE_RULE.search(text) or (name.endswith((".md", ".markdown")) and _MD_HEADING.search(text)):
        return "md"
    return "csv" if _is_csv(text, len(data) > len(sample), name) else "txt"


def _utf16_mark(data: bytes) -> bool:
    return data[:2] in (b"\xff\xfe", b"\xfe\xff")


def _is_utf8(sample: bytes) -> bool:
    try:
        sample.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start > len(sample) - 4
    return True


def delimiter_of(text: str, share: float = 0.5) -> str | None:
    """Return the delimiter under which ``share`` of the records of ``text`` have the same two fields or more."""
    best: tuple[int, str] | None = None
    for delimiter in (",", "\t", ";"):
        try:
            widths = [
                len(record)
                for record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
                if record
            ]
        except csv.Error:
            continue
        usual = max(set(widths), key=lambda w: (widths.count(w), w), default=0)
        if usual > 1 and widths.count(usual) >= share * len(widths) and (best is None or usual > best[0]):
            best = usual, delimiter
    return best[1] if best else None


def _is_csv(text: str, cut: bool, name: str) -> bool:
    if cut:
        text = text.rpartition("\n")[0]
    if name.endswith((".csv", ".tsv")):
        return delimiter_of(text) is not None
    if "\t" in text or delimiter_of(text) != ",":
        return False
    widths = {len(record) for record in csv.reader(io.StringIO(text, newline="")) if record}
    return len(widths) == 1 and widths.pop() >= 3 and text.count("\n") >= 2
