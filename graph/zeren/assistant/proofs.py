"""The words that prove a row: found by the identifiers of measures and bodies that stand in it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from zeren.ask.loading import load_proofs
from zeren.ask.lookup import landing_for
from zeren.assistant.stated import measures_of_texts, named_in, stated
from zeren.ground.vocabulary import BASE
from zeren.store.reader import Reader
from zeren.table import Landing, short, whole
from zeren.table.duties import ROLES, Proof, Words

Quote = dict[str, Any]
Row = Mapping[str, Any]

_MEASURE = f"{BASE}measure/"
_QUOTES = 40
"""most quotes of one row"""

_NAMED = """SELECT d.body, d.role, v.quote, d.file, v.locator, v.start_offset, v.end_offset
FROM duty d
JOIN evidence v ON v.file = d.file AND v.start_offset = d.start_offset AND v.end_offset = d.end_offset
WHERE d.body IN ($bodies)
QUALIFY row_number() OVER (PARTITION BY d.body, d.role ORDER BY d.file, d.start_offset) = 1
ORDER BY d.body, d.file, d.start_offset"""

_SHARED = """SELECT a.body, b.body, a.role, min(a.measure) AS measure
FROM duty a
JOIN duty b ON b.measure = a.measure AND b.file = a.file AND b.role = a.role AND b.body <> a.body
WHERE a.body IN ($firsts) AND b.body IN ($seconds)
GROUP BY a.body, b.body, a.role
ORDER BY a.body, b.body, a.role"""

_NAMES = "SELECT id, name FROM body_name WHERE id IN ($bodies)"
_BY_NAME = "SELECT name, min(id) FROM body_name WHERE name IN ($names) GROUP BY name HAVING count(DISTINCT id) = 1"


def with_quotes(reader: Reader, rows: Iterable[Row], among: Collection[str] | None = None) -> list[dict[str, Any]]:
    """Return rows with ``quotes``: the words of their measures, of the duties in them, or of the names of their bodies.

    ``among`` (IRIs) keeps the duties to those of these bodies, in the role of the row where it has one; a row that names a
    body beside its measure keeps to that body. A row that names several measures or bodies has the words of each.
    """
    listed = [dict(row) for row in rows]
    landing = landing_for(reader)
    measures = {iri for row in listed for iri in _measures(row)}
    pairs = _shared(landing, listed)
    proofs = load_proofs(reader, measures={*measures, *pairs.values()}) if measures or pairs else {}
    by_name = _agencies(landing, listed)
    named = _named(landing, {iri for row in listed for iri in _bodies(row, by_name)})
    told = stated(landing, {iri for row in listed for iri in _others(row)})
    for row in listed:
        own, role = _bodies(row, by_name), str(row.get("role") or "")
        wanted = own if among is None and own else among
        quotes = [quote for iri in _measures(row) for quote in of_measure(proofs.get(iri), wanted, role)]
        pair = pairs.get((str(row.get("a_id")), str(row.get("b_id"))))
        if pair is not None:
            quotes += of_measure(proofs.get(pair), own)
        if not quotes:
            quotes = [quote for iri in _others(row) for quote in told.get(iri, [])]
        if not quotes:
            quotes = [quote for iri in own for quote in named.get(iri, []) if role not in ROLES or quote["role"] == role]
        row["quotes"] = [*row.get("quotes", []), *quotes][:_QUOTES]
    return _with_names(landing, listed)


def _with_names(landing: Landing, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Put the names of bodies in the place of their identifiers in quotes; these are long."""
    told = {quote["body"] for row in rows for quote in row["quotes"] if "body" in quote}
    names = {whole(str(path)): name for path, name in landing.rows(_NAMES, {"bodies": sorted(map(short, told))})} if told else {}
    for row in rows:
        row["quotes"] = [{**one, "body": names.get(one["body"], one["body"])} if "body" in one else one for one in row["quotes"]]
    return rows


def of_cells(reader: Reader, shown: Sequence[Row]) -> list[dict[str, Any]]:
    """Give the rows of a query quotes also where a cell holds no IRI, but the text of one measure or the name of one body."""
    landing = landing_for(reader)
    words = {value for row in shown for value in row.values() if isinstance(value, str) and not value.startswith("http")}
    texts = measures_of_texts(landing, words)
    names = {str(name): whole(str(path)) for name, path in landing.rows(_BY_NAME, {"names": sorted(words)})} if words else {}
    meant = [
        {f"iri {at}": iri for at, value in enumerate(row.values()) if isinstance(value, str) and (iri := texts.get(value) or names.get(value))}
        for row in shown
    ]
    found = with_quotes(reader, [{**row, **(more if not _named_in(row) else {})} for row, more in zip(shown, meant, strict=True)])
    return [{**row, "quotes": one["quotes"]} for row, one in zip(shown, found, strict=True)]


