"""Pages for people: one frame, two languages, no script inside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from zeren.ground import visible

HERE = Path(__file__).resolve().parent
LANGUAGES = ("zh", "en")

@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the bar on top of every page."""

    path: str
    zh: str
    en: str


PLACES = [
    Place("/", "首页", "Home"),
    Place("/question", "常用问题", "Questions"),
    Place("/sparql/editor", "查询", "SPARQL"),
    Place("/ns", "术语", "Terms"),
]
"""the bar; further parts of the site put theirs in"""


@cache
def environment() -> Environment:
    """Return the templates: text is escaped, an unknown name is an error."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates", encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["clear"] = clear
    made.globals["asset"] = lambda name: f"/static/{name}"
    return made


def clear(text: object) -> str:
    """Return text of a document with what no reader sees replaced by U+FFFD."""
    return visible.clear(str(text))


def language(request: Request) -> str:
    """Return the language of a request, Chinese unless the address says ``lang=en``."""
    wanted = request.query_params.get("lang", "")
    return wanted if wanted in LANGUAGES else LANGUAGES[0]


def every(request: Request) -> bool:
    """Tell whether mirrors, drafts and revised texts are to count too: ``editions=all``."""
    return request.query_params.get("editions") == "all"


def day(request: Request) -> str | None:
    """Return the ISO date as of which a page is asked for (``on``); None where the address names none."""
    return request.query_params.get("on") or None


def addresser(lang: str, all_editions: bool = False, on: str | None = None) -> Any:
    """Return the function that writes addresses of this site, in the language of the page, over the same texts and as of the same day."""

    def link(path: str, **query: object) -> str:
        told = [(name, str(value)) for name, value in query.items() if value is not None]
        if lang != LANGUAGES[0] and "lang" not in query:
            told.append(("lang", lang))
        if all_editions and "editions" not in query:
            told.append(("editions", "all"))
        if on is not None and "on" not in query:
            told.append(("on", on))
        return f"{path}?{urlencode(told)}" if told else path

    return link


def raw_path(request: Request) -> str:
    """Return the path as it came, percent-encoded: decoded, one part of it could turn into two."""
    raw = request.scope.get("raw_path")
    return raw.partition(b"?")[0].decode("ascii", "replace") if raw else quote(request.scope["path"])


def site(request: Request) -> str:
    """Return scheme, host and port by which others reach the server: as it was told, else as the client calls it."""
    settings = getattr(request.app.state, "settings", None)
    return (settings.base if settings else None) or f"{request.url.scheme}://{request.url.netloc}"


def text_of(template: str, request: Request, **context: Any) -> str:
    """Return a page in the language of the request; ``templates/base.html`` says what every template is given."""
    lang = language(request)
    kept = [(name, value) for name, value in request.query_params.multi_items() if name not in ("lang", "saved")]
    other = [*kept, ("lang", "en")] if lang == "zh" else kept
    own = [*kept, *([("lang", lang)] if lang != "zh" else [])]
    settings = getattr(request.app.state, "settings", None)
    return (
        environment()
        .get_template(template)
        .render(
            lang=lang,
            t=lambda zh, en: zh if lang == "zh" else en,
            link=addresser(lang, every(request), day(request)),
            places=PLACES,
            path=request.url.path,
            turned=raw_path(request) + ("?" + urlencode(other) if other else ""),
            saved_as=raw_path(request) + "?" + urlencode([*own, ("saved", "1")]),
            framed_by=settings.embed if settings else (),
            framed_as=site(request) + raw_path(request) + ("?" + urlencode(own) if own else ""),
            **context,
        )
    )


def render(
    template: str, request: Request, status: int = 200, headers: Mapping[str, str] | None = None, **context: Any
) -> HTMLResponse:
    """Return a page as an answer; see ``text_of``."""
    return HTMLResponse(text_of(template, request, **context), status, dict(headers or {}))
