"""What each channel has under way."""

from datetime import timedelta

from tests.builders import NOON, notice
from tests.desks import answer
from workers.alert.outbox import Attempt
from workers.channels.base import Needs
from workers.hosts.lines import AHEAD, Lines
from workers.model.notice import Result


def attempt(sequence: int = 0) -> Attempt:
    return Attempt(channel_id="hook", notice=notice(sequence=sequence), number=1)


def test_a_channel_has_room_for_a_few_more_than_it_makes_at_a_time() -> None:
    lines = Lines({"hook": Needs(at_once=2)})
    for sequence in range(3):
        lines.begin(attempt(sequence))

    assert (lines.room("hook", NOON), lines.room("other", NOON)) == (2 * AHEAD - 3, AHEAD)


def test_room_comes_back_with_an_answer_and_with_what_is_taken_back() -> None:
    lines = Lines({"hook": Needs()})
    for sequence in range(AHEAD):
        lines.begin(attempt(sequence))
    full = lines.room("hook", NOON)
    lines.hear(answer(attempt(0)))
    lines.withdraw([attempt(1), attempt(2)])

    assert (full, lines.room("hook", NOON)) == (0, 3)


def test_a_channel_that_takes_nothing_has_no_room_and_others_do_not_care() -> None:
    lines = Lines({"hook": Needs(), "other": Needs()}, (0, 60))
    for sequence in range(5):
        lines.hear(answer(attempt(sequence), Result.RETRY))
    later = NOON + timedelta(seconds=61)

    assert (lines.room("hook", NOON), lines.down(NOON)) == (0, frozenset({"hook"}))
    assert lines.room("other", NOON) == AHEAD
    assert (lines.room("hook", later), lines.down(later)) == (1, frozenset())
