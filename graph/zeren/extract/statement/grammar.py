"""Cut a responsibility statement: into parts at its labels, into clauses at its stops, into groups at its role words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from zeren.extract.bodies.endings import LEVELS, begins_name, is_body, is_whole
from zeren.extract.lexicon import (
    any_role_word,
    barred_label,
    is_composed,
    label_words,
    labels,
    role_in,
    role_of,
    role_words,
    rows,
    told_arrows,
    told_roles,
)
from zeren.extract.statement.unlisted import Verb, verbs_in
from zeren.extract.time.limits import is_deadline
from zeren.ground.fold import fold, unspaced

STOPS = ",;。、，；:："
_OPEN, _CLOSE = "([{〔【<〈", ")]}〕】>〉"
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_LEFT_OUT = re.compile(rf"[\s{_INVISIBLE}]")
_BRACKETS = frozenset(_OPEN + _CLOSE)
_BRACKET = re.compile(f"[{re.escape(_OPEN + _CLOSE)}]")
_LABEL_AHEAD = 6
"""code points of words that may stand before a label and belong to it (省级责任单位：)"""
_REMEMBERED = 1 << 10
_STOP = re.compile("[,;。、:(/]")
_RUN_END = re.compile("[,;。于]")
_WHO = ("单位", "部门", "主体", "科室", "股室", "处室", "部室")
"""how labels of bodies end: 配合股室"""
_PERSONS = ("领导", "负责人", "责任人", "联系人")
"""how labels of persons end: what stands before them says of whom (分管院领导)"""
_OWN_LABEL = re.compile("(?:^|(?<=[,;。]))(?P<label>[\u4e00-\u9fff]{2,6}):")
_BEFORE_HELP = re.compile("→|➢|->|=>|//|»")
"""what stands between who acts and who helps: 县应急局→县工信局"""
_DATED = re.compile(r"(?P<role>牵头|负责|落实|配合|协助|协办|协同|参与|参加|实施|承办|主办|办理)\((?P<when>[^()]{2,24})\)")
"""a time in brackets right behind a role word (各村配合（4月15日前）)"""
_BY = 40
"""code points of a time behind 于"""
_DUTY = 24
"""code points of what a body answers for after its role word (市财政局负责资金保障)"""


_BESIDE = ("support", "guide", "supervise")
"""roles beside those who answer"""


@dataclass(frozen=True, slots=True)
class Text:
    """A statement without white space, every code point with its place."""

    words: str
    """folded"""
    raw: str
    start: int
    """offset of ``raw`` in the document"""
    spots: Sequence[int]
    """where each code point of ``words`` stands in ``raw``"""
    depth: tuple[int, ...]
    """open brackets before each code point"""

    def gap(self, at: int) -> bool:
        """Whether white space, a stop, a stroke or nothing stands before a code point."""
        return at in (0, len(self.words)) or self.words[at - 1] in STOPS + "/" or self.spots[at] > self.spots[at - 1] + 1

    def wraps(self, at: int) -> bool:
        """Whether nothing but a line end stands before a code point."""
        return "\n" in self.raw[self.spots[at - 1] + 1 : self.spots[at]]

    def lined(self, begin: int, end: int) -> bool:
        """Whether words stand on a line of their own, with other words below them."""
        if end >= len(self.words):
            return False
        above = self.raw[self.spots[begin - 1] + 1 : self.spots[begin]] if begin else "\n"
        return "\n" in above and "\n" in self.raw[self.spots[end - 1] + 1 : self.spots[end]]

    def slice(self, begin: int, end: int) -> tuple[str, int]:
        """Verbatim slice and its offset in the document."""
        if begin >= end:
            return "", self.start
        first = self.spots[begin]
        return self.raw[first : self.spots[end - 1] + 1], self.start + first

    def printed(self, begin: int, end: int) -> str:
        """Words as printed, white space taken out."""
        return "".join(self.raw[spot] for spot in self.spots[begin:end])


@dataclass(frozen=True, slots=True)
class Part:
    """A label and the range of words that it governs."""

    label: str | None
    """as printed; None for words before the first label"""
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Group:
    """A range of words that name bodies of one role."""

    begin: int
    end: int
    role: str | None
    """None: no role word is printed"""
    printed: str | None
    described: bool = False
    """words after the role word say what for (负责资金保障)"""
    likely: bool = False
    """no part of the word says the role, only its place among the clauses"""


def read(text: str, start: int) -> Text:
    """Take white space out of a verbatim slice that begins at offset ``start``."""
    its = _closed_up(text)
    return Text(its.words, text, start, its.spots, its.depth) if start else its


def _without_brackets(match: re.Match[str]) -> str:
    """A role word with commas for the brackets behind it, where these hold a time."""
    return f"{match['role']},{match['when']}," if is_deadline(match["when"]) else match[0]


@lru_cache(maxsize=_REMEMBERED)
def _closed_up(text: str) -> Text:
    """The same at no offset. A statement is looked at before it is read: the last ones are remembered."""
    folded = fold(text)
    if not _changed().search(folded):  # as most sentences
        return Text(folded, text, 0, range(len(folded)), (0,) * len(folded))
    folded = _with_marks(folded)
    arrows = {match.start() for match in told_arrows().finditer(folded)} if "→" in folded or "➢" in folded else ()
    spots: Sequence[int]
    if not arrows and not _LEFT_OUT.search(folded):  # as in most
        spots, words = range(len(folded)), folded
    else:
        spots = tuple(at for at, char in enumerate(folded) if not (char.isspace() or char in _INVISIBLE or at in arrows))
        words = "".join(folded[at] for at in spots)
    if "|" in words:
        words = barred_label().sub(r"\g<label>:", words).replace("|", ";")  # a bar parts the labels of a line, or a label from its bodies
    if _BRACKETS.isdisjoint(words):
        return Text(words, text, 0, spots, (0,) * len(words))
    words = _DATED.sub(_without_brackets, words)
    depth: list[int] = []
    now = 0
    for match in _BRACKET.finditer(words):
        depth += [now] * (match.start() - len(depth))
        now -= match[0] in _CLOSE and now > 0
        depth.append(now)
        now += match[0] in _OPEN
    depth += [now] * (len(words) - len(depth))
    return Text(words, text, 0, spots, tuple(depth))


@cache
def _changed() -> re.Pattern[str]:
    """What is taken out of words or changed in them, and every bracket: anything else stays as it is."""
    return re.compile(rf"{_LEFT_OUT.pattern}|[→➢|{re.escape(_OPEN + _CLOSE)}]|{_role_sign().pattern}")


def _with_marks(folded: str) -> str:
    """As long as ``folded``: a colon behind one character for a role that stands in brackets before its bodies (〈主〉县粮食集团,
    [协]县财政局), a stop for the line end or blank before another such label (主：县市监局⏎辅：县税务局).
    """
    if not _role_sign().search(folded):
        return folded
    folded = _bracketed_role().sub(r"\g<gap>;\g<role>:", folded)
    return _role_line().sub(lambda match: ";" * len(match["gap"]) + match["rest"], folded)


@cache
def _role_sign() -> re.Pattern[str]:
    """One character for a role before a colon or behind a bracket: most statements hold none."""
    return re.compile(rf"[{''.join(rows('letter'))}][:>〉》\]〕】)}}」]")


@cache
def _bracketed_role() -> re.Pattern[str]:
    letters = "".join(rows("letter"))
    return re.compile(rf"(?P<gap>^|[\s,;。、])[<〈《\[〔【({{「](?P<role>[{letters}])[>〉》\]〕】)}}」](?=[\u4e00-\u9fff])")


@cache
def _role_line() -> re.Pattern[str]:
    letters = "".join(rows("letter"))
    return re.compile(rf"(?P<gap>\s{{1,4}})(?P<rest>[{letters}]:(?=\s{{0,4}}[\u4e00-\u9fff]))")


def parts(text: Text) -> tuple[Part, ...]:
    """Cut a statement at its labels; words before the first label are a part without one."""
    return _parts(text.raw)


@lru_cache(maxsize=_REMEMBERED)
def _parts(raw: str) -> tuple[Part, ...]:
    """As ``parts``: what a statement is, and what it says, is told by them."""
    text = read(raw, 0)
    found: list[Part] = []
    label, begin = None, 0
    for match in label_words(text.words).finditer(text.words):
        behind = text.words[match.end() : match.end() + 1]
        if text.words[match.start()] in "[〔【" and not text.gap(match.start()) and behind in ("", *"、,;。)"):
            continue  # 市住建局〔牵头〕、市城管局: it is said of the name before it
        alone = len(match["label"]) >= 4 and text.gap(match.start()) and text.gap(match.end())
        alone = alone or text.lined(match.start("label"), match.end("label"))
        tells = match["tells"] and (_names_follow(text, match.end()) or is_deadline(re.split("[,;。]", text.words[match.end() :])[0]))
        if text.depth[match.start()] or not (match["mark"] or tells or (alone and not match["tells"])):
            continue
        printed = unspaced(match["label"])
        # Behind another label and its stop (牵头股室：人事股；配合股室：县粮食储备库) it needs no body that is known.
        listed = label and text.words[: match.start()].endswith((";", "。")) and role_in(printed) and printed.endswith(_WHO)
        if is_composed(printed) and not listed and not _names_follow(text, match.end()):
            continue
        persons = match["label"].endswith(_PERSONS)
        at = _label_start(text, begin, match.start() + _name_part(text, begin, match), persons=persons)
        if at > begin or label:
            found.append(Part(label, begin, at - text.words.endswith("/", begin, at)))
        label, begin = text.printed(at, match.end("label")).lstrip("【[〔*—–·•●■◆▪"), match.end()
    found.append(Part(label, begin, len(text.words)))
    return tuple(one for part in found for one in _unlisted_labels(text, part))


def _name_part(text: Text, begin: int, match: re.Match[str]) -> int:
    """How many code points of a composed label end the name before it: 市委网信|办 before 配合：; 0 where none do."""
    label, start = match["label"], match.start("label")
    first = max(begin, *(text.words.rfind(stop, begin, start) + 1 for stop in ",;。、:"))
    sizes = range(1, len(label) - 1) if first < start == match.start() else ()
    return next((size for size in sizes if label[size:] in labels() and is_body(text.words[first : start + size])), 0)


def _unlisted_labels(text: Text, part: Part) -> Iterator[Part]:
    """Cut a part at labels that no list knows and bodies follow (主体：各乡镇；兜底：县农业农村局)."""
    label, begin = part.label, part.begin
    for match in _OWN_LABEL.finditer(text.words, part.begin, part.end) if ":" in text.words[part.begin : part.end] else ():
        at, end = match.span("label")
        named = match["label"].endswith((*_WHO, "责任方")) or role_in(match["label"])
        if not named or text.depth[at] or not _names_follow(text, end + 1) or is_body(match["label"]):
            continue
        if at > begin or label:
            yield Part(label, begin, at)
        label, begin = text.printed(at, end), end + 1
    yield Part(label, begin, part.end)


def _names_follow(text: Text, begin: int) -> bool:
    """Whether a body stands from ``begin`` to the next stop, bracket, blank or role word; a line end may stand inside it."""
    end = begin
    while end < len(text.words) and text.words[end] not in STOPS + _OPEN + "/" and (end == begin or not text.gap(end)):
        end += 1
    words = text.words[begin:end]
    role = role_words().search(words, 1)
    if is_body(words) or (role is not None and is_body(words[: role.start()])):
        return True
    wrapped = end > begin and end < len(text.words) and text.words[end] not in STOPS + _OPEN + "/" and text.wraps(end)
    return wrapped and is_body(words + re.split(_STOP, text.words[end:])[0])


def _label_start(text: Text, begin: int, at: int, *, persons: bool) -> int:
    """Where a label with its own attribute begins: 省级责任单位： at 省级, 分管院领导： at 分管."""
    first = at
    while first > begin and not text.gap(first) and at - first < _LABEL_AHEAD:
        first -= 1
    ahead = text.words[first:at]
    apart = first == begin or text.gap(first)
    return first if apart and ahead and (persons or not is_whole(ahead)) and not is_deadline(ahead) else at


def runs(
    text: Text, begin: int, end: int, other: Callable[[int, int], bool] | None = None
) -> Iterator[tuple[int, int]]:
    """Ranges of clauses that may name bodies; ``other`` takes the clauses that name none and says so."""
    first = last = None
    at = begin
    for stop in [*_run_ends(text, begin, end), end]:
        spaced = stop < end and not text.depth[stop] and _is_timed(text, at, stop, end)
        parts_ = stop < end and not text.depth[stop] and (text.words[stop] in ",;。" or _is_by(text, stop, end))
        if stop < end and not (parts_ or spaced):
            continue
        if stop > at:
            if other and other(at, stop):
                if first is not None and last is not None:
                    yield first, last
                first = None
            else:
                first, last = (at if first is None else first), stop
        at = stop if spaced else stop + 1
    if first is not None and last is not None:
        yield first, last


def _run_ends(text: Text, begin: int, end: int) -> list[int]:
    """Where a clause of a range may end: at stops, at 于, behind white space."""
    if isinstance(text.spots, range):
        return [match.start() for match in _RUN_END.finditer(text.words, begin, end)]
    return [at for at in range(begin, end) if text.words[at] in ",;。于" or (at and text.spots[at] > text.spots[at - 1] + 1)]


def _is_by(text: Text, at: int, end: int) -> bool:
    """Whether 于 stands before a time that closes its clause (市财政局于9月底前完成)."""
    return text.words[at] == "于" and is_deadline(re.split("[,;。]", text.words[at + 1 : min(end, at + _BY)])[0])


def _is_timed(text: Text, at: int, stop: int, end: int) -> bool:
    """Whether a blank stands between a body and a time that closes its clause (市执法局 2027年8月)."""
    if stop <= at or text.spots[stop] == text.spots[stop - 1] + 1 or not is_body(_last(text.words[at:stop])):
        return False
    return is_deadline(re.split("[,;。]", text.words[stop : min(end, stop + _BY)])[0])


def groups(text: Text, begin: int, end: int) -> Iterator[Group]:
    """Cut a run of clauses at its role words."""
    waiting: list[tuple[int, int]] = []
    brought: tuple[str, str] | None = None
    at = begin
    if verbs := [verb for verb in verbs_in(text.words) if begin <= verb.begin and verb.end <= end]:
        yield from _verbed(text, begin, end, verbs)
        return
    if arrow := _helped_by(text, begin, end):
        yield Group(begin, arrow.start(), None, None)
        yield Group(arrow.end(), end, "support", arrow[0], likely=True)
        return
    for match in told_roles().finditer(text.words, begin, end):
        if match.start() < at or text.depth[match.start()]:
            continue
        stop = _stop(text, match, at, end, brought=brought is not None)
        if stop is None:
            continue
        if match["before"]:
            waiting.append((at, match.start()))
            at = stop
            brought = rows("before")[match["before"]], text.printed(match.start(), match.end())
            continue
        role, printed = role_of(match["after"] or match["told"]), text.printed(match.start(), match.end())
        described = stop > match.end()
        if role in _BESIDE and at == begin and not brought and (cut := _before_stop(text, at, match.start())):
            yield Group(at, cut, None, None)
            at = cut + 1
        pause = _pause(text, at, match.start()) if brought and role in _BESIDE else None
        if brought and pause:
            # A会同B，C配合: who brings others in acts, and what C does is said of C alone.
            yield from (Group(*one, None, None) for one in waiting)
            yield Group(at, pause, *brought)
            yield Group(pause + 1, match.start(), role, printed, described)
        elif brought:
            yield from (Group(*one, role, printed, described) for one in waiting)
            yield Group(at, match.start(), *brought)
        else:
            yield Group(at, match.start(), role, printed, described)
        waiting, brought, at = [], None, stop
    yield from (Group(*one, None, None) for one in waiting)
    if at < end:
        yield Group(at, end, *(brought or (None, None)))


def _pause(text: Text, begin: int, end: int) -> int | None:
    """Where a stop first parts the bodies that are brought in from those behind it; None where no name follows one."""
    stop = next((at for at in range(begin + 1, end - 1) if text.words[at] in ",;" and not text.depth[at]), None)
    return stop if stop and begins_name(re.split("[,;。、(]", text.words[stop + 1 : end])[0]) else None


def _before_stop(text: Text, begin: int, end: int) -> int | None:
    """Where a stop parts bodies without a role word from those that help or watch: 县供热公司；县住建局监管, 县商务局，县人社局配合."""
    stops = [at for at in range(begin + 1, end - 1) if text.words[at] in ",;" and not text.depth[at]]
    cut = next((at for at in reversed(stops) if text.words[at] == ";"), stops[0] if stops else None)
    sides = (text.words[begin:cut], text.words[cut + 1 : end]) if cut else ("", "")
    named = all(words and all(map(is_body, re.split("[,;、]", words))) for words in sides)
    return cut if named else None


def may_tell_roles(words: str) -> bool:
    """Whether ``groups`` can find a role in a statement's words: most cells of bodies hold no role word at all."""
    return any_role_word().search(words) is not None or bool(verbs_in(words)) or _BEFORE_HELP.search(words) is not None


