"""The nouns that the stages hand on: a brief, a name, a fact and the words behind it. Frozen, tiny."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from kg.terms import ID, TYPE, XSD


class Part(StrEnum):
    """The part of a brief that offsets count in."""

    HEADLINE = "headline"
    BODY = "body"


def slug(text: str, limit: int = 64) -> str:
    """Fold a text to the characters that are safe and readable at the end of an IRI.

    Parameters
    ----------
    text
        Any text.
    limit
        The greatest length, in characters; the cut falls between words.

    Returns
    -------
    str
        Lower-case ASCII letters and digits joined by hyphens; empty where the text has none.

    Examples
    --------
    >>> slug("Côte d'Ivoire Customs")
    'cote-d-ivoire-customs'
    """
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", ascii_text)
    kept = ""
    for word in words:
        longer = f"{kept}-{word}" if kept else word[:limit]
        if len(longer) > limit:
            break
        kept = longer
    return kept


def digest(*parts: str) -> str:
    """Give a short stable key of some texts: twelve hexadecimal digits of their SHA-256.

    Examples
    --------
    >>> digest("brief", "fact")
    'fbbde52f23ab'
    """
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Brief:
    """One news item, as it came in.

    Parameters
    ----------
    id
        The identifier that it came in with, or one made from its headline.
    title, text
        Headline and body, NFC-normalized, with line feeds for line ends. Offsets count characters of these.
    date
        The day of publication, ``YYYY-MM-DD``, where known.
    url
        Its http(s) address, where known.

    Examples
    --------
    >>> Brief("dev-001", "WCO holds workshop", "…").iri
    'https://w3id.org/wco-kg/id/brief-dev-001'
    """

    id: str
    title: str
    text: str
    date: str | None = None
    url: str | None = None

    @property
    def key(self) -> str:
        """The end of the brief's IRI: its id where that is safe as it is, else a slug and a digest of it."""
        safe = slug(self.id)
        return safe if safe == self.id else f"{safe}-{digest(self.id)}".lstrip("-")

    @property
    def iri(self) -> str:
        """The IRI of the brief and of the named graph that holds its facts."""
        return f"{ID}brief-{self.key}"

    def part(self, part: Part) -> str:
        """Give the text of a part, in which evidence offsets count."""
        return self.title if part is Part.HEADLINE else self.text


class Evidence(NamedTuple):
    """The words that a fact rests on, and what found them.

    Parameters
    ----------
    part
        Headline or body.
    start, end
        0-based character offsets into that part, end exclusive.
    exact
        The words themselves: ``brief.part(part)[start:end]``.
    rule
        IRI of the pattern that found the fact.
    confidence
        0 to 1.
    """

    part: Part
    start: int
    end: int
    exact: str
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Literal:
    """A value that is no entity: a date, an aim.

    Parameters
    ----------
    value
        The lexical form.
    datatype
        IRI of its datatype.
    """

    value: str
    datatype: str = XSD + "string"


@dataclass(frozen=True, slots=True)
class Entity:
    """Something with a name: an agency, a country, a programme, a standard, a tool, a place, a topic.

    Parameters
    ----------
    iri
        Its IRI.
    label
        Its preferred label.
    types
        IRIs of its classes, the most specific ones.
    alternatives
        Other labels, sorted.
    links
        What else is known of it, as (property IRI, object IRI) pairs, sorted.
    """

    iri: str
    label: str
    types: tuple[str, ...]
    alternatives: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()


class Fact(NamedTuple):
    """One triple with the words behind it.

    Parameters
    ----------
    subject, predicate
        IRIs.
    object
        IRI of an entity or class, or a literal.
    evidence
        Where the brief says so.
    """

    subject: str
    predicate: str
    object: str | Literal
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Initiative:
    """Something done that a brief tells of; its roles, types and dates are facts about its IRI.

    Parameters
    ----------
    iri
        Its IRI.
    label
        A short name for people.
    """

    iri: str
    label: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read in one brief: everything that its named graph will hold.

    Parameters
    ----------
    brief
        The source.
    initiatives
        The things done that it tells of, in order.
    entities
        Entities minted from the text, which the vocabulary does not know, by IRI.
    facts
        Mentions (subject: the brief), types, roles, dates and aims (subject: an initiative), sorted.
    warnings
        What a careful reader would doubt, one sentence each.
    """

    brief: Brief
    initiatives: tuple[Initiative, ...]
    entities: tuple[Entity, ...]
    facts: tuple[Fact, ...]
    warnings: tuple[str, ...] = ()


def confident(reading: Reading, least: float) -> Reading:
    """Leave out what is less sure of the initiatives than asked for.

    Parameters
    ----------
    reading
        What was read.
    least
        The least confidence, 0 to 1, of a fact about an initiative. Mentions stay whatever it is.

    Returns
    -------
    Reading
        Without the facts below it, the initiatives that no type is left of, and the entities that only
        these facts brought in.

    Examples
    --------
    >>> words = Evidence(Part.BODY, 0, 8, "workshop", "rule", 0.8)
    >>> fact = Fact("i", TYPE, "W", words)
    >>> reading = Reading(Brief("b", "", "workshop"), (Initiative("i", ""),), (), (fact,))
    >>> [len(confident(reading, least).initiatives) for least in (0.8, 0.9)]
    [1, 0]
    """
    subjects = {initiative.iri for initiative in reading.initiatives}
    sure = [f for f in reading.facts if f.subject not in subjects or f.evidence.confidence >= least]
    dropped = subjects - {fact.subject for fact in sure if fact.predicate == TYPE}
    facts = tuple(fact for fact in sure if fact.subject not in dropped)
    used = {value for fact in facts for value in (fact.subject, fact.object)}
    return replace(
        reading,
        initiatives=tuple(one for one in reading.initiatives if one.iri not in dropped),
        entities=tuple(entity for entity in reading.entities if entity.iri in used),
        facts=facts,
    )
