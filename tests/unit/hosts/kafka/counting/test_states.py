import pytest
from msgspec.structs import replace

from tests.builders import NOON, change
from workers.alert.state import WatchState
from workers.errors import StateError
from workers.hosts.kafka.codecs import WatchRow, watch_rows
from workers.hosts.kafka.counting.states import CLOCK_KEY, States
from workers.model.alert import AlertState

WATCHES = {name: None for name in ("a", "b", "c", "d", "pier")}


def state(late: int = 0) -> WatchState:
    return WatchState(counted_hash="c", late=late)


def rows(**late: int) -> dict[bytes, bytes]:
    return {name.encode(): watch_rows.encode(WatchRow(state=state(number))) for name, number in late.items()}


def test_states_read_as_they_were_written() -> None:
    states = States(rows(a=1, b=2), WATCHES)

    assert dict(states) == {"a": state(1), "b": state(2)}


def test_the_clock_and_watches_that_are_not_counted_are_left_out() -> None:
    states = States(rows(a=1, gone=2) | {CLOCK_KEY: b"clock"}, WATCHES)

    assert list(states) == ["a"]
    assert "gone" not in states


def test_what_was_changed_is_not_forgotten_when_others_take_its_room() -> None:
    """Else a state would go back to its row, and count a mention that comes again twice."""
    states = States(rows(a=1, b=1, c=1), WATCHES, decoded=1)

    states["a"] = state(9)
    seen = [states["b"].late, states["c"].late, states["a"].late]

    assert seen == [1, 1, 9]
    assert watch_rows.decode(states.encode("a")).state == state(9)


def test_a_state_is_written_as_it_was_last_set_though_it_made_room_in_between() -> None:
    states = States({}, WATCHES, decoded=1)

    states["a"] = state(1)
    states["b"] = state(2)
    states["a"] = state(3)

    assert watch_rows.decode(states.encode("a")).state.late == 3
    assert watch_rows.decode(states.encode("b")).state.late == 2


def test_the_last_change_of_an_open_alert_is_kept_until_it_ends() -> None:
    states = States({}, WATCHES)
    states["pier"] = state()
    later = change(sequence=1)

    states.tell(change())
    states.tell(later)
    told = watch_rows.decode(states.encode("pier")).told
    states.tell(replace(later, sequence=2, state=AlertState.RESOLVED, resolved_at=NOON))

    assert told == {later.alert_id: later}
    assert watch_rows.decode(states.encode("pier")).told == {}


def test_a_new_state_keeps_what_was_told_of_the_watch() -> None:
    states = States({}, WATCHES)
    states["pier"] = state()
    states.tell(change())

    states["pier"] = state(4)

    assert list(watch_rows.decode(states.encode("pier")).told) == [change().alert_id]


def test_a_row_that_cannot_be_read_says_which_one_it_is() -> None:
    states = States({b"a": b"\x01\xc1"}, WATCHES)

    with pytest.raises(StateError, match="key b'a': watch: cannot be read"):
        states["a"]
