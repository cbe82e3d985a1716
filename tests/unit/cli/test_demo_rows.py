"""The demo's table: how the watches stand at one moment of the run."""

from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from tests.unit.cli.test_demo import write_examples
from workers.cli import main
from workers.cli.asking import open_config
from workers.cli.demo_rows import Row, rows_of
from workers.cli.demo_screen import draw_table
from workers.hosts.local.store import open_store
from workers.hosts.local.walk import Summary
from workers.model.alert import Severity


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> tuple[Row, ...]:
    """As they stand seven minutes after the last report."""
    folder = tmp_path_factory.mktemp("demo")
    examples = write_examples(folder, hours=60)
    assert main(["demo", "--examples", str(examples), "--into", str(folder / "made")]) == 0
    rules = open_config(examples / "config").rules
    with open_store(folder / "made" / "state") as store:
        return rows_of(rules, store.states(), store.partition(), datetime(2025, 3, 5, 12, 20, tzinfo=UTC))


def test_a_row_holds_the_last_hour_against_what_is_usual(rows: tuple[Row, ...]) -> None:
    lighthouse = rows[0]

    assert lighthouse.origins == 4
    assert 0 < lighthouse.usual < 1
    assert lighthouse.alert is Severity.WARNING
    assert not lighthouse.learning


def test_a_watch_that_was_never_named_has_a_row(rows: tuple[Row, ...]) -> None:
    assert rows[1] == Row(name="Merle")


def test_before_the_first_page_there_is_a_row_for_each_watch(tmp_path: Path) -> None:
    rules = open_config(write_examples(tmp_path) / "config").rules

    assert rows_of(rules, {}, None, None) == (Row(name="Orrin lighthouse"), Row(name="Merle"))


@pytest.mark.parametrize(
    ("row", "state"),
    [
        (Row(name="A", days=3), "quiet"),
        (Row(name="A", days=0.5), "learning"),
        (Row(name="A", days=3, blind=True), "nobody knows"),
        (Row(name="A", days=3, blind=True, alert=Severity.CRITICAL), "ALERT, critical"),
    ],
)
def test_the_table_says_how_a_watch_stands(row: Row, state: str) -> None:
    shown = StringIO()

    Console(file=shown, width=100).print(draw_table([row], Summary(pages=7), 0.5))

    assert state in shown.getvalue()
    assert "7 pages" in shown.getvalue()
