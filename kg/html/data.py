"""The data of the page: one JSON shape, made from a store."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

import networkx as nx

from kg import terms
from kg.html.places import places
from kg.html.rdf import rdf
from kg.html.world import world
from kg.model import Part
from kg.network import BRIEF, INFERRED, VOCABULARY, Queryable, classes, english, latest, network, rows, tail

if TYPE_CHECKING:
    from kg.ontology import Question

Key = TypeVar("Key", bound=Hashable)

PARTS = [str(Part.HEADLINE), str(Part.BODY)]
FIRST_VIEW = 56
"""About how many things the first picture shows: more would crowd a laptop's screen."""


UNKNOWN = "thing"
"""What something of no known class is called."""

ANSWERS = 50
"""How many answers to a stock question the page holds."""


def page_data(store: Queryable, questions: Iterable[Question] = ()) -> dict[str, Any]:
    """Give everything that the page knows, ready for JSON.

    Rows are arrays, to keep the file small. Things, facts, briefs, kinds, relations and rules refer to each
    other by position. Offsets count UTF-16 units, as JavaScript does.

    ``base``
        What the ids of things and briefs leave out at the front of their IRIs.
    ``kinds``
        Each ``[label, plural]``; the first is that of initiatives. The position chooses colour and shape.
    ``relations``, ``rules``
        Labels of properties, and of the patterns that found facts.
    ``things``
        Each ``[id, label, kind, type, candidate, date, aliases]``: ``type`` names its classes; ``candidate``
        is 1 for a name that the vocabulary does not know; ``date`` is that of an initiative or ``""``.
    ``facts``
        Each ``[subject, relation, object, basis]``: ``object`` is a thing's position or a text; ``basis``
        is 0 where a brief states it, 1 where the vocabulary does, 2 where it is inferred.
    ``evidence``
        Each ``[fact, brief, part, start, end, confidence, rule]``: ``part`` is 0 in the headline, else 1.
    ``mentions``
        Each ``[thing, brief, part, start, end]``.
    ``briefs``
        Each ``[id, headline, text, date, url, warnings]``.
    ``first``
        Positions of the things in the first picture.
    ``places``
        Where things are, see :func:`kg.html.places.places`.
    ``world``
        The dots of the map, see :func:`kg.html.world.world`; empty where no thing is in a country.
    ``rdf``
        The IRIs behind the labels, see :func:`kg.html.rdf.rdf`.
    ``questions``
        Each ``[name, title, description, columns, answers]``: an answer's cells are a thing's position or a
        text; ``answers`` holds the first 50.

    Parameters
    ----------
    store
        The graph store.
    questions
        Those whose answers the page is to hold; what asks for a text is left to the search field.

    Returns
    -------
    dict
        As above; the same for the same store.

    Examples
    --------
    >>> import pyoxigraph
    >>> page_data(pyoxigraph.Store())["things"]
    []
    """
    graph = network(store)
    labels = english(store)
    kinds = numbered_kinds(classes(store).values(), labels, (kind for _, kind in graph.nodes(data="kind")))
    things = _numbered(graph)
    briefs = _briefs(store)
    numbers = _numbered(briefs)
    offsets = {iri: (_utf16(brief[1]), _utf16(brief[2])) for iri, brief in briefs.items()}

    facts: dict[tuple[int, str, int | str], int] = {}
    for subject, value, predicate, basis in graph.edges(keys=True, data="basis"):
        if value > subject or not graph.has_edge(value, subject, predicate):
            link = (things[subject], predicate, things[value])
            facts.setdefault(link, (BRIEF, VOCABULARY, INFERRED).index(basis))
    evidence, mentions = [], []
    for subject, predicate, value, brief, part, start, end, confidence, rule in sorted(_evidence(store)):
        which = PARTS.index(part)
        shift = offsets[brief][which]
        place = (numbers[brief], which, shift(int(start)), shift(int(end)))
        if predicate == terms.MENTIONS:
            mentions.append((things[value], *place))
        elif subject in things and not predicate.startswith(terms.SKOS):  # names stand among the aliases
            shown = things.get(value, labels.get(value, value))
            fact = (things[subject], predicate, shown)
            facts.setdefault(fact, 0)
            evidence.append((fact, place, float(confidence), rule))

    def labelled(iri: str) -> tuple[str, str]:
        return labels.get(iri, tail(iri)), iri

    relations = _numbered(sorted({relation for _, relation, _ in facts}, key=labelled))
    rules = _numbered(sorted({rule for *_, rule in evidence}, key=labelled))
    positions = _numbered(facts)
    where = places(store, things)
    return {
        "base": terms.ID,
        "kinds": [(capital(kind or UNKNOWN), capital(_plural(kind or UNKNOWN))) for kind in kinds],
        "relations": [labelled(iri)[0] for iri in relations],
        "rules": [labelled(iri)[0] for iri in rules],
        "things": _things(store, graph, kinds),
        "facts": [
            (subject, relations[relation], value, basis)
            for (subject, relation, value), basis in facts.items()
        ],
        "evidence": [
            (positions[fact], *place, confidence, rules[rule]) for fact, place, confidence, rule in evidence
        ],
        "mentions": mentions,
        "briefs": list(briefs.values()),
        "first": [things[thing] for thing in latest(graph, FIRST_VIEW)],
        "places": where,
        "world": world() if any(code for _, _, code, *_ in where["all"]) else {},
        "rdf": rdf(store, labels, things, relations, rules),
        "questions": list(answered(store, questions, things)),
    }


