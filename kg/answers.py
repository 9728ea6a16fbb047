"""Answers to queries, laid out: as a table for people, as CSV, JSON or Turtle for programs."""

from __future__ import annotations

import csv
import io
from typing import Final

import pyoxigraph as ox

from kg.console import for_spreadsheet, table
from kg.errors import QueryError
from kg.graph import Graph
from kg.names import curie
from kg.questions import quotes
from kg.store import Node
from kg.terms import PREFIXES

FORMATS: Final = {
    "csv": ox.QueryResultsFormat.CSV,
    "json": ox.QueryResultsFormat.JSON,
    "tsv": ox.QueryResultsFormat.TSV,
    "xml": ox.QueryResultsFormat.XML,
}
"""How programs read answers to SELECT and ASK."""

_RESULT_SET: Final = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"


def laid_out(store: Graph, sparql: str, format: str, evidence: bool = False) -> str:
    """Answer a query as text.

    Parameters
    ----------
    store
        The graph.
    sparql
        The query.
    format
        ``table``, ``turtle``, or a key of FORMATS.
    evidence
        Whether a column is added to a SELECT query's answer with the sentences that a row rests on.

    Returns
    -------
    str
        The answer, whole.

    Raises
    ------
    QueryError
        If the query cannot be answered, or not so.

    Examples
    --------
    >>> from kg.store import GraphStore
    >>> laid_out(GraphStore(), "ASK {}", "table")
    'yes'
    """
    results = store.query(sparql)
    if isinstance(results, ox.QueryTriples):
        if format not in ("table", "turtle"):
            raise QueryError("CONSTRUCT and DESCRIBE give triples: ask for turtle")
        return _turtle(sorted(results, key=str))
    if isinstance(results, ox.QueryBoolean):
        if format == "turtle":
            raise QueryError("an answer to ASK is no Turtle: ask for json")
        if format == "table":
            return "yes" if results else "no"
        return (results.serialize(format=FORMATS[format]) or b"").decode()
    header = [variable.value for variable in results.variables]
    rows: list[list[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None]] = [
        list(row) for row in results
    ]
    if evidence:
        things = [[term.value for term in row if isinstance(term, ox.NamedNode)] for row in rows]
        header.append("evidence")
        for row, said in zip(rows, quotes(store, things), strict=True):
            row.append(ox.Literal("\n".join(said)))
    if format == "table":
        cells = [[curie(str(getattr(term, "value", term or ""))) for term in row] for row in rows]
        return table(header, cells) if rows else "nothing found"

    def blank(term: Node | None) -> bool:
        return term is None or isinstance(term, ox.BlankNode)

    variables = " ".join(f"?{name}" for name in header)
    told = " ".join(f"({' '.join('UNDEF' if blank(term) else str(term) for term in row)})" for row in rows)
    # An empty store is asked for the rows themselves: so all formats come from one place.
    pattern = f"WHERE {{ VALUES ({variables}) {{ {told} }} }}"
    if format != "turtle":
        again = ox.Store().query(f"SELECT {variables} {pattern}")
        return (again.serialize(format=FORMATS[format]) or b"").decode()  # type: ignore[arg-type]
    bindings = " ; ".join(f'rs:binding [ rs:variable "{name}" ; rs:value ?{name} ]' for name in header)
    construct = f"PREFIX rs: <{_RESULT_SET}> CONSTRUCT {{ [] {bindings} }} {pattern}"
    return _turtle(list(ox.Store().query(construct)))  # type: ignore[arg-type]


def tabled(store: Graph, sparql: str, evidence: bool = False) -> str:
    """Answer a SELECT query as CSV for spreadsheets, see :func:`kg.console.for_spreadsheet`.

    Parameters
    ----------
    store, sparql, evidence
        As for :func:`laid_out`, whose CSV is for programs: the same without apostrophes.

    Examples
    --------
    >>> from kg.store import GraphStore
    >>> tabled(GraphStore(), "SELECT ('=1+1' AS ?name) (-1 AS ?number) {}").splitlines()
    ['name,number', "'=1+1,-1"]
    """
    text = io.StringIO(newline="")
    rows = csv.reader(io.StringIO(laid_out(store, sparql, "csv", evidence), newline=""))
    csv.writer(text).writerows(map(for_spreadsheet, row) for row in rows)
    return text.getvalue()


def _turtle(triples: list[ox.Triple]) -> str:
    prefixes = PREFIXES | {"rs": _RESULT_SET}
    return (ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=prefixes) or b"").decode()
