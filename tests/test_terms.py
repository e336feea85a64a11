"""The documentation of the terms as pyLODE makes it, and the request for a term that is missing."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from lxml import html

from conftest import ROOT
from test_ontology import declared
from zeren.serve import request
from zeren.serve.ontology import documentation

LANGUAGES = ("zh", "en")


def test_the_documentation_is_what_pylode_makes_of_the_terms() -> None:
    pytest.importorskip("pylode", reason="needs pyLODE (pip install 'pylode>=3.3.4,!=3.4.0,!=3.4.1')")
    command = [sys.executable, str(ROOT / "scripts" / "document.py"), "--check"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr.partition("✗")[2]) == (0, "")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_term_stands_in_the_documentation_under_its_name_and_every_link_inside_leads_somewhere(lang: str) -> None:
    text = documentation(lang)
    ids = re.findall(r' id="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    assert declared() <= set(ids)
    assert set(re.findall(r' href="#([^"]*)"', text)) <= set(ids)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_documentation_brings_no_script_no_style_and_nothing_from_elsewhere(lang: str) -> None:
    page = html.fromstring(f"<main>{documentation(lang)}</main>")
    assert {name for element in page.iter() if isinstance(element.tag, str) for name in element.attrib} <= {
        "id", "class", "href", "title", "aria-label",
    }  # fmt: skip
    assert [element.tag for element in page.iter("script", "style", "link", "img", "iframe", "object")] == []
    assert {link.get("href").partition(":")[0] for link in page.iter("a") if link.get("href")[0] != "#"} <= {"http", "https"}


def test_each_page_speaks_one_language() -> None:
    chinese, english = (html.fromstring(documentation(lang)).get_element_by_id("Measure") for lang in LANGUAGES)
    assert (chinese.findtext("h3") or "").strip() == "措施"
    assert (english.findtext("h3") or "").strip() == "Measure"
    assert "计划中有自己责任单位的最小单元；表格中一行是一条措施。" in chinese.text_content()
    assert "The smallest unit of a plan that has its own bodies; in a table one row is one measure." in english.text_content()
    assert re.findall("[一-鿿]", re.sub("「.*」", "", english.text_content())) == []


# ── A term that is missing ───────────────────────────────────────────────────────────────

GIVEN = {
    "label_zh": "挂牌督办",
    "label_en": "listed for supervision",
    "kind": "code",
    "definition_zh": "上级公开点名，限期整改。",
    "definition_en": "",
    "example": "=cmd|' /C calc'!A0",
    "source": "某市2026年计划，表1第3行",
    "parent": "zrc:supervise",
    "use": "",
}


def test_a_request_is_a_record_in_markdown_and_a_table_of_one_row() -> None:
    assert request.markdown(GIVEN).splitlines() == [
        "# 术语申请 Term request: 挂牌督办",
        "",
        "- **中文名 Label in Chinese**: 挂牌督办",
        "- **英文名 Label in English**: listed for supervision",
        "- **种类 Kind**: code",
        "- **定义 Definition in Chinese**: 上级公开点名，限期整改。",
        "- **英文定义 Definition in English**:",
        "- **原文例句 Example, as printed**: =cmd|' /C calc'!A0",
        "- **出处 Source**: 某市2026年计划，表1第3行",
        "- **上位术语 Parent**: zrc:supervise",
        "- **用来回答什么 What it serves**:",
    ]
    header, row = (line.split("\t") for line in request.tsv(GIVEN).splitlines())
    assert dict(zip(header, row, strict=True)) == {**GIVEN, "example": "'=cmd|' /C calc'!A0"}


@pytest.mark.parametrize(
    ("label", "found"),
    [("挂牌督办", ["zrc:supervise"]), ("配合", ["zrc:support"]), ("deadlines", ["zr:Deadline"]), ("泥石流", [])],
)
def test_who_asks_for_a_term_is_told_of_those_like_it(label: str, found: list[str]) -> None:
    assert [word.short for word in request.near(label)][: len(found)] == found
    assert found or request.near(label) == []


def test_the_template_and_the_issue_form_ask_what_the_page_asks() -> None:
    empty = dict.fromkeys(GIVEN, "")
    assert f"```\n{request.markdown(empty).rstrip()}\n```" in (ROOT / "docs" / "terms.md").read_text(encoding="utf-8")
    form = (ROOT / ".github" / "ISSUE_TEMPLATE" / "term.yml").read_text(encoding="utf-8")
    assert re.findall(r"^    id: (\w+)$", form, re.MULTILINE) == list(GIVEN)
    needed = [match == "true" for match in re.findall(r"^      required: (\w+)$", form, re.MULTILINE)]
    assert needed == [field.required for field in request.fields()]
