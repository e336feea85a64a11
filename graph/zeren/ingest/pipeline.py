"""The one straight way: file → document → plans → measures → resolved measures. Read this first.

The rooms on the way do not know one another; this module alone composes them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from zeren import names, outline
from zeren.decisions import columns, corrections
from zeren.editions.titles import marks
from zeren.extract import inside
from zeren.extract.draft import Draft
from zeren.extract.prose import prose, segments
from zeren.extract.prose.untold import untold
from zeren.extract.statement import leftover
from zeren.extract.statement.rules import Rules, others_support, starred, starred_lead
from zeren.extract.table.crossed import crossed
from zeren.extract.table.fielded import fielded
from zeren.extract.table.layout import Decided
from zeren.extract.table.matrices import targets_of
from zeren.extract.table.stated import stated
from zeren.extract.table.tables import left_over, read_tables
from zeren.extract.time.deadline import read_deadline
from zeren.extract.time.due import first_due
from zeren.extract.time.overall import dated
from zeren.ground.errors import NotAPlan, NotFound
from zeren.ground.fold import key, label
from zeren.ground.model import (
    Agency,
    AgencySet,
    Assignment,
    Block,
    Change,
    Clause,
    Deadline,
    Document,
    Extraction,
    Jurisdiction,
    Kinship,
    Measure,
    Named,
    Notice,
    Paragraph,
    Place,
    Plan,
    Residue,
    Resolution,
    Table,
    TableTarget,
    Task,
)
from zeren.ground.namesakes import mark_of
from zeren.ground.vocabulary import digest
from zeren.ingest.places import Places, each_on_its_page, stretches
from zeren.ingest.settings import Settings
from zeren.names import judgements
from zeren.state.document import document_iri


@dataclass(frozen=True, slots=True)
class _Found:
    """A plan with its drafts, before its bodies are known."""

    plan: Plan
    drafts: tuple[Draft, ...]
    residue: tuple[Residue, ...]
    others: tuple[tuple[Table, str], ...]
    """tables without duties, each with its caption"""
    read: int
    """cells and statements that a record took"""
    goals: tuple[Place, ...] = ()
    """stretches of running text that set goals of the plan"""
    blocks: tuple[Block, ...] = ()
    """its blocks, for a plan without any body that must be read again, and to look for words that nothing took"""
    due_for_all: tuple[Place, ...] = ()
    """where it states a deadline for all tasks"""
    statements: tuple[Place, ...] = ()
    """statements of its running text"""
    formal: tuple[Place, ...] = ()
    """cells that only say what others mean: heads, numbers, marks"""


class Extractor:
    """Reads documents one after another under the same settings, with what people decided about them."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()
        folder = self.settings.decisions
        decided = folder / judgements.FILE if folder else None
        self.register = names.load(decided if decided and decided.exists() else None)
        self.corrections = corrections.read(folder / corrections.FILE) if folder else ()
        self.decided = columns.decided(columns.read(folder / columns.FILE)) if folder else {}

    def extract(self, document: Document) -> Extraction:
        """Read the plans of a document, resolve their bodies, apply the corrections of people.

        A plan that names no body is kept with its tasks and goals, and a notice says so.
        Raises NotAPlan where it has none of these either, NotFound where the given jurisdiction is unknown.
        """
        found = _read_parts(document, self.decided)
        bodiless = not any(its.drafts for its in found)
        if bodiless:
            found = [replace(its, drafts=prose.plain(its.blocks, document)) for its in found]
        jurisdiction, basis = _jurisdiction(document, found, self.register, self.settings)
        places = Places(document)
        plans, measures, targets, residue, read = [], [], [], [], 0
        for its in found:
            plan = _identified(its.plan, jurisdiction, basis)
            plans.append(plan)
            own = _measures(plan, its.drafts, document, self.register, places)
            measures += own
            values, left, cells = _values(plan, its.others)
            values += [TableTarget(plan.id, aim) for aim in inside.aims(plan, _free(its), document, places.at)]
            targets += values
            read += its.read + cells
            left += its.residue
            residue += [replace(r, plan=plan.id) for r in (*left, *_left(its, document.text, own, values, left))]
        if bodiless:
            _refuse(document, measures, targets)
        extraction = Extraction(
            document,
            tuple(plans),
            tuple(measures),
            tuple(targets),
            tuple(residue),
            _notices(document, _unnamed(measures, targets) if bodiless else ()),
            inside.references(document, stretches(document), plans, measures, places.at),
            read=read,
        )
        extraction = each_on_its_page(extraction)
        if self.corrections:
            extraction = corrections.replay(extraction, self.corrections, self._reread, mark_of(document_iri(document.name)))
        bodies = _bodies(extraction)
        return replace(extraction, kinships=self._kinships(bodies), changes=self._changes(bodies))

    def _kinships(self, bodies: dict[str, Agency]) -> tuple[Kinship, ...]:
        found = (
            Kinship(bodies[name], self.register.parent(bodies[name]), self.register.counterpart(bodies[name]))
            for name in sorted(bodies)
        )
        return tuple(kin for kin in found if kin.parent or kin.counterpart)

    def _changes(self, bodies: dict[str, Agency]) -> tuple[Change, ...]:
        found = {str(change): change for name in sorted(bodies) for change in self.register.changes(bodies[name])}
        return tuple(found[words] for words in sorted(found))

    def _reread(self, measure: Measure, field: str, words: str) -> Deadline | Resolution:
        """The corrected deadline, or the body of a corrected name."""
        plan = measure.plan
        if field == "deadline":
            return read_deadline(words, plan.base_year, issued=plan.date, place=measure.deadline.place, column=True)
        return self.register.resolve(words, plan.jurisdiction, measure.text)


