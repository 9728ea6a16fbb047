"""From the names that people type to IRIs, and back to short forms that people can read."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from kg.errors import UnknownNameError
from kg.terms import PREFIXES

if TYPE_CHECKING:
    from kg.graph import Graph

_SIMPLE: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*")
_LABELS: Final = (
    "skos:prefLabel|rdfs:label|schema:headline|dcterms:identifier",
    "skos:altLabel|skos:notation",
    "skos:hiddenLabel|wco:localAcronym",
)
"""What things are called, the properties that count most first."""


def curie(iri: str) -> str:
    """Shorten an IRI by one of the usual prefixes, where what is left is plain.

    Examples
    --------
    >>> curie("https://w3id.org/wco-kg/id/country-gm")
    'id:country-gm'
    >>> curie("http://www.wikidata.org/entity/Q1")
    'http://www.wikidata.org/entity/Q1'
    """
    for prefix, start in PREFIXES.items():
        if iri.startswith(start) and _SIMPLE.fullmatch(iri, len(start)):
            return f"{prefix}:{iri[len(start) :]}"
    return iri


def expand(text: str) -> str:
    """Write a short form out; anything else stays as it is.

    Examples
    --------
    >>> expand("id:country-gm")
    'https://w3id.org/wco-kg/id/country-gm'
    """
    prefix, colon, rest = text.partition(":")
    return PREFIXES[prefix] + rest if colon and prefix in PREFIXES else text


def fold(name: str) -> str:
    """Fold a name for comparison: case, accents, punctuation, spaces and a leading 'the' aside.

    Examples
    --------
    >>> fold("The Côte d'Ivoire  Customs")
    'cote d ivoire customs'
    """
    plain = unicodedata.normalize("NFKD", name).casefold()
    words = re.findall(r"\w+", "".join(c for c in plain if not unicodedata.combining(c)))
    return " ".join(words[1:] if len(words) > 1 and words[0] == "the" else words)


def closest(name: str, known: Iterable[str], limit: int = 5) -> list[str]:
    """Give the known names that come closest to one, best first.

    Examples
    --------
    >>> closest("trutle", ["turtle", "trig"])
    ['turtle']
    """
    from rapidfuzz import fuzz, process

    found = process.extract(
        name, list(known), scorer=fuzz.WRatio, processor=fold, limit=limit, score_cutoff=70
    )
    return [match for match, _, _ in found]


class Names:
    """What the things of a graph are called.

    Parameters
    ----------
    store
        The graph.
    """

    def __init__(self, store: Graph) -> None:
        self._iris: set[str] = set()
        self._mentioned = {
            iri for (iri,) in store.select("SELECT ?thing WHERE { ?brief wco:mentions ?thing }")
        }
        self._bearers: tuple[dict[str, set[str]], ...] = tuple(defaultdict(set) for _ in _LABELS)
        self._labels: dict[str, str] = {}
        for bearers, properties in zip(self._bearers, _LABELS, strict=True):
            rows = store.select(
                f"SELECT ?thing ?name (LANG(?name) AS ?language) WHERE {{ ?thing {properties} ?name }}"
            )
            for iri, name, language in rows:
                self._iris.add(iri)
                bearers[fold(name)].add(iri)
                if bearers is self._bearers[0] and language in ("", "en"):
                    self._labels[iri] = min(self._labels.get(iri, name), name)

    def label(self, iri: str) -> str:
        """Give what a thing is called, or its short form where it has no name."""
        return self._labels.get(iri) or curie(iri)

    def find(self, name: str) -> str:
        """Give the IRI of the thing that a name, a short form or an IRI stands for.

        Parameters
        ----------
        name
            What the user typed; case, accents and punctuation do not count.

        Returns
        -------
        str
            The IRI. A preferred name goes before an alternative, that before a rare form; what briefs name
            goes before what they do not.

        Raises
        ------
        UnknownNameError
            If nothing is called so, or several things are, with what to type instead.
        """
        if (iri := expand(name)) in self._iris:
            return iri
        for bearers in self._bearers:
            found = bearers.get(fold(name), set())
            found = (found & self._mentioned) or found
            if len(found) == 1:
                return next(iter(found))
            if found:
                raise UnknownNameError(name, [f"{self.label(iri)} ({curie(iri)})" for iri in sorted(found)])
        raise UnknownNameError(name, closest(name, sorted(set(self._labels.values()))))
