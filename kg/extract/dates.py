"""Finds dates and ranges of dates, as exact as the words are.

A date is read in three steps: the parts that it is written with ('the 27th', 'June 2019') and what joins
them; the moments that they make together; the stretches of time that moments make.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from kg.extract.english import ORDINALS

_MONTHS: Final = {
    name.lower(): number
    for names in (calendar.month_name, calendar.month_abbr)
    for number, name in enumerate(names)
    if name
} | {"sept": 9}
_WEEKDAYS: Final = {name.lower(): number for number, name in enumerate(calendar.day_name)}


def _any(words: Iterable[str]) -> str:
    return "(?:" + "|".join(sorted(words, key=len, reverse=True)) + r")\b"


_MONTH: Final = _any(_MONTHS) + r"\.?"
_WEEKDAY: Final = _any(_WEEKDAYS)
_DAY: Final = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?\b"
_YEAR: Final = r"(?:19|20)\d\d\b"
_OPENINGS: Final = _MONTHS.keys() | _WEEKDAYS.keys()
_START: Final = re.compile(
    rf"(?<![\w.,/-])(?:(?=\d|{'|'.join(sorted({word[:3] for word in _OPENINGS}))}|{_any(ORDINALS)})"
    r"|(?:mid|early|late)(?=[\s-]))"
)
_PART: Final = re.compile(
    rf"""(?:the\s+)?(?:(?:early|mid|late)[\s-]+)?(?:{_WEEKDAY},?\s+(?:the\s+)?)?(?:
      (?P<written>{_YEAR}-\d\d-\d\d\b)
    | (?:(?P<day>{_DAY})|(?P<ordinal>{_any(ORDINALS)}))
        (?:\s+(?:of\s+)?(?P<month>{_MONTH}))?(?:,?\s+(?P<year>{_YEAR}))?
    | (?P<month2>{_MONTH})(?:\s+(?:the\s+)?(?P<day2>{_DAY}))?(?:,?\s+(?:of\s+)?(?P<year2>{_YEAR}))?
    | (?P<year3>{_YEAR})
    )(?![\w%]|[.:]\d)""",
    re.VERBOSE,
)
_TO: Final = frozenset({"-", "to", "until", "till", "through", "up to"})
_JOINT: Final = re.compile(r"\s*,?\s*(-|(?:to|until|till|through|up\s+to|and)\b|&|/|(?<=,))\s*(?=\w)")
_RELATIVE: Final = re.compile(
    rf"\b(?:(?P<day>yesterday|today)|(?P<which>last|this)\s+(?P<span>week|month)"
    rf"|(?:on|last)\s+(?P<weekday>{_WEEKDAY})(?!,?\s+(?:the\s+)?(?:\d|{_MONTH})))\b"
)
_ORDINAL: Final = re.compile(r"\d(?:st|nd|rd|th)\b")
_BEFORE: Final = 16
"""How many characters before a date tell whether it is one."""
_BETWEEN: Final = re.compile(r"\bbetween\s+(?:the\s+)?$")
_BARE_BEFORE: Final = re.compile(
    r"(?:\b(?:from|between|on|until|till|through|to|by|since)\s+(?:the\s+)?|\b(?:in|of)\s+|(?P<bracket>\())$"
)
_BARE_AFTER: Final = re.compile(
    r"\s*(?:[,.;:)?!]|$|(?:in|at|of|by|with|for|on|under|and|but|when|before|after|during|to|they|it|the|an?|was|were)\b)"
)
_IN: Final = re.compile(r"\b(?:in|during|since|until|till|by|of|from|last)\s+$")
_AFTER_DATELINE: Final = re.compile(r"\s*\)?\s*[-:]\s")
_NO_DATELINE: Final = re.compile(r"\b(?:in|on|of|from|the|at|by|and)\b")
_LONGEST_DATELINE: Final = 60
_ONE_STRETCH: Final = timedelta(days=3)
"""Days joined by 'and' that lie no further apart are one stretch of time: 30 June and 1 July."""
_MONTHS_AHEAD: Final = 9
"""What would lie further in the future is taken to be of the year before."""


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


@dataclass(slots=True)
class _Moment:
    """Days of one month, a month or a year, as far as it is said."""

    start: int
    end: int
    days: list[int]
    month: int | None
    year: int | None
    joint: str
    """What joins it to the moment before it."""
    month_leads: bool = False

    def date(self, at: int) -> str | None:
        """Give its date, by the first or the last of its days, or None if there is no such day."""
        if self.month is None:
            return str(self.year)
        if not self.days:
            return f"{self.year}-{self.month:02}"
        try:
            return date(self.year or 0, self.month, self.days[at]).isoformat()
        except ValueError:
            return None


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
        In order; a date without a year takes that of the brief, of its dateline, or of the date before it,
        and days without a month take that of the date before them.

    Examples
    --------
    >>> found = find_dates("from 28 december 2016 to 3 january, again from the 19th to the 21st", None, 0)
    >>> [(when.first, when.last) for when in found]
    [('2016-12-28', '2017-01-03'), ('2017-01-19', '2017-01-21')]
    """
    runs = list(_runs(folded))
    written = published or next(
        (run[0].date(0) for run in runs if _is_dateline(folded, run, body_start) and run[0].year), None
    )
    known: int | None = None
    if written is not None:
        known = int(written[:4])
    else:
        years = [(moment.start, moment.year) for run in runs for moment in run if moment.year]
        known = next((y for start, y in years if start < body_start + _LONGEST_DATELINE), None)
        known = known or (years[0][1] if years else None)
    found: list[When] = []
    for run in runs:
        if run[0].days and run[0].month is None:
            dates = ((when.last or when.first) for when in reversed(found))
            month = next((said[:7] for said in dates if len(said) > 4), None)
            if month is None:
                continue
            run[0].year, run[0].month = int(month[:4]), int(month[5:])
        elif not _complete(run, known, date.fromisoformat(written) if written else None):
            continue
        for when in _stretches(folded, run):
            found.append(when)
            if written is None and len(when.first) > 4:
                known = int(when.first[:4])
    return sorted([*found, *_relative(folded, published, written)], key=lambda when: when.start)


