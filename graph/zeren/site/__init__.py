"""The store as pages in files: every page opens from a disk, a stick or any web server, search included."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from zeren.ground.errors import NotFound, StoreError
from zeren.site.maker import Maker
from zeren.store.reader import Reader

MARK = "zeren-site.txt"
"""file that lists what a site is made of"""


def write(
    reader: Reader,
    folder: Path,
    forms: tuple[str, ...] = (),
    progress: Callable[[int, int], None] | None = None,
    *,
    statements: bool = False,
) -> int:
    """Write the plans, bodies, measures and sources of a store into a folder as pages; return the files.

    Plans, bodies and sources read without a script; the tables fill themselves from data beside them. Each page has both
    languages. ``forms`` are the workload summaries beside the page of each body; ``statements`` adds all statements of
    the store as one compressed file. A folder that holds a site is written anew;
    StoreError where it holds anything else, NotFound where the store holds no plan. The same store gives the same
    bytes.
    """
    maker = Maker(reader, folder, forms, statements)
    if maker.empty:
        raise NotFound("库中没有计划 (the store holds no plan)", "run zeren build first")
    _clear(folder)
    made = maker.make(progress)
    (folder / MARK).write_text("".join(f"{name}\n" for name in sorted(made)), encoding="utf-8")
    return len(made)


def _clear(folder: Path) -> None:
    """Take an earlier site away, and nothing else."""
    mark = folder / MARK
    if mark.exists():
        root = folder.resolve()
        for name in mark.read_text(encoding="utf-8").splitlines():
            path = (folder / name).resolve()
            if path.is_relative_to(root):
                path.unlink(missing_ok=True)
        mark.unlink()
    elif folder.exists() and any(folder.iterdir()):
        raise StoreError(f"{folder}: 文件夹中另有内容 (the folder holds something else)", "name an empty or a new folder")
    folder.mkdir(parents=True, exist_ok=True)
