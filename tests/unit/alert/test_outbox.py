"""What is owed, when it is due, and what becomes of it."""

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import NOON, notice
from workers.alert.outbox import (
    RETRY_AFTER_S,
    Addressed,
    Attempt,
    Event,
    Now,
    Outbox,
    next_due,
    plan_delivery,
    replaced_by,
    resume,
    retry_at,
)
from workers.model.alert import AlertState, ChangeType
from workers.model.notice import Notice, Outcome, Result

LATER = NOON + timedelta(days=10)
QUICK = (0, 1, 2)


def opened(sequence: int = 0) -> Notice:
    return notice(sequence=sequence)


def update(sequence: int) -> Notice:
    return notice(sequence=sequence, type=ChangeType.UPDATED)


def ended(sequence: int) -> Notice:
    return notice(sequence=sequence, type=ChangeType.RESOLVED, state=AlertState.RESOLVED)


def to(told: Notice, *channels: str) -> Addressed:
    return Addressed(notice=told, channels=channels or ("hook",))


def answer(attempt: Attempt, result: Result = Result.ACCEPTED) -> Outcome:
    return Outcome(
        notice_id=attempt.notice.id,
        channel_id=attempt.channel_id,
        attempt=attempt.number,
        result=result,
        status="200",
        ms=3,
        at=NOON,
    )


def play(*events: Event, outbox: Outbox | None = None) -> tuple[Outbox, list[Attempt]]:
    outbox, attempts = outbox or Outbox(), list[Attempt]()
    for event in events:
        outbox, more = plan_delivery(outbox, event, QUICK)
        attempts += more
    return outbox, attempts


def test_a_notice_is_due_at_once() -> None:
    _, attempts = play(to(opened()), Now(at=NOON))

    assert [(one.notice.id, one.number) for one in attempts] == [("7f3c9e21d04b.0.desk", 1)]


def test_an_attempt_in_flight_is_not_made_twice() -> None:
    _, attempts = play(to(opened()), Now(at=NOON), Now(at=LATER))

    assert len(attempts) == 1


def test_what_was_accepted_is_never_sent_again() -> None:
    outbox, (first,) = play(to(opened()), Now(at=NOON))
    outbox, again = play(answer(first), to(opened()), Now(at=LATER), outbox=outbox)

    assert again == []
    assert outbox.owed == ()


def test_after_a_restart_what_was_in_flight_is_sent_under_the_same_id() -> None:
    outbox, (before,) = play(to(opened()), Now(at=NOON))
    _, (after,) = play(Now(at=NOON), outbox=resume(outbox))

    assert (after.notice.id, after.number) == (before.notice.id, before.number)


def test_every_channel_gets_the_notice_and_answers_for_itself() -> None:
    outbox, (one, other) = play(to(opened(), "hook", "mail"), Now(at=NOON))
    outbox, _ = play(answer(one), answer(other, Result.RETRY), outbox=outbox)

    assert [owed.channel_id for owed in outbox.owed] == ["mail"]


def test_a_failed_attempt_is_tried_again_after_its_wait() -> None:
    outbox, (first,) = play(to(opened()), Now(at=NOON))
    failed = answer(first, Result.RETRY)
    outbox, early = play(failed, Now(at=NOON + timedelta(seconds=0.9)), outbox=outbox)
    _, (second,) = play(Now(at=NOON + timedelta(seconds=1.2)), outbox=outbox)

    assert early == []
    assert second.number == 2


def test_a_notice_is_given_up_after_the_last_attempt() -> None:
    outbox, attempts = play(to(opened()), Now(at=NOON))
    while attempts:
        last = attempts[-1]
        outbox, attempts = play(answer(last, Result.RETRY), Now(at=LATER), outbox=outbox)

    assert last.number == len(QUICK)
    assert outbox.owed == ()


def test_a_notice_that_is_refused_for_good_is_not_tried_again() -> None:
    outbox, (first,) = play(to(opened()), Now(at=NOON))
    outbox, again = play(answer(first, Result.GAVE_UP), Now(at=LATER), outbox=outbox)

    assert again == []
    assert outbox.owed == ()


def test_changes_of_one_alert_arrive_in_order() -> None:
    outbox, (first,) = play(to(opened()), to(ended(1)), Now(at=NOON))
    _, (second,) = play(answer(first), Now(at=NOON), outbox=outbox)

    assert [first.notice.sequence, second.notice.sequence] == [0, 1]


