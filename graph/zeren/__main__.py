"""``python -m zeren`` and the command ``zeren``."""

from __future__ import annotations

import gc
import sys

INTERRUPTED = 130
YOUNG = 50_000
"""new objects after which cycles are looked for; at the 700 of Python a tenth of a short command goes into that"""


def main() -> None:
    """Run the command line; an interruption while its modules are still loading ends it like any other."""
    gc.set_threshold(YOUNG, 20, 20)
    try:
        from zeren.cli import main as run
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    run()


if __name__ == "__main__":
    main()
