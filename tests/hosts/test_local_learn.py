"""Some watches learn from an archive while everything else stays as it is."""

import shutil
from pathlib import Path

import pytest

from tests.hosts.world import QUIET, Configured, Quiet, facts, run_world, write_world
from workers.channels.base import Carriers
from workers.cli import main
from workers.hosts.local.learn import APART, learn_some
from workers.hosts.local.looking import AlertChoice, open_look
from workers.hosts.local.pace import Pace
from workers.hosts.local.run import Host, Ran, Said, Wish
from workers.hosts.local.store import open_store
from workers.model.alert import AlertState

Facts = dict[str, list[tuple[object, ...]]]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_world(tmp_path_factory.mktemp("learning"))


@pytest.fixture(scope="module")
def configured(world: Path) -> Configured:
    return Configured(world)


@pytest.fixture(scope="module")
def whole(world: Path, configured: Configured) -> Facts:
    """What all watches learn together, in the state ``whole``."""
    run_world(world, configured, world / "whole", muted=True)
    return facts(world / "whole")


@pytest.fixture(scope="module")
def told(world: Path, configured: Configured) -> Path:
    """The state of a run that was left while an alert was open, and was told."""
    lines: list[str] = []
    pace, opened = Pace(pages=1, commit_s=1e9), lambda: bool(lines)
    run_world(world, configured, world / "told", pace=pace, print_line=lines.append, stopping=opened)
    return world / "told"


def learn(world: Path, configured: Configured, state: Path, *watches: str, stop: bool = False) -> Ran:
    lines: list[str] = []
    said = Said(names=(str(world / "a.jsonl"), str(world / "b.jsonl")))
    host = Host(log=QUIET, watcher=Quiet(), carriers=Carriers(print_line=lines.append), stopping=lambda: stop)
    ran = learn_some(
        Wish(said=said, state=state, muted=True, only=watches), configured.rules, configured.channels, host
    )
    assert lines == []
    return ran


def of(watch: str, entries: list[tuple[object, ...]]) -> list[tuple[object, ...]]:
    return [entry for entry in entries if watch in entry]


def test_what_a_watch_learns_alone_is_what_it_learns_among_others(
    world: Path, configured: Configured, whole: Facts, tmp_path: Path
) -> None:
    learn(world, configured, tmp_path, "pier")
    alone = facts(tmp_path)

    assert alone["states"] == of("pier", whole["states"])
    assert alone["mentions"] == of("pier", whole["mentions"])
    assert alone["changes"] == whole["changes"]
    assert alone["told"] == whole["told"]


def test_nothing_else_moves(world: Path, configured: Configured, whole: Facts, tmp_path: Path) -> None:
    """Neither the clock, nor how far files were read, nor other watches: those go on as if nothing had been read."""
    state = Path(shutil.copytree(world / "whole", tmp_path / "state"))
    learn(world, configured, state, "mole")
    rest = run_world(world, configured, state)
    kept = ("articles", "changes", "mentions", "rejects", "told")

    assert rest.summary.pages == 0
    assert of("pier", facts(state)["states"]) == of("pier", whole["states"])
    assert {name: facts(state)[name] for name in kept} == {name: whole[name] for name in kept}
    assert not (state / APART).exists()


def test_learning_again_teaches_the_same(world: Path, configured: Configured, tmp_path: Path) -> None:
    learn(world, configured, tmp_path, "pier", "mole")
    once = facts(tmp_path)
    learn(world, configured, tmp_path, "pier", "mole")
    again = facts(tmp_path)

    assert {name: again[name] for name in ("changes", "mentions", "told")} == {
        name: once[name] for name in ("changes", "mentions", "told")
    }
    assert len(again["states"]) == len(once["states"]) == 2


def test_an_open_alert_ends_for_those_who_were_told_and_its_id_is_never_used_twice(
    world: Path, configured: Configured, told: Path, tmp_path: Path
) -> None:
    state = Path(shutil.copytree(told, tmp_path / "state"))
    learn(world, configured, state, "pier")
    with open_look(state) as look:
        (last,) = [one for one in look.alerts(AlertChoice(watch="pier")) if one.told_because == ("learnt_anew",)]
        before = look.changes(last.alert_id)[:-1]
    lines: list[str] = []
    run_world(world, configured, state, print_line=lines.append)

    assert before[-1].state is AlertState.OPEN
    assert last.state is AlertState.RESOLVED
    assert [line.split(" ")[0] for line in lines if last.alert_id in line] == [f"{last.alert_id}.{last.sequence}.log"]


def test_a_watch_goes_on_counting_where_all_stands_after_it_learnt(
    world: Path, configured: Configured, whole: Facts, tmp_path: Path
) -> None:
    """The archive ends before what was read since; nobody counted the watch in between."""
    archive = tmp_path / "archive.jsonl"
    lines = (world / "a.jsonl").read_text().splitlines(keepends=True)
    archive.write_text("".join(lines[: len(lines) // 2]))
    state = Path(shutil.copytree(world / "whole", tmp_path / "state"))
    wish = Wish(said=Said(names=(str(archive),)), state=state, muted=True, only=("mole",))
    host = Host(log=QUIET, watcher=Quiet(), carriers=Carriers(print_line=lambda _: None), stopping=lambda: False)
    learn_some(wish, configured.rules, configured.channels, host)
    with open_store(state) as store:
        partition, states = store.partition(), store.states()

    assert partition is not None
    assert states["mole"].closed_s == partition.watermark_s
    assert states["mole"].kept == ()


def test_learning_that_is_stopped_has_changed_nothing_and_says_so(
    world: Path, configured: Configured, whole: Facts, tmp_path: Path
) -> None:
    state = Path(shutil.copytree(world / "whole", tmp_path / "state"))
    ran = learn(world, configured, state, "pier", stop=True)

    assert ran.broken == ("stopped before the end of the archive: nothing was learnt",)
    assert facts(state) == whole


def test_what_a_killed_run_left_behind_is_not_learnt(
    world: Path, configured: Configured, whole: Facts, tmp_path: Path
) -> None:
    shutil.copytree(world / "whole", tmp_path / APART)
    learn(world, configured, tmp_path, "pier")

    assert facts(tmp_path)["states"] == of("pier", whole["states"])


def test_a_watch_that_there_is_not_is_said(world: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    folders = ["--config", str(world / "config"), "--state", str(tmp_path / "state")]
    code = main(["learn", *folders, "--watch", "pier", "--watch", "peer", str(world / "a.jsonl")])

    assert code == 2
    assert capsys.readouterr().err == (
        'groundswell: --watch: found "peer", which is no watch; expected pier (did you mean that?)\n'
    )
    assert not (tmp_path / "state").exists()


def test_a_watch_learns_from_the_command_line(world: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    folders = ["--config", str(world / "config"), "--state", str(tmp_path / "state")]

    assert main(["learn", *folders, "--watch", "mole", str(world / "a.jsonl")]) == 0
    assert {watch for watch, *_ in facts(tmp_path / "state")["mentions"]} == {"mole"}
    capsys.readouterr()
