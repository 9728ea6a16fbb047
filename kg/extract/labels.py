"""Finds the names that the vocabulary knows, as they may be written."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import ahocorasick_rs

from kg.extract.english import SPELLINGS
from kg.extract.languages import without_languages
from kg.extract.mentions import Mention
from kg.extract.text import fold
from kg.ontology import Ontology
from kg.terms import SKOS, WCO

_ACRONYM = re.compile(r"(?=\S*[A-Z]\S*[A-Z])[A-Za-z][\w&/.!-]{1,14}$")
JOINED = re.compile(r"[A-ZÀ-Þ][a-zà-ÿ]{2,}(?:[/-][A-ZÀ-Þ][a-zà-ÿ]{2,})+$")
"""Two names in one: 'Timor-Leste', 'Sèmè-Kraké' are no acronyms, and may be written 'TIMOR-LESTE'."""
_NO_NAME_BEFORE: Final = ("-speaking", " speaking", "$", " $", " dollar", " franc")
"""What follows a language ('French-speaking'), or a currency ('US$'), that is written as a name is."""
_MOST_WORDINGS: Final = 20_000


@dataclass(slots=True)
class Form:
    """A label as it may stand in a text: how it must be written there, and what it names."""

    written: str
    entities: list[str]
    adjective: bool
    head: str = ""
    exact: bool = field(init=False)

    def __post_init__(self) -> None:
        self.exact = _ACRONYM.match(self.written) is not None and not JOINED.match(self.written)

    def fits(self, words: str) -> bool:
        """Tell whether words that fold to the same as the label are written as it demands."""
        if self.exact:
            return words == self.written
        return words[0].isupper() or not self.written[0].isupper()


class Labels:
    """Finds the labels of the vocabulary in a text, with an Aho-Corasick automaton (Aho and Corasick, 1975).

    Parameters
    ----------
    ontology
        Its vocabulary.
    head
        Finds the head at the end of a composed label: 'Polish customs officers' are officers of Poland,
        'Polish Customs' is an agency.

    Attributes
    ----------
    forms
        Each label, folded, to the ways in which it is written and what these name.
    local
        Acronym to what it names in a brief that introduces it.
    short
        Short names, each with what it names.
    nouns
        What is a common noun though it may be written with capitals, folded.
    """

    def __init__(self, ontology: Ontology, head: re.Pattern[str]) -> None:
        graph, patterns = ontology.graph, ontology.patterns
        forms: dict[str, dict[str, Form]] = defaultdict(dict)
        self.local: dict[str, list[str]] = defaultdict(list)
        self.short: list[tuple[str, str]] = []
        scheme = SKOS + "inScheme"
        self.nouns = {
            fold(noun)
            for cue in patterns.instances(WCO + "Cue")
            for noun in patterns.values(cue, WCO + "noun")
        }
        for iri, entity in ontology.entities.items():
            labels = graph.values(iri, SKOS + "prefLabel", SKOS + "altLabel", SKOS + "hiddenLabel")
            if any(predicate == scheme for predicate, _ in entity.links):
                self.nouns |= {fold(label) for label in labels}
                continue
            for label in labels:
                _enter(forms, label, iri, adjective=False)
            for label in graph.values(iri, WCO + "demonym"):
                _enter(forms, label, iri, adjective=True)
                if label.endswith(("an", "i")):
                    _enter(forms, f"{label}s", iri, adjective=False)
            for acronym in graph.values(iri, WCO + "localAcronym"):
                self.local[acronym].append(iri)
            self.short += [(name, iri) for name in graph.values(iri, WCO + "shortName")]
        self._keys = sorted(forms)
        self.forms = {key: list(forms[key].values()) for key in self._keys}
        self._automaton = ahocorasick_rs.AhoCorasick(
            self._keys, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest
        )
        self._meant = lru_cache(maxsize=_MOST_WORDINGS)(self._meaning)
        for found in self.forms.values():
            for form in found:
                if match := head.search(form.written):
                    form.head = match[1]
        self._classes = {iri: entity.types[0] for iri, entity in ontology.entities.items()}
        self._not_after = {
            patterns.value(rule, WCO + "yields"): tuple(f"{word} " for word in words)
            for rule in patterns.instances(WCO + "NameShape")
            if (words := patterns.values(rule, WCO + "notAfter"))
        }

    def find(self, text: str, cuts: list[int]) -> list[Mention]:
        """Find the labels in a text.

        Parameters
        ----------
        text
            Headline, gap and body, without bracketed acronyms.
        cuts
            Where these stood, in characters: there ends a label that is made of two.

        Returns
        -------
        list of Mention
            In order, none overlapping.
        """
        found = []
        folded = fold(text)
        for index, start, end in self._matches(folded, cuts):
            options, adjective = self._meant(index, text[start:end])
            while not options and (space := folded.rfind(" ", start, end)) > 0:
                # not 'Polish Customs' but 'Polish customs officers': look for a shorter label
                index, _, length = next(self._matches(folded[start:space], []), (-1, 0, 0))
                end = start + length
                options, adjective = self._meant(index, text[start:end]) if length else ((), False)
            if (
                options
                and not folded.startswith(_NO_NAME_BEFORE, end)
                and not text.endswith(self._not_after.get(self._classes[options[0]], ()), 0, start)
            ):
                found.append(Mention(start, end, options, adjective=adjective))
        return without_languages(text, found) if any(mention.adjective for mention in found) else found

    def begins(self, folded: str) -> bool:
        """Tell whether a text begins with a label of the vocabulary."""
        first = next(iter(self._automaton.find_matches_as_indexes(folded)), None)
        return first is not None and first[1] == 0 and not folded[first[2] : first[2] + 1].isalnum()

    def _meaning(self, index: int, words: str) -> tuple[tuple[str, ...], bool]:
        """Give what a label may stand for when written in some words, and whether these are an adjective."""
        fitting = [
            form
            for form in self.forms[self._keys[index]]
            if form.fits(words) and (not form.head or words.endswith(form.head))
        ]
        options = tuple(dict.fromkeys(iri for form in fitting for iri in form.entities))
        return options, bool(fitting) and fitting[0].adjective

    def _matches(self, folded: str, cuts: list[int]) -> Iterator[tuple[int, int, int]]:
        """Give the leftmost longest labels that are whole words: (label, start, end)."""
        for index, start, end in self._automaton.find_matches_as_indexes(folded):
            if start and folded[start - 1].isalnum():
                continue
            stop = end
            while stop < len(folded) and folded[stop].isalnum():
                # the longest label ends within a word: look for a shorter one at the same place
                shorter = self._automaton.find_matches_as_indexes(folded[start : stop - 1])
                if not shorter or shorter[0][1]:
                    break
                index, stop = shorter[0][0], start + shorter[0][2]
            else:
                if cuts:
                    at = bisect_right(cuts, start)
                    if at < len(cuts) and cuts[at] < stop and folded.startswith(" of ", cuts[at]):
                        halves = self._halves(folded, start, cuts[at], stop)
                        if halves:
                            yield from halves
                            continue
                yield index, start, stop

    def _halves(self, folded: str, start: int, cut: int, stop: int) -> list[tuple[int, int, int]]:
        """Give the labels before and after a cut, if one ends right there and there are others."""
        first = [(i, start + a, start + b) for i, a, b in self._matches(folded[start:cut], [])]
        then = [(i, cut + a, cut + b) for i, a, b in self._matches(folded[cut:stop], [])]
        return first + then if first and then and first[-1][2] == cut else []


def _enter(forms: dict[str, dict[str, Form]], label: str, iri: str, *, adjective: bool) -> None:
    """Enter a label in all its spellings."""
    folded = fold(label.removeprefix("the ").removeprefix("The "))
    if len(folded) < 2:
        return
    spellings = {folded}
    for british, american in SPELLINGS:
        spellings |= {s.replace(british, american) for s in spellings if british in s}
        if american not in british:
            spellings |= {re.sub(rf"{american}\b", british, s) for s in spellings if american in s}
    if ", " in folded and folded.count(" and ") == 1 and ", and " not in folded:
        spellings |= {s.replace(" and ", ", and ") for s in spellings}
    for spelling in spellings:
        form = forms[spelling].setdefault(f"{label}\0{adjective}", Form(label, [], adjective))
        if iri not in form.entities:
            form.entities.append(iri)
