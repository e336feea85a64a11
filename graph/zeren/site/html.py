"""What the pages about plans, bodies and sources are made of: one page for both languages, whole without a script.

Words of the page stand in both languages; a script shows those of one, without it both show. Names of roles, which stand
thousands of times, and of the pages in the bar are Chinese, and the script turns them where the reader wishes English; a
plan begins with its roles in English for whoever has none.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from functools import cache, lru_cache

from zeren.serve import pages
from zeren.serve.explorer import words
from zeren.site.names import relative
from zeren.table.duties import ROLES

SCRIPT = "site.js"
STYLE = "site.css"


@cache
def _places() -> tuple[tuple[str, str, str], ...]:
    return (
        ("index.html", "首页", "Home"),
        ("plans.html", "计划", "Plans"),
        ("measures.html", "措施", "Measures"),
        ("bodies.html", "单位", "Bodies"),
        ("targets.html", "指标", "Targets"),
        ("matrix.html", "责任矩阵", "Matrix"),
        ("cascade.html", "承接", "Cascade"),
        ("calendar.html", "日历", "Calendar"),
        ("network.html", "网络", "Network"),
        ("review.html", "需要人看", "Review"),
        ("question.html", "常用问题", "Questions"),
    )


def places() -> Sequence[tuple[str, str, str]]:
    """Return the bar on top of every page: file, its name in Chinese and in English."""
    return _places()


_PLAIN = re.compile("[0-9A-Za-z .,:/%()+\\u3001\\u3002\\u300a\\u300b\\u4e00-\\u9fff\\uff08\\uff09\\uff0c\\uff1a\\uff1b\\u201c\\u201d-]*")
"""what most words of plans are made of, and needs no look character by character"""


def esc(text: object) -> str:
    """Return text of a document as markup that shows it, with what no reader sees replaced by U+FFFD."""
    words = str(text)
    return words if _PLAIN.fullmatch(words) else html.escape(pages.clear(words))


def both(zh: object, en: object) -> str:
    """Return words of the page in both languages."""
    return f"<span class=zh>{zh}</span><span class=en lang=en>{en}</span>"


def role(code: str) -> str:
    """Return the name of a role as a tag."""
    return f"<b class={code}>{words.word('role', code, 'zh')}</b>"


def kind(table: str, code: str | None) -> str:
    """Return a code of ``vocabulary/reports.tsv`` as a chip."""
    zh, en = (words.word(table, code, lang) for lang in pages.LANGUAGES)
    return f"<span class=chip>{both(zh, en)}</span>"


def figures(*numbers: tuple[object, str, str]) -> str:
    """Return numbers with what they count, as a row of tiles."""
    return "<ul class=figures>" + "".join(f"<li><b>{n}</b>{both(zh, en)}" for n, zh, en in numbers) + "</ul>"


def heading(zh: str, en: str) -> str:
    """Return the heading of a list page."""
    return f"<h1>{both(zh, en)}</h1>"


def table(caption: str, heads: Sequence[str], rows: str, numbers: int = 0) -> str:
    """Return a table that scrolls where it is wide; ``heads`` and ``rows`` are markup, the last ``numbers`` heads of numbers."""
    first = len(heads) - numbers
    head = "".join(f"<th scope=col{' class=number' if at >= first else ''}>{its}" for at, its in enumerate(heads))
    return f"<div class=scroll tabindex=0 role=region aria-label='{caption}'><table><thead><tr>{head}<tbody>{rows}</table></div>"


def key(roles: Sequence[str] = ROLES) -> str:
    """Return the roles in both languages, for whoever reads without a script."""
    named = " · ".join(f"{role(code)} <span lang=en>{words.word('role', code, 'en')}</span>" for code in roles)
    return f"<p class=key>{named}</p>"


def page(title: str, main: str, here: str, wide: bool = False, data: Sequence[str] = (), find: bool = True) -> str:
    """Return a page; ``title`` and ``main`` are markup, ``here`` is its file below the site.

    ``data``: the tables that it reads; ``find``: whether its bar has a search.
    """
    folder = here.rpartition("/")[0]

    def to(name: str) -> str:
        return relative(name, folder)

    bar = "".join(f"<a href={to(name)} title='{en}'>{zh}</a> " for name, zh, en in _places())
    style = f"<link rel=stylesheet href={to('assets/' + STYLE)}>"
    scripts = [*(f"../data/{name}.js" for name in data), *(["tables.js"] if data else [])]
    reads = "".join(f"<script src={to('assets/' + name)} defer></script>" for name in scripts)
    return (
        f"<!DOCTYPE html><html lang=zh-CN><head><meta charset=utf-8><meta name=viewport content='width=device-width, initial-scale=1'>"
        f"<title>{title} · 责任 zeren</title><link rel=icon href='{to('assets/icon.svg')}' type=image/svg+xml>{style}"
        f"<script src={to('assets/' + SCRIPT)}></script>{reads}</head><body class={'wide' if wide else 'plain'}>"
        f"<a class=skip href=#main>{both('跳到正文', 'Skip to content')}</a>"
        f"<header class=bar><a class=brand href={to('index.html')}><b>责任</b> zeren</a><nav aria-label='主导航 Main'>{bar}</nav>"
        f"{_find(to('search.html')) if find else ''}<a class=tongue href='?lang=en' hreflang=en lang=en>English</a></header>"
        f"<main id=main tabindex=-1>{main}</main><footer class=foot><p>"
        + both("数字按原文计：群体（各街道办事处）计为一个单位。", "Figures are as written: a group expression counts as one body.")
        + "</p></footer></body></html>\n"
    )  # fmt: skip


@lru_cache
def _find(target: str) -> str:
    return (
        f"<form class=find action={target} role=search><input type=search name=q maxlength=80 autocomplete=off "
        "aria-label='查单位、措施 Find bodies and measures' placeholder='单位、措施、qsthjj' data-en='body, measure, qsthjj'>"
        f"<button>{both('查找', 'Find')}</button></form>"
    )
