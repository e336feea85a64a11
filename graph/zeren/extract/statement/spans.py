"""Find where responsibility statements stand in running text: in brackets, after labels, on lines of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from zeren.extract.bodies.endings import (
    SOLID,
    is_body,
    is_counted,
    is_solid,
    is_whole,
    may_be_solid,
    may_close_solid,
)
from zeren.extract.bodies.mentions import split
from zeren.extract.columns import column_of
from zeren.extract.lexicon import barred_label, is_composed, label_pattern, labels, may_bring
from zeren.extract.statement import grammar
from zeren.extract.statement.names_said import is_person_said
from zeren.extract.statement.phrases import is_accessory
from zeren.extract.statement.rules import lead_rule
from zeren.extract.statement.statement import is_statement, parse
from zeren.extract.time.limits import finishes, limit_of
from zeren.ground.fold import fold, unspaced
from zeren.ground.model import Place

_OPEN, _CLOSE = "([〔【{<〈", ")]〕】}>〉"
_LONGEST = 600
"""code points between two brackets; the longest statements of provincial plans stay below"""
_ENDS = "。;!?；！？”\"」』"
_EDITION = re.compile("修[订正改]|版|号|施行|印发|试行|通过|发布|公布|以来|以上|以下")
_FOOTER = re.compile("网站标识码|备案号|ICP备|[公安网]安备|版权所有|技术支持:")
"""words of a web page's foot, whose 主办单位： runs the site"""
_LEADER = re.compile(
    r"(?<![….·_—–-])(?:…{2,80}|\.{4,160}|·{4,160}|_{4,160}|-{5,160}|—{2,80}"  # 建成工坊6个……县文旅局（9月底）
    r"|(?<=[。;；])[ \u3000]{0,4}[—–-]{1,4})[ \t\u3000]{0,8}(?P<bodies>[^\s….·_—–-][^\n…]{1,200})$",  # 年内清零。——市工信局
    re.MULTILINE,
)
"""dots or a dash that lead from the words of a line to its bodies"""
_NEAR = 20
"""code points beside a bracket that tell whether a sentence ends there"""
_SENTENCE = re.compile(r"[^。；;！!\n]{12,600}")
_LABEL_TELLS = re.compile(
    "(?<=[,。;])(?:其中|具体)?(?P<at>(?:(?:责任|主责|实施|承办|牵头|主办|配合|协办|落实|参与|指导|督办)(?:责任)?(?:单位|主体|部门|科室|处室|股室|机构)"
    "|(?:完成|办结|整改)(?:时间|时限|期限))(?:分别)?[为是有])"
)
"""labels in a running sentence (责任单位为, 完成时间为)"""
_MATTER = re.compile(
    r"[前底末内日](?:要|须|应|确保|力争)?(?:全部|全面|基本)?(?:完成|建成|实现|达到|新增|修复|组织|开展|清理|整治|建设)[^,;。\d]{0,12}\d"
)
"""what a clause is to bring about by its time (6月底前完成112套分配): the sentence has a matter of its own"""
_CONSISTS = re.compile("组成|构成")
"""what makes the clauses behind it say who belongs to a group (联席会议由6个部门组成，县水务局为牵头单位)"""
_BEYOND = re.compile("(?:^|[,，])(?P<clause>[^,，]{0,12}[前底内末](?:要|须|应)?(?P<deed>[^,，前底内末]{4,}))$")
"""the last clause of a sentence that says what is to be done by its time (…，6月底前编成首批目录)"""
_LEAST = 3
"""code points of words that a statement may be about"""
_COMMA = re.compile("[,，]")
_CLAUSES = 6
"""clauses at the end of a sentence that may say who does what the ones before it say"""
_NAME = re.compile("[\u4e00-\u9fff]{2,12}(?:[(（][\u4e00-\u9fff]{1,8}[)）])?")
_ASIDE = re.compile(r"\([^()]{1,8}\)|→[^,;。]{2,6}")
_BEFORE_NAMES = re.compile("[" + re.escape(_OPEN + _CLOSE) + "由请]")
"""what may stand in a piece of a list before a name in it"""
_PARTING = re.compile("[、,;。:|]")
"""what parts the names of a list"""
_BESIDE_NAMES = "*＊★☆△▲※0123456789.①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳以及其和与或等他它"
"""signs, numbers and words for and that are no part of the name behind them"""
_REMEMBERED = 1 << 11
"""paragraphs whose statements are kept"""
_LINE = 200
"""code points of a statement that stands on a line of its own"""


