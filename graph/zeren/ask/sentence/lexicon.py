"""The words of questions, as data: ``ontology/vocabulary/sentence.tsv``, ``outside.tsv``, ``rhythms.tsv`` and ``nicknames.tsv``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from zeren.ground.fold import key
from zeren.ground.resources import table

KINDS = frozenset(
    [
        "skip",
        "blank",
        "grouped",
        "both",
        "overloaded",
        "of",
        "by",
        "and",
        "except",
        "thing",
        "role",
        "rolenoun",
        "who",
        "list",
        "count",
        "ask",
        "most",
        "least",
        "low",
        "high",
        "rank",
        "standing",
        "each",
        "eachplan",
        "compare",
        "share",
        "only",
        "not",
        "sole",
        "first",
        "together",
        "two",
        "target",
        "reach",
        "time",
        "deadline",
        "due",
        "mention",
        "cited",
        "repeal",
        "cascade",
        "source",
        "summary",
        "network",
        "member",
        "level",
        "among",
        "planword",
        "company",
        "year",
        "outside",
        "or",
        "others",
        "favour",
        "sum",
        "vague",
    ]
)
"""what a word may do in a question"""

GRAMMAR = frozenset("的是由归和与跟或不没无都了也又还被把给谁")
"""characters that bind words together: at the edge of characters that nobody knows they belong to the sentence, not to these"""
QUOTES = "“”‘’\"'「」『』"
"""quotation marks, which one text prints and another does not: “三监”联动, “三监联动”, 三监联动"""
_DRESS = re.compile(r"[\s_{}^]")
_QUOTED = re.compile(f"[{QUOTES}]")


@dataclass(frozen=True, slots=True)
class Word:
    """What a word of the lexicon does in a question."""

    kind: str
    """one of ``KINDS``"""
    value: str
    """which of its kind, empty where the kind says all"""


@dataclass(frozen=True, slots=True)
class Outside:
    """Something that plans do not say."""

    topic: str
    reason: str
    instead: str
    """what can be asked in its place"""


@dataclass(frozen=True, slots=True)
class Nickname:
    """What people call bodies in talk."""

    functions: tuple[str, ...]
    """keys of ``register/functions.tsv``"""
    bare: bool
    """True where the word is a body only beside a word of responsibility"""


@lru_cache(1 << 12)
def folded(text: str) -> str:
    """Return text as questions and documents are compared: ``PM _{2.5}`` and ``ＰＭ2.5`` are ``pm2.5``, “三监”联动 is 三监联动."""
    return _QUOTED.sub("", folded_with_quotes(text))


def folded_with_quotes(text: str) -> str:
    """Return text folded, with its quotation marks: in a question they tell where words of a matter begin and end."""
    return _DRESS.sub("", key(text))


def char_class(chars: str) -> str:
    """Return a regular expression (RE2) for one of some characters: ``[\\x{50}\\x{70}]`` for Pp; empty for none."""
    coded = "".join(f"\\x{{{ord(char):x}}}" for char in dict.fromkeys(chars))
    return f"[{coded}]" if coded else ""


@cache
def words() -> Mapping[str, Word]:
    """Return folded spelling → what it does."""
    found: dict[str, Word] = {}
    for row in table("vocabulary/sentence"):
        for word in row["words"].split("|"):
            found[folded(word)] = Word(row["kind"], row["value"])
    for row in table("vocabulary/outside"):
        for word in row["words"].split("|"):
            found[folded(word)] = Word("outside", row["topic"])
    return found | {word: Word("time", "recurring") for word in rhythms()}


@cache
def rhythms() -> Mapping[str, str]:
    """Return folded word for how often something recurs → its rhythm, as ``ground.recurrence.rhythm`` tells it of a rule."""
    return {folded(word): row["rhythm"] for row in table("vocabulary/rhythms") for word in row["words"].split("|")}


@cache
def turns(kind: str) -> frozenset[str]:
    """Return the words of a kind that turn the meaning of others (``turns.tsv``); KeyError where there is no such kind."""
    found = {row["kind"]: frozenset(folded(word) for word in row["words"].split("|")) for row in table("vocabulary/turns")}
    return found[kind]


@cache
def generic() -> frozenset[str]:
    """Return the words of a matter that may be left out where nothing holds them all."""
    return frozenset(folded(row["word"]) for row in table("vocabulary/generic"))


@cache
def outside() -> Mapping[str, Outside]:
    """Return topic → why it is not answered."""
    return {
        row["topic"]: Outside(row["topic"], row["reason"], row["instead"])
        for row in table("vocabulary/outside")
    }


@cache
def nicknames() -> Mapping[str, Nickname]:
    """Return folded nickname → what it may mean."""
    return {
        folded(row["word"]): Nickname(tuple(row["functions"].split()), row["bare"] == "yes")
        for row in table("vocabulary/nicknames")
    }


@cache
def shortened() -> Mapping[str, str]:
    """Return folded part of a name → what people make of it."""
    return {folded(row["printed"]): folded(row["said"]) for row in table("vocabulary/shortened")}


@cache
def spoken() -> Mapping[str, tuple[str, ...]]:
    """Return folded word → the words that documents use for the same matter, the word itself first."""
    found: dict[str, tuple[str, ...]] = {}
    for row in table("vocabulary/spoken"):
        spelled = [folded(word) for word in row["spoken"].split("|")]
        meant = tuple(folded(word) for word in row["printed"].split("|"))
        for word in spelled:
            found[word] = tuple(dict.fromkeys((word, *meant)))
    return found
