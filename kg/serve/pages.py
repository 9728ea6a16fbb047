"""What the service shows of each thing at the thing's own address: to people as HTML, to programs as RDF."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Final
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader
from markupsafe import Markup
from starlette.responses import Response

from kg.names import curie
from kg.ontology import Question
from kg.terms import VOCABULARY_GRAPH

HTML: Final = "text/html"
STATEMENTS: Final = """SELECT DISTINCT ?direction ?property ?propertyLabel ?thing ?name WHERE {
  { SELECT ("out" AS ?direction) ?property ?thing { <%s> ?property ?thing } LIMIT 500 } UNION
  { SELECT ("in" AS ?direction) ?property (?subject AS ?thing) {
      ?subject ?property <%s>
      FILTER(?property NOT IN (rdf:subject, rdf:object, rdf:predicate, prov:wasDerivedFrom, wco:rule))
    } LIMIT 500 }
  OPTIONAL { ?property rdfs:label ?propertyLabel FILTER(LANG(?propertyLabel) IN ("en", "")) }
  OPTIONAL { ?thing skos:prefLabel|rdfs:label|schema:headline ?name FILTER(LANG(?name) IN ("en", "")) }
} ORDER BY ?direction ?propertyLabel ?property ?name STR(?thing)"""
"""What is said of a thing, whose IRI is filled in twice."""

QUOTES: Final = """SELECT ?property ?thing ?words WHERE {
  { SELECT ?evidence ?thing { ?evidence rdf:subject <%s> ; rdf:object ?thing } LIMIT 500 } UNION
  { SELECT ?evidence ?thing { ?evidence rdf:object <%s> ; rdf:subject ?thing } LIMIT 500 }
  ?evidence rdf:predicate ?property ; oa:exact ?words
} ORDER BY STR(?thing) ?words"""

TRIPLES: Final = f"""CONSTRUCT {{ <%s> ?p ?o . ?s ?q <%s> . ?term ?r ?v }} WHERE {{
  {{ <%s> ?p ?o }} UNION
  {{ SELECT ?s ?q {{
      ?s ?q <%s>
      FILTER(?q NOT IN (rdf:subject, rdf:object, rdf:predicate, prov:wasDerivedFrom, wco:rule))
    }} LIMIT 10000 }} UNION
  {{ GRAPH <{VOCABULARY_GRAPH}> {{ ?term ?r ?v }} FILTER(STRSTARTS(STR(?term), "%s#")) }}
}}"""
"""The same as triples; with the terms that have its address, where it is a vocabulary."""

_STYLE: Final = (files("kg.serve") / "templates/style.css").read_text("utf-8")
_DIGEST: Final = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
POLICY: Final = f"default-src 'none'; style-src 'sha256-{_DIGEST}'; form-action 'self'; base-uri 'none'"
"""The content security policy of every page."""

_TEMPLATES: Final = Environment(loader=PackageLoader("kg.serve"), autoescape=True)


@dataclass(slots=True)
class _Value:
    label: str
    link: str
    quotes: list[str] = field(default_factory=list)


def address(iri: str, base: str) -> str:
    """Give the path at which a thing is served, or where it is on the web, or nothing.

    Examples
    --------
    >>> address("https://w3id.org/wco-kg/id/wco", "https://w3id.org/wco-kg/")
    '/id/wco'
    >>> address("javascript:alert(1)", "https://w3id.org/wco-kg/")
    ''
    """
    if iri.startswith(base):
        return "/" + iri.removeprefix(base)
    return iri if iri.startswith(("http://", "https://")) else ""


def entity(iri: str, base: str, statements: list[tuple[str, ...]], quotes: list[tuple[str, ...]]) -> str:
    """Give the page of a thing.

    Parameters
    ----------
    iri
        The thing.
    base
        What IRIs that are served here begin with.
    statements, quotes
        Answers to STATEMENTS and QUOTES.

    Returns
    -------
    str
        HTML.
    """
    groups: dict[str, dict[str, _Value]] = {}
    types, title = [], curie(iri)
    said: dict[tuple[str, str], list[str]] = {}
    for property, thing, words in quotes:
        said.setdefault((property, thing), []).append(f"“{words}”")
    for direction, property, label, thing, name in statements:
        label, name = label or curie(property), name or curie(thing)
        if direction == "out" and property.endswith(("#type", "#prefLabel", "/headline")):
            if property.endswith("#type"):
                types.append(name)
                continue
            title = name
        heading = f"{label} →" if direction == "out" else f"← {label}"
        value = _Value(name, address(thing, base), list(dict.fromkeys(said.get((property, thing), ()))))
        groups.setdefault(heading, {}).setdefault(thing, value)
    listed = {heading: list(values.values()) for heading, values in groups.items()}
    return _page("entity", title, iri=iri, types=sorted(set(types)), groups=listed)


def query() -> str:
    """Give the page on which to ask in SPARQL."""
    return _page("query", "Ask in SPARQL")


def questions(known: Iterable[Question]) -> str:
    """Give the page that lists the stock questions."""
    return _page("questions", "Stock questions", questions=known)


def question(
    asked: Question, choices: dict[str, list[str]], given: dict[str, str], fault: str, rows: list[list[str]]
) -> str:
    """Give the page of a stock question.

    Parameters
    ----------
    asked
        The question.
    choices, given
        What its parameters may be filled with, and are.
    fault
        Why it cannot be answered; empty where it can.
    rows
        The answer, its header first.

    Returns
    -------
    str
        HTML.
    """
    table = f"/ask/{asked.name}.csv" + (f"?{urlencode(given)}" if given else "")
    return _page(
        "question",
        asked.title,
        question=asked,
        choices=choices,
        given=given,
        fault=fault,
        rows=rows,
        table=table,
    )


def html(text: str, status: int = 200) -> Response:
    """Give a page as a response."""
    return Response(text, status, {"Content-Security-Policy": POLICY, "Vary": "Accept"}, HTML)


def _page(template: str, title: str, **told: object) -> str:
    style = Markup(_STYLE)  # noqa: S704  # our own
    return _TEMPLATES.get_template(f"{template}.html.j2").render(title=title, style=style, **told)
