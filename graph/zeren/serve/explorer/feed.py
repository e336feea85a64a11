"""What is new, changed or due for a body or a plan, as an Atom feed (RFC 4287) that readers look at again and again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import unquote
from xml.etree import ElementTree

from zeren.ask import find_body
from zeren.ask.lookup import landing_for
from zeren.ground.errors import NotFound, WrongUsage
from zeren.ground.labels import coded
from zeren.ground.visible import clear
from zeren.ground.vocabulary import BASE
from zeren.serve.explorer import things
from zeren.serve.explorer.answers import Answer, Asked, Explorer, File
from zeren.serve.explorer.words import place
from zeren.store.reader import Reader
from zeren.table import Landing, short, whole

MEDIA = "application/atom+xml"
DAYS = 30
"""days before a deadline in which a measure is due"""
MOST = 500
"""entries of a feed, the newest; the first entry says where there are more"""

_ATOM = "http://www.w3.org/2005/Atom"
_DAY = re.compile(r"\d{4}-\d\d-\d\d")

_OF = """  AND m.plan IN ($plan)
  AND m.id IN (SELECT measure FROM duty WHERE body IN ($body) UNION SELECT measure FROM expanded_duty WHERE body IN ($body))
"""
_NEW = f"""SELECT p.id, p.title, p.annex, p.issued, p.plan_year, p.file, d.id, count(DISTINCT m.id)
FROM plan p
JOIN document d ON d.file = p.file
JOIN measure m ON m.plan = p.id AND m.file = p.file
WHERE TRUE
{_OF}GROUP BY p.id, p.title, p.annex, p.issued, p.plan_year, p.file, d.id
ORDER BY p.file, p.id"""
_CHANGED = f"""SELECT c.id, c.kind, c.labels, coalesce(c.likely, FALSE), c.leads_before, c.leads_after, c.helps_before, c.helps_after,
       c.due_before, c.due_after, c.amounts, min(m.id), min(m.text), min(p.title), min(p.issued), min(p.plan_year), min(d.id),
       min(m.file), min(m.locator)
FROM change c
JOIN change_text x ON x.change = c.id
JOIN measure m ON m.id = x.measure
JOIN plan p ON p.id = m.plan AND p.file = m.file
JOIN document d ON d.file = m.file
WHERE c.kind <> 'kept'
{_OF}GROUP BY ALL
ORDER BY c.id"""
_DUE = f"""SELECT m.id, min(m.text), string_agg(DISTINCT l.raw, '、'), l.end_date, min(p.title), min(m.file), min(m.locator)
FROM deadline l
JOIN measure m ON m.id = l.measure AND m.file = l.file
JOIN plan p ON p.id = m.plan AND p.file = m.file
WHERE l.end_date >= $first AND l.end_date <= $last
{_OF}GROUP BY m.id, l.end_date
ORDER BY l.end_date, m.id"""

_SAID = ("牵头或主责 leads", "其他单位 others", "时限 due")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that is new, changed or due."""

    id: str
    """IRI; stays the same as long as it is the same news"""
    kind: str
    """``new``, ``changed`` or ``due``"""
    title: str
    day: str
    """ISO date since when it is news"""
    path: str
    """of its page on this server"""
    words: str
    """the printed words, and where they stand"""


def feed(ex: Explorer, reader: Reader, asked: Asked) -> Answer:
    """The feed of a body (by name or identifier) or of a plan: /feed/区生态环境局.atom, /feed/plan/….atom; ``on``: another day."""
    path, dot, form = asked.path.removeprefix("/feed/").rpartition(".")
    if not dot or form != "atom":
        raise NotFound(f"{unquote(asked.path)}: 没有这个订阅 (no such feed)", "/feed/NAME.atom, NAME: a body 单位名称, or plan/…")
    on = asked.query.get("on") or date.today().isoformat()
    if _DAY.fullmatch(on) is None:
        raise WrongUsage(f"on={on}: 不是日期 (no date)", "on=2026-10-01")
    landing = landing_for(reader)
    iri = things.iri_of(path)
    plan = landing.rows("SELECT min(title) FROM plan WHERE id = $id", {"id": short(iri)})[0][0]
    if plan is None and not landing.rows("SELECT id FROM body WHERE id = $id LIMIT 1", {"id": short(iri)}):
        iri = find_body(reader, unquote(path)).iri
    name = plan or landing.rows("SELECT name FROM body_name WHERE id = $id", {"id": short(iri)})[0][0]
    found = entries(landing, reader, on, **({"plan": iri} if plan else {"body": iri}))
    return File(written(iri, str(name), found, asked), MEDIA, f"{name}.atom")


