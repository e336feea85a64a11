"""The page itself: the network written through our own template, with nothing to fetch."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Collection
from hashlib import sha256

from zeren.draw.figure import record
from zeren.draw.scene import compose
from zeren.draw.texts import ASSETS, asset, library, looks, words
from zeren.duties import Duties

SCRIPTS = ("model.js", "picture.js", "panel.js", "start.js")
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
) -> str:
    """Return one HTML page, whole and offline, with the network of the bodies that share measures.

    ``roles`` limits the duties that count (None: all); ``center`` (IRI, name, label or alias) draws only the
    bodies within ``hops`` ties (1–5) of one body; ``groups`` is ``as-written``, ``expanded`` (certain members
    in place of a group) or ``possible`` (possible members too). WrongUsage on another value, NotFound or
    Ambiguous where the centre is not one body. The same input gives the same page.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    scene = compose(duties, roles, center, hops, groups)
    clear = _UNSEEN.sub("\ufffd", title)
    data = {**record(scene), "groups": groups, "hops": hops, "looks": looks(), "words": words()}
    script = "(() => {\n'use strict';\n" + "\n".join(asset(name) for name in SCRIPTS) + "\n})();\n"
    environment = Environment(
        loader=FileSystemLoader(ASSETS, encoding="utf-8"), autoescape=True, undefined=StrictUndefined
    )
    return environment.get_template("page.html").render(
        title=clear,
        zh={key: zh for key, (zh, _) in words().items()},
        hashes=" ".join(_source_hash(text) for text in (library(), script)),
        style=asset("page.css"),
        library=library(),
        script=script,
        data=escaped(data),
    )


def escaped(data: object) -> str:
    """Return JSON that can stand inside a script block of any page: no markup, no unseen characters."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return _UNSAFE_IN_JSON.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _source_hash(text: str) -> str:
    """Return the Content-Security-Policy source of an inline script."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
