"""Commands that write a graph to files."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kg.cli.options import open_graph, reads_graph
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
def export(name: str, output: Path, provenance: bool | None, store: Path | None, graph: Path | None) -> None:
    """Write the graph in one format."""
    data = open_graph(store, graph)
    if output == Path("-"):
        WRITERS[name](data, sys.stdout.buffer, *(() if provenance is None else (provenance,)))
    else:
        write(data, name, output, provenance)
