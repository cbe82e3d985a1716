"""What an outbox remembers of changes, and for how long."""

from datetime import timedelta

from msgspec.structs import replace

from tests.builders import NOON, notice
from workers.alert.outbox import Addressed, Held, Now, Outbox, hear, may_go, plan_delivery
from workers.model.alert import ChangeType
from workers.model.notice import Outcome, Result, Verdict

OWING, _ = plan_delivery(Outbox(), Addressed(notice=notice(), channels=("hook",)))
LATER = NOON + timedelta(days=10)


def test_what_was_heard_of_is_remembered_and_never_goes_back() -> None:
    first, later = notice().change, notice(sequence=3, type=ChangeType.UPDATED).change
    outbox = hear(hear(Outbox(), later), first)

    assert (outbox.heard, outbox.heard_at, outbox.told) == (3, later.changed_at, None)


def test_an_outbox_is_of_use_while_something_is_owed_or_silenced_and_for_a_week() -> None:
    flying, _ = plan_delivery(OWING, Now(at=NOON))
    taken = Outcome(
        notice_id=notice().id, channel_id="hook", attempt=1, result=Result.ACCEPTED, status="200", ms=3, at=NOON
    )
    calm, _ = plan_delivery(flying, taken)
    week = NOON + timedelta(days=7)

    assert not may_go(calm, week)
    assert may_go(calm, week + timedelta(seconds=1))
    assert not may_go(OWING, LATER)
    assert not may_go(replace(calm, held=Held(verdict=Verdict.HOLD_SILENCED, since=LATER)), LATER)
    assert not may_go(Outbox(), LATER)
