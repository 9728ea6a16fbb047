"""A headless Chromium without network, and pages for it to open."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver import Chrome, ChromeOptions, ChromeService

sys.path.insert(0, str(Path(__file__).parent.parent))

import sample

from kg import build, terms
from kg.html import render
from kg.ontology import Question

ROOT = Path(__file__).parents[2]
Open = Callable[..., Chrome]
QUESTION = Question(
    "organizers",
    "Organizers",
    "Who organizes, and how many.",
    (),
    f"""SELECT ?agencyLabel ?initiatives ?agency {{
      {{ SELECT ?agency (COUNT(?i) AS ?initiatives) {{ GRAPH ?g {{ ?i <{terms.WCO}organizedBy> ?agency }} }}
         GROUP BY ?agency }}
      GRAPH ?v {{ ?agency <{terms.SKOS}prefLabel> ?agencyLabel FILTER(LANG(?agencyLabel) = "en") }} }}""",
)


def _program(*names: str) -> str:
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        reason = f"none of {', '.join(names)} is installed"
        if os.environ.get("KG_NO_BROWSER") == "1":
            pytest.skip(f"{reason}, and KG_NO_BROWSER=1: the page was not tested in a browser")
        pytest.fail(
            f"{reason}: install it, or set KG_NO_BROWSER=1 to leave the browser tests out", pytrace=False
        )
    return found


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    """Start one browser for all tests: an empty profile, no network."""
    options = ChromeOptions()
    options.binary_location = _program("chromium", "chromium-browser", "google-chrome")
    for argument in (
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
        f"--user-data-dir={tmp_path_factory.mktemp('profile')}",
    ):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = Chrome(options=options, service=ChromeService(_program("chromedriver")))
    driver.set_script_timeout(10)
    yield driver
    driver.quit()


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Write the pages and give their addresses by name."""
    folder = tmp_path_factory.mktemp("pages")
    stores = {
        "small": [sample.GAMBIA, sample.MALDIVES],
        "hostile": [sample.GAMBIA, sample.HOSTILE],
        "formula": [sample.FORMULA],
        "large": sample.generated(10_000),
    }
    addresses = {}
    for name, briefs in stores.items():
        file = folder / f"{name}.html"
        file.write_text(render(sample.store(briefs), title="Test graph"), encoding="utf-8")
        addresses[name] = file.as_uri()
    ten = folder / "ten.html"
    ten.write_text(render(build([ROOT / "data" / "briefs"]).store), encoding="utf-8")
    asked = folder / "asked.html"
    asked.write_text(render(sample.store(stores["small"]), "Test graph", [QUESTION]), encoding="utf-8")
    return {**addresses, "asked": asked.as_uri(), "ten": ten.as_uri()}


@pytest.fixture
def page(chromium: Chrome, pages: dict[str, str]) -> Iterator[Open]:
    """Open pages, and check at the end that none asked for anything or complained."""

    def show(
        name: str = "small", state: str = "", width: int = 1280, height: int = 800, **media: str
    ) -> Chrome:
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        features = [
            {"name": f"prefers-{key.replace('_', '-')}", "value": value} for key, value in media.items()
        ]
        chromium.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        chromium.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
        chromium.get("about:blank")
        chromium.get(f"{pages[name]}#{state}")
        return chromium

    chromium.get_log("performance")
    chromium.get_log("browser")
    yield show
    assert [entry["message"] for entry in chromium.get_log("browser")] == [], "the console is silent"
    assert [url for url in map(_requested, chromium.get_log("performance")) if url] == [], (
        "nothing is asked for"
    )


def _requested(entry: dict[str, Any]) -> str | None:
    message = json.loads(entry["message"])["message"]
    if message["method"] != "Network.requestWillBeSent":
        return None
    url: str = message["params"]["request"]["url"]
    return None if url.startswith(("file:", "about:", "data:", "blob:")) else url
