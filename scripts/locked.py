"""Which requirements of setup.cfg the lock files stand for: ``head`` prints their first lines.

pip refuses with ``--require-hashes`` what is not in a lock file; that a lock file is of these lists is told by the digest in it.
"""

from __future__ import annotations

import configparser
import hashlib
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def requirements(extra: str = "") -> list[str]:
    """Return the requirements of the program, and of an extra, as setup.cfg lists them, sorted."""
    settings = configparser.ConfigParser()
    settings.read(ROOT / "setup.cfg", encoding="utf-8")
    lists = [settings["options"]["install_requires"]]
    if extra:
        lists.append(settings["options.extras_require"][extra])
    return sorted(line for text in lists for line in map(str.strip, text.splitlines()) if line and line[0] != "#")


def digest() -> str:
    """Return a digest of all that is locked."""
    every = sorted({*requirements("all"), *requirements("test")})
    without = (ROOT / "scripts" / "lock-without.txt").read_text(encoding="utf-8")
    return hashlib.sha256("\n".join([*every, without]).encode()).hexdigest()


def head() -> str:
    """Return the first lines of a lock file."""
    return f"# Written by scripts/lock from the lists in setup.cfg.\n# of: {digest()}\n"


if __name__ == "__main__":
    if sys.argv[1:] != ["head"]:
        sys.exit("usage: locked.py head")
    sys.stdout.write(head())
