"""The data cube of targets: the integrity constraints of the W3C hold, and it counts what the store holds."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, QueryBoolean, RdfFormat, Store

from samples import MEASURE, hostile_reader
from zeren import ask, export
from zeren.ground.vocabulary import BASE, PREFIXES
from zeren.store import open_reader

PREFIX = "".join(f"PREFIX {name}: <{space}>\n" for name, space in PREFIXES.items())

# Section 11.1 of the Recommendation, transcribed in our own words: each pattern finds a fault, so none may be found.
# IC-20 and IC-21 are about code lists with a hierarchy (qb:HierarchicalCodeList), IC-15 to IC-17 about a measure
# dimension; they are stated for completeness and find nothing in a cube that has neither.
CONSTRAINTS = {
    "IC-1 one data set": """?o a qb:Observation .
        OPTIONAL { ?o qb:dataSet ?one } OPTIONAL { ?o qb:dataSet ?two FILTER(?two != ?one) }
        FILTER(!BOUND(?one) || BOUND(?two))""",
    "IC-2 one structure": """?d a qb:DataSet .
        OPTIONAL { ?d qb:structure ?one } OPTIONAL { ?d qb:structure ?two FILTER(?two != ?one) }
        FILTER(!BOUND(?one) || BOUND(?two))""",
    "IC-3 a measure": """?s a qb:DataStructureDefinition .
        FILTER NOT EXISTS { ?s qb:component/qb:componentProperty ?p . ?p a qb:MeasureProperty }""",
    "IC-4 dimensions have a range": "?p a qb:DimensionProperty FILTER NOT EXISTS { ?p rdfs:range ?r }",
    "IC-5 concepts have a code list": """?p a qb:DimensionProperty ; rdfs:range skos:Concept
        FILTER NOT EXISTS { ?p qb:codeList ?list }""",
    "IC-6 only attributes are optional": """?s qb:component ?c . ?c qb:componentRequired false ; qb:componentProperty ?p
        FILTER NOT EXISTS { ?p a qb:AttributeProperty }""",
    "IC-7 slice keys belong to a structure": "?k a qb:SliceKey FILTER NOT EXISTS { ?s a qb:DataStructureDefinition ; qb:sliceKey ?k }",
    "IC-8 slice keys are of its components": """?k a qb:SliceKey ; qb:componentProperty ?p . ?s qb:sliceKey ?k
        FILTER NOT EXISTS { ?s qb:component/qb:componentProperty ?p }""",
    "IC-9 one structure a slice": """?x a qb:Slice .
        OPTIONAL { ?x qb:sliceStructure ?one } OPTIONAL { ?x qb:sliceStructure ?two FILTER(?two != ?one) }
        FILTER(!BOUND(?one) || BOUND(?two))""",
    "IC-10 slices are complete": """?x qb:sliceStructure/qb:componentProperty ?p FILTER NOT EXISTS { ?x ?p ?value }""",
    "IC-11 all dimensions": """?o qb:dataSet/qb:structure/qb:component/qb:componentProperty ?p . ?p a qb:DimensionProperty
        FILTER NOT EXISTS { ?o ?p ?value }""",
    "IC-12 no duplicates": """?o qb:dataSet ?d . ?q qb:dataSet ?d FILTER(?o != ?q)
        FILTER NOT EXISTS { ?d qb:structure/qb:component/qb:componentProperty ?p . ?p a qb:DimensionProperty .
            ?o ?p ?a . ?q ?p ?b FILTER(?a != ?b) }""",
    "IC-13 required attributes": """?o qb:dataSet/qb:structure/qb:component ?c . ?c qb:componentRequired true ; qb:componentProperty ?p
        FILTER NOT EXISTS { ?o ?p ?value }""",
    "IC-14 all measures": """?o qb:dataSet/qb:structure ?s FILTER NOT EXISTS { ?s qb:component/qb:componentProperty qb:measureType }
        ?s qb:component/qb:componentProperty ?p . ?p a qb:MeasureProperty FILTER NOT EXISTS { ?o ?p ?value }""",
    "IC-15 measure dimension": """?o qb:dataSet/qb:structure/qb:component/qb:componentProperty qb:measureType ; qb:measureType ?p
        FILTER NOT EXISTS { ?o ?p ?value }""",
    "IC-16 one measure": """?o qb:dataSet/qb:structure ?s ; qb:measureType ?m .
        ?s qb:component/qb:componentProperty qb:measureType, ?p . ?p a qb:MeasureProperty . ?o ?p ?value FILTER(?p != ?m)""",
    "IC-17 all measures of a group": """?s qb:component/qb:componentProperty qb:measureType, ?p . ?p a qb:MeasureProperty .
        ?o qb:dataSet ?d . ?d qb:structure ?s
        FILTER NOT EXISTS { ?q qb:dataSet ?d ; qb:measureType ?p
            FILTER NOT EXISTS { ?s qb:component/qb:componentProperty ?x . ?x a qb:DimensionProperty
                FILTER(?x != qb:measureType) ?o ?x ?a . ?q ?x ?b FILTER(?a != ?b) } }""",
    "IC-18 slices of the same data set": """?d qb:slice/qb:observation ?o FILTER NOT EXISTS { ?o qb:dataSet ?d }""",
    "IC-19 codes from their list": """?o qb:dataSet/qb:structure/qb:component/qb:componentProperty ?p .
        ?p a qb:DimensionProperty ; qb:codeList ?list . ?list a skos:ConceptScheme . ?o ?p ?value
        FILTER NOT EXISTS { ?value a skos:Concept ; skos:inScheme ?list }""",
    "IC-20 codes from a hierarchy": """?o qb:dataSet/qb:structure/qb:component/qb:componentProperty ?p .
        ?p qb:codeList ?list . ?list a qb:HierarchicalCodeList ; qb:parentChildProperty ?down . FILTER(isIRI(?down))
        ?o ?p ?value FILTER NOT EXISTS { ?list (qb:hierarchyRoot|skos:narrower)+ ?value }""",
    "IC-21 codes from an inverse hierarchy": """?o qb:dataSet/qb:structure/qb:component/qb:componentProperty ?p .
        ?p qb:codeList ?list . ?list a qb:HierarchicalCodeList ; qb:parentChildProperty/owl:inverseOf ?up .
        ?o ?p ?value FILTER NOT EXISTS { ?list (qb:hierarchyRoot|^skos:broader)+ ?value }""",
}

OBSERVATION, DATASET, STRUCTURE = f"<{MEASURE}/target/1>", f"<{BASE}cube/targets>", f"<{BASE}cube/structure>"
BY_TYPE = f"{STRUCTURE} qb:component [ qb:componentProperty qb:measureType ]"
"""makes a measure dimension of qb:measureType"""
SCOPES = f"<{BASE}cube/scopes> a qb:HierarchicalCodeList ; qb:parentChildProperty"
BREAKS = {
    "IC-1 one data set": f"DELETE {{ ?o qb:dataSet ?d }} WHERE {{ ?o qb:dataSet ?d FILTER(?o = {OBSERVATION}) }}",
    "IC-2 one structure": f"INSERT DATA {{ {DATASET} qb:structure <urn:other> }}",
    "IC-3 a measure": "DELETE WHERE { zr:value a qb:MeasureProperty }",
    "IC-4 dimensions have a range": "DELETE WHERE { zr:occurrence rdfs:range ?r }",
    "IC-5 concepts have a code list": "DELETE WHERE { zr:targetScope qb:codeList ?l }",
    "IC-6 only attributes are optional": f"INSERT DATA {{ <{BASE}cube/structure/indicator> qb:componentRequired false }}",
    "IC-7 slice keys belong to a structure": "INSERT DATA { <urn:key> a qb:SliceKey }",
    "IC-8 slice keys are of its components": f"""INSERT DATA {{
        {STRUCTURE} qb:sliceKey <urn:k> . <urn:k> a qb:SliceKey ; qb:componentProperty zr:text }}""",
    "IC-9 one structure a slice": "INSERT DATA { <urn:slice> a qb:Slice }",
    "IC-10 slices are complete": "INSERT DATA { <urn:slice> qb:sliceStructure <urn:k> . <urn:k> qb:componentProperty zr:targetPlan }",
    "IC-11 all dimensions": f"DELETE WHERE {{ {OBSERVATION} zr:targetPeriod ?p }}",
    "IC-12 no duplicates": f"INSERT {{ <urn:copy> ?p ?v }} WHERE {{ {OBSERVATION} ?p ?v }}",
    "IC-13 required attributes": f"DELETE WHERE {{ {OBSERVATION} sdmx-attribute:unitMeasure ?u }}",
    "IC-14 all measures": f"DELETE WHERE {{ {OBSERVATION} zr:value ?v }}",
    "IC-15 measure dimension": f"INSERT DATA {{ {BY_TYPE} . {OBSERVATION} qb:measureType zr:valueOther }}",
    "IC-16 one measure": f"INSERT DATA {{ {BY_TYPE} . {OBSERVATION} qb:measureType zr:other }}",
    "IC-17 all measures of a group": f"INSERT DATA {{ {BY_TYPE} }}",
    "IC-18 slices of the same data set": f"INSERT DATA {{ <urn:set> qb:slice [ qb:observation {OBSERVATION} ] }}",
    "IC-19 codes from their list": f"DELETE {{ ?s skos:inScheme ?l }} WHERE {{ {OBSERVATION} zr:targetScope ?s . ?s skos:inScheme ?l }}",
    "IC-20 codes from a hierarchy": f"INSERT DATA {{ {SCOPES} skos:narrower }}",
    "IC-21 codes from an inverse hierarchy": f"INSERT DATA {{ {SCOPES} [ owl:inverseOf skos:broader ] }}",
}  # fmt: skip


def loaded(path: Path) -> Store:
    store = Store()
    store.bulk_load(path=path, format=RdfFormat.TURTLE)
    return store


def found(store: Store, pattern: str) -> bool:
    answer = store.query(f"{PREFIX}ASK {{ {pattern} }}")
    assert isinstance(answer, QueryBoolean)
    return bool(answer)


def rows(store: Store, query: str) -> list[tuple[str | None, ...]]:
    return [tuple(term.value if isinstance(term, NamedNode | Literal) else None for term in row) for row in store.query(PREFIX + query)]


@pytest.fixture(scope="module")
def cube(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The cube of the two plans; nothing may be changed in it."""
    path = tmp_path_factory.mktemp("cube") / "cube.ttl"
    with open_reader(store) as reader:
        export.write((), ask.load_portions(reader), "cube", path)
    return loaded(path)


