"""What people decided about names: an SSSOM table (TSV) that every build replays.

One row is one decision about one mention in documents of one division. SSSOM: Matentzoglu et al. 2022,
https://w3id.org/sssom. ``skos:exactMatch`` says same body, with ``predicate_modifier`` ``Not`` another body;
``sssom:NoTermFound`` as object says a body of its own; ``org:hasMember`` gives one member of a group.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from zeren.ground.errors import NoPermission, StoreError, UnreadableInput
from zeren.ground.model import Agency, AgencySet, Resolution
from zeren.names.divisions import COUNTRY
from zeren.names.identity import clean, quoted, set_id, unquoted

if TYPE_CHECKING:
    from zeren.names import Names

FILE = "names.sssom.tsv"
"""in the folder of what people decided"""
DECISIONS = ("same", "different", "new", "member")
_COLUMNS = (
    "subject_id", "subject_label", "predicate_modifier", "predicate_id", "object_id", "object_label",
    "mapping_justification", "author_label", "mapping_date", "comment",
)  # fmt: skip
_NEEDED = ("subject_id", "subject_label", "predicate_id", "object_id")
_NO_TERM = "sssom:NoTermFound"
_HEAD = (
    "#mapping_set_id: https://w3id.org/zeren/id/mapping/names",
    "#license: https://creativecommons.org/publicdomain/zero/1.0/",
    "#curie_map:",
    "#  zrid: https://w3id.org/zeren/id/",
    "#  skos: http://www.w3.org/2004/02/skos/core#",
    "#  org: http://www.w3.org/ns/org#",
    "#  semapv: https://w3id.org/semapv/vocab/",
    "#  sssom: https://w3id.org/sssom/",
)


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision of a person about a name."""

    mention: str
    """the name as the documents write it"""
    code: str
    """division in whose documents it holds; 100000: everywhere"""
    decision: str
    """one of ``DECISIONS``"""
    target: str | None = None
    """id of the body meant, not meant, or that is a member; None for a new body"""
    label: str = ""
    """name of that body, for people who read the file"""
    author: str = ""
    date: str = ""
    """ISO date of the decision; empty where not stated"""
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Replay:
    """What became of a decision when names were resolved."""

    decision: Decision
    status: str
    """``applied``, ``already true``, ``conflict`` or ``orphan``"""
    reason: str


class Judgements:
    """Decisions by mention, and what became of each since they were read."""

    def __init__(self, decisions: Iterable[Decision]) -> None:
        self.decisions = tuple(sorted(decisions, key=_order))
        self._by_name: dict[tuple[str, str], list[Decision]] = {}
        for one in self.decisions:
            self._by_name.setdefault((clean(one.mention), one.code), []).append(one)
        self._status: dict[Decision, tuple[str, str]] = {}

    def decide(self, full: str, code: str | None, names: Names) -> Resolution | None:
        """The resolution that people decided for ``full`` in division ``code``; None where they did not."""
        for scope in (code or COUNTRY, COUNTRY):
            rows = self._by_name.get((full, scope))
            if rows:
                return self._apply(rows, full, code or COUNTRY, names)
        return None

    def replayed(self) -> tuple[Replay, ...]:
        """Every decision with its fate, in file order; ``orphan`` where no mention has met it yet."""
        unmet = ("orphan", "没有一份文件再写这个名称")
        return tuple(Replay(one, *self._status.get(one, unmet)) for one in self.decisions)

    def _apply(self, rows: list[Decision], full: str, code: str, names: Names) -> Resolution | None:
        ruled = names.by_rule(full, code)
        sames = [one for one in rows if one.decision == "same"]
        if len({one.target for one in sames}) > 1 or (sames and any(one.decision == "new" for one in rows)):
            for one in rows:
                self._status[one] = ("conflict", "同一名称有互相矛盾的判定，均未采用")
            return None
        members = [one for one in rows if one.decision == "member"]
        if members:
            return self._group(members, full, code, names)
        result: Resolution | None = None
        for one in rows:
            result = self._one(one, full, code, names, ruled) or result
        return result

    def _one(self, one: Decision, full: str, code: str, names: Names, ruled: Resolution) -> Resolution | None:
        ruled_id = ruled.body.id if ruled.body else None
        if one.decision == "different":
            if ruled_id != one.target:
                self._status[one] = ("already true", "规则也没有认作该机构")
                return None
            self._status[one] = ("applied", f"不认作{one.label}")
            return Resolution(None, "unresolved", f"人的判定：不是{one.label}{_by(one)}")
        if one.decision == "new":
            body: Agency | None = names.own_body(full, code)
        else:
            body = names.body(one.target or "", one.label)
        if body is None:
            self._status[one] = ("conflict", f"登记中没有标识 {one.target}；请核对或删除这一行")
            return None
        same = ruled_id == body.id
        self._status[one] = ("already true", "规则已得到同一机构") if same else ("applied", f"认作{body.name}")
        return Resolution(body, "judgement", f"人的判定：{full} 是 {body.name}{_by(one)}")

    def _group(self, rows: list[Decision], full: str, code: str, names: Names) -> Resolution | None:
        found = []
        for one in rows:
            body = names.body(one.target or "", one.label)
            fate = ("applied", f"{body.name}是成员") if body else ("conflict", f"登记中没有标识 {one.target}；请核对")
            self._status[one] = fate
            if body:
                found.append(body)
        ruled = names.by_rule(full, code).body
        members = tuple(sorted(found, key=lambda body: body.id))
        place = names.divisions.get(code)
        if isinstance(ruled, AgencySet):
            group = AgencySet(ruled.id, ruled.name, ruled.kind, "roster", ruled.jurisdiction, members)
        else:
            group = AgencySet(set_id(code, full), full, "group", "roster", place, members)
        return Resolution(group, "judgement", f"人的判定：{full}的成员名册，{len(members)}个") if members else None


