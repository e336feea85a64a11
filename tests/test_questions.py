"""The shipped questions: their form, their rows on the two plans, and that other ways of counting agree."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from questions.form import HERE, runs, slow, written
from zeren import ask
from zeren.ask.answer import role_code
from zeren.ask.questions import body_of, names_in
from zeren.ground.errors import Ambiguous, NotFound, UnreadableInput, WrongUsage
from zeren.ground.vocabulary import PREFIXES
from zeren.store import open_reader
from zeren.store.terms import Solutions, Term
from zeren.table.duties import Duties

QUESTIONS = ask.questions()
RUNS = runs()
QUICK = [run for run in RUNS if run[0] not in slow()]


@pytest.fixture(scope="module")
def plans(store: Path) -> Iterator[ask.Reader]:
    """The two plans, opened once."""
    with open_reader(store) as opened:
        yield opened


@pytest.fixture(scope="module")
def duties(plans: ask.Reader) -> Duties:
    return ask.load_duties(plans)


def asked(reader: ask.Reader, question: str, **params: str) -> list[dict[str, ask.Cell]]:
    return ask.run(reader, QUESTIONS[question], params).rows


# ── Form ─────────────────────────────────────────────────────────────────────────────────


def test_there_are_at_least_thirty_questions() -> None:
    assert len(QUESTIONS) >= 30


def test_every_question_has_expected_rows() -> None:
    assert set(QUESTIONS) == {question for _, question, _ in RUNS}


def test_every_file_of_expected_rows_is_compared() -> None:
    files = {path.stem for path in HERE.glob("*.tsv")} - {"runs", "phrasings"}
    assert files == {file for file, _, _ in RUNS}


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_selects_the_columns_of_its_head(name: str) -> None:
    question = QUESTIONS[name]
    select = body_of(question.text).split("WHERE", 1)[0]
    projected = re.sub(r"\((?:[^()]|\((?:[^()]|\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))*\))*\sAS\s(\?\w+)\)", r"\1", select)
    assert re.findall(r"\?(\w+)", projected) == [column.name for column in question.columns]


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_declares_its_prefixes_as_the_program_does(name: str) -> None:
    declared = dict(re.findall(r"^PREFIX (\w+): <([^>]+)>$", QUESTIONS[name].text, re.M))
    assert declared.items() <= PREFIXES.items()


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_speaks_chinese_and_english(name: str) -> None:
    question = QUESTIONS[name]
    assert re.search(r"[一-鿿]", question.question)
    assert question.title.isascii()
    assert all(re.search(r"[一-鿿]", column.zh) and column.en.isascii() for column in question.columns)


@pytest.mark.parametrize("name", QUESTIONS)
def test_what_an_optional_parameter_asks_for_stands_on_lines_of_its_own(name: str) -> None:
    question = QUESTIONS[name]
    optional = {param.name for param in question.params if not param.required and param.default is None}
    for line in body_of(question.text).splitlines():
        used = set(names_in(line))
        assert not (used & optional) or len(used) == 1
        if used & optional:
            assert line.count("{") == line.count("}")


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_counts_nothing_twice(name: str) -> None:
    """One plan may be stored from two files: only rows that a subquery made distinct are counted plainly."""
    assert not re.search(r"COUNT\((?!DISTINCT|\?any\))", QUESTIONS[name].text)


# ── Rows ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("file", "question", "params"), RUNS, ids=[file for file, _, _ in RUNS])
def test_rows_on_the_two_plans(plans: ask.Reader, file: str, question: str, params: dict[str, str]) -> None:
    answer = ask.run(plans, QUESTIONS[question], params)
    assert written(answer) == (HERE / f"{file}.tsv").read_text(encoding="utf-8")


def test_what_the_district_bureau_leads(plans: ask.Reader) -> None:
    rows = asked(plans, "leads", body="区生态环境局")
    assert Counter(row["annex"] for row in rows) == {"附1": 57, "附2": 28, "附3": 22}
    assert {row["role"] for row in rows} == {"responsible"}
    assert (sum(row["first"] is True for row in rows), sum(row["sole"] is True for row in rows)) == (83, 36)


def test_what_the_district_bureau_supports(plans: ask.Reader) -> None:
    assert len(asked(plans, "supports", body="北京市西城区生态环境局")) == 15


def test_who_supports_most_in_the_district(plans: ask.Reader) -> None:
    rows = asked(plans, "rank", role="support", plan="西城")[:5]
    assert [(str(row["printed"]).split("、")[0], row["count"]) for row in rows] == [
        ("各街道办事处", 23),
        ("区生态环境局", 15),
        ("区住房城市建设委", 14),
        ("市规划自然资源委西城分局", 12),
        ("区城市管理委", 11),
    ]


def test_who_supports_together_most_in_the_district(plans: ask.Reader) -> None:
    rows = asked(plans, "pairs", role="support", plan="西城", top="3")
    assert [row["count"] for row in rows] == [6, 5, 5]
    assert {rows[0]["a"], rows[0]["b"]} == {"北京市西城区住房和城市建设委员会", "北京市西城区城市管理委员会"}


def test_one_measure_of_the_district_has_a_body_in_two_roles(plans: ask.Reader) -> None:
    (row,) = asked(plans, "two-roles")
    assert (row["agency"], row["annex"], row["roles"]) == (
        "北京市西城区城市管理委员会",
        "附2",
        "responsible、support",
    )


def test_a_merged_cell_gives_two_roles_that_are_no_conflict(plans: ask.Reader) -> None:
    merged = [row for row in asked(plans, "likely") if row["basis"] == "merged-cell"]
    assert {row["role"] for row in merged} == {"lead", "responsible"}
    assert asked(plans, "two-roles", plan="北京市") == []


def test_two_deadline_cells_are_empty_and_none_is_inherited(plans: ask.Reader) -> None:
    rows = asked(plans, "no-deadline")
    assert [(row["annex"], row["task_no"], row["state"]) for row in rows] == [("附2", "7", "empty")] * 2


def test_seven_subdistricts_have_a_stricter_air_target_than_the_district(plans: ask.Reader) -> None:
    rows = asked(plans, "stricter-targets")
    assert {str(row["scope"]) for row in rows} == {
        "德胜街道",
        "什刹海街道",
        "新街口街道",
        "金融街街道",
        "椿树街道",
        "展览路街道",
        "白纸坊街道",
    }


def test_thirty_of_sixty_one_city_measures_are_not_taken_up_and_two_links_wait_for_a_person(plans: ask.Reader) -> None:
    rows = asked(plans, "cascade", plan="西城")
    assert Counter(row["state"] for row in rows) == {"taken-up": 31, "not-taken-up": 30}
    assert [row["task_no"] for row in rows if row["certainty"] == "likely"] == ["3", "15"]


def test_the_noise_quantities_of_the_city_are_shared_out_as_the_two_plans_print_them(plans: ask.Reader) -> None:
    rows = asked(plans, "cascade-targets", indicator="噪声治理")
    assert [(row["upper_value"], row["lower_value"], row["state"]) for row in rows] == [
        (72, 6, "shared"),
        (49, 4, "shared"),
        (None, 1, "fixed"),
        (29, None, "none"),
    ]


def test_the_third_annex_has_no_measure_of_its_own(plans: ask.Reader) -> None:
    rows = asked(plans, "cascade-changes", plan="附3")
    assert Counter(row["state"] for row in rows) == {"adapted": 19, "copied": 9, "broken-down": 3}
    assert asked(plans, "cascade-changes", plan="附1") == []


def test_the_district_bureau_answers_for_what_the_city_bureau_leads(plans: ask.Reader) -> None:
    rows = [row for row in asked(plans, "cascade-bodies", body="市生态环境局") if row["lower"]]
    alone = [row for row in rows if row["bodies"] == "北京市西城区生态环境局"]
    assert (len(rows), len(alone)) == (16, 6)


# ── The same figures by another way ──────────────────────────────────────────────────────


def test_the_role_questions_agree_with_the_table_of_duties(plans: ask.Reader, duties: Duties) -> None:
    names = {"responsible-for": "responsible", "supports": "support"}
    for body in sorted(duties.bodies)[::7]:
        for question, role in names.items():
            held = [d.measure for d in duties.duties if (d.body, d.role, d.expansion) == (body, role, None)]
            assert [row["id"] for row in asked(plans, question, body=body)] == list(dict.fromkeys(held))


def test_possible_members_are_the_members_of_the_table(plans: ask.Reader, duties: Duties) -> None:
    body = ask.find_body(plans, "德胜街道办事处").iri
    held = Counter((d.expansion, d.role) for d in duties.duties if d.body == body)
    rows = asked(plans, "expanded", body=body)
    assert {(row["certainty"], row["role"]): row["count"] for row in rows} == held
    every = asked(plans, "supports", body=body, groups="possible")
    assert len(every) == held["certain", "support"] + held["possible", "support"]


def test_the_ranks_agree_with_the_table_of_duties(plans: ask.Reader, duties: Duties) -> None:
    for role in ("lead", "responsible", "support"):
        held = {(d.body, d.measure) for d in duties.duties if d.role == role and d.expansion is None}
        rows = asked(plans, "rank", role=role)
        assert {row["agency_id"]: row["count"] for row in rows} == Counter(body for body, _ in held)


def test_the_pairs_agree_with_the_table_of_duties(plans: ask.Reader, duties: Duties) -> None:
    meetings: Counter[frozenset[str]] = Counter()
    on: dict[str, set[str]] = {}
    for duty in duties.duties:
        if duty.expansion is None:
            on.setdefault(duty.measure, set()).add(duty.body)
    for bodies in on.values():
        meetings.update(frozenset(pair) for pair in combinations(sorted(bodies), 2))
    rows = asked(plans, "pairs", role="any")
    assert {frozenset((str(row["a_id"]), str(row["b_id"]))): row["count"] for row in rows} == meetings


class Rdflib:
    """A second engine of SPARQL 1.1 over the same statements."""

    def __init__(self, lines: Iterator[str]) -> None:
        import rdflib

        self.graph = rdflib.Graph()
        self.graph.parse(data="\n".join(line.rpartition(" <")[0] + " ." for line in lines), format="nt")

    def query(self, sparql: str) -> Solutions:
        """Answer a SELECT query."""
        answer = self.graph.query(sparql)
        names = tuple(str(name) for name in answer.vars or ())
        return Solutions(names, [{name: _term(row[name]) for name in names} for row in answer])


def _term(value: Any) -> Term | None:
    if value is None:
        return None
    kind = "literal" if hasattr(value, "language") else "iri"
    return Term(kind, str(value), str(value.datatype) if getattr(value, "datatype", None) else None)


@pytest.fixture(scope="module")
def second(store: Path) -> Rdflib:
    with open_reader(store) as opened:
        return Rdflib(opened.dump())


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize(
    ("file", "question", "params"), QUICK, ids=[file for file, _, _ in QUICK]
)
def test_another_engine_gives_the_same_rows(
    second: Rdflib, file: str, question: str, params: dict[str, str]
) -> None:
    answer = ask.run(second, QUESTIONS[question], params)
    assert written(answer) == (HERE / f"{file}.tsv").read_text(encoding="utf-8")


# ── The table of duties ──────────────────────────────────────────────────────────────────


def test_the_table_holds_both_plans_in_document_order(duties: Duties) -> None:
    places = [(measure.file, measure.annex or "", measure.order) for measure in duties.measures.values()]
    assert places == sorted(places)
    assert Counter(measure.annex for measure in duties.measures.values()) == {
        None: 61,
        "附1": 90,
        "附2": 58,
        "附3": 31,
    }


def test_the_table_of_one_plan_counts_mentions_as_printed(plans: ask.Reader) -> None:
    district = ask.load_duties(plans, "西城")
    held = Counter(duty.role for duty in district.duties if duty.expansion is None)
    assert held == {"responsible": 436, "support": 153}


def test_the_label_of_a_body_is_the_spelling_most_often_printed(duties: Duties) -> None:
    labels = {body.name: (body.label, body.aliases) for body in duties.bodies.values()}
    assert labels["北京市西城区城市管理委员会"] == ("区城市管理委", ("区城市管理委", "区城管委"))


def test_expanded_duties_follow_those_as_written_and_name_their_group(duties: Duties) -> None:
    kinds = [duty.expansion is not None for duty in duties.duties]
    assert kinds == sorted(kinds)
    assert all(duties.bodies[duty.via].kind.endswith("group") for duty in duties.duties if duty.via)


# ── Names ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("区生态环境局", "北京市西城区生态环境局"),
        ("北京市生态环境局", "北京市生态环境局"),
        ("市 生态环境局", "北京市生态环境局"),
        ("区城管委", "北京市西城区城市管理委员会"),
        ("各街道办事处", "北京市西城区各街道办事处"),
        ("区发改委", "北京市西城区发展和改革委员会"),
        ("西城区住建委", "北京市西城区住房和城市建设委员会"),
        ("西城区政府", "北京市西城区人民政府"),
        ("德胜街道办事处", "北京市西城区德胜街道办事处"),
    ],
)
def test_a_body_is_found_by_any_of_its_names(plans: ask.Reader, name: str, found: str) -> None:
    assert ask.find_body(plans, name).name == found


def test_a_name_of_two_bodies_lists_both(plans: ask.Reader) -> None:
    with pytest.raises(Ambiguous, match="北京市生态环境局、北京市西城区生态环境局"):
        ask.find_body(plans, "生态环境局")


def test_a_plan_tells_which_of_two_bodies_is_meant(plans: ask.Reader) -> None:
    assert ask.find_body(plans, "园林绿化局", "附2").name == "北京市西城区园林绿化局"


def test_an_unknown_name_lists_the_nearest(plans: ask.Reader) -> None:
    with pytest.raises(NotFound, match="北京市西城区生态环境局"):
        ask.find_body(plans, "区生太环境局")


def test_a_bank_is_no_short_form_of_the_central_bank(plans: ask.Reader) -> None:
    assert ask.find_bodies(plans, "中国银行") == []


@pytest.mark.parametrize(
    ("words", "annexes"),
    [
        ("西城", [None, "附1", "附2", "附3", "附4"]),
        ("北京市西城区", [None, "附1", "附2", "附3", "附4"]),
        ("美丽西城建设", [None, "附1", "附2", "附3", "附4"]),
        ("附1", ["附1"]),
        ("西城 低碳", ["附2"]),
        ("持续污染防治攻坚2026年行动计划", ["附1"]),
    ],
)
def test_a_plan_is_found_by_part_of_what_it_is_called(
    plans: ask.Reader, words: str, annexes: list[str | None]
) -> None:
    assert [plan.annex for plan in ask.find_plans(plans, words)] == annexes


def test_a_jurisdiction_in_full_is_not_also_part_of_another(plans: ask.Reader) -> None:
    assert [plan.jurisdiction for plan in ask.find_plans(plans, "北京市")] == ["北京市"]


def test_an_unknown_plan_lists_those_there_are(plans: ask.Reader) -> None:
    with pytest.raises(NotFound, match="持续污染防治攻坚2026年行动计划"):
        ask.find_plans(plans, "东城")


# ── Parameters ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("question", "params", "words"),
    [
        ("leads", {}, "缺少参数 body"),
        ("leads", {"body": " "}, "缺少参数 body"),
        ("leads", {"body": "区水务局", "role": "lead"}, "没有参数 role"),
        ("leads", {"body": "区水务局", "groups": "all"}, "as-written, certain, possible"),
        ("rank", {"role": "helps"}, "lead, responsible, support"),
        ("rank", {"top": "ten"}, "whole number"),
        ("due", {"to": "6月底"}, "2026-06-30"),
        ("measure", {"id": "a b>"}, "IRI"),
    ],
)
def test_a_wrong_parameter_is_refused_with_a_remedy(
    plans: ask.Reader, question: str, params: dict[str, str], words: str
) -> None:
    with pytest.raises(WrongUsage, match=re.escape(words)):
        ask.run(plans, QUESTIONS[question], params)


@pytest.mark.parametrize("words", ['"', "\\", "') } #", '") . ?s ?p ?o . FILTER("', "a\nb\t\r", "$body ?id"])
def test_words_of_a_user_stay_words(plans: ask.Reader, words: str) -> None:
    assert asked(plans, "who", words=words) == []


def test_one_character_is_enough_to_ask_for(plans: ask.Reader) -> None:
    rows = asked(plans, "who", words="绿")
    assert rows
    assert all("绿" in str(row["text"]) for row in rows)


def test_the_dress_of_a_formula_does_not_count(plans: ask.Reader) -> None:
    plain = [row["id"] for row in asked(plans, "who", words="PM2.5")]
    assert len(plain) == 2 and plain == [row["id"] for row in asked(plans, "who", words="pm _{2.5}")]
    assert asked(plans, "who", words="_") == []


def test_a_role_may_be_given_by_any_printed_word() -> None:
    words = ("lead", "牵头", "主责单位", "协办", "配合", "指导", "督办", "跑腿")
    assert [role_code(word) for word in words] == [
        "lead", "lead", "responsible", "support", "support", "guide", "supervise", None,
    ]  # fmt: skip


# ── Files of one's own ───────────────────────────────────────────────────────────────────

OWN = """# title: Measures
# question: 有几条措施？
# param: plan | plan | optional | 计划
# column: count | number | 措施数 | Measures
PREFIX zr: <https://w3id.org/zeren/ns#>
SELECT (COUNT(DISTINCT ?id) AS ?count) WHERE {
  ?id a zr:Measure ; zr:inPlan ?in . # a comment may say $anything
  VALUES ?in { $plan }
}
"""


def test_a_folder_of_ones_own_holds_questions_too(plans: ask.Reader, tmp_path: Path) -> None:
    (tmp_path / "many.rq").write_text(OWN, encoding="utf-8")
    own = ask.questions(tmp_path)["many"]
    assert ask.run(plans, own).rows == [{"count": 240}]
    assert ask.run(plans, own, {"plan": "附3"}).rows == [{"count": 31}]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("# title: Measures\n", "", "no title"),
        ("# title: Measures", "# title: A\n# title: B", "line 2.*title stands twice"),
        ("# title", "# titel", "line 1.*unknown word 'titel'"),
        ("| plan | optional", "| plans | optional", "line 3.*'plans' is no kind"),
        ("| optional |", "| maybe |", "line 3.*'maybe'"),
        ("| plan | optional | 计划", "| plan", "line 3.*four fields"),
        ("| number | 措施数", "| figure | 措施数", "line 4"),
        ("{ $plan }", "{ $body }", r"different parameters: \$body, \$plan"),
        ("# column: count | number | 措施数 | Measures\n", "", "no column"),
    ],
)
def test_a_file_of_the_wrong_form_is_refused_with_its_line(
    tmp_path: Path, old: str, new: str, words: str
) -> None:
    file = tmp_path / "many.rq"
    file.write_text(OWN.replace(old, new), encoding="utf-8")
    with pytest.raises(UnreadableInput, match=words):
        ask.read_question(file)


def test_a_folder_without_questions_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=re.escape(str(tmp_path))):
        ask.questions(tmp_path)


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "bad.rq").write_bytes(b"# title: \xff")
    with pytest.raises(UnreadableInput, match=re.escape("bad.rq")):
        ask.questions(tmp_path)


@pytest.mark.parametrize("name", sorted(set(QUESTIONS) - {"measure", "targets"}))
def test_no_pattern_stands_behind_what_is_optional(name: str) -> None:
    # An engine joins patterns that stand together in the order that costs least; one that stands behind an OPTIONAL or a BIND
    # is looked up for the whole store. Of the two questions left out, that pattern hangs on what the BIND or OPTIONAL gives.
    behind: dict[int, str] = {}
    for line in body_of(QUESTIONS[name].text).splitlines():
        deep, words = len(line) - len(line.lstrip()), line.strip()
        if words.startswith(("OPTIONAL", "BIND")):
            behind[deep] = words
        elif words.startswith(("WHERE", "{", "}", "SELECT", "GROUP")):
            behind = {place: told for place, told in behind.items() if place <= deep}
        else:
            assert not words.startswith("?") or deep not in behind, (words, behind.get(deep))


# ── Bounds ───────────────────────────────────────────────────────────────────────────────


def test_more_rows_than_are_read_at_once_are_refused_with_what_may_be_given(plans: ask.Reader) -> None:
    every = asked(plans, "due", to="2026-06-30")
    assert ask.run(plans, QUESTIONS["due"], {"to": "2026-06-30"}, most=len(every)).rows == every
    with pytest.raises(WrongUsage, match=rf"due: 共 {len(every)} 行，一次最多读 {len(every) - 1} 行.*可给出 from、body、role、plan "):
        ask.run(plans, QUESTIONS["due"], {"to": "2026-06-30"}, most=len(every) - 1)


def test_the_first_rows_come_with_the_number_of_all(plans: ask.Reader) -> None:
    every = asked(plans, "leads", body="区水务局")
    begun, number = ask.begun(plans, QUESTIONS["leads"], {"body": "区水务局"}, most=3)
    assert (begun.rows, number) == (every[:3], len(every)) and number > 3
