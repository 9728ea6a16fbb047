"""Prints how fast briefs are read on one core, and how long a whole build takes: ``make bench``."""

from __future__ import annotations

import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from kg.extract.assembly import Extractor
from kg.model import Brief
from kg.ontology import Ontology
from kg.readers import read

ROOT = Path(__file__).parent.parent
BRIEFS = ROOT / "data" / "briefs"
GOLD = ROOT / "tests" / "gold"
ROUNDS = 3
WORD = re.compile(r"\w+|[^\w\s]")


def cpu_seconds(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Give the median CPU time of some work, in seconds; other processes on the machine don't count."""
    times = []
    for _ in range(rounds):
        begin = time.process_time()
        work()
        times.append(time.process_time() - begin)
    return statistics.median(times)


def report(what: str, figure: str) -> None:
    """Print one line."""
    print(f"{what:<58}{figure:>14}")


def main() -> None:
    """Measure, and print as it goes."""
    briefs: list[Brief] = list(read([BRIEFS, *sorted(GOLD.glob("*.jsonl"))], lambda notice: None))
    words = sum(len(brief.text.split()) for brief in briefs) / len(briefs)
    print(f"{len(briefs)} briefs of {words:.0f} words; one core; medians of {ROUNDS} rounds\n")

    def compile_ontology() -> Extractor:
        extractor = Extractor(Ontology(ROOT / "ontology"))
        extractor.extract(briefs[0])  # what is compiled on first use, such as the gazetteer
        return extractor

    report("ontology read and compiled, CPU", f"{cpu_seconds(compile_ontology, rounds=1):.2f} s")
    extractor = compile_ontology()

    def extract_all() -> None:
        for brief in briefs:
            extractor.extract(brief)

    def tokenize_all() -> None:
        for brief in briefs:
            WORD.findall(brief.text)

    extraction = cpu_seconds(extract_all)
    report("briefs read in a CPU-second", f"{len(briefs) / extraction:,.0f}")
    # a yardstick that travels between machines: the same text cut into words by one regular expression
    cutting = cpu_seconds(tokenize_all)
    report("reading a brief, in times of cutting it into words", f"{extraction / cutting:.0f} x")

    with tempfile.TemporaryDirectory() as folder:
        command = [Path(sys.executable).with_name("kg"), "build", BRIEFS, "--output", folder]
        times = []
        for _ in range(3):
            begin = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True)
            times.append(time.perf_counter() - begin)
    report("kg build of the ten briefs, start to end, by the clock", f"{statistics.median(times):.2f} s")


if __name__ == "__main__":
    main()