def read(path: Path) -> Judgements:
    """Read decisions from an SSSOM TSV; an absent file has none.

    UnreadableInput where a needed column is absent or a row is no decision; the message names the line.
    """
    if not path.exists():
        return Judgements(())
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableInput(f"{path}: 判定文件读不出 (cannot be read): {error}", "检查权限，存为 UTF-8") from error
    rows = [(n, line.split("\t")) for n, line in enumerate(lines, 1) if line.strip() and not line.startswith("#")]
    if not rows:
        return Judgements(())
    header = rows[0][1]
    missing = [name for name in _NEEDED if name not in header]
    if missing:
        raise UnreadableInput(f"{path}: 缺少列 (missing columns) {', '.join(missing)}", "补上列名，或删除该文件重新判定")
    return Judgements(_decision(dict(zip(header, row, strict=False)), path, n) for n, row in rows[1:])


def _decision(row: dict[str, str], path: Path, line: int) -> Decision:
    sort, _, rest = row.get("subject_id", "").removeprefix("zrid:").partition("/")
    code, _, name = rest.partition("/")
    target = row.get("object_id", "")
    same = "different" if row.get("predicate_modifier") == "Not" else "same"
    decision = {"skos:exactMatch": same, "org:hasMember": "member"}.get(row.get("predicate_id", ""))
    if sort != "mention" or not code or not name or decision is None or not target:
        raise UnreadableInput(f"{path}:{line}: 不是一条判定 (not a decision): {row}", "照 SSSOM 列改正或删除这一行")
    if target == _NO_TERM:
        decision = "new"
    try:
        mention = unquoted(name)
    except ValueError as error:
        raise UnreadableInput(f"{path}:{line}: subject_id 不是百分号编码 (bad escape): {name}", "改正这一行") from error
    return Decision(
        mention, code, decision, None if decision == "new" else target.removeprefix("zrid:"),
        row.get("object_label", ""), row.get("author_label", ""), row.get("mapping_date", ""), row.get("comment", ""),
    )  # fmt: skip


def write(path: Path, decisions: Iterable[Decision]) -> None:
    """Add ``decisions`` to the SSSOM file at ``path``, which is made if absent; rows sorted, the same row once.

    A decision about the same mention, division, kind and target replaces the earlier one. StoreError where the file
    cannot be written; the earlier file then stays as it was.
    """
    kept = {_identity(one): one for one in read(path).decisions}
    kept.update({_identity(one): one for one in decisions})
    lines = [*_HEAD, "\t".join(_COLUMNS), *(_line(one) for one in sorted(kept.values(), key=_order))]
    temporary = path.with_name(path.name + ".tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("w", encoding="utf-8", newline="\n") as handle:
            handle.write("\n".join(lines) + "\n")
            handle.flush()
            os.fsync(handle.fileno())
        temporary.replace(path)
    except PermissionError as error:
        raise NoPermission(f"{path}: 没有写入权限 (no permission)", "检查权限 (check its rights)") from error
    except OSError as error:
        raise StoreError(f"{path}: 判定没有写入 (not written): {error.strerror}", "检查磁盘与权限") from error


def _line(one: Decision) -> str:
    predicate = "org:hasMember" if one.decision == "member" else "skos:exactMatch"
    subject = f"zrid:mention/{one.code}/{quoted(one.mention)}"
    target = f"zrid:{one.target}" if one.target and one.decision != "new" else _NO_TERM
    cells = (
        subject, one.mention, "Not" if one.decision == "different" else "", predicate, target, one.label,
        "semapv:ManualMappingCuration", one.author, one.date, one.comment,
    )  # fmt: skip
    return "\t".join(" ".join(cell.split()) for cell in cells)


def _order(one: Decision) -> tuple[str, ...]:
    return (one.code, one.mention, one.decision, one.target or "", one.label, one.author, one.date, one.comment)


def _identity(one: Decision) -> tuple[str, str, str, str]:
    return (one.mention, one.code, one.decision, one.target or "")


def _by(one: Decision) -> str:
    said = "，".join(part for part in (one.author, one.date, one.comment) if part)
    return f"（{said}）" if said else ""
