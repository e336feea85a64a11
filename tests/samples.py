"""A small graph whose names and texts mean harm to every format it is written in."""

from __future__ import annotations

from zeren.ground.model import Deadline, Place, Target
from zeren.ground.triples import Triples
from zeren.ground.vocabulary import BASE, COMPARATORS, segment, words_path
from zeren.store.journal import Commit, Ledger
from zeren.store.memory import MemoryReader
from zeren.store.statements import canonical, digest
from zeren.table.duties import BodyRow, Duties, Duty, MeasureRow

DOCUMENT = f"{BASE}document/a.txt"
FILE = 'a";\n.txt'
PLAN, TASK, MEASURE = f"{BASE}plan/1", f"{BASE}task/1", f"{BASE}measure/1"
BODY, GROUP, MEMBER = f"{BASE}agency/1", f"{BASE}set/1", f"{BASE}agency/2"
TEXT = '第一行\n第二行 "引"; \'单\', \\ ]]></Description><Goal>&amp; \t=1+1'
NAME = '甲市"财政局";\n=cmd|\' /C calc\'!A0'
ALIASES = ("=a;b", 'c"d', "e\x1ff", "g\\", "h,i\nj")
TITLE = "计划|[x](javascript:1)*</Name>"
QUOTE = '不低于"65"%;\n左右'


def hostile() -> tuple[list[str], Duties]:
    """Sorted N-Quads and the table of duties that they hold: one measure, a body, a group and its member, two targets."""
    bodies = {
        BODY: BodyRow(BODY, NAME, ALIASES[0], "agency", "prefectural", "甲市", ALIASES),
        GROUP: BodyRow(GROUP, "各区;政府", "各区政府", "group", None, None, ("各区政府",)),
        MEMBER: BodyRow(MEMBER, "+甲区政府", "甲区政府", "agency", "county", None, ("甲区政府",)),
    }
    measure = MeasureRow(
        MEASURE, TITLE, PLAN, None, None, ("一、总;则", '（一）"分"'), "1", "任务;\n二", 1, TEXT, "年底前", "by-date",
        None, "2026-12-31", False, "a.txt", "table 1 row 2", None,
    )  # fmt: skip
    duties = (
        Duty(MEASURE, BODY, "lead", '牵头"单位"', ALIASES[0], 1, "merged-cell"),
        Duty(MEASURE, GROUP, "support", "协办;单位", "各区政府", 2, "cell"),
        Duty(MEASURE, BODY, "responsible", "@责任", ALIASES[0], 3, "merged-cell"),
        Duty(MEASURE, MEMBER, "support", None, "各区政府", 2, "expanded", "certain", GROUP),
    )
    targets = (
        Target("=指标;<b>", ">=", 65.0, 70.5, "</Unit>", "甲市;", "numeric", QUOTE, Place(9, 12, table=1, row=2), force="aspired"),
        Target("-定性", None, None, None, None, None, "qualitative", "@好转", Place(20, 23, table=1, row=2)),
    )
    held = Duties(bodies, {MEASURE: measure}, duties, {MEASURE: targets}, {MEASURE: (Deadline("3月底前", "by-date"),)})
    return _lines(held), held


def hostile_reader() -> MemoryReader:
    """A reader of the same, whose columns hold what the table of duties does."""
    return reader_of(_triples(hostile()[1]))


def _lines(duties: Duties) -> list[str]:
    return [f"{line[:-2]} <{DOCUMENT}> ." for line in _triples(duties).lines().decode("utf-8").splitlines()]


