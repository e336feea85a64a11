"""What a page holds but does not show or no longer means: taken out of its tree before it is read.

HTML 4.7 (del), 4.5 (s), 6.1 (the hidden attribute), 16.2 (strike, which is obsolete); CSS display, visibility and
text-decoration in attributes, and in rules of the page itself where they name a class or an id.
"""

from __future__ import annotations

import re

from lxml import etree

from zeren.ground.fold import unspaced
from zeren.read.unread import Unread

_STRUCK = frozenset(("del", "s", "strike"))
_RULE = re.compile(r"(?<![^{}])([^{}]{1,400}+)\{([^{}]{0,4000})\}")
"""``.gone, #old { display: none }``"""
_SELECTOR = re.compile(r"[\w-]{0,20}([.#][\w-]{1,60})")
"""``td.gone``, ``.gone``, ``#old``: one class or id and no more"""
_PARTS = frozenset(("tr", "td", "th", "span", "font", "p", "li", "b", "i", "u", "strong", "em", "label", "a"))
"""elements in which a rule counts; a hidden region may be one that a script of the page opens"""


def take_out(root: etree._Element, unread: Unread) -> None:
    """Take out what is not meant to be read and note it."""
    rules = _rules(root)
    for node in list(root.iter(etree.Element)):
        kind = _kind(node, rules)
        if kind and not any(_kind(above, rules) for above in node.iterancestors()):
            unread.add(kind, "".join(str(text) for text in node.itertext()))
            _clear(node)


def _kind(node: etree._Element, rules: dict[str, str]) -> str | None:
    """A kind of ``unread.KINDS``, None for an element that is shown."""
    if node.tag in _STRUCK:
        return "struck"
    attributes = node.attrib
    if not attributes:
        return None
    if "hidden" in attributes:
        return "hidden"
    style = attributes.get("style")
    told = _declared(style) if style else None
    if told is None and rules and node.tag in _PARTS:
        names = [f".{name}" for name in attributes.get("class", "").split()] + [f"#{attributes.get('id')}"]
        told = next((rules[name] for name in names if name in rules), None)
    return told


def _declared(style: str) -> str | None:
    """What declarations say (``display: none``, ``text-decoration: line-through``)."""
    words = unspaced(style.lower())
    if "display:none" in words or "visibility:hidden" in words or "visibility:collapse" in words:
        return "hidden"
    return "struck" if "line-through" in words else None


def _rules(root: etree._Element) -> dict[str, str]:
    """Class or id with its mark → kind, from the style sheets that stand in the page."""
    found: dict[str, str] = {}
    for sheet in root.iter("style"):
        for selectors, declarations in _RULE.findall((sheet.text or "")[:200_000]):
            kind = _declared(declarations)
            for selector in selectors.split(",") if kind else ():
                named = _SELECTOR.fullmatch(selector.strip())
                if kind and named:
                    found[named[1]] = kind
    return found


def _clear(node: etree._Element) -> None:
    """Take an element out, its tail stays; a cell that is only invisible keeps its place in the grid."""
    above = node.getparent()
    if above is None:
        return
    style = unspaced((node.get("style") or "").lower())
    if node.tag in ("td", "th") and "visibility:" in style:
        for child in list(node):
            node.remove(child)
        node.text = None
        return
    before = node.getprevious()
    if node.tail and before is not None:
        before.tail = (before.tail or "") + node.tail
    elif node.tail:
        above.text = (above.text or "") + node.tail
    above.remove(node)
