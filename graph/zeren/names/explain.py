"""How a name came to its body, step by step, for people who ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zeren.ground.model import Agency, AgencySet, Jurisdiction
from zeren.ground.packages import has
from zeren.names.divisions import is_stated
from zeren.names.identity import clean

if TYPE_CHECKING:
    from zeren.names import Names

_HOW = {
    "exact": "名称本身（exact）",
    "alias": "登记的别称（alias）",
    "rule": "规则（rule）",
    "judgement": "人的判定（judgement）",
    "unresolved": "未能认定（unresolved）",
}


def steps(names: Names, name: str, jurisdiction: Jurisdiction | None, text: str) -> tuple[tuple[str, str], ...]:
    """Pairs of a step's title and its words, from the printed name to the body and its relations."""
    found = names.resolve(name, jurisdiction, text)
    told: list[tuple[str, str]] = [
        ("名称", name),
        ("文件所属地区", f"{jurisdiction.name}（{jurisdiction.code}）" if jurisdiction else "未给出"),
        ("方式", _HOW[found.how]),
        ("依据", found.reason),
    ]
    body = found.body
    if isinstance(body, Agency):
        told.append(("机构", body.name))
        told += _wording(names, name, body)
        told += [("标识", body.id), ("级别", body.level or "未知")]
        for title, other in (("上级（所属）", names.parent(body)), ("上级对口", names.counterpart(body))):
            if other is not None:
                told.append((title, other.name))
        told += [("沿革", str(change)) for change in names.changes(body)]
    elif isinstance(body, AgencySet):
        told += [("群体", body.name), ("标识", body.id), ("展开方式", body.expansion)]
        told += [("确定成员", member.name) for member in body.members]
        told += [("可能成员", member.name) for member in body.possible]
    elif has("rapidfuzz"):
        told += [("近似名称", other) for other in names.proposals(name, jurisdiction)]
    else:
        told.append(("近似名称", "未找：需要 rapidfuzz 包 (not looked for: needs the package rapidfuzz); pip install 'zeren[fuzzy]'"))
    return tuple(told)


def _wording(names: Names, name: str, body: Agency) -> list[tuple[str, str]]:
    """Why the body is called so, and what its area is where the register of divisions does not hold it."""
    told: list[tuple[str, str]] = []
    place = body.jurisdiction
    if place is None:
        return told
    printed, cores = clean(name), names.register.cores
    words = next((printed[at:] for at in range(len(printed)) if cores.get(printed[at:]) == body.function), "")
    if body.function and words:
        told.append(("名称依据", names.register.why(body.function, place.code, words)))
    over = names.divisions.parent(place.code)
    if is_stated(place.code) and over:
        told.append(("地区", f"{place.name}：行政区划登记之外，按所印名称；所属{names.divisions.get(over).name}"))
    elif names.divisions.is_zone(place.code) and over:
        told.append(("地区", f"{place.name}：功能区，不是行政区；所属{names.divisions.get(over).name}"))
    return told
