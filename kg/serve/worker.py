"""A worker: one process that answers one query after another from a store it only reads.

Run as ``python -m kg.serve.worker FOLDER MEMORY RESULT``, with megabytes. It takes requests from standard
input and gives answers to standard output: the lengths of a head in JSON and of a body, then the two.
"""

from __future__ import annotations

import json
import os
import re
import struct
import sys
from pathlib import Path
from typing import IO, Any, Final

import pyoxigraph as ox

from kg.serve import wall
from kg.serve.limits import MEGABYTE
from kg.serve.negotiation import choose
from kg.terms import PREFIXES

LENGTHS: Final = struct.Struct(">II")
"""Of the head and of the body, before both."""

SOLUTIONS: Final = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "text/csv": ox.QueryResultsFormat.CSV,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
    "application/json": ox.QueryResultsFormat.JSON,
}
"""Media types of answers to SELECT and ASK, the preferred first."""

TRIPLES: Final = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/ld+json": ox.RdfFormat.JSON_LD,
}
"""Media types of answers to CONSTRUCT and DESCRIBE, the preferred first."""

_NICENESS: Final = 5
"""How far workers stand back for the server, which takes questions and hands answers on."""

_PLACE: Final = re.compile(r"error at (\d+):(\d+): ")
_LONGEST: Final = 300


class _TooMuchError(Exception):
    """An answer that outgrows its limit."""


class _Bounded:
    """A stream in memory that takes so many bytes and no more."""

    def __init__(self, limit: int) -> None:
        self.data, self.limit, self.full = bytearray(), limit, False

    def write(self, data: bytes) -> int:
        if len(self.data) + len(data) > self.limit:
            self.full = True
            raise _TooMuchError
        self.data += data
        return len(data)

    def flush(self) -> None:
        """Do nothing: all is written already."""


def answer(
    store: ox.Store, request: dict[str, Any], limit: int, walled: bool = True
) -> tuple[dict[str, Any], bytes]:
    """Answer a query.

    Parameters
    ----------
    store
        The graph.
    request
        ``query``, ``accept`` (a header) and, where the client names graphs, ``default`` and ``named`` (IRIs).
    limit
        Bytes of the answer.
    walled
        Whether the system keeps this process from the network; where it does not, federation is refused.

    Returns
    -------
    pair of dict and bytes
        ``status`` and ``type`` with the answer, or ``status`` and ``detail`` of what is wrong, with ``line``
        and ``column`` where that is known.

    Examples
    --------
    >>> answer(ox.Store(), {"query": "ASK {}", "accept": "text/csv"}, 1000)
    ({'status': 200, 'type': 'text/csv'}, b'true')
    >>> answer(ox.Store(), {"query": "ASK {", "accept": ""}, 1000)[0]["column"]
    6
    """
    sparql = request["query"]
    # Wherever the word stands: what is no keyword to one reader of SPARQL can be one to another.
    if not walled and "service" in sparql.lower():
        return _refusal(403, "this server asks no other server: SERVICE is not offered"), b""
    stream = _Bounded(limit)
    try:
        results = store.query(sparql, prefixes=PREFIXES, base_iri=request.get("base"), **_dataset(request))
        formats: dict[str, Any] = TRIPLES if isinstance(results, ox.QueryTriples) else SOLUTIONS
        media = choose(request["accept"], list(formats))
        if media is None:
            return _refusal(406, f"this answer can be had as {', '.join(formats)}"), b""
        if isinstance(results, ox.QueryTriples):
            ox.serialize(results, stream, format=formats[media], prefixes=PREFIXES)  # type: ignore[arg-type]
        else:
            results.serialize(stream, format=formats[media])  # type: ignore[arg-type]
    except SyntaxError as error:
        return _fault(str(error.msg)), b""
    except MemoryError:
        return _refusal(500, "the query needs more memory than a query may have here"), b""
    except (_TooMuchError, OSError, RuntimeError, ValueError) as error:
        if stream.full:
            limit_told = f"the answer is longer than {limit // MEGABYTE} MB: ask for less, by LIMIT say"
            return _refusal(500, limit_told), b""
        return _refusal(400, f"the query cannot be answered: {error}"), b""
    return {"status": 200, "type": media}, bytes(stream.data)


def _dataset(request: dict[str, Any]) -> dict[str, Any]:
    """Give the graphs that a request is about: those of the protocol, else of the query, else all."""
    default, named = request.get("default", ()), request.get("named", ())
    if default or named:
        return {
            "default_graph": [ox.NamedNode(iri) for iri in default],
            "named_graphs": [ox.NamedNode(iri) for iri in named],
        }
    return {}


def _fault(message: str) -> dict[str, Any]:
    head = _refusal(400, f"the query has a fault: {message.splitlines()[0][:_LONGEST]}")
    if place := _PLACE.search(message):
        head |= {"line": int(place[1]), "column": int(place[2])}
    return head


def _refusal(status: int, detail: str) -> dict[str, Any]:
    return {"status": status, "detail": detail}


def send(stream: IO[bytes], head: dict[str, Any], body: bytes = b"") -> None:
    """Write a head and a body."""
    text = json.dumps(head).encode()
    stream.write(LENGTHS.pack(len(text), len(body)) + text + body)
    stream.flush()


def main() -> None:
    """Serve standard input until it ends."""
    folder, memory, result = sys.argv[1], int(sys.argv[2]) * MEGABYTE, int(sys.argv[3]) * MEGABYTE
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    walled = wall.shut()
    os.nice(_NICENESS)
    store = ox.Store.read_only(folder)
    _confine(memory)
    send(answers, {"walled": walled})
    while lengths := requests.read(LENGTHS.size):
        head, _ = LENGTHS.unpack(lengths)
        send(answers, *answer(store, json.loads(requests.read(head)), result, walled))


def _confine(memory: int) -> None:
    """Let this process have so many more bytes, and no core dump when that ends it."""
    try:
        import resource
    except ImportError:  # Windows
        return
    pages = Path("/proc/self/statm")
    taken = int(pages.read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE") if pages.exists() else 0
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if taken:
        resource.setrlimit(resource.RLIMIT_AS, (taken + memory, taken + memory))


if __name__ == "__main__":
    main()
