"""Tells which initiatives a brief is about, and who has which part in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

from kg.extract.context import BACKGROUND, around_noun, manner
from kg.extract.patterns import EVENT, MOST_SKIPPED, SLOTS, Cue, Pattern, Patterns, Step
from kg.extract.sentence import (
    ADVERB,
    BE,
    CONJUNCTION,
    DETERMINER,
    DO,
    GERUND,
    HAVE,
    MODAL,
    NAME,
    NUMBER,
    OTHER_VERB,
    PREPOSITION,
    PRONOUN,
    RELATIVE,
    SUBORDINATOR,
    TO,
    VERB,
    WORD,
    Clause,
    Sentence,
    names_left,
    names_right,
)
from kg.extract.sentence import EVENT as EVENT_TAG
from kg.extract.weighing import LIKELY, Scales
from kg.terms import PATTERN, WCO

ATTENDS: Final = WCO + "attends"
"""Stands in patterns for the role that an initiative's type gives to those who come to it."""

KIND: Final = "kind"
"""The question that scales answer of a kind of initiative: whether the brief tells of one."""

_UNWEIGHED: Final = 0.9
_NOUN: Final = 1.0
_VERB_ITSELF: Final = 3.0
_WEAK_VERB: Final = 1.4
_ARGUMENT: Final = 2.0
_SUBJECT: Final = 1.0
_HEADLINE: Final = 1.0
_FIRST: Final = 0.8
_PLURAL: Final = -0.6
_FAINT: Final = 0.05
_LEAST: Final = 3.0
_CLEAR: Final = 2.4
_SURE: Final = 0.8
_HINT: Final = 0.6
_COUNTING: Final = frozenset({"both", "these", "several"})
_VERBAL: Final = frozenset({VERB, OTHER_VERB, BE, HAVE, DO, MODAL})
_ENDS_PHRASE: Final = _VERBAL | {RELATIVE, SUBORDINATOR, ";", ":"}
_ENDS_SEARCH: Final = _VERBAL | {EVENT_TAG, ";", ":"}
_BEFORE_NOUN: Final = frozenset({WORD, NUMBER, "-", OTHER_VERB, ADVERB, EVENT_TAG, CONJUNCTION, "(", ")"})
_MODIFIERS: Final = frozenset({WORD, DETERMINER, ADVERB, CONJUNCTION, NUMBER, OTHER_VERB, ",", GERUND})
_SPOKEN: Final = frozenset({NAME, EVENT_TAG})
_LINKS: Final = frozenset({PREPOSITION, TO})
_BEFORE_PARTICLE: Final = frozenset({ADVERB, DETERMINER})
_BEFORE_LOOSE_PARTICLE: Final = _MODIFIERS | {PRONOUN, EVENT_TAG}
_BEFORE_PREDICATE: Final = frozenset({WORD, DETERMINER, NUMBER, ADVERB})
_SAYING: Final = _VERBAL | {EVENT_TAG, WORD, GERUND}
_CLOSE: Final = frozenset({"of", "by", "to"})
"""Prepositions that belong to the very noun before them."""


@dataclass(slots=True)
class Finding:
    """A role read off the words: who, in which role, by which pattern, where."""

    roles: tuple[str, ...]
    name: int
    sentence: int
    pattern: Pattern
    first: int
    last: int


@dataclass(slots=True)
class Anchor:
    """Words that name an initiative: a noun of a kind of initiative, or a verb that is one."""

    type: str
    sentence: int
    item: int
    weight: float
    rule: str
    confidence: float = 0.0


class Spoken(NamedTuple):
    """The words that speak for a kind of initiative, and how loudly they do together."""

    anchors: list[Anchor]
    loudness: float


@dataclass(slots=True)
class Group:
    """One initiative as found.

    Parameters
    ----------
    anchors
        Its anchors by type, the best of each, the best type first.
    naming
        All words that name it, in the order they were found.
    main
        The likeliest anchor; of those as likely, or not weighed, the one that speaks loudest.
    """

    anchors: dict[str, Anchor]
    naming: list[Anchor]
    main: Anchor = field(init=False)

    def __post_init__(self) -> None:
        self.main = max(self.anchors.values(), key=lambda anchor: (anchor.confidence, anchor.weight))


