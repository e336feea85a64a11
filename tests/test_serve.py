"""What the server answers: questions, terms, the data set, in the words of the store and safe to show."""

from __future__ import annotations

import csv
import hashlib
import html
import io
import json
import os
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest

from conftest import PLANS
from serving import BODY, HERE, HOSTILE_NAME, HTML, JSON, Site, serving, serving_hostile
from test_worker import HOSTILE as ENDLESS
from zeren import ask
from zeren.ingest import documents as build
from zeren.ingest import files
from zeren.ingest.settings import Settings
from zeren.store import open_writer
from zeren.store.reader import Reader


@pytest.fixture(scope="module")
def site(store: Path) -> Iterator[Site]:
    """A server over the two plans."""
    with serving(store, "--seconds", "3", "--rows", "2000") as site:
        yield site


def test_the_questions_are_listed_for_people_and_programs(site: Site) -> None:
    listed = json.loads(site.get("/question", JSON).body)
    assert {row["name"] for row in listed} == set(ask.questions())
    leads = next(row for row in listed if row["name"] == "leads")
    assert leads["question"] == "区生态环境局牵头哪些措施？"
    assert leads["params"][0]["required"] is True
    page = site.get("/question?lang=en", HTML).text
    assert '<a href="/question/leads?lang=en">Measures that a body leads</a>' in page


def test_a_question_gives_the_rows_that_the_store_gives(site: Site, reader: Reader) -> None:
    address = "/question/leads?" + urlencode({"body": BODY, "plan": "附1"})
    expected = ask.run(reader, ask.questions()["leads"], {"body": BODY, "plan": "附1"})
    assert json.loads(site.get(address, JSON).body) == expected.rows
    reply = site.get(address + "&format=csv")
    assert reply.headers["content-disposition"] == 'attachment; filename="leads.csv"'
    table = list(csv.DictReader(io.StringIO(reply.body.decode("utf-8-sig"))))
    assert [row["text"] for row in table] == [row["text"] for row in expected.rows]
    assert site.get(address + "&format=sparql").text == expected.sparql
    pages = [site.get(f"{address}&r.page={number}", HTML) for number in (1, 2)]
    assert [(page.status, page.text.count('<tr role="row">') - 1) for page in pages] == [(200, 50), (200, len(expected.rows) - 50)]
    assert "北京市西城区生态环境局" in pages[0].text


def test_a_question_page_speaks_the_language_of_its_reader_and_offers_what_may_be_chosen(site: Site) -> None:
    page = site.get("/question/due", HTML).text
    form, rows = page.partition("</form>")[2].partition("</form>")[0], page.partition('<section class="grid"')[2]
    assert 'type="date"' in form
    assert ">协办</option>" in form
    assert ">附1 持续污染防治攻坚2026年行动计划（北京市西城区）</option>" in form
    assert '<option value="北京市西城区水务局">' in form, "bodies are suggested"
    words = re.sub(r"<[^>]*>", "\n", rows)
    assert not re.search(r"\b(by-date|interval|responsible|support|table \d)", words), "no code and no English place"
    assert "表7第2行" in rows
    english = re.sub(r"<[^>]*>", "\n", site.get("/question/due?lang=en", HTML).text)
    assert "responsible" in english
    assert "协办" not in english


def test_a_long_answer_begins_with_its_first_month_and_is_narrowed_and_taken_away(site: Site) -> None:
    page = site.get("/question/due", HTML).text
    assert '<b class="found">21</b> / 715' in page, "March 2026 comes first; programs get all"
    assert len(json.loads(site.get("/question/due", JSON).body)) == 715
    assert '<b class="found">715</b>' in site.get("/question/due?r.date=any", HTML).text
    narrowed = json.loads(site.get("/question/due?r.date=2026-03&r.role=lead&format=json&table=due").body)
    assert {(row["date"][:7], row["role"]) for row in narrowed} == {("2026-03", "lead")}
    assert len(narrowed) == 10


def test_a_question_that_needs_something_shows_a_form_with_an_example_that_works(site: Site) -> None:
    for name, question in ask.questions().items():
        needed = [param.name for param in question.params if param.required]
        if not needed:
            continue
        page = site.get(f"/question/{name}", HTML)
        assert page.status == 200
        link = re.search(rf'href="(/question/{name}\?[^"]+)"', page.text)
        assert link, name
        answer = site.get(link[1].replace("&amp;", "&"), HTML)
        assert (answer.status, 'class="error"' in answer.text) == (200, False), name
        assert site.get(f"/question/{name}", JSON).status == 400


