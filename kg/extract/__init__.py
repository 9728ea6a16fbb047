"""Reads one brief: names, initiatives, roles, dates, topics, each fact with the words that say it."""

from __future__ import annotations

from functools import lru_cache

from kg import ontology as ontologies
from kg.extract.assembly import Extractor
from kg.model import Brief, Reading
from kg.ontology import Ontology


def extract(brief: Brief, ontology: Ontology | None = None) -> Reading:
    """Read one brief.

    Parameters
    ----------
    brief
        The brief.
    ontology
        What to know; without it, the ontology that comes with the package.

    Returns
    -------
    Reading
        Its mentions, initiatives and facts, each with evidence; the same for the same brief and ontology.

    Examples
    --------
    >>> brief = Brief("b", "WCO holds workshop", "The World Customs Organization held a workshop in Accra.")
    >>> [initiative.label for initiative in extract(brief).initiatives]
    ['Workshop: WCO holds workshop']
    """
    return extractor(ontology or ontologies.load()).extract(brief)


@lru_cache(maxsize=4)
def extractor(ontology: Ontology) -> Extractor:
    """Give the extractor of an ontology, compiled once."""
    return Extractor(ontology)
