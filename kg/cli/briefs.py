"""Commands that read briefs."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from kg.cli.explore import overview
from kg.cli.options import (
    OUTPUT,
    decisions_file,
    language_model,
    reading_into,
    reads_briefs,
    tell,
    warn_of_change,
)
from kg.console import printable, table
from kg.errors import InputError
from kg.readers import Level, Notice
from kg.writers import write

if TYPE_CHECKING:
    from kg.model import Reading
    from kg.settings import Settings

FILES: Final = {
    "graph.ttl": "turtle",
    "graph.trig": "trig",
    "graph.nq": "nquads",
    "graph.jsonld": "jsonld",
    "graph.graphml": "graphml",
    "entities.csv": "entities",
    "links.csv": "links",
    "index.html": "html",
}
"""What a build writes, and in which format."""


@click.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    default=OUTPUT,
    show_default=True,
    help="The folder to write to.",
)
@click.option(
    "--store",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Keep the graph in this folder, and add to what is there.",
)
@reads_briefs
@decisions_file
def build(inputs: tuple[str, ...], output: Path, folder: Path | None, how: Settings) -> None:
    """Turn briefs into a graph and write it in all the usual forms.

    INPUT is a file (.txt, .md, .jsonl, .json, .csv), a folder of such files, or - for standard input.
    A file that cannot be read is named, and the rest goes on.
    """
    from kg import build as run
    from kg.summary import summarize

    with reading_into(folder, how) as (store, arguments):
        result = run(inputs, store=store, **arguments)
        if folder:
            from kg.history import record

            record(folder, "build", inputs, result)
    failed = tell(result.notices)
    if model := arguments["reader"]:
        click.echo(model.tally, err=True)
    if not store.briefs():
        raise click.ClickException("no brief was found, and nothing was written")
    for name, format in FILES.items():
        write(store, format, output / name)
    click.echo(overview(summarize(store), result.briefs))
    if folder:
        warn_of_change(store, folder)
    left = len(result.notices)
    if left:
        click.echo(f"\nNot read, left out or skipped: {left}, each named above")
    click.echo(
        f"\nNext: open {printable(str(output / 'index.html'))} in a browser, read "
        f"{printable(str(output / 'graph.ttl'))}, or ask: kg ask"
    )
    sys.exit(1 if failed else 0)


@click.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("--format", type=click.Choice(["jsonl", "table"]), default="jsonl", show_default=True)
@click.option(
    "--explain",
    is_flag=True,
    help="Print how each sentence was read instead: words, names, verbs, patterns that fired, initiatives.",
)
@reads_briefs
def extract(inputs: tuple[str, ...], format: str, explain: bool, how: Settings) -> None:
    """Print the facts of briefs with the words they rest on, without keeping them."""
    from kg import extract as by_patterns
    from kg.extract.explain import explain as account
    from kg.model import confident
    from kg.ontology import load
    from kg.readers import read

    notices: list[Notice] = []
    model = language_model(how)
    labels, found = load().labels, False
    for brief in read(inputs, notices.append):
        found = True
        if explain:
            for line in account(brief):
                click.echo(printable(line))
            continue
        try:
            reading = confident((model or by_patterns)(brief), how.min_confidence or 0.0)
        except InputError as fault:
            notices.append(Notice(Level.ERROR, fault))
            continue
        known = labels | {brief.iri: brief.title or brief.id}
        known |= {entity.iri: entity.label for entity in reading.entities}
        known |= {initiative.iri: initiative.label for initiative in reading.initiatives}
        for line in _fact_lines(reading, known) if format == "jsonl" else _fact_table(reading, known):
            click.echo(line)
    failed = tell(notices)
    if model:
        click.echo(model.tally, err=True)
    sys.exit(1 if failed or not found else 0)


def _fact_lines(reading: Reading, labels: dict[str, str]) -> Iterator[str]:
    from kg.model import Literal
    from kg.names import curie

    for fact in reading.facts:
        literal = isinstance(fact.object, Literal)
        target = fact.object.value if isinstance(fact.object, Literal) else curie(fact.object)
        said = fact.evidence
        line = {
            "brief": reading.brief.id,
            "subject": curie(fact.subject),
            "predicate": curie(fact.predicate),
            "object": target,
            "label": target if literal else labels.get(str(fact.object), target),
            "part": said.part,
            "start": said.start,
            "end": said.end,
            "words": said.exact,
            "rule": curie(said.rule),
            "confidence": said.confidence,
        }
        yield printable(json.dumps(line, ensure_ascii=False))


def _fact_table(reading: Reading, labels: dict[str, str]) -> Iterator[str]:
    from kg.model import Literal
    from kg.names import curie

    yield printable(reading.brief.title or reading.brief.id)
    subject = ""
    rows: list[list[str]] = []
    for fact in reading.facts:
        target = fact.object.value if isinstance(fact.object, Literal) else fact.object
        mark = "" if fact.subject == subject else labels.get(fact.subject, curie(fact.subject))
        subject = fact.subject
        said = fact.evidence
        name = labels.get(fact.predicate, curie(fact.predicate))
        words = f"“{said.exact}”"
        rows.append([mark, name, labels.get(target, curie(target)), words, f"{said.confidence:.2f}"])
    yield table(["subject", "property", "object", "words", "confidence"], rows) + "\n"
    for warning in reading.warnings:
        yield f"doubtful: {printable(warning)}"
