"""What a worker recorded again after a crash is listed once."""

from datetime import timedelta

from msgspec.structs import replace

from tests.builders import NOON
from workers.hosts.admin.deliveries import once
from workers.model.notice import AttemptNote, Delivery, Result, Verdict

FIRST = Delivery(at=NOON, alert_id="a1", sequence=0, subscription="desk", verdict=Verdict.SEND_FIRST)
TRIED = replace(FIRST, attempt=AttemptNote(n=1, outcome=Result.RETRY, status="500", ms=3, next_at=None))
LATER = NOON + timedelta(seconds=5)


def test_a_verdict_that_was_passed_again_is_one_whenever_it_was() -> None:
    assert list(once([FIRST, TRIED, replace(FIRST, at=LATER), TRIED])) == [FIRST, TRIED]


def test_attempts_and_repeats_at_other_times_are_others() -> None:
    repeat = replace(FIRST, verdict=Verdict.SEND_REPEAT)
    told = [FIRST, repeat, replace(repeat, at=LATER), TRIED, replace(TRIED, at=LATER)]

    assert list(once(told)) == told


def test_what_was_held_by_another_silence_is_another_verdict() -> None:
    held = replace(FIRST, verdict=Verdict.HOLD_SILENCED, detail="silence s1")
    told = [held, replace(held, detail="silence s2")]

    assert list(once([*told, *told])) == told
