"""Writes a graph to files. To add a format, write one function and give it a row in WRITERS."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

import pyoxigraph as ox

from kg.console import for_spreadsheet
from kg.errors import StoreError, UnknownNameError
from kg.names import closest, curie
from kg.store import GraphStore, Node
from kg.terms import BRIEF, EVIDENCE, INITIATIVE, PREFIXES, RDFS, SKOS, TYPE, XSD

if TYPE_CHECKING:
    import networkx as nx

_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LABELS: Final = (SKOS + "prefLabel", RDFS + "label", SKOS + "altLabel", SKOS + "hiddenLabel")
_SUBCLASS: Final = RDFS + "subClassOf"
_WIDTH: Final = 110
_PREFIX: Final = re.compile(r"\b([a-z]+):")


def write(store: GraphStore, name: str, path: Path, provenance: bool | None = None) -> None:
    """Write a graph to a file: whole, or the file stays as it was.

    Parameters
    ----------
    store
        The graph.
    name
        A key of WRITERS.
    path
        The file; folders that are missing on the way are made.
    provenance
        Whether the evidence goes in, where the format can carry it; without it, as suits the format.

    Raises
    ------
    UnknownNameError
        If there is no such format.
    StoreError
        If the file cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write(GraphStore(), "ntriples", Path(folder, "empty.nt"))
    ...     Path(folder, "empty.nt").read_text()
    ''
    """
    if name not in WRITERS:
        raise UnknownNameError(name, closest(name, WRITERS))
    with beside(path) as stream:
        WRITERS[name](store, stream, *(() if provenance is None else (provenance,)))


@contextmanager
def beside(path: Path) -> Iterator[IO[bytes]]:
    """Open a file beside another one, whose place it takes once it is written."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with draft.open("wb") as stream:
                yield stream
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {error.strerror or error}") from None


# RDF


def _turtle(store: GraphStore, stream: IO[bytes], provenance: bool = False) -> None:
    """Write Turtle for people: grouped by kind of thing, names first, sorted."""
    facts = store.facts(provenance)
    things = _by_subject(facts)
    kind = _kinds(things)
    body = "".join(
        f"\n\n# {heading}\n" + "".join(f"\n{_block(iri, things[iri])}\n" for iri in members)
        for (_, heading), members in groupby(sorted(things, key=lambda iri: (kind(iri), iri)), key=kind)
    )
    used = set(_PREFIX.findall(body))
    head = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items() if prefix in used)
    stream.write((head + body).encode("utf-8"))


def _block(iri: str, properties: dict[str, list[Node]]) -> str:
    """Tell of one thing, one line for each property where that is not too long."""
    statements = []
    for predicate in sorted(properties, key=_reading_order):
        verb = "a" if predicate == TYPE else _turtle_iri(predicate)
        objects = [_turtle_term(node) for node in properties[predicate]]
        line = f"{verb} {', '.join(objects)}"
        statements.append(line if len(line) <= _WIDTH else f"{verb} " + ",\n        ".join(objects))
    return f"{_turtle_iri(iri)} " + " ;\n    ".join(statements) + " ."


def _reading_order(predicate: str) -> tuple[int, str]:
    """Sort properties: the classes, then the names, then the rest."""
    first = (TYPE, *_LABELS)
    return (first.index(predicate) if predicate in first else len(first), curie(predicate))


def _kinds(things: dict[str, dict[str, list[Node]]]) -> Callable[[str], tuple[int, str]]:
    """Give the function that tells under which heading a thing stands, and how far down that comes."""
    order = {INITIATIVE: 0, BRIEF: 2, EVIDENCE: 3}

    def values(iri: str, predicate: str) -> list[str]:
        return [
            node.value for node in things.get(iri, {}).get(predicate, ()) if isinstance(node, ox.NamedNode)
        ]

    def broadest(cls: str) -> str:
        above = [wider for wider in values(cls, _SUBCLASS) if wider in things]
        return broadest(min(above)) if above else cls

    def kind(iri: str) -> tuple[int, str]:
        classes = sorted({broadest(cls) for cls in values(iri, TYPE) if cls in things})
        if not classes:
            return 4, "Classes, properties and patterns"
        labels = [node for node in things[classes[0]].get(RDFS + "label", ()) if isinstance(node, ox.Literal)]
        english = [node.value for node in labels if node.language in (None, "en")]
        return order.get(classes[0], 1), (english or [curie(classes[0])])[0].capitalize()

    return kind


def _turtle_iri(iri: str) -> str:
    short = curie(iri)
    return f"<{iri}>" if short == iri else short


