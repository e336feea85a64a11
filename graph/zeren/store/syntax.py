"""What must be known of a query before the engine sees it."""

from __future__ import annotations

import re

from zeren.ground.errors import WrongUsage
from zeren.ground.vocabulary import PREFIXES

LONGEST = 64 << 10
"""bytes of a user's query; longer ones are programs, not questions"""
DEEPEST = 100
"""brackets within one another; the engine's own stack ends at about 800"""

# Strings, IRIs and comments, so that a word inside them is not taken for a keyword.
_QUOTED = re.compile(
    r"""\"{3}(?:[^"\\]|\\.|"(?!""))*(?:"{3})?|'{3}(?:[^'\\]|\\.|'(?!''))*(?:'{3})?"""
    r"""|"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?|<[^<>"{}|^`\\\s]*>|\#[^\n]*""",
    re.DOTALL,
)
# What may stand before the word that says what a query gives, once strings, IRIs and comments are gone.
_PROLOGUE = r"(?:\s|BASE\s*<>|PREFIX\s+[^\s:]*:\s*<>)*"
_GRAPH = re.compile(_PROLOGUE + r"(?:CONSTRUCT|DESCRIBE)\b", re.IGNORECASE)
_DATE = r"""(?:"[^"\n]*"|'[^'\n]*')\s*+\^\^\s*+(?:<[^<>\s]*\#date(?:Time)?>|[\w.-]*:date(?:Time)?(?![\w:-]))"""
_TO_DATE = re.compile(rf"<=\s*+(?:\(\s*+)*+{_DATE}|{_DATE}\s*+(?:\)\s*+)*+>=")
_GRAPHS = re.compile(r"(?<![\w:?$@.-])(?:FROM|GRAPH)(?![\w:.-])", re.IGNORECASE)
_FROM = re.compile(r"(?<![\w:?$@.-])FROM(?=\s+NAMED\b|\s*<>|\s+[\w.-]*:)", re.IGNORECASE)


# ``foo`` of ``foo:Plan`` and of ``PREFIX foo: <…>``, empty of ``:Plan``; ``_:b`` is no prefixed name.
_PREFIXED = re.compile(r"(?<![\w:?$@.%\\-])((?:[^\W\d_][\w-]*)?):")
_DECLARED = re.compile(r"\bPREFIX\s+((?:[^\W\d_][\w.-]*)?):", re.IGNORECASE)
_BLANK = re.compile(r"(?<!\w)_:")
_SERVICE = re.compile(r"(?<![\w:?$@.-])SERVICE(?![\w:-])", re.IGNORECASE)


def calls_service(sparql: str) -> bool:
    """Tell whether a query asks another endpoint (SERVICE)."""
    return _SERVICE.search(_bare(sparql)) is not None


def names_dataset(sparql: str) -> bool:
    """Tell whether a query has a FROM clause of its own: its dataset then replaces the union of documents."""
    return _FROM.search(_bare(sparql)) is not None


def names_graphs(sparql: str) -> bool:
    """Tell whether a query may ask for graphs by name: then it needs documents kept apart."""
    return _GRAPHS.search(_bare(sparql)) is not None


def gives_graph(sparql: str) -> bool:
    """Tell whether a query gives statements (CONSTRUCT, DESCRIBE) and not a table or a yes or no."""
    return _GRAPH.match(_bare(sparql)) is not None


def ends_at_date(sparql: str) -> bool:
    """Tell whether a query compares with a date written in it by ``<=`` (or has the date before ``>=``)."""
    return _TO_DATE.search(sparql) is not None


def undeclared(sparql: str) -> str:
    """Return what to tell of the prefixes that a query uses and nobody declared; empty where there are none."""
    bare = _BLANK.sub(" ", _bare(sparql))
    declared = set(_DECLARED.findall(bare))
    lacking = [f"{name}:" for name in dict.fromkeys(_PREFIXED.findall(bare)) if name not in declared]
    if not lacking:
        return ""
    return (
        f"未知的前缀 {'、'.join(lacking)} (unknown prefix); 请在查询开头写 PREFIX {lacking[0]} <完整地址> (declare it), "
        f"或用不必声明的 (or use one that needs no declaring): {', '.join(PREFIXES)}"
    )


def _bare(sparql: str) -> str:
    return _QUOTED.sub(lambda match: "<>" if match.group()[0] == "<" else " ", sparql)


def check(sparql: str) -> None:
    """Refuse a query that is too long or too deeply nested for the engine; raises WrongUsage."""
    size = len(sparql.encode(errors="replace"))
    if size > LONGEST:
        raise WrongUsage(f"查询过长 (query of {size} bytes)", f"at most {LONGEST} bytes are taken")
    depth = 0
    for character in sparql:
        if character in "({[":
            depth += 1
            if depth > DEEPEST:
                raise WrongUsage("查询嵌套过深 (too many brackets within one another)", f"at most {DEEPEST}")
        elif character in ")}]":
            depth -= 1
