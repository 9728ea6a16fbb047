"""Measures extraction against briefs that people have annotated."""

from __future__ import annotations

import json
from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, TypeVar

from kg.errors import InputError
from kg.extract import extract
from kg.model import Brief, Fact, Literal, Reading
from kg.names import fold
from kg.ontology import Ontology, load
from kg.terms import END_DATE, INITIATIVE, MENTIONS, RDFS, SKOS, START_DATE, TYPE, WCO

ROLES: Final = "roles"
TYPES: Final = "types"
ENTITIES: Final = "entities"
DATES: Final = "dates"
EVIDENCE: Final = "evidence"

BANDS: Final = (0.6, 0.7, 0.8, 0.9)
"""Confidences at which one band of the calibration ends and the next begins."""

# Causes of errors
NO_INITIATIVE: Final = "initiative not found"
NOT_AN_INITIATIVE: Final = "background or plan read as an initiative"
OTHER_KIND: Final = "another kind of initiative"
OTHER_ROLE: Final = "another role"
NO_PATTERN: Final = "name found, but no pattern fired"
NO_ROLE: Final = "name without a role read into one"
NOT_FOUND: Final = "name not found"
NOT_ANNOTATED: Final = "no such name annotated"
TOPIC: Final = "topic weighed too light"
NO_TOPIC: Final = "topic weighed too heavy"
OTHER_DATE: Final = "another date"
NO_DATE: Final = "date not found"
NOT_ITS_DATE: Final = "date of something else"

_Value = TypeVar("_Value")

_ALL_NAMES: Final = (SKOS + "prefLabel", SKOS + "altLabel", SKOS + "hiddenLabel", RDFS + "label")
_NOTATION: Final = SKOS + "notation"
_CODE: Final = WCO + "alpha2"
_COUNTRY: Final = WCO + "agencyOf"


@dataclass(slots=True)
class Score:
    """What was found, missed and wrongly found.

    Examples
    --------
    >>> score = Score(hits=3, misses=1, extras=2)
    >>> score.precision, score.recall, round(score.f1, 3)
    (0.6, 0.75, 0.667)
    """

    hits: int = 0
    misses: int = 0
    extras: int = 0

    def add(self, hits: int, misses: int, extras: int) -> None:
        """Count one brief in."""
        self.hits += hits
        self.misses += misses
        self.extras += extras

    @property
    def precision(self) -> float:
        """The share of what was found that is right."""
        return self.hits / (self.hits + self.extras) if self.hits + self.extras else 0.0

    @property
    def recall(self) -> float:
        """The share of what is there that was found."""
        return self.hits / (self.hits + self.misses) if self.hits + self.misses else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        return 2 * self.hits / total if (total := 2 * self.hits + self.misses + self.extras) else 0.0


@dataclass(frozen=True, slots=True)
class Error:
    """A miss or a wrong find, and what caused it as far as annotation and reading tell.

    Parameters
    ----------
    brief
        The id of the brief.
    missed
        Whether it was missed, rather than wrongly found.
    kind
        What it is: a role, ``type``, ``entity``, or ``start`` or ``end`` for a date.
    name
        Its label.
    cause
        Why, in words.
    """

    brief: str
    missed: bool
    kind: str
    name: str
    cause: str

    def __str__(self) -> str:
        return f"{self.brief} {'missed' if self.missed else 'wrong'} {self.kind} {self.name}"


@dataclass(slots=True)
class Band:
    """How many of the facts that were given a confidence from a band are right.

    Parameters
    ----------
    label
        The band, for people.
    facts
        How many there are.
    right
        How many of them are right.
    """

    label: str
    facts: int = 0
    right: int = 0

    @property
    def share(self) -> float:
        """The share of them that is right."""
        return self.right / self.facts if self.facts else 0.0


def _bands() -> list[Band]:
    edges = [f"{edge:g}" for edge in BANDS]
    between = [f"{low} to {high}" for low, high in pairwise(edges)]
    return [Band(label) for label in (f"below {edges[0]}", *between, f"{edges[-1]} and more")]


