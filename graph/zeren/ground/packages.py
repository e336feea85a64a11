"""Packages that only one feature needs: an extra of ``setup.cfg`` brings each, ``pip install 'zeren[all]'`` brings them all."""

from __future__ import annotations

from importlib import import_module

from zeren.ground.errors import MissingPackage


def has(name: str) -> bool:
    """Whether a package is installed; imports it."""
    try:
        import_module(name)
    except ModuleNotFoundError as error:
        if error.name == name:
            return False
        raise
    return True


def demand(name: str, extra: str, what: str) -> None:
    """Raise MissingPackage where a package is not installed that a feature (``what``) needs and an extra brings."""
    if not has(name):
        raise MissingPackage(f"{what} 需要 {name} 包，尚未安装 (needs the package {name})", f"pip install 'zeren[{extra}]'")
