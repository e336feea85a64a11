"""Pictures of the pages for the documents, made by headless Chromium from the two plans that come with the program.

    scripts/pictures.py                         # docs/pictures/*.png
    scripts/pictures.py --all FOLDER            # every page, wide and narrow, Chinese and English, light and dark, to be looked at

Needs chromium, chromedriver and selenium (the extra ``test``). The day is fixed, so that the same program gives the same pages; their
bytes depend on Chromium and on the fonts of the machine, so that no test holds them.
"""

from __future__ import annotations

import argparse
import base64
import io
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

from zeren.ingest import documents, files
from zeren.ingest.pipeline import Settings
from zeren.store import open_reader, open_writer
from zeren.table import landing_of, whole

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

ROOT = Path(__file__).resolve().parents[1]
DAY = "2026-10-01"
WIDE, NARROW = 1440, 390
"""CSS pixels"""
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync",
    "--disable-component-update", "--hide-scrollbars", "--force-device-scale-factor=1",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture of the documents."""

    name: str
    path: str
    width: int = 1200
    height: int = 760


def shots(body: str, plan: str, measure: str) -> list[Shot]:
    """Return the pictures that the documents show; the arguments are paths of things of the store."""
    return [
        Shot("home", "/"),
        Shot("body", f"/id/{body}"),
        Shot("measure", f"/id/{measure}"),
        Shot("matrix", f"/matrix?plan={quote(whole(plan), safe='')}"),
        Shot("phone", f"/id/{body}", NARROW, 700),
    ]


def every(body: str, plan: str, measure: str, indicator: str) -> list[tuple[str, str]]:
    """Return name and path of all pages of the explorer."""
    lists = (
        "plans", "bodies", "measures", "targets", "indicators", "calendar", "cascade", "review", "matrix", "flow", "series", "chain",
        "measuring", "questions", "ontology", "compare",
    )  # fmt: skip
    paths = {"questions": "/question", "ontology": "/ns", "measuring": "/network/measures"}
    return [
        ("home", "/"), *((name, paths.get(name, f"/{name}")) for name in lists), ("network", "/network"), ("search", "/search?q=噪声"),
        ("plan", f"/id/{plan}"), ("body", f"/id/{body}"), ("measure", f"/id/{measure}"), ("indicator", f"/id/{indicator}"),
        ("question", "/question/leads"), ("missing", "/id/nothing"),
    ]  # fmt: skip


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
        try:
            yield chrome
        finally:
            chrome.quit()


def taken(chrome: Chrome, address: str, width: int, height: int, *, dark: bool = False) -> bytes:
    """Return a page as a PNG of that size in CSS pixels."""
    size: dict[str, Any] = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
    chrome.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    features = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}, {"name": "prefers-reduced-motion", "value": "reduce"}]
    chrome.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    chrome.get(address)
    chrome.execute_async_script("document.fonts.ready.then(() => setTimeout(arguments[0], 150))")
    return base64.b64decode(chrome.execute_cdp_cmd("Page.captureScreenshot", {"format": "png"})["data"])


def _small(picture: bytes) -> bytes:
    """A picture in 64 colours: a third of the bytes, and no eye sees it on a page of words."""
    from PIL import Image

    out = io.BytesIO()
    Image.open(io.BytesIO(picture)).convert("RGB").quantize(64).save(out, "PNG", optimize=True)
    return out.getvalue()


def _things(store: Path) -> tuple[str, str, str, str]:
    """Paths of a body, a plan, a measure and an indicator."""
    with open_reader(store) as reader:
        landing = landing_of(reader)
        body = landing.rows("SELECT id FROM body_name WHERE name = '北京市西城区水务局'")[0][0]
        plan, measure = landing.rows("SELECT m.plan, m.id FROM measure m JOIN target t ON t.measure = m.id ORDER BY m.id LIMIT 1")[0]
        return str(body), str(plan), str(measure), str(landing.rows("SELECT min(indicator) FROM target")[0][0])


def main() -> int:
    """Write the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", type=Path, metavar="FOLDER")
    parser.add_argument("--store", type=Path, help="another store than that of the two plans")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = asked.store or Path(folder) / "store"
        if asked.store is None:
            with open_writer(store) as writer:
                documents.build(files.find_files([ROOT / "data" / "plans"]), writer, Settings())
        body, plan, measure, indicator = _things(store)
        target = asked.all or ROOT / "docs" / "pictures"
        target.mkdir(parents=True, exist_ok=True)
        with serving(store) as site, browser() as chrome:
            if asked.all:
                for name, path in every(body, plan, measure, indicator):
                    for lang in ("zh", "en"):
                        for dark in (False, True):
                            for width, height in ((WIDE, 1000), (NARROW, 844)):
                                address = f"{site}{path}{'&' if '?' in path else '?'}lang={lang}"
                                file = target / f"{name}-{lang}-{'dark' if dark else 'light'}-{width}.png"
                                file.write_bytes(taken(chrome, address, width, height, dark=dark))
            else:
                for shot in shots(body, plan, measure):
                    address = f"{site}{shot.path}{'&' if '?' in shot.path else '?'}on={DAY}"
                    (target / f"{shot.name}.png").write_bytes(_small(taken(chrome, address, shot.width, shot.height)))
    print(f"→ {target}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