def test_what_is_wrong_with_a_parameter_is_said_on_the_page_and_to_programs(site: Site) -> None:
    address = "/question/leads?" + urlencode({"body": "局"})
    page = site.get(address, HTML)
    assert (page.status, "several bodies bear this name" in page.text) == (400, True)
    assert "several bodies" in json.loads(site.get(address, JSON).body)["error"]
    assert site.get("/question/leads?" + urlencode({"body": "火星局"}), JSON).status == 404
    assert site.get("/question/nothing", JSON).status == 404
    assert site.get("/question/rank?nonsense=1", JSON).status == 400
    assert site.get("/question/rank?format=xls", JSON).status == 400
    assert site.get("/question/rank", {"Accept": "image/png"}).status == 406


def test_an_unknown_question_or_value_of_a_filter_is_told_as_such(site: Site) -> None:
    assert site.get("/question?name=nope", JSON).status == 404
    known = site.get("/question?name=plans", JSON)
    assert (known.status, known.headers["location"]) == (303, "/question/plans")
    for address in ("/measures?role=xyz", "/measures?role=xyz&format=csv", "/bodies?role=xyz"):
        reply = site.get(address)
        assert reply.status == 400
        assert "role=xyz" in reply.text
        assert "support" in reply.text, "the choices are named"
    for address in ("/calendar?deadline=abc", "/calendar?month=2026-13", "/measures?deadline=2026-00", "/measures?page=999", "/bodies?sort=x"):
        assert site.get(address).status == 400, address
    assert site.get("/calendar?month=2026-06&format=csv").text == site.get("/calendar?deadline=2026-06&format=csv").text
    assert site.get("/calendar?month=2019-06&lang=en").status == 200, "a month in which nothing is due is no mistake"
    assert site.get("/measures?role=guide").status == 200, "a role that no plan here gives is no mistake"
    assert site.get("/measures?role=support&level=").status == 200


def test_memory_and_stack_are_not_told_as_time(store: Path) -> None:
    small = "from zeren.store.foreign import Worker\nWorker.__init__.__kwdefaults__['memory'] = 256 << 20"
    with serving(store, "--seconds", "30", before=small) as site:
        for name, words in (("doubling", "256 MiB of memory"), ("negations", "used up its stack")):
            reply = site.query(ENDLESS[name])
            assert (reply.status, words in reply.text, "30 seconds" in reply.text) == (500, True, False), reply.text


def test_questions_of_ones_own_stand_beside_the_shipped_ones(store: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.rq").write_text(
        "# title: Number of measures\n# question: 共有多少条措施？\n# column: n | number | 措施数 | Measures\n\n"
        "PREFIX zr: <https://w3id.org/zeren/ns#>\nSELECT (COUNT(DISTINCT ?m) AS ?n) WHERE { ?m a zr:Measure }\n",
        encoding="utf-8",
    )
    with serving(store, "--questions", str(tmp_path)) as site:
        assert json.loads(site.get("/question/mine", JSON).body) == [{"n": 240}]
        assert "共有多少条措施？" in site.get("/question", HTML).text
        assert site.get("/question/rank", JSON).status == 200


def test_the_data_set_is_described(site: Site, reader: Reader) -> None:
    import pyoxigraph as ox

    reply = site.get("/.well-known/void", {"Accept": "text/turtle"})
    graph = ox.Store()
    graph.load(reply.body, format=ox.RdfFormat.TURTLE)
    found = graph.query(
        """PREFIX void: <http://rdfs.org/ns/void#> PREFIX dcterms: <http://purl.org/dc/terms/>
        SELECT ?triples ?endpoint ?measures (COUNT(?part) AS ?documents) (SUM(?held) AS ?sum) {
          ?data a void:Dataset ; void:triples ?triples ; void:sparqlEndpoint ?endpoint ; void:subset ?part ;
            void:classPartition [ void:class <https://w3id.org/zeren/ns#Measure> ; void:entities ?measures ] .
          ?part void:triples ?held ; dcterms:source ?document } GROUP BY ?triples ?endpoint ?measures"""
    )
    row = next(iter(found))
    # The two plans, what was computed about the pair, and the terms.
    assert (row["measures"].value, row["documents"].value) == ("240", "4")
    assert row["endpoint"].value == f"{site.url}sparql"
    assert int(row["triples"].value) == len({line.rpartition(" <")[0] for line in reader.dump()})
    assert int(row["sum"].value) == sum(entry.triples for entry in reader.documents())
    assert graph.query(
        """PREFIX dcat: <http://www.w3.org/ns/dcat#> PREFIX dcterms: <http://purl.org/dc/terms/>
        ASK { ?data a dcat:Dataset ; dcterms:license ?licence ; dcterms:rights ?rights ; dcat:distribution ?way .
          ?way dcterms:license ?licence ; dcat:accessService ?service . ?service a dcat:DataService ; dcat:servesDataset ?data }"""
    )


