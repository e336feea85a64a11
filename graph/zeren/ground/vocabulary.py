"""Namespaces, codes and how identifiers are made."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from urllib.parse import quote

from zeren.ground.resources import table

TERMS = "https://w3id.org/zeren/ns#"
CODES = "https://w3id.org/zeren/code/"
BASE = "https://w3id.org/zeren/id/"
LEDGER_ROW = "ledger-row/"
"""how the path of a row of an office's own ledger begins"""

PREFIXES = {
    "zr": TERMS,
    "zrc": CODES,
    "zri": BASE,
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
    "org": "http://www.w3.org/ns/org#",
    "prov": "http://www.w3.org/ns/prov#",
    "oa": "http://www.w3.org/ns/oa#",
    "qudt": "http://qudt.org/schema/qudt/",
    "unit": "http://qudt.org/vocab/unit/",
    "time": "http://www.w3.org/2006/time#",
    "eli": "http://data.europa.eu/eli/ontology#",
    "sh": "http://www.w3.org/ns/shacl#",
    "qb": "http://purl.org/linked-data/cube#",
    "sdmx-attribute": "http://purl.org/linked-data/sdmx/2009/attribute#",
}
"""prefixes of shipped queries and exports"""

ROLE_SHORTCUTS = {
    "lead": "ledBy",
    "responsible": "responsibleParty",
    "support": "assistedBy",
    "guide": "guidedBy",
    "supervise": "supervisedBy",
}
"""role code → property that leads straight from the measure to the body"""

COMPARATORS = {
    ">=": "at-least",
    "<=": "at-most",
    "=": "equal",
    "~": "about",
    ">": "more-than",
    "<": "less-than",
}
"""printed comparator → its code"""


def expand(name: str) -> str:
    """Return the IRI of a prefixed name (``zr:Plan``); KeyError for a prefix that is not declared."""
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local


def with_prefixes(sparql: str) -> str:
    """Return a query with the prefixes of this program declared that it uses and does not declare itself.

    They stand before its first line, so that a message of the parser names the line that the user knows.
    """
    declared = {name.lower() for name in re.findall(r"(?i)\bprefix\s+([\w-]*):", sparql)}
    # ``zr:Plan``, and ``zrc:`` alone, as in STR(zrc:); a known prefix that only a string holds is declared without harm.
    used = set(re.findall(r"(?<![\w<-])([a-z][a-z-]*):", sparql))
    missing = [name for name in PREFIXES if name in used and name not in declared]
    return "".join(f"PREFIX {name}: <{PREFIXES[name]}> " for name in missing) + sparql


def iri(path: str, base: str = BASE) -> str:
    """Return the IRI of an individual from its path below the base."""
    return base + path


def document_path(name: str) -> str:
    """Return the path of a source document from its name, whose folders stay segments of their own."""
    return "document/" + "/".join(segment(part) for part in name.split("/"))


def words_path(name: str) -> str:
    """Return the path below which the printed words of a document lie, as ``START-END``.

    Named after the file, not its bytes: a new version keeps what it says in the same words.
    """
    return f"words/{digest([name])}"


@lru_cache(maxsize=1 << 12)
def segment(text: str) -> str:
    """Return ``text`` as one percent-encoded path segment, NFC first, so that equal names give equal IRIs."""
    return quote(unicodedata.normalize("NFC", text), safe="")


def digest(parts: Iterable[str]) -> str:
    """Return 16 hexadecimal digits that identify a sequence of strings."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


@cache
def deeds() -> frozenset[str]:
    """Words for what is done: all verbs, and the words that a body acts with in a clause, the modal ones (要, 应) among them."""
    acts = (row["word"] for row in table("vocabulary/clauses") if row["part"] == "act")
    return frozenset({*(row["verb"] for row in table("vocabulary/verbs")), *acts})
