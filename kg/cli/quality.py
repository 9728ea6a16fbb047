"""Commands that check the ontology and measure the reading."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.options import number
from kg.console import printable, table

if TYPE_CHECKING:
    from kg.evaluate import Score


@click.command()
@click.option(
    "--ontology",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The folder to check; else the one that comes with kg.",
)
@click.option(
    "--graph",
    type=click.Path(exists=True, path_type=Path),
    help="Check this graph instead, against the shapes (SHACL): a store, or a .nq or .trig file.",
)
def check(ontology: Path | None, graph: Path | None) -> None:
    """Check the ontology's files, and run the examples beside its patterns."""
    from kg.check import check as faults_of
    from kg.ontology import load
    from kg.rules import violations
    from kg.store import GraphStore

    faults = violations(GraphStore.read(graph)) if graph else faults_of(load(ontology))
    for fault in faults:
        click.echo(printable(fault), err=True)
    click.echo(number(len(faults), "fault"))
    sys.exit(1 if faults else 0)


@click.command()
@click.argument("gold", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--ontology",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The folder to write weights into; else the one that comes with kg.",
)
@click.option(
    "--unreviewed",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Annotated briefs that nobody has read again: each counts a quarter. Repeat for several files.",
)
def train(gold: tuple[Path, ...], ontology: Path | None, unreviewed: tuple[Path, ...]) -> None:
    """Learn an ontology's weights from GOLD: annotated briefs as JSON lines."""
    from kg.ontology import load
    from kg.train import train as learn

    for name, size in learn(gold, load(ontology), unreviewed).items():
        click.echo(f"{name}: {number(size, 'weight')}")


@click.command()
@click.argument("gold", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--errors", is_flag=True, help="Also print each miss and each wrong find, by cause.")
@click.option("--briefs", is_flag=True, help="Also print a score for each brief, the worst first.")
def evaluate(gold: Path, errors: bool, briefs: bool) -> None:
    """Measure extraction against GOLD: annotated briefs as JSON lines."""
    from kg.evaluate import evaluate as measure

    result = measure(gold)

    def row(name: str, score: Score) -> list[str]:
        counts = (score.hits + score.misses, score.hits + score.extras)
        return [name, *(f"{x:.3f}" for x in (score.precision, score.recall, score.f1)), *map(str, counts)]

    columns = ("precision", "recall", "F1", "annotated", "found")
    click.echo(table(["", *columns], [row(*item) for item in result.scores.items()]))
    sure = [[band.label, f"{band.share:.3f}", str(band.facts)] for band in result.calibration]
    click.echo("\n" + table(["confidence", "right", "facts"], sure))
    if briefs:
        worst = sorted(result.briefs.items(), key=lambda item: (item[1].f1, item[0]))
        click.echo("\n" + table(["brief", *columns], [row(*item) for item in worst]))
    if errors:
        counts = [[cause, str(len(found))] for cause, found in result.causes]
        click.echo("\n" + table(["cause", "errors"], counts))
        for cause, found in result.causes:
            click.echo("\n" + "\n".join([cause, *(f"  {printable(str(error))}" for error in found)]))
