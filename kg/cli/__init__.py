"""The command line: options, calls, printing; nothing else. Each module holds the commands of one subject."""

from __future__ import annotations

import sys
from typing import Any

import click

from kg.cli.ask import ask, query
from kg.cli.briefs import build, extract
from kg.cli.explore import path, show, stats, why
from kg.cli.files import diff, export, restore, snapshot
from kg.cli.keep import add, history, refresh, remove, update
from kg.cli.quality import check, evaluate, train
from kg.cli.review import review
from kg.cli.serve import push, serve
from kg.console import printable
from kg.errors import KgError


class _Commands(click.Group):
    """A group whose commands end with one line where something is wrong, and never with a trace."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KgError as error:
            lines = [printable(line) for line in str(error).splitlines()]
            raise click.ClickException("\n".join(lines)) from None
        except RuntimeError as error:
            # The database finds a damaged block only when an answer needs it, in the midst of iterating.
            if not str(error).startswith("Corruption"):
                raise
            raise click.ClickException(f"the store is damaged: {printable(str(error))}") from None


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="wco-kg")
def main() -> None:
    """Turn news briefs on the World Customs Organization into a knowledge graph, every fact quoted.

    Exit status: 0 when all went well, 1 when an input failed or nothing was found, 2 for a wrong option.
    """
    # A terminal that cannot show a character shows its number.
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    sys.stderr.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]


for command in (
    add,
    ask,
    build,
    check,
    diff,
    evaluate,
    export,
    extract,
    history,
    path,
    push,
    query,
    refresh,
    remove,
    restore,
    review,
    serve,
    show,
    snapshot,
    stats,
    train,
    update,
    why,
):
    main.add_command(command)
