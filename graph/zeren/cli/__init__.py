"""The command ``zeren``. Command modules are imported when their command is asked for."""

from __future__ import annotations

import os
import signal
import sys
import threading
from importlib import import_module
from types import FrameType, TracebackType
from typing import Any

import click

from zeren.cli import chinese
from zeren.ground.errors import ZerenError
from zeren.ground.version import __version__

COMMANDS = {
    "extract": ("documents", "Print the measures of documents; builds no store."),
    "explain": ("explain", "How the columns of a table were taken, why, and what else they could be (列的判断)."),
    "build": ("documents", "Read files and folders into the store."),
    "leads": ("workload", "What a body leads (牵头); what it answers for where a plan names no lead."),
    "agency": ("workload", "Workload summary of a body (工作量)."),
    "rank": ("answers", "Bodies by number of measures."),
    "pairs": ("answers", "Pairs of bodies that share measures; support = co-assist (共同协办)."),
    "network": ("measures", "Measures of the network of bodies: centrality, communities, bridges (网络指标)."),
    "who": ("answers", "Who answers for measures that mention a text."),
    "targets": ("checks", "What the plans promise: indicator, value, unit, scope (目标)."),
    "due": ("checks", "Dated duties in order (完成时限)."),
    "check": ("checks", "What is missing or does not fit together (核查)."),
    "show": ("answers", "One measure or body with the words that prove it (原文)."),
    "query": ("queries", "Run a SPARQL 1.1 query."),
    "question": ("queries", "List or run the shipped questions."),
    "ask": ("queries", "Answer a question in Chinese (中文提问)."),
    "status": ("upkeep", "What the store holds, with versions and refused files."),
    "history": ("upkeep", "The versions of a document and what changed."),
    "verify": ("upkeep", "Compare everything kept with its hashes."),
    "rebuild": ("upkeep", "Read the kept originals again."),
    "remove": ("upkeep", "Take a document out of the answers."),
    "backup": ("upkeep", "Write the whole store into one file."),
    "restore": ("upkeep", "Make a store from a backup."),
    "names": ("decisions", "Who is who: explain a name, review doubtful ones, decide (单位名称)."),
    "correct": ("decisions", "Put another value in the place of what was read (更正)."),
    "picture": ("products", "Matrix, flow, calendar, bars, network as SVG or PNG (图)."),
    "cascade": ("cascade", "Plans of two levels: which are a pair, which links wait for a person (承接)."),
    "editions": ("editions", "Mirrors, drafts, editions, excerpts: which text is which (版本)."),
    "changes": ("changes", "What changed from one text to the next, measure by measure (变化)."),
    "chain": ("chain", "One topic from level to level: plans, coverage, who answers, how quantities were split (层级链)."),
    "series": ("series", "A series of yearly plans: each measure, target, body and tie through the years (历年)."),
    "graph": ("products", "The interactive network as one offline page."),
    "report": ("products", "Workload summaries as xlsx, md and more."),
    "ledger": ("ledgers", "The ledger that is handed out and comes back (督办台账)."),
    "paper": ("papers", "Papers to hand out: 督办通知单, 任务交办单, 催办单, 进展通报, as docx."),
    "progress": ("ledgers", "Where things stand by what was reported (进展)."),
    "compare": ("compare", "Two bodies, plans or districts side by side (比较)."),
    "export": ("exports", "The whole graph for other tools."),
    "serve": ("server", "Web explorer and SPARQL endpoint on 127.0.0.1 (网页)."),
    "mcp": ("assistant", "Read-only tools for assistants, by the Model Context Protocol (智能助手)."),
    "site": ("site", "All pages as files that open without a server (静态网站)."),
}
"""command → its module and its one-line help, so that ``--help`` imports none of them"""

INTERRUPTED = 130
OWN_FAULT = 70


class _Commands(click.Group):
    """A group that imports a command's module only to run it or to show its own help."""

    context_class = chinese.Context

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"zeren.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, cmd_name)
        return chinese.explained(cmd_name, command)

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Return the options, under a Chinese locale with their help in Chinese."""
        return chinese.params(super().get_params(ctx))

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the program is."""
        words = chinese.told("command", "zeren", "")
        if words:
            formatter.write_paragraph()
            with formatter.indentation():
                formatter.write_text(words)
        else:
            super().format_help_text(ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, chinese.told("command", name, words)) for name, (_, words) in COMMANDS.items()])


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="zeren")
@click.option("--debug", is_flag=True, help="Show the traceback of an error of our own.")
@click.option("--store", metavar="DIR|URL", help="The store of the command that follows, as its own --store.")
@click.pass_context
def cli(ctx: click.Context, debug: bool, store: str | None) -> None:
    """责任 zeren: who answers for what in Chinese government plans.

    Reads action plans (tables of 重点任务, 工作措施, 完成时限, 牵头/主责/协办单位), keeps the words that prove every
    duty, and answers questions from them. Begin with: zeren build
    """
    ctx.obj = {"debug": debug}
    if store is not None:
        os.environ["ZEREN_STORE"] = store


class _Boundary:
    """What leaves the program: a message and an exit code, never a traceback that was not asked for."""

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None or isinstance(error, SystemExit):
            return
        message, code = _verdict(error)
        if code == OWN_FAULT and "--debug" in sys.argv:
            return
        from zeren.ground.visible import visible

        # A command without arguments asks for its help, which is no fault.
        mark = "" if isinstance(error, click.exceptions.NoArgsIsHelpError) else "✗ "
        click.echo(f"{mark}{visible(message)}", err=True)
        sys.exit(code)


def _verdict(error: BaseException) -> tuple[str, int]:
    """Return the message and the exit code (sysexits) of an error."""
    if isinstance(error, ZerenError):
        return " ".join(str(error).splitlines()), error.exit_code
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return error.format_message(), error.exit_code
    if isinstance(error, click.ClickException):
        told = isinstance(error, click.UsageError) and error.ctx
        usage = f"\n{told.get_usage()}\n{told.command_path} --help 查看用法 (tells more)" if told else ""
        return chinese.of_error(error) + usage, error.exit_code
    if isinstance(error, KeyboardInterrupt | click.Abort):
        return "已中断，库保持原状 (interrupted; the store keeps its former state)", INTERRUPTED
    if isinstance(error, PermissionError):
        return f"{error.filename}: 没有权限 (no permission); choose another place or change its rights", 77
    if isinstance(error, OSError):
        place = error.filename or "standard output 标准输出"
        return f"{place}: {error.strerror or error} 读写失败; check the place and its free space", 74
    return f"{type(error).__name__}: {error} — a fault of zeren itself; run again with --debug and report it", OWN_FAULT


def _heed_termination() -> None:
    """Let SIGTERM end a command as Ctrl-C does, with everything that it started."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    if threading.current_thread() is threading.main_thread() and signal.getsignal(signal.SIGTERM) == signal.SIG_DFL:
        signal.signal(signal.SIGTERM, interrupt)


def main(args: list[str] | None = None) -> Any:
    """Run the command line and end the process with its exit code."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:  # closed by the caller
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode, encoding="utf-8"))
    for stream in (sys.stdout, sys.stderr):
        # Chinese output must not depend on the locale of the machine.
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")
    with _Boundary():
        _heed_termination()
        sys.exit(cli.main(args=args, prog_name="zeren", standalone_mode=False) or 0)
