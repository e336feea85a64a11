"""The store for assistants: what the tools answer, what proves it, and what a hostile client can do, which is nothing."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from conftest import CITY, DISTRICT, ROOT, SHARED, document
from zeren.cli import assistant as command

pytest.importorskip("mcp", reason="the extra mcp is not installed")

from mcp import Client, StdioServerParameters, stdio_client

from zeren.assistant import resources
from zeren.assistant.answer import BYTES, ROWS, Answer, as_data, text_of
from zeren.assistant.desk import Desk, Refused
from zeren.assistant.http import guarded
from zeren.assistant.protocol import MESSAGE
from zeren.assistant.tools import TOOLS
from zeren.ground.errors import NotFound, WrongUsage
from zeren.serve.settings import Settings
from zeren.store import open_reader
from zeren.store.reader import Reader

TEXTS = {path.name: document(path).text for path in (CITY, DISTRICT)}
TOKEN = "a-long-random-word-of-tests"
Asking = Callable[..., dict[str, Any]]


def at_desk(settings: Settings, work: Callable[[Desk], Coroutine[Any, Any, Any]]) -> Any:
    async def working() -> Any:
        async with Desk(settings).opened() as desk:
            return await work(desk)

    return asyncio.run(working())


@pytest.fixture(scope="module")
def called(store: Path) -> Iterator[Asking]:
    """Call tools of one desk, one after the other."""
    with asyncio.Runner() as runner:

        async def opened() -> Desk:
            return Desk(Settings(str(store), workers=1, seconds=5.0, rows=50))

        desk = runner.run(opened())
        yield lambda tool, /, **arguments: runner.run(desk.call(tool, {key.rstrip("_"): value for key, value in arguments.items()}))
        desk._pool.close()
        desk.kept.close()


def demand_proved(data: dict[str, Any]) -> None:
    """Every row has words of a source, and they stand there, character by character."""
    assert data["rows"]
    for row in data["rows"]:
        assert row["quotes"], row
        for quote in row["quotes"]:
            assert quote["place"]
            if quote.get("start") is not None:
                assert TEXTS[quote["file"]][quote["start"] : quote["end"]] == quote["quote"]
            else:
                assert quote["quote"] in TEXTS[quote["file"]]


CALLS: dict[str, dict[str, Any]] = {
    "find_body": {"name": "区水务局"},
    "duties_of": {"body": "区水务局", "role": "responsible"},
    "who_is_responsible": {"words": "零排放运输车队"},
    "due": {"from": "2026-03-01", "to": "2026-03-31"},
    "targets": {"plan": "西城", "indicator": "绿色企业"},
    "progress": {"on": "2026-07-01"},
    "compare": {"one": "区水务局", "other": "区园林绿化局"},
    "take_up": {"plan": "西城"},
    "changes": {},
    "ask": {"question": "谁协办最多"},
    "show_evidence": {"id": "区数据局"},
    "describe_graph": {},
    "run_sparql": {"query": "SELECT ?m WHERE { ?m a zr:Measure } ORDER BY ?m LIMIT 3"},
}
WITHOUT_WORDS = {"progress", "describe_graph"}
"""without a returned ledger nothing was reported; of the terms of the ontology only those that something in a document is have words"""


def test_the_client_of_the_package_lists_and_calls_every_tool(store, reader) -> None:
    from zeren import ask

    before, after = sorted(plan.iri for plan in ask.plans(reader) if plan.annex)[:2]
    calls = {**CALLS, "changes": {"before": before, "after": after}}

    async def talk() -> None:
        server = StdioServerParameters(command=sys.executable, args=["-m", "zeren", "mcp", "--store", str(store)], env=dict(os.environ))
        async with Client(stdio_client(server)) as client:
            listed = (await client.list_tools()).tools
            assert {tool.name for tool in listed} >= set(calls)
            for tool in listed:
                assert tool.input_schema["additionalProperties"] is False
                assert tool.output_schema is not None
                assert tool.annotations is not None
                assert tool.annotations.read_only_hint
            for name, arguments in calls.items():
                found = await client.call_tool(name, arguments)
                assert not found.is_error, (name, found.content)
                assert json.loads(found.content[0].text) == found.structured_content
                if name not in WITHOUT_WORDS:
                    demand_proved(found.structured_content)
            refused = await client.call_tool("find_body", {"name": "区水务局", "drop": True})
            assert refused.is_error
            addresses = [resource.uri for resource in (await client.list_resources()).resources]
            assert {"zeren://plans", "zeren://bodies", "zeren://questions", "zeren://question/leads"} <= set(addresses)
            read = await client.read_resource("zeren://body/区水务局")
            demand_proved(json.loads(read.contents[0].text))

    asyncio.run(talk())


def test_duties_are_those_of_the_document_and_say_that_the_plan_has_no_lead(called) -> None:
    answer = called("duties_of", body="区生态环境局", role="responsible")
    assert answer["total"] == 107
    assert answer["figure"] == "107 项"
    lead = called("duties_of", body="区水务局", role="lead")
    assert lead["total"] == 0
    assert any("没有牵头角色" in note for note in lead["notes"])
    groups = called("duties_of", body="展览路街道办事处", groups="expanded")
    assert groups["total"] > 0
    # The words that prove a member's duty are those that name its group.
    assert all(any(quote["proves"] == "duty" and "街道" in quote["quote"] for quote in row["quotes"]) for row in groups["rows"])


def test_a_name_of_two_bodies_gives_both_and_is_not_chosen_from(called) -> None:
    found = called("find_body", name="水务局")
    assert [row["agency"] for row in found["rows"]] == ["北京市水务局", "北京市西城区水务局"]
    with pytest.raises(Refused, match="北京市西城区水务局"):
        called("duties_of", body="水务局")
    assert called("find_body", name="海淀区水务所")["rows"] == []


def test_a_figure_stands_beside_the_measures_that_were_counted(called) -> None:
    found = called("ask", question="区水务局主责多少项")
    (row,) = found["rows"]
    assert found["figure"] == "27 项"
    assert len(row["quotes"]) == 27
    demand_proved(found)


def test_thirty_questions_are_answered_with_quotes(called) -> None:
    if not (SHARED / "ask").is_dir():
        pytest.skip("the questions lie outside the repository")
    lines = (SHARED / "ask" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    asked = [one for one in map(json.loads, lines) if "count" in one["expect"] or "measures" in one["expect"]][:30]
    assert len(asked) == 30
    for one in asked:
        answer = called("ask", question=one["text"])
        demand_proved(answer)
        wanted = one["expect"].get("count")
        if wanted is not None and "measures" in one["expect"]:
            assert len({row["id"] for row in answer["rows"]}) == wanted, one["text"]


def test_what_is_due_names_the_body_whose_duty_it_is(called) -> None:
    answer = called("due", from_="2026-06-01", to="2026-06-30", body="区水务局")
    for row in answer["rows"]:
        bodies = {quote["body"] for quote in row["quotes"] if quote["proves"] == "duty"}
        assert bodies == {"北京市西城区水务局"}


def test_two_bodies_side_by_side_and_what_each_figure_counts(called) -> None:
    answer = called("compare", one="区水务局", other="区园林绿化局")
    demand_proved(answer)
    parts = {row["part"] for row in answer["rows"]}
    assert {"role", "shared", "only-one", "only-other"} <= parts
    own = called("duties_of", body="区水务局")
    named = {row["one_id"] for row in answer["rows"] if row.get("one_id")}
    assert named == {row["id"] for row in own["rows"]}
    with pytest.raises(Refused):
        called("compare", one="区水务局", other="区水务局")


def test_what_is_late_is_proved_by_its_deadline(called) -> None:
    listed = called("progress", on="2027-07-01", by="measure", limit=5)
    assert {row["state"] for row in listed["rows"]} == {"late"}
    for row in listed["rows"]:
        assert {"measure", "deadline"} <= {quote["proves"] for quote in row["quotes"]}
        assert row["due"] < "2027-07-01"
    counts = called("progress", on="2027-07-01", by="plan")
    assert all(row["quotes"] for row in counts["rows"] if row["late"])
    assert sum(row["late"] for row in counts["rows"]) == listed["total"]
    assert any("未经核实" in note for note in counts["notes"])


@pytest.mark.parametrize(
    ("pattern", "proves"),
    [
        ("?x a zr:Assignment", {"duty"}), ("?x a zr:Target", {"target"}), ("?x a zr:TextDate", {"deadline"}), ("?x a zr:Task", {"name"}),
        ("?x a zr:ExpandedAssignment", {"duty"}), ("?x a zr:Reference", {"reference"}), ("?m zr:hasTarget/zr:indicator ?x", {"target"}),
        ("?m a zr:Measure ; zr:text ?x FILTER(STRLEN(?x) > 60)", {"measure", "deadline", "duty"}), ("?b a zr:Agency ; skos:prefLabel ?x . "
        "?m zr:hasAssignment/zr:body ?b", {"duty"}),
    ],
)  # fmt: skip
def test_a_row_of_a_query_has_the_words_of_what_it_names(called, pattern: str, proves: set[str]) -> None:
    rows = called("run_sparql", query=f"SELECT DISTINCT ?x {{ {pattern} }} ORDER BY ?x LIMIT 5")["rows"]
    assert len(rows) == 5
    for row in rows:
        assert {quote["proves"] for quote in row["quotes"]} <= proves
        assert all(quote["file"] and quote["place"] and quote["quote"] for quote in row["quotes"])
    assert all(row["quotes"] for row in rows)


def test_the_graph_is_described_with_an_example_and_its_words(called) -> None:
    rows = [row for offset in (0, 200) for row in called("describe_graph", offset=offset)["rows"]]
    told = {row["name"]: row for row in rows}
    for name, proves in (("zr:Measure", "measure"), ("zr:Assignment", "duty"), ("zr:Target", "target"), ("zrc:support", "duty")):
        assert told[name]["example"].startswith("https://w3id.org/zeren/id/")
        (quote,) = told[name]["quotes"]
        assert (quote["proves"], bool(quote["file"] and quote["place"])) == (proves, True)
    assert told["zrc:support"]["count"] > 0
    assert told["zr:text"]["quotes"] == []


def test_a_query_runs_under_limits_and_changes_nothing(called) -> None:
    many = called("run_sparql", query="SELECT ?m WHERE { ?m a zr:Measure }")
    assert (many["total"], many["truncated"]) == (50, True)
    assert called("run_sparql", query="ASK { ?m a zr:Measure }")["rows"] == [{"boolean": True, "quotes": []}]
    turtle = called("run_sparql", query="CONSTRUCT { ?m zr:order 1 } WHERE { ?m a zr:Measure } LIMIT 1")
    assert [bool(row["quotes"]) for row in turtle["rows"]] == ["/measure/" in row["line"] for row in turtle["rows"]]
    with pytest.raises(Refused, match="update"):
        called("run_sparql", query="DELETE WHERE { ?s ?p ?o }")
    with pytest.raises(Refused):
        called("run_sparql", query="SELECT * WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }")
    with pytest.raises(Refused, match="5 秒"):
        called("run_sparql", query="SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("find_body", {}),
        ("find_body", {"name": ""}),
        ("find_body", {"name": "区" * 201}),
        ("find_body", {"name": ["区水务局"]}),
        ("duties_of", {"body": "区水务局", "role": "牵头"}),
        ("due", {"from": "2026-13-01"}),
        ("due", {"from": "2026-06-30", "to": "2026-01-01"}),
        ("due", {"limit": 0}),
        ("due", {"limit": ROWS + 1}),
        ("due", {"offset": -1}),
        ("targets", {"plan": "没有这份计划"}),
        ("show_evidence", {"id": "https://w3id.org/zeren/id/measure/<>"}),
        ("ask", {"question": "今天天气怎么样"}),
        ("run_sparql", {"query": "SELECT"}),
        ("progress", {}),
    ],
)
def test_arguments_that_do_not_fit_are_refused_in_words(called, name, arguments) -> None:
    with pytest.raises(Refused) as refusal:
        called(name, **arguments)
    assert 0 < len(str(refusal.value)) < 2000


def test_an_answer_keeps_to_its_rows_and_bytes_and_says_that_it_is_cut() -> None:
    row = {"text": "测试" * 100, "quotes": [{"proves": "measure", "quote": "测" * 100, "file": "a.txt", "place": "line 1"}]}
    many = as_data(Answer("", [row] * 1000))
    assert many["truncated"]
    assert len(many["rows"]) <= ROWS
    text = text_of(many)
    assert len(text.encode()) + len(json.dumps(text, ensure_ascii=False).encode()) <= BYTES
    small = as_data(Answer("", [{"n": n, "quotes": []} for n in range(450)]), offset=400)
    assert [row["n"] for row in small["rows"]] == list(range(400, 450))
    assert not small["truncated"]
    large = as_data(Answer("", [{**row, "quotes": row["quotes"] * 2000}]))
    assert large["rows"][0]["quotes_left_out"] + len(large["rows"][0]["quotes"]) == 2000


def test_text_of_documents_is_data_whose_control_characters_show() -> None:
    row = {"text": "\x1b[31m红\u202e", "list": ["\x07"], "quotes": [{"proves": "measure", "quote": "a\x00b", "file": "f", "place": "p"}]}
    (shown,) = as_data(Answer("\x1b", [row]))["rows"]
    assert shown["text"] == "\\x1b[31m红\\u202e"
    assert shown["list"] == ["\\x07"]
    assert shown["quotes"][0]["quote"] == "a\\x00b"


def contents(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()}


class Talk:
    """A client that sends what it likes, line by line."""

    def __init__(self, store: Path) -> None:
        command = [sys.executable, "-m", "zeren", "mcp", "--store", str(store)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)

    def send(self, message: object) -> None:
        assert self.process.stdin is not None
        line = message if isinstance(message, bytes) else json.dumps(message).encode()
        self.process.stdin.write(line + b"\n")
        self.process.stdin.flush()

    def answer(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        return json.loads(self.process.stdout.readline())

    def ask(self, message: object) -> dict[str, Any]:
        self.send(message)
        return self.answer()

    def end(self) -> int:
        with self.process:
            assert self.process.stdin is not None
            self.process.stdin.close()
            return self.process.wait(20)


def request(number: int, method: str, **params: Any) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": number, "method": method, "params": params}


def test_a_hostile_client_gets_errors_by_the_specification_and_changes_nothing(store) -> None:
    with open_reader(store) as reader:
        reader.prepare()
    before = contents(store)
    talk = Talk(store)
    hello = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}
    assert "tools" in talk.ask(request(1, "initialize", **hello))["result"]["capabilities"]
    talk.send({"jsonrpc": "2.0", "method": "notifications/initialized"})
    # JSON-RPC 2.0, section 5.1
    assert talk.ask(b"{not json")["error"]["code"] == -32700
    assert talk.ask(b"\xff\xfe")["error"]["code"] == -32700
    assert talk.ask(b'"' + b"x" * (4 * MESSAGE) + b'"')["error"]["code"] == -32700
    assert talk.ask([1, 2])["error"]["code"] == -32600
    assert talk.ask({"jsonrpc": "2.0", "id": 2})["error"]["code"] == -32600
    assert talk.ask(request(3, "store/drop"))["error"]["code"] == -32601
    assert talk.ask(request(4, "tools/call", name="drop", arguments={}))["error"]["code"] == -32602
    assert talk.ask(request(5, "tools/call", name="due", arguments=[1]))["error"]["code"] == -32602
    for address in ("file:///etc/passwd", "zeren://plan/../../x", "zeren://question/../leads", "zeren://" + "x" * 9000):
        assert talk.ask(request(6, "resources/read", uri=address))["error"]["code"] in (-32002, -32602)
    huge = talk.ask(request(7, "tools/call", name="find_body", arguments={"name": "区" * 30_000}))
    assert huge["result"]["isError"]
    assert len(json.dumps(huge)) < 2000
    for number in range(1000):
        talk.send(request(100 + number, "tools/call", name="due", arguments={"from": "x" * (number % 50), "drop": number}))
    answers = [talk.answer() for _ in range(1000)]
    assert {answer["id"] for answer in answers} == set(range(100, 1100))
    assert all(answer["result"]["isError"] for answer in answers)
    good = talk.ask(request(9, "tools/call", name="find_body", arguments={"name": "区水务局"}))
    assert good["result"]["structuredContent"]["total"] == 1
    assert talk.end() == 0
    assert contents(store) == before


def test_over_http_only_this_machine_with_a_token_and_no_other_site_may_ask(store) -> None:
    body = json.dumps(request(1, "tools/call", name="find_body", arguments={"name": "区水务局"}))
    usual = {
        "Host": "127.0.0.1:8766",
        "Authorization": f"Bearer {TOKEN}",
        "Content-Type": "application/json",
        "Accept": "application/json, text/event-stream",
        "MCP-Protocol-Version": "2025-06-18",
    }

    async def talk(desk: Desk) -> None:
        guard = guarded(desk)

        async def post(text: str = body, method: str = "POST", **headers: str) -> tuple[int, bytes]:
            told = {**usual, **headers, "Content-Length": str(len(text.encode()))}
            scope = {
                "type": "http", "http_version": "1.1", "method": method, "path": "/mcp", "raw_path": b"/mcp", "query_string": b"",
                "headers": [(name.lower().encode(), value.encode()) for name, value in told.items()], "scheme": "http",
                "server": ("127.0.0.1", 8766), "client": ("127.0.0.1", 9), "root_path": "",
            }  # fmt: skip
            coming = [{"type": "http.request", "body": text.encode(), "more_body": False}]
            came: list[Any] = []

            async def receive() -> Any:
                return coming.pop() if coming else await asyncio.Event().wait()

            async def send(message: Any) -> None:
                came.append(message)

            await guard(scope, receive, send)
            return came[0]["status"], b"".join(part.get("body", b"") for part in came[1:])

        async with guard.app.router.lifespan_context(guard.app):
            status, answer = await post()
            assert (status, json.loads(answer)["result"]["structuredContent"]["total"]) == (200, 1)
            assert (await post(Authorization="Bearer wrong"))[0] == 401
            assert (await post(Origin="https://example.org"))[0] == 403
            assert (await post(Host="example.org"))[0] == 421
            # A stream of the server's own messages would be held open for none.
            assert (await post(method="GET"))[0] == 405
            assert (await post(text=body + " " * (MESSAGE + 1)))[0] == 413
            assert (await post(text="{"))[0] == 400

    at_desk(Settings(str(store), port=8766, token=TOKEN, workers=1), talk)


def test_http_is_refused_without_a_token_and_beyond_this_machine(store, monkeypatch) -> None:
    monkeypatch.delenv("ZEREN_TOKEN", raising=False)

    async def refused(desk: Desk) -> None:
        with pytest.raises(WrongUsage):
            guarded(desk)

    at_desk(Settings(str(store), workers=1), refused)
    at_desk(Settings(str(store), host="0.0.0.0", token=TOKEN, workers=1), refused)
    weak = CliRunner().invoke(command.mcp, ["--http", "--store", str(store), "--token", "short"])
    assert isinstance(weak.exception, WrongUsage)


def test_without_the_package_the_command_says_what_to_install(store, monkeypatch) -> None:
    for name in [name for name in sys.modules if name == "zeren.assistant.protocol"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "mcp", None)
    outcome = CliRunner().invoke(command.mcp, ["--store", str(store)])
    assert "zeren[mcp]" in str(outcome.exception)
    assert getattr(outcome.exception, "exit_code", 0) == 69


def test_one_file_alone_knows_the_package() -> None:
    files = [path for path in (ROOT / "graph").rglob("*.py") if "import mcp" in (text := path.read_text(encoding="utf-8")) or "from mcp" in text]
    assert [path.name for path in files] == ["protocol.py"]


def test_resources_are_plans_bodies_and_questions(reader: Reader) -> None:
    every = resources.listed(reader)
    plans = [one for one in every if one.address.startswith("zeren://plan/")]
    assert len(plans) == 6
    data = resources.read(reader, next(one.address for one in plans if "附2" in one.name))
    demand_proved(data)
    assert data["total"] == 58  # rows of 附2 of the district plan
    assert resources.read(reader, "zeren://questions")["total"] == len(every) - len(plans) - 3
    assert "SELECT" in resources.read(reader, "zeren://question/leads")["rows"][0]["sparql"]
    for address in ("zeren://", "zeren://plan/", "zeren://plan/none", "zeren://question/none", "zeren://plans/x", "http://plans"):
        with pytest.raises(NotFound):
            resources.read(reader, address)


def test_every_tool_tells_what_it_is_for_and_leaves_nothing_open() -> None:
    for tool in TOOLS.values():
        assert len(tool.description) > 60
        assert tool.takes["additionalProperties"] is False
        assert all("description" in schema for schema in tool.takes["properties"].values())
        assert all("maxLength" in schema or "enum" in schema or schema["type"] == "integer" for schema in tool.takes["properties"].values())


def test_the_page_of_the_docs_names_every_tool_and_holds_lines_that_are_json() -> None:
    text = (ROOT / "docs" / "mcp.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in text for name in TOOLS)
    settings = json.loads(text.split("```json\n")[1].split("```")[0])
    assert settings["mcpServers"]["zeren"]["args"][:2] == ["mcp", "--store"]