@dataclass(frozen=True, slots=True)
class Span:
    """A statement in running text; offsets count in the text that was searched."""

    start: int
    """of the bracket or label"""
    end: int
    inner_start: int
    """of the words without the outer brackets"""
    inner_end: int
    kind: str
    """``roles`` (role words or labels), ``bare`` (bodies only, after a sentence or at the end), ``weak`` (bodies only, elsewhere),
    ``loose`` (as bare, but some of its names end as no list knows), ``below`` (bodies only, on a line of their own),
    ``rule`` (a lead rule only), ``clause`` (the last clauses of a sentence) or ``accessory``"""
    line: bool = False
    """a sentence of its own, without brackets or label"""


def spans(folded: str, text: str) -> list[Span]:
    """Return the statements in ``text`` (``folded`` is its folded form), in order, none inside another."""
    return list(_spans(folded, text))


@lru_cache(maxsize=_REMEMBERED)
def _spans(folded: str, text: str) -> tuple[Span, ...]:
    """As ``spans``: a line is looked at for its layout before it is read."""
    if _FOOTER.search(folded[:_LONGEST]) and len(folded) < _LONGEST:
        return ()
    found = list(_bracketed(folded, text))
    labelled = list(_labelled(folded, text, [span for span in found if span.kind not in ("bare", "weak")]))
    # A bracket in the list after a label belongs to a name: 责任单位：省市场监管局（省知识产权局）.
    found = [span for span in found if not _inside(span.start, labelled)] + labelled
    led = list(_led(text, folded, [span for span in found if span.kind != "accessory"]))
    found = [span for span in found if not _inside(span.start, led)] + led
    found += _lines(text, folded, found)
    found += _last(text, folded, found)
    found += _told(text, folded, found)
    found += _clauses(text, folded, found)
    return tuple(sorted(found, key=lambda span: span.start))


_MARKS = ":】]〕"
"""one of them closes a label"""
_ANY = re.compile("[" + re.escape(_OPEN + _CLOSE) + "]")


def brackets(folded: str) -> list[tuple[int, int, int]]:
    """Brackets in order of their opening, outer before inner: its offset, where its words end, one past its end.

    Kinds of brackets may be mixed, as documents mix them. One that is never closed ends with the sentence.
    """
    found: list[tuple[int, int, int]] = []
    waiting: list[int] = []
    for match in _ANY.finditer(folded):
        if match[0] in _OPEN:
            waiting.append(match.start())
        elif waiting:
            start = waiting.pop()
            if match.end() - start <= _LONGEST:
                found.append((start, match.start(), match.end()))
    for start, limit in pairwise([*waiting, len(folded)]):
        stop = folded.find("。", start, min(start + _LONGEST, limit))
        if stop >= 0 or limit - start <= _LONGEST:
            stop = stop if stop >= 0 else limit
            found.append((start, stop, stop))
    return sorted(found)


def names_unread(folded: str) -> bool:
    """Whether the words of an item end with a bracket that names a body and says that it acts, where no statement was read in it."""
    body = folded.rstrip(" \t\n\u3000。;；")
    last = next((one for one in reversed(brackets(folded)) if one[2] == len(body)), None) if body[-1:] in tuple(_CLOSE) else None
    inner = folded[last[0] + 1 : last[1]] if last else ""
    pieces = re.split("[,，;；:：、。]", inner) if _hint().search(inner) else []
    return any(is_solid(name) and is_body(name) for piece in pieces if (name := re.split(_hint(), piece)[0].strip()))


