"""Settles who has which role: what the patterns found, weighed against each other and the ontology."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from typing import Final, NamedTuple

from kg.extract.context import around_names, lists
from kg.extract.initiatives import ATTENDS, Finding, Group, Reader
from kg.extract.linking import Linker
from kg.extract.mentions import Mention, Names
from kg.extract.sentence import Sentence
from kg.extract.weighing import LIKELY, Scales
from kg.model import Entity
from kg.ontology import Ontology
from kg.terms import PATTERN, WCO

_IN_HEADLINE: Final = 0.9
_WIDENED: Final = 0.9
_HERE: Final = 0.85
_DEFAULT: Final = 0.5
_MOST_FITTING: Final = 10_000


class Claim(NamedTuple):
    """Words that speak for a role: their offsets in the whole text, the rule, how sure it is."""

    start: int
    end: int
    rule: str
    confidence: float


Key = tuple[int, str, str]
"""The number of an initiative, a role, an entity."""

Claims = dict[Key, Claim]


class _Words(NamedTuple):
    """Where a name stands: its sentence, its item, its offsets in the whole text."""

    sentence: int
    item: int
    start: int
    end: int


@dataclass(slots=True)
class Candidate:
    """A name that may have roles.

    Parameters
    ----------
    kind
        The local name of its first class, by which what is observed of it is weighed.
    seen
        What was observed of it, all its mentions together.
    roles
        The roles that it may have, in order; a dictionary for want of an ordered set.
    words
        Where it stands.
    """

    kind: str
    seen: set[str] = field(default_factory=set)
    roles: dict[str, None] = field(default_factory=dict)
    words: list[_Words] = field(default_factory=list)


class RoleRules:
    """What an ontology says of roles in general, beside the wordings for each.

    Parameters
    ----------
    ontology
        Its roles with their ranges, and its patterns.
    """

    def __init__(self, ontology: Ontology) -> None:
        self.entities = ontology.entities
        self.links = {iri: _links(entity) for iri, entity in ontology.entities.items()}
        patterns = ontology.patterns
        self.attendees = {
            cls: role for cls in ontology.initiative_types for role in patterns.values(cls, WCO + "attendees")
        }
        self.attending = sorted(set(self.attendees.values()))
        self.yields = {role: patterns.values(role, WCO + "yieldsTo") for role in ontology.roles}
        self.without = {cls: patterns.values(cls, WCO + "without") for cls in ontology.initiative_types}
        self.default = {
            role: ontology.below(classes)
            for role in ontology.roles
            if (classes := patterns.values(role, WCO + "byDefault"))
        }
        self.only = {
            iri: ontology.below(classes)
            for iri in patterns.instances(WCO + "Pattern")
            if (classes := patterns.values(iri, WCO + "onlyFor"))
        }
        self.widens = [
            (role, link) for role in ontology.roles for link in patterns.values(role, WCO + "widensBy")
        ]
        self.allowed = {
            iri: ontology.below(role.ranges) - ontology.below(patterns.values(iri, WCO + "notFor"))
            for iri, role in ontology.roles.items()
        }
        self.claimed = {f"claimed {_local(role)}" for role in ontology.roles}
        self.fitting = lru_cache(maxsize=_MOST_FITTING)(self._fitting)

    def _fitting(self, options: tuple[tuple[str, ...], ...]) -> dict[int, dict[str, None]]:
        """Give the roles that things of such classes come first for, by the number of the thing."""
        fitting: dict[int, dict[str, None]] = {}
        for role, classes in self.allowed.items():
            number = next((n for n, types in enumerate(options) if not classes.isdisjoint(types)), None)
            if number is not None:
                fitting.setdefault(number, {})[role] = None
        return fitting


@cache
def _local(iri: str) -> str:
    return iri.removeprefix(WCO)


def _links(entity: Entity) -> dict[str, list[str]]:
    """Give what a thing is linked to, each with the links: asked for at once where there are hundreds."""
    links: dict[str, list[str]] = {}
    for link, other in entity.links:
        links.setdefault(other, []).append(link)
    return links


@cache
def _observed(types: tuple[str, ...]) -> tuple[str, ...]:
    """Give the classes of a thing as observations."""
    return tuple(f"is {_local(cls)}" for cls in types)


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
    scales
        Weigh whether a name has a role; where they are empty, what the patterns claim is believed.
    """

    def __init__(
        self,
        rules: RoleRules,
        linker: Linker,
        names: Names,
        rows: list[Sentence],
        reader: Reader,
        scales: Scales,
    ) -> None:
        self.rules, self.linker = rules, linker
        self.names, self.rows, self.reader, self.scales = names, rows, reader, scales

    def _entity(self, iri: str) -> Entity:
        return self.names.minted.get(iri) or self.rules.entities[iri]

    def _links(self, iri: str) -> dict[str, list[str]]:
        """Give what a thing is linked to, each with the links."""
        minted = self.names.minted.get(iri)
        return self.rules.links[iri] if minted is None else _links(minted)

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

    def claims(self, groups: list[Group], body: int) -> Claims:
        """Gather what the patterns claim.

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
        self._dateline(claims)
        self._widen(claims)
        self._default(body, claims)
        return claims

    def candidates(self, groups: list[Group], claims: Claims) -> dict[str, Candidate]:
        """Observe what speaks for and against every name in every role that it may have.

        Parameters
        ----------
        groups
            The initiatives, the main one first.
        claims
            As :meth:`claims` gives them.

        Returns
        -------
        dict
            Entity to candidate.
        """
        found: dict[str, Candidate] = {}
        told = self._told(groups)
        for index, row in enumerate(self.rows):
            telling = f"beside initiative {min(told[index], 1)}" if index in told else "beside no initiative"
            of_all = [self.reader.place(index), telling, *self.reader.manners[index]]
            for names in lists(row):
                around = [*around_names(row, names), *of_all]
                for i in names:
                    mention = row.items[i].mention
                    if mention is not None and i >= row.dateline:
                        self._observe(found, mention, index, i, around, first=i == row.names[0])
        for (_, role, entity), claim in claims.items():
            candidate = found.get(entity)
            if candidate is None:
                # a stand-in, which no words name: what stands around the words that were read so
                candidate = found[entity] = Candidate(self._kind(entity))
                for other in found.values():
                    if other.words and claim.start <= other.words[0].start < claim.end:
                        candidate.seen |= other.seen
            candidate.roles.setdefault(role, None)
            claimed = f"claimed {_local(role)}"
            by, at = claim.rule.removeprefix(PATTERN), round(claim.confidence * 10)
            candidate.seen.update((claimed, f"{claimed} by {by}", f"{claimed} at {at}"))
        self._relate(found)
        kinds = {f"told {_local(kind)}" for group in groups for kind in group.anchors}
        kinds.add(f"main {_local(groups[0].main.type)}")
        of_kind = Counter([candidate.kind for candidate in found.values()])
        before: set[str] = set()
        for order, (entity, candidate) in enumerate(found.items()):
            kind, seen = candidate.kind, candidate.seen
            seen |= kinds
            seen.update(
                (
                    "known" if entity in self.rules.entities else "unknown",
                    f"named {min(len(candidate.words), 3)}",
                    f"{min(order, 5)} named before",
                    f"{min(of_kind[kind], 4)} of its kind",
                )
            )
            seen.update(_observed(self._entity(entity).types))
            if kind not in before:
                seen.add("first of its kind")
                before.add(kind)
        return found

    def _relate(self, found: dict[str, Candidate]) -> None:
        """Observe what is claimed of what a name is linked to: an agency's country, a fund's giver."""
        claimed = self.rules.claimed
        for entity, candidate in found.items():
            links = self._links(entity)
            for other in found.keys() & links.keys():
                linked = found[other]
                ours, theirs = candidate.seen & claimed, linked.seen & claimed
                for name in map(_local, links[other]):
                    candidate.seen.add(f"its {name} named")
                    candidate.seen.update([f"its {name} {each}" for each in theirs])
                    linked.seen.add(f"of its {name} named")
                    linked.seen.update([f"of its {name} {each}" for each in ours])

    def _kind(self, entity: str) -> str:
        return _local(self._entity(entity).types[0])

    def _observe(
        self,
        found: dict[str, Candidate],
        mention: Mention,
        index: int,
        item: int,
        around: list[str],
        *,
        first: bool,
    ) -> None:
        name = self.rows[index].items[item]
        words = _Words(index, item, name.start, name.end)
        classes = tuple([self._entity(iri).types for iri in mention.options])
        for number, roles in self.rules.fitting(classes).items():
            entity = mention.options[number]
            candidate = found.get(entity)
            if candidate is None:
                candidate = found[entity] = Candidate(self._kind(entity))
            candidate.seen.update(around)
            if first:
                candidate.seen.add("first name")
            if mention.adjective:
                candidate.seen.add("adjective")
            if name.form == "'":
                candidate.seen.add("possessive")
            candidate.roles.update(roles)
            candidate.words.append(words)

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
            (number of the initiative, role, entity) to the claim for it, as sure as it was weighed.
        """
        claims = self.claims(groups, body)
        if self.scales:
            claims = self._weigh(groups, claims)
        # of two roles that drive each other out and are as sure, the one that a pattern prefers comes first
        for (number, role, entity), claim in reversed(list(claims.items())):
            for other in self.rules.yields.get(role, ()):
                rival = claims.get((number, other, entity))
                if rival is not None and rival.confidence >= claim.confidence:
                    claims.pop((number, role, entity), None)
        return claims

    def _weigh(self, groups: list[Group], claims: Claims) -> Claims:
        """Keep the claims, and the names nobody has claimed, that weigh enough."""
        weighed: Claims = {}
        of: dict[tuple[str, str], list[int]] = {}
        for number, role, entity in claims:
            of.setdefault((role, entity), []).append(number)
        for entity, candidate in self.candidates(groups, claims).items():
            answers = self.scales.weigh(candidate.seen, candidate.kind, LIKELY)
            for role in candidate.roles:
                answer = answers.get(_local(role))
                if answer is None:
                    continue
                confidence = round(answer, 2)
                numbers = of.get((role, entity), ())
                for number in numbers:
                    start, end, rule, _ = claims[number, role, entity]
                    weighed[number, role, entity] = Claim(start, end, rule, confidence)
                if not numbers:
                    number, words = self._best(groups, candidate)
                    claim = Claim(words.start, words.end, PATTERN + "weighed", confidence)
                    weighed[number, role, entity] = claim
        return weighed

    def _best(self, groups: list[Group], candidate: Candidate) -> tuple[int, _Words]:
        """Give the initiative that stands nearest to a name, and the words that name it there."""
        near = [
            (anchor.sentence == 0, number, abs(anchor.item - words.item), words)
            for number, group in enumerate(groups)
            for anchor in group.naming
            for words in candidate.words
            if anchor.sentence == words.sentence
        ]
        if not near:
            return 0, candidate.words[0]
        _, number, _, words = min(near)
        return number, words

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
            following = finding.name + 1
            owns = item.form == "'" and following < len(row.items)
            owned = row.items[following].mention if owns else None
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

    def _told(self, groups: list[Group]) -> dict[int, int]:
        """Give the first initiative that each sentence tells of, by its number."""
        return {
            anchor.sentence: number
            for number, group in reversed(list(enumerate(groups)))
            for anchor in group.naming
        }

    def _dateline(self, claims: Claims) -> None:
        """Read 'here' as the place of the dateline."""
        row = next((row for row in self.rows if row.dateline), None)
        if row is None or row.items[0].mention is None:
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

    @cached_property
    def _first_named(self) -> dict[str, Mention]:
        return {iri: mention for mention in reversed(self.names.mentions) for iri in mention.options}

    def _attendee(self, groups: list[Group], number: int, mention: Mention) -> tuple[str, str | None]:
        """Give the role and the entity of one who comes: by the initiative's type, or else what fits."""
        own = self.rules.attendees.get(groups[number].main.type, ATTENDS)
        for role in (own, *self.rules.attending):
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
        named = self._first_named
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
            for number, group in enumerate(groups)
            for anchor in group.naming
            if anchor.sentence == finding.sentence
        ]
        return min(near)[1] if near else 0
