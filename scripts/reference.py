"""Write docs/commands.md from --help and docs/tables.md from ontology/tables; --check only compares."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
WIDTH = 100


def commands() -> str:
    """Return the help of every command, in the order of ``zeren --help``."""
    import click

    from zeren.cli import cli

    def told(command: click.Command, context: click.Context, depth: int) -> Iterator[str]:
        yield f"{'#' * depth} {context.command_path}\n\n```\n{command.get_help(context)}\n```\n"
        if isinstance(command, click.Group):
            for name in command.list_commands(context):
                inner = command.get_command(context, name)
                if inner is not None and not inner.hidden:
                    yield from told(inner, click.Context(inner, context, name, max_content_width=WIDTH, terminal_width=WIDTH), min(depth + 1, 3))

    top = click.Context(cli, info_name="zeren", max_content_width=WIDTH, terminal_width=WIDTH)
    head = "# 命令 · Commands\n\n由 `zeren COMMAND --help` 生成 (made from it by `scripts/reference.py`).\n"
    return "\n".join((head, *told(cli, top, 2)))


def tables() -> str:
    """Return every table and column of the landing: what is asked, exported and counted."""
    from zeren.ground.resources import table

    parts = [
        "# 表 · Tables\n\n库里的每张表、每一列：命令、网页、导出、DuckDB 都用它们 "
        "(what commands, pages and exports are counted from; made from `ontology/tables` by `scripts/reference.py`).\n"
    ]
    for one in table("tables/tables"):
        parts.append(f"## {one['table']} {one['zh']}\n\n{one['en']}.\n\n| column | 列 | type | null | what |\n|---|---|---|---|---|")
        for column in table("tables/columns"):
            if column["table"] == one["table"]:
                cells = (column["column"], column["zh"], column["type"], column["null"], column["en"])
                parts.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
        parts.append("")
    return "\n".join(parts)


def main() -> int:
    """Write both files, or say with 1 which is out of date."""
    os.environ["COLUMNS"] = str(WIDTH)
    stale = []
    for name, text in (("commands.md", commands()), ("tables.md", tables())):
        file = DOCS / name
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            stale.append(name)
            if "--check" not in sys.argv:
                file.write_text(text, encoding="utf-8")
    if "--check" in sys.argv and stale:
        print(f"{', '.join(stale)}: 与程序不符 (not what the program says); scripts/reference.py", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
