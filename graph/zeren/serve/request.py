"""Asking for a term that is missing: a form that turns into a record to send, without any state on the server."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from functools import cache

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from zeren.ground.resources import table
from zeren.ground.visible import harmless
from zeren.serve import ontology, pages

LONGEST = 2000
"""characters of one answer that are taken; a browser's address takes little more"""
MEDIA = {"md": "text/markdown; charset=utf-8", "tsv": "text/tab-separated-values; charset=utf-8"}
KINDS = (("class", "类"), ("property", "属性"), ("code", "代码"))


@dataclass(frozen=True, slots=True)
class Field:
    """A line of the form."""

    key: str
    required: bool
    rows: int
    """lines of its box"""
    zh: str
    en: str
    hint_zh: str
    hint_en: str


@cache
def fields() -> tuple[Field, ...]:
    """Return the lines of the form in order, from ``ontology/documentation/request.tsv``."""
    return tuple(
        Field(row["key"], row["need"] == "required", int(row["rows"]), row["zh"], row["en"], row["hint_zh"], row["hint_en"])
        for row in table("documentation/request")
    )


async def page(request: Request) -> Response:
    """Show the form; where it is filled in, the record as Markdown and TSV, to be copied, or as a file."""
    given = {field.key: _line(request.query_params.get(field.key, "")) for field in fields()}
    form = request.query_params.get("format")
    if form is not None:
        if form not in MEDIA:
            raise HTTPException(400, f"format={form}: 没有这种格式 (no such format); {', '.join(MEDIA)}")
        text = markdown(given) if form == "md" else tsv(given)
        return Response(text, media_type=MEDIA[form], headers={"Content-Disposition": f'attachment; filename="term.{form}"'})
    return pages.render(
        "request.html",
        request,
        fields=fields(),
        kinds=KINDS,
        given=given,
        filled=any(given.values()),
        lacking=[field for field in fields() if field.required and not given[field.key]],
        known=near(given["label_zh"], given["label_en"]),
        words=_words(),
        markdown=markdown(given),
        tsv=tsv(given),
    )


def markdown(given: dict[str, str]) -> str:
    """Return a request as Markdown, in the form of ``docs/terms.md``; what is missing stays empty."""
    lines = [f"# 术语申请 Term request: {given['label_zh'] or given['label_en']}".rstrip(), ""]
    lines += [f"- **{field.zh} {field.en}**: {given[field.key]}".rstrip() for field in fields()]
    return "\n".join(lines) + "\n"


def tsv(given: dict[str, str]) -> str:
    """Return a request as a table of one row, with its header; no cell is a formula."""
    keys = [field.key for field in fields()]
    return "\t".join(keys) + "\n" + "\t".join(harmless(given[key]) for key in keys) + "\n"


def near(*labels: str) -> list[ontology.Word]:
    """Return the terms that bear a label or one much like it, so that nobody asks for what is there; five at most."""
    by_label: dict[str, list[ontology.Word]] = {}
    for word in _words():
        for label in word.labels:
            by_label.setdefault(label.lower(), []).append(word)
    found: dict[str, ontology.Word] = {}
    for label in filter(None, (label.lower() for label in labels)):
        inside = [known for known in by_label if len(known) > 1 and (known in label or label in known)]
        for known in dict.fromkeys([*difflib.get_close_matches(label, by_label, n=3, cutoff=0.7), *sorted(inside)]):
            found.update((word.iri, word) for word in by_label[known])
    return list(found.values())[:5]


def _words() -> list[ontology.Word]:
    _, groups = ontology.groups()
    return [word for group in groups for word in group.words]


def _line(text: str) -> str:
    """What was typed, in one line and without what nobody sees."""
    return pages.clear(" ".join(text[:LONGEST].split()))
