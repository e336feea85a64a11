"""Long words of a matter cut in two that the texts hold: 河湖建设 is looked for as 河湖 and 建设."""

from __future__ import annotations

from zeren.ask.sentence.facts import Facts
from zeren.ask.sentence.reading import Topic


def parts_of(topic: Topic, facts: Facts) -> list[Topic]:
    """Cut a long word of the matter in two or three that the texts hold; itself where it is short or cannot be cut."""
    word = topic.words
    if len(word) < 4 or topic.how:
        return [topic]
    corpus = facts.store.corpus
    own = corpus.count(word)
    # Of all cuts that one is taken whose parts stand most often elsewhere: 新能源 and 货车, not 新能 and 源货车.
    cuts = [(min(corpus.count(word[:at]), corpus.count(word[at:])) - own, at) for at in range(2, len(word) - 1)]
    often, at = max(cuts)
    if often < 1:
        return [topic]
    return [Topic(part, (part,), "part") for part in (word[:at], word[at:])]
