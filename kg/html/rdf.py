"""What the page must know to write what it shows as RDF: the IRIs behind its labels."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kg import terms
from kg.network import Queryable, classes, rows, tail

_DATED = """SELECT DISTINCT ?p { GRAPH ?b { ?e rdf:predicate ?p ; rdf:object ?o
  FILTER(DATATYPE(?o) IN (xsd:date, xsd:gYearMonth, xsd:gYear)) } }"""
_NAMED = """SELECT ?s ?name { GRAPH ?g {
  { ?s skos:prefLabel ?name FILTER(LANG(?name) = "en") }
  UNION { ?s rdfs:label ?name FILTER(LANG(?name) = "") } } }"""


def rdf(
    store: Queryable,
    labels: dict[str, str],
    things: dict[str, int],
    relations: Iterable[str],
    rules: Iterable[str],
) -> dict[str, Any]:
    """Give what the labels of a page stand for, ready for JSON.

    Parameters
    ----------
    store
        The graph store.
    labels
        Labels by IRI, as :func:`kg.network.english` gives them.
    things
        Positions of the things by IRI.
    relations, rules
        IRIs of the page's relations and rules, in its order.

    Returns
    -------
    dict
        ``prefixes``: namespaces by prefix. ``relations``, ``rules``: as given. ``dated``: positions of the
        relations whose values are dates, with a datatype as exact as they are. ``classes``: IRIs by label.
        ``unnamed``: positions of the things whose label is not their ``rdfs:label`` (initiatives) or English
        ``skos:prefLabel`` (all others).

    Examples
    --------
    >>> import pyoxigraph
    >>> rdf(pyoxigraph.Store(), {}, {}, [], [])["classes"]
    {}
    """
    dated = {predicate for (predicate,) in rows(store, _DATED)}
    named = {thing for thing, name in rows(store, _NAMED) if name == labels[thing]}
    relations = list(relations)
    return {
        "prefixes": terms.PREFIXES,
        "relations": relations,
        "rules": list(rules),
        "dated": [at for at, relation in enumerate(relations) if relation in dated],
        "classes": {labels.get(each, tail(each)): each for each in sorted(classes(store))},
        "unnamed": [at for thing, at in things.items() if thing not in named],
    }
