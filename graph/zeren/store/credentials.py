"""User and password for a SPARQL server: Digest (RFC 7616) and Basic (RFC 7617).

The standard library's handlers wait for a refusal before every request. A server that refuses a large body at
its first line may close the line while the body is still on its way, which then looks like a broken
connection; so here a challenge once heard is answered in advance.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
import secrets
import urllib.parse
from collections.abc import Iterable

_PARAMETER = re.compile(r'([\w-]{1,40})\s{0,9}=\s{0,9}(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))')
_DIGESTS = {"md5": "md5", "sha-256": "sha256"}


class Login:
    """Knows who the user is, and how the server wants to be told."""

    def __init__(self, user: str, password: str, addresses: Iterable[str]) -> None:
        """``addresses`` name the servers that may be told."""
        self._user = user
        self._password = password
        self._places = {_place(address) for address in addresses if address}
        self._scheme = ""
        self._asked: dict[str, str] = {}
        self._count = 0
        self.waits = bool(user)
        """there is a user, and the server has not yet said how it wants to be told"""

    def hear(self, challenges: Iterable[str]) -> bool:
        """Take the ``WWW-Authenticate`` headers of a refusal; False where none of them can be answered."""
        said = ", ".join(challenges)
        if not self._user:
            return False
        for scheme in ("digest", "basic"):
            found = re.search(rf"\b{scheme}\b\s*(.*)", said, re.IGNORECASE | re.DOTALL)
            asked: dict[str, str] = {}
            for name, quoted, plain in _PARAMETER.findall(found[1] if found else ""):
                # What follows may belong to another challenge: the first of a name is this one's.
                asked.setdefault(name.lower(), re.sub(r"\\(.)", r"\1", quoted) or plain)
            if found and (scheme == "basic" or _can_answer(asked)):
                self._scheme, self._asked, self._count, self.waits = scheme, asked, 0, False
                return True
        return False

    def header(self, method: str, url: str) -> str | None:
        """Return the ``Authorization`` header for a request; None where none is due."""
        if not self._scheme or _place(url) not in self._places:
            return None
        if self._scheme == "basic":
            return "Basic " + base64.b64encode(f"{self._user}:{self._password}".encode()).decode()
        self._count += 1
        return "Digest " + self._digest(method, url, f"{self._count:08x}", secrets.token_hex(8))

    def _digest(self, method: str, url: str, count: str, own: str) -> str:
        parts = urllib.parse.urlsplit(url)
        uri = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        realm, nonce = self._asked.get("realm", ""), self._asked["nonce"]
        algorithm = self._asked.get("algorithm", "MD5")

        def hashed(text: str) -> str:
            return hashlib.new(_DIGESTS[algorithm.lower()], text.encode(), usedforsecurity=False).hexdigest()

        secret, asked = hashed(f"{self._user}:{realm}:{self._password}"), hashed(f"{method}:{uri}")
        qop = "qop" in self._asked
        middle = f"{nonce}:{count}:{own}:auth" if qop else nonce
        fields = {
            "username": _quoted(self._user),
            "realm": _quoted(realm),
            "nonce": _quoted(nonce),
            "uri": _quoted(uri),
            "response": _quoted(hashed(f"{secret}:{middle}:{asked}")),
            "algorithm": algorithm,
        }
        if "opaque" in self._asked:
            fields["opaque"] = _quoted(self._asked["opaque"])
        if qop:
            fields |= {"qop": "auth", "nc": count, "cnonce": _quoted(own)}
        return ", ".join(f"{name}={value}" for name, value in fields.items())


def from_environment(addresses: Iterable[str]) -> Login:
    """Return the login that ``ZEREN_USER`` and ``ZEREN_PASSWORD`` give; one that answers nothing without them."""
    return Login(os.environ.get("ZEREN_USER", ""), os.environ.get("ZEREN_PASSWORD", ""), addresses)


def _can_answer(asked: dict[str, str]) -> bool:
    known = asked.get("algorithm", "MD5").lower() in _DIGESTS
    return known and "nonce" in asked and ("qop" not in asked or "auth" in [way.strip() for way in asked["qop"].split(",")])


def _place(address: str) -> tuple[str, str]:
    parts = urllib.parse.urlsplit(address)
    return parts.scheme, parts.netloc


def _quoted(text: str) -> str:
    return '"' + re.sub(r'([\\"])', r"\\\1", text) + '"'
