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
from kg.decisions import Decisions
from kg.errors import InputError
from kg.extract import extract
from kg.model import Brief, Reading, confident
from kg.readers import Level, Notice, read
from kg.settings import manner
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
    added, replaced, removed
        IRIs of the briefs that are new in the store, that read otherwise than before, and that are gone.
    notices
        What could not be read, was left out or skipped.
    """

    store: GraphStore
    briefs: int
    added: tuple[str, ...]
    replaced: tuple[str, ...]
    removed: tuple[str, ...]
    notices: tuple[Notice, ...]


def build(
    inputs: Iterable[str | Path],
    *,
    store: GraphStore | None = None,
    reader: Callable[[Brief], Reading] | None = None,
    executor: Executor | None = None,
    min_confidence: float = 0.0,
    decisions: Decisions | None = None,
    mirror: bool = False,
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
        Readers are told apart by their ``model``, or by what they are called.
    executor
        Where to extract; without it, here.
    min_confidence
        The least confidence of a fact about an initiative, 0 to 1, see :func:`kg.model.confident`.
    decisions
        What people have decided on names that the vocabulary does not know.
    mirror
        Whether to take out the briefs that the inputs do not hold; none is, if an input cannot be read.
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

    Notes
    -----
    A brief that the store holds word for word is not read again, if all in the store has been read alike.

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
    read_briefs = read(inputs, notices.append)
    read_one = _reader(store, reader, min_confidence, decisions)
    alike = store.read_as(_manner(reader, min_confidence, decisions))
    return _put(store, read_briefs, notices, read_one, executor, alike, mirror, progress)


def refresh(
    store: GraphStore,
    *,
    reader: Callable[[Brief], Reading] | None = None,
    executor: Executor | None = None,
    min_confidence: float = 0.0,
    decisions: Decisions | None = None,
    progress: Callable[[int], None] = lambda briefs: None,
) -> BuildResult:
    """Read a store's own briefs again, after the ontology, the decisions or the reader have changed.

    Parameters
    ----------
    store
        The store.
    reader, executor, min_confidence, decisions, progress
        As for :func:`build`.

    Returns
    -------
    BuildResult
        The store, which is then as if built from scratch, and the briefs that read otherwise than before.

    Raises
    ------
    OntologyError
        If the ontology's files have faults.
    StoreError
        If the store cannot be written.
    """
    briefs = (store.brief(iri) for iri in store.briefs())
    read_one = _reader(store, reader, min_confidence, decisions)
    store.read_as(_manner(reader, min_confidence, decisions))
    return _put(store, briefs, [], read_one, executor, False, False, progress)


def _put(
    store: GraphStore,
    read_briefs: Iterator[Brief],
    notices: list[Notice],
    read_one: Callable[[Brief], Reading | InputError],
    executor: Executor | None,
    alike: bool,
    mirror: bool,
    progress: Callable[[int], None],
) -> BuildResult:
    """Extract briefs and put them in, one at a time; where all are read alike, skip those that are there."""
    briefs, before, seen = 0, set(store.briefs()), set[str]()
    added: dict[str, None] = {}
    replaced: dict[str, None] = {}

    def changed() -> Iterator[Brief]:
        nonlocal briefs
        for brief in read_briefs:
            if alike and brief.iri in before and store.brief(brief.iri) == brief:
                seen.add(brief.iri)
                briefs += 1
                progress(briefs)
            else:
                yield brief

    for reading in _readings(read_one, changed(), executor):
        if isinstance(reading, InputError):
            notices.append(Notice(Level.ERROR, reading))
            continue
        iri = reading.brief.iri
        if store.replace_brief(reading):
            (replaced if iri in before else added)[iri] = None
        seen.add(iri)
        briefs += 1
        if briefs % FLUSH_EVERY == 0:
            store.flush()
        progress(briefs)
    failed = any(notice.level is Level.ERROR for notice in notices)
    removed = sorted(before - seen) if mirror and not failed else []
    for iri in removed:
        store.remove_brief(iri)
    if not alike and seen.issuperset(store.briefs()):
        store.settle()
    store.commit()
    return BuildResult(store, briefs, tuple(added), tuple(replaced), tuple(removed), tuple(notices))


def _readings(
    read_one: Callable[[Brief], Reading | InputError], briefs: Iterator[Brief], executor: Executor | None
) -> Iterator[Reading | InputError]:
    """Extract in the order of the briefs, a batch at a time where there is an executor."""
    if executor is None:
        yield from map(read_one, briefs)
        return
    while batch := list(islice(briefs, BATCH)):
        yield from executor.map(read_one, batch, chunksize=50)


def _reader(
    store: GraphStore,
    reader: Callable[[Brief], Reading] | None,
    min_confidence: float,
    decisions: Decisions | None,
) -> Callable[[Brief], Reading | InputError]:
    reader = reader or partial(_extract, store.ontology.folder)
    return partial(_read, reader, min_confidence, decisions or Decisions())


def _manner(
    reader: Callable[[Brief], Reading] | None, min_confidence: float, decisions: Decisions | None
) -> str:
    name = None if reader is None else str(getattr(reader, "model", getattr(reader, "__qualname__", reader)))
    return manner(name, min_confidence, decisions or Decisions())


def _read(
    reader: Callable[[Brief], Reading], min_confidence: float, decisions: Decisions, brief: Brief
) -> Reading | InputError:
    """Read a brief, or tell why it cannot be read."""
    try:
        return confident(decisions.apply(reader(brief)), min_confidence)
    except InputError as fault:
        return fault


def _extract(folder: Path, brief: Brief) -> Reading:
    """Extract with the ontology of a folder, which each process reads once."""
    return extract(brief, ontologies.load(folder))
