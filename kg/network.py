"""The graph as a network of initiatives and entities: who is linked to whom, by what, over how many steps."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from itertools import islice
from typing import Any, Protocol

import networkx as nx

from kg import terms
from kg.terms import PREFIXES

BRIEF, VOCABULARY, INFERRED = "brief", "vocabulary", "inferred"

_PROLOGUE = "".join(f"PREFIX {prefix}: <{iri}> " for prefix, iri in PREFIXES.items())


class Queryable(Protocol):
    """What the network is read from: anything with named graphs that answers SPARQL."""

    def query(self, sparql: str) -> Any:
        """Give the solutions of a SELECT query."""


def rows(store: Queryable, sparql: str) -> Iterator[tuple[str, ...]]:
    """Give the answers to a SELECT query as texts: IRIs and lexical forms, empty where unbound.

    Parameters
    ----------
    store
        The graph store.
    sparql
        The query, without prefix declarations.

    Yields
    ------
    tuple of str
        One for each solution, in the order of the selected variables.
    """
    for solution in store.query(_PROLOGUE + sparql):
        yield tuple("" if term is None else term.value for term in solution)


def network(store: Queryable) -> nx.MultiDiGraph:
    """Give the network of the initiatives and entities that the briefs of a store name.

    Every attribute is a text or a truth value, so that any format of networkx can hold it. A node is an IRI
    with ``label``, ``kind`` (label of its broadest class), ``type`` (labels of its own classes), ``class``
    (their IRIs, space-separated), ``date`` (of its start, else of its brief, or empty),
    ``initiative`` and ``candidate``. An edge's key is its property's IRI; it has ``label`` and ``basis``,
    where it is stated: ``brief``, ``vocabulary`` or ``inferred``.

    Parameters
    ----------
    store
        The graph store.

    Returns
    -------
    networkx.MultiDiGraph
        Nodes and edges in sorted order.

    Examples
    --------
    >>> import pyoxigraph
    >>> network(pyoxigraph.Store()).number_of_nodes()
    0
    """
    return _assembled(store, *linked(store))


def linked(store: Queryable) -> tuple[set[str], dict[tuple[str, str, str], str], dict[str, str]]:
    """Give what a network is made of.

    Parameters
    ----------
    store
        The graph store.

    Returns
    -------
    tuple
        IRIs of the things that briefs name; links as ``(subject, predicate, object)``, each with where it is
        stated; and the dates of initiatives.

    Examples
    --------
    >>> import pyoxigraph
    >>> linked(pyoxigraph.Store())
    (set(), {}, {})
    """
    links: dict[tuple[str, str, str], str] = {}
    dates: dict[str, str] = {}
    for initiative, published, begun in rows(
        store,
        """SELECT ?initiative ?published ?begun WHERE {
          GRAPH ?brief { ?initiative wco:reportedIn ?brief
            OPTIONAL { ?brief schema:datePublished ?published }
            OPTIONAL { ?initiative wco:startDate ?begun } } }""",
    ):
        dates[initiative] = max(dates.get(initiative, ""), begun or published)
    for subject, predicate, value in rows(
        store,
        """SELECT ?s ?p ?o WHERE { GRAPH ?brief { ?s wco:reportedIn ?brief ; ?p ?o }
          FILTER(isIRI(?o) && ?p != rdf:type && ?p != wco:reportedIn) }""",
    ):
        links[subject, predicate, value] = BRIEF
    mentioned = {value for (value,) in rows(store, "SELECT ?o WHERE { GRAPH ?b { ?b wco:mentions ?o } }")}
    used = dates.keys() | mentioned | {value for _, _, value in links}
    for graph, basis in ((terms.VOCABULARY_GRAPH, VOCABULARY), (terms.INFERRED_GRAPH, INFERRED)):
        for subject, predicate, value in rows(
            store, f"SELECT ?s ?p ?o WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} FILTER(isIRI(?o)) }}"
        ):
            if subject in used and value in used and subject != value:
                links.setdefault((subject, predicate, value), basis)
    for subject, predicate, value in rows(
        store,
        """SELECT ?s ?p ?o WHERE { GRAPH ?g { ?s wco:status wco:Candidate ; ?p ?o }
          FILTER(isIRI(?o) && ?p != rdf:type) }""",
    ):
        if value in used and subject != value:
            links.setdefault((subject, predicate, value), BRIEF)
    return used, links, dates


def _assembled(
    store: Queryable, used: set[str], links: dict[tuple[str, str, str], str], dates: dict[str, str]
) -> nx.MultiDiGraph:
    labels = english(store)
    classed = classified(store, used, dates)
    candidates = {thing for (thing,) in rows(store, "SELECT ?s { GRAPH ?g { ?s wco:status wco:Candidate } }")}

    graph = nx.MultiDiGraph()
    for thing in sorted(used):
        kind, own = classed[thing]
        graph.add_node(
            thing,
            label=labels.get(thing, tail(thing)),
            kind=labels.get(kind, tail(kind)),
            type=", ".join(labels.get(class_, tail(class_)) for class_ in own),
            **{"class": " ".join(own)},
            date=dates.get(thing, ""),
            initiative=thing in dates,
            candidate=thing in candidates,
        )
    for (subject, predicate, value), basis in sorted(links.items()):
        label = labels.get(predicate, tail(predicate))
        graph.add_edge(subject, value, key=predicate, label=label, basis=basis)
    return graph


def classified(
    store: Queryable, things: Iterable[str], initiatives: Container[str]
) -> dict[str, tuple[str, list[str]]]:
    """Tell what things are.

    Parameters
    ----------
    store
        The graph store.
    things
        IRIs of initiatives and entities.
    initiatives
        Which of them are initiatives.

    Returns
    -------
    dict
        IRI to the IRIs of its broadest class, or "", and of its own classes, sorted.
    """
    broadest = classes(store)
    types: dict[str, set[str]] = {thing: set() for thing in things}
    for thing, class_ in rows(
        store, "SELECT ?s ?c WHERE { GRAPH ?g { ?s a ?c } FILTER(?c != wco:Evidence) }"
    ):
        if thing in types and class_ in broadest:
            types[thing].add(class_)
    classed = {}
    for thing, named in types.items():
        own = sorted(named - {broadest[class_] for class_ in named} or named)
        classed[thing] = (terms.INITIATIVE if thing in initiatives else broadest[own[0]] if own else "", own)
    return classed


def classes(store: Queryable) -> dict[str, str]:
    """Give the broadest class of each class of a store's vocabulary.

    Parameters
    ----------
    store
        The graph store.

    Returns
    -------
    dict
        Class IRI to the IRI of its furthest superclass in the same namespace.
    """
    query = f"""SELECT ?c ?b WHERE {{ GRAPH <{terms.VOCABULARY_GRAPH}> {{ ?c a owl:Class
      OPTIONAL {{ ?c rdfs:subClassOf ?b FILTER(isIRI(?b)) }} }} }}"""
    return broadest((class_, broader) for class_, broader in rows(store, query))


def broadest(broader_of: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Give the broadest class of each class, as :func:`classes` does, by what is said of their superclasses.

    Parameters
    ----------
    broader_of
        Class IRI and the IRI of a superclass, '' for a class that has none.

    Returns
    -------
    dict
        Class IRI to the IRI of its furthest superclass in the same namespace.

    Examples
    --------
    >>> broadest([("http://ex/Fair", "http://ex/Event"), ("http://ex/Event", "")])["http://ex/Fair"]
    'http://ex/Event'
    """
    above: dict[str, list[str]] = {}
    for class_, broader in broader_of:
        above.setdefault(class_, [])
        if broader and _namespace(broader) == _namespace(class_):
            above[class_].append(broader)

    def top(class_: str, seen: frozenset[str] = frozenset()) -> str:
        broader = sorted(set(above.get(class_, ())) - seen)
        return top(broader[0], seen | {class_}) if broader else class_

    return {class_: top(class_) for class_ in above}


