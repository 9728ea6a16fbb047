"""Commands that give a graph to servers and clients."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.options import OUTPUT, Where, counting, number, open_whole, reads_graph
from kg.serve.limits import Limits
from kg.terms import ID

_DEFAULT = Limits()


@click.command()
@click.argument(
    "files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="[FILE]..."
)
@click.option(
    "--store",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Serve the store in this folder.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option("--port", type=click.IntRange(0, 65535), default=8080, show_default=True)
@click.option(
    "--allow-host",
    "names",
    multiple=True,
    metavar="NAME",
    help="A name that clients may call this server by, beside localhost and --host. Repeat for several.",
)
@click.option(
    "--base",
    default=ID.removesuffix("id/"),
    show_default=True,
    help="What the IRIs of things begin with; the rest is their path here.",
)
@click.option("--workers", type=click.IntRange(1), default=_DEFAULT.workers, show_default=True)
@click.option(
    "--queue",
    type=click.IntRange(0),
    default=_DEFAULT.queue,
    show_default=True,
    help="Queries that may wait.",
)
@click.option(
    "--deadline",
    type=click.FloatRange(0.1),
    default=_DEFAULT.deadline,
    show_default=True,
    help="Seconds for a query.",
)
@click.option(
    "--memory",
    type=click.IntRange(32),
    default=_DEFAULT.memory,
    show_default=True,
    help="Megabytes for a query.",
)
@click.option(
    "--result",
    type=click.IntRange(1),
    default=_DEFAULT.result,
    show_default=True,
    help="Megabytes of an answer.",
)
def serve(
    files: tuple[Path, ...],
    store: Path | None,
    host: str,
    port: int,
    names: tuple[str, ...],
    base: str,
    workers: int,
    queue: int,
    deadline: float,
    memory: int,
    result: int,
) -> None:
    """Serve a graph to SPARQL clients and browsers, read-only, until stopped.

    FILE is RDF: .nq, .trig, .ttl, .nt, .rdf, .jsonld, also with .gz. Without FILE and --store, the last
    build's output/graph.nq is served. A graph that changes is picked up while serving.
    """
    import logging
    import sys

    import uvicorn

    from kg.serve.app import Service, application
    from kg.serve.guard import LOG, LOOPBACK, JsonLines
    from kg.serve.source import Source

    if files and store:
        raise click.UsageError("FILE and --store exclude each other")
    paths = [store] if store else list(files) or [OUTPUT / "graph.nq"]
    if not paths[0].exists():
        raise click.UsageError(f"there is no {paths[0]} yet: run 'kg build', or give --store or a FILE")
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    for logger in (LOG, logging.getLogger("uvicorn")):
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
        logger.propagate = False
    limits = Limits(workers, queue, deadline, memory, result)
    shown = f"[{host}]" if ":" in host else host
    app = application(
        Service(Source(paths), limits, base), {*LOOPBACK, shown.lower(), *map(str.lower, names)}
    )
    uvicorn.run(
        app,
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        limit_concurrency=1000,
    )


@click.command()
@reads_graph
@click.option("--update", metavar="URL", help="Where the server takes updates, if not where such servers do.")
@click.option("--delete", is_flag=True, help="Take out what was pushed before and the graph lacks.")
def push(where: Where, update: str | None, delete: bool) -> None:
    """Send the graph to the SPARQL 1.1 server at --endpoint, where it takes queries and updates.

    A graph for each brief replaces what was sent of it before; what is there already is not sent again, so a
    push that was stopped goes on where it stopped. Briefs that other stores have sent stay there, and so do
    those that this one no longer has, unless you say --delete. Credentials are taken from KG_ENDPOINT_USER
    and KG_ENDPOINT_PASSWORD, or KG_ENDPOINT_TOKEN.
    """
    from kg.endpoint import Endpoint

    if not where.endpoint:
        raise click.UsageError("--endpoint says where to send the graph")
    store = open_whole(Where(where.store, where.graph, None))
    with counting("Sending graphs") as progress:
        sent, gone = Endpoint(where.endpoint, update).push(store, progress, delete=delete)
    click.echo(f"{number(sent, 'graph')} sent, {number(gone, 'graph')} taken out")
