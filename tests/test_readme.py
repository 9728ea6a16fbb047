"""README shows what the commands in it really answer. ``python tests/test_readme.py`` renews the answers."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
BLOCK = re.compile(r"^```console\n\$ (.*)\n(?:.*\n)*?^```$", re.MULTILINE)
EXAMPLE = re.compile(r"^```console\n\$ cat fiji.txt\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def renewed() -> str:
    """Give the text of README with the answers that its commands give now."""
    tools = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    text = README.read_text(encoding="utf-8")
    example = EXAMPLE.search(text)
    assert example
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "data", Path(folder, "data"))
        Path(folder, "fiji.txt").write_text(example[1], encoding="utf-8")

        def answer(block: re.Match[str]) -> str:
            run = subprocess.run(
                ["sh", "-c", block[1]],
                cwd=folder,
                env={"PATH": tools, "COLUMNS": "120", "PYTHONUTF8": "1"},
                capture_output=True,
                text=True,
                check=True,
            )
            lines = "\n".join(line.rstrip() for line in run.stdout.strip("\n").splitlines())
            return f"```console\n$ {block[1]}\n{lines}\n```"

        return BLOCK.sub(answer, text)


def test_readme_shows_what_its_commands_answer() -> None:
    assert renewed().splitlines() == README.read_text(encoding="utf-8").splitlines()


if __name__ == "__main__":
    README.write_text(renewed(), encoding="utf-8")
