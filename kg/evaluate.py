"""Measures extraction against briefs that people have annotated."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

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
        One line for each miss and each wrong find.
    """

    scores: dict[str, Score] = field(default_factory=dict)
    briefs: dict[str, Score] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)


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
    for line in _gold(gold):
        brief = Brief(line["id"], line["title"], line["text"])
        _compare(line, _Found(read(brief, ontology), ontology), result)
    return result


def _gold(path: Path) -> Iterator[dict[str, Any]]:
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


class _Found:
    """What a reading says, by role, with the names and countries of the entities."""

    def __init__(self, reading: Reading, ontology: Ontology) -> None:
        self.brief, self._graph = reading.brief, ontology.graph
        self._minted = {entity.iri: entity for entity in reading.entities}
        self._used: dict[str, list[str]] = defaultdict(list)
        self.roles: dict[str, dict[str, list[Fact]]] = defaultdict(lambda: defaultdict(list))
        self.types: set[str] = set()
        self.dates: set[tuple[str, str]] = set()
        self.mentioned: set[str] = set()
        for fact in reading.facts:
            value = fact.object.value if isinstance(fact.object, Literal) else fact.object
            if fact.predicate in _ALL_NAMES:
                self._used[fact.subject].append(value)
            elif fact.predicate in ontology.roles:
                self.roles[fact.predicate][value].append(fact)
            elif fact.predicate == TYPE and value != INITIATIVE:
                self.types.add(value)
            elif fact.predicate in (START_DATE, END_DATE):
                self.dates.add((fact.predicate, value))
            elif fact.predicate == MENTIONS and not self.notation(value):
                self.mentioned.add(value)

    def label(self, iri: str) -> str:
        return next(iter(self._labels(iri)), iri)

    def names(self, iri: str) -> set[str]:
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


def _compare(gold: dict[str, Any], found: _Found, result: Evaluation) -> None:
    """Count one brief in."""
    own = result.briefs[gold["id"]] = Score()
    wanted: dict[str, set[str]] = defaultdict(set)
    unsure: dict[str, set[str]] = defaultdict(set)
    for initiative in gold["initiatives"]:
        for role, keys in initiative.get("roles", {}).items():
            wanted[WCO + role] |= set(keys)
        for role, key in initiative.get("unsure", ()):
            unsure[WCO + role].add(key)

    def tell(kind: str, misses: list[str], extras: list[str]) -> None:
        result.errors += [f"{gold['id']} missed {kind} {name}" for name in misses]
        result.errors += [f"{gold['id']} wrong {kind} {name}" for name in extras]

    for role in sorted(wanted.keys() | found.roles.keys()):
        name = role.removeprefix(WCO)
        values = found.roles.get(role, {})
        hits, misses, extras = _pair(found, set(values), wanted[role], gold["entities"], in_role=True)
        _, _, extras = _pair(found, extras, unsure[role] - wanted[role], gold["entities"], in_role=True)
        for score in (result.scores[ROLES], result.scores[name], own):
            score.add(len(hits), len(misses), len(extras))
        labels = [gold["entities"].get(key, {}).get("label", key) for key in sorted(misses)]
        tell(name, labels, [found.label(iri) for iri in sorted(extras)])
        quoted = sum(any(_is_quoted(found.brief, fact) for fact in facts) for facts in values.values())
        result.scores[EVIDENCE].add(quoted, 0, len(values) - quoted)

    types = {WCO + name for initiative in gold["initiatives"] for name in initiative["type"]}
    _count(result.scores[TYPES], found.types, types)
    tell(
        "type",
        sorted(iri.removeprefix(WCO) for iri in types - found.types),
        sorted(iri.removeprefix(WCO) for iri in found.types - types),
    )
    hits, misses, extras = _pair(
        found, found.mentioned, set(gold["entities"]), gold["entities"], in_role=False
    )
    result.scores[ENTITIES].add(len(hits), len(misses), len(extras))
    labels = [gold["entities"][key]["label"] for key in sorted(misses)]
    tell("entity", labels, [found.label(iri) for iri in sorted(extras)])
    ends = (("start", START_DATE), ("end", END_DATE))
    dates = {(p, one[key]) for one in gold["initiatives"] for key, p in ends if one.get(key)}
    _count(result.scores[DATES], found.dates, dates)


def _count(score: Score, found: set[Any], wanted: set[Any]) -> None:
    score.add(len(found & wanted), len(wanted - found), len(found - wanted))


def _pair(
    found: _Found, iris: set[str], wanted: set[str], entities: dict[str, Any], *, in_role: bool
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
