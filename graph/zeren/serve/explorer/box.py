"""The one box for questions: a name leads to its body, a question to its answer, words to where they stand."""

from __future__ import annotations

from dataclasses import dataclass, field

from zeren import ask
from zeren.ask.lookup import near
from zeren.ask.questions import Column
from zeren.ask.search import PLACES, Hit, first_hits
from zeren.ask.sentence.cut import cut
from zeren.ask.sentence.known import known
from zeren.ask.sentence.token import Token
from zeren.ground.errors import Ambiguous, NotFound, OwnFault
from zeren.ground.resources import table
from zeren.serve.explorer import front
from zeren.store.reader import Reader
from zeren.table import Landing

LONG = 80
"""characters of what may be typed; a longer text is cut off"""
SHOWN = 200
"""rows of an answer that a page shows"""
EACH = 12
"""hits of one kind that a page shows"""
_ASKING = frozenset(
    (
        "who", "role", "rolenoun", "list", "count", "most", "least", "rank", "each", "compare", "share", "two", "target", "reach", "due",
        "deadline", "cited", "repeal", "cascade", "network", "overloaded", "summary", "outside", "source", "top", "atleast", "exactly",
    )
)  # fmt: skip
"""kinds of words that make a question of a row of words"""
_LATER = ("plan", "annex", "task_no", "task", "position", "source")
"""columns that follow the others on a page"""
EXAMPLES = (
    ("区生态环境局牵头哪些措施", "区生态环境局"), ("谁协办最多", ""), ("6月底前要完成什么", ""), ("餐饮油烟归谁管", "餐饮油烟"),
    ("PM2.5今年的目标", "PM2.5"), ("各街道办事处负责什么", "各街道办事处"), ("没有写时限的措施有哪些", ""), ("噪声由谁负责", "噪声"),
    ("哪两个单位一起协办最多", ""), ("区水务局有多少项任务", "区水务局"),
)  # fmt: skip
"""sentences that the box suggests, with the name or word that the store must hold"""
OFFERED = 60
"""bodies that the box suggests, those with most measures first"""


@dataclass(frozen=True, slots=True)
class Boxed:
    """What the box makes of what was typed."""

    body: str | None = None
    """IRI of the body whose name it is"""
    answer: ask.Asked | None = None
    columns: tuple[Column, ...] = ()
    refused: str = ""
    """why a question is not answered"""
    remedy: str = ""
    hits: list[tuple[str, str, list[Hit], int]] = field(default_factory=list)
    """heading in Chinese and English, the first hits, the number of all"""
    meant: tuple[str, ...] = ()
    """names of bodies that could have been meant, where nothing was found"""


def boxed(reader: Reader, typed: str) -> Boxed:
    """Return what the box shows for what was typed."""
    store = known(reader)
    tokens = [token for token in cut(typed, store) if token.kind not in ("mark", "skip", "of")]
    if len(tokens) == 1 and tokens[0].kind == "body" and len(tokens[0].iris) == 1 and tokens[0].how != "slip":
        return Boxed(body=tokens[0].iris[0])
    # Measures stand in a table of their own, which looks for the words itself.
    found = first_hits(reader, typed, EACH, [kind for kind in PLACES if kind != "measure"])
    hits = [(*PLACES[kind], first, count) for kind, (first, count) in found.items()]
    answer, refused, remedy = _answered(reader, typed, tokens)
    meant: tuple[str, ...] = ()
    if answer is None and not found and not first_hits(reader, typed, 1, ["measure"]):
        candidates = [ask.Candidate(row.id, row.name, row.aliases) for row in store.duties.bodies.values()]
        meant = tuple(near(typed, candidates, 4))
    return Boxed(None, answer, _columns(answer), refused, remedy, hits, meant)


def _answered(reader: Reader, typed: str, tokens: list[Token]) -> tuple[ask.Asked | None, str, str]:
    """Answer what was typed where it asks something; else say why not."""
    named = sum(token.kind == "body" for token in tokens)
    asking = any(token.kind in _ASKING or token.kind.startswith("bodycount") for token in tokens)
    if not asking and not (named and len(tokens) > 1):
        return None, "", ""
    try:
        return ask.asked(reader, typed), "", ""
    except (NotFound, Ambiguous, OwnFault) as error:
        return None, error.message, error.remedy


def _columns(answer: ask.Asked | None) -> tuple[Column, ...]:
    """The columns of an answer with their headings; those that hold nothing are left out."""
    if answer is None:
        return ()
    said = {row["name"]: Column(row["name"], row["kind"], row["zh"], row["en"]) for row in table("vocabulary/answers")}
    if answer.understood is not None:
        said.update((column.name, column) for column in answer.understood.question.columns)
    filled = [name for name in answer.columns if any(row.get(name) is not None for row in answer.rows)]
    shown = [said.get(name) or Column(name, "text", name, name) for name in filled]
    # A page shows links in place of IRIs, and the words of the measure before where they stand.
    return tuple(sorted((column for column in shown if column.kind != "iri"), key=lambda column: column.name in _LATER))


def suggestions(landing: Landing) -> tuple[str, ...]:
    """Return what the box offers while somebody types: sentences of which the store holds the words, then bodies by their label."""
    return (*sentences(landing), *dict.fromkeys(front.offered(landing, OFFERED)))


def sentences(landing: Landing) -> list[str]:
    """Return the example sentences of which the store holds the words."""
    held = front.said(landing, [word for _, word in EXAMPLES if word])
    return [sentence for sentence, word in EXAMPLES if not word or word in held]
