"""Parts of names that tell what a name is, from ``register/parts``."""

from __future__ import annotations

from functools import cache

from zeren.ground.resources import table


@cache
def parts(kind: str) -> tuple[str, ...]:
    """The words of a kind, in the order of the table; KeyError for a kind that it has not."""
    found = [word for row in table("register/parts") if row["kind"] == kind for word in row["words"].split(" ")]
    if not found:
        raise KeyError(kind)
    return tuple(found)
