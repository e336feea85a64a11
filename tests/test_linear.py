"""Every regular expression of the program takes a time in proportion to its text."""

from __future__ import annotations

import re
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest

from conftest import PLANS
from hostile import patterns


@pytest.fixture(scope="module")
def uses() -> dict[patterns.Key, patterns.Use]:
    # In a process of its own: what other tests have made already would not be heard again.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        found, unknown = process.submit(heard).result()
    assert unknown == set(), "patterns that were not found: call what makes them in exercise()"
    return found


def heard() -> tuple[dict[patterns.Key, patterns.Use], set[str]]:
    return patterns.found(exercise)


def exercise() -> None:
    """Make the patterns that are put together while the program runs."""
    from zeren.ingest.pipeline import Extractor
    from zeren.read import read
    from zeren.serve.explorer.words import basis
    from zeren.store.services import services

    extractor = Extractor()
    for path in sorted(PLANS.iterdir()):
        for document in read(path.read_bytes(), path.name) if path.is_file() else ():
            extractor.extract(document)
    services("http://127.0.0.1/sparql")
    basis("连续9字相同", "en")


def test_every_pattern_is_linear_on_texts_made_against_it(uses) -> None:
    assert len(uses) > 300
    slow = {min(use.where): f"{told}; {key[0]!r}" for key, use in uses.items() if (told := patterns.not_linear(key, use.ways))}
    assert slow == {}


@pytest.mark.parametrize(
    "bad",
    [r"^\s*\|?(?:\s*:?-{2,}:?\s*\|)+\s*$", r"\d+年", r"（[^）]*）", r"\s*\n\s*", r"(?:甲+|乙)*$", r"(?s)<!--.*?-->"],
)
def test_a_pattern_that_is_not_linear_is_told(bad) -> None:
    assert patterns.not_linear((bad, int(re.MULTILINE)), {"search"})


def test_a_linear_pattern_that_takes_very_long_is_told() -> None:
    assert patterns.not_linear((r"(?:[a-z]{0,300}?){0,2}字", 0), {"search"})


@pytest.mark.parametrize("good", [r"[0-9]{1,9}年", r"[,，]", r"（[^（）]{0,200}）"])
def test_a_linear_pattern_is_not_told_however_closely_it_is_looked_at(good, monkeypatch) -> None:
    monkeypatch.setattr(patterns, "WORTH", 0)
    assert patterns.not_linear((good, 0), {"search"}) is None


def test_patterns_are_found_wherever_they_are_made(uses) -> None:
    places = {place for use in uses.values() for place in use.where}
    assert "zeren.read.forms._PIPE_RULE" in places, "of a module"
    assert any(place.startswith("zeren.outline.headings._HEADINGS") for place in places), "in a tuple of a module"
    assert any(place == "zeren.extract.lexicon.role_words" for place in places), "of a function, from a vocabulary"
    assert any(place.startswith("zeren.outline:") for place in places), "written in a call"
