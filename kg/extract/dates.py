"""Finds dates and ranges of dates, as exact as the words are.

A date is read in three steps: the parts that it is written with ('the 27th', 'June 2019') and what joins
them; the moments that they make together; the stretches of time that moments make.
"""

from __future__ import annotations

import re
from bisect import insort
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from kg.extract.english import MONTHS, NUMBERS, ORDINALS, WEEKDAYS
from kg.extract.text import Dateline


def _any(words: Iterable[str]) -> str:
    return "(?:" + "|".join(sorted(words, key=len, reverse=True)) + r")\b"


_MONTH: Final = _any(MONTHS) + r"\.?"
_WEEKDAY: Final = _any(WEEKDAYS)
_STEM: Final = "|".join(name.removesuffix("day") for name in WEEKDAYS)
_DAY: Final = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?\b"
_YEAR: Final = r"(?:19|20)\d\d\b"
_OPENINGS: Final = MONTHS.keys() | WEEKDAYS.keys()
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
_TO: Final = frozenset({"-", "to", "until", "till", "through", "through to", "up to", "up until"})
_ANEW: Final = frozenset({"and on", "and from"})
_JOINT: Final = re.compile(
    r"\s*,?\s*(-|(?:to|until|till|through(?:\s+to)?|up\s+(?:to|until)|and(?:\s+(?:on|from))?)\b|&|/|(?<=,))"
    r"(?:\s+the\s+end\s+of)?\s*(?=\w)"
)
_UNIT: Final = re.compile(
    r"(?P<unit>day|morning|afternoon|evening|week|month)(?P<many>s?)\b(?P<way>\s+(?:later|afterwards|earlier|before|after)\b)?"
)
_TOLD: Final = re.compile(
    rf"""\b(?:(?P<near>yester|to)
    | (?:on|since|last)\s+(?P<the>the\s+)?(?P<weekday>{_STEM})
    | (?P<span>last|this)\s+
    | (?:the|its|their)\s+(?P<nth>{_any(ORDINALS)}|opening|closing|last|final)\s+(?:and\s+(?:last|final)\s+)?
    | (?P<same>that|(?:the\s+)?same)\s+
    | (?:the\s+)?(?P<turn>next|following|previous|preceding)\s+(?:(?P<count>{_any(NUMBERS)})\s+)?
    | (?P<apart>{_any(NUMBERS)}|an?)\s+
    | (?P<beside>the)\s+
    )$""",
    re.VERBOSE,
)
"""What stands before a unit of time that is told from the day of writing, or from a date before it."""
_WEEKDAYS_TOLD: Final = re.compile(
    rf"\b(?P<first>{_WEEKDAY})\s*(?P<joint>-|to|through|until|till|and)\s*(?P<last>{_WEEKDAY})"
    rf"(?P<week>\s+(?:of\s+)?(?:this|last)\s+week\b)?(?!,?\s+(?:(?:of\s+)?next\b|(?:the\s+)?\d|{_MONTH}))"
)
"""Days of the week that are one stretch of time: 'from Monday to Thursday of this week'."""
_DAYS: Final = frozenset({"day", "morning", "afternoon", "evening"})
_LAST: Final = frozenset({"last", "final", "closing"})
_BACKWARD: Final = frozenset({"previous", "preceding", "earlier", "before"})
_BESIDE: Final = frozenset({"before", "after"})
_DATED: Final = re.compile(rf",?\s+(?:the\s+)?(?:\d|{_MONTH})")
_BEFORE_UNIT: Final = 40
"""How many characters before a unit of time may tell which is meant."""
_SURELY_DAY: Final = re.compile(rf"\d(?:st|nd|rd|th)\b|{_WEEKDAY}")
_BEFORE: Final = 16
"""How many characters before a date tell whether it is one."""
_BETWEEN: Final = re.compile(r"\bbetween\s+(?:the\s+)?$")
_BARE_BEFORE: Final = re.compile(
    r"(?:\b(?:from|between|on|until|till|through|to|by|since)\s+(?:the\s+)?|\b(?:in|of(?:\s+the)?)\s+|(?P<bracket>\())$"
)
_BARE_AFTER: Final = re.compile(
    r"\s*(?:[,.;:)?!]|$|(?:in|at|of|by|with|for|on|under|and|but|when|before|after|during|to|they|it|the|an?|was|were)\b)"
)
_IN: Final = re.compile(r"\b(?:in|during|since|until|till|by|of|from|last)\s+$")
_ONE_STRETCH: Final = timedelta(days=3)
"""Single days joined by 'and' that lie no further apart are one stretch of time: 28 February and 1 March."""
_MONTHS_AHEAD: Final = 6
"""What would lie further in the future is taken to be of the year before."""


