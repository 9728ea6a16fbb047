"""Names at their places in a text, and the entities that they stand for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from kg.model import Entity


@dataclass(slots=True)
class Mention:
    """A name at its place in the text.

    Parameters
    ----------
    start, end
        Character offsets in the whole text, end exclusive.
    options
        IRIs of the entities that it may stand for, likeliest first.
    name
        The name, where the words at the place are but a part of it: 'Albanian' in 'Albanian and Kosovar
        Customs'.
    adjective
        Whether it is the adjective of a place ('Gambian').
    """

    start: int
    end: int
    options: tuple[str, ...]
    name: str = ""
    adjective: bool = False


@dataclass(slots=True)
class Names:
    """What was found in one text: the mentions in order, and the entities minted for them."""

    mentions: list[Mention] = field(default_factory=list)
    minted: dict[str, Entity] = field(default_factory=dict)


def outermost(mentions: Iterable[Mention]) -> list[Mention]:
    """Give mentions in order, without those that an earlier or a longer one overlaps."""
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda m: (m.start, -m.end)):
        if kept and kept[-1].start <= mention.start < kept[-1].end:
            continue
        kept.append(mention)
    return kept