def _triples(duties: Duties) -> Triples:
    add = Triples()
    add.a(DOCUMENT, "zr:SourceDocument")
    add.text(DOCUMENT, "zr:fileName", FILE)
    add.text(DOCUMENT, "zr:sha256", "0" * 64)
    add.text(DOCUMENT, "zr:form", "txt")
    add.a(PLAN, "zr:Plan")
    add.link(PLAN, "prov:wasDerivedFrom", DOCUMENT)
    add.text(PLAN, "dcterms:title", TITLE)
    add.text(PLAN, "zr:issuerName", "<甲市>")
    add.value(PLAN, "zr:year", 2026)
    _words(add, PLAN, TITLE, 100)
    _bodies(add, duties)
    _measure(add, duties.measures[MEASURE])
    for duty in duties.duties[:3]:
        subject = f"{MEASURE}/duty/{duty.position}"
        add.a(subject, "zr:Assignment")
        add.link(MEASURE, "zr:hasAssignment", subject)
        add.link(subject, "zr:body", duty.body)
        add.code(subject, "zr:role", duty.role)
        add.text(subject, "zr:roleRaw", duty.role_raw)
        add.text(subject, "zr:mention", duty.mention)
        add.code(subject, "zr:basis", f"basis-{duty.basis}")
        add.value(subject, "zr:position", duty.position)
        _words(add, subject, duty.mention, 200 + 10 * duty.position)
    add.value(f"{MEASURE}/duty/1", "zr:likely", True)
    member = f"{MEASURE}/duty/2/member"
    add.a(member, "zr:ExpandedAssignment")
    add.link(MEASURE, "zr:hasExpandedAssignment", member)
    add.link(member, "zr:derivedFrom", f"{MEASURE}/duty/2")
    add.link(member, "zr:body", MEMBER)
    add.code(member, "zr:role", "support")
    add.code(member, "zr:certainty", "certain")
    for number, target in enumerate(duties.targets[MEASURE], 1):
        subject, indicator = f"{MEASURE}/target/{number}", f"{BASE}indicator/{segment(target.indicator)}"
        add.a(subject, "zr:Target")
        add.link(MEASURE, "zr:hasTarget", subject)
        add.link(subject, "zr:indicator", indicator)
        add.text(indicator, "skos:prefLabel", target.indicator, "zh")
        add.text(subject, "zr:indicatorRaw", target.indicator)
        add.code(subject, "zr:targetKind", f"target-{target.kind}")
        add.code(subject, "zr:force", f"force-{target.force}")
        add.value(subject, "zr:value", target.value)
        add.value(subject, "zr:valueMax", target.value_max)
        add.text(subject, "zr:unit", target.unit)
        add.text(subject, "zr:scope", target.scope)
        if target.comparator:
            add.code(subject, "zr:comparator", COMPARATORS[target.comparator])
        _words(add, subject, target.quote, target.place.start)
    return add


def _bodies(add: Triples, duties: Duties) -> None:
    place = f"{BASE}division/1"
    add.a(place, "zr:Jurisdiction")
    add.text(place, "skos:prefLabel", "甲市", "zh")
    add.text(place, "zr:divisionCode", "1")
    add.code(place, "zr:level", "prefectural")
    for body in duties.bodies.values():
        add.a(body.id, "zr:AgencySet" if body.kind == "group" else "zr:Agency")
        add.text(body.id, "skos:prefLabel", body.name, "zh")
        for alias in body.aliases:
            add.text(body.id, "skos:altLabel", alias, "zh")
        if body.kind == "agency":
            add.code(body.id, "zr:bodyKind", "body-agency")
        if body.level:
            add.code(body.id, "zr:level", body.level)
        if body.jurisdiction:
            add.link(body.id, "zr:jurisdiction", place)
    add.link(GROUP, "zr:hasMember", MEMBER)
    add.link(GROUP, "zr:hasMember", f"{BASE}agency/elsewhere")


def _measure(add: Triples, row: MeasureRow) -> None:
    add.a(TASK, "zr:Task")
    add.link(TASK, "zr:inPlan", PLAN)
    add.text(TASK, "dcterms:title", row.task)
    add.text(TASK, "zr:number", row.task_no)
    outer = None
    for level, heading in enumerate(row.section, 1):
        section = f"{BASE}section/{level}"
        add.a(section, "zr:Section")
        add.link(section, "zr:inPlan", PLAN)
        add.text(section, "dcterms:title", heading)
        add.value(section, "zr:headingLevel", level)
        if outer:
            add.link(section, "dcterms:isPartOf", outer)
        _words(add, section, heading, 300 + 20 * level)
        outer = section
    add.a(MEASURE, "zr:Measure")
    add.link(MEASURE, "zr:inPlan", PLAN)
    add.link(MEASURE, "zr:inTask", TASK)
    add.link(MEASURE, "zr:inSection", outer or "")
    add.text(MEASURE, "zr:text", row.text)
    add.value(MEASURE, "zr:order", row.order)
    for subject, words, start in ((TASK, row.task or "", 400), (MEASURE, row.text, 500), (f"{MEASURE}/deadline", row.deadline, 600)):
        _words(add, subject, words, start)
    for number, (kind, link) in enumerate((("zr:Deadline", "zr:hasDeadline"), ("zr:TextDate", "zr:hasTextDate"))):
        subject = f"{MEASURE}/date/{number}" if number else f"{MEASURE}/deadline"
        add.a(subject, kind)
        add.link(MEASURE, link, subject)
        add.text(subject, "zr:raw", "3月底前" if number else row.deadline)
        add.code(subject, "zr:deadlineKind", "deadline-by-date")
        if not number:
            add.value(subject, "zr:endDate", row.deadline_end, "xsd:date")
            add.value(subject, "zr:inherited", False)


