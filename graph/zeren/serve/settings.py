"""What the person who starts the server may set, and the limits that nobody changes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

HOST = "127.0.0.1"
PORT = 8765

BODY = 1 << 20
"""bytes of a request body"""
HEAD = 256 << 10
"""bytes of a request line with its headers: a query of 64 KiB, percent-encoded"""
LINES = 100
"""header lines of a request"""
PARAMETER = 2 << 10
"""bytes of one parameter of a page, as it is sent; queries of users have a limit of their own"""
PATIENCE = 10.0
"""seconds in which a request must have come in, and an answer must be taken"""
CONNECTIONS = 128
"""open at a time"""
ANSWER = 32 << 20
"""bytes of one answer; larger ones are asked again with fewer rows and marked"""
SHORTEST_TOKEN = 16
"""characters"""


@dataclass(frozen=True, slots=True)
class Settings:
    """How one server runs."""

    store: str
    """directory, or address of an endpoint"""
    host: str = HOST
    port: int = PORT
    """0: any free one"""
    token: str | None = None
    """password that every request must bring; None: none is asked"""
    names: tuple[str, ...] = ()
    """further host names by which browsers may call the server"""
    questions: Path | None = None
    """folder of own question files, asked beside the shipped ones"""
    workers: int = 4
    """processes for queries of users"""
    seconds: float = 10.0
    """a user's query may take so long"""
    rows: int = 100_000
    """rows or statements of one answer"""
    origins: tuple[str, ...] = ()
    """further origins (https://refine.example.org) whose pages may match names; those of this machine always may"""
    embed: tuple[str, ...] = ()
    """origins (https://www.example.org) whose pages may show pages of this server in a frame"""
    decisions: Path | None = None
    """folder of what people decided, whose decisions about names /reconcile follows; None: no decisions"""
    base: str | None = None
    """address by which others reach the server (https://zeren.example.org), for feeds; None: as each request came"""


_ORIGIN = re.compile(r"https?://[A-Za-z0-9.-]{1,253}(?::\d{1,5})?")
"""``https://www.example.org``, ``http://localhost:8000``: RFC 6454, no path, no wildcard"""


def is_origin(text: str) -> bool:
    """Tell whether a text is one origin as a policy may name it."""
    return _ORIGIN.fullmatch(text) is not None


def is_loopback(host: str) -> bool:
    """Tell whether a host name or address reaches this machine only."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower().rstrip(".") == "localhost"


def is_address(host: str) -> bool:
    """Tell whether a host is an IP address."""
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True
