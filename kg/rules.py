"""Derives links by the ontology's rules, and checks a graph against its shapes."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.dataset import exchange, merged
from kg.errors import OntologyError
from kg.ontology import Rule
from kg.sparql import filled
from kg.terms import INFERRED_GRAPH, PREFIXES

if TYPE_CHECKING:
    from kg.store import GraphStore

_INFERRED = ox.NamedNode(INFERRED_GRAPH)


def infer(store: ox.Store, rules: Iterable[Rule], new_things: Collection[str] | None = None) -> None:
    """Fill the graph of inferred triples: run the rules until they give nothing that is not stated yet.

    That takes several steps; whoever must not see them reads a version that was published afterwards.

    Parameters
    ----------
    store
        Where the facts are and the inferred triples go.
    rules
        SPARQL CONSTRUCT queries over the default graph.
    new_things
        IRIs, if all that has changed since the last time is that there are facts about these. If every rule
        has a source, only what follows from these is added; else all is inferred anew.

    Raises
    ------
    OntologyError
        If a rule is no valid query, or makes blank nodes, of which there would be no end.

    Examples
    --------
    >>> store = ox.Store()
    >>> store.load(b"<a:1> <a:in> <a:2> . <a:2> <a:in> <a:3> .", ox.RdfFormat.TURTLE)
    >>> infer(store, [Rule("in", "", "CONSTRUCT { ?a <a:in> ?c } WHERE { ?a <a:in> ?b . ?b <a:in> ?c }")])
    >>> [str(quad.triple) for quad in store.quads_for_pattern(None, None, None, _INFERRED)]
    ['<a:1> <a:in> <a:3>']
    """
    rules = list(rules)
    if new_things is not None and all(rule.source for rule in rules):
        things = " ".join(f"<{iri}>" for iri in sorted(new_things))
        rules = [replace(rule, sparql=filled(rule.sparql, {rule.source: things})) for rule in rules]
    else:
        exchange(store, _INFERRED, [])
    while new := {triple for rule in rules for triple in _results(store, rule) if not _stated(store, triple)}:
        store.extend(merged(ox.Quad(t.subject, t.predicate, t.object, _INFERRED) for t in new))


def _results(store: ox.Store, rule: Rule) -> Iterable[ox.Triple]:
    try:
        results = store.query(rule.sparql, prefixes=PREFIXES)
    except SyntaxError as error:
        raise OntologyError([f"rule {rule.name}: {error.msg}"]) from None
    if not isinstance(results, ox.QueryTriples):
        raise OntologyError([f"rule {rule.name}: no CONSTRUCT query"])
    for triple in results:
        if isinstance(triple.subject, ox.BlankNode) or isinstance(triple.object, ox.BlankNode):
            raise OntologyError([f"rule {rule.name}: makes blank nodes"])
        yield triple


def _stated(store: ox.Store, triple: ox.Triple) -> bool:
    return ox.Quad(triple.subject, triple.predicate, triple.object) in store


def violations(store: GraphStore) -> list[str]:
    """Check all triples of a store against the ontology's SHACL shapes.

    Parameters
    ----------
    store
        The graph to check.

    Returns
    -------
    list of str
        One readable sentence for each violation, sorted; empty where the graph conforms.

    Raises
    ------
    OntologyError
        If the shapes cannot be read.
    """
    import pyshacl
    import rdflib
    from rdflib.namespace import SH

    data = rdflib.Graph()
    data.parse(
        data=ox.serialize((quad.triple for quad in store.quads()), format=ox.RdfFormat.N_TRIPLES), format="nt"
    )
    try:
        shapes = rdflib.Graph().parse(store.ontology.shapes, format="turtle")
    except (OSError, SyntaxError) as error:
        raise OntologyError([f"{store.ontology.shapes}: {error}"]) from None
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none", advanced=True)
    found = []
    for result in report.subjects(SH.focusNode):
        focus, path, value = (report.value(result, part) for part in (SH.focusNode, SH.resultPath, SH.value))
        where = " ".join(_short(node) for node in (focus, path) if node is not None)
        got = "" if value is None or value == focus else f" (found {_short(value)})"
        found.append(f"{where}: {report.value(result, SH.resultMessage)}{got}")
    return sorted(found)


def _short(node: object) -> str:
    text = str(node)
    for prefix, iri in PREFIXES.items():
        if text.startswith(iri):
            return f"{prefix}:{text.removeprefix(iri)}"
    return text
