"""The command line, run as people run it."""

import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

BRIEFS = """Gambia Studies Release Times

Gambia Studies Release Times

The World Customs Organization (WCO) held a workshop for the Gambia Revenue Authority in Banjul.

Fiji Hosts Training

Fiji Hosts Training

The World Customs Organization (WCO) delivered training on risk management for Fiji.
"""


def kg(folder: Path, *arguments: str, given: str = "", status: int = 0) -> str:
    """Run the command in a folder; give what it prints, both streams, and check that no trace is shown."""
    done = subprocess.run(
        [sys.executable, "-c", "from kg.cli import main; main(prog_name='kg')", *arguments],
        cwd=folder,
        input=given,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1", "COLUMNS": "200"},
    )
    assert "Traceback" not in done.stdout, done.stdout
    assert done.returncode == status, done.stdout
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    (folder / "briefs.txt").write_text(BRIEFS)
    kg(folder, "build", "briefs.txt")
    return folder


def test_help_is_quick(tmp_path: Path) -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    text = kg(tmp_path, "--help")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 0.3
    for command in (
        *("add", "build", "check", "diff", "evaluate", "export", "extract", "history", "path", "query"),
        *("refresh", "remove", "restore", "review", "show", "snapshot", "stats", "update", "why"),
    ):
        assert f"\n  {command} " in text


def test_a_build_writes_everything_and_sums_it_up(tmp_path: Path) -> None:
    (tmp_path / "briefs.txt").write_text(BRIEFS)
    text = kg(tmp_path, "build", "briefs.txt")
    assert text.startswith("2 briefs read; the graph holds 2 briefs, 2 initiatives\n")
    assert text.endswith("Next: open output/index.html in a browser, read output/graph.ttl, or ask: kg ask\n")
    assert sorted(path.name for path in (tmp_path / "output").iterdir()) == [
        "entities.csv",
        "graph.graphml",
        "graph.jsonld",
        "graph.nq",
        "graph.trig",
        "graph.ttl",
        "index.html",
        "links.csv",
    ]
    first = {path.name: path.read_bytes() for path in (tmp_path / "output").iterdir()}
    kg(tmp_path, "build", "briefs.txt")
    assert first == {path.name: path.read_bytes() for path in (tmp_path / "output").iterdir()}


def test_a_bad_file_is_named_once_and_the_rest_goes_on(tmp_path: Path) -> None:
    (tmp_path / "briefs.txt").write_text(BRIEFS)
    (tmp_path / "bad\x1b[31m\u202e.txt").write_bytes(b"\xff")
    (tmp_path / "notes.pdf").write_bytes(b"%PDF")
    text = kg(tmp_path, "build", ".", "--output", "graph", status=1)
    assert "error: bad\\u001b[31m\\u202e.txt, byte 0: not UTF-8 text\n" in text
    assert "skipped: notes.pdf: not read: only .txt, .md, .jsonl, .json, .csv are known\n" in text
    assert "2 briefs read" in text
    assert "Not read, left out or skipped: 2, each named above" in text
    assert "\x1b" not in text


