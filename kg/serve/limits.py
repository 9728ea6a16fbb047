"""How much the service lets a client have."""

from __future__ import annotations

import os
from dataclasses import dataclass

MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """What a query may cost, and how many may wait.

    Parameters
    ----------
    workers
        Queries that run at the same time. Many more than there are cores, so that short ones need not wait
        for long ones to end.
    queue
        Queries that may wait for a worker; further ones are turned away.
    deadline
        Seconds that a query may run, and as many that it may wait.
    memory
        Megabytes that a worker may take beyond what it starts with.
    result
        Megabytes of an answer.
    body
        Megabytes of a request.
    """

    workers: int = max(32, 4 * (os.cpu_count() or 1))
    queue: int = 128
    deadline: float = 10.0
    memory: int = 512
    result: int = 64
    body: int = 4
