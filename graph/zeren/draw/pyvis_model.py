"""pyvis as the model of a network, without its half for notebooks, which would bring IPython with it."""

from __future__ import annotations

import sys
from importlib import import_module
from threading import Lock
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pyvis.network import Network

_LOCK = Lock()


class _Later(ModuleType):
    """Stands for a module that is imported when something of it is used."""

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module(self.__name__), name)


def _shown_later(*arguments: Any, **options: Any) -> Any:
    """As ``IPython.display.IFrame``, imported when a page is shown by pyvis itself."""
    return import_module("IPython.display").IFrame(*arguments, **options)


def network_class() -> type[Network]:
    """Return pyvis' ``Network``; what it keeps of IPython and jsonpickle is imported when it is used, which nothing here does.

    In a notebook, where IPython runs already, pyvis is imported as it is.
    """
    with _LOCK:
        if "pyvis.network" in sys.modules or "IPython" in sys.modules:
            return _imported()
        display = ModuleType("IPython.display")
        display.IFrame = _shown_later  # type: ignore[attr-defined]
        standing = {"IPython": ModuleType("IPython"), "IPython.display": display, "jsonpickle": _Later("jsonpickle")}
        standing = {name: module for name, module in standing.items() if name not in sys.modules}
        sys.modules.update(standing)
        try:
            return _imported()
        finally:
            for name in standing:
                del sys.modules[name]


def _imported() -> type[Network]:
    from pyvis.network import Network

    found: type[Network] = Network
    return found