def extractor_of(settings: Settings) -> Extractor:
    """The extractor of this process under some settings, made for its first file and again where the decisions have changed."""
    folder = settings.decisions
    names = (judgements.FILE, corrections.FILE, columns.FILE) if folder else ()
    return _extractor(settings, tuple(_bytes(folder / name) for name in names if folder))


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None  # whoever needs it says what is wrong


@lru_cache(maxsize=8)
def _extractor(settings: Settings, decided: tuple[bytes | None, ...]) -> Extractor:
    return Extractor(settings)


def _bodies(extraction: Extraction) -> dict[str, Agency]:
    """Every organisation that holds a duty or is a member of a group that does, by its id."""
    bodies: dict[str, Agency] = {}
    for measure in extraction.measures:
        for duty in measure.assignments:
            body = duty.resolution.body if duty.resolution else None
            for agency in (*body.members, *body.possible) if isinstance(body, AgencySet) else (body,):
                if agency:
                    bodies[agency.id] = agency
    return bodies


def extract(document: Document, settings: Settings | None = None) -> Extraction:
    """Extract one document; see ``Extractor.extract``."""
    return Extractor(settings).extract(document)


def _read_parts(document: Document, decided: Decided) -> list[_Found]:
    """Read every plan of a document; the rules of the carrying notice hold for its annexes too."""
    first, *annexes = (replace(part, blocks=fielded(part.blocks, document.text)) for part in outline.outline(document))
    text = prose.drafts(first.blocks, document)
    carried = Rules()
    if text.whole_rule:
        carried.lead(text.whole_rule, whole=True)
    for rule in text.standing:
        carried.stand(rule, 0)
    found = [_read(first, document, text, decided)]
    for part in annexes:
        its = _read(part, document, prose.drafts(part.blocks, document), decided)
        drafts = carried.applied(its.drafts)
        if not its.due_for_all and its.drafts:
            drafts, said = dated(drafts, found[0].due_for_all, document.text)
            its = replace(its, plan=replace(its.plan, rules=(*its.plan.rules, *said)))
        basis = "rule" if text.whole_rule and its.plan.lead_basis is None else its.plan.lead_basis
        found.append(replace(its, drafts=tuple(drafts), plan=replace(its.plan, lead_basis=basis)))
    mark = starred_lead(document.text)
    return [_starred(its, document.text, mark) for its in found] if mark else found


def _starred(found: _Found, text: str, mark: str) -> _Found:
    """A plan whose lists mark their leading bodies."""
    others = others_support(text)
    drafts = [replace(draft, assignments=starred(draft.assignments, text, mark, others=others)) for draft in found.drafts]
    lead = any(a.role == "lead" for draft in drafts for a in draft.assignments)
    plan = replace(found.plan, lead_basis=found.plan.lead_basis or "rule") if lead else found.plan
    return replace(found, drafts=tuple(drafts), plan=plan)


