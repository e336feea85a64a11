"""Sentences about a store that is not held as a whole: the same answers as of one that is, or a refusal that says why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from zeren import ask
from zeren.ask import loading
from zeren.ask.search import first_hits, search
from zeren.ask.sentence import answer, chosen
from zeren.ask.sentence.corpus import corpus_of
from zeren.ask.sentence.known import known
from zeren.ask.sentence.lexicon import folded
from zeren.ask.sentence.refusal import TooMuch
from zeren.ground.errors import ZerenError
from zeren.serve.explorer.box import boxed
from zeren.store import open_reader

SENTENCES = (
    "区生态环境局牵头哪些措施", "区水务局负责哪些措施", "区水务局有多少项任务", "区教育局和区民政局共同负责什么", "噪声由谁负责",
    "餐饮油烟归谁管", "谁协办最多", "哪两个单位一起协办最多", "区城市管理委与谁一起主责最多", "区生态环境局和区水务局谁的任务多",
    "区水务局主责的占多少", "PM2.5今年的目标", "绿化面积的目标是多少", "区园林绿化局有哪些目标", "区水务局的工作概况",
    "哪项措施涉及的单位最多", "区水务局的任务数排第几", "各计划各有几项措施提到扬尘", "各街道办事处包括哪些单位", "各街道办事处负责什么",
    "没有协办单位的措施有哪些", "没有牵头单位的措施有哪些", "6月底前要完成什么", "区水务局6月底前要完成什么", "没有写时限的措施有哪些",
    "每月要做的有哪些", "汛前要完成什么", "不归区水务局负责的措施有几项", "只有一个主责单位的措施有几项", "区商务局牵头的垃圾分类措施",
    "区审计局负责噪声吗", "河湖建设由谁负责", "市里没有落到西城的任务", "西城区承接了哪些市级任务", "西城新增了哪些措施", "引用了哪些文件",
    "附件1有多少项措施", "西城区的计划里谁协办最多", "海淀区教育局负责什么", "区块链由谁负责", "天气怎么样", "区水务居负责什么",
    "施工扬尘由谁负责", "新能源车推广目标", "“三监”联动归谁管", "西城区计划里PM2.5的目标", "区生态环境局在噪声方面负责什么",
    "除了区水务局谁主责最多",
)  # fmt: skip


@pytest.fixture(scope="module")
def held(store: Path) -> Iterator[ask.Reader]:
    with open_reader(store) as opened:
        yield opened


@pytest.fixture(scope="module")
def asked_for(store: Path) -> Iterator[ask.Reader]:
    """The same store, taken for one that is too large to be held."""
    with pytest.MonkeyPatch.context() as patch, open_reader(store) as opened:
        patch.setattr(loading, "IN_MEMORY", 0)
        assert known(opened).large is not None
        yield opened


def told(reader: ask.Reader, sentence: str) -> object:
    try:
        found = answer(reader, sentence)
    except ZerenError as error:
        return type(error), str(error)
    return found.reading, found.told, found.columns, found.rows, found.figure, found.notes, found.unused, found.query


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_large_store_answers_as_one_that_is_held(held: ask.Reader, asked_for: ask.Reader, sentence: str) -> None:
    assert told(asked_for, sentence) == told(held, sentence)


def test_these_sentences_are_answered_in_every_way(held: ask.Reader) -> None:
    """Else the comparison above would show little."""
    found = [told(held, sentence) for sentence in SENTENCES]
    asks = {one[0].asks for one in found if isinstance(one, tuple) and len(one) > 2}
    assert asks >= {"measures", "who", "count", "rank", "pairs", "share", "targets", "largest", "standing", "plans", "members", "question"}


def test_what_would_need_too_many_measures_is_refused_and_the_rest_is_answered(asked_for: ask.Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chosen, "MOST", 60)
    with pytest.raises(TooMuch, match="超过 60 项"):
        answer(asked_for, "谁协办最多")
    assert answer(asked_for, "区水务局主责哪些措施").rows


def test_words_of_an_answer_count_although_its_notes_would_need_too_much(asked_for: ask.Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = answer(asked_for, "6月底前要完成什么")
    monkeypatch.setattr(chosen, "MOST", 100)
    cut = answer(asked_for, "6月底前要完成什么")
    assert cut.rows == whole.rows
    assert not any("旁注没有查全" in note for note in whole.notes) and any("超过 100 项" in note for note in cut.notes)


def test_a_measure_that_several_files_state_hides_none_behind_the_limit(asked_for: ask.Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    class Stated:
        def rows(self, sql: str, _: object) -> list[tuple[str]]:
            return [("measure/a",), ("measure/a",), ("measure/b",), ("measure/c",)][: int(sql.rpartition("LIMIT ")[2])]

    store = known(asked_for)
    assert store.large is not None
    monkeypatch.setattr(chosen, "MOST", 2)
    monkeypatch.setattr(type(store.large), "landing", property(lambda _: Stated()))
    with pytest.raises(TooMuch):
        chosen.Chosen(store, store.large).measures(["measure/a", "measure/b", "measure/c"])


def test_texts_that_come_again_are_held_once_and_counted_as_often() -> None:
    corpus = corpus_of([("治理噪声", 1), ("ＰＭ２．５ 达标", 1), ("治理噪声和油烟", 3)], ["噪声污染"])
    assert [corpus.count(word) for word in ("噪声", "油烟", "pm2.5达标", "水")] == [5, 3, 1, 0]
    assert corpus.holds("噪声污") and not corpus.holds("声治")
    assert sorted(corpus.behind("噪声")) == ["\n", "和", "污"]


def test_words_are_looked_for_however_they_are_printed(asked_for: ask.Reader) -> None:
    store = known(asked_for).large
    assert store is not None
    texts = ("治理PM _{2.5}，", "治理ＰＭ２．５", "治理“ＰＭ”2.5", "治理pm 2。5")
    printed: dict[str, str] = {}
    for char in sorted(set().union(*texts)):
        printed[folded(char)] = printed.get(folded(char), "") + char
    pattern = replace(store, printed=printed).pattern(["理pm2.5"])
    rows = ask.landing_for(asked_for).rows(
        "SELECT t FROM (SELECT unnest(string_split($texts, '|')) AS t) x WHERE regexp_matches(t, $pattern)",
        {"texts": "|".join(texts), "pattern": pattern},
    )
    assert [text for (text,) in rows] == [text for text in texts if "理pm2.5" in folded(text)] == list(texts[:3])


@pytest.mark.parametrize("words", ["噪声", "PM2.5", "ｐｍ２．５", "噪声 治理", "绿色施工管理规程", "北京市", "（三）", "区块链", " "])
def test_the_search_finds_the_same_in_a_store_that_is_not_held(
    held: ask.Reader, asked_for: ask.Reader, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = search(held, words)
    monkeypatch.setattr(loading, "IN_MEMORY", 0)
    assert first_hits(asked_for, words, 3) == {kind: (hits[:3], len(hits)) for kind, hits in whole.items()}


def test_the_box_answers_a_sentence_about_a_store_that_is_not_held(
    held: ask.Reader, asked_for: ask.Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = ("区水务局", "区水务局牵头哪些措施", "天气怎么样", "噪声", "市水务居在哪")
    whole = [boxed(held, words) for words in typed]
    monkeypatch.setattr(loading, "IN_MEMORY", 0)
    assert [boxed(asked_for, words) for words in typed] == whole
    assert whole[0].body and whole[1].answer and whole[2].refused