@dataclass(frozen=True, slots=True, order=True)
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

    @property
    def by_days(self) -> bool:
        """Whether it is as exact as the day."""
        return len(self.first) == len(self.last or self.first) == len("YYYY-MM-DD")


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


def find_dates(folded: str, published: str | None, dateline: Dateline) -> list[When]:
    """Find the dates of a text whose year is known.

    Parameters
    ----------
    folded
        The whole text, folded.
    published
        The brief's own date, ``YYYY-MM-DD``, where known.
    dateline
        Where the brief says when it was written.

    Returns
    -------
    list of When
        In order; a date without a year takes that of the brief, of its dateline, or of the date before it,
        and days without a month take that of the date before them.

    Examples
    --------
    >>> text = "from 28 december 2016 to 3 january, again from the 19th to the 21st"
    >>> [(when.first, when.last) for when in find_dates(text, None, Dateline(0, 0))]
    [('2016-12-28', '2017-01-03'), ('2017-01-19', '2017-01-21')]
    """
    opening = list(_runs(folded, dateline.start, dateline.end))
    written = published or next((run[0].date(0) for run in opening if run[0].year and run[0].days), None)
    runs = [*_runs(folded, 0, dateline.start), *opening, *_runs(folded, dateline.end, len(folded))]
    known: int | None = None
    if written is not None:
        known = int(written[:4])
    else:
        known = next((moment.year for run in runs for moment in run if moment.year), None)
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
                known = int((when.last or when.first)[:4])
    return _with_told(folded, sorted(found), published, written)


def _runs(folded: str, at: int, end: int) -> Iterator[list[_Moment]]:
    """Give the moments of a stretch of text, those that are joined together."""
    while start := _START.search(folded, at, end):
        parts: list[tuple[str, re.Match[str]]] = []
        joint = None
        part = _PART.match(folded, start.start(), end)
        at = start.end() + 1
        while part is not None:
            parts.append((" ".join(joint[1].split()) if joint else "", part))
            at = part.end()
            joint = _JOINT.match(folded, at, end)
            part = _PART.match(folded, joint.end(), end) if joint else None
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
            moments.append(moment)
        else:
            moments += _together([*waiting, moment])
        waiting = []
    if not moments and waiting:
        waiting[0].days = [day for other in waiting for day in other.days]
        waiting[0].end = waiting[-1].end
        return waiting[:1]
    _continue(moments, waiting)
    return moments


def _together(days: list[_Moment]) -> Iterator[_Moment]:
    """Give days the month of the last, those of one stretch together: '3 to 7 and 10 to 14 June' are two."""
    ranges = any(day.joint in _TO for day in days[1:])
    begin = 0
    for at, day in enumerate(days, 1):
        if at == len(days) or (days[at].joint not in _TO and (ranges or days[at].joint in _ANEW)):
            said = [number for other in days[begin:at] for number in other.days]
            yield _Moment(days[begin].start, day.end, said, days[-1].month, days[-1].year, days[begin].joint)
            begin = at


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
        MONTHS[name.rstrip(".")] if name else None,
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
        return _SURELY_DAY.search(folded, first.start, last.end) is not None
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
    most = _ONE_STRETCH if len(one.days) == len(other.days) == 1 else timedelta(days=1)
    return timedelta(0) < date.fromisoformat(second) - date.fromisoformat(first) <= most


def _with_told(folded: str, found: list[When], published: str | None, written: str | None) -> list[When]:
    """Add what is told from the day of writing ('yesterday') or from a date before it ('the next day')."""
    day = date.fromisoformat(written) if written is not None else None
    for when in _weekdays(folded, day) if day is not None else ():
        if not _is_dated(found, when.start, when.end):
            insort(found, when)
    for unit in _UNIT.finditer(folded):
        told = _TOLD.search(folded, max(0, unit.start() - _BEFORE_UNIT), unit.start())
        if told is None or _is_dated(found, *unit.span()):
            continue
        end, said = unit.end("many"), None
        if told["weekday"] and _DATED.match(folded, end):
            continue
        if told["near"] or told["span"] or (told["weekday"] and day is not None and not told["the"]):
            if day is not None:
                said = _from_writing(told, unit["unit"], day, exact=published is not None)
        elif days := [when for when in found if when.end <= told.start() and when.by_days]:
            if told["weekday"]:
                said = _weekday_of(told["weekday"], days)
            elif told["nth"] or told["same"]:
                said = _within(told, unit["unit"], days)
            else:
                said = _beside(told, unit, days[-1])
                end = unit.end() if told["turn"] is None else end
        if said is not None:
            first, last = said
            start = told.start("weekday" if told["weekday"] else 0)
            insort(found, When(start, end, first, last if last != first else None))
    return found


