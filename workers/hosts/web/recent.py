"""What is remembered of alerts and deliveries to be shown: all that is open, and of the rest the latest."""

from collections import Counter, OrderedDict, deque

from workers.model.alert import AlertState, Change
from workers.model.notice import Delivery, Verdict
from workers.study.told import Standing, standing_of

OPEN, ENDED, HELD = 5_000, 500, 1_000
"""How many at most; of more the oldest are forgotten."""
_OTHERS = (Verdict.HOLD_NOT_SUBSCRIBED,)
"""Nobody asked: no news."""


class Recent:
    """Hears changes and deliveries in any number, again and out of order; holds a bounded number of each."""

    def __init__(self, most_open: int = OPEN, most_ended: int = ENDED, most_held: int = HELD) -> None:
        self._most_open, self._most_ended = most_open, most_ended
        self.open: OrderedDict[str, Change] = OrderedDict()
        """The last change of each alert that is open, by its id; the latest last."""
        self.ended: OrderedDict[str, Change] = OrderedDict()
        """The same of those that have ended."""
        self.held: deque[tuple[int, Delivery]] = deque(maxlen=most_held)
        """What was not told, or not taken, each with its number; the latest last."""
        self._numbered = 0

    def hear(self, change: Change) -> None:
        """Hear of an alert's step; one that was heard before, or an older one, changes nothing."""
        identity = change.alert_id
        known = self.open.get(identity) or self.ended.get(identity)
        if known is not None and known.sequence >= change.sequence:
            return
        self.open.pop(identity, None)
        self.ended.pop(identity, None)
        ended = change.state is AlertState.RESOLVED
        kept, most = (self.ended, self._most_ended) if ended else (self.open, self._most_open)
        kept[identity] = change
        while len(kept) > most:
            kept.popitem(last=False)

    def note(self, delivery: Delivery) -> None:
        """Hear of a delivery; one that went as it should is not kept."""
        if delivery.verdict in _OTHERS or _went_well(delivery):
            return
        self._numbered += 1
        self.held.append((self._numbered, delivery))

    def find(self, alert_id: str) -> Change | None:
        """The last change of an alert that is remembered."""
        return self.open.get(alert_id) or self.ended.get(alert_id)

    def reasons(self) -> Counter[Verdict]:
        """How many of those held were held why."""
        return Counter(one.verdict for _, one in self.held if not one.verdict.send)


def _went_well(delivery: Delivery) -> bool:
    """A notice that was taken, or one that is still to be sent for the first time."""
    standing = standing_of(delivery)
    return standing is Standing.TOLD or (standing is Standing.OWED and delivery.attempt is None)