@pytest.fixture
def small(tmp_path: Path) -> Store:
    """The cube of the hostile sample: one numeric target."""
    export.write((), ask.load_portions(hostile_reader()), "cube", tmp_path / "cube.ttl")
    return loaded(tmp_path / "cube.ttl")


def test_the_cube_of_the_two_plans_is_well_formed(cube: Store) -> None:
    assert [name for name, pattern in CONSTRAINTS.items() if found(cube, pattern)] == []


@pytest.mark.parametrize("name", CONSTRAINTS)
def test_each_constraint_finds_the_fault_it_is_for(name: str, small: Store) -> None:
    assert not found(small, CONSTRAINTS[name])
    small.update(PREFIX + BREAKS[name])
    assert found(small, CONSTRAINTS[name])


def test_there_is_an_observation_for_each_numeric_target(cube: Store, reader: ask.Reader) -> None:
    duties = ask.load_duties(reader)
    held = sorted(target.value for targets in duties.targets.values() for target in targets if target.kind == "numeric")
    stated = rows(cube, "SELECT ?v WHERE { ?o a qb:Observation ; zr:value ?v }")
    assert sorted(float(value) for (value,) in stated) == held
    assert len(held) == 74
    counts = "SELECT ?t (COUNT(?o) AS ?n) WHERE { ?o a qb:Observation ; zr:targetPlan/dcterms:title ?t } GROUP BY ?t"
    assert dict(rows(cube, counts)) == {
        "深化多元协同共治 2026 年行动计划": "8",
        "持续污染防治攻坚2026年行动计划": "37",
        "加快绿色低碳转型2026年行动计划": "11",
        "深化多元协同共治2026年行动计划": "4",
        "2026年西城区生态环境保护有关指标和重点任务计划": "14",
    }


