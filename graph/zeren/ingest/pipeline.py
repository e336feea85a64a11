"""The one straight way: file → document → plans → measures → resolved measures. Read this first.

The rooms on the way do not know one another; this module composes them, with those of this room for each of its steps.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from zeren import names
from zeren.decisions import columns, corrections
from zeren.extract import inside
from zeren.extract.prose import prose
from zeren.extract.time.deadline import read_deadline
from zeren.ground.errors import NotFound
from zeren.ground.fold import key, label
from zeren.ground.model import (
    Agency,
    AgencySet,
    Change,
    Deadline,
    Document,
    Extraction,
    Jurisdiction,
    Kinship,
    Measure,
    Plan,
    Resolution,
    TableTarget,
)
from zeren.ground.namesakes import mark_of
from zeren.ground.vocabulary import digest
from zeren.ingest.accounted import free_goals, left_of, values_of
from zeren.ingest.places import Places, each_on_its_page, stretches
from zeren.ingest.plans_read import Found, read_parts
from zeren.ingest.refusals import no_such_days, notices_of, notices_of_bodiless, refuse_empty
from zeren.ingest.resolved import measures_of
from zeren.ingest.settings import Settings
from zeren.names import judgements
from zeren.state.document import document_iri


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
        found = read_parts(document, self.decided)
        bodiless = not any(its.drafts for its in found)
        if bodiless:
            found = [replace(its, drafts=prose.plain(its.blocks, document)) for its in found]
        jurisdiction, basis = _jurisdiction(document, found, self.register, self.settings)
        places = Places(document)
        plans, measures, targets, residue, read = [], [], [], [], 0
        for its in found:
            plan = _identified(its.plan, jurisdiction, basis)
            plans.append(plan)
            own = measures_of(plan, its.drafts, document, self.register, places)
            measures += own
            values, left, cells = values_of(plan, its.others)
            values += [TableTarget(plan.id, aim) for aim in inside.aims(plan, free_goals(its), document, places.at)]
            targets += values
            read += its.read + cells
            left += its.residue
            residue += [replace(r, plan=plan.id) for r in (*left, *left_of(its, document.text, own, values, left))]
        if bodiless:
            refuse_empty(document, measures, targets)
        extraction = Extraction(
            document,
            tuple(plans),
            tuple(measures),
            tuple(targets),
            tuple(residue),
            notices_of(document, (*notices_of_bodiless(measures, targets), *no_such_days(measures)) if bodiless else no_such_days(measures)),
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


def _jurisdiction(
    document: Document, found: list[Found], register: names.Names, settings: Settings
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
