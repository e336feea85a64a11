"""From files to the store: each file read, stated and put, one refused file never harming the rest."""

from __future__ import annotations

import hashlib
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from zeren.ground.errors import UnreadableInput
from zeren.ground.model import Extraction, Replayed
from zeren.ground.pool import spread
from zeren.ground.triples import Triples
from zeren.ground.version import __version__
from zeren.ground.vocabulary import BASE
from zeren.ingest import namesakes, renew_reports
from zeren.ingest.files import BOUNDS, File, extract, read_bytes
from zeren.ingest.renew import WANTED, heads_in, heads_of, is_computed, renew
from zeren.ingest.renew_editions import still_counted
from zeren.ingest.settings import Settings
from zeren.read.forms import form_of
from zeren.read.guard import named
from zeren.state.document import document_iri, triples_of
from zeren.store import Outcome, Source, Version
from zeren.store.columns import Decoded, decoded, decoded_facts, wanted
from zeren.store.counted import left_out_names
from zeren.store.statements import Made, canonical, kept
from zeren.store.writer import Writer

if TYPE_CHECKING:
    from zeren.ingest.cluster import Packed

_NO_LEDGERS = frozenset({"txt", "pdf"})
"""forms in which no ledger comes back: the room of ledgers need not be loaded for them"""
GROUP = 64
"""documents of one commit; a plan takes about a second"""
GROUP_BYTES = 64 << 20
"""bytes of originals, statements and rows that a group holds in memory"""
Progress = Callable[[int, int, str], None]
"""called with files done, files in all, and the name of the one just read"""

@dataclass(frozen=True, slots=True)
class PlanAccount:
    """How much one plan of a document holds."""

    title: str
    annex: str | None
    measures: int
    tasks: int


@dataclass(frozen=True, slots=True)
class Account:
    """What one document gave, and what of it needs a person."""

    name: str
    jurisdiction: str | None
    jurisdiction_basis: str | None
    plans: tuple[PlanAccount, ...]
    """those with measures"""
    roles: tuple[tuple[str, int], ...]
    """role codes with the number of duties"""
    targets: int
    unresolved: tuple[str, ...]
    """names that no rule settles, sorted"""
    likely: int
    """measures read by the likelier of two readings"""
    read: int
    """cells and statements that a record took"""
    ignored: int
    """cells and statements left out by name"""
    left: int
    """cells and statements not understood"""
    notices: tuple[str, ...]
    replayed: tuple[Replayed, ...]
    is_ledger: bool = False
    """it is a ledger that came back, no plan"""


@dataclass(frozen=True, slots=True)
class Stated:
    """A document as it goes into the store; made where the file is read, so that the one writer only writes."""

    account: Account
    graph: str
    """IRI of its named graph"""
    made: Made
    """the statements as they are kept"""
    rows: Decoded
    """the same as rows of columns"""
    meta: dict[str, str]
    """what is kept beside it"""


@dataclass(frozen=True, slots=True)
class Built:
    """What became of one document."""

    outcome: Outcome
    account: Account
    twins: tuple[str, ...] = ()
    """names of other stored files with the same bytes: their measures may be counted twice"""


@dataclass(slots=True)
class Result:
    """What a build read, stored and refused."""

    built: list[Built] = field(default_factory=list)
    refused: list[tuple[str, UnreadableInput]] = field(default_factory=list)
    """file name and what is wrong with it"""
    earlier: tuple[str, ...] = ()
    """names of stored files that were not among those given, sorted; they stay as they are"""
    standing: tuple[str, ...] = ()
    """names of refused files of which the store keeps an earlier version, sorted"""
    repeated: tuple[str, ...] = ()
    """files of the store that say what another one says (draft → issued text) and still count, sorted: their measures count twice"""
    left_out: tuple[str, ...] = ()
    """files whose figures another one's take the place of (draft → issued text), sorted"""