def numbered_kinds(
    broadest: Iterable[str], labels: dict[str, str], further: Iterable[str] = ()
) -> dict[str, int]:
    """Give kinds of things their numbers, which choose colours and signs: initiatives first, others by name.

    Parameters
    ----------
    broadest
        IRIs of the classes that are kinds.
    labels
        Labels by IRI.
    further
        Labels of further kinds.

    Returns
    -------
    dict
        Label to number.

    Examples
    --------
    >>> numbered_kinds([terms.WCO + "Tool", terms.INITIATIVE], {}, ["Agency"])
    {'Initiative': 0, 'Agency': 1, 'Tool': 2}
    """
    named = {labels.get(iri, tail(iri)) for iri in {*broadest} - {terms.BRIEF, terms.EVIDENCE}}
    initiative = labels.get(terms.INITIATIVE, tail(terms.INITIATIVE))
    return _numbered([initiative, *sorted({*named, *further} - {initiative})])


def answered(
    store: Queryable, questions: Iterable[Question], things: dict[str, int]
) -> Iterator[tuple[Any, ...]]:
    """Answer stock questions, as the field ``questions`` of :func:`page_data` holds them.

    Parameters
    ----------
    store
        The graph store.
    questions
        To answer; what asks for a text, and what has no answer, is left out.
    things
        Positions of the things by IRI.

    Yields
    ------
    tuple
        Name, title, description, columns and answers.
    """
    for question in questions:
        if any(parameter.kind == "text" for parameter in question.parameters):
            continue
        solutions = store.query(question.sparql)
        names = [variable.value for variable in solutions.variables]
        shown = [name for name in names if f"{name}Label" not in names]  # a label stands where its thing does
        answers = []
        for solution in islice(solutions, ANSWERS):
            terms_of = {name: "" if (term := solution[name]) is None else term.value for name in names}
            answers.append(
                [
                    things.get(terms_of.get(name.removesuffix("Label"), terms_of[name]), terms_of[name])
                    for name in shown
                ]
            )
        if answers:
            columns = [capital(name.removesuffix("Label")) for name in shown]
            yield question.name, question.title, question.description, columns, answers


def aliases(store: Queryable, things: Iterable[str]) -> dict[str, set[str]]:
    """Give what things are called, in every language, as people may be shown it.

    Parameters
    ----------
    store
        The graph store.
    things
        Their IRIs.

    Returns
    -------
    dict
        IRI to names; of initiatives, which have labels alone, to none.
    """
    called: dict[str, set[str]] = {thing: set() for thing in things}
    for thing, alias in rows(
        store,
        """SELECT ?s ?alias WHERE { GRAPH ?g {
          ?s skos:prefLabel|skos:altLabel|wco:localAcronym ?alias } }""",
    ):
        if thing in called:
            called[thing].add(alias)
    return called


def _things(store: Queryable, graph: nx.MultiDiGraph, kinds: dict[str, int]) -> list[tuple[Any, ...]]:
    called = aliases(store, graph)
    return [
        (
            thing.removeprefix(terms.ID),
            node["label"],
            kinds[node["kind"]],
            capital(node["type"]),
            int(node["candidate"]),
            node["date"],
            sorted(called[thing] - {node["label"]}),
        )
        for thing, node in graph.nodes(data=True)
    ]


def _briefs(store: Queryable) -> dict[str, tuple[Any, ...]]:
    warnings: dict[str, list[str]] = {}
    for brief, warning in rows(store, "SELECT ?b ?w WHERE { GRAPH ?b { ?b wco:warning ?w } }"):
        warnings.setdefault(brief, []).append(warning)
    return {
        iri: (
            iri.removeprefix(terms.ID),
            headline,
            text,
            date,
            url if url.startswith(("https://", "http://")) else "",
            sorted(warnings.get(iri, [])),
        )
        for iri, headline, text, date, url in sorted(
            rows(
                store,
                """SELECT ?b ?headline ?text ?date ?url WHERE { GRAPH ?b {
                  ?b a wco:Brief ; schema:headline ?headline ; schema:articleBody ?text
                  OPTIONAL { ?b schema:datePublished ?date } OPTIONAL { ?b schema:url ?url } } }""",
            )
        )
    }


def _evidence(store: Queryable) -> Iterator[tuple[str, ...]]:
    return rows(
        store,
        """SELECT ?s ?p ?o ?brief ?part ?start ?end ?confidence ?rule WHERE { GRAPH ?brief {
          ?evidence a wco:Evidence ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; wco:part ?part ;
            oa:start ?start ; oa:end ?end ; wco:confidence ?confidence ; wco:rule ?rule } }""",
    )


def _numbered(keys: Iterable[Key]) -> dict[Key, int]:
    return {key: number for number, key in enumerate(keys)}


def _utf16(text: str) -> Callable[[int], int]:
    if text.isascii() or max(text) <= "\uffff":
        return lambda offset: offset
    return lambda offset: len(text[:offset].encode("utf-16-le", "surrogatepass")) // 2


def capital(label: str) -> str:
    """Begin a label with a capital letter.

    Examples
    --------
    >>> capital("study visit")
    'Study visit'
    """
    return label[:1].upper() + label[1:]


def _plural(label: str) -> str:
    return f"{label[:-1]}ies" if label.endswith("y") else f"{label}s"
