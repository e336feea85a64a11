"""What it costs to pair many plans: editions and levels, against reading them. Usage: bench_pairs.py [PLANS] (default 600).

Makes plans of one province, three of its cities and their counties, of topics and years, so that series, levels and drafts meet; tells the processor
seconds of reading and of pairing, and per plan. Each topic has words of its own, as plans have.
"""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import time
from pathlib import Path

from zeren.ground.resources import table
from zeren.ingest import documents, renew
from zeren.ingest.files import find_files
from zeren.ingest.settings import Settings
from zeren.store import open_writer

TOPICS = [
    "公园", "绿道", "充电", "养老", "托育", "河道", "古树", "噪声", "扬尘", "农贸", "夜市", "校车", "停车", "燃气",
    "供水", "排涝", "厕所", "书房", "球场", "菜场",
]  # fmt: skip
VERBS = ["新建", "改造", "修缮", "排查", "培训", "巡检", "推广", "评选", "建档", "通报"]
THINGS = ["设施", "站点", "场所", "机制", "平台", "队伍", "名录", "标准", "账册", "线路"]


def main() -> None:
    """Make the plans, read them into a store without pairing, then pair."""
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 600
    names = [row["name"] for row in table("register/divisions") if row["code"][:4] in ("33", "3301", "3302", "3303")]
    random_ = random.Random(7)
    with tempfile.TemporaryDirectory() as folder:
        count = 0
        while count < wanted:
            name, topic, year = random_.choice(names), random_.choice(TOPICS), random_.choice((2024, 2025, 2026))
            (Path(folder) / f"{count}.txt").write_text(_plan(name, topic, year, random_), encoding="utf-8")
            count += 1
        kept, renew_ = renew.renew, documents.renew
        documents.renew = lambda writer, decided=None: 0  # type: ignore[assignment]
        store = Path(folder) / "store"
        with open_writer(store) as writer:
            start = _spent()
            built = documents.build(find_files([Path(folder)]), writer, Settings(), jobs=1)
            read = _spent() - start
        documents.renew = renew_
        with open_writer(store) as writer:
            start = _spent()
            kept(writer, None)
            paired = _spent() - start
            writer.commit()
            graphs = len(writer.graphs()) - len(built.built)
        count = len(built.built)
        print(f"plans {count}, refused {len(built.refused)}, pairs of documents {graphs}")
        print(f"reading {read:.1f} CPU s ({read / count:.3f} each), pairing {paired:.1f} CPU s ({paired / count:.3f} each)")


def _spent() -> float:
    """Processor seconds of this process and of those that it ended."""
    return time.process_time() + sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])


def _plan(name: str, topic: str, year: int, random_: random.Random) -> str:
    rows = ["序号\t重点任务\t工作措施\t完成时限\t牵头单位\t配合单位"]
    for number in range(1, 13):
        first, last = (f"{random_.choice(VERBS)}{topic}{random_.choice(THINGS)}" for _ in range(2))
        words = f"{first}{random_.randint(2, 90)}处，{last}"
        rows.append(f"{number}\t{topic}{random_.choice(THINGS)}\t{words}。\t{year}年{random_.randint(3, 12)}月底前\t住建局\t财政局")
    return f"{name}{topic}提升{year}年行动计划\n\n" + "\n".join(rows) + "\n"


if __name__ == "__main__":
    main()
