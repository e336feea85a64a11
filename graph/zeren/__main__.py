"""``python -m zeren`` and the command ``zeren``."""

from __future__ import annotations

import sys

INTERRUPTED = 130


def main() -> None:
    """Run the command line; an interruption while its modules are still loading ends it like any other."""
    try:
        from zeren.cli import main as run
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    run()


if __name__ == "__main__":
    main()
