"""Commands that ask a graph."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from kg.cli.options import Where, open_graph, reads_graph
from kg.console import printable

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from kg.graph import Graph
    from kg.ontology import Parameter, Question

FORMATS: Final = click.Choice(["table", "csv", "json", "turtle"])


class _Questions(click.Group):
    """The stock questions, each a command whose options are its parameters."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Give the names of the questions."""
        from kg.ontology import load

        return list(load().questions)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        """Make the command of a question."""
        from kg.ontology import load
        from kg.questions import find

        return _command(find(load(), cmd_name))


@click.group(cls=_Questions, invoke_without_command=True, subcommand_metavar="[QUESTION [OPTIONS]]")
@click.pass_context
def ask(ctx: click.Context) -> None:
    """Ask a stock question. Without QUESTION, they are listed; 'kg ask QUESTION --help' says more of one."""
    from kg.ontology import load

    if ctx.invoked_subcommand is None:
        for question in load().questions.values():
            click.echo(f"{question.name}\n    {question.description}")
            for parameter in question.parameters:
                click.echo(f"    --{parameter.name} '{parameter.example}'   {parameter.label}")


def _command(question: Question) -> click.Command:
    """Make the command that asks a question."""
    from kg.ontology import load
    from kg.questions import choices

    @click.option("--format", type=FORMATS, default="table", show_default=True)
    @click.option("--evidence", is_flag=True, help="Add the sentences that a row rests on.")
    @click.option("--sparql", is_flag=True, help="Print the query instead.")
    @reads_graph
    def answer(format: str, evidence: bool, sparql: bool, where: Where, **given: str | None) -> None:
        from kg.names import Names
        from kg.questions import values
        from kg.sparql import filled, prefixed

        filled_in = {name: value for name, value in given.items() if value is not None}
        if sparql and not filled_in:
            click.echo(prefixed(question.sparql))
            return
        data = open_graph(where)
        terms = values(question, filled_in, Names(data)) if filled_in else {}
        query = filled(question.sparql, terms)
        click.echo(prefixed(query) if sparql else _shown(data, query, format, evidence, spreadsheet=True))

    command = click.command(question.name, help=question.description, short_help=question.title)(answer)
    for parameter in question.parameters:

        def complete(
            ctx: click.Context, option: click.Parameter, typed: str, parameter: Parameter = parameter
        ) -> list[CompletionItem]:
            from click.shell_completion import CompletionItem

            known = choices(load(), parameter)
            return [CompletionItem(name) for name in known if name.casefold().startswith(typed.casefold())]

        option = click.Option(
            [f"--{parameter.name}"],
            metavar=parameter.kind.upper(),
            help=f"{parameter.label}. Example: {parameter.example}",
            shell_complete=complete,
        )
        command.params.insert(0, option)
    return command


@click.command()
@click.argument("sparql")
@click.option(
    "--format", type=FORMATS, default="table", show_default=True, help="Turtle is for CONSTRUCT and DESCRIBE."
)
@reads_graph
def query(sparql: str, format: str, where: Where) -> None:
    """Ask anything in SPARQL: as text, a file, or - for standard input. For stock questions, see 'kg ask'."""
    click.echo(_shown(open_graph(where), _sparql(sparql), format))


def _sparql(text: str) -> str:
    """Give the SPARQL that an argument stands for."""
    if text == "-":
        return sys.stdin.read()
    if "{" in text or text.lower().startswith("describe "):
        return text
    try:
        return Path(text).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise click.ClickException(
            f"{printable(text)} is neither SPARQL nor a file; stock questions are asked by: kg ask"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise click.ClickException(f"{printable(text)} cannot be read: {error}") from None


def _shown(
    store: Graph, sparql: str, format: str, evidence: bool = False, *, spreadsheet: bool = False
) -> str:
    """Give the answer to a query; what is for programs, without what would steer a terminal."""
    from kg.answers import laid_out, tabled

    if spreadsheet and format == "csv":
        text = tabled(store, sparql, evidence)
    else:
        text = laid_out(store, sparql, format, evidence)
    text = text.rstrip("\r\n")
    return "\n".join(map(printable, text.split("\n"))) if sys.stdout.isatty() else text
