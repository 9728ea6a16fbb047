"""The SPARQL 1.1 Protocol: what query an HTTP request asks, and how a refusal is told."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import parse_qsl

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kg.serve.limits import MEGABYTE
from kg.serve.pool import Pool, RefusedError

FORM: Final = "application/x-www-form-urlencoded"
QUERY: Final = "application/sparql-query"
PROBLEM: Final = "application/problem+json"
RETRY_AFTER: Final = "2"
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Operation:
    """A query with the graphs that the request says it is about, as IRIs."""

    query: str
    default: tuple[str, ...]
    named: tuple[str, ...]


def parameters(text: str) -> list[tuple[str, str]]:
    """Read a query string or a form.

    Parameters
    ----------
    text
        Percent-encoded.

    Returns
    -------
    list of pairs
        Names and values, in order.

    Raises
    ------
    RefusedError
        If it is no UTF-8.

    Examples
    --------
    >>> parameters("query=ASK%20%7B%7D")
    [('query', 'ASK {}')]
    """
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=10_000)
    except ValueError:
        raise RefusedError(400, "the request is no UTF-8, or has too many parameters") from None


async def operation(request: Request, pool: Pool) -> Operation | None:
    """Read the query that a request asks.

    Parameters
    ----------
    request
        By GET, or by POST in either form.
    pool
        Knows how long a request may be.

    Returns
    -------
    Operation or None
        None where a GET asks nothing, and so for the description of the service.

    Raises
    ------
    RefusedError
        If the request does not follow the protocol, or asks for an update.
    """
    given = parameters(request.url.query)
    if request.method == "POST":
        media, _, rest = request.headers.get("content-type", "").lower().partition(";")
        if "charset" in rest and "utf-8" not in rest:
            raise RefusedError(415, "queries are read as UTF-8 only")
        media = media.strip()
        if media == "application/sparql-update":
            raise RefusedError(403, "this server is read-only")
        if media not in (FORM, QUERY):
            raise RefusedError(415, f"a query is posted as {QUERY} or {FORM}")
        text = await body(request, pool)
        given += [("query", text)] if media == QUERY else parameters(text)
    values: dict[str, list[str]] = {}
    for name, value in given:
        values.setdefault(name, []).append(value)
    if "update" in values:
        raise RefusedError(403, "this server is read-only")
    queries = values.get("query", [])
    if not queries and request.method != "POST":
        return None
    if len(queries) != 1:
        raise RefusedError(400, f"one query is answered at a time, and here are {len(queries)}")
    default, named = (tuple(map(_iri, values.get(f"{kind}-graph-uri", []))) for kind in ("default", "named"))
    return Operation(queries[0], default, named)


def _iri(text: str) -> str:
    try:
        return ox.NamedNode(text).value
    except ValueError:
        raise RefusedError(400, f"{text!r} is no IRI of a graph") from None


async def body(request: Request, pool: Pool) -> str:
    """Read a request's body: not too much of it, and not for too long.

    Raises
    ------
    RefusedError
        If it is too long, too slow, or no UTF-8.
    """
    limit, data = pool.limits.body * MEGABYTE, bytearray()
    try:
        async with asyncio.timeout(pool.limits.deadline):
            async for chunk in request.stream():
                data += chunk
                if len(data) > limit:
                    raise RefusedError(413, f"a request may have {pool.limits.body} MB")
    except TimeoutError:
        raise RefusedError(408, "the request came too slowly") from None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise RefusedError(400, "the request is no UTF-8") from None


def problem(error: RefusedError) -> Response:
    """Tell why there is no answer (RFC 9457); of a fault in a query, with its ``line`` and ``column``."""
    content: dict[str, Any] = {
        "title": HTTPStatus(error.status).phrase,
        "status": error.status,
        "detail": error.detail,
        **error.place,
    }
    headers = {"Retry-After": RETRY_AFTER} if error.status == 503 else {}
    if error.status == 413:
        headers["Connection"] = "close"
    return JSONResponse(content, error.status, headers, PROBLEM)
