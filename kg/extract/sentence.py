"""A sentence as a row of typed items: names, dates, kinds of initiative, verbs, function words.

The cascade follows Abney, *Partial parsing via finite-state cascades* (1996): each level works on the symbols
that the level below has made, and none looks back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from kg.extract import english
from kg.extract.dates import When
from kg.extract.mentions import Mention
from kg.extract.patterns import Cue, Patterns
from kg.extract.text import tokens

# Tags, one letter each:
NAME, DATE, EVENT, VERB = "M", "D", "E", "V"
OTHER_VERB, BE, HAVE, DO, MODAL, TO = "v", "b", "h", "o", "m", "t"
PREPOSITION, CONJUNCTION, DETERMINER, RELATIVE = "p", "c", "d", "w"
SUBORDINATOR, PRONOUN, ADVERB, NUMBER, GERUND, WORD = "s", "y", "r", "#", "g", "x"

_FUNCTION_WORDS: Final = {
    word: tag
    for tag, words in (
        (PREPOSITION, english.PREPOSITIONS),
        (PRONOUN, english.PRONOUNS),
        (DETERMINER, english.DETERMINERS),
        (SUBORDINATOR, english.SUBORDINATORS),
        (RELATIVE, english.RELATIVES),
        (CONJUNCTION, english.CONJUNCTIONS),
        (MODAL, english.MODALS),
        (HAVE, english.HAVE),
        (BE, english.BE),
        (DO, english.DO),
        (TO, {"to"}),
        (ADVERB, english.NEGATIONS - {"no"}),
        (NUMBER, set(english.NUMBERS)),
    )
    for word in words
}
_ADVERBS: Final = frozenset(
    "also again already recently jointly now then together successfully officially formally here there first "
    "further however moreover meanwhile today still kindly generously soon just even only once later "
    "yet ever always often thus hence itself themselves".split()
)
_MOST_CHUNKS: Final = 50_000
_TIMES: Final = frozenset({"week", "month", "year", "day"})
_WHICH: Final = frozenset({"last", "this", "next", "each", "every"})
_TIME_WORDS: Final = _TIMES | _WHICH
_OPEN: Final = frozenset({WORD, VERB, OTHER_VERB, GERUND})
_NOUN_LIKE: Final = frozenset({NAME, WORD, EVENT, NUMBER, ")", '"', DATE})
_FRONTED: Final = frozenset({PREPOSITION, TO, VERB, OTHER_VERB, GERUND, DATE})
_FRONTING: Final = frozenset(
    "thanks courtesy together jointly along ahead prior due next alongside hand according".split()
)
"""Words that open a phrase before the subject, if a preposition follows: 'thanks to', 'together with'."""
_POSSESSIVE: Final = re.compile(r"'s?(?!\w)")
_OBJECT_START: Final = frozenset({NAME, EVENT, DETERMINER, NUMBER, WORD, PRONOUN, '"'})
# Classes of tags, made once: sets of names written where they are used would be made at each use.
_VERBS: Final = frozenset({VERB, OTHER_VERB})
_VERBAL: Final = _VERBS | {GERUND}
_AUXILIARIES: Final = frozenset({BE, HAVE, DO, MODAL})
_BEFORE_FINITE: Final = _AUXILIARIES | {ADVERB}
_BEFORE_VERB: Final = _BEFORE_FINITE | {TO}
_NOMINAL: Final = frozenset({WORD, EVENT})
_NAMED: Final = frozenset({NAME, PRONOUN})
_DETERMINED: Final = frozenset({NAME, DETERMINER})
_COUNTED: Final = _DETERMINED | {NUMBER}
_LINKS: Final = frozenset({PREPOSITION, TO})
_LISTS: Final = frozenset({",", CONJUNCTION})
_LISTED: Final = frozenset({NAME, DETERMINER, ADVERB, CONJUNCTION, "(", ")"})
_STOPS: Final = frozenset({SUBORDINATOR, RELATIVE, ";", ":"})
_ENDS_CLAUSE: Final = _STOPS - {RELATIVE}
_ENDS_PHRASE: Final = _STOPS | _VERBS | _AUXILIARIES | _LINKS
_ENDS_SUBJECT: Final = _VERBS | {PREPOSITION}
_ENDS_ANTECEDENT: Final = _STOPS | _VERBS | {","}
_BEFORE_MODIFIER: Final = frozenset({DETERMINER, PREPOSITION, CONJUNCTION, NUMBER, ADVERB, "", "-", "'"})
_BEFORE_ADVERB: Final = frozenset({BE, HAVE, NAME, WORD, EVENT, PRONOUN, ")"})
_NO_PREDICATE: Final = frozenset({DETERMINER, PREPOSITION, NUMBER, ""})
_BEFORE_FIRST_VERB: Final = _VERBAL | _AUXILIARIES | _STOPS
_AFTER_NAME: Final = frozenset({NAME, ")"})
_AFTER_THIRD_PERSON: Final = _OBJECT_START | _LINKS | {ADVERB}
_BEFORE_GERUND: Final = _COUNTED | {WORD}
_AFTER_GERUND: Final = frozenset({PREPOSITION, ",", "."})
_IT_WAS: Final = PRONOUN + BE
_BEFORE_ANTECEDENT: Final = frozenset({",", ADVERB, PREPOSITION})
_BEFORE_SUBJECT: Final = frozenset({",", CONJUNCTION, ADVERB, "-", '"'})


@dataclass(slots=True)
class Item:
    """One symbol of a sentence.

    Parameters
    ----------
    start, end
        Character offsets in the whole text, end exclusive.
    tag
        What it is, one letter.
    word
        Its words, folded; of a verb, the lemma.
    form
        Of a verb: its form, a tag of :func:`kg.extract.english.inflect`.
    surface
        The folded word as it stands; of a name or a date, empty.
    pivot
        Whether a pattern or a kind of initiative hangs on the word.
    mention, when, cue
        The name, date or kind of initiative that it stands for.
    """

    start: int
    end: int
    tag: str
    word: str
    form: str = ""
    surface: str = ""
    pivot: bool = False
    mention: Mention | None = None
    when: When | None = None
    cue: Cue | None = None


@dataclass(slots=True)
class Clause:
    """A verb with what belongs to it, as ranges of items.

    Parameters
    ----------
    verb
        Index of the verb's item.
    passive
        Whether its subject undergoes it.
    finite
        Whether it has a subject of its own, rather than a noun before it or that of the clause around it.
    subject, object
        Item ranges (start, stop), or None.
    end
        Index where its region ends, exclusive.
    negated, modal
        Whether it is denied; whether it is but planned or possible.
    """

    verb: int
    passive: bool
    finite: bool
    subject: tuple[int, int] | None
    object: tuple[int, int] | None
    end: int
    negated: bool = False
    modal: bool = False


@dataclass(slots=True)
class Sentence:
    """A sentence's items, and its clauses once they are asked for.

    Parameters
    ----------
    start, end
        Character offsets in the whole text, end exclusive.
    headline
        Whether it is the headline.
    items
        Its symbols, in order.
    tags
        Their tags as one string.
    words, surfaces
        Their words, and the folded words as they stand.
    clauses
        Its verbs with their arguments.
    dates
        The dates that it names.
    names
        Where names stand, as indices of items.
    subjects
        Where the subjects of its finite verbs begin, as indices of items.
    dateline
        How many items at its beginning only say where and when it was written.
    """

    start: int
    end: int
    headline: bool
    items: list[Item]
    tags: str
    words: list[str]
    surfaces: list[str]
    clauses: list[Clause] = field(default_factory=list)
    dates: list[When] = field(default_factory=list)
    names: list[int] = field(default_factory=list)
    subjects: frozenset[int] = frozenset()
    dateline: int = 0


def read_sentence(
    folded: str,
    start: int,
    end: int,
    *,
    headline: bool,
    dateline: int,
    mentions: list[Mention],
    dates: list[When],
    patterns: Patterns,
) -> Sentence:
    """Turn a stretch of text into items, and find its verbs with their arguments.

    Parameters
    ----------
    folded
        The whole text, folded.
    start, end
        The sentence, in characters.
    headline
        Whether it is the headline.
    dateline
        Where the dateline of the body ends, in characters.
    mentions, dates
        Those that lie in the sentence, in order.
    patterns
        They say which words are verbs and kinds of initiative.

    Returns
    -------
    Sentence
        With tags and clauses filled in.
    """
    items: list[Item] = []
    spans: Sequence[Mention | When] = mentions
    if dates:
        spans = sorted([*mentions, *dates], key=lambda span: (span.start, -span.end))
    at = start
    for span in spans:
        if span.start < at:
            continue
        _add_words(items, folded, at, span.start, patterns)
        at = span.end
        if isinstance(span, Mention):
            items.append(Item(span.start, span.end, NAME, folded[span.start : span.end], mention=span))
            if folded.startswith("'", at) and (possessive := _POSSESSIVE.match(folded, at)):
                items[-1].form = "'"
                at = possessive.end()
        else:
            items.append(Item(span.start, span.end, DATE, folded[span.start : span.end], when=span))
    _add_words(items, folded, at, end, patterns)
    _mark_events(items, patterns)
    _settle_verbs(items, headline=headline)
    tags = "".join([item.tag for item in items])
    words, surfaces = [item.word for item in items], [item.surface for item in items]
    sentence = Sentence(start, end, headline, items, tags, words, surfaces)
    sentence.dateline = 0 if headline else sum(item.start < dateline for item in items)
    sentence.dates = [item.when for item in items if item.when is not None]
    sentence.names = [i for i, tag in enumerate(tags) if tag == NAME]
    sentence.clauses = list(_clauses(sentence))
    sentence.subjects = frozenset(c.subject[0] for c in sentence.clauses if c.finite and c.subject)
    return sentence


def _add_words(items: list[Item], folded: str, start: int, end: int, patterns: Patterns) -> None:
    known = patterns.chunks
    for chunk in folded[start:end].split(" "):
        if chunk:
            kinds = known.get(chunk)
            if kinds is None:
                kinds = [_read_word(chunk[a:b], a, b, patterns) for a, b in tokens(chunk, 0, len(chunk))]
                if len(known) < _MOST_CHUNKS:
                    known[chunk] = kinds
            for begin, stop, tag, word, form, surface, pivot in kinds:
                items.append(Item(start + begin, start + stop, tag, word, form, surface, pivot))
        start += len(chunk) + 1


def _read_word(
    surface: str, begin: int, stop: int, patterns: Patterns
) -> tuple[int, int, str, str, str, str, bool]:
    """Give what is known of a word wherever it stands: the fields of its item, offsets within its chunk."""
    return begin, stop, *_classify(surface, patterns), surface, patterns.hangs_on(surface)


def _classify(word: str, patterns: Patterns) -> tuple[str, str, str]:
    """Give a word's tag, its lemma where it is a verb that patterns know, and its form where it is a verb."""
    if tag := _FUNCTION_WORDS.get(word):
        return tag, word, ""
    if word in patterns.forms:
        return VERB, *patterns.forms[word]
    if not word[0].isalnum():
        return word[0], word, ""
    if word[0].isdigit():
        return NUMBER, word, ""
    if word in _ADVERBS or (word.endswith("ly") and len(word) > 4):
        return ADVERB, word, ""
    if word in english.COMMON_VERBS:
        return OTHER_VERB, word, english.COMMON_VERBS[word]
    if word in english.IRREGULAR_PARTICIPLES or (word.endswith("ed") and len(word) > 4):
        return OTHER_VERB, word, "B"
    if word in english.IRREGULAR_PASTS:
        return OTHER_VERB, word, "P"
    if word.endswith("ing") and len(word) > 5:
        return GERUND, word, "G"
    return WORD, word, ""