@dataclass(slots=True)
class Evaluation:
    """How well a set of briefs was read.

    Parameters
    ----------
    scores
        By what was measured: all roles, each role, types, entities mentioned, dates, and evidence (how many
        role facts are quoted at the offsets they give).
    briefs
        Scores of all roles by the id of the brief.
    errors
        Each miss and each wrong find.
    calibration
        Roles, types and dates by their confidence, the least sure first; what several words of a brief say
        counts once, as sure as the surest of them.
    """

    scores: dict[str, Score] = field(default_factory=dict)
    briefs: dict[str, Score] = field(default_factory=dict)
    errors: list[Error] = field(default_factory=list)
    calibration: list[Band] = field(default_factory=_bands)

    @property
    def causes(self) -> list[tuple[str, list[Error]]]:
        """The errors by cause, the most frequent cause first."""
        counts = Counter(error.cause for error in self.errors)
        ranked = sorted(counts, key=lambda cause: (-counts[cause], cause))
        return [(cause, [error for error in self.errors if error.cause == cause]) for cause in ranked]

    def judge(self, confidence: float, *, right: bool) -> None:
        """Count one fact into the calibration."""
        band = self.calibration[bisect(BANDS, confidence)]
        band.facts += 1
        band.right += right


def evaluate(
    gold: Path, ontology: Ontology | None = None, read: Callable[[Brief, Ontology], Reading] = extract
) -> Evaluation:
    """Read the briefs of an annotated file, and compare.

    An entity is the annotated one if a name of it is the annotated label or one of its mentions, case,
    accents, punctuation and a leading 'the' aside. In a role, an agency and its own country pass for each
    other. What the annotator was unsure of counts nowhere.

    Parameters
    ----------
    gold
        JSON lines: ``id``, ``title``, ``text``, ``entities``, ``initiatives``.
    ontology
        What to know; without it, the ontology that comes with the package.
    read
        How to read a brief.

    Returns
    -------
    Evaluation
        The scores.

    Raises
    ------
    InputError
        If the file cannot be read, with the line.
    """
    ontology = ontology or load()
    result = Evaluation()
    for name in (
        ROLES,
        *(role.removeprefix(WCO) for role in ontology.roles),
        TYPES,
        ENTITIES,
        DATES,
        EVIDENCE,
    ):
        result.scores[name] = Score()
    for line in read_gold(gold):
        brief = Brief(line["id"], line["title"], line["text"])
        _compare(line, Found(read(brief, ontology), ontology), result)
    return result


def read_gold(path: Path) -> Iterator[dict[str, Any]]:
    """Read annotated briefs, as :func:`evaluate` is given them; raise InputError with the line otherwise."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(path, f"cannot be read: {error}") from None
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                data = json.loads(line)
                missing = {"id", "title", "text", "entities", "initiatives"} - data.keys()
            except (ValueError, AttributeError):
                raise InputError(path, "not a JSON object", f"line {number}") from None
            if missing:
                raise InputError(path, f"lacks {', '.join(sorted(missing))}", f"line {number}")
            yield data


def annotated(gold: dict[str, Any]) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Give what one annotated brief says of its initiatives, by role: for sure, and as unsure."""
    sure: dict[str, set[str]] = defaultdict(set)
    unsure: dict[str, set[str]] = defaultdict(set)
    for initiative in gold["initiatives"]:
        for role, keys in initiative.get("roles", {}).items():
            sure[WCO + role] |= set(keys)
        for role, key in initiative.get("unsure", ()):
            unsure[WCO + role].add(key)
    return sure, unsure


