"""What the tests of the explorer share: its pages served by a process of their own, and small tables of duties."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from serving import Reply
from serving import serving as started
from zeren.serve.explorer.library import Library, address
from zeren.serve.explorer.stored import StoredLibrary
from zeren.serve.explorer.views import VIEWS
from zeren.store.reader import Reader
from zeren.table.duties import BodyRow, Duties, Duty, MeasureRow

BASE = "https://w3id.org/zeren/id/"
HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@dataclass(frozen=True, slots=True)
class Server:
    """``zeren serve`` in a process of its own."""

    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str, **headers: str) -> Reply:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)
        try:
            line.request("GET", quote(path, safe="/?&=%#:.,+-~"), headers={**HTML, **{k.replace("_", "-"): v for k, v in headers.items()}})
            answer = line.getresponse()
            return Reply(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        finally:
            line.close()


@contextmanager
def serving(store: Path) -> Iterator[Server]:
    """Start ``zeren serve`` over a store."""
    with started(store) as site:
        yield Server(site.port)


def measure(number: int, plan: str = "甲", **changes: object) -> MeasureRow:
    values: dict[str, object] = {
        "id": f"{BASE}measure/{number:04d}", "plan": plan, "plan_id": f"{BASE}plan/{plan}", "annex": None, "part_of": None,
        "section": (), "task_no": "1", "task": "任务", "order": number, "text": f"措施{number}", "deadline": "年底前",
        "deadline_kind": "by-date", "deadline_start": None, "deadline_end": "2026-12-31", "deadline_inherited": False,
        "file": "plan.txt", "locator": f"table 1 row {number}", "lead_basis": None,
    }  # fmt: skip
    return MeasureRow(**{**values, **changes})  # type: ignore[arg-type]


def body(name: str, level: str | None = "county") -> BodyRow:
    return BodyRow(f"{BASE}agency/{quote(name)}", f"北京市西城{name}", name, "agency", level, "北京市西城区", (name,))


def pages_of(reader: Reader) -> list[str]:
    """An address of every kind of page."""
    library = StoredLibrary(reader)
    indicator = library.promises[0].indicator if library.promises else ""
    iris = [next(iter(library.duties.measures)), next(iter(library.plans)), *list(library.duties.bodies)[:3], *filter(None, [indicator])]
    document = next(iter(library.plans.values())).document
    return [*(path for path in VIEWS if path != "/network"), *map(address, iris), "/source/" + document.removeprefix(f"{BASE}document/"),
            "/search?q=噪声", "/search?q=qsthjj"]  # fmt: skip


def three_measures() -> Library:
    """Three measures; 水务 is responsible and supporting on the third."""
    bodies = [body("区水务局"), body("市水务局", "provincial"), body("区教委")]
    rows = [
        measure(1),
        measure(2, deadline="6月底前", deadline_end="2026-06-30"),
        measure(3, "乙", deadline="", deadline_kind="none", deadline_end=None),
    ]
    held = [(0, "区水务局", "responsible"), (0, "市水务局", "support"), (1, "市水务局", "responsible"), (1, "区教委", "support"),
            (2, "区水务局", "responsible"), (2, "区水务局", "support")]  # fmt: skip
    iri = {row.label: row.id for row in bodies}
    duties = tuple(Duty(rows[m].id, iri[name], role, None, name, at, "cell") for at, (m, name, role) in enumerate(held, 1))
    return Library(Duties({row.id: row for row in bodies}, {row.id: row for row in rows}, duties))