def _mark_events(items: list[Item], patterns: Patterns) -> None:
    """Turn nouns that name a kind of initiative into one item each; the longest wording wins."""
    nouns = patterns.nouns
    # what a noun takes in lies ahead, so that it may go while the row is read
    for index, item in enumerate(items):
        if item.pivot and item.tag in _OPEN:
            for length in range(patterns.noun_starts.get(item.surface, 0), 0, -1):
                run = items[index : index + length]
                words = [other.surface for other in run]
                if len(run) < length or any(other.tag not in _OPEN for other in run):
                    continue
                cue = nouns.get(tuple(words)) or nouns.get((*words[:-1], english.singular(words[-1])))
                if cue is None or (length == 1 and item.tag == VERB and item.form in {"P", "B", "N"}):
                    continue
                item.cue = cue
                if item.tag != VERB or length > 1:
                    item.tag, item.word, item.surface = EVENT, " ".join(words), words[-1]
                item.end = run[-1].end
                del items[index + 1 : index + length]
                break


def _settle_verbs(items: list[Item], *, headline: bool) -> None:
    """Decide between noun and verb for words that can be either, by what stands around them."""
    for item, following in pairwise(items):
        if item.tag == DO and following.word not in english.NEGATIONS and not item.word.endswith(english.NOT):
            item.tag, item.form = OTHER_VERB, english.inflect("do")[item.word]
    formed = [i for i, item in enumerate(items) if item.form]
    gerunds = [i for i in formed if items[i].cue is not None and items[i].form == "G"]
    others = [i for i in formed if items[i].tag in _VERBAL and i not in gerunds]
    for index in gerunds + others:
        item = items[index]
        before = _before(items, index)
        after = items[index + 1].tag if index + 1 < len(items) else ""
        is_verb = True
        if (
            item.form == "V"
            and item.word in english.IRREGULAR_PARTICIPLES
            and _followed_by_agent(items, index)
        ):
            item.form = "N"
        elif item.form == "V":
            plural = items[index - 1].word.endswith("s") if index else False
            is_verb = before in (TO, MODAL, DO) or (
                after in _OBJECT_START
                and (before in _NAMED or (before == WORD and plural) or (before == CONJUNCTION and headline))
                and (headline or after != WORD)
            )
        elif item.form == "S":
            is_verb = before not in _NO_PREDICATE and (
                after in _AFTER_THIRD_PERSON or (before in _AFTER_NAME and _in_relative_clause(items, index))
            )
        elif item.form == "G" and item.cue is not None:
            is_verb = after in _COUNTED and before not in _BEFORE_GERUND
        elif item.form == "G":
            is_verb = (before != DETERMINER or after in _DETERMINED) and not (
                before in _LINKS and after in _AFTER_GERUND
            )
        if not is_verb:
            item.tag = EVENT if item.cue is not None else WORD
            item.form = ""
        elif item.cue is not None:
            item.cue = None


