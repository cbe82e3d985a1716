"""A watch that is taken out of the config while its alert is open."""

import shutil
from pathlib import Path

import pytest

from tests.hosts.world import WATCHES, Configured, CrashedError, Quiet, facts, run_world, write_world
from workers.hosts.local.looking import AlertChoice, open_look
from workers.hosts.local.pace import Pace
from workers.model.alert import AlertState, Change, ChangeType


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The world, run until an alert was told, in the state ``open``."""
    folder = write_world(tmp_path_factory.mktemp("removed"))
    told: list[str] = []
    pace, opened = Pace(pages=1, commit_s=1e9), lambda: bool(told)
    run_world(folder, Configured(folder), folder / "open", pace=pace, print_line=told.append, stopping=opened)
    return folder


@pytest.fixture(scope="module")
def without(world: Path) -> Configured:
    """The same config but for the watch."""
    (world / "less" / "config").mkdir(parents=True)
    (world / "less" / "config" / "watches.yaml").write_text(WATCHES.replace("  - {id: pier", "  #"))
    (world / "less" / "config" / "groundswell.yaml").write_text("http: {port: 0}\n")
    return Configured(world / "less")


def changes_in(state: Path) -> list[Change]:
    with open_look(state) as look:
        return look.changes(look.alerts(AlertChoice(watch="pier"))[0].alert_id)


def watches_with_state(state: Path) -> set[object]:
    return {watch for watch, _ in facts(state)["states"]}


def test_its_alert_ends_for_those_who_were_told_and_its_state_is_dropped(
    world: Path, without: Configured, tmp_path: Path
) -> None:
    state = Path(shutil.copytree(world / "open", tmp_path / "state"))
    before, lines = changes_in(state), list[str]()
    assert before[-1].state is AlertState.OPEN
    run_world(world, without, state, print_line=lines.append)
    *earlier, end = changes_in(state)

    assert earlier == before
    assert (end.type, end.told_because) == (ChangeType.RESOLVED, ("watch_removed",))
    assert (end.sequence, end.state) == (before[-1].sequence + 1, AlertState.RESOLVED)
    assert [line.split(" ")[0] for line in lines if end.alert_id in line] == [f"{end.alert_id}.{end.sequence}.log"]
    assert watches_with_state(state) == {"mole"}


def test_it_ends_once_though_the_run_is_killed(world: Path, without: Configured, tmp_path: Path) -> None:
    whole = Path(shutil.copytree(world / "open", tmp_path / "whole"))
    killed = Path(shutil.copytree(world / "open", tmp_path / "killed"))
    run_world(world, without, whole)
    with pytest.raises(CrashedError):
        run_world(world, without, killed, watcher=Quiet(crash_after=1))
    run_world(world, without, killed)
    run_world(world, without, killed)

    assert facts(killed) == facts(whole)


def test_while_history_is_learnt_an_end_waits(world: Path, without: Configured, tmp_path: Path) -> None:
    """Nobody is told then, and whoever heard the beginning would never hear the end."""
    state = Path(shutil.copytree(world / "open", tmp_path / "state"))
    before = changes_in(state)
    run_world(world, without, state, muted=True)

    assert changes_in(state) == before
    assert watches_with_state(state) >= {"pier"}