def _runs(folded: str) -> Iterator[list[_Moment]]:
    """Give the moments of a text, those that are joined together."""
    at = 0
    while start := _START.search(folded, at):
        parts: list[tuple[str, re.Match[str]]] = []
        joint = None
        part = _PART.match(folded, start.start())
        at = start.end() + 1
        while part is not None:
            parts.append((" ".join(joint[1].split()) if joint else "", part))
            at = part.end()
            joint = _JOINT.match(folded, at)
            part = _PART.match(folded, joint.end()) if joint else None
        if parts and (run := _moments(parts)) and _tells_time(folded, run):
            yield run


def _moments(parts: list[tuple[str, re.Match[str]]]) -> list[_Moment]:
    """Gather days with their month: '3, 4 and 5 June', 'June 3 to 5'."""
    moments: list[_Moment] = []
    waiting: list[_Moment] = []
    for joint, part in parts:
        moment = _moment(joint, part)
        if moment.days and moment.month is None:
            waiting.append(moment)
            continue
        if part["month2"] or not moment.days:
            _continue(moments, waiting)
        elif waiting:
            moment.days = [*(day for other in waiting for day in other.days), *moment.days]
            moment.start, moment.joint = waiting[0].start, waiting[0].joint
        moments.append(moment)
        waiting = []
    if not moments and waiting:
        waiting[0].days = [day for other in waiting for day in other.days]
        waiting[0].end = waiting[-1].end
        return waiting[:1]
    _continue(moments, waiting)
    return moments


def _moment(joint: str, part: re.Match[str]) -> _Moment:
    if written := part["written"]:
        year, month, day = map(int, written.split("-"))
        return _Moment(*part.span(), [day], month, year, joint)
    said = part["day"] or part["day2"]
    days = [int(said.rstrip("stndrh"))] if said else [ORDINALS[o]] if (o := part["ordinal"]) else []
    name = part["month"] or part["month2"]
    year_said = part["year"] or part["year2"] or part["year3"]
    return _Moment(
        *part.span(),
        days,
        _MONTHS[name.rstrip(".")] if name else None,
        int(year_said) if year_said else None,
        joint,
        month_leads=bool(part["month2"]),
    )


def _continue(moments: list[_Moment], waiting: list[_Moment]) -> None:
    """Add days to the moment that names their month before them: 'June 3 to 5', '3 June until the 5th'."""
    if not (moments and waiting and moments[-1].days):
        return
    moment, joint = moments[-1], waiting[0].joint
    joined = joint in _TO or (joint and moment.month_leads and moment.year is None)
    if joined and waiting[-1].days[-1] > moment.days[-1]:
        moment.days += [day for other in waiting for day in other.days]
        moment.end = waiting[-1].end
        moment.year = moment.year or waiting[-1].year


