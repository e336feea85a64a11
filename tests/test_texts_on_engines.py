"""Questions about editions, changes, series and chains give the same rows on servers as from a directory; each text counts once."""

from __future__ import annotations

import contextlib
import importlib.util
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import ROOT
from servers import PASSWORD, USER, demand_virtuoso, oxigraph, virtuoso
from test_counted import HEAD, RIVER, WASTE
from test_spark import MASTER
from zeren import ask
from zeren.ingest import documents
from zeren.ingest.files import find_files
from zeren.ingest.settings import Settings
from zeren.store import open_reader, open_writer
from zeren.table.spark import open_spark

full = pytest.mark.skipif(not os.environ.get("ZEREN_TEST_FULL"), reason="tried with ZEREN_TEST_FULL=1")
CASES = ROOT / "tests" / "cases"
ASKED = (
    "editions", "changes", "series", "series-targets", "chain", "chain-amounts", "cascade", "cascade-changes",
    "cascade-targets", "rank", "targets",
)  # fmt: skip
"""questions about texts beside one another, and two whose figures depend on which texts count"""
MUST = {"editions", "changes", "series", "series-targets", "chain", "chain-amounts", "cascade", "rank", "targets"}
"""those of which these texts give rows"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with two plans, and the one that issues the second of them."""
    made = tmp_path_factory.mktemp("texts")
    both = HEAD.format("两个方案", 3, 1) + "附件1\n\n" + WASTE + "附件2\n\n" + RIVER.format("（征求意见稿）", 12)
    (made / "both.txt").write_text(both, encoding="utf-8")
    (made / "river.txt").write_text(HEAD.format("《河道整治工作方案》", 9, 20) + RIVER.format("", 14), encoding="utf-8")
    return made


def fill(store: Path | str, folder: Path) -> None:
    """Read a draft with its issued text, three years of a series, plans of four levels and ``folder`` into a store."""
    with open_writer(store) as writer:
        documents.build(find_files([CASES / "editions", CASES / "series", CASES / "chain", folder]), writer, Settings())


def rows(store: Path | str) -> dict[str, list[dict[str, ask.Cell]]]:
    with open_reader(store) as reader:
        return {name: ask.run(reader, ask.questions()[name], {}, engine="sparql").rows for name in ASKED}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory, folder: Path) -> dict[str, list[dict[str, ask.Cell]]]:
    store = tmp_path_factory.mktemp("texts-store") / "store"
    fill(store, folder)
    return rows(store)


@pytest.fixture(scope="module", params=["oxigraph", pytest.param("virtuoso", marks=full)])
def served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, folder: Path) -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "virtuoso":
            demand_virtuoso()
            patch.setenv("ZEREN_USER", USER)
            patch.setenv("ZEREN_PASSWORD", PASSWORD)
        with oxigraph() if request.param == "oxigraph" else virtuoso(tmp_path_factory.mktemp("virtuoso-texts")) as url:
            fill(url, folder)
            yield url


def test_servers_give_the_rows_of_the_directory(told: dict[str, list[dict[str, ask.Cell]]], served: str) -> None:
    assert {name for name, found in told.items() if found} >= MUST
    assert "征求意见稿" not in str([found for name, found in told.items() if name not in ("editions", "changes")])
    # Each server has an order of its own for names in Chinese.
    assert {name: sorted(map(str, found)) for name, found in rows(served).items()} == {
        name: sorted(map(str, found)) for name, found in told.items()
    }


@full
@pytest.mark.skipif(importlib.util.find_spec("pyspark") is None, reason="the extra spark is not installed")
@pytest.mark.filterwarnings("ignore")
def test_spark_gives_the_rows_of_the_columns(tmp_path: Path, folder: Path) -> None:
    fill(tmp_path / "store", folder)
    with open_reader(tmp_path / "store") as reader, contextlib.closing(open_spark(reader, MASTER)) as landing:
        for name in ASKED:
            question = ask.questions()[name]
            found = ask.run(reader, question, {}, engine="columns").rows
            assert found or name not in MUST
            assert ask.run(reader, question, {}, over=landing).rows == found, name