def test_while_a_channel_is_down_a_newer_update_takes_the_place_of_an_unsent_one() -> None:
    outbox, (first,) = play(to(opened()), Now(at=NOON))
    before, _ = play(answer(first, Result.RETRY), to(update(1)), outbox=outbox)
    after, _ = play(to(update(2)), outbox=before)

    assert [owed.notice.sequence for owed in after.owed] == [0, 2]
    assert [owed.notice.sequence for owed in replaced_by(before, after)] == [1]


def test_a_channel_that_takes_what_it_is_sent_gets_every_update() -> None:
    """Else what is told would depend on how fast pages are read."""
    outbox, _ = play(to(opened()), to(update(1)), to(update(2)))

    assert [owed.notice.sequence for owed in outbox.owed] == [0, 1, 2]


def test_an_update_on_its_way_is_not_replaced() -> None:
    """Its answer may already be under way to us."""
    outbox, (first,) = play(to(update(1)), Now(at=NOON))
    outbox, _ = play(answer(first, Result.RETRY), Now(at=LATER), outbox=outbox)
    outbox, _ = play(to(update(2)), outbox=outbox)

    assert [owed.notice.sequence for owed in outbox.owed] == [1, 2]


def test_news_does_not_hurry_a_channel_that_is_down() -> None:
    outbox, (first,) = play(to(update(1)), Now(at=NOON))
    outbox, attempts = play(answer(first, Result.RETRY), to(update(2)), Now(at=NOON), outbox=outbox)

    assert attempts == []
    assert next_due(outbox)["hook"].due_at == retry_at(answer(first, Result.RETRY), QUICK)


def test_an_older_change_that_comes_again_is_ignored() -> None:
    outbox, _ = play(to(opened()), to(ended(3)))

    assert plan_delivery(outbox, to(update(2))) == (outbox, ())


def test_an_answer_nobody_waits_for_changes_nothing() -> None:
    outbox, (first,) = play(to(opened()), Now(at=NOON))
    late = answer(first, Result.RETRY)
    outbox, _ = play(late, outbox=outbox)

    assert plan_delivery(outbox, late) == (outbox, ())


@pytest.mark.parametrize("attempt", range(1, len(RETRY_AFTER_S)))
def test_waits_grow_and_are_stretched_by_a_tenth_at_most(attempt: int) -> None:
    failed = Outcome(
        notice_id="n", channel_id="hook", attempt=attempt, result=Result.RETRY, status="503", ms=1, at=NOON
    )
    again_at = retry_at(failed, RETRY_AFTER_S)

    assert again_at is not None
    assert 1 <= (again_at - NOON).total_seconds() / RETRY_AFTER_S[attempt] <= 1.1


@pytest.mark.parametrize(("asked", "least", "most"), [(600.0, 600, 660), (1.0, 300, 330), (None, 300, 330)])
def test_a_receiver_may_ask_for_a_longer_wait_and_not_for_a_shorter(
    asked: float | None, least: float, most: float
) -> None:
    """A receiver that always asks for none would use up every attempt in a moment."""
    failed = Outcome(
        notice_id="n",
        channel_id="hook",
        attempt=2,
        result=Result.RETRY,
        status="503",
        ms=1,
        at=NOON,
        retry_after_s=asked,
    )
    again_at = retry_at(failed, RETRY_AFTER_S)

    assert again_at is not None
    assert least <= (again_at - NOON).total_seconds() <= most


def test_the_schedule_waits_longer_each_time() -> None:
    assert all(one < other for one, other in pairwise(RETRY_AFTER_S))


@given(st.lists(st.sampled_from(["accept", "retry", "refuse", "crash", "update", "wait"]), max_size=40))
def test_whatever_happens_nothing_is_sent_twice_after_it_was_accepted(story: list[str]) -> None:
    """And all that is owed ends: accepted, given up or replaced."""
    outbox, _ = play(to(opened()))
    accepted: list[str] = []
    sent: list[Attempt] = []
    sequence, now = 0, NOON
    for step in [*story, *["wait", "accept"] * (len(story) + 4)]:
        if step == "update":
            sequence += 1
            outbox, _ = play(to(update(sequence)), outbox=outbox)
        elif step == "crash":
            outbox, sent = resume(outbox), []
        elif step == "wait":
            now += timedelta(days=1)
            outbox, more = play(Now(at=now), outbox=outbox)
            assert not {one.notice.id for one in more} & set(accepted)
            sent += more
        elif sent:
            attempt = sent.pop()
            result = {"accept": Result.ACCEPTED, "retry": Result.RETRY, "refuse": Result.GAVE_UP}[step]
            accepted += [attempt.notice.id] if result is Result.ACCEPTED else []
            outbox, _ = play(answer(attempt, result), outbox=outbox)

    assert outbox.owed == ()
    assert len(accepted) == len(set(accepted))