class Found:
    """What a reading says, by role, with the names and countries of the entities."""

    def __init__(self, reading: Reading, ontology: Ontology) -> None:
        self.brief, self._graph = reading.brief, ontology.graph
        self._minted = {entity.iri: entity for entity in reading.entities}
        self._used: dict[str, list[str]] = defaultdict(list)
        self.roles: dict[str, dict[str, list[Fact]]] = defaultdict(lambda: defaultdict(list))
        self.types: dict[str, float] = {}
        self.dates: dict[tuple[str, str], float] = {}
        self.mentioned: set[str] = set()
        for fact in reading.facts:
            value = fact.object.value if isinstance(fact.object, Literal) else fact.object
            if fact.predicate in _ALL_NAMES:
                self._used[fact.subject].append(value)
            elif fact.predicate in ontology.roles:
                self.roles[fact.predicate][value].append(fact)
            elif fact.predicate == TYPE and value != INITIATIVE:
                self.types[value] = max(fact.evidence.confidence, self.types.get(value, 0.0))
            elif fact.predicate in (START_DATE, END_DATE):
                date = (fact.predicate, value)
                self.dates[date] = max(fact.evidence.confidence, self.dates.get(date, 0.0))
            elif fact.predicate == MENTIONS and not self.notation(value):
                self.mentioned.add(value)

    def label(self, iri: str) -> str:
        """Give a name of an entity."""
        return next(iter(self._labels(iri)), iri)

    def names(self, iri: str) -> set[str]:
        """Give all names of an entity, folded."""
        return {fold(label) for label in self._labels(iri)}

    def notation(self, iri: str) -> str | None:
        """Give the key of a topic."""
        return self._graph.value(iri, _NOTATION)

    def countries(self, iri: str) -> set[str]:
        """Give the codes of a country, or of the country that an agency belongs to."""
        minted = self._minted[iri].links if iri in self._minted else ()
        homes = [*self._graph.values(iri, _COUNTRY), *(target for link, target in minted if link == _COUNTRY)]
        return {code for place in (iri, *homes) for code in self._graph.values(place, _CODE)}

    def _labels(self, iri: str) -> list[str]:
        entity = self._minted.get(iri)
        minted = [entity.label, *entity.alternatives] if entity else []
        return [*minted, *self._graph.values(iri, *_ALL_NAMES), *self._used[iri]]


def _compare(gold: dict[str, Any], found: Found, result: Evaluation) -> None:
    """Count one brief in."""
    own = result.briefs[gold["id"]] = Score()
    entities = gold["entities"]
    wanted, unsure = annotated(gold)

    def tell(kind: str, named: Iterable[tuple[str, str]], *, missed: bool) -> None:
        result.errors += [Error(gold["id"], missed, kind, name, why) for name, why in named]

    causes = _Causes(gold, found, wanted)
    for role in sorted(wanted.keys() | found.roles.keys()):
        name = role.removeprefix(WCO)
        values = found.roles.get(role, {})
        hits, misses, others = pair(found, set(values), wanted[role], entities, in_role=True)
        _, _, extras = pair(found, others, unsure[role] - wanted[role], entities, in_role=True)
        for score in (result.scores[ROLES], result.scores[name], own):
            score.add(len(hits), len(misses), len(extras))
        for value in values.keys() - (others - extras):
            surest = max(fact.evidence.confidence for fact in values[value])
            result.judge(surest, right=value not in extras)
        labels = {key: entities.get(key, {}).get("label", key) for key in sorted(misses)}
        tell(name, ((label, causes.missed_role(key)) for key, label in labels.items()), missed=True)
        tell(name, ((found.label(iri), causes.wrong_role(iri)) for iri in sorted(extras)), missed=False)
        quoted = sum(any(_is_quoted(found.brief, fact) for fact in facts) for facts in values.values())
        result.scores[EVIDENCE].add(quoted, 0, len(values) - quoted)

    types = {WCO + name for initiative in gold["initiatives"] for name in initiative["type"]}
    misses, extras = _count(result, TYPES, found.types, types)
    why = causes.kind(misses, extras)
    tell("type", ((iri.removeprefix(WCO), why) for iri in sorted(misses)), missed=True)
    tell("type", ((iri.removeprefix(WCO), why) for iri in sorted(extras)), missed=False)

    hits, misses, extras = pair(found, found.mentioned, set(entities), entities, in_role=False)
    result.scores[ENTITIES].add(len(hits), len(misses), len(extras))
    tell("entity", ((entities[key]["label"], NOT_FOUND) for key in sorted(misses)), missed=True)
    tell("entity", ((found.label(iri), NOT_ANNOTATED) for iri in sorted(extras)), missed=False)

    ends = (("start", START_DATE), ("end", END_DATE))
    dates = {(p, one[key]) for one in gold["initiatives"] for key, p in ends if one.get(key)}
    missed, wrong = _count(result, DATES, found.dates, dates)
    for key, predicate in ends:
        lost = sorted(value for p, value in missed if p == predicate)
        false = sorted(value for p, value in wrong if p == predicate)
        tell(key, ((value, OTHER_DATE if false else NO_DATE) for value in lost), missed=True)
        tell(key, ((value, OTHER_DATE if lost else NOT_ITS_DATE) for value in false), missed=False)


