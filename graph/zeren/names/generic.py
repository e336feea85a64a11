"""Names that stand for no one body: persons, posts, offices that any body has, bodies of which there are many."""

from __future__ import annotations

from zeren.ground.resources import table
from zeren.names.parts import parts

_LEVELS = ("自治区", "自治州", "自治县", "省", "市", "县", "区", "州", "旗", "盟", "镇", "乡", "村", "各", "本", "该")
_MARKS = str.maketrans("", "", "“”\"‘’'")


class Generic:
    """Tells why a name stands for no one body."""

    def __init__(self) -> None:
        self._whole: dict[str, str] = {}
        self._posted: dict[str, str] = {}
        self._ending: dict[str, str] = {}
        for row in table("register/generic"):
            kind = {"whole": self._whole, "posted": self._posted, "ending": self._ending}.get(row["match"], {})
            for word in row["words"].split(" "):
                kind[word.translate(_MARKS)] = row["why"]
        self._sizes = sorted({len(word) for word in self._ending}, reverse=True)
        self._last = {word[-1] for word in (*self._posted, *self._ending)}

    def why(self, full: str) -> str | None:
        """Why ``full`` names no one body; None where it may name one."""
        name = full.translate(_MARKS) if "“" in full or '"' in full else full
        if name in self._whole or name in self._posted:
            return self._whole.get(name) or self._posted[name]
        for level in _LEVELS if name[-1:] in self._last else ():
            if name.startswith(level) and name[len(level) :] in self._posted:
                return self._posted[name[len(level) :]]
        for size in self._sizes if name[-1:] in self._last else ():
            if name[-size:] in self._ending:
                return self._ending[name[-size:]]
        ordered = name[2:3] in "各市县区省乡镇" and name.startswith(parts("order"))
        return "名称里有动词，是一句话而不是名称" if ordered else None
