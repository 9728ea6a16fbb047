"""Stock questions over HTTP: a list, a form for people, tables for spreadsheets and scripts."""

from __future__ import annotations

import asyncio
import csv
import io
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kg.answers import laid_out, tabled
from kg.errors import UnknownNameError
from kg.names import Names
from kg.ontology import Question, load
from kg.questions import choices, find, values
from kg.serve import pages
from kg.serve.graph import PooledGraph
from kg.serve.negotiation import choose
from kg.serve.pool import Pool, RefusedError
from kg.serve.protocol import parameters
from kg.serve.source import Snapshot
from kg.sparql import filled

MEDIA: Final = {
    "csv": "text/csv",
    "json": "application/sparql-results+json",
    "tsv": "text/tab-separated-values",
    "xml": "application/sparql-results+xml",
    "turtle": "text/turtle",
}
"""Media types by the suffix of an address."""


class Asking:
    """Answers at ``/ask``.

    Parameters
    ----------
    pool
        The workers.
    """

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._names: tuple[Snapshot, Names] | None = None

    async def questions(self, request: Request) -> Response:
        """List the stock questions."""
        known = load().questions.values()
        if choose(request.headers.get("accept", ""), ["application/json", pages.HTML]) == pages.HTML:
            return pages.html(pages.questions(known))
        return JSONResponse(
            [
                {
                    "name": question.name,
                    "title": question.title,
                    "description": question.description,
                    "parameters": {each.name: each.label for each in question.parameters},
                }
                for question in known
            ]
        )

    async def answer(self, request: Request) -> Response:
        """Answer a stock question, in the format of the address's suffix or of the Accept header."""
        name, _, suffix = request.path_params["name"].partition(".")
        try:
            question = find(load(), name)
        except UnknownNameError as error:
            raise RefusedError(404, str(error)) from None
        if suffix and suffix not in MEDIA:
            raise RefusedError(404, f"answers have the suffixes {', '.join(MEDIA)}")
        media = MEDIA.get(suffix) or choose(request.headers.get("accept", ""), [*MEDIA.values(), pages.HTML])
        if media is None:
            raise RefusedError(406, f"this can be had as {', '.join([*MEDIA.values(), pages.HTML])}")
        form = {key: value for key, value in parameters(request.url.query) if value}
        given = dict(form)
        evidence = given.pop("evidence", "") not in ("", "0", "false")
        format = next((each for each, type in MEDIA.items() if type == media), "")
        graph = PooledGraph(self._pool, asyncio.get_running_loop())
        try:
            text = await asyncio.to_thread(self._answered, graph, question, given, evidence, format)
        except UnknownNameError as error:
            if media != pages.HTML:
                raise RefusedError(400, str(error)) from None
            return pages.html(pages.question(question, _choices(question), form, str(error), []), 400)
        if media == pages.HTML:
            rows = list(csv.reader(io.StringIO(text, newline="")))
            return pages.html(pages.question(question, _choices(question), form, "", rows))
        charset = "; charset=utf-8" if media.startswith("text/") else ""
        return Response(text, headers={"Vary": "Accept"}, media_type=media + charset)

    def _answered(
        self, graph: PooledGraph, question: Question, given: dict[str, str], evidence: bool, format: str
    ) -> str:
        terms = values(question, given, self._named(graph)) if given else {}
        query = filled(question.sparql, terms)
        if format == "csv":
            return tabled(graph, query, evidence)
        return laid_out(graph, query, format or "csv", evidence)

    def _named(self, graph: PooledGraph) -> Names:
        """Give what things are called, read once for each snapshot."""
        snapshot = self._pool.snapshot
        if self._names is None or self._names[0] is not snapshot:
            self._names = (snapshot, Names(graph))
        return self._names[1]


def _choices(question: Question) -> dict[str, list[str]]:
    return {parameter.name: choices(load(), parameter) for parameter in question.parameters}
