"""What the service says of itself: SPARQL 1.1 Service Description, VoID and DCAT."""

from __future__ import annotations

from typing import Final

import pyoxigraph as ox

from kg.serve.negotiation import choose
from kg.serve.pool import RefusedError
from kg.serve.worker import TRIPLES
from kg.terms import DCTERMS, PREFIXES, TYPE, XSD

SD: Final = "http://www.w3.org/ns/sparql-service-description#"
VOID: Final = "http://rdfs.org/ns/void#"
DCAT: Final = "http://www.w3.org/ns/dcat#"
_FORMATS: Final = "http://www.w3.org/ns/formats/"
_NAMES: Final = {
    "application/sparql-results+json": "SPARQL_Results_JSON",
    "application/sparql-results+xml": "SPARQL_Results_XML",
    "text/csv": "SPARQL_Results_CSV",
    "text/tab-separated-values": "SPARQL_Results_TSV",
    "text/turtle": "Turtle",
    "application/n-triples": "N-Triples",
    "application/rdf+xml": "RDF_XML",
    "application/ld+json": "JSON-LD",
}

COUNTS: Final = """SELECT (COUNT(*) AS ?triples) (COUNT(DISTINCT ?s) AS ?subjects)
  (COUNT(DISTINCT ?p) AS ?properties)
WHERE { ?s ?p ?o }"""
CLASSES: Final = """SELECT ?class (COUNT(DISTINCT ?s) AS ?entities) WHERE { ?s a ?class }
GROUP BY ?class ORDER BY ?class"""

Triples = list[ox.Triple]


def service(address: str) -> Triples:
    """Describe the endpoint.

    Parameters
    ----------
    address
        Of the server, with a slash at its end.

    Returns
    -------
    list of pyoxigraph.Triple
        The service, what it can, and that its default graph is the union of all.
    """
    node, dataset, graph = (ox.NamedNode(f"{address}sparql{part}") for part in ("", "#dataset", "#graph"))
    return [
        _triple(node, TYPE, SD + "Service"),
        _triple(node, SD + "endpoint", node.value),
        _triple(node, SD + "supportedLanguage", SD + "SPARQL11Query"),
        _triple(node, SD + "feature", SD + "UnionDefaultGraph"),
        *(_triple(node, SD + "resultFormat", _FORMATS + _NAMES[media]) for media in _NAMES),
        _triple(node, SD + "defaultDataset", dataset.value),
        _triple(dataset, TYPE, SD + "Dataset"),
        _triple(dataset, SD + "defaultGraph", graph.value),
        _triple(graph, TYPE, SD + "Graph"),
    ]


def dataset(address: str, base: str, counts: tuple[str, ...], classes: list[tuple[str, ...]]) -> Triples:
    """Describe the data.

    Parameters
    ----------
    address
        Of the server, with a slash at its end.
    base
        What the IRIs of the things begin with.
    counts
        Answer to COUNTS.
    classes
        Answers to CLASSES.

    Returns
    -------
    list of pyoxigraph.Triple
        The data set as VoID and DCAT see it, and the service that gives access to it.
    """
    node, endpoint = ox.NamedNode(f"{address}.well-known/void#dataset"), f"{address}sparql"
    service, page = ox.NamedNode(endpoint), ox.NamedNode(f"{address}.well-known/void")
    found = [
        _triple(page, TYPE, VOID + "DatasetDescription"),
        _triple(page, "http://xmlns.com/foaf/0.1/primaryTopic", node.value),
        _triple(node, TYPE, VOID + "Dataset"),
        _triple(node, TYPE, DCAT + "Dataset"),
        ox.Triple(
            node, ox.NamedNode(DCTERMS + "title"), ox.Literal("Knowledge graph of news briefs", language="en")
        ),
        _triple(node, VOID + "sparqlEndpoint", endpoint),
        ox.Triple(node, ox.NamedNode(VOID + "uriSpace"), ox.Literal(base)),
        *(_triple(node, VOID + "feature", _FORMATS + _NAMES[media]) for media in TRIPLES),
        *(
            _triple(node, VOID + "vocabulary", iri)
            for iri in sorted(PREFIXES.values())
            if not iri.startswith(base)
        ),
        *(
            _number(node, VOID + name, count)
            for name, count in zip(("triples", "distinctSubjects", "properties"), counts, strict=True)
        ),
        _number(node, VOID + "classes", str(len(classes))),
        _triple(service, TYPE, DCAT + "DataService"),
        _triple(service, DCAT + "endpointURL", endpoint),
        _triple(service, DCAT + "servesDataset", node.value),
        _triple(service, DCTERMS + "conformsTo", "https://www.w3.org/TR/sparql11-protocol/"),
    ]
    for position, (cls, entities) in enumerate(classes):
        part = ox.NamedNode(f"{node.value}-class-{position}")
        found += [
            _triple(node, VOID + "classPartition", part.value),
            _triple(part, VOID + "class", cls),
            _number(part, VOID + "entities", entities),
        ]
    return found


def written(triples: Triples, accept: str) -> tuple[str, bytes]:
    """Write triples in the format that a client wants.

    Parameters
    ----------
    triples
        To write.
    accept
        The header.

    Returns
    -------
    pair of str and bytes
        Media type and text.

    Raises
    ------
    RefusedError
        With 406 if there is no such format.
    """
    media = choose(accept, list(TRIPLES))
    if media is None:
        raise RefusedError(406, f"this can be had as {', '.join(TRIPLES)}")
    prefixes = PREFIXES | {"sd": SD, "void": VOID, "dcat": DCAT}
    return media, ox.serialize(triples, format=TRIPLES[media], prefixes=prefixes) or b""


def _triple(subject: ox.NamedNode, predicate: str, value: str) -> ox.Triple:
    return ox.Triple(subject, ox.NamedNode(predicate), ox.NamedNode(value))


def _number(subject: ox.NamedNode, predicate: str, value: str) -> ox.Triple:
    return ox.Triple(
        subject, ox.NamedNode(predicate), ox.Literal(value, datatype=ox.NamedNode(XSD + "integer"))
    )
