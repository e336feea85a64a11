"""Speed of the network page in headless Chromium: size of the file, time until it can be used, frames while panning.

    python scripts/bench_page.py            # 500 bodies and 5,000 ties, 2,000 bodies and 15,000 ties
    python scripts/bench_page.py 800x9000   # another size

The bodies are made up, without chance. Frames: the picture is moved by six pixels at every frame that the browser gives, for
three seconds. "processor" is the time that all processes of the browser spend on a frame; unlike the frames it does not hang on
what else the machine does, and 60 frames a second need no more than 16.7 ms. Without a graphics card WebGL and the joining of
layers are computed by the processor (SwiftShader), so that on a machine with one all figures are better.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

from zeren import draw
from zeren.table.duties import BodyRow, Duties, Duty, MeasureRow

SIZES = ((500, 5000), (2000, 15000))
SECONDS = 3
FUNCTIONS = "环水城住交发财教卫商民公司农文应市统医园"
TEXT = "巩固全区空气质量改善成效，全力推进美丽蓝天建设，细颗粒物平均浓度达到29微克/立方米左右，争取更好结果，基本消除重污染天气。"
FLAGS = (
    "--headless --no-sandbox --disable-quic --no-first-run --disable-background-networking --disable-component-update "
    "--disable-sync --window-size=1440,900"
)
GRAPHICS = {"canvas": "--disable-gpu", "webgl": "--use-angle=swiftshader --enable-unsafe-swiftshader"}
PAN = """const [seconds, done] = arguments; const frames = []; let turn = 0; const { picture } = zeren;
const start = performance.now();
const step = (now) => {
  frames.push(now); turn += 1;
  picture.pan(turn % 80 < 40 ? 6 : -6, turn % 40 < 20 ? 3 : -3);
  if (performance.now() - start < 1000 * seconds) requestAnimationFrame(step); else done(frames);
};
requestAnimationFrame(step);"""


def crowd(bodies: int, ties: int) -> Duties:
    """A city's worth of duties: five bodies a measure, mostly of neighbouring areas."""
    names = [f"第{n // 20 + 1}区{FUNCTIONS[n % 20]}局" for n in range(bodies)]
    rows = {
        f"b{n}": BodyRow(f"b{n}", f"甲市{name}", name, "agency", ("county", "provincial", "township")[n % 3], None, (name,))
        for n, name in enumerate(names)
    }
    measures: dict[str, MeasureRow] = {}
    held: list[Duty] = []
    seen: set[tuple[int, int]] = set()
    number = 0
    while len(seen) < ties:
        number += 1
        first = number * 37 % bodies
        chosen = list(dict.fromkeys((first + step * (1 + number % 7)) % bodies for step in range(5)))
        iri = f"m{number}"
        measures[iri] = MeasureRow(
            iri, "计划", "p", None, None, (), str(number % 50), f"任务{number % 50}", number, f"第{number}项：{TEXT}", "年底前",
            "by-date", None, "2026-12-31", False, "plan.txt", f"table 1 row {number}", None,
        )  # fmt: skip
        for place, body in enumerate(chosen):
            role = "responsible" if place < 2 else "support"
            held.append(Duty(iri, f"b{body}", role, "单位", names[body], place + 1, "cell"))
        seen |= {(a, b) for a in chosen for b in chosen if a < b}
    return Duties(rows, measures, tuple(held))


def browser(renderer: str, profile: str) -> Any:
    """Debian's Chromium, driven by selenium."""
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or "chromium"
    for flag in (*FLAGS.split(), *GRAPHICS[renderer].split(), f"--user-data-dir={profile}"):
        options.add_argument(flag)
    return webdriver.Chrome(options=options, service=webdriver.ChromeService(shutil.which("chromedriver")))


def spent(chrome: Any) -> float:
    """Processor time of the browser and all its processes so far, seconds."""
    parents: dict[int, list[int]] = {}
    used: dict[int, float] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            head, _, tail = stat.read_text().rpartition(") ")
        except OSError:
            continue
        fields, process = tail.split(), int(head.split()[0])
        parents.setdefault(int(fields[1]), []).append(process)
        used[process] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    total, open_ = 0.0, list(parents.get(chrome.service.process.pid, ()))
    while open_:
        process = open_.pop()
        total += used[process]
        open_ += parents.get(process, ())
    return total


def frames(chrome: Any) -> str:
    """Frames a second, the longer gaps between two, and the processor time of each, while the picture moves."""
    before = spent(chrome)
    seen = chrome.execute_async_script(PAN, SECONDS)
    used = spent(chrome) - before
    gaps = sorted(b - a for a, b in pairwise(seen))
    if not gaps:
        return "no frame"
    rate = 1000 / (sum(gaps) / len(gaps))
    return f"{rate:3.0f} frames/s, gap median {median(gaps):4.0f} ms, shortest {gaps[0]:4.0f} ms, processor {1000 * used / len(seen):4.0f} ms a frame"


def tried(chrome: Any, file: Path) -> None:
    """Print how one page behaves."""
    ready, used = [], []
    for _ in range(3):
        chrome.get("about:blank")
        before = spent(chrome)
        chrome.get(file.as_uri())
        ready.append(chrome.execute_script("return performance.getEntriesByName('zeren-ready')[0].startTime"))
        used.append(spent(chrome) - before)
    print(f"    usable after {median(ready):.0f} ms (least of three {min(ready):.0f}; processor {1000 * min(used):.0f})")
    print(f"    panning, as it opens:     {frames(chrome)}")
    chrome.execute_script("document.getElementById('draw-all')?.click(); zeren.picture.fit();")
    drawn = chrome.execute_script("return zeren.view().pairs.length")
    print(f"    panning, all {drawn:6} lines: {frames(chrome)}")


def main() -> None:
    """Print a row for each network and renderer."""
    sizes = [tuple(map(int, size.split("x"))) for size in sys.argv[1:]] or SIZES
    with tempfile.TemporaryDirectory() as folder:
        for bodies, ties in sizes:
            duties = crowd(bodies, ties)
            for renderer in GRAPHICS:
                start = time.process_time()
                html = draw.page(duties, title="大图", renderer=renderer)
                used = time.process_time() - start
                print(f"{bodies} bodies, {ties} ties, {renderer}: file {len(html.encode()) / 1e6:.2f} MB, written in {used:.1f} s of processor time")
                file = Path(folder, "page.html")
                file.write_text(html, encoding="utf-8")
                chrome = browser(renderer, f"{folder}/profile")
                chrome.set_script_timeout(300)
                try:
                    tried(chrome, file)
                finally:
                    chrome.quit()


if __name__ == "__main__":
    main()
