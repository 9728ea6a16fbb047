"""The language of patterns, and its compiled form.

A pattern is a wording with slots, written as one would say it::

    X [hold|organize] E            a verb in any tense, active or passive; X its subject, E the initiative
    X [act] as .. host             words that must follow the verb
    X [support] Y in [host] E      a second verb, as gerund or infinitive
    with .. support|help of X      a phrase; '..' stands for up to four modifiers, '?' makes a word optional
    E for X                        what stands by an initiative, after its noun or its verb

X, Y and Z take lists of names; each slot's role, or roles in order of preference, stand beside the wording as
``wco:X wco:organizedBy``. E stands for the initiative.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Final

from kg.errors import OntologyError
from kg.extract.english import inflect, plurals
from kg.ontology import Graph, Ontology
from kg.terms import WCO

SLOTS: Final = ("X", "Y", "Z")
EVENT: Final = "E"
MOST_SKIPPED: Final = 4
"""How many modifiers '..' stands for at most."""

_VERB = re.compile(r"\[([^\]]+)\]")
_WORD = re.compile(r"\[[^\]]+\]|\S+")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a phrase: a slot, modifiers to skip (``..``), or words of which one must stand there."""

    slot: str = ""
    words: frozenset[str] = frozenset()
    optional: bool = False
    skip: bool = False


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern.

    Parameters
    ----------
    iri
        Its IRI, which evidence names as the rule.
    phrase
        The wording as written.
    roles
        Slot to role IRIs.
    confidence
        0 to 1.
    type
        IRI of the type that the wording gives to the initiative, or None.
    performs
        Whether it says that the initiative was done: where it is denied, there was none.
    stand_in
        IRI of the composed name that a country's name turns into where only an agency fits, or ''.
    active
        Whether it is not said by a participle that stands after what it is said of: 'X, supported by Y, ...'.
    all_roles
        Whether a slot takes all of its roles, rather than the first that its name fits.
    lemmas
        Of a verb pattern, the verbs; else empty.
    subject
        Slot of the subject ('' where none).
    particles
        What must follow the verb; a step that skips lets modifiers stand before its words.
    object
        Slot of the object ('' where none).
    complements
        Prepositions and the slots after them.
    second, joint
        Of 'X [support] Y in [host] E': the verbs that must follow, and the word before them, else empty.
    steps
        Of a phrase, its steps; else empty.
    of_event
        Whether the verb is said of an initiative.
    near, reach
        Of a phrase: words of which one must stand near after the word that it hangs on, and how many items
        after it at most; where any may, none and 0.
    """

    iri: str
    phrase: str
    roles: dict[str, tuple[str, ...]]
    confidence: float
    type: str | None
    all_roles: bool = False
    performs: bool = False
    stand_in: str = ""
    active: bool = False
    lemmas: frozenset[str] = frozenset()
    subject: str = ""
    particles: tuple[Step, ...] = ()
    object: str = ""
    complements: tuple[tuple[frozenset[str], str], ...] = ()
    second: frozenset[str] = frozenset()
    joint: frozenset[str] = frozenset()
    steps: tuple[Step, ...] = ()
    of_event: bool = field(init=False)
    near: frozenset[str] = field(init=False)
    reach: int = field(init=False)

    def __post_init__(self) -> None:
        slots = {self.subject, self.object, *(slot for _, slot in self.complements)}
        object.__setattr__(self, "of_event", EVENT in slots)
        near, reach = _near(self.steps)
        object.__setattr__(self, "near", near)
        object.__setattr__(self, "reach", reach)

    def may_hang_on(self, words: list[str], at: int) -> bool:
        """Tell at little cost whether a phrase may hang on one of some words: what must stand near does."""
        return not self.reach or not self.near.isdisjoint(words[at + 1 : at + 1 + self.reach])


@dataclass(frozen=True, slots=True)
class Cue:
    """A noun that names a kind of initiative."""

    iri: str
    types: tuple[str, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class Patterns:
    """All patterns of an ontology, by what they hang on.

    Parameters
    ----------
    verbs
        Lemma to verb patterns, in order of preference.
    forms
        Verb form to (lemma, tag); the tags are those of :func:`kg.extract.english.inflect`.
    phrases
        First word to phrase patterns.
    complements
        Preposition to patterns of what stands by an initiative.
    before
        Patterns that begin with a slot and go on with a word, by that word.
    prenominal
        Patterns of what stands before an initiative's noun.
    nouns
        Noun, of one word or several, to its cue.
    noun_starts
        First word of nouns, or its plural, to the number of words of the longest.
    name_nouns
        Noun that begins the name of an initiative to its cue.
    kin
        Type of initiative to the types that one initiative often has beside it.
    chunks
        What stood between spaces so far, each with its words as items, less what depends on their place: a
        memory, no knowledge.
    aims
        Phrases that open a clause of purpose, the clearest first.
    """

    verbs: dict[str, list[Pattern]] = field(default_factory=lambda: defaultdict(list))
    forms: dict[str, tuple[str, str]] = field(default_factory=dict)
    phrases: dict[str, list[Pattern]] = field(default_factory=lambda: defaultdict(list))
    complements: dict[str, list[Pattern]] = field(default_factory=lambda: defaultdict(list))
    before: dict[str, list[Pattern]] = field(default_factory=lambda: defaultdict(list))
    prenominal: list[Pattern] = field(default_factory=list)
    nouns: dict[tuple[str, ...], Cue] = field(default_factory=dict)
    noun_starts: dict[str, int] = field(default_factory=dict)
    name_nouns: dict[str, Cue] = field(default_factory=dict)
    kin: dict[str, tuple[str, ...]] = field(default_factory=dict)
    chunks: dict[str, list[tuple[int, int, str, str, str, str, bool]]] = field(default_factory=dict)
    aims: list[Pattern] = field(default_factory=list)

    def hangs_on(self, word: str) -> bool:
        """Tell whether a phrase or a kind of initiative may begin with a word."""
        return word in self.phrases or word in self.before or word in self.noun_starts


def _near(steps: tuple[Step, ...]) -> tuple[frozenset[str], int]:
    """Give the words of which one must stand near after the first word of a phrase, and how near."""
    literal = steps[1:] if steps and steps[0].slot else steps
    words: set[str] = set()
    reach = 0
    for step in literal[1:] if literal and not literal[0].optional else ():
        if step.slot:
            break
        words |= step.words
        reach += MOST_SKIPPED if step.skip else 1
        if step.words and not step.optional:
            return frozenset(words), reach
    return frozenset(), 0


def _steps(phrase: str) -> list[Step]:
    steps = []
    for word in phrase.split():
        if word in SLOTS or word == EVENT:
            steps.append(Step(slot=word))
        elif word == "..":
            steps.append(Step(skip=True))
        else:
            steps.append(
                Step(words=frozenset(word.removesuffix("?").split("|")), optional=word.endswith("?"))
            )
    return steps


def _verb_pattern(phrase: str) -> dict[str, object]:
    first, *others = _VERB.finditer(phrase)
    before = phrase[: first.start()].split()
    after = phrase[first.end() : others[0].start() if others else len(phrase)].split()
    parts: dict[str, object] = {
        "lemmas": frozenset(first[1].split("|")),
        "subject": before[0] if before else "",
        "second": frozenset(others[0][1].split("|")) if others else frozenset(),
    }
    particles: list[Step] = []
    complements: list[tuple[frozenset[str], str]] = []
    pending: Step | None = None
    skip = False
    for word in after:
        if word in SLOTS or word == EVENT:
            if pending is None:
                parts["object"] = word
            else:
                complements.append((pending.words, word))
            pending = None
        elif word == "..":
            skip = True
        else:
            if pending is not None:
                particles.append(pending)
            pending = Step(words=frozenset(word.split("|")), skip=skip)
            skip = False
    if pending is not None:
        if others:
            parts["joint"] = pending.words
        else:
            particles.append(pending)
    return parts | {"particles": tuple(particles), "complements": tuple(complements)}


def compile_pattern(graph: Graph, iri: str, phrase: str) -> Pattern:
    """Compile one wording.

    Parameters
    ----------
    graph
        The triples of the patterns' files.
    iri
        The pattern.
    phrase
        One of its wordings.

    Returns
    -------
    Pattern
        The compiled form.

    Raises
    ------
    OntologyError
        When a slot has no role.
    """
    roles = {slot: tuple(found) for slot in SLOTS if (found := graph.values(iri, WCO + slot))}
    words = set(_WORD.findall(phrase))
    if faults := [
        f"{iri}: slot {slot} of {phrase!r} has no role" for slot in words & set(SLOTS) if slot not in roles
    ]:
        raise OntologyError(faults)
    parts = _verb_pattern(phrase) if "[" in phrase else {"steps": tuple(_steps(phrase))}
    return Pattern(
        iri,
        phrase,
        roles,
        float(graph.value(iri, WCO + "confidence") or 0.9),
        graph.value(iri, WCO + "type"),
        graph.value(iri, WCO + "allRoles") == "true",
        graph.value(iri, WCO + "performs") == "true",
        graph.value(iri, WCO + "standIn") or "",
        graph.value(iri, WCO + "activeOnly") == "true",
        **parts,
    )


def compile_patterns(ontology: Ontology) -> Patterns:
    """Compile all patterns of an ontology.

    Parameters
    ----------
    ontology
        Its ``patterns`` graph holds ``wco:Pattern`` and ``wco:Cue`` blocks.

    Returns
    -------
    Patterns
        Indexed by what each hangs on.

    Raises
    ------
    OntologyError
        With every fault.
    """
    graph = ontology.patterns
    patterns = Patterns()
    faults: list[str] = []
    for iri in graph.instances(WCO + "Pattern"):
        for phrase in graph.values(iri, WCO + "phrase"):
            try:
                pattern = compile_pattern(graph, iri, phrase)
            except OntologyError as error:
                faults += error.faults
                continue
            if [step.slot for step in pattern.steps[1:]] == [EVENT]:
                patterns.prenominal.append(pattern)
                continue
            for index, pivot in _pivots(pattern):
                getattr(patterns, index)[pivot].append(pattern)
            for lemma in sorted(pattern.lemmas | pattern.second):
                for form, tag in inflect(lemma).items():
                    patterns.forms.setdefault(form, (lemma, tag))
    for iri in graph.instances(WCO + "AimPattern"):
        patterns.aims.extend(
            compile_pattern(graph, iri, phrase) for phrase in graph.values(iri, WCO + "phrase")
        )
    for iri in graph.instances(WCO + "Cue"):
        cue = Cue(
            iri, tuple(graph.values(iri, WCO + "type")), float(graph.value(iri, WCO + "confidence") or 0.9)
        )
        for noun in graph.values(iri, WCO + "noun"):
            words = tuple(noun.split())
            patterns.nouns[words] = cue
            for word, length in ((words[0], len(words)), *((plural, 1) for plural in plurals(words[0]))):
                patterns.noun_starts[word] = max(length, patterns.noun_starts.get(word, 0))
        patterns.name_nouns.update(dict.fromkeys(graph.values(iri, WCO + "inNames"), cue))
    for cls in ontology.initiative_types:
        patterns.kin[cls] = tuple(graph.values(cls, WCO + "mayAlsoBe"))
    if faults:
        raise OntologyError(faults)
    return patterns


def _pivots(pattern: Pattern) -> list[tuple[str, str]]:
    if pattern.lemmas:
        return [("verbs", lemma) for lemma in sorted(pattern.lemmas)]
    first, *rest = pattern.steps
    if first.slot == EVENT:
        return [("complements", word) for word in sorted(rest[0].words)]
    index, literal = ("before", rest) if first.slot else ("phrases", [first, *rest])
    words = literal[0].words if not literal[0].optional else literal[0].words | literal[1].words
    return [(index, word) for word in sorted(words)]
