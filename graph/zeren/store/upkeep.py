"""Making a store again from what it keeps, and carrying it elsewhere."""

from __future__ import annotations

import io
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from zeren.ground.errors import StoreError, UnreadableInput, ZerenError
from zeren.store import disk, journal
from zeren.store import place as places
from zeren.store.ingest import DirectoryWriter, open_directory
from zeren.store.journal import Ledger
from zeren.store.place import Place
from zeren.store.records import Outcome, Source, Version
from zeren.store.recover import damage, recover
from zeren.store.statements import digest, intact, unpack

if TYPE_CHECKING:
    import tarfile

MakeQuads = Callable[[Source, str], bytes]
"""from a source and the IRI of its named graph to the statements of that graph"""
MakeMeta = Callable[[bytes], Mapping[str, str]]
"""from the statements of a graph to what the caller keeps beside it"""
Remake = Callable[[Version, bytes], bytes | None]
"""from a version and its kept statements to its original bytes; None for a version that came from a file"""
_MEMBER = re.compile(
    r"zeren-store\.json|journal(?:\.copy)?|originals/[0-9a-f]{2}/[0-9a-f]{64}|graphs/[0-9a-f]{2}/[0-9a-f]{64}\.nq\.gz"
)


def rebuild(
    path: Path,
    make_quads: MakeQuads,
    *,
    wait: bool = False,
    meta: MakeMeta | None = None,
    accept_loss: bool = False,
    tell: Callable[[str], None] | None = None,
    computed: Callable[[str], bool] = lambda graph: False,
    remake: Remake = lambda version, statements: None,
) -> list[Outcome]:
    """Read every stored document again from its kept original and make the index anew.

    Gives one Outcome a document, sorted by graph: ``unchanged`` where the statements came out the same to the
    byte. A document that ``make_quads`` refuses (any ZerenError) keeps its statements and is noted as refused.
    ``meta`` makes anew what follows from the statements and is kept beside them.
    ``computed`` tells the graphs that no file gave: ``remake`` makes their lost originals again, and one of which nothing is
    left is taken out, for the caller to compute it anew.
    Damaged files are set aside (``.damaged``) and made again where anything kept allows it; ``tell`` is told what was.
    Raises NotFound where no store is, and StoreError where an original is lost or has changed (after all others are
    done), or where something that was acknowledged cannot be restored at all: then nothing is changed, unless
    ``accept_loss`` says to go on without it.
    """
    say = tell or (lambda _: None)
    if Place(path).marker.is_file() and not Place(path).marked():
        _mark_again(Place(path), say, wait)
    places.existing(path)
    outcomes: list[Outcome] = []
    lost: list[str] = []
    with open_directory(path, wait=wait, repair=partial(_mend, accept_loss=accept_loss, say=say)) as writer:
        place = Place(path)
        how = _Again(make_quads, meta, computed, remake)
        gone: list[str] = []
        for graph, past in writer.histories().items():
            current = writer.graphs().get(graph)
            for version in past:
                outcome = _read_again(writer, place, graph, version, current, how)
                if outcome is not None and version is current:
                    outcomes.append(outcome)
                elif outcome is None and not computed(graph):
                    lost.append(version.name)
                elif outcome is None and version is not current:
                    say(f"✗ {version.name}: 第 {version.number} 版已丢失 (version {version.number}, which was computed, is lost)")
            if current is not None and _left_over(writer, graph, current, computed(graph), accept_loss):
                gone.append(f"{current.name} ({graph})")
        if gone and not accept_loss:
            raise _refused(place, [f"{name}: 原件与陈述均已丢失 (neither original nor statements are left)" for name in gone])
        writer.commit(anew=True)
    if lost:
        raise StoreError(
            f"原件丢失或被改动 (originals lost or changed): {', '.join(lost)}",
            "read these files again with zeren build",
        )
    return outcomes


@dataclass(frozen=True, slots=True)
class _Again:
    """How documents are read again; see ``rebuild``."""

    make_quads: MakeQuads
    meta: MakeMeta | None
    computed: Callable[[str], bool]
    remake: Remake


def _read_again(writer: DirectoryWriter, place: Place, graph: str, version: Version, current: Version | None, how: _Again) -> Outcome | None:
    """Read one version again; None where nothing is left of its original."""
    if how.computed(graph) and _remade(writer, place, graph, version, how.remake):
        return Outcome(graph, "unchanged", version.triples)
    return _again(writer, place, graph, version, how.make_quads, current, how.meta)


