"""Silences, repeats and records, through the whole product and its commands."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.hosts.world import Configured, Quiet, run_world, write_world
from workers.cli import cli
from workers.errors import InputError
from workers.hosts.local.looking import AlertChoice, open_look
from workers.hosts.local.pace import Pace
from workers.hosts.local.store import Store
from workers.model.notice import Delivery, Verdict

PACE = Pace(pages=3, commit_s=1e9)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_world(tmp_path_factory.mktemp("world"))


@pytest.fixture(scope="module")
def configured(world: Path) -> Configured:
    return Configured(world)


@pytest.fixture(scope="module")
def told(world: Path, configured: Configured) -> Path:
    """A state after a run that nothing disturbed."""
    run_world(world, configured, world / "told")
    return world / "told"


def type_(world: Path, state: Path, command: str, *arguments: str) -> Result:
    """Type a command."""
    where = ["--config", str(world / "config"), "--state", str(state)]
    return CliRunner().invoke(cli, [*command.split(), *where, *arguments])


def verdicts(state: Path) -> list[Delivery]:
    with open_look(state) as look:
        return [one for one in look.all_deliveries() if one.attempt is None]


class Doing(Quiet):
    """Does something once, from outside, as soon as a transaction left an alert open."""

    def __init__(self, do: Callable[[], None]) -> None:
        super().__init__()
        self._do: Callable[[], None] | None = do

    def committed(self, store: Store) -> None:
        opened = store.connection.execute("select count(*) from changes").fetchone()[0]
        if opened and self._do is not None:
            do, self._do = self._do, None
            do()


def test_a_silence_that_ends_while_an_alert_is_open_lets_it_be_told(
    world: Path, configured: Configured, tmp_path: Path
) -> None:
    """Made before the run, ended while it runs; the run hears of it without a restart."""
    made = type_(
        world, tmp_path, "silences add", "--tag", "sea", "--until", "2099-01-01", "--by", "me", "--because", "drill"
    )
    silence = made.output.strip()
    lines: list[str] = []

    def expire() -> None:
        assert type_(world, tmp_path, "silences expire", silence).exit_code == 0

    run_world(world, configured, tmp_path, pace=PACE, watcher=Doing(expire), print_line=lines.append)
    decided = [(one.sequence, one.verdict, one.detail) for one in verdicts(tmp_path)]

    assert decided[:2] == [(0, Verdict.HOLD_SILENCED, f"silence {silence}"), (0, Verdict.SEND_FIRST, "")]
    assert decided[-1][1] is Verdict.SEND_RESOLVED
    assert len(lines) == len(decided) - 1


def test_an_alert_can_be_muted_until_it_is_over(world: Path, configured: Configured, tmp_path: Path) -> None:
    def mute() -> None:
        with open_look(tmp_path) as look:
            command = look.alerts(AlertChoice())[0].links.mute
        arguments = command.replace("NAME", "me").replace("TEXT", "known").split()[3:]
        assert type_(world, tmp_path, "silences add", *arguments).exit_code == 0

    run_world(world, configured, tmp_path, pace=PACE, watcher=Doing(mute))
    decided = [one.verdict for one in verdicts(tmp_path)]
    listed = json.loads(type_(world, tmp_path, "silences list", "--json").output)

    assert decided[0] is Verdict.SEND_FIRST
    assert set(decided[1:-1]) == {Verdict.HOLD_SILENCED}
    assert decided[-1] is Verdict.SEND_RESOLVED
    assert (listed["until"], listed["by"], listed["because"], listed["state"]) == ("resolved", "me", "known", "over")


def with_subscriptions(world: Path, folder: Path, text: str) -> Path:
    (folder / "config").mkdir()
    for file in (world / "config").iterdir():
        (folder / "config" / file.name).write_text(file.read_text())
    (folder / "config" / "subscriptions.yaml").write_text(text)
    return folder


def test_repeats_and_silences_of_the_config_are_obeyed(world: Path, tmp_path: Path) -> None:
    folder = with_subscriptions(
        world,
        tmp_path,
        "subscriptions:\n"
        "  - {id: often, watches: {ids: ['*']}, channels: [log], severity: notice, repeat_after: 1h}\n"
        "  - {id: mole, watches: {ids: [mole]}, channels: [log]}\n"
        "silences: [{id: s1, watches: {ids: [pier]}, until: 2025-03-12T09:30:00Z, by: me, because: known}]\n",
    )
    lines: list[str] = []
    run_world(world, Configured(folder), tmp_path / "state", print_line=lines.append)
    often = [one for one in verdicts(tmp_path / "state") if one.subscription == "often"]
    repeats = [line.split(" ")[0] for line in lines if "r" in line.split(" ")[0].split(".")[1]]

    assert often[0].verdict is Verdict.HOLD_SILENCED
    assert next(one.verdict for one in often if one.verdict.send) is Verdict.SEND_FIRST
    assert len(repeats) == len(set(repeats)) == sum(one.verdict is Verdict.SEND_REPEAT for one in often) >= 2
    assert [name.split(".")[1].split("r")[1] for name in repeats] == [str(n + 1) for n in range(len(repeats))]


@pytest.mark.parametrize(("pages", "stop"), [(1, 1_000), (40, 1_000), (7, 168), (7, 178), (7, 181), (7, 184)])
def test_neither_batches_nor_restarts_show_in_what_is_told(world: Path, tmp_path: Path, pages: int, stop: int) -> None:
    folder = with_subscriptions(
        world,
        tmp_path,
        "subscriptions: [{id: often, watches: {ids: ['*']}, channels: [log], repeat_after: 1h}]\n"
        "silences: [{id: s1, watches: {ids: [pier]}, until: 2025-03-12T09:33:00Z, by: me, because: known}]\n",
    )
    configured = Configured(folder)
    run_world(world, configured, tmp_path / "whole")
    pace, rounds = Pace(pages=pages, commit_s=1e9), iter(range(stop, 0, -1))
    run_world(world, configured, tmp_path / "parts", pace=pace, stopping=lambda: next(rounds, 0) == 0)
    run_world(world, configured, tmp_path / "parts", pace=pace)

    assert verdicts(tmp_path / "parts") == verdicts(tmp_path / "whole")
    assert {one.verdict for one in verdicts(tmp_path / "whole")} >= {Verdict.HOLD_SILENCED, Verdict.SEND_REPEAT}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--until", "2099-01-01"], "nothing to hold"),
        (["--watch", "pier", "--until", "resolved"], "--until resolved without --alert"),
        (["--watch", "pier", "--until", "2020-01-01"], "is past"),
        (["--watch", "peer", "--until", "2099-01-01"], "--watch peer: no watch has it"),
        (["--tag", "air", "--until", "2099-01-01"], "--tag air: no watch has it"),
        (["--watch", "pier", "--region", "XX", "--until", "2099-01-01"], "--region XX: no article is tagged with it"),
        (["--watch", "pier", "--topic", "sea", "--until", "2099-01-01"], "--topic sea: no article is tagged with it"),
        (["--watch", "pier", "--language", "xx", "--until", "2099-01-01"], "--language xx: no article is tagged"),
        (["--watch", "pier", "--until", "2099-01-01", "--because", " "], "--by and --because are empty"),
    ],
)
def test_a_silence_that_holds_nothing_is_refused(world: Path, tmp_path: Path, arguments: list[str], said: str) -> None:
    told = type_(world, tmp_path, "silences add", "--by", "me", "--because", "known", *arguments)

    assert isinstance(told.exception, InputError)
    assert said in str(told.exception)
    assert not (tmp_path / "groundswell.sqlite").exists()


def test_who_silences_must_say_who_and_why(world: Path, tmp_path: Path) -> None:
    assert type_(world, tmp_path, "silences add", "--watch", "pier", "--until", "2099-01-01").exit_code == 2


def test_silences_are_listed_with_what_they_do_now(world: Path, tmp_path: Path) -> None:
    add = ["--watch", "pier", "--region", "155", "--until", "2099-01-01", "--by", "me", "--because", "known"]
    first = type_(world, tmp_path, "silences add", *add).output.strip()
    second = type_(world, tmp_path, "silences add", *add).output.strip()
    type_(world, tmp_path, "silences expire", first)
    lines = type_(world, tmp_path, "silences list", "--json").output.splitlines()
    table = type_(world, tmp_path, "silences list").output

    assert {one["id"]: one["state"] for one in map(json.loads, lines)} == {first: "expired", second: "holds"}
    assert {"DE", "FR"} < set(json.loads(lines[0])["regions"])
    assert "2099-01-01 00:00" in table


def test_a_silence_holds_only_what_all_its_conditions_name(world: Path, configured: Configured, tmp_path: Path) -> None:
    """Two that miss by one condition, and one that fits."""
    until = ["--watch", "*", "--until", "2099-01-01", "--by", "me", "--because", "known"]
    for missing in (["--language", "ko"], ["--kind", "coverage_gap"]):
        type_(world, tmp_path, "silences add", *until, *missing)
    fitting = ["--kind", "coverage_spike", "--language", "en", "--severity", "critical"]
    silence = type_(world, tmp_path, "silences add", *until, *fitting).output.strip()
    run_world(world, configured, tmp_path)
    listed = type_(world, tmp_path, "silences list", "--json").output.splitlines()
    table = type_(world, tmp_path, "silences list").output

    assert {(one.verdict, one.detail) for one in verdicts(tmp_path)} == {
        (Verdict.HOLD_SILENCED, f"silence {silence}"),
        (Verdict.HOLD_RESOLVED_UNTOLD, ""),
    }
    assert [
        (one["languages"], one["kinds"], one["severity"]) for one in map(json.loads, listed) if one["severity"]
    ] == [(["en"], ["coverage_spike"], "critical")]
    assert "up to critical" in table


def test_a_silence_that_is_not_there_cannot_expire(world: Path, tmp_path: Path) -> None:
    told = type_(world, tmp_path, "silences expire", "s9")

    assert isinstance(told.exception, InputError)
    assert "s9 is not there" in str(told.exception)


def test_every_verdict_and_attempt_is_listed(world: Path, told: Path) -> None:
    lines = [json.loads(line) for line in type_(world, told, "deliveries list", "--json").output.splitlines()]
    alert = lines[0]["alert_id"]
    one = type_(world, told, "deliveries list", "--alert", alert, "--subscription", "log", "--json").output.splitlines()
    none = type_(world, told, "deliveries list", "--subscription", "nobody", "--json").output
    table = type_(world, told, "deliveries list", "--every").output

    assert lines[0].keys() == {"at", "alert_id", "sequence", "subscription", "verdict", "detail", "attempt"}
    assert {line["attempt"]["outcome"] for line in lines if line["attempt"]} == {"accepted"}
    assert len(one) == len(lines)
    assert none == ""
    assert "1: accepted (accepted)" in table
