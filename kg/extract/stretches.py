"""Pieces stretches of time together from when they begin, when they end and how long they last."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Final, NamedTuple

from kg.extract.dates import When
from kg.extract.english import BEGINNINGS, ENDINGS, NUMBERS
from kg.extract.sentence import DATE, OTHER_VERB, VERB, Item, Sentence

BEGINNING: Final = "a beginning"
ENDING: Final = "an end"
PIECED: Final = "pieced together"

_DAYS: Final = frozenset({"day", "days"})
_WEEKS: Final = frozenset({"week", "weeks"})
_FEW: Final = re.compile(r"[1-9]\d?")
_VERBS: Final = frozenset({VERB, OTHER_VERB})
_MOST_APART: Final = 3
"""So many sentences may lie between the words for a beginning and those for its end."""
_WEEKEND: Final = 2
"""Days of the last week that its work does not fill."""


class Told(NamedTuple):
    """A date as a sentence tells it: the sentence, the item, what it says, what it bounds of a stretch."""

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
        In the order of the text, a stretch that is pieced together behind the date that bounds it.
    """
    told = [
        Told(index, i, item.when, _bound(row, i))
        for index, row in enumerate(rows)
        if not row.headline and DATE in row.tags
        for i, item in enumerate(row.items)
        if item.when is not None and i >= row.dateline
    ]
    return [each for one in told for each in (one, *_pieced(rows, one, told))]


def _bound(row: Sentence, at: int) -> str:
    """Tell whether a day is but the first or the last of something: 'it closed in Suva on 5 July'."""
    when = row.items[at].when
    if when is None or when.last or not when.by_days:
        return ""
    for item in reversed(row.items[:at]):
        if item.surface in ENDINGS:
            return ENDING
        if item.surface in BEGINNINGS:
            return BEGINNING
        if item.tag in _VERBS:
            break
    return ""


def _pieced(rows: list[Sentence], one: Told, told: list[Told]) -> Iterator[Told]:
    """Give the stretch that a day bounds, if its other bound or its length stands near."""
    if not one.bound:
        return
    day = date.fromisoformat(one.when.first)
    if one.bound == ENDING:
        for other in reversed(told):
            near = abs(other.sentence - one.sentence) <= _MOST_APART
            if other.bound == BEGINNING and near and other.when.first < one.when.first:
                yield _stretch(one, other.when, other.when.first, one.when.first)
                return
    for row in (rows[i] for i in (one.sentence, one.sentence - 1, one.sentence + 1) if 0 < i < len(rows)):
        for words, number, unit in _lengths(row):
            days = timedelta(days=number - 1 if unit in _DAYS else 7 * number - 1 - _WEEKEND)
            first, last = (day - days, day) if one.bound == ENDING else (day, day + days)
            if unit in _DAYS and first < last:
                yield _stretch(one, words, first.isoformat(), last.isoformat())
                return
            if unit in _WEEKS and number and one.bound == ENDING:
                # weeks are told roughly: only the month is sure
                yield _stretch(one, words, first.isoformat()[: len("YYYY-MM")], last.isoformat())
                return


def _stretch(one: Told, other: When | Item, first: str, last: str) -> Told:
    """Give a stretch at the place of one of its bounds, quoting all between it and the other words."""
    start, end = min(one.when.start, other.start), max(one.when.end, other.end)
    return Told(one.sentence, one.item, When(start, end, first, last), PIECED)


def _lengths(row: Sentence) -> Iterator[tuple[Item, int, str]]:
    """Give how long what a sentence tells of lasts: 'a five-day workshop', 'for two weeks'."""
    for before, item in pairwise([Item(row.start, row.start, "", ""), *row.items]):
        number, _, unit = item.surface.partition("-")
        if not unit:
            number, unit = before.surface, item.surface
        if unit in _DAYS | _WEEKS and (number in NUMBERS or _FEW.fullmatch(number)):
            yield item, int(NUMBERS.get(number, number)), unit
