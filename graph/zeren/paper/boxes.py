"""Boxes of text that stand in a place of the page, whatever the text around them does."""

from __future__ import annotations

_EMU = 635
"""of a twentieth of a point"""
_SPACES = (
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
MIDDLE = '<wp:positionH relativeFrom="margin"><wp:align>center</wp:align></wp:positionH>'
FOOT = '<wp:positionV relativeFrom="margin"><wp:align>bottom</wp:align></wp:positionV>'


def across(offset: int) -> str:
    """A place so many twentieths of a point right of the left edge of the page."""
    return f'<wp:positionH relativeFrom="page"><wp:posOffset>{offset * _EMU}</wp:posOffset></wp:positionH>'


def down(offset: int) -> str:
    """A place so many twentieths of a point below the upper edge of the page."""
    return f'<wp:positionV relativeFrom="page"><wp:posOffset>{offset * _EMU}</wp:posOffset></wp:positionV>'


def box(name: str, inner: str, size: tuple[int, int], place: tuple[str, str], *, turned: bool = False) -> str:
    """Return a box without lines of its own with the paragraphs and tables ``inner``.

    ``size``: breadth and height in twentieths of a point; ``place``: across and down; ``turned``: its lines run from above to below.
    """
    extent = f'cx="{size[0] * _EMU}" cy="{size[1] * _EMU}"'
    body = 'vert="vert" anchor="t"' if turned else 'anchor="b"'
    # LibreOffice sets a box of a footer that is over nothing into the corner of a page that is not full.
    around = '<wp:wrapSquare wrapText="bothSides"/>' if turned else "<wp:wrapNone/>"
    return (
        f'<mc:AlternateContent {_SPACES}><mc:Choice Requires="wps"><w:drawing>'
        '<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="2" behindDoc="0" locked="0" layoutInCell="0" '
        'allowOverlap="1">'
        f'<wp:simplePos x="0" y="0"/>{place[0]}{place[1]}'
        f'<wp:extent {extent}/>{around}<wp:docPr id="900" name="{name}"/><wp:cNvGraphicFramePr/>'
        '<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr txBox="1"/>'
        f'<wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {extent}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/>'
        f'<a:ln><a:noFill/></a:ln></wps:spPr><wps:txbx><w:txbxContent>{inner}</w:txbxContent></wps:txbx>'
        f'<wps:bodyPr {body} lIns="0" tIns="0" rIns="0" bIns="0"/></wps:wsp></a:graphicData></a:graphic>'
        "</wp:anchor></w:drawing></mc:Choice></mc:AlternateContent>"
    )
