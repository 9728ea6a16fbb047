"""What people have decided on names that the vocabulary does not know, kept in a Turtle file.

A decision is one statement: ``owl:sameAs`` another thing, ``owl:differentFrom`` it, a new ``skos:prefLabel``,
a class (``a``), or ``wco:status wco:Rejected``. Taking the line out undoes it at the next reading.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from kg.errors import InputError, StoreError
from kg.model import Entity, Fact, Reading, digest
from kg.names import curie
from kg.ontology import Ontology
from kg.terms import OWL, PREFIXES, REJECTED, SKOS, STATUS, TYPE
from kg.writers import beside

SAME: Final = OWL + "sameAs"
DISTINCT: Final = OWL + "differentFrom"
LABEL: Final = SKOS + "prefLabel"


@dataclass(frozen=True, slots=True)
class Decisions:
    """Decisions on candidates, by their IRIs.

    Parameters
    ----------
    same
        What a candidate really is.
    distinct
        Pairs that are not the same, each way round.
    labels, classes
        What a candidate is called, and what it is.
    rejected
        Candidates that are no names.
    ranges
        The classes that each role allows; what a new class does not fit is left out.
    known
        What a candidate really is, where the vocabulary knows it and tells of it better.
    """

    same: dict[str, str] = field(default_factory=dict)
    distinct: frozenset[tuple[str, str]] = frozenset()
    labels: dict[str, str] = field(default_factory=dict)
    classes: dict[str, str] = field(default_factory=dict)
    rejected: frozenset[str] = frozenset()
    ranges: dict[str, frozenset[str]] = field(default_factory=dict)
    known: frozenset[str] = frozenset()

    @property
    def version(self) -> str:
        """A digest of all that is decided; empty where nothing is."""
        told = [
            *self.same.items(),
            *self.distinct,
            *self.labels.items(),
            *self.classes.items(),
            *self.rejected,
        ]
        return digest(*sorted(map(str, told))) if told else ""

    def apply(self, reading: Reading) -> Reading:
        """Read a brief as if the decisions had been known.

        Parameters
        ----------
        reading
            What was read in the brief.

        Returns
        -------
        Reading
            With the decisions in it; the words behind the facts stay.

        Examples
        --------
        >>> from kg.model import Brief, Evidence, Part
        >>> fact = Fact("b", "mentions", "x", Evidence(Part.BODY, 0, 1, "X", "rule", 0.9))
        >>> reading = Reading(Brief("b", "", "X"), (), (Entity("x", "X", ("Agency",)),), (fact,))
        >>> decided = Decisions(same={"x": "y"}).apply(reading)
        >>> decided.facts[0].object, decided.entities[0].iri
        ('y', 'y')
        >>> Decisions(rejected=frozenset({"x"})).apply(reading).facts
        ()
        """
        entities: dict[str, Entity] = {}
        for entity in reading.entities:
            decided = self._entity(entity)
            if decided.iri not in self.rejected | self.known:
                entities.setdefault(decided.iri, decided)
        facts = dict.fromkeys(
            fact._replace(object=self._target(fact.object)) if isinstance(fact.object, str) else fact
            for fact in reading.facts
        )
        return replace(
            reading,
            entities=tuple(sorted(entities.values(), key=lambda entity: entity.iri)),
            facts=tuple(fact for fact in facts if self._fits(fact)),
        )

    def _target(self, iri: str) -> str:
        seen = {iri}
        while (iri := self.same.get(iri, iri)) not in seen:
            seen.add(iri)
        return iri

    def _entity(self, entity: Entity) -> Entity:
        iri = self._target(entity.iri)
        label = self.labels.get(iri, entity.label)
        others = {*entity.alternatives, entity.label} - {label}
        types = (self.classes[iri],) if iri in self.classes else entity.types
        links = tuple((predicate, self._target(target)) for predicate, target in entity.links)
        return Entity(iri, label, types, tuple(sorted(others)), links)

    def _fits(self, fact: Fact) -> bool:
        if not isinstance(fact.object, str) or fact.object in self.rejected:
            return not isinstance(fact.object, str)
        allowed = self.ranges.get(fact.predicate)
        return fact.object not in self.classes or not allowed or self.classes[fact.object] in allowed


def read_decisions(path: Path, ontology: Ontology) -> Decisions:
    """Read a file of decisions.

    Parameters
    ----------
    path
        The file.
    ontology
        Whose classes may be used.

    Returns
    -------
    Decisions
        To be applied to each reading.

    Raises
    ------
    InputError
        If it is missing, no Turtle, or says what is no decision.
    """
    if not path.exists():
        raise InputError(path, "this file of decisions is missing; --decisions says where there is one")
    same, labels, classes, rejected = {}, {}, {}, set()
    distinct = set()
    for triple in _triples(path):
        subject, predicate, target = (
            str(getattr(triple.subject, "value", "")),
            triple.predicate.value,
            triple.object,
        )
        value = str(getattr(target, "value", ""))
        if predicate == SAME and subject != value:
            same[subject] = value
        elif predicate == DISTINCT:
            distinct |= {(subject, value), (value, subject)}
        elif predicate == LABEL:
            labels[subject] = value
        elif predicate == TYPE and value in ontology.superclasses:
            classes[subject] = value
        elif predicate == STATUS and value == REJECTED:
            rejected.add(subject)
        else:
            raise InputError(path, f"{curie(subject)} {curie(predicate)} {curie(value)} is no decision")
    ranges = defaultdict(set)
    for role in ontology.roles.values():
        for cls in classes.values():
            if any(ontology.is_a(cls, wanted) for wanted in role.ranges):
                ranges[role.iri].add(cls)
        if role.ranges:
            ranges[role.iri].add("")
    # A class that a role does not allow must find a set that lacks it, not no set at all.
    allowed = {role: frozenset(found) for role, found in ranges.items()}
    known = frozenset(ontology.entities.keys() & same.values())
    return Decisions(same, frozenset(distinct), labels, classes, frozenset(rejected), allowed, known)


def write_decision(path: Path, subject: str, predicate: str, value: ox.NamedNode | ox.Literal) -> None:
    """Add a decision to a file, at its end, so that the lines of before stay as they are.

    Parameters
    ----------
    path
        The file, made where it is missing.
    subject
        IRI of the candidate.
    predicate
        What is decided, by the property that says so.
    value
        What it is decided to be.

    Raises
    ------
    StoreError
        If the file cannot be written.
    InputError
        If what is in the file is no Turtle.
    """
    triple = ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), value)
    if triple in _triples(path):
        return
    head = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items()) + "\n"
    try:
        old = path.read_text(encoding="utf-8") if path.exists() else head
    except OSError as error:
        raise StoreError(f"{path} cannot be read: {error.strerror or error}") from None
    with beside(path) as stream:
        stream.write((old.rstrip("\n") + "\n" + ("\n" if old == head else "")).encode())
        stream.write(f"{triple} .\n".encode())


def _triples(path: Path) -> list[ox.Triple]:
    if not path.exists():
        return []
    try:
        return [quad.triple for quad in ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE)]
    except SyntaxError as error:
        raise InputError(path, error.msg, f"line {error.lineno}") from None
    except OSError as error:
        raise InputError(path, error.strerror or str(error)) from None
