"""A desk that goes on by another config."""

from datetime import timedelta

from msgspec.structs import replace

from tests.builders import NOON, change
from tests.desks import SCHEDULE, answer, desk_of
from workers.alert.route import Moment, RouteRules
from workers.alert.silence import Silence
from workers.alert.subscription import QuietHours, Subscription, WatchChoice
from workers.channels.base import Needs
from workers.hosts.desk import Terms
from workers.hosts.lines import Lines
from workers.model.alert import ChangeType
from workers.model.notice import Result, Verdict
from workers.model.setting import TimeOfDay

ALL = WatchChoice(ids=("*",))
DESK = Subscription(id="desk", watches=ALL, channels=("hook",))
NIGHT = Subscription(id="night", watches=ALL, channels=("mail",))
RULES = RouteRules(subscriptions=(DESK,))
TERMS = Terms(schedule=SCHEDULE)
UPDATE = change(sequence=1, type=ChangeType.UPDATED)
SILENCE = Silence(id="s", watches=ALL, until=NOON + timedelta(hours=1), by="desk", because="known")


def test_who_was_added_hears_of_the_next_change_and_others_as_if_nothing_were() -> None:
    desk = desk_of(RULES)
    desk.route(change(), NOON)

    desk.reload(RouteRules(subscriptions=(DESK, NIGHT)), TERMS)
    verdicts = {one.subscription: one.verdict for one in desk.route(UPDATE, NOON)}

    assert verdicts == {"desk": Verdict.SEND_UPDATE, "night": Verdict.SEND_FIRST}


def test_what_is_owed_stays_owed_and_what_is_under_way_is_not_begun_again() -> None:
    desk = desk_of(RULES)
    desk.route(change(), NOON)
    first = desk.due(NOON)[0]
    desk.route(change(alert_id="other"), NOON)
    owed = desk.owed

    desk.reload(RULES, TERMS)

    assert desk.owed == owed == 2
    assert [one.notice.id for one in desk.due(NOON)] == ["other.0.desk"]
    assert desk.answer(answer(first)) is not None
    assert desk.owed == 1


def test_a_silence_that_was_made_by_command_holds_on() -> None:
    desk = desk_of(RULES)
    desk.silence((SILENCE,))

    desk.reload(RULES, TERMS)
    (delivery,) = desk.route(change(), NOON)

    assert delivery.verdict is Verdict.HOLD_SILENCED


def test_what_a_silence_of_the_config_held_is_told_when_that_is_taken_out() -> None:
    desk = desk_of(replace(RULES, silences=(SILENCE,)))
    desk.route(change(), NOON)
    desk.ask_again(Moment(at=NOON, event_at=NOON))

    desk.reload(RULES, TERMS)
    told = desk.ask_again(Moment(at=NOON, event_at=NOON))

    assert [one.verdict for one in told] == [Verdict.SEND_FIRST]


def test_what_quiet_hours_held_is_told_when_those_are_taken_out() -> None:
    quiet = QuietHours(from_=TimeOfDay("11:00"), to=TimeOfDay("13:00"))
    desk = desk_of(RouteRules(subscriptions=(replace(DESK, quiet_hours=quiet),)))
    held = desk.route(change(), NOON)
    kept = desk.ask_again(Moment(at=NOON, event_at=NOON))

    desk.reload(RULES, TERMS)
    told = desk.ask_again(Moment(at=NOON, event_at=NOON))

    assert ([one.verdict for one in held], kept) == ([Verdict.HOLD_QUIET_HOURS], [])
    assert [one.verdict for one in told] == [Verdict.SEND_FIRST]


def test_an_open_alert_is_told_again_to_a_channel_that_asks_for_it_now() -> None:
    desk = desk_of(RULES, am=Needs(repost_every_s=60), hook=Needs())
    desk.route(change(), NOON)
    (attempt,) = desk.due(NOON)
    desk.answer(answer(attempt))

    desk.reload(RouteRules(subscriptions=(replace(DESK, channels=("hook", "am")),)), TERMS)

    assert [(one.channel_id, one.number) for one in desk.due(NOON)] == [("am", 0)]


def test_a_channel_that_is_another_now_is_not_left_alone_for_what_the_old_one_did() -> None:
    lines = Lines({"hook": Needs(), "mail": Needs()}, SCHEDULE)
    desk = desk_of(RULES)
    desk.route(change(), NOON)
    (attempt,) = desk.due(NOON)
    for name in ("hook", "mail"):
        for number in range(1, 30):
            lines.hear(answer(replace(attempt, channel_id=name, number=number), Result.RETRY))
    before = lines.down(NOON)

    lines.reload({"hook": Needs(), "mail": Needs()}, SCHEDULE, ["hook"])

    assert before == {"hook", "mail"}
    assert lines.down(NOON) == {"mail"}
