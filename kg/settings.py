"""How the briefs of a store are read: kept in its folder beside the data, so that all are read alike."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final

from kg.decisions import Decisions, read_decisions
from kg.errors import StoreError
from kg.model import digest
from kg.ontology import Ontology
from kg.writers import beside

_FILE: Final = "settings.json"


@dataclass(frozen=True, slots=True)
class Settings:
    """How briefs are read; what is None was not said.

    Parameters
    ----------
    min_confidence
        The least confidence of a fact about an initiative, 0 to 1.
    decisions
        The file of decisions on unknown names; an absolute path, as of the cache.
    reader
        ``patterns`` or ``llm``.
    llm_model, llm_cache
        The language model, and the folder that its answers are kept in.
    """

    min_confidence: float | None = None
    decisions: Path | None = None
    reader: str | None = None
    llm_model: str | None = None
    llm_cache: Path | None = None

    def over(self, others: Settings) -> Settings:
        """Give these settings, and those of others where these say nothing.

        Examples
        --------
        >>> Settings(min_confidence=0.5).over(Settings(0.8, reader="llm")).min_confidence
        0.5
        """
        told = {name: value for name, value in asdict(self).items() if value is not None}
        return replace(others, **told)

    def decided(self, ontology: Ontology) -> Decisions:
        """Read the decisions, if there is a file of them."""
        return read_decisions(self.decisions, ontology) if self.decisions else Decisions()

    def manner(self, ontology: Ontology) -> str:
        """Tell by a digest how briefs are read, see :func:`manner`."""
        model = self.llm_model if self.reader == "llm" else None
        return manner(model, self.min_confidence or 0.0, self.decided(ontology))


def manner(reader: str | None, min_confidence: float, decisions: Decisions) -> str:
    """Tell by a digest how briefs are read, beside the ontology; empty where they are read as usual.

    Parameters
    ----------
    reader
        What reads them, if not the ontology's patterns.
    min_confidence, decisions
        As for :func:`kg.build.build`.

    Examples
    --------
    >>> manner(None, 0.0, Decisions()), manner(None, 0.8, Decisions())
    ('', '50eab347b4e7')
    """
    if not (reader or min_confidence or decisions.version):
        return ""
    return digest(reader or "", str(min_confidence), decisions.version)


def remember(folder: Path, settings: Settings) -> None:
    """Keep settings in a store's folder.

    Raises
    ------
    StoreError
        If they cannot be written.
    """
    if settings == remembered(folder):
        return
    told = {
        name: str(value) if isinstance(value, Path) else value
        for name, value in asdict(settings).items()
        if value is not None
    }
    with beside(folder / _FILE) as stream:
        stream.write((json.dumps(told, indent=1) + "\n").encode())


def remembered(folder: Path) -> Settings:
    """Give the settings that are kept in a store's folder.

    Raises
    ------
    StoreError
        If they cannot be read.
    """
    path = folder / _FILE
    try:
        told = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        paths = {name: Path(told[name]) for name in ("decisions", "llm_cache") if name in told}
        return Settings(**{**told, **paths})
    except (OSError, ValueError, TypeError) as error:
        raise StoreError(f"{path} is damaged: {error}") from None