def _count(
    result: Evaluation, name: str, found: dict[_Value, float], wanted: set[_Value]
) -> tuple[set[_Value], set[_Value]]:
    """Count in what is simply the same or not, and give what was missed and wrongly found."""
    misses, extras = wanted - found.keys(), found.keys() - wanted
    result.scores[name].add(len(found.keys() & wanted), len(misses), len(extras))
    for value, confidence in found.items():
        result.judge(confidence, right=value in wanted)
    return misses, extras


class _Causes:
    """Tells why a brief was misread, as far as its annotation and its reading tell."""

    def __init__(self, gold: dict[str, Any], found: Found, wanted: dict[str, set[str]]) -> None:
        self._gold, self._found, self._entities = gold, found, gold["entities"]
        self._wanted = {key for keys in wanted.values() for key in keys}
        self._in_roles = {iri for values in found.roles.values() for iri in values}

    def missed_role(self, key: str) -> str:
        """Tell why a role was not found."""
        if not self._found.types:
            return NO_INITIATIVE
        if key not in self._entities:
            return TOPIC
        if self._same(self._in_roles, {key}, in_role=True):
            return OTHER_ROLE
        return NO_PATTERN if self._same(self._found.mentioned, {key}, in_role=True) else NOT_FOUND

    def wrong_role(self, iri: str) -> str:
        """Tell why a role was wrongly found."""
        if not self._gold["initiatives"]:
            return NOT_AN_INITIATIVE
        if self._found.notation(iri):
            return NO_TOPIC
        if self._same({iri}, self._wanted, in_role=True):
            return OTHER_ROLE
        return NO_ROLE if self._same({iri}, set(self._entities), in_role=False) else NOT_ANNOTATED

    def kind(self, misses: set[str], extras: set[str]) -> str:
        """Tell why kinds of initiative were missed or wrongly found."""
        if misses and extras:
            return OTHER_KIND
        return NO_INITIATIVE if misses else NOT_AN_INITIATIVE

    def _same(self, iris: set[str], keys: set[str], *, in_role: bool) -> bool:
        hits, _, _ = pair(self._found, iris, keys, self._entities, in_role=in_role)
        return bool(hits)


def pair(
    found: Found, iris: set[str], wanted: set[str], entities: dict[str, Any], *, in_role: bool
) -> tuple[set[str], set[str], set[str]]:
    """Pair what was found with the annotated keys: keys hit, keys missed, IRIs that are none of them."""
    hits, extras = set(), set()
    for iri in sorted(iris):
        names, countries = found.names(iri), found.countries(iri) if in_role else set()
        key = found.notation(iri)
        if key in wanted and key is not None:
            hits.add(key)
            continue
        known = {key: entities[key] for key in sorted(wanted) if key in entities}
        named = [key for key, entity in known.items() if names & _names(entity)]
        kin = [key for key, entity in known.items() if _country(entity) in countries]
        if named or kin:
            hits.add((named or kin)[0])
        else:
            extras.add(iri)
    return hits, wanted - hits, extras


def _names(entity: dict[str, Any]) -> set[str]:
    return {fold(name) for name in (entity["label"], *entity.get("mentions", ()))}


def _country(entity: dict[str, Any]) -> str:
    """Give the code by which an agency and its country pass for each other."""
    return str(entity.get("country", "")).upper() if entity["class"] in ("Agency", "Country") else ""


def _is_quoted(brief: Brief, fact: Fact) -> bool:
    said = fact.evidence
    return bool(said.exact) and brief.part(said.part)[said.start : said.end] == said.exact
