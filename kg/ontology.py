"""Reads ``ontology/`` once: the model, the vocabularies, the rules, the stock questions."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import pyoxigraph as ox

from kg.errors import OntologyError
from kg.model import Entity
from kg.terms import INITIATIVE, INVOLVES, OWL, RDFS, SCHEMA, SKOS, TYPE

_PACKAGED = Path(__file__).parent / "_ontology"
_CHECKOUT = Path(__file__).parent.parent / "ontology"
_LABELS = (RDFS + "label", SKOS + "prefLabel")
_SHOWN = SKOS + "altLabel"
_HEADER = re.compile(r"#\s*(title|description|parameter|from):\s*(.*)")


@dataclass(frozen=True, slots=True)
class Role:
    """A property that links an initiative to what has a part in it, and the classes it may point to."""

    iri: str
    label: str
    ranges: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A SPARQL CONSTRUCT that derives links from facts.

    ``source`` is a variable for what only one brief has facts of, if links follow from these facts alone and
    from what things are: for a new brief, such a rule need not look at the old ones.
    """

    name: str
    title: str
    sparql: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A variable of a stock question; ``kind`` is a class's local name, or ``text``."""

    name: str
    kind: str
    label: str
    example: str


@dataclass(frozen=True, slots=True)
class Question:
    """A stock question: SPARQL with a title, a plain description and parameters."""

    name: str
    title: str
    description: str
    parameters: tuple[Parameter, ...]
    sparql: str


Node = ox.NamedNode | ox.BlankNode | ox.Literal


class Graph:
    """The triples of some Turtle files, indexed by subject, with their literals as plain strings."""

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        self.triples = list(triples)
        self._of: dict[str, dict[str, list[Node]]] = defaultdict(lambda: defaultdict(list))
        self._types: dict[str, list[str]] = defaultdict(list)
        for subject, predicate, node in self.triples:
            self._of[subject.value][predicate.value].append(node)
            if predicate.value == TYPE:
                self._types[node.value].append(subject.value)

    def instances(self, cls: str) -> list[str]:
        """Give the subjects whose type is a class, in the order of the files."""
        return self._types.get(cls, [])

    def subjects(self) -> Iterator[str]:
        """Give every subject once, in the order of the files."""
        return iter(self._of)

    def values(self, subject: str, *predicates: str, lang: str | None = None) -> list[str]:
        """Give the objects of properties as strings; of literals, those in a language or in none."""
        of = self._of.get(subject)
        if of is None:
            return []
        return [
            node.value
            for predicate in predicates
            for node in of.get(predicate, ())
            if lang is None or getattr(node, "language", None) in (None, lang)
        ]

    def value(self, subject: str, *predicates: str, lang: str | None = None) -> str | None:
        """Give the first of :meth:`values`, or None."""
        return next(iter(self.values(subject, *predicates, lang=lang)), None)

    def properties(self, subject: str) -> dict[str, list[Node]]:
        """Give all that is said of a subject, by predicate."""
        return self._of.get(subject, {})


def read_turtle(paths: Iterable[Path]) -> Graph:
    """Read Turtle files as one graph.

    Parameters
    ----------
    paths
        The files.

    Returns
    -------
    Graph
        Their triples, blank nodes kept apart between files.

    Raises
    ------
    OntologyError
        Naming each file that does not parse, with the parser's line and column.
    """
    triples: list[ox.Triple] = []
    faults = []
    for path in paths:
        try:
            parsed = ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE, rename_blank_nodes=True)
            triples += [quad.triple for quad in parsed]
        except SyntaxError as error:
            faults.append(f"{path}, line {error.lineno}: {error.msg}")
    if faults:
        raise OntologyError(faults)
    return Graph(triples)


