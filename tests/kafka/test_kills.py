"""The promise of the product on Kafka as a whole: kill what you like, nothing is lost and nothing counts twice."""

import subprocess
import sys

import pytest

from tests.source import ROOT

PATIENCE_S = 1_500


@pytest.mark.slow
@pytest.mark.usefixtures("kafka_program")
def test_twenty_rounds_of_kills_lose_nothing_and_count_nothing_twice() -> None:
    """The benchmark itself: it looks at everything from outside, and prints what it found."""
    command = [sys.executable, "-m", "benchmarks.kill", "--rounds", "20", "--seed", "1"]

    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE_S, check=False)

    assert done.returncode == 0, done.stdout[-6_000:] + done.stderr[-3_000:]
