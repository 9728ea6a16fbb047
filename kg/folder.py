"""A store's folder: the draft that one writer changes, and the versions of it that readers open.

    draft/          the database that the writer changes, and that nobody else opens
    unpublished     is there while the draft holds what no version has yet
    versions/12/    the database as it was published; it never changes, and shares its files by hard links
    HEAD            the number of the version that counts, replaced in one step

A reader pins the version it opens by a shared lock, and never meets the writer. A writer holds an exclusive
lock on the folder, and clears away the versions that nobody reads any more. Killed at any moment, it leaves
the old version or the new one; what the draft has gained is taken up by the next writer.
"""

from __future__ import annotations

import os
import shutil
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from kg.dataset import is_merged, merged
from kg.errors import StoreError

_DRAFT: Final = "draft"
_UNPUBLISHED: Final = "unpublished"
_VERSIONS: Final = "versions"
_HEAD: Final = "HEAD"


def version(folder: Path) -> int:
    """Give the number of the version that readers get.

    It takes microseconds, so that whoever keeps a version open can ask often whether there is a newer one.

    Parameters
    ----------
    folder
        A store's folder.

    Returns
    -------
    int
        Counted from 1; 0 where nothing was published yet.

    Raises
    ------
    StoreError
        If the folder holds something else, or is damaged.
    """
    try:
        text = (folder / _HEAD).read_text(encoding="ascii")
    except FileNotFoundError:
        if not folder.is_dir() or (any(folder.iterdir()) and not (folder / _DRAFT).is_dir()):
            raise StoreError(f"{folder} is no store: it holds something else") from None
        return 0
    except (OSError, UnicodeDecodeError) as error:
        raise cannot_open(folder, error) from None
    if not text.strip().isdecimal():
        raise StoreError(f"{folder / _HEAD} is damaged: it holds no number of a version")
    return int(text)


def pin_version(folder: Path) -> tuple[Path, Lock]:
    """Keep the version that counts from being cleared away, and tell where it is.

    Parameters
    ----------
    folder
        A store's folder.

    Returns
    -------
    pair of pathlib.Path and Lock
        The version's folder, which stays as long as the lock is referred to and not released.

    Raises
    ------
    StoreError
        If the folder holds something else, is damaged, or nothing was published in it yet.
    """
    while number := version(folder):
        path = folder / _VERSIONS / str(number)
        try:
            lock = Lock(path, shared=True)
            if path.exists():
                return path, lock
        except OSError as error:
            # Between the two looks, a writer may have published anew and cleared this version away.
            if version(folder) == number:
                raise cannot_open(path, error) from None
    raise StoreError(f"{folder} is empty: nothing was published in it yet")


def open_version(folder: Path) -> tuple[ox.Store, Lock | None]:
    """Open the version that counts, to read it only.

    Parameters
    ----------
    folder
        A store's folder.

    Returns
    -------
    pair of pyoxigraph.Store and Lock
        The lock keeps the version from being cleared away, as long as it is referred to; an empty store
        needs none.

    Raises
    ------
    StoreError
        If the folder holds something else, is damaged, or was written by an older kg.
    """
    if not version(folder):
        return ox.Store(), None
    path, lock = pin_version(folder)
    return open_pinned(folder, path), lock


def open_pinned(folder: Path, path: Path) -> ox.Store:
    """Open a version that is pinned, to read it only.

    Parameters
    ----------
    folder, path
        The store's folder, and that of the version as :func:`pin_version` gives it.

    Returns
    -------
    pyoxigraph.Store
        The version.

    Raises
    ------
    StoreError
        If it is damaged, or was written by an older kg.
    """
    try:
        store = ox.Store.read_only(str(path))
    except (OSError, RuntimeError) as error:
        raise cannot_open(path, error) from None
    if not is_merged(store):
        raise StoreError(
            f"{folder} was written by an older kg: kg refresh --store {folder} brings it up to date"
        )
    return store


class Draft:
    """The database that the one writer of a folder changes.

    Parameters
    ----------
    folder
        The store's folder, made where it is missing.

    Raises
    ------
    StoreError
        If the folder holds something else, is damaged, cannot be written, or has a writer already.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        path = folder / _DRAFT
        try:
            if folder.exists():
                version(folder)
            folder.mkdir(parents=True, exist_ok=True)
            self._lock = Lock(folder)
            if not path.exists() and version(folder):
                half = path.with_suffix(".half")
                shutil.rmtree(half, ignore_errors=True)
                published, _lock = pin_version(folder)
                ox.Store.read_only(str(published)).backup(half)
                half.rename(path)
            self.store = ox.Store(path)
            if not is_merged(self.store):
                self.mark()
                self.store.extend(list(merged(self.store)))
        except (OSError, RuntimeError) as error:
            raise cannot_open(folder, error) from None

    @property
    def unpublished(self) -> bool:
        """Whether the draft may hold what no version has yet."""
        return (self.folder / _UNPUBLISHED).exists() or not version(self.folder)

    def mark(self) -> None:
        """Note, before a change, that the draft holds what no version has yet."""
        mark = self.folder / _UNPUBLISHED
        if not mark.exists():
            mark.touch()
            _sync(self.folder)

    def publish(self) -> None:
        """Make what the draft holds the version that counts, for good."""
        self.store.flush()
        old = version(self.folder)
        path = self.folder / _VERSIONS / str(old + 1)
        shutil.rmtree(path, ignore_errors=True)
        path.parent.mkdir(exist_ok=True)
        self.store.backup(path)
        _sync(path.parent)
        head = self.folder / f"{_HEAD}.new"
        with head.open("w", encoding="ascii") as stream:
            stream.write(f"{old + 1}\n")
            stream.flush()
            os.fsync(stream.fileno())
        head.replace(self.folder / _HEAD)
        (self.folder / _UNPUBLISHED).unlink(missing_ok=True)
        _sync(self.folder)
        for other in path.parent.iterdir():
            if other != path:
                clear_away(other)


class Lock:
    """A lock on a folder for as long as the object lives; the operating system ends it with the process.

    Parameters
    ----------
    folder
        The folder.
    shared
        Whether others may hold such a lock as well.

    Raises
    ------
    BlockingIOError
        If another lock is in the way.
    """

    def __init__(self, folder: Path, *, shared: bool = False) -> None:
        try:
            import fcntl
        except ImportError:  # Windows: there the database's own lock keeps a second writer out.
            return
        descriptor = os.open(folder, os.O_RDONLY)
        self._end = weakref.finalize(self, os.close, descriptor)
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)

    def release(self) -> None:
        """End the lock."""
        if end := getattr(self, "_end", None):
            end()


def clear_away(path: Path) -> None:
    """Remove a folder, unless somebody holds a lock on it."""
    try:
        lock = Lock(path)
    except OSError:
        return
    shutil.rmtree(path, ignore_errors=True)
    del lock


def _sync(folder: Path) -> None:
    """See that the names in a folder are on the disk."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def cannot_open(path: Path, error: Exception) -> StoreError:
    """Tell in the user's terms why a store cannot be opened."""
    if isinstance(error, BlockingIOError) or "LOCK: " in str(error):
        return StoreError(f"{path} is in use by another process; try again when that has ended")
    return StoreError(f"{path} cannot be opened: {getattr(error, 'strerror', None) or error}")


@contextmanager
def writing(folder: Path | None) -> Iterator[None]:
    """Tell in the user's terms why a store cannot be written."""
    try:
        yield
    except (OSError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise StoreError(f"{folder or 'the store'} cannot be written: {reason}") from None