def _followed_by_agent(items: list[Item], index: int) -> bool:
    """Tell whether 'by' follows: then 'run' is a participle."""
    rest = (item for item in items[index + 1 : index + 4] if item.tag != ADVERB)
    return next(rest, items[index]).word == "by"


def _in_relative_clause(items: list[Item], index: int) -> bool:
    """Tell whether an item is the first verb of a relative clause ('for which the EU pays')."""
    before = (item.tag for item in reversed(items[:index]) if item.tag in _BEFORE_FIRST_VERB)
    return next(before, "") == RELATIVE


def _before(items: list[Item], index: int) -> str:
    index -= 1
    while index >= 0 and items[index].tag == ADVERB:
        index -= 1
    return items[index].tag if index >= 0 else ""


def _clauses(sentence: Sentence) -> Iterator[Clause]:
    """Find each verb's voice and arguments."""
    items, tags = sentence.items, sentence.tags
    verbs = [i for i, tag in enumerate(tags) if tag in _VERBS]
    heads = [i for i in verbs if not _modifies(items, tags, i)]
    shapes = {i: _voice(items, tags, i) for i in heads}
    finite = {i for i in heads if shapes[i][1]}
    last_subject: tuple[int, int] | None = None
    last_object: tuple[int, int] | None = None
    fronted: list[Clause] = []
    for order, index in enumerate(heads):
        passive, is_finite, negated, modal = shapes[index]
        end = heads[order + 1] if order + 1 < len(heads) else len(tags)
        stop = _border(tags, index + 1, end, crossing=order + 1 < len(heads) and heads[order + 1] in finite)
        subject = None
        if is_finite:
            earlier = heads[:order]
            subject = _subject(
                tags, items, index, earlier, [i for i in earlier if i in finite], sentence.dateline
            )
            if subject is None:
                subject = last_subject
            last_subject = subject or last_subject
        elif passive:
            subject = _antecedent(tags, index) or last_subject
        else:
            named = last_object is not None and NAME in tags[slice(*last_object)]
            subject = last_object if named and tags[index - 1] in _LINKS else last_subject
        begin = index + 1
        while begin < stop and tags[begin] == ADVERB:
            begin += 1
        obj = (
            (begin, _phrase_end(tags, begin, stop)) if begin < stop and tags[begin] in _OBJECT_START else None
        )
        if (
            obj is None
            and is_finite
            and not passive
            and subject
            and tags[subject[0] - 1 : subject[0]] == RELATIVE
        ):
            obj = _antecedent(tags, subject[0] - 1)
        last_object = obj
        clause = Clause(index, passive, is_finite, subject, obj, stop, negated, modal)
        if subject is None and passive:
            fronted.append(clause)
        elif is_finite and subject:
            while fronted:
                fronted.pop().subject = subject
        yield clause


