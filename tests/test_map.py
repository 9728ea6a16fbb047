from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import sample

from kg import build, terms
from kg.html.data import page_data
from kg.html.world import world
from kg.ontology import load

ROOT = Path(__file__).parent.parent


def test_every_country_of_the_vocabulary_has_a_dot() -> None:
    ontology = load()
    codes = {code for iri in ontology.entities for code in ontology.graph.values(iri, terms.WCO + "alpha2")}
    assert codes <= world().keys()


def test_no_two_countries_share_a_dot() -> None:
    cells = [
        (row, first + step)
        for runs in world().values()
        for row, first, length in zip(*[iter(runs)] * 3, strict=True)
        for step in range(length)
    ]
    assert len(cells) == len(set(cells)) > 5000


def test_an_agency_is_in_its_country_and_region_though_no_brief_names_them() -> None:
    store = sample.store([sample.GAMBIA])
    agency, country, vocabulary = (
        ox.NamedNode(terms.ID + name)
        for name in ("candidate-gambia-revenue-authority", "candidate-gambia", "vocabulary")
    )
    store.add(ox.Quad(agency, ox.NamedNode(terms.WCO + "agencyOf"), country, vocabulary))
    made = page_data(store)
    places = [place[0] for place in made["places"]["all"]]
    ids = [thing[0] for thing in made["things"]]
    where = {ids[thing]: places[place] for thing, place in made["places"]["of"]}
    assert where["candidate-gambia-revenue-authority"] == "candidate-gambia"
    assert "south" in places
    assert made["places"]["by"] == ["benefits", "held in"]


def test_regions_of_a_narrower_class_are_told_from_the_others() -> None:
    made = page_data(build([ROOT / "data" / "briefs"]).store)
    sorts = {label: sort for label, _, _, sort in (place[1:] for place in made["places"]["all"])}
    assert sorts["West and Central Africa"] == "WCO region"
    assert sorts["Africa"] == sorts["Gambia"] == ""


def test_without_countries_there_is_no_map() -> None:
    assert page_data(ox.Store())["world"] == {}
