"""So much and no more in a span of time."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.builders import NOON
from workers.alert.ledger import Ledger
from workers.alert.limit import has_room, note_sent, room_at
from workers.alert.subscription import Limit
from workers.model.setting import Duration

TWO_AN_HOUR = Limit(notices=2, per=Duration("1h"))


def after(*minutes: float) -> Ledger:
    """What is remembered when so much was told, so many minutes after noon."""
    ledger = Ledger()
    for one in minutes:
        ledger = note_sent(TWO_AN_HOUR, ledger, at(one))
    return ledger


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def test_there_is_room_until_so_much_was_told() -> None:
    assert [has_room(TWO_AN_HOUR, after(*told), at(20)) for told in ((), (0,), (0, 10))] == [True, True, False]


def test_there_is_room_again_when_the_first_of_them_is_long_enough_ago() -> None:
    told = after(0, 10)

    assert [has_room(TWO_AN_HOUR, told, at(minutes)) for minutes in (59.9, 60, 69)] == [False, True, True]
    assert room_at(TWO_AN_HOUR, told, at(20)) == at(60)
    assert room_at(TWO_AN_HOUR, told, at(61)) == at(61)


def test_what_is_told_in_spite_of_the_limit_takes_room_too() -> None:
    """A critical alert that goes through is no reason to tell more of the others."""
    told = after(0, 10, 30)

    assert not has_room(TWO_AN_HOUR, told, at(61))
    assert room_at(TWO_AN_HOUR, told, at(61)) == at(70)
    assert told.sent == (at(10), at(30))


def test_a_limit_that_was_lowered_holds_for_what_was_told_before() -> None:
    told, one_an_hour = after(0, 10), Limit(notices=1, per=Duration("1h"))

    assert [has_room(one_an_hour, told, at(minutes)) for minutes in (60, 70)] == [False, True]
    assert room_at(one_an_hour, told, at(20)) == at(70)


def test_who_has_no_limit_has_room_and_nothing_is_remembered() -> None:
    assert has_room(None, after(0, 10), at(20))
    assert note_sent(None, after(0, 10), at(20)) == Ledger()


@given(st.lists(st.floats(0, 600), max_size=60).map(sorted))
def test_no_span_ever_holds_more_than_the_limit(asked: list[float]) -> None:
    ledger, told = Ledger(), list[float]()
    for minutes in asked:
        if has_room(TWO_AN_HOUR, ledger, at(minutes)):
            ledger = note_sent(TWO_AN_HOUR, ledger, at(minutes))
            told.append(minutes)

        assert len(ledger.sent) <= TWO_AN_HOUR.notices

    assert all(later - one >= 60 - 1e-6 for one, later in zip(told, told[2:], strict=False))
