"""The command line: options, calls, printing; nothing else."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from kg.console import printable, table
from kg.errors import InputError, KgError, UnknownNameError
from kg.readers import Level, Notice
from kg.writers import WRITERS, write

if TYPE_CHECKING:
    import pyoxigraph as ox

    from kg.evaluate import Score
    from kg.llm import LlmReader
    from kg.model import Reading
    from kg.names import Names
    from kg.ontology import Question
    from kg.store import GraphStore
    from kg.summary import Summary

OUTPUT: Final = Path("output")
FILES: Final = {
    "graph.ttl": "turtle",
    "graph.trig": "trig",
    "graph.nq": "nquads",
    "graph.jsonld": "jsonld",
    "graph.graphml": "graphml",
    "entities.csv": "entities",
    "links.csv": "links",
    "index.html": "html",
}
"""What a build writes, and in which format."""

SHOWN: Final = 10
"""How many of a long list are printed."""

Command = TypeVar("Command", bound=Callable[..., Any])


class _Commands(click.Group):
    """A group whose commands end with one line where something is wrong, and never with a trace."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KgError as error:
            lines = [printable(line) for line in str(error).splitlines()]
            raise click.ClickException("\n".join(lines)) from None


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="wco-kg")
def main() -> None:
    """Turn news briefs on the World Customs Organization into a knowledge graph, every fact quoted.

    Exit status: 0 when all went well, 1 when an input failed or nothing was found, 2 for a wrong option.
    """
    # A terminal that cannot show a character shows its number.
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    sys.stderr.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]


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


def open_graph(store: Path | None, graph: Path | None) -> GraphStore:
    """Open the graph that the options name."""
    from kg.store import GraphStore

    if store and graph:
        raise click.UsageError("--store and --graph exclude each other")
    path = store or graph or OUTPUT / "graph.nq"
    if not path.exists():
        raise click.UsageError(f"there is no {path} yet: run 'kg build', or give --store or --graph")
    return GraphStore.read(path)


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


@main.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    default=OUTPUT,
    show_default=True,
    help="The folder to write to.",
)
@click.option(
    "--store",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Keep the graph in this folder, and add to what is there.",
)
@min_confidence
@reads_briefs
def build(
    inputs: tuple[str, ...],
    output: Path,
    folder: Path | None,
    min_confidence: float,
    reader: str,
    llm_model: str | None,
    llm_cache: Path | None,
) -> None:
    """Turn briefs into a graph and write it in all the usual forms.

    INPUT is a file (.txt, .md, .jsonl, .json, .csv), a folder of such files, or - for standard input.
    A file that cannot be read is named, and the rest goes on.
    """
    from concurrent.futures import ThreadPoolExecutor

    from kg import build as run
    from kg.llm import WORKERS
    from kg.ontology import load
    from kg.store import GraphStore
    from kg.summary import summarize

    model = language_model(reader, llm_model, llm_cache)
    workers = ThreadPoolExecutor(WORKERS) if model else nullcontext()
    with GraphStore(folder, load()) as store:
        with counting("Reading briefs") as progress, workers as executor:
            result = run(
                inputs,
                store=store,
                reader=model,
                executor=executor,
                min_confidence=min_confidence,
                progress=progress,
            )
        failed = tell(result.notices)
        if model:
            click.echo(model.tally, err=True)
        if not store.briefs():
            raise click.ClickException("no brief was found, and nothing was written")
        for name, format in FILES.items():
            write(store, format, output / name)
        click.echo(overview(summarize(store), result.briefs))
    left = len(result.notices)
    if left:
        click.echo(f"\nNot read, left out or skipped: {left}, each named above")
    click.echo(
        f"\nNext: open {printable(str(output / 'index.html'))} in a browser, read "
        f"{printable(str(output / 'graph.ttl'))}, or ask: kg query"
    )
    sys.exit(1 if failed else 0)


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


