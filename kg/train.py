"""Learns the weights of an ontology from annotated briefs.

Each table is a logistic regression with an L2 penalty, fitted by scikit-learn's deterministic ``lbfgs``. What
kinds of initiative there are is learned first, since names and topics are weighed by them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final, NamedTuple

from kg.evaluate import Found, annotated, pair, read_gold
from kg.extract.assembly import Assembly, Extractor
from kg.extract.initiatives import KIND
from kg.extract.timing import TIME
from kg.extract.topics import TOPIC
from kg.extract.weighing import OF_KIND, UNIT, Weights, read_weights
from kg.model import Brief
from kg.ontology import Ontology
from kg.terms import WCO

LEAST_OFTEN: Final = 3
"""How often something must be observed, to be learned from."""

LEAST_WEIGHT: Final = 2
"""Lighter weights, in hundredths, are left out."""

TRUST: Final = 3
"""A pattern's word for the very role that is asked for counts as much as so many other observations."""

UNREVIEWED: Final = 0.25
"""How much a brief counts that only its annotator has read."""

STRENGTH: Final = {"kinds": 1.0, "roles": 0.4, "topics": 2.0, "times": 0.8}
"""The inverse of the penalty on large weights, by table."""


class Example(NamedTuple):
    """A question asked of a brief, what was observed, whether the answer is yes, how much it counts."""

    question: str
    seen: frozenset[str]
    answer: bool
    weight: float = 1.0


def train(gold: Iterable[Path], ontology: Ontology, unreviewed: Iterable[Path] = ()) -> dict[str, int]:
    """Learn the weights of an ontology, and write them into its folder.

    Parameters
    ----------
    gold
        Annotated briefs, as :func:`kg.evaluate.evaluate` takes them.
    ontology
        Whose ``weights/*.tsv`` are written anew.
    unreviewed
        More annotated briefs, which count less: nobody has read their annotation again.

    Returns
    -------
    dict
        The number of weights by the name of the table.

    Raises
    ------
    InputError
        If a file of annotated briefs cannot be read, with the line.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     train([], Ontology(Path(folder)))
    {'kinds': 0, 'roles': 0, 'topics': 0, 'times': 0}
    """
    briefs = [
        (line, weight)
        for paths, weight in ((gold, 1.0), (unreviewed, UNREVIEWED))
        for path in paths
        for line in read_gold(path)
    ]
    folder = ontology.folder / "weights"
    folder.mkdir(exist_ok=True)
    extractor = Extractor(ontology, Weights())
    sizes = {}
    for name, examples_of in (("kinds", _kinds), ("roles", _roles), ("topics", _topics), ("times", _times)):
        examples = [
            example._replace(weight=weight)
            for line, weight in briefs
            for example in examples_of(
                line, extractor.begin(Brief(line["id"], line["title"], line["text"])), ontology
            )
        ]
        sizes[name] = _write(folder / f"{name}.tsv", _fit(examples, STRENGTH[name]))
        if name == "kinds":
            extractor.weights.kinds = read_weights(folder).kinds
    return sizes


def _kinds(gold: dict[str, Any], assembly: Assembly, _: Ontology) -> list[Example]:
    told = {WCO + kind for initiative in gold["initiatives"] for kind in initiative["type"]}
    kinds = assembly.reader.kinds()
    if not kinds:
        return []
    seen = assembly.reader.observations(kinds)
    return [Example(KIND, _of_kind(of, cls.removeprefix(WCO)), cls in told) for cls, of in seen.items()]


def _of_kind(seen: set[str], kind: str) -> frozenset[str]:
    """Give what was seen of a thing, for itself and as seen of things of its kind."""
    return frozenset(seen | {kind + OF_KIND + each for each in seen})


