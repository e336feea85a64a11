"""Help and click's own messages in Chinese: data in ``ontology/vocabulary/help.tsv``, used under a Chinese locale."""

from __future__ import annotations

import copy
import os
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import click

from zeren.ground.resources import table


@cache
def _words() -> Mapping[tuple[str, str], str]:
    return {(row["kind"], row["key"]): row["zh"] for row in table("vocabulary/help")}


def is_wanted() -> bool:
    """Tell whether the locale of messages is a Chinese one (``LC_ALL``, ``LC_MESSAGES``, ``LANG``, in this order)."""
    told = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "")
    return told.lower().startswith("zh")


def told(kind: str, key: str, otherwise: str) -> str:
    """Return the Chinese words where they are wanted and there are some, else ``otherwise``."""
    return _words().get((kind, key), otherwise) if is_wanted() else otherwise


def of_error(error: click.ClickException) -> str:
    """Return what an error of click says, Chinese first, the English in brackets."""
    kinds = (kind.__name__ for kind in type(error).__mro__)
    words = next(words for kind in kinds if (words := _words().get(("error", kind))))
    return f"{words} ({error.format_message().rstrip('.')})"


class Formatter(click.HelpFormatter):
    """Writes headings in Chinese where they are wanted."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the line of usage."""
        super().write_usage(prog, args, f"{told('part', 'Usage', 'Usage')}: " if prefix is None else prefix)

    def write_heading(self, heading: str) -> None:
        """Write the head of a part."""
        super().write_heading(told("part", heading, heading))


class Context(click.Context):
    """A context whose help is written so."""

    formatter_class = Formatter


def explained(name: str, command: click.Command) -> click.Command:
    """Return a command, ``names review`` too, with its help in Chinese first, where that is wanted; the command itself otherwise."""
    if not is_wanted():
        return command
    told_here: Any = copy.copy(command)
    told_here.context_class = Context
    words = _words().get(("command", name))
    if words:
        told_here.help = f"{words}。\n\n{command.help or ''}"
        told_here.short_help = words
    told_here.get_params = lambda ctx: params(command.get_params(ctx), name)
    if isinstance(command, click.Group):
        told_here.commands = {part: explained(f"{name} {part}", one) for part, one in command.commands.items()}
    result: click.Command = told_here
    return result


def params(own: Iterable[click.Parameter], command: str = "") -> list[click.Parameter]:
    """Return the parameters of a command with their help in Chinese, where that is wanted and there is some."""
    return [_param(one, command) if is_wanted() else one for one in own]


def _param(param: click.Parameter, command: str) -> click.Parameter:
    if not isinstance(param, click.Option):
        return param
    keys = [f"{command} {name}" for name in param.opts] + list(param.opts)
    own: Any = copy.copy(param)
    own.help = next((zh for key in keys if (zh := _words().get(("option", key)))), param.help)
    own.get_help_record = lambda ctx: _marked(param.__class__.get_help_record(own, ctx))
    result: click.Parameter = own
    return result


def _marked(record: tuple[str, str] | None) -> tuple[str, str] | None:
    """What click adds to the help of an option, in Chinese: ``[default: any; required]``."""
    if record is None:
        return None
    head, _, tail = record[1].rpartition("[")
    return record[0], f"{head}[{tail.replace('required', '必填').replace('default: ', '默认: ')}" if head else record[1]
