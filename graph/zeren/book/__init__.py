"""The store in a notebook: its answers as data frames, its network as graphs, its pages in a frame of their own."""

from __future__ import annotations

from zeren.book.frame import Frame, Listed
from zeren.book.page import Page
from zeren.book.store import Book

__all__ = ["Book", "Frame", "Listed", "Page"]