def build(
    files: Iterable[File],
    writer: Writer,
    settings: Settings | None = None,
    progress: Progress | None = None,
    *,
    jobs: int | None = None,
    cluster: str | None = None,
) -> Result:
    """Read files into an open store and commit them in groups; an interruption loses the group that it falls into.

    ``jobs`` is the number of processes that read (default: one a core, for more than a few files), ``cluster`` the
    address of a Dask scheduler whose workers read instead; the store gets the same bytes either way. What is said
    about pairs of plans follows with the last group.
    """
    result, listed = Result(), list(files)
    before = {graph: version for graph, version in writer.graphs().items() if not is_computed(graph)}
    standing = {version.name for version in before.values()}
    names = {graph: version.name for graph, version in before.items()}
    twins = _Twins(before.values())
    marks = namesakes.marks(before)
    group = weight = 0
    for done, (file, data, stated) in enumerate(_read(listed, settings or Settings(), jobs, cluster), 1):
        if progress:
            progress(done, len(listed), file.name)
        digest = hashlib.sha256(data).hexdigest()
        if isinstance(stated, UnreadableInput):
            result.refused.append((file.name, stated))
            writer.refuse(file.name, digest, str(stated))
            continue
        twins.add(file.name, digest)
        for each in stated:
            graph = each.graph
            if names.setdefault(graph, file.name) != file.name:
                result.refused.append((file.name, _hidden(each.account.name, names[graph])))
                continue
            if graph in marks:
                each = _marked(each, marks[graph], file.name, digest)
            outcome = writer.put_made(Source(file.name, digest, data), graph, each.made, each.meta, each.rows)
            result.built.append(Built(outcome, each.account, twins.of(file.name, digest)))
            group += 1
            weight += len(data) + len(each.made.packed) + sum(map(len, each.rows.lines.values()))
        if group >= GROUP or weight >= GROUP_BYTES:
            writer.commit()
            group = weight = 0
    renew(writer, settings.decisions if settings else None)
    writer.commit()
    renew_reports.renew(writer, settings.decisions if settings else None)
    result.repeated = still_counted(version.meta for version in writer.graphs().values())
    result.left_out = tuple(f"{left} → {kept}" for left, kept in left_out_names(writer.graphs()))
    given = {file.name for file in listed}
    result.earlier = tuple(sorted(standing - given))
    result.standing = tuple(sorted(standing & {name for name, _ in result.refused}))
    return result


def _marked(stated: Stated, mark: str, name: str, sha256: str) -> Stated:
    """A document whose identifiers bear a mark in the store, under that mark."""
    made, meta = namesakes.restated(stated.made.text, mark, stated.graph, name, sha256, stated.meta)
    return replace(stated, made=made, rows=decoded(made.text, stated.graph), meta=meta)


def _hidden(document: str, other: str) -> UnreadableInput:
    return UnreadableInput(
        f"{document}: 与已读入的文件同名 (bears the name of a document of {other}, which it would replace)", "rename one of them"
    )


class _Twins:
    """Files with the same bytes."""

    def __init__(self, versions: Iterable[Version]) -> None:
        self._digests: dict[str, str] = {}
        self._names: dict[str, set[str]] = {}
        for version in versions:
            self.add(version.name, version.sha256)

    def add(self, name: str, digest: str) -> None:
        """Take in what a file holds now."""
        if name in self._digests:
            self._names[self._digests[name]].discard(name)
        self._digests[name] = digest
        self._names.setdefault(digest, set()).add(name)

    def of(self, name: str, digest: str) -> tuple[str, ...]:
        """Names of the other files with these bytes, sorted."""
        return tuple(sorted(self._names[digest] - {name}))


def _read(
    files: list[File], settings: Settings, jobs: int | None, cluster: str | None
) -> Iterator[tuple[File, bytes, list[Stated] | UnreadableInput]]:
    """Every file with its bytes and what it states, or why it is refused, in the order given."""
    if settings.decisions:  # faulty ones end the run here, they are no fault of the files
        from zeren.ingest.pipeline import extractor_of

        extractor_of(settings)
    if cluster is None:
        yield from spread(partial(_stated, settings=settings), files, _lost, BOUNDS, jobs)
        return
    from zeren.ingest import cluster as machines

    sent = deque[tuple[File, bytes]]()
    done = machines.spread(cluster, partial(_on_worker, sent=machines.packed(settings)), _loaded(files, sent))
    for stated in done:
        yield (*sent.popleft(), stated)


def _lost(file: File, error: UnreadableInput) -> tuple[File, bytes, list[Stated] | UnreadableInput]:
    return file, b"", named(error, file.name)


def _loaded(
    files: Iterable[File], sent: deque[tuple[File, bytes]]
) -> Iterator[tuple[File, bytes | UnreadableInput]]:
    """Every file with its bytes, or why they cannot be read; ``sent`` keeps what is under way."""
    for file in files:
        try:
            data: bytes | UnreadableInput = read_bytes(file)
        except UnreadableInput as error:
            data = error
        sent.append((file, data if isinstance(data, bytes) else b""))
        yield file, data


def _on_worker(item: tuple[File, bytes | UnreadableInput], sent: Packed) -> list[Stated] | UnreadableInput:
    """What a file states, on a machine of a cluster."""
    from zeren.ingest import cluster as machines

    file, data = item
    return data if isinstance(data, UnreadableInput) else _of_bytes(file, data, machines.unpacked(sent))


def _stated(file: File, settings: Settings) -> tuple[File, bytes, list[Stated] | UnreadableInput]:
    try:
        data = read_bytes(file)
    except UnreadableInput as error:
        return file, b"", error
    return file, data, _of_bytes(file, data, settings)


