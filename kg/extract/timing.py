"""Tells which of a brief's dates say when its initiatives were."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from typing import Final

from kg.extract.context import around_names
from kg.extract.dates import When
from kg.extract.initiatives import Anchor, Group, Reader
from kg.extract.sentence import DATE, OTHER_VERB, VERB, Sentence
from kg.extract.stretches import Told, told_dates
from kg.extract.weighing import LIKELY, Scales
from kg.terms import WCO

TIME: Final = "time"
"""The question that scales answer of a date: whether it says when an initiative was."""

_UNWEIGHED: Final = 0.85
_BY_DAY: Final = len("YYYY-MM-DD")
_PRECISION: Final = {4: "a year", 7: "a month", _BY_DAY: "a day"}
_VERBS: Final = frozenset({VERB, OTHER_VERB})
_DISTANCES: Final = ((3, "beside"), (6, "near"), (12, "apart"), (10_000, "far"))


class Timing:
    """The dates of one brief.

    Parameters
    ----------
    rows
        The sentences, the headline first.
    reader
        What the patterns found in them.
    scales
        Weigh whether a date says when an initiative was; where they are empty, the first date of a sentence
        that tells of it does.
    """

    def __init__(self, rows: list[Sentence], reader: Reader, scales: Scales) -> None:
        self.rows, self.reader, self.scales = rows, reader, scales
        self.told = told_dates(rows)
        self._dated = {told.sentence for told in self.told}
        self._among = _Dates([told.when for told in self.told])
        self._around = [self._observe(told) for told in self.told]

    def dates(self, group: Group, groups: list[Group]) -> list[tuple[When, float]]:
        """Give the dates that say when an initiative was, more than one if it was done more than once.

        Parameters
        ----------
        group
            The initiative.
        groups
            All initiatives, the main one first.

        Returns
        -------
        list of (When, float)
            In the order of the text, each with its likelihood, 0 to 1.
        """
        if not self.scales:
            tells = {anchor.sentence for anchor in group.naming}
            return [(told.when, _UNWEIGHED) for told in self.told if told.sentence in tells][:1]
        kind = self.kind(group)
        weighed = [
            (self.scales.weigh(seen, kind)[TIME], -number)
            for number, seen in enumerate(self.observations(group, groups))
        ]
        found: list[tuple[When, float]] = []
        for likelihood, number in sorted(weighed, reverse=True):
            when = self.told[-number].when
            # what one brief tells of twice, each with a date of its own, was done twice
            if likelihood >= LIKELY and all(_alike_apart(when, other) for other, _ in found):
                found.append((when, likelihood))
        return sorted(found, key=lambda each: each[0].start)

    @staticmethod
    def kind(group: Group) -> str:
        """Give the local name of an initiative's main kind, by which what is observed of it is weighed."""
        return group.main.type.removeprefix(WCO)

    def observations(self, group: Group, groups: list[Group]) -> list[set[str]]:
        """Observe what speaks for and against each date's being that of an initiative.

        Parameters
        ----------
        group, groups
            As :meth:`dates` takes them.

        Returns
        -------
        list of set of str
            Observations of each date of ``told``, to be weighed.
        """
        own = group.naming
        others = [a for other in groups if other is not group for a in other.naming]
        return [
            {*around, *self._towards(told, own, others, group), "main" if group is groups[0] else "another"}
            for told, around in zip(self.told, self._around, strict=True)
        ]

    def _observe(self, told: Told) -> set[str]:
        """Observe what stands around a date, whichever initiative it may belong to."""
        row, when = self.rows[told.sentence], told.when
        precision = _PRECISION[len(when.first)]
        shape = f"a stretch by {precision}" if when.last else precision
        seen = {
            shape,
            told.bound or "no bound",
            self.reader.place(told.sentence),
            f"{min(4, len(self.told))} dates",
        }
        around = around_names(row, [told.item])
        seen.update(around)
        seen.update(f"{shape} {each}" for each in around if each.startswith(("after", "by")))
        seen.update(self._among.observe(when))
        if any(start <= told.item < end for start, end in self.reader.event_regions[told.sentence]):
            seen.add("by what is done")
        return seen

    def _towards(self, told: Told, own: list[Anchor], others: list[Anchor], group: Group) -> Iterator[str]:
        """Observe how a date stands to the words that name an initiative."""
        here = [anchor for anchor in own if anchor.sentence == told.sentence]
        rivals = [abs(a.item - told.item) for a in others if a.sentence == told.sentence]
        main = group.main
        yield f"{max(-2, min(3, told.sentence - main.sentence))} sentences after it"
        if main.sentence in self._dated:
            yield "it dated"
        if not here:
            yield "it elsewhere"
            if rivals:
                yield "another here"
            if any(anchor.sentence == told.sentence - 1 for anchor in own):
                yield "it just before"
            return
        nearest = min(here, key=lambda anchor: abs(anchor.item - told.item))
        distance = abs(nearest.item - told.item)
        name = next(name for most, name in _DISTANCES if distance <= most)
        side = "after" if nearest.item < told.item else "before"
        yield "it here"
        yield f"it {name}"
        yield f"it {name} {side}"
        if nearest.sentence == main.sentence and nearest.item == main.item:
            yield "it itself"
        if rivals:
            yield "another here too"
            if min(rivals) < distance:
                yield "another nearer"
        for clause in self.rows[told.sentence].clauses:
            if clause.verb == nearest.item:
                yield "its verb"
        between = self.rows[told.sentence].tags[
            min(nearest.item, told.item) + 1 : max(nearest.item, told.item)
        ]
        yield f"{min(3, sum(tag in _VERBS for tag in between))} verbs between"
        if DATE in between:
            yield "a date between"


class _Dates:
    """All dates of a brief, among which each is observed."""

    def __init__(self, dates: list[When]) -> None:
        self._starts = sorted(when.start for when in dates)
        self._stretches = sum(when.last is not None for when in dates)
        self._exactness = Counter(len(when.first) for when in dates)
        firsts = sorted(when.first for when in dates)
        self._earliest = {len(first): first for first in reversed(firsts)}
        self._latest = {len(first): first for first in firsts}
        self._latest_year = firsts[-1][:4] if firsts else ""

    def observe(self, when: When) -> Iterator[str]:
        """Observe how one of the dates stands to the others."""
        exactness = len(when.first)
        yield f"date {min(bisect_left(self._starts, when.start), 3)}"
        if when.first == self._latest[exactness]:
            yield "the latest"
        if when.first == self._earliest[exactness]:
            yield "the earliest"
        if when.first[:4] < self._latest_year:
            yield "of an earlier year"
        if self._stretches == (when.last is not None):
            yield "no other stretch"
        if self._exactness[_BY_DAY] == (exactness == _BY_DAY):
            yield "no other day"


def _alike_apart(one: When, other: When) -> bool:
    """Tell whether two dates are equally exact, both stretches or neither, and do not overlap."""
    if len(one.first) != len(other.first) or (one.last is None) != (other.last is None):
        return False
    return one.first > (other.last or other.first) or (one.last or one.first) < other.first
