"""The records every room shares: what a document is made of, and what a plan says.

All records are frozen. Offsets count code points into ``Document.text``, so that
``document.text[place.start:place.end]`` is always the printed words themselves.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

# ── The document as its reader gives it ──────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Place:
    """Where words stand: offsets for the program, a locator for the person."""

    start: int
    """first code point in ``Document.text``"""
    end: int
    """one past the last code point"""
    line: int | None = None
    """1-based line of the source text; None where the format has no lines"""
    page: int | None = None
    """1-based page; None where the format has no pages"""
    table: int | None = None
    """1-based table of the document; None outside tables"""
    row: int | None = None
    """1-based row of that table as printed, header rows counted"""
    column: int | None = None
    """1-based column of that table"""
    path: str | None = None
    """a format's own address (``Sheet1!B4``, an XML path); None where offsets suffice"""
    rest: Place | None = None
    """where words that the edge of a page breaks go on: in a row of a table beyond ``end``, in running text the end of the
    words themselves, on its page; None where one place holds them all"""

    @property
    def pieces(self) -> tuple[Place, ...]:
        """This place and those where its words go on, in order."""
        return (self, *(self.rest.pieces if self.rest else ()))

    def holds(self, spot: int) -> bool:
        """Whether the words at this place, or those on which they go on, are printed over a code point of the document."""
        return self.start <= spot < self.end or (self.rest is not None and self.rest.holds(spot))

    def then(self, further: Place) -> Place:
        """This place with another on which its words go on last."""
        return replace(self, rest=self.rest.then(further) if self.rest else further)

    @property
    def locator(self) -> str:
        """The place in words: ``page 4 table 2 row 23 column 5`` or ``line 120``; never empty.

        Of words that a page breaks it names both places: ``page 4 table 2 row 23 column 5 + page 5 table 3 row 2 column 5``.
        """
        return " + ".join(piece._located for piece in self.pieces) if self.rest else self._located

    @property
    def _located(self) -> str:
        parts = [
            f"{word} {number}"
            for word, number in (("page", self.page), ("table", self.table), ("row", self.row), ("column", self.column))
            if number is not None
        ]
        if self.path:
            parts.append(self.path)
        if self.table is None and self.line is not None:
            parts.append(f"line {self.line}")
        return " ".join(parts) or f"characters {self.start}–{self.end}"

    def part(self, start: int, end: int) -> Place:
        """The place of the words from ``start`` to ``end`` of the document, which stand in the same line or cell."""
        return Place(start, end, self.line, self.page, self.table, self.row, self.column, self.path)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A block of running text."""

    text: str
    """verbatim, equal to ``Document.text[place.start:place.end]``"""
    place: Place
    level: int | None = None
    """heading level that the format itself states (h1 → 1, Word style Heading 2 → 2); None where it states none"""


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell with the grid positions that it covers."""

    text: str
    """verbatim, equal to ``Document.text[place.start:place.end]``; may hold line breaks"""
    place: Place
    row: int
    """0-based first grid row"""
    column: int
    """0-based first grid column"""
    rows: int = 1
    """grid rows covered"""
    columns: int = 1
    """grid columns covered"""
    wraps: tuple[int, ...] = ()
    """positions in ``text`` of line ends at which, as measured, the words filled the cell: its width alone broke them;
    other line ends are the source's own, or were not measured"""


@dataclass(frozen=True, slots=True)
class Table:
    """A grid of cells in reading order. A grid position no cell covers was missing in the source."""

    cells: tuple[Cell, ...]
    rows: int
    """number of grid rows"""
    columns: int
    """number of grid columns (the widest row)"""
    place: Place
    spans_stated: bool
    """True where the format states merged cells; False where an empty cell may be a merged one (plain text)"""
    uneven: tuple[int, ...] = ()
    """0-based rows with another number of cells than the header row above them"""


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Notice:
    """Something about a source that a person should know; it refuses nothing."""

    message: str
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A source file as text and blocks, before anything is understood."""

    name: str
    """file name without folders, or ``-`` for standard input"""
    sha256: str
    """hexadecimal digest of the original bytes"""
    form: str
    """``txt``, ``md``, ``docx``, ``pdf``, ``html``, ``xlsx``, ``csv`` …, told by content"""
    text: str
    """all text that was read; the base of every offset"""
    blocks: tuple[Block, ...]
    """paragraphs and tables in reading order"""
    encoding: str | None = None
    """character encoding of a text format; None for binary formats"""
    notices: tuple[Notice, ...] = ()
    meta: tuple[tuple[str, str], ...] = ()
    """key and value pairs that the format states about itself (title, author, publication date of a page)"""
    edges: tuple[tuple[int, int], ...] = ()
    """where paragraphs go on over the edge of a page: the first code point beyond it, and its page; in order"""


# ── Bodies ───────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """An administrative division, or the country itself."""

    code: str
    """GB/T 2260 code, 2, 4 or 6 digits (townships 9); ``100000`` is the country"""
    name: str
    """full name with its parents (北京市西城区; 中国 for the country)"""
    level: str
    """``national``, ``provincial``, ``prefectural``, ``county`` or ``township``"""


@dataclass(frozen=True, slots=True)
class Agency:
    """One organisation, the same for every spelling of its name: jurisdiction and function."""

    id: str
    """path below the base IRI, percent-encoded"""
    name: str
    """resolved name with its jurisdiction (北京市西城区生态环境局)"""
    kind: str
    """``agency`` or ``company``"""
    jurisdiction: Jurisdiction | None
    function: str | None = None
    """key of the function in the register (生态环境); None for bodies outside the register's grammar"""
    level: str | None = None
    """level of the body itself; a posted branch has the level of the area it serves"""


