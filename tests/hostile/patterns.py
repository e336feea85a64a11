"""Every regular expression of the program, found by itself, and strings that would make a bad one slow."""

from __future__ import annotations

import ast
import builtins
import os
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from types import FrameType
from typing import Any

LENGTH = 30_000
"""characters of an adversarial string"""
FULL = bool(os.environ.get("ZEREN_TEST_FULL"))
MANY = 400 if FULL else 60
"""about so many strings are tried on one pattern"""
FEW = 400 if FULL else 16
"""on one whose repetitions all have an end, which costs at most so many times more"""
WORTH = 0.05
"""seconds of processor time of one trial that are worth a closer look; they decide nothing"""
SHORT = 6_000
"""characters of the string that is tried first: where twice the length takes four times longer and LENGTH takes the time of WORTH, so
many take that by the square of their share"""
SLOW = 0.2
"""seconds after which a shorter text is taken"""
TICK = 1e-6
"""seconds that the clock tells apart"""
LONG = 60
"""seconds after which a comparison is given up: none takes so long"""
AGREED, ROUNDS, MORE = 2, 5, 15
"""how often two lengths are tried in turn: where the first rounds say that all is clear, where they do not, and where the pattern is
not linear by them"""
GROWN = 7
"""LENGTH may take so many times longer than SHORT where nothing is to be looked at: 5 where a pattern is linear, 25 where it is quadratic; at
what is a third quadratic, twice the length is still within DOUBLED"""
CLEAR = 0.8
"""a share of a bound under which all is clear: by the first rounds what is linear lies there, what is quadratic far beyond it"""
DOUBLED = 2.75
"""a text of twice the length may take so many times longer: 2 where a pattern is linear, 4 where it is quadratic"""
SHORTEST = 8
"""characters below which there is nothing to compare"""
PACE, MANIFOLD = (re.compile(r"(?:a|b|[cd]){1,4}e|(?:[a-d]{1,8})(?=e)"), "abcd" * (LENGTH // 4)), 1000
"""a pattern with its text, and how many times longer than it one that is linear may take"""
WAYS = frozenset({"search", "match", "fullmatch", "finditer", "findall", "sub", "subn", "split"})

Key = tuple[Any, int]
"""source of a pattern and its flags"""


@dataclass(slots=True)
class Use:
    """A pattern of the program and how it is used."""

    where: set[str] = field(default_factory=set)
    """``module:line`` of each place that makes it"""
    ways: set[str] = field(default_factory=set)


def found(exercise: Callable[[], object]) -> tuple[dict[Key, Use], set[str]]:
    """Return the patterns of the package ``zeren`` and the places of those that nobody could make out.

    A pattern written as a literal is read off the source; one that is put together is caught when its module is
    loaded or while ``exercise`` runs, by listening to the compiler of ``re``.
    """
    uses: dict[Key, Use] = {}
    caught: set[str] = set()
    with _listening(uses, caught):
        modules = _modules()
        exercise()
    open_places: set[str] = set()
    names: dict[str, dict[str, set[str]]] = {}
    sources = {name: ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8")) for name, module in modules.items()}
    for module, tree in sources.items():
        names[module] = _ways_of_names(tree)
        for call, way in _calls(tree):
            place = f"{module}:{call.lineno}"
            literal = _literal(call, Names(vars(modules[module])))
            if literal is not None:
                use = uses.setdefault(literal, Use())
                use.where.add(place)
                use.ways |= {way} - {"compile"}
            elif place not in caught:
                open_places.add(place)
    shared = _merged(names)
    for module, loaded in modules.items():
        for name, value in vars(loaded).items():
            for pattern in _patterns_in(value):
                use = uses.setdefault((pattern.pattern, pattern.flags & ~re.UNICODE), Use())
                use.where.add(f"{module}.{name}")
                known = names[module] if name.startswith("_") else shared
                use.ways |= known.get(name, set())
    for use in uses.values():
        for place in use.where:
            module, _, name = place.rpartition(".")
            # A function that makes a pattern: its calls are used like a name.
            use.ways |= (names.get(module, {}) if name.startswith("_") else shared).get(name, set())
        use.ways = use.ways & WAYS or {"search"}
    return uses, open_places


@contextmanager
def _listening(uses: dict[Key, Use], caught: set[str]) -> Iterator[None]:
    compiler = re._compile  # type: ignore[attr-defined]
    known: set[tuple[Any, ...]] = set()

    def heard(pattern: Any, flags: int) -> Any:
        made = compiler(pattern, flags)
        asked = sys._getframe(1)
        caller = asked.f_back
        # Whoever asks again and again in one place for one pattern tells nothing new.
        call = (pattern, flags, asked.f_code, caller and caller.f_code, caller and caller.f_lasti)
        if call in known:
            return made
        known.add(call)
        module = caller.f_globals.get("__name__", "") if caller is not None else ""
        if caller is not None and module.startswith("zeren.") and not isinstance(pattern, re.Pattern):
            use = uses.setdefault((made.pattern, made.flags & ~re.UNICODE), Use())
            place = f"{module}:{caller.f_lineno}"
            use.where |= {place, f"{module}.{caller.f_code.co_name}"}
            caught.update(_lines_of(place, caller))
            if asked.f_code.co_name in WAYS:
                use.ways.add(asked.f_code.co_name)
        return made

    re._compile = heard  # type: ignore[attr-defined]
    try:
        yield
    finally:
        re._compile = compiler  # type: ignore[attr-defined]


def _lines_of(place: str, caller: FrameType) -> Iterator[str]:
    """A call of several lines is reported by the first of them."""
    module = place.rpartition(":")[0]
    position = list(caller.f_code.co_positions())[caller.f_lasti // 2]
    for line in range(position[0] or caller.f_lineno, (position[1] or caller.f_lineno) + 1):
        yield f"{module}:{line}"


def _modules() -> dict[str, Any]:
    import zeren

    root = Path(str(zeren.__file__)).parent
    # Read off the files: some folders of the package have no __init__.py, and pkgutil passes them over.
    names = sorted(
        ".".join(("zeren", *path.relative_to(root).with_suffix("").parts)).removesuffix(".__init__")
        for path in root.rglob("*.py")
        if path.name != "__main__.py"
    )
    return {name: import_module(name) for name in names}


def _calls(tree: ast.AST) -> Iterator[tuple[ast.Call, str]]:
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "re"
            and node.func.attr in WAYS | {"compile"}
        ):
            yield node, node.func.attr


class Names(dict[str, Any]):
    """The names of a module; any other name holds two characters, as a word of a user would."""

    def __missing__(self, name: str) -> Any:
        return vars(builtins)[name] if hasattr(builtins, name) else "甲乙"


def _literal(call: ast.Call, names: Names) -> Key | None:
    """Source and flags of a pattern that is written out in a call or made of the names of its module."""
    try:
        source = eval(compile(ast.Expression(call.args[0]), "pattern", "eval"), {}, names)
        if isinstance(source, re.Pattern):
            return source.pattern, source.flags & ~re.UNICODE
        re.compile(source)
    except (TypeError, NameError, AttributeError, LookupError, re.error):
        return None
    position = {"compile": 1, "search": 2, "match": 2, "fullmatch": 2, "finditer": 2, "findall": 2, "split": 3, "sub": 4, "subn": 4}
    assert isinstance(call.func, ast.Attribute)
    given = [keyword.value for keyword in call.keywords if keyword.arg == "flags"]
    given += call.args[position[call.func.attr] :][:1]
    flags = 0
    for expression in given:
        flags |= int(eval(compile(ast.Expression(expression), "flags", "eval"), {"re": re}))
    made = re.compile(source, flags)
    return made.pattern, made.flags & ~re.UNICODE


def _ways_of_names(tree: ast.AST) -> dict[str, set[str]]:
    """How each name of a module is used: ``NAME.search(…)``, ``name().search(…)``, ``for pattern in NAMES``.

    A bare ``NAME`` that is handed on may be used in any way that the module knows.
    """
    ways: dict[str, set[str]] = {}
    bases = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in WAYS:
            base = node.value.func if isinstance(node.value, ast.Call) else node.value
            name = base.id if isinstance(base, ast.Name) else base.attr if isinstance(base, ast.Attribute) else None
            if name:
                ways.setdefault(name, set()).add(node.attr)
                bases.add(id(base))
    for node in ast.walk(tree):
        if isinstance(node, ast.For | ast.comprehension):
            targets = {its.id for its in ast.walk(node.target) if isinstance(its, ast.Name)}
            known = set().union(*(ways.get(name, set()) for name in targets))
            for its in ast.walk(node.iter):
                if known and isinstance(its, ast.Name):
                    ways[its.id] = ways.get(its.id, set()) | known
                    bases.add(id(its))
        elif isinstance(node, ast.Compare):
            bases.update(map(id, ast.walk(node)))
    every = set().union(*ways.values()) if ways else set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and id(node) not in bases and node.id.isupper():
            ways[node.id] = ways.get(node.id, set()) | every
    return ways


def _merged(names: dict[str, dict[str, set[str]]]) -> dict[str, set[str]]:
    shared: dict[str, set[str]] = {}
    for ways in names.values():
        for name, its in ways.items():
            shared[name] = shared.get(name, set()) | its
    return shared


def _patterns_in(value: object, depth: int = 0) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif depth < 3 and isinstance(value, dict):
        for one in (*value.keys(), *value.values()):
            yield from _patterns_in(one, depth + 1)
    elif depth < 3 and isinstance(value, list | tuple | set | frozenset):
        for one in value:
            yield from _patterns_in(one, depth + 1)


# Adversarial strings: read off the parsed pattern.

_POOL = "a1 字\n、，。：；（）()《》“”\t　-_/|.:;,%#<>\"'\\&=[]{}Z年月日等市局\0"
_CATEGORIES = {
    sre.CATEGORY_DIGIT: "1", sre.CATEGORY_NOT_DIGIT: "字", sre.CATEGORY_SPACE: " ", sre.CATEGORY_NOT_SPACE: "字",
    sre.CATEGORY_WORD: "字", sre.CATEGORY_NOT_WORD: " ",
}  # fmt: skip
_COMMON = (
    "\n", " ", "　", "1", "字", "（", "(", "、", "a", "|", "\t", "“", "《", "\\", "（责任单位：", "1、", " \n", "字 ", "1.", "- ",
    '\\"', "\\'", "[", "<", '"', "a.",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hostile:
    """Strings of any length on which a pattern that is not linear runs long."""

    before: str
    unit: str
    """what comes again and again"""
    end: str

    def text(self, length: int) -> str:
        """So many characters, and the end."""
        return self.before + (self.unit * (length // len(self.unit) + 1))[: max(0, length - len(self.before))] + self.end


def strings(pattern: str | bytes, flags: int = 0) -> list[Hostile]:
    """Return strings on which a pattern that is not linear runs long.

    For each repetition: what must stand before it, then what it repeats, so many times; alone, with what comes
    after it left out or spoiled; and every common thing that it could repeat.
    """
    text = pattern if isinstance(pattern, str) else pattern.decode("latin-1")
    parsed = _parser.parse(text, flags & ~re.DEBUG)
    found: dict[str, Hostile] = {}
    units = dict.fromkeys(_COMMON)
    many = MANY if _is_endless(list(parsed)) else FEW
    for before, body in _repeats(list(parsed), ""):
        if body:
            units[body] = None
        if body or before:
            units[before + body] = None
            one = Hostile(before, body or before, "")
            found.setdefault(one.text(LENGTH), one)
    for unit in units:
        one = Hostile("", unit, "")
        found.setdefault(one.text(LENGTH), one)
    # A pattern put together from a vocabulary has thousands of repetitions that are all of a kind.
    tried = list(found.values())[:: len(found) // many + 1]
    return [replace(one, end=end) for one in tried for end in ("", "\0")]


def _is_endless(items: list[Any]) -> bool:
    """Tell whether a pattern repeats anything without end."""
    for operator, value in items:
        if operator in (sre.MAX_REPEAT, sre.MIN_REPEAT, getattr(sre, "POSSESSIVE_REPEAT", None)):
            if value[1] > 1_000 or _is_endless(list(value[2])):
                return True
        elif any(_is_endless(list(part)) for part in _parts(operator, value)):
            return True
    return False


def _repeats(items: list[Any], before: str) -> Iterator[tuple[str, str]]:
    """For each repetition at whatever depth: the least that stands before it, and variants of what it repeats."""
    for operator, value in items:
        if operator in (sre.MAX_REPEAT, sre.MIN_REPEAT, getattr(sre, "POSSESSIVE_REPEAT", None)):
            _, most, inner = value
            if most > 8:
                for body in _variants(list(inner)):
                    yield before, body
            yield from _repeats(list(inner), before)
        for part in _parts(operator, value):
            yield from _repeats(list(part), before)
        before += _least([(operator, value)])


def _parts(operator: Any, value: Any) -> list[Any]:
    """What a group, a choice or a look around holds."""
    if operator is sre.SUBPATTERN:
        return [value[3]]
    if operator is getattr(sre, "ATOMIC_GROUP", None):
        return [value]
    if operator is sre.BRANCH:
        return list(value[1])
    if operator is sre.GROUPREF_EXISTS:
        return [part for part in value[1:] if part is not None]
    return [value[1]] if operator in (sre.ASSERT, sre.ASSERT_NOT) else []


def _variants(items: list[Any]) -> list[str]:
    """What one round of a repetition may match: each character of the pool for a class, the branches in turn."""
    if len(items) == 1 and items[0][0] in (sre.IN, sre.ANY, sre.NOT_LITERAL, sre.CATEGORY):
        return [char for char in _POOL if _is_in(items[0], char)][:6] or [_least(items)]
    if len(items) == 1 and items[0][0] is sre.BRANCH:
        return [word for branch in items[0][1][1] if (word := _least(list(branch), 1))][:8]
    if len(items) == 1 and items[0][0] is sre.SUBPATTERN:
        return _variants(list(items[0][1][3]))
    return list(dict.fromkeys(word for extra in (0, 1) if (word := _least(items, extra))))


def _least(items: list[Any], extra: int = 0) -> str:
    """A short string that items match; ``extra`` rounds more of each repetition than it asks for."""
    out = ""
    for operator, value in items:
        if operator is sre.LITERAL:
            out += chr(value)
        elif operator in (sre.IN, sre.ANY, sre.NOT_LITERAL):
            out += next((char for char in _POOL if _is_in((operator, value), char)), _member(operator, value))
        elif operator is sre.SUBPATTERN:
            out += _least(list(value[3]), extra)
        elif operator is sre.BRANCH:
            out += _least(list(value[1][0]), extra)
        elif operator in (sre.MAX_REPEAT, sre.MIN_REPEAT, getattr(sre, "POSSESSIVE_REPEAT", None)):
            least, most, inner = value
            out += _least(list(inner), extra) * min(least + extra, int(most), least + 1)
        elif operator is getattr(sre, "ATOMIC_GROUP", None):
            out += _least(list(value), extra)
    return out


def _member(operator: Any, value: Any) -> str:
    """A character of a class that the pool has none of."""
    if operator is sre.IN:
        for kind, its in value:
            if kind is sre.LITERAL:
                return chr(its)
            if kind is sre.RANGE:
                return chr(its[0])
            if kind is sre.CATEGORY:
                return _CATEGORIES.get(its, "x")
    return "x"


def _is_in(item: tuple[Any, Any], char: str) -> bool:
    operator, value = item
    code = ord(char)
    if operator is sre.ANY:
        return char != "\n"
    if operator is sre.NOT_LITERAL:
        return bool(code != value)
    if operator is sre.CATEGORY:
        return _in_category(value, char)
    negated = bool(value) and value[0][0] is sre.NEGATE
    inside = any(
        (kind is sre.LITERAL and its == code)
        or (kind is sre.RANGE and its[0] <= code <= its[1])
        or (kind is sre.CATEGORY and _in_category(its, char))
        for kind, its in value
    )
    return inside != negated


def _in_category(category: Any, char: str) -> bool:
    truth = {
        sre.CATEGORY_DIGIT: char.isdigit(), sre.CATEGORY_SPACE: char.isspace(), sre.CATEGORY_WORD: char.isalnum() or char == "_",
    }  # fmt: skip
    if category in truth:
        return truth[category]
    opposite = {
        sre.CATEGORY_NOT_DIGIT: sre.CATEGORY_DIGIT, sre.CATEGORY_NOT_SPACE: sre.CATEGORY_SPACE,
        sre.CATEGORY_NOT_WORD: sre.CATEGORY_WORD,
    }  # fmt: skip
    return category in opposite and not truth[opposite[category]]


class Slow(Exception):
    """A pattern that ran out of its time."""


@contextmanager
def clock(seconds: float) -> Iterator[None]:
    """Raise Slow after so much processor time of this process."""

    def late(number: int, frame: FrameType | None) -> None:
        raise Slow

    former = signal.signal(signal.SIGVTALRM, late)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, former)


def not_linear(key: Key, ways: set[str]) -> str | None:
    """Say on which string and in which way a pattern takes more time than in proportion to its text; None where it takes it on none.

    Times alone tell nothing: the machine may be slow, or others at work on it. Lengths are compared that are tried in turn in this
    process, each by the least of several times.
    """
    source, flags = key
    pattern = re.compile(source, flags)
    for hostile in strings(source, flags):
        for way in sorted(ways):
            trial = Trial(pattern, way, hostile)
            if trial.is_worth_a_look() and (told := trial.told()):
                return f"{way} on {hostile.text(12)!r}…: {told}"
    return None


@dataclass(frozen=True, slots=True)
class Trial:
    """One way to use a pattern on hostile strings."""

    pattern: re.Pattern[Any]
    way: str
    hostile: Hostile

    def is_worth_a_look(self) -> bool:
        """Tell whether it may take more than in proportion to its text; most take on a short string too little for that."""
        return self.seconds(SHORT, SLOW) >= WORTH * (SHORT / LENGTH) ** 2 and self.seconds(LENGTH, SLOW) > WORTH

    def is_clear(self) -> bool:
        """Tell whether the times of a short string and of a long one say already that it is within both bounds."""
        took = self.seconds(LENGTH, SLOW)
        known, text = PACE
        return (
            took < SLOW
            and took <= GROWN * min(self.seconds(SHORT, SLOW) for _ in range(AGREED))
            and took <= MANIFOLD * min(timed(partial(known.search, text)) for _ in range(AGREED))
        )

    def told(self) -> str | None:
        """How many times longer twice the length takes, or a linear pattern than another; None where it is within bounds."""
        if self.is_clear():
            return None
        length = LENGTH
        while length > SHORTEST and self.seconds(length, SLOW) >= SLOW:
            length //= 2
        if length <= SHORTEST:
            return f"ends on no string of {length} characters"
        lengths = (length // 2, length, *([2 * length] if length == LENGTH else []))
        for short, long in pairwise(lengths):
            grown = compared(partial(self.seconds, short, LONG), partial(self.seconds, long, LONG), DOUBLED)
            if grown > DOUBLED:
                return f"twice {short} characters take {grown:.1f} times longer"
        known, text = PACE
        slower = compared(partial(timed, partial(known.search, text[:length])), partial(self.seconds, length, LONG), MANIFOLD)
        return f"{slower:.0f} times slower than another pattern" if slower > MANIFOLD else None

    def seconds(self, length: int, limit: float) -> float:
        """Processor seconds on so many characters; the limit where it takes longer than that."""
        text = self.hostile.text(length)
        subject: Any = text if isinstance(self.pattern.pattern, str) else text.encode("utf-8")
        try:
            with clock(limit):
                return timed(partial(self._use, subject))
        except Slow:
            return limit

    def _use(self, subject: Any) -> None:
        if self.way in ("sub", "subn"):
            getattr(self.pattern, self.way)(subject[:0], subject)
        elif self.way == "finditer":
            for _ in self.pattern.finditer(subject):
                pass
        else:
            getattr(self.pattern, self.way)(subject)


def compared(one: Callable[[], float], other: Callable[[], float], bound: float) -> float:
    """How many times longer the other takes, by the least times of both in turn; more rounds where that is over the bound."""
    ones, others = [one()], [other()]
    while len(ones) < AGREED or (len(ones) < ROUNDS and min(others) > CLEAR * bound * min(ones)) or (
        len(ones) < MORE and min(others) > bound * min(ones)
    ):
        ones.append(one())
        others.append(other())
    return min(others) / max(min(ones), TICK)


def timed(run: Callable[[], object]) -> float:
    """Processor seconds of one run."""
    begin = time.process_time()
    run()
    return time.process_time() - begin