def _bracketed(folded: str, text: str) -> Iterator[Span]:
    done = 0
    for start, inner_end, end in brackets(folded):
        inner = text[start + 1 : inner_end]
        if start < done or len(inner.strip()) < 2:
            continue
        if kind := _kind(folded, start, end, inner):
            yield Span(start, end, start + 1, inner_end, kind)
            done = end


def _kind(folded: str, start: int, end: int, inner: str) -> str | None:
    closed = unspaced(fold(inner))
    if closed in labels() or is_composed(closed):
        return None  # 【主办】 says what follows it
    if is_statement(inner):
        only_label = re.fullmatch(label_pattern(), unspaced(inner))
        return None if only_label else "roles"
    if _is_rule(inner):
        return "rule"
    before, after = folded[max(0, start - _NEAR) : start].rstrip(), folded[end : end + _NEAR].lstrip()
    closes = not after or after[0] in _ENDS or after[0] in _OPEN
    ended = bool(before) and (before[-1] in "。;!?" or not after or (before[-1] in _ENDS + ",，" and closes))
    if (closes or ended) and is_statement(inner, bare=True):
        return "below" if not before else "bare" if ended else "weak"
    if ended and _is_list(inner):
        return "loose"
    closes = closes or _BEHIND.match(after) is not None
    if closes and before[-1:] not in tuple("》>") and not _EDITION.search(folded[start:end]) and is_accessory(inner):
        return "accessory"
    return None


_BEHIND = re.compile("(?:配合|协助|协办|责任|牵头|主办|承办)(?:单位|部门|科室)?:")
"""a label behind the time of an item (（7月底）　配合：县消防救援大队)"""


def _is_list(inner: str) -> bool:
    """Whether words are short names, one of them surely a body (组织部、各党总支), or names and a time (办公室，5月15日前)."""
    said = parse(inner, 0, Place, "responsible", None)
    names = [one.mention for one in said.assignments]
    short = not said.residue and all(_NAME.fullmatch(name) and not is_counted(name) for name in names)
    told = any(map(is_body, names)) if len(names) > 1 else bool(names and said.deadline) and is_whole(names[0])
    return short and told


def _is_rule(inner: str) -> bool:
    rule = lead_rule(inner)
    return rule is not None and len(rule.printed) >= len(unspaced(inner)) - 2


def _labelled(folded: str, text: str, taken: list[Span]) -> Iterator[Span]:
    """Labels outside brackets: at the beginning, after a sentence or on a new line, to the end of the sentence."""
    if "|" in folded:
        folded = barred_label().sub(r"\g<label>:", folded)
    if not any(mark in folded for mark in _MARKS + "\n"):
        return
    starts = [m for m in _label_starts().finditer(folded) if not _inside(m.start("at"), taken)]
    if "\n" in folded:
        lined = [m for m in _own_lines().finditer(folded) if not _inside(m.start("at"), taken)]
        starts = sorted([*starts, *lined], key=lambda m: m.start("at"))
    limits = [*(match.start("at") for match in starts[1:]), len(folded)]
    for match, limit in zip(starts, limits, strict=False):
        start = match.start("at")
        stop = min((span.start for span in taken if span.start > start), default=limit)
        end = _sentence_end(folded, match.end(), min(limit, stop))
        words = text[start:end]
        if end - start > _LONGEST:
            continue
        if is_statement(words):
            short = len(match["label"].replace(" ", "")) <= 2
            if not short or is_statement(text[match.end() : end], bare=True) or _names_bodies(words):
                yield Span(start, end, start, end, "roles")
        elif is_accessory(words):
            yield Span(start, end, start, end, "accessory")


def _names_bodies(words: str) -> bool:
    """Whether all that the labels of roles hold are bodies (【主办】县交通局【截止】6月30日)."""
    said = parse(words, 0, Place, "responsible", None).assignments
    return bool(said) and all(is_body(one.mention) and one.role_raw for one in said)