def _of_bytes(file: File, data: bytes, settings: Settings) -> list[Stated] | UnreadableInput:
    digest = hashlib.sha256(data).hexdigest()
    try:
        may_be = not settings.plans or form_of(data, file.name) == "ledger"
        if may_be and (returned := _of_ledger(data, file.name, digest, named=settings.ledgers)) is not None:
            return [returned]
        from zeren.ingest.pipeline import extractor_of

        return [_made(each, file.name, digest) for each in extract(file, data, extractor_of(settings))]
    except UnreadableInput as error:
        return error


def _made(extraction: Extraction, name: str, sha256: str) -> Stated:
    graph = document_iri(extraction.document.name)
    return _kept(account_of(extraction), triples_of(extraction), graph, name, sha256, extraction.document.form)


def _of_ledger(data: bytes, name: str, sha256: str, *, named: bool) -> Stated | None:
    """What a ledger that came back says, which is no plan; None for every other file. ``named``: a person says it is one."""
    if form_of(data, name) in _NO_LEDGERS:
        return None
    from zeren import ledger

    graph = document_iri(name)
    taken = ledger.ledger_of(data, name, named=named)
    if isinstance(taken, ledger.Returned):
        returned = taken
        told = f"督办台账：报告 {len(returned.reports)} 项，改动 {len(returned.changes)} 处，新增 {len(returned.proposals)} 行 (a returned ledger)"
        left, faults, reports = returned.faults, [*returned.faults, *returned.notes], len(returned.reports)
        triples = ledger.statements(returned, graph, sha256)
    elif taken is not None:
        own = taken
        told = (
            f"自备台账，不作计划：填报 {len(own.rows)} 行，未填报 {own.silent} 行 (an office's own ledger, no plan)；"
            "任务只写在这份台账里的，用 zeren build --as-plan 作计划读 (to read it as a plan)"
        )
        left, faults, reports = own.faults, [*own.faults, *own.notes], len(own.rows)
        triples = ledger.office_statements(own, graph, sha256)
    else:
        return None
    notices = (told, *(f"{one.locator} {one.message}" for one in faults))
    account = Account(name, None, None, (), (), 0, (), 0, reports, 0, len(left), notices, (), is_ledger=True)
    return _kept(account, triples, graph, name, sha256, "ledger")


def ledger_statements(data: bytes, name: str, sha256: str, *, named: bool) -> bytes | None:
    """Return what a ledger that came back says as N-Triples; None for every other file. Raises UnreadableInput."""
    from zeren import ledger

    taken = ledger.ledger_of(data, name, named=named)
    if isinstance(taken, ledger.Returned):
        return ledger.statements(taken, document_iri(name), sha256)
    return ledger.office_statements(taken, document_iri(name), sha256) if taken is not None else None


def _kept(account: Account, said: Triples | bytes, graph: str, name: str, sha256: str, form: str) -> Stated:
    """What is said as statements and as rows, in the forms in which both are kept."""
    if isinstance(said, Triples) and said.plain:
        text, known = said.quads(graph), said.known(wanted() | WANTED, BASE)
        rows, heads = decoded_facts(known, graph), heads_in(known)
    else:
        text = canonical(said if isinstance(said, bytes) else said.lines(), graph)
        rows, heads = decoded(text, graph), heads_of(text)
    meta = {"form": form, **heads, "program": __version__}
    return Stated(account, graph, kept(text, graph, name, sha256, meta), rows, meta)


def account_of(extraction: Extraction) -> Account:
    """Count what a document gave."""
    duties = [a for m in extraction.measures for a in m.assignments]
    plans = []
    for plan in extraction.plans:
        measures = [m for m in extraction.measures if m.plan.id == plan.id]
        if measures:
            tasks = len({m.task.id for m in measures if m.task})
            plans.append(PlanAccount(plan.title, plan.annex, len(measures), tasks))
    main = extraction.plans[0]
    return Account(
        name=extraction.document.name,
        jurisdiction=main.jurisdiction.name if main.jurisdiction else None,
        jurisdiction_basis=main.jurisdiction_basis,
        plans=tuple(plans),
        roles=tuple(sorted(Counter(a.role for a in duties).items())),
        targets=len(extraction.targets) + sum(len(m.targets) for m in extraction.measures),
        unresolved=tuple(sorted({a.full for a in duties if a.resolution is None or a.resolution.body is None})),
        likely=sum(any(a.likely for a in m.assignments) for m in extraction.measures),
        read=extraction.read,
        ignored=sum(r.ignored for r in extraction.residue),
        left=sum(not r.ignored for r in extraction.residue),
        notices=tuple(notice.message for notice in extraction.notices),
        replayed=extraction.replayed,
    )
