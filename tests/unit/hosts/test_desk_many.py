"""A desk with more than its channels can take: bounds, order, and what is told of the rest."""

from datetime import timedelta

from msgspec.structs import replace

from tests.builders import NOON, change
from tests.desks import Rows, answer, desk_of, restarted
from workers.alert.outbox import Attempt
from workers.alert.route import Moment, RouteRules
from workers.alert.subscription import DigestTimes, Limit, QuietHours, Subscription, WatchChoice
from workers.channels.base import Needs
from workers.hosts.desk import Desk
from workers.hosts.lines import AHEAD
from workers.model.alert import AlertState, Change, ChangeType, Severity
from workers.model.digest import DigestReason
from workers.model.notice import Delivery, DigestNotice, Result, Verdict
from workers.model.setting import Duration, TimeOfDay

WISH = Subscription(id="desk", watches=WatchChoice(ids=("*",)), channels=("hook",))
OTHER = Subscription(id="other", watches=WatchChoice(ids=("*",)), channels=("second",))
RULES = RouteRules(subscriptions=(WISH,))


def alert(number: int, **fields: object) -> Change:
    at = NOON + timedelta(seconds=number)
    return change(alert_id=f"alert{number:04}", opened_at=at, changed_at=at, **fields)


def ended(one: Change) -> Change:
    return replace(one, sequence=1, type=ChangeType.RESOLVED, state=AlertState.RESOLVED, told_because=("calm",))


def ask(desk: Desk, hours: float) -> list[Delivery]:
    at = NOON + timedelta(hours=hours)
    return desk.ask_again(Moment(at=at, event_at=at))


def verdicts(deliveries: list[Delivery]) -> list[Verdict]:
    return [one.verdict for one in deliveries]


def taken(desk: Desk) -> list[Attempt]:
    """Send all there is, as far as channels have room; return the attempts."""
    made: list[Attempt] = []
    while attempts := desk.due(NOON + timedelta(days=2)):
        made += attempts
        for attempt in attempts:
            desk.answer(answer(attempt))
    return made


def test_a_channel_is_handed_no_more_than_it_has_room_for_the_oldest_first() -> None:
    desk = desk_of(RULES)
    for number in range(3 * AHEAD):
        desk.route(alert(number), NOON)
    first, second = desk.due(NOON), desk.due(NOON)

    assert [attempt.notice.alert_id for attempt in first] == [f"alert{number:04}" for number in range(AHEAD)]
    assert second == []
    assert desk.owed == 3 * AHEAD


def test_a_channel_that_takes_nothing_does_not_keep_another_waiting() -> None:
    desk = desk_of(RouteRules(subscriptions=(WISH, OTHER)), hook=Needs(), second=Needs())
    for number in range(2 * AHEAD):
        desk.route(alert(number), NOON)
    desk.due(NOON)
    for attempt in desk.due(NOON):
        desk.answer(answer(attempt))

    assert {attempt.channel_id for attempt in desk.due(NOON)} <= {"second"}


def test_what_is_beyond_the_bound_stands_in_one_summary_when_there_is_room_again() -> None:
    desk = desk_of(RULES, most_owed=4)
    told = [desk.route(alert(number), NOON)[0].verdict for number in range(9)]
    none_yet = ask(desk, 1)
    taken(desk)
    (summary,) = ask(desk, 2)
    (attempt,) = desk.due(NOON + timedelta(days=2))

    assert told == [Verdict.SEND_FIRST] * 4 + [Verdict.HOLD_TOO_MANY] * 5
    assert none_yet == []
    assert summary.verdict is Verdict.SEND_DIGEST
    assert isinstance(attempt.notice, DigestNotice)
    assert attempt.notice.digest.because is DigestReason.OVERFLOW
    assert len(attempt.notice.digest.alerts) == 5
    assert ask(desk, 3) == []


def test_a_summary_that_waits_is_known_after_a_restart() -> None:
    desk = desk_of(RULES, most_owed=1)
    for number in range(3):
        desk.route(alert(number), NOON)
    after = restarted(desk, RULES)
    (summary,) = ask(after, 1)

    assert summary.detail.startswith("2 changes of 2 alerts")


def test_an_alert_that_was_beyond_the_bound_is_told_like_any_other_once_there_is_room() -> None:
    desk = desk_of(RULES, most_owed=1)
    for number in range(2):
        desk.route(alert(number), NOON)
    taken(desk)
    update = replace(alert(1), sequence=1, type=ChangeType.UPDATED)

    assert verdicts(desk.route(update, NOON)) == [Verdict.SEND_FIRST]


def test_quiet_hours_hold_and_then_tell_the_newest_of_each_alert() -> None:
    hours = QuietHours(from_=TimeOfDay("11:00"), to=TimeOfDay("14:00"), except_=Severity.CRITICAL)
    desk = desk_of(RouteRules(subscriptions=(replace(WISH, quiet_hours=hours),)))
    held = [*desk.route(alert(0), NOON), *desk.route(alert(1), NOON), *desk.route(ended(alert(1)), NOON)]
    still = ask(desk, 1.9)
    told = ask(desk, 2)

    assert verdicts(held) == [Verdict.HOLD_QUIET_HOURS] * 3
    assert still == []
    assert verdicts(told) == [Verdict.SEND_FIRST] * 2
    assert [(one.notice.alert_id, one.notice.sequence) for one in taken(desk)] == [("alert0000", 0), ("alert0001", 1)]
    assert ask(desk, 3) == []