def _turtle_term(node: Node) -> str:
    if isinstance(node, ox.NamedNode):
        return _turtle_iri(node.value)
    if isinstance(node, ox.Literal) and node.language is None and node.datatype.value != XSD + "string":
        return f"{ox.Literal(node.value)}^^{_turtle_iri(node.datatype.value)}"
    return str(node)


def _jsonld(store: GraphStore, stream: IO[bytes], provenance: bool = False) -> None:
    """Write JSON-LD with short names; with provenance, each brief in a graph of its own."""
    graphs: list[tuple[str, list[ox.Triple]]] = [("", [] if provenance else store.facts())]
    if provenance:
        by_graph = groupby(store.quads(), key=lambda quad: quad.graph_name)
        graphs += [(str(graph), [quad.triple for quad in quads]) for graph, quads in by_graph]
    context = _context(triple for _, triples in graphs for triple in triples)
    nodes: list[dict[str, Any]] = []
    for graph, triples in graphs:
        members = [_json_node(*item, context) for item in _by_subject(triples).items()]
        nodes += [{"@id": curie(graph.strip("<>")), "@graph": members}] if graph else members
    document = {"@context": PREFIXES | context, "@graph": nodes}
    stream.write((json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode("utf-8"))


def _context(triples: Iterable[ox.Triple]) -> dict[str, dict[str, str]]:
    """Give the properties whose values are all of one sort, so that these can be written as plain strings."""
    sorts = defaultdict(set)
    for triple in triples:
        sorts[triple.predicate.value].add(_sort(triple.object))
    return {
        curie(predicate): {"@id": curie(predicate), **dict(*found)}
        for predicate, found in sorted(sorts.items())
        if len(found) == 1 and found != {()} and curie(predicate) != predicate
    }


def _sort(node: Node) -> tuple[tuple[str, str], ...]:
    """Give what a JSON-LD context says of a property whose values are all like this one."""
    if not isinstance(node, ox.Literal):
        return (("@type", "@id"),)
    if node.language:
        return (("@language", node.language),)
    return () if node.datatype.value == XSD + "string" else (("@type", curie(node.datatype.value)),)


def _json_node(
    iri: str, properties: dict[str, list[Node]], context: dict[str, dict[str, str]]
) -> dict[str, Any]:
    node: dict[str, Any] = {"@id": curie(iri)}
    for predicate in sorted(properties, key=_reading_order):
        key = "@type" if predicate == TYPE else curie(predicate)
        plain = key in context or key == "@type"
        values = [_json_value(value, plain) for value in properties[predicate]]
        node[key] = values[0] if len(values) == 1 else values
    return node


def _json_value(node: Node, plain: bool) -> str | dict[str, str]:
    text = node.value if isinstance(node, ox.Literal) else curie(_key(node))
    if plain or _sort(node) == ():
        return text
    if isinstance(node, ox.Literal):
        return {"@value": text, **dict(_sort(node))}
    return {"@id": text}


def _rdfxml(store: GraphStore, stream: IO[bytes], provenance: bool = False) -> None:
    """Write RDF/XML; the control characters that XML cannot hold become U+FFFD."""
    triples = (
        ox.Triple(triple.subject, triple.predicate, _xml_literal(triple.object))
        for triple in store.facts(provenance)
    )
    ox.serialize(triples, stream, ox.RdfFormat.RDF_XML, prefixes=PREFIXES)


def _xml_literal(node: Node) -> Node:
    if isinstance(node, ox.Literal) and _NOT_XML.search(node.value):
        text = _NOT_XML.sub("\ufffd", node.value)
        return ox.Literal(text, language=node.language) if node.language else ox.Literal(text)
    return node


def _ntriples(store: GraphStore, stream: IO[bytes], provenance: bool = False) -> None:
    """Write N-Triples, sorted."""
    ox.serialize(store.facts(provenance), stream, ox.RdfFormat.N_TRIPLES)


def _nquads(store: GraphStore, stream: IO[bytes], provenance: bool = True) -> None:
    """Write N-Quads, sorted: the whole store, or the plain facts without graphs."""
    ox.serialize(store.quads() if provenance else store.facts(), stream, ox.RdfFormat.N_QUADS)


def _trig(store: GraphStore, stream: IO[bytes], provenance: bool = True) -> None:
    """Write TriG, sorted: the whole store, or the plain facts without graphs."""
    data = store.quads() if provenance else store.facts()
    ox.serialize(data, stream, ox.RdfFormat.TRIG, prefixes=PREFIXES)


def _by_subject(triples: Iterable[ox.Triple]) -> dict[str, dict[str, list[Node]]]:
    """Index triples by subject and predicate, in the order in which they come."""
    index: dict[str, dict[str, list[Node]]] = defaultdict(lambda: defaultdict(list))
    for triple in triples:
        index[_key(triple.subject)][triple.predicate.value].append(triple.object)
    return index


def _key(node: Node) -> str:
    return node.value if isinstance(node, ox.NamedNode) else str(node)


# Networks, tables, the page


def _graphml(store: GraphStore, stream: IO[bytes], provenance: bool = False) -> None:
    """Write the network of initiatives and entities as GraphML."""
    import networkx as nx

    nx.write_graphml_xml(_xml_network(store), stream)


def _gexf(store: GraphStore, stream: IO[bytes], provenance: bool = False) -> None:
    """Write the network of initiatives and entities as GEXF."""
    import networkx as nx

    draft = io.BytesIO()
    nx.write_gexf(_xml_network(store), draft)
    # networkx notes the day of writing, but the same graph shall give the same file.
    stream.write(re.sub(rb' lastmodifieddate="[^"]*"', b"", draft.getvalue(), count=1))


def _xml_network(store: GraphStore) -> nx.MultiDiGraph:
    """Give the network with edges numbered, and without the characters that XML cannot hold."""
    import networkx as nx

    from kg.network import network

    def clean(attributes: dict[str, Any]) -> dict[str, Any]:
        return {
            name: _NOT_XML.sub("\ufffd", value) if isinstance(value, str) else value
            for name, value in attributes.items()
        }

    read, written = network(store), nx.MultiDiGraph()
    for node, attributes in read.nodes(data=True):
        written.add_node(node, **clean(attributes))
    for number, (start, end, iri, attributes) in enumerate(read.edges(keys=True, data=True)):
        written.add_edge(start, end, key=str(number), iri=iri, **clean(attributes))
    return written


def _entities(store: GraphStore, stream: IO[bytes], provenance: bool = False) -> None:
    """Write a table of the initiatives and entities."""
    from kg.network import network

    columns = ("label", "kind", "type", "date", "candidate")
    rows = ([iri, *map(data.get, columns)] for iri, data in network(store).nodes(data=True))
    _table(stream, ("iri", *columns), rows)


def _links(store: GraphStore, stream: IO[bytes], provenance: bool = True) -> None:
    """Write a table of the links; with provenance, a row for each quotation that says so."""
    from kg.network import network

    graph = network(store)
    quotes: dict[tuple[str, str, str], list[list[str]]] = defaultdict(list)
    if provenance:
        for start, link, end, *quote in store.select(_QUOTES):
            quotes[start, link, end].append(quote)
    header = ["subject", "subject label", "link", "link label", "object", "object label", "basis"]
    rows = (
        [
            start,
            graph.nodes[start]["label"],
            link,
            data["label"],
            end,
            graph.nodes[end]["label"],
            data["basis"],
            *quote,
        ]
        for start, end, link, data in graph.edges(keys=True, data=True)
        for quote in quotes.get((start, link, end), [["", "", ""]] if provenance else [[]])
    )
    _table(stream, [*header, *(["brief", "words", "confidence"] if provenance else [])], rows)


_QUOTES: Final = """SELECT ?subject ?link ?object ?id ?words ?confidence WHERE {
  ?evidence a wco:Evidence ; prov:wasDerivedFrom ?brief ; wco:confidence ?confidence ;
    rdf:subject ?subject ; rdf:predicate ?link ; rdf:object ?object ;
    wco:part ?part ; oa:start ?start ; oa:exact ?words .
  ?brief dcterms:identifier ?id .
} ORDER BY ?id DESC(?part) ?start ?words"""


def _table(stream: IO[bytes], header: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    """Write CSV; what a spreadsheet would take for a formula gets an apostrophe in front."""
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="")
    table = csv.writer(text, lineterminator="\n")
    table.writerow(header)
    for row in rows:
        cells = ("" if cell is None else str(cell) for cell in row)
        table.writerow(map(for_spreadsheet, cells))
    text.detach()


def _html(store: GraphStore, stream: IO[bytes], provenance: bool = True) -> None:
    """Write the page."""
    from kg.html import render

    stream.write(render(store, questions=store.ontology.questions.values()).encode("utf-8"))


WRITERS: Final[dict[str, Callable[..., None]]] = {
    "turtle": _turtle,
    "trig": _trig,
    "nquads": _nquads,
    "ntriples": _ntriples,
    "jsonld": _jsonld,
    "rdfxml": _rdfxml,
    "graphml": _graphml,
    "gexf": _gexf,
    "entities": _entities,
    "links": _links,
    "html": _html,
}
"""How to write a graph, by format: functions of a store, a binary stream and ``provenance``."""
