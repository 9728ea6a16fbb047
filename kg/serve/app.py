"""The service's addresses, and what answers at each."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager, suppress
from typing import Final, cast

import pyoxigraph as ox
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from kg.errors import StoreError
from kg.ontology import load
from kg.serve import describe, pages
from kg.serve.asking import Asking
from kg.serve.exploring import Exploring
from kg.serve.guard import LOG, Guard
from kg.serve.limits import Limits
from kg.serve.negotiation import choose
from kg.serve.pool import Pool, RefusedError
from kg.serve.protocol import PROBLEM, operation, problem
from kg.serve.query import query_page
from kg.serve.source import Snapshot, Source
from kg.serve.worker import TRIPLES

LOOK_EVERY: Final = 2.0
"""Seconds between two looks at whether the source has changed."""

_JSON: Final = "application/sparql-results+json"


class Service:
    """What the handlers of requests share.

    Parameters
    ----------
    source
        What is served.
    limits
        What clients may have.
    base
        What the IRIs of things begin with; the rest is their path here.
    """

    def __init__(self, source: Source, limits: Limits, base: str) -> None:
        self.source, self.base = source, base
        self._known = source.fingerprint()
        self.pool = Pool(limits, source.snapshot())
        self.exploring = Exploring(self.pool)
        self._query_page = query_page(load(), base)
        self._described: tuple[Snapshot, list[tuple[str, ...]], list[tuple[str, ...]]] | None = None

    @asynccontextmanager
    async def running(self, _: Starlette) -> AsyncIterator[None]:
        """Keep the workers alive, and the snapshot fresh."""
        await self.pool.start()
        self.exploring.prepare()
        watch = asyncio.create_task(self._watch())
        try:
            yield
        finally:
            watch.cancel()
            with suppress(asyncio.CancelledError):
                await watch
            await self.pool.close()
            self.pool.snapshot.remove()

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY)
            try:
                seen = self.source.fingerprint()
                if seen == self._known:
                    continue
                self._known = seen
                self.pool.switch(await asyncio.to_thread(self.source.snapshot))
                self.exploring.prepare()
                LOG.info("the graph has changed and is served anew")
            except (StoreError, OSError) as error:
                LOG.warning(f"what is new cannot be read, so the old is served: {error}")

    async def select(self, sparql: str) -> list[tuple[str, ...]]:
        """Answer a SELECT query of our own with plain texts."""
        _, data = await self.pool.query(sparql, _JSON)
        solutions = ox.parse_query_results(data, format=ox.QueryResultsFormat.JSON)
        return [tuple(str(getattr(term, "value", term or "")) for term in row) for row in solutions]  # type: ignore[union-attr]

    async def sparql(self, request: Request) -> Response:
        """Answer by the SPARQL 1.1 Protocol."""
        asked = await operation(request, self.pool)
        accept = request.headers.get("accept", "")
        if asked is None:
            media, data = describe.written(describe.service(str(request.base_url)), accept)
        else:
            media, data = await self.pool.query(
                asked.query, accept, asked.default, asked.named, str(request.url.replace(query=""))
            )
        return Response(data, headers={"Vary": "Accept"}, media_type=_typed(media))

    async def void(self, request: Request) -> Response:
        """Describe the data."""
        if self._described is None or self._described[0] is not self.pool.snapshot:
            snapshot = self.pool.snapshot
            counts, classes = await asyncio.gather(
                self.select(describe.COUNTS), self.select(describe.CLASSES)
            )
            self._described = (snapshot, counts, classes)
        _, counts, classes = self._described
        triples = describe.dataset(str(request.base_url), self.base, counts[0], classes)
        media, data = describe.written(triples, request.headers.get("accept", ""))
        return Response(data, headers={"Vary": "Accept"}, media_type=_typed(media))

    async def query_page(self, request: Request) -> Response:
        """Show the page to ask in SPARQL."""
        return pages.scripted(self._query_page)

    async def thing(self, request: Request) -> Response:
        """Tell of a thing at its own address."""
        try:
            iri = ox.NamedNode(self.base + request.path_params["path"]).value
        except ValueError:
            raise RefusedError(404, "nothing is called so here") from None
        accept = request.headers.get("accept", "")
        media = choose(accept, [pages.HTML, *TRIPLES])
        if media is None:
            raise RefusedError(406, f"this can be had as {', '.join([pages.HTML, *TRIPLES])}")
        statements = await self.select(pages.STATEMENTS.replace("%s", iri))
        if not statements:
            raise RefusedError(404, "nothing is called so here")
        if media == pages.HTML:
            quotes = await self.select(pages.QUOTES.replace("%s", iri))
            return pages.html(pages.entity(iri, self.base, statements, quotes))
        media, data = await self.pool.query(pages.TRIPLES.replace("%s", iri), media)
        return Response(data, headers={"Vary": "Accept"}, media_type=_typed(media))

    async def health(self, request: Request) -> Response:
        """Tell whether queries can be answered."""
        alive = self.pool.alive
        told = {"status": "ok" if alive else "down", "workers": alive, "waiting": self.pool.waiting}
        return JSONResponse(told, 200 if alive else 503)


def application(service: Service, hosts: Collection[str]) -> Starlette:
    """Put the service together.

    Parameters
    ----------
    service
        What answers.
    hosts
        Names that the server goes by; empty for any.

    Returns
    -------
    starlette.applications.Starlette
        An ASGI application.
    """
    packing = [Middleware(GZipMiddleware, compresslevel=5)]
    registry, pool, asking = CollectorRegistry(), service.pool, Asking(service.pool)
    for name, told, value in (
        ("kg_workers", "Workers alive.", lambda: pool.alive),
        ("kg_workers_replaced", "Workers replaced so far.", lambda: pool.replaced),
        ("kg_queries_waiting", "Queries that wait for a worker.", lambda: pool.waiting),
    ):
        Gauge(name, told, registry=registry).set_function(value)

    async def metrics(_: Request) -> Response:
        return Response(generate_latest(registry), media_type="text/plain; version=0.0.4; charset=utf-8")

    async def refused(request: Request, error: Exception) -> Response:
        told, accept = cast(RefusedError, error), request.headers.get("accept", "")
        if told.status == 404 and choose(accept, [PROBLEM, pages.HTML]) == pages.HTML:
            return pages.html(pages.missing(told.detail), 404)
        return problem(told)

    return Starlette(
        routes=[
            Route("/", service.exploring.page, middleware=packing),
            Route("/explore/graph", service.exploring.graph, middleware=packing),
            Route("/explore/search", service.exploring.search, middleware=packing),
            Route("/query", service.query_page, middleware=packing),
            Route("/sparql", service.sparql, methods=["GET", "POST"]),
            Route("/sparql/", service.sparql, methods=["GET", "POST"]),
            Route("/ask", asking.questions),
            Route("/ask/{name}", asking.answer),
            Route("/.well-known/void", service.void),
            Route("/health", service.health),
            Route("/metrics", metrics),
            Route("/{path:path}", service.thing),
        ],
        exception_handlers={RefusedError: refused},
        middleware=[Middleware(Guard, hosts=hosts, registry=registry)],
        lifespan=service.running,
    )


def _typed(media: str) -> str:
    return f"{media}; charset=utf-8" if media.startswith("text/") else media