def _is_dated(found: list[When], start: int, end: int) -> bool:
    """Tell whether a stretch of text is, in part, a date that was found."""
    return any(when.start < end and start < when.end for when in found)


def _latest(weekday: str, day: date) -> date:
    """Give the last day of that name up to some day."""
    return day - timedelta(days=(day.weekday() - WEEKDAYS[weekday]) % 7)


def _weekdays(folded: str, written: date) -> Iterator[When]:
    """Give the stretches of days of the week, told from the day of writing: the last ones before it."""
    for told in _WEEKDAYS_TOLD.finditer(folded):
        last = _latest(told["last"], written)
        if (told["week"] or "").endswith("last week") and last >= _latest("monday", written):
            last -= timedelta(days=7)
        first = _latest(told["first"], last)
        if first < last and (told["joint"] != "and" or last - first <= _ONE_STRETCH):
            yield When(told.start(), told.end(), first.isoformat(), last.isoformat())


def _weekday_of(name: str, days: list[When]) -> tuple[str, str] | None:
    """Tell a day of the week from the stretch that it lies in: 'from 11 to 15 November ... on the Friday'."""
    base = next((when for when in reversed(days) if when.last), None)
    if base is None or base.last is None:
        return None
    first, last = date.fromisoformat(base.first), date.fromisoformat(base.last)
    day = first + timedelta(days=(WEEKDAYS[name + "day"] - first.weekday()) % 7)
    return (day.isoformat(), day.isoformat()) if day <= last < first + timedelta(days=7) else None


def _from_writing(told: re.Match[str], unit: str, day: date, *, exact: bool) -> tuple[str, str] | None:
    """Tell it from the day of writing; 'today', weeks and months only from the brief's own date."""
    if told["weekday"]:
        day = _latest(told["weekday"] + "day", day)
    elif told["near"] == "yester":
        day -= timedelta(days=1)
    elif not exact or (told["span"] and unit in _DAYS):
        return None
    elif unit == "week":
        monday = _latest("monday", day) - timedelta(days=7 * (told["span"] == "last"))
        return monday.isoformat(), (monday + timedelta(days=4)).isoformat()
    elif unit == "month":
        month = (day.replace(day=1) - timedelta(days=told["span"] == "last")).isoformat()[:7]
        return month, month
    return day.isoformat(), day.isoformat()


def _within(told: re.Match[str], unit: str, days: list[When]) -> tuple[str, str] | None:
    """Tell it from the stretch that it lies in: 'on the third day', 'that week'."""
    base = next((when for when in reversed(days) if when.last or told["same"]), None)
    if base is None:
        return None
    last = base.last or base.first
    if told["same"]:
        exact = 10 if unit in _DAYS else 7
        return (base.first[:exact], last[:exact]) if base.first[:exact] == last[:exact] else None
    nth = date.fromisoformat(base.first) + timedelta(days=ORDINALS.get(told["nth"], 1) - 1)
    day = last if told["nth"] in _LAST else nth.isoformat()
    return (day, day) if unit in _DAYS and day <= last else None


def _beside(told: re.Match[str], unit: re.Match[str], base: When) -> tuple[str, str] | None:
    """Tell it from the date beside it: 'the following two days', 'a day later', 'the day before'."""
    way = told["turn"] or (unit["way"] or "").strip()
    count = told["count"] or told["apart"]
    if not way or unit["unit"] not in _DAYS or (unit["many"] and not count):
        return None
    if told["turn"] is None and (told["beside"] is None) == (way in _BESIDE):
        return None
    number = NUMBERS.get(count, 1)
    if way in _BACKWARD:
        first = date.fromisoformat(base.first)
        near, far = first - timedelta(days=1), first - timedelta(days=number)
    else:
        last = date.fromisoformat(base.last or base.first)
        near, far = last + timedelta(days=1), last + timedelta(days=number)
    if told["turn"] is None:
        near = far
    return min(near, far).isoformat(), max(near, far).isoformat()
