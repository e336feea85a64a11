"""What is told of cells and rows of returned ledgers, ours and those that offices keep themselves."""

from __future__ import annotations

NO_RESULT = (
    "{head} 是公式 {formula}，文件中没有存下结果，未取 (a formula without a stored result)；"
    "用 Excel 或 WPS 打开并保存一次，或粘贴为数值 (open and save it once)"
)
"""what is told of a formula whose result the file does not hold"""
NO_DATE = "{spot} “{words}” 不是日期，留作备注 (no date, kept as a remark)；写成 2026-06-30 (write it like this)"
NO_YEAR = "{spot} “{words}” 没有年份，按填报日期取 {day} (without a year, told from the day of the report)；写成 2026-06-30"
ASIDE = "“{words}” 是合计、注或落款，不作任务 (a total, a note or a signature, no task)"
