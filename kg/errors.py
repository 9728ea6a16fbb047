"""What can go wrong, told so that the reader knows what failed, where, and what to try."""

from __future__ import annotations

from pathlib import Path


class KgError(Exception):
    """Base of every error that the command line prints as one line, without a trace."""


class InputError(KgError):
    """A file that cannot be read as briefs.

    Parameters
    ----------
    path
        The file, as the user named it.
    reason
        What is wrong with it, in a few words.
    place
        Where in the file, such as ``line 3`` or ``byte 17``; empty when the whole file is meant.

    Examples
    --------
    >>> print(InputError("briefs.jsonl", "not JSON: Expecting value", "line 2, column 9"))
    briefs.jsonl, line 2, column 9: not JSON: Expecting value
    """

    def __init__(self, path: str | Path, reason: str, place: str = "") -> None:
        self.path, self.reason, self.place = str(path), reason, place
        super().__init__(f"{path}, {place}: {reason}" if place else f"{path}: {reason}")


class OntologyError(KgError):
    """Faults in the ontology's files, all of them at once, each with its file.

    Parameters
    ----------
    faults
        One line for each fault.
    """

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__("the ontology has faults:\n" + "\n".join(f"  {fault}" for fault in faults))


class QueryError(KgError):
    """A SPARQL query that cannot be parsed or evaluated."""


class StoreError(KgError):
    """A store that cannot be opened, read or written."""


class UnknownNameError(KgError):
    """A name that no entity, question or format bears.

    Parameters
    ----------
    name
        The name as given.
    suggestions
        Names that come close, best first.

    Examples
    --------
    >>> print(UnknownNameError("Gambai", ["Gambia", "Zambia"]))
    nothing is called 'Gambai'; did you mean Gambia, Zambia?
    """

    def __init__(self, name: str, suggestions: list[str]) -> None:
        hint = f"; did you mean {', '.join(suggestions)}?" if suggestions else ""
        super().__init__(f"nothing is called {name!r}{hint}")
