"""Settings of all tests."""

from collections.abc import Iterator

import pytest
import structlog
from hypothesis import settings

pytest_plugins = ["tests.broker", "tests.alertmanager"]

# A busy machine is not a fault of the code, so no example has a time limit of its own.
settings.register_profile("house", deadline=None)
settings.load_profile("house")


SLOW = ("tests/hosts/", "tests/golden/", "tests/unit/hosts/test_children.py", "tests/unit/cli/test_demo.py")
"""Real processes and long stories: in `make test`, not in `make check`."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.nodeid.startswith(SLOW):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(autouse=True)
def _logs_of_its_own() -> Iterator[None]:
    """A command that ran in this process has bound all logs to its standard error, which is closed by now."""
    yield
    structlog.reset_defaults()
