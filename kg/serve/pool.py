"""Workers: processes that answer one query at a time, and are killed and replaced when it takes too long."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Coroutine, Iterable
from contextlib import suppress
from typing import Any, Final, cast

from kg.errors import KgError
from kg.serve.limits import Limits
from kg.serve.source import Snapshot
from kg.serve.worker import LENGTHS

_FIRST: Final = 4
"""Workers that wait for queries from the beginning."""

_PATIENCE: Final = 1.0
"""Seconds to wait before a worker that could not be started is tried again."""


class RefusedError(KgError):
    """A query that gets no answer.

    Parameters
    ----------
    status
        Of HTTP.
    detail
        Why.
    place
        ``line`` and ``column`` of a fault, where known.
    """

    def __init__(self, status: int, detail: str, **place: int) -> None:
        self.status, self.detail, self.place = status, detail, place
        super().__init__(detail)


class _Worker:
    def __init__(self, process: Process, snapshot: Snapshot) -> None:
        self.process, self.snapshot = process, snapshot
        self._out = cast(asyncio.StreamWriter, process.stdin)
        self._in = cast(asyncio.StreamReader, process.stdout)

    async def ask(self, request: bytes) -> tuple[dict[str, Any], bytes]:
        self._out.write(LENGTHS.pack(len(request), 0) + request)
        await self._out.drain()
        return await self.receive()

    async def receive(self) -> tuple[dict[str, Any], bytes]:
        head, body = LENGTHS.unpack(await self._in.readexactly(LENGTHS.size))
        text = await self._in.readexactly(head)
        return json.loads(text), await self._in.readexactly(body)

    async def end(self) -> None:
        with suppress(ProcessLookupError):
            self.process.kill()
        await self.process.wait()


class Pool:
    """Workers over the newest snapshot: a few at first, and more whenever all are busy, up to the limit.

    Parameters
    ----------
    limits
        What a query may cost.
    snapshot
        What to answer from at first.
    """

    def __init__(self, limits: Limits, snapshot: Snapshot) -> None:
        self.limits, self.snapshot = limits, snapshot
        self.waiting = self.alive = self.replaced = self._wanted = 0
        self._idle: asyncio.LifoQueue[_Worker] = asyncio.LifoQueue()
        self._users: dict[Snapshot, int] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._closing = False

    async def start(self) -> None:
        """Start the first workers."""
        self._wanted = min(_FIRST, self.limits.workers)
        await asyncio.gather(*(self._start_worker() for _ in range(self._wanted)))

    async def query(
        self,
        sparql: str,
        accept: str,
        default: Iterable[str] = (),
        named: Iterable[str] = (),
        base: str | None = None,
    ) -> tuple[str, bytes]:
        """Answer a query, or say why not.

        Parameters
        ----------
        sparql
            The query.
        accept
            The header that tells which media types will do.
        default, named
            IRIs of the graphs that it is about; where both are empty, the query's own, or all as one.
        base
            What relative IRIs are relative to.

        Returns
        -------
        pair of str and bytes
            The media type and the whole answer.

        Raises
        ------
        RefusedError
            If the query is faulty or costs too much, or too many others wait.
        """
        request = {
            "query": sparql,
            "accept": accept,
            "default": list(default),
            "named": list(named),
            "base": base,
        }
        worker = await self._take()
        try:
            async with asyncio.timeout(self.limits.deadline):
                head, body = await worker.ask(json.dumps(request).encode())
        except TimeoutError:
            self._replace(worker)
            raise RefusedError(503, f"the query took longer than {self.limits.deadline:g} s") from None
        except (asyncio.IncompleteReadError, ConnectionError):
            code = await worker.process.wait()
            self._replace(worker)
            if code == -signal.SIGSEGV:
                raise RefusedError(400, "the query nests too deeply") from None
            memory = f"the query needs more than {self.limits.memory} MB of memory"
            raise RefusedError(500, f"{memory}, or nests too deeply") from None
        except BaseException:  # the client went away: what the worker still says is for nobody
            self._replace(worker)
            raise
        if worker.snapshot is self.snapshot:
            self._idle.put_nowait(worker)
        else:
            self._replace(worker)
        if head["status"] != 200:
            place = {key: head[key] for key in ("line", "column") if key in head}
            raise RefusedError(head["status"], head["detail"], **place)
        return head["type"], body

    def switch(self, snapshot: Snapshot) -> None:
        """Answer from another snapshot from now on; the old one goes when its last query has ended.

        Parameters
        ----------
        snapshot
            The new one.
        """
        self.snapshot = snapshot
        for _ in range(self._idle.qsize()):
            self._replace(self._idle.get_nowait())

    async def close(self) -> None:
        """End the workers."""
        self._closing = True
        while not self._idle.empty():
            await self._end(self._idle.get_nowait())
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _take(self) -> _Worker:
        if self._idle.empty() and self.waiting >= self.limits.queue:
            raise RefusedError(503, "too many queries wait already; try again soon")
        if self._idle.empty() and self._wanted < self.limits.workers:
            self._wanted += 1
            self._attend(self._keep_starting())
        self.waiting += 1
        try:
            async with asyncio.timeout(self.limits.deadline):
                return await self._idle.get()
        except TimeoutError:
            raise RefusedError(503, "no worker was free in time; try again soon") from None
        finally:
            self.waiting -= 1

    def _replace(self, worker: _Worker) -> None:
        self.replaced += 1
        self._attend(self._renew(worker))

    def _attend(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _renew(self, worker: _Worker) -> None:
        await self._end(worker)
        await self._keep_starting()

    async def _keep_starting(self) -> None:
        while not self._closing:
            try:
                await self._start_worker()
                return
            except (OSError, asyncio.IncompleteReadError):
                await asyncio.sleep(_PATIENCE)

    async def _start_worker(self) -> None:
        snapshot, limits = self.snapshot, self.limits
        arguments = (str(snapshot.folder), str(limits.memory), str(limits.result))
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "kg.serve.worker", *arguments, stdin=PIPE, stdout=PIPE
        )
        worker = _Worker(process, snapshot)
        self._users[snapshot] = self._users.get(snapshot, 0) + 1
        self.alive += 1
        try:
            await worker.receive()
        except BaseException:
            await self._end(worker)
            raise
        self._idle.put_nowait(worker)

    async def _end(self, worker: _Worker) -> None:
        await worker.end()
        self.alive -= 1
        self._users[worker.snapshot] -= 1
        if not self._users[worker.snapshot] and worker.snapshot is not self.snapshot:
            del self._users[worker.snapshot]
            worker.snapshot.remove()
