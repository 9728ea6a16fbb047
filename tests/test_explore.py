"""The excerpts of a large graph, and what is found in it, as the explorer is given them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import sample

from kg.dataset import merged
from kg.html.data import page_data
from kg.ontology import Question
from kg.serve.explore import AT_ONCE, NEAR, Explorer, folded, rank

RANKING = json.loads((Path(__file__).parent / "js" / "ranking.json").read_text("utf-8"))
COUNT = Question("count", "Count", "How many.", (), "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?b a wco:Brief } }")


@pytest.fixture(scope="module")
def explorer() -> Explorer:
    store = sample.store(sample.generated(4400))
    store.bulk_extend(merged(store))
    return Explorer(store, [COUNT], Asked(store))


class Asked:
    """A store with the prefixes of the stock questions."""

    def __init__(self, store: sample.ox.Store) -> None:
        self.query = lambda sparql: store.query(sparql, prefixes=sample.terms.PREFIXES)


@pytest.mark.parametrize(("name", "query", "expected"), RANKING)
def test_names_are_ranked_as_the_page_ranks_them(name: str, query: str, expected: int) -> None:
    assert rank(folded(name), folded(query)) == expected


def test_the_overview_counts_all_and_holds_the_latest(explorer: Explorer) -> None:
    data = explorer.graph({})
    assert (data["extent"]["briefs"], data["extent"]["of"]) == (AT_ONCE, 2200)
    assert data["extent"]["kinds"]["Initiative"] == 2200
    dates = sorted(brief[3] for brief in data["briefs"])
    assert dates[0] >= "2011", "the first year lacks"
    assert data["questions"] == [("count", "Count", "How many.", [], [])]
    assert explorer.graph({"ask": "count"})["questions"][-1][4] == [["2200"]]


def test_an_excerpt_says_of_a_thing_what_the_whole_graph_says_of_those_briefs(explorer: Explorer) -> None:
    data = explorer.graph({"thing": "wco"})
    assert data["extent"]["named"] == {"wco": 2200}
    assert len(data["briefs"]) == NEAR
    assert len(explorer.graph({"thing": "wco", "near": "130"})["briefs"]) == 130
    assert len(explorer.graph({"thing": "wco", "near": "1e9"})["briefs"]) == NEAR
    chosen = {brief[0] for brief in data["briefs"]}
    part = [each for each in sample.generated(4400) if f"brief-{each['id']}" in chosen]
    alone = page_data(sample.store(part))
    shown = {(thing[0], thing[1], thing[3], tuple(thing[6])) for thing in data["things"]}
    assert shown == {(thing[0], thing[1], thing[3], tuple(thing[6])) for thing in alone["things"]}
    assert len(data["evidence"]) == len(alone["evidence"])


def test_ways_between_things_are_in_the_excerpt(explorer: Explorer) -> None:
    found = explorer.search("north agency")[:2]
    ends = [each["thing"]["id"] for each in found]
    data = explorer.graph({"from": ends[0], "to": ends[1]})
    ids = [thing[0] for thing in data["things"]]
    near: dict[int, set[int]] = {}
    for subject, _, value, basis in data["facts"]:
        if isinstance(value, int) and basis != 2:
            near.setdefault(subject, set()).add(value)
            near.setdefault(value, set()).add(subject)
    reached, edge = {ids.index(ends[0])}, {ids.index(ends[0])}
    while edge:
        edge = {far for at in edge for far in near.get(at, ())} - reached
        reached |= edge
    assert ids.index(ends[1]) in reached
    assert len(data["briefs"]) < 200
    assert explorer.graph({"from": ends[0], "to": "nobody"})["extent"]["briefs"] == AT_ONCE, (
        "nothing links them"
    )