def test_the_district_alone_has_its_66(reader: ask.Reader, tmp_path: Path) -> None:
    export.write((), ask.load_portions(reader, "西城"), "cube", tmp_path / "cube.ttl")
    assert rows(loaded(tmp_path / "cube.ttl"), "SELECT (COUNT(?o) AS ?n) WHERE { ?o a qb:Observation }") == [("66",)]


def test_an_observation_says_what_is_printed_and_where(cube: Store) -> None:
    query = """SELECT ?value ?unit ?area ?time ?than ?exact WHERE {
      ?o a qb:Observation ; zr:indicatorRaw "绿色企业比率" ; zr:value ?value ; sdmx-attribute:unitMeasure ?unit ;
         zr:targetScope/skos:prefLabel ?area ; zr:targetPeriod/skos:notation ?time ; zr:comparator ?than ; zr:evidence/oa:exact ?exact }"""
    assert rows(cube, query) == [
        ("65", PREFIXES["unit"] + "PERCENT", "北京市西城区", "../2026-12-31", PREFIXES["zrc"] + "at-least", "全区绿色企业比率不低于65%")
    ]


def test_an_observation_says_no_more_than_the_record_and_all_that_belongs_to_it(cube: Store, reader: ask.Reader) -> None:
    record = Store()
    record.bulk_load(input="\n".join(reader.dump()).encode(), format=RdfFormat.N_QUADS)
    # Its dimensions, attributes and words, as the store itself has them; units are concepts of the cube's own.
    own = """SELECT ?o ?p ?v WHERE { ?o zr:targetKind zrc:target-numeric ; zr:value ?value ; ?p ?v
      FILTER(?p IN (zr:indicator, zr:value, zr:valueMax, zr:comparator, zr:force, zr:change, zr:unit, zr:unitCode, zr:baseline,
        zr:period, zr:indicatorRaw, zr:targetReading, zr:evidence)) }"""
    words = """SELECT ?e ?p ?v WHERE { ?o zr:targetKind zrc:target-numeric ; zr:value ?value ; zr:evidence ?e . ?e ?p ?v
      FILTER(?p IN (oa:exact, oa:start, oa:end, oa:hasSource, zr:locator)) }"""
    for query in (own, words):
        stated = [tuple(term.value for term in row) for row in record.query(PREFIX + query, use_default_graph_as_union=True)]
        shown = query.replace("?o zr:targetKind zrc:target-numeric", "?o a qb:Observation")
        assert len(stated) > 500 or query is words
        assert set(rows(cube, shown)) == set(stated) != set()


