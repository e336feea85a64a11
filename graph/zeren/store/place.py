"""What lies where in a store directory, and how a directory is known to be a store.

::

    zeren-store.json   marker: format version; nothing is written in a folder that is not empty and lacks it
    lock               held by the one writer
    journal            one line a commit; with originals and graphs it is the truth, the rest derives from it
    journal.copy       the same lines, each written when the first is on the disk
    originals/ab/…     original bytes by SHA-256
    graphs/ab/….nq.gz  sorted N-Quads of each version of each document, by SHA-256 of the unpacked text
    columns/           rows of the documents as Parquet, in parts (see zeren.table.parts); the journal says which count
    staging/           files of a commit that is not yet in the journal
    index/lock         held by whoever makes an index
    index/KIND/N.K/    the engine's index of one kind as of commit N, sealed; see zeren.store.index
    index/KIND/CURRENT name of the one to open, and its checksum
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from zeren.ground.errors import NotFound, StoreError
from zeren.store import disk

FORMAT = 2
"""the format that this program writes"""
READABLE = 1
"""the oldest format that is read as it is; a writer brings it to ``FORMAT``"""
MARKER = "zeren-store.json"
# What a creation that was cut short may leave before the marker stands.
_EMBRYO = frozenset({"lock", MARKER + ".tmp", "journal", "journal.tmp", "journal.copy", "journal.copy.tmp"})
_SNAPSHOT = re.compile(r"(\d{1,12})\.\d+")


@dataclass(frozen=True, slots=True)
class Place:
    """The paths of one store."""

    root: Path

    @property
    def marker(self) -> Path:
        """File that says that this is a store."""
        return self.root / MARKER

    @property
    def lock(self) -> Path:
        """File that the writer locks."""
        return self.root / "lock"

    @property
    def journal(self) -> Path:
        """The journal."""
        return self.root / "journal"

    @property
    def copy(self) -> Path:
        """The journal's second file."""
        return self.root / "journal.copy"

    @property
    def staging(self) -> Path:
        """Folder of files that no commit owns yet."""
        return self.root / "staging"

    @property
    def columns(self) -> Path:
        """Folder of the parts of columns."""
        return self.root / "columns"

    def index(self, kind: str) -> Path:
        """Folder of the indexes of one kind."""
        return self.root / "index" / kind

    @property
    def index_lock(self) -> Path:
        """File that the maker of an index locks."""
        return self.root / "index" / "lock"

    def current(self, kind: str) -> Path:
        """File that names the index to open."""
        return self.index(kind) / "CURRENT"

    def original(self, sha256: str) -> Path:
        """Path of the original bytes with this digest."""
        return self.root / "originals" / sha256[:2] / sha256

    def graph(self, quads: str) -> Path:
        """Path of the packed statements with this digest."""
        return self.root / "graphs" / quads[:2] / f"{quads}.nq.gz"

    def pointer(self, kind: str) -> tuple[str, int] | None:
        """Name and commit number of the current index; None where there is none, or its pointer is damaged."""
        return _pointer(self.current(kind))

    def point(self, kind: str, name: str) -> None:
        """Have readers open this index from now on."""
        disk.replace(self.current(kind), f"{name} {_check(name)}\n".encode())

    def shown(self) -> int:
        """Number of the last commit that an index proves to have been there; 0 where none does."""
        former = self.root / "snapshots"
        proofs = [_proof(folder) for folder in (former, *(self.root / "index").glob("*"))]
        told = [_pointer(path) for path in (self.root / "index").glob("*/CURRENT")]
        old = _pointer(self.root / "CURRENT")
        # The pointer of format 1 has no checksum: it proves something only where no folder speaks against it.
        if old is not None and not proofs[0]:
            told.append(old)
        return max(*proofs, *(pointer[1] for pointer in told if pointer), 0)

    def stamp(self) -> tuple[int, int] | None:
        """Return what changes with every commit; None for a store that never saw one."""
        try:
            stat = self.journal.stat()
        except OSError:
            return None
        return stat.st_size, stat.st_mtime_ns

    def version(self) -> int:
        """Format of the store; StoreError for a damaged marker."""
        return _version(self)

    def marked(self) -> bool:
        """Tell whether the marker can be read, whatever format it tells."""
        try:
            _version(self)
        except StoreError:
            return False
        return True


