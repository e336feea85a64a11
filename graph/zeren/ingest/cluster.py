"""Files read on the machines of a Dask cluster (extra ``zeren[cluster]``): the same work, the same bytes, one writer here.

The bytes of the files and the decisions of people travel with the work, so that the machines need no common disk. A
worker that is lost costs nothing but time: the scheduler gives its files to others.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from zeren.ground import temporary
from zeren.ground.errors import MissingPackage, Unreachable, WrongUsage
from zeren.ground.version import __version__

if TYPE_CHECKING:
    from zeren.ingest.settings import Settings

Item = TypeVar("Item")
Result = TypeVar("Result")

_SECONDS = 10
"""seconds that a scheduler is given to answer"""
_AHEAD = 4
"""files under way for each worker; more would only fill its memory"""
_RETRIES = 3
"""times that the work on a file is tried again where its worker is lost"""


@dataclass(frozen=True, slots=True)
class Packed:
    """Settings as they travel: the decisions of people by their content, not by their place."""

    settings: Settings
    """without a folder of decisions"""
    decisions: tuple[tuple[str, bytes], ...] | None
    """name and content of each table of decisions, sorted; None where there is no such folder"""


def packed(settings: Settings) -> Packed:
    """Return settings for a worker on another machine."""
    folder = settings.decisions
    if folder is None:
        return Packed(settings, None)
    tables = tuple((path.name, path.read_bytes()) for path in sorted(folder.iterdir()) if path.is_file())
    return Packed(replace(settings, decisions=None), tables)


@cache
def unpacked(sent: Packed) -> Settings:
    """Return the settings on the worker, the decisions in a folder there."""
    if sent.decisions is None:
        return sent.settings
    digest = hashlib.sha256(repr(sent.decisions).encode()).hexdigest()[:16]
    folder = temporary.make(f"decisions-{digest}")
    for name, content in sent.decisions:
        (folder / name).write_bytes(content)
    return replace(sent.settings, decisions=folder)


def spread(address: str, work: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
    """Yield ``work(item)`` for every item in order, done on the cluster whose scheduler is at ``address``.

    Raises MissingPackage without the extra, Unreachable where no scheduler or worker answers, WrongUsage where a worker
    has another version of this program, which is named.
    """
    client = _client(address)
    try:
        _demand_same(client)
        under_way: deque[Any] = deque()
        room = _AHEAD * len(client.scheduler_info()["workers"])
        for item in items:
            under_way.append(client.submit(work, item, retries=_RETRIES, pure=False))
            if len(under_way) >= room:
                yield _result(under_way.popleft(), address)
        while under_way:
            yield _result(under_way.popleft(), address)
    finally:
        client.close()


def _client(address: str) -> Any:
    try:
        import distributed
    except ImportError as error:
        raise MissingPackage(
            "--cluster 需要 dask 与 distributed (needs dask and distributed)", "pip install 'zeren[cluster]'"
        ) from error
    try:
        connect: Any = distributed.Client
        return connect(address, timeout=_SECONDS, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise Unreachable(
            f"{address}: 集群无应答 (no Dask scheduler answers there)", "先运行 (run first): dask scheduler；地址写成 tcp://主机:8786"
        ) from error


def _demand_same(client: Any) -> None:
    """Workers of another version would state other things."""
    found: dict[str, Any] = client.run(_version, on_error="return")
    if not found:
        raise Unreachable("集群没有工作进程 (the cluster has no workers)", "在工作机上运行 (run there): dask worker tcp://主机:8786")
    other = {name: version for name, version in sorted(found.items()) if version != __version__}
    if other:
        listed = "；".join(f"{name}: {version}" for name, version in list(other.items())[:5])
        raise WrongUsage(
            f"工作进程的 zeren 版本不是 {__version__} (workers with another zeren): {listed}",
            f"在其上安装 zeren {__version__} (install it there)",
        )


def _version() -> str:
    from zeren.ground.version import __version__ as here

    return here


def _result(future: Any, address: str) -> Any:
    from distributed import CancelledError, KilledWorker

    try:
        return future.result()
    except (KilledWorker, CancelledError, OSError) as error:
        raise Unreachable(
            f"{address}: 工作进程反复退出，已提交的保留 (workers kept ending; what was committed stays): {str(error)[:120]}",
            "检查其内存后重新运行，已入库的不重读 (check their memory and run again)",
        ) from error


