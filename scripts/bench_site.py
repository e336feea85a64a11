"""A static site of 10,080 invented measures: processor seconds, files and bytes a measure, each against its limit.

``python scripts/bench_site.py --plans 560`` writes one of 100,800 measures; ``--store DIR`` takes a store that is there. With
``--search WORDS`` headless Chromium opens the search from the disk, and what it finds is held against the store.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

import pages

from zeren import site
from zeren.ingest import documents, files
from zeren.ingest.settings import Settings
from zeren.store import open_reader, open_writer
from zeren.store.reader import Reader
from zeren.table import landing_of

BULK = Path(__file__).resolve().parent / "bulk.py"
SPEED, BYTES = 2000, 3072
"""limits: measures a second of processor time, at least; bytes a measure, at most"""


def made(folder: Path, plans: int) -> Path:
    """Build a store of invented plans; return its path."""
    subprocess.run([sys.executable, BULK, "--plans", str(plans), "-o", folder / "plans"], check=True, stdout=subprocess.DEVNULL)
    with open_writer(folder / "store") as writer:
        documents.build(files.find_files([folder / "plans"]), writer, Settings())
    return folder / "store"


def searched(reader: Reader, target: Path, words: str) -> bool:
    """Search a site from the disk, and tell whether it finds the measures whose words or task hold the words; print how long it took."""
    rows = landing_of(reader).rows("SELECT DISTINCT m.id, m.text, coalesce(t.title, '') FROM measure m LEFT JOIN task t ON t.id = m.task")
    wanted = len({iri for iri, text, task in rows if words in text + task})
    with pages.browser() as chrome:
        pages.show(chrome, f"{(target / 'search.html').as_uri()}?q={quote(words)}", 1440, 1000)
        for _ in range(600):
            if chrome.execute_script("return document.documentElement.classList.contains('filled')"):
                break
            time.sleep(0.1)
        spent = chrome.execute_script("return performance.now()")
        heads = chrome.execute_script("return [...document.querySelectorAll('#search h2')].map((head) => head.textContent)")
    found = next((int(head.split()[-1]) for head in heads if head.startswith("措施")), 0)
    mark = "✓" if found == wanted > 0 else "✗"
    print(f"{mark} {words}: {found} of {wanted} measures found from the disk, {spent / 1000:.1f} s after the page began to load")
    return found == wanted > 0


def main() -> int:
    """Print the figures; 1 where a limit is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plans", type=int, default=56)
    parser.add_argument("--store", type=Path)
    parser.add_argument("--search", metavar="WORDS")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = asked.store or made(Path(folder), asked.plans)
        target = Path(folder) / "site"
        with open_reader(store) as reader:
            [(measures,)] = landing_of(reader).rows("SELECT count(DISTINCT id) FROM measure")
            begin = time.process_time()
            number = site.write(reader, target)
            spent = time.process_time() - begin
            good = searched(reader, target, asked.search) if asked.search else True
        size = sum(path.stat().st_size for path in target.rglob("*") if path.is_file())
    speed, each = measures / spent, size / measures
    print(f"{measures} measures: {number} files, {size / 1e6:.1f} MB, {spent:.1f} s of processor time")
    print(f"{'✓' if speed >= SPEED else '✗'} {speed:.0f} measures a second (at least {SPEED})")
    print(f"{'✓' if each <= BYTES else '✗'} {each:.0f} bytes a measure (at most {BYTES})")
    return 0 if speed >= SPEED and each <= BYTES and good else 1


if __name__ == "__main__":
    sys.exit(main())
