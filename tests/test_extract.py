"""The extractor reads any ontology, knows no domain by itself, and quotes what it states."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kg import terms
from kg.extract import extract
from kg.model import Brief, Fact, Literal, Part, Reading
from kg.ontology import Ontology, load
from kg.readers import read
from kg.terms import ID, INITIATIVE, MENTIONS, OWL, SKOS, START_DATE, TYPE, WCO

ROOT = Path(__file__).parent.parent
WRECK = "https://example.org/wrecks#"


# A second domain, read by the same code


WRECKS = Ontology(ROOT / "tests" / "toy")
HAKE = Brief(
    "hake",
    "Doubloons of the Golden Hake",
    "Neptune Salvors raised the Golden Hake in Eddystone Bay on 3 May 1901, at the cost of the Lobster Trust "
    "(LT). Triton Divers (TD) and Baltic Divers joined a deep dive; TD were glad. LT has not raised the "
    "Goldhake before.",
)


def told(reading: Reading, number: int) -> set[tuple[str, str]]:
    """What a reading says of one initiative: local names of properties, labels of entities."""
    labels = {e.iri: e.label for e in (*WRECKS.entities.values(), *reading.entities)}
    return {
        (_local(fact.predicate), labels.get(value, _local(value)))
        for fact in reading.facts
        if fact.subject == reading.initiatives[number].iri
        for value in [fact.object.value if isinstance(fact.object, Literal) else fact.object]
    }


def _local(iri: str) -> str:
    return iri.rpartition("#")[2]


def test_another_domain_is_read_by_the_same_code() -> None:
    reading = extract(HAKE, WRECKS)
    assert len(reading.initiatives) == 2
    assert told(reading, 0) == {
        ("type", "Salvage"),
        ("salvor", "Neptune Salvors"),
        ("aboutShip", "Golden Hake"),
        ("inSea", "Eddystone Bay"),
        ("payer", "Lobster Trust"),
        ("startDate", "1901-05-03"),
        ("theme", "Treasure"),
    }
    assert told(reading, 1) == {
        ("type", "Dive"),
        ("diver", "Triton Divers"),
        ("diver", "Divers of the Baltic Sea"),
    }


def test_names_of_another_domain_are_found_in_every_form() -> None:
    reading = extract(HAKE, WRECKS)
    labels = {e.iri: e.label for e in (*WRECKS.entities.values(), *reading.entities)}
    mentions = [(labels[str(f.object)], f.evidence.exact) for f in reading.facts if f.predicate == MENTIONS]
    assert sorted(mentions) == [
        ("Divers of the Baltic Sea", "Baltic Divers"),
        ("Eddystone Bay", "Eddystone Bay"),
        ("Golden Hake", "Golden Hake"),
        ("Golden Hake", "Golden Hake"),
        ("Golden Hake", "Goldhake"),
        ("Lobster Trust", "LT"),
        ("Lobster Trust", "LT"),
        ("Lobster Trust", "Lobster Trust"),
        ("Neptune Salvors", "Neptune Salvors"),
        ("Triton Divers", "TD"),
        ("Triton Divers", "TD"),
        ("Triton Divers", "Triton Divers"),
    ]


# Grammar that no pattern tells of


@pytest.mark.parametrize(
    "text",
    [
        "The WCO did not hold its annual conference in Baku.",
        "The workshop in Suva was not held.",
        "No workshop was held in Suva.",
        "It doesn't organize workshops.",
        "The workshop didn't take place.",
        "Kenya hasn't yet signed the memorandum of understanding.",
    ],
)
def test_what_was_not_done_is_no_initiative(text: str) -> None:
    assert not extract(Brief("b", "", text)).initiatives


@pytest.mark.parametrize(
    "text",
    [
        "The workshop did not touch on valuation.",
        "The workshop, which was not funded by Norad, covered transit.",
        "The WCO not only held a workshop but paid for it.",
        "Officers learned about transit at a workshop.",
    ],
)
def test_what_was_done_is_an_initiative_whatever_was_not(text: str) -> None:
    assert [initiative.label for initiative in extract(Brief("b", "", text)).initiatives] == ["Workshop"]


@pytest.mark.parametrize(
    ("text", "role", "who"),
    [
        # who helped is no organizer
        ("Ghana Customs, assisted by UNODC, held a seminar in Accra.", "organizedBy", {"ghana"}),
        ("Ghana Customs, supported by the WCO, held a seminar in Accra.", "hostedBy", set()),
        # nor is who paid, though named right before those who did it
        (
            "Thanks to a grant from the World Bank, Ghana Customs and the WCO held a workshop in Accra.",
            "organizedBy",
            {"ghana", "wco"},
        ),
        ("Together with UNODC, Ghana Customs held a workshop in Accra.", "organizedBy", {"ghana"}),
        # who receives a training is helped, and who pays a visit no donor
        ("In May 2019 Ghana Customs received training from the WCO.", "benefits", {"ghana"}),
        ("On 5 May 2019 the Commissioner of Ghana Customs paid a visit to the WCO.", "fundedBy", set()),
    ],
)
def test_who_has_which_part(text: str, role: str, who: set[str]) -> None:
    iris = {"ghana": "customs-gh", "wco": "wco"}
    found = {fact.object for fact in extract(Brief("b", "", text)).facts if fact.predicate == WCO + role}
    assert found == {ID + iris[name] for name in who}


@pytest.mark.parametrize(
    ("text", "role", "days"),
    [
        (
            "The WCO held workshops in Suva and Apia on 3-5 May and 10-12 May 2019 respectively.",
            "heldIn",
            {"3": {"Suva"}, "10": {"Apia"}},
        ),
        (
            "Two workshops were held: one in Dakar from 3 to 5 May 2020 for Senegal and Mali, the other in "
            "Abidjan from 10 to 12 May for Chad and Niger.",
            "benefits",
            {"3": {"Senegal", "Mali"}, "10": {"Chad", "Niger"}},
        ),
        (
            "A course was held in Conakry from 3 to 5 May 2022, funded by Norway. Another, from 10 to 12 "
            "May in Libreville, was funded by Sweden.",
            "fundedBy",
            {"3": {"Government of Norway"}, "10": {"Government of Sweden"}},
        ),
    ],
)
def test_what_stands_by_a_date_belongs_to_it(text: str, role: str, days: dict[str, set[str]]) -> None:
    reading = extract(Brief("b", "", text))
    labels = {entity.iri: entity.label for entity in (*load().entities.values(), *reading.entities)}
    found: dict[str, set[str]] = {}
    for begun in reading.facts:
        if begun.predicate == START_DATE:
            of = {f.object for f in reading.facts if (f.subject, f.predicate) == (begun.subject, WCO + role)}
            found[begun.object.value[-2:].lstrip("0")] = {labels[iri] for iri in of}
    assert found == days


# No knowledge of the domain in the code


def strings(path: Path) -> Iterator[str]:
    """The string constants of a module, docstrings aside."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


