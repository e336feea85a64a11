"""A sentence answered: cut, read, composed, and told."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from weakref import WeakKeyDictionary

from zeren.ask.answer import Cell
from zeren.ask.aside import set_aside
from zeren.ask.lookup import Reader
from zeren.ask.printed import no_duty_of
from zeren.ask.sentence.beside import beside
from zeren.ask.sentence.chosen import Chosen
from zeren.ask.sentence.compose import compose
from zeren.ask.sentence.conditions import open_lists, selected
from zeren.ask.sentence.cut import cut
from zeren.ask.sentence.facts import Facts
from zeren.ask.sentence.forgiven import forgiven
from zeren.ask.sentence.known import known
from zeren.ask.sentence.lexicon import folded
from zeren.ask.sentence.nothing import looked, nearest, titled_plans, widened, wider_readings
from zeren.ask.sentence.outside import strange_words, where_they_stand
from zeren.ask.sentence.parse import parse
from zeren.ask.sentence.query import query
from zeren.ask.sentence.reading import Reading, Topic
from zeren.ask.sentence.refusal import NoBody, NotUnderstood, OutOfScope, TooMuch
from zeren.ask.sentence.result import Result
from zeren.ask.sentence.shipped import shipped
from zeren.ask.sentence.tell import tell
from zeren.ask.sentence.token import Token
from zeren.ground.errors import Ambiguous, NotFound, OwnFault, ZerenError

_FACTS: WeakKeyDictionary[Reader, Facts] = WeakKeyDictionary()
_LONG = 80
"""characters of a sentence; a longer one is no question"""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a sentence asked, as it was understood, and what the store says to it."""

    reading: Reading
    told: str
    """the reading in plain Chinese"""
    tokens: tuple[Token, ...]
    """the sentence cut completely"""
    columns: tuple[str, ...]
    """keys of the rows, in order"""
    rows: list[dict[str, Cell]]
    figure: str
    """the number that was asked for, in words; empty where none was"""
    notes: tuple[str, ...]
    """what else belongs to the answer: what came through groups, what was left out, where was looked"""
    unused: tuple[str, ...]
    """words of the sentence that were not used"""
    query: str = ""
    """the conditions as one query: SQL over the landing, or the SPARQL of the shipped question that answered; empty for targets"""


def answer(reader: Reader, sentence: str) -> Answer:
    """Answer a question in Chinese from the duties of the store.

    Raises NotUnderstood for words nobody knows, OutOfScope for what plans do not say, NotFound for bodies and plans that
    are not there, Ambiguous for names of several bodies. What goes wrong in the grammar itself is logged and told as a
    fault of zeren (OwnFault), never as a sentence that was not understood.
    """
    try:
        return read_and_answered(reader, sentence)
    except ZerenError:
        raise
    except (LookupError, ValueError, TypeError, AttributeError) as error:
        logging.getLogger(__name__).exception("a fault of zeren over the sentence %r", sentence)
        told = f"{sentence[:_LONG]}: zeren 自身的差错，没有回答 (a fault of zeren itself: {type(error).__name__})"
        raise OwnFault(told, "换一种说法再问，并请连同这句话报告 (ask in other words, and report it with the sentence)") from error


