"""Commands that write a graph to files."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kg.cli.options import Where, open_whole, reads_graph
from kg.console import printable
from kg.writers import WRITERS, write


@click.command()
@click.option("--format", "name", type=click.Choice(list(WRITERS)), required=True)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    required=True,
    help="The file to write; - for standard output.",
)
@click.option(
    "--provenance/--no-provenance",
    default=None,
    help="With or without the evidence, where the format can carry it; by default as suits the format.",
)
@reads_graph
def export(name: str, output: Path, provenance: bool | None, where: Where) -> None:
    """Write the graph in one format."""
    data = open_whole(where)
    if output == Path("-"):
        WRITERS[name](data, sys.stdout.buffer, *(() if provenance is None else (provenance,)))
    else:
        write(data, name, output, provenance)


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@reads_graph
def snapshot(file: Path, where: Where) -> None:
    """Write the whole graph to FILE: .nq or .trig, compressed if .gz, .bz2 or .xz follows."""
    from kg.snapshot import snapshot as keep

    keep(open_whole(where), file)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--store",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="The folder to make, which must be missing or empty.",
)
def restore(file: Path, store: Path) -> None:
    """Make a store of the snapshot FILE."""
    from kg.snapshot import restore as bring_back

    bring_back(file, store)


@click.command()
@click.argument("a", type=click.Path(exists=True, path_type=Path))
@click.argument("b", type=click.Path(exists=True, path_type=Path))
def diff(a: Path, b: Path) -> None:
    """Print what B holds and A does not (+), and the other way round (-), by brief.

    A and B are stores, snapshots, or a build's .nq or .trig. Nothing is printed where they are equal.
    """
    from kg.diff import differences
    from kg.names import curie
    from kg.store import GraphStore

    def show(node: object) -> str:
        return printable(curie(str(node.value))) if isinstance(node, ox.NamedNode) else printable(str(node))

    import pyoxigraph as ox

    before, after = GraphStore.read(a), GraphStore.read(b)
    for sign, here, there in (("+", after, before), ("-", before, after)):
        for iri in sorted(here.entities() - there.entities()):
            click.echo(f"{sign} {printable(curie(iri))}")
    for each in differences(before, after):
        click.echo(f"\n{printable(curie(each.graph))}")
        for sign, triples in (("-", each.gone), ("+", each.added)):
            for triple in triples:
                click.echo(f"{sign} {' '.join(map(show, triple))}")
        if each.evidence:
            click.echo(f"  {each.evidence:,} triples of evidence differ")
