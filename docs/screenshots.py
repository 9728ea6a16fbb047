"""Takes the pictures of the page that README shows: ``make screenshots``, after ``make demo``."""

from __future__ import annotations

import shutil
from pathlib import Path

from selenium.webdriver import Chrome, ChromeOptions, ChromeService

DOCS = Path(__file__).parent
PAGE = DOCS.parent / "output" / "index.html"
SHOTS = {"page.png": "", "page-entity.png": "thing=customs-gm&focus=customs-gm"}


def main() -> None:
    """Open the page in a browser of a fixed size, and save what it shows."""
    options = ChromeOptions()
    options.binary_location = shutil.which("chromium") or shutil.which("google-chrome") or ""
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"):
        options.add_argument(argument)
    driver = Chrome(options=options, service=ChromeService(shutil.which("chromedriver")))
    size = {"width": 1280, "height": 800, "deviceScaleFactor": 1, "mobile": False}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    for name, state in SHOTS.items():
        driver.get("about:blank")
        driver.get(f"{PAGE.as_uri()}#{state}")
        driver.implicitly_wait(5)
        driver.find_element("css selector", "#details h2")
        driver.save_screenshot(str(DOCS / name))
    driver.quit()


if __name__ == "__main__":
    main()
