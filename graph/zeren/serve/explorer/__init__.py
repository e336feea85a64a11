"""The explorer: plans, tasks, measures, bodies and indicators as pages, each figure with the words that prove it."""

from __future__ import annotations

from zeren.serve.explorer.hall import Hall
from zeren.serve.explorer.server import routes

__all__ = ["Hall", "routes"]