def _pointer(path: Path) -> tuple[str, int] | None:
    try:
        name, _, check = path.read_bytes().decode("ascii").strip().partition(" ")
    except (FileNotFoundError, NotADirectoryError, UnicodeDecodeError):
        return None
    number = _SNAPSHOT.fullmatch(name)
    if number is None or (check and check != _check(name)):
        return None
    return name, int(number[1])


def _proof(folder: Path) -> int:
    """Number of the last commit of which there is, or was, an index in a folder."""
    try:
        names = [_SNAPSHOT.fullmatch(item.name) for item in folder.iterdir() if item.is_dir()]
    except (FileNotFoundError, NotADirectoryError):
        names = []
    return max((int(name[1]) for name in names if name), default=0)


def _check(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:16]


def _version(place: Place) -> int:
    try:
        marker = json.loads(place.marker.read_bytes())
        return int(marker["format"])
    except (ValueError, KeyError, TypeError) as error:
        raise StoreError(
            f"{place.marker}: 标记文件无法读取 (the marker is damaged)",
            "run zeren rebuild, which writes it anew where the journal is whole; or restore the store from a backup",
        ) from error


def _refuse_newer(place: Place, version: int) -> None:
    if version > FORMAT:
        raise StoreError(
            f"{place.root}: 此库的格式版本 {version} 比本程序所知的 {FORMAT} 新 (written by a newer zeren)",
            "install a newer zeren; the store was left as it is",
        )


def existing(path: Path) -> Place:
    """Return the place of a store that is there.

    Raises NotFound where nothing is, StoreError where something else is or the format is newer.
    """
    place = Place(path)
    if place.marker.is_file():
        _refuse_newer(place, _version(place))
        return place
    if not path.exists() or (path.is_dir() and {item.name for item in path.iterdir()} <= _EMBRYO):
        raise NotFound(
            f"{path}: 没有知识库 (no store here)", "make one with zeren build, or name it with --store"
        )
    raise StoreError(
        f"{path}: 不是 zeren 的库 (not a zeren store; left alone)", "name another folder with --store"
    )


def readable(path: Path) -> Place:
    """Return the place of a store that this program reads as it is.

    Raises as ``existing``, and StoreError where the format is older: only a writer may change it.
    """
    place = existing(path)
    version = _version(place)
    if version < READABLE:
        raise StoreError(
            f"{place.root}: 此库的格式版本 {version} 较旧 (written by an older zeren, format {version})",
            "run zeren build once; it brings the store to the present format",
        )
    return place


def check_free(path: Path) -> bool:
    """Tell whether a store may be made at ``path`` (True) or is there (False); StoreError for anything else."""
    try:
        existing(path)
    except NotFound:
        return True
    return False


def mark(path: Path, version: int) -> None:
    """Write the marker."""
    disk.replace(path / MARKER, (json.dumps({"store": "zeren", "format": version}) + "\n").encode())


def found(path: Path) -> None:
    """Write an empty journal and then the marker of a new store; the caller holds the lock."""
    for file in (Place(path).journal, Place(path).copy):
        disk.replace(file, b"")
    mark(path, FORMAT)


def _copied(place: Place) -> None:
    """Format 2 keeps the journal twice, and another kind of index."""
    data = place.journal.read_bytes() if place.journal.exists() else b""
    if not place.journal.exists():
        disk.replace(place.journal, data)
    disk.replace(place.copy, data[: data.rfind(b"\n") + 1])
    for former in ("live", "snapshots", "CURRENT"):
        disk.discard(place.root / former)


MIGRATIONS: dict[int, Callable[[Place], None]] = {1: _copied}
"""From a format version to the step that makes the next one of it; each step may be repeated after a crash."""


def migrate(place: Place) -> None:
    """Bring an older store to ``FORMAT``, one version at a time; the caller holds the lock."""
    version = _version(place)
    while version < FORMAT:
        if version not in MIGRATIONS:
            raise StoreError(
                f"{place.root}: 不认识格式版本 {version} (unknown format version)", "restore it from a backup"
            )
        MIGRATIONS[version](place)
        version += 1
        mark(place.root, version)
