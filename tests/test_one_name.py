"""A body has one name in the store: the one that a document prints, whatever other documents make of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import stored
from zeren import ask
from zeren.ask.lookup import bodies, find_bodies
from zeren.ask.sentence.asked import asked
from zeren.store import open_reader
from zeren.table.landing import landing_of

# A city usually has a 水利局: so the body above 区水务局 would be called where no document printed 市水务局. The third plan
# names all districts' bureaus before the one that it calls by its own name.
PLANS = {
    "district.csv": "安徽省芜湖市镜湖区河湖工作2026年行动计划,,,\n序号,重点任务,工作措施,责任单位\n1,河道,清理河道。,区水务局\n",
    "city.csv": "安徽省芜湖市河湖工作2026年行动计划,,,\n序号,重点任务,工作措施,责任单位\n1,湖泊,清理湖泊。,市水务局\n",
    "all.csv": (
        "安徽省蚌埠市河湖工作2026年行动计划,,,\n序号,重点任务,工作措施,责任单位\n"
        "1,泉水,保护泉水。,各区水利局\n2,湖泊,清理湖泊。,蚌山区水务局\n"
    ),
}
CITY = "agency/3402/%E6%B0%B4%E5%88%A9"
DISTRICT = "agency/340303/%E6%B0%B4%E5%88%A9"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return stored(tmp_path_factory.mktemp("names"), PLANS)


@pytest.fixture
def reader(folder: Path) -> Iterator[ask.Reader]:
    with open_reader(folder) as opened:
        yield opened


def labels(reader: ask.Reader, path: str) -> set[str]:
    found = reader.query(
        "SELECT ?name WHERE { <https://w3id.org/zeren/id/" + path + "> <http://www.w3.org/2004/02/skos/core#prefLabel> ?name }"
    )
    return {row["name"].value for row in found}  # type: ignore[union-attr]


def test_the_printed_name_is_the_only_one_of_its_body(reader: ask.Reader) -> None:
    """In the graph and in the tables, though the district's plan alone would call the city's body 水利局."""
    assert labels(reader, CITY) == {"安徽省芜湖市水务局"}
    rows = landing_of(reader).rows("SELECT DISTINCT name FROM body WHERE id = $id ORDER BY 1", {"id": CITY})
    assert rows == [("安徽省芜湖市水利局",), ("安徽省芜湖市水务局",)]
    assert landing_of(reader).rows("SELECT name FROM body_name WHERE id = $id", {"id": CITY}) == [("安徽省芜湖市水务局",)]


def test_a_body_printed_after_its_group_bears_its_printed_name(reader: ask.Reader) -> None:
    assert labels(reader, DISTRICT) == {"安徽省蚌埠市蚌山区水务局"}
    assert landing_of(reader).rows("SELECT DISTINCT name FROM body WHERE id = $id", {"id": DISTRICT}) == [("安徽省蚌埠市蚌山区水务局",)]


def test_every_way_of_asking_gives_the_printed_name(reader: ask.Reader) -> None:
    assert [body.name for body in find_bodies(reader, "芜湖市水务局")] == ["安徽省芜湖市水务局"]
    assert [body.name for body in bodies(reader) if body.iri.endswith(CITY)] == ["安徽省芜湖市水务局"]
    answer = asked(reader, "芜湖市水务局负责什么")
    assert "水利局" not in str(answer) and "安徽省芜湖市水务局" in str(answer)
