"""A graph in somebody's SPARQL 1.1 server: asked there, sent there, fetched from there."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Final
from urllib.parse import urlsplit

import httpx2
import pyoxigraph as ox

from kg.errors import QueryError, StoreError
from kg.graph import Remote
from kg.store import GraphStore
from kg.terms import WCO

USER, PASSWORD, TOKEN = "KG_ENDPOINT_USER", "KG_ENDPOINT_PASSWORD", "KG_ENDPOINT_TOKEN"  # names only
"""Environment variables with the credentials; they are read nowhere else, and written nowhere."""

BATCH: Final = 1000
"""Triples in one update, about: few enough for servers whose parsers are small."""

_DIGEST: Final = ox.NamedNode(WCO + "pushedDigest")
"""In a graph that was sent whole: a digest of the rest, by which the next push knows what is there."""

_SECONDS: Final = 300.0


class Endpoint(Remote):
    """A SPARQL 1.1 server whose default graph is the union of its named graphs.

    Parameters
    ----------
    url
        Where it takes queries.
    update
        Where it takes updates; without it, what is usual for such an address.
    """

    def __init__(self, url: str, update: str | None = None) -> None:
        self.url, self.update_url = url, update or _update_address(url)
        headers = {"Authorization": f"Bearer {token}"} if (token := os.environ.get(TOKEN)) else {}
        self._user = (os.environ.get(USER, ""), os.environ.get(PASSWORD, ""))
        self._client = httpx2.Client(timeout=_SECONDS, headers=headers)

    def fetch(self, sparql: str, accept: str) -> tuple[str, bytes]:
        """Ask a query."""
        response = self._post(self.url, {"query": sparql}, accept)
        media = response.headers.get("content-type", "").partition(";")[0].strip()
        return media, response.content

    def update(self, sparql: str) -> None:
        """Send an update.

        Raises
        ------
        QueryError
            If the server refuses it.
        """
        self._post(self.update_url, {"update": sparql}, "*/*")

    def download(self) -> GraphStore:
        """Fetch all that was pushed into memory; servers have graphs of their own besides.

        Returns
        -------
        GraphStore
            A copy, without what only says how it was sent.
        """
        store = GraphStore()
        for graph in sorted(self._digests(), key=str):
            _, data = self.fetch(
                f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} }}", "application/n-triples"
            )
            triples = (quad.triple for quad in ox.parse(data, format=ox.RdfFormat.N_TRIPLES))
            store.put(
                ox.Quad(triple.subject, triple.predicate, triple.object, graph)
                for triple in triples
                if triple.predicate != _DIGEST
            )
        return store

    def push(
        self,
        store: GraphStore,
        progress: Callable[[int], None] = lambda graphs: None,
        *,
        delete: bool = False,
    ) -> tuple[int, int]:
        """Put the graphs of a store into the server; what is there already is not sent again.

        A graph is replaced as a whole, and bears a digest once all of it is there: a push that was stopped
        goes on where it stopped. What the store lacks is left alone, for another store may have sent it.

        Parameters
        ----------
        store
            What to send.
        progress
            Called with the number of graphs that are up to date.
        delete
            Whether to take out what was pushed before, from whatever store, and is not in this one.

        Returns
        -------
        pair of int
            Graphs sent, and graphs taken out.

        Raises
        ------
        QueryError
            If the server refuses.
        """
        there = self._digests()
        batch: list[str] = []
        size = sent = 0
        for done, (graph, triples) in enumerate(_by_graph(store), 1):
            digest = hashlib.sha256("".join(f"{triple}\n" for triple in triples).encode()).hexdigest()[:16]
            if there.pop(graph, "") != digest:
                sent += 1
                batch.append(f"DROP SILENT GRAPH {graph}")
                for part in _parts([*triples, ox.Triple(graph, _DIGEST, ox.Literal(digest))]):
                    batch.append(f"INSERT DATA {{ GRAPH {graph} {{ {' . '.join(map(str, part))} }} }}")
                    size += len(part)
                    if size >= BATCH:
                        self.update(" ;\n".join(batch))
                        batch, size = [], 0
            progress(done)
        gone = sorted(there, key=str) if delete else []
        batch += [f"DROP SILENT GRAPH {graph}" for graph in gone]
        if batch:
            self.update(" ;\n".join(batch))
        return sent, len(gone)

    def _digests(self) -> dict[ox.NamedNode, str]:
        rows = self.select(f"SELECT ?g ?digest WHERE {{ GRAPH ?g {{ ?g {_DIGEST} ?digest }} }}")
        return {ox.NamedNode(graph): digest for graph, digest in rows}

    def _post(self, url: str, form: dict[str, str], accept: str) -> httpx2.Response:
        user, password = self._user
        basic = httpx2.BasicAuth(user, password) if user else httpx2.Auth()
        try:
            response = self._client.post(url, data=form, headers={"Accept": accept}, auth=basic)
            if response.status_code == 401 and user:  # Virtuoso does not say that it wants the other way
                digest = httpx2.DigestAuth(user, password)
                response = self._client.post(url, data=form, headers={"Accept": accept}, auth=digest)
        except httpx2.HTTPError as error:
            raise QueryError(f"{_bare(url)} cannot be reached: {error}") from None
        if response.is_success:
            return response
        reason = " ".join(response.text.split())[:300]
        raise QueryError(f"{_bare(url)} answers {response.status_code} {response.reason_phrase}: {reason}")


def _by_graph(store: GraphStore) -> Iterator[tuple[ox.NamedNode, list[ox.Triple]]]:
    for graph, quads in groupby(store.quads(), key=lambda quad: quad.graph_name):
        if not isinstance(graph, ox.NamedNode):
            raise StoreError("only named graphs can be sent")
        yield graph, [quad.triple for quad in quads]


def _parts(triples: list[ox.Triple]) -> Iterator[list[ox.Triple]]:
    """Part triples for several updates; those with blank nodes, named for one update only, stay together."""
    blank = [triple for triple in triples if ox.BlankNode in (type(triple.subject), type(triple.object))]
    named = [triple for triple in triples if ox.BlankNode not in (type(triple.subject), type(triple.object))]
    if blank:
        yield blank
    for start in range(0, len(named), BATCH):
        yield named[start : start + BATCH]


def _update_address(url: str) -> str:
    """Give where a server takes updates, by where it takes queries.

    Examples
    --------
    >>> _update_address("http://localhost:7878/query")
    'http://localhost:7878/update'
    >>> _update_address("http://localhost:7200/repositories/wco")
    'http://localhost:7200/repositories/wco/statements'
    """
    if "/repositories/" in urlsplit(url).path:
        return f"{url}/statements"
    return f"{url.removesuffix('/query')}/update" if url.endswith("/query") else url


def _bare(url: str) -> str:
    """Give an address without what may be secret in it."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname}{f':{parts.port}' if parts.port else ''}{parts.path}"