def _helped_by(text: Text, begin: int, end: int) -> re.Match[str] | None:
    """The one arrow of a run that stands between bodies without a role word."""
    found = [match for match in _BEFORE_HELP.finditer(text.words, begin, end) if not text.depth[match.start()]]
    if len(found) != 1:
        return None
    sides = (text.words[begin : found[0].start()], text.words[found[0].end() : end])
    named = all(words and all(map(is_body, re.split("[,、]", words))) for words in sides)
    return found[0] if named else None


def _verbed(text: Text, begin: int, end: int, verbs: Sequence[Verb]) -> Iterator[Group]:
    """Cut a run at role words that no list knows (县水务局担纲，各镇敲边鼓)."""
    for verb in verbs:
        yield Group(begin, verb.begin, verb.role, text.printed(verb.begin, verb.end), likely=not verb.told)
        begin = verb.end


def _stop(text: Text, match: re.Match[str], at: int, end: int, *, brought: bool) -> int | None:
    """Where a role word ends that is used as one, bodies before it, a pause or other bodies after; else None.

    Behind bodies ``brought`` in a plain verb ends the clause too (会同县人社局办理).
    """
    before = text.words[at : match.start()].strip(STOPS + "由等")
    after = text.words[match.end() : end]
    last = _last(before)
    whole = len(last) > 1 and is_whole(last)
    if match["before"]:
        usable = (not before or whole) and begins_name(re.split("[,;。、(]", after)[0])
        if match["before"] == "会商" and before.endswith("管委") and not after.startswith((*LEVELS, "各", "有关")):
            return None  # 管委会|商务局
        first = re.split("[,;。、(]", after)[0]
        role = role_words().search(first, 1)
        first = first[: role.start()] if role else first
        if not before and not first.startswith((*LEVELS, "各", "有关", "相关")) and is_body(match["before"] + first):
            return None  # 组织人事局
        return match.end() if usable else None
    plain = role_of(match["after"] or match["told"]) is None
    if not before or (plain and not brought):
        return None
    if match["told"] and (not whole or is_body(last + match["told"])):
        return None
    if not whole and last and match["after"] and match["after"] == text.words[match.start() : match.end()] and is_body(last + match["after"]):
        return None  # 县委目|督办 is the office 县委目督办
    if not after or after[0] in STOPS:
        return match.end()
    more = role_words().search(after)
    following = re.split("[,;。、]", after[: more.start()] if more else after)[0]
    if whole and (is_body(following) or (more is not None and more.start() == 0)):
        return match.end()
    duty = re.split("[,;。]", after)[0]
    if whole and is_body(last) and 2 <= len(duty) <= _DUTY and begins_name(after) and not is_whole(duty):
        return match.end() + len(duty)
    return None


def _last(words: str) -> str:
    """The last name of a list, its 等部门 dropped."""
    return re.split("[,;。、]", re.sub("等[^,;。、]{0,8}$", "", words))[-1]
