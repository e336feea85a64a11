"""Names in a spreadsheet matched with bodies, plans, indicators and divisions: the Reconciliation Service API.

Source: W3C Entity Reconciliation Community Group, Reconciliation Service API 0.2 (Final Community Group Report, 2023).
"""

from __future__ import annotations

from zeren.serve.reconcile.service import routes

__all__ = ["routes"]
