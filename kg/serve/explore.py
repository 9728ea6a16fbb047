"""What the explorer asks the service for: a graph, or excerpts of a large one, and what things are called."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any, Final, NamedTuple

import pyoxigraph as ox

from kg import terms
from kg.dataset import DEFAULT
from kg.html.data import UNKNOWN, aliases, answered, capital, page_data
from kg.network import INFERRED, Queryable, classified, english, linked, rows, tail
from kg.ontology import Question
from kg.terms import PREFIXES

AT_ONCE: Final = 2000
"""Briefs that are given at once: of a larger graph the overview is made of so many, the latest ones."""

NEAR: Final = 20
"""Briefs of an excerpt around a thing, the latest ones, if no other number is asked for."""

_VOCABULARY: Final = ox.NamedNode(terms.VOCABULARY_GRAPH)
_INFERRED: Final = ox.NamedNode(terms.INFERRED_GRAPH)
_IDS: Final = ("thing", "focus", "brief", "from", "to")
_MENTIONS: Final = ox.NamedNode(terms.MENTIONS)


class _Name(NamedTuple):
    folded: str
    weight: int
    text: str
    told: dict[str, Any]


class _Asked:
    """A store as stock questions see it: with the usual prefixes."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store

    def query(self, sparql: str) -> Any:
        return self._store.query(sparql, prefixes=PREFIXES)


