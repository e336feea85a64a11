"""What a cut of the power leaves of a build, whenever it comes: only what was flushed, or names without content, or content without names.

usage: power.py FOLDER START [SAMPLE]. START as in faults.py; SAMPLE is the number of moments tried. The first line of JSON is the
order of the calls of a build with its index that nothing disturbs; each further line what became of a build cut off.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import faults
import watch

from zeren.cli import main

FLUSH = ("fsync", "fdatasync")
CHANGE = ("write", "writev", "pwrite64", "ftruncate", "rename", "renameat", "renameat2", "mkdir", "mkdirat", "unlink", "unlinkat", "link", "linkat")
LEFT = ("flushed", "names", "content")
"""what is left: what was flushed; all names with the flushed content; the flushed names with all content"""
Entries = dict[str, int]


class Power(faults.Faults):
    """A folder whose files are followed: what of them is on the disk."""

    def act(self) -> None:
        main(["build", str(self.folder / "plan.txt"), "--store", str(self.store)])

    def follow(self) -> Iterator[tuple[int, str]]:
        """Build once, keeping the state at every call that changes something; yields moments."""
        self.reset()
        self.content: dict[int, bytes] = {}
        self.entries: dict[int, Entries] = {}
        if self.store.exists():
            for folder, _, files in os.walk(self.store):
                self._flush(Path(folder))
                for file in files:
                    self._flush(Path(folder, file))
        self.states: list[tuple[dict[int, bytes], dict[int, Entries], dict[int, bytes], dict[int, Entries]]] = []
        watch.watched(self.act, self.store, self.errors, self._note, faults.NAMES)
        self._keep()
        for moment in range(len(self.states)):
            for left in LEFT:
                yield moment, left

    def _note(self, call: watch.Call) -> int:
        if call.name in FLUSH:
            # The child is held before the call: what it says will be on the disk is what is there now.
            if Path(call.file).exists():
                self._flush(Path(call.file))
        elif call.name in CHANGE:
            self._keep()
        return 0

    def _flush(self, path: Path) -> None:
        info = path.stat()
        if stat.S_ISDIR(info.st_mode):
            self.entries[info.st_ino] = {item.name: item.stat().st_ino for item in path.iterdir()}
        else:
            self.content[info.st_ino] = path.read_bytes()

    def _keep(self) -> None:
        files, folders = {}, {}
        if self.store.exists():
            for folder, _, names in os.walk(self.store):
                folders[Path(folder).stat().st_ino] = {item.name: item.stat().st_ino for item in Path(folder).iterdir()}
                for name in names:
                    path = Path(folder, name)
                    files[path.stat().st_ino] = path.read_bytes()
        self.states.append((dict(self.content), dict(self.entries), files, folders))
        self.root = self.store.stat().st_ino if self.store.exists() else 0

    def cut(self, moment: int, left: str) -> dict[str, Any]:
        """Lay out what is left and tell what becomes of it."""
        content, entries, files, folders = self.states[moment]
        shutil.rmtree(self.store, ignore_errors=True)
        names = entries if left != "names" else folders
        bytes_ = files if left == "content" else content
        if self.root in folders:
            self._lay(self.store, self.root, {**names} if self.root in names else {self.root: {}}, bytes_, folders)
        last = moment == len(self.states) - 1
        return {"moment": moment, "left": left, "acknowledged": last, **self.done_after()}

    def _lay(self, folder: Path, number: int, names: dict[int, Entries], content: dict[int, bytes], folders: dict[int, Entries]) -> None:
        folder.mkdir()
        for name, inner in names.get(number, {}).items():
            if inner in folders or inner in names:
                self._lay(folder / name, inner, names, content, folders)
            else:
                (folder / name).write_bytes(content.get(inner, b""))


def order(power: Power) -> list[list[str]]:
    """The calls of a build with its index, in their order."""
    power.reset()
    calls: list[list[str]] = []

    def note(call: watch.Call) -> int:
        if call.name in FLUSH or call.name in CHANGE:
            calls.append([call.name, call.path, call.target])
        return 0

    if watch.watched(lambda: faults.build(power.folder, "plan.txt"), power.store, power.errors, note, faults.NAMES):
        raise SystemExit(power.errors.read_text())
    return calls


def run() -> None:
    """Print the order, then each cut."""
    power = Power(Path(sys.argv[1]).resolve(), sys.argv[2], "home")
    print(json.dumps(order(power)), flush=True)
    moments = list(power.follow())
    if len(sys.argv) > 3:
        first = int(sys.argv[3])
        # The last moment is the one after the command has said that all is stored.
        moments = sorted(random.Random(7).sample(moments[:-3], min(first, len(moments) - 3))) + moments[-3:]
    for moment, left in moments:
        print(json.dumps(power.cut(moment, left), ensure_ascii=False), flush=True)


if __name__ == "__main__":
    if not watch.possible():
        sys.exit(77)
    run()
