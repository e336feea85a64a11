"""Clean a spreadsheet of names with OpenRefine, headless, against ``zeren serve``: what a person does in its window, by its commands.

    scripts/openrefine.py NAMES.tsv --store out/store -o matched.tsv

The sheet needs the columns ``mention`` and ``jurisdiction``; ``context`` is the cell in which the name stands. With ``--token WORD`` the
server asks for a token, and OpenRefine brings it in the path of the service. Needs OpenRefine 3.6
(Debian: apt-get install openrefine); written for it, and no part of the suite, for it takes Java and 170 MB.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlparse

PATIENCE = 120.0
"""seconds for OpenRefine to start, and for a process of it to end"""
EXTENDED = ("jurisdiction", "level", "counterpartOf")


class Refine:
    """OpenRefine's own HTTP commands."""

    def __init__(self, port: int) -> None:
        self.site = f"http://127.0.0.1:{port}/command/core"

    def get(self, command: str, **params: Any) -> Any:
        """Ask something."""
        with urllib.request.urlopen(f"{self.site}/{command}?{urlencode(params)}", timeout=60) as answer:
            return json.load(answer)

    def post(self, command: str, data: bytes, kind: str, **params: Any) -> Any:
        """Send something with the token that every change needs; return JSON, or the address that the answer leads to."""
        params["csrf_token"] = self.get("get-csrf-token")["token"]
        request = urllib.request.Request(f"{self.site}/{command}?{urlencode(params)}", data, {"Content-Type": kind})
        with urllib.request.urlopen(request, timeout=120) as answer:
            text = answer.read()
            return json.loads(text) if text[:1] == b"{" else answer.url

    def form(self, command: str, **fields: Any) -> Any:
        """Send a form; end where OpenRefine calls it an error."""
        found = self.post(command, urlencode(fields).encode(), "application/x-www-form-urlencoded", project=fields["project"])
        if found.get("code") == "error":
            sys.exit(f"{command}: {found.get('message')}")
        return found

    def load(self, name: str, rows: list[dict[str, str]], columns: list[str]) -> str:
        """Make a project of rows; return its number."""
        sheet = io.StringIO()
        writer = csv.DictWriter(sheet, columns, delimiter="\t", lineterminator="\n", extrasaction="ignore", quoting=csv.QUOTE_NONE, quotechar=None)
        writer.writeheader()
        writer.writerows(rows)
        options = {"encoding": "UTF-8", "separator": "\t", "headerLines": 1, "guessCellValueTypes": False, "processQuotes": False}
        mark = uuid.uuid4().hex
        parts = {"project-name": name, "format": "text/line-based/*sv", "options": json.dumps(options)}
        body = "".join(f'--{mark}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n' for key, value in parts.items())
        body += f'--{mark}\r\nContent-Disposition: form-data; name="project-file"; filename="names.tsv"\r\n'
        body += f"Content-Type: text/tab-separated-values\r\n\r\n{sheet.getvalue()}\r\n--{mark}--\r\n"
        # The answer leads to the project's page, whose address tells its number.
        page = self.post("create-project-from-upload", body.encode(), f"multipart/form-data; boundary={mark}", **parts)
        return parse_qs(urlparse(str(page)).query)["project"][0]

    def wait(self, project: str) -> None:
        """Wait until nothing runs."""
        end = time.monotonic() + PATIENCE
        while self.get("get-processes", project=project)["processes"]:
            if time.monotonic() > end:
                sys.exit("OpenRefine is still at work")
            time.sleep(0.3)


