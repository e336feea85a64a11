"""The generator of invented plans: what it writes is read back whole."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from conftest import ROOT, document
from zeren.ingest import pipeline


def written(folder: Path, *more: str) -> list[Path]:
    command = [sys.executable, str(ROOT / "scripts" / "bulk.py"), "--plans", "3", "--measures", "9", "-o", str(folder), *more]
    subprocess.run(command, check=True, capture_output=True)
    return sorted(folder.iterdir())


def test_every_invented_measure_is_read_with_bodies_of_its_own_district(tmp_path: Path) -> None:
    files = written(tmp_path / "a")
    assert [path.name.split("_")[1] for path in files] == ["北京市东城区", "北京市西城区", "北京市朝阳区"]
    for path in files:
        read = pipeline.extract(document(path))
        assert len(read.measures) == 9
        district = path.name.split("_")[1]
        for measure in read.measures:
            assert measure.plan.jurisdiction is not None and measure.plan.jurisdiction.name == district
            bodies = [its.resolution.body for its in measure.assignments if its.resolution]
            assert len(bodies) == len(measure.assignments) >= 1
            assert all(body is not None and body.name.startswith(district) for body in bodies)
    assert [path.read_bytes() for path in files] == [path.read_bytes() for path in written(tmp_path / "b")]


def test_few_districts_get_other_plans_each_round(tmp_path: Path) -> None:
    names = [path.name.split("_", 1)[1] for path in written(tmp_path, "--districts", "2")]
    assert names == [
        "北京市东城区_绿色低碳发展2026年行动计划.txt",
        "北京市西城区_污染防治攻坚2026年行动计划.txt",
        "北京市东城区_城市更新2027年行动计划.txt",
    ]
