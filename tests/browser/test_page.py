"""What a person does with the page, done in Chromium: by mouse, by keys, on a phone, with the network cut."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
import sample
from driving import one, press, state, texts, until
from selenium.webdriver import ActionChains, Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

Open = Callable[..., Chrome]
GRA = "candidate-gambia-revenue-authority"


def heading(driver: Chrome, text: str) -> None:
    WebDriverWait(driver, 5, ignored_exceptions=[Exception]).until(
        lambda _: one(driver, "#details h2").text == text, f"no heading {text!r}"
    )


def test_first_view_counts_what_is_there(page: Open) -> None:
    driver = page()
    heading(driver, "2 initiatives from 2 briefs")
    assert texts(driver, ".totals span")[:3] == ["Initiatives", "Agencies", "Country"]
    assert texts(driver, ".group .thing")[0] == sample.MALDIVES["title"], "the latest comes first"
    assert one(driver, "#caption").text == "2 initiatives and what they link"
    assert one(driver, "#canvas canvas").size["width"] > 600
    assert driver.title == "Test graph"


def test_search_by_acronym_shows_the_evidence(page: Open) -> None:
    driver = page()
    one(driver, "#query").send_keys("gra")
    assert texts(driver, "#suggestions bdi")[0] == "Gambia Revenue Authority"
    press(driver, Keys.ENTER)
    heading(driver, "Gambia Revenue Authority")
    assert one(driver, "#details .kind").text == "Agency"
    assert "Benefits this agency" in texts(driver, "#details h3")[0]
    assert texts(driver, "#details .quote mark")[:2] == ["Gambia Revenue Authority", "GRA"]
    assert one(driver, "#details blockquote").text.startswith(
        "😀 The World Customs Organization (WCO) supported"
    )
    caption = one(driver, "#details figcaption").text
    assert sample.GAMBIA["title"] in caption
    assert "1 March 2024" in caption
    assert "90% sure" in caption
    assert one(driver, "figcaption a[rel~=external]").get_attribute("href") == "https://example.org/gambia"
    assert state(driver)["thing"] == GRA
    assert driver.title == "Gambia Revenue Authority \N{EN DASH} Test graph"


def test_search_finds_briefs_and_folds_accents(page: Open) -> None:
    driver = page()
    one(driver, "#query").send_keys("ÉFFICIENCY gambia")
    assert {"Brief", "Workshop"} <= {text.split("\n")[-1] for text in texts(driver, "#suggestions small")}
    one(driver, "#query").send_keys(" nonsense")
    assert texts(driver, "#suggestions li") == ["Nothing is called that"]


def test_a_brief_shows_its_mentions_as_links(page: Open) -> None:
    driver = page(state="brief=brief-gambia")
    heading(driver, sample.GAMBIA["title"])
    assert one(driver, ".brief").text == sample.GAMBIA["text"]
    assert "Time Release Study" in texts(driver, ".brief .mention")
    one(driver, ".brief .mention[title='Time Release Study']").click()
    heading(driver, "Time Release Study")


def test_inferred_links_say_what_they_rest_on(page: Open) -> None:
    driver = page(state=f"thing={GRA}")
    [group] = [
        g
        for g in driver.find_elements(By.CSS_SELECTOR, ".group")
        if g.text.startswith("Supports this agency")
    ]
    group.find_element(By.CSS_SELECTOR, "summary").click()
    assert "Inferred from 1 initiative" in group.text
    assert sample.GAMBIA["title"] in group.text
    assert group.find_elements(By.CSS_SELECTOR, "blockquote")


def test_click_in_the_picture(page: Open) -> None:
    driver = page(state="focus=candidate-gambia")
    assert one(driver, "#caption").text.startswith("Neighbourhood of Gambia")
    canvas = one(driver, "#canvas")
    ActionChains(driver).move_to_element_with_offset(canvas, 0, -10).click().perform()  # its name is below
    heading(driver, "Gambia")
    ActionChains(driver).move_to_element_with_offset(canvas, -200, 200).click().perform()
    heading(driver, "2 initiatives from 2 briefs")


def test_back_and_forward_and_reload(page: Open) -> None:
    driver = page()
    one(driver, "#details .thing").click()
    heading(driver, sample.MALDIVES["title"])
    driver.find_element(By.PARTIAL_LINK_TEXT, "World Customs").click()
    heading(driver, "World Customs Organization")
    driver.back()
    heading(driver, sample.MALDIVES["title"])
    driver.forward()
    heading(driver, "World Customs Organization")
    driver.refresh()
    heading(driver, "World Customs Organization")


def test_what_the_picture_lacks_is_brought_into_it(page: Open) -> None:
    driver = page(state="thing=candidate-gambia")
    heading(driver, "Gambia")
    assert state(driver)["focus"] == "candidate-gambia"
    driver.find_element(By.LINK_TEXT, "Back to the overview").click()
    heading(driver, "2 initiatives from 2 briefs")


def test_legend_hides_a_kind_from_picture_and_table(page: Open) -> None:
    driver = page(state="view=table")
    assert "Mercator Programme" in texts(driver, "tbody bdi")
    [button] = [b for b in driver.find_elements(By.CSS_SELECTOR, "#legend button") if b.text == "Programmes"]
    button.click()
    assert "Mercator Programme" not in texts(driver, "tbody bdi")
    assert driver.switch_to.active_element.text == "Programmes"
    assert driver.switch_to.active_element.get_attribute("aria-pressed") == "false"
    assert state(driver)["hide"] == "4"
    driver.switch_to.active_element.click()
    assert "Mercator Programme" in texts(driver, "tbody bdi")


def test_table_sorts(page: Open) -> None:
    driver = page(state="view=table")
    names = texts(driver, "tbody bdi")
    assert names == sorted(names, key=str.casefold)
    driver.find_element(By.LINK_TEXT, "Links").click()
    WebDriverWait(driver, 5).until(lambda _: texts(driver, "tbody bdi")[0] == sample.GAMBIA["title"])
    assert one(driver, "th[aria-sort]").get_attribute("aria-sort") == "descending"


def test_path_between_two_things(page: Open) -> None:
    driver = page(state=f"thing={GRA}")
    driver.find_element(By.XPATH, "//button[text()='Path to …']").click()
    assert one(driver, "#query").get_attribute("placeholder") == "Path from Gambia Revenue Authority to …"
    press(driver, "mercator", Keys.ENTER)
    heading(driver, "Gambia Revenue Authority → Mercator Programme")
    assert texts(driver, ".way .thing") == [
        "Gambia Revenue Authority",
        sample.GAMBIA["title"],
        "World Customs Organization",
        sample.MALDIVES["title"],
        "Mercator Programme",
    ]
    assert texts(driver, ".way mark")[0] == "Gambia Revenue Authority"


def test_keyboard_alone(page: Open) -> None:
    driver = page()
    press(driver, Keys.TAB, Keys.ENTER)
    WebDriverWait(driver, 5).until(
        lambda _: driver.switch_to.active_element.get_attribute("id") == "listing-title"
    )
    first = texts(driver, "tbody bdi")[0]  # read before Enter, which makes the table anew
    press(driver, Keys.TAB, *[Keys.TAB] * 8, Keys.ENTER)
    heading(driver, first)
    press(driver, "/", "mald", Keys.ARROW_DOWN, Keys.ARROW_UP, Keys.ENTER)
    heading(driver, "Maldives Customs Service")
    press(driver, "t")
    WebDriverWait(driver, 5).until(lambda _: one(driver, "#picture").is_displayed())
    press(driver, "f")
    WebDriverWait(driver, 5).until(lambda _: "focus" in state(driver))
    press(driver, "o")
    heading(driver, "2 initiatives from 2 briefs")
    press(driver, "?")
    assert one(driver, "#keys").is_displayed()
    press(driver, Keys.ESCAPE)
    assert not one(driver, "#keys").is_displayed()


def test_theme_follows_the_system_and_the_button(page: Open) -> None:
    ground = "return getComputedStyle(document.body).backgroundColor"
    driver = page(color_scheme="dark")
    dark = driver.execute_script(ground)
    one(driver, "#theme").click()
    light = driver.execute_script(ground)
    assert light != dark
    assert state(driver)["theme"] == "light"
    assert page(color_scheme="light").execute_script(ground) == light


def test_phone_has_the_panel_as_a_sheet(page: Open) -> None:
    driver = page(width=390, height=844)
    picture, panel = one(driver, "#picture").rect, one(driver, "#panel").rect
    assert driver.execute_script("return document.documentElement.scrollWidth") == 390
    assert panel["y"] >= picture["y"] + picture["height"]
    assert panel["width"] == 390
    one(driver, "#grip").click()
    assert one(driver, "#panel").rect["height"] > panel["height"] + 200
    assert one(driver, "#grip").get_attribute("aria-expanded") == "true"


@pytest.mark.parametrize("view", ["", "view=table", "brief=brief-hostile", "thing=initiative-hostile-1"])
def test_attack_strings_stay_text(page: Open, view: str) -> None:
    driver = page("hostile", view)
    assert "PWNED" not in driver.title or driver.title.startswith("Hostile </title>")
    assert len(driver.find_elements(By.CSS_SELECTOR, "script")) == 4
    assert not driver.find_elements(By.CSS_SELECTOR, "img, [onerror], a[href^='javascript']")
    if view.startswith("brief"):
        content = driver.execute_script("return document.querySelector('.brief').textContent")
        assert content == sample.HOSTILE["text"]


def test_a_large_graph_is_as_calm(page: Open) -> None:
    driver = page("large")
    assert one(driver, "#caption").text == "What most initiatives have to do with"
    assert texts(driver, ".card h3")[:3] == ["Initiatives\n5,000", "Initiatives by year", "Agencies"]
    assert texts(driver, ".card:has(.kind-1) li a")[0] == "World Customs Organization"
    assert not one(driver, "#tools").is_displayed(), "there is no picture to zoom yet"
    one(driver, ".card:has(.kind-1) li a").click()
    heading(driver, "World Customs Organization")
    assert one(driver, "#caption").text.startswith("Neighbourhood of World Customs Organization")
    driver.find_element(By.LINK_TEXT, "Back to the overview").click()
    one(driver, "#query").send_keys("world customs", Keys.ENTER)
    heading(driver, "World Customs Organization")
    assert len(driver.find_elements(By.CSS_SELECTOR, "#details .quote")) < 100
    driver.find_element(By.PARTIAL_LINK_TEXT, "Show 10 more of 4,992").click()
    WebDriverWait(driver, 5).until(
        lambda _: driver.find_elements(By.PARTIAL_LINK_TEXT, "Show 10 more of 4,982")
    )


def test_a_large_graph_is_in_groups_that_open(page: Open) -> None:
    driver = page("large")
    assert texts(driver, ".choices [aria-current]") == ["Country"]
    one(driver, ".choices").find_element(By.LINK_TEXT, "Programme").click()
    until(driver, lambda: texts(driver, ".choices [aria-current]") == ["Programme"])
    assert state(driver)["by"] == "under-programme"
    first = one(driver, ".group-field a")
    name, number = first.text.split("\n")[:2]
    first.send_keys(Keys.ENTER)
    until(
        driver,
        lambda: texts(driver, "#chosen b") == [f"{number} of 5,000 initiatives"],
        "a click opens the group",
    )
    assert texts(driver, "#chosen .chip bdi") == [f"Programme: {name}"]
    assert "Under programme" not in texts(driver, ".choices a"), (
        "what is one programme cannot be grouped by it"
    )
    driver.back()
    until(driver, lambda: not one(driver, "#chosen").is_displayed())
    [year] = driver.find_elements(By.XPATH, "//section[contains(., 'by year')]//a[. = '2024']")
    year.click()
    until(driver, lambda: state(driver)["only"] == "year:2024")


def test_a_relation_is_drawn_further_or_not_at_all_and_steps_are_undone(page: Open) -> None:
    driver = page("large", "thing=wco&focus=wco")
    heading(driver, "World Customs Organization")

    def row() -> list[str]:
        return one(driver, "#spread li").text.split("\n")

    assert one(driver, "#spread summary").text.endswith(" links drawn")
    one(driver, "#spread summary").click()
    name, number, *_ = row()
    assert name == "Organized by this agency"
    few = int(number.split()[0])
    assert number == f"{few} of 5,000"
    more = one(driver, "#spread [data-step^=more]")
    assert more.accessible_name == "Show 10 more: organized by this agency"
    more.send_keys(Keys.ENTER)
    until(driver, lambda: row()[1] == f"{few + 10} of 5,000")
    until(
        driver,
        lambda: (driver.switch_to.active_element.get_attribute("data-step") or "").startswith("more"),
        "the focus stays",
    )
    one(driver, "#spread [data-step^=less]").click()
    until(driver, lambda: row()[1] == "0 of 5,000")
    one(driver, "#undo").click()
    until(driver, lambda: row()[1] == f"{few + 10} of 5,000")
    one(driver, "#details h2").click()
    press(driver, "u")
    until(driver, lambda: row()[1] == f"{few} of 5,000")
    one(driver, "#redo").click()
    until(driver, lambda: row()[1] == f"{few + 10} of 5,000")
    one(driver, "#details .thing").click()
    assert "drawn" in state(driver), "what is drawn outlasts a look at something else"


def test_things_are_pinned_by_dragging_or_a_key_and_released(page: Open) -> None:
    driver = page(state="focus=candidate-gambia")
    canvas = one(driver, "#canvas")
    at_sign = ActionChains(driver).move_to_element_with_offset(canvas, 0, -10)
    at_sign.click_and_hold().move_by_offset(120, -90).release().perform()
    until(driver, lambda: "pins" in state(driver))
    [pin] = state(driver)["pins"].split(",")
    assert pin.split(":")[0] == "candidate-gambia"
    driver.refresh()
    until(driver, lambda: "Release 1 pin" in one(driver, "#caption").text)
    driver.find_element(By.LINK_TEXT, "Release 1 pin").click()
    until(driver, lambda: "pins" not in state(driver))
    driver = page(state=f"thing={GRA}&focus={GRA}")
    heading(driver, "Gambia Revenue Authority")
    press(driver, "x")
    until(driver, lambda: state(driver)["pins"].startswith(f"{GRA}:"))
    press(driver, "x")
    until(driver, lambda: "pins" not in state(driver))


@pytest.mark.parametrize("lost", ["pins=gone:1:2,wco:far:off", "fact=gone~gone", "by=gone", "drawn=gone:x"])
def test_an_address_with_what_is_no_more_shows_the_rest(page: Open, lost: str) -> None:
    driver = page(state=f"thing=wco&focus=wco&{lost}")
    heading(driver, "World Customs Organization")
    assert one(driver, "#caption").text.startswith("Neighbourhood of World Customs Organization")


def test_a_link_to_a_fact_opens_with_it(page: Open) -> None:
    driver = page(state=f"thing={GRA}")
    fact = one(driver, ".group .fact")
    target = fact.find_element(By.CSS_SELECTOR, ".permalink").get_attribute("href") or ""
    name = fact.find_element(By.CSS_SELECTOR, ".thing").text
    driver = page(state=urlsplit(target).fragment)
    heading(driver, "Gambia Revenue Authority")
    assert texts(driver, "[aria-current=true] .thing")[0] == name
    assert one(driver, "[aria-current=true] mark").is_displayed()
    one(driver, "[aria-current=true] .thing").click()
    heading(driver, name)
    assert not driver.find_elements(By.CSS_SELECTOR, "[aria-current=true]")


def test_a_link_to_a_fact_shows_it_however_many_there_are(page: Open) -> None:
    driver = page("large", "thing=wco&fact=~organized-by~initiative-000500-1")
    heading(driver, "World Customs Organization")
    assert one(driver, "[aria-current=true] .thing").is_displayed()
    assert texts(driver, "[aria-current=true] .thing bdi") == [
        "Workshop 500 strengthens border management and cooperation"
    ]


def test_a_stock_question_is_answered_with_links(page: Open) -> None:
    driver = page("asked")
    driver.find_element(By.LINK_TEXT, "Organizers").click()
    heading(driver, "Organizers")
    assert texts(driver, ".answers th") == ["Agency", "Initiatives"]
    assert texts(driver, ".answers td") == ["World Customs Organization", "2"]
    one(driver, ".answers a").click()
    heading(driver, "World Customs Organization")
    driver.back()
    heading(driver, "Organizers")


def test_the_picture_is_saved_as_svg(page: Open, tmp_path: Path) -> None:
    driver = page()
    driver.execute_cdp_cmd(
        "Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(tmp_path)}
    )
    one(driver, "#save-drawing").click()
    file = tmp_path / "picture.svg"
    WebDriverWait(driver, 5).until(lambda _: file.exists())
    root = ElementTree.fromstring(file.read_text("utf-8"))  # noqa: S314  # our own
    labels = [" ".join(text.itertext()) for text in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {"Mercator Programme", "Time Release Study"} <= set(labels)
    assert len(list(root.iter("{http://www.w3.org/2000/svg}line"))) >= 8
