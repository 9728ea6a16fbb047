"""What must be known of a SPARQL query before it is run: whether it names graphs, and how to fill it in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from kg.terms import PREFIXES

_TOKENS: Final = re.compile(
    r"""
      \#[^\r\n]*                                      # comment
    | <[^\s<>"{}|^`\\]*>                              # IRI
    | '''(?:'{0,2}(?:[^'\\]|\\.))*''' | \"\"\"(?:"{0,2}(?:[^"\\]|\\.))*\"\"\"
    | '(?:[^'\\\r\n]|\\.)*' | "(?:[^"\\\r\n]|\\.)*"   # texts
    | [?$]\w+ | [\w.-]*:[\w:.%-]*                     # variable, prefixed name
    | (?P<word>\w+)
    """,
    re.VERBOSE | re.DOTALL,
)
_WHERE: Final = re.compile(r"\bWHERE\s*\{", re.IGNORECASE)


def names_graphs(sparql: str) -> bool:
    """Tell whether a query says by FROM which graphs it is about.

    Parameters
    ----------
    sparql
        The query.

    Returns
    -------
    bool
        Whether FROM stands in it as a keyword; in names, texts and comments it does not count.

    Examples
    --------
    >>> names_graphs("SELECT * FROM <a:g> { ?s ?p ?o }")
    True
    >>> names_graphs("SELECT ?from { ?from <from> 'from' } # from")
    False
    """
    return any((match["word"] or "").upper() == "FROM" for match in _TOKENS.finditer(sparql))


def filled(sparql: str, values: Mapping[str, object]) -> str:
    """Fill variables of a query in.

    Parameters
    ----------
    sparql
        The query.
    values
        What variables, by name, are bound to: terms, whose text is SPARQL.

    Returns
    -------
    str
        The query with the values at the start of each ``WHERE {``: engines' own substitutions reach only
        the variables that a query selects.

    Examples
    --------
    >>> filled("SELECT ?o WHERE { ?s ?p ?o }", {"s": "<a:1>"})
    'SELECT ?o WHERE { VALUES ?s { <a:1> } ?s ?p ?o }'
    """
    bound = "".join(f" VALUES ?{name} {{ {value} }}" for name, value in values.items())
    return _WHERE.sub(lambda match: match[0] + bound, sparql)


def prefixed(sparql: str) -> str:
    """Declare the usual prefixes, for those who do not know them, as far as a query uses them.

    Examples
    --------
    >>> print(prefixed("ASK { ?brief a wco:Brief }"))
    PREFIX wco: <https://w3id.org/wco-kg/ontology#>
    ASK { ?brief a wco:Brief }
    """
    used = [f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items() if f"{prefix}:" in sparql]
    return "".join(used) + sparql
