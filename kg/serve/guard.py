"""Around every request: by whose name it calls, what browsers may do with answers, a line in the log."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Collection
from typing import Any, Final

from prometheus_client import CollectorRegistry, Counter, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg.serve.pool import RefusedError
from kg.serve.protocol import problem

LOG: Final = logging.getLogger("kg.serve")
LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "[::1]"})
_HEADERS: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-resource-policy", b"same-origin"),
)


class JsonLines(logging.Formatter):
    """Each record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Give the line."""
        told: dict[str, Any] = {
            "time": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
            + f".{int(record.msecs):03d}Z",
            "level": record.levelname.lower(),
            "message": record.getMessage(),
            **getattr(record, "told", {}),
        }
        if record.exc_info:
            told["error"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False)


class Guard:
    """Turns away who calls the server by a foreign name (DNS rebinding), and keeps the log and the figures.

    Parameters
    ----------
    app
        What answers.
    hosts
        Names that the server goes by, without port; empty for any.
    registry
        Where the figures are kept.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str], registry: CollectorRegistry) -> None:
        self.app, self.hosts = app, hosts
        self._requests = Counter("kg_requests", "Requests answered.", ["route", "status"], registry=registry)
        self._seconds = Histogram("kg_request_seconds", "Time to answer.", ["route"], registry=registry)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun, status, length = time.perf_counter(), 500, 0

        async def send_guarded(message: Message) -> None:
            nonlocal status, length
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), *_HEADERS]
            length += len(message.get("body", b""))
            await send(message)

        host = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "")
        try:
            if self.hosts and host.lower().rpartition(":")[0 if _has_port(host) else 2] not in self.hosts:
                await problem(RefusedError(421, "this server does not go by that name"))(
                    scope, receive, send_guarded
                )
            else:
                await self.app(scope, receive, send_guarded)
        finally:
            seconds = time.perf_counter() - begun
            route = getattr(scope.get("route"), "path", "none")
            self._requests.labels(route, status).inc()
            self._seconds.labels(route).observe(seconds)
            LOG.info(
                "request",
                extra={
                    "told": {
                        "client": (scope.get("client") or ("",))[0],
                        "method": scope["method"],
                        "path": scope["path"][:200],
                        "status": status,
                        "bytes": length,
                        "ms": round(1000 * seconds, 1),
                    }
                },
            )


def _has_port(host: str) -> bool:
    name, colon, port = host.rpartition(":")
    return bool(colon) and port.isdigit() and bool(name)
