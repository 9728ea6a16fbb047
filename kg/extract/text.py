"""A brief as text to match in: folded without moving an offset, cut into sentences and tokens."""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise
from typing import Final, NamedTuple

GAP: Final = "\n\n"
"""What stands between headline and body in the text of the whole brief."""

CAPITAL: Final = r"[A-ZÀ-Þ](?:[\w'’&/.-]*\w)?"
"""A pattern for a word that begins with a capital."""

# Looking behind only after the first letter lets the matcher run ahead to the next capital.
FIRST_CAPITAL: Final = r"[A-ZÀ-Þ](?<!\w.)(?:[\w'’&/.-]*\w)?"
"""The same, for a pattern that begins with it."""

WORD: Final = re.compile(r"[\w'’-]+")
"""A word, with what may be joined to it."""

LISTED: Final = re.compile(r"(?:,\s+|,?\s+(?:and|&)\s+)(?:the\s+)?")
"""What stands between the members of a list."""

LONGEST_SENTENCE: Final = 2_000
"""The most characters that are read as one sentence."""

_TOKEN = re.compile(r"(?i:mr|mrs|ms|dr|prof|hon|st)\.(?!\S)|\w+(?:['’.&/-]\w+)*(?:['’]s?\b)?|[^\w\s]")
_SENTENCE_END = re.compile(r"[.!?…\n](?:(?<!\n)[.!?…]*[\"'”’)\]]*(?=\s+[\"'“‘(\[]?[A-Z0-9À-Þ])|(?<=\n)\s*\n)")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|Ste|No|vs|etc|e\.g|i\.e|cf|approx|Inc|Ltd|Co|Corp|Gen|Hon|Jr|Sr|Art|Vol|Rev"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)|\b[A-Z])\.$"
)
_NAME = r"(?:S[Tt]\.|(?:[A-Z]\.)+|[A-ZÀ-Þ][\w'’]*)"
_PLACE = rf"{_NAME}(?:[ /-]{_NAME}){{0,3}}"
_MONTH = "(?:" + "|".join(rf"{name[:3]}(?:{name[3:]}|t?\.?)" for name in calendar.month_name[1:]) + ")"
_DATELINE = re.compile(
    rf"""\s*(?:(?P<place>{_PLACE})(?:,\ (?!{_MONTH}\b){_PLACE})*)?
    (?P<date>,?\s*\(?(?:{"|".join(calendar.day_name)})?,?\ ?
      (?:\d\d?\ {_MONTH}|{_MONTH}\ \d\d?)(?!\w)(?:,?\ \d{{4}}\b)?\)?)?
    (?:[ ]*\n|(?:\s*[–—]|\s+-|:|\.)\s+(?(place)|(?!\d|{_MONTH}\b)))""",
    re.VERBOSE,
)


class Dateline(NamedTuple):
    """Where a brief says no more than where and when it was written: 'BRUSSELS, 2 July 2014 – '.

    Parameters
    ----------
    start, end
        Character offsets in the whole text, end exclusive; equal, where there is no dateline.
    place
        Offsets of the words for the place; none, where there are none.
    """

    start: int
    end: int
    place: tuple[int, int] = (0, 0)


@cache
def _fold_character(character: str) -> str:
    plain = {"’": "'", "‘": "'", "ʼ": "'", "`": "'", "“": '"', "”": '"', "«": '"', "»": '"'}.get(character)
    if plain:
        return plain
    category = unicodedata.category(character)
    if category == "Pd":
        return "-"
    if category in {"Zs", "Cc"}:
        return " "
    base = unicodedata.normalize("NFKD", character)[0]
    lower = base.lower()
    return lower if len(lower) == 1 else character


_PLAIN_SPACES = str.maketrans(dict.fromkeys("\t\n\r\x0b\x0c", " "))
_UNUSUAL = re.compile(r"[^\x20-\x7e]")


def fold(text: str) -> str:
    """Fold case, accents, quotes, dashes and spaces; every character stays at its offset.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    str
        As many characters as came in.

    Examples
    --------
    >>> fold("Côte d’Ivoire – 2024")
    "cote d'ivoire - 2024"
    """
    if not text.isascii():
        text = _UNUSUAL.sub(lambda match: _fold_character(match[0]), text)
    return text.lower() if text.isprintable() else text.lower().translate(_PLAIN_SPACES)


