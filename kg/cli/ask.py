"""Commands that ask a graph."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.options import open_graph, reads_graph
from kg.console import printable, table
from kg.errors import UnknownNameError

if TYPE_CHECKING:
    import pyoxigraph as ox

    from kg.names import Names
    from kg.ontology import Question
    from kg.store import GraphStore


@click.command()
@click.argument("question", required=False)
@click.option(
    "--format",
    type=click.Choice(["table", "csv", "json", "turtle"]),
    default="table",
    show_default=True,
    help="Turtle is for CONSTRUCT and DESCRIBE.",
)
@click.option(
    "-p",
    "--parameter",
    "given",
    multiple=True,
    metavar="NAME=VALUE",
    help="Fill a parameter of a stock question, by name or IRI.",
)
@reads_graph
def query(
    question: str | None, format: str, given: tuple[str, ...], store: Path | None, graph: Path | None
) -> None:
    """Ask a stock question by its name, or anything in SPARQL: as text, a file, or - for standard input.

    Without QUESTION, the stock questions are listed.
    """
    from kg.names import Names
    from kg.ontology import load

    questions = load().questions
    if question is None:
        for each in questions.values():
            click.echo(f"{each.name}\n    {each.description}")
            for parameter in each.parameters:
                click.echo(f"    -p {parameter.name}='{parameter.example}'   {parameter.label}")
        return
    data = open_graph(store, graph)
    stock = questions.get(question)
    values = _parameters(stock, given, Names(data)) if stock and given else {}
    sparql = stock.sparql if stock else _sparql(question, questions)
    if given and not stock:
        raise click.UsageError("only stock questions have parameters")
    click.echo(_answer(data, sparql, values, format))


def _sparql(question: str, questions: dict[str, Question]) -> str:
    """Give the SPARQL that an argument stands for."""
    from kg.names import closest

    if question == "-":
        return sys.stdin.read()
    if "{" in question or question.lower().startswith("describe "):
        return question
    try:
        return Path(question).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise UnknownNameError(question, closest(question, questions)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise click.ClickException(f"{printable(question)} cannot be read: {error}") from None


def _parameters(stock: Question, given: Iterable[str], names: Names) -> dict[str, ox.NamedNode | ox.Literal]:
    """Turn NAME=VALUE into the values of a stock question's variables."""
    import pyoxigraph as ox

    kinds = {parameter.name: parameter.kind for parameter in stock.parameters}
    values: dict[str, ox.NamedNode | ox.Literal] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals or name not in kinds:
            raise click.UsageError(
                f"{text!r}: give NAME=VALUE, where NAME is one of {', '.join(kinds) or 'none'}"
            )
        values[name] = ox.Literal(value) if kinds[name] == "text" else ox.NamedNode(names.find(value))
    return values


def _answer(store: GraphStore, sparql: str, values: dict[str, ox.NamedNode | ox.Literal], format: str) -> str:
    """Lay out the answer to a query."""
    import pyoxigraph as ox

    from kg.names import curie

    results = store.query(sparql, values)
    if isinstance(results, ox.QueryTriples):
        if format in ("csv", "json"):
            raise click.UsageError("CONSTRUCT and DESCRIBE give triples: use --format turtle")
        triples = sorted(results, key=str)
        from kg.terms import PREFIXES

        return _bare(ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=PREFIXES))
    if format == "turtle":
        raise click.UsageError("--format turtle is for CONSTRUCT and DESCRIBE")
    if format != "table":
        known = {"csv": ox.QueryResultsFormat.CSV, "json": ox.QueryResultsFormat.JSON}
        return _bare(results.serialize(format=known[format]))
    if isinstance(results, ox.QueryBoolean):
        return "yes" if results else "no"
    header = [variable.value for variable in results.variables]
    rows = [[curie(str(getattr(term, "value", term or ""))) for term in row] for row in results]
    return table(header, rows) if rows else "nothing found"


def _bare(data: bytes | None) -> str:
    """Give serialized data as text; on a terminal, without what would steer it."""
    text = (data or b"").decode("utf-8").rstrip("\n")
    return "\n".join(map(printable, text.split("\n"))) if sys.stdout.isatty() else text
