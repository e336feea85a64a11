"""What every form of a summary shows, as words and rows: the writers only lay it out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from zeren.ground.labels import place
from zeren.ground.tables import Table
from zeren.report import listed, reported
from zeren.report.brief import brief
from zeren.report.listed import Clean
from zeren.report.quotes import Figure, Quote, figures, quotes
from zeren.report.records import Item, Summary, responsible_beside
from zeren.report.summary import stated
from zeren.report.words import MARK, Cleaner, label, method
from zeren.table.duties import PRINCIPAL, ROLES, MeasureRow

NAMED = 6
"""texts not counted that are named; the rest is counted"""


@dataclass(frozen=True, slots=True)
class Line:
    """A duty as the lists show it."""

    number: int
    """1-based in its list"""
    plan: str
    """annex mark and title"""
    task: str
    """number and title"""
    text: str
    role: str
    """Chinese word for the role codes"""
    word: str
    """printed role words"""
    first: str
    """是 where first-listed, else empty"""
    sole: str
    """是 where sole, else empty"""
    deadline: str
    """as printed, marked where a merged cell above gave it"""
    end: str
    """ISO date or empty"""
    together: str
    """the other bodies that answer for it"""
    support: str
    """the supporting bodies"""
    others: str
    """guiding and supervising bodies"""
    file: str
    """name of the source file"""
    place: str
    """place in that file"""
    certainty: str
    """确定 or 可能 for duties through groups, else empty"""
    via: str
    """the group expression, else empty"""
    id: str
    """IRI of the measure"""

    basis: str = ""
    """what tells its place in a list: the place alone where the plan stands in one file, else with the file"""

    state: str = ""
    """how it stands by what was reported; empty where nothing was reported on any measure of the body"""
    reported: str = ""
    """day, words, file and row of the report that counts; empty where there is none"""

    @property
    def source(self) -> str:
        """File and place."""
        return f"{self.file} {self.place}"


@dataclass(frozen=True, slots=True)
class Content:
    """The words and rows of one summary, fit to be shown."""

    name: str
    """the body's resolved name"""
    intro: str
    """the figures in one sentence"""
    facts: tuple[tuple[str, str], ...]
    """what the body is: label and value"""
    figures: Table
    plans: Table
    lines: tuple[Line, ...]
    """as written"""
    derived: tuple[Line, ...]
    """through group expressions"""
    deadlines: Table
    partners: Table
    targets: Table | None
    """None where no targets are known"""
    method: tuple[tuple[str, str], ...]
    """Chinese and English statements"""
    quotes: tuple[Quote, ...] = ()
    """the source words behind the duties, deadlines and targets; empty where they are not known"""
    counted: tuple[Figure, ...] = ()
    """the duties behind each figure of ``figures`` and ``plans``"""
    due: tuple[tuple[int, ...], ...] = ()
    """the duties behind each row of ``deadlines`` that a deadline makes, 1-based"""
    stated: tuple[tuple[int, ...], ...] = ()
    """the same for the rows that dates in the text make, which follow"""
    brief: tuple[Table, ...] = ()
    """the page that is read in two minutes"""
    standing: Table | None = None
    """measures by what was reported of them; None where nothing was"""


def content(summary: Summary) -> Content:
    """Put a summary into words; unshowable characters are replaced, and the method box says how many."""
    clean = Cleaner()
    body = summary.body
    numbers = {item.measure.id: number for number, item in enumerate(summary.items, 1)}
    aliases = "、".join(map(clean, body.aliases))
    facts = [
        ("单位", clean(body.name)),
        ("类别", label("body", body.kind)),
        ("层级", label("level", body.level)),
        ("行政区划", clean(body.jurisdiction) or "—"),
        ("原文写法", aliases or "—"),
    ]
    counts, plans = listed.counted(summary), listed.plans(summary, clean)
    told = summary if reported.is_reported(summary) else None
    lines = _placed([_line(number, item, clean, told) for number, item in enumerate(summary.items, 1)])
    derived = _placed([_line(number, item, clean, told) for number, item in enumerate(summary.derived, 1)])
    deadlines, partners = listed.deadlines(summary, numbers, clean), listed.partners(summary, clean)
    targets = listed.targets(summary.items, numbers, clean)
    spots, counted, short = quotes(summary, clean), figures(summary, clean), brief(summary, clean)
    return Content(
        name=clean(body.name),
        intro=_intro(summary, clean),
        facts=tuple(facts),
        figures=counts,
        plans=plans,
        lines=lines,
        derived=derived,
        deadlines=deadlines,
        partners=partners,
        targets=targets,
        method=_method(summary, clean),
        quotes=spots,
        counted=counted,
        due=tuple(tuple(numbers[measure] for measure in due.measures) for due in summary.deadlines),
        stated=tuple(tuple(numbers[measure] for measure in due.measures) for due in stated(summary.items)),
        brief=short,
        standing=reported.counted(summary),
    )


