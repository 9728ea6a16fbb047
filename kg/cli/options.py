"""Options that several commands take, and how they print."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, fields
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from kg.console import printable
from kg.readers import Level, Notice

if TYPE_CHECKING:
    from kg.endpoint import Endpoint
    from kg.llm import LlmReader
    from kg.settings import Settings
    from kg.store import GraphStore

OUTPUT: Final = Path("output")
"""Where a build writes, and where commands that read look, unless told otherwise."""

OUTDATED: Final = "note: not all of this store was read as it would be now: kg refresh reads its briefs again"

SHOWN: Final = 10
"""How many of a long list are printed."""

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Where:
    """Where the graph is that a command reads: a store's folder, a file, or a SPARQL server."""

    store: Path | None
    graph: Path | None
    endpoint: str | None


def reads_graph(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that say which graph to read, as its argument ``where``."""

    @wraps(command)
    def reading(
        *args: Any, store: Path | None, graph: Path | None, endpoint: str | None, **options: Any
    ) -> Any:
        return command(*args, where=Where(store, graph, endpoint), **options)

    folder = click.Path(exists=True, file_okay=False, path_type=Path)
    file = click.Path(exists=True, dir_okay=False, path_type=Path)
    reading = click.option("--store", type=folder, help="Read the store in this folder.")(reading)
    reading = click.option(
        "--endpoint",
        metavar="URL",
        help="Ask the SPARQL server at this address, where 'kg push' has put the graph.",
    )(reading)
    return click.option(
        "--graph", type=file, help=f"Read this .nq or .trig file; else {OUTPUT}/graph.nq, of the last build."
    )(reading)


def reads_briefs(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that say how briefs are read, as its argument ``how``."""

    @wraps(command)
    def reading(*args: Any, **options: Any) -> Any:
        from kg.settings import Settings

        told = {field.name: options.pop(field.name, None) for field in fields(Settings)}
        return command(*args, how=Settings(**told), **options)

    reading = click.option(
        "--llm-cache",
        type=click.Path(file_okay=False, resolve_path=True, path_type=Path),
        help="The folder that the model's answers are kept in; else wco-kg/llm in the user's cache.",
    )(reading)
    reading = click.option(
        "--llm-model",
        envvar="KG_LLM_MODEL",
        show_envvar=True,
        help="The language model, as the endpoint (OPENAI_BASE_URL, OPENAI_API_KEY) calls it.",
    )(reading)
    reading = click.option(
        "--reader",
        type=click.Choice(["patterns", "llm"]),
        help="By the ontology's patterns, as is usual, or by a language model: pip install 'wco-kg[llm]'.",
    )(reading)
    return click.option(
        "--min-confidence",
        type=click.FloatRange(0, 1),
        metavar="FLOAT",
        help="Leave out facts about initiatives that are less sure than this, 0 to 1.",
    )(reading)


def language_model(how: Settings) -> LlmReader | None:
    """Give the language model that the options name, if they do."""
    if how.reader != "llm":
        return None
    if not how.llm_model:
        raise click.UsageError("--reader llm needs the name of a model: --llm-model or KG_LLM_MODEL")
    from kg.llm import LlmReader, default_cache
    from kg.ontology import load

    return LlmReader(load(), how.llm_model, how.llm_cache or default_cache())


def decisions_file(command: Command) -> Command:
    """Give a command the option that names the file of decisions on unknown names."""
    return click.option(
        "--decisions",
        type=click.Path(dir_okay=False, resolve_path=True, path_type=Path),
        envvar="KG_DECISIONS",
        show_envvar=True,
        help="The Turtle file of decisions on unknown names, which kg review writes.",
    )(command)


@contextmanager
def reading_into(folder: Path | None, how: Settings) -> Iterator[tuple[GraphStore, dict[str, Any]]]:
    """Open a store, and give with it the arguments that say how briefs are read into it.

    What the options leave open is as it was before in this store, and is remembered for the next time.
    """
    from concurrent.futures import ThreadPoolExecutor

    from kg.llm import WORKERS
    from kg.ontology import load
    from kg.settings import remember, remembered
    from kg.store import GraphStore

    settings = how.over(remembered(folder)) if folder else how
    model, decisions = language_model(settings), settings.decided(load())
    workers = ThreadPoolExecutor(WORKERS) if model else nullcontext()
    with GraphStore(folder, load()) as store, counting("Reading briefs") as progress, workers as executor:
        if folder:
            remember(folder, settings)
        yield (
            store,
            {
                "reader": model,
                "executor": executor,
                "min_confidence": settings.min_confidence or 0.0,
                "decisions": decisions,
                "progress": progress,
            },
        )


def warn_of_change(store: GraphStore, folder: Path) -> None:
    """Tell where briefs of a store may have been read otherwise than they would be now."""
    from kg.settings import remembered

    settings = remembered(folder)
    known = settings.decisions is None or settings.decisions.exists()
    if store.outdated(settings.manner(store.ontology) if known else None):
        click.echo(OUTDATED, err=True)


def open_graph(where: Where) -> GraphStore | Endpoint:
    """Open the graph that the options name."""
    if where.endpoint and not (where.store or where.graph):
        from kg.endpoint import Endpoint

        return Endpoint(where.endpoint)
    return open_whole(where)


def open_whole(where: Where) -> GraphStore:
    """Open the graph that the options name, for what needs all of it: from a server it is fetched."""
    from kg.store import GraphStore

    if sum(map(bool, (where.store, where.graph, where.endpoint))) > 1:
        raise click.UsageError("--store, --graph and --endpoint exclude each other")
    if where.endpoint:
        from kg.endpoint import Endpoint

        return Endpoint(where.endpoint).download()
    path = where.store or where.graph or OUTPUT / "graph.nq"
    if not path.exists():
        raise click.UsageError(f"there is no {path} yet: run 'kg build', or give --store or --graph")
    data = GraphStore.read(path)
    if where.store:
        warn_of_change(data, where.store)
    return data


def tell(notices: Iterable[Notice]) -> bool:
    """Print notices to standard error, a line each; tell whether one was an error."""
    failed = False
    for notice in notices:
        failed = failed or notice.level is Level.ERROR
        click.echo(f"{notice.level}: {printable(str(notice.fault))}", err=True)
    return failed


@contextmanager
def counting(label: str) -> Iterator[Callable[[int], None]]:
    """Show on a terminal how far some work of unknown length has come."""
    with click.progressbar(
        iter(lambda: None, 0),
        label=label,
        show_pos=True,
        show_eta=False,
        show_percent=False,
        file=sys.stderr,
        hidden=not sys.stderr.isatty(),
    ) as bar:
        yield lambda done: bar.update(done - bar.pos)


def number(count: int, noun: str) -> str:
    """Give a number with its noun."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def listing(title: str, items: list[str]) -> str:
    """Give a title and the first of some items."""
    lines = [f"  {printable(item)}" for item in items[:SHOWN]]
    rest = [f"  … and {len(items) - SHOWN:,} more"] if len(items) > SHOWN else []
    return "\n".join([title, *lines, *rest])
