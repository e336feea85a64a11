"""Speed of answers: sentences on the two plans, and words looked for in as many texts as 100,800 measures have.

``python scripts/bench_ask.py STORE`` looks for words in a real store as well, such as that of ``scripts/bulk.py --plans 560``.
Processor time, so that a busy machine does not count; the limits are those that the product promises.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path

from zeren.ask.lookup import landing_for
from zeren.ask.sentence import answer
from zeren.ingest import documents as build
from zeren.ingest import files
from zeren.ingest.settings import Settings
from zeren.serve.explorer.box import sentences
from zeren.store import open_reader, open_writer
from zeren.store.reader import Reader

searching = import_module("zeren.ask.search")
ROOT = Path(__file__).resolve().parents[1]
SENTENCE, SEARCH = 30.0, 50.0
"""milliseconds that each may take"""
COPIES = 420
"""times that the texts of the two plans are taken: 240 measures make 100,800"""
WORDS = ("噪声", "PM2.5", "餐饮油烟 治理", "新能源")
BULK = ("停车场", "养老 按月通报", "扬尘管控措施", "推进", "措施", "没有的词")
"""words of invented plans: in some, in many and in no texts"""


def main() -> int:
    """Print the figures; 1 where one is above its limit."""
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        with open_writer(store) as writer:
            build.build(files.find_files([ROOT / "data" / "plans"]), writer, Settings())
        with open_reader(store) as reader:
            offered = sentences(landing_for(reader))
            answer(reader, offered[0])
            asked = {sentence: _cost(partial(answer, reader, sentence)) for sentence in offered}
            _grow(reader)
            found = {words: _cost(partial(searching.search, reader, words)) for words in WORDS}
    slowest = max(asked, key=lambda sentence: asked[sentence])
    usual = statistics.median(asked.values())
    print(f"ask, {len(asked)} sentences: median {usual:.1f} ms, most {asked[slowest]:.1f} ms ({slowest}); limit {SENTENCE:.0f} ms")
    each = ", ".join(f"{words} {cost:.1f} ms" for words, cost in found.items())
    print(f"search in the texts of {COPIES * 240:,} measures: {each}; limit {SEARCH:.0f} ms")
    real = _real(Path(sys.argv[1])) if len(sys.argv) > 1 else 0.0
    return int(max(asked.values()) > SENTENCE or max(*found.values(), real) > SEARCH)


def _real(folder: Path) -> float:
    """Print what words cost in a store that lies there; the most that one of them took."""
    with open_reader(folder) as reader:
        begin = time.process_time()
        index = searching._index(reader)
        made = 1000 * (time.process_time() - begin)
        measures = sum(hit.kind == "measure" for hit in index.hits)
        costs = {words: _cost(partial(searching.search, reader, words)) for words in BULK}
        hits = {words: sum(map(len, searching.search(reader, words).values())) for words in BULK}
    each = ", ".join(f"{words} ({hits[words]:,} hits) {cost:.1f} ms" for words, cost in costs.items())
    print(f"search in {folder.name}, {measures:,} measures, {len(index.hits):,} texts: {each}; once {made:.0f} ms to read them")
    return max(costs.values())


def _cost(made: Callable[[], object]) -> float:
    """The processor time of a call in milliseconds: the median of five."""
    times = []
    for _ in range(5):
        begin = time.process_time()
        made()
        times.append(1000 * (time.process_time() - begin))
    return statistics.median(times)


def _grow(reader: Reader) -> None:
    """Put the texts of the two plans into the index of a reader so many times that they are those of a large store."""
    index = searching._index(reader)
    step = len(index.plain) + 1
    starts = tuple(at + copy * step for copy in range(COPIES) for at in index.starts)
    searching._INDEX[reader] = searching._Index(index.hits * COPIES, "\n".join([index.plain] * COPIES), starts)


if __name__ == "__main__":
    sys.exit(main())