class Ontology:
    """The program's knowledge, read from a folder.

    Parameters
    ----------
    folder
        Holds ``*.ttl`` (the model), ``vocabulary/*.ttl``, ``patterns/*.ttl``, ``weights/*.tsv``,
        ``rules/*.rq``, ``queries/*.rq`` and ``shapes.ttl``.

    Raises
    ------
    OntologyError
        With every fault found.
    """

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise OntologyError([f"{folder} is not a folder"])
        self.folder = folder
        self.shapes = folder / "shapes.ttl"
        models = sorted(path for path in folder.glob("*.ttl") if path != self.shapes)
        self.graph = read_turtle([*models, *sorted((folder / "vocabulary").glob("*.ttl"))])
        self.patterns = read_turtle(sorted((folder / "patterns").glob("*.ttl")))
        self.triples = self.graph.triples
        self.superclasses = _closure(self.graph, RDFS + "subClassOf")
        self.labels = {
            subject: label
            for subject in self.graph.subjects()
            if (label := self.graph.value(subject, *_LABELS, lang="en")) is not None
        }
        superroles = _closure(self.graph, RDFS + "subPropertyOf")
        self.roles = {
            iri: Role(iri, self.labels.get(iri, iri), tuple(self.graph.values(iri, SCHEMA + "rangeIncludes")))
            for iri, above in superroles.items()
            if INVOLVES in above
        }
        self.initiative_types = [iri for iri, above in self.superclasses.items() if INITIATIVE in above]

    @cached_property
    def version(self) -> str:
        """A digest of all that a graph depends on: every file but the questions that may be asked of it."""
        total = hashlib.sha256()
        for path in sorted(self.folder.rglob("*")):
            if path.suffix in {".ttl", ".rq", ".tsv"} and path.parent.name != "queries":
                total.update(path.relative_to(self.folder).as_posix().encode() + b"\0" + path.read_bytes())
        return total.hexdigest()[:12]

    @cached_property
    def entities(self) -> dict[str, Entity]:
        """The vocabulary's entities by IRI: whatever has a preferred label and a class of the model."""
        found = {}
        for iri in self.graph.subjects():
            types = tuple(t for t in self.graph.values(iri, TYPE) if t in self.superclasses)
            label = self.graph.value(iri, SKOS + "prefLabel", lang="en")
            if types and label is not None:
                links = sorted(
                    (predicate, node.value)
                    for predicate, nodes in self.graph.properties(iri).items()
                    if predicate != TYPE
                    for node in nodes
                    if isinstance(node, ox.NamedNode)
                )
                shown = tuple(sorted(self.graph.values(iri, _SHOWN, lang="en")))
                found[iri] = Entity(iri, label, types, shown, tuple(links))
        return found

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """The inference rules, by name."""
        return tuple(
            Rule(path.stem, header.get("title", [path.stem])[0], text, header.get("from", [""])[0].strip("?"))
            for path in sorted((self.folder / "rules").glob("*.rq"))
            for text in [path.read_text(encoding="utf-8")]
            for header in [_header(text)]
        )

    @cached_property
    def questions(self) -> dict[str, Question]:
        """The stock questions, by name."""
        return {
            path.stem: _question(path, path.read_text(encoding="utf-8"))
            for path in sorted((self.folder / "queries").glob("*.rq"))
        }

    @cached_property
    def evidence(self) -> str:
        """The query for the evidence that initiatives have to do with things; empty where there is none."""
        path = self.folder / "evidence.rq"
        return path.read_text(encoding="utf-8") if path.exists() else ""

    def is_a(self, cls: str, wanted: str) -> bool:
        """Tell whether a class is another one or below it."""
        return cls == wanted or wanted in self.superclasses.get(cls, ())

    def below(self, classes: Iterable[str]) -> frozenset[str]:
        """Give some classes and all below them."""
        return frozenset(cls for cls in self.superclasses for wanted in classes if self.is_a(cls, wanted))


def _closure(graph: Graph, predicate: str) -> dict[str, tuple[str, ...]]:
    """Give for each declared class or property all that is above it, nearest first."""
    above = {}
    declared = [
        iri
        for kind in (OWL + "Class", OWL + "ObjectProperty", OWL + "DatatypeProperty", RDFS + "Class")
        for iri in graph.instances(kind)
    ]
    for iri in declared:
        seen: list[str] = []
        todo = graph.values(iri, predicate)
        while todo:
            parent = todo.pop(0)
            if parent not in seen:
                seen.append(parent)
                todo += graph.values(parent, predicate)
        above[iri] = tuple(seen)
    return above


def _header(text: str) -> dict[str, list[str]]:
    found = defaultdict(list)
    for line in text.splitlines():
        if match := _HEADER.match(line):
            found[match[1]].append(match[2].strip())
        elif line.strip() and not line.startswith("#"):
            break
    return found


def _question(path: Path, text: str) -> Question:
    header = _header(text)
    faults = [f"{path}: the header lacks '# {key}:'" for key in ("title", "description") if key not in header]
    parameters = []
    for line in header["parameter"]:
        fields = [field.strip() for field in line.split("|")]
        if len(fields) == 4 and fields[0].startswith("?"):
            parameters.append(Parameter(fields[0][1:], fields[1], fields[2], fields[3]))
        else:
            faults.append(f"{path}: parameter {line!r} is not '?name | kind | label | example'")
    if faults:
        raise OntologyError(faults)
    return Question(path.stem, header["title"][0], header["description"][0], tuple(parameters), text)


@lru_cache(maxsize=4)
def load(folder: Path | None = None) -> Ontology:
    """Read an ontology once and keep it.

    Parameters
    ----------
    folder
        Where it lies; without it, the one that comes with the package.

    Returns
    -------
    Ontology
        The same object for the same folder.

    Raises
    ------
    OntologyError
        With every fault found.

    Examples
    --------
    >>> load().roles["https://w3id.org/wco-kg/ontology#fundedBy"].label
    'funded by'
    """
    return Ontology(folder or (_PACKAGED if _PACKAGED.is_dir() else _CHECKOUT))
