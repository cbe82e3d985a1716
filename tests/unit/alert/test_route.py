"""From one change to those who asked for it."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from tests.builders import NOON, change
from workers.alert.decide import Told
from workers.alert.ledger import Ledger
from workers.alert.limit import note_sent
from workers.alert.outbox import Held
from workers.alert.route import Remembered, Routed, RouteRules, route_change
from workers.alert.silence import Silence
from workers.alert.subscription import DigestTimes, Limit, QuietHours, Subscription, WatchChoice
from workers.model.alert import AlertState, Change, ChangeType, Severity
from workers.model.notice import Verdict
from workers.model.setting import Duration, TimeOfDay

DESK = Subscription(id="desk", watches=WatchChoice(ids=("*",)), channels=("hook", "log"))
OTHER = Subscription(id="other", watches=WatchChoice(ids=("mole",)), channels=("log",))
RULES = RouteRules(subscriptions=(DESK, OTHER))
OPENED = Told(sequence=0, state=AlertState.OPEN)
UPDATE = change(sequence=1, type=ChangeType.UPDATED)
END = change(sequence=2, type=ChangeType.RESOLVED, state=AlertState.RESOLVED, told_because=("calm",))
REST = QuietHours(from_=TimeOfDay("12:00"), to=TimeOfDay("14:00"), except_=Severity.CRITICAL)
ONE_AN_HOUR = Limit(notices=1, per=Duration("1h"), except_=Severity.CRITICAL)
MORNING = DigestTimes(at=TimeOfDay("07:00"))
KNOWN = Silence(id="s1", watches=WatchChoice(ids=("*",)), by="desk", because="known")


def route(
    told_of: Change, rules: RouteRules = RULES, remembered: dict[str, Remembered] | None = None
) -> tuple[Routed, ...]:
    return route_change(told_of, rules, remembered or {}, NOON)


def test_every_subscription_has_a_verdict_on_record() -> None:
    """Whoever asks why they were not told finds the reason."""
    deliveries = [routed.delivery for routed in route(change())]

    assert [(one.subscription, one.verdict) for one in deliveries] == [
        ("desk", Verdict.SEND_FIRST),
        ("other", Verdict.HOLD_NOT_SUBSCRIBED),
    ]


def test_a_notice_is_named_after_the_change_and_its_reader() -> None:
    first, held = route(change(sequence=2))

    assert first.notice is not None
    assert first.notice.id == "7f3c9e21d04b.2.desk"
    assert first.channels == ("hook", "log")
    assert held.notice is None


def test_each_subscription_is_judged_by_what_it_was_told_itself() -> None:
    both = replace(RULES, subscriptions=(DESK, replace(DESK, id="night")))
    routed = route(change(sequence=1), both, {"desk": Remembered(told=OPENED)})

    assert [one.delivery.verdict for one in routed] == [Verdict.SEND_UPDATE, Verdict.SEND_FIRST]


def test_channels_that_are_closed_now_carry_nothing() -> None:
    """Files alone are told to the log only."""
    (routed, _) = route(change(), replace(RULES, open_channels={"log"}))

    assert routed.channels == ("log",)


def test_a_notice_without_any_open_channel_is_held() -> None:
    (routed, _) = route(change(), replace(RULES, open_channels=set()))

    assert routed.delivery.verdict is Verdict.HOLD_MUTED
    assert routed.notice is None


def test_nobody_is_told_while_history_is_learnt() -> None:
    assert route(change(), replace(RULES, muted=True))[0].delivery.verdict is Verdict.HOLD_MUTED


def test_what_happened_before_the_day_to_tell_from_is_held() -> None:
    rules = replace(RULES, tell_from=NOON)

    assert route(change(changed_at=NOON), rules)[0].delivery.verdict is Verdict.SEND_FIRST
    assert route(change(changed_at=NOON - timedelta(seconds=1)), rules)[0].delivery.verdict is Verdict.HOLD_MUTED


NOTHING = Remembered()


def alone(told_of: Change, remembered: Remembered = NOTHING, /, *silences: Silence, **wish: object) -> Routed:
    """What one subscription with these wishes is told."""
    rules = RouteRules(subscriptions=(replace(DESK, **wish),), silences=silences)
    (routed,) = route(told_of, rules, {DESK.id: remembered})
    return routed


def held(verdict: Verdict) -> Remembered:
    """Nothing was told yet, and this is why."""
    return Remembered(held=Held(verdict=verdict, since=NOON - timedelta(hours=1)))


def test_a_notice_says_whose_times_are_meant_and_why_they_get_it() -> None:
    notice = alone(change(), time_zone="Asia/Seoul").notice

    assert notice is not None
    assert (notice.time_zone, notice.asked) == ("Asia/Seoul", "subscription desk: all watches")


def test_in_quiet_hours_it_is_held_until_their_end_unless_it_is_rare_enough() -> None:
    routed = alone(change(), quiet_hours=REST)

    assert (routed.delivery.verdict, routed.delivery.detail) == (
        Verdict.HOLD_QUIET_HOURS, "until 2025-03-10 14:00 UTC",
    )  # fmt: skip
    assert routed.held == Held(verdict=Verdict.HOLD_QUIET_HOURS, detail="until 2025-03-10 14:00 UTC", since=NOON)
    assert routed.notice is None
    assert alone(change(severity=Severity.CRITICAL), quiet_hours=REST).notice is not None


def test_quiet_hours_go_by_the_subscriptions_clock() -> None:
    assert alone(change(), quiet_hours=REST, time_zone="Asia/Seoul").delivery.verdict is Verdict.SEND_FIRST


def test_beyond_the_limit_it_is_held_until_there_is_room_unless_it_is_rare_enough() -> None:
    full = Remembered(ledger=note_sent(ONE_AN_HOUR, Ledger(), NOON - timedelta(minutes=20)))
    routed = alone(change(), full, limit=ONE_AN_HOUR)

    assert (routed.delivery.verdict, routed.delivery.detail) == (
        Verdict.HOLD_RATE_LIMITED, "1 in 1h; room at 2025-03-10 12:40 UTC",
    )  # fmt: skip
    assert alone(change(severity=Severity.CRITICAL), full, limit=ONE_AN_HOUR).notice is not None
    assert alone(change(), limit=ONE_AN_HOUR).notice is not None


def test_whoever_wants_a_digest_is_told_nothing_one_by_one() -> None:
    routed = alone(change(severity=Severity.CRITICAL), digest=MORNING)

    assert (routed.delivery.verdict, routed.delivery.detail) == (Verdict.HOLD_FOR_DIGEST, "at 07:00 UTC")
    assert alone(change(), digest=DigestTimes(every=Duration("6h"))).delivery.detail == "every 6h"


def test_whoever_wants_a_digest_of_old_news_is_told_of_fresh_news_at_once() -> None:
    wish = {"digest": MORNING, "max_age": Duration("1h")}
    old = {"changed_at": NOON - timedelta(minutes=61)}

    assert alone(change(), **wish).delivery.verdict is Verdict.SEND_FIRST
    assert alone(change(**old), **wish).delivery.verdict is Verdict.HOLD_FOR_DIGEST
    assert alone(replace(END, **old), Remembered(told=OPENED), **wish).delivery.verdict is Verdict.HOLD_FOR_DIGEST


def test_the_first_of_several_reasons_to_wait_is_given() -> None:
    full = Remembered(ledger=Ledger(sent=(NOON,)))
    reasons: list[dict[str, object]] = [{"limit": ONE_AN_HOUR}, {"quiet_hours": REST}, {"digest": MORNING}]
    verdicts = []
    wish: dict[str, object] = {}
    for one in reasons:
        wish |= one
        verdicts.append(alone(change(), full, **wish).delivery.verdict)

    assert verdicts == [Verdict.HOLD_RATE_LIMITED, Verdict.HOLD_QUIET_HOURS, Verdict.HOLD_FOR_DIGEST]
    assert alone(change(), full, KNOWN, **wish).delivery.verdict is Verdict.HOLD_SILENCED


@pytest.mark.parametrize("wish", [{"quiet_hours": REST}, {"digest": MORNING}, {"limit": ONE_AN_HOUR}])
def test_an_end_waits_like_a_beginning_but_for_no_silence(wish: dict[str, object]) -> None:
    told = Remembered(told=OPENED, ledger=Ledger(sent=(NOON,)))

    assert alone(END, told, KNOWN).delivery.verdict is Verdict.SEND_RESOLVED
    assert alone(END, told, **wish).held is not None


def test_what_came_and_went_while_it_waited_is_told_once() -> None:
    """In the morning the desk is to know what happened at night."""
    routed = alone(END, held(Verdict.HOLD_QUIET_HOURS))

    assert routed.delivery.verdict is Verdict.SEND_FIRST
    assert routed.notice is not None
    assert routed.notice.change == END
    assert alone(END, held(Verdict.HOLD_QUIET_HOURS), tell_resolved=False).notice is not None


def test_what_was_no_news_after_all_is_never_told() -> None:
    end = replace(END, told_because=("not_confirmed",))
    routed = alone(end, held(Verdict.HOLD_QUIET_HOURS), quiet_hours=REST)

    assert (routed.delivery.verdict, routed.held) == (Verdict.HOLD_RESOLVED_UNTOLD, None)


def test_what_came_and_went_in_a_silence_is_never_told() -> None:
    before_it = alone(END, held(Verdict.HOLD_QUIET_HOURS), KNOWN)

    assert alone(END, held(Verdict.HOLD_SILENCED)).delivery.verdict is Verdict.HOLD_RESOLVED_UNTOLD
    assert (before_it.delivery.verdict, before_it.held) == (Verdict.HOLD_SILENCED, None)


def test_an_update_that_waits_is_dropped_with_the_end_for_those_who_want_no_ends() -> None:
    waiting = replace(held(Verdict.HOLD_QUIET_HOURS), told=OPENED)
    routed = alone(END, waiting, quiet_hours=REST, tell_resolved=False)

    assert (routed.delivery.verdict, routed.held) == (Verdict.HOLD_END_UNWANTED, None)


def test_a_later_change_takes_the_place_of_one_that_waits_and_has_a_verdict_of_its_own() -> None:
    waiting = held(Verdict.HOLD_QUIET_HOURS)
    routed = alone(UPDATE, waiting, quiet_hours=REST)

    assert (routed.delivery.sequence, routed.delivery.verdict) == (1, Verdict.HOLD_QUIET_HOURS)
    assert routed.held is not None
    assert waiting.held is not None
    assert routed.held.since == waiting.held.since


def test_a_change_that_comes_late_does_not_undo_what_waits() -> None:
    late = replace(UPDATE, changed_at=NOON - timedelta(days=1))
    waiting = held(Verdict.HOLD_QUIET_HOURS)
    routed = alone(late, waiting, quiet_hours=REST, max_age=Duration("1h"))

    assert (routed.delivery.verdict, routed.held) == (Verdict.HOLD_TOO_OLD, waiting.held)
