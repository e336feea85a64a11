"""Build the documentation of the ontology by pyLODE, in both languages, into ontology/documentation; --check compares.

pyLODE (BSD-3-Clause) is a tool of the build alone. Its page is taken apart here: of its body only the text stays, the
look is that of our pages, which allow no style inside; anchors are the names of the terms; lists are sorted, for pyLODE
orders them by chance. 3.4.0 and 3.4.1 of pyLODE cannot be imported as installed (they look for a pyproject.toml).
"""

from __future__ import annotations

import logging
import re
import sys
from pathlib import Path

from lxml import etree, html
from rdflib import BNode, Graph, Literal
from rdflib.term import Node

ROOT = Path(__file__).resolve().parents[1]
TERMS = ROOT / "ontology" / "zeren.ttl"
FOLDER = ROOT / "ontology" / "documentation"
LANGUAGES = {"zh": "en", "en": "zh"}
KEPT = ("id", "href", "class", "title")


def page(lang: str) -> str:
    """Return the documentation in one language as a fragment of HTML; ImportError without pyLODE."""
    from pylode import OntPub, __version__

    logging.disable(logging.INFO)
    whole = html.fromstring(OntPub(terms(lang)).make_html())
    words = headings() if lang == "zh" else {}
    toc, content = whole.get_element_by_id("toc"), whole.get_element_by_id("content")
    for part in (toc, content):
        clean(part, words)
    names = anchored(content)
    for link in (*toc.iter("a"), *content.iter("a")):
        target = link.get("href", "")
        if target.startswith("#"):
            link.set("href", "#" + names.get(target[1:], target[1:]))
    ordered(toc, content)
    toc.tag = "nav"
    toc.set("aria-label", words.get("Table of Contents", "Table of Contents"))
    note = f"<!-- by pyLODE {__version__}, OntPub profile, from zeren.ttl; made by scripts/document.py -->\n"
    return note + "".join(etree.tostring(part, encoding="unicode", method="html") for part in (toc, content)) + "\n"


def terms(lang: str) -> Graph:
    """Return the ontology with the literals of one language, its blank nodes named in the order of the file."""
    read, told = Graph().parse(TERMS), Graph()
    for prefix, space in read.namespaces():
        told.bind(prefix, space)
    blank: dict[Node, BNode] = {}
    for triple in read:
        said = [o.language for o in read.objects(triple[0], triple[1]) if isinstance(o, Literal)]
        if isinstance(triple[2], Literal) and triple[2].language == LANGUAGES[lang] and lang in said:
            continue
        told.add(tuple(blank.setdefault(n, BNode(f"b{len(blank)}")) if isinstance(n, BNode) else n for n in triple))
    return told


def clean(part: html.HtmlElement, words: dict[str, str]) -> None:
    """Leave text and structure: no style, no picture; headings in our words, lists in order."""
    for element in list(part.iter(etree.Element)):
        if element.tag in ("script", "style", "img", "link"):
            element.drop_tree()
            continue
        for name in set(element.attrib) - set(KEPT):
            del element.attrib[name]
        if element.get("title", "").startswith("None."):
            del element.attrib["title"]
        text = (element.text or "").strip()
        if text in words and not len(element):
            element.text = words[text]
    for listing in part.iter("ul"):
        if all(item.find(".//a") is not None for item in listing) and listing.find(".//ul") is None:
            listing[:] = sorted(listing, key=lambda item: (item.text_content().strip(), etree.tostring(item)))
    for cell in {joint.getparent() for joint in part.find_class("cardinality")}:
        # The members of a union with "or" between them, every second child.
        cell[::2] = sorted(cell[::2], key=lambda item: item.text_content().strip())
    for element in part.iter(etree.Element):
        # Blanks between elements tell nothing; those of text do.
        element.tail = None if not (element.tail or "").strip() else element.tail
        element.text = None if not (element.text or "").strip() else element.text


def anchored(content: html.HtmlElement) -> dict[str, str]:
    """Give every entity the local name of its term as anchor; return pyLODE's anchors with the new ones."""
    names: dict[str, str] = {}
    for entity in content.find_class("entity"):
        iri = entity.findtext(".//code") or ""
        if "#" not in iri:
            continue
        was = entity.get("id", "")
        if was in names:
            raise ValueError(f"{was!r}: two terms have this anchor in pyLODE's page")
        names[was] = iri.rpartition("#")[2]
        entity.set("id", names[was])
    return names


def ordered(toc: html.HtmlElement, content: html.HtmlElement) -> None:
    """Put the terms of each section, and their entries in the table of contents, in the order of the file."""
    listed = re.findall(r"^zr:(\w+) a ", TERMS.read_text(encoding="utf-8"), re.MULTILINE)
    place = {name: number for number, name in enumerate(listed)}
    for section in {entity.getparent() for entity in content.find_class("entity")}:
        entities = [child for child in section if child.get("id") in place]
        for entity in sorted(entities, key=lambda child: place[child.get("id")]):
            section.append(entity)
    for listing in toc.find_class("second"):
        listing[:] = sorted(listing, key=lambda item: place.get(item.find(".//a").get("href")[1:], 0))


def headings() -> dict[str, str]:
    """Return what pyLODE calls its headings with the Chinese words."""
    lines = (FOLDER / "headings.tsv").read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines[2:])


def main() -> int:
    """Write both pages, or compare them with what is there; return the exit code."""
    stale = []
    for lang in LANGUAGES:
        file, text = FOLDER / f"{lang}.html", page(lang)
        if "--check" not in sys.argv:
            file.write_text(text, encoding="utf-8")
        elif not file.exists() or file.read_text(encoding="utf-8") != text:
            stale.append(file)
    for file in stale:
        print(f"✗ {file.relative_to(ROOT)}: not what pyLODE makes of zeren.ttl; run python scripts/document.py", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
