"""What stands around a name or a noun, as observations that weights can be learned for."""

from __future__ import annotations

from collections.abc import Iterator

from kg.extract.sentence import (
    ADVERB,
    BE,
    CONJUNCTION,
    DATE,
    DETERMINER,
    DO,
    EVENT,
    GERUND,
    HAVE,
    MODAL,
    NAME,
    NUMBER,
    OTHER_VERB,
    PREPOSITION,
    RELATIVE,
    SUBORDINATOR,
    TO,
    VERB,
    WORD,
    Sentence,
)

BACKGROUND = frozenset(
    "since previously previous formerly earlier until already later future planned next".split()
)
"""Words of what came before, or is to come."""

_TENSE = frozenset({BE, HAVE, DO, MODAL, ADVERB, SUBORDINATOR})
_MODIFIERS = frozenset({DETERMINER, WORD, NUMBER, ADVERB, GERUND, DATE, '"'})
_BEFORE_NOUN = frozenset({DETERMINER, WORD, NUMBER, ADVERB, GERUND, NAME, EVENT, CONJUNCTION, '"', "-"})
_JOINTS = frozenset({DETERMINER, ADVERB, RELATIVE, CONJUNCTION, ",", '"'})
_MOST_MODIFIERS = 6
_NEAR = 4
_LISTS = tuple(f"in list of {length}" for length in ("one", "two", "some", "some", "some", "many"))
"""Observations of lists of one name, of two, and so on."""
_CASE = frozenset({PREPOSITION, TO})
_BEFORE_CASE = frozenset({DETERMINER, ADVERB})
_LINKS = _CASE | {CONJUNCTION}
_VERBS = frozenset({VERB, OTHER_VERB})
_TELLING = _VERBS | {WORD, GERUND, EVENT, PREPOSITION}
_FAR = 6
_NAMED = {NAME: "a name", EVENT: "a kind"}


def manner(row: Sentence, latest: str) -> list[str]:
    """Observe how a sentence tells: in which tense, how sure, of which year.

    Parameters
    ----------
    row
        The sentence.
    latest
        The latest year that the brief names, or ''.

    Returns
    -------
    list of str
        Its auxiliaries, adverbs, conjunctions and words of what came before; whether its year is the latest.
    """
    years = [when.first[:4] for when in row.dates]
    seen = ["of the latest year" if latest in years else "of an earlier year"] if years else []
    seen += [
        f"sentence: {word}"
        for word, tag in zip(row.words, row.tags, strict=True)
        if tag in _TENSE or word in BACKGROUND
    ]
    return seen


def lists(row: Sentence) -> Iterator[list[int]]:
    """Give the names of a sentence, coordinated ones together.

    Parameters
    ----------
    row
        The sentence.

    Yields
    ------
    list of int
        Item indices of the names of one list, or of one name that stands alone, as does the acronym in
        brackets after a name: it breaks no list.
    """
    together: list[int] = []
    for name in row.names:
        if together and _repeats(row, together[-1], name):
            yield [name]
            continue
        if together and not _joined(row, together[-1], name):
            yield together
            together = []
        together.append(name)
    if together:
        yield together


def _repeats(row: Sentence, name: int, other: int) -> bool:
    """Tell whether a name is but the acronym of the one before it, in brackets."""
    one, two = row.items[name].mention, row.items[other].mention
    same = one is not None and two is not None and one.options == two.options
    return same and row.tags[name + 1 : other] == "("


def _joined(row: Sentence, first: int, second: int) -> bool:
    """Tell whether nothing but a joint, and brackets, stands between two names."""
    tags = row.tags
    at = first + 1
    if tags[at] == "(":
        at = tags.find(")", at, second) + 1 or second
    between = tags[at:second]
    if "," not in between and CONJUNCTION not in between:
        return False
    return _JOINTS.issuperset(between) or all(
        tag in _JOINTS or word in {"well", "as"}
        for tag, word in zip(between, row.words[at:second], strict=True)
    )


