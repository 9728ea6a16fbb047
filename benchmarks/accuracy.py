"""Writes how well the annotated briefs are read, to ``docs/accuracy.md`` and README: ``make evaluate``."""

from __future__ import annotations

import re
from pathlib import Path

from kg.evaluate import DATES, ENTITIES, EVIDENCE, ROLES, TYPES, Score, evaluate

ROOT = Path(__file__).parent.parent
GOLD = {
    "further.jsonl": "to develop with: patterns were mended by what was missed here, weights learned from it",
    "harder.jsonl": "kept back, with wordings harder than usual",
    "plain.jsonl": "kept back, written as newsrooms write, each annotated by one reader",
    "heldout.jsonl": "kept back: who wrote patterns or vocabulary did not look at these",
}
WHOLE = {
    ROLES: "Roles: who has which part",
    TYPES: "Kinds of initiative",
    ENTITIES: "Entities named",
    DATES: "Dates",
}
OTHER = {*WHOLE, EVIDENCE}
PLACE = re.compile(r"(<!-- accuracy: .* -->\n)[^<]*(<!-- end of accuracy -->)")
COLUMNS = """| | precision | recall | F1 | annotated | found |
| --- | --- | --- | --- | --- | --- |"""
BANDS = """| confidence | right | facts |
| --- | --- | --- |"""
HEAD = """# Accuracy

How well the extractor reads briefs that were annotated by hand ([how](../tests/gold/README.md)).
`make evaluate` writes this page; `kg evaluate tests/gold/further.jsonl --errors` lists every miss.

Precision is the share of what was found that is right, recall the share of what is there that was found,
F1 their harmonic mean. Each fact carries a confidence: the last tables show how often facts that sure are
right."""


def row(name: str, score: Score) -> str:
    """Give one line of a table."""
    figures = " | ".join(f"{figure:.2f}" for figure in (score.precision, score.recall, score.f1))
    return f"| {name} | {figures} | {score.hits + score.misses} | {score.hits + score.extras} |"


def main() -> None:
    """Measure and write."""
    lines = [HEAD]
    table = ""
    for file, purpose in GOLD.items():
        result = evaluate(ROOT / "tests" / "gold" / file)
        table = "\n".join([COLUMNS, *(row(label, result.scores[name]) for name, label in WHOLE.items())])
        roles = [row(f"`{name}`", score) for name, score in result.scores.items() if name not in OTHER]
        sure = [f"| {band.label} | {band.share:.2f} | {band.facts} |" for band in result.calibration]
        lines += [
            f"## {len(result.briefs)} briefs {purpose}",
            table,
            "\n".join(["Of the roles:", "", COLUMNS, *roles]),
            "\n".join(["Of the roles, kinds and dates by their confidence:", "", BANDS, *sure]),
            f"Roles quoted at the very place they name: {result.scores[EVIDENCE].precision:.0%}.",
        ]
    (ROOT / "docs" / "accuracy.md").write_text("\n\n".join(lines) + "\n", encoding="utf-8")
    readme = ROOT / "README.md"
    text = readme.read_text(encoding="utf-8")
    readme.write_text(PLACE.sub(lambda place: f"{place[1]}{table}\n{place[2]}", text), encoding="utf-8")
    print(table)


if __name__ == "__main__":
    main()
