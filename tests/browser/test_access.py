"""Who sees little, or uses no mouse, can use every view: WCAG 2.2 by axe-core, and a walk by keys alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from driving import axe, press, state, until
from selenium.webdriver import Chrome, Keys
from selenium.webdriver.common.by import By

Open = Callable[..., Chrome]
VIEWS = {
    "small": ["", "view=map", "view=table&thing=wco", "brief=brief-gambia", "focus=wco&sure=80"],
    "large": ["", "view=matrix", "view=timeline&only=year:2024", "from=wco&to=candidate-north-tool-1"],
    "asked": ["ask=organizers"],
}


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_axe_finds_nothing(page: Open, scheme: str, width: int) -> None:
    found = {}

    def check(where: str, driver: Chrome) -> None:
        if complaints := axe(driver):
            found[where] = complaints

    for name, states in VIEWS.items():
        for view in states:
            check(f"{name}#{view}", page(name, view, width=width, color_scheme=scheme))
    driver = page("large", width=width, color_scheme=scheme)
    press(driver, "s")
    until(driver, lambda: driver.find_element(By.ID, "filters").is_displayed())
    driver.find_element(By.ID, "query").send_keys("world")
    until(driver, lambda: driver.find_element(By.CSS_SELECTOR, "[role=option]").is_displayed())
    check("filters and suggestions", driver)
    driver.find_element(By.ID, "help").click()
    check("help", driver)
    assert found == {}


def test_keys_alone_search_open_filter_turn_sort_and_find_a_path(page: Open) -> None:
    driver = page()
    press(driver, "/", "gra", Keys.ENTER)
    until(driver, lambda: state(driver).get("thing") == "candidate-gambia-revenue-authority")
    press(driver, "p", "mercator", Keys.ENTER)
    until(driver, lambda: state(driver).get("to") == "candidate-mercator-programme")
    press(driver, "o")
    until(driver, lambda: "to" not in state(driver))
    press(driver, "s")
    until(driver, lambda: driver.switch_to.active_element.get_attribute("id") == "sure")
    press(driver, Keys.TAB)
    until(driver, lambda: driver.switch_to.active_element.get_attribute("data-filter") == "known")
    press(driver, Keys.TAB, Keys.TAB, Keys.SPACE)
    until(driver, lambda: state(driver)["only"].startswith("type:"))
    tab_to(driver, "Filters")
    press(driver, Keys.ENTER, "t")
    until(driver, lambda: state(driver).get("view") == "table")
    tab_to(driver, "Links")
    press(driver, Keys.ENTER)
    until(driver, lambda: state(driver)["sort"] == "-3")
    tab_to(driver, "Map")
    press(driver, Keys.ENTER)
    until(driver, lambda: state(driver)["view"] == "map")
    press(driver, "?")
    assert driver.switch_to.active_element.find_elements(By.XPATH, "ancestor-or-self::dialog[@open]")
    press(driver, Keys.ESCAPE)
    assert not driver.find_element(By.ID, "keys").is_displayed()


def tab_to(driver: Chrome, text: str) -> None:
    for _ in range(120):
        press(driver, Keys.TAB)
        if driver.switch_to.active_element.text.startswith(text):
            return
    pytest.fail(f"{text} is not reached by the tabulator")
