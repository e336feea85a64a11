"""Where calls come in: arguments are checked, tools asked of the present state of the store, answers cut to size."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from starlette.exceptions import HTTPException

from zeren.assistant import sentence
from zeren.assistant.answer import ROWS, Answer, as_data
from zeren.assistant.schema import demand_fitting
from zeren.assistant.tools import SPARQL, TOOLS, given
from zeren.ground.errors import StoreError, ZerenError
from zeren.serve.kept import Kept
from zeren.serve.pool import Pool
from zeren.serve.settings import Settings
from zeren.serve.sparql import Operation, prepare

AT_ONCE = 8
"""calls at work at a time; further ones wait their turn"""
LOG = logging.getLogger("zeren.assistant")
_HIDDEN = "知识库无法读取 (the store cannot be read); zeren verify"


class Refused(Exception):
    """A call that is answered with an error; the message is for the model and its user."""


class Desk:
    """Answers calls of tools, each from the state of the store that is current when it comes."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.kept = Kept(settings.store)
        self._pool = Pool(settings)
        self._turn = asyncio.Semaphore(AT_ONCE)

    async def call(self, name: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Return the answer of a tool as data of the form ``answer.OUTPUT``.

        Raises Refused where the arguments do not fit, where names or words are not known, and where limits end it; KeyError for
        a tool that is not there.
        """
        tool = TOOLS[name]
        try:
            demand_fitting(tool.takes, arguments)
            async with self._turn:
                return await self._answered(name, arguments)
        except ZerenError as error:
            raise Refused(_told(error)) from error
        except HTTPException as error:
            # As the endpoint refuses an update.
            raise Refused(str(error.detail)) from error
        except Exception as error:
            LOG.error("%s: %s: %s", name, type(error).__name__, error)
            raise Refused(f"{name}: zeren 自身的差错 (a fault of zeren itself)") from error

    async def _answered(self, name: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        def shown(answer: Answer) -> dict[str, Any]:
            return as_data(answer, arguments.get("offset", 0), arguments.get("limit", ROWS))

        answering = TOOLS[name].answer
        if name == SPARQL or answering is None:
            query, formats = prepare(Operation(arguments["query"], (), (), None), "application/sparql-results+json, text/turtle")
            answer = await self._pool.ask(query, formats, "https://w3id.org/zeren/id/")
            return await self.kept.call(lambda reader: shown(sentence.solutions(reader, answer)))
        return await self.kept.call(lambda reader: shown(answering(reader, given(arguments))))

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Desk]:
        """Keep the desk open; queries at work end with it."""
        try:
            yield self
        finally:
            await asyncio.to_thread(self._pool.close)
            self.kept.close()


def _told(error: ZerenError) -> str:
    """What may be told of an error: of a fault of the store only that there is one, no path of ours."""
    return _HIDDEN if isinstance(error, StoreError) else str(error)

