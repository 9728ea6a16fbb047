"""Settles who has which role: what the patterns found, weighed against each other and the ontology."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from kg.extract.initiatives import ATTENDS, Finding, Group, Reader
from kg.extract.linking import Linker, Mention, Names
from kg.extract.sentence import DETERMINER, Sentence
from kg.model import Entity
from kg.ontology import Ontology
from kg.terms import PATTERN, WCO

_IN_HEADLINE: Final = 0.9
_WIDENED: Final = 0.9
_HERE: Final = 0.85
_RUNNER: Final = 0.6
_DEFAULT: Final = 0.5


class Claim(NamedTuple):
    """Words that speak for a role: their offsets in the whole text, the rule, how sure it is."""

    start: int
    end: int
    rule: str
    confidence: float


Key = tuple[int, str, str]
"""The number of an initiative, a role, an entity."""

Claims = dict[Key, Claim]


@dataclass(frozen=True, slots=True)
class Nearby:
    """A role taken by what is only named in a sentence that tells of an initiative."""

    iri: str
    of: frozenset[str]
    role: str
    after: frozenset[str]
    at_least: int
    anywhere: bool
    confidence: float


class RoleRules:
    """What an ontology says of roles in general, beside the wordings for each.

    Parameters
    ----------
    ontology
        Its roles with their ranges, and its patterns.
    """

    def __init__(self, ontology: Ontology) -> None:
        self.entities = ontology.entities
        patterns = ontology.patterns
        self.attendees = {
            cls: role for cls in ontology.initiative_types for role in patterns.values(cls, WCO + "attendees")
        }
        self.nearby = [
            Nearby(
                iri,
                _below(ontology, patterns.values(iri, WCO + "of")),
                patterns.value(iri, WCO + "role") or "",
                frozenset(patterns.values(iri, WCO + "after")),
                int(patterns.value(iri, WCO + "atLeast") or 1),
                patterns.value(iri, WCO + "anywhere") == "true",
                float(patterns.value(iri, WCO + "confidence") or 0.6),
            )
            for iri in patterns.instances(WCO + "Nearby")
        ]
        self.yields = {role: patterns.values(role, WCO + "yieldsTo") for role in ontology.roles}
        self.without = {cls: patterns.values(cls, WCO + "without") for cls in ontology.initiative_types}
        self.otherwise = {
            role: (patterns.value(node, WCO + "by") or "", patterns.value(node, WCO + "link") or "")
            for role in ontology.roles
            for node in patterns.values(role, WCO + "otherwise")
        }
        self.default = {
            role: _below(ontology, classes)
            for role in ontology.roles
            if (classes := patterns.values(role, WCO + "byDefault"))
        }
        self.only = {
            iri: _below(ontology, classes)
            for iri in patterns.instances(WCO + "Pattern")
            if (classes := patterns.values(iri, WCO + "onlyFor"))
        }
        self.widens = [
            (role, link) for role in ontology.roles for link in patterns.values(role, WCO + "widensBy")
        ]
        self.allowed = {
            iri: _below(ontology, role.ranges) - _below(ontology, patterns.values(iri, WCO + "notFor"))
            for iri, role in ontology.roles.items()
        }


def _below(ontology: Ontology, classes: Iterable[str]) -> frozenset[str]:
    """Give some classes and all below them."""
    return frozenset(cls for cls in ontology.superclasses for wanted in classes if ontology.is_a(cls, wanted))


def _word_before(row: Sentence, index: int) -> str:
    """Give the word before a name and its article."""
    if index and row.tags[index - 1] == DETERMINER:
        index -= 1
    return row.items[index - 1].word if index else ""


class RoleReader:
    """Settles the roles of one brief.

    Parameters
    ----------
    rules
        What holds of roles in general.
    linker
        Makes the stand-ins of countries.
    names, rows, reader
        The brief's names, its sentences, and what the patterns found in them.
    """

    def __init__(
        self, rules: RoleRules, linker: Linker, names: Names, rows: list[Sentence], reader: Reader
    ) -> None:
        self.rules, self.linker = rules, linker
        self.names, self.rows, self.reader = names, rows, reader

    def _entity(self, iri: str) -> Entity:
        return self.names.minted.get(iri) or self.rules.entities[iri]

    def _fit(self, role: str, mention: Mention) -> str | None:
        """Give the entity among a mention's options that may stand in a role."""
        return self._of_class(mention, self.rules.allowed.get(role, frozenset()))

    def _of_class(self, mention: Mention, classes: frozenset[str]) -> str | None:
        """Give the first entity among a mention's options that is of one of some classes."""
        minted, known = self.names.minted, self.rules.entities
        for iri in mention.options:
            if not classes.isdisjoint((minted.get(iri) or known[iri]).types):
                return iri
        return None

    def read(self, groups: list[Group], body: int) -> Claims:
        """Settle who has which role in which initiative.

        Parameters
        ----------
        groups
            The initiatives, the main one first.
        body
            Where the body begins in the whole text, in characters.

        Returns
        -------
        dict
            (number of the initiative, role, entity) to the best claim for it.
        """
        claims: Claims = {}
        for finding in self.reader.findings:
            self._claim(finding, groups, claims)
        told = {key[1:] for key in claims}
        for key, claim in self._beside(groups):
            if key[1:] not in told:
                claims[key] = claim
        self._dateline(claims)
        self._widen(claims)
        self._runners(groups, claims)
        self._default(body, claims)
        for (number, role, entity), claim in list(claims.items()):
            for other in self.rules.yields.get(role, ()):
                rival = claims.get((number, other, entity))
                if rival is not None and rival.confidence >= claim.confidence:
                    claims.pop((number, role, entity), None)
        return claims

    def _claim(self, finding: Finding, groups: list[Group], claims: Claims) -> None:
        """Enter what a pattern has found: the first of its roles that the name fits, or all of them."""
        number = self._group_of(groups, finding)
        row = self.rows[finding.sentence]
        item = row.items[finding.name]
        if item.mention is None:
            return
        for listed in finding.roles:
            role = listed
            entity = self._fit(role, item.mention)
            if listed == ATTENDS:
                role, entity = self._attendee(groups, number, item.mention)
            if entity is None and finding.pattern.stand_in and listed == finding.roles[-1]:
                entity = self._stand_in(finding.pattern.stand_in, item.mention)
            if entity is None or role in self.rules.without.get(groups[number].main.type, ()):
                continue
            only = self.rules.only.get(finding.pattern.iri)
            if only is not None and self._of_class(item.mention, only) != entity:
                continue
            owned = row.items[finding.name + 1].mention if item.form == "'" else None
            if owned is not None and self._fit(role, owned) is not None:
                # 'Malaysia's Department of Environment': the owner only says whose it is
                return
            confidence = round(finding.pattern.confidence * (_IN_HEADLINE if row.headline else 1), 2)
            key = (number, role, entity)
            if key not in claims or confidence > claims[key].confidence:
                first, last = row.items[finding.first], row.items[finding.last]
                claims[key] = Claim(first.start, last.end, finding.pattern.iri, confidence)
            if not finding.pattern.all_roles:
                return

    def _beside(self, groups: list[Group]) -> Iterator[tuple[Key, Claim]]:
        """Give the roles of what is only named in the sentences that tell of the initiatives."""
        told: dict[int, int] = {}
        for number, group in reversed(list(enumerate(groups))):
            told.update({a.sentence: number for a in self.reader.anchors if a.type in group.anchors})
        for index, row in enumerate(self.rows):
            number = told.get(index, 0)
            named = [(i, row.items[i]) for i in row.names]
            for near in self.rules.nearby:
                if len(named) < near.at_least or (index not in told and not near.anywhere):
                    continue
                fitting = [
                    (i, iri)
                    for i, item in named
                    if not (near.after and _word_before(row, i) not in near.after)
                    and item.mention is not None
                    and (iri := self._of_class(item.mention, near.of)) is not None
                ]
                if len(fitting) < near.at_least:
                    continue
                role = near.role
                if role == ATTENDS:
                    role = self.rules.attendees.get(groups[number].main.type, role)
                for i, iri in fitting:
                    item = row.items[i]
                    yield (number, role, iri), Claim(item.start, item.end, near.iri, near.confidence)

    def _dateline(self, claims: Claims) -> None:
        """Read 'here' as the place of the dateline."""
        row = next((row for row in self.rows if not row.headline), None)
        if (
            row is None
            or not row.items
            or row.items[0].mention is None
            or row.tags[1:2] not in {",", "-", "("}
        ):
            return
        for index, other in enumerate(self.rows):
            for item in other.items:
                if item.word != "here" or not any(a.sentence == index for a in self.reader.anchors):
                    continue
                for role, _ in self.rules.widens:
                    place = self._fit(role, row.items[0].mention)
                    if place is not None:
                        claim = Claim(item.start, item.end, PATTERN + "here", _HERE)
                        claims.setdefault((0, role, place), claim)

    def _runners(self, groups: list[Group], claims: Claims) -> None:
        """Where nobody leads an initiative, take who runs its programme, if the brief names them."""
        for role, (via, link) in self.rules.otherwise.items():
            for number in range(len(groups)):
                if any(n == number and r == role for n, r, _ in claims):
                    continue
                programmes = {entity for n, r, entity in claims if n == number and r == via}
                if not programmes:
                    continue
                for iri, mention in self._first_named().items():
                    if any(p == link and o in programmes for p, o in self._entity(iri).links):
                        claim = Claim(mention.start, mention.end, PATTERN + "runner", _RUNNER)
                        claims[number, role, iri] = claim

    def _default(self, body: int, claims: Claims) -> None:
        """Where nobody in the brief has a role, take the first named of the kind that mostly has it."""
        for role, classes in self.rules.default.items():
            if any(r == role for _, r, _ in claims):
                continue
            taken = {entity for _, _, entity in claims}
            for mention in self.names.mentions:
                iri = self._of_class(mention, classes)
                if iri is not None and iri not in taken and mention.start >= body:
                    claims[0, role, iri] = Claim(mention.start, mention.end, PATTERN + "default", _DEFAULT)
                    break

    def _first_named(self) -> dict[str, Mention]:
        return {iri: mention for mention in reversed(self.names.mentions) for iri in mention.options}

    def _attendee(self, groups: list[Group], number: int, mention: Mention) -> tuple[str, str | None]:
        """Give the role and the entity of one who comes: by the initiative's type, or else what fits."""
        own = self.rules.attendees.get(groups[number].main.type, ATTENDS)
        for role in (own, *sorted(set(self.rules.attendees.values()) - {own})):
            entity = self._fit(role, mention)
            if entity is not None:
                return role, entity
        return own, None

    def _stand_in(self, rule: str, mention: Mention) -> str | None:
        """Give what stands for a country where only an agency can: its government."""
        for iri in mention.options:
            if iri in self.linker.countries:
                return self.linker.stand_in(rule, iri, self.names)
        return None

    def _widen(self, claims: Claims) -> None:
        """Let a role reach from a place to the country that it lies in, where the brief names that too."""
        named = self._first_named()
        for (number, role, entity), claim in list(claims.items()):
            for widened, link in self.rules.widens:
                if role != widened:
                    continue
                for predicate, country in self._entity(entity).links:
                    if predicate == link and country in named:
                        mention = named[country]
                        confidence = round(claim.confidence * _WIDENED, 2)
                        wider = Claim(mention.start, mention.end, PATTERN + "country-of-place", confidence)
                        claims.setdefault((number, role, country), wider)

    def _group_of(self, groups: list[Group], finding: Finding) -> int:
        """Give the initiative of a finding: the nearest one that its sentence tells of, else the main one."""
        if len(groups) == 1:
            return 0
        near = [
            (abs(anchor.item - finding.name), number)
            for anchor in self.reader.anchors
            if anchor.sentence == finding.sentence
            for number, group in enumerate(groups)
            if anchor.type in group.anchors
        ]
        return min(near)[1] if near else 0
