"""Settings for all tests."""

from __future__ import annotations

from hypothesis import settings

# The same examples at every run, so that a change, and not chance, is what turns a test red.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")
