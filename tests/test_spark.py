"""Every shipped question by Spark SQL gives the rows of DuckDB; tried with ZEREN_TEST_FULL, on workers of its own."""

from __future__ import annotations

import importlib.util
import os
import re
from collections.abc import Iterator
from typing import Any

import pytest

from questions.form import runs
from zeren import ask
from zeren.ground.errors import MissingPackage
from zeren.store import open_reader
from zeren.table.spark import SparkLanding, _spoken, open_spark

FULL = bool(os.environ.get("ZEREN_TEST_FULL"))
HERE = importlib.util.find_spec("pyspark") is not None
MASTER = os.environ.get("ZEREN_SPARK_MASTER", "local-cluster[2,1,1024]")
"""two workers in processes of their own, unless a master is named"""
QUESTIONS = ask.questions()
IN_SQL = [run for run in runs() if QUESTIONS[run[1]].sql]
spark = pytest.mark.skipif(not (FULL and HERE), reason="Spark is tried with ZEREN_TEST_FULL=1 and the extra spark")


@pytest.fixture(scope="module")
def engine(store: Any) -> Iterator[tuple[Any, SparkLanding]]:
    with open_reader(store) as reader:
        landing = open_spark(reader, MASTER)
        yield reader, landing
        landing.close()


@spark
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("run", "name", "params"), IN_SQL, ids=[run for run, _, _ in IN_SQL])
def test_spark_gives_the_rows_of_duckdb(engine: tuple[Any, SparkLanding], run: str, name: str, params: dict[str, str]) -> None:
    reader, landing = engine
    question = QUESTIONS[name]
    assert ask.run(reader, question, params, over=landing).rows == ask.run(reader, question, params, engine="columns").rows


_LAST = re.compile(r"SELECT DISTINCT ([^()]*?)\nFROM .*\nORDER BY ([^()]*)\Z", re.DOTALL)
"""``SELECT DISTINCT d.role, e.quote`` … ``ORDER BY d.role``, where it is what a statement ends with"""


def test_distinct_rows_are_sorted_by_their_own_columns() -> None:
    tried = 0
    for name, question in QUESTIONS.items():
        cut = (question.sql or "").rfind("SELECT DISTINCT")
        if cut < 0 or not (last := _LAST.fullmatch(question.sql[cut:].rstrip())):
            continue
        tried += 1
        columns = [column.strip() for column in last[1].split(",")]
        # An alias hides the name below it: Spark then knows the alias alone, DuckDB both.
        known = {column.rpartition(" AS ")[2] for column in columns} | {column.rpartition(".")[2] for column in columns}
        hidden = {column.partition(" AS ")[0] for column in columns if " AS " in column}
        keys = [key.split()[0] for key in last[2].split(",")]
        assert not [key for key in keys if key in hidden or key.rpartition(".")[2] not in known], name
    assert tried


def test_markers_and_types_are_put_into_the_words_of_spark() -> None:
    spoken = _spoken("SELECT '$5' AS a, CAST(NULL AS VARCHAR) AS b WHERE c = $body")
    assert spoken == "SELECT '$5' AS a, CAST(NULL AS STRING) AS b WHERE c = :body"


@pytest.mark.skipif(HERE, reason="the extra spark is installed")
def test_without_the_extra_the_message_names_it(store: Any) -> None:
    with open_reader(store) as reader, pytest.raises(MissingPackage, match="needs pyspark") as missing:
        open_spark(reader, "local[1]")
    assert "zeren[spark]" in missing.value.remedy
