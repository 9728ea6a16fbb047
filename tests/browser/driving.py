"""What tests do with a page, and read of it."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from selenium.webdriver import ActionChains, Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

_AXE = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
_CHECK = """const [done] = arguments;
axe.run(document, { resultTypes: ["violations"], rules: { "target-size": { enabled: true } } }).then(
  ({ violations }) => done(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html)}`)),
  (error) => done([String(error)]))"""


def one(driver: Chrome, selector: str) -> WebElement:
    return driver.find_element(By.CSS_SELECTOR, selector)


def texts(driver: Chrome, selector: str) -> list[str]:
    return [element.text for element in driver.find_elements(By.CSS_SELECTOR, selector)]


def until(driver: Chrome, holds: Callable[[], bool], otherwise: str = "") -> None:
    WebDriverWait(driver, 5, ignored_exceptions=[Exception]).until(lambda _: holds(), otherwise)


def state(driver: Chrome) -> dict[str, str]:
    return {key: value for key, [value] in parse_qs(urlsplit(driver.current_url).fragment).items()}


def press(driver: Chrome, *keys: str) -> None:
    ActionChains(driver).send_keys(*keys).perform()


def axe(driver: Chrome) -> Any:
    """Give what axe-core finds against WCAG 2.2 in a page."""
    driver.execute_script(_AXE)
    return driver.execute_async_script(_CHECK)


def saved(driver: Chrome, button: str, folder: Path, name: str) -> str:
    """Give the text of a file that a button saves."""
    driver.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(folder)})
    until(driver, lambda: one(driver, button).is_displayed())
    one(driver, button).click()
    until(driver, (folder / name).exists)
    return (folder / name).read_text("utf-8-sig")