def _modifies(items: list[Item], tags: str, index: int) -> bool:
    """Tell whether a participle only modifies the noun after it ('accredited experts')."""
    if items[index].form not in {"B", "N"} or index + 1 >= len(tags):
        return False
    before = tags[index - 1] if index else ""
    return (
        before in _BEFORE_MODIFIER
        and tags[index + 1] in _NOMINAL
        and (before != ADVERB or index < 2 or tags[index - 2] not in _BEFORE_ADVERB)
    )


def _voice(items: list[Item], tags: str, index: int) -> tuple[bool, bool, bool, bool]:
    """Give (passive, finite, negated, modal) of the verb at an index."""
    form = items[index].form
    back = index - 1
    negated = modal = False
    auxiliary = first = ""
    while back >= 0 and tags[back] in _BEFORE_VERB:
        tag, word = tags[back], items[back].word
        if word.endswith(english.NOT) or (word in english.NEGATIONS and items[back + 1].word != "only"):
            negated = True
        if tag != ADVERB:
            auxiliary, first = auxiliary or tag, tag
        modal = modal or tag == MODAL or word == "had"
        back -= 1
    if form == "G":
        return False, auxiliary == BE, negated, modal
    if auxiliary == TO:
        return False, False, negated, modal
    if first == TO:
        return auxiliary == BE, False, negated, modal
    if auxiliary == BE:
        return True, True, negated, modal
    if auxiliary in (HAVE, MODAL, DO):
        return False, True, negated, modal
    if form == "N":
        return True, False, negated, modal
    if form == "B":
        if back >= 0 and tags[back] == RELATIVE:
            return False, True, negated, modal
        after = index + 1
        while after < len(tags) and (tags[after] == ADVERB or _is_time(items, after)):
            after += 1
        follows = tags[after] if after < len(tags) else "."
        if follows == CONJUNCTION and items[after + 1 : after + 2] and items[after + 1].form == "B":
            return _voice(items, tags, after + 1)
        if follows in _OBJECT_START and items[after].word != "itself":
            return False, True, negated, modal
        by = follows == PREPOSITION and items[after].word == "by"
        participle = by or index == 0 or _has_finite(items, tags, index)
        return participle, not participle, negated, modal
    return False, True, negated, modal


