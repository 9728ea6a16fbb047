"""Holds a stated count against the names that are listed with it: '13 partner countries', eleven named."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import Final

from kg.extract.english import NUMBERS
from kg.extract.mentions import Names
from kg.extract.sentence import ADVERB, DETERMINER, PRONOUN, Sentence, names_right
from kg.ontology import Ontology
from kg.terms import WCO

_LEAST_LISTED: Final = 3
_REACH: Final = 3
"""How many items after a number its noun may stand: 'fourteen West African countries'."""

_OPENING: Final = 6
"""How many items may stand before a list in the sentence after the number."""

_ROUGHLY: Final = frozenset(
    "than least most over about around some nearly almost approximately to other additional further".split()
)
"""Words before a number that is not meant, or not told, exactly."""

_IN_PART: Final = frozenset(
    "including include included includes such like notably among others other".split()
)
"""Words by a list that does not name all."""


class CountRules:
    """What can be counted; compiled once from an ontology.

    Parameters
    ----------
    ontology
        Its patterns say which plural counts entities of which classes.
    """

    def __init__(self, ontology: Ontology) -> None:
        self._entities = ontology.entities
        patterns = ontology.patterns
        self._counted = {
            noun: ontology.below(patterns.values(rule, WCO + "of"))
            for rule in patterns.instances(WCO + "Count")
            for noun in patterns.values(rule, WCO + "counted")
        }

    def warnings(self, rows: list[Sentence], names: Names) -> tuple[str, ...]:
        """Find the counts that the names beside them do not bear out.

        Parameters
        ----------
        rows
            The sentences of a brief.
        names
            Its names.

        Returns
        -------
        tuple of str
            One for each count that differs from the list that belongs to it, in its sentence or in the next.
        """
        return tuple(dict.fromkeys(self._warnings(rows, names)))

    def _warnings(self, rows: list[Sentence], names: Names) -> Iterator[str]:
        for row, following in zip_longest(rows, rows[1:]):
            for at, number in self._counts(row):
                noun = row.items[at].surface
                lists = [self._labels(row, listed, noun, names) for listed in _lists_after(row, at + 1)]
                if not lists and following is not None and self._points_back(following):
                    lists = [self._labels(following, listed, noun, names) for listed in _lists(following)]
                for labels in lists[:1]:
                    if len(labels) >= _LEAST_LISTED and len(labels) != number:
                        yield f"says {number} {noun}, names {len(labels)}: {', '.join(labels)}"

    def _counts(self, row: Sentence) -> Iterator[tuple[int, int]]:
        """Find the nouns that are counted, as indices of items, and give their numbers."""
        if self._counted.keys().isdisjoint(row.surfaces):
            return
        for i, surface in enumerate(row.surfaces):
            if surface not in self._counted:
                continue
            for at in range(i - 1, max(-1, i - 1 - _REACH), -1):
                number = _value(row.items[at].surface)
                if number is None:
                    continue
                before = [other.surface for other in row.items[max(0, at - 3) : at]]
                share = before[1:] == ["of", "the"] and _value(before[0]) is not None
                if not share and _ROUGHLY.isdisjoint(before[-1:]):
                    yield i, number
                break

    def _points_back(self, row: Sentence) -> bool:
        """Tell whether a sentence begins by taking up what was counted: 'They came from'."""
        first = row.names[0] if row.names else 0
        return first <= _OPENING and any(
            item.tag == PRONOUN or item.surface in self._counted for item in row.items[:first]
        )

    def _labels(self, row: Sentence, listed: list[int], noun: str, names: Names) -> list[str]:
        """Give the labels of listed names once each; none where one is of no class that the noun counts."""
        labels = dict.fromkeys(self._label(row, at, noun, names) for at in listed)
        return [label for label in labels if label] if None not in labels else []

    def _label(self, row: Sentence, at: int, noun: str, names: Names) -> str | None:
        """Give the label of a name, if it is of a class that a noun counts."""
        mention = row.items[at].mention
        for iri in mention.options if mention else ():
            entity = names.minted.get(iri) or self._entities[iri]
            if not self._counted[noun].isdisjoint(entity.types):
                return entity.label
        return None


def _lists(row: Sentence) -> Iterator[list[int]]:
    """Give the complete lists of names in a sentence, as indices of items."""
    done = -1
    for i in row.names:
        if i <= done:
            continue
        listed = names_right(row, i, len(row.items)) or [i]
        done = listed[-1]
        near = {item.surface for item in row.items[max(0, i - 3) : done + 4]}
        if len(listed) >= _LEAST_LISTED and _IN_PART.isdisjoint(near):
            yield listed


def _lists_after(row: Sentence, start: int) -> Iterator[list[int]]:
    """Give the lists of names that belong to a noun before them: ': A, B and C', '(A, B and C)'."""
    for listed in _lists(row):
        between = row.items[start : listed[0]] if listed[0] >= start else []
        tags = "".join(item.tag for item in between).rstrip(DETERMINER)
        if tags.endswith((":", "(", "-")) or (between and not set(tags) - {",", ADVERB}):
            yield listed


def _value(word: str) -> int | None:
    """Give the value of a number in digits or words, up to 999.

    Examples
    --------
    >>> _value("13"), _value("fourteen"), _value("twenty-one"), _value("2024"), _value("many")
    (13, 14, 21, None, None)
    """
    if word.isascii() and word.isdigit():
        return int(word) if len(word) < 4 else None
    parts = [NUMBERS.get(part) for part in word.split("-")]
    known = [part for part in parts if part is not None]
    return sum(known) if len(known) == len(parts) <= 2 else None
