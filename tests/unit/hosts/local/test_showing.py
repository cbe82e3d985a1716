"""What the local host hands over to be shown, and what is read of its folder."""

import json
from pathlib import Path

from msgspec.structs import replace

from tests.builders import NOON, change, mention
from tests.unit.hosts.web.shown import compiled, rules
from workers.alert.silence import Silence
from workers.alert.subscription import WatchChoice
from workers.detect.clock import TimeRules
from workers.hosts.counter import Counter
from workers.hosts.local.showing import EVERY_S, LocalSource, Stage
from workers.hosts.local.silences import open_book
from workers.hosts.local.store import Stored, open_store
from workers.model.alert import AlertState, ChangeType
from workers.model.notice import Delivery, Verdict

OPENED = change()
ENDED = replace(OPENED, sequence=1, type=ChangeType.RESOLVED, state=AlertState.RESOLVED)
HELD = Delivery(at=NOON, alert_id=OPENED.alert_id, sequence=0, subscription="desk", verdict=Verdict.HOLD_SILENCED)


def staged() -> Stage:
    stage = Stage()
    stage.hear_config(compiled(), {})
    stage.leave(Counter({}, TimeRules()))
    return stage


def test_what_was_handed_over_changes_no_more_and_comes_not_too_often() -> None:
    now = [0.0]
    stage = Stage(lambda: now[0])
    counter = Counter({"pier": rules()}, TimeRules())
    stage.hear_config(compiled(), {})
    stage.leave(counter)
    first = stage.snapshot
    counter.count(mention(1))
    stage.leave(counter)
    same = stage.snapshot
    now[0] += EVERY_S
    stage.leave(counter)

    assert first is same
    assert first is not None
    assert stage.snapshot is not None
    assert (list(first.states), list(stage.snapshot.states)) == ([], ["pier"])


def test_another_config_is_shown_at_once() -> None:
    now = [0.0]
    stage = Stage(lambda: now[0])
    counter = Counter({}, TimeRules())
    stage.hear_config(compiled(), {})
    stage.leave(counter)
    first = stage.snapshot
    stage.hear_config(replace(compiled(), config_hash="sha256:other"), {})
    stage.leave(counter)

    assert first is not None
    assert stage.snapshot is not None
    assert (first.config.hash == stage.snapshot.config.hash, stage.snapshot.config.hash) == (False, "sha256:other")


def test_before_the_state_is_loaded_there_is_no_board(tmp_path: Path) -> None:
    assert LocalSource(Stage(), tmp_path).board().sections == {}


def test_what_is_written_meanwhile_comes_to_the_board(tmp_path: Path) -> None:
    source = LocalSource(staged(), tmp_path)
    with open_store(tmp_path) as store:
        store.write(Stored(changes=[OPENED], deliveries=[HELD]))
        first = source.board()
        store.write(Stored(changes=[ENDED]))
        second = source.board()

    states = [json.loads(board.sections["alerts"][OPENED.alert_id])["state"] for board in (first, second)]
    assert states == ["open", "resolved"]
    assert list(second.sections["held"]) == ["1"]
    assert source.changes(OPENED.alert_id) == (OPENED, ENDED)
    assert source.deliveries(OPENED.alert_id) == (HELD,)
    assert source.changes("none") == ()


def test_a_silence_made_by_command_is_shown_until_it_is_ended(tmp_path: Path) -> None:
    source = LocalSource(staged(), tmp_path)
    with open_store(tmp_path):
        source.board()
        with open_book(tmp_path) as book:
            book.add(Silence(id="s1", watches=WatchChoice(ids=("*",)), by="desk", because="known"))
            made = shown_silences(source)
            book.expire("s1", NOON)
        ended = shown_silences(source)

    assert (made, ended) == (["s1"], [])


def shown_silences(source: LocalSource) -> list[str]:
    status = json.loads(source.board().sections["status"][""])
    return [one["id"] for one in status["config"]["silences"]]


def test_a_folder_that_cannot_be_read_is_said_and_tried_again(tmp_path: Path) -> None:
    source = LocalSource(staged(), tmp_path)
    trouble = json.loads(source.board().sections["status"][""])["trouble"]
    with open_store(tmp_path) as store:
        store.write(Stored(changes=[OPENED]))
    after = source.board()

    assert "holds no state" in trouble
    assert json.loads(after.sections["status"][""])["trouble"] == ""
    assert list(after.sections["alerts"]) == [OPENED.alert_id]
