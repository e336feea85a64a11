"""Pictures as files, and the part of a table that an address shows as a picture."""

from __future__ import annotations

from zeren.picture import sheet
from zeren.picture import words as said
from zeren.picture.canvas import Figure
from zeren.serve.explorer import takeaway
from zeren.serve.explorer.shape import View

FORMS = {"svg": "image/svg+xml", "png": "image/png"}
"""forms of a picture with their media types"""


def data(figure: Figure, form: str) -> bytes:
    """Return a picture in one of ``FORMS``. NoFont where a PNG cannot be written here."""
    if form == "png":
        from zeren.picture.png import png

        return png(figure, apart=True)
    return figure.svg().encode()


def table(shown: View, title: str, lang: str) -> Figure:
    """Return the page of a table that an address shows, with what it is narrowed to; bars, which are pictures themselves, are left out."""
    kept = [at for at, head in enumerate(shown.headings) if head.cell != "strip"]
    chosen = [f"{strip.title} {option.label}" for strip in shown.strips for option in strip.options if option.active and option.value]
    chosen += [f"“{shown.words}”"] if shown.words else []
    count = said.say("rows-of", lang, found=shown.found, every=shown.all, page=shown.page, pages=shown.pages)
    rows = [[takeaway.plain(row[at], lang) for at in kept] for row in shown.rows]
    return sheet.draw(title, " · ".join([*chosen, count]), [shown.headings[at].title for at in kept], rows, lang)
