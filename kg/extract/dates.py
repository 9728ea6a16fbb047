"""Finds dates and ranges of dates, as exact as the words are."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

_MONTHS: Final = {
    name.lower(): number
    for names in (calendar.month_name, calendar.month_abbr)
    for number, name in enumerate(names)
    if name
} | {"sept": 9}
_MONTH = "(?:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?\b"
_YEAR = r"(?:19|20)\d\d\b"
_TO = r"\s*(?:-|to|and|until|till|through|/|&)\s*"
_START = "|".join(sorted({name[:3] for name in _MONTHS}))
_DATE = re.compile(
    rf"""(?<![\w.,/-])(?=\d|{_START}|yesterday|today|last|this)(?:
      (?P<day1>{_DAY})\s+(?:of\s+)?(?P<month1>{_MONTH})(?:,?\s+(?P<year1>{_YEAR}))?
        {_TO}(?:the\s+)?(?P<day2>{_DAY})\s+(?:of\s+)?(?P<month2>{_MONTH})(?:,?\s+(?P<year2>{_YEAR}))?
    | (?P<day3>{_DAY})(?:(?:\s*,\s*{_DAY})*\s*,?{_TO}(?P<day4>{_DAY}))?
        \s+(?:of\s+)?(?P<month3>{_MONTH})(?:,?\s+(?P<year3>{_YEAR}))?
    | (?P<month5>{_MONTH})\s+(?P<day5>{_DAY}){_TO}(?P<month6>{_MONTH})\s+(?P<day6>{_DAY})
        (?:,?\s+(?P<year6>{_YEAR}))?
    | (?P<month7>{_MONTH})\s+(?P<day7>{_DAY})(?:{_TO}(?P<day8>{_DAY}))?(?:,?\s+(?P<year7>{_YEAR}))?
    | (?P<month9>{_MONTH})(?:\s+(?P<year9>{_YEAR}))?{_TO}(?P<month10>{_MONTH})\s+(?P<year10>{_YEAR})
    | (?P<month11>{_MONTH}),?\s+(?:of\s+)?(?P<year11>{_YEAR})
    | (?P<year12>{_YEAR})
    | (?P<relative>yesterday|today|last\s+week|this\s+week)
    )(?![\w/])""",
    re.VERBOSE,
)
_GROUPS: Final = {
    kind: [name for name in _DATE.groupindex if name.startswith(kind)] for kind in ("day", "month", "year")
}


@dataclass(frozen=True, slots=True)
class When:
    """A date or a range at its place in the text.

    Parameters
    ----------
    start, end
        Character offsets in the whole text, end exclusive.
    first, last
        ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; ``last`` is None for a single date.
    """

    start: int
    end: int
    first: str
    last: str | None


def find_dates(folded: str, published: str | None, body_start: int) -> list[When]:
    """Find the dates of a text whose year is known.

    Parameters
    ----------
    folded
        The whole text, folded.
    published
        The brief's own date, ``YYYY-MM-DD``, where known.
    body_start
        Offset of the body, where a dateline may stand, in characters.

    Returns
    -------
    list of When
        In order; a date without a year takes that of the brief, of its dateline, or of the date before it.

    Examples
    --------
    >>> found = find_dates("from 12 to 21 december 2016, again on 3 january 2017", None, 0)
    >>> [(when.first, when.last) for when in found]
    [('2016-12-12', '2016-12-21'), ('2017-01-03', None)]
    """
    found = []
    year = published[:4] if published else None
    matches = list(_DATE.finditer(folded))
    if year is None:
        years = [next(reversed(_values(match, "year")), None) for match in matches]
        dateline = [
            y for match, y in zip(matches, years, strict=True) if y and match.start() < body_start + 60
        ]
        year = dateline[0] if dateline else next((y for y in years if y), None)
    for match in matches:
        when = _relative(match, published) if match["relative"] else _absolute(match, year)
        if when is not None:
            found.append(when)
            if published is None and len(when.first) > 4:
                year = when.first[:4]
    return found


def _values(match: re.Match[str], kind: str) -> list[str]:
    """Give the days, months or years of a match, in order."""
    return [value for value in match.group(*_GROUPS[kind]) if value]


def _absolute(match: re.Match[str], default_year: str | None) -> When | None:
    days = [int(day.rstrip("stndrh")) for day in _values(match, "day")]
    months = [_MONTHS[month.rstrip(".")] for month in _values(match, "month")]
    years = _values(match, "year")
    last_year = years[-1] if years else default_year
    if last_year is None:
        return None
    first_year = years[0] if len(years) == 2 else last_year
    if not months:
        return When(*match.span(), first_year, None)
    if len(months) == 2 and len(years) < 2 and months[0] > months[1]:
        first_year = str(int(last_year) - 1)
    first = _date(first_year, months[0], days[0] if days else None)
    last = None
    if len(months) == 2 or len(days) == 2:
        last = _date(last_year, months[-1], days[-1] if days else None)
        if last is None:
            return None
    return When(*match.span(), first, last) if first else None


def _date(year: str, month: int, day: int | None) -> str | None:
    if day is None:
        return f"{year}-{month:02}"
    try:
        return date(int(year), month, day).isoformat()
    except ValueError:
        return None


def _relative(match: re.Match[str], published: str | None) -> When | None:
    if published is None:
        return None
    day = date.fromisoformat(published)
    monday = day - timedelta(days=day.weekday())
    words = " ".join(match[0].split())
    if words in {"yesterday", "today"}:
        return When(*match.span(), (day - timedelta(days=words == "yesterday")).isoformat(), None)
    if words == "last week":
        monday -= timedelta(days=7)
    return When(*match.span(), monday.isoformat(), (monday + timedelta(days=4)).isoformat())
