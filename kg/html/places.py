"""Where the things of a graph are: the countries and regions that they lie in or belong to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kg import terms
from kg.network import Queryable, classes, english, rows, tail

_ROLES_OF_COUNTRIES = f"""SELECT DISTINCT ?role {{ GRAPH <{terms.VOCABULARY_GRAPH}> {{
  ?role rdfs:subPropertyOf <{terms.INVOLVES}> ; schema:rangeIncludes ?class .
  FILTER EXISTS {{ ?country a ?class ; wco:alpha2 ?code }} }} }}"""


def places(store: Queryable, things: dict[str, int]) -> dict[str, Any]:
    """Give the places of things, whether or not a brief names those places, ready for JSON.

    Parameters
    ----------
    store
        The graph store. What is in something is said by sub-properties of ``schema:containedInPlace``, what
        belongs to it by those of ``schema:areaServed``.
    things
        Positions of the things by IRI.

    Returns
    -------
    dict
        ``all``: each ``[key, label, code, within, sort]``: ``key`` is an id, ``code`` the ISO 3166-1 alpha-2
        code of a country or ``""``, ``within`` holds positions of the places it is in, ``sort`` is the label
        of a region's class where that is narrower than that of all regions, else ``""``. ``of``: each
        ``[thing, place]``, where a place is in itself. ``by``: labels of the relations that tell where an
        initiative is, or for whom: those that can link it to a country.

    Examples
    --------
    >>> import pyoxigraph
    >>> places(pyoxigraph.Store(), {})
    {'all': [], 'of': [], 'by': []}
    """
    labels = english(store)
    coded = f"SELECT ?s ?code {{ GRAPH <{terms.VOCABULARY_GRAPH}> {{ ?s wco:alpha2 ?code }} }}"
    codes: dict[str, str] = {place: code for place, code, *_ in rows(store, coded)}
    inside = _links(store, "schema:containedInPlace")
    belongs = _links(store, "schema:areaServed")
    regions = {place for thing in codes for place in inside.get(thing, ())}
    regions |= {place for region in [*regions] for place in inside.get(region, ())}
    known = codes.keys() | regions
    broadest = classes(store)
    sorts = {
        place: labels.get(class_, tail(class_))
        for place, class_ in sorted(_classes(store, regions))
        if broadest.get(class_, class_) != class_
    }

    of = {
        thing: [thing]
        if thing in known
        else sorted((inside.get(thing, set()) | belongs.get(thing, set())) & known)
        for thing in things
    }
    used: set[str] = set()
    reached = {place for near in of.values() for place in near}
    while reached - used:
        used |= reached
        reached = {wider for place in reached for wider in inside.get(place, set()) & known}
    positions = {place: number for number, place in enumerate(sorted(used))}
    return {
        "all": [
            (
                place.removeprefix(terms.ID),
                labels.get(place, tail(place)),
                codes.get(place, ""),
                sorted(positions[wider] for wider in inside.get(place, set()) & known),
                sorts.get(place, ""),
            )
            for place in positions
        ],
        "of": [(things[thing], positions[place]) for thing, near in of.items() for place in near],
        "by": sorted(labels.get(role, tail(role)) for (role,) in rows(store, _ROLES_OF_COUNTRIES)),
    }


def _classes(store: Queryable, things: set[str]) -> Iterator[tuple[str, ...]]:
    values = " ".join(f"<{thing}>" for thing in sorted(things))
    return rows(
        store,
        f"SELECT ?s ?class {{ VALUES ?s {{ {values} }} GRAPH <{terms.VOCABULARY_GRAPH}> {{ ?s a ?class }} }}",
    )


def _links(store: Queryable, above: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for subject, place in rows(
        store,
        f"""SELECT ?s ?o {{ GRAPH <{terms.VOCABULARY_GRAPH}> {{ ?p rdfs:subPropertyOf {above} }}
          GRAPH ?g {{ ?s ?p ?o }} }}""",
    ):
        found.setdefault(subject, set()).add(place)
    return found
