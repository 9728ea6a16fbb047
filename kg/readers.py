"""Reads files, folders and standard input as briefs.

To add a format, write one function and give it a row in READERS.
"""

from __future__ import annotations

import codecs
import csv
import datetime
import io
import json
import os
import re
import stat
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO, Final, cast

import pyoxigraph as ox

from kg.errors import InputError
from kg.model import Brief, digest, slug

MAX_BYTES: Final = 50_000_000
"""The greatest size of a file that is read whole (text, Markdown, JSON), and of one line of JSONL or CSV."""

MAX_HEADLINE: Final = 200
"""A first line longer than this, in characters, is text and no headline."""

STDIN: Final = "-"
COLUMNS: Final = ("id", "title", "text", "date", "url")

_UTF16: Final = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_LINE_END: Final = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_NO_TEXT: Final = re.compile("[\0\ud800-\udfff]")
_FRONT_MATTER: Final = re.compile(r"---\n(.*?)^---$", re.DOTALL | re.MULTILINE)
_FIELD: Final = re.compile(r"^(\w+)[ \t]*:[ \t]*(.*)$", re.MULTILINE)
_HEADING: Final = re.compile(r"^# +(\S.*)$", re.MULTILINE)
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_WEB: Final = re.compile(r"https?://[^/?#]", re.IGNORECASE)


class Level(StrEnum):
    """How bad a notice is."""

    ERROR = "error"
    WARNING = "warning"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that a reader has to tell beside the briefs.

    Parameters
    ----------
    level
        An error lost a file or a part of it; a warning left something out of a brief; what is skipped was not
        asked for.
    fault
        Which file, where in it, and why.
    """

    level: Level
    fault: InputError


class _FaultError(Exception):
    """What is wrong with a file, and where; becomes an InputError with the file's name."""

    def __init__(self, reason: str, place: str = "") -> None:
        self.reason, self.place = reason, place
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Record:
    """The fields of one brief as a file has them, not yet looked at.

    Parameters
    ----------
    fields
        By the names of COLUMNS.
    place
        Where in the file they stand; empty where it has only one brief.
    """

    fields: dict[str, object]
    place: str = ""


Found = Iterator[Record | _FaultError]
"""What a format's reader gives: records, and faults that cost one; it raises a fault that costs the rest."""


def read(inputs: Iterable[str | Path], notify: Callable[[Notice], None]) -> Iterator[Brief]:
    r"""Read briefs, one at a time, from files, folders and standard input.

    Folders are read with all that is below them, in the order of the names, known suffixes only; hidden
    files and links that lead out of the folder are left alone. A brief without an id gets one from its
    headline. A brief that comes twice in the same words is given once; an id that comes again with other
    words is given again, to replace the first.

    Parameters
    ----------
    inputs
        Paths; ``-`` is standard input, as text, JSON or JSON lines.
    notify
        Called with each notice. One bad file never stops the rest.

    Yields
    ------
    Brief
        In the order of the input.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "a.txt").write_text("WCO trains Fiji\n\nThe WCO held a workshop in Fiji.")
    ...     [brief] = read([folder], print)
    >>> brief.id, brief.text
    ('wco-trains-fiji', 'The WCO held a workshop in Fiji.')
    """
    seen: dict[str, str] = {}
    for source in _sources(inputs, notify):
        for brief, derived, place in _briefs(source, notify):
            content = digest(brief.title, brief.text, brief.date or "", brief.url or "")
            if derived and seen.get(brief.id, content) != content:
                brief = replace(brief, id=f"{brief.id}-{content}")
            before = seen.get(brief.id)
            if before == content:
                notify(source.notice(Level.SKIPPED, f"brief {brief.id!r} again, in the same words", place))
                continue
            if before is not None:
                notify(
                    source.notice(
                        Level.WARNING,
                        f"brief {brief.id!r} again, in other words: the later one counts",
                        place,
                    )
                )
            seen[brief.id] = content
            yield brief