def _is_time(items: list[Item], index: int) -> bool:
    """Tell whether a word belongs to 'last week', 'this year': no object, though a noun."""
    if items[index].word not in _TIME_WORDS:
        return False
    around = {item.word for item in items[max(0, index - 1) : index + 2]}
    return not (_TIMES.isdisjoint(around) or _WHICH.isdisjoint(around))


def _has_finite(items: list[Item], tags: str, index: int) -> bool:
    """Tell whether the clause around a verb that may be a participle has a finite verb besides it."""
    first = index
    while first and tags[first - 1] not in _STOPS:
        first -= 1
    last = index
    while last < len(tags) and tags[last] not in _ENDS_CLAUSE:
        last += 1
    for i in range(first, last):
        if i == index or (i > index and _in_relative(tags, i)):
            continue
        if tags[i] in _AUXILIARIES and items[i].word not in {"be", "been", "being", "having"}:
            return True
        if tags[i] in _VERBS and items[i].form in {"P", "S"}:
            return True
        if tags[i] in _VERBS and items[i].form == "B" and i + 1 < len(tags) and tags[i + 1] in _OBJECT_START:
            return not _modifies(items, tags, i)
    return False


def _in_relative(tags: str, index: int) -> bool:
    """Tell whether a verb is that of a relative clause: 'which was', 'that eases'."""
    back = index - 1
    while back >= 0 and tags[back] in _BEFORE_FINITE:
        back -= 1
    return back >= 0 and tags[back] == RELATIVE