def test_nothing_to_read_writes_nothing(tmp_path: Path) -> None:
    assert kg(tmp_path, "build", "missing.txt", status=1) == (
        "error: missing.txt: No such file or directory\nError: no brief was found, and nothing was written\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_a_store_grows_and_replaces(tmp_path: Path) -> None:
    one = json.dumps({"id": "a", "title": "One", "text": "The WCO held a workshop in Fiji."})
    two = json.dumps({"id": "b", "title": "Two", "text": "The WCO held a workshop in Gambia."})
    again = json.dumps({"id": "a", "title": "One", "text": "The WCO held a workshop in Malta."})
    for given, briefs in ((one, 1), (two, 2), (again, 2)):
        text = kg(tmp_path, "build", "-", "--store", "store", given=given)
        assert text.startswith(f"1 brief read; the graph holds {briefs} brief")
    sparql = "SELECT ?text { ?brief schema:articleBody ?text } ORDER BY ?text"
    assert kg(tmp_path, "query", sparql, "--store", "store", "--format", "csv") == (
        "text\nThe WCO held a workshop in Gambia.\nThe WCO held a workshop in Malta.\n"
    )


def test_extract_prints_facts_with_their_words(tmp_path: Path) -> None:
    lines = [json.loads(line) for line in kg(tmp_path, "extract", "-", given=BRIEFS).splitlines()]
    fact = next(line for line in lines if line["predicate"] == "wco:organizedBy")
    assert fact["object"] == "id:wco"
    assert fact["label"] == "World Customs Organization"
    body = BRIEFS.split("\n\n")[2]
    assert fact["part"] == "body"
    assert body[fact["start"] : fact["end"]] == fact["words"]
    text = kg(tmp_path, "extract", "-", "--format", "table", given=BRIEFS)
    assert text.startswith("Gambia Studies Release Times\n")
    assert f"“{fact['words']}”" in text
    assert (
        kg(tmp_path, "extract", "-", given="", status=1)
        == "skipped: standard input: empty: it holds no brief\n"
    )


def test_what_is_unsure_is_left_out(tmp_path: Path) -> None:
    given = "Fiji\n\nThe World Customs Organization held a workshop on transit in Fiji in May 2024."

    def said(*options: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in kg(tmp_path, "extract", "-", *options, given=given).splitlines()]

    known = {"wco:mentions"}
    every = {fact["confidence"] for fact in said() if fact["predicate"] not in known}
    assert len(every) > 1
    for least in sorted(every)[1:]:
        kept = said("--min-confidence", str(least))
        assert {fact["confidence"] for fact in kept if fact["predicate"] not in known} == {
            each for each in every if each >= least
        }
    assert {fact["predicate"] for fact in said("--min-confidence", "1")} == known
    text = kg(tmp_path, "build", "-", "--min-confidence", "1", given=given)
    assert text.startswith("1 brief read; the graph holds 1 brief, 0 initiatives\n")


def test_extract_explains_how_sentences_are_read(tmp_path: Path) -> None:
    text = kg(tmp_path, "extract", "-", "--explain", given=BRIEFS)
    assert text.startswith("Headline: Gambia Studies Release Times\n")
    assert "\nnames       “World Customs Organization” = World Customs Organization (id:wco)\n" in text
    assert (
        "\nverbs       hold, active: subject “The World Customs Organization (WCO)”, object “a workshop”\n"
        in text
    )
    assert "X = World Customs Organization → organized by" in text
    assert "\nInitiative 1: workshop “workshop”\n" in text
    lines = kg(tmp_path, "extract", "-", "--explain", given="\x1b[2JAlert\n\nThe WCO met in Fiji.")
    assert lines.startswith("Headline: \\u001b[2JAlert\n")


def test_extract_escapes_what_would_steer_a_terminal(tmp_path: Path) -> None:
    text = kg(
        tmp_path, "extract", "-", "--format", "table", given="\x1b[2J\u202eAlert\n\nThe WCO met in Fiji."
    )
    assert text.startswith("\\u001b[2J\\u202eAlert\n")
    assert "\x1b" not in text


@pytest.mark.parametrize(
    "name", ["Gambia Revenue Authority", "the gambia REVENUE authority", "GRA", "id:customs-gm"]
)
def test_show_finds_things_by_any_name(built: Path, name: str) -> None:
    text = kg(built, "show", name)
    assert text.startswith(
        "Gambia Revenue Authority  <https://w3id.org/wco-kg/id/customs-gm>\ncustoms administration\n"
    )
    assert "agency of →\n  Gambia\n" in text


def test_show_suggests_what_was_meant(built: Path) -> None:
    text = kg(built, "show", "Gambai", status=1)
    assert text.startswith("Error: nothing is called 'Gambai'; did you mean Gambia")


def test_why_prints_the_sentences_behind_a_link(built: Path) -> None:
    text = kg(built, "why", "Gambia Revenue Authority", "WCO")
    assert "World Customs Organization — supports — Gambia Revenue Authority  (inferred)" in text
    assert " — organized by — World Customs Organization\n" in text
    assert "“The World Customs Organization (WCO) held a workshop for the Gambia" in text
    assert "[gambia-studies-release-times]" in text
    assert kg(built, "why", "Gambia Revenue Authority", "Fiji", status=1) == (
        "Error: nothing links the two at first hand; try 'kg path'\n"
    )


def test_path_goes_from_one_thing_to_another(built: Path) -> None:
    text = kg(built, "path", "Gambia Revenue Authority", "Fiji")
    assert text.startswith("1. Gambia Revenue Authority\n   ← ")
    assert "World Customs Organization" in text
    assert kg(built, "path", "Malta", "Fiji", status=1) == "Error: no brief names Malta\n"


def test_stats_count_what_is_there(built: Path) -> None:
    text = kg(built, "stats")
    assert text.startswith("2 briefs, 2 initiatives\n")
    assert "\norganized by" in text


def test_queries_are_asked_by_name_as_text_as_file_and_from_standard_input(built: Path) -> None:
    sparql = "SELECT ?label { id:customs-gm skos:prefLabel ?label }"
    (built / "q.rq").write_text(sparql)
    for given, question in (("", sparql), ("", "q.rq"), (sparql, "-")):
        text = kg(built, "query", question, "--format", "csv", given=given)
        assert text == "label\nGambia Revenue Authority\n"
    answer = json.loads(kg(built, "query", sparql, "--format", "json"))
    assert answer["results"]["bindings"][0]["label"]["value"] == "Gambia Revenue Authority"
    assert kg(built, "query", "ASK { id:wco ?p ?o }") == "yes\n"
    assert "skos:prefLabel" in kg(built, "query", "DESCRIBE id:customs-gm", "--format", "turtle")


def test_stock_questions_are_asked_by_name(built: Path) -> None:
    assert "\nwho-supports-whom\n" in kg(built, "ask")
    assert "Gambia Revenue Authority" in kg(built, "ask", "who-supports-whom")
    assert "World Customs Organization" in kg(built, "ask", "who-supports", "--country", "Gambia")
    assert kg(built, "ask", "who-supports-whom", "--supporter", "Fiji") == "nothing found\n"
    csv = kg(built, "ask", "who-supports", "--country", "gambia", "--evidence", "--format", "csv")
    assert csv.splitlines()[0].endswith(",evidence")
    assert "“The World Customs Organization (WCO) held a workshop" in csv
    query = kg(built, "ask", "who-supports", "--country", "Gambia", "--sparql")
    assert query.startswith("PREFIX wco: <")
    assert "VALUES ?country { <https://w3id.org/wco-kg/id/country-gm> }" in query
    assert "World Customs Organization" in kg(built, "query", query)
    assert "result-set#" in kg(built, "ask", "who-supports", "--format", "turtle")


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (
            ["ask", "who-suports-whom"],
            1,
            "Error: nothing is called 'who-suports-whom'; did you mean who-supports-whom",
        ),
        (["ask", "who-supports", "--country", "Gambai"], 1, "did you mean Gambia"),
        (["query", "who-supports-whom"], 1, "stock questions are asked by: kg ask"),
        (["query", "SELECT ?s {\n}}"], 1, "Error: the query has a fault: error at 2:"),
        (["query", "ASK {}", "--format", "turtle"], 1, "an answer to ASK is no Turtle"),
        (["query", "DESCRIBE id:wco", "--format", "csv"], 1, "ask for turtle"),
        (["export", "--format", "trutle", "--output", "x"], 2, "'trutle' is not one of 'turtle'"),
        (
            ["export", "--format", "turtle", "--output", "briefs.txt/x"],
            1,
            "Error: briefs.txt/x cannot be written",
        ),
        (["stats", "--graph", "briefs.txt"], 1, "Error: briefs.txt cannot be read as RDF"),
        (
            ["stats", "--graph", "output/graph.ttl"],
            1,
            "does not tell which brief said what; use a build's graph.nq",
        ),
        (["evaluate", "briefs.txt"], 1, "Error: briefs.txt, line 1: not a JSON object"),
        (["build"], 2, "Missing argument 'INPUT...'"),
        (["extract", "briefs.txt", "--min-confidence", "2"], 2, "2.0 is not in the range 0<=x<=1"),
    ],
)
def test_what_is_wrong_is_told_in_a_line(
    built: Path, arguments: list[str], status: int, message: str
) -> None:
    assert message in kg(built, *arguments, status=status)