class Reader:
    """Reads the sentences of one brief.

    Parameters
    ----------
    sentences
        In order, the headline first.
    patterns
        What to look for.
    """

    def __init__(self, sentences: list[Sentence], patterns: Patterns) -> None:
        self.sentences = sentences
        self.patterns = patterns
        self.findings: list[Finding] = []
        self.anchors: list[Anchor] = []
        self.event_regions: list[list[tuple[int, int]]] = []
        self.first = next((i for i, sentence in enumerate(sentences) if not sentence.headline), 0)
        latest = max((when.first[:4] for row in sentences for when in row.dates), default="")
        self.manners = [manner(row, latest) for row in sentences]
        for index, sentence in enumerate(sentences):
            self._read(index, sentence)

    def _read(self, index: int, sentence: Sentence) -> None:
        taken = [False] * len(sentence.items)
        regions: list[tuple[int, int]] = []
        arguments: set[int] = set()
        self._phrases(index, sentence, taken)
        for clause in sentence.clauses:
            self._verb(index, sentence, clause, regions, arguments)
        self._nouns(index, sentence, regions, arguments)
        self._complements(index, sentence, regions, taken)
        self.event_regions.append(regions)

    # --- verbs

    def _verb(
        self,
        index: int,
        sentence: Sentence,
        clause: Clause,
        regions: list[tuple[int, int]],
        arguments: set[int],
    ) -> None:
        verb = sentence.items[clause.verb]
        if verb.tag != VERB or clause.negated:
            return
        planned = clause.modal and not sentence.headline
        for pattern in self.patterns.verbs.get(verb.word, ()):
            slots = self._bind(sentence, clause, pattern)
            if slots is None:
                continue
            if pattern.of_event or ATTENDS in pattern.roles.get(pattern.subject, ()):
                regions.append((clause.verb + 1, clause.end))
            if pattern.of_event and not planned:
                arguments |= {
                    i
                    for span in (clause.subject, clause.object)
                    if span
                    for i in range(*span)
                    if sentence.tags[i] == EVENT_TAG
                    or (sentence.tags[i] == NAME and self._name_noun(sentence.words[i]) is not None)
                }
            if pattern.type:
                done = not planned and (clause.finite or sentence.headline or clause.passive)
                loudness = self._loudness(index, pattern) if done else _FAINT
                self.anchors.append(Anchor(pattern.type, index, clause.verb, loudness, pattern.iri))
                if done and not pattern.of_event and pattern.confidence >= _HINT:
                    regions.append((clause.verb + 1, clause.end))
            for slot, names in slots.items():
                for name in names:
                    self._find(pattern.roles[slot], name, index, pattern, clause.verb)

    def _denied(self, sentence: Sentence, clause: Clause) -> Iterator[tuple[int, int]]:
        """Give what a denied clause says was not done: in 'was not funded', nothing."""
        for pattern in self.patterns.verbs.get(sentence.words[clause.verb], ()):
            does = pattern.performs or (pattern.type and pattern.confidence >= _HINT)
            what = clause.subject if clause.passive or pattern.subject == EVENT else clause.object
            if does and what is not None and self._bind(sentence, clause, pattern) is not None:
                yield what

    def _loudness(self, index: int, pattern: Pattern) -> float:
        """Tell how loudly a verb speaks of an initiative; a hint is heard only where nothing else is."""
        if pattern.confidence < _HINT:
            return _FAINT
        return self._weight(index, _VERB_ITSELF if pattern.confidence >= _SURE else _WEAK_VERB)

    def _bind(self, sentence: Sentence, clause: Clause, pattern: Pattern) -> dict[str, list[int]] | None:
        """Fill a verb pattern's slots from a clause, or give None where it does not fit."""
        items, tags = sentence.items, sentence.tags
        if pattern.active and clause.passive and not clause.finite:
            return None
        at = clause.verb + 1
        for step in pattern.particles:
            over = _BEFORE_LOOSE_PARTICLE if step.skip else _BEFORE_PARTICLE
            while at < clause.end and items[at].surface not in step.words and tags[at] in over:
                at += 1
            if at >= len(items) or items[at].surface not in step.words:
                return None
            at += 1
        if pattern.second and not self._second(sentence, clause, pattern):
            return None
        slots: dict[str, list[int]] = {}
        object_span = (at, clause.end) if pattern.particles else clause.object
        if clause.passive and not (pattern.complements and not pattern.object):
            if pattern.object == "" and pattern.subject == EVENT:
                return None if not clause.subject else {}
            spans = {pattern.subject: self._by(sentence, clause), pattern.object: clause.subject}
        else:
            spans = {pattern.subject: clause.subject, pattern.object: object_span}
        for slot, span in spans.items():
            if not slot:
                continue
            if slot == EVENT:
                if span is None or not self._holds_event(sentence, span):
                    return None
            elif span is not None and (names := names_right(sentence, *span, past_events=True)):
                slots[slot] = names
        for prepositions, slot in pattern.complements:
            for i in range(clause.verb + 1, clause.end):
                if tags[i] in _LINKS and items[i].word in prepositions:
                    if slot == EVENT:
                        if self._holds_event(sentence, (i + 1, clause.end)):
                            break
                    elif names := names_right(sentence, i + 1, clause.end):
                        slots[slot] = names
                        break
            else:
                if slot == EVENT:
                    return None
        if not pattern.of_event and not slots and pattern.type is None:
            return None
        if not pattern.of_event and pattern.object in SLOTS and pattern.object not in slots:
            return None
        return slots

    def _by(self, sentence: Sentence, clause: Clause) -> tuple[int, int] | None:
        for i in range(clause.verb + 1, clause.end):
            if sentence.items[i].word == "by" and sentence.tags[i] == PREPOSITION:
                return (i + 1, clause.end)
        # 'arranged and paid for by X'
        after = self._following(sentence, clause)
        if (
            after is not None
            and after.passive
            and CONJUNCTION in sentence.tags[clause.verb : after.verb]
            and after.verb - clause.verb < 4
        ):
            return self._by(sentence, after)
        return None

    def _holds_event(self, sentence: Sentence, span: tuple[int, int]) -> bool:
        for i in range(*span):
            item = sentence.items[i]
            if (
                item.tag == EVENT_TAG
                or item.tag == PRONOUN
                or (item.tag == NAME and self._name_noun(item.word) is not None)
            ):
                return True
            if item.tag == VERB and i > span[0]:
                break
        return False

    def _name_noun(self, name: str) -> Cue | None:
        """Give the kind of initiative whose noun a name begins or ends with."""
        words, nouns = name.split(), self.patterns.name_nouns
        return nouns.get(words[0]) or nouns.get(words[-1])

    def _second(self, sentence: Sentence, clause: Clause, pattern: Pattern) -> bool:
        after = self._following(sentence, clause)
        if after is None or sentence.items[after.verb].word not in pattern.second:
            return False
        at = after.verb - 1
        while at > clause.verb and sentence.tags[at] in _BEFORE_PARTICLE:
            at -= 1
        return not pattern.joint or sentence.surfaces[at] in pattern.joint

    @staticmethod
    def _following(sentence: Sentence, clause: Clause) -> Clause | None:
        return next((other for other in sentence.clauses if other.verb > clause.verb), None)

    # --- nouns

    def _nouns(
        self, index: int, sentence: Sentence, regions: list[tuple[int, int]], arguments: set[int]
    ) -> None:
        tags = sentence.tags
        spoken = sentence.names
        if EVENT_TAG in tags:
            spoken = [i for i, tag in enumerate(tags) if tag in _SPOKEN]
        if not spoken:
            return
        denied: list[tuple[int, int]] = []
        muted: list[tuple[int, int]] = []
        subjects: list[tuple[int, int]] = []
        for clause in sentence.clauses:
            if clause.negated:
                denied += self._denied(sentence, clause)
            if clause.modal and not sentence.headline:
                muted += [span for span in (clause.subject, clause.object) if span]
            if clause.finite and clause.subject:
                subjects.append(clause.subject)
        for i in spoken:
            item = sentence.items[i]
            if _within(i, denied) or "no" in sentence.words[max(0, i - 2) : i]:
                continue
            if (
                item.tag == NAME
                and (cue := self._name_noun(item.word)) is not None
                and (i in arguments or item.word.split()[0] in self.patterns.name_nouns)
            ):
                base = _NOUN + _SUBJECT + (_ARGUMENT if i in arguments else 0.0)
                self.anchors += [
                    Anchor(cls, index, i, self._weight(index, base), cue.iri) for cls in cue.types
                ]
                regions.append((i + 1, self._reach(tags, i + 1)))
            if item.tag != EVENT_TAG or item.cue is None:
                continue
            self._prenominal(index, sentence, i)
            if (
                _within(i, muted)
                or self._in_background(sentence, i)
                or (tags[i + 1 : i + 2] == WORD and not sentence.headline)
            ):
                # better than nothing, where nothing else names an initiative
                self.anchors += [Anchor(cls, index, i, _FAINT, item.cue.iri) for cls in item.cue.types]
                continue
            argument = i in arguments or self._is_predicate(tags, i)
            base = _NOUN + (_ARGUMENT if argument else 0.0) + (_SUBJECT if _within(i, subjects) else 0.0)
            if item.word.endswith("s") and not self._counted(sentence, i):
                base += _PLURAL
            weight = self._weight(index, base) * item.cue.confidence
            self.anchors += [Anchor(cls, index, i, weight, item.cue.iri) for cls in item.cue.types]
            regions.append((i + 1, self._reach(tags, i + 1)))

    @staticmethod
    def _reach(tags: str, start: int) -> int:
        """Find where what stands by a noun ends: at the next verb or clause."""
        end = start
        while end < len(tags) and tags[end] not in _ENDS_PHRASE:
            end += 1
        return end

    @staticmethod
    def _is_predicate(tags: str, index: int) -> bool:
        """Tell whether a noun says what something was: 'it was a course'."""
        back = index - 1
        while back >= 0 and tags[back] in _BEFORE_PREDICATE:
            back -= 1
        return back >= 0 and tags[back] == BE

    @staticmethod
    def _counted(sentence: Sentence, index: int) -> bool:
        """Tell whether a plural is told of exactly: 'two workshops', 'both workshops'."""
        near = slice(max(0, index - 4), index)
        return NUMBER in sentence.tags[near] or not _COUNTING.isdisjoint(sentence.words[near])

    def _prenominal(self, index: int, sentence: Sentence, noun: int) -> None:
        """Read the names that stand before an initiative's noun: 'a WCO workshop', 'the TRS workshop'."""
        tags = sentence.tags
        at = noun - 1
        while at >= 0 and noun - at < 6 and tags[at] in _BEFORE_NOUN:
            at -= 1
        if at < 0 or tags[at] != NAME:
            return
        names = [at]
        while at > 1 and tags[at - 1] in {"-", "/", CONJUNCTION} and tags[at - 2] == NAME:
            at -= 2
            names.append(at)
        for pattern in self.patterns.prenominal:
            for name in names:
                self._find(pattern.roles[pattern.steps[0].slot], name, index, pattern, noun)

    @staticmethod
    def _in_background(sentence: Sentence, index: int) -> bool:
        return not BACKGROUND.isdisjoint(sentence.words[max(0, index - 6) : index])

    def _weight(self, index: int, base: float) -> float:
        if self.sentences[index].headline:
            return base * 0.5 + _HEADLINE
        return base + (_FIRST if index == self.first else 0.0)

    # --- what stands by an initiative

    def _complements(
        self, index: int, sentence: Sentence, regions: list[tuple[int, int]], taken: list[bool]
    ) -> None:
        items, tags = sentence.items, sentence.tags
        done: set[int] = set()
        for start, end in regions:
            for i in range(start, end):
                if tags[i] not in _LINKS or i in done:
                    continue
                if items[i].word in _CLOSE and tags[i - 1] != EVENT_TAG:
                    continue
                for pattern in self.patterns.complements.get(items[i].word, ()):
                    stop = self.match(sentence, pattern.steps[1:], i, end)
                    if stop is None:
                        continue
                    for slot, names in stop[1].items():
                        for name in names:
                            if not taken[name]:
                                self._find(pattern.roles[slot], name, index, pattern, i)
                    done.add(i)

    # --- phrases

    def _phrases(self, index: int, sentence: Sentence, taken: list[bool]) -> None:
        if not sentence.names:
            return
        surfaces, last, end = sentence.surfaces, sentence.names[-1], len(sentence.items)
        for i, item in enumerate(sentence.items):
            if not item.pivot:
                continue
            word = item.surface
            # a phrase's slots come after its first word
            for pattern in self.patterns.phrases.get(word, ()) if i < last else ():
                if not pattern.may_hang_on(surfaces, i):
                    continue
                matched = self.match(sentence, pattern.steps, i, end)
                if matched is None:
                    continue
                _, slots = matched
                for slot, names in slots.items():
                    for name in names:
                        if not taken[name]:
                            self._find(pattern.roles[slot], name, index, pattern, i)
                for names in slots.values():
                    for name in names:
                        taken[name] = True
                break
            for pattern in self.patterns.before.get(word, ()):
                if not pattern.may_hang_on(surfaces, i):
                    continue
                names = names_left(sentence, i)
                if names and self.match(sentence, pattern.steps[1:], i, end) is not None:
                    for name in names:
                        self._find(pattern.roles[pattern.steps[0].slot], name, index, pattern, i)

    @staticmethod
    def match(
        sentence: Sentence, steps: tuple[Step, ...], start: int, end: int
    ) -> tuple[int, dict[str, list[int]]] | None:
        """Match a phrase's steps from an item on: (where it ends, what the slots hold), or None."""
        surfaces, tags = sentence.surfaces, sentence.tags
        at = start
        slots: dict[str, list[int]] = {}
        for number, step in enumerate(steps):
            if step.words:
                if at < end and surfaces[at] in step.words:
                    at += 1
                elif not step.optional:
                    return None
            elif step.slot == EVENT:
                ahead = next((i for i in range(at, min(at + 6, end)) if tags[i] in _ENDS_SEARCH), at)
                if tags[ahead : ahead + 1] != EVENT_TAG:
                    return None
                at = ahead + 1
            elif step.slot:
                names = names_right(sentence, at, end)
                if not names:
                    return None
                slots[step.slot] = names
                at = names[-1] + 1
            elif step.skip:
                wanted = steps[number + 1]
                for _ in range(MOST_SKIPPED):
                    if at >= end or surfaces[at] in wanted.words or tags[at] not in _MODIFIERS:
                        break
                    at += 1
        return at, slots

    def _find(self, roles: tuple[str, ...], name: int, sentence: int, pattern: Pattern, trigger: int) -> None:
        self.findings.append(Finding(roles, name, sentence, pattern, min(name, trigger), max(name, trigger)))

    # --- initiatives

    def kinds(self) -> dict[str, Spoken]:
        """Give the kinds of initiative that words speak for, the loudest first."""
        by_type: dict[str, list[Anchor]] = defaultdict(list)
        for anchor in self.anchors:
            by_type[anchor.type].append(anchor)
        spoken = {cls: Spoken(found, _together(found)) for cls, found in by_type.items()}
        return dict(sorted(spoken.items(), key=lambda entry: (-entry[1].loudness, entry[0])))

    @staticmethod
    def _likely(kinds: dict[str, Spoken]) -> set[str]:
        """Choose, of the kinds that words speak for, those that the loudness of the words bears out."""
        most = max(loudness for _, loudness in kinds.values())
        likely = set()
        for cls, (found, loudness) in kinds.items():
            strongest = max([anchor.weight for anchor in found])
            if (
                loudness == most
                or strongest >= _CLEAR
                or (loudness >= _LEAST and strongest >= _LEAST - _HEADLINE)
            ):
                likely.add(cls)
        return likely

    def observations(self, kinds: dict[str, Spoken]) -> dict[str, set[str]]:
        """Observe what speaks for and against each kind of initiative.

        Parameters
        ----------
        kinds
            As :meth:`kinds` gives them.

        Returns
        -------
        dict
            Kind to observations, to be weighed.
        """
        likely = self._likely(kinds)
        most = max(loudness for _, loudness in kinds.values())
        said = {
            f"says {word}"
            for row in self.sentences
            for word, tag in zip(row.words, row.tags, strict=True)
            if tag in _SAYING
        }
        beside: dict[str, list[str]] = {}
        for cls in kinds:
            name = cls.removeprefix(WCO)
            beside[cls] = [f"beside {name}"]
            if cls in likely:
                beside[cls].append(f"beside likely {name}")
        seen: dict[str, set[str]] = {}
        for rank, (cls, (found, loudness)) in enumerate(kinds.items()):
            of = {
                f"anchors {min(3, len(found))}",
                f"total {min(10, round(loudness))}",
                f"rank {min(3, rank)}",
                f"share {round(4 * loudness / most)}",
            }
            of |= said
            if cls in likely:
                of.add("likely")
            for other, observed in beside.items():
                if other != cls:
                    of.update(observed)
            best = max(found, key=lambda anchor: anchor.weight)
            for anchor in found:
                around = self._around(anchor)
                of.update(around)
                if anchor is best:
                    of.update([f"best: {observation}" for observation in around])
            seen[cls] = of
        return seen

    def _around(self, anchor: Anchor) -> list[str]:
        sentence = self.sentences[anchor.sentence]
        return [
            *around_noun(sentence, anchor.item),
            self.place(anchor.sentence),
            *self.manners[anchor.sentence],
            f"loud {round(anchor.weight * 2) / 2}",
            f"told by {anchor.rule.removeprefix(PATTERN)}",
            *(("background",) if self._in_background(sentence, anchor.item) else ()),
        ]

    def place(self, index: int) -> str:
        """Tell where a sentence stands in the brief, as an observation."""
        if self.sentences[index].headline:
            return "in headline"
        return f"in sentence {min(3, index - self.first + 1)}"

    def groups(self, scales: Scales) -> list[Group]:
        """Tell the initiatives apart, the main one first.

        Parameters
        ----------
        scales
            Weigh whether a kind of initiative is told of; where they are empty, loudness decides alone.

        Returns
        -------
        list of Group
            With their anchors; empty where no words speak for an initiative.
        """
        kinds = self.kinds()
        if not kinds:
            return []
        if scales:
            weighed = {
                cls: scales.weigh(seen, cls.removeprefix(WCO))[KIND]
                for cls, seen in self.observations(kinds).items()
            }
            least = min(LIKELY, max(weighed.values()))
        else:
            likely = self._likely(kinds)
            weighed = {cls: _UNWEIGHED if cls in likely else 0.0 for cls in kinds}
            least = _UNWEIGHED
        told: list[dict[str, Anchor]] = []
        for cls, (found, _) in sorted(kinds.items(), key=lambda entry: -weighed[entry[0]]):
            if weighed[cls] < least:
                continue
            anchor = replace(
                max(found, key=lambda a: (a.weight, -a.sentence, -a.item)), confidence=weighed[cls]
            )
            kin = next((anchors for anchors in told if self._same_event(anchors, anchor)), None)
            if kin is None:
                told.append({cls: anchor})
            else:
                kin[cls] = anchor
        return [
            Group(anchors, [anchor for anchor in self.anchors if anchor.type in anchors]) for anchors in told
        ]

    def _same_event(self, anchors: dict[str, Anchor], anchor: Anchor) -> bool:
        """Tell whether an anchor names, by another word, the initiative that others name."""
        return any(
            (other.sentence == anchor.sentence and abs(other.item - anchor.item) <= 1)
            or anchor.type in self.patterns.kin.get(other.type, ())
            for other in anchors.values()
        )


def _within(index: int, spans: list[tuple[int, int]]) -> bool:
    """Tell whether an item lies in one of some ranges of items."""
    return any(start <= index < end for start, end in spans)


def _together(anchors: list[Anchor]) -> float:
    """Add up the loudest word of the headline and the two loudest of the body."""
    headline = 0.0
    body = []
    for anchor in anchors:
        if anchor.sentence:
            body.append(anchor.weight)
        else:
            headline = max(headline, anchor.weight)
    body.sort(reverse=True)
    return headline + sum(body[:2])
