"""Finds names that no vocabulary lists, by their heads (Ministry of Trade) or introductions (the firm X)."""

from __future__ import annotations

import calendar
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from typing import TYPE_CHECKING, Final, NamedTuple

from kg.extract.english import NOT_IN_NAMES
from kg.extract.text import CAPITAL, FIRST_CAPITAL, WORD, any_of, fold
from kg.ontology import Graph
from kg.terms import WCO

if TYPE_CHECKING:
    from kg.extract.mentions import Mention

_JOINERS: Final = "of|for|on|and|in|to|between|against|under|da|de|di|do|du|des|la|le|del|&"
PHRASE: Final = re.compile(
    rf"{FIRST_CAPITAL}['’]?(?:(?:(?:\s+(?:{_JOINERS})){{1,2}}(?:\s+the)?)?\s+{CAPITAL}(?![\w$])['’]?"
    r"|\s+\d+(?:[.-]\d+)?\b|\s+of\s+(?:19|20)\d\d\b){0,60}"
)
"""A phrase of words with capitals, and small ones between them, that may hold one name or several.

It is bounded, so that the work on it is."""

_RUN: Final = rf"{CAPITAL}(?:\s+{CAPITAL}){{0,2}}"
_TIME: Final = "|".join([*calendar.month_name[1:], *calendar.month_abbr[1:], "Sept", *calendar.day_name])
_SMALL: Final = re.compile(r"\b[a-z&]")
_NAME: Final = rf"{CAPITAL}(?:\s+(?:{CAPITAL}|\d+(?:\.\d+)?\b))*"
_CAPITALS: Final = re.compile(rf"{_NAME}|[“\"][^“”\"]+[”\"]")
_LAST_WORD: Final = re.compile(rf"(?<!\w)({CAPITAL})\s+$")
_NUMBER: Final = re.compile(r"\s+(?:[IVX]+|\d+(?:-\d+)?)(?!\w)")
_DIGITS: Final = re.compile(r"\d+(?:\.\d+)?\b")
_MONTH: Final = re.compile(rf"(?:{'|'.join(calendar.month_name[1:])})\s+(?:19|20)\d\d\b")
_DATED: Final = re.compile(rf"(?:the\s+)?(?:\d|(?:{_TIME})\b)")
_PARTICIPLE: Final = re.compile(r"-[a-z]+ed$")
_POSSESSIVE: Final = re.compile(r"(?:['’]s|(?<=s)['’])\s+")
_OWNED: Final = re.compile(r"['’]s?\s+")
_QUOTED: Final = re.compile(r"[“\"]([A-Z][^“”\"]{3,90}?)[,.]?[”\"]")
_AND: Final = re.compile(r"\s+(?:and|&)\s+(?:the\s+)?|,\s+")
_AND_WORD: Final = re.compile(rf"\s+(?:and|&)\s+{CAPITAL}\s+")
_OF_OR_TO: Final = re.compile(r"\s+(?:of|under|(?P<to>to))\s+the\s+")
_OF_MORE: Final = re.compile(rf"\s+(?:of|for|on|against)\s+(?!(?:{_TIME})\b)(?:the\s+)?{CAPITAL}")
_BEFORE_NAMES: Final = re.compile(r"\s(?:on|under|in|to|between|against|of\s+the)\s+(?:the\s+)?")
_NEXT_NAME: Final = re.compile(
    rf"\s+(?:in|on|at|of|for|from|to|between)\s+(?:the\s+)?(?=(?:{_TIME})\b)"
    r"|\s+and\s+(?:to|in|on|for|of)\s+(?:the\s+)?|(?P<at>\s+(?:in|at)\s+)"
)
_AFTER_TOWN: Final = (" for ", " to ", " on ", " under ", " against ", " between ")
_LISTED: Final = re.compile(rf"(?:,\s+{_RUN}){{1,3}},?\s+(?:and|&)\s+{_RUN}")


class Shape(NamedTuple):
    """A name found by its shape.

    Parameters
    ----------
    start, end
        Character offsets, end exclusive.
    name
        The name.
    cls, link
        What it is, and the property that links it to the country that it belongs to.
    owner
        The mention of what may be that country.
    """

    start: int
    end: int
    name: str
    cls: str
    link: str
    owner: Mention | None


