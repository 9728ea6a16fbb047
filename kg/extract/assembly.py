"""Puts a brief's facts together from what the levels below have found."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Final, NamedTuple

from kg.extract.context import lists
from kg.extract.counts import CountRules
from kg.extract.dates import When, find_dates
from kg.extract.initiatives import Group, Reader
from kg.extract.linking import Linker
from kg.extract.mentions import Names
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
from kg.extract.text import GAP, dateline, fold, sentences
from kg.extract.timing import Timing
from kg.extract.topics import TopicFinder
from kg.extract.weighing import Weights, read_weights
from kg.model import Brief, Evidence, Fact, Initiative, Literal, Part, Reading
from kg.ontology import Ontology
from kg.terms import AIM, END_DATE, ID, MENTIONS, PATTERN, SKOS, START_DATE, TYPE, WCO, XSD

_LONGEST_AIM: Final = 300
_EXACTNESS: Final = {4: "gYear", 7: "gYearMonth", 10: "date"}
_JUST_BEFORE: Final = re.compile(r"[\s(,]*(?:\b(?:on|from|in|between|during)\s+(?:the\s+)?)?")
_JOINED: Final = re.compile(r"[,;.]|\band\b")
_TELLING: Final = frozenset({EVENT, VERB})


class Occasion(NamedTuple):
    """One time that an initiative was done: its IRI, its date where that is known."""

    iri: str
    when: When | None


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
        opening = dateline(text, body)
        dates = find_dates(folded, brief.date, opening)
        rows: list[Sentence] = []
        starts, days = [mention.start for mention in names.mentions], [date.start for date in dates]
        for start, end in sentences(text):
            mentions = names.mentions[bisect_left(starts, start) : bisect_left(starts, end)]
            told = dates[bisect_left(days, start) : bisect_left(days, end)]
            rows.append(
                read_sentence(
                    folded,
                    start,
                    end,
                    headline=start < body,
                    dateline=opening.end,
                    mentions=[mention for mention in mentions if mention.end <= end],
                    dates=[date for date in told if date.end <= end],
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
        timing = self.timing()
        initiatives: list[Initiative] = []
        occasions: list[list[Occasion]] = []
        for group in groups:
            kind = self.ontology.labels.get(group.main.type, "").capitalize()
            label = f"{kind}: {self.brief.title}" if self.brief.title else kind
            occasions.append([])
            times: Sequence[tuple[When | None, float]] = timing.dates(group, groups) or [(None, 0.0)]
            for when, likelihood in times:
                iri = f"{ID}initiative-{self.key}-{len(initiatives) + 1}"
                initiatives.append(Initiative(iri, label))
                occasions[-1].append(Occasion(iri, when))
                for cls, anchor in sorted(group.anchors.items()):
                    item = self.rows[anchor.sentence].items[anchor.item]
                    self._add(iri, TYPE, cls, item.start, item.end, anchor.rule, round(anchor.confidence, 2))
                if when is not None:
                    self._date(iri, when, round(likelihood, 2))
        if groups:
            for (number, role, entity), claim in self.roles().read(groups, self.body).items():
                for iri in self._of(occasions[number], claim.start, claim.end):
                    self._add(iri, role, entity, claim.start, claim.end, claim.rule, claim.confidence)
            self._aims(groups, occasions)
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

    def timing(self) -> Timing:
        """Give the reader of this brief's dates."""
        return Timing(self.rows, self.reader, self.extractor.weights.times)

    def _date(self, iri: str, when: When, likelihood: float) -> None:
        for name, value in ((START_DATE, when.first), (END_DATE, when.last)):
            if value:
                literal = Literal(value, XSD + _EXACTNESS[len(value)])
                self._add(iri, name, literal, when.start, when.end, PATTERN + "date", likelihood)

    def _of(self, occasions: list[Occasion], start: int, end: int) -> list[str]:
        """Give those of an initiative's occasions that words belong to: all, unless they stand by one's date.

        By a date stand the words just before it, and those after it up to the date that comes next: in 'in
        Suva on 6 June and in Apia on 9 June', each has a town of its own, as in 'in Suva and Apia on 6 and
        9 June respectively'.
        """
        dated = [(occasion.iri, occasion.when) for occasion in occasions if occasion.when is not None]
        if len(dated) < 2:
            return [occasion.iri for occasion in occasions]
        row = self.rows[bisect_right(self.rows, start, key=lambda row: row.start) - 1]
        here = [iri for iri, when in dated if row.start <= when.start < row.end]
        if len(here) < 2:
            return here or [occasion.iri for occasion in occasions]
        for names in lists(row):
            items = [row.items[i] for i in names]
            if items[0].start < end and start < items[-1].end:
                # a list belongs to one date as a whole, or each of its names to one
                if len(items) == len(dated) and "respectively" in row.words:
                    return [dated[sum(item.end < end for item in items[:-1])][0]]
                start, end = min(start, items[0].start), max(end, items[-1].end)
                break
        for (iri, when), after in zip_longest(dated, dated[1:]):
            if end <= when.start and _JUST_BEFORE.fullmatch(self.folded, end, when.start):
                return [iri]
            if when.end <= start:
                joined = _JOINED.search(self.folded, when.end, start) is not None
                if after is not None and end <= after[1].start:
                    return [after[0] if joined else iri]
                if after is None and not joined:
                    return [iri]
        return [occasion.iri for occasion in occasions]

    # --- aims

    def _aims(self, groups: list[Group], occasions: list[list[Occasion]]) -> None:
        """Quote the clause that says what an initiative is for: the first that a phrase of purpose opens."""
        for group, of in zip(groups, occasions, strict=True):
            told = sorted({anchor.sentence for anchor in group.naming})
            body = [self.rows[index] for index in told if not self.rows[index].headline]
            openings = [(row, i) for row in body for i in self._openings(row)]
            for pattern in self.extractor.patterns.aims:
                found = next((span for row, i in openings if (span := self._aim(row, i, pattern))), None)
                if found is not None:
                    words = Literal(self.text[slice(*found)])
                    for iri in self._of(of, *found):
                        self._add(iri, AIM, words, *found, pattern.iri, pattern.confidence)
                    break

    def _openings(self, row: Sentence) -> Iterator[int]:
        """Give where a clause of purpose may begin: after what is done, at a word that opens such."""
        words = self.extractor.aim_words
        first = next((i for i, tag in enumerate(row.tags) if tag in _TELLING), len(row.tags))
        return (i for i in range(first, len(row.tags)) if row.surfaces[i] in words)

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
