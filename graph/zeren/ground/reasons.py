"""Why words are in no record: each reason is the English label of a code (``residue-sum-row``), perhaps with a detail of its own.

``codes.ttl`` holds the codes; who puts words down writes the label, and the detail around it.
"""

from __future__ import annotations

from functools import lru_cache

from zeren.ground.labels import KINDS, codes_of, label_of

_SCHEME, _PREFIX = KINDS["residue"]
OLDER = "older"
"""the code of a reason that an older program wrote in other words"""


@lru_cache(256)
def reason_code(reason: str) -> str:
    """Return the code of a reason without its prefix; KeyError where ``codes.ttl`` has none.

    >>> reason_code("under the label 组长"), reason_code("person, not a responsible body: 分管领导")
    ('under-label', 'other-label')
    """
    return _found(reason)[0].removeprefix(_PREFIX)


@lru_cache(256)
def stored_code(reason: str) -> str:
    """Return the code of a reason that a store holds, which an older program may have written."""
    try:
        return reason_code(reason)
    except KeyError:
        return OLDER


def reason_in(reason: str, lang: str) -> str:
    """Return a stored reason in ``zh`` or ``en``: the label of its code, then its detail.

    >>> reason_in("under the label 组长", "zh")
    '某标签下的内容：组长'
    """
    if lang == "en" or stored_code(reason) == OLDER:
        return reason
    code, label = _found(reason)
    detail = reason.partition(label)[2].lstrip(":; ")
    return label_of(code, lang) + (f"：{detail}" if detail else "")


def _found(reason: str) -> tuple[str, str]:
    """Return the code with its prefix and its English label, of all that fit the longest; KeyError where none does."""
    labels = sorted(((label_of(code, "en"), code) for code in codes_of(_SCHEME)), key=lambda pair: (-len(pair[0]), pair))
    for label, code in labels:
        before, fits, after = reason.partition(label)
        # person, not a responsible body: 分管领导 — the detail stands before a comma, or behind a colon, a semicolon, a blank.
        if fits and (not before or before.endswith(", ")) and after[:1] in ("", ":", ";", " "):
            return code, label
    raise KeyError(reason)
