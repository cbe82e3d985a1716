"""The board is drawn from what a host hands over, and only what changed is drawn again."""

import json
from typing import Any

from msgspec.structs import replace

from tests.builders import NOON, change
from tests.unit.hosts.web.shown import NOON_S, config, learnt, rules, state
from workers.alert.state import WatchState
from workers.detect.clock import Clock, InputClock
from workers.detect.guard import Guard, decide_slots
from workers.detect.partition import SLOT_S, PartitionClock
from workers.hosts.web.board import Board
from workers.hosts.web.draw import Drawing
from workers.hosts.web.recent import Recent
from workers.hosts.web.rows import source_rows
from workers.hosts.web.snapshot import Snapshot
from workers.model.notice import Delivery, Verdict
from workers.model.signal import SlotRange

COUNTED = rules()
STATE = state(COUNTED, learnt(COUNTED, [1] * 400))


def snapshot(**fields: object) -> Snapshot:
    made = Snapshot(
        config=config(),
        watches={"pier": COUNTED},
        states={"pier": STATE},
        partition=PartitionClock(watermark_s=NOON_S),
    )
    return replace(made, **fields)


def row(board: Board, section: str, key: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(board.sections[section][key])
    return read


def test_a_watch_that_was_never_named_says_so() -> None:
    drawn = row(Drawing("local").draw(snapshot(states={}), Recent()), "watches", "pier")

    assert (drawn["state"], drawn["observed"], drawn["hour_expected"], drawn["from"]) == ("unseen", [], None, None)


def test_a_row_is_drawn_again_when_its_state_or_the_slot_is_another() -> None:
    drawing = Drawing("local")
    first = drawing.draw(snapshot(), Recent()).sections["watches"]["pier"]
    same = drawing.draw(snapshot(), Recent()).sections["watches"]["pier"]
    later = drawing.draw(snapshot(partition=PartitionClock(watermark_s=NOON_S + 1_800)), Recent())
    other = drawing.draw(snapshot(states={"pier": replace(STATE, greatest_at=None)}), Recent())

    assert same is first
    assert row(later, "watches", "pier")["hour_observed"] == 6
    assert row(other, "watches", "pier")["greatest_at"] is None


def test_states_may_be_kept_as_bytes_and_are_read_only_when_they_changed() -> None:
    read: list[bytes] = []

    def decode(kept: bytes) -> WatchState:
        read.append(kept)
        return STATE

    drawing, kept = Drawing("kafka"), {"pier": b"kept"}
    boards = [drawing.draw(snapshot(states=kept, decode=decode), Recent()) for _ in range(3)]

    assert read == [b"kept"]
    assert row(boards[2], "watches", "pier")["state"] == "watching"


def test_the_status_says_what_is_unknown_and_why_things_were_held() -> None:
    recent = Recent()
    recent.hear(change())
    held = Delivery(at=NOON, alert_id="7f3c9e21d04b", sequence=0, subscription="desk", verdict=Verdict.HOLD_SILENCED)
    recent.note(held)
    recent.note(replace(held, detail="silence s1"))
    gap = SlotRange(first=NOON_S // SLOT_S - 3, end=NOON_S // SLOT_S)
    board = Drawing("local").draw(
        snapshot(partition=PartitionClock(watermark_s=NOON_S, unknown=(gap,), intake=0.4)), recent, "disk full"
    )
    status = row(board, "status", "")

    assert status["unknown"] == [["2025-03-10T11:45:00Z", "2025-03-10T12:00:00Z"]]
    assert (status["sound"], status["intake"], status["trouble"]) == (False, 0.4, "disk full")
    assert status["reasons"] == [{"verdict": "hold_silenced", "because": "silenced", "times": 2}]
    assert row(board, "held", "2")["detail"] == "silence s1"
    assert row(board, "alerts", "7f3c9e21d04b")["state"] == "open"


def test_a_source_that_fell_silent_is_told_of_with_what_it_should_give() -> None:
    end = NOON_S // SLOT_S
    tallies = {
        slot: {"a.example": 3, **({"b.example": 4} if slot < end - 40 else {})} for slot in range(end - 900, end)
    }
    decided = decide_slots(Guard(), end - 900, end, tallies)
    known, pending = InputClock(done=1, at=NOON, heard_at=NOON), {end: {"a.example": 2}, end + 1: {"new": 1}}
    clock = Clock(inputs={"pages": known}, watermark_s=NOON_S, guard=decided.guard, pending=pending)
    rows = {one.name: one for one in source_rows(clock)}

    assert rows["b.example"].verdict == "silent"
    assert rows["b.example"].silent_since is not None
    assert rows["a.example"].verdict == "fine"
    assert (rows["a.example"].pending, rows["*"].pending) == (2, 3)
    assert 20 < rows["a.example"].hour_expected < 60
    assert rows["a.example"].heard_at == NOON


def test_no_address_and_no_secret_of_a_config_is_shown() -> None:
    shown = json.dumps(row(Drawing("local").draw(snapshot(), Recent()), "status", "")["config"])

    assert not any(word in shown for word in ("secret", "token", "password", "url", "http:"))