@dataclass(frozen=True, slots=True)
class AgencySet:
    """A group expression: not an organisation."""

    id: str
    name: str
    """the expression with its jurisdiction (北京市各区政府)"""
    kind: str
    """``group``, or ``standing-group`` for the members of a command or leading group"""
    expansion: str
    """``closed``, ``contextual``, ``roster`` or ``open``"""
    jurisdiction: Jurisdiction | None
    members: tuple[Agency, ...] = ()
    """members that are certain"""
    possible: tuple[Agency, ...] = ()
    """members that are possible only"""


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a mention stands for and how that was found."""

    body: Agency | AgencySet | None
    """None: unresolved"""
    how: str
    """``exact``, ``alias``, ``rule``, ``judgement`` or ``unresolved``"""
    reason: str = ""
    """the rule or register entry in words"""
    proposals: tuple[str, ...] = ()
    """near names for a person to decide about; empty where resolved"""


@dataclass(frozen=True, slots=True)
class Change:
    """A reform as it touched the bodies of one jurisdiction (``org:ChangeEvent``)."""

    date: str
    """ISO date or year from which the successor counts; below the country the year of the reform there"""
    kind: str
    """``renamed``, ``merged``, ``split``, ``moved`` (duties to another body) or ``founded``"""
    before: tuple[Agency, ...]
    """bodies that ended or gave up the duty"""
    after: tuple[Agency, ...]
    """bodies that carry it on"""
    note: str
    """the decision or notice"""

    def __str__(self) -> str:
        names = ("、".join(one.name for one in side) for side in (self.before, self.after))
        return f"{self.date} {' → '.join(names)}（{self.note}）"


@dataclass(frozen=True, slots=True)
class Kinship:
    """How a body stands to others, whatever the plans say."""

    agency: Agency
    parent: Agency | None
    """the body that it is a unit of (a branch's superior, a company's group); None for others"""
    counterpart: Agency | None
    """the body with the same function one level above; None where there is none"""


# ── What a plan says ─────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Plan:
    """An action plan: a whole document, or one annex of it."""

    id: str
    """path below the base IRI"""
    title: str
    place: Place
    part_of: str | None = None
    """title of the document that this annex belongs to"""
    annex: str | None = None
    """the annex mark as printed without spaces (附1)"""
    issuer: str | None = None
    jurisdiction: Jurisdiction | None = None
    jurisdiction_basis: str | None = None
    """the words or rule that gave the jurisdiction"""
    number: str | None = None
    """document number (国办发〔2018〕121号)"""
    date: str | None = None
    """ISO date of issue"""
    year: int | None = None
    """the year of the plan, the first of a plan of several years"""
    last_year: int | None = None
    """the last year of a plan of several years (2025—2027年); None where it has one"""
    status: str | None = None
    """``draft`` or ``issued``; None where the document does not say"""
    lead_basis: str | None = None
    """``column`` (a lead column), ``rule`` (a printed lead rule), ``text`` (roles inside statements); None: no lead role"""
    rules: tuple[str, ...] = ()
    """printed rules for all measures: who of a list leads, who answers for every measure without being listed"""

    @property
    def base_year(self) -> int | None:
        """The year that dates without a year belong to; None where the plan does not tell.

        Of a plan of several years that is the year it was issued in, or its first where it was issued before: 年底前
        never means its last year unless it says so.
        """
        if self.last_year is None or self.year is None:
            return self.year
        if self.date is None:
            return None
        base = max(int(self.date[:4]), self.year)
        return base if base <= self.last_year else None


@dataclass(frozen=True, slots=True)
class Section:
    """A heading over tasks."""

    heading: str
    level: int
    """1 for the outermost"""
    place: Place


@dataclass(frozen=True, slots=True)
class Task:
    """A numbered task; its measures follow it."""

    id: str
    number: str | None
    title: str
    place: Place


@dataclass(frozen=True, slots=True)
class Assignment:
    """A body's share in a measure."""

    role: str
    """``lead``, ``responsible``, ``support``, ``guide`` or ``supervise``"""
    role_raw: str | None
    """the printed role word or column header"""
    mention: str
    """the body as printed, wrapping repaired"""
    full: str
    """``mention`` with a prefix or suffix completed that its list shares"""
    position: int
    """1-based place in the whole statement"""
    basis: str
    """``cell``, ``merged-cell``, ``inherited-cell``, ``text``, ``rule`` or ``expanded``"""
    place: Place
    """the evidence: the printed words of this body"""
    likely: bool = False
    """True where the reading is the likelier of two"""
    open_ended: bool = False
    """True where the list ends in 等 at this body"""
    resolution: Resolution | None = None
    """None before the names room has seen it"""


