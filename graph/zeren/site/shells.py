"""The pages that list: what there is, tables that fill themselves, search, matrix, networks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from zeren.serve.explorer import words
from zeren.serve.explorer.cascade import KINDS as TAKEN
from zeren.serve.explorer.review import KINDS as MATTERS
from zeren.site import html
from zeren.site.drawn import LARGEST, WHOLE, Drawn
from zeren.site.facts import Facts
from zeren.site.html import both, esc
from zeren.site.records import Body
from zeren.site.sources import Source
from zeren.table.duties import ROLES

BUSIEST = 10
"""bodies that the front page names"""
PROMISE = "Every task, measure, deadline and body of the action plans, each with the printed words that prove it."
FIRST = 30
"""plans that the front page lists"""
ENGLISH = (
    "<!DOCTYPE html><html lang=en><meta charset=utf-8><meta http-equiv=refresh content='0; url=../index.html?lang=en'>"
    "<title>zeren</title><a href='../index.html?lang=en'>English</a></html>\n"
)
"""leads to the front page in English, whose address does not show that there is one"""
EVERY = ("plans", "bodies", "measures")
"""tables that most pages read"""


def code_words() -> dict[str, dict[str, tuple[str, str]]]:
    """Return the words of all codes that the scripts show: kind → code → Chinese and English."""

    def of(kind: str, *codes: str) -> dict[str, tuple[str, str]]:
        return {code: (words.word(kind, code, "zh"), words.word(kind, code, "en")) for code in codes}

    return {
        "role": of("role", *ROLES),
        "level": {**of("level", *filter(None, words.LEVELS)), "": ("未知", "unknown")},
        "body": of("body", "agency", "company", "group", "standing-group", "unresolved"),
        "deadline": words.known("deadline"),
        "locator": of("locator", "page", "table", "row", "column", "line"),
        "target": words.known("target"),
        "plan": words.known("plan-status"),
        "cascade": dict(TAKEN),
        "standing": dict(words.STANDING),
        "matter": dict(MATTERS),
    }


class Shells:
    """Writes the pages that stand once on a site."""

    def __init__(
        self,
        facts: Facts,
        drawn: Drawn,
        matters: Mapping[str, int],
        dues: Mapping[str, int],
        left_out: Sequence[tuple[Source, str, Source]] = (),
    ) -> None:
        """``matters``: kind → how many; ``dues``: month or kind → measures; ``left_out``: document, title of its plan
        where others of it count, the one that counts instead."""
        self._left_out = left_out
        self._facts, self._drawn, self._matters, self._dues = facts, drawn, matters, dues
        self._bodies = sorted(facts.bodies.values(), key=lambda body: (-body.every, body.name, body.id))

    def pages(self) -> Iterator[tuple[str, str]]:
        """Give the file and the text of each page."""
        yield "index.html", self._home()
        yield "plans.html", self._table("plans", "计划", "Plans", "标题、文号、行政区", self._plan_rows(), "title, number, place")
        yield "bodies.html", self._table("bodies", "单位与工作量", "Bodies and workload", "qsthjj", self._body_rows())
        lists = (
            ("measures", "措施", "Measures", "噪声"),
            ("targets", "指标", "Targets", "PM2.5"),
            ("calendar", "到期日历", "Deadlines", "噪声"),
            ("cascade", "承接表", "What the lower plans take up", "噪声"),
            ("review", "需要人看", "Needs a person", ""),
        )
        for name, zh, en, hint in lists:
            yield f"{name}.html", self._table(name, zh, en, hint, self._without_script())
        yield "matrix.html", self._alone("matrix", "责任矩阵", "Responsibility matrix")
        yield "search.html", self._alone("search", "查找", "Search")
        yield "network.html", self._networks()
        yield "en/index.html", ENGLISH

    def _without_script(self) -> str:
        return (
            f"<noscript><p class=notice>{both('此表需要 JavaScript；不用它也能读：', 'This table needs JavaScript; without it read')} "
            f"<a href=plans.html>{both('各计划及其措施', 'the plans with their measures')}</a> · "
            f"<a href=bodies.html>{both('各单位及其任务', 'the bodies with their duties')}</a> · "
            f"<a href=indicators.html>{both('各指标及其数值', 'the indicators with their values')}</a></noscript>"
        )

    def _table(self, name: str, zh: str, en: str, hint: str, inside: str, hint_en: str = "") -> str:
        """Return the page of a table; ``inside`` stands there until the script has filled it."""
        own = [name] if name in ("targets", "cascade", "review") else []
        hinted = (f" data-hint='{hint}'" if hint else "") + (f" data-hint-en='{hint_en}'" if hint_en else "")
        grid = f"<section class=grid id=table data-table={name} data-caption='{zh} {en}'{hinted}>{inside}</section>"
        return html.page(zh, f"{html.heading(zh, en)}{self._pictures(name)}{grid}", f"{name}.html", wide=True, data=(*EVERY, *own))

    def _pictures(self, name: str) -> str:
        if name == "targets":
            return f"<p class='files noprint'><a href=indicators.html>{both('按指标看', 'By indicator')}</a></p>"
        if not self._drawn.small or name not in ("bodies", "calendar"):
            return ""
        return f"<p class='files noprint'>{both('图', 'Picture')} <a href={name}.svg download>svg</a></p>"

    def _alone(self, name: str, zh: str, en: str) -> str:
        pictures = ""
        if name == "matrix" and self._drawn.small:
            listed = " ".join(f"<a href=matrix-{plan.key}.svg download>{esc(plan.name)}</a>" for plan in self._drawn.plans)
            pictures = f"<details class=noprint><summary>{both('下载为图 (svg)', 'As pictures (svg)')}</summary><p>{listed}</details>"
        main = f"{html.heading(zh, en)}<div id={name}>{self._without_script()}</div>{pictures}"
        return html.page(zh, main, f"{name}.html", wide=True, data=EVERY)

    def _plan_rows(self, most: int | None = None) -> str:
        heads = (("计划", "Plan"), ("行政区", "Jurisdiction"), ("日期", "Date"), ("任务", "Tasks"), ("措施", "Measures"), ("单位", "Bodies"))
        rows = "".join(
            f"<tr><td><a href=plan/{p.key}.html>{esc(p.name)}</a><td>{esc(p.jurisdiction or '')}<td class=day>{esc(p.date or p.year or '')}"
            f"<td class=number>{p.tasks or '·'}<td class=number>{p.measures or '·'}<td class=number>{p.bodies or '·'}"
            for p in list(self._facts.plans.values())[:most]
        )
        return html.table("计划 Plans", [both(*names) for names in heads], rows, 3)

    def _body_rows(self) -> str:
        rows = "".join(f"<tr><td><a href=body/{body.key}.html>{esc(body.name)}</a><td class=number>{body.every}" for body in self._bodies)
        return html.table("单位 Bodies", (both("单位", "Body"), both("措施", "Measures")), rows, 1)

    def _home(self) -> str:
        facts = self._facts
        measures = self._drawn.measures
        listed = sum(body.every > 0 for body in facts.bodies.values())
        figures = html.figures(
            (f"<a href=plans.html>{len(facts.plans)}</a>", "份计划和附件", "plans and annexes"),
            (f"<a href=measures.html>{measures}</a>", "条措施", "measures"),
            (f"<a href=bodies.html>{listed}</a>", "个单位和群体（原文列名）", "bodies and groups as written"),
            (f"<a href=indicators.html>{len(facts.targets)}</a>", "个指标", "targets"),
        )
        form = (
            "<form class=big action=search.html role=search><input type=search name=q maxlength=80 autocomplete=off "
            "aria-label='查单位、措施中的词 Find bodies and words' placeholder='区生态环境局 · PM2.5 · qsthjj'>"
            f"<button>{both('查找', 'Find')}</button></form>"
        )
        hero = (
            f"<section class=hero><h1>{both('谁对什么负责', 'Who answers for what')}</h1><p class=lede>"
            + both("行动计划里的每项任务、措施、时限和责任单位，每一处都能翻到原文。", PROMISE)
            + f"</p>{form}</section>"
        )
        every = f"<a href=plans.html>{both(f'全部 {len(facts.plans)} 份', f'all {len(facts.plans)}')} →</a> · " if len(facts.plans) > FIRST else ""
        more = f"<p>{every}<a href=levels.html>{both('历年与层级', 'Years and levels')} →</a>"
        plans = f"<section class=card><h2>{both('计划', 'Plans')}</h2>{self._plan_rows(FIRST)}{more}</section>"
        below = f"<div class=two>{self._busiest()}<section class=card>{self._needs()}{self._when()}</section></div>"
        main = f"{hero}{figures}{self._counted()}{plans}{below}"
        return html.page("首页", main, "index.html", find=False)

    def _counted(self) -> str:
        """Return which documents another one stands for."""
        if not self._left_out:
            return ""
        zh = f"{len(self._left_out)} 份文本与另一份说的是同一事项（镜像、征求意见稿、修订前的文本），只计一次"
        en = f"{len(self._left_out)} texts say what another one says (mirror, draft, revised text); each matter counts once"
        some = "；".join(f"{_source(left)}{esc(f'《{title}》') if title else ''} → {_source(kept)}" for left, title, kept in self._left_out)
        return f"<details class=notice><summary>{both(zh, en)}</summary>{some}</details>"

    def _needs(self) -> str:
        rows = "".join(
            f"<tr><td><a href='review.html?kind={kind}'>{both(*names)}</a><td class=number>{self._matters[kind]}"
            for kind, names in MATTERS.items()
            if self._matters.get(kind)
        )
        said = f"<table class=lean>{rows}</table>" if rows else f"<p>{both('没有存疑、缺项或矛盾。', 'Nothing doubtful, missing or contradictory.')}"
        return f"<h2>{both('需要人看', 'Needs a person')}</h2>{said}"

    def _when(self) -> str:
        """Return the months and kinds of deadlines with how many measures are due."""
        rows = "".join(
            f"<a class=option href='calendar.html?deadline={due}'>{both(words.month(due, 'zh'), words.month(due, 'en'))} "
            f"<small>{self._dues[due]}</small></a> "
            for due in sorted(self._dues, key=lambda due: due if due[:1].isdigit() else f"~{due}")
        )
        return f"<h2>{both('何时到期', 'When it is due')}</h2><p class=undated>{rows}"

    def _busiest(self) -> str:
        rows = "".join(self._row(body) for body in self._bodies[:BUSIEST] if body.every)
        more = f"<a href=bodies.html>{both('全部单位', 'All bodies')} →</a> · <a href=network.html>{both('协作网络', 'Network')} →</a>"
        head = f"<h2>{both('措施最多的单位', 'Bodies with most measures')}</h2>"
        return f"<section class=card>{head}<table class=lean>{rows}</table><p>{more}</section>"

    @staticmethod
    def _row(body: Body) -> str:
        parts = " ".join(f"{html.role(code)} {body.counts[code]}" for code in ROLES if body.counts[code])
        return f"<tr><td><a href=body/{body.key}.html>{esc(body.name)}</a><br><small>{parts}</small><td class=number>{body.every}"

    def _networks(self) -> str:
        drawn = self._drawn
        zh, en = "单位之间因共同承担措施而相连；每条联系都能点开到措施。", "Bodies are tied where they share measures; every tie opens to them."
        lede, bound = both(zh, en), ""
        if not drawn.small:
            number, others = len(drawn.plans), "zeren network, zeren serve"
            zh = f"措施多于 {LARGEST} 条，只画措施最多的 {number} 份计划；其余用 {others}。"
            en = f"With more than {LARGEST} measures only the {number} plans with most are drawn; for others use {others}."
            bound = f"<p class=notice>{both(zh, en)}"
        every = f"<li><a href={WHOLE}>{both('全部计划', 'All plans')}</a>" if drawn.small and len(drawn.plans) > 1 else ""
        listed = "".join(f"<li><a href={drawn.networks[plan.id]}>{esc(plan.name)}</a>" for plan in drawn.plans)
        main = f"{html.heading('协作网络', 'Network')}<p class=lede>{lede}{bound}<ul>{every}{listed}</ul>"
        return html.page("协作网络", main, "network.html")


def _source(source: Source) -> str:
    return f"<a href={source.name}>{esc(source.file)}</a>"
