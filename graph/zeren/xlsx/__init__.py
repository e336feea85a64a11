"""What all workbooks that are written share: cell forms, print on A4, rows high enough for their words, links that print whole."""

from zeren.xlsx.fitting import height, width
from zeren.xlsx.sheets import EPOCH, LONGEST, Sheets, Spots

__all__ = ["EPOCH", "LONGEST", "Sheets", "Spots", "height", "width"]
