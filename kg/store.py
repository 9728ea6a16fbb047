"""The graph in Oxigraph: a named graph for each brief, one for the vocabulary, one for what is inferred."""

from __future__ import annotations

import lzma
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import pyoxigraph as ox

from kg import rules
from kg.compression import COMPRESSED, decompressed
from kg.dataset import DEFAULT, empty, exchange, merged
from kg.errors import QueryError, StoreError, UnknownNameError
from kg.folder import Draft, Lock, cannot_open, open_version, writing
from kg.model import Brief, Entity, Fact, Literal, Reading, digest
from kg.ontology import Ontology, load
from kg.sparql import filled
from kg.terms import (
    BRIEF,
    CANDIDATE,
    CONFIDENCE,
    DCTERMS,
    EVIDENCE,
    ID,
    INFERRED_GRAPH,
    INITIATIVE,
    OA,
    OWL,
    PART,
    PREFIXES,
    PROV,
    RDF,
    RDFS,
    REPORTED_IN,
    RULE,
    SCHEMA,
    SKOS,
    STATUS,
    TYPE,
    VOCABULARY_GRAPH,
    WCO,
    XSD,
)

Node = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Results = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples

_TYPE: Final = ox.NamedNode(TYPE)
_LABEL: Final = ox.NamedNode(RDFS + "label")
_PREF_LABEL: Final = ox.NamedNode(SKOS + "prefLabel")
_ALT_LABEL: Final = ox.NamedNode(SKOS + "altLabel")
_IDENTIFIER: Final = ox.NamedNode(DCTERMS + "identifier")
_HEADLINE: Final = ox.NamedNode(SCHEMA + "headline")
_BODY: Final = ox.NamedNode(SCHEMA + "articleBody")
_PUBLISHED: Final = ox.NamedNode(SCHEMA + "datePublished")
_URL: Final = ox.NamedNode(SCHEMA + "url")
_WARNING: Final = ox.NamedNode(WCO + "warning")
_REPORTED_IN: Final = ox.NamedNode(REPORTED_IN)
_STATUS: Final = ox.NamedNode(STATUS)
_SUBJECT: Final = ox.NamedNode(RDF + "subject")
_PREDICATE: Final = ox.NamedNode(RDF + "predicate")
_OBJECT: Final = ox.NamedNode(RDF + "object")
_EXACT: Final = ox.NamedNode(OA + "exact")
_START: Final = ox.NamedNode(OA + "start")
_END: Final = ox.NamedNode(OA + "end")
_PART: Final = ox.NamedNode(PART)
_DERIVED_FROM: Final = ox.NamedNode(PROV + "wasDerivedFrom")
_RULE: Final = ox.NamedNode(RULE)
_CONFIDENCE: Final = ox.NamedNode(CONFIDENCE)
_VERSION: Final = ox.NamedNode(OWL + "versionInfo")
_PRIOR: Final = ox.NamedNode(OWL + "priorVersion")
_SUBCLASS: Final = ox.NamedNode(RDFS + "subClassOf")
_SUBPROPERTY: Final = ox.NamedNode(RDFS + "subPropertyOf")

_BRIEF: Final = ox.NamedNode(BRIEF)
_INITIATIVE: Final = ox.NamedNode(INITIATIVE)
_EVIDENCE: Final = ox.NamedNode(EVIDENCE)
_STATEMENT: Final = ox.NamedNode(RDF + "Statement")
_CANDIDATE: Final = ox.NamedNode(CANDIDATE)
_VOCABULARY: Final = ox.NamedNode(VOCABULARY_GRAPH)
_INFERRED: Final = ox.NamedNode(INFERRED_GRAPH)

_DECIMAL: Final = ox.NamedNode(XSD + "decimal")
_DATE: Final = ox.NamedNode(XSD + "date")

_FEW: Final = 12
"""More values of one property than this, none of which a brief names, are a catalogue."""

_TERM: Final = (_TYPE, _LABEL, ox.NamedNode(RDFS + "comment"), _SUBCLASS, _SUBPROPERTY)
"""What is told of the classes and properties in use."""


