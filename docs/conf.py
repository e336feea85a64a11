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


def _reachable(app, pagename, templatename, context, doctree):
    """What the theme leaves out for readers without a mouse or eyes: the rank of its captions, and a way into what scrolls."""
    for part in ("body", "furo_navigation_tree"):
        if context.get(part):
            told = context[part].replace('role="heading"', 'role="heading" aria-level="2"').replace("<pre>", '<pre tabindex="0">')
            context[part] = told.replace('<div class="table-wrapper', '<div tabindex="0" class="table-wrapper')


def setup(app):
    """Put the above behind the theme's own."""
    app.connect("html-page-context", _reachable, priority=900)
