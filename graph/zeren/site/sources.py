"""The page of a source: the whole text as printed, with the words marked that prove what the other pages say."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count, pairwise

from zeren import read
from zeren.ground.errors import NotFound, UnreadableInput
from zeren.ground.model import Document, Table
from zeren.serve.explorer import words
from zeren.site import html
from zeren.site.facts import Facts
from zeren.site.html import both, esc
from zeren.site.names import anchor_of, file_of
from zeren.state.document import document_iri
from zeren.store.reader import Reader
from zeren.table import Landing, short, whole

PLAIN = ("txt", "md", "csv", "tsv", "html")
"""formats that are read here; a reader of other formats gets a process of its own, whose time and memory are bounded"""

AT_ONCE = 40
"""sources whose marks are in memory together"""
Proof = tuple[int, int, str, str, str, str]
"""first offset, last offset, what the words prove, the measure whose own words they are, the words, their place"""

_DOCUMENTS = """SELECT id, file, form, encoding, sha256
FROM document
WHERE file IN (SELECT file FROM plan UNION SELECT file FROM residue)
ORDER BY file"""

_MARKS = """WITH RECURSIVE stands AS (
SELECT start_offset, end_offset, 'measure' AS look, id, text AS words, locator, file FROM measure WHERE file IN ($files)
UNION ALL
SELECT start_offset, end_offset, 'task', '', title, locator, file FROM task WHERE file IN ($files) AND title IS NOT NULL
UNION ALL
SELECT start_offset, end_offset, 'deadline', '', raw, locator, file FROM deadline WHERE file IN ($files) AND start_offset IS NOT NULL
UNION ALL
SELECT start_offset, end_offset, role, '', mention, locator, file FROM duty WHERE file IN ($files)
UNION ALL
SELECT start_offset, end_offset, 'target', '', quote, locator, file FROM target WHERE file IN ($files)
UNION ALL
SELECT start_offset, end_offset, 'plan', '', title, locator, file FROM plan WHERE file IN ($files)
), proof AS (
SELECT s.*, e.rest_start, e.rest_end
FROM stands s LEFT JOIN evidence e ON e.file = s.file AND e.start_offset = s.start_offset AND e.end_offset = s.end_offset
UNION
SELECT e.start_offset, e.end_offset, p.look, '', e.quote, e.locator, e.file, e.rest_start, e.rest_end
FROM proof p JOIN evidence e ON e.file = p.file AND e.start_offset = p.rest_start AND e.end_offset = p.rest_end
WHERE p.rest_start >= p.end_offset
)
SELECT start_offset, end_offset, look, id, words, locator, file FROM proof
ORDER BY 1, 2, 3, 4"""
"""words that a page breaks in a table are marked on both sides of its edge"""


@dataclass(frozen=True, slots=True)
class Source:
    """A document that pages lead to."""

    id: str
    """path below the base"""
    file: str
    name: str
    """file of its page below the site"""
    form: str
    encoding: str | None
    sha256: str


def listed(landing: Landing, reader: Reader) -> dict[str, Source]:
    """Return the documents that state a plan or hold words that no record took, those not counted too, by identifier."""
    found = {iri: Source(iri, file, f"source/{file_of(whole(iri))}.html", *how) for iri, file, *how in landing.rows(_DOCUMENTS)}
    for entry in reader.documents():
        iri = short(entry.graph or "")
        if iri and iri not in found and entry.triples and entry.meta.get("plans", "[]") != "[]":
            form = entry.name.rpartition(".")[2].lower()
            found[iri] = Source(iri, entry.name, f"source/{file_of(whole(iri))}.html", form, None, entry.sha256)
    return found


class SourcePages:
    """Writes the pages of sources."""

    def __init__(self, facts: Facts, landing: Landing, reader: Reader) -> None:
        self._landing, self._reader = landing, reader
        self._plans: dict[str, list[str]] = {}
        for plan in facts.plans.values():
            self._plans.setdefault(plan.document, []).append(f"<a href=../plan/{plan.key}.html>{esc(plan.name)}</a>")

    def pages(self, sources: Sequence[Source]) -> Iterator[tuple[Source, str]]:
        """Give each source with its page."""
        for start in range(0, len(sources), AT_ONCE):
            some = sources[start : start + AT_ONCE]
            proof: dict[str, list[Proof]] = {source.file: [] for source in some}
            for *cells, file in self._landing.rows(_MARKS, {"files": list(proof)}):
                proof[file].append(tuple(cells))
            for source in some:
                yield source, self._page(source, proof[source.file])

    def _page(self, source: Source, proof: Sequence[Proof]) -> str:
        """Return the page of one source; where its original is not kept, the words that the store keeps of it."""
        document = self._document(source)
        if document is None:
            said = both("库中没有可读的原件，以下为所存词句。", "No original that can be read is kept; these are the words that the store keeps.")
            body = f"<p class=notice>{said}" + "".join(map(_kept, proof))
        else:
            body = "".join(_text(document, proof))
        plans = "、".join(self._plans.get(source.id, ()))
        crumbs = f"<p class=crumbs><a href=../plans.html>{both('计划', 'Plans')}</a> › {plans}"
        head = f"{crumbs}<h1><bdi>{esc(source.file)}</bdi></h1><p class='small soft'>SHA-256 <code>{source.sha256}</code>"
        return html.page(esc(source.file), f"{head}{html.key()}<div class=source>{body}</div>", source.name)

    def _document(self, source: Source) -> Document | None:
        iri = whole(source.id)
        reading = read.read if source.form in PLAIN else read.read_guarded
        try:
            version = self._reader.history(iri)[-1]
            found = reading(self._reader.original(iri), version.name, encoding=source.encoding)
        except (NotFound, UnreadableInput):
            return None
        same = [document for document in found if document_iri(document.name) == iri] or found[:1]
        return same[0] if same else None


def _kept(row: Proof) -> str:
    _, _, look, iri, said, locator = row
    name = f" id={anchor_of(iri)}" if iri else ""
    return f"<p{name}><mark class={look}>{esc(said)}</mark> <small class=soft>{words.place(locator, 'zh')}</small>"


class _Marks:
    """The marks of one text, sorted, so that those of a cell are found without looking at all of them."""

    def __init__(self, proof: Sequence[Proof]) -> None:
        self._marks = [(start, end, look, anchor_of(iri) if iri else "") for start, end, look, iri, *_ in proof]
        self._starts = [mark[0] for mark in self._marks]
        self._longest = max((mark[1] - mark[0] for mark in self._marks), default=0)

    def cut(self, text: str, start: int) -> str:
        """Return a text that begins at an offset as markup; the beginning of a measure is the place with its name."""
        end = start + len(text)
        some = range(bisect_left(self._starts, start - self._longest), bisect_left(self._starts, end))
        over = [self._marks[n] for n in some if self._marks[n][1] > start]
        if not over:
            return html.esc(text)
        if len(over) == 1 and over[0][0] <= start and end <= over[0][1]:
            look, name = over[0][2:]
            anchor = f"<span class=anchor id={name}></span>" if name and over[0][0] == start else ""
            return f"{anchor}<mark class='{look}'>{html.esc(text)}</mark>" if text else anchor
        edges = sorted({start, end, *(min(max(edge, start), end) for mark in over for edge in mark[:2])})
        made = []
        for left, right in pairwise(edges):
            inside = [mark for mark in over if mark[0] <= left and right <= mark[1]]
            made += [f"<span class=anchor id={mark[3]}></span>" for mark in inside if mark[3] and mark[0] == left]
            looks = " ".join(dict.fromkeys(mark[2] for mark in inside))
            piece = html.esc(text[left - start : right - start])
            made.append(f"<mark class='{looks}'>{piece}</mark>" if looks else piece)
        return "".join(made)


def _text(document: Document, proof: Sequence[Proof]) -> Iterator[str]:
    """Give the text as markup, a paragraph or a table at a time."""
    marks = _Marks(proof)
    tables = count(1)
    for block in document.blocks:
        if isinstance(block, Table):
            named = f"aria-label='表 {next(tables)} Table'"
            lines: list[list[str]] = [[] for _ in range(block.rows)]
            for cell in sorted(block.cells, key=lambda its: (its.row, its.column)):
                span = (f" rowspan={cell.rows}" if cell.rows > 1 else "") + (f" colspan={cell.columns}" if cell.columns > 1 else "")
                lines[cell.row].append(f"<t{'d' if cell.row else 'h'}{span}>{marks.cut(cell.text, cell.place.start)}")
            rows = "".join(f"<tr>{''.join(line)}" for line in lines)
            yield f"<div class=scroll tabindex=0 role=region {named}><table class=printed>{rows}</table></div>"
        else:
            yield f"<p class='para{' head' if block.level else ''}'>{marks.cut(block.text, block.place.start)}"
