"""Every way to a figure gives the same one: exported table, plain SPARQL, commands, page and workbook."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from pathlib import Path

import duckdb
import openpyxl

from zeren import ask, export, report
from zeren.ground.vocabulary import BASE, ROLE_SHORTCUTS
from zeren.report.content import content
from zeren.report.words import label
from zeren.report.workbook import workbook
from zeren.serve.explorer import answers
from zeren.serve.explorer.answers import Asked
from zeren.serve.explorer.hall import Hall
from zeren.serve.kept import Kept
from zeren.store.reader import Reader

ROLES = tuple(ROLE_SHORTCUTS)
Figures = Mapping[tuple[str, str], int]
"""body and role → measures"""


def of_table(folder: Path) -> Figures:
    """Rows of duties.csv by body and role, as somebody with DuckDB counts them: each measure once."""
    found = duckdb.sql(f"SELECT body, role, count(DISTINCT measure) FROM read_csv('{folder}/duties.csv') GROUP BY ALL").fetchall()
    return {(body, role): count for body, role, count in found}


def of_sparql(reader: Reader) -> Figures:
    found = {}
    for role, shortcut in ROLE_SHORTCUTS.items():
        rows = reader.query(
            f"PREFIX zr: <https://w3id.org/zeren/ns#> SELECT ?body (COUNT(?m) AS ?n) {{ ?m zr:{shortcut} ?body }} GROUP BY ?body"
        ).rows
        found |= {(row["body"].value, role): int(row["n"].value) for row in rows if int(row["n"].value)}
    return found


def of_rank(reader: Reader) -> Figures:
    found = {}
    for role in ROLES:
        rows = ask.run(reader, ask.questions()["rank"], {"role": role, "top": "1000"}).rows
        found |= {(row["agency_id"], role): row["count"] for row in rows}
    return found


def test_the_figures_of_every_body_agree_however_they_are_asked_for(reader: Reader, store: Path, tmp_path: Path) -> None:
    duties = ask.load_duties(reader)
    export.write(iter(()), duties, "csv", tmp_path)
    asked = {"duties.csv": of_table(tmp_path), "SPARQL": of_sparql(reader), "rank": of_rank(reader)}
    pages, books, commands = {}, {}, {}
    hall = Hall(Kept(str(store)))
    for body in duties.bodies:
        page = hall.answer(Asked("/id/" + body.removeprefix(BASE), {}))
        assert isinstance(page, answers.Page), body
        pages |= {(body, role): n for role, n in page.values["summary"].counts.items() if n}
        summary = report.summary(duties, body)
        commands |= {(body, role): n for role, n in summary.record()["counts"].items() if n}
        rows = {row[0]: row[1] for row in content(summary).figures.rows}
        books |= {(body, role): n for role in ROLES if (n := rows.get(label("role", role)))}
    hall.close()
    for name, figures in {**asked, "page": pages, "workbook": books, "agency": commands}.items():
        assert figures == asked["SPARQL"], name
    assert len(duties.bodies) == 106


def test_the_workbook_shows_the_figures_that_it_is_made_of(reader: Reader) -> None:
    body = ask.find_body(reader, "区生态环境局").iri
    summary = report.summary(ask.load_duties(reader), body)
    book = openpyxl.load_workbook(io.BytesIO(workbook(content(summary))), read_only=True)
    cells = [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None]
    told = re.search(rf"{label('role', 'responsible')}(\d+)项", "".join(cells))
    assert told and int(told[1]) == summary.counts["responsible"] == 107