def _words(add: Triples, subject: str, words: str, start: int) -> None:
    evidence = f"{BASE}{words_path(FILE)}/{start}-{start + len(words)}"
    add.link(subject, "zr:evidence", evidence)
    add.a(evidence, "zr:Evidence")
    add.link(evidence, "oa:hasSource", DOCUMENT)
    add.text(evidence, "oa:exact", words)
    add.value(evidence, "oa:start", start)
    add.value(evidence, "oa:end", start + len(words))
    add.text(evidence, "zr:locator", "table 1 row 2")


def reader_of(triples: Triples) -> MemoryReader:
    """A reader of one document that says just these triples."""
    graph = DOCUMENT
    quads = canonical(triples.lines(), graph)
    record = {"do": "put", "graph": graph, "name": "a.txt", "sha256": "0" * 64, "quads": digest(quads), "triples": 1, "meta": {}}
    return MemoryReader(quads, graph, Ledger.of([Commit(1, (record,))]))


def dated_measure(add: Triples, name: str, start: int, *said: Deadline, title: str = "计划") -> None:
    """State a measure of one plan, led by one body: its deadline, then the dates that its text sets."""
    subject = f"{BASE}measure/{name}"
    add.a(DOCUMENT, "zr:SourceDocument")
    add.text(DOCUMENT, "zr:fileName", "a.txt")
    add.a(PLAN, "zr:Plan")
    add.text(PLAN, "dcterms:title", title)
    add.link(PLAN, "prov:wasDerivedFrom", DOCUMENT)
    add.a(BODY, "zr:Agency")
    add.text(BODY, "skos:prefLabel", "甲市财政局", "zh")
    add.code(BODY, "zr:bodyKind", "body-agency")
    add.a(subject, "zr:Measure")
    add.link(subject, "zr:inPlan", PLAN)
    add.text(subject, "zr:text", name)
    add.value(subject, "zr:order", start)
    add.a(f"{subject}/duty/1", "zr:Assignment")
    add.link(subject, "zr:hasAssignment", f"{subject}/duty/1")
    add.link(f"{subject}/duty/1", "zr:body", BODY)
    add.code(f"{subject}/duty/1", "zr:role", "lead")
    add.code(f"{subject}/duty/1", "zr:basis", "basis-cell")
    add.text(f"{subject}/duty/1", "zr:mention", "市财政局")
    add.value(f"{subject}/duty/1", "zr:position", 1)
    for spot in (PLAN, subject, f"{subject}/duty/1"):
        _spot(add, spot, start)
    for order, date in enumerate(said):
        where = f"{subject}/date/{order}" if order else f"{subject}/deadline"
        add.a(where, "zr:TextDate" if order else "zr:Deadline")
        add.link(subject, "zr:hasTextDate" if order else "zr:hasDeadline", where)
        add.text(where, "zr:raw", date.raw)
        add.code(where, "zr:deadlineKind", "deadline-" + date.kind)
        add.value(where, "zr:startDate", date.start, "xsd:date")
        add.value(where, "zr:endDate", date.end, "xsd:date")
        add.text(where, "zr:rrule", date.rrule)
        if not order:
            add.value(where, "zr:inherited", False)
        _spot(add, where, start + order)


def _spot(add: Triples, subject: str, start: int) -> None:
    words = f"{BASE}words/{start}"
    add.link(subject, "zr:evidence", words)
    add.a(words, "zr:Evidence")
    add.link(words, "oa:hasSource", DOCUMENT)
    add.text(words, "oa:exact", "x")
    add.value(words, "oa:start", start)
    add.value(words, "oa:end", start + 1)
    add.text(words, "zr:locator", f"line {start}")
