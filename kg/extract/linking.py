"""Finds the names in a brief: known ones, composed ones, acronyms, and unknown ones by their shape."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from kg.extract.english import (
    FEASTS,
    LANGUAGES,
    MONTHS,
    NOT_IN_NAMES,
    WEEKDAYS,
)
from kg.extract.labels import JOINED, Labels
from kg.extract.mentions import Mention, Names, outermost
from kg.extract.owners import Owners
from kg.extract.places import Gazetteer
from kg.extract.shapes import PHRASE, Shape, Shapes
from kg.extract.text import LISTED, WORD, any_of, fold, occurrences
from kg.model import Entity, slug
from kg.ontology import Ontology
from kg.terms import CANDIDATE, ID, SKOS, STATUS, WCO

_BRACKETED = re.compile(
    r"\((?<=\s.)[“\"']?((?=[^\s()]*[A-Z][^\s()]*[A-Z])[A-Za-z][\w&/.! -]{1,14}?)[”\"']?\)"
)
_OF = re.compile(r"\s(?:of|to|for)\s+(?:the\s+)?")
_OF_OWNER = re.compile(r"\s+of\s+(?:the\s+)?$")
_COMMON = re.compile(r"[A-Z]s$|&")
"""Acronyms of what is no name: 'Modernization Advisors (MAs)', 'Risk Management and Targeting (RM&T)'."""
_CAPITALS_ONLY = re.compile(r"[A-Z](?<![\w/-].)[A-Z]{2,5}(?![\w/-])")
_NO_PLACES: Final = LANGUAGES | FEASTS | MONTHS.keys() | WEEKDAYS.keys()


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
            if JOINED.match(match[1]):
                continue
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

    def take(self, start: int, end: int) -> bool:
        """Take a stretch that is free; tell whether it was."""
        if self._mask.find(1, start, end) >= 0:
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
        self._composed = [
            _Composed(
                patterns.value(rule, WCO + "of") or "",
                frozenset(
                    spelled
                    for head in patterns.values(rule, WCO + "head")
                    for spelled in (head, head.replace(" and ", " & "))
                ),
                patterns.value(rule, WCO + "label") or "{}",
                patterns.value(rule, WCO + "link") or "",
                patterns.value(rule, WCO + "yields") or "",
                patterns.value(rule, WCO + "unique") == "true",
            )
            for rule in patterns.instances(WCO + "ComposedName")
        ]
        self._by_rule = dict(zip(patterns.instances(WCO + "ComposedName"), self._composed, strict=True))
        self._owners = Owners(ontology)
        self.countries = self._owners.countries
        head_words = {head for composed in self._composed for head in composed.heads}
        heads = any_of(head_words)
        self._head_at_end = re.compile(rf"\s({heads})$")
        self._labels = Labels(ontology, self._head_at_end)
        self._heads = re.compile(rf"(?:{heads})(?!\w)")
        self._head_after = re.compile(rf"(?:['’]s?)?(?!\n\n)\s+({heads})(?!\w)")
        self._head_before = re.compile(
            rf"({any_of(head_words)})(?:\s+(?:of|for)\s+(?:the\s+)?|\s*[/-]\s*|\s+)"
            rf"(?:(?:\w+\s+){{0,2}}(?:Republic|Kingdom|State|Principality|Union)\s+of\s+)?$"
        )
        defined = patterns.instances(WCO + "DefinedName")
        self._defined_type = patterns.value(defined[0], WCO + "yields") if defined else None
        self._no_owners = {cls for rule in defined for cls in patterns.values(rule, WCO + "notOf")}
        self._acronym_labels = {
            form.written for found in self._labels.forms.values() for form in found
        } | set(self._labels.local)
        place = patterns.instances(WCO + "Gazetteer")
        self._gazetteer = Gazetteer(
            patterns.values(place[0], WCO + "noun") if place else (), self._is_no_place
        )
        self._shapes = Shapes(
            patterns,
            self._labels.forms.keys(),
            self._labels.begins,
            self._labels.nouns,
            self._gazetteer.town_end,
        )
        self._place_type = patterns.value(place[0], WCO + "yields") if place else None
        self._place_link = patterns.value(place[0], WCO + "link") if place else None
        self._alpha2 = {iri: code for iri in ontology.entities for code in graph.values(iri, WCO + "alpha2")}
        self._country_of = {code: iri for iri, code in self._alpha2.items()}
        self._codes = {iri: self._codes_of(entity) for iri, entity in ontology.entities.items()}

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
        cuts = [cut for cut, _, _, _ in flat.brackets]
        mentions = self._with_owners(flat.text, self._labels.find(flat.text, cuts))
        mentions = self._compose(flat.text, mentions, names, cuts)
        mentions = self._add_shapes(
            flat.text, mentions, names, headline_end, {cut: acronym for cut, _, _, acronym in flat.brackets}
        )
        bound = {}
        for cut, _, _, acronym in flat.brackets:
            owner = next((m for m in reversed(mentions) if m.start < cut <= m.end + 1), None)
            inner = self._inner(flat.text, owner, cut, acronym, mentions, names) if owner else None
            if inner:
                bound[acronym] = inner
                continue
            if owner is None or inner is not None:
                owner = self._defined(flat.text, cut, acronym, mentions, names)
            if owner is not None:
                part = self._part(flat.text[owner.start : owner.end], acronym)
                if not part and (bearer := self._bearer(acronym, owner, names, mentions)):
                    new = owner.options
                    for mention in mentions:
                        if mention.options == new:
                            mention.options = (bearer,)
                bound[acronym] = part or owner.options
        if flat.brackets:
            for mention in mentions:
                mention.start, mention.end = flat.start(mention.start), flat.end(mention.end)
        names.mentions = self._acronyms(text, mentions, bound, flat.brackets)
        if self._place_type:
            self._add_places(text, names, headline_end)
        self._settle_owners(names)
        return names

    def _settle_owners(self, names: Names) -> None:
        """Give names that bodies of many countries bear to the one of the country that the brief tells."""
        for body, link, country, cls in self._owners.settle(names):
            iri = self._owners.body(link, country, cls) or self._of_country(
                body.label, body.types[0], link, country, names
            )
            for mention in names.mentions:
                if mention.options == (body.iri,):
                    mention.options = (iri,)

    def _of_country(self, name: str, cls: str, link: str, country: str, names: Names) -> str:
        """Give the body of a country that bears a name: a known one, or a new one."""
        label = self._owners.name(f"{name} of {{}}", country, self.ontology.entities[country].label)
        known = self._labels.forms.get(fold(label))
        return known[0].entities[0] if known else self.mint(label, cls, link, country, names)

    def _with_owners(self, text: str, mentions: list[Mention]) -> list[Mention]:
        """Take the country that stands before an agency of it into the agency's name: 'US Coast Guard'."""
        out: list[Mention] = []
        for mention in mentions:
            if out and out[-1].end == mention.start - 1 and text[out[-1].end] == " ":
                owner = out[-1].options[0]
                if owner in self.countries and self._is_tied(mention.options[0], {owner}):
                    mention.start = out.pop().start
            out.append(mention)
        return out

    def _is_no_place(self, words: str) -> bool:
        """Tell whether folded words that begin with a capital mean something that is no place."""
        return (
            words in self._labels.forms
            or words in self._labels.nouns
            or words in _NO_PLACES
            or words.capitalize() in self._shapes.words
        )

    def _types(self, iri: str, names: Names) -> tuple[str, ...]:
        entity = names.minted.get(iri) or self.ontology.entities[iri]
        return entity.types

    def _option(self, mention: Mention, wanted: str, names: Names) -> str | None:
        """Give the mention's likeliest entity of a class."""
        for iri in mention.options:
            if any(self.ontology.is_a(cls, wanted) for cls in self._types(iri, names)):
                return iri
        return None

    def _compose(self, text: str, mentions: list[Mention], names: Names, cuts: list[int]) -> list[Mention]:
        """Join names with the heads beside them, and carry a head over the list that it closes or opens."""
        out: list[Mention] = []
        consumed = 0
        for index, mention in enumerate(mentions):
            if mention.start < consumed:
                continue
            if match := self._head_after.match(text, mention.end):
                composed = self._rule(match[1], mention, names)
                follows = text[match.end() : match.end() + 40]
                if composed is None or self._shapes.starts(follows.lstrip()):
                    out.append(mention)
                    continue
                consumed = match.end()
                if match[0][0] != " " and " " in match[1]:
                    # 'Uruguay's National Customs Directorate' names two
                    out.append(mention)
                    mention = Mention(*match.span(1), mention.options)
                self._become(mention, composed, match[1], text, names, end=match.end())
                out.append(mention)
                self._share(match[1], out, text, names)
            elif match := self._head_before.search(text, max(consumed, mention.start - 70), mention.start):
                composed = self._rule(match[1], mention, names)
                out.append(mention)
                if composed is None:
                    continue
                if out[:-1] and out[-2].end == match.end(1) and match.end(1) in cuts:
                    country = self._option(mention, composed.of, names) or ""
                    own = self._owners.body(composed.link, country, composed.yields)
                    if composed.unique and own and self._codes.get(out[-2].options[0]):
                        # 'Servicio Nacional de Aduanas (SENAE) of Ecuador' is not that of Chile
                        out[-2].options = (own,)
                    continue
                while out[:-1] and out[-2].end > match.start():
                    out.pop(-2)
                self._become(mention, composed, match[1], text, names, start=match.start())
                if match[1].endswith("s"):
                    last = mention
                    for other in mentions[index + 1 :]:
                        gap = text[last.end : other.start]
                        if not LISTED.fullmatch(gap) or self._option(other, composed.of, names) is None:
                            break
                        if self._head_after.match(text, other.end):
                            break
                        self._become(other, composed, match[1], text, names)
                        last = other
            else:
                out.append(mention)
                head = self._head_at_end.search(text, mention.start, mention.end)
                if head and (longer := self._heads.match(text, head.start(1))):
                    # 'Moroccan Customs' is known, 'Moroccan Customs and Excise Administration' is the same
                    consumed = mention.end = max(mention.end, longer.end())
                if head and out[:-1] and LISTED.fullmatch(text[out[-2].end : mention.start]):
                    self._share(head[1], out, text, names)
        return out

    def _share(self, head: str, out: list[Mention], text: str, names: Names) -> None:
        """Carry the head that closes a list to the names before it: 'Albanian and Kosovar Customs'."""
        after, at = out[-1], len(out) - 1
        while at and LISTED.fullmatch(text[out[at - 1].end : after.start]):
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
        iri = self._owners.body(composed.link, other, composed.yields) if composed.unique else None
        if iri is None:
            label = self._composed_label(composed, other, names)
            known = self._labels.forms.get(fold(label))
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
        label = self._composed_label(composed, other, names)
        return self.mint(label, composed.yields, composed.link, other, names)

    def _composed_label(self, composed: _Composed, other: str, names: Names) -> str:
        known = names.minted.get(other) or self.ontology.entities[other]
        return self._owners.name(composed.label, other, known.label)

    def mint(self, label: str, cls: str, link: str, other: str | None, names: Names) -> str:
        """Make an entity for a name that the vocabulary lacks, linked to another where both are given."""
        iri = f"{ID}candidate-{slug(label, 80)}"
        if iri not in names.minted:
            links = [(STATUS, CANDIDATE)]
            if link and other:
                links.append((link, other))
            names.minted[iri] = Entity(iri, label, (cls,), (), tuple(sorted(links)))
        return iri

    def _add_shapes(
        self, text: str, mentions: list[Mention], names: Names, headline_end: int, acronyms: dict[int, str]
    ) -> list[Mention]:
        """Find names that the vocabulary lacks by their shape, in the headline where the body has them."""
        found: list[Mention] = []
        for shape in self._shapes.find(text, headline_end, mentions, acronyms):
            iri = self._shaped(text, shape, names)
            found.append(Mention(shape.start, shape.end, (iri,)))
        if not found:
            return mentions
        for new in list(found):
            words = text[new.start : new.end]
            at = text.find(words, 0, headline_end)
            if at >= 0:
                found.append(Mention(at, at + len(words), new.options))
        return outermost([*mentions, *found])

    def _defined(
        self, text: str, end: int, acronym: str, mentions: list[Mention], names: Names
    ) -> Mention | None:
        """Mint an entity for a capitalised phrase whose initials are the acronym in brackets after it."""
        if not self._defined_type or acronym in self._acronym_labels or _COMMON.search(acronym):
            return None
        for match in PHRASE.finditer(text, max(0, end - 120), end):
            if match.end() != end:
                continue
            words = list(WORD.finditer(text, match.start(), end))
            while words and words[0][0].lower() in NOT_IN_NAMES:
                words.pop(0)
            for first in (i for i, word in enumerate(words) if word[0][0].isupper()):
                capitals = "".join(c for word in words[first:] for c in word[0] if c.isupper())
                if capitals == re.sub(r"[^A-Z]", "", acronym) and len(words) - first > 1:
                    start = words[first].start()
                    if fold(text[start:end]) in self._labels.nouns:
                        break
                    mentions[:] = [m for m in mentions if m.end <= start or m.start >= end]
                    iri = self._named(text[start:end], self._defined_type, names)
                    mentions.append(Mention(start, end, (iri,)))
                    mentions.sort(key=lambda mention: mention.start)
                    return next(m for m in mentions if m.start == start)
        return None

    def _inner(
        self, text: str, owner: Mention, cut: int, acronym: str, mentions: list[Mention], names: Names
    ) -> tuple[str, ...] | None:
        """Give what an acronym stands for, if anything, that is not that of the name before or around it."""
        known = [form for form in self._labels.forms.get(fold(acronym), ()) if form.fits(acronym)]
        words = text[owner.start : owner.end]
        if self._types(owner.options[0], names)[0] in self._no_owners and not _spells(words, acronym):
            # 'Border Assistance Mission to Ukraine (EUBAM)', 'Federal Administration of Switzerland (FCA)'
            first = next((m for m in reversed(mentions) if m.end < owner.start), None)
            if first and not known and _OF.fullmatch(text, first.end, owner.start):
                return first.options if _spells(text[first.start : first.end], acronym) else ()
            return tuple(known[0].entities) if known else ()
        if _COMMON.search(acronym) and not known and words[0] not in acronym:
            # 'Guide to Multilateral Environmental Agreements (MEAs)'
            return ()
        if owner.options[0] in names.minted and cut < owner.end:
            # 'CAREC (…) Institute', 'Bureau of Customs (BOC) Intelligence Group'
            before = self._labels.forms.get(fold(text[owner.start : cut].strip()), ()) or known
            return tuple(before[0].entities) if before else None
        return None

    def _bearer(self, acronym: str, owner: Mention, names: Names, mentions: list[Mention]) -> str | None:
        """Give the known thing whose acronym stands after a new name, if a country ties it to the brief."""
        new = names.minted.get(owner.options[0])
        if new is None:
            return None
        forms = self._labels.forms.get(fold(acronym), ())
        labelled = {iri for form in forms if form.written == acronym for iri in form.entities}
        known = labelled.union(self._labels.local.get(acronym, ()))
        named = {iri for mention in mentions for iri in mention.options} & self.countries
        named |= {other for _, other in new.links if other in self.countries}
        tied = [iri for iri in known if self._is_tied(iri, named) and self._is_like(iri, new)]
        if not tied and not _spells(" ".join(word[0][0] for word in WORD.finditer(new.label)), acronym):
            # 'West and Central Africa Regional Office for Capacity Building (ROCB WCA)'
            tied = [iri for iri in labelled if not self._codes[iri] and self._is_like(iri, new)]
        return tied[0] if len(tied) == 1 else None

    def _is_like(self, iri: str, other: Entity) -> bool:
        """Tell whether a known thing has a class in common with another, or their classes a superclass."""
        above = self.ontology.superclasses
        classes = [{cls, *above[cls]} for cls in self.ontology.entities[iri].types]
        return any(not of.isdisjoint({cls, *above[cls]}) for of in classes for cls in other.types)

    def _part(self, words: str, acronym: str) -> tuple[str, ...]:
        """Give what an acronym stands for that names but the end of what stands before it."""
        known = {iri for form in self._labels.forms.get(fold(acronym), ()) for iri in form.entities}
        for joint in _OF.finditer(words) if known else ():
            for form in self._labels.forms.get(fold(words[joint.end() :]), ()):
                if not known.isdisjoint(form.entities):
                    return tuple(form.entities)
        return ()

    def _named(self, name: str, cls: str, names: Names) -> str:
        """Give the entity of a name found by its shape: a known one that bears it after all, or a new one."""
        for form in self._labels.forms.get(fold(name), ()):
            return form.entities[0]
        return self.mint(name, cls, "", None, names)

    def _shaped(self, text: str, shape: Shape, names: Names) -> str:
        """Give the entity of a name and of the country that it or the words before it name as the owner."""
        owner = shape.owner
        country = next((iri for iri in owner.options if iri in self.countries), None) if owner else None
        if not shape.link or owner is None or country is None or fold(shape.name) in self._labels.forms:
            return self._named(shape.name, shape.cls, names)
        own = self._without_owner(text, shape, owner)
        if own is None:
            return self.mint(shape.name, shape.cls, shape.link, country, names)
        return self._of_country(own, shape.cls, shape.link, country, names)

    def _without_owner(self, text: str, shape: Shape, owner: Mention) -> str | None:
        """Give a name without its owner, or None where that is part of it, as in 'Bank of Ghana'."""
        if owner.end <= shape.start:
            return shape.name
        of = _OF_OWNER.search(text, shape.start, owner.start) if owner.end == shape.end else None
        own = " ".join(text[shape.start : of.start()].split() if of else text[owner.end : shape.end].split())
        if of is None and not (
            owner.start == shape.start and owner.adjective and self._owners.is_borne_by_many(own, shape.cls)
        ):
            return None
        return own if " " in own else None

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
            for start in occurrences(text, acronym)
        ]
        for _, start, end, acronym in brackets:
            if acronym not in bound:
                found += [
                    Mention(start, end, tuple(form.entities), adjective=form.adjective)
                    for form in self._labels.forms.get(fold(acronym), ())
                    if form.fits(acronym)
                ]
        named = {iri for mention in mentions for iri in mention.options}
        found += self._local_acronyms(text, bound, named)
        found += self._short_names(text, mentions, named)
        if not found:
            return mentions
        spans = {(mention.start, mention.end) for mention in found}
        kept = [mention for mention in mentions if (mention.start, mention.end) not in spans]
        taken = _Taken(text, kept)
        kept += [mention for mention in found if taken.take(mention.start, mention.end)]
        kept.sort(key=lambda mention: mention.start)
        return kept

    def _local_acronyms(
        self, text: str, bound: dict[str, tuple[str, ...]], named: set[str]
    ) -> Iterator[Mention]:
        """Find acronyms that stand for one thing, or for one in the countries that the brief names."""
        for match in _CAPITALS_ONLY.finditer(text):
            entities = self._labels.local.get(match[0], []) if match[0] not in bound else []
            if len(entities) > 1:
                entities = [iri for iri in entities if self._is_tied(iri, named)]
            if len(entities) == 1:
                yield Mention(match.start(), match.end(), (entities[0],))

    def _is_tied(self, iri: str, named: set[str]) -> bool:
        """Tell whether a thing is linked to one of those that the brief names."""
        return any(other in named for _, other in self.ontology.entities[iri].links)

    def _short_names(self, text: str, mentions: list[Mention], named: set[str]) -> Iterator[Mention]:
        """Find short names that nothing else in the brief bears, where it names what they are part of."""
        for name, iri in self._labels.short:
            if name not in text or not self._is_tied(iri, named):
                continue
            others = (mention for mention in mentions if iri not in mention.options)
            if not any(name in text[other.start : other.end].split() for other in others):
                for start in occurrences(text, name):
                    yield Mention(start, start + len(name), (iri,))

    def _add_places(self, text: str, names: Names, headline_end: int) -> None:
        """Find towns of the gazetteer where a place can stand, in the brief's countries if possible."""
        near = cache(lambda: self._countries_near(names))
        seen: dict[str, str] = {}
        for start, end, town in self._gazetteer.find(text, headline_end, names.mentions, near):
            if town is None:
                name = text[start:end].title() if text[start:end].isupper() else text[start:end]
                seen[name] = self.mint(name, self._place_type or "", "", None, names)
                continue
            iri = f"{ID}place-{town.key}"
            seen[text[start:end]] = iri
            links = [(SKOS + "exactMatch", f"https://sws.geonames.org/{town.key}/")]
            if self._place_link and town.country in self._country_of:
                links.append((self._place_link, self._country_of[town.country]))
            names.minted[iri] = Entity(iri, town.name, (self._place_type or "",), (), tuple(sorted(links)))
        places = [
            Mention(start, start + len(words), (iri,))
            for words, iri in seen.items()
            for spelled in sorted({words, words.title(), words.upper()})
            for start in occurrences(text, spelled)
        ]
        if places:
            names.mentions = outermost([*names.mentions, *places])

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


def _spells(words: str, acronym: str) -> bool:
    """Tell whether the letters of an acronym come one after another in words."""
    letters = iter(fold(words))
    return all(letter in letters for letter in fold(acronym.rstrip("s")) if letter.isalpha())
