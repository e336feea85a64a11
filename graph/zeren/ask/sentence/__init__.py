"""Sentences in Chinese read by a small grammar: cut completely, read as conditions on measures, answered with the reading told.

``lexicon`` holds the words, ``known`` what the store holds, ``cut`` makes tokens, ``parse`` and ``wanted`` make a reading of
them, ``compose`` answers it, ``tell`` says in plain Chinese how the sentence was understood.
"""

from __future__ import annotations

from zeren.ask.sentence.answer import Answer, answer
from zeren.ask.sentence.reading import Holder, Reading, Topic
from zeren.ask.sentence.refusal import NotUnderstood, OutOfScope

__all__ = ["Answer", "Holder", "NotUnderstood", "OutOfScope", "Reading", "Topic", "answer"]
