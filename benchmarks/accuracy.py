"""Writes ``docs/accuracy.md``, how well the annotated briefs are read: ``make evaluate``."""

from __future__ import annotations

from pathlib import Path

from kg.evaluate import DATES, ENTITIES, EVIDENCE, ROLES, TYPES, Score, evaluate

ROOT = Path(__file__).parent.parent
GOLD = {
    "further.jsonl": "to develop with: patterns and vocabulary were mended by what was missed here",
    "heldout.jsonl": "kept back: who wrote patterns or vocabulary did not look at these",
}
WHOLE = {
    ROLES: "Roles: who has which part",
    TYPES: "Kinds of initiative",
    ENTITIES: "Entities named",
    DATES: "Dates",
}
HEAD = """# Accuracy

How well the extractor reads briefs that were annotated by hand ([how](../tests/gold/README.md)). `make evaluate` writes
this page; `kg evaluate tests/gold/further.jsonl --errors` lists every miss.

Precision is the share of what was found that is right, recall the share of what is there that was found, F1 their
harmonic mean.
"""


def row(name: str, score: Score) -> str:
    """Give one line of a table."""
    figures = " | ".join(f"{figure:.2f}" for figure in (score.precision, score.recall, score.f1))
    return f"| {name} | {figures} | {score.hits + score.misses} | {score.hits + score.extras} |"


def main() -> None:
    """Measure and write."""
    lines = [HEAD]
    for file, purpose in GOLD.items():
        result = evaluate(ROOT / "tests" / "gold" / file)
        lines += [
            f"## {len(result.briefs)} briefs {purpose}",
            "",
            "| | precision | recall | F1 | annotated | found |",
            "| --- | --- | --- | --- | --- | --- |",
            *(row(f"**{label}**", result.scores[name]) for name, label in WHOLE.items()),
            *(
                row(f"role `{name}`", score)
                for name, score in result.scores.items()
                if name not in WHOLE and name != EVIDENCE
            ),
            "",
            f"Roles quoted at the very place they name: {result.scores[EVIDENCE].precision:.0%}.",
            "",
        ]
    text = "\n".join(lines)
    (ROOT / "docs" / "accuracy.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
