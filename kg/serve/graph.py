"""The served graph, as the rest of the package asks graphs: by calls that wait."""

from __future__ import annotations

import asyncio

from kg.graph import Remote
from kg.serve.pool import Pool


class PooledGraph(Remote):
    """A graph that the workers answer for; to be asked in threads, not in the event loop.

    Parameters
    ----------
    pool
        The workers.
    loop
        The event loop that they are kept by.
    """

    def __init__(self, pool: Pool, loop: asyncio.AbstractEventLoop) -> None:
        self._pool, self._loop = pool, loop

    def fetch(self, sparql: str, accept: str) -> tuple[str, bytes]:
        """Ask a query; see :meth:`kg.serve.pool.Pool.query` for what it raises."""
        return asyncio.run_coroutine_threadsafe(self._pool.query(sparql, accept), self._loop).result()
