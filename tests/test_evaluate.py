"""The measure of extraction: what counts as found, and what is left aside."""

import json
from itertools import zip_longest
from pathlib import Path

import pytest

from kg.errors import InputError
from kg.evaluate import evaluate
from kg.model import Brief, Entity, Evidence, Fact, Initiative, Literal, Part, Reading
from kg.ontology import Ontology
from kg.terms import END_DATE, ID, MENTIONS, START_DATE, TYPE, WCO, XSD

TEXT = "WCO and the Gambia Revenue Authority held a workshop in Fiji in May 2024."
GOLD = {
    "id": "b1",
    "title": "WCO trains",
    "text": TEXT,
    "entities": {
        "e1": {"class": "Agency", "label": "World Customs Organization", "mentions": ["WCO"]},
        "e2": {"class": "Country", "label": "Gambia", "mentions": ["the Gambia"], "country": "GM"},
        "e3": {"class": "Country", "label": "Fiji", "mentions": ["Fiji"], "country": "FJ"},
    },
    "initiatives": [
        {
            "type": ["Workshop"],
            "roles": {"organizedBy": ["e1"], "benefits": ["e2"], "hasTopic": ["transit"]},
            "unsure": [["heldIn", "e3"]],
            "start": "2024-05",
        }
    ],
}


def score(
    tmp_path: Path,
    said: list[tuple[str, str | Literal]],
    mentions: tuple[str, ...] = (),
    confidences: tuple[float, ...] = (),
) -> dict[str, object]:
    """Evaluate a reading made by hand: facts of one initiative, and what the brief mentions."""

    def read(brief: Brief, ontology: Ontology) -> Reading:
        evidence = Evidence(Part.BODY, 0, 3, "WCO", ID + "pattern", 0.9)
        sure = [evidence._replace(confidence=confidence) for confidence in confidences]
        facts = [
            Fact(ID + "i", predicate, target, words)
            for (predicate, target), words in zip_longest(said, sure, fillvalue=evidence)
        ]
        facts += [Fact(brief.iri, MENTIONS, ID + mention, evidence) for mention in mentions]
        minted = Entity(
            ID + "candidate-gra",
            "Gambia Tax Authority",
            (WCO + "OtherAgency",),
            (),
            ((WCO + "agencyOf", ID + "country-gm"),),
        )
        return Reading(brief, (Initiative(ID + "i", "Workshop"),), (minted,), tuple(facts))

    (tmp_path / "gold.jsonl").write_text(json.dumps(GOLD) + "\n")
    result = evaluate(tmp_path / "gold.jsonl", read=read)
    counts = {name: (s.hits, s.misses, s.extras) for name, s in result.scores.items()}
    return {
        **{name: c for name, c in counts.items() if any(c)},
        "errors": [str(error) for error in result.errors],
        "causes": {cause: [str(error) for error in errors] for cause, errors in result.causes},
        "calibration": {band.label: (band.facts, band.right) for band in result.calibration if band.facts},
    }


def test_what_is_right_is_counted_by_role(tmp_path: Path) -> None:
    said: list[tuple[str, str | Literal]] = [
        (TYPE, WCO + "Initiative"),
        (TYPE, WCO + "Workshop"),
        (WCO + "organizedBy", ID + "wco"),
        (WCO + "benefits", ID + "country-gm"),
        (WCO + "hasTopic", ID + "topic-transit"),
        (START_DATE, Literal("2024-05", XSD + "gYearMonth")),
    ]
    assert score(tmp_path, said, ("wco", "country-gm", "country-fj", "topic-transit")) == {
        "roles": (3, 0, 0),
        "organizedBy": (1, 0, 0),
        "benefits": (1, 0, 0),
        "hasTopic": (1, 0, 0),
        "types": (1, 0, 0),
        "entities": (3, 0, 0),
        "dates": (1, 0, 0),
        "evidence": (3, 0, 0),
        "errors": [],
        "causes": {},
        "calibration": {"0.9 and more": (5, 5)},
    }


