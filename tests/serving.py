"""What the tests of `zeren serve` share: a server in a process of its own, and what it answered."""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import zeren.serve
from zeren.store import Source, open_writer

HERE = Path(zeren.serve.__file__).resolve().parent
SOURCE = str(HERE.parents[1])
HTML = {"Accept": "text/html"}
JSON = {"Accept": "application/json"}
BODY = "区生态环境局"


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer of the server."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def media(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0]

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass(frozen=True, slots=True)
class Site:
    """A server that runs in a process of its own."""

    port: int
    process: subprocess.Popen[str]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def ask(
        self, method: str, path: str, headers: dict[str, str], body: bytes | None = None, host: str | None = None
    ) -> Reply:
        """Send one request with exactly these headers."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)
        with contextlib.closing(line):
            line.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            line.putheader("Host", host or f"127.0.0.1:{self.port}")
            for name, value in headers.items():
                line.putheader(name, value)
            if body is not None:
                line.putheader("Content-Length", str(len(body)))
            line.endheaders(body)
            answer = line.getresponse()
            return Reply(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())

    def get(self, path: str, headers: dict[str, str] | None = None, host: str | None = None) -> Reply:
        return self.ask("GET", path, headers or {}, None, host)

    def query(self, sparql: str, headers: dict[str, str] | None = None) -> Reply:
        return self.ask("POST", "/sparql", {"Content-Type": "application/sparql-query", **(headers or {})}, sparql.encode())


@contextmanager
def serving(
    store: Path | str, *options: str, before: str = "", under: tuple[str, ...] = (), **environment: str
) -> Iterator[Site]:
    """Start ``zeren serve`` on a free port; ``before`` is Python that runs first, to lower a limit for a test.

    ``under`` is a command that runs the server.
    """
    code = f"{before}\nfrom zeren.cli.server import serve\nserve()"
    command = [*under, sys.executable, "-X", "utf8", "-c", code, "--store", str(store), "--port", "0", *options]
    paths = os.pathsep.join([SOURCE, *filter(None, [os.environ.get("PYTHONPATH")])])
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, encoding="utf-8", env={**os.environ, "PYTHONPATH": paths, **environment}
    ) as process:
        assert process.stderr is not None
        said = process.stderr.readline()
        found = re.match(r"zeren serve: http://127\.0\.0\.1:(\d+)/ ", said)
        try:
            assert found, said + process.stderr.read()
            yield Site(int(found[1]), process)
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            process.wait(20)


HOSTILE_NAME = "<script>alert(1)</script>\"'&\u202e局\x07"


@contextmanager
def serving_hostile(path: Path) -> Iterator[Site]:
    """Start a server over one body whose name is an attack; its store is made at ``path``."""
    from zeren.store import Term

    name = Term("literal", HOSTILE_NAME).ntriples
    ns, skos, oa = "https://w3id.org/zeren/ns#", "http://www.w3.org/2004/02/skos/core#", "http://www.w3.org/ns/oa#"
    said = (
        f"<https://w3id.org/zeren/id/agency/x> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{ns}Agency> .\n"
        f"<https://w3id.org/zeren/id/agency/x> <{skos}prefLabel> {name} .\n"
        f'<https://w3id.org/zeren/id/agency/x> <{skos}altLabel> "=HYPERLINK(1)" .\n'
        f"<https://w3id.org/zeren/id/duty/x> <{ns}body> <https://w3id.org/zeren/id/agency/x> .\n"
        f"<https://w3id.org/zeren/id/duty/x> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{ns}Assignment> .\n"
        f"<https://w3id.org/zeren/id/measure/x> <{ns}hasAssignment> <https://w3id.org/zeren/id/duty/x> .\n"
        f"<https://w3id.org/zeren/id/duty/x> <{ns}role> <https://w3id.org/zeren/code/lead> .\n"
        f"<https://w3id.org/zeren/id/duty/x> <{ns}basis> <https://w3id.org/zeren/code/basis-cell> .\n"
        f'<https://w3id.org/zeren/id/duty/x> <{ns}mention> "x" .\n'
        f'<https://w3id.org/zeren/id/duty/x> <{ns}position> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .\n'
        f"<https://w3id.org/zeren/id/duty/x> <{ns}evidence> <https://w3id.org/zeren/id/words/x> .\n"
        f'<https://w3id.org/zeren/id/words/x> <{oa}start> "0"^^<http://www.w3.org/2001/XMLSchema#integer> .\n'
        f'<https://w3id.org/zeren/id/words/x> <{oa}end> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .\n'
        f'<https://w3id.org/zeren/id/words/x> <{ns}locator> "line 1" .\n'
    )
    with open_writer(path) as writer:
        writer.put(Source("x.txt", hashlib.sha256(b"x").hexdigest(), b"x"), "https://w3id.org/zeren/id/doc/x", said.encode(), {})
        writer.commit()
    with serving(path) as site:
        yield site
