"""Finds what a brief is about, in the terms of a closed scheme, by the wordings of each topic."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import ahocorasick_rs

from kg.extract.text import fold
from kg.extract.weighing import Scales
from kg.ontology import Ontology
from kg.terms import ID, SKOS, WCO

HEADLINE_WEIGHT: Final = 3.0
EVENT_WEIGHT: Final = 1.5
REST_WEIGHT: Final = 0.6
STRONG: Final = 1.0
WEAK: Final = 0.4
LEAST_SCORE: Final = 1.5
LEAST_SHARE: Final = 0.4
MOST_TOPICS: Final = 4
TOPIC: Final = "topic"
"""The question that scales answer of a topic: whether the brief is about it."""

_LIKELY: Final = 0.3
"""Less than even: careful readers list more topics than those did from whom the weights are learned."""

_EARLY: Final = 250


@dataclass(frozen=True, slots=True)
class TopicFound:
    """A topic, how sure it is, and the words that speak most for it (character offsets in the whole text)."""

    topic: str
    confidence: float
    start: int
    end: int


class Wording(NamedTuple):
    """Words that speak for a topic: which, in what place, how much, and where (offsets in the whole text)."""

    cue: str
    place: str
    weight: float
    strength: float
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
        self._keys = sorted(cues)
        self._cues = [cues[key] for key in self._keys]
        self._automaton = ahocorasick_rs.AhoCorasick(
            self._keys, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest
        )

    def find(
        self,
        folded: str,
        headline_end: int,
        events: Sequence[tuple[int, int]],
        told: Collection[str],
        scales: Scales,
    ) -> list[TopicFound]:
        """Find the topics of a text.

        Parameters
        ----------
        folded
            The whole text, folded.
        headline_end
            Where the headline ends, in characters.
        events
            The sentences that tell of the initiatives, as character offsets.
        told
            The kinds of initiative that the text tells of, and what else it names.
        scales
            Weigh whether the text is about a topic; where they are empty, its score decides alone.

        Returns
        -------
        list of TopicFound
            The best first, no more than a brief can be about.
        """
        wordings = self.wordings(folded, headline_end, events)
        if scales:
            seen = self.observations(wordings, told)
            ranked = [(topic, scales.weigh(of)[TOPIC]) for topic, of in seen.items()]
            least = _LIKELY
        else:
            scores = {topic: self._score(said) for topic, said in wordings.items()}
            most = max(scores.values(), default=0.0)
            ranked = [
                (topic, min(0.95, 0.5 + score / 20))
                for topic, score in scores.items()
                if score >= LEAST_SHARE * most
            ]
            least = 0.5 + LEAST_SCORE / 20
        ranked.sort(key=lambda entry: (-entry[1], entry[0]))
        found = []
        for topic, confidence in ranked[:MOST_TOPICS]:
            if confidence >= least:
                words = max(wordings[topic], key=lambda w: (w.weight, -w.start))
                found.append(TopicFound(topic, round(confidence, 2), words.start, words.end))
        return found

    def wordings(
        self, folded: str, headline_end: int, events: Sequence[tuple[int, int]]
    ) -> dict[str, list[Wording]]:
        """Find the wordings of each topic in a text, as :meth:`find` is given it."""
        said: dict[str, list[Wording]] = defaultdict(list)
        for index, start, end in self._automaton.find_matches_as_indexes(folded):
            if (start and folded[start - 1].isalnum()) or (end < len(folded) and folded[end].isalnum()):
                continue
            if start < headline_end:
                place, weight = "headline", HEADLINE_WEIGHT
            elif any(s <= start < e for s, e in events):
                place, weight = "initiative", EVENT_WEIGHT
            elif start < headline_end + _EARLY:
                place, weight = "early", REST_WEIGHT
            else:
                place, weight = "late", REST_WEIGHT
            for topic, strength in self._cues[index].items():
                said[topic].append(Wording(self._keys[index], place, weight * strength, strength, start, end))
        return said

    @staticmethod
    def _score(said: list[Wording]) -> float:
        """Add up what wordings weigh; the same one a second time weighs half, and then nothing."""
        times: dict[str, int] = defaultdict(int)
        score = 0.0
        for wording in said:
            times[wording.cue] += 1
            if times[wording.cue] <= 2:
                score += wording.weight / times[wording.cue]
        return score

    def observations(self, wordings: dict[str, list[Wording]], told: Collection[str]) -> dict[str, set[str]]:
        """Observe what speaks for and against each topic that the text has words of.

        Parameters
        ----------
        wordings
            As :meth:`wordings` gives them.
        told
            The kinds of initiative that the text tells of, and what else it names.

        Returns
        -------
        dict
            Topic to observations, to be weighed.
        """
        scores = {topic: self._score(said) for topic, said in wordings.items()}
        ranks = sorted(scores, key=lambda topic: (-scores[topic], topic))
        seen: dict[str, set[str]] = {}
        for rank, topic in enumerate(ranks):
            said = wordings[topic]
            name = topic.removeprefix(ID)
            of = {
                name,
                f"score {min(12, round(scores[topic]))}",
                f"rank {min(5, rank)}",
                f"share {round(5 * scores[topic] / scores[ranks[0]])}",
                f"times {min(4, len(said))}",
                f"wordings {min(3, len({wording.cue for wording in said}))}",
                f"topics {min(6, len(ranks))}",
            }
            of.update([f"{name} with {other}" for other in told])
            for wording in said:
                said_so, place = f"says {wording.cue}", f"in {wording.place}"
                strength = "strong" if wording.strength == STRONG else "weak"
                of.update((said_so, f"{name} {said_so}", f"{strength} {place}", f"{name} {place}"))
            seen[topic] = of
        return seen


def _forms(cue: str) -> list[str]:
    """Give a cue and its regular plural."""
    if cue.endswith("s") or len(cue) < 4:
        return [cue]
    return [cue, cue[:-1] + "ies" if cue.endswith("y") and cue[-2] not in "aeiou" else cue + "s"]