def _left_over(writer: DirectoryWriter, graph: str, current: Version, computed: bool, accept_loss: bool) -> bool:
    """Take out a computed graph of which something is lost; tell whether neither original nor statements of another are left."""
    held = writer.has(writer.graphs()[graph])
    if computed:
        if not (held and writer.keeps(current.sha256)):
            writer.remove(graph)
        return False
    if not held and accept_loss:
        writer.remove(graph)
    return not held


def _mark_again(place: Place, say: Callable[[str], None], wait: bool) -> None:
    """Write a damaged marker anew where the journal and its copy prove a store of this format.

    A newer format would have other lines; the oldest had no copy. Left alone otherwise: ``existing`` then says what is wrong.
    """
    with disk.disk_errors(place.root, "cannot mend"), disk.locked(place.lock, wait=wait):
        if place.marked() or not place.copy.is_file():
            return
        known = journal.read(place)
        if not known.commits or known.damaged:
            return
        disk.replace(place.marker.with_name(places.MARKER + ".damaged"), place.marker.read_bytes())
        places.mark(place.root, places.FORMAT)
        say(f"✓ {places.MARKER}: 标记文件已按日志重写 (the marker was written anew, the journal proves the store)")


def _refused(place: Place, doubts: Sequence[str]) -> StoreError:
    return StoreError(
        f"{place.root}: 未能全部恢复, 库未改动 (not all can be restored, nothing was changed): {'; '.join(doubts)}",
        "restore a backup; or run zeren rebuild --accept-loss to go on without it",
    )


def _mend(place: Place, accept_loss: bool, say: Callable[[str], None]) -> None:
    """Make the journal whole and put damaged files aside."""
    known = journal.read(place)
    if known.damaged:
        whole = recover(place, known)
        if whole.doubts and not accept_loss:
            raise _refused(place, whole.doubts)
        for words in (*whole.doubts, *whole.notes):
            say(f"✗ {words}")
        for file in (place.journal, place.copy):
            if file.exists():
                disk.replace(file.with_name(file.name + ".damaged"), file.read_bytes())
        journal.mend(place, whole.commits)
        numbers = journal.ranges(known.damaged)
        names = f": {', '.join(whole.restored)}" if whole.restored else ""
        say(f"✓ 日志第 {numbers} 次提交已恢复 (commits {numbers} of the journal restored){names}")
    for path in sorted(place.root.glob("originals/??/*")) + sorted(place.root.glob("graphs/??/*.nq.gz")):
        if path.suffix != ".damaged" and not intact(path):
            path.replace(path.with_name(path.name + ".damaged"))


def _remade(writer: DirectoryWriter, place: Place, graph: str, version: Version, remake: Remake) -> bool:
    """Make the lost original of a computed graph again from its statements; False where it is there or those are lost too."""
    if place.original(version.sha256).exists() or not place.graph(version.quads).exists():
        return False
    statements = unpack(place.graph(version.quads))
    data = remake(version, statements)
    if data is None or digest(data) != version.sha256:
        return False
    writer.heal(Source(version.name, version.sha256, data), graph, statements)
    return True


def _again(
    writer: DirectoryWriter,
    place: Place,
    graph: str,
    version: Version,
    make_quads: MakeQuads,
    current: Version | None,
    meta: MakeMeta | None,
) -> Outcome | None:
    """Read one version again; None where its original is gone."""
    path = place.original(version.sha256)
    if not path.exists():
        return None
    if version is not current and place.graph(version.quads).exists():
        return Outcome(graph, "unchanged", version.triples)
    source = Source(version.name, version.sha256, path.read_bytes())
    try:
        quads = make_quads(source, graph)
    except ZerenError as error:
        writer.refuse(version.name, version.sha256, str(error))
        return Outcome(graph, "unchanged", version.triples)
    if version is current:
        return writer.put(source, graph, quads, {**version.meta, **(meta(quads) if meta else {})})
    writer.heal(source, graph, quads)
    return Outcome(graph, "unchanged", version.triples)