def of_lines(reader: Reader, shown: Sequence[Row]) -> list[dict[str, Any]]:
    """Give lines of Turtle the quotes of what they name."""
    found = with_quotes(reader, [named_in(str(row["line"])) for row in shown])
    return [{**row, "quotes": one["quotes"]} for row, one in zip(shown, found, strict=True)]


def _named_in(row: Row) -> bool:
    return any(isinstance(value, str) and value.startswith(BASE) for value in row.values())


def proving(reader: Reader, among: Collection[str] | None = None) -> Callable[[Sequence[Row]], list[dict[str, Any]]]:
    """Return what gives rows their quotes, as ``with_quotes``, when they are shown."""
    return lambda rows: with_quotes(reader, rows, among)


def of_measure(proof: Proof | None, among: Collection[str] | None = None, role: str = "") -> list[Quote]:
    """Return the words of a measure, its deadline and its duties; ``among`` bodies those in that role alone, if it is one."""
    if proof is None:
        return []
    quotes = [quote("measure", proof.measure)] if proof.measure else []
    if proof.deadline and proof.deadline != proof.measure:
        quotes.append(quote("deadline", proof.deadline))
    for (holder, held), words in sorted(proof.duties.items(), key=lambda item: (item[1].file, item[1].start, item[0])):
        if among is None or (holder in among and (role not in ROLES or held == role)):
            quotes.append({**quote("duty", words), "body": holder, "role": held})
    return quotes


def quote(proves: str, words: Words) -> Quote:
    """Return words with their place as a quote of an answer."""
    return {"proves": proves, "quote": words.quote, "file": words.file, "place": words.locator, "start": words.start, "end": words.end}


def files_of(reader: Reader) -> list[str]:
    """Return the names of all files of a store."""
    return [str(name) for (name,) in landing_for(reader).rows("SELECT DISTINCT file FROM document ORDER BY file")]


def placed(files: Sequence[str], proves: str, words: str, source: str) -> Quote:
    """Return words whose file, one of ``files``, and place are told in one string (``plan.txt table 1 row 2``)."""
    file = max((name for name in files if source == name or source.startswith(name + " ")), key=len, default="")
    return {"proves": proves, "quote": words, "file": file, "place": source[len(file) :].strip(), "start": None, "end": None}


def _measures(row: Row) -> list[str]:
    """IRIs of measures that stand in a row, in the order of its columns."""
    told = (value for value in row.values() if isinstance(value, str) and value.startswith(_MEASURE))
    return list(dict.fromkeys(value for value in told if "/" not in value.removeprefix(_MEASURE)))


def _others(row: Row) -> list[str]:
    """IRIs of duties, targets, plans and the like in a row: all that are neither measures nor bodies."""
    told = [value for value in row.values() if isinstance(value, str) and value.startswith(BASE)]
    return [value for value in dict.fromkeys(told) if not _is_body(value)]


def _bodies(row: Row, names: Mapping[str, str]) -> list[str]:
    told = [value for value in row.values() if isinstance(value, str) and _is_body(value)]
    by_name = names.get(str(row.get("agency")))
    return list(dict.fromkeys(told)) or ([by_name] if by_name else [])


def _is_body(value: str) -> bool:
    """Whether a cell holds the IRI of a body: its path says so."""
    kind = value.removeprefix(BASE).partition("/")[0]
    return value.startswith(BASE) and kind in ("agency", "set", "unresolved")


def _agencies(landing: Landing, rows: Sequence[Row]) -> dict[str, str]:
    """Name → IRI of the bodies that rows name without an identifier; of names that several bear none."""
    names = sorted({str(row["agency"]) for row in rows if row.get("agency") and not row.get("agency_id")})
    return {str(name): whole(str(path)) for name, path in landing.rows(_BY_NAME, {"names": names})} if names else {}


def _named(landing: Landing, bodies: set[str]) -> dict[str, list[Quote]]:
    """Body → the first words that name it in each of its roles."""
    found: dict[str, list[Quote]] = {}
    if bodies:
        for path, role, *words in landing.rows(_NAMED, {"bodies": sorted(map(short, bodies))}):
            found.setdefault(whole(path), []).append({**quote("duty", Words(*words)), "body": whole(path), "role": role})
    return found


def _shared(landing: Landing, rows: Sequence[Row]) -> dict[tuple[str, str], str]:
    """Pair of bodies → one measure on which both hold the same role, the role of the row where it tells one."""
    wanted = [row for row in rows if row.get("a_id") and row.get("b_id")]
    if not wanted:
        return {}
    firsts, seconds = ({short(str(row[key])) for row in wanted} for key in ("a_id", "b_id"))
    found: dict[tuple[str, str], str] = {}
    for a, b, _, measure in landing.rows(_SHARED, {"firsts": sorted(firsts), "seconds": sorted(seconds)}):
        found.setdefault((whole(a), whole(b)), whole(measure))
    return found
