"""What tests do with a page, and read of it."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from selenium.webdriver import ActionChains, Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait


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
