"""Names in sentences: where they begin and end, and which are none."""

from __future__ import annotations

import pytest

from kg.extract.linking import Linker
from kg.ontology import load
from kg.terms import WCO

LINKER = Linker(load())


def found(text: str) -> dict[str, str]:
    """The words of each name in a body, and the last part of the IRI that it stands for."""
    names = LINKER.link(f"\n\n{text}", 0)
    return {
        f"\n\n{text}"[mention.start : mention.end]: mention.options[0].rsplit("/", 1)[1]
        for mention in names.mentions
    }


@pytest.mark.parametrize(
    ("text", "names"),
    [
        # what owns a name stays out of it, what is its first word does not
        ("They met Uruguay's National Tariff Board.", ["Uruguay", "National Tariff Board"]),
        ("They met the Ghana Shippers' Authority.", ["Ghana Shippers' Authority"]),
        ("They met the Turkish Ministry of Trade.", ["Turkish Ministry of Trade"]),
        ("They met Korea's Harbour Training Institute.", ["Korea", "Harbour Training Institute"]),
        ("Mombasa's Harbour Training Institute closed.", ["Harbour Training Institute"]),
        ("They met the Commissioner's Harbour Board.", ["Commissioner's Harbour Board"]),
        # nor does who stands before it, where that is part of it
        ("They read the WCO Guidelines on Harbour Dues.", ["WCO Guidelines on Harbour Dues"]),
        ("They met the U.S. Coast Guard.", ["U.S. Coast Guard"]),
        # a name ends before a town, a date, a bracket, another name
        ("They adopted the Harbour Manual on Wednesday.", ["Harbour Manual"]),
        ("They adopted the Harbour Manual on Sept. 16, 2024.", ["Harbour Manual"]),
        ("They met Kenya Airways and Ethiopian Airlines.", ["Kenya Airways", "Ethiopian Airlines"]),
        ("It sat at the Volta Cargo Academy in Kumasi.", ["Volta Cargo Academy", "Kumasi"]),
        ("It is read in the Harbour Board in June 2019.", ["Harbour Board"]),
        (
            "They met the Department of Ports (DOP) and Harbour Watch.",
            ["Department of Ports", "DOP"],
        ),
        (
            "It was given to the Port Guard and to the Ministry of Security.",
            ["Port Guard", "Ministry of Security"],
        ),
        (
            "They met the Targeting Centre of the Georgia Revenue Service.",
            ["Targeting Centre", "Georgia Revenue Service"],
        ),
        ("Members of the Harbour Committee agreed.", ["Harbour Committee"]),
        (
            "They met the Harbour Board and the Volta Wildlife Service (VWS).",
            ["Harbour Board", "Volta Wildlife Service", "VWS"],
        ),
        (
            "They met the Ministry of Ports and Department of Fisheries.",
            ["Ministry of Ports", "Department of Fisheries"],
        ),
        ("It was lent by the Bank of Ports to the Harbour Board.", ["Bank of Ports", "Harbour Board"]),
        ("The Ambassador of the Union of the Comoros to the Kingdom of Belgium came.",
         ["Union of the Comoros", "Kingdom of Belgium"]),
        ("It was held in Accra for Volta Customs.", ["Accra", "Volta Customs"]),
        ("They signed a Harbour Agreement for FJ$2 million.", ["Harbour Agreement"]),
        # and begins after a post
        ("They met the Deputy Director General of Volta Force.", ["Volta Force"]),
        ("They met the Commissioner for Customs.", []),
        # and goes on over 'and' and commas where it is one
        (
            "They met the Ministry of Trade, Industry and Tourism and the Gambia Revenue Authority.",
            ["Ministry of Trade, Industry and Tourism", "Gambia Revenue Authority"],
        ),
        (
            "They met the Jordan Standards and Metrology Organization.",
            ["Jordan Standards and Metrology Organization"],
        ),
        ("They met the National Security Council of Thailand.", ["National Security Council of Thailand"]),
        ("It endorsed the Harbour Strategic Plan 2023-2027.", ["Harbour Strategic Plan 2023-2027"]),
        # heads in small letters
        ("It belongs to the Blue Harbour project.", ["Blue Harbour project"]),
        ("They met the Gabonese customs service.", ["Gabonese customs service"]),
        ("They met Gabonese customs officers.", ["Gabonese"]),
        # a head that stands for no name
        ("They met Harbour Customs. Twenty-one Customs administrations and Harbour Customs officers came.",
         ["Harbour Customs"]),
        ("They met West African Customs administrations.", ["West African"]),
        ("They met nine Harbour Dues Advisors (HDAs).", []),
        # the last head tells what it is
        ("The Project Steering Committee met.", ["Project Steering Committee"]),
        # a head within a longer name tells nothing
        ("Nine Harbour Programme Advisors came.", []),
        ("Nine Mercator Programme Advisors came.", ["Mercator Programme"]),
    ],
)  # fmt: skip
def test_a_name_is_as_long_as_it_is(text: str, names: list[str]) -> None:
    assert list(found(text)) == names


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Port of Spain was chosen; Kuwait City was not.", ["Port of Spain", "Kuwait City"]),
        ("Nothing is known of what Windhoek thinks.", ["Windhoek"]),
        ("KASANE, 27 February 2019 – It was done.", ["KASANE"]),
        (
            "It was measured at Torugart, Dostuk and Kyzyl-Bel.",
            ["Torugart", "Dostuk", "Kyzyl-Bel"],
        ),
        ("They saw the Nimule crossing and the border post of Moyale.", ["Nimule", "Moyale"]),
        ("It is said in English, in Customs and in June that customs is dear.", []),
        ('PARIS, Sept. 2, 2014 – They met "with the End in Mind".', ["PARIS"]),
    ],
)
def test_places_are_found_that_are_told_as_such(text: str, places: list[str]) -> None:
    assert list(found(text)) == places


