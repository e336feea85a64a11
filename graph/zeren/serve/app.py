"""The application: what is served under which address.

The parts put their routes together here; the guard stands before all of them.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from zeren import ask
from zeren.ground.errors import ZerenError
from zeren.serve import (
    editor,
    explorer,
    ontology,
    pages,
    problems,
    questions,
    reconcile,
    request,
    sparql,
    void,
)
from zeren.serve.guard import Guard
from zeren.serve.kept import Kept
from zeren.serve.pool import Pool
from zeren.serve.settings import Settings


def application(settings: Settings) -> Guard:
    """Return the application.

    Its state holds ``settings``, ``kept`` (the reader for pages and shipped questions: ``await kept.call(f)`` or
    ``await kept.cached(key, f, size)`` with ``f`` from a reader to a value), ``pool`` (queries of users), ``hall``
    (the explorer), ``every`` and ``whole`` (both again over all editions, ``?editions=all``) and ``questions``. Raises
    NotFound and UnreadableInput for a folder of questions that cannot be used.
    """
    known = ask.with_own(settings.questions)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        app.state.kept = Kept(settings.store)
        app.state.pool = Pool(settings)
        app.state.hall = explorer.Hall(app.state.kept)
        app.state.every = Kept(settings.store, every=True)
        app.state.whole = explorer.Hall(app.state.every)
        app.state.idle = False
        await app.state.pool.start()
        app.state.hall.renew()
        try:
            yield
        finally:
            await asyncio.to_thread(app.state.pool.close)
            app.state.hall.close()
            app.state.whole.close()
            idle = [app.state.kept.close(), app.state.every.close()]
            app.state.idle = all(idle)

    app = Starlette(
        routes=_routes(),
        lifespan=lifespan,
        exception_handlers={
            ZerenError: problems.on_error,
            HTTPException: problems.on_refusal,
            Exception: problems.on_fault,
        },
    )
    app.state.settings, app.state.questions, app.state.idle = settings, known, True
    return Guard(app, settings)


def _routes() -> list[BaseRoute]:
    return [
        *sparql.routes,
        *editor.routes,
        *void.routes,
        *reconcile.routes,
        *questions.routes,
        *ontology.routes,
        Route("/ns/request", request.page),
        *explorer.routes,
        Mount("/static", StaticFiles(directory=pages.HERE / "static")),
        Mount("/assets", StaticFiles(directory=pages.HERE / "assets")),
    ]
