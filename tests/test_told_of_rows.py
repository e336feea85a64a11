"""What is told of rows that are left out, and what columns of values are about."""

from __future__ import annotations

import io
import json
from pathlib import Path

from click.testing import CliRunner
from openpyxl import Workbook

from zeren.cli import cli


def sheet(path: Path) -> Path:
    """A sheet of duties with values beside them and a hidden row."""
    book = Workbook()
    rows = (
        ("序号", "重点任务", "目标值", "责任单位", "完成时间"),
        (1, "政务数据共享率提高", "92%", "市数据局", "2027年6月底"), (2, "开展攻防演练3次", "3次", "市委网信办", "2027年9月底"),
        (3, "关停老旧系统", "5个", "市财政局", "2027年5月底"), (4, "推广电子印章", "覆盖率80%", "市司法局", "2027年11月底"),
    )  # fmt: skip
    book.active.append(("云门市2027年数字政府任务清单",))
    for row in rows:
        book.active.append(row)
    book.active.row_dimensions[5].hidden = True
    held = io.BytesIO()
    book.save(held)
    path.write_bytes(held.getvalue())
    return path


def test_a_value_without_a_name_is_about_its_row_and_hidden_rows_are_told(tmp_path: Path) -> None:
    path = sheet(tmp_path / "任务清单.xlsx")
    done = CliRunner().invoke(cli, ["extract", "--residue", str(path)])
    measures = [record for line in done.stdout.splitlines() if (record := json.loads(line))["type"] == "measure"]
    told = {one["text"]: [(target["indicator"], target["value"], target["unit"]) for target in one["targets"]] for one in measures}
    assert told == {
        "政务数据共享率提高": [("政务数据共享率", 92.0, "%")],
        "开展攻防演练3次": [("攻防演练", 3.0, "次")],
        "推广电子印章": [("覆盖率", 80.0, "%")],
    }
    assert "关停老旧系统" in done.stderr
    assert CliRunner().invoke(cli, ["extract", str(path)]).stderr == ""
