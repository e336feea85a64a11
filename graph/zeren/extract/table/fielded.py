"""Blocks of labelled fields in running text, laid out as the rows of a table under their labels.

A block is a run of labels with their values, in whatever layout: 牵头单位：市教育局 on lines of their own or side by side,
【时限】6月底, or 主办 on a line above 县商务局 as lists of terms set them. Where blocks of the same labels follow one another they
are a table in all but its lines: their labels are its heads, the lines above each block are its first columns, and what
a column is, is judged as of any table, by its head and by its cells. A label of which no list knows anything (盯办人, 干到哪了)
is then a column like others and never words of a measure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from zeren.extract.prose.cards import fields_of
from zeren.extract.table.carded import wordless
from zeren.extract.table.field import LEAST, FieldLine, field_of_pair
from zeren.extract.table.field_blocks import field_blocks, groups_of_blocks, parted_by_headings
from zeren.extract.table.field_cells import below_their_words, may_be_lines, row_by_row, side_by_side
from zeren.extract.table.field_lines import fields_in, in_pieces, labels_alone
from zeren.extract.table.field_table import Fielded, table_of
from zeren.extract.table.rows import rows_of
from zeren.ground.model import Block, Paragraph, Table


def fielded(blocks: Sequence[Block], text: str) -> tuple[Block, ...]:
    """Return ``blocks`` of a document with this ``text``, a table in place of the labelled fields that come again."""
    found: list[Block] = []
    stretch: list[FieldLine] = []
    for block in (*blocks, None):
        if isinstance(block, Table) and (inside := _inside(block, stretch[-1:], text)):
            above, laid = inside
            found += [*_laid_out(stretch[: len(stretch) - above], text), *laid]
            stretch = []
            continue
        lines = list(_lines(block, text)) if block is not None else []
        stretch += lines
        if not lines:
            found += _laid_out(stretch, text)
            stretch = []
            found += [block] if block is not None else []
    return tuple(found)


def _lines(block: Block, text: str) -> Iterator[FieldLine]:
    """A paragraph as it is, a card without words of its own as the line across its top and its fields; nothing of other tables."""
    if isinstance(block, Paragraph):
        yield FieldLine(block, block)
    elif card := wordless(block):
        top, pairs = card
        if top:
            yield FieldLine(Paragraph(top.text, top.place), block)
        start = min(pair.label.place.start for pair in pairs)
        place = replace(block.place, start=start)
        yield FieldLine(Paragraph(text[start : place.end], place), None if top else block, [field_of_pair(pair) for pair in pairs])


def _inside(table: Table, over: Sequence[FieldLine], text: str) -> tuple[int, list[Block]] | None:
    """What a table holds whose rows are the lines of a text (words in one row, 牵头：…；时限：… in the next), or whose cards stand
    side by side: how many of the lines right ``over`` it are its own, and its fields as rows. None where it is neither."""
    if not may_be_lines(table):
        return None
    rows = [row for row in rows_of(table) if row.own]
    cells = [[cell for cell in row.own if cell.text] for row in rows]
    wall = list(below_their_words([own for own in cells if own], over, text))
    lines = wall or list(side_by_side(rows)) or list(row_by_row(cells, text))
    above = len(over) if wall and wall[0].fields else 0  # a row across the top was taken for a title
    laid = _laid_out([*over[len(over) - above :], *lines], text) if lines else []
    return (above, laid) if any(isinstance(one, Fielded) for one in laid) else None


def _laid_out(lines: Sequence[FieldLine], text: str) -> list[Block]:
    """Lines between tables, their blocks of fields as tables."""
    found: list[Block] = []
    at = 0
    if len(lines) < LEAST:
        return [line.block for line in lines if line.block]
    held = {id(line): () if line.fields else tuple(fields_of(line.words)) for line in lines}
    alone = labels_alone([line.words for line in lines], [held[id(line)] for line in lines])
    lines = [*in_pieces(lines, held, alone)]
    paragraphs = [line.words for line in lines]
    for group, above in groups_of_blocks(field_blocks(paragraphs, fields_in(lines, held, alone)), paragraphs):
        for part in parted_by_headings(group, above):
            found += [line.block for line in lines[at : part[0].first - above] if line.block]
            found.append(table_of(part, above, paragraphs, text))
            at = part[-1].stop
    return [*found, *(line.block for line in lines[at:] if line.block)]