def _read(part: outline.Part, document: Document, text: prose.Prose, decided: Decided) -> _Found:
    reading = read_tables(part.blocks, text.lead_rule, text.standing, decided)
    inside = {table.place.start: found for table in reading.others if (found := stated(table, document))}
    matrices = {t.place.start: one for t in reading.others if t.place.start not in inside and (one := crossed(t, part.blocks))}
    cells = [draft for one in inside.values() for draft in one.drafts]
    cells += [draft for one in matrices.values() for draft in one.drafts]
    read = {*inside, *matrices}
    listed = {draft.place.start for one in matrices.values() for draft in one.drafts}
    taken = (*reading.captions, *reading.notes)
    free = (draft for draft in text.drafts if not any(c.start <= draft.place.start < c.end for c in taken))
    free = (draft for draft in free if draft.place.start not in listed)
    over, said_apart = _over_tables(free, reading.captions, document.text)
    untaken = (one for one in text.residue if not any(_meet(one.place, note) for note in reading.notes))
    drafts = sorted((*reading.drafts, *said_apart, *cells), key=lambda draft: draft.place.start)
    basis = "column" if reading.has_lead else "rule" if text.lead_rule or reading.lead_rule else None
    if basis is None and any(a.role == "lead" for draft in drafts for a in draft.assignments):
        basis = "text"
    dues = (*text.due_for_all, *reading.dues)
    drafts, said = dated(drafts, dues, document.text, text.times)
    stands = (*(rule.printed for rule in (*text.standing, *reading.standing)), *said)
    led = reading.lead_rule.printed if reading.lead_rule else None
    rules = dict.fromkeys(rule for rule in (text.lead_rule, led, *stands) if rule)
    return _Found(
        replace(part.plan, lead_basis=basis, rules=tuple(rules)),
        tuple(drafts),
        (*reading.residue, *untaken, *over, *(one for found in inside.values() for one in found.residue)),
        tuple((table, _caption(table, part)) for table in reading.others if table.place.start not in read),
        reading.read + len(text.accounted) + sum(found.read for found in inside.values()),
        text.goals,
        part.blocks,
        dues,
        text.accounted,
        (*reading.formal, *text.ruled, *(place for one in matrices.values() for place in one.formal)),
    )


def _meet(one: Place, other: Place) -> bool:
    return one.start < other.end and other.start < one.end


def _over_tables(drafts: Iterable[Draft], captions: Sequence[Place], text: str) -> tuple[list[Residue], list[Draft]]:
    """What stands before the title of a table, and the drafts that are none of these: their bodies are those that a line below the
    title gives to its rows (某市重点工作责任清单⏎责任部门：市水利局), so that neither the title nor what stands before it is a measure.
    """
    over: list[Residue] = []
    kept: list[Draft] = []
    for draft in drafts:
        words, _, last = text[draft.place.start : draft.place.end].rstrip().rpartition("\n")
        given = bool(draft.assignments) and all(any(one.start <= a.place.start < one.end for one in captions) for a in draft.assignments)
        if not (given and outline.is_title(last)):
            kept.append(draft)
        elif words.strip():
            place = replace(draft.place, end=draft.place.start + len(words))
            over.append(Residue(words.strip(), "words above the labels of their measures", place, ignored=True))
    return over, kept


def _caption(table: Table, part: outline.Part) -> str:
    """The paragraph right above a table, else the title of its plan."""
    above = part.blocks[part.blocks.index(table) - 1]
    return above.text if isinstance(above, Paragraph) and above.place.end <= table.place.start else part.plan.title


def _left(
    its: _Found, text: str, measures: list[Measure], targets: list[TableTarget], residue: list[Residue]
) -> list[Residue]:
    """What no record of a plan took of its cells and statements, and of what dates all of its tasks."""
    heads = (place for table, _ in its.others for place in _heads(table, targets))
    taken = (*leftover.places_of(measures, targets, residue), *its.formal, *heads)
    names = ("indicator", "unit", "scope", "period", "baseline")
    told = {str(getattr(one.target, name) or "") for one in targets for name in names}
    told |= {name for one in measures if one.task for name in (one.task.title, one.task.number or "")}
    told |= {section.heading for one in measures for section in one.sections}
    dues = leftover.unclaimed(text, its.due_for_all, taken, leftover.DUE_FOR_ALL)
    left = [*leftover.net(its.blocks, its.statements, taken, told), *dues]
    return [*left, *untold(its.blocks, text, (*taken, *its.statements, *(one.place for one in left)))]


