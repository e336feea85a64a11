"""The landing: after the store there is one table, in columns; the only place that knows what a duty looks like there."""

from __future__ import annotations

from zeren.table.facts import short, whole
from zeren.table.landing import Columns, Landing, landing_of, open_landing

__all__ = ["Columns", "Landing", "landing_of", "open_landing", "short", "whole"]