def _border(tags: str, start: int, end: int, *, crossing: bool) -> int:
    """Find where a verb's region ends: before a subordinate clause, or the subject of the next verb."""
    for index in range(start, end):
        if tags[index] in _STOPS:
            return index
    if not crossing:
        return end
    index = end - 1
    while index > start and tags[index] in _BEFORE_VERB:
        index -= 1
    while index > start and tags[index] not in _LISTS:
        index -= 1
    return index if index > start else end


def _phrase_end(tags: str, start: int, stop: int) -> int:
    """Find where a noun phrase with its coordinates ends: before a preposition other than 'of', or a verb."""
    index = start
    while index < stop and tags[index] not in _ENDS_PHRASE:
        index += 1
    return index


def _subject(
    tags: str, items: list[Item], verb: int, earlier: list[int], finite: list[int], first: int
) -> tuple[int, int] | None:
    """Find the subject of a finite verb: the first noun phrase of its clause, from some item on."""
    stop = verb
    while stop and tags[stop - 1] in _BEFORE_FINITE:
        stop -= 1
    if stop and tags[stop - 1] == CONJUNCTION:
        return None
    if stop and tags[stop - 1] == RELATIVE:
        return _antecedent(tags, stop - 1)
    begin = stop
    depth = 0
    while begin > first:
        tag = tags[begin - 1]
        if tag == ")":
            depth += 1
        elif tag == "(":
            depth -= 1
            if depth < 0:
                break
        elif depth == 0 and tag == RELATIVE and any(begin - 1 < i < verb for i in earlier):
            # a relative clause that is complete: the subject stands before it
            if not tags[begin:stop].endswith(","):
                break
            stop = begin - 1
            while stop and tags[stop - 1] in (PREPOSITION, ","):
                stop -= 1
            begin = stop + 1
        elif depth == 0 and tag in _STOPS:
            break
        elif depth == 0 and begin - 1 in finite:
            # the clause before goes on up to the last ', and', or else the last conjunction or comma
            segment = tags[begin:stop]
            begin += max(segment.rfind(",c") + 1, 0) or max(segment.rfind("c"), segment.rfind(","), 0)
            break
        begin -= 1
    while begin < stop and "," in tags[begin:stop] and _is_fronted(tags, items, begin):
        # a fronted phrase ends with a comma, after which no verb comes but the main one
        begin = _fronted_end(tags, begin, stop)
    while begin < stop and tags[begin] in _BEFORE_SUBJECT:
        begin += 1
    end = begin
    while end < stop and (
        tags[end] not in _ENDS_SUBJECT
        or (tags[end] == PREPOSITION and items[end].word in {"of", "from"})
        or (tags[end] in _VERBS and _modifies(items, tags, end))
    ):
        end += 1
    return (begin, end) if begin < end else None


def _is_fronted(tags: str, items: list[Item], at: int) -> bool:
    """Tell whether a phrase begins that stands before the subject: 'in', 'thanks to', 'and with'."""
    linked = tags[at + 1 : at + 2] in _LINKS
    return tags[at] in _FRONTED or (linked and (tags[at] == CONJUNCTION or items[at].surface in _FRONTING))


def _fronted_end(tags: str, begin: int, stop: int) -> int:
    """Find the end of a fronted phrase: behind its first comma, or behind the list that it ends with."""
    commas = [i for i in range(begin, stop - 1) if tags[i] == "," and _VERBS.isdisjoint(tags[i:stop])]
    if not commas:
        return tags.index(",", begin, stop) + 1
    for comma, following in pairwise(commas):
        member = tags[comma + 1 : following]
        if NAME not in member or not _LISTED.issuperset(member):
            break
        if CONJUNCTION in member and tags[following + 1] in _OBJECT_START:
            return following + 1
    return commas[0] + 1


def _antecedent(tags: str, index: int) -> tuple[int, int] | None:
    """Find the noun phrase that a participle or a relative clause hangs on."""
    stop = index
    while stop and tags[stop - 1] in _BEFORE_ANTECEDENT:
        stop -= 1
    begin = stop
    while begin and tags[begin - 1] not in _ENDS_ANTECEDENT:
        begin -= 1
    if tags.startswith(_IT_WAS, begin):
        begin += len(_IT_WAS)
    elif tags[begin:stop] == CONJUNCTION:
        return None
    return (begin, stop) if begin < stop else None


_REACH: Final = 9
"""How many items may stand before the first name of a noun phrase."""

