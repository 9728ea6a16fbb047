"""Pieces stretches of time together from where they begin, where they end and how long they last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Final, NamedTuple

from kg.extract.dates import When
from kg.extract.english import BEGINNINGS, ENDINGS, NUMBERS
from kg.extract.sentence import OTHER_VERB, VERB, Item, Sentence

_DAYS: Final = {"day": 1, "days": 1, "week": 7, "weeks": 7}
_VERBS: Final = frozenset({VERB, OTHER_VERB})
_FAR: Final = 3
"""So many sentences may lie between the words for beginning and for end."""
_WEEKEND: Final = 2
"""A course of two weeks begins on the Monday of the week before: so many days less than fourteen."""


class Told(NamedTuple):
    """A date as a sentence tells it.

    Parameters
    ----------
    sentence, item
        The index of the sentence, and of the item in it.
    when
        What it says.
    bound
        Whether it only says when something began or ended, or whether it was pieced together.
    """

    sentence: int
    item: int
    when: When
    bound: str


def told_dates(rows: list[Sentence]) -> list[Told]:
    """Give the dates that sentences tell, and the stretches that they make together.

    Parameters
    ----------
    rows
        The sentences, the headline first.

    Returns
    -------
    list of Told
        In the order of the text; a stretch that is pieced together stands behind the date that it ends with,
        or begins with.
    """
    told = [
        Told(index, i, item.when, _bound(row, i) if _is_day(item.when) else "")
        for index, row in enumerate(rows)
        if not row.headline
        for i, item in enumerate(row.items)
        if item.when is not None and i >= row.dateline
    ]
    for date_ in list(told):
        whole = _whole(rows, date_, told) if date_.bound else None
        if whole is not None:
            told.insert(told.index(date_) + 1, date_._replace(when=whole, bound="pieced together"))
    return told


def _is_day(when: When) -> bool:
    return when.last is None and len(when.first) == 10


def _bound(row: Sentence, item: int) -> str:
    """Tell whether a date says when something began or ended, by the verb before it."""
    for before in reversed(row.items[:item]):
        if before.surface in ENDINGS:
            return "an end"
        if before.surface in BEGINNINGS:
            return "a beginning"
        if before.tag in _VERBS:
            break
    return ""


def _whole(rows: list[Sentence], one: Told, told: Iterable[Told]) -> When | None:
    """Give the stretch that begins or ends with a date, where words near it say how long it is."""
    day = date.fromisoformat(one.when.first)
    if one.bound == "an end":
        begins = [
            other.when
            for other in told
            if other.bound == "a beginning"
            and other.when.first < one.when.first
            and abs(other.sentence - one.sentence) <= _FAR
        ]
        if begins:
            begin = begins[-1]
            start, end = min(begin.start, one.when.start), max(begin.end, one.when.end)
            return When(start, end, begin.first, one.when.first)
    near = [one.sentence, one.sentence - 1, one.sentence + 1]
    for index in near:
        if not 0 < index < len(rows):
            continue
        for length, days in _lengths(rows[index]):
            start, end = min(length.start, one.when.start), max(length.end, one.when.end)
            if days % 7 == 0:
                if one.bound == "an end":
                    return When(start, end, (day - timedelta(days=days - 3)).isoformat()[:7], one.when.first)
                continue
            span = timedelta(days=days - 1)
            first, last = (day - span, day) if one.bound == "an end" else (day, day + span)
            if first != last:
                return When(start, end, first.isoformat(), last.isoformat())
    return None


def _lengths(row: Sentence) -> Iterator[tuple[Item, int]]:
    """Give the lengths of time that a sentence tells: 'a five-day workshop', 'for two weeks'."""
    for index, item in enumerate(row.items):
        number, _, unit = item.surface.partition("-")
        if not unit and index:
            number, unit = row.items[index - 1].surface, item.surface
        if unit in _DAYS and (number in NUMBERS or number.isdecimal()):
            yield item, int(NUMBERS.get(number, number)) * _DAYS[unit]
