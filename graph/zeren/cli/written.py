"""What files are made from, and files that are written whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from zeren.cli import output

if TYPE_CHECKING:
    from zeren import ask
    from zeren.network import Whole
    from zeren.table.duties import Duties


def duties_of(reader: ask.Reader, plan: str | None, body: str | None = None) -> Duties:
    """Return the duties of all plans, of some, or of the measures in which a body (IRI) holds one; of more than are read at once none."""
    from zeren.ask import load_duties
    from zeren.ask.loading import demand_held

    if body is None:
        demand_measures(reader, plan)
        demand_held(reader, plan)
    return load_duties(reader, plan, body=body)


def demand_measures(reader: ask.Reader, plan: str | None) -> None:
    """Raise NotFound where the store, or what ``plan`` points to, holds no measure."""
    from zeren.ask import landing_for, plan_paths
    from zeren.ground.errors import NotFound

    sql = "SELECT 1 FROM measure_line WHERE TRUE\n  AND plan IN ($plan)\nLIMIT 1"
    if not landing_for(reader).rows(sql, {"plan": plan_paths(reader, plan)}):
        what = f"{plan!r}: 库中没有这样的计划 (no plan holds it)" if plan else "库中没有计划 (the store holds no plan)"
        raise NotFound(what, "run zeren build first, or ask: zeren question plans")


def network_of(reader: ask.Reader, plan: str | None) -> Whole:
    """Return the network of the store, or of the plans that ``plan`` points to."""
    from zeren.ask import landing_for, plan_paths
    from zeren.network import Whole

    return Whole(landing_for(reader), plan_paths(reader, plan))


@contextmanager
def naming(target: Path) -> Iterator[None]:
    """Let an error of the disk name the file, and leave no part of a file that was not there before."""
    new = not target.exists()
    try:
        yield
    except OSError as error:
        if new and target.is_file():
            target.unlink()
        error.filename = error.filename or str(target)
        raise


def write(target: Path, data: bytes) -> None:
    """Write a file and say so."""
    with naming(target):
        output.make_way(target)
        target.write_bytes(data)
    click.echo(f"→ {target}", err=True)
