"""The page to ask in SPARQL, at ``/query``."""

from __future__ import annotations

from kg.html import Page
from kg.html.data import capital, numbered_kinds
from kg.html.world import world
from kg.names import curie
from kg.network import broadest
from kg.ontology import Ontology
from kg.terms import OWL, PREFIXES, RDFS, WCO

_CODE = WCO + "alpha2"


def query_page(ontology: Ontology, base: str) -> Page:
    """Make the page, with what helps to write queries and to draw their answers.

    Parameters
    ----------
    ontology
        Names the words that queries are made of, and asks the stock questions.
    base
        What IRIs that are served here begin with.

    Returns
    -------
    kg.html.Page
        Its data: ``base`` and ``prefixes``; ``words``, each ``[text, label]``; ``questions``, each ``[title,
        description, sparql]``; ``kinds``, labels in the explorer's order; ``classes``, the position of its
        kind by IRI; ``countries``, each ``[iri, code, label]``; ``world``, the map's dots.
    """
    labels = ontology.labels
    codes = {iri: ontology.graph.value(iri, _CODE) for iri in sorted(ontology.entities)}
    tops = _broadest(ontology)
    kinds = numbered_kinds(tops.values(), labels)
    data = {
        "base": base,
        "prefixes": PREFIXES,
        "words": sorted((curie(iri), label) for iri, label in labels.items() if iri.startswith(WCO)),
        "questions": [(each.title, each.description, each.sparql) for each in ontology.questions.values()],
        "kinds": [capital(kind) for kind in kinds],
        "classes": {
            class_: kinds[labels[kind]] for class_, kind in tops.items() if labels.get(kind) in kinds
        },
        "countries": [(iri, code, labels[iri]) for iri, code in codes.items() if code],
        "world": world(),
    }
    page = Page(data, "Ask in SPARQL", name="query", served=True)
    page.generate_html()
    return page


def _broadest(ontology: Ontology) -> dict[str, str]:
    graph = ontology.graph
    found = broadest(
        (class_, broader)
        for class_ in graph.instances(OWL + "Class")
        for broader in (*graph.values(class_, RDFS + "subClassOf"), "")
    )
    return dict(sorted(found.items()))
