"""Reading: from the bytes of a source, in whatever format, to documents of blocks with places.

The format is told by content; the name only decides between readings that the content leaves open.
"""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from zeren.ground.errors import UnreadableInput
from zeren.ground.model import Document, Notice
from zeren.read.encoding import decode
from zeren.read.forms import ENDINGS, REFUSED, form_of
from zeren.read.limits import DEFAULT, Limits

if TYPE_CHECKING:
    from zeren.read.recognise import Recognised

_TREES = frozenset({"docx", "xlsx", "html", "mhtml", "csv", "md"})
"""forms whose reading leaves no cyclic garbage behind"""

SCANS = frozenset({"pdf", "picture"})
"""forms whose pages may be pictures of text"""

__all__ = ["DEFAULT", "Limits", "check_size", "decode", "form_of", "read", "read_guarded", "texts_guarded"]


def read(
    data: bytes,
    name: str,
    *,
    encoding: str | None = None,
    limits: Limits = DEFAULT,
    depth: int = 0,
    seen: Mapping[int, Recognised] | None = None,
) -> list[Document]:
    """Return the documents in a source, at least one; a zip or a workbook may hold several.

    ``name`` is the file name without folders, ``encoding`` the character set the user names (text formats
    only), ``seen`` what was recognised on pages that are pictures, by their 1-based number (None: to be recognised where
    the extra is installed). Runs in this process:
    for sources that are not trusted use ``read_guarded``.
    Raises UnreadableInput with value, place and remedy for everything that cannot be read.
    """
    check_size(len(data), name, limits)
    form = form_of(data, name)
    if seen is None and form in SCANS:
        from zeren.read.scans import seen_in

        seen = seen_in(data, form, name)
    if form in REFUSED and not (form in SCANS and seen):
        what, remedy = REFUSED[form]
        raise UnreadableInput(f"{name}: {what}", remedy)
    sha256 = hashlib.sha256(data).hexdigest()
    try:
        with _collection_paused(form in _TREES):
            if form in SCANS and seen:
                documents = [_seen(form, data, name, sha256, limits, seen)]
            else:
                documents = _dispatch(form, data, name, sha256, encoding, limits, depth)
        return _noted(documents, form, name)
    except (MemoryError, RecursionError) as error:
        raise UnreadableInput(
            f"{name}: 内容过大或嵌套过深 (reading it needs more memory or depth than allowed)",
            "split the file, or raise the limit",
        ) from error


def read_guarded(
    data: bytes, name: str, *, encoding: str | None = None, limits: Limits = DEFAULT
) -> list[Document]:
    """As ``read``, but in a process of bounded time and memory."""
    check_size(len(data), name, limits)
    from zeren.read.guard import guarded

    return guarded(data, name, encoding, limits)


def texts_guarded(
    data: bytes, name: str, *, encoding: str | None = None, limits: Limits = DEFAULT
) -> list[tuple[str, str]]:
    """As ``read_guarded``, but only name and text of every document: nothing else has to come from the other process."""
    check_size(len(data), name, limits)
    from zeren.read.guard import texts

    return texts(data, name, encoding, limits)


def check_size(size: int, name: str, limits: Limits) -> None:
    """Refuse a source of so many bytes that cannot be read; raises UnreadableInput."""
    if not size:
        raise UnreadableInput(f"{name}: 空文件 (empty file)", "copy or download it again")
    if size > limits.file_bytes:
        raise UnreadableInput(
            f"{name}: 文件过大 ({size:,} bytes, more than the limit of {limits.file_bytes:,})",
            "split the file, or raise the limit",
        )


@contextmanager
def _collection_paused(wanted: bool) -> Iterator[None]:
    """Keep the garbage collector out of readings that make no cycles.

    It would look at all new records again and again, so that ten times the rows cost fifteen times the time.
    """
    pause = wanted and gc.isenabled()
    if pause:
        gc.disable()
    try:
        yield
    finally:
        if pause:
            gc.enable()


def _noted(documents: list[Document], form: str, name: str) -> list[Document]:
    """Add a notice where the name says another format than the content."""
    ending = name.rpartition(".")[2].lower()
    if form in ENDINGS.get(ending, (form,)):
        return documents
    notice = Notice(f"文件内容与扩展名不符 (content is {form}, although the name ends in .{ending})")
    return [replace(documents[0], notices=(*documents[0].notices, notice)), *documents[1:]]


def _dispatch(
    form: str, data: bytes, name: str, sha256: str, encoding: str | None, limits: Limits, depth: int
) -> list[Document]:
    """Call the reader of ``form``; each is imported only when it is needed."""
    if form in ("txt", "md", "csv"):
        return _text(form, data, name, sha256, encoding, limits)
    if form == "html":
        from zeren.read.html import read_html

        return [read_html(data, name, sha256, encoding=encoding, limits=limits)]
    if form == "mhtml":
        from zeren.read.mhtml import read_mhtml

        return [read_mhtml(data, name, sha256, encoding=encoding, limits=limits)]
    if form == "pdf":
        from zeren.read.pdf import read_pdf

        return [read_pdf(data, name, sha256, limits=limits)]
    if form == "ofd":
        from zeren.read.ofd import read_ofd

        return [read_ofd(data, name, sha256, limits=limits)]
    if form == "docx":
        from zeren.read.docx import read_docx

        return [read_docx(data, name, sha256, limits=limits)]
    if form == "xlsx":
        from zeren.read.xlsx import read_xlsx

        return read_xlsx(data, name, sha256, limits=limits)
    if form == "zip":
        from zeren.read.archive import read_zip

        return read_zip(data, name, encoding=encoding, limits=limits, depth=depth)
    from zeren.read.doc import convert, read_converted

    return read_converted(convert(data, form, name, limits), name, form, sha256, limits)


def _seen(
    form: str, data: bytes, name: str, sha256: str, limits: Limits, seen: Mapping[int, Recognised]
) -> Document:
    """A document of which pages were recognised."""
    if form == "pdf":
        from zeren.read.pdf import read_pdf

        return read_pdf(data, name, sha256, limits=limits, seen=seen)
    from zeren.read.picture import read_picture

    return read_picture(name, sha256, seen[1], limits=limits)


def _text(
    form: str, data: bytes, name: str, sha256: str, encoding: str | None, limits: Limits
) -> list[Document]:
    if form == "md":
        from zeren.read.md import read_md

        return [read_md(data, name, sha256, encoding=encoding, limits=limits)]
    if form == "csv":
        from zeren.read.csv import read_csv

        return read_csv(data, name, sha256, encoding=encoding, limits=limits)
    from zeren.read.text import read_text

    return [read_text(data, name, sha256, encoding)]
