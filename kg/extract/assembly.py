"""Puts a brief's facts together from what the levels below have found."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from kg.extract.dates import find_dates
from kg.extract.initiatives import ATTENDS, Finding, Group, Reader
from kg.extract.linking import Linker, Mention, Names
from kg.extract.patterns import Pattern, compile_patterns
from kg.extract.sentence import (
    DATE,
    EVENT,
    RELATIVE,
    SUBORDINATOR,
    TO,
    VERB,
    Sentence,
    read_sentence,
)
from kg.extract.text import GAP, fold, sentences
from kg.extract.topics import TopicFinder
from kg.model import Brief, Entity, Evidence, Fact, Initiative, Literal, Part, Reading
from kg.ontology import Ontology
from kg.terms import AIM, END_DATE, ID, MENTIONS, PATTERN, SKOS, START_DATE, TYPE, WCO, XSD

_LONGEST_AIM: Final = 300

Evidently = tuple[int, int, str]
"""Words that speak for something: their offsets in the whole text, and the rule that read them."""


@dataclass(frozen=True, slots=True)
class _Nearby:
    """A role taken by what is only named in a sentence that tells of an initiative."""

    iri: str
    of: frozenset[str]
    role: str
    after: frozenset[str]
    at_least: int
    anywhere: bool
    confidence: float


class Extractor:
    """Reads briefs; compiled once from an ontology.

    Parameters
    ----------
    ontology
        What to know.
    """

    def __init__(self, ontology: Ontology) -> None:
        self.ontology = ontology
        self.linker = Linker(ontology)
        self.patterns = compile_patterns(ontology)
        self.topics = TopicFinder(ontology)
        self.topic_role = next(
            (iri for iri, role in ontology.roles.items() if set(role.ranges) & self.topics.classes), ""
        )
        patterns = ontology.patterns
        self._attendees = {
            cls: role for cls in ontology.initiative_types for role in patterns.values(cls, WCO + "attendees")
        }
        self.nearby = [
            _Nearby(
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
        self.widens = [
            (role, link) for role in ontology.roles for link in patterns.values(role, WCO + "widensBy")
        ]
        self.allowed = {iri: _below(ontology, role.ranges) for iri, role in ontology.roles.items()}

    def extract(self, brief: Brief) -> Reading:
        """Read one brief."""
        text = brief.title + GAP + brief.text
        folded = fold(text)
        body = len(brief.title) + len(GAP)
        names = self.linker.link(text, len(brief.title))
        dates = find_dates(folded, brief.date, body)
        rows: list[Sentence] = []
        starts = [mention.start for mention in names.mentions]
        for start, end in sentences(text):
            mentions = names.mentions[bisect_left(starts, start) : bisect_left(starts, end)]
            rows.append(
                read_sentence(
                    text,
                    folded,
                    start,
                    end,
                    headline=start < body,
                    mentions=[mention for mention in mentions if mention.end <= end],
                    dates=[d for d in dates if start <= d.start and d.end <= end],
                    patterns=self.patterns,
                )
            )
        reader = Reader(rows, self.patterns)
        return _Assembly(self, brief, text, folded, names, rows, reader).reading()


def _below(ontology: Ontology, classes: Iterable[str]) -> frozenset[str]:
    """Give some classes and all below them."""
    return frozenset(cls for cls in ontology.superclasses for wanted in classes if ontology.is_a(cls, wanted))


class _Assembly:
    """The facts of one brief, as they come together."""

    def __init__(
        self,
        extractor: Extractor,
        brief: Brief,
        text: str,
        folded: str,
        names: Names,
        rows: list[Sentence],
        reader: Reader,
    ) -> None:
        self.extractor, self.ontology = extractor, extractor.ontology
        self.brief, self.text, self.folded = brief, text, folded
        self.names, self.rows, self.reader = names, rows, reader
        self.body = len(brief.title) + len(GAP)
        self.facts: list[Fact] = []

    def reading(self) -> Reading:
        groups = self.reader.groups()
        initiatives = []
        for number, group in enumerate(groups, 1):
            iri = f"{ID}initiative-{self.brief.key}-{number}"
            kind = self.ontology.labels.get(group.main.type, "").capitalize()
            initiatives.append(Initiative(iri, f"{kind}: {self.brief.title}" if self.brief.title else kind))
            for cls, anchor in sorted(group.anchors.items()):
                item = self.rows[anchor.sentence].items[anchor.item]
                self._add(iri, TYPE, cls, item.start, item.end, anchor.rule, 0.9)
        if groups:
            self._roles(groups, initiatives)
            self._dates(groups, initiatives)
            self._aims(groups, initiatives)
            self._topics(groups, initiatives)
        self._mentions()
        facts = sorted(
            set(self.facts),
            key=lambda f: (
                f.subject,
                f.predicate,
                f.object if isinstance(f.object, str) else f.object.value,
                f.evidence.start,
            ),
        )
        used = {f.object for f in facts if isinstance(f.object, str)}
        minted = tuple(self.names.minted[iri] for iri in sorted(self.names.minted) if iri in used)
        return Reading(self.brief, tuple(initiatives), minted, tuple(facts), ())

    def _add(
        self,
        subject: str,
        predicate: str,
        value: str | Literal,
        start: int,
        end: int,
        rule: str,
        confidence: float,
    ) -> None:
        if start < self.body <= end:
            start = self.body
        part, shift = (Part.HEADLINE, 0) if start < self.body else (Part.BODY, self.body)
        evidence = Evidence(part, start - shift, end - shift, self.text[start:end], rule, confidence)
        self.facts.append(Fact(subject, predicate, value, evidence))

    # --- roles

    def _entity(self, iri: str) -> Entity:
        return self.names.minted.get(iri) or self.ontology.entities[iri]

    def _fit(self, role: str, mention: Mention) -> str | None:
        """Give the entity among a mention's options that may stand in a role."""
        return (
            self._of_class(mention, self.extractor.allowed[role]) if role in self.extractor.allowed else None
        )

    def _of_class(self, mention: Mention, classes: frozenset[str]) -> str | None:
        """Give the first entity among a mention's options that is of one of some classes."""
        for iri in mention.options:
            for cls in self._entity(iri).types:
                if cls in classes:
                    return iri
        return None

    def _roles(self, groups: list[Group], initiatives: list[Initiative]) -> None:
        best: dict[tuple[int, str, str], tuple[float, Evidently]] = {}
        for finding in self.reader.findings:
            number = self._group_of(groups, finding)
            items = self.rows[finding.sentence].items
            mention = items[finding.name].mention
            if mention is None:
                continue
            for role in finding.roles:
                if role == ATTENDS:
                    role = self._attendee_role(groups, number)
                entity = self._fit(role, mention)
                if entity is None and finding.pattern.stand_in and role == finding.roles[-1]:
                    entity = self._stand_in(finding.pattern.stand_in, mention)
                if entity is None or role in self.extractor.without.get(groups[number].main.type, ()):
                    continue
                if (
                    items[finding.name].form == "'"
                    and (owned := items[finding.name + 1].mention)
                    and self._fit(role, owned)
                ):
                    break
                confidence = finding.pattern.confidence
                if self.rows[finding.sentence].headline:
                    confidence *= 0.9
                key = (number, role, entity)
                if key not in best or confidence > best[key][0]:
                    row = self.rows[finding.sentence]
                    span = (row.items[finding.first].start, row.items[finding.last].end)
                    best[key] = (confidence, (*span, finding.pattern.iri))
                if not finding.pattern.all_roles:
                    break
        for key, confidence, evidence in self._beside(groups):
            if not any(k[1:] == key[1:] for k in best):
                best[key] = (confidence, evidence)
        self._dateline(groups, best)
        self._widen(best)
        self._runners(groups, best)
        for (number, role, entity), (confidence, _) in list(best.items()):
            for other in self.extractor.yields.get(role, ()):
                if best.get((number, other, entity), (0.0,))[0] >= confidence:
                    best.pop((number, role, entity), None)
        for (number, role, entity), (confidence, (start, end, rule)) in best.items():
            self._add(initiatives[number].iri, role, entity, start, end, rule, round(confidence, 2))

    def _beside(self, groups: list[Group]) -> Iterator[tuple[tuple[int, str, str], float, Evidently]]:
        """Give the roles of what is only named in the sentences that tell of the initiatives."""
        told: dict[int, int] = {}
        for number, group in reversed(list(enumerate(groups))):
            told.update({a.sentence: number for a in self.reader.anchors if a.type in group.anchors})
        for index, row in enumerate(self.rows):
            number = told.get(index, 0)
            named = [(i, item) for i, item in enumerate(row.items) if item.mention is not None]
            for near in self.extractor.nearby:
                if len(named) < near.at_least or (index not in told and not near.anywhere):
                    continue
                fitting = [
                    (i, iri)
                    for i, item in named
                    if not (near.after and (i == 0 or row.items[i - 1].word not in near.after))
                    and item.mention is not None
                    and (iri := self._of_class(item.mention, near.of)) is not None
                ]
                if len(fitting) < near.at_least:
                    continue
                role = near.role
                if role == ATTENDS:
                    role = self._attendee_role(groups, number)
                for i, iri in fitting:
                    yield (
                        (number, role, iri),
                        near.confidence,
                        (row.items[i].start, row.items[i].end, near.iri),
                    )

    def _dateline(
        self, groups: list[Group], best: dict[tuple[int, str, str], tuple[float, Evidently]]
    ) -> None:
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
            for i, item in enumerate(other.items):
                if item.word != "here" or not any(a <= i < b for a, b in self.reader.event_regions[index]):
                    continue
                for role, _ in self.extractor.widens:
                    place = self._fit(role, row.items[0].mention)
                    if place is not None:
                        best.setdefault((0, role, place), (0.85, (item.start, item.end, PATTERN + "here")))

    def _runners(
        self, groups: list[Group], best: dict[tuple[int, str, str], tuple[float, Evidently]]
    ) -> None:
        """Where nobody is said to lead an initiative, take who is known to run its programme, if the brief names them."""
        named = {iri: m for m in reversed(self.names.mentions) for iri in m.options}
        for role, (via, link) in self.extractor.otherwise.items():
            for number in range(len(groups)):
                if any(n == number and r == role for n, r, _ in best):
                    continue
                programmes = {entity for n, r, entity in best if n == number and r == via}
                for iri, mention in named.items():
                    if any(p == link and o in programmes for p, o in self._entity(iri).links):
                        best[number, role, iri] = (0.6, (mention.start, mention.end, PATTERN + "runner"))
        for role, classes in self.extractor.default.items():
            if any(r == role for _, r, _ in best):
                continue
            taken = {entity for _, _, entity in best}
            for mention in self.names.mentions:
                iri = self._of_class(mention, classes)
                if iri is not None and iri not in taken and mention.start >= self.body:
                    best[0, role, iri] = (0.5, (mention.start, mention.end, PATTERN + "default"))
                    break

    def _attendee_role(self, groups: list[Group], number: int) -> str:
        """Give the role of those who come: that of the initiative, or of one in the brief that is held for them."""
        attendees = self.extractor._attendees
        return attendees.get(groups[number].main.type, ATTENDS)

    def _stand_in(self, rule: str, mention: Mention) -> str | None:
        """Give what stands for a country where only an agency can: its government."""
        for iri in mention.options:
            if iri in self.extractor.linker.countries:
                return self.extractor.linker.stand_in(rule, iri, self.names)
        return None

    def _widen(self, best: dict[tuple[int, str, str], tuple[float, Evidently]]) -> None:
        """Let a role reach from a place to the country that it lies in, where the brief names that country too."""
        named = {iri: m for m in reversed(self.names.mentions) for iri in m.options}
        for (number, role, entity), (confidence, _) in list(best.items()):
            for widened, link in self.extractor.widens:
                if role != widened:
                    continue
                for predicate, country in self._entity(entity).links:
                    if predicate == link and country in named and (number, role, country) not in best:
                        mention = named[country]
                        best[number, role, country] = (
                            confidence * 0.9,
                            (mention.start, mention.end, PATTERN + "country-of-place"),
                        )

    def _group_of(self, groups: list[Group], finding: Finding) -> int:
        """Give the initiative that a finding belongs to: the nearest one that its sentence tells of, else the main one."""
        near = [
            (abs(anchor.item - finding.name), number)
            for number, group in enumerate(groups)
            for anchor in self.reader.anchors
            if anchor.type in group.anchors and anchor.sentence == finding.sentence
        ]
        return min(near)[1] if near else 0

    # --- dates

    def _dates(self, groups: list[Group], initiatives: list[Initiative]) -> None:
        """Give each initiative the date that stands nearest to it."""
        for number, group in enumerate(groups):
            best: tuple[float, int, int] | None = None
            for index, row in enumerate(self.rows):
                for i, item in enumerate(row.items):
                    if item.tag != DATE or item.when is None:
                        continue
                    score = self._date_score(groups, number, index, i)
                    if score > 0.5 and (best is None or score > best[0]):
                        best = (score, index, i)
            if best is None:
                continue
            item = self.rows[best[1]].items[best[2]]
            assert item.when is not None
            for name, value in ((START_DATE, item.when.first), (END_DATE, item.when.last)):
                if value:
                    kind = {4: "gYear", 7: "gYearMonth", 10: "date"}[len(value)]
                    self._add(
                        initiatives[number].iri,
                        name,
                        Literal(value, XSD + kind),
                        item.start,
                        item.end,
                        PATTERN + "date",
                        0.85,
                    )

    def _date_score(self, groups: list[Group], number: int, index: int, i: int) -> float:
        row = self.rows[index]
        item = row.items[i]
        assert item.when is not None
        if row.headline or (
            index == 1
            and i < 5
            and set(row.tags[:i]) <= set("M,(x.")
            and row.tags[i + 1 : i + 3].strip(")")[:1] in {"-", ":"}
        ):
            return 0.0
        before = row.items[i - 1].word if i else ""
        score = -0.15 * index
        if any(start <= i < end for start, end in self.reader.event_regions[index]):
            score += 2
        group = groups[number]
        anchors = [a for a in self.reader.anchors if a.type in group.anchors and a.sentence == index]
        others = [
            a
            for n, g in enumerate(groups)
            if n != number
            for a in self.reader.anchors
            if a.type in g.anchors and a.sentence == index
        ]
        distance = min((abs(a.item - i) for a in anchors), default=99)
        if anchors:
            score += 1.5
            if others and min(abs(a.item - i) for a in others) < distance:
                score -= 1.5
        elif others or number > 0:
            score -= 2
        if item.when.last:
            score += 1
        score += {10: 0.6, 7: 0.1, 4: -1.0}[len(item.when.first)]
        if before in {"since", "until", "till", "after", "before"}:
            score -= 5
        elif before in {"by", "of"} or any(
            other.word in {"since", "previous", "earlier", "adopted", "founded"}
            for other in row.items[max(0, i - 4) : i]
        ):
            score -= 2
        return score

    # --- aims

    def _aims(self, groups: list[Group], initiatives: list[Initiative]) -> None:
        """Quote the clause that says what an initiative is for: the first that a phrase of purpose opens."""
        for group, initiative in zip(groups, initiatives, strict=True):
            told = sorted({a.sentence for a in self.reader.anchors if a.type in group.anchors})
            for pattern in self.extractor.patterns.aims:
                body = (self.rows[index] for index in told if not self.rows[index].headline)
                found = next((span for row in body if (span := self._aim(row, pattern))), None)
                if found is not None:
                    words = Literal(self.text[slice(*found)])
                    self._add(initiative.iri, AIM, words, *found, pattern.iri, pattern.confidence)
                    break

    def _aim(self, row: Sentence, pattern: Pattern) -> tuple[int, int] | None:
        items = row.items
        first = min((i for i, tag in enumerate(row.tags) if tag in {EVENT, VERB}), default=len(items))
        for i in range(first, len(items)):
            if (items[i].surface or items[i].word) not in pattern.steps[0].words:
                continue
            matched = self.reader.match(row, pattern.steps, i, len(items))
            if matched is None:
                continue
            at = matched[0]
            if items[at - 1].tag == TO:
                if at >= len(items) or items[at].form != "V":
                    continue
                at -= 1
            stop = next(
                (k for k in range(at + 1, len(items)) if items[k].tag in {";", RELATIVE, SUBORDINATOR}), None
            )
            end = items[stop - 1].end if stop is not None else row.end
            span = (items[at].start, items[at].start + len(self.text[items[at].start : end].rstrip(" .,;:")))
            if 12 < span[1] - span[0] < _LONGEST_AIM:
                return span
        return None

    # --- topics

    def _topics(self, groups: list[Group], initiatives: list[Initiative]) -> None:
        events = [(self.rows[g.main.sentence].start, self.rows[g.main.sentence].end) for g in groups]
        for found in self.extractor.topics.find(self.folded, len(self.brief.title), events):
            self._add(
                initiatives[0].iri,
                self.extractor.topic_role,
                found.topic,
                found.start,
                found.end,
                PATTERN + "topic",
                min(0.95, 0.5 + found.score / 20),
            )

    # --- mentions

    def _mentions(self) -> None:
        labels: dict[str, set[str]] = {}
        for mention in self.names.mentions:
            iri = mention.options[0]
            entity = self._entity(iri)
            self._add(self.brief.iri, MENTIONS, iri, mention.start, mention.end, PATTERN + "mention", 0.95)
            words = mention.name or self.text[mention.start : mention.end]
            if mention.adjective or words == entity.label or words in entity.alternatives:
                continue
            known = labels.get(iri)
            if known is None:
                known = labels[iri] = {fold(label) for label in (entity.label, *entity.alternatives)}
            if fold(words) not in known:
                known.add(fold(words))
                self._add(
                    iri,
                    SKOS + "hiddenLabel",
                    Literal(words),
                    mention.start,
                    mention.end,
                    PATTERN + "mention",
                    0.95,
                )