_DESCRIBED: Final = frozenset({WORD, ADVERB})
_DESCRIBING: Final = _DESCRIBED | {DETERMINER}
_MOST_DESCRIBED: Final = 3

_SKIPPED: Final = frozenset({DETERMINER, WORD, NUMBER, ADVERB, GERUND, '"'})


def names_right(sentence: Sentence, start: int, stop: int, *, past_events: bool = False) -> list[int]:
    """Gather the list of names that begins a noun phrase.

    Parameters
    ----------
    sentence
        The sentence.
    start, stop
        Item range to look in.
    past_events
        Whether a noun of a kind of initiative may stand before it ('a mission of the WCO').

    Returns
    -------
    list of int
        Item indices of the names, coordinated ones all; empty when the phrase names nothing.
    """
    tags, items = sentence.tags, sentence.items
    found: list[int] = []
    index = start
    gap = 0
    linked = loose = True
    while index < stop:
        tag = tags[index]
        if tag == NAME:
            if not linked:
                if items[found[-1]].mention is not None and _adjacent(tags, found[-1], index):
                    found[-1] = index
                    index += 1
                    continue
                break
            if tags[index + 1 : index + 2] == EVENT:
                # a name that only says which initiative ('WCO workshop') is no member of the list
                break
            found.append(index)
            if items[index].form == "'" and tags[index + 1 : index + 2] == NAME:
                found.append(index + 1)
                index += 1
            linked = False
            gap = 0
        elif tag == "(":
            close = tags.find(")", index)
            if close < 0:
                break
            if found or tags.count(NAME, index, close) < 2:
                index = close
        elif tag in {"-", ":"} and not found and tags[index + 1 : index + 2] == NAME:
            pass
        elif tag in _LISTS or (tag == WORD and sentence.items[index].word == "well"):
            following = index + 2 if tags[index + 1 : index + 2] == CONJUNCTION else index + 1
            if found and following in sentence.subjects:
                break
            linked = True
            gap = 0
            loose = tag != "," or not found
        elif (
            tag in _SKIPPED
            or (tag == OTHER_VERB and not found)
            or (tag == EVENT and past_events and not found)
        ):
            if found and not linked:
                # a name that only describes the noun after it ends the list, unless that goes on behind it
                index = _past_noun(tags, index, stop)
                if index < 0:
                    break
                continue
            gap += 1
            if gap > _REACH:
                break
        elif (
            tag == PREPOSITION
            and items[index].word in {"of", "from", "as", "for"}
            and (not found or (linked and loose))
        ):
            gap += 1
        elif (
            tag == PREPOSITION
            and items[index].word in {"alongside", "with"}
            and found
            and items[index - 1].word in {"along", "together"}
        ):
            linked = True
        else:
            break
        index += 1
    return found


def _past_noun(tags: str, start: int, stop: int) -> int:
    """Give the joint of a list behind the few words that a name describes, or -1."""
    at = start
    while at < stop and at - start < _MOST_DESCRIBED and tags[at] in _DESCRIBED:
        at += 1
    return at if at < stop and tags[at] in _LISTS and NAME in tags[at : at + 4] else -1


def _adjacent(tags: str, first: int, second: int) -> bool:
    """Tell whether nothing but brackets stands between two names: then the second is a part of the first."""
    between = tags[first + 1 : second]
    return not between or (between[0] == "(" and between[-1] == ")")


def names_left(sentence: Sentence, end: int) -> list[int]:
    """Gather the list of names that ends just before an item."""
    tags = sentence.tags
    found: list[int] = []
    index = end - 1
    linked = True
    while index >= 0:
        tag = tags[index]
        if tag == NAME and linked:
            found.append(index)
            linked = False
        elif tag in _LISTS and found:
            linked = True
        elif tag == ")" and (opened := tags.rfind("(", 0, index)) >= 0:
            index = opened
        elif (tag in (DETERMINER, '"') and not linked) or (tag in ("-", ADVERB, ",") and not found):
            pass
        elif tag == WORD and found and not linked:
            # 'UNODC and the regional office ROCB A/P': words that only describe the name
            while index >= 0 and tags[index] in _DESCRIBING:
                index -= 1
            if index < 1 or tags[index] not in _LISTS:
                break
            continue
        else:
            break
        index -= 1
    return found[::-1]