def paths(graph: nx.MultiDiGraph, a: str, b: str, limit: int = 3) -> list[list[str]]:
    """Give the shortest ways between two things, along links in either direction.

    Inferred links are left out: they would shorten every way to one step and hide what they rest on.

    Parameters
    ----------
    graph
        The network.
    a, b
        IRIs of nodes.
    limit
        The greatest number of ways.

    Returns
    -------
    list of list of str
        Nodes on each way, ends included, shortest first; empty where no way leads from one to the other.

    Raises
    ------
    networkx.NodeNotFound
        If one of the two is no node of the network.

    Examples
    --------
    >>> graph = nx.MultiDiGraph([("workshop", "agency"), ("workshop", "country")])
    >>> paths(graph, "agency", "country")
    [['agency', 'workshop', 'country']]
    """
    simple = nx.Graph()
    simple.add_nodes_from(graph)
    simple.add_edges_from((u, v) for u, v, basis in graph.edges(data="basis") if basis != INFERRED)
    try:
        return list(islice(nx.shortest_simple_paths(simple, a, b), limit))
    except nx.NetworkXNoPath:
        return []


def latest(graph: nx.MultiDiGraph, size: int) -> list[str]:
    """Choose what a first view shows: the latest initiatives with all that they link.

    Parameters
    ----------
    graph
        The network.
    size
        About how many things the view holds: no initiative is added once it has as many.

    Returns
    -------
    list of str
        IRIs, each initiative followed by what it brings in.

    Examples
    --------
    >>> graph = nx.MultiDiGraph([("old", "country"), ("new", "country")])
    >>> graph.add_node("old", initiative=True, date="2020")
    >>> graph.add_node("new", initiative=True, date="2024")
    >>> latest(graph, 2)
    ['new', 'country']
    """
    initiatives = sorted(thing for thing, is_initiative in graph.nodes(data="initiative") if is_initiative)
    initiatives.sort(key=lambda thing: graph.nodes[thing]["date"], reverse=True)
    chosen: dict[str, None] = {}
    for initiative in initiatives:
        if len(chosen) >= size:
            break
        chosen.update(dict.fromkeys([initiative, *graph.successors(initiative)]))
    return list(chosen)


def english(store: Queryable) -> dict[str, str]:
    """Give the label of everything that has one: the English one, else one without language, else any.

    Parameters
    ----------
    store
        The graph store.

    Returns
    -------
    dict
        IRI to label.
    """
    best: dict[str, tuple[bool, str]] = {}
    for thing, label, language in rows(
        store,
        """SELECT ?s ?label (LANG(?label) AS ?language) WHERE {
          GRAPH ?g { { ?s skos:prefLabel ?label } UNION { ?s rdfs:label ?label } } }""",
    ):
        rank = (language not in ("en", ""), label)
        best[thing] = min(best.get(thing, rank), rank)
    return {thing: label for thing, (_, label) in best.items()}


def tail(iri: str) -> str:
    """Give the end of an IRI: what follows its last ``#`` or ``/``.

    Examples
    --------
    >>> tail("https://example.org/terms#supports")
    'supports'
    """
    return iri.removeprefix(_namespace(iri))


def _namespace(iri: str) -> str:
    return iri[: max(iri.rfind("#"), iri.rfind("/")) + 1]
