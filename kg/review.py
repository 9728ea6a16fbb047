"""Proposes which unknown names may be known things; people decide."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein

from kg.decisions import Decisions
from kg.names import fold
from kg.store import GraphStore

WORDS: Final = 85.0
"""The least likeness of two names, 0 to 100, by the words that they share."""

LETTERS: Final = 0.85
"""The least likeness of two names, 0 to 1, by the letters to change (Levenshtein, 1966)."""

_ACRONYM: Final = re.compile(r"[A-Z][A-Z&/.-]*[A-Z]")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A candidate that looks like another thing.

    Parameters
    ----------
    candidate, other
        IRIs.
    score
        How alike they are, 0 to 100.
    reason
        Why they may be the same, in words.
    """

    candidate: str
    other: str
    score: float
    reason: str


def proposals(store: GraphStore, decisions: Decisions | None = None) -> list[Proposal]:
    """Propose what candidates may be the same as.

    Parameters
    ----------
    store
        The graph.
    decisions
        Made already; what they settle is not proposed again.

    Returns
    -------
    list of Proposal
        The likeliest first. Nothing is merged.

    Examples
    --------
    >>> proposals(GraphStore())
    []
    """
    decisions = decisions or Decisions()
    candidates = {iri for (iri,) in store.select("SELECT ?c { ?c wco:status wco:Candidate }")}
    names, country = defaultdict(set), dict[str, str]()
    for iri, name in store.select(
        "SELECT ?x ?n { ?x skos:prefLabel|skos:altLabel|skos:hiddenLabel|wco:localAcronym ?n"
        " FILTER(LANG(?n) IN ('en', '')) }"
    ):
        names[iri].add(name)
    for iri, where in store.select("SELECT ?x ?c { ?x wco:agencyOf ?c }"):
        country[iri] = where
    folded = [(iri, fold(name)) for iri in sorted(names) for name in sorted(names[iri])]
    acronyms = defaultdict(set)
    for iri, found in names.items():
        for name in found:
            if _ACRONYM.fullmatch(name):
                acronyms[name].add(iri)
    best: dict[tuple[str, str], Proposal] = {}

    def propose(candidate: str, other: str, score: float, reason: str) -> None:
        pair = (candidate, other)
        twice = other in candidates and other < candidate
        if candidate == other or twice or pair in decisions.distinct or candidate in decisions.same:
            return
        if pair not in best or best[pair].score < score:
            best[pair] = Proposal(candidate, other, score, reason)

    texts = [text for _, text in folded]
    for candidate in sorted(candidates):
        for name in sorted(names[candidate]):
            for other in acronyms.get(name, ()) if _ACRONYM.fullmatch(name) else ():
                if country.get(candidate) and country.get(candidate) == country.get(other):
                    propose(candidate, other, 100.0, f"the same acronym {name} and country")
            text = fold(name)
            if len(text) < 6:
                continue
            for _, score, at in process.extract(
                text, texts, scorer=fuzz.token_sort_ratio, limit=None, score_cutoff=WORDS
            ):
                propose(candidate, folded[at][0], score, f"much the same words: “{folded[at][1]}”")
            for _, likeness, at in process.extract(
                text, texts, scorer=Levenshtein.normalized_similarity, limit=None, score_cutoff=LETTERS
            ):
                propose(candidate, folded[at][0], likeness * 100, f"few letters differ: “{folded[at][1]}”")
    return sorted(best.values(), key=lambda each: (-each.score, each.candidate, each.other))