class Explorer:
    """A graph that is explored by excerpts, each made of whole briefs.

    Parameters
    ----------
    store
        The graph, which does not change.
    questions
        The stock questions.
    asked
        The same graph, which is asked those questions where it is large.

    Examples
    --------
    >>> store = ox.Store()
    >>> Explorer(store, [], store).search("customs")
    []
    """

    def __init__(self, store: ox.Store, questions: Iterable[Question], asked: Queryable) -> None:
        self._store, self._asked = store, asked
        self._questions = [each for each in questions if all(it.kind != "text" for it in each.parameters)]
        self._vocabulary: dict[Any, list[ox.Quad]] = {}
        for quad in self._quads(None, None, _VOCABULARY):
            self._vocabulary.setdefault(quad.subject, []).append(quad)
        self._terms = [each for each in self._vocabulary if not each.value.startswith(terms.ID)]
        published = "SELECT ?b ?d { GRAPH ?b { ?b a wco:Brief OPTIONAL { ?b schema:datePublished ?d } } }"
        self._dates = {brief: date for brief, date in rows(store, published)}  # noqa: C416  # rows are typed as of any length
        self._reports: dict[str, list[str]] = {}
        for initiative, brief in rows(store, "SELECT ?i ?b { GRAPH ?b { ?i wco:reportedIn ?b } }"):
            self._reports.setdefault(initiative, []).append(brief)
        _, links, _ = linked(store)
        named = "SELECT ?o (COUNT(?b) AS ?n) { GRAPH ?b { ?b wco:mentions ?o } } GROUP BY ?o"
        self._weights = dict.fromkeys(self._reports, 0) | {thing: int(n) for thing, n in rows(store, named)}
        self._near: dict[str, list[str]] = {}
        for (subject, _, value), basis in links.items():
            if basis != INFERRED and subject in self._weights and value in self._weights:
                self._near.setdefault(subject, []).append(value)
                self._near.setdefault(value, []).append(subject)
        self._kinds: Counter[str] = Counter()
        self._names = sorted(self._named(), key=lambda name: (-name.weight, len(name.text)))
        self._whole = len(self._dates) <= AT_ONCE
        if self._whole:
            self._all = page_data(_Asked(store), self._questions)
        else:
            self._all = self._excerpt(self._latest(self._dates, AT_ONCE))

    def graph(self, asked: Mapping[str, str]) -> dict[str, Any]:
        """Give what there is to show in a state of the page.

        Parameters
        ----------
        asked
            Of that state: ``thing``, ``focus``, ``from``, ``to``, ``brief`` (ids), ``ask`` (name of a
            question) and ``near`` (a number), each where it is set.

        Returns
        -------
        dict
            As :func:`kg.html.data.page_data` gives it; of a large graph with ``extent``: how many ``briefs``
            are in the excerpt, ``of`` how many, how many things there are of all ``kinds``, by label, and
            in how many briefs a thing asked for is ``named``, by its id.
        """
        if self._whole:
            return self._all
        ids = {key: terms.ID + asked[key] for key in _IDS if key in asked}
        told = asked.get("near", "")
        near = min(int(told), AT_ONCE) if told.isascii() and told.isdecimal() and len(told) < 5 else NEAR
        naming = {ids[key]: self._naming(ids[key]) for key in ("thing", "focus") if key in ids}
        briefs = {brief for known in naming.values() for brief in self._latest(known, near)}
        briefs.update({ids["brief"]} & self._dates.keys() if "brief" in ids else ())
        if "from" in ids and "to" in ids:
            between = self._between(ids["from"], ids["to"])
            briefs.update(brief for thing in between for brief in self._latest(self._naming(thing), 2))
        data = self._excerpt(briefs) if briefs else dict(self._all)
        named = {thing.removeprefix(terms.ID): len(known) for thing, known in naming.items()}
        data["extent"] = {**data["extent"], "named": named}
        chosen = [each for each in self._questions if each.name == asked.get("ask")]
        data["questions"] = [
            (each.name, each.title, each.description, [], [])
            for each in self._questions
            if each not in chosen
        ]
        positions = {terms.ID + thing[0]: at for at, thing in enumerate(data["things"])}
        data["questions"] += answered(self._asked, chosen, positions)
        return data

    def search(self, query: str, limit: int = 12) -> list[dict[str, Any]]:
        """Find what is called so, or has all the words in its name or headline.

        Parameters
        ----------
        query
            As typed.
        limit
            The greatest number of findings.

        Returns
        -------
        list of dict
            Best first: ``name``, and either ``thing`` (``id``, ``label``, ``kind``, ``type``) or ``brief``
            (``id``, ``headline``); the other is None.
        """
        wanted, best = folded(query).strip(), dict[int, tuple[int, _Name]]()
        for name in self._names if wanted else ():
            place = rank(name.folded, wanted)
            if place >= 0 and (id(name.told) not in best or place < best[id(name.told)][0]):
                best[id(name.told)] = place, name
        found = sorted(best.values(), key=lambda ranked: ranked[0])[:limit]
        return [{"name": name.text, "thing": None, "brief": None, **name.told} for _, name in found]

    def _excerpt(self, briefs: Iterable[str]) -> dict[str, Any]:
        part, shown = ox.Store(), [ox.NamedNode(brief) for brief in briefs]
        part.bulk_extend(chain.from_iterable(self._quads(None, None, brief) for brief in shown))
        things = {quad.object for quad in part.quads_for_pattern(None, _MENTIONS, None)}
        inferred = chain.from_iterable(self._quads(thing, None, _INFERRED) for thing in things)
        part.bulk_extend(chain(self._told_of(things), (quad for quad in inferred if quad.object in things)))
        extent = {"briefs": len(shown), "of": len(self._dates), "kinds": self._kinds}
        return {**page_data(part), "extent": extent}

    def _told_of(self, things: Iterable[Any]) -> Iterator[ox.Quad]:
        """Give what the vocabulary says of its terms, of things, and of all that it links these to."""
        told, further = dict.fromkeys(self._terms), list(things)
        while further:
            thing = further.pop()
            if thing not in told and thing in self._vocabulary:
                told[thing] = None
                further += [quad.object for quad in self._vocabulary[thing]]
        return chain.from_iterable(self._vocabulary[thing] for thing in told)

    def _quads(self, subject: Any, object: Any, graph: Any) -> Iterator[ox.Quad]:
        return self._store.quads_for_pattern(subject, None, object, graph)

    def _latest(self, briefs: Iterable[str], number: int) -> list[str]:
        return sorted(briefs, key=lambda brief: (self._dates[brief], brief), reverse=True)[:number]

    def _naming(self, thing: str) -> list[str]:
        if thing not in self._weights:
            return []
        naming = self._store.quads_for_pattern(None, _MENTIONS, ox.NamedNode(thing), DEFAULT)
        return self._reports.get(thing) or [quad.subject.value for quad in naming]  # type: ignore[union-attr]

    def _between(self, start: str, end: str) -> set[str]:
        """Give what is on the shortest ways from one thing to another, over what is stated."""
        before: tuple[dict[str, list[str]], ...] = ({start: []}, {end: []})
        edge = [[start], [end]]
        met: list[str] = [start] if start == end else []
        while not met and all(edge):
            side = int(len(edge[0]) > len(edge[1]))
            reached: dict[str, list[str]] = {}
            for thing in edge[side]:
                for near in self._near.get(thing, ()):
                    if near not in before[side]:
                        reached.setdefault(near, []).append(thing)
            before[side].update(reached)
            edge[side] = list(reached)
            met = sorted(reached.keys() & before[1 - side].keys(), key=lambda it: (self._weights[it], it))
        on, further = set(), met[:NEAR]
        while further:
            on.update(further)
            further = [
                it for thing in further for side in before for it in side.get(thing, ())[:3] if it not in on
            ]
        return on

    def _named(self) -> Iterator[_Name]:
        labels, called = english(self._store), aliases(self._store, self._weights)
        classed = classified(self._store, self._weights, self._reports)
        for thing, weight in self._weights.items():
            kind, own = classed[thing]
            label, of_kind = labels.get(thing, tail(thing)), capital(labels.get(kind, tail(kind)) or UNKNOWN)
            self._kinds[of_kind] += 1
            told = {
                "thing": {
                    "id": thing.removeprefix(terms.ID),
                    "label": label,
                    "kind": of_kind,
                    "type": capital(", ".join(labels.get(each, tail(each)) for each in own)),
                }
            }
            for name in {label, *called[thing]}:
                yield _Name(folded(name), 0 if thing in self._reports else weight, name, told)
        for brief, headline in rows(self._store, "SELECT ?b ?h { GRAPH ?b { ?b schema:headline ?h } }"):
            it = {"brief": {"id": brief.removeprefix(terms.ID), "headline": headline}}
            yield _Name(folded(headline), 0, headline, it)


def folded(text: str) -> str:
    """Give a text without accents and capitals, as the page's search.js does."""
    letters = unicodedata.normalize("NFKD", text)
    return "".join(each for each in letters if not unicodedata.category(each).startswith("M")).lower()


def rank(name: str, query: str) -> int:
    """Tell how well a name answers a query, both folded, as the page's search.js does.

    Returns
    -------
    int
        0 if it is the query, 1 if it begins so, 2 if words of it begin with all that is asked for, 3 if it
        holds all of that, else -1.

    Examples
    --------
    >>> rank("world customs organization", "organ world")
    2
    """
    words = query.split()
    if not all(word in name for word in words):
        return -1
    if name.startswith(query):
        return int(name != query)
    starts = " " + re.sub(r"[\W_]+", " ", name)
    return 2 if all(f" {word}" in starts for word in words) else 3
