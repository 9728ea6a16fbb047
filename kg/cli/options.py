"""Options that several commands take, and how they print."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from kg.console import printable
from kg.readers import Level, Notice

if TYPE_CHECKING:
    from kg.llm import LlmReader
    from kg.store import GraphStore

OUTPUT: Final = Path("output")
"""Where a build writes, and where commands that read look, unless told otherwise."""

OUTDATED: Final = (
    "note: ontology/ has changed since this store was written: kg refresh reads its briefs again"
)

SHOWN: Final = 10
"""How many of a long list are printed."""

Command = TypeVar("Command", bound=Callable[..., Any])


def reads_graph(command: Command) -> Command:
    """Give a command the options that say which graph to read."""
    folder = click.Path(exists=True, file_okay=False, path_type=Path)
    file = click.Path(exists=True, dir_okay=False, path_type=Path)
    command = click.option("--store", type=folder, help="Read the store in this folder.")(command)
    return click.option(
        "--graph", type=file, help=f"Read this .nq or .trig file; else {OUTPUT}/graph.nq, of the last build."
    )(command)


def min_confidence(command: Command) -> Command:
    """Give a command the option that leaves out what is unsure."""
    return click.option(
        "--min-confidence",
        type=click.FloatRange(0, 1),
        default=0.0,
        metavar="FLOAT",
        help="Leave out facts about initiatives that are less sure than this, 0 to 1.",
    )(command)


def reads_briefs(command: Command) -> Command:
    """Give a command the options that say what reads the briefs."""
    command = click.option(
        "--llm-cache",
        type=click.Path(file_okay=False, path_type=Path),
        help="The folder that the model's answers are kept in; else wco-kg/llm in the user's cache.",
    )(command)
    command = click.option(
        "--llm-model",
        envvar="KG_LLM_MODEL",
        show_envvar=True,
        help="The language model, as the endpoint (OPENAI_BASE_URL, OPENAI_API_KEY) calls it.",
    )(command)
    return click.option(
        "--reader",
        type=click.Choice(["patterns", "llm"]),
        default="patterns",
        show_default=True,
        help="Read by the ontology's patterns, or by a language model: pip install 'wco-kg[llm]'.",
    )(command)


def language_model(reader: str, model: str | None, cache: Path | None) -> LlmReader | None:
    """Give the language model that the options name, if they do."""
    if reader != "llm":
        return None
    if not model:
        raise click.UsageError("--reader llm needs the name of a model: --llm-model or KG_LLM_MODEL")
    from kg.llm import LlmReader, default_cache
    from kg.ontology import load

    return LlmReader(load(), model, cache or default_cache())


def decisions_file(command: Command) -> Command:
    """Give a command the option that names the file of decisions on unknown names."""
    return click.option(
        "--decisions",
        type=click.Path(dir_okay=False, path_type=Path),
        envvar="KG_DECISIONS",
        show_envvar=True,
        help="The Turtle file of decisions on unknown names, which kg review writes.",
    )(command)


def open_graph(store: Path | None, graph: Path | None) -> GraphStore:
    """Open the graph that the options name."""
    from kg.store import GraphStore

    if store and graph:
        raise click.UsageError("--store and --graph exclude each other")
    path = store or graph or OUTPUT / "graph.nq"
    if not path.exists():
        raise click.UsageError(f"there is no {path} yet: run 'kg build', or give --store or --graph")
    data = GraphStore.read(path)
    if store and data.outdated():
        click.echo(OUTDATED, err=True)
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