def backup(path: Path, target: Path) -> int:
    """Write the whole store, history included, as one tar file; gives the number of files inside.

    The index and the columns are left out, they can be made again. No lock is taken: what a backup holds is the store as of one
    commit. The same store gives the same bytes. Raises StoreError for a damaged file, so that a backup is
    never quietly a bad one, and where ``target`` exists already.
    """
    import tarfile

    place = places.readable(path)
    if target.exists():
        raise StoreError(f"{target}: 已存在 (exists already)", "choose another name")
    known = journal.read(place)
    if known.lost:
        raise damage(place, known)
    fresh = target.with_name(target.name + ".tmp")
    count = 0
    with disk.disk_errors(target, "cannot write the backup"):
        try:
            with tarfile.open(fresh, "w", format=tarfile.PAX_FORMAT) as archive:
                for name, data in _members(place, known):
                    member = tarfile.TarInfo(name)
                    member.size = len(data)
                    archive.addfile(member, io.BytesIO(data))
                    count += 1
            disk.sync_file(fresh)
            fresh.replace(target)
            disk.sync_folder(target.parent)
        finally:
            disk.discard(fresh)
    return count


def _members(place: Place, known: journal.Journal) -> Iterator[tuple[str, bytes]]:
    yield places.MARKER, place.marker.read_bytes()
    # Only whole commits, and of those only the ones that were there when we began.
    for file in (place.journal, place.copy):
        yield file.name, journal.packed(known.commits)
    for path in _kept(place, Ledger.of(known.commits)):
        if not intact(path):
            raise StoreError(f"{path}: 丢失或损坏 (lost or damaged)", "run zeren verify, then zeren rebuild")
        yield path.relative_to(place.root).as_posix(), path.read_bytes()


def _kept(place: Place, ledger: Ledger) -> list[Path]:
    versions = [version for past in ledger.versions.values() for version in past]
    originals = {place.original(version.sha256) for version in versions}
    return sorted(originals) + sorted({place.graph(version.quads) for version in versions})


def restore(source: Path, path: Path) -> int:
    """Make a store at ``path`` of a backup; gives the number of documents in it.

    Every file is checked against its hash before anything stands at ``path``. Raises StoreError where a store
    or anything else is there already, UnreadableInput for a file that is no whole backup.
    """
    if not places.check_free(path):
        raise StoreError(
            f"{path}: 已有知识库 (a store is there already)", "name a folder that does not exist"
        )
    with disk.disk_errors(path, "cannot restore to"):
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=f".{path.name}-", dir=path.parent))
        try:
            fresh.chmod(0o755)
            _unpack(source, fresh)
            place = places.existing(fresh)
            known = journal.read(place)
            if known.damaged:
                raise _no_backup(source, "its journal is damaged")
            missing = [file for file in _kept(place, Ledger.of(known.commits)) if not intact(file)]
            if missing:
                raise _no_backup(source, f"{missing[0].name} is missing or damaged")
            if path.exists():
                for embryo in path.iterdir():
                    embryo.unlink()
                path.rmdir()
            fresh.rename(path)
            disk.sync_folder(path.parent)
        finally:
            disk.discard(fresh)
    with open_directory(path) as writer:
        # A backup holds no columns, no more than an index: both can be made again.
        writer.commit()
        return len(writer.graphs())


def _no_backup(source: Path, why: str) -> UnreadableInput:
    return UnreadableInput(
        f"{source}: 不是完整的备份 (not a whole backup: {why})", "use a file made by zeren backup"
    )


def _unpack(source: Path, folder: Path) -> None:
    import tarfile

    try:
        with tarfile.open(source, "r:") as archive:
            for member in archive:
                _extract(archive, member, source, folder)
    except (tarfile.TarError, EOFError) as error:
        raise _no_backup(source, str(error)) from error
    if not (folder / places.MARKER).is_file():
        raise _no_backup(source, "no marker")
    for kept in sorted({file.parent for file in folder.rglob("*") if file.is_file()} | {folder}):
        disk.sync_folder(kept)


def _extract(archive: tarfile.TarFile, member: tarfile.TarInfo, source: Path, folder: Path) -> None:
    # The name decides where the bytes go, so it must be one of ours to the letter.
    if not _MEMBER.fullmatch(member.name) or not member.isfile():
        raise _no_backup(source, f"holds {member.name!r}")
    content = archive.extractfile(member)
    target = folder / member.name
    target.parent.mkdir(parents=True, exist_ok=True)
    disk.write(target, [content.read() if content else b""])
