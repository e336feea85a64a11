"""Small pages as PDF made by hand: words at places, bars, and a matrix for what is turned (ISO 32000-1)."""

from __future__ import annotations

from collections.abc import Sequence

WIDTH, HEIGHT = 595, 842


def words(x: float, y: float, text: str, size: float = 12, matrix: str = "1 0 0 1") -> str:
    """Draw ``text`` with its baseline from (x, y), y upwards from the page's foot."""
    return f"BT /F {size} Tf {matrix} {x} {y} Tm <{text.encode('utf-16-be').hex()}> Tj ET"


def bar(x: float, y: float, width: float, height: float = 0.7) -> str:
    """Draw a filled bar whose lower left corner is (x, y)."""
    return f"{x} {y} {width} {height} re f"


def table(rows: Sequence[Sequence[str]], columns: Sequence[float], top: float, height: float = 30) -> list[str]:
    """A ruled table: ``columns`` are the borders from left to right; each cell is a line of words."""
    right = columns[-1]
    drawn = [bar(columns[0], top - at * height, right - columns[0]) for at in range(len(rows) + 1)]
    drawn += [bar(x, top - len(rows) * height, 0.7, len(rows) * height) for x in columns]
    for at, row in enumerate(rows):
        drawn += [
            words(x + 4, top - at * height - 18, text) for x, text in zip(columns, row, strict=False) if text
        ]
    return drawn


def pdf(pages: Sequence[Sequence[str]], turned: bool = False) -> bytes:
    """A file of pages; ``turned`` draws every page a quarter turn to the left on a page on its side."""
    box = f"[0 0 {HEIGHT} {WIDTH}]" if turned else f"[0 0 {WIDTH} {HEIGHT}]"
    begin = f"0 1 -1 0 {HEIGHT} 0 cm\n" if turned else ""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(f'{6 + 2 * at} 0 R' for at in range(len(pages)))}] >>",
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>",
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /FontDescriptor 5 0 R /DW 1000"
        " /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>",
        "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 4 /FontBBox [0 -120 1000 880] /ItalicAngle 0"
        " /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
    ]
    for at, page in enumerate(pages):
        content = begin + "\n".join(page)
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox {box} /Contents {7 + 2 * at} 0 R"
            " /Resources << /Font << /F 3 0 R >> >> >>",
            f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        ]
    out, places = "%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n"
    entries = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(objects) + 1
    out += f"xref\n0 {size}\n0000000000 65535 f \n{entries}trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n"
    return (out.rstrip("\n") + f"\n{out.index('xref')}\n%%EOF\n").encode("ascii")
