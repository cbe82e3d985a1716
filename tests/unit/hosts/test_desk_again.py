"""What time alone decides: silences that are over, and alerts that were not told for long."""

from datetime import timedelta

from msgspec.structs import replace

from tests.builders import NOON, change
from tests.desks import answer, desk_of, restarted
from workers.alert.route import Moment, RouteRules
from workers.alert.silence import Silence
from workers.alert.subscription import Subscription, WatchChoice
from workers.hosts.desk import Desk
from workers.model.alert import AlertState, ChangeType
from workers.model.notice import Result, Verdict
from workers.model.setting import Duration

EXERCISE = Silence(
    id="s1", watches=WatchChoice(ids=("pier",)), until=NOON + timedelta(hours=2), by="me", because="known"
)
DESK_ONE = Subscription(id="desk.one", watches=WatchChoice(ids=("*",)), channels=("hook",), repeat_after=Duration("6h"))
UPDATE = change(sequence=1, type=ChangeType.UPDATED, changed_at=NOON + timedelta(minutes=20))
END = change(sequence=2, type=ChangeType.RESOLVED, state=AlertState.RESOLVED)


def rules_of(*silences: Silence) -> RouteRules:
    """One subscription, which wants repeats."""
    return RouteRules(subscriptions=(DESK_ONE,), silences=silences)


def silenced_by(*silences: Silence) -> Desk:
    return desk_of(rules_of(*silences))


def ask(one: Desk, hours: float) -> list[tuple[Verdict, str]]:
    """What time alone decides, so many hours after noon."""
    at = NOON + timedelta(hours=hours)
    return [(delivery.verdict, delivery.detail) for delivery in one.ask_again(Moment(at=at, event_at=at))]


def take(one: Desk) -> list[str]:
    """Send everything that is due, successfully; return the ids of the notices."""
    sent: list[str] = []
    while attempts := one.due(NOON):
        sent += [attempt.notice.id for attempt in attempts]
        for attempt in attempts:
            assert one.answer(answer(attempt)) is not None
    return sent


def test_what_is_open_is_told_again_under_an_id_of_its_own() -> None:
    one = silenced_by()
    one.route(change(), NOON)
    first = take(one)
    told = [(ask(one, hours), take(one)) for hours in (5.9, 6, 6.1, 12)]

    assert first == ["7f3c9e21d04b.0.desk.one"]
    assert told == [
        ([], []),
        ([(Verdict.SEND_REPEAT, "")], ["7f3c9e21d04b.0r1.desk.one"]),
        ([], []),
        ([(Verdict.SEND_REPEAT, "")], ["7f3c9e21d04b.0r2.desk.one"]),
    ]


def test_a_repeat_tells_the_last_change_and_what_follows_is_news_again() -> None:
    one = silenced_by()
    one.route(change(), NOON)
    one.route(UPDATE, NOON)
    take(one)
    ask(one, 7)
    repeat = take(one)
    one.route(replace(UPDATE, sequence=2), NOON)

    assert repeat == ["7f3c9e21d04b.1r1.desk.one"]
    assert take(one) == ["7f3c9e21d04b.2.desk.one"]


def test_nothing_is_repeated_after_the_end() -> None:
    one = silenced_by()
    one.route(change(), NOON)
    one.route(END, NOON)

    assert ask(one, 14) == []


def test_while_a_channel_is_down_only_the_last_repeat_waits_for_it() -> None:
    one = silenced_by()
    one.route(change(), NOON)
    (attempt,) = one.due(NOON)
    one.answer(answer(attempt, Result.RETRY))
    told = [ask(one, hours)[-1][0] for hours in (6, 12, 18)]

    assert told == [Verdict.SEND_REPEAT, Verdict.HOLD_REPLACED, Verdict.HOLD_REPLACED]
    assert [one.due(NOON), one.owed] == [[], 2]


def test_a_silence_holds_and_names_itself_and_what_is_still_open_is_told_when_it_is_over() -> None:
    one = silenced_by(EXERCISE)
    held = [(delivery.verdict, delivery.detail) for told in (change(), UPDATE) for delivery in one.route(told, NOON)]

    assert held == [(Verdict.HOLD_SILENCED, "silence s1")] * 2
    assert (ask(one, 1.9), take(one)) == ([], [])
    assert (ask(one, 2), take(one)) == ([(Verdict.SEND_FIRST, "")], ["7f3c9e21d04b.1.desk.one"])
    assert ask(one, 2.1) == []


def test_a_silence_that_was_made_and_ended_by_command_is_heeded_at_once() -> None:
    one = silenced_by()
    one.silence((replace(EXERCISE, id="s-2"),))
    held = one.route(change(), NOON)[0].detail
    one.silence(())

    assert held == "silence s-2"
    assert ask(one, 0.1) == [(Verdict.SEND_FIRST, "")]


def test_what_was_held_is_known_after_a_restart() -> None:
    before = silenced_by(EXERCISE)
    before.route(change(), NOON)
    after = restarted(before, rules_of(EXERCISE))

    assert (ask(after, 1), ask(after, 3)) == ([], [(Verdict.SEND_FIRST, "")])


def test_news_that_was_held_long_is_not_too_old_to_be_told() -> None:
    """It is open now, whatever `max_age` says of changes that come late."""
    wish = replace(DESK_ONE, max_age=Duration("1h"))
    one = desk_of(RouteRules(subscriptions=(wish,), silences=(EXERCISE,)))
    one.route(change(), NOON)

    assert ask(one, 2) == [(Verdict.SEND_FIRST, "")]


def test_the_end_is_told_in_a_silence_to_whoever_was_told_of_the_beginning() -> None:
    one = silenced_by()
    one.route(change(), NOON)
    one.silence((replace(EXERCISE, watches=None, alert=change().alert_id, until=None),))
    verdicts = [one.route(told, NOON)[0].verdict for told in (UPDATE, END)]

    assert verdicts == [Verdict.HOLD_SILENCED, Verdict.SEND_RESOLVED]


def test_an_alert_that_came_and_went_in_a_silence_is_never_told() -> None:
    one = silenced_by(EXERCISE)
    verdicts = [one.route(told, NOON)[0].verdict for told in (change(), END)]

    assert verdicts == [Verdict.HOLD_SILENCED, Verdict.HOLD_RESOLVED_UNTOLD]
    assert (ask(one, 3), take(one)) == ([], [])


def test_a_repeat_that_falls_into_a_silence_is_recorded_once_and_told_after_it() -> None:
    quiet = silenced_by()
    quiet.route(change(), NOON)
    take(quiet)
    quiet.silence((replace(EXERCISE, until=NOON + timedelta(hours=8)),))

    assert [ask(quiet, hours) for hours in (6, 6.1, 8)] == [
        [(Verdict.HOLD_SILENCED, "silence s1")],
        [],
        [(Verdict.SEND_REPEAT, "")],
    ]


def test_who_is_told_of_nothing_now_is_not_asked_again() -> None:
    """Learning must not tell, nor fill the records."""
    before = silenced_by(EXERCISE)
    before.route(change(), NOON)
    muted = RouteRules(subscriptions=(DESK_ONE,), muted=True)
    after = restarted(before, muted)

    assert ask(after, 99) == []
