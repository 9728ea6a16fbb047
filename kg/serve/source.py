"""What is served: a store's published version or a copy of files, renewed when there is a newer one."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from kg.dataset import merged
from kg.errors import StoreError
from kg.folder import Lock, cannot_open, clear_away, open_pinned, pin_version, version
from kg.store import load_file

_COPIES: Final = "kg-serve-"
"""How the names of folders begin that copies of files are put in."""


class Snapshot:
    """A folder with a database in it that nobody writes to.

    Parameters
    ----------
    folder
        Where it is.
    remove
        Lets it go.
    """

    def __init__(self, folder: Path, remove: Callable[[], object]) -> None:
        self.folder, self.remove = folder, remove


class Source:
    """A store's folder, an Oxigraph database, or RDF files.

    Parameters
    ----------
    paths
        One folder, or files in any format of RDF, named by their suffixes, also compressed.
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        self.paths = paths

    def fingerprint(self) -> object:
        """Give what differs once there is something newer: the store's version, or the times of the files.

        Raises
        ------
        StoreError
            If the store is damaged.
        OSError
            If a file is gone.
        """
        [folder, *_] = self.paths
        if _is_database(folder):
            return None
        if folder.is_dir():
            return version(folder)
        return [(stat.st_mtime_ns, stat.st_size) for stat in map(Path.stat, self.paths)]

    def snapshot(self) -> Snapshot:
        """Give the source as it is now.

        Returns
        -------
        Snapshot
            What stays the same whatever is written later.

        Raises
        ------
        StoreError
            If the source cannot be read, or is an empty store.
        """
        [folder, *_] = self.paths
        if folder.is_dir() and not _is_database(folder):
            path, lock = pin_version(folder)
            open_pinned(folder, path)  # to see that it can be read
            return Snapshot(path, lock.release)
        for left in Path(tempfile.gettempdir()).glob(f"{_COPIES}*"):
            clear_away(left)  # by a server that was killed
        target = Path(tempfile.mkdtemp(prefix=_COPIES))
        lock = Lock(target)

        def remove() -> None:
            shutil.rmtree(target, ignore_errors=True)
            lock.release()

        snapshot = Snapshot(target / "graph", remove)
        try:
            if folder.is_dir():
                ox.Store.read_only(str(folder)).backup(snapshot.folder)
            store = ox.Store(snapshot.folder)
            if folder.is_dir():
                store.bulk_extend(merged(store))
            else:
                for path in self.paths:
                    load_file(store, path)
            store.flush()
        except (OSError, RuntimeError) as error:
            snapshot.remove()
            raise cannot_open(folder, error) from None
        except StoreError:
            snapshot.remove()
            raise
        return snapshot


def _is_database(path: Path) -> bool:
    """Tell whether a folder is a database of Oxigraph's own, without the versions of a store."""
    return (path / "CURRENT").exists()
