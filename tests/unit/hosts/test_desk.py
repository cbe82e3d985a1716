"""Route and notify, in one process."""

from datetime import timedelta

from msgspec.structs import replace

from tests.builders import NOON, change
from tests.desks import SCHEDULE, Rows, answer, desk_of, restarted
from workers.alert.route import RouteRules
from workers.alert.subscription import Subscription, WatchChoice
from workers.hosts.desk import Desk
from workers.model.alert import AlertState, ChangeType
from workers.model.notice import Result, Verdict

RULES = RouteRules(
    subscriptions=(
        Subscription(id="desk.one", watches=WatchChoice(ids=("*",)), channels=("hook",)),
        Subscription(id="night", watches=WatchChoice(ids=("mole",)), channels=("hook",)),
    )
)


def desk() -> Desk:
    return desk_of(RULES)


def test_a_verdict_is_recorded_for_everyone_and_a_notice_sent_to_those_who_asked() -> None:
    one = desk()
    verdicts = [(delivery.subscription, delivery.verdict) for delivery in one.route(change(), NOON)]

    assert verdicts == [("desk.one", Verdict.SEND_FIRST), ("night", Verdict.HOLD_NOT_SUBSCRIBED)]
    assert [attempt.notice.id for attempt in one.due(NOON)] == ["7f3c9e21d04b.0.desk.one"]


def test_what_a_subscription_was_told_is_remembered_between_changes() -> None:
    one = desk()
    one.route(change(), NOON)
    verdicts = [delivery.verdict for delivery in one.route(change(sequence=1, type=ChangeType.UPDATED), NOON)]

    assert verdicts[0] is Verdict.SEND_UPDATE


def test_an_answer_becomes_a_record_with_the_time_of_the_next_attempt() -> None:
    one = desk()
    one.route(change(), NOON)
    (attempt,) = one.due(NOON)
    heard = one.answer(answer(attempt, Result.RETRY))

    assert heard is not None
    note = heard[0].attempt
    assert note is not None
    assert (note.n, note.outcome, note.status) == (1, Result.RETRY, "503")
    assert note.next_at == one.next_due()


def test_the_last_failure_is_recorded_as_given_up() -> None:
    one = desk()
    one.route(change(), NOON)
    for _ in SCHEDULE:
        (attempt,) = one.due(NOON + timedelta(days=1))
        heard = one.answer(answer(attempt, Result.RETRY))

    assert heard is not None
    assert heard[0].attempt is not None
    assert heard[0].attempt.outcome is Result.GAVE_UP
    assert one.owed == 0


def test_an_answer_nobody_waits_for_is_no_record() -> None:
    one = desk()
    one.route(change(), NOON)
    (attempt,) = one.due(NOON)
    one.answer(answer(attempt))

    assert one.answer(answer(attempt)) is None


def test_a_replaced_update_is_recorded_as_held() -> None:
    one = desk()
    one.route(change(), NOON)
    (attempt,) = one.due(NOON)
    one.answer(answer(attempt, Result.RETRY))
    one.route(change(sequence=1, type=ChangeType.UPDATED), NOON)
    deliveries = one.route(change(sequence=2, type=ChangeType.UPDATED), NOON)
    replaced = [delivery for delivery in deliveries if delivery.verdict is Verdict.HOLD_REPLACED]

    assert [(one.sequence, one.detail) for one in replaced] == [(1, "channel hook: change 2 took its place")]


def test_what_was_owed_is_owed_after_a_restart() -> None:
    before = desk()
    before.route(change(), NOON)
    before.due(NOON)
    after = restarted(before, RULES)

    assert after.owed == 1
    assert [attempt.number for attempt in after.due(NOON)] == [1]


def test_only_what_changed_is_written() -> None:
    rows = Rows()
    one = desk_of(RULES, rows)
    one.route(change(), NOON)
    rows.write(one)
    handed_out = one.due(NOON)

    assert len(handed_out) == 1
    assert one.written() == {}


def test_the_end_of_an_alert_waits_for_its_beginning() -> None:
    one = desk()
    one.route(change(), NOON)
    one.route(change(sequence=1, type=ChangeType.RESOLVED, state=AlertState.RESOLVED), NOON)
    (attempt,) = one.due(NOON)
    none_yet = one.due(NOON)
    one.answer(answer(attempt))

    assert none_yet == []
    assert [attempt.notice.sequence for attempt in one.due(NOON)] == [1]


def test_one_subscription_can_be_asked_alone() -> None:
    one = desk()

    assert [delivery.subscription for delivery in one.offer("night", change(), NOON)] == ["night"]
    assert one.offer("nobody", change(), NOON) == []
    assert one.owed == 0


def test_a_change_that_was_heard_before_is_no_news() -> None:
    rows = Rows()
    one = desk_of(RULES, rows)
    later = change(sequence=1, type=ChangeType.UPDATED)
    one.route(change(), NOON)
    one.route(later, NOON)
    rows.write(one)

    assert [one.offer("desk.one", told, NOON) for told in (change(), later)] == [[], []]
    assert one.written() == {}


def test_an_alert_that_comes_back_long_after_its_end_is_news() -> None:
    """Whether the memory of it was dropped by then or not."""
    end = change(sequence=1, type=ChangeType.RESOLVED, state=AlertState.RESOLVED)
    back = change(sequence=2, changed_at=NOON + timedelta(days=8))
    wish = replace(RULES.subscriptions[0], tell_resolved=False)
    one, other = (desk_of(RouteRules(subscriptions=(wish,))) for _ in range(2))
    for each in (one, other):
        for told in (change(), end):
            each.route(told, NOON)
            for attempt in each.due(NOON):
                each.answer(answer(attempt))
    other.forget(NOON + timedelta(days=7, hours=1))

    assert other.written()["desk.one", change().alert_id] is None
    assert [each.route(back, NOON)[0].verdict for each in (one, other)] == [Verdict.SEND_FIRST] * 2


def test_what_is_due_later_is_not_looked_at_now() -> None:
    one = desk()
    one.route(change(), NOON)
    (attempt,) = one.due(NOON)
    one.answer(answer(attempt, Result.RETRY))
    again_at = one.next_due()

    assert again_at is not None
    assert one.due(again_at - timedelta(seconds=1)) == []
    assert [attempt.number for attempt in one.due(again_at)] == [2]
    assert one.next_due() is None
