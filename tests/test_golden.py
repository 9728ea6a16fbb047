"""The graph of the ten briefs is what was read by eye, the same at every run, and as the shapes want it."""

from __future__ import annotations

import difflib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kg.build import build
from kg.rules import violations

ROOT = Path(__file__).parent.parent
BRIEFS = ROOT / "data" / "briefs"
GOLDEN = ROOT / "tests" / "golden" / "ten-briefs.ttl"


def run(folder: Path, seed: str) -> Path:
    """Build in a process of its own, whose strings hash as the seed says."""
    command = [Path(sys.executable).with_name("kg"), "build", BRIEFS, "--output", folder]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, "PYTHONHASHSEED": seed})
    return folder


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run(tmp_path_factory.mktemp("first"), "1")


def test_the_ten_briefs_give_the_golden_graph(output: Path) -> None:
    golden = GOLDEN.read_text(encoding="utf-8").splitlines()
    built = (output / "graph.ttl").read_text(encoding="utf-8").splitlines()
    # after a change that is meant: make golden, read the difference, commit it
    assert list(difflib.unified_diff(golden, built, "golden", "built", lineterm="", n=0)) == []


def test_two_builds_are_the_same_byte_for_byte(output: Path, tmp_path: Path) -> None:
    again = run(tmp_path, "2")
    files = sorted(path.name for path in output.iterdir())
    assert files == sorted(path.name for path in again.iterdir())
    assert [name for name in files if (output / name).read_bytes() != (again / name).read_bytes()] == []


def test_the_ten_briefs_fit_the_shapes() -> None:
    assert violations(build([BRIEFS]).store) == []