def test_the_terms_are_served_as_file_as_rdf_and_as_page(site: Site) -> None:
    import pyoxigraph as ox

    turtle = site.get("/ns", {"Accept": "text/turtle"})
    assert turtle.body == (HERE.parents[2] / "ontology" / "zeren.ttl").read_bytes()
    assert site.get("/ns.ttl").body == turtle.body

    def read(body: bytes, form: ox.RdfFormat) -> set[str]:
        held = ox.Dataset(ox.parse(body, format=form))
        held.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
        return {str(quad.triple) for quad in held}

    as_file = read(turtle.body, ox.RdfFormat.TURTLE)
    assert read(site.get("/ns.rdf").body, ox.RdfFormat.RDF_XML) == as_file
    assert read(site.get("/ns.nt").body, ox.RdfFormat.N_TRIPLES) == as_file
    made = site.get("/ns", HTML)
    assert (made.media, '<nav id="toc" aria-label="目录">' in made.text) == ("text/html", True)
    assert 'id="Measure"><h3>Measure' in site.get("/ns?lang=en", HTML).text
    page = site.get("/ns/list", HTML).text
    english = site.get("/ns/list?lang=en", HTML).text
    assert '<section class="term card" id="Measure">' in page
    assert "计划中有自己责任单位的最小单元；表格中一行是一条措施。" in page
    assert "The smallest unit of a plan that has its own bodies; in a table one row is one measure." in english
    assert re.findall(r' id="([^"]+)"', page).count("code-lead") == 1
    declared = {s.rpartition("#")[2] for s in re.findall(r"<https://w3id\.org/zeren/ns#\w+>", " ".join(as_file))}
    assert [name for name in sorted(declared) if f'id="{name[:-1]}"' not in page] == []
    links = set(re.findall(r'href="#([^"]+)"', page))
    assert links - set(re.findall(r' id="([^"]+)"', page)) == set()


def test_codes_have_addresses_of_their_own(site: Site) -> None:
    assert site.get("/code/lead", HTML).headers["location"] == "/ns/list#code-lead"
    assert site.get("/code/lead", {"Accept": "text/turtle"}).text.count("zrc:lead a skos:Concept") == 1
    assert site.get("/code/none").status == 404
    assert site.get("/context.jsonld").media == "application/ld+json"


def test_a_request_for_a_term_is_made_into_a_record_and_kept_nowhere(site: Site) -> None:
    asked = {"label_zh": "挂牌督办", "kind": "code", "example": "</textarea><script>alert(1)</script>\n第二行"}
    address = "/ns/request?" + urlencode(asked)
    page = site.get(address, HTML).text
    assert "&lt;/textarea&gt;&lt;script&gt;alert(1)&lt;/script&gt; 第二行" in page
    assert "<script>" not in page
    assert '<a href="#definition_zh">定义</a>' in page
    assert "zrc:supervise" in page
    record = site.get(address + "&format=md")
    assert (record.media, record.headers["content-disposition"]) == ("text/markdown", 'attachment; filename="term.md"')
    assert record.text.startswith("# 术语申请 Term request: 挂牌督办\n")
    assert site.get(address + "&format=tsv").text.splitlines()[1].startswith("挂牌督办\t\tcode\t")
    assert site.get("/ns/request?format=exe").status == 400
    assert '<section class="card"' not in site.get("/ns/request", HTML).text