def test_what_is_missed_and_wrong_is_told(tmp_path: Path) -> None:
    said: list[tuple[str, str | Literal]] = [
        (TYPE, WCO + "Training"),
        (WCO + "organizedBy", ID + "country-fj"),
        (END_DATE, Literal("2024", XSD + "gYear")),
    ]
    found = score(tmp_path, said, ("wco", "africa"))
    assert found["roles"] == (0, 3, 1)
    assert found["dates"] == (0, 1, 1)
    assert found["entities"] == (1, 2, 1)
    assert found["errors"] == [
        "b1 missed benefits Gambia",
        "b1 missed hasTopic transit",
        "b1 missed organizedBy World Customs Organization",
        "b1 wrong organizedBy Fiji",
        "b1 missed type Workshop",
        "b1 wrong type Training",
        "b1 missed entity Gambia",
        "b1 missed entity Fiji",
        "b1 wrong entity Africa",
        "b1 missed start 2024-05",
        "b1 wrong end 2024",
    ]
    assert found["causes"] == {
        "name not found": ["b1 missed benefits Gambia", "b1 missed entity Gambia", "b1 missed entity Fiji"],
        "another kind of initiative": ["b1 missed type Workshop", "b1 wrong type Training"],
        "date not found": ["b1 missed start 2024-05"],
        "date of something else": ["b1 wrong end 2024"],
        "name found, but no pattern fired": ["b1 missed organizedBy World Customs Organization"],
        "name without a role read into one": ["b1 wrong organizedBy Fiji"],
        "no such name annotated": ["b1 wrong entity Africa"],
        "topic weighed too light": ["b1 missed hasTopic transit"],
    }


def test_causes_tell_what_to_mend(tmp_path: Path) -> None:
    said: list[tuple[str, str | Literal]] = [
        (TYPE, WCO + "Workshop"),
        (TYPE, WCO + "Training"),
        (WCO + "fundedBy", ID + "wco"),
        (WCO + "hasTopic", ID + "topic-customs-valuation"),
        (WCO + "benefits", ID + "africa"),
        (START_DATE, Literal("2024-06", XSD + "gYearMonth")),
    ]
    causes = score(tmp_path, said)["causes"]
    assert isinstance(causes, dict)
    assert causes["another role"] == [
        "b1 wrong fundedBy World Customs Organization",
        "b1 missed organizedBy World Customs Organization",
    ]
    assert causes["another date"] == ["b1 missed start 2024-05", "b1 wrong start 2024-06"]
    assert causes["background or plan read as an initiative"] == ["b1 wrong type Training"]
    assert causes["topic weighed too heavy"] == ["b1 wrong hasTopic Customs valuation"]
    assert causes["no such name annotated"] == ["b1 wrong benefits Africa"]
    nothing = score(tmp_path, [], ("wco",))["causes"]
    assert isinstance(nothing, dict)
    assert len(nothing["initiative not found"]) == 4


def test_facts_are_judged_by_their_confidence(tmp_path: Path) -> None:
    said: list[tuple[str, str | Literal]] = [
        (WCO + "organizedBy", ID + "wco"),
        (WCO + "organizedBy", ID + "africa"),
        (WCO + "heldIn", ID + "country-fj"),
    ]
    sure = score(tmp_path, said, confidences=(0.6, 0.59, 0.9))["calibration"]
    assert sure == {"below 0.6": (1, 0), "0.6 to 0.7": (1, 1)}


@pytest.mark.parametrize("agency", ["customs-gm", "candidate-gra"])
def test_an_agency_passes_for_its_country_in_a_role_only(tmp_path: Path, agency: str) -> None:
    found = score(tmp_path, [(WCO + "benefits", ID + agency)], (agency,))
    assert found["benefits"] == (1, 0, 0)
    assert found["entities"] == (0, 3, 1)


def test_what_the_annotator_was_unsure_of_counts_nowhere(tmp_path: Path) -> None:
    found = score(tmp_path, [(WCO + "heldIn", ID + "country-fj")])
    assert "heldIn" not in found


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("{broken", "line 2: not a JSON object"),
        ("[]", "line 2: not a JSON object"),
        ("{}", "line 2: lacks entities"),
    ],
)
def test_a_gold_file_with_faults_is_named(tmp_path: Path, content: str, reason: str) -> None:
    (tmp_path / "gold.jsonl").write_text(json.dumps(GOLD) + "\n" + content)
    with pytest.raises(InputError, match=reason):
        evaluate(tmp_path / "gold.jsonl", read=lambda brief, ontology: Reading(brief, (), (), ()))
