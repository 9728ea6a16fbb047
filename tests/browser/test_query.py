"""The page to ask in SPARQL, and the pages of things, as a person uses them in Chromium."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox
import pytest
import sample
from driving import axe, one, press, saved, texts, until
from selenium.webdriver import Chrome, Keys
from selenium.webdriver.common.by import By
from service import get, serving

from kg import build

ROOT = Path(__file__).parents[2]
COUNTRIES = """SELECT ?country ?countryLabel (COUNT(?i) AS ?initiatives) {
  ?i wco:benefits/wco:agencyOf? ?country .
  ?country a wco:Country ; skos:prefLabel ?countryLabel FILTER(LANG(?countryLabel) = "en")
} GROUP BY ?country ?countryLabel"""
LINKS = "CONSTRUCT { ?i wco:benefits ?o } WHERE { ?i wco:benefits ?o }"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    file = tmp_path_factory.mktemp("asked") / "graph.nq"
    quads = [*build([ROOT / "data" / "briefs"]).store.quads(), *sample.store([sample.HOSTILE])]
    ox.serialize(quads, str(file), format=ox.RdfFormat.N_QUADS)
    with serving(file) as port:
        yield f"http://127.0.0.1:{port}"


def shown(chromium: Chrome, address: str, width: int = 1280, scheme: str = "light") -> Chrome:
    size = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False}
    chromium.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    chromium.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    chromium.get("about:blank")
    chromium.get(address)
    return chromium


def test_a_question_is_written_asked_and_shown_in_four_ways(
    chromium: Chrome, address: str, tmp_path: Path
) -> None:
    chromium.get_log("browser")
    driver = shown(chromium, f"{address}/query#query={quote(COUNTRIES)}")
    until(driver, lambda: texts(driver, "#told") == ["5 rows"])
    assert driver.execute_script("return document.querySelector('textarea').value") == COUNTRIES
    assert texts(driver, "thead th") == ["country", "countryLabel", "initiatives"]
    one(driver, "th:nth-child(2) button").click()
    until(driver, lambda: texts(driver, "td:nth-child(2)")[0] == "Albania")
    rows = list(csv.reader(saved(driver, "#save", tmp_path, "answer.csv").splitlines()))
    assert [len(rows), rows[0]] == [6, ["country", "countryLabel", "initiatives"]]
    one(driver, "#show-chart").click()
    until(driver, lambda: "Albania" in texts(driver, ".bars bdi"))
    one(driver, "#show-map").click()
    until(driver, lambda: len(driver.find_elements(By.CSS_SELECTOR, "#view .world .depth-3")) == 5)
    assert "Gambia" in texts(driver, ".ranks bdi")
    driver.refresh()
    until(
        driver, lambda: "map" in (one(driver, "#view").get_attribute("class") or ""), "the address keeps it"
    )
    driver.get(f"{address}/query#query={quote(LINKS)}&show=graph")
    driver.refresh()
    until(driver, lambda: one(driver, "#view canvas").size["width"] > 400)
    until(driver, lambda: texts(driver, "#view .key li")[:2] == ["Initiative", "Agency"])
    assert not one(driver, "#show-map").is_enabled()
    assert [entry["message"] for entry in chromium.get_log("browser")] == []


def test_keys_alone_write_with_hints_and_a_fault_is_shown_in_its_place(
    chromium: Chrome, address: str
) -> None:
    driver = shown(chromium, f"{address}/query")
    field = one(driver, "textarea")
    field.send_keys(Keys.CONTROL, "a")
    field.send_keys("SELECT ?who {\n  ?i wco:fun")
    until(driver, lambda: "wco:fundedBy" in texts(driver, "#hints code"))
    press(driver, Keys.TAB, Keys.ENTER)
    until(driver, lambda: (field.get_attribute("value") or "").endswith("  ?i wco:fundedBy "))
    press(driver, "id:gambia")
    until(driver, lambda: "id:customs-gm" in texts(driver, "#hints code"), "names are found in the graph")
    press(driver, " )")
    field.send_keys(Keys.CONTROL, Keys.ENTER)
    until(driver, lambda: one(driver, "#fault").text.startswith("Line 2, column "))
    assert one(driver, ".sheet .fault").is_displayed()
    assert driver.switch_to.active_element == field
    press(driver, Keys.END, Keys.BACKSPACE, "}")
    field.send_keys(Keys.CONTROL, Keys.ENTER)
    until(driver, lambda: not one(driver, "#fault").text and one(driver, "#told").text.endswith(" rows"))


def test_a_stock_question_fills_the_editor(chromium: Chrome, address: str) -> None:
    driver = shown(chromium, f"{address}/query")
    driver.find_element(By.XPATH, "//button[contains(., 'Who supports a country')]").click()
    until(driver, lambda: one(driver, "#told").text == "5 rows")
    assert "# title: Who supports a country" in (one(driver, "textarea").get_attribute("value") or "")
    one(driver, "td a").click()
    until(driver, lambda: "/id/" in driver.current_url, "things lead to their pages")


def test_a_page_of_a_thing_reads_alone_and_links_on(chromium: Chrome, address: str) -> None:
    driver = shown(chromium, f"{address}/id/customs-gm", width=390)
    assert one(driver, "h1").text == "Gambia Revenue Authority"
    assert texts(driver, "mark")[0] == "supported the Gambia Revenue Authority"
    assert driver.execute_script("return document.documentElement.scrollWidth") <= 390
    driver.find_element(By.PARTIAL_LINK_TEXT, "Workshop: Gambia").click()
    until(driver, lambda: one(driver, "h1").text.startswith("Workshop: Gambia"))
    driver.find_element(By.LINK_TEXT, "Open in the explorer").click()
    until(driver, lambda: one(driver, "#details h2").text.startswith("Workshop: Gambia"))


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_axe_finds_nothing(chromium: Chrome, address: str, scheme: str, width: int) -> None:
    found = {}
    for path in (
        "/query",
        *(f"/query#query={quote(COUNTRIES)}&show={view}" for view in ("table", "chart", "map")),
        f"/query#query={quote(LINKS)}&show=graph",
        "/id/customs-gm",
        "/ask",
        "/ask/who-supports",
    ):
        shown(chromium, address + path, width, scheme)
        if "#" in path:
            until(chromium, lambda: one(chromium, "#view").is_displayed())
        assert chromium.execute_script("return document.documentElement.scrollWidth") <= width, path
        if complaints := axe(chromium):
            found[path] = complaints
    assert found == {}


def test_attack_strings_stay_text(chromium: Chrome, address: str) -> None:
    every = """SELECT ?s ?name {
      ?s skos:prefLabel|rdfs:label|schema:headline ?name FILTER(CONTAINS(?name, 'PWNED')) }"""
    driver = shown(chromium, f"{address}/query#query={quote(every)}")
    until(driver, lambda: one(driver, "#told").text.endswith(" rows"))
    assert "PWNED" in one(driver, "#view").text
    links = [link.get_attribute("href") for link in driver.find_elements(By.CSS_SELECTOR, "td a")]
    for path in links[:3]:
        driver.get(str(path))
        assert "PWNED" in one(driver, "h1").text
        assert not driver.find_elements(By.CSS_SELECTOR, "main img, main script")
    assert driver.title != "PWNED"
    found = json.loads(get(int(address.rsplit(":", 1)[1]), "/explore/search?q=kestrel")[1])
    assert found[0]["thing"]["label"].startswith("Kestrel </title><script>")
