"""Checks all of ``ontology/`` and runs the examples that stand beside the patterns.

Every fault is one line that names the file, the thing and, where it can be guessed, the mend.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from kg import ontology as ontologies
from kg.errors import KgError, OntologyError
from kg.extract.assembly import Extractor
from kg.extract.initiatives import ATTENDS
from kg.extract.patterns import SLOTS, compile_pattern
from kg.extract.weighing import Weights
from kg.model import Brief, Fact, Reading
from kg.names import Names, curie, expand
from kg.ontology import Graph, Node, Ontology, read_turtle
from kg.store import GraphStore
from kg.terms import CONFIDENCE, ID, INITIATIVE, INVOLVES, OWL, PATTERN, RDFS, SKOS, TYPE, WCO

EXAMPLE: Final = WCO + "example"
TEXT: Final = WCO + "text"
NEEDS: Final = WCO + "needs"
WARNING: Final = WCO + "warning"

_OWN: Final = (WCO, ID, PATTERN)
_DECLARING: Final = tuple(OWL + kind for kind in ("Class", "ObjectProperty", "DatatypeProperty"))
_TERM: Final = re.compile(r"(?<![\w<:?])(?:wco|id):[A-Za-z][\w-]*")
_ROLES: Final = tuple(WCO + slot for slot in SLOTS)
_KIND: Final = WCO + "type"
_WORDINGS: Final = (SKOS + "altLabel", SKOS + "hiddenLabel", WCO + "weakCue")


def check(ontology: Ontology | None = None) -> list[str]:
    """Check an ontology's files against themselves, and run the examples.

    Parameters
    ----------
    ontology
        What to check; without it, the ontology that comes with the package.

    Returns
    -------
    list of str
        One line for each fault; empty when all is well.

    Examples
    --------
    >>> check()
    []
    """
    checker = _Checker(ontology or ontologies.load())
    if not checker.files:
        return [f"{checker.ontology.folder}: holds no file of an ontology, *.ttl"]
    faults = [
        *checker.references(),
        *checker.labels(),
        *checker.roles(),
        *checker.topics(),
        *checker.patterns(),
    ]
    if not checker.compiles:
        return faults
    return [*faults, *checker.examples(), *checker.rules(), *checker.questions()]


class _Checker:
    """One run over an ontology's files.

    Parameters
    ----------
    ontology
        What to check.
    """

    def __init__(self, ontology: Ontology) -> None:
        self.ontology = ontology
        self.compiles = True
        self.files = {path: read_turtle([path]) for path in sorted(ontology.folder.rglob("*.ttl"))}
        self.declared = {
            iri for graph in self.files.values() for iri in graph.subjects() if graph.values(iri, TYPE)
        }
        language = ontology.patterns
        self.needs = {kind: language.values(kind, NEEDS) for kind in language.instances(OWL + "Class")}

    def _fault(self, path: Path, *what: str) -> str:
        return ": ".join((str(path.relative_to(self.ontology.folder.parent)), *what))

    def _things(self, *classes: str) -> Iterator[tuple[Path, Graph, str]]:
        """Give the declared instances of some classes, with the files that they stand in."""
        for path, graph in self.files.items():
            for cls in classes:
                for iri in graph.instances(cls):
                    yield path, graph, iri

    def references(self) -> Iterator[str]:
        """See that every name of our own is declared somewhere."""
        for path, graph in self.files.items():
            owners = {
                node.value: subject.value
                for subject, _, node in graph.triples
                if isinstance(node, ox.BlankNode)
            }
            strange: dict[tuple[str, str], None] = {}
            for subject, predicate, node in graph.triples:
                owner, above = subject.value, dict(owners)
                while owner in above:
                    owner = above.pop(owner)
                for term in (subject, predicate, node):
                    if isinstance(term, ox.NamedNode) and self._is_strange(term.value):
                        strange[owner, term.value] = None
            for owner, iri in strange:
                yield self._fault(path, curie(owner), self._undeclared(iri))
        for path in sorted(self.ontology.folder.rglob("*.rq")):
            code = _code(path.read_text(encoding="utf-8"))
            for iri in sorted({expand(match[0]) for match in _TERM.finditer(code)}):
                if self._is_strange(iri):
                    yield self._fault(path, self._undeclared(iri))

    def _is_strange(self, iri: str) -> bool:
        return iri.startswith(_OWN) and iri not in self.declared

    def _undeclared(self, iri: str) -> str:
        prefix, _, name = curie(iri).partition(":")
        known = (curie(other).partition(":") for other in sorted(self.declared))
        near = get_close_matches(name, [other for start, _, other in known if start == prefix], n=1)
        return f"no file declares {prefix}:{name}" + (f"; did you mean {prefix}:{near[0]}?" if near else "")

    def labels(self) -> Iterator[str]:
        """See that classes and properties have a label and a comment, entities a preferred label."""
        for path, graph, iri in self._things(*_DECLARING):
            for name in ("label", "comment"):
                if graph.value(iri, RDFS + name, lang="en") is None:
                    yield self._fault(path, curie(iri), f"has no rdfs:{name} in English")
        for path, graph, iri in self._things(*self.ontology.superclasses):
            if iri.startswith(ID) and graph.value(iri, SKOS + "prefLabel", lang="en") is None:
                yield self._fault(path, curie(iri), "has no skos:prefLabel in English")

    def roles(self) -> Iterator[str]:
        """See that roles say what they may point to."""
        for path, _, iri in self._things(*_DECLARING):
            role = self.ontology.roles.get(iri)
            if role is not None and not role.ranges:
                yield self._fault(path, curie(iri), "is a role and has no schema:rangeIncludes")
            for cls in role.ranges if role else ():
                if cls not in self.ontology.superclasses:
                    yield self._fault(path, curie(iri), f"its range {curie(cls)} is no class")

    def topics(self) -> Iterator[str]:
        """See that concepts have a key of their own, and wordings that tell them."""
        keys: dict[str, str] = {}
        for path, graph in self.files.items():
            for iri in graph.subjects():
                if not graph.values(iri, SKOS + "inScheme"):
                    continue
                key = graph.value(iri, SKOS + "notation")
                if key is None:
                    yield self._fault(path, curie(iri), "has no skos:notation, its key")
                elif (other := keys.setdefault(key, iri)) != iri:
                    yield self._fault(path, curie(iri), f"has the same skos:notation as {curie(other)}")
                if not graph.values(iri, *_WORDINGS):
                    yield self._fault(
                        path, curie(iri), "has no wordings to know it by, such as skos:altLabel"
                    )

    def patterns(self) -> Iterator[str]:
        """See that patterns have what their kind needs, point to what fits, and compile."""
        for path, graph, iri in self._things(*self.needs):
            kind = graph.values(iri, TYPE)[0]
            for needed in self.needs[kind]:
                if not graph.values(iri, needed):
                    self.compiles &= needed == EXAMPLE
                    yield self._fault(path, curie(iri), f"has no {curie(needed)}, as each {curie(kind)} must")
            confidence = graph.value(iri, CONFIDENCE)
            if confidence is not None and not _is_share(confidence):
                yield self._fault(path, curie(iri), f"wco:confidence is {confidence}, not between 0 and 1")
            for role in graph.values(iri, *_ROLES):
                if role in self.declared and role not in self.ontology.roles and role != ATTENDS:
                    yield self._fault(
                        path, curie(iri), f"{curie(role)} is no role: it is not below {curie(INVOLVES)}"
                    )
            for cls in graph.values(iri, _KIND):
                if cls in self.declared and cls not in self.ontology.initiative_types:
                    yield self._fault(
                        path,
                        curie(iri),
                        f"{curie(cls)} is no kind of initiative: it is not below {curie(INITIATIVE)}",
                    )
            for phrase in graph.values(iri, WCO + "phrase"):
                try:
                    compile_pattern(self.ontology.patterns, iri, phrase)
                except (OntologyError, ValueError) as error:
                    self.compiles = False
                    reasons = error.faults if isinstance(error, OntologyError) else [str(error)]
                    for reason in reasons:
                        yield self._fault(path, curie(iri), reason.removeprefix(f"{iri}: "))

    @cached_property
    def _examples(self) -> list[tuple[Path, str, dict[str, list[Node]], Reading]]:
        """All examples with what is read in them: file, pattern, what the example says, reading."""
        # a pattern is proved by itself: weights judge whole briefs
        extractor = Extractor(self.ontology, Weights())
        return [
            (path, iri, graph.properties(example), extractor.extract(brief))
            for path, graph, iri in self._things(*self.needs)
            for number, example in enumerate(graph.values(iri, EXAMPLE), 1)
            for brief in [Brief(f"{iri} {number}", "", graph.value(example, TEXT) or "")]
        ]

    def examples(self) -> Iterator[str]:
        """See that every example gives the facts beside its text, by the pattern that it stands with."""
        for path, iri, said, reading in self._examples:
            given = {(fact.predicate, name) for fact in reading.facts for name in self._called(fact, reading)}
            given |= {(WARNING, warning) for warning in reading.warnings}
            for predicate, nodes in said.items():
                wanted = TYPE if predicate == _KIND else predicate
                for node in nodes:
                    if predicate != TEXT and (wanted, node.value) not in given:
                        yield self._fault(
                            path,
                            curie(iri),
                            f"its example {reading.brief.text!r} gives no {_said(predicate, node.value)}"
                            f", but {self._told(reading)}",
                        )
            if any(role in self.files[path].properties(iri) for role in _ROLES):
                rules = {fact.evidence.rule for fact in reading.facts}
                if iri not in rules:
                    others = ", ".join(sorted(curie(rule) for rule in rules))
                    what = f"its example {reading.brief.text!r} is read by others: {others}"
                    yield self._fault(path, curie(iri), what)

    def _called(self, fact: Fact, reading: Reading) -> list[str]:
        """Give all that the object of a fact may be called in an example, what people call it first."""
        if not isinstance(fact.object, str):
            return [fact.object.value]
        minted = {entity.iri: entity for entity in reading.entities}
        entity = minted.get(fact.object) or self.ontology.entities.get(fact.object)
        return [entity.label, *entity.alternatives] if entity else [fact.object]

    def _told(self, reading: Reading) -> str:
        initiatives = {initiative.iri for initiative in reading.initiatives}
        told = [
            _said(fact.predicate, self._called(fact, reading)[0])
            for fact in reading.facts
            if fact.subject in initiatives
        ]
        return ", ".join(dict.fromkeys(told)) or "nothing"

    @cached_property
    def _store(self) -> GraphStore:
        """The vocabulary with all examples, for rules and questions to run on."""
        store = GraphStore(ontology=self.ontology)
        for _, _, _, reading in self._examples:
            store.replace_brief(reading)
        return store

    def rules(self) -> Iterator[str]:
        """See that every rule is a CONSTRUCT that can be run, and says what it is for."""
        for rule in self.ontology.rules:
            path = self.ontology.folder / "rules" / f"{rule.name}.rq"
            yield from self._run(path, rule.sparql, ox.QueryTriples, "CONSTRUCT")
            if rule.source and not re.search(rf"\?{rule.source}\b", _code(rule.sparql)):
                yield self._fault(path, f"from: ?{rule.source}", "the rule does not use it")

    def questions(self) -> Iterator[str]:
        """See that every question is a SELECT that can be run, with parameters that it uses."""
        try:
            questions = self.ontology.questions
        except OntologyError as error:
            yield from error.faults
            return
        names = Names(self._store)
        for question in questions.values():
            path = self.ontology.folder / "queries" / f"{question.name}.rq"
            yield from self._run(path, question.sparql, ox.QuerySolutions, "SELECT")
            for parameter in question.parameters:
                name = f"parameter ?{parameter.name}"
                if parameter.kind != "text" and WCO + parameter.kind not in self.ontology.superclasses:
                    yield self._fault(path, name, f"{parameter.kind} is neither a class nor 'text'")
                if not re.search(rf"\?{parameter.name}\b", _code(question.sparql)):
                    yield self._fault(path, name, "the query does not use it")
                if parameter.kind != "text":
                    try:
                        names.find(parameter.example)
                    except KgError as error:
                        yield self._fault(path, name, f"its example: {error}")

    def _run(self, path: Path, sparql: str, wanted: type, form: str) -> Iterator[str]:
        for key in ("title", "description"):
            if f"# {key}:" not in sparql:
                yield self._fault(path, f"the header lacks '# {key}:'")
        try:
            results = self._store.query(sparql)
        except KgError as error:
            yield self._fault(path, str(error))
            return
        if not isinstance(results, wanted):
            yield self._fault(path, f"is no {form} query")


def _is_share(text: str) -> bool:
    try:
        return 0 <= float(text) <= 1
    except ValueError:
        return False


def _code(sparql: str) -> str:
    """Give a query without its comments and strings."""
    return re.sub(r'^\s*#.*$|"[^"\n]*"', "", sparql, flags=re.MULTILINE)


def _said(predicate: str, value: str) -> str:
    return f"{curie(predicate)} {curie(value) if value.startswith('http') else repr(value)}"
