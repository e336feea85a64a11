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
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pages

from zeren.table import whole

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

DAY = "2026-10-01"
WIDE, NARROW = 1440, 390
"""CSS pixels"""
DEEP = {WIDE: 1800, NARROW: 2200}
"""width → pixels of a page, from its top, that a picture to be looked at shows"""
BODY = "agency/110102/%E6%B0%B4%E5%88%A9"
"""of the pictures of the documents: 北京市西城区水务局"""


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


def taken(chrome: Chrome, deep: int | None = None) -> bytes:
    """Return the open page as a PNG: what the window shows, or the page itself to a depth of so many pixels."""
    asked: dict[str, object] = {"format": "png"}
    if deep is not None:
        width, shown, high = chrome.execute_script("return [innerWidth, innerHeight, document.documentElement.scrollHeight]")
        # A page that fits is taken as it stands: what lies beyond a window is drawn in another one, where a canvas would begin anew.
        if high > shown and not chrome.execute_script("return document.querySelector('canvas') !== null"):
            asked |= {"captureBeyondViewport": True, "clip": {"x": 0, "y": 0, "width": width, "height": min(high, deep), "scale": 1}}
    return base64.b64decode(chrome.execute_cdp_cmd("Page.captureScreenshot", asked)["data"])


def _small(picture: bytes) -> bytes:
    """A picture in 64 colours: a third of the bytes, and no eye sees it on a page of words."""
    from PIL import Image

    out = io.BytesIO()
    Image.open(io.BytesIO(picture)).convert("RGB").quantize(64).save(out, "PNG", optimize=True)
    return out.getvalue()


def _every(chrome: Chrome, listed: list[tuple[str, str]], target: Path) -> None:
    for name, address in listed:
        for lang in pages.LANGUAGES:
            for dark in (False, True):
                for width, height in ((WIDE, 1000), (NARROW, 844)):
                    pages.show(chrome, pages.told(address, lang), width, height, dark=dark)
                    (target / f"{name}-{lang}-{'dark' if dark else 'light'}-{width}.png").write_bytes(taken(chrome, DEEP[width]))


def main() -> int:
    """Write the pictures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--all", type=Path, metavar="FOLDER")
    parser.add_argument("--only", default="", metavar="NAME,…", help="with --all: pages whose names begin so")
    parser.add_argument("--store", type=Path, help="another store than that of the two plans")
    asked = parser.parse_args()
    target: Path = asked.all or pages.ROOT / "docs" / "pictures"
    target.mkdir(parents=True, exist_ok=True)
    with pages.opened(asked.store) as (store, folder), pages.serving(store) as site, pages.browser() as chrome:
        its = pages.things_of(store)
        if asked.all:
            listed = [*((name, site + path) for name, path in pages.of_server(its)), *pages.of_site(folder)]
            _every(chrome, pages.chosen(listed, asked.only), target)
        else:
            for shot in shots(BODY, its.plan, its.measure):
                pages.show(chrome, f"{site}{shot.path}{'&' if '?' in shot.path else '?'}on={DAY}", shot.width, shot.height)
                (target / f"{shot.name}.png").write_bytes(_small(taken(chrome)))
    print(f"→ {target}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
