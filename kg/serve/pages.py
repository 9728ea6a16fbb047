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

from kg.extract.text import sentences
from kg.html import Page
from kg.html.data import capital
from kg.model import Part
from kg.names import curie
from kg.ontology import Question
from kg.terms import ID, MENTIONS, RDFS, SCHEMA, SKOS, TYPE, VOCABULARY_GRAPH, WCO

HTML: Final = "text/html"
BASE: Final = ID.removesuffix("id/")
"""What IRIs that are served here begin with."""

STATEMENTS: Final = """SELECT DISTINCT ?direction ?property ?propertyLabel ?thing ?name
  (LANG(?thing) AS ?language) ?date WHERE {
  { SELECT ("out" AS ?direction) ?property ?thing { <%s> ?property ?thing } LIMIT 1000 } UNION
  { SELECT ("in" AS ?direction) ?property (?subject AS ?thing) {
      ?subject ?property <%s>
      FILTER(?property NOT IN (rdf:subject, rdf:object, rdf:predicate, prov:wasDerivedFrom, wco:rule))
    } LIMIT 1000 }
  OPTIONAL { ?property rdfs:label ?propertyLabel FILTER(LANG(?propertyLabel) IN ("en", "")) }
  OPTIONAL { ?thing skos:prefLabel|rdfs:label|schema:headline ?name FILTER(LANG(?name) IN ("en", "")) }
  OPTIONAL { ?thing wco:reportedIn?/schema:datePublished ?date }
} ORDER BY ?direction ?propertyLabel ?property DESC(?date) ?name STR(?thing)"""
"""What is said of a thing, whose IRI is filled in twice; what it has to do with of late first."""

QUOTES: Final = """SELECT ?property ?thing ?part ?start ?end ?brief ?headline ?text ?date WHERE {
  { SELECT ?evidence ?thing { ?evidence rdf:subject <%s> ; rdf:object ?thing } LIMIT 500 } UNION
  { SELECT ?evidence ?thing { ?evidence rdf:object <%s> ; rdf:subject ?thing } LIMIT 500 }
  ?evidence rdf:predicate ?property ; wco:part ?part ; oa:start ?start ; oa:end ?end ;
    prov:wasDerivedFrom ?brief .
  ?brief schema:headline ?headline ; schema:articleBody ?text .
  OPTIONAL { ?brief schema:datePublished ?date }
} ORDER BY STR(?thing) STR(?brief) ?part ?start"""
"""Where briefs say it."""

TRIPLES: Final = f"""CONSTRUCT {{ <%s> ?p ?o . ?s ?q <%s> . ?term ?r ?v }} WHERE {{
  {{ <%s> ?p ?o }} UNION
  {{ SELECT ?s ?q {{
      ?s ?q <%s>
      FILTER(?q NOT IN (rdf:subject, rdf:object, rdf:predicate, prov:wasDerivedFrom, wco:rule))
    }} LIMIT 10000 }} UNION
  {{ GRAPH <{VOCABULARY_GRAPH}> {{ ?term ?r ?v }} FILTER(STRSTARTS(STR(?term), "%s#")) }}
}}"""
"""The same as triples; with the terms that have its address, where it is a vocabulary."""

_STYLE: Final = "\n".join(
    [
        (files("kg.html") / "base.css").read_text("utf-8"),
        (files("kg.serve") / "templates/style.css").read_text("utf-8"),
    ]
)
_DIGEST: Final = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
POLICY: Final = f"default-src 'none'; style-src 'sha256-{_DIGEST}'; form-action 'self'; base-uri 'none'"
"""The content security policy of every page without scripts."""

