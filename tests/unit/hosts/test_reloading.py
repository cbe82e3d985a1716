"""A config in force, one that is to follow, and who asks for it."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import structlog

from workers.hosts.config import Config, open_config
from workers.hosts.reload import Asking
from workers.hosts.reloading import Reloading

QUIET = structlog.get_logger(wrapper_class=structlog.make_filtering_bound_logger("critical"))
ONE, TWO = (f"watches: [{{id: a, terms: [Alpha]}}{more}]\n" for more in ("", ", {id: b, terms: [Beta]}"))
LOOK_S = 0.05


@pytest.fixture
def config(tmp_path: Path) -> Config:
    (tmp_path / "watches.yaml").write_text(ONE)
    return open_config(tmp_path)


@pytest.fixture
def reloading(config: Config) -> Iterator[Reloading]:
    with Reloading(config, Asking(), QUIET, look_s=LOOK_S) as one:
        yield one


def write(config: Config, text: str, file: str = "watches.yaml") -> None:
    (config.folder / file).write_text(text)


def wait(wanted: Callable[[], bool]) -> None:
    until = time.monotonic() + 20
    while not wanted():
        assert time.monotonic() < until
        time.sleep(0.01)


def take(reloading: Reloading) -> Config:
    """Take over what is there, as who works does between two batches."""
    wait(lambda: reloading.waiting)
    config, _ = reloading.take()
    assert config is not None
    reloading.done(config)
    return config


def test_who_asks_hears_when_it_is_in_force(config: Config, reloading: Reloading) -> None:
    said: list[tuple[bool, str]] = []
    write(config, TWO)
    asking = threading.Thread(target=lambda: said.append(reloading.reload()))
    asking.start()
    wait(lambda: reloading.waiting)
    early = list(said)
    taken = take(reloading)
    asking.join(20)

    assert early == []
    assert said == [(True, f"watches: 1 added (b)\n{taken.rules.config_hash} is in force\n")]
    assert not reloading.waiting


def test_what_is_refused_leaves_nothing_to_take_over(config: Config, reloading: Reloading) -> None:
    write(config, ONE.replace("terms", "trems"))

    done, words = reloading.reload()

    assert not done
    assert words.startswith(f"{config.folder}/watches.yaml:1: watches[0]")
    assert words.endswith(f"refused; {config.rules.config_hash} stays in force\n")
    assert not reloading.waiting


def test_a_signal_asks_and_does_not_wait(config: Config, reloading: Reloading) -> None:
    write(config, TWO)
    reloading.ask()

    assert set(take(reloading).rules.watches) == {"a", "b"}


def test_a_config_that_comes_before_the_last_was_taken_over_takes_its_place(config: Config) -> None:
    with Reloading(config, Asking(), QUIET, take_s=0.01) as reloading:
        write(config, TWO)
        late = reloading.reload()
        first, _ = reloading.take()
        write(config, ONE.replace("Alpha", "Alfa"))
        reloading.reload()
        assert first is not None
        reloading.done(first)
        second = take(reloading)

    assert late[0]
    assert late[1].endswith("is fit for use, and is taken over after the batch in hand\n")
    assert second.rules.terms[0].terms[0].text == "Alfa"


def test_files_are_not_looked_at_unless_the_config_says_so(config: Config, reloading: Reloading) -> None:
    write(config, TWO)
    time.sleep(10 * LOOK_S)

    assert not reloading.waiting


def test_files_that_change_are_loaded_once_they_are_left_alone(config: Config) -> None:
    write(config, "watch_config: true\n", "groundswell.yaml")
    with Reloading(open_config(config.folder), Asking(), QUIET, look_s=0.3) as reloading:
        end = time.monotonic() + 1.5
        while time.monotonic() < end:
            write(config, TWO + f"# {time.monotonic()}\n")
            assert not reloading.waiting
            time.sleep(0.05)

        assert set(take(reloading).rules.watches) == {"a", "b"}
        time.sleep(0.9)
        assert not reloading.waiting


def test_which_channels_are_others_is_told_with_the_config(config: Config, reloading: Reloading) -> None:
    write(config, "channels: [{id: page, kind: log, path: /dev/null}]\n", "channels.yaml")
    reloading.ask()
    wait(lambda: reloading.waiting)

    assert reloading.take()[1] == ("page",)


def test_whoever_still_waits_at_the_end_is_answered(config: Config) -> None:
    said: list[tuple[bool, str]] = []
    with Reloading(config, Asking(), QUIET, look_s=LOOK_S) as reloading:
        write(config, TWO)
        asking = threading.Thread(target=lambda: said.append(reloading.reload()))
        asking.start()
        wait(lambda: reloading.waiting)
    asking.join(20)

    assert len(said) == 1