def _sentence_end(folded: str, start: int, limit: int) -> int:
    depth = 0
    for at in range(start, limit):
        char = folded[at]
        depth += (char in _OPEN) - (char in _CLOSE and depth > 0)
        if char == "。" and not depth:
            return at
    return len(folded[:limit].rstrip()) if limit > start else limit


def _lines(text: str, folded: str, taken: list[Span]) -> Iterator[Span]:
    """A last sentence without label or brackets: 由市发展改革委牵头，市财政局配合。"""
    body = folded.rstrip().rstrip("。;")
    start = max(body.rfind("。"), body.rfind("\n"), *(span.end - 1 for span in taken), -1) + 1
    if _inside(start, taken) or len(body) - start > _LINE or not _hint().search(body, start) or _MATTER.search(body, start):
        return
    if is_statement(text[start : len(body)], strict=True) and is_whole_clause(body[start:].replace("具体负责", "负责")):
        while start < len(body) and (body[start].isspace() or body[start] in ",;。"):
            start += 1
        yield Span(start, len(body), start, len(body), "roles", line=True)


def _last(text: str, folded: str, taken: list[Span]) -> Iterator[Span]:
    """A last sentence of nothing but bodies, each with its role in brackets or none, and a time (。市住建局（牵头）、市城管局（配合）。)."""
    body = folded.rstrip().rstrip("。;")
    stop = max(body.rfind("。"), body.rfind("\n"))
    start = stop + 1 + len(body[stop + 1 :]) - len(body[stop + 1 :].lstrip())
    if stop < _LEAST or not _LEAST <= len(body) - start <= _LINE or any(span.end > stop for span in taken):
        return
    words = text[start : len(body)]
    if _hint().search(_ASIDE.sub("", body[start:])):
        return  # who does what in a sentence is told by _lines, or runs
    if not _may_list(words):
        return
    said = parse(words, 0, Place, "responsible", None)
    names = [fold(one.mention) for one in said.assignments]
    sure = bool(names) and is_solid(names[0]) and all(is_whole(name) and is_body(name) for name in names)
    if sure and not said.residue and not said.described and all(column_of(name).kind == "unknown" for name in names):
        yield Span(start, len(body), start, len(body), "roles" if any(one.role_raw for one in said.assignments) else "bare")


def _may_list(words: str) -> bool:
    """Whether words may be a list whose first name is solid: it begins with a level or a place, where no label, bracket or word
    like 联合 and 由 stands before it, and an ending of such names follows. Most sentences need not be read then.
    """
    text = grammar.read(words, 0)
    if _BEFORE_NAMES.search(text.words) or any(part.label for part in grammar.parts(text)) or may_bring().search(text.words):
        return True
    if len(text.words) < len(words):
        return True  # white space parts names too
    closing = next((end for end in range(len(text.words), SOLID - 1, -1) if may_close_solid(text.words[max(0, end - _NEAR) : end])), 0)
    begins = [0, *(stop.end() for stop in _PARTING.finditer(text.words, 0, closing))] if closing else []
    return any(may_be_solid(text.words[at:]) or may_be_solid(text.words[at:].lstrip(_BESIDE_NAMES)) for at in begins)


def _told(text: str, folded: str, taken: list[Span]) -> Iterator[Span]:
    """The end of a sentence that names its bodies behind labels with 为: 整治广告，责任单位为市执法局，完成时间为5月底."""
    done = 0
    for match in _LABEL_TELLS.finditer(folded):
        start = match.start("at")
        end = _sentence_end(folded, match.end(), min((span.start for span in taken if span.start > start), default=len(folded)))
        above, before = folded[max(0, start - _LINE) : start].strip(" ,;。\n"), re.split("[。;\n]", folded[:start])[-1].strip(" ,")
        last = None if before else _BEYOND.search(folded, start, end)
        if last and not finishes(last["deed"]) and limit_of(last["clause"]) in (0, len(last["clause"])):
            done = end  # a sentence of its own with a matter of its own
        if start >= done and len(above) > _LEAST and not _inside(start, taken) and end - start <= _LINE and _names_bodies(text[start:end]):
            yield Span(match.start(), end, start, end, "roles", line=True)
            done = end


