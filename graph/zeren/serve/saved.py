"""A page to take along: as one file, its styles and pictures inside, its links in full, without forms; or as a frame of another page."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse

from zeren.serve import pages

PARAMETER = "saved"
"""``?saved=1``: the page as one file"""
_STYLE = re.compile(r'<link rel="stylesheet" href="/static/([a-z]+\.css)">')
_ICON = re.compile(r'<link rel="(?:icon|alternate)"[^<>]*>')
_SCRIPT = re.compile(r"<script\b[^<>]*>[^<]*</script>")
_LINK = re.compile(r' href="(/[^"<>]*)"')
_PICTURE = re.compile(r' src="(/[^"<>]*)"')
_MAIN = re.compile(r'<main id="main"[^<>]*>')
_KEEP = ('<div class="keep noprint">', "</div>")
"""around what offers to save and to frame a page"""

Fetch = Callable[[str], bytes | None]
"""address of a picture of this server → its bytes as SVG; None where there is none"""


def one_file(text: str, address: str, site: str, lang: str, fetch: Fetch) -> bytes:
    """Return a page of this server as one file.

    ``text``: the page; ``address``: where it came from, in full; ``site``: scheme, host and port. The same page gives the same bytes.
    """
    digests: list[str] = []

    def style(found: re.Match[str]) -> str:
        own = (pages.HERE / "static" / found[1]).read_text(encoding="utf-8")
        digests.append(base64.b64encode(hashlib.sha256(own.encode()).digest()).decode())
        return f"<style>{own}</style>"

    def picture(found: re.Match[str]) -> str:
        data = fetch(html.unescape(found[1]))
        return f' src="data:image/svg+xml;base64,{base64.b64encode(data).decode()}"' if data is not None else f' src="{site}{found[1]}"'

    text = _without(_without(text, "<form", "</form>"), *_KEEP)
    for pattern in (_ICON, _SCRIPT):
        text = pattern.sub("", text)
    text = _STYLE.sub(style, text)
    text = _PICTURE.sub(picture, text)
    text = _LINK.sub(lambda found: f' href="{site}{found[1]}"', text)
    styles = " ".join(f"'sha256-{one}'" for one in dict.fromkeys(digests)) or "'none'"
    policy = f"default-src 'none'; style-src {styles}; img-src data:; base-uri 'none'; form-action 'none'"
    text = text.replace('<meta charset="utf-8">', f'<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="{policy}">', 1)
    where = f'<a href="{html.escape(address)}">{html.escape(address)}</a>'
    said = f"存自 {where}；链接仍指向那里。" if lang == "zh" else f"Saved from {where}; links still lead there."
    return _MAIN.sub(lambda found: f'{found[0]}<p class="notice">{said}</p>', text, count=1).encode("utf-8", "backslashreplace")


def _without(text: str, opening: str, closing: str) -> str:
    """The page without what asks the server: a form of a file would lead nowhere."""
    kept, at = [], 0
    while (begin := text.find(opening, at)) >= 0 and (end := text.find(closing, begin)) >= 0:
        kept.append(text[at:begin])
        at = end + len(closing)
    return "".join((*kept, text[at:]))


def headers(name: str) -> dict[str, str]:
    """The headers that let a browser save it under the title of the page."""
    return {"Content-Disposition": f"attachment; filename=\"zeren.html\"; filename*=UTF-8''{quote(name, safe='')}.html"}


def title_of(text: str) -> str:
    """The title of a page, as the name of a file."""
    inside = text.partition("<title>")[2].partition("</title>")[0]
    plain = html.unescape(inside).partition(" · ")[0]
    return "".join("_" if char in '\\/:*?"<>|\n\t' else char for char in plain).strip()[:80] or "zeren"


def asked(request: Request) -> bool:
    """Whether an address asks for its page as one file."""
    return request.query_params.get(PARAMETER) == "1"


def page(template: str, request: Request, headers: Mapping[str, str] | None = None, **context: Any) -> HTMLResponse:
    """Return a page that offers to be saved, or the file where the address asks for it; see ``pages.text_of``."""
    text = pages.text_of(template, request, savable=True, **context)
    return as_file(request, text, lambda _: None) if asked(request) else HTMLResponse(text, 200, dict(headers or {}))


def as_file(request: Request, text: str, fetch: Fetch) -> HTMLResponse:
    """Return the text of a page as a file to be saved under its title."""
    query = urlencode([(name, value) for name, value in request.query_params.multi_items() if name != PARAMETER])
    site = pages.site(request)
    whole = f"{site}{pages.raw_path(request)}{'?' + query if query else ''}"
    return HTMLResponse(one_file(text, whole, site, pages.language(request), fetch), 200, headers(title_of(text)))
