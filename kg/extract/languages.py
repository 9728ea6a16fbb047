"""Tells languages from peoples and countries: 'in French and Spanish', 'a Spanish edition'."""

from __future__ import annotations

import re

from kg.extract.english import DETERMINERS, NUMBERS, SPOKEN_ABROAD
from kg.extract.mentions import Mention
from kg.extract.text import LISTED

_LANGUAGE = re.compile(r"(?<!\w)(?:in|into|[Ss]peaks?|English(?:,|,?\s+(?:and|or))?)\s+$")
_PEOPLE = re.compile(rf"\b(?:{'|'.join(sorted(DETERMINERS | NUMBERS.keys()))})\s+$", re.IGNORECASE)
_NO_NOUN = re.compile(
    r"(?:\s+(?:and|or|but|on|at|for|in|is|are|was|were|to|by|with|from|only)\b|[.,;:)]|\s+[–—-]\s|\s*$)"
)
_SPOKEN = re.compile(
    r"(?:,?\s+(?:and|or)\s+[A-Z]\w+)?[\s-](?:edition|interpretation|interpreter|language|only|speaker|translation|version)s?\b"
)


def without_languages(text: str, mentions: list[Mention]) -> list[Mention]:
    """Leave out adjectives that stand for a language: 'in French and Spanish', 'a Spanish edition'."""
    ends: list[int | None] = []
    following = len(text)
    for mention in reversed(mentions):
        # where the list of adjectives ends that it belongs to
        end = mention.end if mention.adjective else None
        if end is not None and ends and LISTED.fullmatch(text, end, following):
            end = ends[-1]
        ends.append(end)
        following = mention.start
    kept: list[Mention] = []
    last = -1
    for mention in mentions:
        end = ends.pop()
        if end is not None and (
            _SPOKEN.match(text, end)
            or (
                _NO_NOUN.match(text, end)
                and (
                    (
                        text[mention.start : mention.end].lower() in SPOKEN_ABROAD
                        and not _PEOPLE.search(text, max(0, mention.start - 14), mention.start)
                    )
                    or _LANGUAGE.search(text, max(0, mention.start - 14), mention.start)
                    or (last >= 0 and LISTED.fullmatch(text, last, mention.start))
                )
            )
        ):
            last = mention.end
        else:
            kept.append(mention)
    return kept
