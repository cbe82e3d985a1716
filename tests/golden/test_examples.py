"""The demo tells what `examples/expected.md` says it must, no more and no less."""

import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from tests.source import ROOT
from workers.model.alert import AlertState, Change, Severity

EXAMPLES = ROOT / "examples"


class Told:
    """What one run of the demo wrote."""

    def __init__(self, run: subprocess.CompletedProcess[bytes]) -> None:
        self.code = run.returncode
        self.summary = run.stderr.decode()
        self.changes: Sequence[Change] = [msgspec.json.decode(line, type=Change) for line in run.stdout.splitlines()]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    folder: Path = tmp_path_factory.mktemp("demo")
    background = folder / "background.jsonl"
    with background.open("wb") as file:
        subprocess.run([sys.executable, "-m", "examples.make_background"], cwd=ROOT, stdout=file, check=True)
    inputs = ["--config", EXAMPLES / "config", "--state", folder / "state", background, EXAMPLES / "pages.jsonl"]
    words = [str(Path(sys.executable).with_name("groundswell")), "run", "--json", *map(str, inputs)]
    return Told(subprocess.run(words, cwd=ROOT, capture_output=True, check=False))


def test_every_page_but_the_empty_one_is_read(told: Told) -> None:
    assert told.code == 0
    assert "3,741 pages (1 refused)" in told.summary


def test_one_alert_is_told_and_it_is_about_the_volcano(told: Told) -> None:
    """Not the press release that eight papers printed, and not the port that is as busy as ever."""
    assert {change.watch.id for change in told.changes} == {"etna"}
    assert len({change.alert_id for change in told.changes}) == 1
    assert [change.sequence for change in told.changes] == list(range(len(told.changes)))
    assert 4 <= len(told.changes) <= 5


def test_it_opens_at_the_third_independent_report(told: Told) -> None:
    first = told.changes[0]

    assert first.changed_at == at(14, 17, 30)
    assert (first.evidence.origins, first.evidence.articles, first.evidence.sources) == (3, 3, 3)
    assert first.severity is Severity.NOTICE
    assert first.why.score == pytest.approx(2.25, abs=0.1)


def test_it_grows_with_the_reports(told: Told) -> None:
    at_capital = next(change for change in told.changes if change.evidence.origins >= 6)

    assert at_capital.changed_at == at(14, 33, 59)
    assert (at_capital.evidence.origins, at_capital.evidence.articles) == (6, 9)
    assert told.changes[-2].severity is Severity.WARNING


def test_it_is_over_three_hours_after_the_last_report(told: Told) -> None:
    last = told.changes[-1]

    assert last.state is AlertState.RESOLVED
    assert last.resolved_at == at(18, 5)


def test_the_whole_can_be_recounted(told: Told) -> None:
    """Sixteen articles from fifteen sources; four of them print the wire's story."""
    whole = told.changes[-1].evidence

    assert (whole.origins, whole.articles, whole.sources, whole.copies_folded) == (12, 16, 15, 4)
    assert whole.languages == {"en": 12}
    assert max(whole.regions, key=lambda code: whole.regions[code]) == "IT"


def at(hour: int, minute: int, second: int = 0) -> datetime:
    """A moment of the Sunday in question (UTC)."""
    return datetime(2025, 3, 16, hour, minute, second, tzinfo=UTC)
