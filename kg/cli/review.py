"""The command that reviews unknown names."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.options import Where, decisions_file, open_whole, reads_graph
from kg.console import printable


@click.command()
@click.option("--same-as", nargs=2, multiple=True, metavar="NAME OTHER", help="NAME is the same as OTHER.")
@click.option("--distinct", nargs=2, multiple=True, metavar="NAME OTHER", help="NAME is not OTHER.")
@click.option("--rename", nargs=2, multiple=True, metavar="NAME LABEL", help="NAME is rightly called LABEL.")
@click.option("--reclass", nargs=2, multiple=True, metavar="NAME CLASS", help="NAME is a wco:Tool, say.")
@click.option("--reject", multiple=True, metavar="NAME", help="NAME is no name of anything.")
@decisions_file
@reads_graph
def review(
    same_as: tuple[tuple[str, str], ...],
    distinct: tuple[tuple[str, str], ...],
    rename: tuple[tuple[str, str], ...],
    reclass: tuple[tuple[str, str], ...],
    reject: tuple[str, ...],
    decisions: Path | None,
    where: Where,
) -> None:
    """List unknown names that look like known ones, or decide on them.

    Decisions go into a Turtle file; give it once to build, add, update or refresh, and they are applied from
    then on. Remove a line from it to undo a decision.
    """
    import pyoxigraph as ox

    from kg.decisions import DISTINCT, LABEL, SAME, Decisions, read_decisions, write_decision
    from kg.names import Names, curie, expand
    from kg.ontology import load
    from kg.review import proposals
    from kg.settings import remembered
    from kg.terms import REJECTED, STATUS, TYPE

    data = open_whole(where)
    if where.store and not decisions:
        decisions = remembered(where.store).decisions
    names = Names(data)
    made: list[tuple[str, str, ox.NamedNode | ox.Literal]] = []
    for predicate, pairs in ((SAME, same_as), (DISTINCT, distinct)):
        made += [(names.find(a), predicate, ox.NamedNode(names.find(b))) for a, b in pairs]
    for _, other in same_as:
        # Where the other is unknown too, both spellings must come to bear one label.
        if data.query("ASK WHERE { ?x wco:status wco:Candidate }", {"x": ox.NamedNode(names.find(other))}):
            made.append((names.find(other), LABEL, ox.Literal(names.label(names.find(other)), language="en")))
    made += [(names.find(name), LABEL, ox.Literal(label, language="en")) for name, label in rename]
    for name, cls in reclass:
        if expand(cls) not in load().superclasses:
            raise click.UsageError(f"{printable(cls)} is no class of the ontology")
        made.append((names.find(name), TYPE, ox.NamedNode(expand(cls))))
    for name in reject:
        if names.find(name) in load().entities:
            raise click.UsageError(f"{printable(name)} is in the vocabulary, and no decision takes it out")
        made.append((names.find(name), STATUS, ox.NamedNode(REJECTED)))
    if made:
        if decisions is None:
            raise click.UsageError("decisions need a file to go into: --decisions FILE")
        for decision in made:
            write_decision(decisions, *decision)
        read_decisions(decisions, load())
        return
    settled = read_decisions(decisions, load()) if decisions and decisions.exists() else Decisions()
    for each in proposals(data, settled):
        label, other = printable(names.label(each.candidate)), printable(names.label(each.other))
        click.echo(f"{label} ({curie(each.candidate)})\n  may be {other} ({curie(each.other)})")
        click.echo(f"  {each.score:.0f}: {printable(each.reason)}")
        quotes = data.select(
            "SELECT DISTINCT ?words ?headline WHERE { ?e rdf:object ?c ; oa:exact ?words ."
            " ?e prov:wasDerivedFrom ?b . ?b schema:headline ?headline } ORDER BY ?headline ?words LIMIT 1",
            {"c": ox.NamedNode(each.candidate)},
        )
        for words, headline in quotes:
            click.echo(printable(f"  “{words}”, in {headline}"))