def read_and_answered(reader: Reader, sentence: str) -> Answer:
    """Answer a question as ``answer`` does, where the grammar takes it."""
    if not sentence.strip() or len(sentence) > _LONG:
        raise NotFound(
            f"{sentence[:_LONG]}: 不像一个问题 (no question)", "问一件事，例如：区生态环境局牵头哪些措施？"
        )
    facts = _facts(reader)
    tokens = cut(sentence, facts.store)
    try:
        reading = parse(sentence, tokens, facts.store)
    except NoBody as error:
        told = f"{error.words}: {no_duty_of(reader, error.words) or error.told}"
        raise NotFound(told, "；".join([error.remedy, *set_aside(reader)])) from error
    except OutOfScope as error:
        raise OutOfScope(error.message, "；".join([error.remedy, *where_they_stand(reader, tokens)])) from error
    except NotUnderstood as error:
        reading_, strange = forgiven(sentence, tokens, facts)
        if reading_ is None:
            remedy = _without_unknown(sentence, tokens, facts) or error.remedy
            raise NotUnderstood(error.message, "；".join([remedy, *strange_words(reader, tokens), *set_aside(reader)])) from error
        reading = replace(reading_, notes=(*reading_.notes, f"没用上：{'、'.join(strange)}（措施、任务和指标里没有这几个字，按其余的词回答）"))
    if reading.asks == "question":
        result, unused = shipped(reader, sentence, reading, facts), list[str]()
    else:
        reading, overlap = _overlapping(reading, facts)
        result, reading, unused = _composed(sentence, reading, facts)
        result.notes += overlap
    notes = [*reading.notes, *_unless_too_much(lambda: _lead_told(reading, facts, result)), *result.notes]
    if reading.asks not in ("question", "targets", "members"):
        for more in (lambda: open_lists(reading, facts), lambda: titled_plans(reading, facts), lambda: beside(reading, facts, result)):
            notes += _unless_too_much(more)
    if result.nothing:
        notes += [*_unless_too_much(lambda: looked(reading, facts)), *set_aside(reader)]
    columns = tuple(dict.fromkeys(name for row in result.rows[:50] for name in row))
    return Answer(
        reading,
        tell(reading, facts),
        tokens,
        columns,
        result.rows,
        result.figure,
        tuple(notes),
        tuple(unused),
        result.query or query(reading),
    )


def _unless_too_much(notes: Callable[[], list[str]]) -> list[str]:
    """What is told beside an answer; where a large store has too much to be looked at for that, that it is not told."""
    try:
        return notes()
    except TooMuch as error:
        return [f"旁注没有查全 (notes left out)：{error.message}"]


def counted(reader: Reader, sentence: str) -> list[str]:
    """Return the IRIs of the measures that a sentence is about, in document order; raises as ``answer``."""
    return [measure.id for measure, _ in selected(answer(reader, sentence).reading, _facts(reader))]


def _without_unknown(sentence: str, tokens: tuple[Token, ...], facts: Facts) -> str:
    """Offer the reading that is left where the words nobody knows are taken out; empty where none is."""
    rest = tuple(token for token in tokens if token.kind != "unknown")
    strange = "”“".join(token.words for token in tokens if token.kind == "unknown")
    try:
        reading = parse(sentence, rest, facts.store)
        result = Result() if reading.asks == "question" else compose(reading, facts)
    except (NotFound, Ambiguous):
        return ""
    if result.nothing or not strange:
        return ""
    return f"不计“{strange}”，可以问 (without these words it would be): {tell(reading, facts)}" + (f"（{result.figure}）" if result.figure else "")


_NAMED = 3
"""intervals that a note prints"""


def _overlapping(reading: Reading, facts: Facts) -> tuple[Reading, list[str]]:
    """Tell of the intervals (3-5月) that a question for what is due leaves out; where nothing else is due, answer with them."""
    if not reading.ends or reading.period is None:
        return reading, []
    wider = replace(reading, ends=False)
    due = {measure.id for measure, _ in selected(reading, facts)}
    more = [measure for measure, _ in selected(wider, facts) if measure.id not in due]
    if not more:
        return reading, []
    dates = facts.dates
    printed = ["、".join(date.raw for date in dates.get(row.id, ()) if date.start) or row.deadline for row in more]
    words = "；".join(list(dict.fromkeys(word for word in printed if word))[:_NAMED])
    if not due and reading.period.start == reading.period.end:
        # On a day something ends, or nothing does: an interval around it is no answer.
        return reading, [f"“{reading.period_words}”当天没有到期的；另有 {len(more)} 项的时段（{words}）包含这一天，未计入 (intervals, not counted)"]
    if not due:
        return wider, [f"没有正在“{reading.period_words}”到期的；所列 {len(more)} 项的时段（{words}）与它重叠 (intervals that overlap)"]
    return reading, [f"另有 {len(more)} 项的时段（{words}）在“{reading.period_words}”之内或与它重叠，不是完成时限，未计入 (intervals, not counted)"]


