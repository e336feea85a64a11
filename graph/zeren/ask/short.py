"""Short forms of names that no document prints: 区发改委 for 北京市西城区发展和改革委员会."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from zeren.ground.fold import key
from zeren.ground.resources import table

_ENDINGS = {"委": ("委员会", "委"), "办": ("办公室", "办"), "公室": ("办公厅", "办公室")}


def functions_of(name: str) -> Iterator[tuple[str, str]]:
    """Give the functions that a name may end in, with the words before it, longest ending first.

    Source: the stems, endings and further spellings of ``ontology/register/functions.tsv``.
    """
    wanted = key(name)
    for start in range(len(wanted)):
        for function in _spellings().get(wanted[start:], ()):
            yield function, wanted[:start]


def functions_at(text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Give every place in a folded text where a function is named: first and last offset, keys of the functions."""
    spelled = _spellings()
    for start in range(len(text)):
        for end in range(start + 2, min(len(text), start + 20) + 1):
            found = spelled.get(text[start:end])
            if found is not None:
                yield start, end, found


def national_at(text: str) -> Iterator[tuple[int, int, str]]:
    """Give every place in a folded text where an office of the state is named: first and last offset, key of its function.

    Source: the column ``national`` of ``ontology/register/functions.tsv`` (工信部, 国务院新闻办).
    """
    for start in range(len(text)):
        for end in range(start + 2, min(len(text), start + 20) + 1):
            function = _national().get(text[start:end])
            if function is not None:
                yield start, end, function


@cache
def _national() -> dict[str, str]:
    """Name of an office of the state → key of its function; companies of the state are no offices."""
    return {key(name): row["key"] for row in table("register/functions") if row["kind"] != "company" for name in row["national"].split()}


def departments_at(text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Give every place where a function is named by its matter only: 生态环境部门, 财政系统."""
    for word in ("部门", "系统"):
        end = text.find(word)
        while end > 0:
            for start in range(max(0, end - 10), end - 1):
                found = _stems().get(text[start:end])
                if found is not None:
                    yield start, end + len(word), found
            end = text.find(word, end + 1)


@cache
def _stems() -> dict[str, tuple[str, ...]]:
    """Matter → keys of the functions that it names."""
    found: dict[str, dict[str, None]] = {}
    for row in table("register/functions"):
        for stem in row["stems"].split():
            found.setdefault(key(stem), {})[row["key"]] = None
    return {stem: tuple(keys) for stem, keys in found.items()}


def fits(place: str, jurisdiction: str) -> bool:
    """Tell whether the words before a function (区, 西城区, 西城, 北京市西城区) mean the jurisdiction."""
    whole = key(jurisdiction)
    return whole.endswith(place) or (len(place) > 1 and whole[:-1].endswith(place))


@cache
def _spellings() -> dict[str, tuple[str, ...]]:
    """Spelling → keys of the functions that it names."""
    found: dict[str, dict[str, None]] = {}
    for row in table("register/functions"):
        tails = [tail for ending in row["endings"].split() for tail in _ENDINGS.get(ending, (ending,))]
        stems, also = ([word.partition("=")[0] for word in row[column].split()] for column in ("stems", "also"))
        for word in [stem + tail for stem in stems for tail in tails] + also:
            found.setdefault(key(word), {})[row["key"]] = None
    return {word: tuple(keys) for word, keys in found.items()}