def quads(reading: Reading) -> list[ox.Quad]:
    """Give what was read in a brief as the quads of its named graph.

    Parameters
    ----------
    reading
        What the extractor made of one brief.

    Returns
    -------
    list of pyoxigraph.Quad
        Brief, initiatives and candidates, then each fact beside the evidence for it.

    Examples
    --------
    >>> from kg.model import Brief
    >>> reading = Reading(Brief("b1", "WCO trains Fiji", "A workshop was held."), (), (), ())
    >>> print(quads(reading)[1])
    <https://w3id.org/wco-kg/id/brief-b1> <http://purl.org/dc/terms/identifier> "b1" \
<https://w3id.org/wco-kg/id/brief-b1>
    """
    brief = reading.brief
    node = ox.NamedNode(brief.iri)
    triples: list[tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]] = [
        (node, _TYPE, _BRIEF),
        (node, _IDENTIFIER, ox.Literal(brief.id)),
        (node, _HEADLINE, ox.Literal(brief.title)),
        (node, _BODY, ox.Literal(brief.text)),
    ]
    if brief.date:
        triples.append((node, _PUBLISHED, ox.Literal(brief.date, datatype=_DATE)))
    if brief.url:
        triples.append((node, _URL, ox.NamedNode(brief.url)))
    triples += [(node, _WARNING, ox.Literal(warning)) for warning in reading.warnings]
    for initiative in reading.initiatives:
        subject = ox.NamedNode(initiative.iri)
        triples += [
            (subject, _TYPE, _INITIATIVE),
            (subject, _LABEL, ox.Literal(initiative.label)),
            (subject, _REPORTED_IN, node),
        ]
    for entity in reading.entities:
        triples += _candidate(entity)
    for fact in reading.facts:
        triples += _fact(fact, node)
    return [ox.Quad(*triple, node) for triple in triples]


def _candidate(entity: Entity) -> Iterator[tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]]:
    node = ox.NamedNode(entity.iri)
    for cls in entity.types:
        yield node, _TYPE, ox.NamedNode(cls)
    yield node, _PREF_LABEL, ox.Literal(entity.label, language="en")
    for label in entity.alternatives:
        yield node, _ALT_LABEL, ox.Literal(label, language="en")
    yield node, _STATUS, _CANDIDATE
    for predicate, target in entity.links:
        yield node, ox.NamedNode(predicate), ox.NamedNode(target)


def _fact(
    fact: Fact, brief: ox.NamedNode
) -> tuple[tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal], ...]:
    """Give a fact's triple and those of the evidence for it."""
    subject, predicate, target = (
        ox.NamedNode(fact.subject),
        ox.NamedNode(fact.predicate),
        _object(fact.object),
    )
    said = fact.evidence
    key = (brief.value, fact.subject, fact.predicate, target.value, said.part, str(said.start), str(said.end))
    evidence = ox.NamedNode(f"{ID}evidence-{digest(*key)}")
    return (
        (subject, predicate, target),
        (evidence, _TYPE, _EVIDENCE),
        (evidence, _TYPE, _STATEMENT),
        (evidence, _SUBJECT, subject),
        (evidence, _PREDICATE, predicate),
        (evidence, _OBJECT, target),
        (evidence, _EXACT, ox.Literal(said.exact)),
        (evidence, _START, ox.Literal(said.start)),
        (evidence, _END, ox.Literal(said.end)),
        (evidence, _PART, ox.Literal(said.part)),
        (evidence, _DERIVED_FROM, brief),
        (evidence, _RULE, ox.NamedNode(said.rule)),
        # Oxigraph keeps decimals in their canonical form, without zeros at the end.
        (
            evidence,
            _CONFIDENCE,
            ox.Literal(f"{said.confidence:.2f}".rstrip("0").rstrip("."), datatype=_DECIMAL),
        ),
    )


def _object(value: str | Literal) -> ox.NamedNode | ox.Literal:
    if isinstance(value, Literal):
        return ox.Literal(value.value, datatype=ox.NamedNode(value.datatype))
    return ox.NamedNode(value)


