"""Commands that keep a graph in a folder."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.options import (
    Command,
    decisions_file,
    number,
    reading_into,
    reads_briefs,
    tell,
    warn_of_change,
)
from kg.console import printable, table

if TYPE_CHECKING:
    from kg.settings import Settings


def keeps(command: Command) -> Command:
    """Give a command the option that says which store to change."""
    folder = click.Path(file_okay=False, path_type=Path)
    return click.option("--store", type=folder, required=True, help="The folder of the store.")(command)


@click.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@keeps
@reads_briefs
@decisions_file
def add(inputs: tuple[str, ...], store: Path, how: Settings) -> None:
    """Put the briefs of INPUT into a store: new ones are added, changed ones replaced, the rest skipped.

    Each line that is printed names a brief that is kept for good. What the options say of reading holds for
    this store from then on, until they say otherwise.
    """
    _take_in("add", inputs, store, how)


@click.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@keeps
@reads_briefs
@decisions_file
def update(inputs: tuple[str, ...], store: Path, how: Settings) -> None:
    """Make a store hold just the briefs of INPUT: as add, and what INPUT holds no more is taken out.

    If a part of INPUT cannot be read, nothing is taken out.
    """
    _take_in("update", inputs, store, how)


@click.command()
@keeps
@reads_briefs
@decisions_file
def refresh(store: Path, how: Settings) -> None:
    """Read the briefs of a store again, after ontology/ has changed."""
    _take_in("refresh", (), store, how)


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


def _take_in(command: str, inputs: tuple[str, ...], folder: Path, how: Settings) -> None:
    """Add, update or refresh, write it down, and say what has come of it."""
    from kg.build import build, refresh
    from kg.history import record

    if command == "refresh":
        _existing(folder)
    with reading_into(folder, how) as (store, arguments):
        if command == "refresh":
            result = refresh(store, **arguments)
        else:
            result = build(inputs, store=store, mirror=command == "update", **arguments)
        record(folder, command, inputs, result)
        ids = {iri: store.brief(iri).id for iri in (*result.added, *result.replaced)}
    failed = tell(result.notices)
    if model := arguments["reader"]:
        click.echo(model.tally, err=True)
    for what, iris in (("added", result.added), ("replaced", result.replaced), ("removed", result.removed)):
        for iri in iris:
            click.echo(f"{what} {printable(ids.get(iri, iri))}")
    unchanged = result.briefs - len(result.added) - len(result.replaced)
    click.echo(f"{number(result.briefs, 'brief')} read, {unchanged:,} of them as before", err=True)
    warn_of_change(store, folder)
    sys.exit(1 if failed else 0)
