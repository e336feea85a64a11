"""Write the expected rows anew, to be read and compared with the plans before they are kept.

Run with ``python tests/questions/write.py STORE`` on a store that holds the two plans and nothing else.
"""

from __future__ import annotations

import sys
from pathlib import Path

from form import HERE, runs, written

from zeren import ask
from zeren.store import open_reader


def main(store: Path) -> None:
    """Ask every run of ``runs.tsv`` and write one file for each."""
    known = ask.questions()
    with open_reader(store) as reader:
        for file, question, params in runs():
            rows = ask.run(reader, known[question], params)
            (HERE / f"{file}.tsv").write_text(written(rows), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