class GraphStore:
    """A graph of briefs: each in a named graph of its own, beside the vocabulary and what is inferred.

    In a folder, the graph has one writer and any number of readers, who do not meet. The writer changes a
    draft, a brief at a time; :meth:`commit` publishes it as the next version. A reader (:meth:`read`) opens
    the version that counts at that moment and keeps it, whole and unchanging, with the links that follow
    from its briefs. To follow a growing store, ask :func:`kg.folder.version` now and then, and open the
    store anew when the number has changed. :mod:`kg.folder` tells how that is kept on disk.

    Parameters
    ----------
    path
        The folder to write to, made where it is missing; without it, the graph lives in memory.
    ontology
        The vocabulary to put in, and the rules; without it, the one that comes with the package, which is put
        in by the first :meth:`infer`.

    Raises
    ------
    StoreError
        If the folder holds something else, is damaged, cannot be written, or has a writer already.

    Examples
    --------
    >>> with GraphStore() as store:
    ...     bool(store.query("ASK { ?brief a wco:Brief }"))
    False
    """

    def __init__(self, path: Path | None = None, ontology: Ontology | None = None) -> None:
        self._draft = None if path is None else Draft(path)
        self._store = ox.Store() if self._draft is None else self._draft.store
        self._lock: Lock | None = None
        self._path = path
        self._ontology = ontology
        # What has facts that no link was inferred from yet; None where more than that may have changed.
        self._new_things: set[str] | None = None
        if self._draft is not None and not self._draft.unpublished:
            self._new_things = set()
        if ontology is not None:
            self._put_vocabulary()

    @classmethod
    def read(cls, path: Path) -> Self:
        """Open a graph to read it only: a store's folder, or a file, which is read into memory.

        Parameters
        ----------
        path
            A folder that a store was kept in, or a file with named graphs: ``.nq`` or ``.trig``, also
            compressed: ``.nq.gz``, ``.trig.xz``.

        Returns
        -------
        GraphStore
            The graph: of a folder, the version that counts now, whatever a writer does meanwhile.

        Raises
        ------
        StoreError
            If it cannot be read.
        """
        store = cls()
        if path.is_dir():
            store._store, store._lock = open_version(path)
        else:
            load_file(store._store, path, attributed=True)
        return store

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None and self._draft is not None:
            self.commit()

    @property
    def ontology(self) -> Ontology:
        """The vocabulary, rules and shapes that go with the graph."""
        if self._ontology is None:
            self._ontology = load()
        return self._ontology

    def replace_brief(self, reading: Reading) -> bool:
        """Put in what was read in a brief, in place of what was there of it; all or nothing.

        Parameters
        ----------
        reading
            What the extractor made of the brief.

        Returns
        -------
        bool
            Whether anything changed.
        """
        new, graph = quads(reading), ox.NamedNode(reading.brief.iri)
        with self._writing():
            if not self._store.contains_named_graph(graph):
                told = self._told_only_by(reading, new)
                self._change(told)
                self._store.extend(merged(new))
                return True
            if set(self._store.quads_for_pattern(None, None, None, graph)) == set(new):
                return False
            self._change()
            exchange(self._store, graph, new)
            return True

    def remove_brief(self, iri: str) -> bool:
        """Take a brief out, with all that only it said.

        Parameters
        ----------
        iri
            The brief's IRI.

        Returns
        -------
        bool
            Whether it was there.
        """
        graph = ox.NamedNode(iri)
        if ox.Quad(graph, _TYPE, _BRIEF, graph) not in self._store:
            return False
        with self._writing():
            self._change()
            exchange(self._store, graph, [])
        return True

    def briefs(self) -> list[str]:
        """Give the IRIs of the briefs, sorted."""
        graphs = (graph for graph in self._store.named_graphs() if isinstance(graph, ox.NamedNode))
        return sorted(graph.value for graph in graphs if ox.Quad(graph, _TYPE, _BRIEF, graph) in self._store)

    def entities(self) -> set[str]:
        """Give the IRIs of all that has a preferred label: what the vocabulary knows, and candidates."""
        quads = self._store.quads_for_pattern(None, _PREF_LABEL, None, DEFAULT)
        return {quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)}

    def brief(self, iri: str) -> Brief:
        """Give a brief as it was taken in.

        Parameters
        ----------
        iri
            The brief's IRI.

        Raises
        ------
        UnknownNameError
            If it is not there.
        """
        node = ox.NamedNode(iri)
        told = {
            quad.predicate: quad.object.value
            for quad in self._store.quads_for_pattern(node, None, None, node)
            if isinstance(quad.object, ox.Literal | ox.NamedNode)
        }
        if _IDENTIFIER not in told:
            raise UnknownNameError(iri, [])
        headline, body = told[_HEADLINE], told[_BODY]
        return Brief(told[_IDENTIFIER], headline, body, told.get(_PUBLISHED), told.get(_URL))

    def read_as(self, manner: str) -> bool:
        """Note how briefs are read from now on.

        Parameters
        ----------
        manner
            What makes a difference to that, beside the ontology: a digest, empty for what is usual.

        Returns
        -------
        bool
            Whether all briefs that are there have been read so, with the ontology as it is.
        """
        self._put_vocabulary(manner)
        return not self.outdated(manner)

    def outdated(self, manner: str | None = None) -> bool:
        """Tell whether briefs may have been read otherwise than they would be now.

        Parameters
        ----------
        manner
            As for :meth:`read_as`; without it, only the ontology counts.
        """
        version, before = self._version().partition("+")[::2]
        if version != self.ontology.version or manner not in (None, before):
            return bool(self.briefs())
        return any(True for _ in self._store.quads_for_pattern(_VOCABULARY, _PRIOR, None, _VOCABULARY))

    def settle(self) -> None:
        """Note that all briefs have been read as the last :meth:`read_as` says."""
        with self._writing():
            for quad in list(self._store.quads_for_pattern(_VOCABULARY, _PRIOR, None, _VOCABULARY)):
                self._change(set())
                self._store.remove(ox.Quad(quad.subject, quad.predicate, quad.object))
                self._store.remove(quad)

    def infer(self) -> None:
        """Bring the vocabulary and the inferred links up to date with the briefs.

        Raises
        ------
        OntologyError
            If a rule cannot be run.
        """
        self._put_vocabulary()
        with self._writing():
            self._change(set())
            rules.infer(self._store, self.ontology.rules, self._new_things)
        self._new_things = set()

    def query(self, sparql: str, values: Mapping[str, ox.NamedNode | ox.Literal] | None = None) -> Results:
        """Answer a SPARQL query over all graphs as one, or over those that it names by FROM.

        The usual prefixes need no declaration.

        Parameters
        ----------
        sparql
            SELECT, ASK, CONSTRUCT or DESCRIBE.
        values
            What some of its variables, by name, are bound to at the start of each ``WHERE {``.

        Returns
        -------
        pyoxigraph results
            To be iterated over; an answer to ASK has a truth value.

        Raises
        ------
        QueryError
            With the place of the fault.
        """
        query = filled(sparql, values or {})
        try:
            return self._store.query(query, prefixes=PREFIXES)
        except SyntaxError as error:
            reason = str(error.msg).splitlines()[0]
            raise QueryError(f"the query has a fault: {reason[:300]}") from None
        except (OSError, RuntimeError) as error:
            raise QueryError(f"the query cannot be answered: {error}") from None

    def select(
        self, sparql: str, values: Mapping[str, ox.NamedNode | ox.Literal] | None = None
    ) -> Iterator[tuple[str, ...]]:
        """Answer a SELECT query with plain texts: IRIs and lexical forms, empty where nothing is bound.

        Parameters
        ----------
        sparql, values
            As for :meth:`query`.

        Yields
        ------
        tuple of str
            One for each solution, in the order of the selected variables.

        Raises
        ------
        QueryError
            If the query cannot be answered, or selects nothing.
        """
        results = self.query(sparql, values)
        if not isinstance(results, ox.QuerySolutions):
            raise QueryError("the query is no SELECT")
        for solution in results:
            yield tuple(str(getattr(term, "value", term or "")) for term in solution)

    def put(self, quads: Iterable[ox.Quad]) -> None:
        """Put quads in as they are.

        Parameters
        ----------
        quads
            Of named graphs.
        """
        with self._writing():
            self._change()
            self._store.extend(merged(quads))

    def quads(self) -> Iterator[ox.Quad]:
        """Give every quad, sorted by graph and within it."""
        for graph in sorted(self._store.named_graphs(), key=str):
            yield from sorted(self._store.quads_for_pattern(None, None, None, graph), key=str)

    def facts(self, provenance: bool = False) -> list[ox.Triple]:
        """Give the graph for people: what the briefs say, and what makes it readable.

        Of an entity that a brief names, all is given that the vocabulary tells; of what that is linked to,
        its names; of the classes and properties in use, their names and what they are below.

        Parameters
        ----------
        provenance
            Whether to give the evidence too.

        Returns
        -------
        list of pyoxigraph.Triple
            Each once, sorted.
        """
        facts, evidence = set[ox.Triple](), set[ox.Triple]()
        for brief in map(ox.NamedNode, self.briefs()):
            nodes = {quad.subject for quad in self._store.quads_for_pattern(None, _TYPE, _EVIDENCE, brief)}
            for quad in self._store.quads_for_pattern(None, None, None, brief):
                if quad.subject not in nodes:
                    facts.add(quad.triple)
                elif provenance:
                    evidence.add(quad.triple)
        named = {node for triple in facts for node in (triple.subject, triple.object)}
        facts |= {
            quad.triple
            for quad in self._store.quads_for_pattern(None, None, None, _INFERRED)
            if quad.subject in named
        }
        facts |= {triple for node in named for triple in self._told_of(node, named)}
        beside = {triple.object for triple in facts} - named
        facts |= {triple for node in beside for triple in self._vocabulary(node) if _is_name(triple)}
        facts |= evidence
        terms: set[Node] = {triple.predicate for triple in facts}
        terms |= {triple.object for triple in facts if triple.predicate == _TYPE}
        while terms:
            told = {
                triple for term in terms for triple in self._vocabulary(term) if triple.predicate in _TERM
            }
            told -= facts
            facts |= told
            terms = {triple.object for triple in told if triple.predicate in (_SUBCLASS, _SUBPROPERTY)}
        return sorted(facts, key=str)

    def flush(self) -> None:
        """Make sure that all that was written is on the disk, so that the next writer finds it."""
        with self._writing():
            self._store.flush()

    def commit(self) -> bool:
        """Bring the links up to date, and publish what was written: for good, and for readers to see.

        Returns
        -------
        bool
            Whether there was anything to publish.

        Raises
        ------
        StoreError
            If the disk is full, say; readers then keep what they had.
        OntologyError
            If a rule cannot be run.
        """
        self._put_vocabulary()
        if self._draft is not None and not self._draft.unpublished:
            return False
        self.infer()
        if self._draft is not None:
            with self._writing():
                self._draft.publish()
        return True

    def _change(self, new_things: set[str] | None = None) -> None:
        """Note, before a change, that there is one, and what it brings facts of, if it does no more."""
        if self._draft is not None:
            self._draft.mark()
        if self._new_things is not None:
            self._new_things = None if new_things is None else self._new_things | new_things

    def _told_only_by(self, reading: Reading, new: list[ox.Quad]) -> set[str] | None:
        """Give what a new brief tells facts of; None where it also adds to what is told of other things."""
        if self._new_things is None:
            return None
        own = {reading.brief.iri, *(initiative.iri for initiative in reading.initiatives)}
        shared = {
            node
            for node in {ox.NamedNode(entity.iri) for entity in reading.entities}
            if any(True for _ in self._store.quads_for_pattern(node, None, None, DEFAULT))
        }
        for quad in new:
            inferred = ox.Quad(quad.subject, quad.predicate, quad.object, _INFERRED) in self._store
            if inferred or (quad.subject in shared and ox.Quad(*quad.triple) not in self._store):
                return None
        return own

    def _writing(self) -> AbstractContextManager[None]:
        return writing(self._path)

    def _vocabulary(self, node: Node) -> Iterator[ox.Triple]:
        if isinstance(node, ox.NamedNode):
            for quad in self._store.quads_for_pattern(node, None, None, _VOCABULARY):
                if not isinstance(quad.object, ox.BlankNode):
                    yield quad.triple

    def _told_of(self, node: Node, named: set[Node]) -> Iterator[ox.Triple]:
        """Give what the vocabulary tells of a thing, save catalogues of what no brief names."""
        told = list(self._vocabulary(node))
        many = Counter(triple.predicate for triple in told if triple.object not in named)
        for triple in told:
            if triple.object in named or many[triple.predicate] <= _FEW:
                yield triple

    def _version(self) -> str:
        """Give the version of the vocabulary that is in, then '+' and how briefs are read, if unusual."""
        found = self._store.quads_for_pattern(_VOCABULARY, _VERSION, None, _VOCABULARY)
        return next((quad.object.value for quad in found if isinstance(quad.object, ox.Literal)), "")

    def _put_vocabulary(self, manner: str | None = None) -> None:
        before = self._version()
        manner = before.partition("+")[2] if manner is None else manner
        wanted = f"{self.ontology.version}+{manner}".removesuffix("+")
        if wanted == before:
            return
        version = ox.Quad(_VOCABULARY, _VERSION, ox.Literal(wanted), _VOCABULARY)
        vocabulary = ox.Dataset(
            ox.Quad(triple.subject, triple.predicate, triple.object, _VOCABULARY)
            for triple in self.ontology.triples
        )
        # Blank nodes get names anew at each parsing; these depend on what is said of them only.
        vocabulary.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        prior = [
            ox.Quad(_VOCABULARY, _PRIOR, quad.object, _VOCABULARY)
            for predicate in (_VERSION, _PRIOR)
            for quad in self._store.quads_for_pattern(_VOCABULARY, predicate, None, _VOCABULARY)
            if self.briefs()
        ]
        with self._writing():
            self._change()
            self._store.extend(prior)
            empty(self._store, _VOCABULARY)
            self._store.extend(merged([*vocabulary, version, *prior]))


