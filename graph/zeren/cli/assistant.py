"""``mcp``: the store for assistants over the Model Context Protocol."""

from __future__ import annotations

import click

from zeren.cli import options

HOST = "127.0.0.1"
PORT = 8766


@click.command()
@click.option("--http", is_flag=True, help="Serve over HTTP on this machine instead of standard input; needs a token.")
@click.option("--host", default=HOST, show_default=True, help="With --http: an address of this machine only.")
@click.option("--port", default=PORT, show_default=True, type=click.IntRange(0, 65535), help="With --http: port; 0 takes any that is free.")
@click.option("--token", envvar="ZEREN_TOKEN", help="With --http: password that every request brings; better in $ZEREN_TOKEN.")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Queries of run_sparql at a time.")
@click.option("--seconds", default=10.0, show_default=True, type=click.FloatRange(0.1, 3600), help="Time of one query.")
@options.store
def mcp(http: bool, host: str, port: int, token: str | None, workers: int, seconds: float, store: str) -> None:
    """Let an assistant ask the store (MCP, 供智能助手查询): read-only tools whose answers carry their quotes.

    An assistant starts it itself; docs/mcp.md has the lines for its settings. Needs: pip install 'zeren[mcp]'
    """
    from zeren.ground.packages import demand
    from zeren.serve.settings import Settings
    from zeren.store import open_reader

    demand("mcp", "mcp", "zeren mcp")
    from zeren.assistant.protocol import serve_stdio

    with open_reader(store):
        pass
    settings = Settings(store, host, port, token, workers=workers, seconds=seconds, rows=10_000)
    if not http:
        serve_stdio(settings)
        return
    from zeren.assistant.http import serve_http
    from zeren.cli.server import check_token

    check_token(host, token, local=True)
    serve_http(settings, lambda address: click.echo(f"zeren mcp: {address}  (Ctrl-C 结束 ends)", err=True))
