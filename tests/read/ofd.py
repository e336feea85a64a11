"""OFD files made by hand: words and strokes at places in millimetres (GB/T 33190)."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from .writers import to_zip

_OFD = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def words(x: float, y: float, text: str, size: float = 4) -> str:
    """A text object whose first character stands at (x, y), y being the baseline from the page's top."""
    step = f"g {len(text) - 1} {size}" if len(text) > 1 else ""
    return (
        f'<ofd:TextObject ID="1" Boundary="{x} {y - size} {size * len(text)} {size}" Font="1" Size="{size}">'
        f'<ofd:TextCode X="0" Y="{size}" DeltaX="{step}">{escape(text)}</ofd:TextCode></ofd:TextObject>'
    )


def stroke(x: float, y: float, width: float, height: float) -> str:
    """A straight stroke; one of the lengths is 0."""
    return (
        f'<ofd:PathObject ID="2" Boundary="{x} {y} {width} {height}" LineWidth="0.2">'
        f"<ofd:AbbreviatedData>M 0 0 L {width} {height}</ofd:AbbreviatedData></ofd:PathObject>"
    )


def table(rows: Sequence[Sequence[str]], columns: Sequence[float], top: float, height: float = 10) -> list[str]:
    """A ruled table whose cells hold a line each."""
    drawn = [stroke(columns[0], top + at * height, columns[-1] - columns[0], 0) for at in range(len(rows) + 1)]
    drawn += [stroke(x, top, 0, len(rows) * height) for x in columns]
    for at, row in enumerate(rows):
        drawn += [words(x + 1, top + at * height + 6, text) for x, text in zip(columns, row, strict=False) if text]
    return drawn


def ofd(pages: Sequence[Sequence[str]], template: Sequence[str] = ()) -> bytes:
    """A file of pages; ``template`` is drawn below each of them."""
    named = '<ofd:TemplatePage ID="90" BaseLoc="Tpls/Tpl_0/Content.xml"/>' if template else ""
    listed = "".join(f'<ofd:Page ID="{at + 10}" BaseLoc="Pages/Page_{at}/Content.xml"/>' for at in range(len(pages)))
    parts = {
        "OFD.xml": f'<ofd:OFD {_OFD} Version="1.0"><ofd:DocBody><ofd:DocInfo><ofd:Title>农事计划</ofd:Title></ofd:DocInfo>'
        "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {_OFD}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox>"
        f"</ofd:PageArea>{named}</ofd:CommonData><ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
    }
    reference = '<ofd:Template TemplateID="90"/>' if template else ""
    for at, page in enumerate(pages):
        parts[f"Doc_0/Pages/Page_{at}/Content.xml"] = _content(page, reference)
    if template:
        parts["Doc_0/Tpls/Tpl_0/Content.xml"] = _content(template, "")
    return to_zip([(name, text.encode()) for name, text in parts.items()])


def _content(drawn: Sequence[str], reference: str) -> str:
    layer = f'<ofd:Content><ofd:Layer ID="3">{"".join(drawn)}</ofd:Layer></ofd:Content>'
    return f"<ofd:Page {_OFD}>{reference}{layer}</ofd:Page>"
