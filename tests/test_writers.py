"""The writers: every file says what the store does, to any parser, whatever briefs say."""

import csv
import io
import os
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from pathlib import Path

import networkx as nx
import pyoxigraph as ox
import pytest
import rdflib
from rdflib.compare import isomorphic
from test_store import reading

from kg.errors import StoreError, UnknownNameError
from kg.store import GraphStore
from kg.terms import ID, WCO
from kg.writers import WRITERS, write

ATTACKS = [
    "Plain text with an aim",
    'Acme""" . <http://evil.example/s> <http://evil.example/p> """x',
    'Acme" } ; DROP ALL ; # \\" \\u0022 \\',
    "</script><script>document.title='PWNED'</script>]]>&amp;<!--",
    '=HYPERLINK("http://evil.example") +1 -2 @SUM(1)',
    "First\nline\ttab\u2028sep\x85nel\x0bvt\x0cff",
    "\x1b[2J\x01\x08\x7f\x9b C0 and C1",
    "X\ufffe\uffff\ufdd0Y 👩‍👩‍👧‍👦 𝔘𝔫𝔦 \u202etxt.exe\u202c أعلنت",
    "{{ 7*7 }} ${7*7} %(x)s {0.__class__}",
]


@pytest.fixture(scope="module")
def store() -> GraphStore:
    store = GraphStore()
    for number, text in enumerate(ATTACKS):
        title = " ".join(text.split())
        store.replace_brief(reading(f"{number} {text}", text, title=title, candidate=f"{text} Academy"))
    store.infer()
    return store


TRIPLES = {"turtle": "turtle", "ntriples": "nt", "jsonld": "json-ld", "rdfxml": "xml"}
FORMATS = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "trig": ox.RdfFormat.TRIG,
    "nquads": ox.RdfFormat.N_QUADS,
}


def as_rdflib(triples: object) -> rdflib.Graph:
    """Take triples over by N-Triples, which both libraries agree on."""
    graph = rdflib.Graph()
    graph.parse(data=ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES), format="nt")  # type: ignore[call-overload]
    return graph


def without_controls(triples: list[ox.Triple]) -> list[ox.Triple]:
    """Replace what XML cannot hold, as the writer says it does."""
    from kg.writers import _xml_literal

    return [ox.Triple(triple.subject, triple.predicate, _xml_literal(triple.object)) for triple in triples]


@pytest.mark.parametrize("provenance", [False, True])
@pytest.mark.parametrize("name", ["turtle", "ntriples", "rdfxml"])
def test_formats_of_triples_hold_the_facts_for_two_parsers(
    store: GraphStore, tmp_path: Path, name: str, provenance: bool
) -> None:
    write(store, name, tmp_path / "graph", provenance)
    facts = store.facts(provenance)
    wanted = without_controls(facts) if name == "rdfxml" else facts
    parsed = {quad.triple for quad in ox.parse(path=tmp_path / "graph", format=FORMATS[name])}
    assert parsed == set(wanted)
    assert isomorphic(rdflib.Graph().parse(tmp_path / "graph", format=TRIPLES[name]), as_rdflib(wanted))


@pytest.mark.parametrize("provenance", [False, True])
@pytest.mark.parametrize("name", ["trig", "nquads", "jsonld"])
def test_formats_of_quads_hold_the_store_or_the_facts(
    store: GraphStore, tmp_path: Path, name: str, provenance: bool
) -> None:
    write(store, name, tmp_path / "graph", provenance)
    parsed = set(ox.parse(path=tmp_path / "graph", format=FORMATS[name]))
    if provenance:
        assert parsed == set(store.quads())
    else:
        assert {quad.triple for quad in parsed} == set(store.facts())
    dataset = rdflib.Dataset()
    dataset.parse(tmp_path / "graph", format={"jsonld": "json-ld"}.get(name, name))
    again = set(ox.parse(dataset.serialize(format="nquads"), format=ox.RdfFormat.N_QUADS))
    assert again == parsed


@pytest.mark.parametrize("name", WRITERS)
def test_the_same_graph_gives_the_same_bytes(store: GraphStore, tmp_path: Path, name: str) -> None:
    other = GraphStore()
    for number, text in reversed(list(enumerate(ATTACKS))):
        title = " ".join(text.split())
        other.replace_brief(reading(f"{number} {text}", text, title=title, candidate=f"{text} Academy"))
    other.infer()
    write(store, name, tmp_path / "one")
    write(other, name, tmp_path / "two")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


@pytest.mark.parametrize("name", WRITERS)
def test_no_brief_makes_triples_of_its_own(store: GraphStore, tmp_path: Path, name: str) -> None:
    write(store, name, tmp_path / "graph", provenance=True)
    if name in FORMATS:
        for quad in ox.parse(path=tmp_path / "graph", format=FORMATS[name]):
            assert "evil.example" not in f"{quad.subject} {quad.predicate}"


