"""The three weeks of `examples/`, replayed once for all tests of this folder."""

import fcntl
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec
import pytest
from msgspec import Struct

from tests.source import ROOT
from workers.cli.asking import open_config
from workers.hosts.local.files import find_files
from workers.hosts.local.lane import Order
from workers.hosts.local.peek import Asked
from workers.hosts.local.replay import Replay
from workers.hosts.local.sources import MergedPages
from workers.model.alert import Change
from workers.model.signal import Mention, SlotRange
from workers.rules import Rules
from workers.study.expectations import RuleTest, read_test
from workers.study.replayed import Step
from workers.study.rule_test import Ruling, judge_test

EXAMPLES = ROOT / "examples"
EXPECTED = EXAMPLES / "expected.test.yaml"


class Replayed(Struct, frozen=True, kw_only=True):
    """What came of the three weeks."""

    verdicts: tuple[Ruling, ...]
    pages: int
    refused: int
    mentions: tuple[Mention, ...]
    """As they were counted, in order; none was late."""
    unknown: tuple[SlotRange, ...]
    changes: tuple[Change, ...]


class Recorder:
    """Lets the steps pass, and keeps what they hold."""

    def __init__(self) -> None:
        self.mentions: list[Mention] = []
        self.unknown: list[SlotRange] = []
        self.changes: list[Change] = []

    def pass_on(self, steps: Iterable[Step]) -> Iterator[Step]:
        for step in steps:
            self.mentions += [one.mention for one in step.heard if not one.late]
            self.unknown += step.unknown
            self.changes += step.changes
            yield step


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder that all processes of one run of the tests know."""
    folder = tmp_path_factory.getbasetemp()
    return folder if worker_id == "master" else folder.parent


@pytest.fixture(scope="session")
def rules() -> Rules:
    return open_config(EXAMPLES / "config").rules


@pytest.fixture(scope="session")
def expected() -> RuleTest:
    return read_test(EXPECTED.read_text(encoding="utf-8"), EXPECTED.name)


@pytest.fixture(scope="session")
def replayed(shared: Path, rules: Rules, expected: RuleTest) -> Replayed:
    """One process replays, the others wait for it: it takes some seconds."""
    path = shared / "replayed.msgpack"
    with (shared / "replayed.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            path.write_bytes(msgspec.msgpack.encode(replay(rules, expected)))
    return msgspec.msgpack.decode(path.read_bytes(), type=Replayed)


def replay(rules: Rules, expected: RuleTest) -> Replayed:
    """Do what `groundswell test examples/` does, and keep more of it."""
    asked = Asked(rules=rules.input)
    pages = MergedPages(find_files([str(EXAMPLES / name) for name in expected.files]), {}, asked, Order())
    walk, recorder = Replay(rules), Recorder()
    verdicts = judge_test(expected, recorder.pass_on(walk.steps(pages)))
    assert walk.bugs == ()
    return Replayed(
        verdicts=verdicts,
        pages=walk.summary.pages,
        refused=walk.summary.rejected,
        mentions=tuple(recorder.mentions),
        unknown=tuple(recorder.unknown),
        changes=tuple(recorder.changes),
    )
