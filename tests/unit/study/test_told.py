"""The record of deliveries as a person asks for it."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.builders import NOON
from workers.model.notice import AttemptNote, Delivery, Result, Verdict
from workers.study.told import WORDS, Standing, accounts_of

SENT = Delivery(at=NOON, alert_id="a1", sequence=0, subscription="desk", verdict=Verdict.SEND_FIRST)
YES, AGAIN, NO = Result.ACCEPTED, Result.RETRY, Result.GAVE_UP
MINUTE = timedelta(minutes=1)


def tried(result: Result, n: int = 1, channel: str = "hook", of: Delivery = SENT) -> Delivery:
    next_at = NOON + n * MINUTE if result is AGAIN else None
    note = AttemptNote(n=n, outcome=result, status=f"answer {n}", ms=7, next_at=next_at)
    return replace(of, at=NOON + n * MINUTE, detail=f"channel {channel}", attempt=note)


def held(verdict: Verdict, detail: str = "", sequence: int = 0) -> Delivery:
    return replace(SENT, verdict=verdict, detail=detail, sequence=sequence)


def lines(*deliveries: Delivery) -> list[tuple[str, str, int, str]]:
    return [(one.standing.value, one.channel, one.attempts, one.because) for one in accounts_of(deliveries)]


NEW = WORDS[Verdict.SEND_FIRST]


def test_what_nobody_tried_yet_is_owed() -> None:
    assert lines(SENT) == [("owed", "", 0, NEW)]


def test_of_many_attempts_the_last_one_counts() -> None:
    (account,) = accounts_of([SENT, tried(AGAIN), tried(AGAIN, 2)])

    assert (account.standing, account.attempts, account.status) == (Standing.OWED, 2, "answer 2")
    assert account.next_at == NOON + 2 * MINUTE
    assert lines(SENT, tried(AGAIN), tried(YES, 2)) == [("told", "hook", 2, NEW)]
    assert lines(SENT, tried(AGAIN), tried(NO, 2)) == [("lost", "hook", 2, NEW)]


def test_each_channel_has_a_line_of_its_own() -> None:
    found = lines(SENT, tried(YES, channel="log"), tried(AGAIN), tried(NO, 2))

    assert found == [("told", "log", 1, NEW), ("lost", "hook", 2, NEW)]


def test_a_channel_that_took_it_says_nothing_of_another() -> None:
    found = lines(SENT, tried(AGAIN, channel="log"), tried(AGAIN), tried(YES, 2))

    assert found == [("owed", "log", 1, NEW), ("told", "hook", 2, NEW)]


def test_who_was_not_told_has_the_reason_in_words() -> None:
    found = lines(held(Verdict.HOLD_SILENCED, "silence s1"), held(Verdict.HOLD_TOO_WEAK, sequence=1))

    assert found == [("held", "", 0, "silenced: silence s1"), ("held", "", 0, "asks for rarer alerts only")]


def test_what_was_held_and_told_in_the_end_says_both() -> None:
    found = lines(held(Verdict.HOLD_QUIET_HOURS, "until 07:00"), SENT, tried(YES))

    assert found == [("told", "hook", 1, f"{NEW}; held before: quiet hours: until 07:00")]


def test_a_change_that_was_held_for_another_reason_later_has_the_last_one() -> None:
    found = lines(held(Verdict.HOLD_QUIET_HOURS), held(Verdict.HOLD_SILENCED, "silence s1"))

    assert found == [("held", "", 0, "silenced: silence s1")]


def test_what_a_newer_change_replaced_was_not_told_by_that_channel() -> None:
    replaced = held(Verdict.HOLD_REPLACED, "channel hook: change 1 took its place")
    words = f"{WORDS[Verdict.HOLD_REPLACED]}: change 1 took its place"

    assert lines(SENT, replaced) == [("held", "hook", 0, words)]
    assert lines(SENT, tried(YES, channel="log"), tried(AGAIN), replaced) == [
        ("told", "log", 1, NEW),
        ("held", "hook", 0, words),
    ]


def test_each_repeat_is_told_or_not_by_itself() -> None:
    repeat = replace(SENT, verdict=Verdict.SEND_REPEAT)
    found = lines(SENT, tried(YES), repeat, tried(YES, of=repeat), repeat, tried(AGAIN, of=repeat))

    assert [(standing, because) for standing, _, _, because in found] == [
        ("told", NEW),
        ("told", WORDS[Verdict.SEND_REPEAT]),
        ("owed", WORDS[Verdict.SEND_REPEAT]),
    ]


def test_a_change_in_a_digest_fares_as_the_digest_does() -> None:
    waits = held(Verdict.HOLD_FOR_DIGEST)
    within = replace(SENT, verdict=Verdict.SEND_DIGEST, detail="in digest-9")
    digest = replace(within, alert_id="digest-9", detail="1 alert since noon")
    found = accounts_of([waits, within, digest, tried(AGAIN, of=digest), tried(YES, 2, of=digest)])

    assert [(one.alert_id, one.standing, one.channel, one.because) for one in found] == [
        ("a1", Standing.TOLD, "hook", "digest: in digest-9"),
        ("digest-9", Standing.TOLD, "hook", "digest: 1 alert since noon"),
    ]


def test_lines_stand_in_the_order_in_which_changes_were_decided() -> None:
    later = replace(SENT, sequence=1, verdict=Verdict.SEND_UPDATE)
    found = accounts_of([SENT, later, tried(YES, of=later), tried(YES)])

    assert [one.sequence for one in found] == [0, 1]


@pytest.mark.parametrize("verdict", Verdict)
def test_every_verdict_has_words(verdict: Verdict) -> None:
    assert WORDS[verdict]


ANY = st.builds(
    lambda verdict, sequence, result, n, channel: (
        held(verdict, sequence=sequence)
        if result is None
        else tried(result, n, channel, replace(SENT, verdict=verdict, sequence=sequence))
    ),
    st.sampled_from(Verdict),
    st.integers(0, 2),
    st.sampled_from([None, *Result]),
    st.integers(1, 3),
    st.sampled_from(["hook", "log"]),
)


@given(st.lists(ANY, max_size=20))
def test_nothing_that_was_decided_goes_missing(deliveries: list[Delivery]) -> None:
    """Whatever the record holds, also where the beginning of it was cut off by retention."""
    told = {(one.alert_id, one.sequence, one.subscription) for one in deliveries}

    assert {(one.alert_id, one.sequence, one.subscription) for one in accounts_of(deliveries)} == told
