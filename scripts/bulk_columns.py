"""Make a store many times as large from a built one, for measuring the way out where a build would take hours.

``python scripts/bulk_columns.py STORE -o LARGE --times 10`` states the documents of STORE (of ``scripts/bulk.py``) again for the
years that follow: other documents, plans, tasks and measures, the same bodies, the words of the plans unchanged but for the
year. Only columns are written, and originals linked; the statements of the further documents are not kept, so that
``verify`` and SPARQL know nothing of them. The same arguments give the same bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

from zeren.ground.packed import packed, unpacked
from zeren.store import journal
from zeren.store import place as places
from zeren.store.journal import HEADS, TEXTS, Ledger, Record
from zeren.store.place import Place
from zeren.store.records import Version
from zeren.table import schema
from zeren.table.engine import connect, text
from zeren.table.parts import (
    ROWS,
    File,
    Held,
    Part,
    crc32_of,
    manifest_path,
    part_name,
    read_manifest,
    row_count,
    selected,
    sha256_of,
    stretches,
)

FIRST = 2026
"""the year of the plans in the built store"""
SUFFIX = "年行动计划"
"""what follows the year in titles and names of files"""
OWN = "document|plan|section|task|measure|target|words|residue|reference|clause|remark"
"""kinds of things that belong to one document; their identifiers begin with 16 hexadecimal digits"""


def moved(told: str, year: int) -> str:
    """Return a name or title as it is in another year."""
    return told.replace(f"{FIRST}{SUFFIX}", f"{year}{SUFFIX}").replace(f"{FIRST}{quote(SUFFIX)}", f"{year}{quote(SUFFIX)}")


def cell(column: schema.Column, year: int) -> str:
    """Return the SQL of a cell in another year."""
    name = f'"{column.name}"'
    if column.type == "integer" and column.name in ("plan_year", "last_year"):
        return f"{name} + {year - FIRST} AS {name}"
    if column.type == "date":
        return f"replace({name}, '{FIRST}-', '{year}-') AS {name}"
    if column.type not in ("iri", "text"):
        return name
    told = f"replace({name}, {text(f'{FIRST}{SUFFIX}')}, {text(f'{year}{SUFFIX}')})"
    if column.type == "iri":
        told = f"replace({name}, {text(f'{FIRST}{quote(SUFFIX)}')}, {text(f'{year}{quote(SUFFIX)}')})"
        # The digits turned round by as many places as the year is later: another identifier, as long, and each time the same.
        turn = year - FIRST
        told = f"regexp_replace({told}, '^({OWN})/([0-9a-f]{{{turn}}})([0-9a-f]{{{16 - turn}}})', '\\1/\\3\\2')"
    return f"{told} AS {name}"


def again(select: str, table: schema.Table, year: int) -> str:
    """Return the SELECT of the rows of a table in another year."""
    cells = ", ".join(cell(column, year) for column in table.columns)
    file = f"replace(file, {text(f'{FIRST}{SUFFIX}')}, {text(f'{year}{SUFFIX}')}) AS file"
    return f"SELECT {file}, {cells} FROM ({select})"


def meta(key: str, value: str, year: int) -> str:
    """Return what is kept beside a document in another year."""
    if key not in (HEADS, TEXTS):
        return moved(value, year)
    return packed(json.loads(moved(json.dumps(unpacked(value), ensure_ascii=False), year)))


def written(place: Place, source: Place, parts: list[Part], graphs: Mapping[str, Version], year: int) -> Iterator[Record]:
    """Write the columns of one year and give the records of the journal."""
    held = []
    # The terms, the same every year, are stated once.
    live = {graph: version.quads for graph, version in graphs.items() if year == FIRST or moved(graph, year) != graph}
    for part in parts:
        for one in part.documents:
            if live.get(one.graph) != one.quads:
                continue
            version = graphs[one.graph]
            quads = one.quads if year == FIRST else hashlib.sha256(f"{one.quads} {year}".encode()).hexdigest()
            graph = moved(one.graph, year)
            held.append(Held(graph, quads, moved(one.file, year)))
            yield {
                "do": "put", "graph": graph, "name": moved(version.name, year), "sha256": version.sha256, "quads": quads,
                "triples": version.triples, "meta": {key: meta(key, value, year) for key, value in version.meta.items()},
            }  # fmt: skip
    name = part_name(f"year {year}", held)
    made: dict[str, File] = {}
    connection = connect(threads=1)
    for table in schema.tables().values():
        if (select := selected(source.columns, table, stretches(parts, live))) is None:
            continue
        target = place.columns / table.name / f"{table.name}-{name}.parquet"
        target.parent.mkdir(parents=True, exist_ok=True)
        connection.execute(f"COPY ({again(select, table, year)}) TO {text(str(target))} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROWS})")
        made[table.name] = File(sha256_of(target), row_count(connection, target), crc32_of(target))
    part = Part(name, schema.SCHEMA, tuple(held), made)
    manifest_path(place.columns, name).write_bytes(part.manifest())
    yield {"do": "part", "name": name, "sha256": hashlib.sha256(part.manifest()).hexdigest()}


def main() -> int:
    """Read the arguments and write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("store", type=Path, help="a built store of invented plans")
    parser.add_argument("--times", type=int, default=10, help="how many times as large, at most 16 (10)")
    parser.add_argument("-o", "--output", type=Path, required=True, help="the folder to write to")
    given = parser.parse_args()
    if not 1 <= given.times <= 16 or given.output.exists():
        parser.error("--times must be 1 to 16, and the folder a new one")
    source, place = Place(given.store), Place(given.output)
    ledger = Ledger.of(journal.read(source).commits)
    parts = [read_manifest(source.columns, name) for name in ledger.parts]
    given.output.mkdir(parents=True)
    places.found(given.output)
    for version in ledger.graphs().values():
        target = place.original(version.sha256)
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists():
            os.link(source.original(version.sha256), target)
    for number in range(given.times):
        records = list(written(place, source, parts, ledger.graphs(), FIRST + number))
        line = journal.packed([journal.Commit(number + 1, tuple(records))])
        for path in (place.journal, place.copy):
            journal.append(path, line, path.stat().st_size if path.exists() else 0)
        print(f"{FIRST + number}: {len(records) - 1} documents", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
