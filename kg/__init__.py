"""A knowledge graph of World Customs Organization initiatives, read from news briefs, every fact quoted."""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.build import build
    from kg.extract import extract
    from kg.store import GraphStore

__all__ = ["GraphStore", "build", "extract"]

_HOMES = {"GraphStore": "kg.store", "build": "kg.build", "extract": "kg.extract"}


class _Package(ModuleType):
    """The package: what it exports is imported when it is asked for, so that ``import kg`` costs nothing."""

    def __getattr__(self, name: str) -> object:
        if name not in _HOMES:
            raise AttributeError(f"module 'kg' has no attribute {name!r}")
        return getattr(import_module(_HOMES[name]), name)

    def __setattr__(self, name: str, value: object) -> None:
        # Importing the modules kg.build and kg.extract must not hide the functions of the same name.
        if name not in _HOMES:
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