def domain_words() -> set[str]:
    """Names of the domain's terms and things, and the nouns and heads by which patterns know them."""
    ontology = load()
    structural = {value for value in vars(terms).values() if isinstance(value, str)}
    declared = [
        iri
        for kind in ("Class", "ObjectProperty", "DatatypeProperty")
        for iri in ontology.graph.instances(OWL + kind)
        if iri not in structural
    ]
    words = {iri.removeprefix(WCO) for iri in declared} | {iri.removeprefix(ID) for iri in ontology.entities}
    # how the extractor uses labels
    words -= {"demonym", "localAcronym", "shortName", "weakCue", "alpha2", "withArticle"}
    for iri in ontology.entities:
        words |= set(ontology.graph.values(iri, SKOS + "prefLabel", SKOS + "altLabel", SKOS + "hiddenLabel"))
    for iri in ontology.patterns.subjects():
        words |= set(ontology.patterns.values(iri, *(WCO + name for name in ("noun", "head", "leadingHead"))))
    return words


@pytest.mark.parametrize("path", sorted((ROOT / "kg" / "extract").glob("*.py")), ids=lambda path: path.stem)
def test_the_code_knows_no_domain(path: Path) -> None:
    # a word that is noun and verb, and one that is spelled in two ways
    of_english = {"report", "program", "programme"} if path.stem == "english" else set()
    assert domain_words() & set(strings(path)) == of_english


