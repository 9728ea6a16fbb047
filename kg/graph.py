"""What a graph is to those who only ask it: here, in another process, or in another server."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from typing import Final, Protocol

import pyoxigraph as ox

from kg.ontology import Ontology, load
from kg.sparql import filled, prefixed

Results = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples
Values = Mapping[str, ox.NamedNode | ox.Literal]

ACCEPT: Final = "application/sparql-results+json, application/n-triples;q=0.9, text/turtle;q=0.8"
"""What :class:`Remote` can read."""

_TRIPLES: Final = {"application/n-triples": ox.RdfFormat.N_TRIPLES, "text/turtle": ox.RdfFormat.TURTLE}


class Graph(Protocol):
    """Anything that answers SPARQL over all that the briefs and the vocabulary say."""

    @property
    def ontology(self) -> Ontology:
        """The vocabulary, rules and questions that go with it."""

    def query(self, sparql: str, values: Values | None = None) -> Results:
        """Answer a query."""

    def select(self, sparql: str, values: Values | None = None) -> Iterator[tuple[str, ...]]:
        """Answer a SELECT query with plain texts."""


class Remote(ABC):
    """A graph that answers as text, which is read here."""

    @property
    def ontology(self) -> Ontology:
        """The ontology that comes with the package."""
        return load()

    @abstractmethod
    def fetch(self, sparql: str, accept: str) -> tuple[str, bytes]:
        """Ask a query that declares its prefixes; give the media type of the answer, and the answer.

        Raises
        ------
        QueryError
            If there is none.
        """

    def query(self, sparql: str, values: Values | None = None) -> Results:
        """Answer a query, see :meth:`kg.store.GraphStore.query`."""
        media, data = self.fetch(prefixed(filled(sparql, values or {})), ACCEPT)
        if format := _TRIPLES.get(media):
            store = ox.Store()
            store.bulk_load(data, format=format)
            return store.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
        return ox.parse_query_results(data, format=ox.QueryResultsFormat.JSON)

    def select(self, sparql: str, values: Values | None = None) -> Iterator[tuple[str, ...]]:
        """Answer a SELECT query with plain texts, see :meth:`kg.store.GraphStore.select`."""
        for solution in self.query(sparql, values):  # type: ignore[union-attr]
            yield tuple(str(getattr(term, "value", term or "")) for term in solution)