def test_a_language_is_no_country() -> None:
    assert found("French and Spanish texts: Spanish will follow, a Portuguese and the French agreed.") == {
        "French": "country-fr",
        "Portuguese": "country-pt",
        "Spanish": "country-es",
    }
    assert found("It can be had in French and Spanish, and in Swiss and Polish ports.") == {
        "Swiss": "country-ch",
        "Polish": "country-pl",
    }
    assert found("The Portuguese and Arabic versions await a Greek reader.") == {"Greek": "country-gr"}
    assert found("It can be had in French, ") == {}


def test_a_currency_is_no_country() -> None:
    assert found("It cost US$2 million, 3 million US dollars or 3 million Swiss francs.") == {}


def test_a_committee_of_a_project_is_no_programme() -> None:
    names = LINKER.link("\n\nThe Project Steering Committee met.", 0)
    assert [entity.types for entity in names.minted.values()] == [(WCO + "CommitteeOrGroup",)]


@pytest.mark.parametrize(
    ("text", "acronym", "bearer"),
    [
        # of what stands before the country that ends the name, or of nothing
        ("They met the Federal Harbour Customs of Switzerland (FOCBS).", "FOCBS", "customs-ch"),
        ("It was sent to Moldova and Ukraine (HBX).", "HBX", None),
        # of the words before it, not of the name around it
        (
            "The Central Asia Regional Economic Cooperation (CAREC) Harbour Institute met CAREC.",
            "CAREC",
            "carec-program",
        ),
        ("It is a Guide to Harbour Dues (HDs).", "HDs", None),
        # a name that is joined of two is no acronym
        ("They met the Ministry of Ports (Timor-Leste). It is in Timor-Leste.", "Timor-Leste", "country-tl"),
    ],
)
def test_an_acronym_stands_for_what_it_spells(text: str, acronym: str, bearer: str | None) -> None:
    assert found(text).get(acronym) == bearer