def test_commands_that_read_say_when_there_is_nothing_yet(tmp_path: Path) -> None:
    text = kg(tmp_path, "stats", status=2)
    assert "there is no output/graph.nq yet: run 'kg build', or give --store or --graph" in text


def test_export_writes_one_format_to_a_file_or_standard_output(built: Path) -> None:
    kg(built, "export", "--format", "turtle", "--output", "again.ttl")
    assert (built / "again.ttl").read_bytes() == (built / "output" / "graph.ttl").read_bytes()
    text = kg(built, "export", "--format", "nquads", "--output", "-")
    assert text == (built / "output" / "graph.nq").read_text(encoding="utf-8")
    bare = kg(built, "export", "--format", "trig", "--output", "-", "--no-provenance")
    assert "wco:Evidence" not in bare


def test_check_finds_no_fault(tmp_path: Path) -> None:
    assert kg(tmp_path, "check") == "0 faults\n"


def test_a_graph_is_checked_against_the_shapes(built: Path, tmp_path: Path) -> None:
    graph = (built / "output" / "graph.nq").read_text()
    (tmp_path / "whole.nq").write_text(graph)
    assert kg(tmp_path, "check", "--graph", "whole.nq") == "0 faults\n"
    lines = graph.splitlines(keepends=True)
    (tmp_path / "cut.nq").write_text("".join(line for line in lines if 'identifier> "fiji' not in line))
    told = kg(tmp_path, "check", "--graph", "cut.nq", status=1)
    assert "id:brief-fiji-hosts-training dcterms:identifier: a brief has exactly one identifier" in told


def test_evaluate_prints_scores(tmp_path: Path) -> None:
    gold = {
        "id": "b",
        "title": "Fiji",
        "text": "The WCO held a workshop in Fiji.",
        "entities": {},
        "initiatives": [],
    }
    (tmp_path / "gold.jsonl").write_text(json.dumps(gold))
    text = kg(tmp_path, "evaluate", "gold.jsonl", "--errors", "--briefs")
    assert "precision  recall" in text
    assert "\n0.9 and more" in text
    assert "\nbackground or plan read as an initiative" in text
    assert "b wrong type Workshop\n" in text
