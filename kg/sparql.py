"""What is done to a SPARQL query before it is run: it is filled in, and its prefixes are declared."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from kg.terms import PREFIXES

_WHERE: Final = re.compile(r"\bWHERE\s*\{", re.IGNORECASE)


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
