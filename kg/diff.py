"""What one graph holds and another does not, brief by brief."""

from __future__ import annotations

from dataclasses import dataclass

import pyoxigraph as ox

from kg.store import GraphStore
from kg.terms import EVIDENCE, TYPE


@dataclass(frozen=True, slots=True)
class Difference:
    """How one named graph differs.

    Parameters
    ----------
    graph
        Its IRI: a brief, the vocabulary, or what is inferred.
    added, gone
        Triples that only the second graph has, and that only the first one has, sorted; evidence aside.
    evidence
        How many triples of evidence differ.
    """

    graph: str
    added: tuple[ox.Triple, ...]
    gone: tuple[ox.Triple, ...]
    evidence: int


def differences(before: GraphStore, after: GraphStore) -> list[Difference]:
    """Compare two graphs, blank nodes by what is said of them (RDFC-1.0).

    Parameters
    ----------
    before, after
        The graphs.

    Returns
    -------
    list of Difference
        One for each named graph that differs, sorted.

    Examples
    --------
    >>> differences(GraphStore(), GraphStore())
    []
    """
    old, new = _canonical(before), _canonical(after)
    told: dict[str, tuple[list[ox.Triple], list[ox.Triple], list[ox.Triple]]] = {}
    nodes = {quad.subject for quad in old ^ new if quad.predicate.value == TYPE and _is_evidence(quad)}
    for quad in sorted(old ^ new, key=str):
        added, gone, evidence = told.setdefault(str(quad.graph_name).strip("<>"), ([], [], []))
        if quad.subject in nodes:
            evidence.append(quad.triple)
        else:
            (added if quad in new else gone).append(quad.triple)
    return [Difference(g, tuple(a), tuple(b), len(c)) for g, (a, b, c) in sorted(told.items())]


def _is_evidence(quad: ox.Quad) -> bool:
    return quad.object == ox.NamedNode(EVIDENCE)


def _canonical(store: GraphStore) -> set[ox.Quad]:
    quads = ox.Dataset(store.quads())
    quads.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return set(quads)
