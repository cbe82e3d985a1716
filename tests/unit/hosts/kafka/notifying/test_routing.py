"""Which verdicts need no memory."""

from tests.builders import NOON, change
from workers.alert.route import RouteRules
from workers.alert.subscription import Subscription, WatchChoice
from workers.hosts.kafka.notifying.routing import Shared, share_out
from workers.model.alert import AlertState, ChangeType, Kind, Severity
from workers.model.notice import Verdict

RULES = RouteRules(
    subscriptions=(
        Subscription(id="desk", watches=WatchChoice(ids=("*",)), channels=("hook",)),
        Subscription(id="strong", watches=WatchChoice(ids=("*",)), channels=("hook",), severity=Severity.CRITICAL),
        Subscription(id="operators", watches=WatchChoice(ids=("*",)), channels=("hook",), kinds=(Kind.COVERAGE_GAP,)),
        Subscription(id="night", watches=WatchChoice(ids=("mole",)), channels=("hook",)),
    )
)
END = change(sequence=1, type=ChangeType.RESOLVED, state=AlertState.RESOLVED)


def parted(shared: Shared) -> tuple[dict[str, Verdict], list[str]]:
    decided = {one.subscription: one.verdict for one in shared.deliveries}
    return decided, [one.subscription_id for one in shared.offers]


def test_who_does_not_ask_for_the_watch_or_the_kind_is_answered_at_once_and_the_rest_is_asked() -> None:
    """A change that is too weak now may be the last word on an alert that was told before."""
    assert parted(share_out(change(), RULES, NOON)) == (
        {"operators": Verdict.HOLD_OTHER_KIND, "night": Verdict.HOLD_NOT_SUBSCRIBED},
        ["desk", "strong"],
    )


def test_the_end_of_an_alert_is_offered_to_all() -> None:
    """Whoever was told of the beginning is owed it, whatever is wished for by now."""
    assert parted(share_out(END, RULES, NOON)) == ({}, ["desk", "strong", "operators", "night"])
