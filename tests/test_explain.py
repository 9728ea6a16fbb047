"""The account of how a brief was read."""

from pathlib import Path

from kg.extract.explain import explain
from kg.model import Brief
from kg.ontology import Ontology

TEXT = (
    "The World Customs Organization (WCO) and the Volta Academy will hold a workshop on 3 March 2024. "
    "Officers from Ghana attended the training, which was not funded by the Gambian Government."
)


def block(lines: list[str], title: str) -> list[str]:
    """The lines of all blocks of a title, without it."""
    found = []
    inside = False
    for line in lines:
        inside = line.startswith(f"{title:<12}") or (inside and line.startswith(" " * 12))
        if inside:
            found.append(line[12:])
    return found


def test_each_level_of_the_reading_is_told() -> None:
    lines = explain(Brief("b", "News", TEXT))
    assert lines[0] == "Headline: News"
    assert "Volta Academy/name will/modal hold/verb a/determiner workshop/kind" in block(lines, "words")[1]
    assert "“Volta Academy” = Volta Academy (id:candidate-volta-academy)" in block(lines, "names")
    assert block(lines, "dates") == ["“3 March 2024” = 2024-03-03"]
    verbs = block(lines, "verbs")
    assert verbs[0].startswith(
        "hold, active, planned or possible: subject “The World Customs Organization (WCO)"
    )
    assert verbs[-1].startswith("fund, passive, denied: ")
    assert any("X = Ghana → " in line for line in block(lines, "patterns"))
    assert any(line.startswith("“training” = training, weight ") for line in block(lines, "initiative"))
    assert any(line.startswith("Initiative 1: ") for line in lines)


def test_an_empty_brief_has_nothing_to_tell() -> None:
    assert explain(Brief("b", "", "")) == []


def test_another_domain_is_explained_by_the_same_code() -> None:
    wrecks = Ontology(Path(__file__).parent / "toy")
    lines = explain(Brief("b", "", "Neptune Salvors raised the Golden Hake."), wrecks)
    (fired,) = block(lines, "patterns")
    assert fired.startswith(
        "X [raise|salvage] Y (pat:raise, 0.90): X = Neptune Salvors → salvor; Y = Golden Hake"
    )
