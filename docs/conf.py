"""Sphinx builds the documents of this folder into pages: scripts/docs."""

from importlib.metadata import version as version_of

project = "责任 zeren"
author = "zeren maintainers"
version = release = version_of("zeren")
language = "zh_CN"
extensions = ["myst_parser"]
html_theme = "furo"
html_title = f"责任 zeren {release}"
html_last_updated_fmt = None
html_copy_source = False
html_show_copyright = False
exclude_patterns = ["stores/*.ini"]
myst_heading_anchors = 3
# What lies outside this folder is no page: links to it stand as they are in the repository.
suppress_warnings = ["myst.xref_missing"]