@contextmanager
def started(command: list[str], ready: str) -> Iterator[None]:
    """Run a server, with all that it starts, until it is no longer needed; begin when an address answers."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True) as process:
        try:
            end = time.monotonic() + PATIENCE
            while True:
                try:
                    urllib.request.urlopen(ready, timeout=5).close()
                    break
                except urllib.error.HTTPError:
                    # It answers, though it asks for a token.
                    break
                except (urllib.error.URLError, OSError):
                    if process.poll() is not None or time.monotonic() > end:
                        sys.exit(f"{command[0]} does not answer at {ready}")
                    time.sleep(0.5)
            yield
        finally:
            os.killpg(process.pid, signal.SIGTERM)


def matched(refine: Refine, service: str, rows: list[dict[str, str]]) -> list[dict[str, Any]]:
    """Reconcile the column ``mention``, extend it, and return the rows with what was found."""
    project = refine.load("names", rows, ["mention", "jurisdiction", "context"])
    with urllib.request.urlopen(service, timeout=20) as told:
        manifest = json.load(told)
    spaces = {name: manifest[name] for name in ("identifierSpace", "schemaSpace")}
    details = [{"column": "jurisdiction", "propertyName": "jurisdiction", "propertyID": "jurisdiction"}]
    details.append({"column": "context", "propertyName": "list", "propertyID": "list"})
    (body, *_) = manifest["defaultTypes"]
    config = {"mode": "standard-service", "service": service, **spaces, "type": body, "autoMatch": True, "columnDetails": details, "limit": 0}
    engine = json.dumps({"facets": [], "mode": "row-based"})
    refine.form("reconcile", project=project, columnName="mention", config=json.dumps(config), engine=engine)
    refine.wait(project)
    extension = json.dumps({"properties": [{"id": name} for name in EXTENDED]})
    refine.form(
        "extend-data", project=project, baseColumnName="mention", endpoint=service, **spaces, extension=extension, columnInsertIndex=3, engine=engine
    )
    refine.wait(project)
    columns = refine.get("get-models", project=project)["columnModel"]["columns"][3:]
    answer = refine.get("get-rows", project=project, start=0, limit=len(rows) + 1)
    recons = answer["pool"]["recons"]
    found = []
    for row, line in zip(rows, answer["rows"], strict=True):
        recon = recons.get(str((line["cells"][0] or {}).get("r")), {})
        best = recon.get("m") or next(iter(recon.get("c") or []), {})
        cells = dict(enumerate(line["cells"]))
        added = {column["name"]: (cells.get(column["cellIndex"]) or {}).get("v") for column in columns}
        told = {"judgement": recon.get("j", "none"), "entity": best.get("id", ""), "found": best.get("name", ""), "score": best.get("score", "")}
        found.append({**row, **told, "added": json.dumps(added, ensure_ascii=False)})
    return found


def main() -> None:
    """Start both servers, clean the sheet, write what came of it."""
    told = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    told.add_argument("sheet", type=Path)
    told.add_argument("--store", required=True)
    told.add_argument("-o", "--output", type=Path, required=True)
    told.add_argument("--port", type=int, default=3340, help="of OpenRefine; zeren serve takes the next")
    told.add_argument("--token", help="the server asks for it; 16 characters or more")
    given = told.parse_args()
    with given.sheet.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    own = f"http://127.0.0.1:{given.port + 1}"
    service = f"{own}/reconcile" + (f"/key/{quote(given.token, safe='')}" if given.token else "")
    found = []
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        zeren = [sys.executable, "-m", "zeren", "serve", "--store", given.store, "--port", str(given.port + 1)]
        zeren += ["--token", given.token] if given.token else []
        stack.enter_context(started(zeren, f"{own}/"))
        command = ["openrefine", "-i", "127.0.0.1", "-p", str(given.port), "-d", folder, "-m", "1024M", "-x", "refine.headless=true"]
        stack.enter_context(started(command, f"http://127.0.0.1:{given.port}/command/core/get-version"))
        found = matched(Refine(given.port), service, rows)
    with given.output.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(found[0]), delimiter="\t", lineterminator="\n")
        writer.writeheader()
        writer.writerows(found)
    count = sum(row["judgement"] == "matched" for row in found)
    print(f"{len(found)} names, {count} matched; {given.output}")


if __name__ == "__main__":
    main()
