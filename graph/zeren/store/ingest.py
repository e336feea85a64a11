"""The writer of a directory: stage, columns, journal, its copy; only then a document counts as stored."""

from __future__ import annotations

import contextlib
import gzip
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from zeren.store import disk, index, journal
from zeren.store import place as places
from zeren.store.columns import ColumnStage, Decoded, sweep
from zeren.store.journal import Ledger
from zeren.store.place import Place
from zeren.store.records import Source, Version
from zeren.store.recover import demand_whole
from zeren.store.statements import Made, unpack
from zeren.store.writer import Writer

if TYPE_CHECKING:
    from zeren.store.reader import Reader


class DirectoryWriter(Writer):
    """The one writer of a store directory; ``open_directory`` holds the lock for it."""

    def __init__(self, place: Place, at: str | None = None) -> None:
        known = journal.complete_copy(place, demand_whole(place, journal.read(place)))
        super().__init__(Ledger.of(known.commits), at)
        self._place = place
        self._staged: dict[Path, Path] = {}
        self._columns = ColumnStage(place)
        self._length, self._copy_length = known.length, known.copy_length

    def statements(self, graph: str) -> bytes:
        """Return the sorted N-Quads of the current version of a document, staged or kept."""
        path = self._place.graph(self._current(graph).quads)
        staged = self._place.staging / path.name
        return unpack(staged if staged in self._staged else path)

    def _rows_from(self, graph: str) -> bytes:
        """As ``statements``, but OSError where what this commit brings cannot be read: that is no old damage to pass over."""
        staged = self._place.staging / self._place.graph(self._current(graph).quads).name
        return gzip.decompress(staged.read_bytes()) if staged in self._staged else self.statements(graph)

    def has(self, version: Version) -> bool:
        """Tell whether the statements of a version are kept or staged."""
        path = self._place.graph(version.quads)
        return path.exists() or self._place.staging / path.name in self._staged

    def keeps(self, sha256: str) -> bool:
        """Tell whether the original with this digest is kept or staged."""
        path = self._place.original(sha256)
        return path.exists() or self._place.staging / path.name in self._staged

    def reader(self) -> Reader:
        """Return a reader over what the last commit left; to be closed."""
        from zeren.store.snapshot import open_directory as read_directory

        return read_directory(self._place.root)

    def commit(self, *, anew: bool = False) -> None:
        """Make all that was staged durable, in one step; readers that are opened from then on see it.

        ``anew`` makes the columns again and has the next query make the index again, whatever state they are in.
        Raises StoreError where the disk fails; the store then holds either none or all of the commit.
        """
        self._demand_sound()
        with self._guard("cannot save in"):
            for record, files in self._columns.stage(self._ledger, self._rows_from, anew=anew):
                for target, staged in files.items():
                    disk.sync_file(staged)
                    self._staged[staged] = target
                self._note(record)
            self._settle()
            if self._records:
                line = journal.packed([self._line()])
                self._length = journal.append(self._place.journal, line, self._length)
                # Only now, so that the copy never has a byte of what the journal could have lost.
                self._copy_length = journal.append(self._place.copy, line, self._copy_length)
                self._ledger.number += 1
        self._records = []
        if anew:
            with self._guard("saved, but cannot forget the index of"):
                index.drop(self._place)
        sweep(self._place, self._ledger)

    def close(self) -> None:
        """Drop what was not committed."""
        for staged in self._staged:
            disk.discard(staged)

    @contextlib.contextmanager
    def _guard(self, what: str) -> Iterator[None]:
        # Stays set where anything goes wrong, an interruption too: what was staged may be half way then.
        self._broken = f"{what} {self._place.root}"
        with disk.disk_errors(self._place.root, what):
            yield
        self._broken = ""

    def _keep(self, source: Source | None, graph: str, made: Made, rows: Decoded | None) -> None:
        if source is not None:
            self._stage(self._place.original(source.sha256), source.data)
        self._stage(self._place.graph(made.hashed), made.packed)
        if rows is not None:
            self._columns.hold(graph, made.hashed, rows)

    def _stage(self, target: Path, data: bytes) -> None:
        staged = self._place.staging / target.name
        if target.exists() or staged in self._staged:
            return
        with self._guard("cannot write to"):
            self._place.staging.mkdir(exist_ok=True)
            disk.write(staged, [data])
        self._staged[staged] = target

    def _settle(self) -> None:
        folders = {target.parent for target in self._staged.values()}
        for folder in sorted(folders):
            folder.mkdir(parents=True, exist_ok=True)
        for staged, target in self._staged.items():
            staged.replace(target)
        for folder in sorted(folders | {folder.parent for folder in folders}):
            disk.sync_folder(folder)
        if folders:
            disk.sync_folder(self._place.root)
        self._staged = {}


@contextlib.contextmanager
def open_directory(
    path: Path,
    *,
    wait: bool = False,
    at: str | None = None,
    repair: Callable[[Place], None] | None = None,
) -> Iterator[DirectoryWriter]:
    """Open the store at ``path`` for writing, make it where nothing is, and recover what a crash left.

    ``at`` is a time to note with each commit; the store itself never looks at the clock. ``repair`` is
    called with the lock held before anything is read; ``commit(anew=True)`` must follow.
    Raises StoreBusy with the number of the process that writes already (``wait`` waits for it), StoreError
    for a folder of something else, a newer format, a damaged journal, or a failing disk.
    """
    with contextlib.ExitStack() as stack:
        with disk.disk_errors(path, "cannot open the store"):
            if places.check_free(path):
                path.mkdir(parents=True, exist_ok=True)
            place = Place(path)
            stack.enter_context(disk.locked(place.lock, wait=wait))
            if places.check_free(path):
                places.found(path)
            if repair:
                repair(place)
            demand_whole(place, journal.read(place))
            places.migrate(place)
            disk.discard(place.staging)
        writer = DirectoryWriter(place, at)
        stack.callback(writer.close)
        yield writer
