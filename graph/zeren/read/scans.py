"""Pages that are pictures of text, recognised one after another in a process of its own (extra ``zeren[ocr]``)."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import time
from typing import IO, Any, cast

from zeren.ground import workers
from zeren.ground.errors import UnreadableInput
from zeren.read import recognise
from zeren.read.recognise import Recognised

_MEMORY = 4 << 30
"""bytes of address space of the recogniser, of which its runtime only uses a part"""


def seen_in(data: bytes, form: str, name: str) -> dict[int, Recognised]:
    """Return what is recognised on the pages of a PDF that are pictures, or on a picture, by the number of the page.

    Nothing where the extra is not installed or no page is a picture. Tells each page with its time on standard error.
    Raises UnreadableInput where the recogniser ends over a page, OutOfTime where a page takes too long.
    """
    if not recognise.available():
        return {}
    seen: dict[int, Recognised] = {}
    with _Process(name) as process:
        try:
            pages: list[int] = process.ask((form, data))
        except UnreadableInput:
            return {}  # what cannot even be looked through is the reader's to refuse, in words of its own
        for at, number in enumerate(pages, 1):
            begin = time.monotonic()
            with workers.step():
                found = process.ask(number)
            workers.alive(
                f"{name}: 已识别第 {number} 页，{at}/{len(pages)}，{time.monotonic() - begin:.1f} 秒 (page recognised)"
            )
            if found is not None:
                seen[number] = found
    return seen


class _Process:
    """The recogniser and its pipes; ended when the reading ends, however it ends."""

    def __init__(self, name: str) -> None:
        self._name = name
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
        self._process = subprocess.Popen(  # the program text is ours, no word of a document is in it
            [sys.executable, "-c", f"from zeren.read.scans import serve; serve({_MEMORY})"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
        )

    def __enter__(self) -> _Process:
        return self

    def __exit__(self, *exc: object) -> None:
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        self._process.wait()

    def ask(self, task: object) -> Any:
        """Send a task and wait for its answer."""
        try:
            pickle.dump(task, cast("IO[bytes]", self._process.stdin))
            cast("IO[bytes]", self._process.stdin).flush()
            kind, answer = pickle.load(cast("IO[bytes]", self._process.stdout))
        except (OSError, EOFError, pickle.UnpicklingError) as error:
            raise UnreadableInput(
                f"{self._name}: 文字识别进程中途退出 (text recognition ended over it)", "give a smaller scan or a text version"
            ) from error
        if kind == "refused":
            raise UnreadableInput(f"{self._name}: {answer}", "give a sharper scan or a text version")
        return answer


def serve(memory: int) -> None:
    """Answer until the pipe closes: first the pages to recognise, then each page; the recogniser's own loop."""
    import resource

    # The limits of whoever started it hold for reading; recognising has its own, and a clock for each page.
    resource.setrlimit(resource.RLIMIT_AS, (memory, resource.getrlimit(resource.RLIMIT_AS)[1]))
    resource.setrlimit(resource.RLIMIT_CPU, (resource.getrlimit(resource.RLIMIT_CPU)[1],) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    workers.end_with_parent()
    asked = sys.stdin.buffer
    answers = os.fdopen(os.dup(1), "wb")
    # What libraries print must not stand between the answers.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    form, data = pickle.load(asked)
    _say(answers, "done", recognise.pictures(data) if form == "pdf" else [1])
    while True:
        try:
            number = pickle.load(asked)
        except EOFError:
            return
        try:
            _say(answers, "done", recognise.page_of_pdf(data, number) if form == "pdf" else recognise.picture(data))
        except MemoryError:
            _say(answers, "refused", f"第 {number} 页识别超出内存 (page needs more memory than allowed)")


def _say(answers: IO[bytes], kind: str, answer: object) -> None:
    pickle.dump((kind, answer), answers, pickle.HIGHEST_PROTOCOL)
    answers.flush()