def _intro(summary: Summary, clean: Clean) -> str:
    written = [f"{label('role', role)}{summary.counts[role]}项" for role in ROLES if summary.counts[role]]
    named = list(dict.fromkeys(clean(source.part_of or source.plan) for source in summary.sources))
    basis = "".join(f"《{name}》" for name in named[:3]) + (f"等{len(named)}个文件" if len(named) > 3 else "")
    if not summary.items:
        return f"{basis}没有单独列出本单位的措施；因集合表述承担的措施另列。" if summary.derived else "没有任务。"
    beside = len(responsible_beside(summary))
    more = f"另有主责{beside}项，由其他单位牵头，不计入主要责任。" if beside else ""
    return (
        f"本清单依据{basis}整理，共列措施{len(summary.items)}项：{'、'.join(written)}。"
        f"承担主要责任{summary.principal}项，其中列首{summary.first_listed}项、独担{summary.sole}项。{more}"
        f"{reported.sentence(summary)}"
    )


def _said(row: MeasureRow, clean: Clean) -> list[str]:
    """The dates and rhythms that the text of a measure sets beside its deadline, told from it."""
    return [f"正文：{words}" for words in dict.fromkeys(clean(date.raw) for date in row.dates)]


def _line(number: int, item: Item, clean: Clean, told: Summary | None) -> Line:
    """``told``: the summary where anything was reported."""
    row = item.measure
    state, said = reported.cells(told, item, clean) if told else ("", "")
    roles = "、".join(label("role", role) for role in item.roles)
    words = "、".join(dict.fromkeys(label("role", clean(word)) for word in item.words))
    deadline = clean(row.deadline)
    return Line(
        number=number,
        plan=" ".join(clean(part) for part in (row.annex, row.plan) if part),
        task=" ".join(clean(part) for part in (row.task_no, row.task) if part),
        text=clean(row.text),
        role=roles,
        word=words,
        first="是" if item.first_listed else "",
        sole="是" if item.sole else "",
        deadline="；".join(filter(None, (f"{deadline}（承上）" if row.deadline_inherited and deadline else deadline, *_said(row, clean)))),
        end=row.deadline_end or "",
        together=_peers(item, PRINCIPAL, clean, bool(row.lead_basis)),
        support=_peers(item, ("support",), clean, False),
        others=_peers(item, ("guide", "supervise"), clean, True),
        file=clean(row.file),
        place=place(clean(row.locator)),
        certainty=label("certainty", item.certainty) if item.certainty else "",
        via=clean(item.via),
        id=clean(row.id),
        state=state,
        reported=said,
    )


def _placed(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Tell for each line its place, with the file where two files hold a plan of the same name."""
    files: dict[str, set[str]] = {}
    for line in lines:
        files.setdefault(line.plan, set()).add(line.file)
    return tuple(replace(line, basis=line.place if len(files[line.plan]) == 1 else line.source) for line in lines)


def _peers(item: Item, roles: Sequence[str], clean: Clean, name_roles: bool) -> str:
    """List the other bodies that hold the roles, under the role's word where there may be several."""
    lists: dict[str, list[str]] = {}
    for role in roles:
        mentions = "、".join(dict.fromkeys(clean(peer.mention) for peer in item.peers if peer.role == role))
        if mentions:
            # A cell merged across two columns gives the same bodies twice: one list under both words.
            lists.setdefault(mentions, []).append(label("role", role))
    return "；".join(f"{'、'.join(words)}：{its}" if name_roles else its for its, words in lists.items())


def _editions(summary: Summary, clean: Cleaner) -> list[tuple[str, str]]:
    """Which texts of the matter are not counted, and of which day those counted are."""
    told, files = summary.as_of, {source.file for source in summary.sources}
    pairs = [(left, kept) for left, kept in told.left_out if kept in files]
    said = [method("texts-of", day=told.texts_of, later=told.later)] if told.texts_of else []
    if pairs:
        zh = "、".join(f"{clean(left)}（计 {clean(kept)}）" for left, kept in pairs[:NAMED])
        en = ", ".join(f"{clean(left)} ({clean(kept)} counts)" for left, kept in pairs[:NAMED])
        said.append((method("editions", count=len(pairs), files=zh)[0], method("editions", count=len(pairs), files=en)[1]))
    return said


def _method(summary: Summary, clean: Cleaner) -> tuple[tuple[str, str], ...]:
    without = "".join(dict.fromkeys(f"《{clean(s.plan)}》" for s in summary.sources if not s.lead_basis))
    keys = ["as-written", "principal", "first-listed", "expanded", "deadline", "partners", "source"]
    said = [method(key) for key in keys]
    if without:
        said.insert(2, method("no-lead", plans=without))
    if reported.is_reported(summary):
        said.append(method("reported"))
    said += _editions(summary, clean)
    if clean.replaced:
        said.append(method("replaced", count=clean.replaced, mark=MARK))
    return tuple(said)
