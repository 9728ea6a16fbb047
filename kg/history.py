"""What was taken into a store when: a log beside the data, which hold no clock."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Final

from kg.build import BuildResult
from kg.errors import StoreError

_LOG: Final = "history.jsonl"


@dataclass(frozen=True, slots=True)
class Ingest:
    """One change of a store.

    Parameters
    ----------
    time
        When it was done, in UTC, as ISO 8601.
    command
        What was asked for: ``add``, say.
    inputs
        Files and folders, or identifiers of briefs, as given.
    briefs
        How many were read.
    added, replaced, removed
        How many went in, were replaced, went out.
    version
        Of the program.
    ontology
        Version of the ontology.
    """

    time: str
    command: str
    inputs: tuple[str, ...]
    briefs: int
    added: int
    replaced: int
    removed: int
    version: str
    ontology: str


def record(folder: Path, command: str, inputs: tuple[str, ...], result: BuildResult) -> None:
    """Write down a change that was made to a store.

    Parameters
    ----------
    folder
        The store's folder.
    command, inputs
        What was asked for.
    result
        What came of it.

    Raises
    ------
    StoreError
        If it cannot be written.
    """
    ingest = Ingest(
        time=datetime.now(UTC).isoformat(timespec="seconds"),
        command=command,
        inputs=inputs,
        briefs=result.briefs,
        added=len(result.added),
        replaced=len(result.replaced),
        removed=len(result.removed),
        version=version("wco-kg"),
        ontology=result.store.ontology.version,
    )
    try:
        with (folder / _LOG).open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(asdict(ingest)) + "\n")
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        raise StoreError(f"{folder / _LOG} cannot be written: {error.strerror or error}") from None


def history(folder: Path) -> Iterator[Ingest]:
    """Give the changes that were made to a store, the first one first.

    Parameters
    ----------
    folder
        The store's folder.

    Yields
    ------
    Ingest
        Each; a line that was cut short or damaged is left out.
    """
    path = folder / _LOG
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines() if path.exists() else []
    for line in lines:
        try:
            fields = json.loads(line)
            yield Ingest(**{**fields, "inputs": tuple(fields["inputs"])})
        except (ValueError, TypeError, KeyError):
            continue
