"""The page itself: the network written through our own template, with nothing to fetch."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Collection, Mapping
from hashlib import sha256
from typing import Any

from zeren.draw.figure import Keep, anew, record
from zeren.draw.scene import compose
from zeren.draw.texts import ASSETS, asset, library, looks, words
from zeren.draw.view import checked
from zeren.ground.errors import WrongUsage
from zeren.ground.vocabulary import BASE
from zeren.table.duties import Duties

RENDERERS = ("auto", "canvas", "webgl")
LARGE = 1500
"""bodies above which a page is drawn by WebGL, if nobody asks for another renderer"""
SCRIPTS = {
    renderer: (
        "model.js", "address.js", "look.js", "lines.js", f"{renderer}.js", "panel.js", "tables.js", "controls.js", "summary.js", "drawing.js",
        "start.js",
    )
    for renderer in RENDERERS[1:]
}  # fmt: skip
"""renderer → the scripts of its page, in the order in which they run"""
_HIDDEN = "\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff"
# What could end a script block, open a tag, or break a line where the reader sees none.
_UNSAFE_IN_JSON = re.compile(f"[<>&{_HIDDEN}]")
_UNSEEN = re.compile(f"[\x00-\x1f{_HIDDEN}]")


def page(
    duties: Duties,
    *,
    title: str,
    roles: Collection[str] | None = None,
    center: str | None = None,
    hops: int = 1,
    groups: str = "as-written",
    columns: Mapping[str, Mapping[str, float | int]] | None = None,
    view: str = "",
    renderer: str = "auto",
    links: str | None = None,
    notice: str = "",
    kept: Keep = anew,
    beside: str | None = None,
    home: str | None = None,
    statuses: Mapping[str, str] | None = None,
    framed: bool = False,
) -> str:
    """Return one HTML page, whole and offline, with the network of the bodies that share measures.

    ``roles`` limits the duties that count (None: all); ``center`` (IRI, name, label or alias) keeps only the
    bodies within ``hops`` ties (1–5) of one body. ``groups`` is the reading that the page opens with:
    ``as-written``, ``expanded`` (certain members in place of a group) or ``possible`` (possible members too); the
    others are in the page as well. ``columns``: body → column → figure; ``community`` (from 1) gives colours,
    ``degree``, ``strength``, ``betweenness`` and ``pagerank`` give sizes. ``view`` is the state that the page opens
    with, as in its own address after ``#``. ``renderer``: ``canvas``, ``webgl`` or ``auto`` (``webgl`` above
    ``LARGE`` bodies). ``links``: what the path of an IRI below the base follows in the explorer (None: no links).
    ``statuses``: body → ``late``, ``on-the-way``, ``done`` or ``no-report``, what was reported of it (None: no ledger came back).
    ``notice``: key of the words that stand above the picture (``measuring``, ``unmeasured``; empty: none).
    ``kept`` gives what was computed before, ``Landing.kept.made``.
    ``beside``: address of a folder with the files of ``scripts``, for many pages that share them (None: they are in
    the page).
    ``framed``: offer the code that puts the page into another one, for servers that allow it.
    WrongUsage on another value, NotFound or Ambiguous where a name is not that of one body. The same input gives
    the same page.
    """
    if renderer not in RENDERERS:
        raise WrongUsage(f"renderer: {renderer!r} 没有这种画法 (no such renderer)", f"choose from {', '.join(RENDERERS)}")
    scene = compose(duties, roles, center, hops, groups)
    drawn_by = renderer if renderer != "auto" else "webgl" if len(scene.bodies) > LARGE else "canvas"
    data = {**record(scene, columns, kept), "groups": groups, "hops": hops, "looks": looks(), "words": words()}
    if statuses is not None:
        data["statuses"] = [statuses.get(body.id, "") for body in scene.bodies]
    opening = {"view": checked(view, scene), "links": links, "ids": BASE, "renderer": drawn_by, "whole": beside is None, "home": home}
    return _rendered(title, notice, beside, drawn_by, data, {**opening, "framed": framed})


def _rendered(title: str, notice: str, beside: str | None, drawn_by: str, data: dict[str, Any], opening: dict[str, Any]) -> str:
    """The page of a scene: what it shows, and the state that it opens with."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    inside = [] if beside is not None else list(scripts(drawn_by).values())
    environment = Environment(
        loader=FileSystemLoader(ASSETS, encoding="utf-8"), autoescape=True, undefined=StrictUndefined
    )
    return environment.get_template("page.html").render(
        notice=notice,
        title=_UNSEEN.sub("\ufffd", title),
        zh={key: zh for key, (zh, _) in words().items()},
        # On a disk a page has no origin that 'self' could mean.
        allowed="'self' file:" if beside is not None else " ".join(map(_source_hash, inside)),
        style=asset("page.css"),
        scripts=inside,
        beside=[f"{beside}/{name}" for name in scripts(drawn_by)] if beside is not None else [],
        data=escaped(data),
        opening=escaped(opening),
    )


def scripts(renderer: str) -> dict[str, str]:
    """Return the scripts of a page by name, in the order in which they run: the library of a renderer, and our own."""
    own = "(() => {\n'use strict';\n" + "\n".join(asset(name) for name in SCRIPTS[renderer]) + "\n})();\n"
    return {f"{renderer}-library.js": library(renderer), f"{renderer}.js": own}


def escaped(data: object) -> str:
    """Return JSON that can stand inside a script block of any page: no markup, no unseen characters."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return _UNSAFE_IN_JSON.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _source_hash(text: str) -> str:
    """Return the Content-Security-Policy source of an inline script."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
