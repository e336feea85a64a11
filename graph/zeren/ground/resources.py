"""The one way to the files under ``ontology/``: in the installed package, else at the checkout's root."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def ontology_dir() -> Path:
    """Return the folder with ``zeren.ttl``; FileNotFoundError where the installation is incomplete."""
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "ontology", package.parent.parent / "ontology"):
        if (folder / "vocabulary").is_dir():
            return folder
    raise FileNotFoundError("the ontology folder is missing from this installation; install zeren again")


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """Rows of ``ontology/<name>.tsv`` as dicts; lines that begin with ``#`` are comments.

    Tab-separated without quoting: csv would cost more start-up time than the reading itself.
    """
    lines = (ontology_dir() / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    header = rows[0]
    return tuple(dict(zip(header, row + [""] * (len(header) - len(row)), strict=True)) for row in rows[1:])
