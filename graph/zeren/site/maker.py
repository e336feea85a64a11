"""Which files a site is made of: pages of plans, bodies and sources, tables as data, the pages that list, pictures."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from zeren import ask
from zeren.report import AT_ONCE
from zeren.report import write as write_report
from zeren.serve import pages
from zeren.site import asked, html, sources
from zeren.site.bodies import BodyPages, Shares
from zeren.site.data import Tables
from zeren.site.drawn import Drawn
from zeren.site.facts import Facts
from zeren.site.indicators import IndicatorPages
from zeren.site.levels import LevelPages
from zeren.site.plans import PlanPages
from zeren.site.shells import Shells, code_words
from zeren.store.reader import Reader
from zeren.table import landing_of, short

HERE = Path(__file__).resolve().parent
STYLES = ("base.css", "explorer.css")
"""styles that the server and a site have in common"""


class Maker:
    """Makes the files of one site."""

    def __init__(self, reader: Reader, folder: Path, forms: Sequence[str], statements: bool) -> None:
        self._reader, self._folder, self._forms, self._statements = reader, folder, forms, statements
        self._landing = landing_of(reader)
        self._facts = Facts(self._landing)
        self._made: set[str] = set()
        self._folders: set[Path] = set()

    @property
    def empty(self) -> bool:
        """Whether the store holds no plan."""
        return not self._facts.plans

    def make(self, progress: Callable[[int, int], None] | None = None) -> set[str]:
        """Write all files; return their names. ``progress`` is told pages done and pages in all."""
        facts, told = self._facts, progress or (lambda done, every: None)
        known = sources.listed(self._landing, self._reader)
        files = {iri: source.name for iri, source in known.items()}
        drawn = Drawn(facts, self._reader)
        every, done = len(facts.plans) + len(facts.bodies) + len(known) + len(ask.questions()), 0
        # What is asked of the whole store is asked before much is held, and what is held goes when its pages are written.
        of_body = BodyPages(facts, drawn.networks)
        tables, shares, dues = Tables(facts, self._landing, self._reader), Shares(), Counter[str]()
        places: dict[str, str] = {}
        of_plan = PlanPages(facts, files, drawn.networks)
        for plan, measures in facts.measures():
            tables.add(plan, measures)
            shares.add(plan, measures)
            places.update((measure.id, f"plan/{plan.key}.html#{measure.anchor}") for measure in measures)
            dues.update(due for measure in measures for due in measure.months)
            self._write(f"plan/{plan.key}.html", of_plan.page(plan, measures))
            told(done := done + 1, every)
        for body in facts.bodies.values():
            self._write(f"body/{body.key}.html", of_body.page(body, shares.of.pop(body.id, ())))
            told(done := done + 1, every)
        del of_plan, of_body, shares
        for source, text in sources.SourcePages(facts, self._landing, self._reader).pages(list(known.values())):
            self._write(source.name, text)
            told(done := done + 1, every)
        texts = [*((left, "", kept) for left, kept in self._reader.left_out().items()), *self._reader.plans_left_out()]
        instead = [(known[short(left)], title, known[short(kept)]) for left, title, kept in texts if short(left) in known]
        self._lists(tables, drawn, Shells(facts, drawn, Counter(str(case[0]) for case in tables.review()), dues, instead))
        del tables
        self._questions(asked.AskedPages(facts, files), places, lambda: told(every, every))
        self._summaries()
        return self._made

    def _lists(self, tables: Tables, drawn: Drawn, shells: Shells) -> None:
        """Write the tables as data, the pages that show them, and what is drawn."""
        for name, data in tables.scripts():
            self._write(f"data/{name}.js", data)
        for name, text in (*shells.pages(), *IndicatorPages(self._facts).pages(), *LevelPages(self._facts, self._reader).pages()):
            self._write(name, text)
        for name, text in (*drawn.pages(), *drawn.drawings()):
            self._write(name, text)
        for name, text in drawn.scripts().items():
            self._write(f"assets/{name}", text)
        static = pages.HERE / "static"
        styles = (*(static / name for name in STYLES), HERE / "assets" / html.STYLE)
        self._write(f"assets/{html.STYLE}", b"\n".join(path.read_bytes() for path in styles))
        for path in (static / "icon.svg", static / "years.js", HERE / "assets" / "tables.js"):
            self._write(f"assets/{path.name}", path.read_bytes())
        words = json.dumps(code_words(), ensure_ascii=False, separators=(",", ":"))
        own = (HERE / "assets" / html.SCRIPT).read_text(encoding="utf-8")
        self._write(f"assets/{html.SCRIPT}", f"window.ZEREN_WORDS = {words};\n{own}")
        if self._statements:
            # No time of making and no file name in the head: the same store gives the same bytes.
            lines = "".join(f"{line}\n" for line in self._reader.dump()).encode()
            self._write("data/statements.nq.gz", gzip.compress(lines, 6, mtime=0))

    def _questions(self, made: asked.AskedPages, places: dict[str, str], told: Callable[[], None]) -> None:
        self._write("question.html", asked.index())
        for name in ask.questions():
            its = asked.asked(self._reader, name)
            self._write(f"question/{name}.html", made.page(its, places))
            for form, data in its.files().items():
                self._write(f"question/{name}.{form}", data)
        told()

    def _summaries(self) -> None:
        """Write the workload summaries that were asked for beside the pages of the bodies."""
        if not self._forms:
            return
        from zeren.report import Ledger

        known = ask.load_bodies(self._reader)
        listed = [(iri, body) for iri in known if (body := self._facts.bodies.get(short(iri))) is not None]
        for start in range(0, len(listed), AT_ONCE):
            some = listed[start : start + AT_ONCE]
            duties = ask.load_held(self._reader, [iri for iri, _ in some], known)
            ledger = Ledger(duties, duties.targets)
            for iri, body in some:
                summary = ledger.summary(iri)
                for form in self._forms:
                    name = f"body/{body.key}-summary.{form}"
                    write_report(summary, self._folder / name)
                    self._made.add(name)

    def _write(self, name: str, data: bytes | str) -> None:
        path = self._folder / name
        if path.parent not in self._folders:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._folders.add(path.parent)
        path.write_bytes(data.encode("utf-8", "backslashreplace") if isinstance(data, str) else data)
        self._made.add(name)
