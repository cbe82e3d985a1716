"""A replay is the very walk of `run`, with its memory in this process."""

from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from tests.hosts.world import BURST, Configured, facts, run_world, write_world
from workers.hosts.local.files import find_files
from workers.hosts.local.lane import Order
from workers.hosts.local.peek import Asked
from workers.hosts.local.replay import Replay
from workers.hosts.local.sources import MergedPages
from workers.model.alert import AlertState, ChangeType
from workers.model.rejection import Rejection
from workers.study.replayed import Step, lives_of


class World:
    """A world on disk, replayed as often as a test likes."""

    def __init__(self, folder: Path) -> None:
        self.folder = write_world(folder)
        self.configured = Configured(self.folder)

    def replay(self, *, until: datetime | None = None) -> tuple[list[Step], Replay]:
        rules = self.configured.rules
        files = find_files([str(self.folder / name) for name in ("a.jsonl", "b.jsonl")])
        replay = Replay(rules)
        return list(replay.steps(MergedPages(files, {}, Asked(rules=rules.input), Order()), until=until)), replay


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return World(tmp_path_factory.mktemp("world"))


def test_a_replay_tells_the_changes_of_a_run_to_the_last_byte(world: World, tmp_path: Path) -> None:
    """One engine for all: what a backtest, a rule test and `explain` say is what `run` would have said."""
    run_world(world.folder, world.configured, tmp_path)
    run = [body for _, _, body in facts(tmp_path)["changes"]]
    steps, _ = world.replay()
    replayed = [msgspec.json.encode(change) for step in steps for change in step.changes]

    assert len(run) > 2
    assert replayed[: len(run)] == run


def test_a_replay_hears_the_mentions_of_a_run(world: World, tmp_path: Path) -> None:
    run_world(world.folder, world.configured, tmp_path)
    steps, _ = world.replay()
    heard = {
        (one.mention.watch_id, int(one.mention.at.timestamp()), one.mention.article_id, int(one.late))
        for step in steps
        for one in step.heard
    }

    assert heard == {row[:4] for row in facts(tmp_path)["mentions"]}


def test_there_is_a_step_for_every_page_and_one_for_the_end(world: World) -> None:
    steps, replay = world.replay()
    refused = [step.read for step in steps if isinstance(step.read, Rejection)]

    assert len(steps) == replay.summary.pages + 1
    assert [one.reason.value for one in refused] == ["broken_json"]
    assert steps[-1].read is None


def test_what_is_open_at_the_last_page_ends_in_the_four_hours_after(world: World) -> None:
    """The guard has no part in it: that the pages end says nothing of the ingest."""
    steps, _ = world.replay(until=BURST + timedelta(minutes=50))
    (last,) = [life.last for life in lives_of(change for step in steps for change in step.changes)][-1:]

    assert [change.type for change in steps[-1].changes][-1:] == [ChangeType.RESOLVED]
    assert last.state is AlertState.RESOLVED
    assert last.told_because == ("calm",)


def test_no_page_from_the_end_on_is_read(world: World) -> None:
    steps, replay = world.replay(until=BURST)
    everything, _ = world.replay()

    assert replay.summary.at is not None
    assert replay.summary.at < BURST
    assert len(steps) < len(everything)


def test_a_replay_of_nothing_tells_nothing(world: World) -> None:
    rules = world.configured.rules
    steps = list(Replay(rules).steps(MergedPages((), {}, Asked(rules=rules.input), Order())))

    assert steps == [Step()]
