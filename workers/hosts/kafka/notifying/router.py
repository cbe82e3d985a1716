"""The agent that routes: each change of an alert becomes verdicts, and offers to those who may want it."""

import asyncio
from datetime import UTC, datetime
from time import perf_counter
from typing import Any

import msgspec

from workers.alert.route import RouteRules
from workers.errors import StateError
from workers.hosts.contain import Bug, contain
from workers.hosts.kafka.alerts import decode_alert
from workers.hosts.kafka.codecs import Offer, notice_events
from workers.hosts.kafka.engine.refusing import refuse
from workers.hosts.kafka.engine.sending import Record, send_all
from workers.hosts.kafka.engine.steady import Progress, SteadyApp
from workers.hosts.kafka.flows import Flows
from workers.hosts.kafka.notifying.routing import Shared, share_out
from workers.hosts.kafka.ways import Pace
from workers.hosts.observe import Observer
from workers.metrics.steps import Step
from workers.model.notice import Delivery
from workers.model.rejection import Reason


class Router:
    """Reads the flow of alerts; remembers nothing."""

    def __init__(
        self, app: SteadyApp, flows: Flows, rules: RouteRules, progress: Progress, observer: Observer, *, live: bool
    ) -> None:
        self._app, self._flows, self._rules, self._live = app, flows, rules, live
        self._progress, self._observer = progress, observer

    def reload(self, rules: RouteRules) -> None:
        """Route by another config from the next batch on."""
        self._rules = rules

    async def run(self, stream: Any, pace: Pace) -> None:
        """Route what comes: everything that follows from it is with the broker before it counts as done."""
        async for events in stream.noack_take(pace.batch, within=pace.within_s):
            parted = [self._part(event) for event in events]
            shared = [one for one in parted if isinstance(one, Shared)]
            app, flows = self._app, self._flows
            await asyncio.gather(
                send_all(app, flows.rejects, [one for one in parted if isinstance(one, Record)]),
                send_all(app, flows.deliveries, [delivery_record(of) for one in shared for of in one.deliveries]),
                send_all(app, flows.notices, [_offer_record(offer) for one in shared for offer in one.offers]),
            )
            for event in events:
                await stream.ack(event)
            self._progress.moved()

    def _part(self, event: Any) -> Shared | Record:
        """What becomes of a record of the flow; one that is no alert is refused."""
        try:
            change = decode_alert(event.value or b"")
        except StateError as error:
            self._observer.refused(Reason.WRONG_TYPE)
            return refuse(event.message, "notify", Reason.WRONG_TYPE, str(error))
        at = datetime.now(UTC) if self._live else change.changed_at
        began = perf_counter()
        shared = contain(lambda: share_out(change, self._rules, at))
        self._observer.stepped(Step.ROUTE, perf_counter() - began, change.changed_at)
        if isinstance(shared, Bug):
            self._observer.bug(shared, f"route {change.alert_id}.{change.sequence}")
            self._observer.refused(Reason.BUG)
            return refuse(event.message, "notify", Reason.BUG, shared.detail)
        for delivery in shared.deliveries:
            self._observer.decided(delivery)
        return shared


def delivery_record(delivery: Delivery) -> Record:
    """A verdict or an attempt, as it goes to the flow of deliveries."""
    return Record(key=delivery.subscription.encode(), value=msgspec.json.encode(delivery))


def _offer_record(offer: Offer) -> Record:
    return Record(key=offer.subscription_id.encode(), value=notice_events.encode(offer))