def test_a_document_read_later_is_answered_without_a_restart(tmp_path: Path) -> None:
    store = tmp_path / "store"
    count = "SELECT (COUNT(DISTINCT ?m) AS ?n) { ?m a <https://w3id.org/zeren/ns#Measure> }"
    plans = files.find_files([PLANS])
    with open_writer(store) as writer:
        build.build(plans[:1], writer, Settings())
    with serving(store) as site:
        first = json.loads(site.query(count).body)["results"]["bindings"][0]["n"]["value"]
        listed = json.loads(site.get("/question/plans", JSON).body)
        with open_writer(store) as writer:
            build.build(plans[1:], writer, Settings())
        assert first == "61"
        assert json.loads(site.query(count).body)["results"]["bindings"][0]["n"]["value"] == "240"
        assert len(json.loads(site.get("/question/plans", JSON).body)) > len(listed)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server over one body whose name is an attack."""
    with serving_hostile(tmp_path_factory.mktemp("hostile") / "store") as site:
        yield site


def test_text_of_a_document_is_text_on_a_page_and_no_formula_in_a_table(hostile: Site) -> None:
    page = hostile.get("/question/bodies", HTML)
    assert page.status == 200
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&#34;&#39;&amp;\ufffd局\ufffd" in page.text
    table = hostile.get("/question/bodies?format=csv").text
    assert "'=HYPERLINK" in table
    assert "\u202e" not in table
    reflected = hostile.get("/question/leads?" + urlencode({"body": HOSTILE_NAME + "x", "plan": "<img src=x>"}), HTML).text
    assert "<script>alert" not in reflected
    assert "<img src=x>" not in reflected
    assert "<b>" not in hostile.get("/%3Cb%3E", HTML).text.partition("<main")[2].partition('class="error"')[2]


def test_errors_of_the_store_name_no_path_to_strangers(tmp_path: Path) -> None:
    store = tmp_path / "store"
    with open_writer(store) as writer:
        build.build(files.find_files([PLANS])[:1], writer, Settings())
    with serving(store) as site:
        assert site.get("/question/plans", JSON).status == 200
        for folder in ("columns", "graphs", "index"):
            for file in (store / folder).rglob("*"):
                if file.is_file():
                    file.unlink()
        # The server looks again where the journal has changed.
        os.utime(store / "journal", (0, 0))
        for reply in (site.get("/question/plans", JSON), site.query("ASK {}")):
            assert str(tmp_path) not in reply.text
            assert reply.status in (200, 500)
        assert site.get("/question/plans", JSON).status == 500


def test_the_vendored_editor_is_what_was_published() -> None:
    folder = HERE / "assets" / "yasgui"
    for line in (folder / "SHA256SUMS").read_text(encoding="ascii").splitlines():
        digest, name = line.split()
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    licence = (folder / "LICENSE").read_text(encoding="utf-8")
    assert licence.startswith("@zazuko/yasgui 4.6.2")
    assert "──── codemirror" in licence


def test_our_pages_have_no_script_inside_and_our_scripts_write_text_only_as_text() -> None:
    for template in (HERE / "templates").glob("*.html"):
        text = template.read_text(encoding="utf-8")
        text = re.sub(r"\{#.*?#\}", "", text, flags=re.DOTALL)
        assert re.findall(r"<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=|\|\s*safe", text) == [], template.name
    for script in (HERE / "static").glob("*.js"):
        found = re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function", script.read_text("utf-8"))
        assert found == [], script.name


def test_answers_of_many_at_once_are_the_same_as_of_one(site: Site) -> None:
    alone = {name: site.get(f"/question/{name}", JSON).body for name in ("rank", "pairs", "plans", "targets")}
    wrong: list[str] = []

    def work(name: str) -> None:
        for _ in range(10):
            if site.get(f"/question/{name}", JSON).body != alone[name]:
                wrong.append(name)

    threads = [threading.Thread(target=work, args=(name,)) for name in alone for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


@pytest.mark.parametrize("path", ["/question", "/question/pairs?role=support", "/question/due?lang=en", "/ns", "/ns/list?lang=en"])
def test_pages_of_questions_and_terms_are_saved_as_one_file(site: Site, path: str) -> None:
    page = site.get(path, {"Accept": "text/html"}).text
    offered = re.search(r'<a class="save" href="([^"]*)" download>', page)
    assert offered is not None
    reply = site.get(html.unescape(offered[1]), {"Accept": "text/html"})
    assert reply.status == 200 and reply.headers["content-disposition"].startswith("attachment")
    assert not re.search(r'<(?:link|script|form)\b|(?:href|src)="/|class="save"', reply.text)
    assert "<style>" in reply.text and f"http://127.0.0.1:{site.port}{path.partition('?')[0]}" in reply.text
    for heading in re.findall(r"<h[123][^<>]*>([^<>]+)<", page):
        assert heading in reply.text
    assert reply.text.count("<tr") == page.count("<tr")


def test_an_answer_is_a_picture_where_it_is_asked_for_by_name(site: Site) -> None:
    rows = json.loads(site.get("/question/pairs?role=support&format=json").text)
    reply = site.get("/question/pairs?role=support&format=svg&lang=en")
    assert (reply.status, reply.media) == (200, "image/svg+xml")
    root = ElementTree.fromstring(reply.body)
    said = [node.text or "" for node in root.iter("{http://www.w3.org/2000/svg}text")]
    assert said[0] == "Pairs of bodies that hold a role on the same measure"
    assert f"{len(rows)} of {len(rows)} rows" in said[1]
    assert said[said.index(rows[0]["a"]) + 1 :][:2] == [rows[0]["b"], str(rows[0]["count"])]
    assert said.count(str(rows[0]["count"])) >= 1 and len([1 for its in said if its.isdigit()]) == min(50, len(rows))
    assert site.get("/question/pairs", {"Accept": "image/*"}).status == 406