_TEMPLATES: Final = Environment(loader=PackageLoader("kg.serve"), autoescape=True)
_NAMES: Final = (SKOS + "prefLabel", RDFS + "label", SCHEMA + "headline")
_OTHER_NAMES: Final = (SKOS + "altLabel", WCO + "localAcronym")
_TEXTS: Final = (RDFS + "comment", SCHEMA + "articleBody")


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence of a brief: what stands before the words that say something, these, and what follows."""

    before: str
    words: str
    after: str
    brief: str
    headline: str
    date: str


@dataclass(slots=True)
class Value:
    """What a thing is linked to, where that is, and the sentences that say so."""

    label: str
    link: str
    quotes: list[Quote] = field(default_factory=list)


@dataclass(slots=True)
class Group:
    """All that one relation links a thing to."""

    heading: str
    values: dict[str, Value] = field(default_factory=dict)


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
    said: dict[tuple[str, str], dict[tuple[str, str], Quote]] = {}
    for property, thing, *place in quotes:
        quote = _quote(place, base)
        sentence = quote.before + quote.words + quote.after
        said.setdefault((property, thing), {}).setdefault((quote.brief, sentence), quote)
    labelled = {property for _, property, label, *_ in statements if label}
    groups: dict[tuple[str, str], Group] = {}
    types: list[str] = []
    names: list[str] = []
    called, texts = [], []
    for direction, property, label, thing, name, language, _ in statements:
        outward = direction == "out"
        if outward and property == TYPE:
            types.append(name or curie(thing))
        elif outward and property in _NAMES:
            names.insert(0 if language in ("en", "") else len(names), thing)
        elif outward and property in _OTHER_NAMES:
            called.append(thing)
        elif outward and property in _TEXTS:
            texts.append(thing)
        else:
            group = groups.setdefault((direction, property), Group(label or curie(property)))
            value = Value(
                name or curie(thing), address(thing, base), list(said.get((property, thing), {}).values())
            )
            group.values.setdefault(thing, value)
    title, kind = names[0] if names else curie(iri), types[0] if types else "thing"
    for (direction, _), group in groups.items():
        called_so = f"{group.heading.removesuffix(f' {kind}')} this {kind}"
        group.heading = capital(group.heading if direction == "out" else called_so)
    told = [(property, group) for (_, property), group in groups.items() if property in labelled]
    # What briefs say comes first, then what follows from it or is known; that they name the thing, last.
    told.sort(
        key=lambda pair: (pair[0] == MENTIONS, not any(each.quotes for each in pair[1].values.values()))
    )
    return _page(
        "entity",
        title,
        iri=iri,
        id=iri.removeprefix(ID),
        types=sorted({capital(each) for each in types}),
        called=sorted({*names, *called} - {title}),
        texts=texts,
        groups=[group for _, group in told],
        further=[group for (_, property), group in groups.items() if property not in labelled],
        describe="/sparql?" + urlencode({"query": f"DESCRIBE <{iri}>"}),
    )


def _quote(place: list[str], base: str) -> Quote:
    """Give the sentence at a place, as QUOTES tells it."""
    part, start, end, brief, headline, text, date = place
    whole, first, last = headline if part == Part.HEADLINE else text, int(start), int(end)
    begin, finish = next(((a, b) for a, b in sentences(whole) if a <= first < b), (0, len(whole)))
    finish = max(finish, last)
    return Quote(
        whole[begin:first], whole[first:last], whole[last:finish], address(brief, base), headline, date
    )


def questions(known: Iterable[Question]) -> str:
    """Give the page that lists the stock questions."""
    return _page("questions", "Stock questions", questions=known)


def question(
    asked: Question, choices: dict[str, list[str]], form: dict[str, str], fault: str, rows: list[list[str]]
) -> str:
    """Give the page of a stock question.

    Parameters
    ----------
    asked
        The question.
    choices
        What its parameters may be filled with.
    form
        What the form is filled in with: its parameters, and ``evidence`` where the sentences are wanted.
    fault
        Why it cannot be answered; empty where it can.
    rows
        The answer, its header first.

    Returns
    -------
    str
        HTML.
    """
    table = f"/ask/{asked.name}.csv" + (f"?{urlencode(form)}" if form else "")
    header, *answers = rows or [[]]
    shown = [name for name in header if f"{name}Label" not in header]  # a label stands where its thing does
    cells = [dict(zip(header, row, strict=True)) for row in answers]
    listed = [
        [Value(row[name], address(row.get(name.removesuffix("Label"), ""), BASE)) for name in shown]
        for row in cells
    ]
    return _page(
        "question",
        asked.title,
        question=asked,
        choices=choices,
        form=form,
        fault=fault,
        columns=[capital(name.removesuffix("Label")) for name in shown],
        rows=listed,
        table=table,
    )


def missing(detail: str) -> str:
    """Give the page for an address at which there is nothing."""
    return _page("missing", "Not found", detail=capital(detail))


def scripted(page: Page) -> Response:
    """Give a page with scripts, which has a policy of its own, as a response."""
    return Response(page.html, headers={"Content-Security-Policy": page.policy}, media_type=HTML)


def html(text: str, status: int = 200) -> Response:
    """Give a page as a response."""
    return Response(text, status, {"Content-Security-Policy": POLICY, "Vary": "Accept"}, HTML)


def _page(template: str, title: str, **told: object) -> str:
    style = Markup(_STYLE)  # noqa: S704  # our own
    return _TEMPLATES.get_template(f"{template}.html.j2").render(title=title, style=style, **told)