@dataclass(frozen=True, slots=True)
class Deadline:
    """When a measure is due, as printed and as dates."""

    raw: str
    """printed words without the blanks around them; empty where nothing but blanks is printed"""
    kind: str
    """``by-date``, ``interval``, ``recurring``, ``ongoing``, ``long-term``, ``relative``, ``staged`` or ``none``"""
    start: str | None = None
    """ISO date"""
    end: str | None = None
    """ISO date, inclusive"""
    rrule: str | None = None
    """RFC 5545 recurrence rule"""
    inherited: bool = False
    """True where a merged cell above gave it"""
    place: Place | None = None
    days: tuple[str, ...] = ()
    """ISO dates of several days on which parts of the duty are due (分别于6月底、12月底前), in order; empty where ``end`` is the only one"""


def answering_role(roles: Iterable[str]) -> str:
    """Return the role that answers for a measure in which these are held: ``lead`` where a body leads it, ``responsible`` where none does.

    The view ``answering`` says the same in SQL.
    """
    return "lead" if "lead" in roles else "responsible"


@dataclass(frozen=True, slots=True)
class Target:
    """A promised value."""

    indicator: str
    comparator: str | None
    """``>=``, ``<=``, ``=``, ``~``, ``>`` or ``<``"""
    value: float | None
    value_max: float | None
    """upper end of a range"""
    unit: str | None
    """as printed"""
    scope: str | None
    kind: str
    """``numeric``, ``frequency`` or ``qualitative``"""
    quote: str
    place: Place
    concept: str | None = None
    """key of the indicator concept (``pm25``); None: no known concept"""
    unit_code: str | None = None
    """UCUM code of the unit (``ug/m3``); None for counted things and unknown units"""
    force: str = "binding"
    """``binding``, ``aspired`` (力争, 争取), ``stretch`` (鼓励 a better value than the binding one) or ``alternative``"""
    tied: int | None = None
    """``Place.start`` of the target that this stretch value or alternative belongs to"""
    change: str | None = None
    """``up`` or ``down`` where the value is a change (下降5%), not a level; None: a level"""
    baseline: str | None = None
    """what a change or share is measured against, as printed (较上一年度, 同比, 持证单位总数)"""
    period: str | None = None
    """the period the value is for, as printed (每年, 全年, 2026年)"""
    reading: str | None = None
    """how an uncertain value was read, in words; None where the reading is certain"""
    due: str | None = None
    """ISO date by which a goal of a plan is to be reached; None where its section prints none, and for targets of measures"""


@dataclass(frozen=True, slots=True)
class Named:
    """A body that a clause names."""

    mention: str
    """as printed, a shared 部门 completed (住房城市建设、城市管理等部门 → 住房城市建设部门)"""
    place: Place
    """the printed words of this body"""
    functional: bool
    """True where only a function is named (公安部门), which the row's bodies must tell"""
    answers: str | None = None
    """``full`` of the assignment that is meant; None where no body of the row fits, or several do"""
    resolution: Resolution | None = None
    """the government that a place of the plan's own area stands for (朝阳区深化…); None for other mentions"""
    outside: bool = False
    """True for a place outside the plan's area (大兴区、廊坊市联合开展…): it works along, the plan gives it no duty"""


@dataclass(frozen=True, slots=True)
class Clause:
    """A sentence of a measure with bodies of its own."""

    text: str
    """verbatim, to the end of the sentence"""
    place: Place
    role: str
    """``lead``, ``responsible``, ``support``, ``guide`` or ``supervise``; ``responsible`` where none is printed"""
    role_raw: str | None
    """the printed role word; None where the body only acts (各区深化…)"""
    bodies: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A clause that gives a body another share than the columns of its row."""

    clause: Clause
    named: Named
    body: str | None
    """the row's body that is meant, as printed; None where no body of the row fits"""
    reason: str
    """in words, with both roles"""


