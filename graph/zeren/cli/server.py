"""``serve``: the explorer, the questions and the SPARQL endpoint in a browser."""

from __future__ import annotations

from pathlib import Path

import click

from zeren.cli import options

HOST = "127.0.0.1"
PORT = 8765


@click.command()
@click.option("--host", default=HOST, show_default=True, help="Address to serve on; another than this needs --token.")
@click.option(
    "--port", default=PORT, show_default=True, type=click.IntRange(0, 65535), help="Port; 0 takes any that is free."
)
@click.option(
    "--token",
    envvar="ZEREN_TOKEN",
    help="Password that every request must bring; better in $ZEREN_TOKEN than on the command line.",
)
@click.option("--name", "names", multiple=True, metavar="HOST", help="Further host name of this server, as behind a proxy.")
@click.option("--origin", "origins", multiple=True, metavar="URL", help="Origin of an OpenRefine elsewhere that may use /reconcile.")
@click.option("--embed", multiple=True, metavar="URL", help="Origin (https://www.example.org) whose pages may show ours in a frame.")
@click.option("--base", metavar="URL", help="Address by which others reach the server, for links in feeds.  [default: as each request came]")
@options.questions
@options.decisions
@click.option("--workers", default=4, show_default=True, type=click.IntRange(1, 64), help="User queries at a time.")
@click.option("--seconds", default=10.0, show_default=True, type=click.FloatRange(0.1, 3600), help="Time of a user's query.")
@click.option("--rows", default=100_000, show_default=True, type=click.IntRange(min=1), help="Rows of one answer.")
@options.store
def serve(
    host: str,
    port: int,
    token: str | None,
    names: tuple[str, ...],
    origins: tuple[str, ...],
    embed: tuple[str, ...],
    base: str | None,
    folder: Path | None,
    decisions: Path,
    workers: int,
    seconds: float,
    rows: int,
    store: str,
) -> None:
    """Serve the pages, the SPARQL endpoint (/sparql) and the matching of names for OpenRefine (/reconcile) until Ctrl-C.

    Reads only. Queries of users run in processes of their own, without network, under the limits given.
    """
    from zeren.ground.errors import WrongUsage
    from zeren.serve.run import run
    from zeren.serve.settings import Settings, is_loopback, is_origin
    from zeren.store import open_reader

    check_token(host, token, is_loopback(host))
    for origin in embed:
        if not is_origin(origin):
            raise WrongUsage(f"--embed {origin}: 不是来源地址 (no origin)", "只写协议和主机，如 https://www.example.org (scheme and host alone)")
    if base and not is_origin(base.rstrip("/")):
        raise WrongUsage(f"--base {base}: 不是来源地址 (no origin)", "只写协议和主机，如 https://zeren.example.org (scheme and host alone)")
    with open_reader(store):
        pass
    own = options.decided(decisions), base.rstrip("/") if base else None
    settings = Settings(store, host, port, token, names, folder, workers, seconds, rows, origins, embed, *own)

    def ready(address: str) -> None:
        click.echo(f"zeren serve: {address}  SPARQL: {address}sparql  (Ctrl-C 结束 ends)", err=True)
        if not is_loopback(host):
            click.echo("未加密：对外请用带 TLS 的反向代理 (not encrypted; put a proxy with TLS before it)", err=True)

    run(settings, ready)


def check_token(host: str, token: str | None, local: bool) -> None:
    """Raise WrongUsage where a server for other machines has no token, and for a token that is too weak."""
    from zeren.ground.errors import WrongUsage
    from zeren.serve.settings import SHORTEST_TOKEN

    if token is None and not local:
        raise WrongUsage(
            f"--host {host}: 对其他机器开放须有口令 (open to other machines only with a token)",
            "set ZEREN_TOKEN to a long random word",
        )
    if token is not None and (len(token) < SHORTEST_TOKEN or not token.isascii() or not token.isprintable()):
        raise WrongUsage(
            f"--token: 口令须为至少 {SHORTEST_TOKEN} 个 ASCII 字符 (at least {SHORTEST_TOKEN} ASCII characters)",
            "for example: python -c 'import secrets; print(secrets.token_urlsafe())'",
        )
