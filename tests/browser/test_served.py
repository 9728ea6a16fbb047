"""The explorer at its server: the same page, fed by requests."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pyoxigraph as ox
import pytest
import sample
from driving import one, press, texts, until
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait
from service import get, serving


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    file = tmp_path_factory.mktemp("large") / "graph.nq"
    sample.store(sample.generated(4400)).dump(str(file), format=ox.RdfFormat.N_QUADS)
    with serving(file) as port:
        yield port


@pytest.fixture
def served(chromium: Chrome, port: int) -> Callable[[str], Chrome]:
    def show(state: str = "") -> Chrome:
        size = {"width": 1280, "height": 800, "deviceScaleFactor": 1, "mobile": False}
        chromium.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        chromium.get("about:blank")
        chromium.get_log("browser")
        chromium.get(f"http://127.0.0.1:{port}/#{state}")
        WebDriverWait(chromium, 20).until(lambda _: texts(chromium, "#details h2"))
        return chromium

    return show


def test_a_large_graph_is_explored_by_excerpts(served: Callable[[str], Chrome]) -> None:
    driver = served("")
    extent = one(driver, "#extent")
    assert extent.text == "From 2,000 of 2,200 briefs; search reaches all"
    assert one(driver, "#details h2").text == "2,200 initiatives from 2,200 briefs", (
        "counts are the whole graph's"
    )

    one(driver, "#query").send_keys("organisation mondiale")
    until(driver, lambda: "World Customs" in one(driver, "#suggestions").text)
    one(driver, "#query").send_keys(Keys.ENTER)
    until(driver, lambda: one(driver, "#details h2").text == "World Customs Organization")
    until(driver, lambda: extent.text.startswith("From 20 of 2,200 briefs"))
    assert one(driver, ".reach").text.startswith("Told by the latest 20 of 2,200 briefs that name it.")
    one(driver, ".reach a").click()
    until(driver, lambda: extent.text.startswith("From 120 of 2,200 briefs"))
    assert one(driver, "#details .count").text == "120"
    assert driver.find_elements(By.CSS_SELECTOR, "#details blockquote mark"), "facts come with their words"
    assert [entry["message"] for entry in driver.get_log("browser")] == []


def test_a_path_leads_through_the_whole_graph(served: Callable[[str], Chrome]) -> None:
    driver = served("thing=candidate-south-programme-77")
    press(driver, "p")
    until(driver, lambda: driver.switch_to.active_element == one(driver, "#query"))
    press(driver, "west tool 77")
    until(driver, lambda: texts(driver, "#suggestions bdi")[0] == "West Tool 77")
    press(driver, Keys.ENTER)
    until(driver, lambda: one(driver, "#details h2").text.startswith("South Programme 77 →"))
    until(driver, lambda: len(texts(driver, ".way")) > 0)
    first = texts(driver, ".way")[0].split("\n")
    assert (first[0], "West Tool 77" in first) == ("South Programme 77", True)
    assert driver.find_elements(By.CSS_SELECTOR, ".way mark"), "each link has its evidence"


def test_what_the_server_did_not_give_is_asked_for_again(served: Callable[[str], Chrome], port: int) -> None:
    driver = served("")
    driver.execute_cdp_cmd("Network.enable", {})
    driver.execute_cdp_cmd("Network.setBlockedURLs", {"urls": ["*/explore/*"]})
    driver.get("about:blank")
    driver.get(f"http://127.0.0.1:{port}/")
    until(driver, lambda: one(driver, "#failure").text.startswith("The server cannot be reached."))
    press(driver, "/", "wco")
    until(driver, lambda: texts(driver, "#suggestions .none") == ["The server cannot be reached."])
    press(driver, Keys.ESCAPE)
    driver.execute_cdp_cmd("Network.setBlockedURLs", {"urls": []})
    one(driver, "#failure button").click()
    until(driver, lambda: one(driver, "#details h2").text.startswith("2,200 initiatives"))
    assert not one(driver, "#failure").is_displayed()


def test_too_many_requests_at_once_are_turned_away_and_told_when_to_come_again(port: int) -> None:
    async def asked() -> list[tuple[int, str | None]]:
        def one() -> tuple[int, str | None]:
            response, _ = get(port, "/explore/graph?thing=wco&near=300")
            return response.status, response.headers["retry-after"]

        with ThreadPoolExecutor(200) as threads:
            loop = asyncio.get_running_loop()
            return await asyncio.gather(*(loop.run_in_executor(threads, one) for _ in range(200)))

    answers = asyncio.run(asked())
    assert {status for status, _ in answers} == {200, 503}
    assert {retry for status, retry in answers if status == 503} == {"2"}
    assert get(port, "/explore/search?q=wco")[0].status == 200