def _tells_time(folded: str, run: list[_Moment]) -> bool:
    """Tell whether numbers and words that may be dates are, by what stands around them."""
    first, last = run[0], run[-1]
    if any(moment.joint == "/" and not moment.days for moment in run):
        return False
    if first.days and first.month is None:
        before = _BARE_BEFORE.search(folded, max(0, first.start - _BEFORE), first.start)
        if before is None or not _BARE_AFTER.match(folded, last.end):
            return False
        if before["bracket"]:
            return len(first.days) > 1 and folded.startswith(")", last.end)
        return _ORDINAL.search(folded, first.start, last.end) is not None
    if len(run) == 1 and first.month and not first.days and first.year is None:
        return _IN.search(folded, max(0, first.start - _BEFORE), first.start) is not None
    return True


def _complete(run: list[_Moment], known: int | None, written: date | None) -> bool:
    """Fill in the years that are not said; tell whether all are known."""
    last = run[-1]
    for moment, after in pairwise(run):
        if after.year is None and moment.year is not None:
            after.year = moment.year + ((after.month or 0) < (moment.month or 0))
    if last.year is None:
        last.year = known
        if last.year is None:
            return False
        ahead = written is not None and (last.year - written.year) * 12 + (last.month or 0) - written.month
        last.year -= ahead > _MONTHS_AHEAD
    for moment, after in reversed(list(pairwise(run))):
        if moment.year is None and after.year is not None:
            moment.year = after.year - ((moment.month or 0) > (after.month or 0))
    return True


def _stretches(folded: str, run: list[_Moment]) -> Iterator[When]:
    """Make stretches of time of moments that are joined."""
    between = _BETWEEN.search(folded, max(0, run[0].start - _BEFORE), run[0].start) is not None
    begin = run[0]
    for moment, after in zip(run, [*run[1:], None], strict=True):
        if after is not None and (
            after.joint in _TO or (after.joint == "and" and (between or _near(moment, after)))
        ):
            continue
        first, last = begin.date(0), moment.date(-1)
        if first and last and first <= last:
            yield When(begin.start, moment.end, first, last if last != first else None)
        if after is not None:
            begin = after


def _near(one: _Moment, other: _Moment) -> bool:
    """Tell whether two moments are hardly apart: neighbouring months, or days within few days."""
    if one.month is None or other.month is None or bool(one.days) != bool(other.days):
        return False
    if not one.days:
        return (other.month - one.month) % 12 == 1
    first, second = one.date(-1), other.date(0)
    if first is None or second is None:
        return False
    return timedelta(0) < date.fromisoformat(second) - date.fromisoformat(first) <= _ONE_STRETCH


def _is_dateline(folded: str, run: list[_Moment], body_start: int) -> bool:
    """Tell whether a date only says when the brief was written: 'BRUSSELS, 2 July 2014 - '."""
    return (
        body_start <= run[0].start < body_start + _LONGEST_DATELINE
        and bool(run[0].days)
        and _AFTER_DATELINE.match(folded, run[-1].end) is not None
        and _NO_DATELINE.search(folded, body_start, run[0].start) is None
    )


def _relative(folded: str, published: str | None, written: str | None) -> Iterator[When]:
    """Find what is said from the day of writing: days, and from the brief's own date weeks and months too."""
    if written is None:
        return
    day = date.fromisoformat(written)
    for match in _RELATIVE.finditer(folded):
        if (said := match["day"]) and (published or said == "yesterday"):
            yield When(*match.span(), (day - timedelta(days=said == "yesterday")).isoformat(), None)
        elif match["weekday"]:
            back = timedelta(days=(day.weekday() - _WEEKDAYS[match["weekday"]]) % 7)
            yield When(*match.span("weekday"), (day - back).isoformat(), None)
        elif published is not None and match["span"] == "week":
            monday = day - timedelta(days=day.weekday() + 7 * (match["which"] == "last"))
            yield When(*match.span(), monday.isoformat(), (monday + timedelta(days=4)).isoformat())
        elif published is not None:
            last = day.replace(day=1) - timedelta(days=match["which"] == "last")
            yield When(*match.span(), last.isoformat()[:7], None)
