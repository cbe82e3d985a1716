"""A browser for those who look at the page."""

from tests.chromium import axe, chromium

__all__ = ["axe", "chromium"]
