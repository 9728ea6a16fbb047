from __future__ import annotations

import json
from pathlib import Path

import networkx as nx
import pyoxigraph as ox
import pytest
import sample

from kg import terms
from kg.network import classes, latest, network, paths

GRA = terms.ID + "candidate-gambia-revenue-authority"
MERCATOR = terms.ID + "candidate-mercator-programme"
WORKSHOP = terms.ID + "initiative-gambia-1"
TRAINING = terms.ID + "initiative-maldives-1"
WCO = terms.ID + "wco"


@pytest.fixture(scope="module")
def store() -> ox.Store:
    return sample.store([sample.GAMBIA, sample.MALDIVES])


@pytest.fixture(scope="module")
def graph(store: ox.Store) -> nx.MultiDiGraph:
    return network(store)


def test_holds_initiatives_and_the_entities_that_briefs_name(graph: nx.MultiDiGraph) -> None:
    assert graph.nodes[WORKSHOP] == {
        "label": sample.GAMBIA["title"],
        "kind": "Initiative",
        "type": "Workshop",
        "class": terms.WCO + "Workshop",
        "date": "2024-02-12",
        "initiative": True,
        "candidate": False,
    }
    assert graph.nodes[TRAINING]["date"] == "2024-05-01", "the brief's date stands in for an unknown one"
    assert graph.nodes[WCO]["label"] == "World Customs Organization", "English comes before French"
    assert terms.ID + "candidate-gambia" in graph, "named, though it plays no role"
    assert all(data["kind"] for _, data in graph.nodes(data=True))


def test_edges_say_what_they_are_and_where_it_is_stated(graph: nx.MultiDiGraph) -> None:
    assert {data["label"] for data in graph[WORKSHOP][GRA].values()} == {"benefits", "hosted by"}
    assert graph[WCO][GRA][terms.WCO + "supports"] == {"label": "supports", "basis": "inferred"}
    predicates = {key for *_, key in graph.edges(keys=True)}
    assert not predicates & {terms.TYPE, terms.MENTIONS, terms.REPORTED_IN}


def test_kinds_are_the_broadest_classes_of_the_same_namespace(store: ox.Store) -> None:
    broadest = classes(store)
    assert broadest[terms.WCO + "CustomsAdministration"] == terms.WCO + "Agency"
    assert broadest[terms.WCO + "Agency"] == terms.WCO + "Agency", "org:Organization is someone else's class"


def test_classes_that_go_in_a_circle_end() -> None:
    store = ox.Store()
    owl = f"@prefix owl: <{terms.OWL}> . @prefix rdfs: <{terms.RDFS}> . @prefix a: <https://a.example/> ."
    text = f"{owl} a:x a owl:Class ; rdfs:subClassOf a:y . a:y a owl:Class ; rdfs:subClassOf a:x ."
    store.load(text.encode(), format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(terms.VOCABULARY_GRAPH))
    assert set(classes(store)) == {"https://a.example/x", "https://a.example/y"}


def test_paths_leave_inferred_links_out(graph: nx.MultiDiGraph) -> None:
    [first, *_] = paths(graph, GRA, MERCATOR)
    assert first == [GRA, WORKSHOP, WCO, TRAINING, MERCATOR]
    assert paths(graph, GRA, terms.ID + "candidate-gambia") == []
    with pytest.raises(nx.NodeNotFound):
        paths(graph, GRA, "https://a.example/nowhere")


def test_the_latest_come_first_with_what_they_link(graph: nx.MultiDiGraph) -> None:
    chosen = latest(graph, 2)
    assert chosen[0] == TRAINING
    assert {WCO, MERCATOR} < set(chosen)
    assert WORKSHOP not in chosen
    assert WORKSHOP in latest(graph, 50)


def test_any_format_of_networkx_can_hold_it(graph: nx.MultiDiGraph, tmp_path: Path) -> None:
    nx.write_graphml(graph, tmp_path / "graph.graphml")
    nx.write_gexf(graph, tmp_path / "graph.gexf")
    assert (
        nx.read_graphml(tmp_path / "graph.graphml", force_multigraph=True).number_of_edges() == graph.size()
    )
    json.dumps(nx.node_link_data(graph))
