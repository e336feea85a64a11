"""The tables of a summary: measures by role, documents, deadlines, partners, targets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from zeren.ground.figures import figure
from zeren.ground.tables import Row, Table
from zeren.report.quotes import shown
from zeren.report.records import Item, Source, Summary
from zeren.report.summary import stated
from zeren.report.words import label
from zeren.table.duties import PRINCIPAL, ROLES

Clean = Callable[[str | None], str]
"""what replaces in a text what no reader sees"""


def counted(summary: Summary) -> Table:
    """Measures by role, as named and through groups, and what of them the body answers for."""
    certain, possible = summary.expanded["certain"], summary.expanded["possible"]
    rows: list[Row] = [
        (label("role", role), summary.counts[role], certain[role], possible[role])
        for role in shown(summary)
    ]
    rows.append(("主要责任", summary.principal, "", ""))
    rows.append(("其中：列首", summary.first_listed, "", ""))
    rows.append(("其中：独担", summary.sole, "", ""))
    return Table("措施数", ("角色", "原文列名", "集合展开（确定）", "集合展开（可能）"), tuple(rows))


def plans(summary: Summary, clean: Clean) -> Table:
    """The documents that the measures stand in, with what gives each a lead."""
    rows = tuple(
        (_plan(source, clean), label("lead-basis", source.lead_basis or "none"), source.count, clean(source.file))
        for source in summary.sources
    )
    return Table("来源文件", ("文件", "牵头依据", "措施数", "来源"), rows)


def _plan(source: Source, clean: Clean) -> str:
    title = " ".join(clean(part) for part in (source.annex, source.plan) if part)
    return f"{title}（{clean(source.part_of)}）" if source.part_of not in (None, source.plan) else title


def deadlines(summary: Summary, numbers: dict[str, int], clean: Clean) -> Table:
    """The deadlines as printed, each measure once, then the dates that stand in the text, marked so."""
    printed = [(clean(due.deadline) or "（未填）", due) for due in summary.deadlines]
    rows: tuple[Row, ...] = tuple(
        (
            words,
            label("deadline", due.kind),
            due.start or "",
            due.end or "",
            due.count,
            *(due.counts[role] for role in (*PRINCIPAL, "support")),
            _ranges([numbers[measure] for measure in due.measures]),
        )
        for words, due in (*printed, *((f"正文：{clean(due.deadline)}", due) for due in stated(summary.items)))
    )
    header = ("时限", "类型", "起", "止", "措施数", *(label("role", r) for r in (*PRINCIPAL, "support")), "清单序号")
    return Table("时限", header, rows)


def _ranges(numbers: Iterable[int]) -> str:
    """Return ascending numbers with runs of three or more joined: 1–4、7、8."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    parts = [[f"{run[0]}–{run[-1]}"] if len(run) > 2 else [str(number) for number in run] for run in runs]
    return "、".join(text for part in parts for text in part)


def partners(summary: Summary, clean: Clean) -> Table:
    """The bodies that share measures with this one, with the roles that they hold on them."""
    roles = [role for role in ROLES if role in (*PRINCIPAL, "support") or any(p.counts[role] for p in summary.partners)]
    rows: tuple[Row, ...] = tuple(
        (clean(partner.agency), label("body", partner.kind), partner.count, *(partner.counts[role] for role in roles))
        for partner in summary.partners
    )
    header = ("合作单位", "类别", "共同措施", *(f"其{label('role', role)}" for role in roles))
    return Table("合作单位", header, rows)


def targets(items: Sequence[Item], numbers: dict[str, int], clean: Clean) -> Table | None:
    """What its measures promise; None where they promise no value."""
    rows = tuple(
        (
            numbers[item.measure.id],
            clean(target.indicator),
            figure(target.comparator, target.value, target.value_max, change=target.change),
            clean(target.unit),
            clean(target.scope),
            clean(target.quote),
            "、".join(label("role", role) for role in item.roles),
        )
        for item in items
        for target in item.targets
    )
    return Table("指标", ("清单序号", "指标", "目标值", "单位", "范围", "原文", "角色"), rows) if rows else None
