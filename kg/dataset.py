"""Named graphs, and a default graph that holds each of their triples once.

Oxigraph can also take the union of all graphs for the default graph, but then counts a triple as often as
there are graphs that hold it, and joins more slowly.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Final

import pyoxigraph as ox

DEFAULT: Final = ox.DefaultGraph()


def merged(quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    """Give quads of named graphs, each with its triple in the default graph.

    Examples
    --------
    >>> node = ox.NamedNode("a:b")
    >>> [str(quad) for quad in merged([ox.Quad(node, node, node, node)])]
    ['<a:b> <a:b> <a:b> <a:b>', '<a:b> <a:b> <a:b>']
    """
    for quad in quads:
        yield quad
        yield ox.Quad(quad.subject, quad.predicate, quad.object)


def is_merged(store: ox.Store) -> bool:
    """Tell whether the default graph holds anything, unless there is nothing to hold."""
    return any(True for _ in store.quads_for_pattern(None, None, None, DEFAULT)) or not len(store)


def exchange(store: ox.Store, graph: ox.NamedNode, new: Collection[ox.Quad]) -> None:
    """Put a named graph in place of what it was, in one transaction.

    Parameters
    ----------
    store
        Where.
    graph
        Its name.
    new
        All that it shall hold; neither that nor what it holds has blank nodes.

    Examples
    --------
    >>> a, b, store = ox.NamedNode("a:a"), ox.NamedNode("a:b"), ox.Store()
    >>> store.extend(merged([ox.Quad(a, a, a, a), ox.Quad(a, a, a, b), ox.Quad(b, b, b, b)]))
    >>> exchange(store, b, [])
    >>> sorted(map(str, store))
    ['<a:a> <a:a> <a:a>', '<a:a> <a:a> <a:a> <a:a>']
    """
    gone = set(store.quads_for_pattern(None, None, None, graph)).difference(new)
    only = " . ".join(str(quad.triple) for quad in gone if not _elsewhere(store, quad))
    triples = " . ".join(str(quad.triple) for quad in new)
    store.update(
        f"DROP SILENT GRAPH {graph} ; DELETE DATA {{ {only} }} ; "
        f"INSERT DATA {{ {triples} GRAPH {graph} {{ {triples} }} }}"
    )


def empty(store: ox.Store, graph: ox.NamedNode) -> None:
    """Take a named graph out that may have blank nodes, in many transactions, the graph itself at last."""
    for quad in list(store.quads_for_pattern(None, None, None, graph)):
        if not _elsewhere(store, quad):
            store.remove(ox.Quad(quad.subject, quad.predicate, quad.object))
    store.remove_graph(graph)


def _elsewhere(store: ox.Store, quad: ox.Quad) -> bool:
    """Tell whether another named graph holds a quad's triple."""
    found = store.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
    return any(other.graph_name not in (quad.graph_name, DEFAULT) for other in found)
