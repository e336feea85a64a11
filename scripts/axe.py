"""Look for faults of accessibility on every page, of the server and of a static site, Chinese and English, light and dark, wide and narrow.

    scripts/axe.py                        # the pages of the two plans; 1 where a fault is serious
    scripts/axe.py --only site --store out/store

Needs chromium, chromedriver, selenium (the extra ``test``) and axe-core (npm), which ``scripts/test`` fetches; the variable ZEREN_AXE may
name another ``axe.min.js``.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

import pages

SIZES = ((1440, 1000), (390, 844))
"""CSS pixels"""
SERIOUS = ("serious", "critical")


def main() -> int:
    """Print what was found, a line for each page and fault."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", type=Path, help="another store than that of the two plans")
    parser.add_argument("--only", default="", metavar="NAME,…", help="pages whose names begin so")
    asked = parser.parse_args()
    script = Path(os.environ.get("ZEREN_AXE") or pages.ROOT / ".venv" / "axe" / "package" / "axe.min.js")
    if not script.is_file():
        sys.exit(f"{script}: 没有 axe-core (not there); npm pack axe-core, or scripts/test")
    looked, serious, lesser = 0, 0, 0
    with pages.opened(asked.store) as (store, folder), pages.serving(store) as site, pages.browser() as chrome:
        listed = [*((name, site + path) for name, path in pages.of_server(pages.things_of(store))), *pages.of_site(folder)]
        for name, address in pages.chosen(listed, asked.only):
            for lang in pages.LANGUAGES:
                for dark in (False, True):
                    for width, height in SIZES:
                        pages.show(chrome, pages.told(address, lang), width, height, dark=dark)
                        chrome.execute_cdp_cmd("Runtime.evaluate", {"expression": script.read_text(encoding="utf-8")})
                        looked += 1
                        for fault in chrome.execute_async_script("axe.run().then((found) => arguments[0](found.violations))"):
                            heavy = fault["impact"] in SERIOUS
                            serious, lesser = serious + heavy, lesser + (not heavy)
                            where = ", ".join(str(node["target"]) for node in fault["nodes"][:3])
                            view = f"{name} {lang} {'dark' if dark else 'light'} {width}"
                            print(f"{'✗' if heavy else '·'} {view}: {fault['impact']} {fault['id']} {where}")
    print(f"{looked} views: {serious} serious faults, {lesser} lesser ones")
    return 1 if serious else 0


if __name__ == "__main__":
    sys.exit(main())