def entries(landing: Landing, reader: Reader, on: str, *, plan: str | None = None, body: str | None = None) -> list[Entry]:
    """Return what is new, changed, or due within ``DAYS`` of a day, newest first."""
    given = {"plan": [short(plan)] if plan else None, "body": [short(body)] if body else None}
    found = [_new(reader, *row) for row in landing.rows(_NEW, given)]
    found += [_changed(reader, *row) for row in landing.rows(_CHANGED, given)]
    last = (date.fromisoformat(on) + timedelta(DAYS)).isoformat()
    found += [_due(*row) for row in landing.rows(_DUE, {**given, "first": on, "last": last})]
    return sorted(found, key=lambda entry: (entry.day, entry.id), reverse=True)


def _new(
    reader: Reader, plan: str, title: str, annex: str | None, issued: str | None, year: int | None, file: str, document: str, count: int
) -> Entry:
    name = " ".join(filter(None, (annex, title)))
    day = _since(reader, document, issued, year)
    return Entry(whole(plan), "new", f"{name}：{count} 条措施 measures", day, f"/id/{plan}", f"{name}\n{file}")


def _changed(
    reader: Reader, change: str, kind: str, labels: str | None, likely: bool, *cells: str | None
) -> Entry:
    pairs, (amounts, measure, text, title, issued, year, document, file, locator) = cells[:6], cells[6:]
    sides = zip(_SAID, pairs[::2], pairs[1::2], strict=True)
    turned = [f"{name} {before or '—'} → {after or '—'}" for name, before, after in sides if before or after]
    said = "；".join(filter(None, (*turned, amounts)))
    zh, en = coded("measure-change").get(kind, (kind, kind))
    doubt = "（待人确认 to be confirmed）" if likely else ""
    head = f"{zh} {en}{'：' + labels if labels else ''}{doubt} {str(text)[:60]}"
    words = f"{text}\n{said}\n{title} · {file} · {place(str(locator), 'zh')}"
    day = _since(reader, str(document), issued, int(year) if year else None)
    return Entry(whole(change), "changed", head, day, f"/id/{measure}", words)


def _due(measure: str, text: str, raw: str, end: str, title: str, file: str, locator: str) -> Entry:
    since = (date.fromisoformat(end) - timedelta(DAYS)).isoformat()
    words = f"{text}\n{raw} ({end})\n{title} · {file} · {place(str(locator), 'zh')}"
    return Entry(f"{whole(measure)}#due-{end}", "due", f"{end} 到期 due：{text[:60]}", since, f"/id/{measure}", words)


def _since(reader: Reader, document: str, issued: str | None, year: int | None) -> str:
    """Return the day since when a document is news: that of its entry where the store was told it, else its date of issue, else its year."""
    at = reader.history(whole(document))[-1].at or ""
    return at[:10] if _DAY.match(at) else issued or (f"{year}-01-01" if year else "1970-01-01")


def written(iri: str, name: str, found: list[Entry], asked: Asked) -> bytes:
    """Return a feed as Atom, with addresses in full, for a reader shows entries far from where they came; the same entries give the same bytes."""
    ElementTree.register_namespace("", _ATOM)
    root = ElementTree.Element(f"{{{_ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "zh-CN" if asked.lang == "zh" else "en"})

    def add(parent: ElementTree.Element, tag: str, text: str | None = None, **attributes: str) -> ElementTree.Element:
        made = ElementTree.SubElement(parent, f"{{{_ATOM}}}{tag}", attributes)
        made.text = clear(text) if text is not None else None
        return made

    add(root, "id", iri if ":" in iri else BASE + iri)
    add(root, "title", f"{name} · 责任 zeren")
    shown = found[:MOST]
    if len(found) > MOST:
        add(root, "subtitle", f"只列最新 {MOST} 条，共 {len(found)} 条 (the newest {MOST} of {len(found)})")
    add(root, "updated", f"{shown[0].day if shown else '1970-01-01'}T00:00:00Z")
    add(add(root, "author"), "name", "zeren")
    add(root, "link", rel="self", type=MEDIA, href=asked.site + asked.path)
    add(root, "link", rel="alternate", type="text/html", href=f"{asked.site}/id/{short(iri)}")
    for entry in shown:
        node = add(root, "entry")
        add(node, "id", entry.id)
        add(node, "title", entry.title)
        add(node, "updated", f"{entry.day}T00:00:00Z")
        add(node, "category", term=entry.kind)
        add(node, "link", rel="alternate", type="text/html", href=asked.site + entry.path)
        add(node, "content", entry.words, type="text")
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))
