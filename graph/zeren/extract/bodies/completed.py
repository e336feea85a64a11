"""What a list says once for several names: the level that an earlier one states, the ending that a later one does."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from zeren.extract.bodies.endings import begins_with_place, divisions, ending_of, words_in
from zeren.extract.bodies.mention import Mention
from zeren.extract.bodies.shared import shared
from zeren.ground.fold import fold

LEVEL = re.compile(r"自治区|林区|特区|[省市区县州旗盟](?![级直属管域际内外场区县州]|中(?=区)|政[管公工设]|镇[^府]|所)")
"""the level that a list may state once; 市场, 市级, 区直 and their like are no levels"""
_OWN_TOWN = re.compile("镇(?![江海平安原远赉宁雄巴坪康沅])|乡(?!村)")
"""镇党委办 and 乡财政所 state their level"""
PLACE = re.compile(r"(?![省市区县州旗盟各有相全])[\u4e00-\u9fff]{1,8}[市县区旗州盟镇乡]")
_PLACE_BODY = re.compile(
    r"[\u4e00-\u9fff]{1,8}?[市县区旗州盟镇乡](?P<ending>人民政府|政府|党委、?(?:人民)?政府|党委和(?:人民)?政府|管委会|管理委员会)"
)
_COMMITTEE = re.compile(r"(?P<place>[\u4e00-\u9fff]{0,12}?[省市县区旗州盟乡镇])(?:党工委|党委|委)")
"""海山县委, 高新区党工委: the place that a bare government after it belongs to"""
_GOVERNMENT = re.compile(r"(?P<level>[省市县区旗州乡镇]?)(?:人民政府|政府|管委会|管理委员会|街道办事处)")
_PLACE_PARTY = re.compile(
    r"[省市县区旗州盟](?:委$|纪委|人大|政协)|[山湖河江岛岭湾峡](?:风景|景区|管理[处局所委]|保护区|旅游区|水库)"
)
"""a name that holds its own level or place: 北河市委, 青龙山管理处"""


def completed(mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """Fill in ``full``: the level that an earlier name of the list states, the ending that a later one does."""
    level, ending, rest = "", "", ""
    filled: list[Mention] = []
    for mention in mentions:
        folded = fold(mention.printed)
        stated = LEVEL.match(folded) or _OWN_TOWN.match(folded)
        level = mention.printed[: stated.end()] if stated else level
        # 省外办 and 市直机关工委 bear their level, though 省外 and 市直 are no levels elsewhere.
        lacking = level and not stated and not folded.startswith(tuple(fold(level) + word for word in "外直")) and _lacks_level(folded)
        party = "委" if folded.startswith(words_in("party")) else ""
        full = level + party + mention.printed if lacking else mention.printed
        government = _GOVERNMENT.fullmatch(folded)
        committee = _COMMITTEE.fullmatch(filled[-1].printed) if government and filled else None
        if government and committee and government["level"] in ("", committee["place"][-1]):
            full = committee["place"] + mention.printed[len(government["level"]) :]
        filled.append(mention if mention.full == full else replace(mention, full=full))
    for at in range(len(filled) - 1, -1, -1):
        printed, folded = filled[at].printed, fold(filled[at].printed)
        if ending and (PLACE.fullmatch(folded) or folded in divisions()):
            kind = rest if folded in divisions() else ""
            filled[at] = replace(filled[at], full=printed + kind + ending)
            continue
        told = _PLACE_BODY.fullmatch(folded)
        ending = printed[told.start("ending") :] if told and not LEVEL.match(folded) else ""
        rest = printed[told.start("ending") - 1 : told.start("ending")] if told else ""
    whole = shared([(mention.printed, mention.full) for mention in filled])
    return tuple(one if one.full == full else replace(one, full=full) for one, full in zip(filled, whole, strict=True))


def _lacks_level(name: str) -> bool:
    """Whether a name leaves out its level: a body of the list's own level, neither a group nor named by a place."""
    kind, _ = ending_of(name)
    if kind not in ("body", "part") or name.startswith(("各", "有关", "相关")):
        return False
    if any(word in name for word in words_in("alone")) or name.startswith(words_in("place")):
        return False
    if name.endswith(("镇", "乡", "科", "股")) or _PLACE_PARTY.search(name) or _has_own_name(name):
        return False
    return name.startswith(words_in("field")) or (name[:2] not in divisions() and name[:3] not in divisions())


def _has_own_name(name: str) -> bool:
    """Whether a name is one of its own (姜朗村, 皖河车务段, 铁路临汾站) and not a kind of body alone (村, 中心小学)."""
    if name.startswith("铁路") and begins_with_place(name[2:]):
        return True
    return any(name.endswith(word) and name[: -len(word)] not in ("", "中心") for word in words_in("own"))
