"""Write the role words and deadline words of the tables into ``ontology/codes.ttl`` as alternative labels.

Run with ``python tests/questions/labels.py`` after a word was added to ``columns.tsv``, ``roles.tsv`` or
``deadlines.tsv``; ``tests/test_ontology.py`` holds both equal.
"""

from __future__ import annotations

import re

from zeren.ground.resources import ontology_dir, table
from zeren.table.duties import ROLES

WIDTH = 110


def words() -> dict[str, list[str]]:
    """Code → words, in the order of the tables, each once."""
    found: dict[str, dict[str, None]] = {}
    for row in (*table("vocabulary/columns"), *table("vocabulary/roles")):
        if row["role"] in ROLES:
            found.setdefault(row["role"], {})[row["word"]] = None
    for row in table("vocabulary/deadlines"):
        found.setdefault("deadline-" + row["kind"], {})[row["word"]] = None
    return {code: list(of) for code, of in found.items()}


def labels(own: str, of: list[str]) -> str:
    """The statement of the alternative labels, the preferred one left out, in lines of ``WIDTH``."""
    lines = ["    skos:altLabel"]
    for word in (word for word in of if word != own):
        item = f' "{word}"@zh ,'
        if len(lines[-1]) + len(item) > WIDTH:
            lines.append("       ")
        lines[-1] += item
    return "\n".join(lines)[:-1] + ";\n"


def main() -> None:
    """Rewrite the file in place."""
    file = ontology_dir() / "codes.ttl"
    text = file.read_text(encoding="utf-8")
    for code, of in words().items():
        entry = re.search(rf"^zrc:{code} a skos:Concept ;\n.*?\n\n", text + "\n", re.M | re.S)
        if entry is None:
            raise KeyError(code)
        bare = re.sub(r"    skos:altLabel.*? ;\n", "", entry.group(), flags=re.S)
        before, preferred, after = re.split(r'(    skos:prefLabel "[^"]*"@zh , .*?;\n)', bare, maxsplit=1)
        new = labels(preferred.split('"')[1], of)
        text = text.replace(entry.group(), before + preferred + new + after)
    file.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
