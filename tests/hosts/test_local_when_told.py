"""Quiet hours, digests and limits through the whole product: who is told when, in a replay of the small world.

The busy hour begins at 09:00 UTC; its alert opens, grows, and is over some hours later.
"""

from pathlib import Path

import pytest

from tests.hosts.world import Configured, run_world, write_world
from workers.hosts.local.looking import open_look
from workers.hosts.local.pace import Pace
from workers.model.notice import Delivery

WISHES = """
subscriptions:
  - id: rest
    watches: {ids: ["*"]}
    channels: [log]
    quiet_hours: {from: "10:00", to: "12:00"}
    time_zone: Europe/Berlin
  - {id: asleep, watches: {ids: ["*"]}, channels: [log], quiet_hours: {from: "08:00", to: "18:00"}}
  - id: no-ends
    watches: {ids: ["*"]}
    channels: [log]
    quiet_hours: {from: "08:00", to: "18:00"}
    tell_resolved: false
  - {id: noon, watches: {ids: ["*"]}, channels: [log], digest: {at: "12:00"}}
  - {id: limited, watches: {ids: ["*"]}, channels: [log], limit: {notices: 1, per: 2h}}
"""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_world(tmp_path_factory.mktemp("world"))
    (folder / "config" / "subscriptions.yaml").write_text(WISHES)
    return folder


@pytest.fixture(scope="module")
def configured(world: Path) -> Configured:
    return Configured(world)


@pytest.fixture(scope="module")
def told(world: Path, configured: Configured) -> Path:
    """A state after a run that nothing disturbed."""
    run_world(world, configured, world / "told")
    return world / "told"


def verdicts(state: Path, subscription: str | None = None) -> list[Delivery]:
    with open_look(state) as look:
        return [one for one in look.all_deliveries(None, subscription) if one.attempt is None]


def short(state: Path, subscription: str) -> list[tuple[int, str]]:
    """The change, and what was decided."""
    return [(one.sequence, one.verdict.removeprefix("hold_")) for one in verdicts(state, subscription)]


def told_at(state: Path, subscription: str) -> list[str]:
    """When something went out; time moves by the pages, of which one comes every half hour or so."""
    return [f"{one.at:%H:%M}" for one in verdicts(state, subscription) if one.verdict.send]


def test_in_quiet_hours_nothing_is_told_and_after_them_the_newest(told: Path) -> None:
    """By the clocks of Berlin, one hour ahead of the pages."""
    assert short(told, "rest") == [
        (0, "quiet_hours"), (1, "quiet_hours"), (2, "quiet_hours"), (2, "send_first"), (3, "send_resolved"),
    ]  # fmt: skip
    assert verdicts(told, "rest")[0].detail == "until 2025-03-12 12:00 Europe/Berlin"
    assert "11:00" <= told_at(told, "rest")[0] < "12:00"


@pytest.mark.parametrize("subscription", ["asleep", "no-ends"])
def test_what_came_and_went_in_quiet_hours_is_told_once(told: Path, subscription: str) -> None:
    """Also to those who want no ends: they were told nothing of it yet."""
    assert short(told, subscription) == [
        (0, "quiet_hours"), (1, "quiet_hours"), (2, "quiet_hours"), (3, "quiet_hours"), (3, "send_first"),
    ]  # fmt: skip


def test_a_digest_tells_at_its_time_how_all_stands(told: Path) -> None:
    """The end that comes after it waits for the next one, which the pages do not reach."""
    decided = verdicts(told, "noon")

    assert short(told, "noon") == [
        *((number, "for_digest") for number in (0, 1, 2)), (0, "send_digest"), (2, "send_digest"), (3, "for_digest"),
    ]  # fmt: skip
    assert decided[3].alert_id == "digest-1741780800"
    assert decided[3].detail == "1 alert since Tuesday 12:00: Old Pier (open)"
    assert "12:00" <= told_at(told, "noon")[0] < "12:50"


def test_beyond_a_limit_the_newest_waits_for_room(told: Path) -> None:
    assert short(told, "limited") == [
        (0, "send_first"), (1, "rate_limited"), (2, "rate_limited"), (2, "send_update"), (3, "rate_limited"),
        (3, "send_resolved"),
    ]  # fmt: skip


@pytest.mark.parametrize(("pages", "stop"), [(7, 168), (7, 178), (7, 184), (7, 192)])
def test_neither_batches_nor_restarts_show_in_when_somebody_is_told(
    world: Path, configured: Configured, told: Path, tmp_path: Path, pages: int, stop: int
) -> None:
    pace, rounds = Pace(pages=pages, commit_s=1e9), iter(range(stop, 0, -1))
    run_world(world, configured, tmp_path, pace=pace, stopping=lambda: next(rounds, 0) == 0)
    before = len(verdicts(tmp_path))
    run_world(world, configured, tmp_path, pace=pace)

    assert 0 < before < len(verdicts(told))
    assert verdicts(tmp_path) == verdicts(told)
