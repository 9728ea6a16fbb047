"""The store: what a brief says comes in, is replaced and goes out again, whole."""

import dataclasses
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import OntologyError, QueryError, StoreError
from kg.folder import version
from kg.model import Brief, Entity, Evidence, Fact, Initiative, Literal, Part, Reading, digest
from kg.ontology import Ontology, Rule, load
from kg.rules import infer
from kg.store import GraphStore, quads
from kg.terms import AIM, ID, INFERRED_GRAPH, MENTIONS, PREFIXES, START_DATE, TYPE, VOCABULARY_GRAPH, WCO, XSD


def reading(
    identifier: str,
    text: str = "The WCO held a workshop in Fiji.",
    *,
    title: str = "WCO trains Fiji",
    candidate: str = "Suva Academy",
    places: tuple[str, ...] = ("country-fj",),
) -> Reading:
    """One initiative with type, date, aim, places and one candidate, all resting on the whole text."""
    brief = Brief(identifier, title, text, "2024-05-31", "https://example.org/news?id=1")
    initiative = Initiative(f"{ID}initiative-{brief.key}-1", f"Workshop: {title}")
    academy = Entity(
        f"{ID}candidate-{digest(candidate)}",
        candidate,
        (WCO + "TrainingInstitution",),
        ("SA",),
        ((WCO + "agencyOf", ID + "country-fj"),),
    )
    said = Evidence(Part.BODY, 0, len(text), text, ID + "pattern-test", 0.9)
    facts = [
        Fact(brief.iri, MENTIONS, academy.iri, said),
        Fact(initiative.iri, TYPE, WCO + "Workshop", said),
        Fact(initiative.iri, WCO + "organizedBy", ID + "wco", said),
        Fact(initiative.iri, WCO + "benefits", academy.iri, said),
        Fact(initiative.iri, START_DATE, Literal("2024-05", XSD + "gYearMonth"), said),
        Fact(initiative.iri, AIM, Literal(text), said),
        *(Fact(initiative.iri, WCO + "heldIn", ID + place, said) for place in places),
    ]
    return Reading(brief, (initiative,), (academy,), tuple(facts), ("doubtful",))


texts = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), min_size=1)
readings = st.builds(
    reading,
    st.sampled_from(["a", "b", "c", "../d>"]),
    texts,
    title=texts,
    candidate=st.sampled_from(["One Academy", "Two Academy"]),
    places=st.lists(st.sampled_from(["country-fj", "country-gm"]), unique=True).map(tuple),
)


@st.composite
def organized(draw: st.DrawFn) -> Reading:
    """A brief in which somebody, of whatever kind, helps others under a programme, or is said to."""
    read = reading(draw(st.sampled_from(["a", "b", "c"])))
    said = read.facts[0].evidence
    [iri] = [each.iri for each in read.initiatives]
    can_be = [
        Fact(iri, WCO + "organizedBy", ID + "one", said),
        Fact(iri, WCO + "benefits", ID + "two", said),
        Fact(ID + "one", WCO + "supports", ID + "two", said),
    ]
    facts = [fact for fact in can_be if draw(st.booleans())]
    kind = draw(st.sampled_from(["Agency", "Programme"]))
    entities = [Entity(ID + "one", "one", (WCO + kind,)), Entity(ID + "two", "two", (WCO + "Agency",))]
    return dataclasses.replace(read, facts=tuple(facts), entities=tuple(entities))


@settings(max_examples=60)
@given(st.lists(st.one_of(readings, st.sampled_from(["a", "b", "c", "../d>"]))))
def test_any_order_of_replacing_and_removing_equals_a_store_made_at_once(steps: list[Reading | str]) -> None:
    store = GraphStore()
    wanted: dict[str, Reading] = {}
    for step in steps:
        if isinstance(step, Reading):
            before = wanted.get(step.brief.iri)
            changed = before is None or set(quads(before)) != set(quads(step))
            assert store.replace_brief(step) == changed
            wanted[step.brief.iri] = step
        else:
            iri = Brief(step, "", "").iri
            assert store.remove_brief(iri) == (wanted.pop(iri, None) is not None)
    at_once = GraphStore()
    for each in wanted.values():
        at_once.replace_brief(each)
    assert store.briefs() == sorted(wanted)
    assert list(store.quads()) == list(at_once.quads())


