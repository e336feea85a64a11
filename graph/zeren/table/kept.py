"""What takes long and hangs on the state of a store alone: made once, and kept for the next who asks."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import TypeVar, cast

from zeren.ground.version import __version__

Made = TypeVar("Made")

KEPT = 64
"""files of one kind in a folder; the oldest give way"""


class Kept:
    """A folder of values of JSON, each by what it was made of; does without where the folder cannot be used."""

    def __init__(self, folder: Path | None, state: str = "") -> None:
        self._folder = folder
        self._state = state

    def made(self, what: str, given: object, make: Callable[[], Made]) -> Made:
        """Return what ``make`` makes of ``given``, now or when it was asked for before in this state of the store.

        ``what`` names the kind, ``given`` is a value of JSON. The value comes back as JSON gives it: lists for tuples.
        """
        told = json.dumps([what, __version__, self._state, given], ensure_ascii=False, separators=(",", ":"))
        if self._folder is None:
            return cast(Made, json.loads(json.dumps(make())))
        path = self._folder / f"{what}-{sha256(told.encode()).hexdigest()[:32]}.json"
        with contextlib.suppress(OSError, ValueError):
            return cast(Made, json.loads(path.read_bytes()))
        text = json.dumps(make(), ensure_ascii=False, separators=(",", ":"))
        with contextlib.suppress(OSError):
            self._keep(path, text.encode(), what)
        return cast(Made, json.loads(text))

    def _keep(self, path: Path, data: bytes, what: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Another process may read or make the same at once: it sees all of the file or none.
        handle, name = tempfile.mkstemp(dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(name).replace(path)
        except OSError:
            Path(name).unlink()
            raise
        held = sorted(path.parent.glob(f"{what}-*.json"), key=lambda file: (file.stat().st_mtime, file.name))
        for old in held[:-KEPT]:
            old.unlink(missing_ok=True)
