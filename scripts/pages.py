"""Every page that people see, of the server and of the static site, and a browser to open them with: for pictures and for checks.

``pictures.py`` takes pictures of them, ``axe.py`` looks for faults of accessibility.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from zeren import site
from zeren.ingest import documents, files
from zeren.ingest.settings import Settings
from zeren.serve.explorer.stored import StoredLibrary
from zeren.store import open_reader, open_writer
from zeren.table import landing_of, short, whole

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

ROOT = Path(__file__).resolve().parents[1]
LANGUAGES = ("zh", "en")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync",
    "--disable-component-update", "--hide-scrollbars", "--force-device-scale-factor=1",
)  # fmt: skip
LISTS = (
    "plans", "bodies", "measures", "targets", "indicators", "calendar", "cascade", "review", "matrix", "flow", "series", "changes", "chain",
    "compare", "network", "network/measures", "question", "sparql/editor", "ns", "ns/list", "ns/request",
)  # fmt: skip
_BUSIEST = """SELECT d.body, count(DISTINCT d.measure) AS often, min(n.name)
FROM duty d
JOIN body_name n ON n.id = d.body
GROUP BY d.body
ORDER BY often DESC, d.body
LIMIT 2"""
QUESTIONS = ("leads", "due", "two-roles", "pairs")
SITE_LISTS = (
    "index", "plans", "bodies", "measures", "targets", "indicators", "calendar", "cascade", "review", "matrix", "levels", "search", "network",
    "network-all", "question",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Things:
    """Paths of one thing of each kind, as the addresses of a store have them."""

    body: str
    named: tuple[str, str]
    """the names of this body and of another one"""
    plan: str
    measure: str
    indicator: str
    document: str


def things_of(store: Path) -> Things:
    """Return a measure with a target, its plan and document, an indicator, and the two bodies of the store that most measures name."""
    with open_reader(store) as reader:
        rows = landing_of(reader).rows
        (body, _, one), (_, _, other) = rows(_BUSIEST)
        plan, measure = rows("SELECT m.plan, m.id FROM measure m JOIN target t ON t.measure = m.id ORDER BY m.id LIMIT 1")[0]
        indicator = rows("SELECT min(indicator) FROM target")[0][0]
        document = StoredLibrary(reader).plans[whole(str(plan))].document
        return Things(str(body), (str(one), str(other)), str(plan), str(measure), str(indicator), document)


def of_server(its: Things) -> list[tuple[str, str]]:
    """Return name and path of every page that the server shows."""
    named = whole(its.body)
    return [
        ("home", "/"), *((name.replace("/", "-"), f"/{name}") for name in LISTS),
        *((f"question-{name}", f"/question/{name}") for name in QUESTIONS),
        ("plan", f"/id/{its.plan}"), ("body", f"/id/{its.body}"), ("measure", f"/id/{its.measure}"), ("indicator", f"/id/{its.indicator}"),
        ("source", "/source/" + short(its.document).removeprefix("document/")), ("matrix-plan", f"/matrix?plan={quote(whole(its.plan), safe='')}"),
        ("search", "/search?q=噪声"), ("search-answer", "/search?q=谁协办最多"), ("search-none", "/search?q=去年完成了多少"),
        ("network-body", f"/network?center={quote(named, safe='')}"), ("preview", f"/reconcile/preview?id={quote(its.body, safe='')}"),
        ("missing", "/id/nothing"), ("compared", f"/compare?a={its.named[0]}&b={its.named[1]}"),
    ]  # fmt: skip


def of_site(folder: Path) -> list[tuple[str, str]]:
    """Return name and address of the pages of a site in a folder: those that stand once, and one of each kind below."""
    found = [(f"site-{name}", (folder / f"{name}.html").as_uri()) for name in SITE_LISTS if (folder / f"{name}.html").exists()]
    for kind in ("plan", "body", "indicator", "source", "question", "series", "chain"):
        pages = sorted((folder / kind).glob("*.html"), key=lambda path: (-path.stat().st_size, path.name))
        found += [(f"site-{kind}", path.as_uri()) for path in pages[:1]]
    return [*found, ("site-search-words", f"{(folder / 'search.html').as_uri()}?q={quote('噪声')}")]


def chosen(listed: list[tuple[str, str]], only: str) -> list[tuple[str, str]]:
    """Return the pages whose names begin with one of the words between the commas of ``only``."""
    return [one for one in listed if one[0].startswith(tuple(only.split(",")))]


def told(address: str, lang: str) -> str:
    """Return an address in a language."""
    return f"{address}{'&' if '?' in address else '?'}lang={lang}"


@contextmanager
def opened(given: Path | None = None) -> Iterator[tuple[Path, Path]]:
    """Give a store, that of the two plans unless one is given, and a site made of it."""
    with tempfile.TemporaryDirectory() as folder:
        store = given or Path(folder) / "store"
        if given is None:
            with open_writer(store) as writer:
                documents.build(files.find_files([ROOT / "data" / "plans"]), writer, Settings())
        with open_reader(store) as reader:
            site.write(reader, Path(folder) / "site")
        yield store, Path(folder) / "site"


@contextmanager
def serving(store: Path) -> Iterator[str]:
    """Serve a store; give its address."""
    command = [sys.executable, "-m", "zeren", "--store", str(store), "serve", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, encoding="utf-8") as process:
        try:
            assert process.stderr is not None
            for line in process.stderr:
                if "http://" in line:
                    yield "http://" + line.partition("http://")[2].split()[0].rstrip("/")
                    break
        finally:
            process.terminate()


@contextmanager
def browser() -> Iterator[Chrome]:
    """Chromium with a profile of its own and without a network."""
    from selenium import webdriver

    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if chromium is None or driver is None:
        sys.exit("没有 chromium 或 chromedriver (not installed)；apt-get install chromium chromium-driver")
    with tempfile.TemporaryDirectory() as profile:
        options = webdriver.ChromeOptions()
        options.binary_location = chromium
        for flag in (*FLAGS, f"--user-data-dir={profile}", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"):
            options.add_argument(flag)
        chrome = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
        chrome.set_script_timeout(300)  # axe looks at a whole page, also where the machine does much else
        try:
            yield chrome
        finally:
            chrome.quit()


def show(chrome: Chrome, address: str, width: int, height: int, *, dark: bool = False) -> None:
    """Open a page in a window of that size in CSS pixels, without motion, and wait until it stands still."""
    size: dict[str, Any] = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
    chrome.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    features = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}, {"name": "prefers-reduced-motion", "value": "reduce"}]
    chrome.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    chrome.get(address)
    chrome.execute_async_script("document.fonts.ready.then(() => setTimeout(arguments[0], 150))")
