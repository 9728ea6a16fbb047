"""Files that are compressed if their names say so."""

from __future__ import annotations

import bz2
import gzip
import lzma
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final, cast

COMPRESSED: Final[dict[str, Callable[..., object]]] = {
    ".gz": lambda stream: gzip.GzipFile(filename="", mode="wb", fileobj=stream, mtime=0),
    ".bz2": lambda stream: bz2.BZ2File(stream, "wb"),
    ".xz": lambda stream: lzma.LZMAFile(stream, "wb"),  # noqa: SIM115 - the caller closes it
}
"""How to compress into an open file, by suffix; none of them notes the time or the file's name."""

_DECOMPRESSED: Final[dict[str, Callable[..., object]]] = {
    ".gz": gzip.open,
    ".bz2": bz2.open,
    ".xz": lzma.open,
}


def decompressed(path: Path) -> IO[bytes]:
    """Open a file to read it, decompressed where its suffix asks for that."""
    return cast(IO[bytes], _DECOMPRESSED.get(path.suffix, Path.open)(path, "rb"))


@contextmanager
def compressed(stream: IO[bytes], suffix: str) -> Iterator[IO[bytes]]:
    """Give a stream to write to, whose content ends up in another one, compressed as a suffix asks.

    Examples
    --------
    >>> import io
    >>> packed = io.BytesIO()
    >>> with compressed(packed, ".gz") as stream:
    ...     _ = stream.write(b"words")
    >>> gzip.decompress(packed.getvalue())
    b'words'
    """
    if suffix not in COMPRESSED:
        yield stream
        return
    with cast(IO[bytes], COMPRESSED[suffix](stream)) as packed:
        yield packed
