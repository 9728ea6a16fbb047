"""Counts that the names listed beside them do not bear out."""

import pytest

from kg.extract import extract
from kg.model import Brief

LISTED = "Ghana, Togo, Benin, Mali"


@pytest.mark.parametrize(
    ("text", "warnings"),
    [
        (f"WCO trained five countries: {LISTED}.", (f"says 5 countries, names 4: {LISTED}",)),
        (
            "Officers of 6 partner countries came. They were from Ghana, Togo, Benin and Mali.",
            (f"says 6 countries, names 4: {LISTED}",),
        ),
        (
            "Twenty-one West African countries (Ghana, Togo, Benin and Mali) took part.",
            (f"says 21 countries, names 4: {LISTED}",),
        ),
        (
            "WCO trained 5 countries, namely Ghana, Togo, Benin and Mali.",
            (f"says 5 countries, names 4: {LISTED}",),
        ),
        (f"WCO trained four countries: {LISTED}.", ()),
        ("WCO trained nine countries. Experts came from Ghana, Togo and Mali.", ()),
        ("WCO trained nine countries, with experts lent by Ghana, Togo and Mali.", ()),
        (f"WCO trained more than two countries: {LISTED}.", ()),
        ("WCO trained nine countries, including Ghana, Togo, Benin and Mali.", ()),
        ("WCO trained nine countries, among them Ghana, Togo and Mali.", ()),
        ("WCO trained nine countries, such as Ghana, Togo and Mali.", ()),
        ("Four of the nine countries signed: Ghana, Togo, Benin and Mali.", ()),
        ("WCO trained nine countries. Ghana and Togo sent two officers each.", ()),
        ("WCO trained nine countries. It ended. Ghana, Togo and Mali were glad.", ()),
        ("WCO trained nine officers: of Ghana, Togo and Mali.", ()),
        ("In 2024 countries met: Ghana, Togo and Mali.", ()),
    ],
)
def test_a_count_is_held_against_the_names(text: str, warnings: tuple[str, ...]) -> None:
    assert extract(Brief("b", "News", text)).warnings == warnings
