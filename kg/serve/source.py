"""What is served: a private, read-only copy of a store's folder or of files, renewed when they change."""

from __future__ import annotations

import gzip
import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import IO, cast

import pyoxigraph as ox

from kg.errors import StoreError

Fingerprint = tuple[tuple[str, int, int], ...]


class Snapshot:
    """A folder with a store in it that nobody writes to.

    Parameters
    ----------
    folder
        Where it is.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def remove(self) -> None:
        """Delete the folder."""
        shutil.rmtree(self.folder, ignore_errors=True)


class Source:
    """The folder of a store, or RDF files.

    Parameters
    ----------
    paths
        One folder, or files: ``.nq``, ``.trig``, ``.ttl``, ``.nt``, ``.rdf``, ``.jsonld``, also with ``.gz``.
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        self.paths = paths

    def fingerprint(self) -> Fingerprint:
        """Give what differs once the source has changed: names, sizes and times of its files."""
        folder = self.paths[0]
        files = sorted(folder.iterdir()) if folder.is_dir() else self.paths
        found = []
        for path in files:
            try:
                stat = path.stat()
            except FileNotFoundError:
                continue
            if path.name not in ("LOCK", "LOG"):
                found.append((path.name, stat.st_size, stat.st_mtime_ns))
        return tuple(found)

    def snapshot(self) -> Snapshot | None:
        """Copy the source as it is now.

        Returns
        -------
        Snapshot or None
            None while another process writes to the store.

        Raises
        ------
        StoreError
            If the source cannot be read.
        """
        target = Path(tempfile.mkdtemp(prefix="kg-serve-"))
        try:
            if not self.paths[0].is_dir():
                self._load(target)
            elif not self._copy(target):
                shutil.rmtree(target, ignore_errors=True)
                return None
        except BaseException:
            shutil.rmtree(target, ignore_errors=True)
            raise
        return Snapshot(target)

    def _load(self, target: Path) -> None:
        store = ox.Store(target)
        for path in self.paths:
            packed = path.suffix == ".gz"
            suffix = (path.with_suffix("") if packed else path).suffix.lstrip(".")
            format = ox.RdfFormat.from_extension(suffix)
            if format is None:
                raise StoreError(f"{path} has no suffix of RDF: .nq, .trig, .ttl, .nt, .rdf, .jsonld")
            try:
                with cast("IO[bytes]", gzip.open(path) if packed else path.open("rb")) as stream:
                    store.bulk_load(stream, format=format)
            except (SyntaxError, ValueError, OSError) as error:
                raise StoreError(f"{path} cannot be read as RDF: {error}") from None
        store.flush()

    def _copy(self, target: Path) -> bool:
        """Copy a store's folder while no process writes to it; tell whether that could be done."""
        folder = self.paths[0]
        if not (folder / "CURRENT").exists():
            raise StoreError(f"{folder} is no store: it holds something else")
        with (folder / "LOCK").open("rb") as lock:
            if not _locked(lock):
                return False
            for path in folder.iterdir():
                if path.is_file() and path.name != "LOCK":
                    _link(path, target / path.name)
        try:
            ox.Store(
                target
            ).flush()  # whatever stands in the log only is sorted in, once instead of by each worker
        except (OSError, RuntimeError) as error:
            raise StoreError(f"{folder} cannot be opened: {error}") from None
        return True


def _locked(lock: IO[bytes]) -> bool:
    """Keep writers out until the file is closed; tell whether there was none."""
    try:
        import fcntl
    except ImportError:  # Windows
        return True
    try:
        fcntl.lockf(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _link(path: Path, target: Path) -> None:
    """Link what a store never changes once it is written, and copy the rest."""
    if path.suffix in (".sst", ".log"):
        try:
            os.link(path, target)
            return
        except OSError:  # on another disk
            pass
    shutil.copy2(path, target)