def _clauses(text: str, folded: str, taken: list[Span]) -> Iterator[Span]:
    """The last clauses of a sentence: 归集数据50亿条，由市数据局负责，各部门配合，11月底前上线."""
    for match in _SENTENCE.finditer(folded):
        begin, end = match.span()
        end = begin + len(match[0].rstrip())
        if not _hint().search(folded, begin, end) or any(span.start < end and begin < span.end for span in taken):
            continue
        stops = [comma.end() for comma in _COMMA.finditer(folded, begin, end)]
        for start in stops[-_CLAUSES:]:
            words = text[start:end]
            bare = start - begin > 4 and is_whole_clause(folded[start:end]) and not _MATTER.search(folded, start, end)
            if bare and not _CONSISTS.search(folded, begin, start) and is_statement(words, strict=True):
                yield Span(start, end, start, end, "clause", line=True)
                break


def _led(text: str, folded: str, taken: list[Span]) -> Iterator[Span]:
    """Bodies at the end of a line behind dots or a dash."""
    for match in _LEADER.finditer(folded):
        start, end = match.span("bodies")
        end = start + len(folded[start:end].rstrip(" \t\u3000。;；"))
        inside = any(span.start < end and match.start() < span.end for span in taken)
        names = _names(text[start:end])
        heads = any(column_of(name).kind != "unknown" for name in names)
        if inside or (folded[match.start() : start].strip() == "——" and not _is_told(text[start:end])):
            continue  # it begins a subtitle too: ——记某县教育局
        listed = not heads and all(map(is_whole, names)) and is_statement(text[start:end], bare=True)
        if listed or _says_who(text[start:end]):
            yield Span(match.start(), end, start, end, "roles")


def _is_told(words: str) -> bool:
    """Whether a statement names a body beyond doubt, or says more than names: a role or a time."""
    said = parse(words, 0, Place, "responsible", None)
    return bool(said.deadline) or any(is_solid(fold(one.mention)) or one.role_raw for one in said.assignments[:1])


def _says_who(words: str) -> bool:
    """Whether words hold nothing but bodies, their roles and a limit (县人社局，县总工会协助; 县住建局，10月底前)."""
    said = parse(words, 0, Place, "responsible", None)
    bodies = said.assignments
    names = [a.mention for a in bodies]
    named = all(is_whole(name) and is_body(name) and column_of(name).kind == "unknown" for name in names)
    return bool(names) and named and not said.residue and not said.described


def _names(words: str) -> list[str]:
    return [mention.printed for mention in split(words, prose=True)] or [""]


def is_whole_clause(words: str) -> bool:
    """Whether the first name of a line is one, of a body or a person (此项工作由… is allowed to lead in)."""
    first = re.sub("^(?:.*?由|责成|责令|请)", "", re.split("[,、;]|牵头|负责|会同|配合|按|为(?=[牵责主配协承实落])", words.strip(), maxsplit=1)[0])
    return is_whole(first) or is_person_said(first) if first else False


def _inside(at: int, taken: list[Span]) -> bool:
    return any(span.start <= at < span.end for span in taken)


@cache
def _hint() -> re.Pattern[str]:
    return re.compile("牵头|负责|承担|为(?:责任|主责|实施)|配合|落实|会同|参与|协助|协办|主办|承办|指导|督办")


@cache
def _own_lines() -> re.Pattern[str]:
    """A label on a line of its own above the words that it holds."""
    words = "|".join(map(re.escape, sorted(labels(), key=lambda word: (-len(word), word))))
    return re.compile(rf"^[ \t\u3000]{{0,8}}(?P<at>(?P<label>{words}))[ \t\u3000]{{0,8}}\n(?=[^\n])", re.MULTILINE)


@cache
def _label_starts() -> re.Pattern[str]:
    return re.compile(rf"(?:^|(?<=[。;!,\s)\]】〕—–·•●■◆▪…]))(?P<at>){label_pattern(spaced=True)}")