def _facts(reader: Reader) -> Facts:
    """The duties of a store: of one that is held as a whole read once, of a large one anew for each sentence."""
    if reader not in _FACTS:
        store = known(reader)
        if store.large is not None:
            return Chosen(store, store.large)
        _FACTS[reader] = Facts(store)
    return _FACTS[reader]


def _composed(sentence: str, reading: Reading, facts: Facts) -> tuple[Result, Reading, list[str]]:
    """Answer a reading; where nothing fits all its words of the matter, refuse with the nearest that does."""
    result = compose(reading, facts)
    if result.nothing and any(one.sole and one.role == "any" for one in reading.holders):
        # 单独扛: where no measure is its alone, those of which it alone answers are meant.
        principal = replace(reading, holders=tuple(replace(one, role="principal") if one.role == "any" else one for one in reading.holders))
        if not (found := compose(principal, facts)).nothing:
            found.notes.insert(0, "没有连协办也没有的；所列是主责（牵头）只有它一家的 (others assist, but it alone answers for these)")
            return found, principal, []
    if result.nothing and (each := _each_of_them(sentence, reading, facts)) is not None:
        return *each, []
    if not result.nothing or not reading.topics:
        return result, reading, []
    _refuse_printed_elsewhere(sentence, reading, facts)
    if reading.asks == "targets":
        for wider_, left in ((reading, list[str]()), *((one, words) for one, words in wider_readings(reading, facts) if words)):
            if (stated := _stated_without_target(wider_, facts)) is not None:
                return *stated, left
    if (instead := _only_as_targets(reading, facts)) is not None:
        return *instead, []
    wider = widened(reading, facts)
    if wider is None and (titled := _in_plan_titled(reading, facts)) is not None:
        return *titled, []
    if wider is None and len(reading.topics) < 2:
        return result, reading, []
    if wider is None:
        raise NotUnderstood(
            f"{sentence}: 没有措施同时合乎这些条件 (no measure meets all of this)", nearest(reading, facts)
        )
    reading, left = wider
    return compose(reading, facts), reading, left


def _in_plan_titled(reading: Reading, facts: Facts) -> tuple[Result, Reading] | None:
    """Answer from the plans whose titles say the matter (6月20日谁值班, of a 值班安排表), where no measure says it; None for none."""
    if reading.plans or reading.asks not in ("who", "measures", "count", "when") or not (reading.holders or reading.period):
        return None
    plans = [plan for plan in facts.store.plans if all(any(word in folded(plan.title) for word in topic.any_of) for topic in reading.topics)]
    if not plans:
        return None
    inside = replace(reading, topics=(), plans=tuple(plan.iri for plan in plans), scope="、".join(f"《{plan.title}》" for plan in plans))
    found = compose(inside, facts)
    if found.nothing:
        return None
    said = "、".join(topic.words for topic in reading.topics)
    found.notes.insert(0, f"没有一项措施写“{said}”；所列是题名写有它的文件里的 (no measure says it, the title of the document does)")
    return found, inside


_WHAT_ALL = re.compile("都(?:有|是|要|在)?(?:负责|主责|牵头|协办|参与|做|干|管)?(?:些)?(?:哪些|什么|啥)")
"""甲和乙都有哪些任务: what all they have, of each as well as of both"""


def _each_of_them(sentence: str, reading: Reading, facts: Facts) -> tuple[Result, Reading] | None:
    """Answer with what each of several bodies holds, where they share nothing and what all they have is asked for."""
    plain = len(reading.holders) > 1 and not any(one.negated or one.sole for one in reading.holders)
    if reading.asks != "measures" or not plain or not _WHAT_ALL.search(sentence):
        return None
    apart = replace(reading, apart=True)
    found = compose(apart, facts)
    if found.nothing:
        return None
    found.notes.insert(0, "同在一项上的没有；所列是各自的 (none is held by all of them: of each its own)")
    return found, apart