# The law of evidence


@cache
def fragments() -> list[str]:
    """Pieces of real briefs and of the vocabulary, to make texts of that are like briefs and yet wild."""
    briefs = list(read([ROOT / "data" / "briefs"], lambda notice: None))
    sentences = [piece for brief in briefs for piece in (brief.title, *brief.text.split(". "))]
    phrases = [piece for sentence in sentences for piece in sentence.split(", ")]
    names = sorted(entity.label for entity in load().entities.values())[::12]
    return [
        *sentences,
        *phrases,
        *names,
        "(WCO)",
        "_V",  # an underscore begins a word, and is no letter
        "“",
        "”",
        "Operation",
        "(",
        ")",
        "of",
        "Customs",
        "and",
        "'s",
    ]


PIECES = st.one_of(st.sampled_from(fragments()), st.text(max_size=12))
TEXTS = st.lists(PIECES, max_size=12).flatmap(
    lambda pieces: st.sampled_from([" ", ", ", ". ", "\n\n", ""]).map(lambda joint: joint.join(pieces))
)


def fits(fact: Fact, reading: Reading, ontology: Ontology) -> bool:
    """Tell whether a fact's object exists, and may stand where it stands."""
    if isinstance(fact.object, Literal):
        return True
    if fact.predicate == TYPE:
        return fact.object in ontology.initiative_types
    minted = {entity.iri: entity for entity in reading.entities}
    entity = minted.get(fact.object) or ontology.entities[fact.object]
    role = ontology.roles.get(fact.predicate)
    return role is None or any(ontology.is_a(cls, wanted) for cls in entity.types for wanted in role.ranges)


@settings(max_examples=200)
@given(title=TEXTS, text=TEXTS)
@example(title="", text="The World Customs Organization (WCO)0")
def test_what_is_stated_is_quoted(title: str, text: str) -> None:
    brief = Brief("b", title, text)
    reading = extract(brief)
    for fact in reading.facts:
        said = fact.evidence
        assert said.exact
        assert brief.part(said.part)[said.start : said.end] == said.exact
        assert said.start >= 0
        assert 0 < said.confidence <= 1
        assert fits(fact, reading, load())
    assert extract(brief) == reading


@pytest.mark.parametrize(
    "text", ["", " ", "\n", "(", "()", "(WCO)", "_V", "WCO", "'s", "of", "“", "Operation", "\u0301", "İ", "ß"]
)
def test_odd_texts_are_read(text: str) -> None:
    for brief in (Brief("b", text, ""), Brief("b", "", text), Brief("b", text, text)):
        assert {fact.predicate for fact in extract(brief).facts} <= {MENTIONS, TYPE, SKOS + "hiddenLabel"}


def test_a_brief_may_break_off_after_any_word() -> None:
    for brief in read([ROOT / "tests" / "gold" / "further.jsonl"], lambda notice: None):
        for word in re.finditer(r"\w+|'s|[^\w\s]", brief.text):
            cut = Brief("b", brief.title, brief.text[: word.end()])
            assert all(fact.evidence.end <= len(cut.part(fact.evidence.part)) for fact in extract(cut).facts)


def test_every_initiative_has_a_type_that_is_quoted() -> None:
    for brief in read([ROOT / "data" / "briefs"], lambda notice: None):
        reading = extract(brief)
        typed = {
            fact.subject for fact in reading.facts if fact.predicate == TYPE and fact.object != INITIATIVE
        }
        assert typed == {initiative.iri for initiative in reading.initiatives}
        assert {fact.evidence.part for fact in reading.facts} <= {Part.HEADLINE, Part.BODY}
