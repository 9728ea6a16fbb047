"""The whole flow: briefs are read, facts extracted and stored, links inferred."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Final

from kg import ontology as ontologies
from kg.errors import InputError
from kg.extract import extract
from kg.model import Brief, Reading, confident
from kg.readers import Level, Notice, read
from kg.store import GraphStore

BATCH: Final = 2000
"""Briefs handed to an executor at a time: enough to keep many workers busy, few enough to hold in memory."""

FLUSH_EVERY: Final = 50
"""Briefs between two flushes of the store."""


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What came of a build.

    Parameters
    ----------
    store
        The graph, with all that is inferred.
    briefs
        How many briefs were read.
    notices
        What could not be read, was left out or skipped.
    """

    store: GraphStore
    briefs: int
    notices: tuple[Notice, ...]


def build(
    inputs: Iterable[str | Path],
    *,
    store: GraphStore | None = None,
    reader: Callable[[Brief], Reading] | None = None,
    executor: Executor | None = None,
    min_confidence: float = 0.0,
    progress: Callable[[int], None] = lambda briefs: None,
) -> BuildResult:
    r"""Turn briefs into a graph.

    Parameters
    ----------
    inputs
        Files, folders, or ``-`` for standard input.
    store
        The store to put them in, beside what is there; without it, a new one in memory.
    reader
        What reads a brief, :class:`kg.llm.LlmReader` say; without it, the patterns of the store's ontology.
    executor
        Where to extract; without it, here.
    min_confidence
        The least confidence of a fact about an initiative, 0 to 1, see :func:`kg.model.confident`.
    progress
        Called after each brief with the number of briefs so far.

    Returns
    -------
    BuildResult
        The store, and what is to be told. One bad file or brief does not stop the rest.

    Raises
    ------
    OntologyError
        If the ontology's files have faults.
    StoreError
        If the store cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "a.txt").write_text("WCO trains Fiji\n\nThe WCO held a workshop in Fiji.")
    ...     result = build([folder])
    >>> result.briefs, result.store.briefs()
    (1, ['https://w3id.org/wco-kg/id/brief-wco-trains-fiji'])
    """
    store = GraphStore() if store is None else store
    notices: list[Notice] = []
    briefs = 0
    reader = reader or partial(_extract, store.ontology.folder)
    read_one = partial(_read, reader, min_confidence)
    for reading in _readings(read_one, read(inputs, notices.append), executor):
        if isinstance(reading, InputError):
            notices.append(Notice(Level.ERROR, reading))
            continue
        store.replace_brief(reading)
        briefs += 1
        if briefs % FLUSH_EVERY == 0:
            store.flush()
        progress(briefs)
    store.commit()
    return BuildResult(store, briefs, tuple(notices))


def _readings(
    read_one: Callable[[Brief], Reading | InputError], briefs: Iterator[Brief], executor: Executor | None
) -> Iterator[Reading | InputError]:
    """Extract in the order of the briefs, a batch at a time where there is an executor."""
    if executor is None:
        yield from map(read_one, briefs)
        return
    while batch := list(islice(briefs, BATCH)):
        yield from executor.map(read_one, batch, chunksize=50)


def _read(reader: Callable[[Brief], Reading], min_confidence: float, brief: Brief) -> Reading | InputError:
    """Read a brief, or tell why it cannot be read."""
    try:
        return confident(reader(brief), min_confidence)
    except InputError as fault:
        return fault


def _extract(folder: Path, brief: Brief) -> Reading:
    """Extract with the ontology of a folder, which each process reads once."""
    return extract(brief, ontologies.load(folder))