def _refuse_printed_elsewhere(sentence: str, reading: Reading, facts: Facts) -> None:
    """Raise NotUnderstood where plans outside the scope print the matter longer than those within: 商业固定设备噪声, 固定设备噪声."""
    if not reading.plans or len(reading.topics) != 1 or reading.asks not in ("who", "measures", "count"):
        return
    word = reading.topics[0].words
    if not selected(replace(reading, plans=()), facts) and not facts.store.prints(word):
        return
    for at in range(2, len(word) - 3):
        part = Topic(word[at:], (word[at:],))
        if found := selected(replace(reading, topics=(part,)), facts):
            hint = f"{reading.scope}写有“{part.words}”的 {len(found)} 项，可以这样问 (these plans print it shorter)"
            raise NotUnderstood(f"{sentence}: {reading.scope}没有写“{word}”，别的计划写有 (only other plans print it)", hint)


def _stated_without_target(reading: Reading, facts: Facts) -> tuple[Result, Reading] | None:
    """Answer with the measures that say the matter where no target is read of it; None where no measure says it either."""
    elsewhere = reading.place and not any(plan.jurisdiction == reading.place for plan in facts.store.plans)
    if reading.value is not None or reading.target_kind or reading.extreme or elsewhere:
        return None
    measures = replace(reading, asks="measures")
    found = compose(measures, facts)
    if found.nothing:
        return None
    found.notes.insert(0, "没有找到以这些词为指标的量化目标（查了指标名、原句和措施）；所列是正文含这些词的措施 (no target, but these measures)")
    return found, measures


def _only_as_targets(reading: Reading, facts: Facts) -> tuple[Result, Reading] | None:
    """Answer with the targets whose indicators say the matter where no measure does; None where none says it either."""
    streets = all(not one.negated and one.role == "any" and facts.level(one.bodies[0]) == "township" for one in reading.holders)
    plain = streets and not (reading.period or reading.deadline_kind or reading.number or reading.lacking or reading.task_no)
    if reading.asks not in ("who", "measures", "when") or not plain:
        return None
    targets = replace(reading, asks="targets")
    found = compose(targets, facts)
    if found.nothing or found.notes:
        return None
    told = "没有一项措施的正文写着这些词；所列是指标里写着它们的目标，没有列出单位或时限的，计划没有写 (no measure says it, these targets do)"
    found.notes.insert(0, told)
    return found, targets


def _lead_told(reading: Reading, facts: Facts, result: Result) -> list[str]:
    """Say where 牵头 was taken as 主责, since a plan has no such column."""
    roles = (
        {holder.role for holder in reading.holders}
        | {reading.role}
        | ({reading.number[2]} if reading.number else set())
        | set(reading.lacking)
    )
    if "lead" not in roles:
        return []
    seen = {str(row["id"]) for row in result.rows if row.get("id")}
    bodies = {body for holder in reading.holders for body in holder.bodies}
    if bodies and not seen and result.rows:
        # Figures bear no measure: the plans are those in which the bodies stand.
        mine = [row for holder in reading.holders for row in facts.among(Reading("measures", holders=(replace(holder, negated=False),)))]
        seen = {row.id for row in mine for duty in facts.written.get(row.id, ()) if duty.body in bodies} or {""}
    titles = _leadless(reading, facts, seen)
    if not titles:
        return []
    led = facts.store.led()
    strict = reading.role == "lead" and reading.asks in ("rank", "pairs", "largest") and any(
        plan in led for plan in reading.plans or led
    )
    how = "不计为缺牵头" if "lead" in reading.lacking else "未计入，可另问主责" if strict else "按主责单位计"
    return [f"《{'》《'.join(titles)}》没有“牵头”栏，{how}"]


def _leadless(reading: Reading, facts: Facts, seen: set[str]) -> dict[str, None]:
    """The titles of the documents without a lead role, of the measures that are shown or of all plans of a reading."""
    if not seen:
        return dict.fromkeys(facts.leadless(reading.plans))
    rows = [row for row in facts.measures(seen).values() if not row.lead_basis]
    return dict.fromkeys(row.part_of or row.plan for row in rows if not reading.plans or row.plan_id in reading.plans)


def without(reading: Reading, words: str) -> Reading:
    """Return a reading that says so where words were left out."""
    return replace(reading, notes=(*reading.notes, f"没用上：{words}"))
