"""A bug in counting one watch: what met it is kept, the other watches and the run go on."""

import json
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from tests.hosts.world import BURST, Configured, facts, run_world, write_world
from workers.detect.ratio import Ratio, RatioMemory
from workers.hosts.local.store import REJECT_BYTES, open_store
from workers.model.count import Score, UnknownRange
from workers.model.signal import Tick


class BreaksOnMany(Ratio, frozen=True, kw_only=True, tag="ratio"):
    """A detector with a bug that only a busy hour meets."""

    def advance(
        self,
        memory: RatioMemory,
        bucket: int,
        count: int | None,
        *,
        width_s: int,
        unknown: tuple[UnknownRange, ...] = (),
    ) -> tuple[RatioMemory, Score]:
        if count is not None and count >= 3:
            raise ZeroDivisionError("a busy bucket")
        return super().advance(memory, bucket, count, width_s=width_s, unknown=unknown)


class BreaksAtOnce(Ratio, frozen=True, kw_only=True, tag="ratio"):
    """A detector that cannot even begin."""

    def start(self) -> RatioMemory:
        raise ZeroDivisionError("the first bucket")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_world(tmp_path_factory.mktemp("world"))


def run_with(world: Path, state: Path, detector: Ratio) -> None:
    """Run the world with this detector for the pier, and the config's own for the rest."""
    configured = Configured(world)
    watches = configured.rules.watches
    broken = {"pier": replace(watches["pier"], detector=detector)}
    configured.rules = replace(configured.rules, watches=watches | broken)
    run_world(world, configured, state)


def of_watch(state: Path, watch: str) -> dict[str, list[tuple[object, ...]]]:
    """What is known of a watch alone."""
    known = facts(state)
    return {name: [row for row in known[name] if watch in row] for name in ("states", "mentions")}


def bugs(state: Path) -> list[tuple[str, bytes]]:
    """(input, bytes) of what met a bug."""
    query = "select input, value from rejects where reason = 'bug' order by n"
    with open_store(state) as store:
        return list(store.connection.execute(query))


def test_the_page_whose_mention_met_a_bug_is_kept_whole(world: Path, tmp_path: Path) -> None:
    """Once the bug is mended, the page can be fed again."""
    run_with(world, tmp_path, BreaksOnMany())
    lines = {line for name in ("a.jsonl", "b.jsonl") for line in (world / name).read_bytes().splitlines()}
    kept = [value for _, value in bugs(tmp_path)]

    assert kept
    assert set(kept) <= lines
    assert all(json.loads(value)["fetched_at"] > BURST.isoformat() for value in kept)


def test_the_tick_that_met_a_bug_is_kept_and_says_for_which_watch(world: Path, tmp_path: Path) -> None:
    run_with(world, tmp_path, BreaksAtOnce())
    ticks = [msgspec.json.decode(value, type=Tick) for name, value in bugs(tmp_path) if name == "signals of pier"]

    assert ticks
    assert ticks == sorted(ticks, key=lambda tick: tick.watermark)


@pytest.mark.parametrize("detector", [BreaksOnMany(), BreaksAtOnce()], ids=lambda one: type(one).__name__)
def test_the_other_watches_do_not_notice(world: Path, tmp_path: Path, detector: Ratio) -> None:
    run_with(world, tmp_path / "broken", detector)
    run_world(world, Configured(world), tmp_path / "whole")

    assert of_watch(tmp_path / "broken", "mole") == of_watch(tmp_path / "whole", "mole")
    assert of_watch(tmp_path / "broken", "mole")["states"]


def test_of_a_huge_page_that_is_refused_the_beginning_is_kept(world: Path, tmp_path: Path) -> None:
    """Its place says where the rest stands."""
    huge = b'{"text": "' + b"x" * REJECT_BYTES
    (tmp_path / "pages.jsonl").write_bytes(huge + b"\n")
    run_world(tmp_path, Configured(world), tmp_path / "state", names=("pages.jsonl",))
    with open_store(tmp_path / "state") as store:
        rows = store.connection.execute("select line, reason, size, value from rejects").fetchall()

    assert rows == [(1, "broken_json", len(huge), huge[:REJECT_BYTES])]
