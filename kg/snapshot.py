"""A whole store as one file, and back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyoxigraph as ox

from kg.compression import compressed
from kg.errors import StoreError
from kg.folder import Draft, cannot_open
from kg.store import GraphStore, file_format, load_file
from kg.terms import PREFIXES
from kg.writers import beside


def snapshot(store: GraphStore, path: Path) -> None:
    """Write every quad of a graph to a file: the same graph always gives the same bytes.

    Parameters
    ----------
    store
        The graph.
    path
        ``.nq`` or ``.trig``, compressed where ``.gz``, ``.bz2`` or ``.xz`` follows.

    Raises
    ------
    StoreError
        If the file cannot be written; one that was there stays as it was.
    """
    format = file_format(path)
    with beside(path) as stream, compressed(stream, path.suffix) as packed:
        ox.serialize(store.quads(), packed, format, prefixes=PREFIXES)


def restore(path: Path, folder: Path) -> None:
    """Make a store of a snapshot: the whole store, or none.

    Parameters
    ----------
    path
        The snapshot.
    folder
        Where the store goes: a folder that is missing or empty.

    Raises
    ------
    StoreError
        If the snapshot cannot be read, or the folder holds something.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise StoreError(f"{folder} is not empty; a snapshot is restored into a new folder")
    half = folder.with_name(f".{folder.name}.half")
    try:
        shutil.rmtree(half, ignore_errors=True)
        draft = Draft(half)
        load_file(draft.store, path, attributed=True)
        draft.publish()
        del draft
        half.rename(folder)
    except (OSError, RuntimeError) as error:
        raise cannot_open(folder, error) from None
    finally:
        shutil.rmtree(half, ignore_errors=True)