def _roles(gold: dict[str, Any], assembly: Assembly, ontology: Ontology) -> list[Example]:
    groups = assembly.reader.groups(assembly.extractor.weights.kinds)
    if not groups:
        return []
    reader = assembly.roles()
    claims = reader.claims(groups, assembly.body)
    candidates = reader.candidates(groups, claims)
    found = Found(assembly.reading(), ontology)
    sure, unsure = annotated(gold)
    examples = []
    for role in sorted({role for candidate in candidates.values() for role in candidate.roles}):
        fitting = {entity for entity, candidate in candidates.items() if role in candidate.roles}
        right = _named(found, fitting, sure[role], gold["entities"])
        doubtful = _named(found, fitting, unsure[role], gold["entities"])
        for entity in sorted(fitting):
            if entity in right or entity not in doubtful:
                of_kind = _of_kind(candidates[entity].seen, candidates[entity].kind)
                examples.append(Example(role.removeprefix(WCO), of_kind, entity in right))
    return examples


def _named(found: Found, iris: set[str], wanted: set[str], entities: dict[str, Any]) -> set[str]:
    """Give those of some things that annotated keys name, or pass for one that nothing else names."""
    named = {iri: pair(found, {iri}, wanted, entities, in_role=False)[0] for iri in iris}
    rest = wanted.difference(*named.values())
    return {iri for iri, keys in named.items() if keys or pair(found, {iri}, rest, entities, in_role=True)[0]}


def _topics(gold: dict[str, Any], assembly: Assembly, ontology: Ontology) -> list[Example]:
    finder = assembly.extractor.topics
    groups = assembly.reader.groups(assembly.extractor.weights.kinds)
    if not groups:
        return []
    wordings = finder.wordings(assembly.folded, len(assembly.brief.title), assembly.telling(groups))
    found = Found(assembly.reading(), ontology)
    sure, unsure = annotated(gold)
    role = assembly.extractor.topic_role
    keys = {topic: found.notation(topic) for topic in wordings}
    return [
        Example(TOPIC, frozenset(seen), keys[topic] in sure[role])
        for topic, seen in finder.observations(wordings, assembly.told(groups)).items()
        if keys[topic] in sure[role] or keys[topic] not in unsure[role]
    ]


def _times(gold: dict[str, Any], assembly: Assembly, _: Ontology) -> list[Example]:
    timing = assembly.timing()
    groups = assembly.reader.groups(assembly.extractor.weights.kinds)
    examples = []
    for group in groups:
        kinds = {cls.removeprefix(WCO) for cls in group.anchors}
        same = [initiative for initiative in gold["initiatives"] if kinds & set(initiative["type"])]
        said = {(initiative.get("start"), initiative.get("end")) for initiative in same}
        kind = timing.kind(group)
        for date, seen in zip(timing.told, timing.observations(group, groups), strict=True):
            if same:
                right = (date.when.first, date.when.last) in said
                examples.append(Example(TIME, _of_kind(seen, kind), right))
    return examples


def _fit(examples: list[Example], strength: float) -> dict[str, dict[str, int]]:
    """Fit one regression a question: observation to weight."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    table = {}
    for question in sorted({example.question for example in examples}):
        asked = [example for example in examples if example.question == question]
        often = Counter(seen for example in asked for seen in example.seen)
        worth = {
            seen: TRUST if seen == f"claimed {question}" else 1
            for seen, times in often.items()
            if times >= LEAST_OFTEN
        }
        rows = [{seen: worth[seen] for seen in sorted(example.seen & worth.keys())} for example in asked]
        answers = [example.answer for example in asked]
        if len(set(answers)) < 2:
            continue
        vectors = DictVectorizer()
        model = LogisticRegression(C=strength, max_iter=2000)
        model.fit(vectors.fit_transform(rows), answers, [example.weight for example in asked])
        weights = {"": round(float(model.intercept_[0]) * UNIT)}
        for seen, weight in zip(vectors.get_feature_names_out(), model.coef_[0], strict=True):
            if abs(rounded := round(float(weight) * worth[seen] * UNIT)) >= LEAST_WEIGHT:
                weights[str(seen)] = rounded
        table[question] = weights
    return table


def _write(path: Path, table: dict[str, dict[str, int]]) -> int:
    lines = [
        f"{question}\t{seen}\t{weight}\n"
        for question, weights in sorted(table.items())
        for seen, weight in sorted(weights.items())
    ]
    path.write_text("".join(lines), encoding="utf-8")
    return len(lines)
