"""Helpers of the reader tests: tables with merged cells, and writers for every format."""
