"""A channel that fails again and again is left alone, and asked once now and then."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.builders import NOON
from workers.alert.breaker import LONGEST_S, OPENS_AFTER, Breaker, heed, is_open, may_begin
from workers.model.notice import Outcome, Result

SCHEDULE = (0, 5, 300)


def after(*results: Result, begun: datetime = NOON, every_s: float = 1, **fields: float) -> Breaker:
    """The breaker after these answers, one after the other."""
    breaker = Breaker()
    for number, result in enumerate(results):
        breaker = heed(breaker, said(result, begun + timedelta(seconds=number * every_s), **fields), SCHEDULE)
    return breaker


def said(result: Result, at: datetime, retry_after_s: float | None = None) -> Outcome:
    return Outcome(
        notice_id="a.0.desk",
        channel_id="hook",
        attempt=1,
        result=result,
        status="503",
        ms=1,
        at=at,
        retry_after_s=retry_after_s,
    )


FAILED = (Result.RETRY,) * OPENS_AFTER


def test_it_takes_several_failures_in_a_row_to_leave_a_channel_alone() -> None:
    nearly, broken = after(*FAILED[1:]), after(*FAILED)

    assert not is_open(nearly, NOON)
    assert broken.open_until == NOON + timedelta(seconds=OPENS_AFTER - 1 + 5)


def test_a_yes_or_a_refusal_in_between_shows_that_somebody_is_there() -> None:
    for other in (Result.ACCEPTED, Result.GAVE_UP):
        assert after(*FAILED[1:], other, *FAILED[1:]).open_until is None


def test_when_its_time_is_over_one_attempt_is_made_and_decides() -> None:
    broken = after(*FAILED)
    over = broken.open_until or NOON
    again = heed(broken, said(Result.RETRY, over), SCHEDULE)

    assert [may_begin(broken, NOON, 0, 16), may_begin(broken, over, 0, 16), may_begin(broken, over, 1, 16)] == [0, 1, 0]
    assert again.open_until == over + timedelta(seconds=10)
    assert heed(again, said(Result.ACCEPTED, over), SCHEDULE) == Breaker()


def test_what_was_under_way_when_it_broke_does_not_make_it_last_longer() -> None:
    broken = after(*FAILED)
    late = heed(broken, said(Result.RETRY, NOON + timedelta(seconds=5)), SCHEDULE)

    assert late.open_until == broken.open_until


def test_a_receiver_that_names_a_time_is_left_alone_until_then() -> None:
    asked = after(Result.RETRY, retry_after_s=1_000)

    assert asked.open_until == NOON + timedelta(seconds=1_000)


@given(st.lists(st.booleans(), max_size=60))
def test_it_is_never_left_alone_for_longer_than_the_longest_time(answers: list[bool]) -> None:
    breaker, at = Breaker(), NOON
    for taken in answers:
        at = max(at, breaker.open_until or at)
        breaker = heed(breaker, said(Result.ACCEPTED if taken else Result.RETRY, at), SCHEDULE)

        assert breaker.open_until is None or breaker.open_until - at <= timedelta(seconds=LONGEST_S)


@given(st.integers(0, 30), st.integers(1, 30))
def test_no_more_is_begun_than_may_be_under_way(under_way: int, most: int) -> None:
    assert under_way + may_begin(Breaker(), NOON, under_way, most) <= max(most, under_way)
