"""Which address shows what."""

from __future__ import annotations

from collections.abc import Mapping

from zeren.serve.explorer import cascade, chain, comparing, feed, flow, lists, measuring, single, years
from zeren.serve.explorer.answers import Show

VIEWS: Mapping[str, Show] = {
    "/": lists.home,
    "/search": lists.search,
    "/plans": lists.plans,
    "/measures": lists.measures,
    "/bodies": lists.bodies,
    "/indicators": lists.indicators,
    "/targets": lists.targets,
    "/review": lists.review,
    "/matrix": lists.matrix,
    "/flow": flow.flow,
    "/cascade": cascade.cascade,
    "/calendar": lists.calendar,
    "/series": years.series,
    "/changes": years.changes,
    "/chain": chain.chain,
    "/compare": comparing.comparison,
    "/network": lists.network,
    "/network/measures": measuring.measures,
}
"""path → what it shows"""
BELOW: Mapping[str, Show] = {
    "/id/": single.thing,
    "/report/": single.summary_file,
    "/calendar/": single.subscription,
    "/feed/": feed.feed,
    "/source/": single.text,
}
"""beginning of a path → what it shows"""
