"""Every word accounted for: what a word of a sentence demands must stand in the reading, or the sentence is refused."""

from zeren.ask.sentence.accounted.kinds import refuse_dropped

__all__ = ["refuse_dropped"]