@dataclass(frozen=True, slots=True)
class _Source:
    """A file or standard input: its name for messages, and how to read it."""

    name: str
    reader: Callable[[io.BufferedReader], Found]

    def notice(self, level: Level, reason: str, place: str = "") -> Notice:
        return Notice(level, InputError(self.name, reason, place))

    @contextmanager
    def open(self) -> Iterator[io.BufferedReader]:
        if self.reader is _read_any:
            yield cast(io.BufferedReader, sys.stdin.buffer)
            return
        # Opening a pipe that nobody writes to would wait for ever.
        if not stat.S_ISREG(Path(self.name).stat().st_mode):
            raise _FaultError("not a regular file")
        with Path(self.name).open("rb") as stream:
            yield stream


def _sources(inputs: Iterable[str | Path], notify: Callable[[Notice], None]) -> Iterator[_Source]:
    """Give each file once, in order."""
    visited: set[str] = set()

    def tell(level: Level, path: Path, reason: str) -> None:
        notify(Notice(level, InputError(path, reason)))

    def visit(path: Path, real: str, root: str) -> Iterator[_Source]:
        if real in visited:
            return
        visited.add(real)
        if path.is_dir():
            for child in sorted(path.iterdir()):
                if not child.name.startswith("."):
                    yield from look(child, root)
        elif path.suffix.lower() in READERS:
            yield _Source(str(path), READERS[path.suffix.lower()])
        else:
            level = Level.SKIPPED if root else Level.ERROR
            tell(level, path, f"not read: only {', '.join(READERS)} are known")

    def look(path: Path, root: str = "") -> Iterator[_Source]:
        try:
            real = os.path.realpath(path, strict=True)
            if root and os.path.commonpath([root, real]) != root:
                tell(Level.SKIPPED, path, "a link that leads out of the folder")
            else:
                yield from visit(path, real, root or (real if path.is_dir() else ""))
        except OSError as error:
            tell(Level.ERROR, path, error.strerror or str(error))

    for given in inputs:
        if str(given) == STDIN:
            yield _Source("standard input", _read_any)
        else:
            yield from look(Path(given))


def _briefs(source: _Source, notify: Callable[[Notice], None]) -> Iterator[tuple[Brief, bool, str]]:
    """Give a source's briefs, each with whether its id is made up and with its place."""
    empty = True
    try:
        with source.open() as stream:
            for found in source.reader(stream):
                empty = False
                if isinstance(found, _FaultError):
                    notify(source.notice(Level.ERROR, found.reason, found.place))
                    continue
                try:
                    brief, derived, warnings = _brief(found.fields)
                except _FaultError as fault:
                    notify(source.notice(Level.ERROR, fault.reason, found.place))
                    continue
                for warning in warnings:
                    notify(source.notice(Level.WARNING, warning, found.place))
                yield brief, derived, found.place
            if empty:
                notify(source.notice(Level.SKIPPED, "empty: it holds no brief"))
    except _FaultError as fault:
        notify(source.notice(Level.ERROR, fault.reason, fault.place))
    except OSError as error:
        notify(source.notice(Level.ERROR, error.strerror or str(error)))


# From fields to a brief


def _brief(fields: dict[str, object]) -> tuple[Brief, bool, list[str]]:
    """Check the fields of a brief; also tell whether its id was made up, and what was left out."""
    warnings = []
    title = " ".join(_clean("title", fields.get("title")).split())
    text = _clean("text", fields.get("text"))
    if not text:
        raise _FaultError("no text")
    given = fields.get("id")
    identifier = _clean("id", str(given) if type(given) is int else given)
    date = _clean("date", fields.get("date")) or None
    if date and not _is_day(date):
        warnings.append(f"date {date!r} is no day like 2024-05-31: left out")
        date = None
    url = _clean("url", fields.get("url")) or None
    if url and not _is_web_address(url):
        warnings.append(f"url {url[:80]!r} is no http(s) address: left out")
        url = None
    derived = not identifier
    if derived:
        identifier = slug(title) or slug(text) or digest(title, text)
    return Brief(identifier, title, text, date, url), derived, warnings


