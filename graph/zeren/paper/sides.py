"""The imprint on a page with an even number, for papers that are printed on both sides (GB/T 9704—2012, 7.4)."""

from __future__ import annotations

import io

from zeren.ground.errors import WrongUsage
from zeren.paper.composed import composed
from zeren.paper.template import Template
from zeren.paper.values import Values

_MOST = 2
"""new pages that may be needed: where the imprint stood alone on an odd page, one is left empty before it"""


def even(template: Template, filling: Values) -> bytes:
    """Return the paper with as few new pages before its imprint as bring it to an even page; one without an imprint as it is."""
    if template.data is not None:
        remedy = "去掉 --double-sided，需要时在 Word 里加一页 (leave it out, add a page in Word)"
        raise WrongUsage(f"{template.name}：Word 模板的页数由模板自己定 (the pages are those of your template)", remedy)
    plain = composed(template.lines, filling)
    if not any(filling.texts.get(name) for name in ("抄送", "印发机关")):
        return plain
    tried = [plain, *(composed(template.lines, filling, breaks) for breaks in range(1, _MOST + 1))]
    return next((data for data in tried if pages(data) % 2 == 0), plain)


def pages(data: bytes) -> int:
    """The number of pages that LibreOffice lays a Word document out on; raises UnreadableInput where it is not installed."""
    import pdfplumber

    from zeren.read.doc import convert

    with pdfplumber.open(io.BytesIO(convert(data, "docx", "paper.docx", target="pdf"))) as laid:
        return len(laid.pages)
