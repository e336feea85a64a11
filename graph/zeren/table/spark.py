"""The same questions by Spark SQL (extra ``zeren[spark]``), where one machine is too small for the columns.

Spark reads the Parquet parts where they lie, so the store must stand on a disk that its workers see.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Mapping, Sequence
from typing import Any

from zeren.ground.errors import MissingPackage, Unreachable
from zeren.table.landing import Cell, Store, Value, bound, sources_of, views

_PARAMETER = re.compile(r"'(?:[^']|'')*'|\$(\w+)")
"""``'$ is text here'``, ``$body``"""
_SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.sql.ansi.enabled": "true",
    # "first" in double quotes is a name, as in the standard and in DuckDB.
    "spark.sql.ansi.doubleQuotedIdentifiers": "true",
    "spark.sql.session.timeZone": "UTC",
}


class SparkLanding:
    """The tables of a store in a Spark session; asked as ``Landing`` is."""

    def __init__(self, session: Any, store: Store) -> None:
        self._session = session
        sources, live, _ = sources_of(store)
        for name, select in views(sources, live, _over).items():
            session.sql(f"CREATE OR REPLACE TEMPORARY VIEW {name} AS {_spoken(select)}")

    def rows(self, sql: str, params: Mapping[str, Value] | None = None) -> list[tuple[Cell, ...]]:
        """Return the rows of a SELECT; ``$name`` stands for a parameter, a list for its items."""
        statement, values = bound(sql, params or {})
        return [tuple(row) for row in self._session.sql(_spoken(statement), args=values).collect()]

    def close(self) -> None:
        """End the session."""
        self._session.stop()


def open_spark(store: Store, master: str) -> SparkLanding:
    """Open the landing of a store in Spark; ``master`` as Spark writes it: ``local[2]``, ``spark://host:7077``.

    Raises MissingPackage without the extra or without Java, Unreachable where the master does not answer.
    """
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise MissingPackage("--spark 需要 pyspark (needs pyspark)", "pip install 'zeren[spark]'") from error
    if not os.environ.get("JAVA_HOME") and shutil.which("java") is None:
        raise MissingPackage("--spark 需要 Java 17 以上 (needs Java 17 or newer)", "Debian: apt install openjdk-17-jre-headless")
    builder = SparkSession.builder.master(master).appName("zeren")
    for name, value in {**_SETTINGS, **_local(master)}.items():
        builder = builder.config(name, value)
    try:
        session = builder.getOrCreate()
        session.sparkContext.setLogLevel("ERROR")
    except Exception as error:  # whatever Java says when no session comes up
        raise Unreachable(
            f"{master}: Spark 无应答 (no Spark session there): {str(error).splitlines()[0][:160]}", "local[2] 或 spark://主机:7077"
        ) from error
    return SparkLanding(session, store)


def _local(master: str) -> dict[str, str]:
    """On loopback nothing listens on other addresses."""
    loopback = {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    return loopback if master.startswith(("local", "spark://127.0.0.1:", "spark://localhost:")) else {}


def _over(paths: Sequence[str]) -> str:
    return " UNION ALL ".join(f"SELECT * FROM parquet.`{path}`" for path in paths)


def _spoken(sql: str) -> str:
    """A statement of the common language as Spark takes it: its markers of parameters, its names of types."""
    named = _PARAMETER.sub(lambda found: f":{found[1]}" if found[1] else found[0], sql)
    return named.replace("AS VARCHAR)", "AS STRING)").replace("SELECT unnest(", "SELECT explode(").replace("regexp_matches(", "regexp_like(")
