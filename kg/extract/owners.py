"""Tells of which country a body is whose name bodies of many countries bear: 'the Ministry of Finance'."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from kg.extract.text import fold
from kg.ontology import Ontology
from kg.terms import WCO

if TYPE_CHECKING:
    from kg.extract.mentions import Names
    from kg.model import Entity

_OF_A_TOWN: Final = 2
"""How often 'of' stands in a name that tells where its bearer is."""


class Owners:
    """Knows what belongs to which country; compiled once from an ontology.

    Parameters
    ----------
    ontology
        Its countries, what is linked to them, the patterns that say which names are borne in many.
    """

    def __init__(self, ontology: Ontology) -> None:
        graph, patterns = ontology.graph, ontology.patterns
        self._called = {
            iri: graph.value(iri, WCO + "withArticle") or entity.label
            for iri, entity in ontology.entities.items()
            if graph.value(iri, WCO + "alpha2")
        }
        self.countries = frozenset(self._called)
        self._entities = ontology.entities
        self._linked = {
            (link, other, cls): iri
            for iri, entity in sorted(ontology.entities.items(), reverse=True)
            for link, other in entity.links
            for cls in entity.types
        }
        self._heads = {
            head: (patterns.value(rule, WCO + "link") or "", patterns.value(rule, WCO + "yields") or "")
            for rule in patterns.instances(WCO + "ComposedName")
            if patterns.value(rule, WCO + "unique") == "true"
            for head in patterns.values(rule, WCO + "head")
        }
        self._openings = {
            (patterns.value(rule, WCO + "yields"), word): patterns.value(rule, WCO + "link") or ""
            for rule in patterns.instances(WCO + "NameShape")
            for word in patterns.values(rule, WCO + "perCountry")
        }

    def body(self, link: str, country: str, cls: str) -> str | None:
        """Give the one body of a class that the vocabulary links to a country."""
        return self._linked.get((link, country, cls))

    def name(self, template: str, iri: str, label: str) -> str:
        """Put a thing's label in the place of '{}', a country's with its article where it follows 'of'."""
        return template.replace("{}", self._called.get(iri, label) if "of {}" in template else label)

    def is_borne_by_many(self, name: str, cls: str) -> bool:
        """Tell whether a name is one that bodies of many countries bear; not 'Chamber of Commerce of Fès'."""
        return name in self._heads or (
            (cls, name.partition(" ")[0]) in self._openings and name.count(" of ") < _OF_A_TOWN
        )

    def settle(self, names: Names) -> Iterator[tuple[Entity, str, str, str]]:
        """Tell of which country new bodies are whose names don't say so: of the one that the brief is about.

        Parameters
        ----------
        names
            What was found in the brief.

        Yields
        ------
        tuple
            The body as it was minted, the property that links it to its country, the country, and the class
            of which the country has but one body with such a name, or ''.
        """
        loose = [
            entity
            for iri in sorted({mention.options[0] for mention in names.mentions} & names.minted.keys())
            if self.is_borne_by_many((entity := names.minted[iri]).label, entity.types[0])
            and not self._of(entity)
        ]
        country = self._foremost(names) if loose else None
        if country is None:
            return
        for entity in loose:
            opening = self._openings.get((entity.types[0], entity.label.partition(" ")[0]), "")
            link, cls = self._heads.get(entity.label, (opening, ""))
            if fold(self._entities[country].label) not in fold(entity.label):
                yield entity, link, country, cls

    def _foremost(self, names: Names) -> str | None:
        """Give the country that is named, or whose bodies and towns are, twice as often as any other."""
        said = Counter(
            country
            for mention in names.mentions
            for country in self._of(
                names.minted.get(mention.options[0]) or self._entities[mention.options[0]]
            )
        )
        (first, most), (_, second) = (*said.most_common(2), ("", 0), ("", 0))[:2]
        return first if most and most >= 2 * second else None

    def _of(self, entity: Entity) -> set[str]:
        """Give the country that a thing is, or those that it is linked to."""
        if entity.iri in self.countries:
            return {entity.iri}
        return {other for _, other in entity.links if other in self.countries}