def test_repeated_promises_of_one_plan_are_told_apart(cube: Store) -> None:
    repeated = rows(cube, "SELECT ?raw ?v ?n WHERE { ?o zr:occurrence ?n ; zr:indicatorRaw ?raw ; zr:value ?v FILTER(?n > 1) } ORDER BY ?raw ?v")
    assert {number for *_, number in repeated} == {"2"}
    assert len(repeated) == 3


def test_a_concept_has_one_label_a_language(cube: Store) -> None:
    twice = "SELECT ?c WHERE { ?c skos:prefLabel ?a, ?b FILTER(?a != ?b && LANG(?a) = LANG(?b)) }"
    assert rows(cube, twice) == []
    percent = "SELECT ?a ?b WHERE { unit:PERCENT skos:prefLabel ?a ; skos:altLabel ?b }"
    assert rows(cube, percent) == [("%", "个百分点")]


def test_hostile_words_stand_in_the_cube_as_they_are(small: Store) -> None:
    query = """SELECT ?unit ?scope ?raw ?quote ?max WHERE { ?o a qb:Observation ; sdmx-attribute:unitMeasure/skos:prefLabel ?unit ;
      zr:targetScope/skos:prefLabel ?scope ; zr:indicatorRaw ?raw ; zr:evidence/oa:exact ?quote ; zr:valueMax ?max }"""
    assert rows(small, query) == [("</Unit>", "甲市;", "=指标;<b>", '不低于"65"%;\n左右', "70.5")]
