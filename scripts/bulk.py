"""Write many invented plans, for measuring on stores that no published collection fills.

``python scripts/bulk.py --plans 560 -o DIR`` gives about 100,000 measures; the same arguments give the same bytes. Names of
districts come from the register; titles, measures and who answers for them are invented and say nothing about anybody.
"""

from __future__ import annotations

import argparse
import random
import sys
from itertools import islice
from pathlib import Path

from zeren.ground.resources import table

MUNICIPALITIES = ("11", "12", "31", "50")
THEMES = ("绿色低碳发展", "污染防治攻坚", "公共服务提升", "城市更新", "营商环境优化", "安全生产治本攻坚", "数字政务建设", "养老服务提质")
CHAPTERS = ("一、优化结构布局", "二、改善民生服务", "三、提升治理能力", "四、强化支撑保障")
BODIES = (
    "生态环境局", "发展和改革局", "财政局", "教育局", "民政局", "司法局", "商务局", "水务局", "应急管理局", "卫生健康局", "市场监督管理局",
    "农业农村局", "住房和城乡建设局", "交通运输局", "审计局", "统计局", "文化和旅游局", "人力资源和社会保障局", "城市管理局", "医疗保障局",
)  # fmt: skip
VERBS = ("推进", "完善", "开展", "落实", "加强", "建设", "健全", "优化", "规范", "实施")
OBJECTS = (
    "老旧小区综合整治", "重点行业清洁生产审核", "社区养老服务设施", "学校周边交通秩序", "河道水质巡查机制", "扬尘管控措施", "政务服务一件事",
    "公共停车场", "垃圾分类投放站点", "危险化学品企业排查", "充电设施布局", "农贸市场改造", "公共机构节能", "噪声敏感区域治理", "残疾人就业帮扶",
    "雨污分流管网", "口袋公园", "电梯安全筛查", "基层卫生站点", "零散工业园区提升",
)  # fmt: skip
WAYS = ("形成常态化工作机制", "建立台账并动态更新", "按月通报进展", "接受社会监督", "做到应改尽改", "总结可推广经验", "与年度预算衔接")
DUE = ("年底前", "6月底前", "9月底前", "持续推进", "3月31日前", "长期实施", "10月底前", "每季度")
COUNTED = ("处", "个", "项", "家")


def districts(limit: int) -> list[tuple[str, str]]:
    """Return full name (河北省石家庄市长安区) and short full name (石家庄市长安区) of urban districts, in the register's order."""
    names = {row["code"]: row["name"] for row in table("register/divisions")}
    found = []
    for code, name in names.items():
        if len(code) == 6 and name.endswith("区") and not 71 <= int(code[4:]) <= 79:
            city = names.get(code[:2] if code[:2] in MUNICIPALITIES else code[:4], "")
            province = "" if code[:2] in MUNICIPALITIES else names[code[:2]]
            if city.endswith("市"):
                found.append((province + city + name, city + name))
    return list(islice(found, limit))


def cell(bodies: list[str]) -> str:
    """Return a cell as plans print it: names with blanks between, a rule where there is none."""
    return " ".join(bodies) or "——"


def measure(rng: random.Random, number: int) -> str:
    """Return the words of one measure; every fourth promises a value."""
    words = f"{rng.choice(VERBS)}{rng.choice(OBJECTS)}，{rng.choice(WAYS)}"
    if number % 4 == 0:
        return f"{words}，全年完成{rng.randint(2, 90)}{rng.choice(COUNTED)}。"
    return f"{words}，第{number}项任务由牵头单位组织推进。" if number % 7 == 0 else f"{words}。"


def plan(rng: random.Random, title: str, measures: int, lead: bool) -> str:
    """Return one plan as text: a heading, and a table with a row a measure, tasks merged downwards."""
    roles = ["牵头部门", "主责单位", "协办单位"] if lead else ["主责单位", "协办单位"]
    lines = [title, ""]
    lines.append("\t".join(["序号", "重点任务", "工作措施", "完成时限", *roles]))
    task, part = 0, -(-measures // len(CHAPTERS))
    for number in range(1, measures + 1):
        chapter, inside = divmod(number - 1, part)
        begins = inside == 0 or rng.random() < 0.4
        if inside == 0:
            lines.append(CHAPTERS[chapter] + "\t" * (3 + len(roles)))
        task += begins
        head = [str(task), f"{rng.choice(VERBS)}{rng.choice(OBJECTS)}"] if begins else ["", ""]
        drawn = ["区" + name for name in rng.sample(BODIES, rng.randint(2, 6))]
        main, support = drawn[: rng.randint(1, 2)], drawn[2:]
        if rng.random() < 0.15:
            support = ["各街道办事处", *support]
        shares = [main[:1], main[1:] or drawn[1:2], support] if lead else [main, support]
        lines.append("\t".join([*head, measure(rng, number), rng.choice(DUE), *map(cell, shares)]))
    return "\n".join(lines) + "\n"


def write(folder: Path, plans: int, measures: int, places: int) -> int:
    """Write the plans; return how many measures they hold. Places are used again with other themes and years."""
    known = districts(min(plans, places))
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(plans):
        full, issuer = known[number % len(known)]
        round_ = number // len(known)
        title = f"{issuer}{THEMES[(number + round_) % len(THEMES)]}{2026 + round_}年行动计划"
        text = plan(random.Random(f"{full} {title}"), title, measures, number % 3 == 0)
        (folder / f"{number + 1:04d}_{full}_{title.removeprefix(issuer)}.txt").write_text(text, encoding="utf-8")
    return plans * measures


def main() -> int:
    """Read the arguments and write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--plans", type=int, default=20, help="how many plans (20)")
    parser.add_argument("--measures", type=int, default=180, help="measures in each (180)")
    parser.add_argument("--districts", type=int, default=10_000, help="at most so many districts, each with 20 bodies (all, about 970)")
    parser.add_argument("-o", "--output", type=Path, required=True, help="the folder to write to")
    given = parser.parse_args()
    if min(given.plans, given.measures, given.districts) < 1:
        parser.error("numbers must be 1 or more")
    print(f"{given.plans} plans, {write(given.output, given.plans, given.measures, given.districts)} measures → {given.output}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
