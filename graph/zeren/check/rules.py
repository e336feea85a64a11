"""The rules: queries that must return nothing, and the names and words of those that are worked out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from zeren import ask
from zeren.check.finding import SEVERITIES, Finding, short
from zeren.ground.errors import UnreadableInput
from zeren.ground.reasons import reason_in
from zeren.ground.resources import ontology_dir, table
from zeren.table import Landing

_WORDS = ("severity", "zh", "en")
"""words that the head of a rule has beside those of a question"""


@dataclass(frozen=True, slots=True)
class Rule:
    """Something that should never be found."""

    name: str
    severity: str
    """one of ``SEVERITIES``"""
    title: str
    """what it looks for, in English"""
    asks: str
    """the same as a question in Chinese"""
    zh: str
    """message in Chinese; ``{name}`` stands for a value of the finding"""
    en: str
    """message in English"""
    question: ask.Question | None = None
    """the query; None for a rule that is worked out beside SPARQL"""

    def finding(
        self, values: Mapping[str, object], *, id: str, subject: str, source: str, quote: str = ""
    ) -> Finding:
        """Return a finding with the messages filled in."""
        reason = values.get("reason")
        # Why words are in no record is stored in English.
        told = {**values, "reason": reason_in(reason, "zh")} if isinstance(reason, str) else values
        zh, en = self.zh.format_map(told), self.en.format_map(values)
        return Finding(self.name, self.severity, short(subject), zh, en, source, id, quote)


def rules(folder: Path | None = None) -> dict[str, Rule]:
    """Return the shipped rules by name, sorted, or the queries of another folder.

    A query has the head of a question and in it severity, zh and en, and the columns id, subject, quote and source.
    Raises UnreadableInput for a file of the wrong form, NotFound for a folder without any.
    """
    where = folder or ontology_dir() / "checks"
    found = {file.stem: _read(file) for file in sorted(where.glob("*.rq"))}
    for row in table("checks/computed") if folder is None else ():
        name = row["rule"]
        found[name] = Rule(name, row["severity"], row["title"], row["question"], row["zh"], row["en"])
    return dict(sorted(found.items()))


def _read(file: Path) -> Rule:
    question = ask.read_question(file, _WORDS)
    missing = [word for word in _WORDS if not question.also.get(word)]
    lacking = sorted({"id", "subject", "quote", "source"} - {column.name for column in question.columns})
    if missing or lacking or question.also["severity"] not in SEVERITIES:
        what = ", ".join(missing + lacking) or f"severity {question.also['severity']!r}"
        raise UnreadableInput(
            f"{file}: 核查规则的文件头不全 (incomplete head of a rule): {what}",
            f"give severity ({', '.join(SEVERITIES)}), zh, en and the columns id, subject, quote, source",
        )
    also = question.also
    return Rule(file.stem, also["severity"], question.title, question.question, also["zh"], also["en"], question)


def columns_that_tell(reader: ask.Reader, engine: str | None = None) -> Landing | None:
    """Return the columns where they tell all that the rules ask for; None where the statements have to be asked.

    So where the store keeps none (unless ``engine`` is ``columns``), where ``engine`` is ``sparql``, and where the columns
    lack an individual of the record because it is not whole: what it lacks, other rules would miss too.
    """
    landing = None if engine == "sparql" else ask.landing_for(reader) if engine == "columns" else ask.columns_of(reader)
    complete = (ontology_dir() / "checks" / "complete.sql").read_text(encoding="utf-8")
    return landing if landing is not None and not landing.rows(complete) else None


def asked(reader: ask.Reader, rule: Rule, plan: str | None = None, landing: Landing | None = None) -> Iterator[Finding]:
    """Give what a rule's query finds, in its order, in the columns that ``columns_that_tell`` gave, or in the statements.

    A rule without SQL speaks of individuals that are not whole: of these, such columns have none.
    """
    if rule.question is None or (landing is not None and not rule.question.sql):
        return
    given = {"plan": plan} if plan and rule.question.param("plan") else {}
    engine = "sparql" if landing is None else None
    for row in ask.run(reader, rule.question, given, engine=engine, over=landing).rows:
        words = {name: "" if value is None else str(value) for name, value in row.items()}
        yield rule.finding(
            words, id=words["id"], subject=words["subject"], source=words["source"], quote=words["quote"]
        )
