"""One topic from level to level on a page: the tree of plans, the matrix of coverage, how quantities were split."""

from __future__ import annotations

from typing import Any

from zeren.ask import chain as asking
from zeren.ground.errors import NotFound
from zeren.picture import tree
from zeren.serve.explorer import figures, pictured
from zeren.serve.explorer.answers import Answer, Asked, Explorer, Page
from zeren.serve.explorer.cascade import KINDS
from zeren.store.reader import Reader
from zeren.table import whole

SHOWN = 300
"""measures of a matrix, and amounts; the command gives all"""
WIDE = 40
"""plans beside one another in a matrix"""


def chain(_: Explorer, reader: Reader, asked: Asked) -> Answer:
    """The chain that holds a plan, from its top; the first one of the store where none is named."""
    values: dict[str, Any] = {
        "found": None, "listed": [], "wanted": "", "matrices": [], "amounts": [], "kinds": KINDS, "note": asking.NOTE, "missing": asking.NONE,
    }  # fmt: skip
    try:
        every = asking.chain(reader)
    except NotFound:
        return Page("explorer/chain.html", values)
    listed = [(whole(node.id), node.title, node.place) for node in every.roots]
    wanted = asked.query.get("plan") or listed[0][0]
    found = asking.chain(reader, wanted)
    if asked.form in pictured.FORMS:
        return figures.file(tree.draw(found, lang=asked.lang), asked)
    matrices = []
    for node in found.nodes:
        below = found.below(node.id)
        if below:
            rows = [(one, cells[:WIDE], sum(1 for cell in cells if cell)) for one, cells in asking.coverage(found, node.id)]
            matrices.append((node, below[:WIDE], len(below), rows[:SHOWN], len(rows)))
    amounts = asking.tabulated(found, "amounts")[1]
    values |= {"found": found, "listed": listed, "wanted": wanted, "matrices": matrices, "amounts": amounts[:SHOWN]}
    return Page("explorer/chain.html", {**values, "picture": tree.draw(found, lang=asked.lang)})
