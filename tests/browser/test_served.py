"""The explorer at its server: the same page, fed by requests."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pyoxigraph as ox
import pytest
import sample
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    file = tmp_path_factory.mktemp("large") / "graph.nq"
    sample.store(sample.generated(6000)).dump(str(file), format=ox.RdfFormat.N_QUADS)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [Path(sys.executable).parent / "kg", "serve", file, "--port", str(port), "--workers", "1"]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            try:
                urlopen(f"http://127.0.0.1:{port}/health").close()
                break
            except OSError:
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait(20)


def test_a_large_graph_is_explored_by_excerpts(chromium: Chrome, address: str) -> None:
    chromium.get_log("browser")
    chromium.get(address)
    wait = WebDriverWait(chromium, 20)
    ready = "return document.documentElement.dataset.ready"
    wait.until(lambda driver: driver.execute_script(ready))
    extent = chromium.find_element(By.ID, "extent")
    assert extent.text == "From 1,000 of 3,000 briefs; search reaches all"

    chromium.find_element(By.ID, "query").send_keys("organisation mondiale")
    wait.until(lambda driver: "World Customs" in driver.find_element(By.ID, "suggestions").text)
    chromium.find_element(By.ID, "query").send_keys(Keys.ENTER)
    wait.until(lambda driver: "World Customs" in driver.find_element(By.CSS_SELECTOR, "#details h2").text)
    wait.until(lambda _: extent.text.startswith("From 60 of 3,000 briefs"))
    assert chromium.find_elements(By.CSS_SELECTOR, "#details blockquote mark"), "facts come with their words"
    assert [entry["message"] for entry in chromium.get_log("browser")] == []