def _heads(table: Table, targets: list[TableTarget]) -> list[Place]:
    """The rows without values of a table of values: heads, which the indicators of the rows below name."""
    rows = {one.target.place.row for one in targets if one.target.place.table == table.place.table}
    return [cell.place for cell in table.cells if rows and cell.place.row not in rows]


def _values(
    plan: Plan, tables: tuple[tuple[Table, str], ...]
) -> tuple[list[TableTarget], list[Residue], int]:
    """Targets of the tables of values, what is left over of the others, and the number of cells read."""
    scope = plan.jurisdiction.name if plan.jurisdiction else None
    found: list[TableTarget] = []
    left: list[Residue] = []
    read = 0
    for table, caption in tables:
        targets = targets_of(table, caption, scope)
        found += [TableTarget(plan.id, target) for target in targets]
        left += [] if targets else left_over(table)
        read += sum(bool(cell.text) for cell in table.cells) if targets else 0
    return found, left, read


def _jurisdiction(
    document: Document, found: list[_Found], register: names.Names, settings: Settings
) -> tuple[Jurisdiction | None, str | None]:
    if settings.jurisdiction:
        given = register.division(settings.jurisdiction)
        if given is None:
            raise NotFound(
                f"{settings.jurisdiction}: 没有这个行政区 (no such division)", "写全名，如 北京市西城区 (give its full name)"
            )
        return given, "given"
    main = found[0].plan
    mentions = [a.full for its in found for draft in its.drafts for a in draft.assignments]
    return register.jurisdiction(
        title=main.title, issuer=main.issuer, number=main.number, text=document.text, mentions=mentions
    )


def _identified(plan: Plan, jurisdiction: Jurisdiction | None, basis: str | None) -> Plan:
    place = jurisdiction.code if jurisdiction else ""
    name = digest([place, key(plan.part_of or ""), key(plan.annex or ""), key(plan.title)])
    title = label(plan.title)
    return replace(plan, id=f"plan/{name}", title=title, jurisdiction=jurisdiction, jurisdiction_basis=basis)


def _measures(
    plan: Plan, drafts: Iterable[Draft], document: Document, register: names.Names, places: Places
) -> list[Measure]:
    measures: list[Measure] = []
    seen: Counter[str] = Counter()
    for draft in drafts:
        name = digest([plan.id, key(draft.task_no or ""), key(draft.task or ""), key(draft.text)])
        seen[name] += 1
        if seen[name] > 1:
            name = digest([name, str(seen[name])])
        deadline = read_deadline(
            draft.deadline,
            plan.base_year,
            issued=plan.date,
            inherited=draft.deadline_inherited,
            place=draft.deadline_place,
            column=True,
        )
        measures.append(
            Measure(
                id=f"measure/{name}",
                plan=plan,
                sections=draft.sections,
                task=_task(plan, draft),
                order=len(measures) + 1,
                text=draft.text,
                place=draft.place,
                deadline=deadline,
                assignments=tuple(_resolved(a, plan, draft.text, register) for a in draft.assignments),
                targets=inside.targets(plan, draft, document, places.at),
                clauses=_placed(inside.clauses(draft, document, places.at), plan, register),
                dates=inside.dates(plan, draft, deadline, document, places.at),
                remarks=draft.remarks,
            )
        )
    return measures


_PLACE = re.compile(r"[\u4e00-\u9fff]{1,10}[区县市旗州盟]")


def _placed(clauses: tuple[Clause, ...], plan: Plan, register: names.Names) -> tuple[Clause, ...]:
    """Tell the places that clauses name: those of the plan's area by their governments, others as outside."""
    if plan.jurisdiction is None:
        return clauses
    return tuple(replace(one, bodies=tuple(_place(named, plan.jurisdiction, register) for named in one.bodies)) for one in clauses)


def _place(named: Named, area: Jurisdiction, register: names.Names) -> Named:
    if named.answers or named.functional or not _PLACE.fullmatch(named.mention):
        return named
    division = register.division(named.mention, area)
    if division is None:
        return named
    if area.level == "national" or division.code.startswith(area.code):
        return replace(named, resolution=register.resolve(named.mention + "政府", area))
    return replace(named, outside=True)