def around_names(row: Sentence, names: list[int]) -> list[str]:
    """Observe what stands around a list of names.

    Parameters
    ----------
    row
        The sentence.
    names
        Item indices of its names, in order.

    Returns
    -------
    list of str
        What governs the list, what follows it, its part in the clauses around it, and where nouns of kinds of
        initiative stand.
    """
    first, last = names[0], names[-1]
    tags, words = row.tags, row.words
    at = _back(tags, first, _MODIFIERS)
    seen = _governor(row, at, first)
    seen.append(_LISTS[min(len(names), len(_LISTS)) - 1])
    seen += _parts(row, first, at)
    verb = max(tags.rfind(VERB, 0, first), tags.rfind(OTHER_VERB, 0, first))
    if verb >= 0:
        seen.append(f"verb before: {words[verb]}")
    before, after = tags.rfind(EVENT, 0, first), tags.find(EVENT, last + 1)
    if before >= 0:
        seen.append("kind near before" if first - before < _NEAR else "kind before")
        if verb < before:
            seen.append(f"kind, then {_case(row, at)}")
    if after >= 0:
        seen.append("kind near after" if after - last < _NEAR else "kind after")
    seen += _next(row, last)
    seen += [f"near before: {words[i]}" for i in range(max(0, first - _FAR), first) if tags[i] in _TELLING]
    far = min(len(tags), last + _FAR)
    seen += [f"near after: {words[i]}" for i in range(last + 1, far) if tags[i] in _TELLING]
    if tags.count("(", 0, first) > tags.count(")", 0, first):
        seen.append("in brackets")
    return seen


def around_noun(row: Sentence, at: int) -> list[str]:
    """Observe what stands around a noun or a verb that may tell of an initiative.

    Parameters
    ----------
    row
        The sentence.
    at
        Index of its item.

    Returns
    -------
    list of str
        What governs it, what stands beside it, its part in the clauses, its own form, dates and names near.
    """
    tags = row.tags
    item = row.items[at]
    seen = _governor(row, _back(tags, at, _BEFORE_NOUN), at)
    seen += (f"word: {item.word}", f"form: {item.tag}{item.form}")
    seen += _next(row, at)
    for clause in row.clauses:
        if clause.verb == at:
            seen.append(f"itself {'passive' if clause.passive else 'active'}")
            if clause.finite:
                seen.append("itself finite")
            if clause.modal:
                seen.append("itself planned or possible")
    seen += _parts(row, at, -1)
    if DATE in tags:
        seen.append("dated")
    if DATE in tags[at : at + 14]:
        seen.append("date near")
    if NAME in tags[max(0, at - 6) : at]:
        seen.append("name near before")
    if NAME in tags[at : at + 6]:
        seen.append("name near after")
    return seen


def _back(tags: str, start: int, over: frozenset[str]) -> int:
    """Find what governs a phrase: the first item before it that is no modifier, or -1."""
    at = start - 1
    while at >= 0 and start - at <= _MOST_MODIFIERS and tags[at] in over:
        at -= 1
    return at


def _name(row: Sentence, at: int) -> str:
    """Name an item in an observation: words by themselves, names and kinds of initiative by what they are."""
    return _NAMED.get(row.tags[at]) or row.words[at]


def _case(row: Sentence, at: int) -> str:
    return row.words[at] if at >= 0 and row.tags[at] in _CASE else "-"


def _governor(row: Sentence, at: int, first: int) -> list[str]:
    """Tell what governs a phrase: its first item is given, and the last before it that is no modifier."""
    words, tags = row.words, row.tags
    seen = [f"after {_name(row, first - 1)}" if first else "first"]
    if at < 0:
        seen.append("ungoverned")
        return seen
    word = _name(row, at)
    seen.append(f"by {word}")
    if at + 1 < first:
        seen.append(f"with modifier {words[at + 1]}")
    if tags[at] in _CASE:
        over = _back(tags, at, _BEFORE_CASE)
        if over >= 0:
            governor = _name(row, over)
            seen += (f"by {governor} {word}", f"by {tags[over]} {word}")
            if over and tags[over - 1] in _LINKS:
                seen.append(f"by {words[over - 1]} {governor} {word}")
    elif tags[at] in _VERBS:
        seen.append(f"by verb form {row.items[at].form}")
    return seen


def _next(row: Sentence, last: int) -> tuple[str, ...]:
    following = last + 1
    if following >= len(row.tags):
        return ("last",)
    return f"before {_name(row, following)}", f"before tag {row.tags[following]}"


def _parts(row: Sentence, at: int, governor: int) -> list[str]:
    """Tell of which clauses an item is a part, and which part."""
    seen: list[str] = []
    for clause in row.clauses:
        if clause.subject and clause.subject[0] <= at < clause.subject[1]:
            part = "subject"
        elif clause.object and clause.object[0] <= at < clause.object[1]:
            part = "object"
        elif clause.verb < at < clause.end:
            part = f"adjunct {_case(row, governor)}"
        else:
            continue
        voice = "passive" if clause.passive else "active"
        verb = row.words if row.tags[clause.verb] == VERB else row.surfaces
        seen += (f"{part} of {voice}", f"{part} of {voice} {verb[clause.verb]}")
        if part == "subject" and clause.object and EVENT in row.tags[slice(*clause.object)]:
            seen.append(f"subject of {voice}, kind its object")
        if clause.negated:
            seen.append("denied")
        if clause.modal:
            seen.append("planned or possible")
    return seen
