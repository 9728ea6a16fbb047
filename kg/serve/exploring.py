"""The explorer over HTTP: the page, and what it asks for."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any, Final

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response

from kg.html import Page
from kg.ontology import load
from kg.serve import pages
from kg.serve.explore import Explorer
from kg.serve.graph import PooledGraph
from kg.serve.pool import Pool, RefusedError
from kg.serve.protocol import parameters
from kg.serve.source import Snapshot

AT_ONCE: Final = 2
"""Requests that are worked on at the same time: they share one interpreter, and more would only hold up
whatever else the server does."""


class Exploring:
    """Answers at ``/`` and ``/explore``.

    Parameters
    ----------
    pool
        The workers, whose snapshot is explored, and whose limits say how many may wait and for how long.
    """

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._page = Page(None, "Knowledge graph", served=True)
        self._page.generate_html()
        self._made: tuple[Snapshot, asyncio.Task[Explorer]] | None = None
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0

    def prepare(self) -> asyncio.Task[Explorer]:
        """Read the present snapshot, once for each: as soon as there is one, so that no visitor waits."""
        known = self._made
        if known and known[0] is self._pool.snapshot and not (known[1].done() and known[1].exception()):
            return known[1]
        snapshot, asked = self._pool.snapshot, PooledGraph(self._pool, asyncio.get_running_loop())

        def made() -> Explorer:
            return Explorer(ox.Store.read_only(str(snapshot.folder)), load().questions.values(), asked)

        self._made = snapshot, asyncio.create_task(asyncio.to_thread(made))
        return self._made[1]

    async def page(self, request: Request) -> Response:
        """Show the explorer, which asks for its data."""
        return pages.scripted(self._page)

    async def graph(self, request: Request) -> Response:
        """Give the explorer what it shows."""
        given = {name: value for name, value in parameters(request.url.query) if value}
        return await self._answer(lambda explorer: explorer.graph(given))

    async def search(self, request: Request) -> Response:
        """Find things and briefs by their names."""
        given = dict(parameters(request.url.query))
        text = given.get("limit", "12")
        limit = int(text[:4]) if text.isascii() and text.isdigit() else 0
        if not 0 < limit <= 100:
            raise RefusedError(400, "limit is a number from 1 to 100")
        return await self._answer(lambda explorer: explorer.search(given.get("q", "")[:200], limit))

    async def _answer(self, call: Callable[[Explorer], Any]) -> Response:
        """Give what a call says as JSON, when it is its turn."""
        if self._waiting >= self._pool.limits.queue:
            raise RefusedError(503, "too many wait for the explorer already; try again soon")
        self._waiting += 1
        try:
            async with asyncio.timeout(self._pool.limits.deadline):
                explorer = await asyncio.shield(self.prepare())
                await self._turns.acquire()
        except TimeoutError:
            raise RefusedError(503, "the explorer was not free in time; try again soon") from None
        finally:
            self._waiting -= 1
        try:
            told = await asyncio.to_thread(lambda: json.dumps(call(explorer), separators=(",", ":")))
        finally:
            self._turns.release()
        return Response(told, media_type="application/json")