def _task(plan: Plan, draft: Draft) -> Task | None:
    if draft.task_place is None or not (draft.task or draft.task_no):
        return None
    sections = [section.heading for section in draft.sections]
    name = digest([plan.id, *map(key, sections), key(draft.task_no or ""), key(draft.task or "")])
    return Task(f"task/{name}", draft.task_no, label(draft.task or ""), draft.task_place)


def _resolved(assignment: Assignment, plan: Plan, text: str, register: names.Names) -> Assignment:
    return replace(assignment, resolution=register.resolve(assignment.full, plan.jurisdiction, text))


EXPLAINS = "是解读，不是计划 (explains a plan): "
"""begins what is said of a refused text that explains a plan; its title follows"""


def _explains(document: Document) -> str | None:
    """The title of a document that says it explains a plan; None for any other."""
    stated = [words for name, words in document.meta if name in ("page-title", "document-title", "title")]
    lines = [block.text for block in document.blocks[:_HEADED] if isinstance(block, Paragraph)]
    titles = (" ".join(words.split()) for words in (*lines, *stated) if len(words) <= _TITLE)
    return next((words for words in titles if _OF_PLAN.search(words) and "explanation" in marks(words)), None)


_OF_PLAN = re.compile("《|计划|方案|要点|清单|措施|意见")
_TITLE = 120
"""characters of a title at most"""
_HEADED = 8
"""blocks of a document among which its title stands"""
_ACTS = re.compile(r"负责|牵头")
_ASKS = re.compile("(?<![申聘邀])请(?![示假客])")
"""how a sentence asks (请你们研究), but not 申请, 请示"""
_SHOWN = 3
"""tables whose heads a refusal shows"""


def _refuse(document: Document, measures: list[Measure], targets: list[TableTarget]) -> None:
    """Refuse a document that states neither duties nor tasks with goals, with what was seen in it."""
    if targets and (measures or any(target.target.due for target in targets)):
        return
    if title := _explains(document):
        raise NotAPlan(f"{document.name}: {EXPLAINS}{title}", "take in the plan that it explains")
    tables = [block for block in document.blocks if isinstance(block, Table)]
    heads = ["|".join(cell.text.strip()[:12] for cell in table.cells if cell.row == 0)[:60] for table in tables[:_SHOWN]]
    sentences = sum(bool(_ACTS.search(sentence)) for sentence in re.split("[。；\n]", document.text))
    lines = [line for line in document.text.split("\n") if line.strip()]
    timed = sum(segments.mark_of(line.lstrip()) is not None and first_due(line, 0) is not None for line in lines)
    asking = sum(bool(_ASKS.search(sentence)) for sentence in re.split("[。；\n]", document.text))
    more = f": {'; '.join(heads)}{' …' if len(tables) > _SHOWN else ''}" if heads else ""
    raise NotAPlan(
        f"{document.name}: 没有找到任务措施：见到含“负责”“牵头”的句子 {sentences} 个、"
        f"“请…”的句子 {asking} 个、带时限的编号条目 {timed} 个、表 {len(tables)} 个"
        f" (no measure found; seen: {sentences} sentences with 负责 or 牵头, {asking} that ask with 请, {timed} numbered lines with a time,"
        f" {len(tables)} tables{more})",
        "计划要有“工作措施”“责任单位”这样的表头，或“（责任单位：…）”这样的责任表述 (a plan needs a table with such columns, or such statements)",
    )


def _unnamed(measures: list[Measure], targets: list[TableTarget]) -> tuple[Notice, ...]:
    words = f"没有写明任何责任单位：{len(measures)} 项任务、{len(targets)} 个目标照录，不作责任 (no body is named: they are kept without duties)"
    return (Notice(words),)


def _free(found: _Found) -> Iterable[Place]:
    """Stretches of goals that are no measure's words."""
    taken = [draft.place for draft in found.drafts]
    return [one for one in found.goals if not any(place.start < one.end and one.start < place.end for place in taken)]


def _notices(document: Document, more: tuple[Notice, ...] = ()) -> tuple[Notice, ...]:
    uneven = []
    for block in document.blocks:
        if isinstance(block, Paragraph) or not block.uneven or block.spans_stated:
            continue
        rows = ", ".join(str(row + 1) for row in block.uneven)
        uneven.append(
            Notice(
                f"第 {block.place.table} 个表: 第 {rows} 行的格数与首行不同"
                f" (table {block.place.table}: rows {rows} have another number of cells than the first row)",
                block.place,
            )
        )
    return document.notices + more + tuple(uneven)
