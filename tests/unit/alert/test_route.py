"""From one change to those who asked for it."""

from datetime import timedelta

from msgspec.structs import replace

from tests.builders import NOON, change
from workers.alert.decide import Told
from workers.alert.route import Routed, RouteRules, route_change
from workers.alert.subscription import Subscription, WatchChoice
from workers.model.alert import AlertState, Change
from workers.model.notice import Verdict

DESK = Subscription(id="desk", watches=WatchChoice(ids=("*",)), channels=("hook", "log"))
OTHER = Subscription(id="other", watches=WatchChoice(ids=("mole",)), channels=("log",))
RULES = RouteRules(subscriptions=(DESK, OTHER))


def route(told_of: Change, rules: RouteRules = RULES, told: dict[str, Told] | None = None) -> tuple[Routed, ...]:
    return route_change(told_of, rules, told or {}, NOON)


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
    routed = route(change(sequence=1), both, {"desk": Told(sequence=0, state=AlertState.OPEN)})

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