def test_beyond_the_limit_alerts_wait_for_room_the_oldest_first() -> None:
    desk = desk_of(RouteRules(subscriptions=(replace(WISH, limit=Limit(notices=2, per=Duration("1h"))),)))
    first = [desk.route(alert(number), NOON)[0].verdict for number in range(5)]
    told = [[one.alert_id for one in ask(desk, hours)] for hours in (0.9, 1, 1.5, 2)]

    assert first == [Verdict.SEND_FIRST] * 2 + [Verdict.HOLD_RATE_LIMITED] * 3
    assert told == [[], ["alert0002", "alert0003"], [], ["alert0004"]]


def test_a_digest_tells_all_that_waited_in_one_notice_and_each_has_a_record() -> None:
    wish = replace(WISH, digest=DigestTimes(at=TimeOfDay("15:00")))
    desk = desk_of(RouteRules(subscriptions=(wish,)))
    ask(desk, 0)
    held = [*desk.route(alert(0), NOON), *desk.route(alert(1), NOON), *desk.route(ended(alert(1)), NOON)]
    before, told, again = ask(desk, 2.9), ask(desk, 3), ask(desk, 3.1)
    (attempt,) = taken(desk)

    assert verdicts(held) == [Verdict.HOLD_FOR_DIGEST] * 3
    assert (before, again) == ([], [])
    assert [(one.verdict, one.alert_id[:6], one.sequence) for one in told] == [
        (Verdict.SEND_DIGEST, "digest", 0),
        (Verdict.SEND_DIGEST, "alert0", 0),
        (Verdict.SEND_DIGEST, "alert0", 1),
    ]
    assert isinstance(attempt.notice, DigestNotice)
    assert len(attempt.notice.digest.alerts) == 2
    assert desk.owed == 0


def test_a_digest_that_failed_is_tried_again_under_its_id() -> None:
    wish = replace(WISH, digest=DigestTimes(every=Duration("1h")))
    rows = Rows()
    desk = desk_of(RouteRules(subscriptions=(wish,)), rows)
    ask(desk, 0)
    desk.route(alert(0), NOON)
    ask(desk, 1)
    (first,) = desk.due(NOON + timedelta(hours=1))
    desk.answer(answer(first, Result.RETRY))
    (second,) = restarted(desk, RouteRules(subscriptions=(wish,))).due(NOON + timedelta(days=1))

    assert (first.notice.id, second.number) == (second.notice.id, 2)


def test_an_open_alert_is_told_again_where_the_channel_needs_it_and_no_record_is_made() -> None:
    desk = desk_of(RULES, hook=Needs(repost_every_s=60))
    desk.route(alert(0), NOON)
    (first,) = desk.due(NOON)
    desk.answer(answer(first))
    early, (again,) = desk.due(NOON + timedelta(seconds=59)), desk.due(NOON + timedelta(seconds=60))
    record = desk.answer(answer(again))
    desk.route(ended(alert(0)), NOON)
    (end,) = desk.due(NOON + timedelta(seconds=61))
    desk.answer(answer(end))

    assert early == []
    assert (again.number, again.notice.id, record) == (0, first.notice.id, None)
    assert (end.number, end.notice.sequence) == (1, 1)
    assert desk.due(NOON + timedelta(days=1)) == []


def test_after_a_restart_open_alerts_are_told_again_at_once() -> None:
    desk = desk_of(RULES, hook=Needs(repost_every_s=60))
    desk.route(alert(0), NOON)
    taken_first = desk.due(NOON)
    desk.answer(answer(taken_first[0]))
    rows = Rows()
    rows.write(desk)
    after = desk_of(RULES, rows, hook=Needs(repost_every_s=60))

    assert [attempt.number for attempt in after.due(NOON)] == [0]


def test_nothing_newer_goes_out_while_an_alert_is_being_told_again() -> None:
    """Else the end could be overtaken, and the alert be open for ever."""
    desk = desk_of(RULES, hook=Needs(repost_every_s=60))
    desk.route(alert(0), NOON)
    (first,) = desk.due(NOON)
    desk.answer(answer(first))
    later = NOON + timedelta(seconds=60)
    (again,) = desk.due(later)
    desk.route(ended(alert(0)), NOON)
    meanwhile = desk.due(later)
    desk.answer(answer(again))

    assert meanwhile == []
    assert [attempt.notice.sequence for attempt in desk.due(later)] == [1]


def test_the_end_waits_where_the_channel_must_know_of_the_alert_for_longer() -> None:
    desk = desk_of(RULES, hook=Needs(hold_open_s=120))
    desk.route(alert(0), NOON)
    desk.route(ended(alert(0)), NOON)
    (first,) = desk.due(NOON)
    desk.answer(answer(first))
    before, after = desk.due(NOON + timedelta(seconds=119)), desk.due(NOON + timedelta(seconds=120))

    assert before == []
    assert [attempt.notice.sequence for attempt in after] == [1]


def test_rows_are_small_though_the_evidence_is_not() -> None:
    rows = Rows()
    desk = desk_of(RULES, rows)
    for number in range(50):
        desk.route(alert(number, headline="A long headline of an alert. " * 20), NOON)
    rows.write(desk)

    assert max(map(len, rows.values())) < 1_500


def test_an_update_that_is_on_its_way_does_not_give_way() -> None:
    """Else its answer would be on no record."""
    desk = desk_of(RULES)
    desk.route(alert(0), NOON)
    taken(desk)
    desk.route(replace(alert(0), sequence=1, type=ChangeType.UPDATED), NOON)
    (failed,) = desk.due(NOON)
    desk.answer(answer(failed, Result.RETRY))
    (again,) = desk.due(NOON + timedelta(hours=1))
    deliveries = desk.route(replace(alert(0), sequence=2, type=ChangeType.UPDATED), NOON)
    recorded = desk.answer(answer(again))

    assert verdicts(deliveries) == [Verdict.SEND_UPDATE]
    assert recorded is not None
