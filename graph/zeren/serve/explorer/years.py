"""Plans over time on the pages: a series year by year, and what changed from one text to the next."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import Any

from zeren import ask
from zeren.ask import series as asking
from zeren.ask.lookup import landing_for
from zeren.ground.errors import Ambiguous, NotFound
from zeren.ground.labels import coded, words_of
from zeren.picture import years
from zeren.picture.canvas import Figure
from zeren.serve.explorer import figures, pictured
from zeren.serve.explorer.answers import Answer, Asked, Explorer, Page
from zeren.store.reader import Reader
from zeren.table import whole

SHOWN = 300
"""rows of a table; the command gives all"""
SLIDES = 12
"""years up to which each has a picture of its own for the slider"""
_TITLES = "SELECT DISTINCT id, title, plan_year FROM plan WHERE id IN ($plans) ORDER BY plan_year, id"


def series(_: Explorer, reader: Reader, asked: Asked) -> Answer:
    """A series of yearly plans: its networks with one layout, and tables of measures, targets, bodies and ties."""
    landing = landing_for(reader)
    listed = [(whole(plans[-1]), str(landing.rows(_TITLES, {"plans": list(plans)})[-1][1])) for plans in asking.chains(landing)]
    wanted = asked.query.get("plan") or (listed[0][0] if listed else "")
    values: dict[str, Any] = {
        "listed": listed, "wanted": wanted, "found": None, "slides": [], "tables": [], "note": asking.NOTE, "SHOWN": SHOWN,
        "headed": headed, "spoken": spoken,
    }  # fmt: skip
    if not wanted:
        return Page("explorer/series.html", values)
    try:
        found = asking.series(reader, wanted)
    except Ambiguous as error:
        raise NotFound(str(error), "choose one of /series") from error
    if asked.form in pictured.FORMS:
        return figures.file(years.draw(found, lang=asked.lang), asked)
    place = {str(year.year): number for number, year in enumerate(found.years)}
    only = place.get(asked.query.get("year", ""))
    values |= {"found": found, "only": only, "picture": years.draw(found, lang=asked.lang, only=only)}
    if only is None and len(found.years) <= SLIDES:
        values["slides"] = [
            (year.year, *moves(found, number), inside(years.draw(found, lang=asked.lang, only=number, narrow=True), number))
            for number, year in enumerate(found.years)
        ]
    values["tables"] = [(kind, *_shown(*asking.tabulated(found, kind))) for kind in asking.KINDS if kind != "measures"]
    return Page("explorer/series.html", values)


def inside(figure: Figure, number: int) -> str:
    """Return a picture among others of one page: without its declaration, and with names of its own."""

    def own(found: re.Match[str]) -> str:
        return f'{found[1]}="{" ".join(f"{name}-{number}" for name in found[2].split())}"'

    return re.sub(r'\b(id|aria-labelledby)="([^"]+)"', own, figure.svg().partition("\n")[2])


def moves(found: asking.Series, number: int) -> tuple[int, int, int]:
    """Return how many ties a year has, how many came with it, and how many went."""
    now = {(one, other) for one, other, shared in found.ties if shared[number]}
    before = {(one, other) for one, other, shared in found.ties if shared[number - 1]} if number else now
    return len(now), len(now - before), len(before - now)


def _shown(columns: tuple[str, ...], rows: list[dict[str, Any]]) -> tuple[list[str], list[list[Any]], int]:
    kept = [name for name in columns if not name.endswith("_id")]
    return kept, [[row.get(name) for name in kept] for row in rows[:SHOWN]], len(rows)


def changes(_: Explorer, reader: Reader, asked: Asked) -> Answer:
    """What became of each measure between two texts that follow one another, with the words that went and came."""
    texts = landing_for(reader).rows(
        """SELECT DISTINCT e.id, e.kind, e.source_title, e.derived_title FROM edition e JOIN change c ON c.edition = e.id
        ORDER BY e.source_title, e.derived_title, e.id"""
    )
    wanted = asked.query.get("edition") or (str(texts[0][0]) if texts else "")
    if wanted and wanted not in {str(row[0]) for row in texts}:
        raise NotFound(f"{wanted}: 没有这两份文本的比较 (no such comparison)", "choose one of /changes")
    own = {
        str(row[0]) for row in landing_for(reader).rows("SELECT DISTINCT id FROM change WHERE edition = $edition", {"edition": wanted})
    }
    rows = [row for row in ask.run(reader, ask.questions()["changes"], {}).rows if str(row["id"]).partition("/id/")[2] in own]
    only = asked.query.get("kind", "")
    counts = {kind: sum(row["change"] == kind for row in rows) for kind in coded("measure-change")}
    shown = [{**row, "pieces": _pieces(str(row["before"] or ""), str(row["after"] or ""))} for row in rows if only in ("", row["change"])]
    return Page(
        "explorer/changes.html",
        {
            "texts": texts, "wanted": wanted, "rows": shown[:SHOWN], "all": len(shown), "counts": counts, "kinds": coded("measure-change"),
            "relations": coded("edition"), "only": only,
            "labelled": lambda told: told if asked.lang == "zh" else labelled(told), "pair": next((row for row in texts if row[0] == wanted), None),
        },
    )  # fmt: skip


def labelled(told: str) -> str:
    """Return the labels of a change in English: ``减码 延后`` → lowered, later."""
    return ", ".join(spoken("label", one)[1] for one in told.split())


def spoken(kind: str, key: str) -> tuple[str, str]:
    """Return what ``vocabulary/overtime.tsv`` calls something, in Chinese and English; what it does not know is its own word."""
    return words_of("overtime").get((kind, key), (key, key))


def headed(name: str) -> tuple[str, str]:
    """Return a column's heading in Chinese and English: ``leads 2026`` → 牵头或主责 2026; ``2025→2026`` is its own."""
    what, _, year = name.partition(" ")
    zh, en = spoken("head", what)
    return f"{zh} {year}".strip(), f"{en} {year}".strip()


def _pieces(before: str, after: str) -> tuple[list[tuple[str, bool]], list[tuple[str, bool]]]:
    """Both texts cut into pieces, each with whether the other lacks it."""
    if not before or not after:
        return ([(before, False)] if before else []), ([(after, False)] if after else [])
    codes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return (
        [(before[a:b], tag != "equal") for tag, a, b, _, _ in codes if a < b],
        [(after[c:d], tag != "equal") for tag, _, _, c, d in codes if c < d],
    )
