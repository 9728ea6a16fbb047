"""What is in a graph, counted, and what in it a careful reader would look at twice."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

from kg.names import Names
from kg.network import network
from kg.store import GraphStore
from kg.terms import INFERRED_GRAPH, VOCABULARY_GRAPH

DOUBTFUL: Final = 0.7
"""Facts whose best evidence is less certain than this are listed as unsure."""


@dataclass(frozen=True, slots=True)
class Kind:
    """How many things of a kind there are, and how many triples tell of them."""

    label: str
    things: int
    triples: int


@dataclass(frozen=True, slots=True)
class Summary:
    """A graph in figures.

    Parameters
    ----------
    briefs, initiatives
        How many there are.
    kinds
        Initiatives and entities by class, the most frequent first.
    links
        How often each property links two of them, the most frequent first.
    stated, evidence, inferred, vocabulary
        Triples of the briefs' own facts, of the evidence for them, derived by rules, and of the vocabulary.
    doubtful
        Facts with weak evidence, as (subject, property, object, confidence), the weakest first.
    candidates
        Names that the vocabulary does not know, as (label, kind), sorted.
    warnings
        What the extractor doubted, as (headline of the brief, warning), sorted.
    """

    briefs: int
    initiatives: int
    kinds: tuple[Kind, ...]
    links: tuple[tuple[str, int], ...]
    stated: int
    evidence: int
    inferred: int
    vocabulary: int
    doubtful: tuple[tuple[str, str, str, float], ...]
    candidates: tuple[tuple[str, str], ...]
    warnings: tuple[tuple[str, str], ...]


def summarize(store: GraphStore) -> Summary:
    """Count what is in a graph and collect what is unsure.

    Parameters
    ----------
    store
        The graph.

    Returns
    -------
    Summary
        The figures.

    Examples
    --------
    >>> summarize(GraphStore()).briefs
    0
    """
    graph = network(store)
    kind_of = dict(graph.nodes(data="kind"))
    things = Counter(kind_of.values())
    triples = Counter(kind_of[subject.value] for subject, *_ in store.facts() if subject.value in kind_of)
    links = Counter(label for _, _, label in graph.edges(data="label"))
    evidence = _count(store, "GRAPH ?g { ?e a wco:Evidence ; ?p ?o }")
    in_briefs = _count(store, "?b a wco:Brief . GRAPH ?b { ?s ?p ?o }")
    return Summary(
        briefs=len(store.briefs()),
        initiatives=sum(is_initiative for _, is_initiative in graph.nodes(data="initiative")),
        kinds=tuple(Kind(label, count, triples[label]) for label, count in _most_first(things)),
        links=_most_first(links),
        stated=in_briefs - evidence,
        evidence=evidence,
        inferred=_count(store, f"GRAPH <{INFERRED_GRAPH}> {{ ?s ?p ?o }}"),
        vocabulary=_count(store, f"GRAPH <{VOCABULARY_GRAPH}> {{ ?s ?p ?o }}"),
        doubtful=_doubtful(store),
        candidates=tuple(
            sorted((data["label"], data["kind"]) for _, data in graph.nodes(data=True) if data["candidate"])
        ),
        warnings=tuple(
            sorted(
                (title, warning)
                for title, warning in store.select(
                    "SELECT ?title ?warning WHERE { ?b wco:warning ?warning ; schema:headline ?title }"
                )
            )
        ),
    )


def _doubtful(store: GraphStore) -> tuple[tuple[str, str, str, float], ...]:
    rows = store.select(
        """SELECT ?s ?p ?o (MAX(?confidence) AS ?best) WHERE {
          ?e wco:confidence ?confidence ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o .
          FILTER(?p != wco:mentions)
        } GROUP BY ?s ?p ?o"""
    )
    weak = [(s, p, o, float(best)) for s, p, o, best in rows if float(best) < DOUBTFUL]
    if not weak:
        return ()
    names = Names(store)
    named = [(names.label(s), names.label(p), names.label(o), best) for s, p, o, best in weak]
    return tuple(sorted(named, key=lambda fact: (fact[3], fact)))


def _count(store: GraphStore, pattern: str) -> int:
    [(count,)] = store.select(f"SELECT (COUNT(*) AS ?count) WHERE {{ {pattern} }}")
    return int(count)


def _most_first(counts: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
