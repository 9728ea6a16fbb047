"""Makes the dots of the map when the package is installed: too slow for every build of a graph."""

from __future__ import annotations

import json
import runpy
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class MapHook(BuildHookInterface):  # type: ignore[type-arg]
    """Writes ``kg/html/world.json`` from the towns of GeoNames."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the file, which is ignored by git, and have it packed."""
        module = Path(self.root, "kg/html/world.py")
        dots = runpy.run_path(str(module))["dots"]()
        module.with_suffix(".json").write_text(json.dumps(dots, separators=(",", ":")), "utf-8")
        build_data["artifacts"].append("kg/html/world.json")
