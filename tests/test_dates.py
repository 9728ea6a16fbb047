"""Dates are read in the forms that news writes them in, as exact as the words are."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract import extract
from kg.extract.dates import find_dates
from kg.extract.text import dateline, fold
from kg.model import Brief, Literal
from kg.terms import END_DATE, START_DATE

FORMS = {
    "from 12 to 21 December 2016": "2016-12-12/2016-12-21",
    "between 1 and 5 June 2019": "2019-06-01/2019-06-05",
    "from Monday, 3 June, to Friday, 7 June 2019": "2019-06-03/2019-06-07",
    "on Monday, June 3, 2019": "2019-06-03",
    "June 3-7, 2019": "2019-06-03/2019-06-07",
    "28 December to 3 January 2020": "2019-12-28/2020-01-03",
    "on the second and third of May 2018": "2018-05-02/2018-05-03",
    "in January 2016 in Tunis, from the 19th to the 22nd": "2016-01 2016-01-19/2016-01-22",
    "in the first days of February 2019 (3 to 7)": "2019-02 2019-02-03/2019-02-07",
    "in late July and early August 2020": "2020-07/2020-08",
    "on 14 March and 3 May 2021": "2021-03-14 2021-05-03",
    "on 30 June and 1 July 2021": "2021-06-30/2021-07-01",
    "from 5 July 2019 until the 9th": "2019-07-05/2019-07-09",
    "4, 5 and 6 February 2014": "2014-02-04/2014-02-06",
    "On 3 June 2019, 15 officials met": "2019-06-03",
    "On June 3, 2019, and 15 officials": "2019-06-03",
    "between 2016 and 2019": "2016/2019",
    "2019-06-03": "2019-06-03",
    "the 19th and 20th sessions in May 2019": "2019-05",
    "from 3 to 7 and from 10 to 14 June 2019": "2019-06-03/2019-06-07 2019-06-10/2019-06-14",
    "on 3 and on 5 June 2019": "2019-06-03 2019-06-05",
    "in June 2019, from Monday 24 to Thursday 27": "2019-06 2019-06-24/2019-06-27",
    "from 1 May 2019 until the end of June, and the next day": "2019-05-01/2019-06",
    "from 3 to 5 June 2019, and on the second day": "2019-06-03/2019-06-05 2019-06-04",
    "from 3 to 5 June 2019; on the third and last day": "2019-06-03/2019-06-05 2019-06-05",
    "from 3 to 5 June 2019; on the fourth day": "2019-06-03/2019-06-05",
    "on 30 June 2019, and the following two days": "2019-06-30 2019-07-01/2019-07-02",
    "on 3 June 2019; two days later, that same week": "2019-06-03 2019-06-05 2019-06",
    "on 1 March 2016, on the day before": "2016-03-01 2016-02-29",
    "the next day, after five days of talks": "",
    "the 2013/2014 edition": "",
    "on 31 June 2019": "",
    "on 3 June": "",
}


def read(text: str, published: str | None = None) -> str:
    """Give the dates of a text in one line."""
    found = find_dates(fold(text), published, dateline(text, 0))
    return " ".join(when.first + (f"/{when.last}" if when.last else "") for when in found)


@pytest.mark.parametrize(("text", "dates"), FORMS.items())
def test_forms(text: str, dates: str) -> None:
    assert read(text) == dates


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("they met last week", "2019-05-27/2019-05-31"),
        ("signed yesterday", "2019-06-04"),
        ("it opened on Monday", "2019-06-03"),
        ("it opened on Monday, 3 June", "2019-06-03"),
        ("from Monday to Wednesday of this week", "2019-06-03/2019-06-05"),
        ("on Thursday and Friday", "2019-05-30/2019-05-31"),
        ("Monday through Friday of last week", "2019-05-27/2019-05-31"),
        ("from Monday to Friday next week", ""),
        ("from 6 to 10 May; on the Thursday they signed", "2019-05-06/2019-05-10 2019-05-09"),
        ("last month", "2019-05"),
        ("on 12 December", "2019-12-12"),
    ],
)
def test_dates_told_from_the_day_of_writing(text: str, dates: str) -> None:
    assert read(text, "2019-06-05") == dates


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("BRUSSELS, 2 July 2014 – Talks began.", "BRUSSELS, 2 July 2014 – "),
        ("MONTEGO BAY, 15 May 2024 — The 26th conference", "MONTEGO BAY, 15 May 2024 — "),
        ("PARIS, Sept. 22, 2014 - Talks", "PARIS, Sept. 22, 2014 - "),
        ("Georgetown, Guyana (12 May): Talks", "Georgetown, Guyana (12 May): "),
        ("ST. GEORGE'S – Grenada's Customs", "ST. GEORGE'S – "),
        ("THE HAGUE/BRUSSELS, 4 April 2023. What", "THE HAGUE/BRUSSELS, 4 April 2023. "),
        ("BAKU, Azerbaijan – 81 speakers", "BAKU, Azerbaijan – "),
        ("Suva, Fiji, November 18, 2021– Officers", "Suva, Fiji, November 18, 2021– "),
        ("BRUSSELS, 19 December 2013\n\nOfficers", "BRUSSELS, 19 December 2013\n"),
        ("11 February 2021\nOn 10 February 2021, Liberia", "11 February 2021\n"),
        ("Accra\nThe WCO met.", ""),
        ("June 30 – July 2, 2018 is the time", ""),
        ("Officers of Kenya – among others – met", ""),
        ("WCO, in cooperation with UNODC", ""),
    ],
)
def test_datelines(text: str, told: str) -> None:
    assert text[: dateline(text, 0).end] == told


def test_a_day_of_the_week_lies_in_the_stretch_before_it() -> None:
    assert read("They met from 24 to 28 October 2016 and voted on Thursday.") == (
        "2016-10-24/2016-10-28 2016-10-27"
    )
    assert read("They met from 3 to 28 October 2016 and voted on Thursday.") == "2016-10-03/2016-10-28"


def test_a_dateline_tells_when_yesterday_was_and_which_year_is_meant() -> None:
    assert read("NASSAU, 3 January 2018 - Signed yesterday, after talks on 12 December.") == (
        "2018-01-03 2018-01-02 2017-12-12"
    )
    assert read("PARIS, 4 March 2020 - A guide was launched on 2 December.") == "2020-03-04 2019-12-02"


@given(st.dates(date(1950, 1, 1), date(2098, 1, 1)), st.integers(1, 400))
def test_what_is_written_in_full_is_read_in_full(first: date, days: int) -> None:
    last = first + timedelta(days=days)
    for form in ("%d %B %Y", "%B %d, %Y", "%A, %d %b %Y", "%Y-%m-%d"):
        assert read(f"from {first:{form}} to {last:{form}}") == f"{first}/{last}"


@pytest.mark.parametrize(
    ("told", "first", "last"),
    [
        ("A five-day workshop on origin ended in Suva on Friday 5 July 2019.", "2019-07-01", "2019-07-05"),
        (
            "A workshop on origin opened in Suva on 1 July 2019. It went on for three days.",
            "2019-07-01",
            "2019-07-03",
        ),
        (
            "A workshop on origin started in Suva on 1 July 2019 and ended on the 4th.",
            "2019-07-01",
            "2019-07-04",
        ),
        ("A two-week workshop on origin ended in Suva on 26 July 2019.", "2019-07", "2019-07-26"),
        ("A workshop on origin ended in Suva on 5 July 2019.", "2019-07-05", None),
    ],
)
def test_a_stretch_is_pieced_together_with_the_words_for_its_bounds(
    told: str, first: str, last: str | None
) -> None:
    reading = extract(
        Brief("b", "Workshop on origin", f"{told} The World Customs Organization (WCO) held it.")
    )
    dates = {fact.predicate: fact for fact in reading.facts if fact.predicate in {START_DATE, END_DATE}}
    values = {name: fact.object.value for name, fact in dates.items() if isinstance(fact.object, Literal)}
    assert values == {START_DATE: first} | ({END_DATE: last} if last else {})
    assert all(fact.evidence.exact in told and "July 2019" in fact.evidence.exact for fact in dates.values())


def test_what_is_done_twice_is_two_initiatives_each_with_its_date_and_place() -> None:
    text = (
        "The Oceania Customs Organisation (OCO) held workshops on rules of origin in Samoa on 6 and 7 "
        "December 2018 and in Tonga on 10 and 11 December 2018."
    )
    reading = extract(Brief("b", "Two workshops on origin", text))
    facts = [
        {
            fact.object.value if isinstance(fact.object, Literal) else fact.object.rsplit("/", 1)[-1]
            for fact in reading.facts
            if fact.subject == initiative.iri
            and (fact.predicate in {START_DATE, END_DATE} or fact.predicate.endswith("heldIn"))
        }
        for initiative in reading.initiatives
    ]
    assert facts == [
        {"2018-12-06", "2018-12-07", "country-ws"},
        {"2018-12-10", "2018-12-11", "country-to"},
    ]
