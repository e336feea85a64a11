"""Queries that mean harm end within their time, and whoever asks next is answered."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from hostile.queries import QUERIES, QUICK
from serving import serving
from zeren.ground.errors import TimeOut, WrongUsage
from zeren.store import Source, open_writer
from zeren.store.foreign import Worker

SECONDS = 0.6
"""limit of a query in these tests"""
GRACE = 0.5
"""seconds of processor time beyond it"""

pytestmark = pytest.mark.skipif(os.name != "posix", reason="processor time of children")


@pytest.fixture(scope="module")
def worker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worker]:
    """A worker on 4,400 statements."""
    path = tmp_path_factory.mktemp("inquiries") / "store"
    lines = [f'<http://e/s{row}> <http://e/p{row % 3}> "{row % 50}" .\n' for row in range(4_000)]
    lines += [f"<http://e/n{row}> <http://e/next> <http://e/n{row * 7 % 400}> .\n" for row in range(400)]
    with open_writer(path) as writer:
        data = b"plan"
        writer.put(Source("a.txt", hashlib.sha256(data).hexdigest(), data), "http://e/g", "".join(lines).encode(), {})
        writer.commit()
    with Worker(path) as worker:
        yield worker


def test_there_are_enough_of_them() -> None:
    assert len(QUERIES) >= 70
    assert set(QUICK) <= set(QUERIES)


@pytest.mark.parametrize("name", QUERIES if os.environ.get("ZEREN_TEST_FULL") else QUICK)
def test_a_hostile_query_ends_within_its_time_and_the_next_is_answered(worker, name) -> None:
    worker.close()
    start = children()
    worker.ask("ASK {}")
    worker.close()
    opening = children() - start
    worker.ask("ASK {}")
    begin = children()
    told = ""
    try:
        assert worker.ask(QUERIES[name], seconds=SECONDS, rows=1000).rows <= 1000
    except (TimeOut, WrongUsage) as error:
        told = str(error)
    worker.close()
    # What the process took is known when it has ended: its start among it.
    assert children() - begin - opening < SECONDS + GRACE, told
    assert json.loads(worker.ask("ASK { ?s ?p ?o }"))["boolean"] is True


def children() -> float:
    """Processor time of the processes that have ended and were waited for."""
    used = os.times()
    return used.children_user + used.children_system


def test_the_server_answers_after_each_hostile_query(store: Path) -> None:
    with serving(store, "--seconds", str(SECONDS), "--rows", "1000", "--workers", "1") as site:
        for name in QUERIES if os.environ.get("ZEREN_TEST_FULL") else QUICK:
            assert site.query(QUERIES[name]).status in (200, 400, 403, 500), name
            assert site.query("ASK { ?s ?p ?o }", {"Accept": "application/sparql-results+json"}).text.count("true") == 1, name
