"""What follows from level and function of a body: unit of, counterpart above, spellings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zeren.ground.model import Agency
from zeren.names.divisions import COUNTRY

if TYPE_CHECKING:
    from zeren.names import Names

_OF_ZONES = frozenset({"管委会", "党工委管委会"})
"""functions whose bodies run one zone, under no body of their kind"""


def parent(names: Names, agency: Agency) -> Agency | None:
    """The body that ``agency`` is a unit of; None for departments of a government, which have none here.

    Branches belong to the body that posts them, vertical bodies to the level above, street offices to the
    government of their district, inner divisions to their body, registered bodies to what the register says.
    """
    if agency.jurisdiction is None:
        return None
    code = agency.jurisdiction.code
    stated = names.agencies.own_parent(agency)
    if stated:
        body = names.by_rule(stated, code).body
        return body if isinstance(body, Agency) else None
    if agency.function is None:
        return _whole(names, agency, code)
    posting = names.agencies.posting(agency.function, code)
    if posting:
        return names.agencies.agency(agency.function, posting)
    if agency.function == "街道办事处":
        over = names.divisions.parent(code)
        return names.agencies.agency("政府", over) if over else None
    function = names.register.function(agency.function)
    if function is not None and (function.kind == "vertical" or (agency.kind == "company" and function.national)):
        return _above(names, agency.function, code)
    return None


def _whole(names: Names, agency: Agency, code: str) -> Agency | None:
    """The body a branch or an inner division belongs to, told by its own identity (经济发展/农业处)."""
    key, slash, tail = names.agencies.key_of(agency).partition("/")
    if not slash or names.register.function(key) is None:
        return None
    over = names.divisions.parent(code)
    if over and agency.name.startswith(names.register.name(key, over)) and agency.name.endswith(tail):
        return names.agencies.agency(key, over)
    return names.agencies.agency(key, code)


def counterpart(names: Names, agency: Agency) -> Agency | None:
    """The body with the same function in the division above; None where the register has none there.

    Committees of zones and companies that no national one stands over (a county's 城投公司) have none: each is its own.
    """
    if agency.function is None or agency.jurisdiction is None or agency.jurisdiction.level == "township":
        return None
    function = names.register.function(agency.function)
    if agency.function in _OF_ZONES or (function is not None and function.kind == "company" and not function.national):
        return None
    return _above(names, agency.function, agency.jurisdiction.code)


def _above(names: Names, key: str, code: str) -> Agency | None:
    over = names.divisions.parent(code)
    if over is None:
        return None
    function = names.register.function(key)
    if over == COUNTRY and (function is None or not function.national):
        return None
    return names.agencies.agency(key, over)


def aliases(names: Names, agency: Agency) -> tuple[str, ...]:
    """Spellings that the register knows for a body, sorted; with the level word of its division in front."""
    if agency.jurisdiction is None:
        return ()
    entry = names.agencies.entry(agency)
    if entry is not None:
        return tuple(sorted(entry["spellings"].split(" ")))
    code = agency.jurisdiction.code
    found: set[str] = set()
    if agency.function is not None and code == COUNTRY:
        function = names.register.function(agency.function)
        found.update(function.national if function else ())
    elif agency.function is not None and agency.function != "街道办事处":
        found.update(names.level_word(code) + word for word in names.register.spellings(agency.function))
    chain = names.divisions.above(code)
    for word, rows in names.agencies.entries.items():
        targets = (row for row in rows if row["target"].startswith("=") and row["scope"] in chain)
        if any(_same(names.by_rule(row["target"][1:], row["scope"]).body, agency) for row in targets):
            found.add(word)
    return tuple(sorted(found))


def _same(body: object, agency: Agency) -> bool:
    return isinstance(body, Agency) and body.id == agency.id