def _clean(name: str, value: object) -> str:
    """Normalize a field's characters and line ends; what is missing or null is empty."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _FaultError(f"{name!r} is not text")
    if bad := _NO_TEXT.search(value):
        raise _FaultError(
            f"{name!r} holds U+{ord(bad[0]):04X}, which is no character", f"character {bad.start()}"
        )
    return unicodedata.normalize("NFC", _LINE_END.sub("\n", value)).strip()


def _is_day(text: str) -> bool:
    try:
        return bool(_DAY.fullmatch(text) and datetime.date.fromisoformat(text))
    except ValueError:
        return False


def _is_web_address(text: str) -> bool:
    try:
        return bool(_WEB.match(text) and ox.NamedNode(text))
    except ValueError:
        return False


# From bytes to text


def _as_utf8(stream: io.BufferedReader) -> tuple[io.BufferedReader, int]:
    """Give the stream past its byte order mark, as UTF-8, and the length of the mark."""
    start = stream.peek(3)[:3]
    if start == codecs.BOM_UTF8:
        return stream, len(stream.read(len(start)))
    if encoding := _UTF16.get(start[:2]):
        try:
            text = _whole(stream)[2:].decode(encoding)
        except UnicodeDecodeError as error:
            raise _FaultError("not UTF-16 text", f"byte {error.start + 2}") from None
        return io.BufferedReader(io.BytesIO(text.encode("utf-8"))), 0
    return stream, 0


def _whole(stream: BinaryIO) -> bytes:
    data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise _FaultError(f"larger than {MAX_BYTES // 1_000_000} MB; split it, or use .jsonl or .csv")
    return data


def _decode(data: bytes, offset: int, place: str = "") -> str:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _FaultError("not UTF-8 text", f"{place}byte {error.start + offset}") from None
    if "\0" in text:
        raise _FaultError("not text: it holds NUL", f"{place}byte {data.index(0) + offset}")
    return text


def _text(stream: io.BufferedReader) -> str:
    stream, offset = _as_utf8(stream)
    return _decode(_whole(stream), offset)


def _lines(stream: io.BufferedReader) -> Iterator[tuple[int, str | _FaultError]]:
    """Give each line with its number, counted from 1, its end kept; a line that is no text gives a fault."""
    number, (stream, offset) = 0, _as_utf8(stream)
    while read := stream.readline(MAX_BYTES + 1):
        if len(read) > MAX_BYTES:
            raise _FaultError(f"a line longer than {MAX_BYTES // 1_000_000} MB", f"line {number + 1}")
        for line in read.splitlines(keepends=True):
            number += 1
            try:
                yield number, _decode(line, offset, f"line {number}, ")
            except _FaultError as fault:
                yield number, fault
            offset += len(line)


# The formats


def _read_text(stream: io.BufferedReader) -> Found:
    """Read plain text: a headline said twice in a row starts a brief; without any, the text is one brief."""
    lines = _LINE_END.sub("\n", _text(stream)).split("\n")
    headlines = _repeated_lines(lines)
    if not headlines:
        yield from _loose("\n".join(lines))
        return
    yield from _loose("\n".join(lines[: headlines[0][0]]))
    ends = [first for first, _ in headlines[1:]] + [len(lines)]
    for (first, second), end in zip(headlines, ends, strict=True):
        yield Record({"title": lines[first], "text": "\n".join(lines[second + 1 : end])}, f"line {first + 1}")


def _repeated_lines(lines: list[str]) -> list[tuple[int, int]]:
    """Find the lines that start a block and are said again by the next line that is not blank."""
    found: list[tuple[int, int]] = []
    filled = [number for number, line in enumerate(lines) if line.strip()]
    for first, second in pairwise(filled):
        words = lines[first].split()
        starts_block = first == 0 or not lines[first - 1].strip()
        if (
            starts_block
            and words == lines[second].split()
            and len(lines[first]) <= MAX_HEADLINE
            and any(word[0].isalnum() for word in words)
            and (not found or first > found[-1][1])
        ):
            found.append((first, second))
    return found


def _loose(text: str) -> Found:
    """Read one brief whose headline, if it has one, is its first line.

    A headline is short, ends in no full stop, and is set off: by a blank line, or by a next line that is
    too long to belong to a text broken into short lines.
    """
    text = text.strip()
    first, _, rest = text.partition("\n")
    after = rest.partition("\n")[0].strip()
    set_off = bool(rest) and (not after or len(after) > MAX_HEADLINE)
    if set_off and len(first) <= MAX_HEADLINE and not first.rstrip().endswith("."):
        yield Record({"title": first, "text": rest})
    elif text:
        yield Record({"text": text})


def _read_markdown(stream: io.BufferedReader) -> Found:
    """Read Markdown: ``# headline`` starts a brief; front matter tells of the first one."""
    text = _LINE_END.sub("\n", _text(stream))
    fields: dict[str, object] = {}
    if match := _FRONT_MATTER.match(text):
        fields = {key.lower(): value.strip().strip("\"'") for key, value in _FIELD.findall(match[1])}
        text = text[match.end() :]
    before, *parts = _HEADING.split(text)
    if before.strip():
        yield Record({**fields, "text": before})
        fields = {}
    for headline, body in zip(parts[::2], parts[1::2], strict=True):
        yield Record({**fields, "title": headline, "text": body}, headline.strip())
        fields = {}