@settings(max_examples=150)
@given(st.lists(st.one_of(organized(), st.just("a")), min_size=2, max_size=5))
def test_links_inferred_after_each_step_equal_those_inferred_at_once(steps: list[Reading | str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(load().folder / "rules", Path(folder, "rules"))
        ontology = Ontology(Path(folder))
        store = GraphStore(ontology=ontology)
        last: dict[str, Reading] = {}
        for step in steps:
            if isinstance(step, Reading):
                store.replace_brief(step)
                last[step.brief.iri] = step
            else:
                store.remove_brief(Brief(step, "", "").iri)
                last.pop(Brief(step, "", "").iri, None)
            store.infer()
            at_once = GraphStore(ontology=ontology)
            for each in last.values():
                at_once.replace_brief(each)
            at_once.infer()
            assert list(store.quads()) == list(at_once.quads())


@pytest.mark.parametrize(
    "text",
    [
        'Acme" } ; DROP ALL ; # Corp',
        r"\u0022 } } ; DROP ALL ; INSERT DATA { <http://evil.example/s> <urn:p> <urn:o> } #",
        "\\",
        "a\nb\rc\td\x01\x1b\x7f\x85\u2028\ufffe\U0001f469",
    ],
)
def test_replacing_is_not_fooled_by_what_a_brief_says(text: str) -> None:
    store = GraphStore()
    store.replace_brief(reading("other"))
    store.replace_brief(reading("a", "before"))
    store.replace_brief(reading("a", text))
    bodies = {row["b"].value for row in store.query("SELECT ?b { ?brief schema:articleBody ?b }")}
    assert bodies == {text, "The WCO held a workshop in Fiji."}
    assert not store.query("ASK { <http://evil.example/s> ?p ?o }")


def test_a_reading_becomes_the_quads_of_its_graph_with_evidence_for_each_fact() -> None:
    one = reading("b1")
    lines = {str(quad) for quad in quads(one)}
    graph = f"<{ID}brief-b1>"
    assert f'{graph} <{PREFIXES["dcterms"]}identifier> "b1" {graph}' in lines
    assert f'{graph} <{WCO}warning> "doubtful" {graph}' in lines
    initiative = f"{ID}initiative-b1-1"
    assert f"<{initiative}> <{WCO}organizedBy> <{ID}wco> {graph}" in lines
    key = digest(one.brief.iri, initiative, WCO + "organizedBy", ID + "wco", "body", "0", "32")
    evidence = f"<{ID}evidence-{key}>"
    assert {
        line.removeprefix(evidence + " ").removesuffix(" " + graph) for line in lines if evidence in line
    } == {
        f"<{TYPE}> <{WCO}Evidence>",
        f"<{TYPE}> <{PREFIXES['rdf']}Statement>",
        f"<{PREFIXES['rdf']}subject> <{initiative}>",
        f"<{PREFIXES['rdf']}predicate> <{WCO}organizedBy>",
        f"<{PREFIXES['rdf']}object> <{ID}wco>",
        f'<{PREFIXES["oa"]}exact> "The WCO held a workshop in Fiji."',
        f'<{PREFIXES["oa"]}start> "0"^^<{XSD}integer>',
        f'<{PREFIXES["oa"]}end> "32"^^<{XSD}integer>',
        f'<{WCO}part> "body"',
        f"<{PREFIXES['prov']}wasDerivedFrom> {graph}",
        f"<{WCO}rule> <{ID}pattern-test>",
        f'<{WCO}confidence> "0.9"^^<{XSD}decimal>',
    }


def test_the_vocabulary_is_there_after_inferring_and_two_builds_are_the_same() -> None:
    def build() -> list[str]:
        store = GraphStore()
        store.replace_brief(reading("b1"))
        store.infer()
        return [str(quad) for quad in store.quads()]

    first = build()
    assert first == build()
    assert any(line.endswith(f"<{VOCABULARY_GRAPH}>") for line in first)


def test_facts_hold_no_evidence_unless_asked_and_only_the_vocabulary_in_use() -> None:
    store = GraphStore()
    store.replace_brief(reading("b1"))
    store.infer()
    facts = store.facts()
    assert facts == sorted(set(facts), key=str)
    assert not any(triple.object == ox.NamedNode(WCO + "Evidence") for triple in facts)
    labelled = {triple.subject.value for triple in facts if triple.predicate.value.endswith("abel")}
    assert WCO + "Workshop" in labelled
    assert WCO + "StudyVisit" not in labelled
    more = store.facts(provenance=True)
    assert set(facts) < set(more)
    assert any(triple.object == ox.NamedNode(WCO + "Evidence") for triple in more)


def test_inferring_runs_rules_until_nothing_new_comes_and_says_nothing_twice() -> None:
    store = ox.Store()
    store.load(
        b"<a:1> <a:in> <a:2> . <a:2> <a:in> <a:3> . <a:3> <a:in> <a:4> . <a:1> <a:in> <a:3> .",
        ox.RdfFormat.TURTLE,
    )
    rule = Rule("in", "", "CONSTRUCT { ?a <a:in> ?c } WHERE { ?a <a:in> ?b . ?b <a:in> ?c }")
    for _ in range(2):
        infer(store, [rule])
        inferred = store.quads_for_pattern(None, None, None, ox.NamedNode(INFERRED_GRAPH))
        assert sorted(str(quad.triple) for quad in inferred) == ["<a:1> <a:in> <a:4>", "<a:2> <a:in> <a:4>"]


@pytest.mark.parametrize(
    ("sparql", "reason"),
    [
        ("CONSTRUCT { ?a", "rule r: error at"),
        ("SELECT * { ?s ?p ?o }", "rule r: no CONSTRUCT query"),
        ("CONSTRUCT { ?s <a:p> [] } WHERE { ?s ?p ?o }", "rule r: makes blank nodes"),
    ],
)
def test_a_rule_that_cannot_be_run_is_named(sparql: str, reason: str) -> None:
    store = ox.Store()
    store.load(b"<a:1> <a:in> <a:2> .", ox.RdfFormat.TURTLE)
    with pytest.raises(OntologyError, match=reason):
        infer(store, [Rule("r", "", sparql)])


def test_a_folder_keeps_the_graph(tmp_path: Path) -> None:
    with GraphStore(tmp_path / "store") as store:
        store.replace_brief(reading("b1"))
    before = list(store.quads())
    del store
    assert list(GraphStore.read(tmp_path / "store").quads()) == before
    assert GraphStore(tmp_path / "store").briefs() == [ID + "brief-b1"]


def test_a_second_writer_is_told_and_a_reader_is_not_in_the_way(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    with GraphStore(folder) as store:
        store.replace_brief(reading("b1"))
        code = "from pathlib import Path; from kg.store import GraphStore; GraphStore(Path('store'))"
        done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True)
        assert done.stderr.endswith(
            "StoreError: store is in use by another process; try again when that has ended\n"
        )
        assert GraphStore.read(folder).briefs() == []
    reader, before = GraphStore.read(folder), version(folder)
    store.replace_brief(reading("b2"))
    store.flush()
    assert version(folder) == before
    assert store.commit()
    assert not store.commit()
    assert version(folder) == before + 1
    assert reader.briefs() == [ID + "brief-b1"]
    assert GraphStore.read(folder).briefs() == [ID + "brief-b1", ID + "brief-b2"]
    assert len(list((folder / "versions").iterdir())) == 2, "what is read stays, what nobody reads goes"
    del reader
    store.remove_brief(ID + "brief-b1")
    store.commit()
    assert [path.name for path in (folder / "versions").iterdir()] == [str(before + 2)]


def test_what_a_killed_writer_left_is_taken_up_and_a_lost_draft_made_again(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    store = GraphStore(folder)
    store.replace_brief(reading("b1"))
    store.flush()
    del store
    assert GraphStore.read(folder).briefs() == []
    with GraphStore(folder) as store:
        pass
    published = list(GraphStore.read(folder).quads())
    assert published == list(store.quads())
    assert GraphStore.read(folder).briefs() == [ID + "brief-b1"]
    del store
    shutil.rmtree(folder / "draft")
    assert list(GraphStore(folder).quads()) == published


def test_what_is_no_store_or_is_damaged_is_told(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(StoreError, match="is no store: it holds something else"):
        GraphStore(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["notes.txt"]
    GraphStore(tmp_path / "store").commit()
    (tmp_path / "store" / "draft" / "CURRENT").write_text("nonsense")
    with pytest.raises(StoreError, match="cannot be opened"):
        GraphStore(tmp_path / "store")
    (tmp_path / "store" / "HEAD").write_text("nonsense")
    with pytest.raises(StoreError, match="HEAD is damaged"):
        GraphStore.read(tmp_path / "store")
    (tmp_path / "cut.nq").write_text("<a:b> <a:c>")
    with pytest.raises(StoreError, match=r"cut\.nq cannot be read as RDF"):
        GraphStore.read(tmp_path / "cut.nq")
    with pytest.raises(StoreError, match=r"missing\.nq cannot be opened: No such file"):
        GraphStore.read(tmp_path / "missing.nq")


def test_a_query_that_does_not_parse_names_the_place() -> None:
    with pytest.raises(QueryError, match="the query has a fault: error at 2:"):
        GraphStore().query("SELECT ?s {\n}}")


def test_a_query_takes_values_for_variables_that_it_does_not_select() -> None:
    store = GraphStore()
    store.replace_brief(reading("b1"))
    sparql = "SELECT ?count WHERE { { SELECT (COUNT(*) AS ?count) WHERE { ?i wco:heldIn ?country } } }"
    for country, count in (("country-fj", "1"), ("country-gm", "0")):
        [row] = store.query(sparql, {"country": ox.NamedNode(ID + country)})
        assert row["count"].value == count
