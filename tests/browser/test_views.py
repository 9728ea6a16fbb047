"""Filters, map, timeline and matrix, as a person uses them in Chromium."""

from __future__ import annotations

import base64
import csv
import re
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
import sample
from driving import one, saved, state, texts, until
from selenium.webdriver import ActionChains, Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select

from kg import build

ROOT = Path(__file__).parents[2]
Open = Callable[..., Chrome]


def test_filters_combine_and_all_views_follow(page: Open) -> None:
    driver = page(state="view=table")
    one(driver, "#show-filters").click()
    until(driver, lambda: one(driver, "#filters").is_displayed())
    assert texts(driver, "[data-filter='type Training'] ~ .count") == ["1"]
    one(driver, "[data-filter='type Training']").click()
    until(driver, lambda: texts(driver, "#chosen b") == ["1 of 2 initiatives"])
    assert driver.switch_to.active_element.get_attribute("data-filter") == "type Training", "focus stays"
    assert sample.GAMBIA["title"] not in texts(driver, "tbody bdi")
    assert "Mercator Programme" in texts(driver, "tbody bdi")
    one(driver, "#show-picture").click()
    until(driver, lambda: one(driver, "#caption").text == "1 initiative and what they link")
    driver.refresh()
    until(driver, lambda: texts(driver, "#chosen b") == ["1 of 2 initiatives"])
    driver.find_element(By.XPATH, "//button[text()='Clear all']").click()
    until(driver, lambda: not one(driver, "#chosen").is_displayed())
    assert "only" not in state(driver)


def test_map_counts_countries_and_opens_one(page: Open) -> None:
    driver = page("large", "view=map")
    assert one(driver, "#map h2").text.endswith(" initiatives in 20 countries")
    assert "depth-0" in (one(driver, ".world [data-code=US]").get_attribute("class") or "")
    [first, *_] = driver.find_elements(By.CSS_SELECTOR, ".ranks a")
    name = first.text
    first.click()
    until(driver, lambda: one(driver, "#details h2").text == name)
    assert state(driver)["view"] == "map"
    assert texts(driver, ".ranks .chosen a") == [name]
    assert len(driver.find_elements(By.CSS_SELECTOR, ".world .chosen")) == 1


def test_the_map_tells_of_one_programme_and_the_others_follow(page: Open) -> None:
    driver = page("large", "view=map")
    chooser = Select(one(driver, "#map select"))
    option = next(
        each for each in chooser.options if each.text.startswith(("North Programme", "East Programme"))
    )
    name, number = option.text.rstrip(")").rsplit(" (", 1)
    chooser.select_by_visible_text(option.text)
    until(driver, lambda: texts(driver, "#chosen .chip bdi") == [f"Programme: {name}"])
    assert one(driver, "#chosen b").text == f"{number} of 5,000 initiatives"
    Select(one(driver, "#map select")).select_by_index(0)
    until(driver, lambda: not one(driver, "#chosen").is_displayed())


def test_timeline_is_brushed(page: Open) -> None:
    driver = page("large", "view=timeline")
    chart = one(driver, ".chart svg")
    width = chart.rect["width"]
    actions = ActionChains(driver).move_to_element_with_offset(chart, int(-width / 4), 0).click_and_hold()
    actions.move_by_offset(int(width / 8), 0).release().perform()
    until(driver, lambda: "since" in state(driver))
    kept = one(driver, "#chosen b").text
    assert kept.endswith("of 5,000 initiatives")
    assert state(driver)["since"] < state(driver)["until"]
    assert one(driver, "#timeline-since").get_attribute("value") == state(driver)["since"]
    driver.back()
    until(driver, lambda: "since" not in state(driver))


def test_a_cell_of_the_matrix_lists_its_initiatives(page: Open) -> None:
    driver = page("large", "view=matrix&rows=under-programme&columns=country")
    cell = one(driver, "#matrix td a")
    number = cell.text
    cell.click()
    until(driver, lambda: state(driver)["view"] == "table")
    assert one(driver, "#chosen b").text == f"{number} of 5,000 initiatives"
    assert one(driver, "#listing-title").text.split()[0] == number, "and nothing that they link"


