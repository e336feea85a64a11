"""Put the real output of every ``$ zeren …`` line of the README and of docs/start under it; --check only compares.

Commands run on a fresh store of the plans that come with the program.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
PAGES = (README, *sorted((ROOT / "docs" / "start").glob("*.md")))
BLOCK = re.compile(r"(?<=```\n)(\$ zeren [^`]*?)(?=```)")
WIDTH = "110"


def output(command: str, store: str) -> str:
    """Return what a command prints, its words to the reader included."""
    environment = {**os.environ, "ZEREN_STORE": store, "COLUMNS": WIDTH}
    arguments = [sys.executable, "-m", *shlex.split(command)]
    run = subprocess.run(
        arguments, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=True,
        encoding="utf-8",
    )  # fmt: skip
    return run.stdout


def filled(*texts: str) -> list[str]:
    """Return pages with the output of their commands."""
    with tempfile.TemporaryDirectory() as folder:
        store = f"{folder}/store"
        output("zeren build data/plans", store)

        def block(match: re.Match[str]) -> str:
            commands = [line[2:] for line in match.group(1).splitlines() if line.startswith("$ ")]
            return "\n".join(f"$ {command}\n{output(command, store)}" for command in commands)

        return [BLOCK.sub(block, text) for text in texts]


def main() -> int:
    """Fill the pages in, or say with 1 that one is out of date."""
    before = [page.read_text(encoding="utf-8") for page in PAGES]
    after = filled(*before)
    if "--check" in sys.argv:
        return 0 if before == after else 1
    for page, text in zip(PAGES, after, strict=True):
        page.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
