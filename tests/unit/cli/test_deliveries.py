"""`groundswell deliveries list`, over a record that was written by the store itself."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.builders import NOON
from tests.hosts.world import write_world
from workers.cli import main
from workers.hosts.local.store import Stored, open_store
from workers.model.notice import AttemptNote, Delivery, Result, Verdict

FIRST = Delivery(at=NOON, alert_id="7f3c9e21d04b", sequence=0, subscription="desk", verdict=Verdict.SEND_FIRST)
OTHER = replace(FIRST, alert_id="b00000000000")


def tried(of: Delivery, result: Result, status: str, n: int = 1) -> Delivery:
    at = of.at + timedelta(hours=n)
    next_at = at + timedelta(minutes=5) if result is Result.RETRY else None
    note = AttemptNote(n=n, outcome=result, status=status, ms=1_012, next_at=next_at)
    return replace(of, at=at, detail="channel desk-hook", attempt=note)


RECORD = (
    FIRST,
    tried(FIRST, Result.RETRY, "503"),
    tried(FIRST, Result.ACCEPTED, "accepted", 2),
    replace(FIRST, subscription="boss", verdict=Verdict.HOLD_SILENCED, detail="silence s1"),
    OTHER,
    tried(OTHER, Result.RETRY, "timeout"),
    replace(OTHER, sequence=1, verdict=Verdict.SEND_UPDATE),
    tried(replace(OTHER, sequence=1, verdict=Verdict.SEND_UPDATE), Result.GAVE_UP, "410"),
)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_world(tmp_path_factory.mktemp("deliveries"))
    with open_store(folder / "state") as store:
        store.write(Stored(deliveries=list(RECORD)))
    return folder


def listed(world: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    folders = ["--config", str(world / "config"), "--state", str(world / "state")]
    assert main(["deliveries", "list", *arguments, *folders]) == 0
    return capsys.readouterr().out.splitlines()


def rows(world: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> list[list[str]]:
    """The lines under the headings, by their columns, without the time."""
    return [line.split("  ") for line in map(tight, listed(world, capsys, *arguments)[1:])]


def tight(line: str) -> str:
    """Columns two spaces apart, however wide they are."""
    return "  ".join(part.strip() for part in line.split("  ") if part.strip())


TOLD = ["2025-03-10 14:00:00", "7f3c9e21d04b", "0", "desk", "told", "the alert is new to it"]


def test_each_change_has_a_line_that_says_what_became_of_it(world: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told, held, owed, lost = rows(world, capsys)

    assert told == [*TOLD, "desk-hook", "2", "accepted, 1,012 ms"]
    assert held[3:] == ["boss", "held", "silenced: silence s1"]
    assert owed[4:] == ["owed", "the alert is new to it", "desk-hook", "1", "timeout, 1,012 ms", "2025-03-10 13:05:00"]
    assert lost[4:] == ["lost", "the alert has grown", "desk-hook", "1", "410, 1,012 ms"]


@pytest.mark.parametrize(
    ("arguments", "became"),
    [
        (["--told"], ["told"]),
        (["--held"], ["held"]),
        (["--owed", "--lost"], ["owed", "lost"]),
        (["--alert", "7f3c9e21d04b"], ["told", "held"]),
        (["--subscription", "boss"], ["held"]),
        (["--since", "2025-03-10T13:00:00Z"], ["told", "owed", "lost"]),
        (["--since", "2025-03-10T13:00:00Z", "--told"], ["told"]),
        (["--alert", "nobody"], []),
    ],
)
def test_less_can_be_asked_for(
    world: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], became: list[str]
) -> None:
    assert [row[4] for row in rows(world, capsys, *arguments)] == became


def test_every_attempt_can_be_asked_for(world: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = listed(world, capsys, "--every", "--alert", "7f3c9e21d04b")

    assert len(lines) == 5
    assert "1: retry (503), 1,012 ms" in lines[2]
    assert "hold_silenced  silenced" in lines[4]


def test_as_json_the_record_is_as_it_was_written(world: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole = [json.loads(line) for line in listed(world, capsys, "--json")]
    lost = [json.loads(line) for line in listed(world, capsys, "--json", "--lost")]

    assert len(whole) == len(RECORD)
    assert [one["attempt"]["status"] for one in lost] == ["410"]
