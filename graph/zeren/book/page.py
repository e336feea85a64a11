"""A whole page shown inside a notebook, in a frame that cannot reach the notebook."""

from __future__ import annotations

from dataclasses import dataclass, replace
from html import escape
from pathlib import Path

HEIGHT = 640
"""pixels"""
# Without allow-same-origin the page has an origin of its own: it reads neither the notebook nor its cookies.
_SANDBOX = "allow-scripts allow-downloads"
# The address that "#…" continues is else that of the notebook, whose address the page may not change.
_HEAD, _OWN = "<head>", '<head><base href="about:srcdoc">'


@dataclass(frozen=True, slots=True)
class Page:
    """A page that needs nothing but itself; a notebook shows it, ``save`` writes it."""

    title: str
    html: str
    """the whole page"""
    height: int = HEIGHT
    """of its frame in a notebook, in pixels"""

    def __repr__(self) -> str:
        return f"<Page {self.title}: {len(self.html.encode()) / 1000:.0f} kB; .save('page.html') writes it>"

    def _repr_html_(self) -> str:
        inner = escape(self.html.replace(_HEAD, _OWN, 1), quote=True)
        return (
            f'<iframe title="{escape(self.title, quote=True)}" sandbox="{_SANDBOX}" referrerpolicy="no-referrer" '
            f'width="100%" height="{self.height}" style="border:1px solid #d9dee5" srcdoc="{inner}"></iframe>'
        )

    def taller(self, height: int) -> Page:
        """Return the page in a frame of another height in pixels."""
        return replace(self, height=height)

    def save(self, path: str | Path) -> Path:
        """Write the page as a file that opens offline in any browser; return its path."""
        target = Path(path)
        target.write_bytes(self.html.encode("utf-8", "backslashreplace"))
        return target
