"""What stands around a name or a noun, as observations that weights can be learned for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kg.extract.sentence import (
    ADVERB,
    CONJUNCTION,
    DATE,
    DETERMINER,
    EVENT,
    GERUND,
    NAME,
    NUMBER,
    OTHER_VERB,
    PREPOSITION,
    RELATIVE,
    TO,
    VERB,
    WORD,
    Item,
    Sentence,
)

_MODIFIERS = frozenset({DETERMINER, WORD, NUMBER, ADVERB, GERUND, DATE, '"'})
_BEFORE_NOUN = frozenset({DETERMINER, WORD, NUMBER, ADVERB, GERUND, NAME, EVENT, CONJUNCTION, '"', "-"})
_JOINTS = frozenset({DETERMINER, ADVERB, RELATIVE, CONJUNCTION, ",", '"'})
_MOST_MODIFIERS = 6
_NEAR = 4
_LENGTHS = ((1, "one"), (2, "two"), (5, "some"), (1000, "many"))
_CASE = frozenset({PREPOSITION, TO})
_BEFORE_CASE = frozenset({DETERMINER, ADVERB})
_LINKS = _CASE | {CONJUNCTION}
_VERBS = frozenset({VERB, OTHER_VERB})
_TELLING = _VERBS | {WORD, GERUND, EVENT, PREPOSITION}
_FAR = 6
_HINT_REACH = 10
_ENDS_REACH = frozenset({";", ":"})


def lists(row: Sentence) -> Iterator[list[int]]:
    """Give the names of a sentence, coordinated ones together.

    Parameters
    ----------
    row
        The sentence.

    Yields
    ------
    list of int
        Item indices of the names of one list, or of one name that stands alone.
    """
    together: list[int] = []
    for name in row.names:
        if together and not _joined(row, together[-1], name):
            yield together
            together = []
        together.append(name)
    if together:
        yield together


def _joined(row: Sentence, first: int, second: int) -> bool:
    """Tell whether nothing but a joint, and brackets, stands between two names."""
    tags = row.tags
    at = first + 1
    if tags[at] == "(":
        at = tags.find(")", at, second) + 1 or second
    between = range(at, second)
    return any(tags[i] in {",", CONJUNCTION} for i in between) and all(
        tags[i] in _JOINTS or row.items[i].word in {"well", "as"} for i in between
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
    tags, items = row.tags, row.items
    at = _back(tags, first, _MODIFIERS)
    seen = list(_governor(row, at, first))
    length = next(name for most, name in _LENGTHS if len(names) <= most)
    seen.append(f"in list of {length}")
    seen += _parts(row, first, at)
    verb = next((i for i in range(first - 1, -1, -1) if tags[i] in _VERBS), None)
    if verb is not None:
        seen.append(f"verb before: {_name(items[verb])}")
    before, after = tags.rfind(EVENT, 0, first), tags.find(EVENT, last + 1)
    if before >= 0:
        seen.append("kind near before" if first - before < _NEAR else "kind before")
        if _VERBS.isdisjoint(tags[before:first]):
            seen.append(f"kind, then {_case(row, at)}")
    if after >= 0:
        seen.append("kind near after" if after - last < _NEAR else "kind after")
    seen += _next(row, last)
    seen += [
        f"near before: {item.word}" for item in items[max(0, first - _FAR) : first] if item.tag in _TELLING
    ]
    seen += [f"near after: {item.word}" for item in items[last + 1 : last + _FAR] if item.tag in _TELLING]
    if tags.count("(", 0, first) > tags.count(")", 0, first):
        seen.append("in brackets")
    return seen


def hinted(row: Sentence, names: list[int], hints: Mapping[str, tuple[str, ...]]) -> set[str]:
    """Observe which roles the words near a list of names hint at.

    Parameters
    ----------
    row
        The sentence.
    names
        Item indices of its names, in order.
    hints
        Word to the roles that it hints at.

    Returns
    -------
    set of str
        Role, side, and whether it is near or another name stands between.
    """
    seen = set()
    items, tags = row.items, row.tags
    before = range(names[0] - 1, max(-1, names[0] - _HINT_REACH), -1)
    after = range(names[-1] + 1, min(len(items), names[-1] + _HINT_REACH))
    for side, reach in (("before", before), ("after", after)):
        past = ""
        for distance, at in enumerate(reach, 1):
            tag = tags[at]
            if tag == NAME:
                past = " past a name"
            elif tag in _ENDS_REACH:
                break
            else:
                for role in hints.get(items[at].surface, ()):
                    seen.add(f"hint of {role} {side}{past}")
                    if distance < _NEAR:
                        seen.add(f"hint of {role} near {side}{past}")
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
    tags, items = row.tags, row.items
    item = items[at]
    seen = list(_governor(row, _back(tags, at, _BEFORE_NOUN), at))
    seen += [f"word: {item.word}", f"form: {item.tag}{item.form}"]
    seen += _next(row, at)
    for clause in row.clauses:
        if clause.verb == at:
            seen.append(f"itself {'passive' if clause.passive else 'active'}")
            if clause.finite:
                seen.append("itself finite")
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


def _name(item: Item) -> str:
    """Name an item in an observation: words by themselves, names and kinds of initiative by what they are."""
    if item.tag == NAME:
        return "a name"
    if item.tag == EVENT:
        return "a kind"
    return item.word


def _case(row: Sentence, at: int) -> str:
    return row.items[at].word if at >= 0 and row.tags[at] in _CASE else "-"


def _governor(row: Sentence, at: int, first: int) -> Iterator[str]:
    items, tags = row.items, row.tags
    yield f"after {_name(items[first - 1])}" if first else "first"
    if at < 0:
        yield "ungoverned"
        return
    word = _name(items[at])
    yield f"by {word}"
    if at + 1 < first:
        yield f"with modifier {items[at + 1].word}"
    if tags[at] in _CASE:
        over = _back(tags, at, _BEFORE_CASE)
        if over >= 0:
            yield f"by {_name(items[over])} {word}"
            yield f"by {tags[over]} {word}"
            if over and tags[over - 1] in _LINKS:
                yield f"by {items[over - 1].word} {_name(items[over])} {word}"
    elif tags[at] in _VERBS:
        yield f"by verb form {items[at].form}"


def _next(row: Sentence, last: int) -> tuple[str, ...]:
    if last + 1 >= len(row.items):
        return ("last",)
    item = row.items[last + 1]
    return f"before {_name(item)}", f"before tag {item.tag}"


def _parts(row: Sentence, at: int, governor: int) -> Iterator[str]:
    """Tell of which clauses an item is a part, and which part."""
    items, tags = row.items, row.tags
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
        verb = items[clause.verb]
        yield f"{part} of {voice}"
        yield f"{part} of {voice} {verb.word if verb.tag == VERB else verb.surface}"
        if part == "subject" and clause.object and EVENT in tags[slice(*clause.object)]:
            yield f"subject of {voice}, kind its object"
        if clause.negated:
            yield "denied"
        if clause.modal:
            yield "planned or possible"