class _Piece(NamedTuple):
    """What looks like a name, and where its head is."""

    start: int
    end: int
    head: int
    kind: tuple[str, str]
    leading: bool


class Shapes:
    """Knows names by their shape; compiled once from an ontology's name patterns.

    Parameters
    ----------
    patterns
        The name patterns.
    known
        The names of the vocabulary, folded.
    begins_known
        Tells whether a folded text begins with one of them.
    nouns
        What is a common noun though it may be written with capitals, folded.
    town_end
        Gives where a town's name ends that begins at an offset of a text.
    """

    def __init__(
        self,
        patterns: Graph,
        known: Set[str],
        begins_known: Callable[[str], bool],
        nouns: Set[str],
        town_end: Callable[[str, int, int], int | None],
    ) -> None:
        self._known, self._begins_known, self._nouns, self._town_end = known, begins_known, nouns, town_end
        self._tails: dict[str, tuple[str, str]] = {}
        self._fronts: dict[str, tuple[str, str]] = {}
        self._introduced: dict[str, tuple[str, str]] = {}
        before_nouns: list[str] = []
        posts: list[str] = []
        for rule in patterns.instances(WCO + "NameShape"):
            kind = (patterns.value(rule, WCO + "yields") or "", patterns.value(rule, WCO + "link") or "")
            self._tails |= dict.fromkeys(patterns.values(rule, WCO + "head"), kind)
            self._fronts |= dict.fromkeys(patterns.values(rule, WCO + "leadingHead"), kind)
            self._introduced |= dict.fromkeys(patterns.values(rule, WCO + "introducedBy"), kind)
            posts += patterns.values(rule, WCO + "notFirst")
            if after := patterns.values(rule, WCO + "notBefore"):
                heads = "|".join(f"(?<={head})" for head in patterns.values(rule, WCO + "head"))
                before_nouns.append(rf"(?:{heads})\s+(?:{any_of(after)})(?!\w)")
        self.words = {word for head in (*self._tails, *self._fronts) for word in head.split()}
        self._small = tuple(head for head in self._tails if head[0].islower())
        self._tail = re.compile(rf"({any_of(self._tails.keys() - set(self._small))})(?!\w)")
        self._post = re.compile(rf"(?:{any_of(posts)})(?![\w'’])(?:[\s-]+General(?!\w))?")
        self._before_noun = re.compile("|".join(before_nouns) or "(?!)")
        self._small_tail = re.compile(rf"\s+({any_of(self._small)})(?!\w)")
        self._front = re.compile(rf"({any_of(self._fronts)})(?!\w)\s+")
        self._introduction = re.compile(
            rf"(?<!-)({any_of(self._introduced)})\s+(?:[“\"](?={CAPITAL}[^“”\"]{{0,60}}[”\"]))?"
            rf"((?<=[“\"])[^“”\"]+?(?=[,.]?[”\"])|{_NAME})"
        )
        # leading heads that a bare name follows ('Operation DEMETER V'), not a phrase with 'of' or 'on'
        self._bare = {front for front in self._fronts if front.rsplit(maxsplit=1)[-1][0].isupper()}

    def starts(self, text: str) -> bool:
        """Tell whether a text begins with a head that names end with."""
        return self._tail.match(text) is not None

    def find(
        self,
        text: str,
        headline_end: int,
        mentions: Sequence[Mention],
        acronyms: Mapping[int, str],
    ) -> Iterator[Shape]:
        """Find names in the body of a text.

        Parameters
        ----------
        text
            Headline, gap and body.
        headline_end
            Where the headline ends.
        mentions
            The known names, in order.
        acronyms
            The acronyms that stood in brackets, by the offset where they stood.

        Yields
        ------
        Shape
            Not in order, and some may overlap.
        """
        starts = [mention.start for mention in mentions]
        for match in PHRASE.finditer(text, headline_end):
            begin, end = match.span()
            last = bisect_left(starts, begin) - 1
            if last >= 0 and mentions[last].end == begin - 1 and text.endswith(". ", 0, begin):
                # 'U.S. Embassy'
                begin = mentions[last].start
            small = self._small_tail.match(text, end)
            if small is not None and fold(match[0]) not in self._nouns and not _PARTICIPLE.search(match[0]):
                end = small.end()
            elif self.words.isdisjoint(match[0].split()):
                continue
            at = bisect_right(starts, begin) - 1
            if at >= 0 and mentions[at].end >= end and not self._front.match(text, begin):
                # all of it is a known name
                continue
            within = mentions[bisect_left(starts, begin) : bisect_left(starts, end)]
            for first, last in self._parts(text, begin, end, within, acronyms):
                free = first
                for piece in self._pieces(text, first, last):
                    if piece.start >= free:
                        free = piece.end
                        shape = self._whole(text, piece, first, mentions, starts, acronyms)
                        if shape is not None:
                            yield shape
        for match in _QUOTED.finditer(text, headline_end):
            tails = [tail for tail in self._tail.finditer(match[1]) if tail.end() == len(match[1])]
            if tails and " " in match[1]:
                yield Shape(*match.span(1), match[1], *self._tails[tails[-1][1]], None)
        for match in self._introduction.finditer(text, headline_end):
            start, end = match.span(2)
            at = bisect_right(starts, start) - 1
            known = at >= 0 and mentions[at].end > start
            if not known and not _DATED.match(match[2]) and match[2].lower() not in NOT_IN_NAMES:
                yield Shape(start, end, match[2], *self._introduced[match[1]], None)

    def _parts(
        self, text: str, start: int, end: int, mentions: Sequence[Mention], acronyms: Mapping[int, str]
    ) -> Iterator[tuple[int, int]]:
        """Cut a phrase where a name must end: at an acronym in brackets, a town, 's, a date."""
        cuts = [(cut, cut) for cut in acronyms if start < cut < end and text[cut + 1 : cut + 2].islower()]
        cuts += [
            owner.span()
            for owner in _POSSESSIVE.finditer(text, start, end)
            if self._owns(text, owner, mentions)
        ]
        for joint in _NEXT_NAME.finditer(text, start, end):
            if not joint["at"]:
                cuts.append(joint.span())
                continue
            town = self._town_end(text, joint.end(), end)
            if (
                town is not None
                and fold(text[joint.end() : town]) not in self._known
                and all(front.end() != joint.end() for front in self._front.finditer(text, start, end))
            ):
                cuts.append((joint.start(), town))
        if text.endswith((" in ", " at "), 0, start):
            # 'in Accra for the Ghana Ports Authority'
            town = self._town_end(text, start, end)
            if town is not None and text.startswith(_AFTER_TOWN, town):
                start = town
        for cut, after in sorted(cuts) if cuts else ():
            if start < cut:
                yield start, cut
            start = max(start, after)
        if start < end:
            yield start, end

    def _owns(self, text: str, owner: re.Match[str], mentions: Sequence[Mention]) -> bool:
        """Tell whether a possessive is that of a name: not in 'Prosecutor's Office'."""
        at = text.rfind(" ", 0, owner.start()) + 1
        at = max(at, text.rfind("\n", at, owner.start()) + 1)
        return (
            text[at : owner.start()].isupper()
            or any(mention.start < owner.start() <= mention.end for mention in mentions)
            or self._town_end(text, at, owner.end()) == owner.start()
        )

    def _whole(
        self,
        text: str,
        piece: _Piece,
        begin: int,
        mentions: Sequence[Mention],
        starts: list[int],
        acronyms: Mapping[int, str],
    ) -> Shape | None:
        """Give the name that a piece of a phrase stands for, unless what is known there is another."""
        start, end = piece.start, piece.end
        if self._before_noun.match(text, end):
            return None
        if piece.leading and self._town_end(text, start, end) == end:
            # 'Port of Spain' is a town
            return None
        first = bisect_left(starts, start)
        before = mentions[first - 1] if first else None
        if piece.leading and before is not None and before.start >= begin and before.end >= start - 1:
            # 'WCO Regional Training Centre in ...', 'Belgian Ministry of ...'
            start, first = before.start, first - 1
            before = mentions[first - 1] if first else None
        inside = mentions[first : bisect_left(starts, end)]
        if before is not None and before.end > start:
            return None
        for mention in inside:
            if mention.end > end:
                return None
            if mention.start <= piece.head < mention.end and (
                mention.end == end
                or (mention.start == piece.start and not (piece.leading and piece.head == piece.start))
            ):
                return None
        if end in acronyms:
            start = _with_initials(text, begin, start, end, acronyms[end])
        owner = inside[-1] if inside else None
        if owner is None and before is not None and _OWNED.fullmatch(text, before.end, start):
            owner = before
        return Shape(start, end, " ".join(text[start:end].split()), *piece.kind, owner)

    def _pieces(self, text: str, begin: int, end: int) -> Iterator[_Piece]:
        """Cut out of a part of a phrase what looks like a name."""
        begin = self._skip(text, begin, end)
        at = begin
        while at < end:
            front = self._front.search(text, at, end)
            tail = self._next_tail(text, at, end)
            if front is not None and not self._leads(text, front, max(at, begin), end):
                front = None
            if front is not None and (tail is None or front.start() <= tail.start()):
                stop = self._leading_end(text, front, end)
                if stop > front.end():
                    first = self._leftmost(text, at, front.start())
                    yield _Piece(first, stop, front.start(), self._fronts[front[1]], leading=True)
                at = max(stop, front.end())
            elif tail is not None:
                tail, stop = self._last_tail(text, at, tail, end)
                if tail is None and front is not None and front.start() < stop:
                    # 'Joint Customs Operation HYGIEA'
                    at = front.start()
                    continue
                if tail is not None:
                    first = self._first(text, at, tail)
                    yield from self._pieces(text, at, first)
                    if _OF_MORE.match(text, stop, end):
                        stop = self._border(text, stop, end) or end
                    if first < tail.start() and not text.endswith(
                        ("'s ", "’s ", " and ", " of "), first, tail.start()
                    ):
                        yield _Piece(first, stop, tail.start(), self._tails[tail[1]], leading=False)
                at = stop
                while at < end and not text[at].isalnum():
                    at += 1
            else:
                return

    def _next_tail(self, text: str, start: int, end: int) -> re.Match[str] | None:
        """Find the next head that names end with; one in small letters can only be at the end."""
        tail = self._tail.search(text, start, end)
        if tail is None and text.endswith(self._small, start, end):
            tail = self._small_tail.search(text, start, end)
        return tail

    def _leads(self, text: str, front: re.Match[str], begin: int, end: int) -> bool:
        """Tell whether a leading head is one here."""
        if front[1] in self._bare:
            # neither 'Project Steering Committee' nor 'Mercator Programme Advisors'
            at = text.rfind(" ", begin, front.start() - 1) + 1 or begin
            stop = self._leading_end(text, front, end)
            return (
                not self._post.match(text, front.end())
                and all(tail.end() != stop for tail in self._tail.finditer(text, front.end(), stop))
                and (
                    front[1] not in self._tails
                    or (
                        self._leftmost(text, begin, front.start()) == front.start()
                        and fold(text[at : front.end(1)]) not in self._known
                    )
                )
            )
        if _DATED.match(text, front.end()):
            return False
        # 'Trade Administration of the Department of Commerce' names two
        if not text.startswith("the ", front.end()) or not self._tail.search(text, front.end(), end):
            return True
        tail = self._tail.search(text, front.start(), front.end())
        return tail is None or tail.start() == self._leftmost(text, begin, front.start())

    def _leading_end(self, text: str, front: re.Match[str], end: int) -> int:
        """Give where a name ends that begins with a head."""
        if front[1] in self._bare:
            run = _CAPITALS.match(text, front.end(), end) or _DIGITS.match(text, front.end())
            return run.end() if run else front.end()
        stop = self._border(text, front.end(), end)
        if stop is not None:
            return stop
        # 'Ministry of Trade, Industry and Tourism'
        listed = _LISTED.match(text, end)
        if listed and not self._tail.search(listed[0]):
            items = re.split(r",?\s+(?:and|&)\s+|,\s+", listed[0])
            if self._known.isdisjoint(fold(item) for item in items if item):
                return listed.end()
        return end

    def _last_tail(
        self, text: str, first: int, tail: re.Match[str], end: int
    ) -> tuple[re.Match[str] | None, int]:
        """Move on from a head to the one that a name ends with, and give that and where the name ends.

        There is none where the name goes on after its last head: 'Mercator Programme Advisors'.
        """
        while True:
            longer = self._next_tail(text, tail.end(), end)
            if longer is not None and (
                not _SMALL.search(text, tail.end(), longer.start())
                or (
                    _AND_WORD.fullmatch(text, tail.end(), longer.start())
                    and fold(text[first : tail.end()]) not in self._known
                )
            ):
                # 'Jordan Standards and Metrology Organization', 'Customs and Excise Division'
                tail = longer
                continue
            if (number := _NUMBER.match(text, tail.end(), end)) is not None:
                return tail, number.end()
            word = _CAPITALS.match(text, tail.end() + 1, end)
            if word is None:
                return tail, tail.end()
            if fold(word[0]) in self._known:
                return tail, word.end()
            if longer is None:
                return None, word.end()
            tail = longer

    def _first(self, text: str, first: int, tail: re.Match[str]) -> int:
        """Give where a name begins that ends with a head, at the earliest from some offset on."""
        for joint in _AND.finditer(text, first, tail.start()):
            if (
                joint[0][0] == ","
                or joint[0].endswith("the ")
                or self._begins_known(fold(text[joint.end() : tail.start()]))
            ):
                # 'Kenya Airways and Ethiopian Airlines'
                first = joint.end()
            elif text.count(" ", joint.end(), tail.start()) > 1:
                # not 'Customs and Excise Division', but 'Jordan Customs and Aqaba Port Authority'
                tails = self._tail.finditer(text, first, joint.start())
                if fold(text[first : joint.start()]) in self._known or any(
                    other.end() == joint.start() for other in tails
                ):
                    first = joint.end()
        for joint in _BEFORE_NAMES.finditer(text, first, tail.start()):
            first = joint.end()
        return self._skip(text, first, tail.start())

    def _skip(self, text: str, start: int, end: int) -> int:
        """Skip the words that no name begins with."""
        while start < end:
            word = WORD.match(text, start, end)
            if word is None:
                start += 1
            elif first := self._post.match(text, start, end) or _MONTH.match(text, start, end):
                start = first.end()
            elif word[0].islower() or word[0].lower() in NOT_IN_NAMES:
                start = word.end()
            else:
                break
        return start

    def _leftmost(self, text: str, begin: int, start: int) -> int:
        """Take in the capitalised words right before a leading head: 'National Agency for ...'."""
        while word := _LAST_WORD.search(text, begin, start):
            if (
                word[1].endswith(("'s", "’s"))
                or word[1].lower() in NOT_IN_NAMES
                or fold(word[1]) in self._known
            ):
                break
            start = word.start(1)
        return start

    def _border(self, text: str, start: int, end: int) -> int | None:
        """Find where a phrase goes over into another name: at 'and', 'of the' or 'to the' before one."""
        for joint in _AND.finditer(text, start, end):
            front = self._front.match(text, joint.end(), end)
            if (front is not None and front[1] not in self._bare) or self._post.match(text, joint.end(), end):
                return joint.start()
            if self._begins_known(fold(text[joint.end() : min(end + 60, joint.end() + 80)])):
                return joint.start()
            if joint[0].endswith("the ") and self._tail.search(text, joint.end(), end):
                return joint.start()
        for joint in _OF_OR_TO.finditer(text, start, end):
            if (
                self._tail.search(text, joint.end(), end)
                or self._front.match(text, joint.end(), end)
                or (joint["to"] and self._begins_known(fold(text[joint.end() : end])))
            ):
                return joint.start()
        return None


def _with_initials(text: str, first: int, start: int, end: int, acronym: str) -> int:
    """Move a name's start left where the acronym in brackets after it takes in more of the phrase."""
    wanted = re.sub(r"[^A-Z]", "", acronym)
    for word in WORD.finditer(text, first, start):
        if word[0][0].islower():
            continue
        capitals = "".join(w[0] for w in WORD.findall(text[word.start() : end]) if w[0].isupper())
        if capitals == wanted:
            return word.start()
    return start
