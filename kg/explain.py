"""Says what a graph states of a thing, and what links two things, with the sentences it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from kg.extract.text import sentences
from kg.graph import Graph
from kg.model import Part
from kg.terms import INFERRED_GRAPH, VOCABULARY_GRAPH

STATED: Final = "stated"
INFERRED: Final = "inferred"
VOCABULARY: Final = "vocabulary"
_BASES: Final = {INFERRED_GRAPH: INFERRED, VOCABULARY_GRAPH: VOCABULARY}


@dataclass(frozen=True, slots=True)
class Quote:
    """The words of a brief that say something, and the sentence they stand in."""

    brief: str
    headline: str
    words: str
    sentence: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Statement:
    """One triple.

    Parameters
    ----------
    subject, property
        IRIs.
    object
        An IRI or a text.
    basis
        Whether briefs state it, the vocabulary does, or it is inferred.
    quotes
        The words behind it, where briefs state it.
    """

    subject: str
    property: str
    object: str
    basis: str
    quotes: tuple[Quote, ...] = ()


def about(store: Graph, iri: str) -> list[Statement]:
    """Give all that is stated with a thing as subject or object, names and evidence aside.

    Parameters
    ----------
    store
        The graph.
    iri
        The thing.

    Returns
    -------
    list of Statement
        Sorted, without quotes.
    """
    node = ox.NamedNode(iri)
    return sorted(_statements(store, subject=node) + _statements(store, object=node), key=_order)


def identity(store: Graph, iri: str) -> tuple[list[str], list[str]]:
    """Give the labels of a thing's classes, and what else it is called.

    Parameters
    ----------
    store
        The graph.
    iri
        The thing.

    Returns
    -------
    pair of list of str
        Both in English, sorted.
    """
    node = {"thing": ox.NamedNode(iri)}
    classes = """SELECT DISTINCT ?label WHERE { ?thing a ?class . ?class rdfs:label ?label
      FILTER(LANG(?label) IN ("en", "")) }"""
    others = """SELECT DISTINCT ?name WHERE { ?thing skos:altLabel|wco:localAcronym ?name
      FILTER(LANG(?name) IN ("en", "")) }"""
    return sorted(name for (name,) in store.select(classes, node)), sorted(
        name for (name,) in store.select(others, node)
    )


def between(store: Graph, a: str, b: str) -> list[list[Statement]]:
    """Give what links two things: triples from one to the other, then what each initiative says of both.

    Parameters
    ----------
    store
        The graph.
    a, b
        IRIs.

    Returns
    -------
    list of list of Statement
        Each link with its quotes: one statement, or those by which an initiative links the two.
    """
    one, other = ox.NamedNode(a), ox.NamedNode(b)
    direct = _statements(store, subject=one, object=other) + _statements(store, subject=other, object=one)
    links = [[_quoted(store, statement)] for statement in sorted(direct, key=_order)]
    shared = store.select(
        "SELECT DISTINCT ?i WHERE { ?i ?p ?a . ?i ?q ?b . ?i wco:reportedIn ?brief } ORDER BY ?i",
        {"a": one, "b": other},
    )
    for (initiative,) in list(shared):
        node = ox.NamedNode(initiative)
        statements = _statements(store, subject=node, object=one) + _statements(
            store, subject=node, object=other
        )
        links.append([_quoted(store, statement) for statement in sorted(set(statements), key=_order)])
    return links


def _statements(
    store: Graph, *, subject: ox.NamedNode | None = None, object: ox.NamedNode | None = None
) -> list[Statement]:
    values = {name: node for name, node in (("s", subject), ("o", object)) if node is not None}
    rows = store.select(
        """SELECT DISTINCT ?s ?p ?o ?g WHERE {
          GRAPH ?g { ?s ?p ?o }
          FILTER(?p NOT IN (skos:prefLabel, skos:altLabel, skos:hiddenLabel, rdfs:label, rdf:type))
          FILTER(?p NOT IN (schema:articleBody, rdf:subject, rdf:object, rdf:predicate, prov:wasDerivedFrom))
        }""",
        values,
    )
    return [Statement(s, p, o, _BASES.get(g, STATED)) for s, p, o, g in rows]


def _quoted(store: Graph, statement: Statement) -> Statement:
    """Add the quotes to a statement between things."""
    rows = store.select(
        """SELECT ?id ?headline ?body ?part ?start ?words ?confidence WHERE {
          ?e rdf:subject ?s . ?e rdf:object ?o . ?e rdf:predicate ?p .
          ?e wco:part ?part ; oa:start ?start ; oa:exact ?words ; wco:confidence ?confidence .
          ?e prov:wasDerivedFrom ?brief .
          ?brief dcterms:identifier ?id ; schema:headline ?headline ; schema:articleBody ?body
        } ORDER BY ?id DESC(?part) ?start ?words""",
        {
            "s": ox.NamedNode(statement.subject),
            "p": ox.NamedNode(statement.property),
            "o": ox.NamedNode(statement.object),
        },
    )
    quotes = tuple(
        Quote(
            brief,
            headline,
            words,
            sentence_at(headline if part == Part.HEADLINE else body, int(start)),
            float(sure),
        )
        for brief, headline, body, part, start, words, sure in rows
    )
    return Statement(statement.subject, statement.property, statement.object, statement.basis, quotes)


def sentence_at(text: str, position: int) -> str:
    """Give the sentence of a text that a position, in characters, falls in.

    Examples
    --------
    >>> sentence_at("The WCO met. It agreed.", 14)
    'It agreed.'
    """
    return next((text[start:end] for start, end in sentences(text) if start <= position < end), text)


def _order(statement: Statement) -> tuple[bool, str, str, str, str]:
    """Sort statements: those of briefs and rules before those of the vocabulary."""
    kept = statement.basis == VOCABULARY
    return kept, statement.property, statement.subject, statement.object, statement.basis
