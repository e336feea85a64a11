"""Bodies by name: the register's rules first, then who bears the name in the store, then names that are alike."""

from __future__ import annotations

from collections.abc import Iterator

from zeren.ask.lookup import bodies as bodies_of
from zeren.ask.lookup import find_bodies
from zeren.ground.fold import key
from zeren.ground.model import Agency, AgencySet, Jurisdiction, Resolution
from zeren.ground.packages import has
from zeren.serve.reconcile.asked import Query
from zeren.serve.reconcile.candidate import DOUBTFUL, NAMED, NEAR, RULE, Candidate
from zeren.serve.reconcile.manifest import BODY
from zeren.serve.reconcile.register import names, ruled
from zeren.store.reader import Reader
from zeren.table import short

_LEAST = 60.0
"""similarity from 0 to 100 from which a name is shown as alike"""
_GENERIC = "泛称"
"""begins the reason of a resolution that says: these words name no body"""
_DECIDED = "人的判定"
"""begins the reason of a resolution that a person decided"""


def place_of(words: str | None) -> Jurisdiction | None:
    """The division of that name or identifier; None where none or several are."""
    if not words:
        return None
    if words.startswith("division/"):
        try:
            return names().divisions.get(words.removeprefix("division/"))
        except KeyError:
            return None
    return names().division(words)


def candidates(reader: Reader, query: Query) -> list[Candidate]:
    """Return what a name of a body may stand for; nothing where a rule says that it names none, and never what a person denied."""
    given = query.first("jurisdiction")
    place = place_of(given)
    words = _completed(query.words, query.first("list"))
    settled = names().resolve(words, place)
    if settled.body is None and settled.reason.startswith(_GENERIC):
        return []
    found = [by_rule(settled.body, settled, place is not None or _says_where(query.words, settled.body))] if settled.body is not None else []
    if not any(one.settled for one in found):
        found += _borne(reader, query.words, place)
        found += _alike(reader, query.words, place, query.limit)
    denied = ruled().resolve(words, place).body if settled.body is None and settled.reason.startswith(_DECIDED) else None
    return [one for one in found if denied is None or one.id != denied.id]


def _completed(words: str, listed: str | None) -> str:
    """The name with what its list shares, as 市发展改革委、商务委 shares 市; the name itself where it stands in no list."""
    if not listed:
        return words
    from zeren.extract.bodies.completed import completed
    from zeren.extract.bodies.mentions import split

    return next((mention.full for mention in completed(split(listed)) if key(mention.printed) == key(words)), words)


def _says_where(words: str, body: Agency | AgencySet) -> bool:
    """Whether a name tells its own division in full, one that no other bears: 朝阳公安分局 does not, 北京市朝阳区水务局 does."""
    from zeren.names.divisions import COUNTRY

    place = body.jurisdiction
    if place is None or place.code == COUNTRY:
        return place is not None
    own = names().divisions.own_name(place.code)
    return place.name in words or (own in words and len(names().divisions.bearers_in_full(own)) == 1)


def by_rule(body: Agency | AgencySet, settled: Resolution, placed: bool) -> Candidate:
    """The candidate of a resolution; settled where no person needs to look at it.

    Not settled: 有关部门, an open group, is no body; a name whose division neither the sheet nor the name tells (not ``placed``).
    """
    from zeren.names.bodies import DOUBT, OUTSIDE

    is_open = isinstance(body, AgencySet) and body.expansion == "open"
    # Without a place only a decision that holds everywhere is found.
    placed = placed or settled.how == "judgement"
    doubtful = DOUBT in settled.reason or OUTSIDE in settled.reason or is_open or not placed
    reason = f"{settled.reason or settled.how}；{_where(body.jurisdiction)}"
    return Candidate(body.id, body.name, BODY, DOUBTFUL if doubtful else RULE, reason, settled=not doubtful)


def _where(place: Jurisdiction | None) -> str:
    return place.name if place else "辖区不明 (jurisdiction unknown)"


def _borne(reader: Reader, words: str, place: Jurisdiction | None) -> Iterator[Candidate]:
    """Bodies of the store of that name; elsewhere another body may bear it, so that none of them is settled."""
    for body in find_bodies(reader, words):
        if place is None or body.jurisdiction is None or place.name.startswith(body.jurisdiction):
            where = body.jurisdiction or "辖区不明 (jurisdiction unknown)"
            yield Candidate(short(body.iri), body.name, BODY, NAMED, f"库中有此写法 (borne in the store)；{where}", features=(("in_store", True),))


def _alike(reader: Reader, words: str, place: Jurisdiction | None, limit: int) -> Iterator[Candidate]:
    """Names of the store, and of the register for the place, that are alike: for a person, never settled; without the extra ``fuzzy`` none."""
    if not has("rapidfuzz"):
        return
    from rapidfuzz import fuzz, process

    from zeren.names.review import candidates as near

    known = {body.name: body for body in bodies_of(reader) if place is None or place.name == (body.jurisdiction or place.name)}
    for name, score, _ in process.extract(words, list(known), scorer=fuzz.WRatio, limit=limit, score_cutoff=_LEAST):
        reason = f"名称相近 (alike), {known[name].jurisdiction or ''}"
        yield Candidate(short(known[name].iri), name, BODY, score * NEAR / 100, reason, features=(("similarity", score), ("in_store", True)))
    for rank, body in enumerate(near(names(), words, place, limit)):
        score = fuzz.WRatio(words, body.name)
        if score < _LEAST:
            continue
        reason = f"登记中相近 (alike in the register)；{_where(body.jurisdiction)}"
        yield Candidate(body.id, body.name, BODY, score * NEAR / 100 - rank / 10, reason, features=(("similarity", score),))