def dateline(text: str, start: int) -> Dateline:
    """Find the dateline of a text: a place in capitals or a date, or both, that a mark or the line ends.

    Parameters
    ----------
    text
        The whole text, not folded.
    start
        Where the body begins, in characters.

    Returns
    -------
    Dateline
        Of no extent, if there is none.

    Examples
    --------
    >>> dateline("PARIS (12 May) – Talks began.", 0)
    Dateline(start=0, end=17, place=(0, 5))
    """
    match = _DATELINE.match(text, start)
    if match is None or not (match["date"] or (match["place"] and match["place"].isupper())):
        return Dateline(start, start)
    return Dateline(start, match.end(), match.span("place"))


def sentences(text: str) -> list[tuple[int, int]]:
    """Cut a text into sentences.

    Parameters
    ----------
    text
        Headline, :data:`GAP` and body.

    Returns
    -------
    list of (start, end)
        Character offsets, end exclusive, in order, without the space around.

    Examples
    --------
    >>> sentences("Dr. Lee spoke on Sept. 22. It ended.")
    [(0, 26), (27, 36)]
    """
    cuts = [0]
    for match in _SENTENCE_END.finditer(text):
        if match[0][0] == "." and _ABBREVIATION.search(text, max(0, match.start() - 8), match.start() + 1):
            continue
        cuts.append(match.end())
    cuts.append(len(text))
    found = []
    for start, end in _bounded(text, cuts):
        piece = text[start:end]
        lead = len(piece) - len(piece.lstrip())
        if stripped := piece.strip():
            found.append((start + lead, start + lead + len(stripped)))
    return found


def _bounded(text: str, cuts: list[int]) -> Iterator[tuple[int, int]]:
    """Cut what is too long for a sentence between words, so that the work on it stays bounded."""
    for start, end in pairwise(cuts):
        while end - start > LONGEST_SENTENCE:
            space = text.rfind(" ", start + 1, start + LONGEST_SENTENCE)
            cut = space if space > start else start + LONGEST_SENTENCE
            yield start, cut
            start = cut
        yield start, end


def tokens(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cut a stretch of text into words and marks.

    Parameters
    ----------
    text
        The whole text.
    start, end
        The stretch, in characters.

    Returns
    -------
    list of (start, end)
        Character offsets, end exclusive, in order.

    Examples
    --------
    >>> [("WCO's train-the-trainer, 2024"[s:e]) for s, e in tokens("WCO's train-the-trainer, 2024", 0, 29)]
    ["WCO's", 'train-the-trainer', ',', '2024']
    """
    return [match.span() for match in _TOKEN.finditer(text, start, end)]


def any_of(phrases: Iterable[str]) -> str:
    """Give a pattern for any of some phrases, none beginning within a word; without any, what never matches.

    Parameters
    ----------
    phrases
        Words as they are written.

    Examples
    --------
    >>> re.findall(any_of(["Bank", "Bank of"]), "Bank of Ghana, Eurobank, Volta Bank")
    ['Bank of', 'Bank']
    """
    by_letter: dict[str, list[str]] = {}
    for phrase in sorted(phrases, key=lambda phrase: (-len(phrase), phrase)):
        by_letter.setdefault(phrase[0], []).append(re.escape(phrase[1:]))
    # Looking behind only after the first letter lets the matcher run ahead to such letters.
    return "|".join(f"{a}(?<!\\w.)(?:{'|'.join(rest)})" for a, rest in by_letter.items()) or "(?!)"


def occurrences(text: str, words: str) -> Iterator[int]:
    """Give where words stand in a text as whole words.

    Examples
    --------
    >>> list(occurrences("port, airport, port", "port"))
    [0, 15]
    """
    at = text.find(words)
    while at >= 0:
        end = at + len(words)
        if not (at and text[at - 1].isalnum()) and not (end < len(text) and text[end].isalnum()):
            yield at
        at = text.find(words, end)
