"""A config for flows of a test's own, and counters that work on them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.broker import Flows
from tests.kafka.counting import Start, open_counters
from tests.kafka.placing import Place, make_place


@pytest.fixture
def place(flows: Flows, tmp_path: Path) -> Place:
    return make_place(tmp_path / "config", flows.bootstrap, flows.prefix)


@pytest.fixture
def start(place: Place, tmp_path: Path) -> Iterator[Start]:
    with open_counters(place, tmp_path) as starting:
        yield starting
