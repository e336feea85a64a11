"""A reading in plain Chinese, so that a person sees at a glance how the sentence was taken."""

from __future__ import annotations

from zeren.ask.questions import questions
from zeren.ask.sentence.facts import Facts
from zeren.ask.sentence.reading import Holder, Reading

ROLE_WORDS = {
    "lead": "牵头", "responsible": "主责", "principal": "负责（牵头或主责）", "support": "协办", "guide": "指导",
    "supervise": "督导", "any": "参与（不分角色）", "do": "承担",
}  # fmt: skip


def role_words(role: str) -> str:
    """Return a role as people say it; two roles joined by ``+`` as one or the other, by ``-`` as the first without the second."""
    whole, minus, part = role.partition("-")
    if minus:
        return f"{role_words(whole)}但不{role_words(part)}"
    return "或".join(ROLE_WORDS[one] for one in role.split("+"))


_WANTED = {
    "measures": "措施", "when": "措施的时限", "count": "措施有多少项", "who": "措施由谁承担", "largest": "措施，按单位数排",
    "plans": "措施数，逐份计划", "share": "措施占多少", "summary": "任务概况",
    "standing": "按措施数排第几", "targets": "目标", "members": "群体的成员",
}  # fmt: skip
_PLACES = {"task": "任务名", "heading": "正文或标题"}
"""how a word of the matter was taken → where it stands; else in the text"""
_LEVELS = {"provincial": "省（直辖市）级", "county": "区县级", "township": "街道、乡镇"}
_KINDS = {
    "recurring": "",
    "seasonal": "",
    "long-term": "长期实施",
    "ongoing": "持续推进",
    "dated": "有明确日期",
    "none": "没有写完成时限",
}


def tell(reading: Reading, facts: Facts) -> str:
    """Return the reading as one line of Chinese."""
    parts = [f"在{reading.scope}中" if reading.scope else "在全部计划中", *_conditions(reading, facts)]
    return "，".join(part for part in parts if part) + "：" + _asked(reading, facts)


def _conditions(reading: Reading, facts: Facts) -> list[str]:
    parts = [_holder(holder, facts) for holder in reading.holders]
    if reading.apart or reading.asks == "compare":
        parts = ["；".join(parts) + "（分别计）"]
    for topic in reading.topics:
        if topic.how == "either":
            where = "指标" if reading.asks == "targets" else "正文"
            parts.append(f"{where}含“{'”或“'.join(topic.any_of)}”")
            continue
        place = "指标" if reading.asks == "targets" else _PLACES.get(topic.how, "正文")
        other = [word for word in topic.any_of if word != topic.words and word[0] not in "#§"]
        also = f"（库中的说法：{'、'.join(other)}）" if topic.how == "synonym" else ""
        parts.append(f"{place}含“{topic.words.strip('《》“”')}”{also}")
    if reading.task_no:
        parts.append(f"序号 {reading.task_no}")
    if reading.period is not None:
        start = reading.period.start.isoformat() if reading.period.start else "…"
        parts.append(
            f"{reading.period_words}（{start} – {reading.period.end.isoformat()}，时限栏和正文日期都算）"
        )
    if reading.not_due:
        parts.append(f"时限栏写的不是{'、'.join(f'“{token.words}”' for token in reading.not_due)}（没有写时限的不计）")
    if reading.deadline_kind:
        parts.append("或".join(_KINDS[kind] for kind in reading.deadline_kind.split("+")) or f"周期为“{reading.recurring}”（时限栏和正文都算）")
    parts += [f"没有{role_words(role)}单位" for role in reading.lacking]
    if reading.number is not None:
        sign, number, role = reading.number
        words = {">=": "至少", ">": "多于", "=": "恰好", "<": "少于", "<=": "至多"}[sign]
        parts.append(f"{words} {number} 个单位{role_words(role)}")
    if reading.value is not None:
        parts.append(f"目标值 {reading.value:g}")
    return parts


def _holder(holder: Holder, facts: Facts) -> str:
    names = ("或" if holder.how == "either" else "、").join(facts.store.called(body) for body in holder.bodies[:4])
    names += f" 等 {len(holder.bodies)} 个单位" if len(holder.bodies) > 4 else ""
    alone = {"any": "没有任何别的单位"}.get(holder.role, f"{role_words(holder.role)}只有它一家，可有协办")
    more = "".join(
        (
            f"，单独（{alone}）" if holder.sole else "",
            "，列名首位" if holder.first else "",
            "，别无其他角色" if holder.only else "",
        )
    )
    slip = f"（“{holder.words}”按差一字理解）" if holder.how == "slip" else ""
    return f"{names}{slip}{'不' if holder.negated else ''}{role_words(holder.role)}{more}"


def _asked(reading: Reading, facts: Facts) -> str:
    if reading.asks in ("rank", "pairs"):
        whom = (
            "两两单位"
            if reading.asks == "pairs"
            else _LEVELS.get(reading.level, "") + ("企业" if reading.kind == "company" else "单位")
        )
        order = "从少到多" if reading.least else "从多到少"
        lacks = f"、不{role_words(reading.lacks_role)}" if reading.lacks_role else ""
        together = "共同" if reading.asks == "pairs" else ""
        names = "、".join(facts.store.body(body).name for body in reading.without)
        without = f"，不算{names}" if names else ""
        nth = f"，第 {reading.nth} 位" if reading.nth else ""
        top = f"，前 {reading.top} 个" if reading.top else ""
        return f"{together}{role_words(reading.role)}{lacks}的{whom}，按措施数{order}{top}{nth}{without}"
    if reading.asks == "question":
        return questions()[reading.question].question + (
            f"（{'、'.join(reading.states)}）" if reading.states else ""
        )
    if reading.asks == "compare":
        return "措施数相比"
    if reading.of_timed and reading.asks == "share":
        return "占这个时间的全部措施的多少"
    if reading.of_own:
        return "占它自己全部措施（不分角色）的多少"
    wanted = _WANTED[reading.asks]
    if reading.asks == "targets" and reading.extreme:
        return f"{'最低' if reading.extreme == 'low' else '最高'}的目标"
    return wanted
