"""A store kept over time: briefs come, change and go; snapshots, differences, history."""

import gzip
import json
import shutil
import tempfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_cli import kg

from kg import build
from kg.build import refresh
from kg.diff import differences
from kg.extract import extract
from kg.folder import version
from kg.model import Brief, Reading
from kg.ontology import Ontology, load
from kg.store import GraphStore
from kg.terms import VOCABULARY_GRAPH

TEXTS = [
    "The World Customs Organization held a workshop for Fiji Customs in Suva.",
    "The WCO delivered training to the Gambia Revenue Authority, funded by the Government of Japan.",
    "UNODC and the WCO held a workshop for Maldives Customs Service under the Mercator Programme.",
    "The WCO and the Suva Trade Academy held a workshop on the Time Release Study for Fiji Customs.",
]


def write(folder: Path, briefs: dict[str, str]) -> Path:
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for name, text in briefs.items():
        line = {"id": name, "title": f"News {name}", "text": text}
        (folder / f"{name}.jsonl").write_text(json.dumps(line))
    return folder


steps = st.lists(
    st.dictionaries(st.sampled_from(["a", "b", "c", "d"]), st.sampled_from(TEXTS), max_size=4),
    min_size=2,
    max_size=4,
)


@settings(max_examples=15)
@given(steps)
def test_after_any_changes_a_store_equals_one_built_from_scratch(steps: list[dict[str, str]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for briefs in steps:
            with GraphStore(folder / "store", load()) as store:
                build([write(folder / "news", briefs)], store=store, mirror=True)
            del store
        scratch = build([folder / "news"], store=GraphStore(ontology=load())).store
        kept = GraphStore.read(folder / "store")
        assert list(kept.quads()) == list(scratch.quads())
        told = Counter(str(row) for row in kept.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"))
        assert told == Counter({str(quad.triple) for quad in kept.quads()}), "each is told once"


def test_briefs_are_added_replaced_skipped_and_taken_out(tmp_path: Path) -> None:
    write(tmp_path / "news", {"a": TEXTS[0], "b": TEXTS[1]})
    assert kg(tmp_path, "add", "news", "--store", "s") == (
        "added a\nadded b\n2 briefs read, 0 of them as before\n"
    )
    before = version(tmp_path / "s")
    assert kg(tmp_path, "add", "news", "--store", "s") == "2 briefs read, 2 of them as before\n"
    assert version(tmp_path / "s") == before, "nothing new, nothing published"
    write(tmp_path / "news", {"a": TEXTS[2], "c": TEXTS[0]})
    assert kg(tmp_path, "add", "news/a.jsonl", "--store", "s").startswith("replaced a\n1 brief read")
    (tmp_path / "news" / "bad.txt").write_bytes(b"\xff")
    assert "removed" not in kg(tmp_path, "update", "news", "--store", "s", status=1)
    (tmp_path / "news" / "bad.txt").unlink()
    assert kg(tmp_path, "update", "news", "--store", "s").startswith(
        "removed https://w3id.org/wco-kg/id/brief-b\n2 briefs read"
    )
    assert "nothing is called 'x'" in kg(tmp_path, "remove", "c", "x", "--store", "s", status=1)
    assert kg(tmp_path, "remove", "c", "--store", "s") == "removed c\n"
    assert GraphStore.read(tmp_path / "s").briefs() == ["https://w3id.org/wco-kg/id/brief-a"]
    log = kg(tmp_path, "history", "--store", "s").splitlines()[2:]
    assert [line.split()[1:6] for line in log] == [
        ["add", "2", "2", "0", "0"],
        ["add", "2", "0", "0", "0"],
        ["add", "1", "0", "1", "0"],
        ["update", "2", "1", "0", "0"],
        ["update", "2", "0", "0", "1"],
        ["remove", "0", "0", "0", "1"],
    ]


@pytest.mark.parametrize("name", ["all.nq", "all.trig", "all.nq.gz", "all.trig.bz2", "all.nq.xz"])
def test_a_snapshot_is_the_store_and_makes_it_again(tmp_path: Path, name: str) -> None:
    with GraphStore(tmp_path / "s", load()) as store:
        build([write(tmp_path / "news", {"a": TEXTS[0]})], store=store)
    kg(tmp_path, "snapshot", name, "--store", "s")
    first = (tmp_path / name).read_bytes()
    kg(tmp_path, "restore", name, "--store", "again")
    assert kg(tmp_path, "diff", "s", "again") == ""
    kg(tmp_path, "snapshot", name, "--store", "again")
    assert (tmp_path / name).read_bytes() == first
    assert "is not empty" in kg(tmp_path, "restore", name, "--store", "again", status=1)


def test_a_damaged_snapshot_makes_no_store(tmp_path: Path) -> None:
    (tmp_path / "cut.nq.gz").write_bytes(gzip.compress(b"<a:b> <a:c> <a:d> <a:e> .\n" * 1000)[:-20])
    assert "cut.nq.gz cannot be" in kg(tmp_path, "restore", "cut.nq.gz", "--store", "s", status=1)
    assert [path.name for path in tmp_path.iterdir()] == ["cut.nq.gz"]


def test_a_difference_is_told_by_brief(tmp_path: Path) -> None:
    for name, text in (("one", TEXTS[0]), ("two", TEXTS[3])):
        kg(tmp_path, "build", str(write(tmp_path / "news", {"a": text})), "--output", name)
    text = kg(tmp_path, "diff", "one/graph.nq", "two/graph.nq")
    assert text.startswith("+ id:candidate-suva-trade-academy\n- id:place-2198148\n\nid:brief-a\n- ")
    assert "\n- id:initiative-a-1 wco:heldIn " in text
    assert "\n+ id:initiative-a-1 wco:usesTool id:time-release-study\n" in text


def test_a_changed_ontology_is_told_and_a_refresh_reads_the_briefs_again(tmp_path: Path) -> None:
    shutil.copytree(load().folder, tmp_path / "old")
    customs = tmp_path / "old" / "vocabulary" / "customs.ttl"
    customs.write_text(customs.read_text().replace("Fiji Customs", "Fijian Excise"))
    news = write(tmp_path / "news", {"a": TEXTS[0], "b": TEXTS[1]})
    with GraphStore(tmp_path / "s", Ontology(tmp_path / "old")) as store:
        build([news], store=store)
        assert not store.outdated()
    del store
    assert "note: not all of this store" in kg(tmp_path, "query", "ASK {}", "--store", "s")
    assert "note: not all of this store" in kg(tmp_path, "add", "news/b.jsonl", "--store", "s")
    kg(tmp_path, "refresh", "--store", "s")
    assert "note" not in kg(tmp_path, "query", "ASK {}", "--store", "s")
    scratch = build([news], store=GraphStore(ontology=load())).store
    assert list(GraphStore.read(tmp_path / "s").quads()) == list(scratch.quads())
    with GraphStore(tmp_path / "s", load()) as store:
        assert refresh(store).replaced == ()


def test_decisions_are_applied_and_undone_by_taking_out_their_line(tmp_path: Path) -> None:
    news = write(tmp_path / "news", {"a": TEXTS[3], "b": TEXTS[3].replace("Suva Trade", "Suva Trades")})
    kg(tmp_path, "add", "news", "--store", "s")
    before = list(GraphStore.read(tmp_path / "s").quads())
    listed = kg(tmp_path, "review", "--store", "s")
    assert "Suva Trade Academy (id:candidate-suva-trade-academy)\n  may be Suva Trades Academy (" in listed
    assert "“Suva Trade Academy”, in News a\n" in listed
    assert list(GraphStore.read(tmp_path / "s").quads()) == before, "nothing is merged silently"
    decide = ("review", "--store", "s", "--decisions", "decided.ttl")
    kg(tmp_path, *decide, "--distinct", "Suva Trade Academy", "Suva Trades Academy")
    assert "may be Suva Trades Academy" not in kg(tmp_path, *decide)
    kg(tmp_path, *decide, "--same-as", "Suva Trades Academy", "Suva Trade Academy")
    kg(tmp_path, *decide, "--rename", "Suva Trade Academy", "Academy of Suva")
    kg(tmp_path, *decide, "--reclass", "Suva Trade Academy", "wco:Programme")
    assert "is no class" in kg(tmp_path, *decide, "--reclass", "Suva Trade Academy", "wco:Ship", status=2)
    kg(tmp_path, "refresh", "--store", "s", "--decisions", "decided.ttl")
    asked = "SELECT DISTINCT ?x ?n ?c { ?x skos:prefLabel ?n ; a ?c FILTER(CONTAINS(?n, 'Academy of S')) }"
    assert kg(tmp_path, "query", asked, "--store", "s", "--format", "csv") == (
        "x,n,c\nhttps://w3id.org/wco-kg/id/candidate-suva-trade-academy,Academy of Suva,"
        "https://w3id.org/wco-kg/ontology#Programme\n"
    )
    organized = "ASK { ?i wco:organizedBy id:candidate-suva-trade-academy }"
    assert kg(tmp_path, "query", organized, "--store", "s") == "no\n", "a programme organizes nothing"
    assert "note" not in kg(tmp_path, "stats", "--store", "s")
    kg(tmp_path, "review", "--store", "s", "--reject", "Academy of Suva")
    assert "note: not all of this store" in kg(tmp_path, "stats", "--store", "s")
    kg(tmp_path, "update", str(news), "--store", "s")
    assert "note" not in kg(tmp_path, "stats", "--store", "s")
    assert kg(tmp_path, "query", "ASK { ?s ?p id:candidate-suva-trade-academy }", "--store", "s") == "no\n"
    lines = (tmp_path / "decided.ttl").read_text().splitlines(keepends=True)
    assert len([line for line in lines if not line.startswith("@prefix")]) == 7
    (tmp_path / "decided.ttl").write_text("".join(line for line in lines if line.startswith("@prefix")))
    kg(tmp_path, "refresh", "--store", "s")
    assert list(GraphStore.read(tmp_path / "s").quads()) == before
    (tmp_path / "decided.ttl").unlink()
    assert "file of decisions is missing" in kg(tmp_path, "refresh", "--store", "s", status=1)


def test_what_the_vocabulary_knows_stays_as_it_is_whatever_is_decided(tmp_path: Path) -> None:
    write(tmp_path / "news", {"a": TEXTS[3]})
    kg(tmp_path, "add", "news", "--store", "s")
    decide = ("review", "--store", "s", "--decisions", "decided.ttl")
    assert "in the vocabulary" in kg(tmp_path, *decide, "--reject", "WCO", status=2)
    kg(tmp_path, *decide, "--same-as", "Suva Trade Academy", "id:belgian-customs-school")
    kg(tmp_path, "refresh", "--store", "s", "--decisions", "decided.ttl")
    labels = "SELECT DISTINCT ?n { id:belgian-customs-school skos:prefLabel ?n FILTER(LANG(?n) = 'en') }"
    assert kg(tmp_path, "query", labels, "--store", "s", "--format", "csv") == "n\nBelgian Customs Academy\n"
    assert kg(tmp_path, "query", "ASK { id:belgian-customs-school wco:status ?x }", "--store", "s") == "no\n"
    assert (
        kg(tmp_path, "query", "ASK { ?b wco:mentions id:belgian-customs-school }", "--store", "s") == "yes\n"
    )


def test_a_store_remembers_how_it_is_read_and_skips_what_it_has_read_so(tmp_path: Path) -> None:
    news = write(tmp_path / "news", {"a": TEXTS[0], "b": TEXTS[1]})
    kg(tmp_path, "add", "news", "--store", "s", "--min-confidence", "0.9")
    read = list[str]()

    def reader(brief: Brief) -> Reading:
        read.append(brief.id)
        return extract(brief)

    write(news, {"a": TEXTS[0], "b": TEXTS[2], "c": TEXTS[3]})
    kg(tmp_path, "add", "news", "--store", "s")
    scratch = build([news], store=GraphStore(ontology=load()), min_confidence=0.9, reader=reader).store
    differ = [each.graph for each in differences(GraphStore.read(tmp_path / "s"), scratch)]
    assert differ == [VOCABULARY_GRAPH], "which tells that another reader was named"
    assert read == ["a", "b", "c"]
    write(news, {"a": TEXTS[0], "b": TEXTS[0], "c": TEXTS[3]})
    assert build([news], store=scratch, min_confidence=0.9, reader=reader).briefs == 3
    assert read == ["a", "b", "c", "b"], "what is there word for word is not read again"
    build([news], store=scratch, min_confidence=0.8, reader=reader)
    assert read[4:] == ["a", "b", "c"], "but with other settings it is"


def test_what_is_no_decision_is_told(tmp_path: Path) -> None:
    write(tmp_path / "news", {"a": TEXTS[3]})
    for text, told in (("<a:b> <a:c> 1 .", "is no decision"), ("oops", "line 1: ")):
        (tmp_path / "d.ttl").write_text(text)
        assert told in kg(tmp_path, "add", "news", "--store", "s", "--decisions", "d.ttl", status=1)
    assert not (tmp_path / "s").exists()
