"""Route on Kafka: what can be decided of a change without a memory is decided; the rest is offered to who remembers."""

from datetime import datetime

from msgspec import Struct

from workers.alert.route import RouteRules
from workers.hosts.kafka.codecs import Offer
from workers.model.alert import AlertState, Change
from workers.model.notice import Delivery, Verdict
from workers.pipeline import route_change

_WITHOUT_MEMORY = frozenset({Verdict.HOLD_NOT_SUBSCRIBED, Verdict.HOLD_OTHER_KIND})
"""Whatever was told before: who does not ask for the watch or the kind hears of nothing, nor again."""


class Shared(Struct, frozen=True, kw_only=True):
    """What becomes of one change."""

    deliveries: tuple[Delivery, ...]
    """Verdicts that are final."""
    offers: tuple[Offer, ...]
    """One for each subscription whose outbox must be asked."""


def share_out(change: Change, rules: RouteRules, at: datetime) -> Shared:
    """Part the subscriptions.

    The end of an alert is offered to all: it is owed to whoever was told of
    the beginning, whatever is wished for by now.

    Args:
        change: One step of an alert's life.
        rules: Who asks for what.
        at: The time of the decision (UTC).
    """
    verdicts = [routed.delivery for routed in route_change(change, rules, {}, at)]
    final = [one for one in verdicts if change.state is AlertState.OPEN and one.verdict in _WITHOUT_MEMORY]
    asked = [one.subscription for one in verdicts if one not in final]
    return Shared(
        deliveries=tuple(final),
        offers=tuple(Offer(subscription_id=subscription, change=change) for subscription in asked),
    )
