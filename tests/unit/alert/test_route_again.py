"""What time alone decides: a hold that is over, an alert that was not told for long, a digest that is due."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from tests.builders import NOON, change
from workers.alert.decide import Told
from workers.alert.ledger import Ledger
from workers.alert.outbox import Held
from workers.alert.route import Moment, Remembered, Routed, RouteRules, route_again, route_to_digest
from workers.alert.silence import Silence
from workers.alert.subscription import DigestTimes, Limit, QuietHours, Subscription, WatchChoice
from workers.model.alert import AlertState, Change, ChangeType
from workers.model.notice import Verdict
from workers.model.setting import Duration, TimeOfDay

DESK = Subscription(id="desk", watches=WatchChoice(ids=("*",)), channels=("hook", "log"))
REST = QuietHours(from_=TimeOfDay("12:00"), to=TimeOfDay("14:00"))
LIMIT = Limit(notices=1, per=Duration("3h"))
MORNING = DigestTimes(at=TimeOfDay("07:00"))
KNOWN = Silence(id="s1", watches=WatchChoice(ids=("*",)), until=NOON + timedelta(hours=1), by="desk", because="known")
OPENED = Told(sequence=0, state=AlertState.OPEN, at=NOON)
UPDATE = change(sequence=1, type=ChangeType.UPDATED)
END = change(sequence=2, type=ChangeType.RESOLVED, state=AlertState.RESOLVED, told_because=("calm",))
FULL = Ledger(sent=(NOON,))


def waiting(verdict: Verdict, **fields: object) -> Remembered:
    return replace(Remembered(held=Held(verdict=verdict, since=NOON)), **fields)


def again(
    remembered: Remembered, hours: float, told_of: Change | None = None, /, *silences: Silence, **wish: object
) -> Routed | None:
    """What is decided so many hours after noon, of what opened at noon."""
    at = NOON + timedelta(hours=hours)
    rules = RouteRules(subscriptions=(), silences=silences)
    moment = Moment(at=at, event_at=at)
    return route_again(told_of or change(), replace(DESK, **wish), rules, remembered, moment)


def verdict_of(routed: Routed | None) -> Verdict | None:
    return None if routed is None else routed.delivery.verdict


@pytest.mark.parametrize(
    ("verdict", "wish", "ledger", "over_after"),
    [
        (Verdict.HOLD_SILENCED, {}, Ledger(), 1),
        (Verdict.HOLD_QUIET_HOURS, {"quiet_hours": REST}, Ledger(), 2),
        (Verdict.HOLD_RATE_LIMITED, {"limit": LIMIT}, FULL, 3),
    ],
)
def test_what_waits_is_told_when_its_hold_is_over_and_not_before(
    verdict: Verdict, wish: dict[str, object], ledger: Ledger, over_after: int
) -> None:
    silences = (KNOWN,) if verdict is Verdict.HOLD_SILENCED else ()
    remembered = waiting(verdict, ledger=ledger)
    verdicts = [
        verdict_of(again(remembered, hours, None, *silences, **wish)) for hours in (over_after - 0.01, over_after)
    ]

    assert verdicts == [None, Verdict.SEND_FIRST]


def test_a_hold_that_another_one_follows_is_recorded_and_lasts() -> None:
    routed = again(waiting(Verdict.HOLD_SILENCED), 1, None, KNOWN, quiet_hours=REST)

    assert verdict_of(routed) is Verdict.HOLD_QUIET_HOURS
    assert routed is not None
    assert routed.held == Held(verdict=Verdict.HOLD_QUIET_HOURS, detail="until 2025-03-10 14:00 UTC", since=NOON)


def test_what_waits_for_a_digest_waits_whatever_the_hour() -> None:
    """Unless nobody wants digests any more."""
    remembered = waiting(Verdict.HOLD_FOR_DIGEST)

    assert again(remembered, 99, digest=MORNING, repeat_after=Duration("1h")) is None
    assert verdict_of(again(remembered, 99)) is Verdict.SEND_FIRST


def test_what_stands_in_a_summary_waits_for_it() -> None:
    assert again(waiting(Verdict.HOLD_TOO_MANY), 99) is None


@pytest.mark.parametrize("told", [None, OPENED])
def test_an_end_that_waits_is_told_when_its_hold_is_over(told: Told | None) -> None:
    routed = again(waiting(Verdict.HOLD_QUIET_HOURS, told=told), 2, END, quiet_hours=REST)

    assert verdict_of(routed) is (Verdict.SEND_RESOLVED if told else Verdict.SEND_FIRST)
    assert routed is not None
    assert routed.notice is not None
    assert routed.notice.change == END


def test_an_end_nobody_was_told_the_beginning_of_is_dropped_where_somebody_silenced_it_meanwhile() -> None:
    routed = again(waiting(Verdict.HOLD_QUIET_HOURS), 0.5, END, KNOWN)

    assert verdict_of(routed) is Verdict.HOLD_SILENCED
    assert routed is not None
    assert routed.held is None


def test_repeats_wait_like_news_and_are_told_after_it() -> None:
    told = Remembered(told=replace(OPENED, at=NOON - timedelta(hours=6)))
    wish = {"quiet_hours": REST, "repeat_after": Duration("6h")}
    held = again(told, 1, **wish)
    assert held is not None
    remembered = replace(told, held=held.held)

    assert verdict_of(held) is Verdict.HOLD_QUIET_HOURS
    assert again(remembered, 1.5, **wish) is None
    assert verdict_of(again(remembered, 2, **wish)) is Verdict.SEND_REPEAT


def test_repeats_take_the_room_there_is() -> None:
    told = Remembered(told=OPENED, ledger=Ledger(sent=(NOON + timedelta(hours=5),)))

    assert verdict_of(again(told, 6, limit=LIMIT, repeat_after=Duration("6h"))) is Verdict.HOLD_RATE_LIMITED


def test_whoever_wants_digests_alone_is_told_again_in_the_digest() -> None:
    told = Remembered(told=OPENED)

    assert verdict_of(again(told, 6, digest=MORNING, repeat_after=Duration("6h"))) is Verdict.HOLD_FOR_DIGEST


def test_nothing_is_decided_where_nobody_is_told() -> None:
    moment = Moment(at=NOON + timedelta(hours=9), event_at=NOON)
    muted = RouteRules(subscriptions=(), muted=True)

    assert route_again(change(), DESK, muted, waiting(Verdict.HOLD_SILENCED), moment) is None


def into_digest(told_of: Change, remembered: Remembered, *silences: Silence, **wish: object) -> Routed:
    rules = RouteRules(subscriptions=(), silences=silences, open_channels={"log"})
    full = {"digest": MORNING, "quiet_hours": REST, "limit": LIMIT} | wish
    return route_to_digest(told_of, replace(DESK, **full), rules, replace(remembered, ledger=FULL), NOON)


@pytest.mark.parametrize(
    ("told_of", "told"),
    [(change(), None), (UPDATE, OPENED), (change(), OPENED), (END, OPENED), (END, None)],
    ids=["first", "update", "repeat", "end", "came and went"],
)
def test_a_digest_tells_what_waits_for_it_whatever_the_hour_and_however_full(
    told_of: Change, told: Told | None
) -> None:
    routed = into_digest(told_of, waiting(Verdict.HOLD_FOR_DIGEST, told=told))

    assert (routed.delivery.verdict, routed.channels) == (Verdict.SEND_DIGEST, ("log",))
    assert (routed.notice, routed.held) == (None, None)


def test_a_digest_leaves_out_what_was_silenced_meanwhile_and_it_waits_for_the_next() -> None:
    routed = into_digest(change(), waiting(Verdict.HOLD_FOR_DIGEST), KNOWN)

    assert routed.delivery.verdict is Verdict.HOLD_SILENCED
    assert routed.held is not None
    assert into_digest(END, waiting(Verdict.HOLD_FOR_DIGEST, told=OPENED), KNOWN).delivery.verdict is (
        Verdict.SEND_DIGEST
    )


def test_where_nobody_is_told_what_waits_for_a_digest_goes_on_waiting() -> None:
    remembered = waiting(Verdict.HOLD_FOR_DIGEST)
    routed = route_to_digest(change(), DESK, RouteRules(subscriptions=(), muted=True), remembered, NOON)

    assert (routed.delivery.verdict, routed.held) == (Verdict.HOLD_MUTED, remembered.held)


def test_a_digest_leaves_out_what_nobody_asks_for_any_more() -> None:
    routed = into_digest(change(), waiting(Verdict.HOLD_FOR_DIGEST), watches=WatchChoice(ids=("mole",)))

    assert (routed.delivery.verdict, routed.held) == (Verdict.HOLD_NOT_SUBSCRIBED, None)