def _is_name(triple: ox.Triple) -> bool:
    """Tell whether a triple says what a thing is, or is called in English, or its code."""
    if triple.predicate in (_LABEL, _PREF_LABEL):
        return isinstance(triple.object, ox.Literal) and triple.object.language in (None, "en")
    return triple.predicate == _TYPE or (isinstance(triple.object, ox.Literal) and not triple.object.language)


def file_format(path: Path) -> ox.RdfFormat:
    """Tell by its name in which format of RDF a file is, compressed or not.

    Examples
    --------
    >>> file_format(Path("graph.nq.gz")).file_extension
    'nq'
    """
    suffix = path.with_suffix("").suffix if path.suffix in COMPRESSED else path.suffix
    format = ox.RdfFormat.from_extension(suffix.removeprefix("."))
    if format is None:
        raise StoreError(f"{path}: its name ends in no format of RDF, such as .nq or .trig")
    return format


def load_file(store: ox.Store, path: Path, *, attributed: bool = False) -> None:
    """Read a file of RDF, which may be compressed, into a store, and merge its named graphs.

    Parameters
    ----------
    store
        Where to.
    path
        Its format is known by its suffix, after which one of :data:`kg.compression.COMPRESSED` may stand.
    attributed
        Whether every triple must be in a named graph.

    Raises
    ------
    StoreError
        If it cannot be read, is no RDF, or does not say where a triple is from.
    """

    def checked(quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
        for quad in quads:
            if attributed and quad.graph_name == DEFAULT:
                raise StoreError(f"{path} does not tell which brief said what; use a build's graph.nq")
            yield quad

    format = file_format(path)
    try:
        with decompressed(path) as stream:
            store.bulk_extend(merged(checked(ox.parse(stream, format, rename_blank_nodes=True))))
    except (SyntaxError, ValueError) as error:
        raise StoreError(f"{path} cannot be read as RDF: {error}") from None
    except (OSError, EOFError, RuntimeError, lzma.LZMAError) as error:
        raise cannot_open(path, error) from None