def test_turtle_is_for_people(store: GraphStore, tmp_path: Path) -> None:
    write(store, "turtle", tmp_path / "graph.ttl")
    text = (tmp_path / "graph.ttl").read_text(encoding="utf-8")
    headings = [line.removeprefix("# ") for line in text.splitlines() if line.startswith("# ")]
    assert headings[0] == "Initiative"
    assert headings[-2:] == ["Brief", "Classes, properties and patterns"]
    assert "oa:" not in text
    prefixes = {line.split()[1] for line in text.splitlines() if line.startswith("@prefix")}
    assert "owl:" in prefixes
    assert "oa:" not in prefixes
    block = next(part for part in text.split("\n\n") if part.startswith("id:country-fj "))
    lines = block.split("\n")
    assert lines[0] == "id:country-fj a wco:Country ;"
    assert lines[1].startswith("    skos:prefLabel ")


def test_networks_are_well_formed_and_whole(store: GraphStore, tmp_path: Path) -> None:
    write(store, "graphml", tmp_path / "graph.graphml")
    write(store, "gexf", tmp_path / "graph.gexf")
    ET.parse(tmp_path / "graph.gexf")  # noqa: S314  # our own file
    read = nx.read_graphml(tmp_path / "graph.graphml", force_multigraph=True)
    assert read.nodes[ID + "country-fj"]["label"] == "Fiji"
    held = [
        data
        for _, end, data in read.edges(data=True)
        if end == ID + "country-fj" and data["label"] == "held in"
    ]
    assert len(held) == len(ATTACKS)
    assert {data["iri"] for data in held} == {WCO + "heldIn"}
    assert nx.read_gexf(tmp_path / "graph.gexf").number_of_edges() == read.number_of_edges()


def test_tables_keep_formulas_from_spreadsheets(store: GraphStore, tmp_path: Path) -> None:
    for name in ("entities", "links"):
        write(store, name, tmp_path / name)
        rows = list(
            csv.reader(io.StringIO((tmp_path / name).read_text(encoding="utf-8"), newline=""), strict=True)
        )
        assert len({len(row) for row in rows}) == 1
        assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for row in rows for cell in row)
        assert any(cell.startswith("'=HYPERLINK") for row in rows for cell in row)


def test_links_have_a_row_for_each_quotation(store: GraphStore, tmp_path: Path) -> None:
    write(store, "links", tmp_path / "links.csv")
    with (tmp_path / "links.csv").open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["link label"] == "held in"]
    assert len(rows) == len(ATTACKS)
    assert rows[0].keys() >= {"brief", "words", "confidence"}
    assert {row["confidence"] for row in rows} == {"0.9"}
    write(store, "links", tmp_path / "bare.csv", provenance=False)
    assert "confidence" not in (tmp_path / "bare.csv").read_text(encoding="utf-8")


def test_an_unknown_format_and_a_place_that_cannot_be_written_are_told(
    store: GraphStore, tmp_path: Path
) -> None:
    with pytest.raises(UnknownNameError, match="nothing is called 'trutle'; did you mean turtle"):
        write(store, "trutle", tmp_path / "graph")
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match=r"cannot be written: (Not a directory|File exists)"):
        write(store, "turtle", tmp_path / "file" / "graph.ttl")


def test_a_failed_write_leaves_the_old_file(
    store: GraphStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "graph.nt").write_text("old")

    def fail(store: GraphStore, stream: io.BufferedWriter, provenance: bool = False) -> None:
        stream.write(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setitem(WRITERS, "ntriples", fail)
    with pytest.raises(StoreError, match=r"graph\.nt cannot be written: No space left on device"):
        write(store, "ntriples", tmp_path / "graph.nt")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("graph.nt", "old")]


def test_a_killed_write_leaves_the_old_file_or_the_whole_new_one(store: GraphStore, tmp_path: Path) -> None:
    write(store, "nquads", tmp_path / "in.nq")
    code = (
        "from pathlib import Path; from kg.store import GraphStore; from kg.writers import write\n"
        "store = GraphStore.read(Path('in.nq')); print('ready', flush=True)\n"
        "while True: write(store, 'trig', Path('out.trig'))"
    )
    (tmp_path / "out.trig").write_text("")
    write(store, "trig", tmp_path / "whole.trig")
    whole = (tmp_path / "whole.trig").read_bytes()
    for wait in (0.0, 0.05, 0.1):
        process = subprocess.Popen([sys.executable, "-c", code], cwd=tmp_path, stdout=subprocess.PIPE)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(wait)
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        assert (tmp_path / "out.trig").read_bytes() in (b"", whole)
