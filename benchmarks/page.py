"""Prints how large the page is and how quick, in a headless Chromium without network: ``make bench-page``."""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from selenium.webdriver import Chrome, ChromeOptions, ChromeService

from kg import build
from kg.html import render
from kg.network import Queryable

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))

import sample  # noqa: E402

ROUNDS = 5
STORES: dict[str, Callable[[], Queryable]] = {
    "ten briefs": lambda: build([ROOT / "data" / "briefs"]).store,
    "5,000 nodes": lambda: sample.store(sample.generated(5_000)),
    "20,000 nodes": lambda: sample.store(sample.generated(20_000)),
}
STEPS = ("search", "focus", "path")


def browser() -> Chrome:
    """Start a headless Chromium that finds no host."""
    options = ChromeOptions()
    options.binary_location = shutil.which("chromium") or shutil.which("google-chrome") or ""
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1440,900"):
        options.add_argument(argument)
    options.add_argument("--host-resolver-rules=MAP * ~NOTFOUND")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    return Chrome(options=options, service=ChromeService(shutil.which("chromedriver")))


def main() -> None:
    """Measure, and print as it goes: medians, in milliseconds where nothing else is said."""
    heads = ("MB", "ready", *STEPS, "frames/s", "errors")
    print(f"medians of {ROUNDS} rounds; ms\n{'':<14}" + "".join(f"{head:>10}" for head in heads))
    with tempfile.TemporaryDirectory() as folder:
        for name, store in STORES.items():
            file = Path(folder, "page.html")
            file.write_text(render(store()), encoding="utf-8")
            measured: dict[str, list[float]] = {head: [] for head in heads[1:]}
            driver = browser()
            for _ in range(ROUNDS):
                driver.get("about:blank")
                driver.get(file.as_uri())
                ready = "return Number(document.documentElement.dataset.ready) || null"
                while (value := driver.execute_script(ready)) is None:
                    pass
                measured["ready"].append(value)
                driver.execute_script((ROOT / "benchmarks" / "steps.js").read_text("utf-8"))
                latest = driver.execute_script(
                    "return document.querySelector('#details a.thing').hash.match(/thing=([^&]*)/)[1]"
                )
                for step in STEPS:
                    call = f"return steps.{step}(...arguments)"
                    measured[step].append(driver.execute_script(call, "wco", latest))
                measured["frames/s"].append(driver.execute_script("return steps.pan()"))
                measured["errors"].append(len(driver.get_log("browser")))
            driver.quit()
            figures = [
                file.stat().st_size / 1e6,
                *(statistics.median(values) for values in measured.values()),
            ]
            print(f"{name:<14}" + "".join(f"{figure:>10.4g}" for figure in figures))


if __name__ == "__main__":
    main()
