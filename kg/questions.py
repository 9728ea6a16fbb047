"""Stock questions: their parameters filled by name, and the sentences behind a row of an answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from kg.errors import UnknownNameError
from kg.explain import sentence_at
from kg.model import Part
from kg.names import closest
from kg.ontology import Ontology, Parameter, Question
from kg.terms import TYPE, WCO

if TYPE_CHECKING:
    from kg.graph import Graph
    from kg.names import Names

QUOTED: Final = 3
"""How many sentences are given for a row."""

Values = dict[str, ox.NamedNode | ox.Literal]


def find(ontology: Ontology, name: str) -> Question:
    """Give the stock question of a name.

    Raises
    ------
    UnknownNameError
        If there is none, with those that are called alike.
    """
    if name not in ontology.questions:
        raise UnknownNameError(name, closest(name, ontology.questions))
    return ontology.questions[name]


def values(question: Question, given: Mapping[str, str], names: Names) -> Values:
    """Give what a question's variables are bound to.

    Parameters
    ----------
    question
        The question.
    given
        Names or IRIs by parameter.
    names
        What things are called.

    Returns
    -------
    dict
        Terms by variable.

    Raises
    ------
    UnknownNameError
        If the question has no such parameter, or nothing is called so.
    """
    kinds = {parameter.name: parameter.kind for parameter in question.parameters}
    for name in given:
        if name not in kinds:
            raise UnknownNameError(name, list(kinds))
    return {
        name: ox.Literal(value) if kinds[name] == "text" else ox.NamedNode(names.find(value))
        for name, value in given.items()
    }


def choices(ontology: Ontology, parameter: Parameter) -> list[str]:
    """Give the names in the vocabulary that a parameter may be filled with, sorted.

    Examples
    --------
    >>> from kg.ontology import load
    >>> parameter = load().questions["who-supports"].parameters[0]
    >>> "Gambia" in choices(load(), parameter)
    True
    """
    return sorted(
        entity.label
        for entity in ontology.entities.values()
        if any(ontology.is_a(cls, WCO + parameter.kind) for cls in entity.types)
    )


def quotes(store: Graph, rows: Iterable[Sequence[str]]) -> list[list[str]]:
    """Give for each row of an answer the sentences that speak of all its things together.

    Parameters
    ----------
    store
        The graph.
    rows
        IRIs of the things in each row.

    Returns
    -------
    list of list of str
        For each row some sentences, each with its brief, the surest first; empty where none does.
    """
    rows = list(rows)
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    things = " ".join(sorted({f"<{iri}>" for row in rows for iri in row}))
    if not things or not store.ontology.evidence:
        return [[] for _ in rows]
    # The values stand first: what is looked for is fewer than what there is.
    query = store.ontology.evidence.replace("WHERE {", f"WHERE {{ VALUES ?thing {{ {things} }}", 1)
    for thing, initiative, evidence in store.select(query):
        found[thing][initiative].add(evidence)
    chosen = [_together([found[iri] for iri in row]) for row in rows]
    said = _sentences(store, {evidence for group in chosen for evidence in group})
    return [_first(said[evidence] for evidence in group if evidence in said) for group in chosen]


def _together(found: list[dict[str, set[str]]]) -> list[str]:
    """Give the evidence of initiatives that have to do with every thing."""
    if not found:
        return []
    shared = set.intersection(*(set(each) for each in found))
    return sorted({evidence for each in found for initiative in shared for evidence in each[initiative]})


def _sentences(store: Graph, evidence: set[str]) -> dict[str, tuple[float, str]]:
    rows = store.select(
        f"""SELECT ?e ?headline ?body ?part ?start ?sure WHERE {{
          VALUES ?e {{ {" ".join(f"<{iri}>" for iri in sorted(evidence))} }}
          ?e wco:part ?part ; oa:start ?start ; wco:confidence ?sure .
          ?e prov:wasDerivedFrom ?brief ; rdf:predicate ?p .
          FILTER(?p != <{TYPE}>)
          ?brief schema:headline ?headline ; schema:articleBody ?body }}"""
    )
    said = {}
    for iri, headline, body, part, start, sure in rows:
        sentence = sentence_at(headline if part == Part.HEADLINE else body, int(start))
        said[iri] = (-float(sure), f"“{sentence}” ({headline})")
    return said


def _first(said: Iterable[tuple[float, str]]) -> list[str]:
    return list(dict.fromkeys(sentence for _, sentence in sorted(said)))[:QUOTED]
