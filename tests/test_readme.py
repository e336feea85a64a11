"""What the README shows is what the program prints."""

from __future__ import annotations

import re
import sys

from conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_shown_output_is_real() -> None:
    sys.path.insert(0, str(ROOT / "scripts"))
    try:
        import readme
    finally:
        sys.path.pop(0)
    assert len(re.findall(r"^\$ zeren", README, re.MULTILINE)) >= 5
    pages = [page.read_text(encoding="utf-8") for page in readme.PAGES]
    assert len(pages) == 4 and all(re.search(r"^\$ zeren", page, re.MULTILINE) for page in pages)
    assert readme.filled(*pages) == pages


def test_every_file_that_the_readme_names_is_there() -> None:
    for name in re.findall(r"\]\(([^)#]+)\)|`((?:scripts|ontology|docs|data)/[\w./]+)`", README):
        path = name[0] or name[1]
        assert (ROOT / path).exists(), path
