"""What a store holds, in the form in which a sentence is compared with it: names, places, plans, words of the texts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from threading import Lock
from weakref import WeakKeyDictionary

from zeren.ask.loading import is_large, load_duties
from zeren.ask.lookup import KnownPlan, Reader, bodies, landing_for, plans
from zeren.ask.sentence.corpus import Corpus
from zeren.ask.sentence.home import divisions, homes, place_of, placed_names, plain_names
from zeren.ask.sentence.large import Large, large
from zeren.ask.sentence.lexicon import folded, shortened
from zeren.ask.short import fits
from zeren.table.duties import BodyRow, Duties

_COMPANY = re.compile("(?:集团|公司)")
_STREET = re.compile("街道办事处$")
_PROVINCE = re.compile("^.{2,}?(?:省|市|自治区)(?=.)")
_GENERIC = (
    "本区",
    "我区",
    "咱区",
    "咱们区",
    "全区",
    "本市",
    "我市",
    "全市",
    "本县",
    "我县",
    "本省",
    "我省",
    "区里",
    "市里",
    "区",
    "市",
    "县",
    "省",
)


@dataclass(frozen=True, slots=True)
class Known:
    """A store as a sentence meets it; read once for a reader, which is a fixed view."""

    duties: Duties
    """all of a small store; of a large one its bodies alone"""
    large: Large | None
    """the columns of a large store, whose measures are asked for as a sentence needs them; None: all are in ``duties``"""
    plans: tuple[KnownPlan, ...]
    titled: tuple[tuple[str, str], ...]
    """the title of each plan, folded, and its IRI"""
    offices: tuple[tuple[str, tuple[str, ...]], ...]
    """IRI of each office → all that it is called, folded"""
    names: Mapping[str, tuple[str, ...]]
    """folded name, spelling or alias → IRIs of bodies"""
    functions: Mapping[str, tuple[str, ...]]
    """key of a function → IRIs of bodies that serve it"""
    places: Mapping[str, str]
    """folded name of a division → its full name"""
    indicators: str
    """the names of all indicators, folded, one a line"""
    units: Mapping[str, tuple[str, ...]]
    """folded word for a kind of unit (街道办) → IRIs of the group expressions of it and of its offices"""
    streets: Mapping[str, str]
    """folded name of a township → IRI of its office"""
    corpus: Corpus
    """all that the plans say, folded"""
    task_titles: frozenset[str]
    """the titles of all tasks, folded"""
    homes: Mapping[str, str]
    """IRI of a body → the division it belongs to; none for a body that plans of several places print"""

    planned: frozenset[str]
    """the divisions of the plans, folded"""

    def active(self, plans: Iterable[str]) -> set[str]:
        """Return the bodies that hold a duty in some plans (IRIs)."""
        if self.large is not None:
            return self.large.active(plans)
        among = set(plans)
        measures = {row.id for row in self.duties.measures.values() if row.plan_id in among}
        return {duty.body for duty in self.duties.duties if duty.measure in measures}

    def years_due(self) -> set[int]:
        """Return the years in which deadlines end."""
        if self.large is not None:
            return self.large.years_due()
        return {int(row.deadline_end[:4]) for row in self.duties.measures.values() if row.deadline_end}

    def led(self) -> set[str]:
        """Return the plans (IRIs) with a lead role and a measure."""
        if self.large is not None:
            return self.large.led()
        return {row.plan_id for row in self.duties.measures.values() if row.lead_basis}

    def body(self, iri: str) -> BodyRow:
        """Return a body that holds a duty."""
        return self.duties.bodies[iri]

    def called(self, iri: str) -> str:
        """Return the name of a body, with its place where the name does not say it: 市教育局（海安市）."""
        name, home = self.body(iri).name, self.homes.get(iri, "")
        return f"{name}（{home}）" if home and not self.body(iri).jurisdiction and home not in name else name

    def prints(self, word: str) -> bool:
        """Tell whether folded words stand anywhere in the plans."""
        return self.corpus.holds(word)

    def ends_within(self, word: str, after: str) -> bool:
        """Tell whether printed words end in the middle of one: whenever the plans print them, the next character (施工工, 地) follows."""
        return after.isalnum() and self.prints(word + after) and self.corpus.count(word + after) == self.corpus.count(word)

    def splits(self, word: str) -> bool:
        """Tell whether printed words end in the middle of one: 重污染天气应, of 重污染天气应急, where 气应 stands nowhere else and 应急 does."""
        corpus, after = self.corpus, set[str]()
        for behind in corpus.behind(word):
            after.add(behind)
            if len(after) > 1:
                break
        if len(word) < 3 or len(after) != 1 or not (following := after.pop()).isalnum():
            return False
        own = corpus.count(word)
        return corpus.count(word[-2:]) == own and corpus.count(word[-1] + following) > own

    def at(self, place: str, iris: Iterable[str]) -> tuple[str, ...]:
        """Return those bodies whose jurisdiction the words before a function (区, 西城, 本市) mean."""
        place = folded(self.places.get(place, place))
        bare = "" if place == "" else place[-1] if place in _GENERIC and len(place) > 1 else place
        if place in ("区里", "市里"):
            bare = place[0]
        return tuple(iri for iri in iris if _serves(bare, self.body(iri)))

    def ending(self, word: str) -> tuple[str, ...]:
        """Return the offices of which a spelling ends in a word (西城园管委会 in 管委会)."""
        return tuple(iri for iri, names in self.offices if any(name.endswith(word) for name in names))


def _serves(place: str, body: BodyRow) -> bool:
    if place == "市" and body.level == "county":
        return False
    return not place or fits(place, body.jurisdiction or "")


_KNOWN: WeakKeyDictionary[Reader, Known] = WeakKeyDictionary()
_READING = Lock()


def known(reader: Reader) -> Known:
    """Return what a store holds; read at the first call, for which others wait."""
    if reader not in _KNOWN:
        with _READING:
            if reader not in _KNOWN:
                _KNOWN[reader] = _read(reader)
    return _KNOWN[reader]


def _read(reader: Reader) -> Known:
    landing = landing_for(reader)
    listed = tuple(plans(reader))
    if is_large(landing):
        wide = large(reader, listed)
        return _known(reader, Duties(wide.bodies, {}, ()), listed, wide.homes, wide.corpus, wide.indicators, wide.task_titles, wide)
    duties = load_duties(reader)
    places = {plan.iri: place_of(plan) for plan in listed}
    printed: dict[str, set[str]] = {}
    for duty in duties.duties:
        if (measure := duties.measures.get(duty.measure)) is not None:
            printed.setdefault(duty.body, set()).add(places.get(measure.plan_id, ""))
    texts = [folded(row.text) for row in duties.measures.values()]
    titles = {folded(row.task or "") for row in duties.measures.values()}
    more = {folded(part) for row in duties.measures.values() for part in (*row.section, row.plan)}
    indicators = {folded(target.indicator) for found in duties.targets.values() for target in found}
    corpus = Corpus([(1, "\n".join([*texts, *sorted(titles | more | indicators)]))])
    return _known(reader, duties, listed, homes(duties.bodies, printed), corpus, indicators, titles, None)


def _known(
    reader: Reader, duties: Duties, listed: tuple[KnownPlan, ...], home: Mapping[str, str], corpus: Corpus, indicators: set[str],
    task_titles: set[str], wide: Large | None,
) -> Known:  # fmt: skip
    told = {body.iri: body for body in bodies(reader)}
    planned = {folded(place_of(plan)) for plan in listed}
    names: dict[str, dict[str, None]] = {}
    functions: dict[str, list[str]] = {}
    streets: dict[str, str] = {}
    for body in duties.bodies.values():
        function = told[body.id].function if body.id in told else None
        placed = set() if body.kind in ("group", "standing-group") else placed_names(body, home.get(body.id, ""), function)
        for alias in _aliases(body, function) | placed:
            names.setdefault(alias, {})[body.id] = None
        if function:
            functions.setdefault(function, []).append(body.id)
        if body.kind == "agency" and body.level == "township" and _governs(body) and folded(body.jurisdiction or "") not in planned:
            # Where the township has a plan of its own, its name alone means that plan.
            streets.update(dict.fromkeys(_street(body), body.id))
    return Known(
        duties,
        wide,
        listed,
        tuple((folded(plan.title), plan.iri) for plan in listed),
        tuple(
            (row.id, tuple(dict.fromkeys(map(folded, (row.name, row.label, *row.aliases))))) for row in duties.bodies.values() if row.kind == "agency"
        ),
        {name: tuple(iris) for name, iris in names.items()},
        {name: tuple(iris) for name, iris in functions.items()},
        _places(duties, listed),
        "\n".join(sorted(indicators)),
        _units(duties),
        streets,
        corpus,
        frozenset(task_titles) - {""},
        home,
        frozenset(planned),
    )


def _aliases(body: BodyRow, function: str | None) -> set[str]:
    """All that a body is called: names, spellings, their ends without the place, the distinctive part of companies."""
    spelled = {folded(name) for name in (body.name, body.label, *body.aliases)}
    found = set(spelled)
    for name in spelled:
        bare = _PROVINCE.sub("", name)
        if re.match("[^区县旗市]{2,7}[区县旗市].", bare):
            found.add(bare)
        if body.kind == "company":
            found.update(_core(name))
        if _STREET.search(name):
            found.update(_STREET.sub(end, name) for end in ("街道办事处", "街道办", "街办"))
    if body.kind == "agency" and not function:
        # An office that the register does not know is called by the end of its name: 副中心党工委管委会.
        found.update(name[start:] for name in (folded(body.label),) for start in range(max(0, len(name) - 12), len(name) - 3))
    for name in spelled:
        found.update(_shortened(name))
    if body.kind in ("group", "standing-group"):
        place = folded(body.jurisdiction or "")
        found.update(
            name.removeprefix(place).removeprefix("市").removeprefix("区")
            for name in spelled
            if len(name) > 6
        )
        # The words for the kind of unit may be shortened: 各街道办 for 各街道办事处, 各区 for 各区政府.
        found.update(re.sub("办事处$|政府$", "", name.removeprefix(place)) for name in spelled)
        found.update(re.sub("办事处$", "办", name.removeprefix(place)) for name in spelled)
    return {name for name in found if len(name) > 1}


def _shortened(name: str) -> set[str]:
    """What is left of a name in talk, from any character up to the shortened word on: 经开区管委会, 西城运管分局."""
    short = name
    for printed, said in shortened().items():
        short = short.replace(printed, said)
    at = min((short.find(said) for said in shortened().values() if said in short), default=-1)
    if short == name or at < 0:
        return set()
    return {short, *(short[start:] for start in range(max(0, len(short) - 12), at + 1))}


def _units(duties: Duties) -> dict[str, tuple[str, ...]]:
    """What 街道 alone means: the group expressions of that unit, and its offices."""
    found: dict[str, list[str]] = {}
    for end, words in (
        ("街道办事处", ("街道办事处", "街道办", "街道", "街办", "镇街")),
        ("镇政府", ("乡镇", "镇政府")),
        ("区政府", ("区政府",)),
    ):
        group = [
            body.id for body in duties.bodies.values() if body.kind == "group" and body.label.endswith(end)
        ]
        offices = [
            body.id for body in duties.bodies.values() if body.kind == "agency" and body.name.endswith(end)
        ]
        if group:
            found.update((word, [*group, *offices]) for word in words)
    return {word: tuple(iris) for word, iris in found.items()}


def _core(name: str) -> set[str]:
    """What people call a company: its name from the place on to 集团 or 公司, and without these."""
    found = set()
    for match in _COMPANY.finditer(name):
        for start in {
            0,
            *(place.end() for place in re.finditer("北京市|北京|西城区|[市区省县]", name[: match.start()])),
        }:
            found |= {
                name[start : match.end()],
                re.sub("(?:有限责任|投资有限|有限|投资管理|投资)?$", "", name[start : match.start()]),
            }
        # 国网北京市电力公司城区供电公司 is called by the part that is its own.
        found.add(name[match.end() :])
    # 安徽省投资集团 is not called by its place alone.
    return {part for part in found if len(part) > 2 and part not in divisions()}


def _governs(body: BodyRow) -> bool:
    """Tell whether an office is that of the whole township, not one of its offices (社会事务办)."""
    rest = folded(body.name).removeprefix(folded(body.jurisdiction or ""))
    return rest in ("", "办事处", "街道办事处", "人民政府", "政府")


def _street(body: BodyRow) -> set[str]:
    """What a township is called: 德胜街道, 广内街道 for 广安门内街道."""
    place = folded(body.jurisdiction or "")
    end = max(place.rfind(mark, 0, len(place) - 3) for mark in "区县市旗")
    name = place[end + 1 :]
    stem = re.sub("(?:街道|镇|乡)$", "", name)
    short = stem[0] + stem[-1] if len(stem) == 4 or "门" in stem else stem
    tails = name.removeprefix(stem)
    found = {name, stem, name + "办事处", name + "办"}
    return found | (
        {short + tails, short + tails + "办事处", short + tails + "办", short} if "门" in stem else set()
    )


def _places(duties: Duties, listed: Iterable[KnownPlan]) -> dict[str, str]:
    found: dict[str, str] = {}
    named = {plan.jurisdiction for plan in listed if plan.jurisdiction}
    named |= {body.jurisdiction for body in duties.bodies.values() if body.jurisdiction}
    for full in sorted(named):
        place = folded(full)
        for name in (place, _PROVINCE.sub("", place)):
            short = name.replace("经济技术开发区", "经开区")
            for word in dict.fromkeys(
                (name, short, *((name[:-1],) if name[-1] in "市区县省" and "开发区" not in name else ()))
            ):
                if len(word) > 1:
                    found.setdefault(word, full)
    planned = {place_of(plan) for plan in listed} - {""}
    said: dict[str, list[str]] = {}
    for full in sorted(named | planned):
        for word in plain_names(full)[: 2 if full in planned else 1]:
            said.setdefault(word, []).append(full)
    for word, fulls in said.items():
        # 江源区 is said for 吉林省白山市江源区 where no other division is called so; one that has a plan is meant before others.
        meant = [full for full in fulls if full in planned] or fulls
        if len(meant) == 1:
            found.setdefault(word, meant[0])
    return found
