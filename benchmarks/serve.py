"""Compares kg serve with the Oxigraph server under load, into ``docs/performance.md``: ``make bench-serve``.

Both serve the same store of a million quads and get the same stock questions, in the same order, over 32
connections, by turns.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from importlib.metadata import version
from itertools import cycle, groupby
from pathlib import Path
from urllib.parse import urlencode

import httptools
import pyoxigraph as ox

from kg import GraphStore, build
from kg.folder import pin_version
from kg.ontology import Parameter, load
from kg.serve.limits import MEGABYTE
from kg.sparql import filled, prefixed
from kg.terms import ID, SKOS, WCO

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
BRIEFS = [ROOT / "data" / "briefs", *sorted((ROOT / "tests" / "gold").glob("*.jsonl"))]
QUADS = 1_000_000
CONNECTIONS = 32
TURNS = 2
ROUNDS = 40
"""How often each question is asked, with other names each time, before the list begins again."""

PREFERRED_LABEL = ox.NamedNode(SKOS + "prefLabel")
HEAD = """# How kg serve does under load

`make bench-serve` measures this and writes this page. {connections} connections ask the {questions}
stock questions in a random order that is the same for both servers, filled in with names that differ
each time; each connection asks again as soon as it has its answer. Both answer from the same store of
{quads:,} quads: the {graphs:,} graphs of copies of the annotated briefs in which the entities are
others of their kind, the vocabulary, and the default graph. Both run at the same time, and are asked by
turns, {seconds:.0f} s each in all; who asks runs on the same machine and takes its share.

Measured on {cores} cores ({machine}), Python {python}, Oxigraph {oxigraph}.

