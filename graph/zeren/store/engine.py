"""Asking the embedded engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zeren.ground.errors import StoreError, WrongUsage
from zeren.store.terms import Result, materialise

if TYPE_CHECKING:
    import pyoxigraph as ox

ENGINE_ERRORS = (OSError, RuntimeError)
"""the engine reports trouble of the disk as OSError and damage of its own files as RuntimeError"""


def without_graph(quads: bytes, graph: str) -> bytes:
    """Return canonical N-Quads of ``graph`` as N-Triples."""
    # A line end stands nowhere but at the end of a statement, so that no literal is touched.
    return quads.replace(f" <{graph}> .\n".encode(), b" .\n")


def with_union(quads: bytes, graph: str) -> bytes:
    """Return canonical N-Quads of ``graph`` and after them the same statements for the default graph."""
    return quads + without_graph(quads, graph)


def ask(engine: ox.Store, sparql: str, base: str | None, where: str) -> Result:
    """Answer a trusted query over the default graph, which is the union, or the dataset that its FROM names.

    Raises WrongUsage for a query that cannot be parsed or run, StoreError that names ``where`` for damage.
    """
    try:
        return materialise(engine.query(sparql, base_iri=base))
    except SyntaxError as error:
        raise WrongUsage(f"查询有语法错误 (syntax error in the query): {error}") from error
    except ValueError as error:
        raise WrongUsage(f"查询无法执行 (the query cannot be run): {error}") from error
    except ENGINE_ERRORS as error:
        raise StoreError(f"{where}: {error}", "run zeren verify, then zeren rebuild") from error