@dataclass(frozen=True, slots=True)
class Reference:
    """A document that the text cites."""

    title: str
    """words between 《 and 》, line breaks removed; empty where the document prints an empty 《》 or a number alone"""
    number: str | None
    """document number as printed (京政发〔2025〕7号)"""
    edition: str | None
    """edition that the title or the words before it print (2022年版, 试行, 2025年)"""
    relation: str
    """``implements``, ``based-on``, ``repeals``, ``amends``, ``issues`` or ``cites``"""
    quote: str
    """verbatim, the marks and the number included"""
    place: Place
    plan: str | None = None
    """id of the plan that cites; None before the plans are known"""
    measure: str | None = None
    """id of the measure that cites; None where the words stand outside all measures"""

    @property
    def empty(self) -> bool:
        """Whether the title is missing: a slip of the document that a person should see."""
        return not self.title and "《" in self.quote

    @property
    def predicate(self) -> str:
        """The property that says this relation: ELI for legal acts, DCTERMS where ELI has none."""
        return {
            "implements": "eli:applies",
            "based-on": "eli:based_on",
            "repeals": "eli:repeals",
            "amends": "eli:amends",
            "issues": "dcterms:references",
        }.get(self.relation, "eli:cites")


@dataclass(frozen=True, slots=True)
class Remark:
    """What a row says of its measure in a column of another kind: progress, problems, persons, money, scores, notes."""

    head: str
    """the printed head of the column, closed up (进展情况); empty where the column has none"""
    text: str
    """verbatim"""
    place: Place


@dataclass(frozen=True, slots=True)
class Measure:
    """One duty of a plan: the smallest unit that has its own bodies."""

    id: str
    plan: Plan
    sections: tuple[Section, ...]
    task: Task | None
    order: int
    """1-based within the plan"""
    text: str
    """as printed, wrapped lines joined"""
    place: Place
    deadline: Deadline
    assignments: tuple[Assignment, ...]
    targets: tuple[Target, ...] = ()
    clauses: tuple[Clause, ...] = ()
    """sentences of the text that name bodies of their own"""
    dates: tuple[Deadline, ...] = ()
    """dates and rhythms that the text sets, beside the deadline; each has a place"""
    remarks: tuple[Remark, ...] = ()
    """named columns of the row that are none of the fields above, left to right"""


@dataclass(frozen=True, slots=True)
class Residue:
    """Words that no record took, with the reason; nothing is dropped in silence."""

    text: str
    reason: str
    """English label of a code of ``residue-reasons``, perhaps with a detail; see ``ground/reasons.py``"""
    place: Place
    plan: str | None = None
    """id of the plan it stands in; None outside plans"""
    ignored: bool = False
    """True where it was left out by name (a column of persons, of remarks); False where it was not understood"""


@dataclass(frozen=True, slots=True)
class Correction:
    """One value that a person put in the place of another."""

    id: str
    """path below the base IRI: a plan, a measure, or a duty (``measure/…/duty/3``)"""
    field: str
    old: str
    """the value that stood there; empty for none"""
    new: str
    quote: str
    """first 16 hexadecimal digits of the SHA-256 of the words that proved the old value"""
    plan: str
    """id of the plan that the record stands in"""
    order: str = ""
    """place of the measure in its plan; empty for a plan"""
    author: str = ""
    date: str = ""
    """ISO date; empty where not stated"""
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Replayed:
    """What became of a correction in a build."""

    correction: Correction
    status: str
    """``applied``, ``already true``, ``conflict`` (the source has changed) or ``orphan`` (its plan is not here)"""
    reason: str


@dataclass(frozen=True, slots=True)
class TableTarget:
    """A promised value of the plan as a whole, under no measure: of a table of values or of a section of goals."""

    plan: str
    """id of the plan"""
    target: Target


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that one document gave."""

    document: Document
    plans: tuple[Plan, ...]
    measures: tuple[Measure, ...]
    targets: tuple[TableTarget, ...] = ()
    residue: tuple[Residue, ...] = ()
    notices: tuple[Notice, ...] = field(default=())
    references: tuple[Reference, ...] = ()
    """documents cited anywhere in the document, in the order of their places"""
    replayed: tuple[Replayed, ...] = ()
    """corrections of people that concern this document, and what became of each"""
    kinships: tuple[Kinship, ...] = ()
    """of every body named in the document that has a parent or a counterpart, in the order of their ids"""
    changes: tuple[Change, ...] = ()
    """reforms that the bodies named in the document came from or went into, oldest first"""
    read: int = 0
    """filled table cells and responsibility statements that a record took; all others are in the residue"""
