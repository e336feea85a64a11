"""Fill a ledger in LibreOffice as an office does; run by the Python that has LibreOffice's bridge: filling.py IN OUT PROFILE.

Forty states, ten persons, three deadlines, two new rows; sorted by the bodies, 完成情况 moved before 任务, filtered, saved as xlsx.
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

KEYS, ABOUT, HEAD = 0, 2, 3
"""0-based rows of the ledger"""


def opened(pipe, source):
    """The document in a LibreOffice that listens on a pipe; with a new profile it may start itself again, so what fails is tried again."""
    import uno
    from com.sun.star.connection import NoConnectException
    from com.sun.star.uno import RuntimeException

    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(600):
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
            return desktop.loadComponentFromURL(Path(source).as_uri(), "_blank", 0, (option("Hidden", True),))
        except (NoConnectException, RuntimeException, AttributeError):
            time.sleep(0.2)
    raise SystemExit("LibreOffice does not answer")


def option(name, value):
    from com.sun.star.beans import PropertyValue

    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


def filled(sheet):
    """Write what was done into the cells, by the hidden keys of the columns."""
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    across = cursor.RangeAddress.EndColumn
    at = {sheet.getCellByPosition(column, KEYS).String: column for column in range(across + 1)}
    down = next(row for row in range(HEAD + 1, 5000) if not sheet.getCellByPosition(at["id"], row).String) - 1

    def put(row, key, words):
        sheet.getCellByPosition(at[key], row).FormulaLocal = words

    sheet.getCellByPosition(2, ABOUT).String = "西城区生态环境局"
    sheet.getCellByPosition(6, ABOUT).FormulaLocal = "2026-09-28"
    for number in range(40):
        put(HEAD + 1 + number, "status", "已完成" if number % 2 else "推进中")
        put(HEAD + 1 + number, "progress", f"第{number + 1}项进展")
    for number in range(10):
        put(HEAD + 1 + number, "person", f"联系人{number}")
        sheet.getCellByPosition(at["phone"], HEAD + 1 + number).String = "010-66200000"
    for number in range(3):
        put(HEAD + 1 + number, "due", "2026-10-31")
    for number in (1, 2):
        put(down + number, "text", f"新增措施{number}")
        put(down + number, "principal", "区水务局")
        put(down + number, "deadline", "年底前")
    return at, across, down + 2


def arranged(sheet, at, across, down):
    """Sort the rows, move a column, filter."""
    import uno
    from com.sun.star.sheet import TableFilterField
    from com.sun.star.sheet.FilterOperator import EQUAL
    from com.sun.star.table import TableSortField

    rows = sheet.getCellRangeByPosition(0, HEAD + 1, across, down)
    field = TableSortField()
    field.Field, field.IsAscending = at["principal"], True
    rows.sort((option("SortFields", uno.Any("[]com.sun.star.table.TableSortField", (field,))), option("ContainsHeader", False)))
    sheet.Columns.insertByIndex(1, 1)
    moved = at["status"] + 1
    for first, last in ((KEYS, KEYS), (HEAD, down)):
        sheet.moveRange(
            sheet.getCellByPosition(1, first).CellAddress, sheet.getCellRangeByPosition(moved, first, moved, last).RangeAddress
        )
    sheet.Columns.removeByIndex(moved, 1)
    listed = sheet.getCellRangeByPosition(0, HEAD, across, down)
    filter_ = listed.createFilterDescriptor(True)
    wanted = TableFilterField()
    wanted.Field, wanted.Operator, wanted.IsNumeric, wanted.StringValue = 1, EQUAL, False, "已完成"
    filter_.ContainsHeader = True
    filter_.setFilterFields((wanted,))
    listed.filter(filter_)


def main(source, target, profile):
    pipe = f"ledger{os.getpid()}"
    command = ["soffice", f"-env:UserInstallation={Path(profile).as_uri()}", "--headless", "--norestore", f"--accept=pipe,name={pipe};urp;"]
    office = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        document = opened(pipe, source)
        sheet = document.Sheets.getByIndex(0)
        arranged(sheet, *filled(sheet))
        document.storeToURL(Path(target).as_uri(), (option("FilterName", "Calc MS Excel 2007 XML"),))
        document.close(True)
    finally:
        os.killpg(office.pid, signal.SIGKILL)


if __name__ == "__main__":
    main(*sys.argv[1:])
