"""Weighs what speaks for and against a reading: a log-linear model, learned from annotated briefs.

Patterns propose, weights decide. Each question ("does this name have this role?") is answered by a logistic
regression (Berger, Della Pietra and Della Pietra, *A maximum entropy approach to natural language
processing*, 1996) over observations, which are plain words: what a pattern said, what stands before the name,
which verb it belongs to. The weights are tables that people can read, ``weights/*.tsv`` of the ontology, made
by :mod:`kg.train`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, fields
from math import exp, log
from pathlib import Path
from struct import Struct

from kg.errors import OntologyError

LIKELY = 0.45
"""What is so likely is believed: half of the F1 that is reached gives the best F1 (Lipton, Elkan and
Naryanaswamy, *Optimal thresholding of classifiers to maximize F1 measure*, 2014)."""

SUREST = 0.99
"""No answer is surer than this, be it yes or no."""

UNIT = 100
"""Weights are stored as whole numbers: a weight of 100 is one natural logarithm of the odds."""

LANE = 32
"""Bits for the sum of one question: one whole number holds the sums of all, added together in one go."""

MIDDLE = 1 << LANE - 1
"""Stands for nothing in a lane, so that no sum falls below zero and borrows from the next lane."""

OF_KIND = " | "
"""Parts the kind of thing from what was observed of it, in the observations of a table."""


class Scales:
    """The weights for one kind of question.

    Parameters
    ----------
    table
        Question to observation to weight, in hundredths; the observation '' stands for what holds always, one
        that begins with a kind and a bar for what is seen of things of that kind.

    Examples
    --------
    >>> scales = Scales({"hostedBy": {"": -200, "after hosted by": 400}})
    >>> scales.weigh(["after hosted by", "never seen"]).keys()
    dict_keys(['hostedBy'])
    >>> round(scales.weigh(["after hosted by"])["hostedBy"], 2)
    0.88
    """

    def __init__(self, table: dict[str, dict[str, int]]) -> None:
        self._questions = tuple(table)
        self._lanes = Struct(f"<{len(table)}I")
        self._always = 0
        weights: dict[str, dict[str, int]] = {"": {}}
        for number, of_question in enumerate(table.values()):
            self._always += (of_question.get("", 0) + MIDDLE) << LANE * number
            for observation, weight in of_question.items():
                kind, _, seen = observation.rpartition(OF_KIND)
                if seen:
                    of_kind = weights.setdefault(kind, {})
                    of_kind[seen] = of_kind.get(seen, 0) + (weight << LANE * number)
        of_any = weights.pop("")
        self._weights = {"": of_any} | {
            kind: of_any | {seen: weight + of_any.get(seen, 0) for seen, weight in of_kind.items()}
            for kind, of_kind in weights.items()
        }

    def __bool__(self) -> bool:
        return bool(self._questions)

    def weigh(self, observations: Collection[str], kind: str = "", least: float = 0.0) -> dict[str, float]:
        """Tell how likely the answer to each question is yes.

        Parameters
        ----------
        observations
            What was seen, each once.
        kind
            The kind of thing it was seen of: what is seen may weigh differently for each.
        least
            A probability: answers that are less likely are left out.

        Returns
        -------
        dict
            Question to probability, 0 to 1.
        """
        weights = self._weights.get(kind, self._weights[""])
        total = sum(filter(None, map(weights.get, observations)), self._always)
        sums = self._lanes.unpack(total.to_bytes(self._lanes.size, "little"))
        floor = MIDDLE + UNIT * log(least / (1 - least)) if least else 0.0
        return {
            question: min(max(1 - SUREST, 1 / (1 + exp((MIDDLE - lane) / UNIT))), SUREST)
            for question, lane in zip(self._questions, sums, strict=True)
            if lane >= floor
        }


@dataclass(slots=True)
class Weights:
    """All that an ontology has learned from annotated briefs; empty, if nothing.

    Parameters
    ----------
    kinds
        Whether a brief tells of a kind of initiative.
    roles
        Whether a name has a role, one question for each role.
    topics
        Whether a brief is about a topic.
    times
        Whether a date says when an initiative was.
    """

    kinds: Scales = field(default_factory=lambda: Scales({}))
    roles: Scales = field(default_factory=lambda: Scales({}))
    topics: Scales = field(default_factory=lambda: Scales({}))
    times: Scales = field(default_factory=lambda: Scales({}))


def read_weights(folder: Path) -> Weights:
    """Read the weights of an ontology.

    Parameters
    ----------
    folder
        Holds a file ``*.tsv`` for each field of :class:`Weights`: lines of question, observation and weight,
        parted by tabs. A file that is not there gives scales that answer nothing.

    Returns
    -------
    Weights
        The weights.

    Raises
    ------
    OntologyError
        Naming each line that is not such a line.
    """
    weights = Weights()
    faults = []
    for of in fields(weights):
        path = folder / f"{of.name}.tsv"
        table: dict[str, dict[str, int]] = {}
        lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
        for number, line in enumerate(lines, 1):
            try:
                question, observation, weight = line.split("\t")
                table.setdefault(question, {})[observation] = int(weight)
            except ValueError:
                faults.append(f"{path}, line {number}: not a question, an observation and a whole number")
        setattr(weights, of.name, Scales(table))
    if faults:
        raise OntologyError(faults)
    return weights
