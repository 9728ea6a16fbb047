"""Prints how large the page is and how quick, in a headless Chromium without network: ``make bench-page``.

At last the page that ``kg serve`` shows of a store of a million triples, that of ``make bench-serve``.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from selenium.webdriver import Chrome, ChromeOptions, ChromeService

from kg import build
from kg.html import render
from kg.network import Queryable

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))

import sample  # noqa: E402
from service import get, serving  # noqa: E402

sys.path.insert(0, str(ROOT / "benchmarks"))

import serve  # noqa: E402

ROUNDS = 5
STORES: dict[str, Callable[[], Queryable]] = {
    "ten briefs": lambda: build([ROOT / "data" / "briefs"]).store,
    "5,000 nodes": lambda: sample.store(sample.generated(5_000)),
    "20,000 nodes": lambda: sample.store(sample.generated(20_000)),
}
STEPS = ("search", "focus", "path")
THINGS = ("wco", "customs-gm", "country-fj", "customs-ke", "safe-framework", "country-br")
"""What is looked at in the served graph: each once, since the page keeps what it was given."""


def browser() -> Chrome:
    """Start a headless Chromium that finds no host."""
    options = ChromeOptions()
    options.binary_location = shutil.which("chromium") or shutil.which("google-chrome") or ""
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1440,900"):
        options.add_argument(argument)
    options.add_argument("--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    return Chrome(options=options, service=ChromeService(shutil.which("chromedriver")))


def ready(driver: Chrome) -> float:
    """Wait until the page is ready; give the milliseconds that took."""
    while (value := driver.execute_script("return Number(document.documentElement.dataset.ready)")) in (
        0,
        None,
    ):
        pass
    driver.execute_script((ROOT / "benchmarks" / "steps.js").read_text("utf-8"))
    return float(value)


def alone(file: Path) -> dict[str, float]:
    """Measure a page that brings its data along."""
    measured = defaultdict[str, list[float]](list)
    driver = browser()
    for _ in range(ROUNDS):
        driver.get("about:blank")
        driver.get(file.as_uri())
        measured["ready"].append(ready(driver))
        latest = driver.execute_script(
            "return document.querySelector('#details a.thing').hash.match(/thing=([^&]*)/)[1]"
        )
        for step in STEPS:
            call = f"return steps.{step}(...arguments)"
            measured[step].append(driver.execute_script(call, "wco", latest))
        measured["frames/s"].append(driver.execute_script("return steps.pan()"))
        measured["errors"].append(len(driver.get_log("browser")))
    driver.quit()
    return {head: statistics.median(values) for head, values in measured.items()}


def served() -> dict[str, float]:
    """Measure the page as a server feeds it."""
    measured = defaultdict[str, list[float]](list)
    with serving("--store", serve.stored()) as port:
        while get(port, "/explore/search?q=wco")[0].status != 200:
            pass
        driver = browser()
        driver.get(f"http://127.0.0.1:{port}/")
        measured["ready"].append(ready(driver))
        for thing, before in zip(THINGS, THINGS[-1:] + THINGS, strict=False):
            measured["search"].append(driver.execute_script("return steps.find(...arguments)", thing))
            measured["focus"].append(driver.execute_script("return steps.focus(...arguments)", thing))
            measured["path"].append(driver.execute_script("return steps.path(...arguments)", thing, before))
        measured["errors"].append(len(driver.get_log("browser")))
        driver.quit()
    return {head: statistics.median(values) for head, values in measured.items()}


def main() -> None:
    """Measure, and print as it goes: medians, in milliseconds where nothing else is said."""
    heads = ("MB", "ready", *STEPS, "frames/s", "errors")
    print(f"medians; ms\n{'':<18}" + "".join(f"{head:>10}" for head in heads))

    def told(name: str, figures: dict[str, float]) -> None:
        cells = (f"{figures[head]:.4g}" if head in figures else "" for head in heads)
        print(f"{name:<18}" + "".join(f"{cell:>10}" for cell in cells), flush=True)

    with tempfile.TemporaryDirectory() as folder:
        for name, store in STORES.items():
            file = Path(folder, "page.html")
            file.write_text(render(store()), encoding="utf-8")
            told(name, {"MB": file.stat().st_size / 1e6, **alone(file)})
    told("served, a million", served())


if __name__ == "__main__":
    main()
