"""The ontology is sound, and ``kg check`` says so of no ontology that is not."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kg.check import check
from kg.ontology import Ontology

ROOT = Path(__file__).parent.parent
MODEL, THINGS, PATTERNS = "wrecks.ttl", "vocabulary/things.ttl", "patterns/patterns.ttl"
WRECK = "https://example.org/wrecks#"
RULE, QUESTION = "rules/owns.rq", "queries/ships.rq"

# file, what stands there, what to put in its place, the fault
PLANTED = [
    (
        MODEL,
        'rdfs:label "sea"@en',
        'rdfs:label "mer"@fr',
        f"{WRECK}Sea: has no rdfs:label in English",
    ),
    (
        MODEL,
        "schema:rangeIncludes wreck:Sea",
        "schema:rangeIncludes wreck:Ocean",
        f"{WRECK}inSea: its range {WRECK}Ocean is no class",
    ),
    (
        MODEL,
        "schema:rangeIncludes wreck:Sea",
        "a owl:ObjectProperty",
        f"{WRECK}inSea: is a role and has no schema:rangeIncludes",
    ),
    (
        MODEL,
        "rdfs:subPropertyOf wco:involves ;\n    schema:rangeIncludes wreck:Sea",
        "rdfs:subPropertyOf wco:involve ;\n    schema:rangeIncludes wreck:Sea",
        f"{WRECK}inSea: no file declares wco:involve; did you mean wco:involves?",
    ),
    (
        THINGS,
        'skos:prefLabel "Golden Hake"@en',
        'skos:prefLabel "Gylden Kulmule"@da',
        "id:golden-hake: has no skos:prefLabel in English",
    ),
    (
        THINGS,
        "skos:inScheme id:themes",
        "skos:inScheme id:theems",
        "id:treasure: no file declares id:theems; did you mean id:themes?",
    ),
    (THINGS, ' ;\n    skos:notation "treasure"', "", "id:treasure: has no skos:notation, its key"),
    (
        THINGS,
        '    skos:altLabel "doubloon"@en ;\n',
        "",
        "id:treasure: has no wordings to know it by, such as skos:altLabel",
    ),
    (
        THINGS,
        "id:themes a",
        'id:gold a wreck:Theme ; skos:prefLabel "Gold"@en ; skos:altLabel "ingot"@en ; '
        'skos:inScheme id:themes ; skos:notation "treasure" . id:themes a',
        "id:gold: has the same skos:notation as id:treasure",
    ),
    (
        PATTERNS,
        "wco:confidence 0.9",
        "wco:confidense 0.9",
        "pat:raise: no file declares wco:confidense; did you mean wco:confidence?",
    ),
    (
        PATTERNS,
        "wco:confidence 0.9",
        "wco:confidence 90",
        "pat:raise: wco:confidence is 90, not between 0 and 1",
    ),
    (
        PATTERNS,
        "wco:X wreck:inSea",
        "wco:X wreck:owns",
        f"pat:off: {WRECK}owns is no role: it is not below wco:involves",
    ),
    (
        PATTERNS,
        "wco:type wreck:Dive",
        "wco:type wreck:Ship",
        f"pat:dive: {WRECK}Ship is no kind of initiative: it is not below wco:Initiative",
    ),
    (
        PATTERNS,
        "X [join] E",
        "X [join] E with Y",
        "pat:along-came: slot Y of 'X [join] E with Y' has no role",
    ),
    (PATTERNS, 'wco:phrase "E in X" ;', "", "pat:off: has no wco:phrase, as each wco:Pattern must"),
    (PATTERNS, "wco:yields wreck:Trust ;", "", "pat:trust: has no wco:yields, as each wco:NameShape must"),
    (
        PATTERNS,
        'wreck:payer "Lobster Trust"',
        'wreck:payer "Crab Trust"',
        "pat:trust: its example 'At the cost of the Lobster Trust, Neptune Salvors raised the Golden Hake.' "
        f"gives no {WRECK}payer 'Crab Trust', but rdf:type {WRECK}Salvage, {WRECK}aboutShip 'Golden Hake', "
        f"{WRECK}payer 'Lobster Trust', {WRECK}salvor 'Neptune Salvors'",
    ),
    (
        PATTERNS,
        'wco:text "Triton Divers joined the dive." ; wreck:diver',
        'wco:text "Triton Divers made a dive." ; wreck:salvor',
        "pat:along-came: its example 'Triton Divers made a dive.' is read by others: "
        "pat:dive, pat:mention, pat:undertake",
    ),
    (RULE, "# title:", "#", "the header lacks '# title:'"),
    (
        RULE,
        "CONSTRUCT { ?crew <https://example.org/wrecks#owns> ?ship }",
        "SELECT *",
        "is no CONSTRUCT query",
    ),
    (
        QUESTION,
        "skos:prefLabel ?label",
        "wco:prefLabel ?label",
        "no file declares wco:prefLabel",
    ),
    (QUESTION, "?crewName | text", "?name | text", "parameter ?name: the query does not use it"),
    (
        QUESTION,
        "?crewName | text",
        "?crewName | Vessel",
        "parameter ?crewName: Vessel is neither a class nor 'text'",
    ),
]


@pytest.fixture
def toy(tmp_path: Path) -> Path:
    folder = tmp_path / "toy"
    shutil.copytree(ROOT / "tests" / "toy", folder)
    shutil.copy(ROOT / "ontology" / "patterns" / "language.ttl", folder / "patterns")
    return folder


def test_the_ontology_has_no_fault() -> None:
    assert check() == []


def test_the_toy_has_no_fault(toy: Path) -> None:
    assert check(Ontology(toy)) == []


@pytest.mark.parametrize(("file", "sound", "unsound", "fault"), PLANTED, ids=[row[3] for row in PLANTED])
def test_a_planted_fault_is_named_with_its_file(
    toy: Path, file: str, sound: str, unsound: str, fault: str
) -> None:
    path = toy / file
    text = path.read_text(encoding="utf-8")
    assert sound in text
    path.write_text(text.replace(sound, unsound, 1), encoding="utf-8")
    assert f"toy/{file}: {fault}" in check(Ontology(toy))


def test_a_query_that_does_not_parse_is_a_fault(toy: Path) -> None:
    (toy / QUESTION).write_text("# title: t\n# description: d\nSELECT ?x WHERE { ?x }", encoding="utf-8")
    (fault,) = check(Ontology(toy))
    assert fault.startswith(f"toy/{QUESTION}: the query has a fault: ")


def test_a_folder_without_an_ontology_is_a_fault(tmp_path: Path) -> None:
    assert check(Ontology(tmp_path)) == [f"{tmp_path}: holds no file of an ontology, *.ttl"]
