"""Commands that tell what is in a graph."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import click

from kg.cli.options import Where, listing, number, open_graph, open_whole, reads_graph
from kg.console import printable, table

if TYPE_CHECKING:
    from kg.summary import Summary


@click.command()
@click.argument("entity")
@reads_graph
def show(entity: str, where: Where) -> None:
    """Print what the graph says of ENTITY: a name, an acronym, or an IRI."""
    from kg.explain import INFERRED, about, identity
    from kg.names import Names, curie

    data = open_graph(where)
    names = Names(data)
    iri = names.find(entity)
    click.echo(f"{printable(names.label(iri))}  <{printable(iri)}>")
    classes, others = identity(data, iri)
    click.echo(printable(", ".join(classes)))
    if others:
        click.echo(f"also called {printable(', '.join(others))}")
    lines: dict[str, list[str]] = {}
    for statement in about(data, iri):
        out = statement.subject == iri
        arrow = f"{names.label(statement.property)} →" if out else f"← {names.label(statement.property)}"
        other = statement.object if out else statement.subject
        mark = " (inferred)" if statement.basis == INFERRED else ""
        lines.setdefault(arrow, []).append(names.label(other) + mark)
    for arrow, others in lines.items():
        click.echo(f"\n{listing(printable(arrow), others)}")
    click.echo(f"\nWhy: kg why '{curie(iri)}' OBJECT")


@click.command()
@click.argument("subject")
@click.argument("object")
@reads_graph
def why(subject: str, object: str, where: Where) -> None:
    """Print what links SUBJECT and OBJECT, with the sentences that say so and the briefs they stand in."""
    from kg.explain import STATED, between
    from kg.names import Names

    data = open_graph(where)
    names = Names(data)
    links = between(data, names.find(subject), names.find(object))
    for order, link in enumerate(links, 1):
        click.echo(f"{order}.")
        for statement in link:
            triple = (statement.subject, statement.property, statement.object)
            basis = "" if statement.basis == STATED else f"  ({statement.basis})"
            click.echo(f"   {printable(' — '.join(map(names.label, triple)))}{basis}")
        quotes = {
            (quote.brief, quote.sentence): quote for statement in reversed(link) for quote in statement.quotes
        }
        for quote in quotes.values():
            click.echo(printable(f"      “{quote.sentence}”"))
            click.echo(printable(f"      {quote.headline} [{quote.brief}], {quote.confidence:.2f}"))
    if not links:
        raise click.ClickException("nothing links the two at first hand; try 'kg path'")


@click.command()
@click.argument("start", metavar="A")
@click.argument("end", metavar="B")
@reads_graph
def path(start: str, end: str, where: Where) -> None:
    """Print the shortest ways from A to B through what briefs and vocabulary state."""
    from kg.names import Names
    from kg.network import INFERRED, network, paths

    data = open_graph(where)
    names, net = Names(data), network(data)
    a, b = names.find(start), names.find(end)
    for iri in (a, b):
        if iri not in net:
            raise click.ClickException(f"no brief names {printable(names.label(iri))}")
    ways = paths(net, a, b)
    for order, way in enumerate(ways, 1):
        click.echo(f"{order}. {printable(names.label(way[0]))}")
        for here, there in pairwise(way):
            for arrow, edges in (("→", net[here].get(there, {})), ("←", net[there].get(here, {}))):
                for edge in edges.values():
                    if edge["basis"] != INFERRED:
                        click.echo(f"   {arrow} {edge['label']}  {printable(names.label(there))}")
    if not ways:
        raise click.ClickException("no way leads from one to the other")


@click.command()
@reads_graph
def stats(where: Where) -> None:
    """Print what is in the graph, counted, and what in it is unsure."""
    from kg.summary import summarize

    summary = summarize(open_whole(where))
    click.echo(overview(summary))
    click.echo("\n" + table(["link", "number"], [[label, f"{count:,}"] for label, count in summary.links]))


def overview(summary: Summary, read: int | None = None) -> str:
    """Tell what is in a graph, and what in it is unsure."""
    first = f"{number(summary.briefs, 'brief')}, {number(summary.initiatives, 'initiative')}"
    if read is not None:
        first = f"{number(read, 'brief')} read; the graph holds {first}"
    rows = [[kind.label, f"{kind.things:,}", f"{kind.triples:,}"] for kind in summary.kinds]
    parts = [
        first,
        table(["class", "things", "triples"], rows),
        f"{summary.stated:,} triples stated by briefs, {summary.evidence:,} of evidence, "
        f"{summary.inferred:,} inferred, {summary.vocabulary:,} of vocabulary",
    ]
    if summary.doubtful:
        facts = [f"{s} — {p} — {o} ({sure:.2f})" for s, p, o, sure in summary.doubtful]
        parts.append(listing(f"Unsure facts: {len(facts):,}", facts))
    if summary.candidates:
        names = [f"{label} ({kind})" for label, kind in summary.candidates]
        parts.append(listing(f"Names that the vocabulary does not know: {len(names):,}", names))
    if summary.warnings:
        doubts = [f"{title}: {warning}" for title, warning in summary.warnings]
        parts.append(listing(f"Briefs to read again: {len(doubts):,}", doubts))
    return "\n\n".join(parts)
