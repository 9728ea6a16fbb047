"""Weights are learned from annotated briefs, and decide what is believed."""

from __future__ import annotations

import json
import shutil
from math import exp
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import OntologyError
from kg.extract import extract
from kg.extract.weighing import SUREST, UNIT, Scales
from kg.model import Brief, Reading
from kg.ontology import Ontology
from kg.terms import WCO
from kg.train import train

ROOT = Path(__file__).parent.parent
FUNDED = WCO + "fundedBy"
DONORS = (
    "World Bank",
    "Asian Development Bank",
    "African Development Bank",
    "Inter-American Development Bank",
)
TEXT = "The World Customs Organization held a workshop in Accra. {} dug deep into its own pockets."


def annotate(path: Path, *, funded: bool) -> Path:
    """Write a brief for each donor, annotated as paying or not."""
    with path.open("w") as file:
        for number, donor in enumerate(DONORS):
            entities = {
                key: {"class": "Agency", "label": label, "mentions": [label]}
                for key, label in (("e1", "World Customs Organization"), ("e2", donor))
            }
            roles = {"organizedBy": ["e1"]} | ({"fundedBy": ["e2"]} if funded else {})
            line = {
                "id": str(number),
                "title": "",
                "text": TEXT.format(f"The {donor}"),
                "entities": entities,
                "initiatives": [{"type": ["Workshop"], "roles": roles}],
            }
            file.write(json.dumps(line) + "\n")
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the ontology that has learned only who pays, in words that no pattern knows."""
    folder = tmp_path_factory.mktemp("weighing") / "ontology"
    shutil.copytree(ROOT / "ontology", folder)
    train([annotate(folder.parent / "gold.jsonl", funded=True)], Ontology(folder))
    return folder


WEIGHTS = st.dictionaries(
    st.sampled_from(["", "a", "b", "c", "Agency | a", "Agency | d"]), st.integers(-900, 900)
)


@given(
    table=st.dictionaries(st.sampled_from(["hostedBy", "fundedBy", "supports"]), WEIGHTS),
    seen=st.sets(st.sampled_from(["a", "b", "c", "d", "e"])),
    kind=st.sampled_from(["", "Agency", "Country"]),
)
def test_no_question_is_weighed_by_what_speaks_for_another(
    table: dict[str, dict[str, int]], seen: set[str], kind: str
) -> None:
    speaking = {"", *seen, *(f"{kind} | {each}" for each in seen)}
    for question, likely in Scales(table).weigh(seen, kind).items():
        total = sum(weight for of, weight in table[question].items() if of in speaking)
        assert likely == min(max(1 - SUREST, 1 / (1 + exp(-total / UNIT))), SUREST)


def read(ontology: Path, text: str) -> Reading:
    return extract(Brief("b", "", text), Ontology(ontology))


def test_what_is_learned_of_some_names_is_read_of_others(folder: Path) -> None:
    text = TEXT.format("The European Commission")
    (fact,) = [fact for fact in read(folder, text).facts if fact.predicate == FUNDED]
    assert fact.object.endswith("european-commission")  # type: ignore[union-attr]
    assert fact.evidence.exact == text[fact.evidence.start : fact.evidence.end] == "European Commission"
    assert 0.5 <= fact.evidence.confidence < 1


@pytest.mark.parametrize("reviewed", [True, False])
def test_briefs_that_were_read_again_outweigh_the_others(
    folder: Path, tmp_path: Path, reviewed: bool
) -> None:
    shutil.copytree(folder, tmp_path / "ontology")
    paid = annotate(tmp_path / "paid.jsonl", funded=True)
    unpaid = annotate(tmp_path / "unpaid.jsonl", funded=False)
    gold, unreviewed = (paid, unpaid) if reviewed else (unpaid, paid)
    train([gold], Ontology(tmp_path / "ontology"), unreviewed=[unreviewed])
    found = read(tmp_path / "ontology", TEXT.format("The European Commission"))
    assert (FUNDED in {fact.predicate for fact in found.facts}) is reviewed


def test_nothing_is_learned_without_briefs(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "ontology")
    train([], Ontology(tmp_path / "ontology"))
    found = read(tmp_path / "ontology", TEXT.format("The European Commission"))
    assert FUNDED not in {fact.predicate for fact in found.facts}
    # the patterns still speak for themselves
    assert WCO + "organizedBy" in {fact.predicate for fact in found.facts}


def test_a_broken_line_is_named(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "ontology")
    path = tmp_path / "ontology" / "weights" / "roles.tsv"
    path.write_text("fundedBy\tfirst\t12\nfundedBy\tlast\theavy\n")
    with pytest.raises(OntologyError, match=r"roles\.tsv, line 2: not a question"):
        read(tmp_path / "ontology", "The World Customs Organization held a workshop.")