"""


def stored() -> Path:
    """Give the store that is served: made in the first run, and kept in the folder for temporary files."""
    folder = Path(tempfile.gettempdir(), "wco-kg-bench-serve")
    if (folder / "versions").exists():
        return folder
    ontology = load()
    small = build(BRIEFS).store
    briefs = set(small.briefs())
    graphs = groupby(small.quads(), key=lambda quad: quad.graph_name.value)
    read = [list(quads) for graph, quads in graphs if graph in briefs]
    kinds = defaultdict(list)
    for entity in ontology.entities.values():
        kinds[entity.types].append(entity.iri)
    others = {entity.iri: kinds[entity.types] for entity in ontology.entities.values()}
    del others[ID + "wco"]  # which nearly every brief names
    print(f"making a graph of {QUADS:,} quads from {len(read)} briefs ...", flush=True)
    with GraphStore(folder, ontology) as store:
        count = 0
        for copy, quads in enumerate(cycle(read)):
            store.put(varied(quads, others, copy))
            count += len(quads)
            if count >= QUADS:
                break
    return folder


def varied(quads: list[ox.Quad], others: dict[str, list[str]], copy: int) -> Iterator[ox.Quad]:
    """Give a brief's graph as another brief's, about other entities of the same kinds."""
    chance = random.Random(copy)  # noqa: S311  # to be the same each time
    own = {quad.subject for quad in quads}
    own -= {quad.subject for quad in quads if quad.predicate == PREFERRED_LABEL}
    changed: dict[ox.NamedNode, ox.NamedNode] = {}

    def vary(term: ox.NamedNode) -> ox.NamedNode:
        if term not in changed:
            known = others.get(term.value, [term.value])
            changed[term] = ox.NamedNode(f"{term.value}-{copy}" if term in own else chance.choice(known))
        return changed[term]

    for subject, predicate, node, graph in quads:
        value = vary(node) if isinstance(node, ox.NamedNode) else node
        yield ox.Quad(vary(subject), predicate, value, vary(graph))


def asked() -> list[tuple[str, str]]:
    """Give the questions in the order that they are asked, each with its name."""
    chance, ontology = random.Random(1), load()  # noqa: S311

    def term(parameter: Parameter) -> ox.NamedNode | ox.Literal:
        if parameter.kind == "text":
            return ox.Literal(parameter.example)
        of_kind = [
            entity.iri
            for entity in ontology.entities.values()
            if any(ontology.is_a(cls, WCO + parameter.kind) for cls in entity.types)
        ]
        return ox.NamedNode(chance.choice(of_kind))

    asked = []
    for question in ontology.questions.values():
        for _ in range(ROUNDS):
            values = {each.name: term(each) for each in question.parameters}
            asked.append((question.name, prefixed(filled(question.sparql, values))))
    chance.shuffle(asked)
    return asked


class Server:
    """A server that runs on a port of its own, and what was measured of it."""

    def __init__(self, name: str, path: str, *command: object) -> None:
        self.name, self.path = name, path
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        arguments = [str(each).replace("PORT", str(self.port)) for each in command]
        self.process = subprocess.Popen(arguments, stderr=subprocess.DEVNULL)
        self.times: dict[str, list[float]] = defaultdict(list)
        self.statuses: Counter[int] = Counter()
        self.memory: list[float] = []
        self.position = 0
        self.seconds = 0.0

    def megabytes(self) -> float:
        """Give the memory of the process and all below it, what they share counted once."""
        total, pids = 0, [self.process.pid]
        while pids:
            process = Path("/proc", str(pids.pop()))
            try:
                total += int((process / "smaps_rollup").read_text().split("\nPss:")[1].split()[0])
                pids += [int(pid) for pid in (process / f"task/{process.name}/children").read_text().split()]
            except OSError:  # it has just ended
                continue
        return total / 1024

    def request(self, sparql: str) -> bytes:
        """Give the HTTP request that asks a query."""
        line = f"GET {self.path}?{urlencode({'query': sparql})} HTTP/1.1"
        return f"{line}\r\nHost: localhost\r\nAccept: application/sparql-results+json\r\n\r\n".encode()


class Client:
    """One connection, on which one request waits for its answer before the next one."""

    def __init__(self, server: Server) -> None:
        self.server, self.done = server, False

    async def connect(self) -> None:
        """Open the connection, as soon as the server listens."""
        while True:
            try:
                streams = await asyncio.open_connection("127.0.0.1", self.server.port, limit=MEGABYTE)
            except ConnectionRefusedError:
                await asyncio.sleep(0.1)
            else:
                self.reader, self.writer = streams
                return

    async def ask(self, sparql: str) -> tuple[int, bytes]:
        """Ask a query; give status and body, status 0 where the connection ends instead."""
        self.done, self.body = False, bytearray()
        parser = httptools.HttpResponseParser(self)
        self.writer.write(self.server.request(sparql))
        while not self.done:
            data = await self.reader.read(MEGABYTE)
            if not data:
                await self.connect()
                return 0, b""
            parser.feed_data(data)
        return parser.get_status_code(), bytes(self.body)

    def on_body(self, data: bytes) -> None:
        """Take a part of the body."""
        self.body += data

    def on_message_complete(self) -> None:
        """Note that the answer is whole."""
        self.done = True


async def drive(
    server: Server, clients: list[Client], questions: list[tuple[str, str]], seconds: float
) -> None:
    """Ask for some time; what was asked by its end is waited for."""
    begin = time.perf_counter()
    end = begin + seconds

    async def keep_asking(client: Client) -> None:
        while time.perf_counter() < end:
            name, sparql = questions[server.position % len(questions)]
            server.position += 1
            begun = time.perf_counter()
            status, _ = await client.ask(sparql)
            server.statuses[status] += 1
            if status == 200:
                server.times[name].append(time.perf_counter() - begun)

    async def keep_watch() -> None:
        while True:
            server.memory.append(await asyncio.to_thread(server.megabytes))
            await asyncio.sleep(1)

    watch = asyncio.create_task(keep_watch())
    await asyncio.gather(*map(keep_asking, clients))
    watch.cancel()
    server.seconds += time.perf_counter() - begin


async def compare(servers: list[Server], questions: list[tuple[str, str]], seconds: float) -> None:
    """Ask both by turns."""
    for _ in range(TURNS):
        for server in servers:
            clients = [Client(server) for _ in range(CONNECTIONS)]
            for client in clients:
                await client.connect()
            await drive(server, clients, questions, seconds / TURNS)
            print(f"{server.name}: {sum(server.statuses.values()):,} answers", flush=True)


def milliseconds(seconds: list[float], share: float = 0.5) -> str:
    """Give a quantile of times in milliseconds."""
    if len(seconds) < 2:
        return "–"
    return f"{1000 * statistics.quantiles(seconds, n=100, method='inclusive')[round(100 * share) - 1]:,.0f}"


def row(name: str, *cells: object) -> str:
    """Give one line of a table."""
    return f"| {name} | {' | '.join(map(str, cells))} |"


def report(servers: list[Server]) -> str:
    """Give the tables of what was measured."""
    every = [[seconds for times in server.times.values() for seconds in times] for server in servers]
    statuses = sorted({status for server in servers for status in server.statuses})
    names = sorted(servers[0].times, key=lambda name: statistics.median(servers[0].times[name]))
    return "\n".join(
        [
            row("", *(server.name for server in servers)),
            row("---", *("---:" for _ in servers)),
            row("median, ms", *map(milliseconds, every)),
            row("95th percentile, ms", *(milliseconds(times, 0.95) for times in every)),
            row("answers a second", *(f"{each.statuses[200] / each.seconds:,.0f}" for each in servers)),
            *(
                row(f"answers with status {code}", *(f"{each.statuses[code]:,}" for each in servers))
                for code in statuses
            ),
            row("memory of all processes at first, MB", *(f"{server.memory[0]:,.0f}" for server in servers)),
            row("at most, MB", *(f"{max(server.memory):,.0f}" for server in servers)),
            row("at last, MB", *(f"{server.memory[-1]:,.0f}" for server in servers)),
            "",
            row("median of a question, ms", *(server.name for server in servers)),
            row("---", *("---:" for _ in servers)),
            *(row(f"`{name}`", *(milliseconds(server.times[name]) for server in servers)) for name in names),
        ]
    )


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60, help="for each server")
    options = parser.parse_args()
    folder = stored()
    questions = asked()
    path, lock = pin_version(folder)
    oxigraph = BIN / "oxigraph"
    servers = [
        Server("kg serve", "/sparql", BIN / "kg", "serve", "--store", folder, "--port", "PORT"),
        Server(
            "Oxigraph", "/query", oxigraph, "serve-read-only", "--location", path, "--bind", "127.0.0.1:PORT"
        ),
    ]
    try:
        asyncio.run(compare(servers, questions, options.seconds))
    finally:
        for server in servers:
            server.process.terminate()
            server.process.wait(20)
        lock.release()
    store = ox.Store.read_only(str(path))
    head = HEAD.format(
        connections=CONNECTIONS,
        questions=len({name for name, _ in questions}),
        quads=len(store),
        graphs=sum(1 for _ in store.named_graphs()) - 1,
        seconds=options.seconds,
        cores=os.cpu_count(),
        machine=platform.machine(),
        python=platform.python_version(),
        oxigraph=version("oxigraph"),
    )
    text = head + report(servers) + "\n"
    (ROOT / "docs" / "performance.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
