"""Commands that keep a graph in a folder."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.options import (
    OUTDATED,
    Command,
    counting,
    decisions_file,
    language_model,
    min_confidence,
    number,
    reads_briefs,
    tell,
)
from kg.console import printable, table

if TYPE_CHECKING:
    from kg.llm import LlmReader


def keeps(command: Command) -> Command:
    """Give a command the option that says which store to change."""
    folder = click.Path(file_okay=False, path_type=Path)
    return click.option("--store", type=folder, required=True, help="The folder of the store.")(command)


@click.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@keeps
@min_confidence
@decisions_file
@reads_briefs
def add(
    inputs: tuple[str, ...],
    store: Path,
    min_confidence: float,
    decisions: Path | None,
    reader: str,
    llm_model: str | None,
    llm_cache: Path | None,
) -> None:
    """Put the briefs of INPUT into a store: new ones are added, changed ones replaced, the rest skipped.

    Each line that is printed names a brief that is kept for good.
    """
    _take_in("add", inputs, store, min_confidence, decisions, language_model(reader, llm_model, llm_cache))


@click.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@keeps
@min_confidence
@decisions_file
@reads_briefs
def update(
    inputs: tuple[str, ...],
    store: Path,
    min_confidence: float,
    decisions: Path | None,
    reader: str,
    llm_model: str | None,
    llm_cache: Path | None,
) -> None:
    """Make a store hold just the briefs of INPUT: as add, and what INPUT holds no more is taken out.

    If a part of INPUT cannot be read, nothing is taken out.
    """
    _take_in("update", inputs, store, min_confidence, decisions, language_model(reader, llm_model, llm_cache))


@click.command()
@keeps
@min_confidence
@decisions_file
@reads_briefs
def refresh(
    store: Path,
    min_confidence: float,
    decisions: Path | None,
    reader: str,
    llm_model: str | None,
    llm_cache: Path | None,
) -> None:
    """Read the briefs of a store again, after ontology/ has changed."""
    _take_in("refresh", (), store, min_confidence, decisions, language_model(reader, llm_model, llm_cache))


@click.command()
@click.argument("briefs", nargs=-1, required=True, metavar="BRIEF...")
@keeps
def remove(briefs: tuple[str, ...], store: Path) -> None:
    """Take briefs out of a store, with all that only they say. BRIEF is an identifier or an IRI."""
    from kg.build import BuildResult
    from kg.errors import UnknownNameError
    from kg.history import record
    from kg.model import Brief
    from kg.names import closest, expand
    from kg.store import GraphStore

    with GraphStore(_existing(store)) as data:
        there = set(data.briefs())
        iris = [expand(name) if expand(name) in there else Brief(name, "", "").iri for name in briefs]
        for name, iri in zip(briefs, iris, strict=True):
            if iri not in there:
                raise UnknownNameError(name, closest(name, [data.brief(each).id for each in there]))
        ids = [data.brief(iri).id for iri in iris]
        for iri in iris:
            data.remove_brief(iri)
        data.commit()
        record(store, "remove", briefs, BuildResult(data, 0, (), (), tuple(iris), ()))
    for name in ids:
        click.echo(f"removed {printable(name)}")


@click.command()
@click.option(
    "--store", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True, help="The store."
)
def history(store: Path) -> None:
    """Print when a store was changed, from which files, and how many briefs came and went."""
    from kg.history import history as changes

    header = ["when", "what", "read", "added", "replaced", "removed", "from", "by kg", "ontology"]
    rows = [
        [each.time, each.command]
        + [str(count) for count in (each.briefs, each.added, each.replaced, each.removed)]
        + [" ".join(each.inputs), each.version, each.ontology]
        for each in changes(store)
    ]
    click.echo(table(header, rows))


def _existing(store: Path) -> Path:
    if not store.is_dir():
        raise click.UsageError(f"there is no store {printable(str(store))} yet: kg add makes one")
    return store


def _take_in(
    command: str,
    inputs: tuple[str, ...],
    folder: Path,
    least: float,
    decisions: Path | None,
    model: LlmReader | None,
) -> None:
    """Add, update or refresh, write it down, and say what has come of it."""
    from kg.build import build as put
    from kg.build import refresh as read_again
    from kg.decisions import read_decisions
    from kg.history import record
    from kg.llm import WORKERS
    from kg.ontology import load
    from kg.store import GraphStore

    if command == "refresh":
        _existing(folder)
    decided = read_decisions(decisions, load()) if decisions else None
    workers = ThreadPoolExecutor(WORKERS) if model else nullcontext()
    with GraphStore(folder, load()) as store:
        with counting("Reading briefs") as progress, workers as executor:
            if command == "refresh":
                result = read_again(
                    store,
                    reader=model,
                    executor=executor,
                    min_confidence=least,
                    decisions=decided,
                    progress=progress,
                )
            else:
                result = put(
                    inputs,
                    store=store,
                    reader=model,
                    executor=executor,
                    min_confidence=least,
                    decisions=decided,
                    mirror=command == "update",
                    progress=progress,
                )
        record(folder, command, inputs, result)
        ids = {iri: store.brief(iri).id for iri in (*result.added, *result.replaced)}
        outdated = store.outdated()
    failed = tell(result.notices)
    if model:
        click.echo(model.tally, err=True)
    for what, iris in (("added", result.added), ("replaced", result.replaced), ("removed", result.removed)):
        for iri in iris:
            click.echo(f"{what} {printable(ids.get(iri, iri))}")
    unchanged = result.briefs - len(result.added) - len(result.replaced)
    click.echo(f"{number(result.briefs, 'brief')} read, {unchanged:,} of them as before", err=True)
    if outdated:
        click.echo(OUTDATED, err=True)
    sys.exit(1 if failed else 0)
