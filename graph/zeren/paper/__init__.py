"""The papers that a supervision office hands out (督办通知单、任务交办单、催办单、进展通报), as Word documents.

``items`` asks the landing for the measures of a paper, ``values`` makes figures and tables of them, ``placeholders`` knows
what a template may name and checks it, ``composed`` lays a template of lines out as an official paper (GB/T 9704),
``filled`` fills a Word template of an office's own. Every figure counts the measures that are listed; what is told of
progress is what bodies reported, with the file and row.
"""

from __future__ import annotations

from zeren.paper.items import Item, items, items_by_body
from zeren.paper.kinds import Kind, kinds
from zeren.paper.placeholders import given_values
from zeren.paper.template import Template, template_of
from zeren.paper.values import Values, chosen, values

__all__ = ["Item", "Kind", "Template", "Values", "chosen", "given_values", "items", "items_by_body", "kinds", "paper", "template_of", "values"]


def paper(template: Template, filling: Values, *, double_sided: bool = False) -> bytes:
    """Return the Word document that a checked template gives with these values; the same ones give the same bytes.

    ``double_sided``: the imprint stands on a page with an even number (GB/T 9704—2012, 7.4); the pages are those that LibreOffice
    lays out. Raises UnreadableInput where it is not installed, WrongUsage for a Word template, whose pages are the office's own.
    """
    if double_sided:
        from zeren.paper.sides import even

        return even(template, filling)
    if template.data is not None:
        from zeren.paper.filled import filled

        return filled(template.data, filling)
    from zeren.paper.composed import composed

    return composed(template.lines, filling)
