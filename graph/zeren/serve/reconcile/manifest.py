"""What the service says of itself: its types, its properties, its parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zeren.ground.vocabulary import BASE, TERMS

PATH = "/reconcile"
BATCH = 50
"""queries that a client should send at a time"""
BODY, PLAN, INDICATOR, DIVISION = "Body", "Plan", "Indicator", "Jurisdiction"


@dataclass(frozen=True, slots=True)
class Word:
    """A type or a property: its identifier below the schema space, and its name for people."""

    id: str
    name: str
    about: str
    of: tuple[str, ...] = ()
    """of a property: the types that have it"""
    asked: bool = False
    """of a property: it narrows what a query finds"""

    @property
    def record(self) -> dict[str, str]:
        """Identifier and name, as answers repeat them."""
        return {"id": self.id, "name": self.name}


TYPES: Mapping[str, Word] = {
    word.id: word
    for word in (
        Word(BODY, "单位 Body", "organisations and group expressions"),
        Word(PLAN, "计划 Plan", "plans and annexes of this store"),
        Word(INDICATOR, "指标 Indicator", "what plans promise a value of"),
        Word(DIVISION, "行政区 Division", "administrative divisions of the country, development zones"),
    )
}
PROPERTIES: Mapping[str, Word] = {
    word.id: word
    for word in (
        Word("jurisdiction", "辖区 Jurisdiction", "the division whose document writes the name: 北京市西城区", (BODY, PLAN, DIVISION), True),
        Word("list", "所在名单 List", "the whole cell in which the name stands, so that 市发展改革委、商务委 is completed", (BODY,), True),
        Word("year", "年度 Year", "the year that a plan is for", (PLAN,), True),
        Word("documentNumber", "文号 Number", "the number of a document", (PLAN,), True),
        Word("level", "层级 Level", "national, provincial, prefectural, county or township", (BODY, DIVISION)),
        Word("bodyKind", "类别 Kind", "agency, company, group, standing-group", (BODY,)),
        Word("function", "职能 Function", "key of the function in the register", (BODY,)),
        Word("parent", "所属 Parent", "the body that it is a unit of; the division above", (BODY, DIVISION)),
        Word("counterpartOf", "上级对口 Counterpart", "the body with the same function one level above", (BODY,)),
        Word("spelling", "写法 Spellings", "as the plans of this store print it", (BODY,)),
        Word("ledBy", "牵头 Leads", "measures that it leads, as written", (BODY,)),
        Word("responsibleParty", "主责 Responsible", "measures that it is responsible for, as written", (BODY,)),
        Word("assistedBy", "协办 Supports", "measures that it supports, as written", (BODY,)),
        Word("annex", "附件 Annex", "mark of the annex", (PLAN,)),
        Word("issuerName", "发文机关 Issuer", "as printed", (PLAN,)),
        Word("measures", "措施数 Measures", "measures of the plan; measures that promise the indicator", (PLAN, INDICATOR)),
        Word("fileName", "文件 File", "file name of the source", (PLAN,)),
        Word("divisionCode", "区划代码 Code", "GB/T 2260", (DIVISION,)),
        Word("unit", "单位 Unit", "unit of the indicator", (INDICATOR,)),
    )
}


def manifest(site: str, service: str = PATH) -> dict[str, Any]:
    """Return the manifest of the service at an address without a slash at its end (section 4 of the specification).

    ``service``: its path there, with the token of who asks where it came so.
    """

    def part(path: str) -> dict[str, str]:
        return {"service_url": site, "service_path": f"{service}{path}"}

    return {
        "versions": ["0.1", "0.2"],
        "name": "责任 zeren",
        "identifierSpace": BASE,
        "schemaSpace": TERMS,
        "documentation": f"{site}/ns",
        "defaultTypes": [word.record for word in TYPES.values()],
        "batchSize": BATCH,
        "view": {"url": f"{site}{service}/view?id={{{{id}}}}"},
        "preview": {"url": f"{site}{service}/preview?id={{{{id}}}}", "width": 420, "height": 260},
        "suggest": {name: part(f"/suggest/{name}") for name in ("entity", "type", "property")},
        "extend": {"propose_properties": part("/extend/properties"), "property_settings": []},
    }