@pytest.mark.parametrize(
    ("text", "name", "iri"),
    [
        ("They met in TIMOR-LESTE.", "TIMOR-LESTE", "country-tl"),
        ("They met the New Zealand Harbour Police.", "New Zealand Harbour Police", None),
        (
            "The National Committee on Trade Facilitation met.",
            "National Committee on Trade Facilitation",
            None,
        ),
        ("They met the Ministry of Trade, Ports & Industry.", "Ministry of Trade, Ports & Industry", None),
        ("The Zakat, Tax, and Customs Authority met.", "Zakat, Tax, and Customs Authority", "customs-sa"),
        ("They met in The Hague.", "The Hague", "place-2747373"),
        ("They met in Port of Spain.", "Port of Spain", "place-3573890"),
        ("It is an operation code-named “Blue Heron”.", "Blue Heron", "candidate-blue-heron"),
        (
            "The Dirección General de Aduanas of El Salvador met.",
            "Dirección General de Aduanas of El Salvador",
            "customs-sv",
        ),
    ],
)
def test_names_as_newsrooms_write_them(text: str, name: str, iri: str | None) -> None:
    names = found(text)
    assert names[name] == iri if iri else name in names


def test_a_known_acronym_tells_who_bears_a_new_name() -> None:
    text = "The Customs and Taxes Office (DIAN) of Bogotá, Colombia, met the Harbour Office (DIAN)."
    assert found(text)["Customs and Taxes Office"] == found("The DIAN of Colombia met.")["DIAN"]
    assert found("The Customs and Taxes Office (DIAN) met.")["DIAN"] == "candidate-customs-and-taxes-office"


@pytest.mark.parametrize(
    "text",
    [
        "They met Nepal's Ministry of Ports.",
        "They met the Nepalese Ministry of Ports.",
        "They met the Ministry of Ports of Nepal.",
        "Nepal, it is said, met Nepal. They met the Ministry of Ports.",
        "They met in Kathmandu. They met the Ministry of Ports.",
        "Nepal met India in Nepal. They met the Ministry of Ports.",
    ],
)
def test_a_name_that_many_bear_belongs_to_a_country(text: str) -> None:
    assert "candidate-ministry-of-ports-of-nepal" in found(text).values()


def test_a_name_that_many_bear_is_of_no_country_where_a_brief_is_about_two() -> None:
    assert found("Nepal met India. They met the Ministry of Ports.")["Ministry of Ports"] == (
        "candidate-ministry-of-ports"
    )
    assert (
        found("Nepal met the World Harbour Agency.")["World Harbour Agency"]
        == "candidate-world-harbour-agency"
    )
    assert found("They met the Bank of Ghana and the Turkish Navy.") == {
        "Bank of Ghana": "candidate-bank-of-ghana",
        "Turkish Navy": "candidate-turkish-navy",
    }


def test_a_customs_administration_is_known_by_what_many_are_called() -> None:
    text = "The National Customs Directorate met in Montevideo, Uruguay."
    assert found(text)["National Customs Directorate"] == found("Uruguay Customs met.")["Uruguay Customs"]


def test_a_country_has_its_article_after_of() -> None:
    names = LINKER.link("\n\nThey met the Dutch Ministry of Ports and the Dutch government.", 0)
    assert sorted(entity.label for entity in names.minted.values()) == [
        "Government of the Netherlands",
        "Ministry of Ports of the Netherlands",
    ]


def test_an_acronym_in_brackets_may_stand_for_the_end_of_the_name() -> None:
    names = found("The Council of the World Customs Organization (WCO) met; the WCO paid.")
    assert names == {"Council of the World Customs Organization": "wco-council", "WCO": "wco"}


def test_a_short_name_needs_the_whole_and_no_rival() -> None:
    assert found("The WCO met. The Council agreed.")["Council"] == "wco-council"
    assert "Council" not in found("The board met. The Council agreed.")
    assert "Council" not in found("The WCO met the Tariff Council. The Council agreed.")
