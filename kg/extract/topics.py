"""Finds what a brief is about, in the terms of a closed scheme, by the wordings of each topic."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import ahocorasick_rs

from kg.extract.text import fold
from kg.ontology import Ontology
from kg.terms import SKOS, WCO

HEADLINE_WEIGHT: Final = 3.0
EVENT_WEIGHT: Final = 1.5
REST_WEIGHT: Final = 0.6
STRONG: Final = 1.0
WEAK: Final = 0.4
LEAST_SCORE: Final = 1.5
LEAST_SHARE: Final = 0.4
MOST_TOPICS: Final = 3


@dataclass(frozen=True, slots=True)
class TopicFound:
    """A topic with its score, and the words that speak most for it (character offsets in the whole text)."""

    topic: str
    score: float
    start: int
    end: int


class TopicFinder:
    """Finds topics; compiled once from an ontology's concept scheme.

    Parameters
    ----------
    ontology
        Concepts with ``skos:inScheme``; their labels are strong cues, their ``wco:weakCue`` are weak ones.
    """

    def __init__(self, ontology: Ontology) -> None:
        cues: dict[str, dict[str, float]] = defaultdict(dict)
        self.classes: set[str] = set()
        graph = ontology.graph
        for iri, entity in ontology.entities.items():
            if not any(predicate == SKOS + "inScheme" for predicate, _ in entity.links):
                continue
            self.classes |= set(entity.types)
            for weight, predicates in (
                (WEAK, (WCO + "weakCue",)),
                (STRONG, (SKOS + "prefLabel", SKOS + "altLabel", SKOS + "hiddenLabel")),
            ):
                for label in graph.values(iri, *predicates, lang="en"):
                    for form in _forms(fold(label)):
                        cues[form][iri] = weight
        keys = sorted(cues)
        self._cues = [cues[key] for key in keys]
        self._automaton = ahocorasick_rs.AhoCorasick(keys, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)

    def find(self, folded: str, headline_end: int, events: Sequence[tuple[int, int]]) -> list[TopicFound]:
        """Find the topics of a text.

        Parameters
        ----------
        folded
            The whole text, folded.
        headline_end
            Where the headline ends, in characters.
        events
            The sentences that tell of the initiatives, as character offsets.

        Returns
        -------
        list of TopicFound
            The best first, no more than a brief can be about.
        """
        scores: dict[str, float] = defaultdict(float)
        best: dict[str, tuple[float, int, int]] = {}
        times: dict[tuple[str, int], int] = defaultdict(int)
        for index, start, end in self._automaton.find_matches_as_indexes(folded):
            if (start and folded[start - 1].isalnum()) or (end < len(folded) and folded[end].isalnum()):
                continue
            if start < headline_end:
                place = HEADLINE_WEIGHT
            elif any(s <= start < e for s, e in events):
                place = EVENT_WEIGHT
            else:
                place = REST_WEIGHT
            for topic, strength in self._cues[index].items():
                times[topic, index] += 1
                if times[topic, index] > 2:
                    continue
                weight = place * strength / times[topic, index]
                scores[topic] += weight
                if topic not in best or weight > best[topic][0]:
                    best[topic] = (weight, start, end)
        ranked = sorted(scores.items(), key=lambda entry: (-entry[1], entry[0]))
        if not ranked:
            return []
        floor = max(LEAST_SCORE, LEAST_SHARE * ranked[0][1])
        return [
            TopicFound(topic, score, best[topic][1], best[topic][2])
            for topic, score in ranked[:MOST_TOPICS]
            if score >= floor
        ]


def _forms(cue: str) -> list[str]:
    """Give a cue and its regular plural."""
    if cue.endswith("s") or len(cue) < 4:
        return [cue]
    return [cue, cue[:-1] + "ies" if cue.endswith("y") and cue[-2] not in "aeiou" else cue + "s"]
