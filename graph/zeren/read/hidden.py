"""What a Word document holds but does not print or no longer means: taken out of its tree before it is read.

ECMA-376 part 1: tracked changes 17.13.5, hidden text 17.3.2.41, strikethrough 17.3.2.37, content controls 17.5.2.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from zeren.read.numbering import W
from zeren.read.styles import OFF, UNREAD
from zeren.read.unread import Unread

_VAL, _R, _P, _T = W + "val", W + "r", W + "p", W + "t"
_PPR, _RPR, _TRPR = W + "pPr", W + "rPr", W + "trPr"
_RUN_STYLE, _PARAGRAPH_STYLE = W + "rStyle", W + "pStyle"
_PROPERTIES = {W + word: kind for word, kind in UNREAD.items()}
_MARKS = {
    b":del": W + "del",
    b":moveFrom": W + "moveFrom",
    b":cellDel": W + "cellDel",
    b":vanish": W + "vanish",
    b":webHidden": W + "webHidden",
    b":strike": W + "strike",
    b":dstrike": W + "dstrike",
    b":showingPlcHdr": W + "showingPlcHdr",
    b":rt>": W + "rt",
    b":Fallback": "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
    b":pPrChange": W + "pPrChange",
    b":rPrChange": W + "rPrChange",
    b":tcPrChange": W + "tcPrChange",
    b":trPrChange": W + "trPrChange",
}
"""word in the source that tells whether the element occurs at all → element"""
_CHANGES = frozenset(W + word for word in ("pPrChange", "rPrChange", "tcPrChange", "trPrChange"))
"""properties as they were before a tracked change; they hold of nothing"""


def take_out(
    root: etree._Element, source: bytes, styles: dict[str, str], unread: Unread
) -> set[etree._Element]:
    """Take out what is not meant to be read and note it; return the paragraphs whose end was deleted.

    ``styles`` are those whose text is not meant to be read, by id with their kind (``styles.unread_styles``).
    """
    present = [tag for word, tag in _MARKS.items() if word in source]
    if any(tag in _CHANGES for tag in present):
        for node in list(root.iter(*(tag for tag in present if tag in _CHANGES))):
            _detach(node)
    joined: set[etree._Element] = set()
    for node in list(root.iter(*present)) if present else ():
        _take(node, joined, unread)
    if any(key.encode() in source for key in styles):
        _styled(root, styles, unread)
    return joined


def _take(node: etree._Element, joined: set[etree._Element], unread: Unread) -> None:
    """Take out what one mark says."""
    above = node.getparent()
    if above is None:
        return
    if node.tag in _PROPERTIES:
        run = above.getparent()
        if run is not None and run.tag == _R and node.get(_VAL) not in OFF:
            unread.add(_PROPERTIES[node.tag], _said(run))
            _detach(run)
    elif node.tag == W + "cellDel":
        _empty(above.getparent(), "deleted", unread)
    elif node.tag == W + "showingPlcHdr":
        _empty(above.getparent(), "placeholder", unread)
    elif above.tag in (_RPR, _TRPR):
        _mark(node, above, joined, unread)
    else:
        if node.tag in (W + "del", W + "moveFrom"):
            unread.add("deleted", _said(node))
        _detach(node)


def _mark(
    node: etree._Element, above: etree._Element, joined: set[etree._Element], unread: Unread
) -> None:
    """A deletion mark on a row drops it; on a paragraph's end it joins it with the next."""
    holder = above.getparent()
    if above.tag == _TRPR and holder is not None:
        unread.add("deleted", _said(holder))
        _detach(holder)
    elif holder is not None and holder.tag == _PPR and node.tag == W + "del":
        paragraph = holder.getparent()
        if paragraph is not None:
            joined.add(paragraph)


def _styled(root: etree._Element, styles: dict[str, str], unread: Unread) -> None:
    """Take out the runs that a style of characters or of their paragraph hides."""
    for node in list(root.iter(_RUN_STYLE, _PARAGRAPH_STYLE)):
        kind = styles.get(node.get(_VAL) or "")
        properties = node.getparent()
        holder = None if properties is None else properties.getparent()
        if kind is None or holder is None:
            continue
        for run in [holder] if holder.tag == _R else list(holder.iterchildren(_R)):
            if not _shown(run, kind):
                unread.add(kind, _said(run))
                _detach(run)


def _shown(run: etree._Element, kind: str) -> bool:
    """True where a run itself switches off what its style says."""
    properties = run.find(_RPR)
    stated = [] if properties is None else [n for n in properties if _PROPERTIES.get(n.tag) == kind]
    return any(node.get(_VAL) in OFF for node in stated)


def _empty(holder: etree._Element | None, kind: str, unread: Unread) -> None:
    """Take the runs out of an element that itself stays, so that the grid keeps its cell."""
    if holder is None:
        return
    unread.add(kind, _said(holder))
    for run in list(holder.iter(_R)):
        _detach(run)


def _said(node: etree._Element) -> str:
    return "".join(_words(node))


def _words(node: etree._Element) -> Iterator[str]:
    for word in node.iter(_T, W + "delText"):
        yield word.text or ""


def _detach(node: etree._Element) -> None:
    above = node.getparent()
    if above is not None:
        above.remove(node)
