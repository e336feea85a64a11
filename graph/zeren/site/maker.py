"""Which files a site is made of, and how its pages lead to one another."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote, urlencode

from zeren import ask
from zeren.ground.vocabulary import BASE, digest
from zeren.report import Ledger
from zeren.report import write as write_report
from zeren.serve import pages
from zeren.serve.explorer import cascade, figures, flow, initials, measuring, picture, things
from zeren.serve.explorer.answers import Asked, Explorer, File, Page, Show
from zeren.serve.explorer.frame import given
from zeren.serve.explorer.library import address
from zeren.serve.explorer.takeaway import MEDIA
from zeren.serve.explorer.views import BELOW, VIEWS
from zeren.site import asked
from zeren.store.reader import Reader
from zeren.store.results import serialise
from zeren.store.terms import Triples

ASSETS = ("base.css", "explorer.css", "explorer-site.js", "icon.svg")
TABLES = ("plans", "measures", "bodies", "indicators", "targets", "review", "calendar")
"""pages whose table is also there as files"""
MEASURED = "/network/measures"
"""page with several tables, each there as files"""
MORE = {"/calendar": ("ics", "svg"), "/matrix": ("svg",), "/flow": ("svg",), "/bodies": ("svg",)}
"""page → further forms in which it is there as a file"""
STATEMENTS = ("ttl", "jsonld")
"""forms in which the statements about a thing are there"""
INDEX = "search-index.js"


class Maker:
    """Makes the files of one site."""

    def __init__(self, ex: Explorer, reader: Reader, folder: Path, forms: tuple[str, ...]) -> None:
        self._ex, self._reader, self._folder, self._forms = ex, reader, folder, forms
        self._made: set[str] = set()
        self._asked: dict[str, asked.Asked] = {}
        library = ex.library
        self._planned = [plan for plan in library.plans if library.of_plan.get(plan)]
        self._drawn = {plan for plan in self._planned if len(library.of_plan[plan]) <= picture.LARGEST}
        self._carrying = set(flow.lower_plans(ex, reader))
        self._files = dict(self._pages())
        """address without language → file below the folder of a language"""

    def _pages(self) -> Iterator[tuple[tuple[str, str], str]]:
        """Give path and plan (of the pages that are there once a plan) with the file of each page."""
        library = self._ex.library
        for path in VIEWS:
            yield (path, ""), f"{path[1:] or 'index'}.html"
        yield ("/question", ""), "question.html"
        for name in ask.questions():
            yield (f"/question/{name}", ""), f"question/{name}.html"
        for plan in self._planned:
            yield ("/matrix", plan), f"matrix-{digest([plan])}.html"
            if plan in self._carrying:
                yield ("/flow", plan), f"flow-{digest([plan])}.html"
            if plan in self._drawn:
                yield ("/network", plan), f"network-{digest([plan])}.html"
        for plan in sorted({plan for pair in cascade.pairs(self._reader) for plan in (pair.upper, pair.lower)}):
            yield ("/cascade", plan), f"cascade-{digest([plan])}.html"
        for measure in library.duties.measures:
            yield (address(measure), ""), f"measure/{digest([measure])}.html"
        for plan in library.plans:
            yield (address(plan), ""), f"plan/{digest([plan])}.html"
        for body in library.duties.bodies:
            yield (address(body), ""), f"body/{digest([body])}.html"
        for indicator in dict.fromkeys(promise.indicator for promise in library.promises):
            yield (address(indicator), ""), f"indicator/{digest([indicator])}.html"
        for document in self._documents():
            yield ("/source/" + document.removeprefix(BASE).removeprefix("document/"), ""), f"source/{digest([document])}.html"

    def _documents(self) -> Iterable[str]:
        """Return the sources that pages lead to: several may hold one plan, which stands with one of them alone."""
        library = self._ex.library
        held = [entry.graph for entry in library.entries if entry.graph and entry.triples and entry.meta.get("plans", "[]") != "[]"]
        return dict.fromkeys([*(plan.document for plan in library.plans.values()), *(left.document for left in library.left), *held])

    def make(self, progress: Callable[[int, int], None] | None = None) -> set[str]:
        """Write all files; return their names. ``progress`` is told pages done and pages in all."""
        for name in ASSETS:
            self._write(f"assets/{name}", (pages.HERE / "static" / name).read_bytes())
        total = len(self._files) * len(pages.LANGUAGES)
        for turn, lang in enumerate(pages.LANGUAGES):
            for number, ((path, plan), name) in enumerate(self._files.items(), 1):
                self._page(path, plan, name, lang)
                if progress:
                    progress(turn * len(self._files) + number, total)
            self._search(lang)
        self._summaries()
        return self._made

    def _page(self, path: str, plan: str, name: str, lang: str) -> None:
        if path.startswith("/question"):
            self._question(path, _under(lang, name), lang)
            return
        view = VIEWS.get(path) or next(view for start, view in BELOW.items() if path.startswith(start))
        query = {"plan": plan} if plan else {}
        answer = view(self._ex, self._reader, Asked(path, query, lang, whole=True))
        here = _under(lang, name)
        if isinstance(answer, File):
            self._write(here, answer.data)
        elif isinstance(answer, Page):
            self._write(here, self._rendered(answer, path, here, lang).encode("utf-8", "backslashreplace"))
        if lang == pages.LANGUAGES[0]:
            self._tables(path, plan, view)
            self._statements(path)

    def _question(self, path: str, here: str, lang: str) -> None:
        """Write the list of questions, or one question with its rows."""
        name = path.removeprefix("/question").removeprefix("/")
        if not name:
            page = Page("explorer/questions.html", {"questions": list(ask.questions().values())})
        else:
            if name not in self._asked:
                self._asked[name] = asked.asked(self._reader, name)
            page = Page("explorer/asked.html", {**asked.values(self._asked[name]), "page_of": lambda iri: self._thing(here, lang, iri)})
            for form, data in self._asked[name].files().items():
                self._write(f"question/{name}.{form}", data)
        self._write(here, self._rendered(page, path, here, lang).encode("utf-8", "backslashreplace"))

    def _thing(self, here: str, lang: str, iri: ask.Cell) -> str | None:
        """Return the address of the page about something; None for what has none on this site."""
        told = isinstance(iri, str) and (address(iri), "") in self._files
        return self._link(here, lang, address(str(iri)), {}) if told else None

    def _statements(self, path: str) -> None:
        """Write what the store says about a measure, a body or a plan as Turtle and JSON-LD."""
        iri = things.iri_of(path.removeprefix("/id/")) if path.startswith("/id/") else ""
        library = self._ex.library
        if iri in library.duties.measures or iri in library.duties.bodies or iri in library.plans:
            found = Triples(things.about(self._reader, iri))
            if iri in library.duties.bodies and library.ledger.summary(iri).partners:
                stem = self._files[path, ""].removesuffix(".html")
                self._write(f"{stem}.svg", figures.partners(self._ex, iri, Asked(path, {"format": "svg"})).data)
            for form in STATEMENTS:
                self._write(f"{self._files[path, ''].removesuffix('.html')}.{form}", bytes(serialise(found, [form])))

    def _rendered(self, answer: Page, path: str, here: str, lang: str) -> str:
        def link(to: str, **query: object) -> str:
            return self._link(here, lang, to, query)

        other = pages.LANGUAGES[lang == pages.LANGUAGES[0]]
        bare = here.removeprefix("en/")
        return (
            pages.environment()
            .get_template(answer.template)
            .render(
                lang=lang,
                t=lambda zh, en: zh if lang == "zh" else en,
                link=link,
                asset=lambda name: _relative(f"assets/{name}", here),
                places=[place for place in pages.PLACES if (place.path, "") in self._files],
                path=path,
                turned=_relative(_under(other, bare), here),
                still=True,
                surroundings=lambda body, name: self._surroundings(here, lang, body, name),
                index=_relative(_under(lang, INDEX), here),
                **given(lang, link),
                **{**answer.values, **({"forms": self._forms} if "forms" in answer.values else {})},
            )
        )

    def _surroundings(self, here: str, lang: str, body: str, name: str) -> str:
        """Return the address of a network page that opens at a body: of the whole store, else of the plan that names it most."""
        library = self._ex.library
        own = ""
        if len(library.duties.measures) > picture.LARGEST:
            held = Counter(library.duties.measures[duty.measure].plan_id for duty in library.of_body[body])
            own = min((plan for plan in held if plan in self._drawn), key=lambda plan: (-held[plan], plan), default="")
        return f"{_relative(_under(lang, self._files['/network', own]), here)}#{urlencode({'around': name, 'steps': 1})}"

    def _link(self, here: str, lang: str, to: str, query: dict[str, object]) -> str:
        """Return the address of a page from another; what a table is narrowed to is read by the page itself."""
        told = {name: str(value) for name, value in query.items() if value is not None and name not in ("lang", "page", "of")}
        form = told.pop("format", None)
        if to.startswith("/report/"):
            path, _, ending = to.removeprefix("/report/").rpartition(".")
            return _relative(self._summary("/id/" + path, ending), here)
        own = told.pop("plan", "") if (to, told.get("plan", "")) in self._files else ""
        name = self._files[to, own]
        if form is not None:
            table = told.get("table")
            stem = name.removesuffix(".html") + (f"-{table}" if table else "")
            return _relative(f"{stem}.{form}", here)
        return _relative(_under(lang, name), here) + (f"?{urlencode(told)}" if told else "")

    def _tables(self, path: str, plan: str, view: Show) -> None:
        """Write the tables of a page as files, whole, once for both languages."""
        library = self._ex.library
        iri = things.iri_of(path.removeprefix("/id/")) if path.startswith("/id/") else ""
        if iri in library.duties.measures or (not iri and path[1:] not in (*TABLES, "matrix", "flow", MEASURED[1:])):
            return
        stem = self._files[path, plan].removesuffix(".html")
        several = measuring.TABLES if path == MEASURED else ("", "partners") if iri in library.duties.bodies else ("",)
        for table in several:
            query = {**({"plan": plan} if plan else {}), **({"table": table} if table else {})}
            for form in (*MEDIA, *MORE.get(path, ())):
                answer = view(self._ex, self._reader, Asked(path, {**query, "format": form}, whole=True))
                if isinstance(answer, File):
                    self._write(f"{stem}{'-' + table if table else ''}.{form}", answer.data)

    def _search(self, lang: str) -> None:
        """Write what the search of the pages knows: bodies with the letters that their names begin with, measures."""
        library = self._ex.library
        bodies = [
            [row.name, "、".join(row.aliases), self._files[address(row.id), ""], [initials.initials(n) for n in (row.name, *row.aliases)]]
            for row in self._ex.tables.bodies.rows
        ]  # fmt: skip
        measures = [
            [row.text, " ".join(filter(None, (row.task_no, row.task, row.plan))), self._files[address(row.id), ""]]
            for row in library.duties.measures.values()
        ]
        data = json.dumps({"bodies": bodies, "measures": measures}, ensure_ascii=True, separators=(",", ":"))
        self._write(_under(lang, INDEX), f"window.ZEREN_INDEX={data};\n".encode())

    def _summaries(self) -> None:
        library = self._ex.library
        ledger = Ledger(replace(library.duties, proofs=ask.load_proofs(self._reader)), library.duties.targets)
        for body in library.duties.bodies:
            its = ledger.summary(body)
            for form in self._forms:
                name = self._summary(address(body), form)
                write_report(its, self._folder / name)
                self._made.add(name)

    def _summary(self, path: str, form: str) -> str:
        """Return the file of a workload summary, told from the page and the tables of the body by its name."""
        return f"{self._files[path, ''].removesuffix('.html')}-summary.{form}"

    def _write(self, name: str, data: bytes) -> None:
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        self._made.add(name)


def _under(lang: str, name: str) -> str:
    return name if lang == pages.LANGUAGES[0] else f"{lang}/{name}"


def _relative(to: str, here: str) -> str:
    """Return the address of a file from another one; cached: a page names the same ones again and again."""
    return _from(to, here.rpartition("/")[0])


@lru_cache(maxsize=1 << 16)
def _from(to: str, folder: str) -> str:
    return quote(os.path.relpath(to, folder or "."))