def number(count: int, noun: str) -> str:
    """Give a number with its noun."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def listing(title: str, items: list[str]) -> str:
    """Give a title and the first of some items."""
    lines = [f"  {printable(item)}" for item in items[:SHOWN]]
    rest = [f"  … and {len(items) - SHOWN:,} more"] if len(items) > SHOWN else []
    return "\n".join([title, *lines, *rest])


@main.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("--format", type=click.Choice(["jsonl", "table"]), default="jsonl", show_default=True)
@click.option(
    "--explain",
    is_flag=True,
    help="Print how each sentence was read instead: words, names, verbs, patterns that fired, initiatives.",
)
@min_confidence
@reads_briefs
def extract(
    inputs: tuple[str, ...],
    format: str,
    explain: bool,
    min_confidence: float,
    reader: str,
    llm_model: str | None,
    llm_cache: Path | None,
) -> None:
    """Print the facts of briefs with the words they rest on, without keeping them."""
    from kg import extract as by_patterns
    from kg.extract.explain import explain as account
    from kg.model import confident
    from kg.ontology import load
    from kg.readers import read

    notices: list[Notice] = []
    model = language_model(reader, llm_model, llm_cache)
    labels, found = load().labels, False
    for brief in read(inputs, notices.append):
        found = True
        if explain:
            for line in account(brief):
                click.echo(printable(line))
            continue
        try:
            reading = confident((model or by_patterns)(brief), min_confidence)
        except InputError as fault:
            notices.append(Notice(Level.ERROR, fault))
            continue
        known = labels | {brief.iri: brief.title or brief.id}
        known |= {entity.iri: entity.label for entity in reading.entities}
        known |= {initiative.iri: initiative.label for initiative in reading.initiatives}
        for line in _fact_lines(reading, known) if format == "jsonl" else _fact_table(reading, known):
            click.echo(line)
    failed = tell(notices)
    if model:
        click.echo(model.tally, err=True)
    sys.exit(1 if failed or not found else 0)


def _fact_lines(reading: Reading, labels: dict[str, str]) -> Iterator[str]:
    from kg.model import Literal
    from kg.names import curie

    for fact in reading.facts:
        literal = isinstance(fact.object, Literal)
        target = fact.object.value if isinstance(fact.object, Literal) else curie(fact.object)
        said = fact.evidence
        line = {
            "brief": reading.brief.id,
            "subject": curie(fact.subject),
            "predicate": curie(fact.predicate),
            "object": target,
            "label": target if literal else labels.get(str(fact.object), target),
            "part": said.part,
            "start": said.start,
            "end": said.end,
            "words": said.exact,
            "rule": curie(said.rule),
            "confidence": said.confidence,
        }
        yield printable(json.dumps(line, ensure_ascii=False))


def _fact_table(reading: Reading, labels: dict[str, str]) -> Iterator[str]:
    from kg.model import Literal
    from kg.names import curie

    yield printable(reading.brief.title or reading.brief.id)
    subject = ""
    rows: list[list[str]] = []
    for fact in reading.facts:
        target = fact.object.value if isinstance(fact.object, Literal) else fact.object
        mark = "" if fact.subject == subject else labels.get(fact.subject, curie(fact.subject))
        subject = fact.subject
        said = fact.evidence
        name = labels.get(fact.predicate, curie(fact.predicate))
        words = f"“{said.exact}”"
        rows.append([mark, name, labels.get(target, curie(target)), words, f"{said.confidence:.2f}"])
    yield table(["subject", "property", "object", "words", "confidence"], rows) + "\n"
    for warning in reading.warnings:
        yield f"doubtful: {printable(warning)}"


@main.command()
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


@main.command()
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


@main.command()
@click.argument("entity")
@reads_graph
def show(entity: str, store: Path | None, graph: Path | None) -> None:
    """Print what the graph says of ENTITY: a name, an acronym, or an IRI."""
    from kg.explain import INFERRED, about, identity
    from kg.names import Names, curie

    data = open_graph(store, graph)
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


@main.command()
@click.argument("subject")
@click.argument("object")
@reads_graph
def why(subject: str, object: str, store: Path | None, graph: Path | None) -> None:
    """Print what links SUBJECT and OBJECT, with the sentences that say so and the briefs they stand in."""
    from kg.explain import STATED, between
    from kg.names import Names

    data = open_graph(store, graph)
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


@main.command()
@click.argument("start", metavar="A")
@click.argument("end", metavar="B")
@reads_graph
def path(start: str, end: str, store: Path | None, graph: Path | None) -> None:
    """Print the shortest ways from A to B through what briefs and vocabulary state."""
    from kg.names import Names
    from kg.network import INFERRED, network, paths

    data = open_graph(store, graph)
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


@main.command()
@reads_graph
def stats(store: Path | None, graph: Path | None) -> None:
    """Print what is in the graph, counted, and what in it is unsure."""
    from kg.summary import summarize

    summary = summarize(open_graph(store, graph))
    click.echo(overview(summary))
    click.echo("\n" + table(["link", "number"], [[label, f"{count:,}"] for label, count in summary.links]))


@main.command()
@click.option(
    "--ontology",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The folder to check; else the one that comes with kg.",
)
def check(ontology: Path | None) -> None:
    """Check the ontology's files, and run the examples beside its patterns."""
    from kg.check import check as faults_of
    from kg.ontology import load

    faults = faults_of(load(ontology))
    for fault in faults:
        click.echo(printable(fault), err=True)
    click.echo(number(len(faults), "fault"))
    sys.exit(1 if faults else 0)


@main.command()
@click.argument("gold", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--errors", is_flag=True, help="Also print each miss and each wrong find, by cause.")
@click.option("--briefs", is_flag=True, help="Also print a score for each brief, the worst first.")
def evaluate(gold: Path, errors: bool, briefs: bool) -> None:
    """Measure extraction against GOLD: annotated briefs as JSON lines."""
    from kg.evaluate import evaluate as measure

    result = measure(gold)

    def row(name: str, score: Score) -> list[str]:
        counts = (score.hits + score.misses, score.hits + score.extras)
        return [name, *(f"{x:.3f}" for x in (score.precision, score.recall, score.f1)), *map(str, counts)]

    columns = ("precision", "recall", "F1", "annotated", "found")
    click.echo(table(["", *columns], [row(*item) for item in result.scores.items()]))
    sure = [[band.label, f"{band.share:.3f}", str(band.facts)] for band in result.calibration]
    click.echo("\n" + table(["confidence", "right", "facts"], sure))
    if briefs:
        worst = sorted(result.briefs.items(), key=lambda item: (item[1].f1, item[0]))
        click.echo("\n" + table(["brief", *columns], [row(*item) for item in worst]))
    if errors:
        counts = [[cause, str(len(found))] for cause, found in result.causes]
        click.echo("\n" + table(["cause", "errors"], counts))
        for cause, found in result.causes:
            click.echo("\n" + "\n".join([cause, *(f"  {printable(str(error))}" for error in found)]))
