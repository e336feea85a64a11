"""Read the tables of a plan: every row a measure with its deadline and its bodies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from zeren.extract.cells.boxes import ticked
from zeren.extract.cells.marks import finishing, legend, legend_of_rows
from zeren.extract.columns import is_ditto, is_none, like_row
from zeren.extract.draft import Draft
from zeren.extract.lexicon import is_composed, labels, role_in
from zeren.extract.prose.parties import is_signatures, parties_of
from zeren.extract.statement.rules import Rules, StandingRule, lead_rule
from zeren.extract.table.above import Around, named_over, over_rows, take_above
from zeren.extract.table.agenda import agenda
from zeren.extract.table.banners import (
    as_paragraph,
    cancelled,
    field_across,
    heading_in,
    heading_over_head,
    is_legend,
    parent_in,
    remark_across,
    states_rule,
    sums_up,
    take_remark,
)
from zeren.extract.table.by_share import by_share
from zeren.extract.table.captions import (
    COUNT,
    bodies_above,
    bodies_of_tables,
    captions,
    inner_tables,
    shares_out,
)
from zeren.extract.table.card_labels import dropped_labels, repeated_labels
from zeren.extract.table.field_table import Fielded, places_of_labels
from zeren.extract.table.furniture import counts_columns, is_signed
from zeren.extract.table.laid import Laid
from zeren.extract.table.layout import Decided, lay
from zeren.extract.table.marked_names import by_marks, texts_of
from zeren.extract.table.noted import noted
from zeren.extract.table.noted_for_all import holds_all, noted_for_all
from zeren.extract.table.periodic import names_topics
from zeren.extract.table.reading import Reading, State, left
from zeren.extract.table.recorded import read_row, read_values
from zeren.extract.table.roles_beside import leads_by_cells
from zeren.extract.table.row_bodies import bodies_of
from zeren.extract.table.rows import Row, rows_of
from zeren.extract.table.told_in_cells import told_in_cells
from zeren.extract.table.turned import as_rows
from zeren.extract.table.unread import unlisted_heads, untold_heads
from zeren.extract.time.due import sole_due
from zeren.ground.model import Block, Cell, Residue, Table
from zeren.outline import closed


def read_tables(
    blocks: Sequence[Block],
    rule: str | None = None,
    standing: Sequence[StandingRule] = (),
    decided: Decided | None = None,
) -> Reading:
    """Read the tables among the blocks of one plan in order; its paragraphs tell what stands above them.

    ``rule`` and ``standing`` are the lead rule (printed words) and the standing rules that its running text states;
    they hold for its tables too, the lead rule where no column names the lead. A table without a header of its own
    that is as wide as the plan table before it continues it (a table printed over several pages). ``decided`` holds
    what people decided about columns.
    """
    reading, state = Reading(), State()
    letter = parties_of(blocks)
    named = letter.tables if letter else ()
    legends = [block for block in blocks if isinstance(block, Table) and (legend_of_rows(block) or block in named)]
    reading.formal += places_of_labels([block for block in blocks if isinstance(block, Table)])
    reading.formal += [cell.place for table in legends for cell in table.cells]
    reading.read += sum(bool(cell.text) for table in legends for cell in table.cells)
    reading.others += [block for block in blocks if isinstance(block, Table) and _has_own_shape(block)]
    whole = [(*ticked(block), block) for block in blocks if isinstance(block, Table) and block not in (*legends, *reading.others)]
    repeated = repeated_labels([table for table, _, _ in whole])
    first = {table.columns: table for _, _, table in reversed(whole)}
    parts = [
        (part, table)
        for table_, _, table in whole
        for part in ([table_] if isinstance(table_, Fielded) else as_rows(table_, repeated, alone=first[table.columns] is table))
    ]
    cards = {at for at, (part, table) in enumerate(parts) if part.rows < table.rows and part.place == table.place}
    grown = {at for at, (part, table) in enumerate(parts) if part.rows > table.rows and part.place == table.place}
    shaped = {at: table.readings for at, (_, table) in enumerate(parts) if isinstance(table, Fielded)}
    laid = lay([part for part, _ in parts], decided, turned={*cards, *shaped}, shared=shares_out(blocks), shaped=shaped)
    if any(column.period for one in laid for head in one.heads for column in head.header.columns.values()):
        state.finishing = finishing(texts_of(blocks))
    told = {mark: role for table in legends for mark, role in legend_of_rows(table).items()}
    state.meanings = told | legend(texts_of(blocks)) if any(head.header.of("mark") for one in laid for head in one.heads) else {}
    around = Around(blocks, captions(blocks), bodies_of_tables(blocks), letter)
    for at, (one, (_, table)) in enumerate(zip(laid, parts, strict=True)):
        if table.columns > 1 and (inner := inner_tables(blocks, table)):
            around.captions.update(inner)
            reading.formal += [cell.place for cell in table.cells]
            reading.headings += inner.values()
            reading.read += sum(bool(cell.text) for cell in table.cells)
        elif take_above(one, table, around, reading, state):
            before = len(reading.drafts)
            _read_table(one, reading, state)
            if isinstance(table, Fielded):
                reading.drafts[before:] = [_of_fields(draft) for draft in reading.drafts[before:]]
            reading.formal += [cell.place for cell in dropped_labels(table, one.table)] if at in cards | grown else []
        else:
            reading.others += [table] if table not in reading.others else []
    reading.drafts = by_marks(reading.drafts, blocks)
    reading.residue += [one for _, unticked, table in whole if table not in reading.others for one in unticked]
    _apply_rules(reading, rule, standing)
    reading.drafts, notes = noted_for_all(noted(reading.drafts, blocks), blocks)
    reading.standing += notes
    reading.notes = [note.place for note in notes]
    reading.formal += reading.notes
    reading.residue = [one for one in reading.residue if not holds_all(one.text, one.place.start, notes)]
    heads = untold_heads(reading)
    reading.residue += heads
    reading.read -= len(heads)
    over = {section.place.start for draft in reading.drafts for section in draft.sections}
    empty = [section for section in reading.headings if section.place.start not in over]
    reading.read -= len(empty)
    reading.residue += [Residue(one.heading, "a heading without measures", one.place, ignored=True) for one in empty]
    return reading


def _has_own_shape(table: Table) -> bool:
    """Whether a table is no rows under heads of columns but one of those that ``crossed`` reads, or signatures."""
    rows = rows_of(table)
    return bool(agenda(table) or is_signatures(table) or by_share(rows) or told_in_cells(rows) or names_topics(rows))


def _of_fields(draft: Draft) -> Draft:
    """A measure of labelled fields: without a deadline of its own it has the one limit that its sentence sets.

    Bodies behind a label that says no role (谁扛旗) have theirs only by its place among the labels.
    """
    bodies = tuple(one if not one.role_raw or _says_role(one.role_raw) else replace(one, likely=True) for one in draft.assignments)
    draft = replace(draft, assignments=bodies)
    within = sole_due(draft.text, draft.place.start) if not draft.deadline and len(draft.text) == draft.place.end - draft.place.start else None
    return replace(draft, deadline=within[0], deadline_place=replace(draft.place, start=within[1], end=within[2])) if within else draft


def _says_role(label: str) -> bool:
    return label in labels() or role_in(label) is not None or is_composed(label)


def _apply_rules(reading: Reading, rule: str | None, standing: Sequence[StandingRule]) -> None:
    """Apply the rules of the running text and of remarks across tables to all measures."""
    rules = Rules()
    its_rule = reading.lead_rule or (lead_rule(rule) if rule else None)
    if its_rule and not reading.has_lead:
        rules.lead(its_rule, whole=True)
    for stands in (*standing, *reading.standing):
        rules.stand(stands, 0)
    reading.drafts = rules.applied(reading.drafts)


def _says_nothing_again(cell: Cell, rows: Sequence[Row]) -> bool:
    """Whether a cell says 同上 below nothing."""
    return is_ditto(cell.text) and cell.row < len(rows) and not rows[cell.row].text(cell.column)


def _read_table(laid: Laid, reading: Reading, state: State) -> None:
    table, rows = laid.table, laid.rows
    over = over_rows(laid)
    previous: Row | None = None
    reading.read += sum(cell.row > 0 and (is_ditto(cell.text) or like_row(cell.text) is not None) for cell in table.cells)
    reading.residue += [left(cell, "words that no record took") for cell in table.cells if _says_nothing_again(cell, rows)]
    at = 0
    while at < len(rows):
        row = rows[at]
        if head := laid.at(at):
            if head is not laid.heads[0] and head.heads == state.heads and reading.drafts:
                state.page = at + head.rows  # the head of a printed page, again in the same table
            state.header, state.heads, state.columns = head.header, head.heads, table.columns
            reading.has_lead |= any(state.header.columns[c].role == "lead" for c in state.header.of("role")) or leads_by_cells(head)
            heads = [cell for r in range(at, at + head.rows) for cell in rows[r].own]
            reading.unlisted += unlisted_heads(head, heads)
            reading.read += len(heads)
            reading.formal += [cell.place for cell in heads]
            at += head.rows
            continue
        at += 1
        if laid.heads and at <= laid.heads[0].at and (section := heading_over_head(row, table) or named_over(row, over)):
            state.sections = (section,)
            state.over[section.place.start] = over.get(section.place.start, ())
            reading.headings.append(section)
            reading.read += len(row.own)
            reading.formal += [cell.place for cell in row.own]
        elif laid.heads and at <= laid.heads[0].at and len(row.own) == 1 and states_rule(row.own[0]):
            take_remark(row.own[0], reading)
        elif state.header is None and len(row.own) > 1:
            reading.residue += [left(cell, "a remark across the table", ignored=True) for cell in row.own]  # 填报单位：… | 填报时间：…
        elif state.header is None:
            reading.read += len(row.own)  # the caption row that some tables carry above their header
            reading.formal += [cell.place for cell in row.own]
        elif state.header.is_values:
            read_values(row, table, state.header, reading, state)
        elif not state.header.has_words:
            reading.residue += [left(cell, "a row under a header that names neither task nor measure") for cell in row.own]
        elif is_legend(row) or counts_columns(row):
            reading.read += len(row.own)
            reading.formal += [cell.place for cell in row.own]
        elif cancelled(row, state.header):
            reading.residue += [left(cell, "a row that its table says is cancelled", ignored=True) for cell in row.own]
        elif sums_up(row, state.header):
            reading.residue += [left(cell, "a row of sums", ignored=True) for cell in row.own]
        elif section := heading_in(row, state.header, table):
            reading.headings.append(section)
            state.sections = (*(s for s in state.sections if s.level < section.level), section)
            named = bodies_above([as_paragraph(row, section)], counted=COUNT.search(section.heading) is not None)
            state.over[section.place.start] = named or over.get(section.place.start, ())
            again = closed(next(cell.text for cell in row.own if cell.place.start == section.place.start))
            beside = [cell for cell in row.own if cell.place.start > section.place.start and not is_none(cell.text) and closed(cell.text) != again]
            reading.read += len(row.own) - len(beside)
            reading.formal += [cell.place for cell in row.own if cell not in beside]
            reading.residue += [left(cell, "beside a heading", ignored=True) for cell in beside]
        elif section := parent_in(row, rows[at] if at < len(rows) else None, state.header):
            reading.headings.append(section)
            state.sections = (*(s for s in state.sections if s.level < section.level), section)
            state.over[section.place.start] = bodies_of(row, state.header, table).assignments
            reading.read += len(row.own)
            reading.formal += [cell.place for cell in row.own]
        elif remark := remark_across(row, table, state.header):
            take_remark(remark, reading)
        elif is_signed(row):
            reading.residue += [left(cell, "a remark across the table", ignored=True) for cell in row.own]
        elif field := field_across(row, state.header):
            for cell in field:
                take_remark(cell, reading)
        else:
            read_row(row, previous, table, state.header, reading, state)
            # Empty body cells further down still belong to the last ones filled.
            previous = row if previous is None or any(row.text(c) for c in state.header.of("role")) else previous
