"""Questions of a user's own: run where they can be ended, and tested for their form."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from zeren.cli.answers import say
from zeren.cli.output import is_for_people, print_rows
from zeren.ground.errors import WrongUsage

if TYPE_CHECKING:
    from zeren.ask import Question, Rows
    from zeren.store import Solutions
    from zeren.store.reader import Reader

FAILED = 1
_COLUMNS = ("file", "line", "severity", "message", "remedy")


@dataclass(frozen=True, slots=True)
class Limits:
    """Where a question of a user's own runs, and how long and how far."""

    store: str
    """directory or address"""
    seconds: float = 10.0
    rows: int = 100_000

    @contextmanager
    def asking(self) -> Iterator[Callable[[str], Solutions]]:
        """Lend what ``ask`` does for many queries: the process of the first answers the next ones too."""
        from zeren.store import is_remote
        from zeren.store.foreign import Worker
        from zeren.store.results import table_of

        if is_remote(self.store):
            yield self.ask
            return
        with Worker(Path(self.store).resolve()) as worker:
            yield lambda sparql: table_of(worker.ask(sparql, seconds=self.seconds, rows=self.rows))

    def ask(self, sparql: str) -> Solutions:
        """Answer a SELECT query under these limits; raises as ``zeren.store.run_foreign``, WrongUsage for another form."""
        from zeren.store import is_remote, run_foreign
        from zeren.store.results import table_of

        # The process of a query works in another folder.
        place = self.store if is_remote(self.store) else str(Path(self.store).resolve())
        return table_of(run_foreign(place, sparql, seconds=self.seconds, rows=self.rows, format=("json", "ttl")))


def answer(
    reader: Reader,
    question: Question,
    params: dict[str, str],
    limits: Limits,
    engine: str | None = None,
    spark: str | None = None,
) -> Rows:
    """Run a question: a shipped one in this process, one of a user's own under limits; says where rows were cut off."""
    from zeren import ask

    if not question.own and spark:
        from zeren.table.spark import open_spark

        over = open_spark(reader, spark)
        try:
            return ask.run(reader, question, params, over=over)
        finally:
            over.close()
    if not question.own:
        return ask.run(reader, question, params, engine=engine)
    if engine == "columns" or spark:
        raise WrongUsage(f"{question.name}: 自备问题由 SPARQL 回答 (a question of your own is SPARQL)", "leave --engine out")
    asked = ask.bind(reader, question, params)
    table = limits.ask(asked.sparql)
    if table.truncated:
        say(f"结果在 {limits.rows} 行处截断 (cut off at {limits.rows} rows)")
    return ask.answered(asked, table.rows)


def check(folder: Path, limits: Limits, form: str | None) -> int:
    """Print what is wrong with the question files of a folder; return the exit code."""
    from zeren.ask.form import faults
    from zeren.ask.questions import question_files
    from zeren.store import open_reader

    number = len(question_files(folder))
    with open_reader(limits.store) as reader, limits.asking() as engine:
        found = list(faults(folder, reader, engine))
    errors = sum(fault.severity == "error" for fault in found)
    if found or not is_for_people(form):
        print_rows([asdict(fault) for fault in found], _COLUMNS, form)
    hints = len(found) - errors
    say(f"{number} 个问题文件 (question files): {errors} 处错误 (errors), {hints} 处提示 (hints)")
    return FAILED if errors else 0
