"""The explorer at its server: the same page, fed by requests."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox
import pytest
import sample
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait
from service import serving


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    file = tmp_path_factory.mktemp("large") / "graph.nq"
    sample.store(sample.generated(6000)).dump(str(file), format=ox.RdfFormat.N_QUADS)
    with serving(file) as port:
        yield f"http://127.0.0.1:{port}/"


def test_a_large_graph_is_explored_by_excerpts(chromium: Chrome, address: str) -> None:
    chromium.get_log("browser")
    chromium.get(address)
    wait = WebDriverWait(chromium, 20)
    ready = "return document.documentElement.dataset.ready"
    wait.until(lambda driver: driver.execute_script(ready))
    extent = chromium.find_element(By.ID, "extent")
    assert extent.text == "From 500 of 3,000 briefs; search reaches all"

    chromium.find_element(By.ID, "query").send_keys("organisation mondiale")
    wait.until(lambda driver: "World Customs" in driver.find_element(By.ID, "suggestions").text)
    chromium.find_element(By.ID, "query").send_keys(Keys.ENTER)
    wait.until(lambda driver: "World Customs" in driver.find_element(By.CSS_SELECTOR, "#details h2").text)
    wait.until(lambda _: extent.text.startswith("From 30 of 3,000 briefs"))
    assert chromium.find_elements(By.CSS_SELECTOR, "#details blockquote mark"), "facts come with their words"
    assert [entry["message"] for entry in chromium.get_log("browser")] == []
