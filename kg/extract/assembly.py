"""Puts a brief's facts together from what the levels below have found."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from typing import Final

from kg.extract.counts import CountRules
from kg.extract.dates import When, find_dates
from kg.extract.initiatives import Group, Reader
from kg.extract.linking import Linker, Names
from kg.extract.patterns import Pattern, compile_patterns
from kg.extract.roles import RoleReader, RoleRules
from kg.extract.sentence import (
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
from kg.extract.weighing import Weights, read_weights
from kg.model import Brief, Evidence, Fact, Initiative, Literal, Part, Reading
from kg.ontology import Ontology
from kg.terms import AIM, END_DATE, ID, MENTIONS, PATTERN, SKOS, START_DATE, TYPE, WCO, XSD

_LONGEST_AIM: Final = 300
_LEAST_DATE: Final = 0.5
_DATE_CONFIDENCE: Final = 0.85
_TELLING: Final = frozenset({EVENT, VERB})
_LONG_AGO: Final = frozenset({"since", "previous", "earlier", "adopted", "founded"})


class Extractor:
    """Reads briefs; compiled once from an ontology.

    Parameters
    ----------
    ontology
        What to know.
    weights
        What was learned from annotated briefs; without them, those of the ontology's folder.
    """

    def __init__(self, ontology: Ontology, weights: Weights | None = None) -> None:
        self.ontology = ontology
        self.linker = Linker(ontology)
        self.patterns = compile_patterns(ontology)
        self.aim_words = {word for aim in self.patterns.aims for word in aim.steps[0].words}
        self.topics = TopicFinder(ontology)
        self.topic_role = next(
            (iri for iri, role in ontology.roles.items() if set(role.ranges) & self.topics.classes), ""
        )
        self.rules = RoleRules(ontology)
        self.weights = read_weights(ontology.folder / "weights") if weights is None else weights
        self.counts = CountRules(ontology)

    def extract(self, brief: Brief) -> Reading:
        """Read one brief."""
        return self.begin(brief).reading()

    def begin(self, brief: Brief) -> Assembly:
        """Find the names, sentences and wordings of one brief, before facts are made of them."""
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
        return Assembly(self, brief, text, folded, names, rows, reader)


class Assembly:
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
        self.key, self.iri = brief.key, brief.iri
        self.facts: list[Fact] = []

    def reading(self) -> Reading:
        """Make the facts."""
        groups = self.reader.groups(self.extractor.weights.kinds)
        initiatives = []
        for number, group in enumerate(groups, 1):
            iri = f"{ID}initiative-{self.key}-{number}"
            kind = self.ontology.labels.get(group.main.type, "").capitalize()
            initiatives.append(Initiative(iri, f"{kind}: {self.brief.title}" if self.brief.title else kind))
            for cls, anchor in sorted(group.anchors.items()):
                item = self.rows[anchor.sentence].items[anchor.item]
                self._add(iri, TYPE, cls, item.start, item.end, anchor.rule, round(anchor.confidence, 2))
        if groups:
            for (number, role, entity), claim in self.roles().read(groups, self.body).items():
                self._add(
                    initiatives[number].iri,
                    role,
                    entity,
                    claim.start,
                    claim.end,
                    claim.rule,
                    claim.confidence,
                )
            self._dates(groups, initiatives)
            self._aims(groups, initiatives)
            self._topics(groups, initiatives)
        self._mentions()
        facts = sorted(
            self.facts,
            key=lambda f: (
                f.subject,
                f.predicate,
                f.object if isinstance(f.object, str) else f.object.value,
                f.evidence.start,
            ),
        )
        used = {f.object for f in facts if isinstance(f.object, str)}
        minted = tuple(self.names.minted[iri] for iri in sorted(self.names.minted) if iri in used)
        warnings = self.extractor.counts.warnings(self.rows, self.names)
        return Reading(self.brief, tuple(initiatives), minted, tuple(facts), warnings)

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

    # --- dates

    def _dates(self, groups: list[Group], initiatives: list[Initiative]) -> None:
        """Give each initiative the date that speaks most for it."""
        told = [
            (index, i, item.when)
            for index, row in enumerate(self.rows)
            if not row.headline
            for i, item in enumerate(row.items)
            if item.when is not None and not self._is_dateline(index, i)
        ]
        for number, initiative in enumerate(initiatives):
            scored = [
                (self._date_score(groups, number, index, i, when), -n)
                for n, (index, i, when) in enumerate(told)
            ]
            score, n = max(scored, default=(0.0, 0))
            if score <= _LEAST_DATE:
                continue
            when = told[-n][2]
            for name, value in ((START_DATE, when.first), (END_DATE, when.last)):
                if value:
                    kind = {4: "gYear", 7: "gYearMonth", 10: "date"}[len(value)]
                    literal = Literal(value, XSD + kind)
                    self._add(
                        initiative.iri,
                        name,
                        literal,
                        when.start,
                        when.end,
                        PATTERN + "date",
                        _DATE_CONFIDENCE,
                    )

    def _is_dateline(self, index: int, i: int) -> bool:
        """Tell whether a date only says when the brief was written: 'BRUSSELS, 2 July 2014 - '."""
        tags = self.rows[index].tags
        first = next((n for n, row in enumerate(self.rows) if not row.headline), 0)
        return (
            index == first
            and i < 5
            and set(tags[:i]) <= set("M,(x.")
            and tags[i + 1 : i + 3].strip(")")[:1] in {"-", ":"}
        )

    def _date_score(self, groups: list[Group], number: int, index: int, i: int, when: When) -> float:
        """Weigh a date: the nearer to the words of the initiative and the more exact, the better."""
        row = self.rows[index]
        score = -0.15 * index
        if any(start <= i < end for start, end in self.reader.event_regions[index]):
            score += 2
        distances: dict[bool, int] = {}
        for other, group in enumerate(groups):
            for anchor in self.reader.anchors:
                if anchor.sentence == index and anchor.type in group.anchors:
                    own = other == number
                    distances[own] = min(distances.get(own, 99), abs(anchor.item - i))
        if True in distances:
            score += 1.5
            if distances.get(False, 99) < distances[True]:
                score -= 1.5
        elif False in distances or number > 0:
            score -= 2
        score += {10: 0.6, 7: 0.1, 4: -1.0}[len(when.first)] + (1 if when.last else 0)
        before = [item.word for item in row.items[max(0, i - 4) : i]]
        if len(when.first) == 4 and before[-1:] not in (["in"], ["during"]):
            score -= 3
        if before[-1:] and before[-1] in {"since", "until", "till", "after", "before"}:
            score -= 5
        elif before[-1:] in (["by"], ["of"]) or not _LONG_AGO.isdisjoint(before):
            score -= 2
        return score

    # --- aims

    def _aims(self, groups: list[Group], initiatives: list[Initiative]) -> None:
        """Quote the clause that says what an initiative is for: the first that a phrase of purpose opens."""
        for group, initiative in zip(groups, initiatives, strict=True):
            told = sorted({a.sentence for a in self.reader.anchors if a.type in group.anchors})
            body = [self.rows[index] for index in told if not self.rows[index].headline]
            openings = [(row, i) for row in body for i in self._openings(row)]
            for pattern in self.extractor.patterns.aims:
                found = next((span for row, i in openings if (span := self._aim(row, i, pattern))), None)
                if found is not None:
                    words = Literal(self.text[slice(*found)])
                    self._add(initiative.iri, AIM, words, *found, pattern.iri, pattern.confidence)
                    break

    def _openings(self, row: Sentence) -> Iterator[int]:
        """Give where a clause of purpose may begin: after what is done, at a word that opens such."""
        items, words = row.items, self.extractor.aim_words
        first = next((i for i, tag in enumerate(row.tags) if tag in _TELLING), len(items))
        return (i for i in range(first, len(items)) if items[i].surface in words)

    def _aim(self, row: Sentence, i: int, pattern: Pattern) -> tuple[int, int] | None:
        items = row.items
        matched = self.reader.match(row, pattern.steps, i, len(items))
        if matched is None:
            return None
        at = matched[0]
        if items[at - 1].tag == TO:
            if at >= len(items) or items[at].form != "V":
                return None
            at -= 1
        stop = next(
            (k for k in range(at + 1, len(items)) if items[k].tag in {";", RELATIVE, SUBORDINATOR}), None
        )
        end = items[stop - 1].end if stop is not None else row.end
        span = (items[at].start, items[at].start + len(self.text[items[at].start : end].rstrip(" .,;:")))
        return span if 12 < span[1] - span[0] < _LONGEST_AIM else None

    # --- topics

    def _topics(self, groups: list[Group], initiatives: list[Initiative]) -> None:
        for found in self.extractor.topics.find(
            self.folded,
            len(self.brief.title),
            self.telling(groups),
            self.told(groups),
            self.extractor.weights.topics,
        ):
            self._add(
                initiatives[0].iri,
                self.extractor.topic_role,
                found.topic,
                found.start,
                found.end,
                PATTERN + "topic",
                found.confidence,
            )

    def roles(self) -> RoleReader:
        """Give the reader of this brief's roles."""
        extractor = self.extractor
        return RoleReader(
            extractor.rules, extractor.linker, self.names, self.rows, self.reader, extractor.weights.roles
        )

    def telling(self, groups: list[Group]) -> list[tuple[int, int]]:
        """Give the sentences that tell of the initiatives, as character offsets."""
        rows = [self.rows[group.main.sentence] for group in groups]
        return [(row.start, row.end) for row in rows]

    def told(self, groups: list[Group]) -> set[str]:
        """Give what may tell of a topic besides its wordings: kinds of initiative, and names."""
        kinds = {cls.removeprefix(WCO) for group in groups for cls in group.anchors}
        return kinds | {mention.options[0].removeprefix(ID) for mention in self.names.mentions}

    # --- mentions

    def _mentions(self) -> None:
        labels: dict[str, set[str]] = {}
        for mention in self.names.mentions:
            iri = mention.options[0]
            entity = self.names.minted.get(iri) or self.ontology.entities[iri]
            self._add(self.iri, MENTIONS, iri, mention.start, mention.end, PATTERN + "mention", 0.95)
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
