"""Text for a terminal: tables, and nothing in them that would steer it."""

from __future__ import annotations

import re
import shutil
import textwrap
from collections.abc import Iterable, Sequence
from itertools import zip_longest
from typing import Final

_STEERING: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
"""Controls, line separators, bidi marks, and bytes of a file name that are no text."""

_FORMULA: Final = re.compile(r"[=@\t\r]|[+\-](?!\d+(\.\d+)?$)")

_WIDEST: Final = 60


def printable(text: str) -> str:
    r"""Write the characters that would steer a terminal as escapes, in the form that JSON has too.

    Examples
    --------
    >>> print(printable("name\x1b[31m"))
    name\u001b[31m
    """
    return _STEERING.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Lay out rows in columns, cells that are too long broken over lines, numbers to the right.

    Parameters
    ----------
    header
        Names of the columns.
    rows
        As many cells each.

    Returns
    -------
    str
        Lines, without one at the end.

    Examples
    --------
    >>> print(table(["name", "briefs"], [["Fiji", "2"], ["Gambia", "13"]]))
    name    briefs
    ──────  ──────
    Fiji         2
    Gambia      13
    """
    cells = [[printable(cell) for cell in row] for row in rows]
    width = max(20, min(_WIDEST, shutil.get_terminal_size((110, 24)).columns - 2))
    broken = [[textwrap.wrap(cell, width) or [""] for cell in row] for row in cells]
    widths = [
        max([len(name), *(len(line) for row in broken for line in row[column])])
        for column, name in enumerate(header)
    ]
    numeric = [
        bool(cells) and all(re.fullmatch(r"[\d.,]*", row[column]) for row in cells)
        for column in range(len(header))
    ]

    def line(parts: Iterable[str]) -> str:
        padded = (
            part.rjust(width) if right else part.ljust(width)
            for part, width, right in zip(parts, widths, numeric, strict=True)
        )
        return "  ".join(padded).rstrip()

    lines = [line(header), line("─" * width for width in widths)]
    for row in broken:
        lines += [line(parts) for parts in zip_longest(*row, fillvalue="")]
    return "\n".join(lines)


def for_spreadsheet(cell: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would take for a formula; numbers stay.

    Examples
    --------
    >>> [for_spreadsheet(cell) for cell in ("=1+1", "-0.5", "Fiji", "@SUM(A1)")]
    ["'=1+1", '-0.5', 'Fiji', "'@SUM(A1)"]
    """
    return "'" + cell if _FORMULA.match(cell) else cell