def _read_jsonl(stream: io.BufferedReader) -> Found:
    """Read JSON lines: one object a line."""
    for number, line in _lines(stream):
        if isinstance(line, _FaultError):
            yield line
        elif line.strip():
            try:
                yield Record(_fields(_parse_json(line, number)), f"line {number}")
            except _FaultError as fault:
                yield _FaultError(fault.reason, fault.place or f"line {number}")


def _read_json(stream: io.BufferedReader) -> Found:
    """Read JSON: one object, or a list of them."""
    data = _parse_json(_text(stream))
    if not isinstance(data, list):
        yield Record(_fields(data))
        return
    for number, item in enumerate(data, 1):
        try:
            yield Record(_fields(item), f"item {number}")
        except _FaultError as fault:
            yield _FaultError(fault.reason, f"item {number}")


def _parse_json(text: str, line: int = 1) -> object:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        place = f"line {line + error.lineno - 1}, column {error.colno}"
        raise _FaultError(f"not JSON: {error.msg}", place) from None
    except ValueError:
        raise _FaultError("not JSON: a number has too many digits") from None
    except RecursionError:
        raise _FaultError("not JSON: nested too deeply") from None


def _fields(data: object) -> dict[str, object]:
    if not isinstance(data, dict):
        raise _FaultError("no JSON object")
    return data


def _read_csv(stream: io.BufferedReader) -> Found:
    """Read CSV with a header: ``text`` and any of the other COLUMNS."""

    def texts() -> Iterator[str]:
        for _, line in _lines(stream):
            if isinstance(line, _FaultError):
                raise line
            yield line

    csv.field_size_limit(MAX_BYTES)
    rows = csv.reader(texts(), strict=True)
    try:
        header = [name.strip().lower() for name in next(rows, [])]
        if header and "text" not in header:
            raise _FaultError(f"no column 'text'; the columns are {', '.join(COLUMNS)}", "line 1")
        for row in rows:
            place = f"line {rows.line_num}"
            if len(row) == len(header):
                yield Record(dict(zip(header, row, strict=True)), place)
            elif row:
                yield _FaultError(f"{len(row)} fields where the header has {len(header)}", place)
    except csv.Error as error:
        raise _FaultError(f"not CSV: {error}", f"line {rows.line_num}") from None


def _read_any(stream: io.BufferedReader) -> Found:
    """Read JSON lines, JSON or plain text, told apart by the first character."""
    start = stream.peek(64).lstrip()[:1]
    return {b"{": _read_jsonl, b"[": _read_json}.get(start, _read_text)(stream)


READERS: Final[dict[str, Callable[[io.BufferedReader], Found]]] = {
    ".txt": _read_text,
    ".md": _read_markdown,
    ".jsonl": _read_jsonl,
    ".json": _read_json,
    ".csv": _read_csv,
}
"""How to read a file, by its suffix."""
