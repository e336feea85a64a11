"""Pages saved as one archive, which Word also names .doc: a MIME message whose first HTML part is the page (RFC 2557)."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes
from email.message import Message
from email.policy import compat32

from zeren.ground.errors import UnreadableInput
from zeren.ground.model import Document
from zeren.read.html import read_html
from zeren.read.limits import DEFAULT, Limits


def read_mhtml(
    data: bytes, name: str, sha256: str, *, encoding: str | None = None, limits: Limits = DEFAULT
) -> Document:
    """Read the page of the archive. Raises UnreadableInput where it holds none, and as ``read_html`` does."""
    message = message_from_bytes(data, policy=compat32)
    page = next((part for part in message.walk() if part.get_content_type() == "text/html"), None)
    content = None if page is None else page.get_payload(decode=True)
    if page is None or not isinstance(content, bytes) or not content.strip():
        raise UnreadableInput(
            f"{name}: 网页存档中没有网页 (no page in this web archive)",
            "在浏览器或 Word 中打开，另存为 html 或 docx (open it and save it as html or docx)",
        )
    document = read_html(content, name, sha256, encoding=encoding or _declared(page), limits=limits)
    return replace(document, form="mhtml")


def _declared(part: Message) -> str | None:
    """The charset that the part states, where Python knows it; gb2312 stands for its superset, as browsers take it."""
    stated = (part.get_content_charset() or "").lower()
    if stated in ("gb2312", "gbk"):
        return "gb18030"
    try:
        "".encode(stated)
    except LookupError:
        return None
    return stated