@pytest.mark.parametrize("view", ["map", "timeline", "matrix"])
def test_views_fit_a_phone_and_take_attacks_as_text(page: Open, view: str) -> None:
    driver = page("hostile", f"view={view}&only=type:Workshop", width=390, height=844)
    assert driver.execute_script("return document.documentElement.scrollWidth") == 390
    assert not driver.find_elements(By.CSS_SELECTOR, "img, [onerror]")
    assert "PWNED" not in driver.title


@pytest.mark.parametrize(("name", "only"), [("ten", ""), ("small", ""), ("small", "&only=type:Training")])
def test_the_selection_is_saved_as_turtle_with_its_evidence(
    page: Open, tmp_path: Path, name: str, only: str
) -> None:
    whole = {
        "ten": lambda: build([ROOT / "data" / "briefs"]).store,
        "small": lambda: sample.store([sample.GAMBIA, sample.MALDIVES]),
    }[name]()
    known = {ox.Triple(*triple) for triple in whole.query("SELECT ?s ?p ?o { GRAPH ?g { ?s ?p ?o } }")}
    text = saved(page(name, f"view=table{only}"), "#save-turtle", tmp_path, "selection.ttl")
    told = {quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)}
    assert not told - known
    subjects = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#subject")
    evident = {triple.subject for triple in known if triple.predicate == subjects}
    kept = {triple.subject for triple in told} & evident
    assert kept
    assert ("Time Release Study" in text) == (not only)
    if not only:
        facts = {triple for triple in known if triple.predicate.value.endswith(("#benefits", "#startDate"))}
        assert facts <= told


def test_tables_are_saved_for_spreadsheets(page: Open, tmp_path: Path) -> None:
    driver = page("formula", "view=table")
    one(driver, "#find").send_keys("cmd")
    until(driver, lambda: one(driver, "#listing-title").text == "2 things")
    rows = list(csv.reader(saved(driver, "#save-table", tmp_path, "table.csv").splitlines()))
    assert [row[0] for row in rows] == ["Name", "'+cmd", "'=cmd|' /C calc'!A0"]


@pytest.mark.parametrize(
    ("state", "total"),
    [("view=timeline", 5000), ("view=matrix&rows=under-programme&columns=type", 5000)],
)
def test_timeline_and_matrix_are_saved_whole(page: Open, tmp_path: Path, state: str, total: int) -> None:
    name = state.split("=")[1].split("&")[0]
    text = saved(page("large", state), f"#save-{name}", tmp_path, f"{name}.csv")
    _, *rows = csv.reader(text.splitlines())
    assert sum(int(number) for _, *numbers in rows for number in numbers) == total


def test_a_picture_drawn_in_the_dark_is_printed_in_light_colours(page: Open) -> None:
    driver = page(color_scheme="dark")
    whites = """const canvas = document.querySelector("#canvas canvas");
      const often = { willReadFrequently: true };
      const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", often);
      copy.drawImage(canvas, 0, 0);
      const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
      const opaque = (at) => at % 4 === 0 && data[at + 3] === 255; // the rim of a letter has any colour
      return data.some((_, at) => opaque(at) && data[at] + data[at + 1] + data[at + 2] > 750)"""
    until(driver, lambda: bool(one(driver, "#details h2").text))
    assert not driver.execute_script(whites)
    dark = [{"name": "prefers-color-scheme", "value": "dark"}]
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print", "features": dark})
    until(driver, lambda: bool(driver.execute_script(whites)), "what is printed is not recoloured")


def test_paper_shows_the_table_and_the_panel_but_no_controls(page: Open) -> None:
    driver = page("large", "view=table&thing=wco", color_scheme="dark")
    one(driver, "#show-filters").click()
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    assert one(driver, "#details h2").is_displayed()
    assert one(driver, "tbody tr:last-child").is_displayed()
    controls = "button:not(h1 button), .button, input, select"
    shown = [each for each in driver.find_elements(By.CSS_SELECTOR, controls) if each.is_displayed()]
    assert not shown
    ground = driver.execute_script("return getComputedStyle(document.body).backgroundColor")
    assert ground == "rgb(255, 255, 255)"
    paper = base64.b64decode(driver.execute_cdp_cmd("Page.printToPDF", {})["data"])
    assert len(re.findall(rb"/Type /Page\b", paper)) > 6, "nothing is cut off at the end of a page"
