"""Tools that answer a sentence, describe the graph, and put the rows of a query beside their quotes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from zeren import ask as asking
from zeren.ask.lookup import ask_rows, landing_for
from zeren.assistant.answer import Answer, Row
from zeren.assistant.proofs import files_of, of_cells, of_lines, placed, with_quotes
from zeren.assistant.schema import Arguments
from zeren.ground.vocabulary import BASE, CODES, PREFIXES
from zeren.store.reader import Reader
from zeren.store.results import Answer as Result

_COUNTS = """SELECT ?name (COUNT(DISTINCT ?s) AS ?count) (MIN(STR(?s)) AS ?one) WHERE { ?s a ?name } GROUP BY ?name"""
_CODED = f"""SELECT ?name (COUNT(DISTINCT ?s) AS ?count) (MIN(STR(?s)) AS ?one) WHERE {{
  ?s ?p ?name FILTER(STRSTARTS(STR(?name), "{CODES}") && STRSTARTS(STR(?s), "{BASE}"))
}} GROUP BY ?name"""
_FACTS = {"Domain": "domain", "Range": "range", "Subclass of": "subclass_of"}
_PROVING = 40
"""measures whose words stand beside a figure"""


def ask(reader: Reader, arguments: Arguments) -> Answer:
    """Answer a question in Chinese."""
    found = asking.asked(reader, arguments["question"])
    notes = [*found.notes]
    if found.unused:
        notes.insert(0, f"没用上 (not used): {'、'.join(found.unused)}")

    def proved(shown: Sequence[Row]) -> list[dict[str, Any]]:
        rows = _quoted(reader, shown)
        if found.question == "sentence" and (found.row == "figure" or not all(row["quotes"] for row in rows)):
            rows = _proved(reader, arguments["question"], rows, found.row == "figure")
        return rows

    return Answer(found.told, found.rows, found.figure, tuple(notes), prove=proved)


def _quoted(reader: Reader, shown: Sequence[Row]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [dict(row) for row in shown]
    files = files_of(reader) if any(row.get("quote") for row in rows) else []
    for row in rows:
        # Words that a row holds itself prove what its measure's words do not: a target, a reference.
        if row.get("quote") and row.get("source"):
            row["quotes"] = [placed(files, "target" if "indicator" in row else "reference", str(row["quote"]), str(row["source"]))]
    return with_quotes(reader, rows)


def _proved(reader: Reader, words: str, rows: list[dict[str, Any]], every: bool) -> list[dict[str, Any]]:
    """Put the words of the measures that were counted beside figures, of all rows or of those that have none."""
    from zeren.ask.sentence.answer import counted

    measures = counted(reader, words)
    quoted = with_quotes(reader, [{"id": measure} for measure in measures[:_PROVING]], ())
    quotes = [row["quotes"][0] for row in quoted if row["quotes"]]
    left = {"quotes_left_out": len(measures) - len(quotes)} if len(measures) > len(quotes) else {}
    return [{**row, "quotes": quotes, **left} if quotes and (every or not row["quotes"]) else row for row in rows]


def graph(reader: Reader, arguments: Arguments) -> Answer:
    """Describe what the graph holds."""
    from zeren.serve.ontology import groups

    used = {
        row["name"].value: (int(float(row["count"].value)), row["one"].value if row["one"] else None)
        for query in (_COUNTS, _CODED)
        for row in ask_rows(reader, query)
        if row["name"] and row["count"]
    }
    rows: list[dict[str, Any]] = []
    _, told = groups()
    for group in told:
        for word in group.words:
            facts = {_FACTS[en]: [text for text, _ in values] for _, en, values in word.facts if en in _FACTS}
            label, words = word.label("zh"), word.said("skos:definition", "en") or word.said("rdfs:comment", "en")
            of = {"what": group.en, "name": word.short, "label": label, "label_en": word.label("en"), "definition": words}
            count, example = used.get(word.iri, (None, None))
            rows.append({**of, "count": count, **({"example": example} if example else {}), **facts})
    known = {plan.iri: plan for plan in asking.plans(reader)}
    for plan in known.values():
        about = {"what": "plan", "name": plan.iri, "label": plan.caption, "year": plan.year, "number": plan.number}
        rows.append({**about, "part_of": plan.part_of})
    prefixes = "、".join(f"{name}: {space}" for name, space in PREFIXES.items())
    notes = (
        f"前缀 (prefixes, need not be declared): {prefixes}",
        "count：个体数或用到这个代码的个体数；example：其中一个，quotes 是它的原文 (one of them, with its words)",
        f"个体 (individuals) 在 {BASE} 之下；默认图是全部现行文件的并集 (the default graph is the union of all documents)",
    )

    def proved(shown: Sequence[Row]) -> list[Row]:
        examples = with_quotes(reader, [{"example": row.get("example")} for row in shown])
        return [
            {**row, "quotes": _titled(reader, known[row["name"]]) if row["what"] == "plan" else one["quotes"][:1]}
            for row, one in zip(shown, examples, strict=True)
        ]

    return Answer("类、属性与代码，其后是计划 (classes, properties, codes, then plans)", rows, notes=notes, prove=proved)


_TITLE = """SELECT quote, file, locator, start_offset, end_offset FROM evidence
WHERE file = $file AND start_offset = $start ORDER BY end_offset LIMIT 1"""
_BEGINS = "SELECT min(start_offset) FROM plan WHERE id = $plan AND file = $file"


def _titled(reader: Reader, plan: asking.KnownPlan) -> list[dict[str, Any]]:
    """The words with which a plan begins; none where the store keeps no words of them."""
    from zeren.assistant.proofs import quote
    from zeren.table import short
    from zeren.table.duties import Words

    landing = landing_for(reader)
    ((start,),) = landing.rows(_BEGINS, {"plan": short(plan.iri), "file": plan.file})
    return [quote("name", Words(*words)) for words in landing.rows(_TITLE, {"file": plan.file, "start": start})]


def solutions(reader: Reader, answer: Result) -> Answer:
    """Put the rows of a query beside the words of the measures and bodies in them."""
    if "json" not in answer.media:
        lines = answer.decode().splitlines()
        return Answer("Turtle", [{"line": line} for line in lines], notes=_cut(answer), cut=answer.truncated, prove=partial(of_lines, reader))
    result = json.loads(answer)
    if "boolean" in result:
        return Answer("ASK", [{"boolean": bool(result["boolean"]), "quotes": []}])
    rows = [{name: _value(term) for name, term in row.items()} for row in result["results"]["bindings"]]
    notes = (
        "未经核对的查询：quotes 只证明行中写明的措施、职责、单位等 (quotes prove what a row names, not the query)；"
        "只有数字的行没有 quotes，取一列标识就有 (rows of numbers have none: select an IRI too)",
        *_cut(answer),
    )
    told = f"{len(rows)} 行 (rows): {'、'.join(result['head']['vars'])}"
    return Answer(told, rows, notes=notes, cut=answer.truncated, prove=partial(of_cells, reader))


def _cut(answer: Result) -> tuple[str, ...]:
    return (f"结果在 {answer.rows} 行处截断 (cut off at {answer.rows} rows)",) if answer.truncated else ()


def _value(term: Mapping[str, str]) -> str | int | float | bool:
    from zeren.store import Term

    return Term("iri" if term["type"] == "uri" else "literal", term["value"], term.get("datatype")).python
